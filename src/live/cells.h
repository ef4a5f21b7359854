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
// One that shows units it picks, a line each, is told in the units above, to be looked at again.
// A cell that looks at rows (a list) is told where a row that it sees is another now or stands at
// another place: certainly where that row's line or amount is what the cell shows, else to be
// looked at again (formula/row_sight.h).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "formula/formula.h"
#include "formula/row_sight.h"
#include "live/view.h"

namespace yitao::live {

struct CellChange {
    uint32_t cell = 0;
    org::UnitIndex unit = 0;
    bool is_certain = true;  // false: what it looks at changed, and it may show the same
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
    // Digests of what it shows, by unit; empty for one that looks at rows or picks units.
    [[nodiscard]] std::vector<uint64_t> shown(uint32_t cell) const;
    // Appends, each (cell, unit) once.
    void follow(std::span<const ValueChange> changes, std::span<const RowTouch> touches,
                std::vector<CellChange>& out);
    // Whether some cell looks back at such a day or a later one, by ASOF, and at this ledger.
    [[nodiscard]] bool looks_back(size_t table, Date since) const;
    // Rows of these units have become others, from that day on: appends the cells that look back at
    // such a day (ASOF) in the units above, certain of none.
    void follow_past(size_t table, std::span<const org::UnitIndex> units, Date since,
                     std::vector<CellChange>& out) const;

  private:
    struct Cell {
        formula::Formula formula;
        std::vector<uint32_t> measures;
        bool is_alive = true;
        bool is_plain = false;  // shows one measure of its own unit as it is
        bool follows_measures = false;
        bool says_date = false;
        bool reads_rows = false;
        bool picks_units = false;
        // What it shows is known only when it is evaluated, at a cost that each change would pay.
        [[nodiscard]] bool is_unknown() const { return reads_rows || picks_units; }
        std::map<size_t, formula::RowSight> sights;  // by table; of those that look at rows
        std::optional<Date> looks_back_to;           // the latest day that ASOF asks for
        // By unit, digests of what it shows: of cells made of several measures; of others that say
        // the date, from leave_day() to enter_day().
        std::vector<uint64_t> known;
    };
    [[nodiscard]] bool is_plain(const formula::Formula& formula, size_t measures) const;
    [[nodiscard]] static bool says_date(const formula::Formula& formula);
    void define(std::span<const uint32_t> numbers);
    struct Lookers {                 // cells that look at the rows of a ledger
        std::vector<uint32_t> now;   // at the view's day
        std::vector<uint32_t> past;  // at days before
        std::vector<size_t> columns;
    };
    void look_at_rows(uint32_t number);
    [[nodiscard]] std::vector<uint32_t> concerned(const RowTouch& touch,
                                                  const Lookers& lookers) const;
    std::vector<formula::Added> added(const RowTouch& touch,
                                      const std::vector<ledger::Field>& fields,
                                      std::span<const uint32_t> numbers);
    void tell_touched(std::span<const RowTouch> touches, std::vector<CellChange>& out);
    template <typename Use>
    void for_units_above(org::UnitIndex unit, Use&& use) const;
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
    std::map<size_t, Lookers> lookers_;  // by table
    formula::World one_row_;             // of the ledger that is looked at, one row or none
};

}  // namespace yitao::live
