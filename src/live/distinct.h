// Different values (COUNTUNIQUEIFS) up the tree. They do not add up: a household that lives in two
// villages counts once for their township. Kept for one measure: how many rows of each value each
// unit holds itself; one row more or less then changes the numbers of the units above it up to
// where another row of the same value is met.
//
//     DistinctCounts counts(tree);
//     for (UnitIndex u = unit, end = counts.add(value, unit); u != end; u = parent(u)) ++number[u];
//
// Memory: 16 bytes for a value of one unit, at three quarters of load; more for those of several.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "formula/distinct_keys.h"
#include "live/plan.h"
#include "live/rows.h"
#include "org/tree.h"

namespace yitao::live {

class DistinctCounts {
  public:
    DistinctCounts(const org::Tree& tree, const ledger::Column& column)
        : tree_(tree), keys_(column) {}

    // `rows` more (or one fewer) of the value in the unit. Returns the first unit on the way up
    // whose number of different values stays as it was; the tree's size where all change.
    org::UnitIndex add(int64_t key, org::UnitIndex unit, uint32_t rows = 1);
    org::UnitIndex remove(int64_t key, org::UnitIndex unit);
    [[nodiscard]] formula::DistinctKeys& keys() { return keys_; }
    [[nodiscard]] size_t bytes() const;

  private:
    static constexpr org::UnitIndex kFree = UINT32_MAX;
    static constexpr org::UnitIndex kSpread = UINT32_MAX - 1;  // in several units: see spread_
    struct Entry {
        int64_t key = 0;
        org::UnitIndex unit = kFree;
        uint32_t rows = 0;
    };
    using Units = std::map<org::UnitIndex, uint32_t>;  // and their rows

    Entry& entry(int64_t key);
    void make_room();
    // From `unit` upwards the first that holds a unit of `others` too.
    [[nodiscard]] org::UnitIndex met(const Units& others, org::UnitIndex unit) const;
    [[nodiscard]] org::UnitIndex met(org::UnitIndex other, org::UnitIndex unit) const;
    [[nodiscard]] org::UnitIndex nowhere() const {
        return static_cast<org::UnitIndex>(tree_.size());
    }

    const org::Tree& tree_;
    formula::DistinctKeys keys_;
    std::vector<Entry> entries_;  // by hash, open addressing; a power of two
    size_t used_ = 0;
    std::unordered_map<int64_t, Units> spread_;
};

// The rows a use with distinct values matched, found by a scan: one bit for each row of its blocks,
// unit after unit, each block from a new word on.
struct DistinctRows {
    std::vector<std::vector<uint64_t>> bits;  // by number among Program::distincts
    std::vector<size_t> first_word;           // of each unit
};

// Counts what a scan matched: the numbers go to the program's slots in `values`, whose other slots
// have been rolled up. One entry for each of Program::distincts.
std::vector<std::unique_ptr<DistinctCounts>> count_distinct(const Program& program,
                                                            const ledger::Schema& schema,
                                                            const ledger::Table& table,
                                                            const RowSource& rows,
                                                            const org::Tree& tree,
                                                            const DistinctRows& matched,
                                                            unsigned threads, Values& values);

}  // namespace yitao::live
