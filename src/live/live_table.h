// One ledger of a view: its rows, who is concerned by a change, and what each group of measures
// does with a row. Shared by the files of View, no one else's.
#pragma once

#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "live/distinct.h"
#include "live/live_rows.h"
#include "live/matcher.h"
#include "live/view.h"

namespace yitao::live {

// One value column of a group: slots among those of Values, and the measures that show them.
struct LiveUse {
    size_t column = 0;
    ledger::ColumnType type{};
    bool numeric = false;
    bool wide = false;
    uint32_t numbers = kNoSlot;
    uint32_t present = kNoSlot;
    uint32_t sum = kNoSlot;
    uint32_t max = kNoSlot;
    uint32_t min = kNoSlot;
    uint32_t errors = kNoSlot;
    uint32_t distinct = kNoSlot;      // index into Table::distincts
    uint32_t count_values = kNoSlot;  // from here on measures
    uint32_t count_numbers = kNoSlot;
    uint32_t sum_of = kNoSlot;
    uint32_t average_of = kNoSlot;
    uint32_t max_of = kNoSlot;
    uint32_t min_of = kNoSlot;
};

// Different values of one use.
struct LiveDistinct {
    size_t column = 0;
    uint32_t slot = kNoSlot;
    uint32_t measure = kNoSlot;
    std::unique_ptr<DistinctCounts> counts;  // none: nobody shows it any more
};

struct LiveGroup {
    uint32_t row_count = kNoSlot;
    uint32_t count_rows = kNoSlot;  // the measure
    uint32_t first_use = 0;
    uint32_t uses = 0;
};

struct View::Table {
    Table(const ledger::Schema& schema, ledger::Table&& loaded, size_t units,
          const Kernels& kernels);
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    // The stored bytes of a field, once the column has room for it: a new text gets its code, a
    // number out of range widens the column. Images read before no longer hold then.
    uint64_t encode(size_t column, const ledger::Field& field);
    [[nodiscard]] int64_t number_at(size_t column, uint64_t raw) const {
        return head.columns[column].numbers.coding().value(raw);
    }
    [[nodiscard]] RowImage blank_image() const;
    // What a program's groups do, and where they lie.
    // `counts` are those of the program's distincts.
    void add(const Program& program, const formula::MeasureSet& set,
             std::vector<std::unique_ptr<DistinctCounts>> counts);
    // The first among the rows of a group in a unit's subtree, in the order of units and row ids.
    [[nodiscard]] std::optional<ExcelError> first_error(uint32_t group, const LiveUse& use,
                                                        const Values& values, const org::Tree& tree,
                                                        org::UnitIndex unit) const;
    [[nodiscard]] std::span<const LiveUse> uses_of(const LiveGroup& group) const {
        return std::span(uses).subspan(group.first_use, group.uses);
    }

    const ledger::Schema& schema;
    ledger::Table head;  // dictionaries and codings, no rows; unit columns list their codes
    LiveRows rows;
    Matcher matcher;
    std::optional<size_t> unit_column;
    std::vector<std::unique_ptr<ledger::DictionaryBuilder>> dictionaries;  // by column
    std::vector<std::unordered_set<int64_t>> unit_codes;                   // by column
    std::vector<LiveGroup> groups;
    std::vector<LiveUse> uses;
    std::vector<LiveDistinct> distincts;
    // By column: bits of the groups that aggregate it.
    std::vector<std::vector<uint64_t>> value_groups;
    std::set<size_t> wide;
    uint64_t codings = 0;  // how often a column was coded anew
    bool may_err = false;  // some use counts errors
    struct Shown {
        uint32_t group;
        uint32_t use;  // kNoSlot: the group's row count
    };
    std::unordered_map<uint32_t, Shown> measures;  // those it holds, retired ones too

  private:
    void make_room(size_t column, int64_t number);
    void make_code_room(size_t column, uint32_t code);
};

// No ledger has more rows; numbers up to INT64_MAX / this are summed in 64 bits.
inline constexpr int64_t kMostLiveRows = int64_t{1} << 31;

}  // namespace yitao::live
