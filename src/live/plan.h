// What is to be done with every block of rows of one ledger, for all its measures together: which
// predicates become bitmaps, in which order the bitmaps are combined so that measures share their
// common conditions, and where each result goes.
//
//     Program program = make_program({.table = 0, .schema = schema, .head = table, .set = set, …});
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
#include "live/values.h"

namespace yitao::live {

inline constexpr uint32_t kNoSlot = UINT32_MAX;

// Where the results of a measure lie among a unit's slots (values.h).
struct Slots {
    uint32_t count = kNoSlot;
    uint32_t sum = kNoSlot;
    uint32_t extreme = kNoSlot;
    uint32_t errors = kNoSlot;
    bool wide = false;    // the sum lies among the 128-bit ones
    bool is_max = false;  // the extreme lies among the maxima
};

// A column whose values are aggregated.
struct ValueColumn {
    size_t column = 0;
    ledger::ColumnType type{};
    bool numeric = false;     // its cells are numbers to formulas
    bool wide = false;        // sums are kept in 128 bits
    bool calculated = false;  // may hold errors
};

// What one step wants of one value column.
struct ValueUse {
    uint32_t value = 0;  // index into Program::values
    uint32_t numbers = kNoSlot;
    uint32_t present = kNoSlot;  // COUNTA
    uint32_t sum = kNoSlot;
    uint32_t max = kNoSlot;
    uint32_t min = kNoSlot;
    uint32_t errors = kNoSlot;  // rows with an error; counted where rows change
    uint32_t distinct = kNoSlot;  // index into Program::distincts
    // Among Program::error_measures: those that an error among the matched rows spoils.
    uint32_t first_error_measure = 0;
    uint32_t error_measures = 0;
};

// Different values are counted when all rows have been matched (distinct.h).
struct DistinctUse {
    uint32_t value = 0;  // index into Program::values
    uint32_t slot = kNoSlot;
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

// A condition on one column, as it is tested.
struct PlannedPredicate {
    size_t column = 0;
    uint32_t condition = 0;  // of the set; the first of those that test alike
    formula::Predicate predicate;
};

// Measures with the same conditions: what its step does with a row that meets them all.
struct Group {
    std::vector<uint32_t> predicates;
    std::vector<uint32_t> measures;
    uint32_t row_count = kNoSlot;
    uint32_t first_use = 0;
    uint32_t uses = 0;
};

struct Program {
    size_t table = 0;
    std::vector<Lane> lanes;
    std::vector<PlannedPredicate> predicates;  // bitmaps; one more stands behind them: all rows
    std::vector<Group> groups;
    std::vector<Step> steps;
    std::vector<ValueUse> uses;
    std::vector<uint32_t> error_measures;
    std::vector<DistinctUse> distincts;
    uint32_t depth = 0;  // of the deepest step, plus one
    std::vector<ValueColumn> values;
    // Slots of its steps and uses count from 0; those of measures and Values from `first` on.
    SlotCounts first;
    SlotCounts slots;       // how many are its own
    int64_t sum_limit = 0;  // numbers up to this magnitude: no sum of all rows leaves 64 bits
    [[nodiscard]] uint32_t all_rows() const { return static_cast<uint32_t>(predicates.size()); }
};

struct PlanRequest {
    size_t table = 0;
    const ledger::Schema& schema;
    const ledger::Table& head;  // dictionaries and codings of its columns; rows are not looked at
    const formula::MeasureSet& set;
    std::span<const uint32_t> measures;  // of this table, those to be planned
    // Sums of these are kept in 128 bits: columns with large numbers, nearly always none.
    const std::set<size_t>& wide_columns;
    int64_t most_rows = 0;  // as many rows at most will ever be added up
    // Rows will change, with texts not seen yet: no condition counts as always or never met, and
    // only equal conditions as one.
    bool rows_change = false;
    SlotCounts first;  // the slots that are taken
};

// `slots` has one entry for each measure of the set; those of the planned measures are filled in.
Program make_program(const PlanRequest& request, std::span<Slots> slots);

}  // namespace yitao::live
