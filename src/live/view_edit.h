// One change of one row on its way through a view: which groups are concerned, what their slots
// gain or lose, and then the same for every unit above. Scratch memory lives from change to change.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "live/live_table.h"
#include "live/view.h"

namespace yitao::live {

class View::Edit {
  public:
    Edit(Values& values, const org::Tree& tree, const Kernels& kernels)
        : values_(values), tree_(tree), kernels_(kernels) {}

    // Rows and values; appends the changes. Returns the row's units before and after, the tree's
    // size for none; nothing where there is no such row to remove.
    std::optional<std::pair<org::UnitIndex, org::UnitIndex>> run(Table& table, const RowEdit& edit,
                                                                 std::vector<ValueChange>& changes);

  private:
    // What a formula sees of one value.
    struct Cell {
        bool number = false;
        bool present = false;
        bool error = false;
        ExcelError which{};
        int64_t value = 0;  // number_units()
    };
    struct Delta {
        uint32_t slot;
        int64_t by;
    };
    struct SumDelta {
        uint32_t slot;
        uint32_t measure;  // kNoSlot: nobody shows the sum itself
        int scale;
        int64_t by;
    };
    struct WideDelta {
        uint32_t slot;
        uint32_t measure;
        int scale;
        int128 by;
    };
    // An average without errors: its count and its sum by their places in counts_ and sums_.
    struct Average {
        uint32_t measure;
        uint32_t count;
        uint32_t sum;
        const LiveUse* use;
    };
    // A measure whose value has to be looked at in every unit.
    struct Check {
        uint32_t measure;
        uint32_t group;
        const LiveUse* use;
        formula::Aggregate aggregate;
        int64_t count_by;
        int128 sum_by;
        int64_t errors_by;
    };
    struct Extreme {
        uint32_t group;
        const LiveUse* use;
        bool is_max;
        bool had;
        bool has;
        int64_t before;
        int64_t after;
    };

    // A part of the way up from the row, with what the change means there.
    struct Stretch {
        const RowImage* before;
        const RowImage* after;
        org::UnitIndex first;
        org::UnitIndex end;  // nowhere(): up to the root
    };
    void plan(bool was, bool is);
    void set_units(const Stretch& stretch);
    void note_errors();

    // What the row's change does to the slots of a unit that has (had) it: `before` or `after` is
    // null where the unit did not have it before, or does not after.
    void collect(const RowImage* before, const RowImage* after);
    void collect_group(uint32_t number, bool was, bool is);
    void collect_use(const LiveUse& use, uint32_t group, bool was, bool is);
    void collect_extreme(const LiveUse& use, uint32_t group, bool is_max, const Cell* before,
                         const Cell* after);
    void forget();
    const Cell& cell_before(size_t column);
    const Cell& cell_after(size_t column);
    [[nodiscard]] Cell cell_of(const RowImage& image, size_t column) const;

    // Different values: what the row takes from them and brings, each where it stood and stands.
    struct Distinct {
        uint32_t number;  // among Table::distincts
        int64_t before;   // keys; kNone: takes, brings nothing
        int64_t after;
    };
    void collect_distinct(uint32_t number, bool was, bool is);
    void count_distinct(const Distinct& distinct);
    void apply_distinct();  // what all stretches came to

    void apply();
    void apply_deltas();
    void apply_extreme(const Extreme& extreme);
    template <bool kMax>
    bool change_extreme(const Extreme& extreme, org::UnitIndex unit);
    template <bool kMax>
    [[nodiscard]] int64_t recount_extreme(const Extreme& extreme, org::UnitIndex unit);
    template <bool kMax>
    void better_in_block(const Extreme& extreme, size_t rows, int64_t& best) const;
    void tell(size_t place);  // in units_
    void tell_sum(uint32_t measure, org::UnitIndex unit, int scale, int128 before, int128 after);
    [[nodiscard]] double shown(int64_t extreme, const LiveUse& use) const;
    [[nodiscard]] bool differs(const Check& check, org::UnitIndex unit) const;
    [[nodiscard]] bool differs(const formula::MeasureState& before,
                               const formula::MeasureState& after, const LiveUse& use) const;
    [[nodiscard]] org::UnitIndex meeting(org::UnitIndex a, org::UnitIndex b) const;
    [[nodiscard]] org::UnitIndex above(org::UnitIndex unit) const {
        const org::UnitIndex parent = tree_.parent_of(unit);
        return parent == unit ? nowhere() : parent;
    }
    [[nodiscard]] org::UnitIndex nowhere() const {
        return static_cast<org::UnitIndex>(tree_.size());
    }

    Values& values_;
    const org::Tree& tree_;
    const Kernels& kernels_;
    Table* table_ = nullptr;
    std::vector<ValueChange>* changes_ = nullptr;

    RowImage before_;
    RowImage after_;
    std::vector<uint64_t> value_bits_;
    Matcher::Difference groups_;
    std::vector<Cell> cells_before_;  // by column, where known
    std::vector<Cell> cells_after_;
    std::vector<uint8_t> known_before_;
    std::vector<uint8_t> known_after_;
    const RowImage* image_before_ = nullptr;
    const RowImage* image_after_ = nullptr;

    std::vector<Stretch> stretches_;
    // First errors before the change, where it may have changed which is first.
    std::map<std::pair<uint32_t, org::UnitIndex>, std::optional<ExcelError>> errors_before_;

    std::vector<Delta> counts_;
    std::vector<SumDelta> sums_;
    std::vector<WideDelta> wide_sums_;
    std::vector<Extreme> extremes_;
    std::vector<Distinct> distincts_;
    std::map<std::pair<uint32_t, org::UnitIndex>, int> distinct_by_;
    std::vector<uint32_t> changed_;  // measures that differ in every unit
    std::vector<Average> averages_;
    std::vector<Check> checks_;
    std::vector<org::UnitIndex> units_;
    std::vector<uint32_t*> count_at_;
    std::vector<int64_t*> sum_at_;
    std::vector<ledger::PackedView> views_;
    std::vector<uint64_t> raws_;  // of the edit's fields
};

}  // namespace yitao::live
