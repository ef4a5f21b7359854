// What is to be done with every block of rows of one ledger, for all its measures together: which
// predicates become bitmaps, in which order the bitmaps are combined so that measures share their
// common conditions, and where each result goes.
//
//     Program program = make_program(0, catalog, world, set, {}, slots_of_measure);
//
// Measures with the same conditions are one step; steps form a tree of condition prefixes, written
// out in depth-first order, so that an empty prefix skips all that follows from it.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "formula/measure.h"
#include "formula/world.h"
#include "live/classes.h"

namespace yitao::live {

inline constexpr uint32_t kNoSlot = UINT32_MAX;

// Where the results of a measure lie in a unit's row of each array (results.h).
struct Slots {
    uint32_t count = kNoSlot;
    uint32_t sum = kNoSlot;
    uint32_t extreme = kNoSlot;
    bool wide = false;  // the sum lies among the 128-bit ones
};

struct SlotCounts {
    uint32_t counts = 0;
    uint32_t sums = 0;
    uint32_t wide_sums = 0;
    uint32_t maxima = 0;
    uint32_t minima = 0;
};

// A column whose values are aggregated.
struct ValueColumn {
    size_t column = 0;
    ledger::ColumnType type{};
    bool numeric = false;  // its cells are numbers to formulas
    bool wide = false;     // sums are kept in 128 bits
};

// What one step wants of one value column.
struct ValueUse {
    uint32_t value = 0;  // index into Program::values
    uint32_t numbers = kNoSlot;
    uint32_t present = kNoSlot;  // COUNTA
    uint32_t sum = kNoSlot;
    uint32_t max = kNoSlot;
    uint32_t min = kNoSlot;
    // Among Program::error_measures: those that an error among the matched rows spoils.
    uint32_t first_error_measure = 0;
    uint32_t error_measures = 0;
};

// Steps and uses are small and lie in the order they run in: every block walks all of them.
struct Step {
    uint32_t predicate = 0;
    uint32_t depth = 0;  // 0: the predicate's own bitmap
    uint32_t after = 0;  // first step that does not build on this one
    uint32_t row_count = kNoSlot;
    uint32_t first_use = 0;
    uint32_t uses = 0;
    // Other steps build on it, no measure is it: whether any row is left is all that matters.
    [[nodiscard]] bool is_prefix_only() const { return row_count == kNoSlot && uses == 0; }
};

struct Program {
    size_t table = 0;
    std::vector<Lane> lanes;
    uint32_t predicates = 0;  // bitmaps; one more stands behind them: all rows
    std::vector<Step> steps;
    std::vector<ValueUse> uses;
    std::vector<uint32_t> error_measures;
    uint32_t depth = 0;  // of the deepest step, plus one
    std::vector<ValueColumn> values;
    SlotCounts slots;
    int64_t sum_limit = 0;  // numbers up to this magnitude: no sum of all rows leaves 64 bits
    [[nodiscard]] uint32_t all_rows() const { return predicates; }
};

// `slots` has one entry for each measure of the set; those of this table are filled in. Sums of
// `wide_columns` are kept in 128 bits: those the scan has met large numbers in, nearly always none.
Program make_program(size_t table, const formula::Catalog& catalog, const formula::World& world,
                     const formula::MeasureSet& set, const std::set<size_t>& wide_columns,
                     std::span<Slots> slots);

}  // namespace yitao::live
