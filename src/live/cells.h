// Report cells over a view: which cells of which units show something else after a change. Cells
// come and go while the view runs.
//
//     Cells cells(catalog, view, scope);
//     uint32_t first = cells.add(formulas);         // measures of all of them in one pass
//     view.apply(edit, changes);
//     cells.follow(changes, view.take_touches(), out);
//
// A cell that is one aggregate changes where its measure does. One that is made of several, or asks
// another unit's, is evaluated again in the units above the change and compared with what it was.
// A cell that looks at rows (a list, ASOF) is told wherever a row of its ledgers was touched.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "formula/formula.h"
#include "live/view.h"

namespace yitao::live {

struct CellChange {
    uint32_t cell = 0;
    org::UnitIndex unit = 0;
    bool is_certain = true;  // false: a list whose rows were touched
    auto operator<=>(const CellChange&) const = default;
};

class Cells {
  public:
    // All must outlive it. Of the scope the unit does not count: cells are for all units.
    Cells(const formula::Catalog& catalog, View& view, const formula::Scope& scope);

    // For ASOF, which is #N/A without; must outlive the cells.
    void use_worlds(formula::WorldSource* worlds) { worlds_ = worlds; }

    // Columns the formulas read must be loaded in the view. Returns the number of the first cell;
    // the others follow.
    uint32_t add(std::span<const formula::Formula> formulas);
    // The same cells on another day of the same period. leave_day() before the view's rows move,
    // changes of rows through follow() as always, then enter_day(): formulas that say the date are
    // defined anew; appends where they show something else now.
    void leave_day();
    void enter_day(Date as_of, std::vector<CellChange>& out);
    // Measures that no other cell needs are retired.
    void remove(std::span<const uint32_t> cells);
    [[nodiscard]] size_t size() const { return cells_.size() - removed_; }
    // Those of them that look at rows whenever they are asked: lists, ASOF.
    [[nodiscard]] size_t reading_rows() const;

    [[nodiscard]] formula::Operand value(uint32_t cell, org::UnitIndex unit) const;
    // Digests of what it shows, by unit; empty for one that looks at rows.
    [[nodiscard]] std::vector<uint64_t> shown(uint32_t cell) const;
    // Appends, each (cell, unit) once.
    void follow(std::span<const ValueChange> changes, std::span<const RowTouch> touches,
                std::vector<CellChange>& out);

  private:
    struct Cell {
        formula::Formula formula;
        std::vector<uint32_t> measures;
        bool is_alive = true;
        bool is_plain = false;  // shows one measure of its own unit as it is
        bool follows_measures = false;
        bool says_date = false;
        bool reads_rows = false;
        // By unit, digests of what it shows: of cells made of several measures; of others that say
        // the date, from leave_day() to enter_day().
        std::vector<uint64_t> known;
    };
    [[nodiscard]] bool is_plain(const formula::Formula& formula, size_t measures) const;
    [[nodiscard]] bool names_units_freely(const formula::Formula& formula) const;
    [[nodiscard]] static bool says_date(const formula::Formula& formula);
    void define(std::span<const uint32_t> numbers);
    void tell_touched(std::span<const RowTouch> touches, std::vector<CellChange>& out) const;
    [[nodiscard]] bool follows_measures(const formula::Formula& formula) const;
    void learn(Cell& cell) const { cell.known = digests(cell); }
    [[nodiscard]] std::vector<uint64_t> digests(const Cell& cell) const;
    [[nodiscard]] uint64_t digest(const Cell& cell, org::UnitIndex unit) const;
    [[nodiscard]] formula::Operand evaluate(const Cell& cell, org::UnitIndex unit) const;

    const formula::Catalog& catalog_;
    View& view_;
    formula::Scope scope_;
    formula::WorldSource* worlds_ = nullptr;
    formula::World frame_;  // tree and ledgers without rows: measures need no more
    std::vector<Cell> cells_;
    size_t removed_ = 0;
    std::unordered_map<uint32_t, std::vector<uint32_t>> cells_of_measure_;
    std::map<size_t, std::vector<uint32_t>> cells_of_table_;  // those that look at rows
};

}  // namespace yitao::live
