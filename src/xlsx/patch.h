// Filling a workbook in place: only the cells named change, every other byte of every part leaves
// as it came, unchanged parts as their compressed bytes. Rows may be inserted into a region; then
// everything that refers to rows moves with it, or the call is refused with the reason.
//
//     Patcher patcher = TRY(Patcher::open(bytes));          // analyse once
//     Edits edits;
//     edits.cells.push_back({0, {3, 1}, 120.0});
//     std::string copy = TRY(patcher.apply(edits));         // then one copy a unit, 0.3 ms each
//
// A Patcher is immutable after open(): apply() may run on several threads.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "xlsx/cell.h"

namespace yitao::xlsx {

struct CellEdit {
    size_t sheet = 0;
    CellRef cell;     // where it stands after all row insertions
    CellValue value;  // monostate empties the cell; its style stays
    // A formula cell keeps its formula and takes the value as fresh cached result when kCache;
    // kReplace removes the formula (a binding that leaves as value). An array formula goes as a
    // whole when its first cell is replaced: results of it that take no value are emptied.
    enum class Formula { kReplace, kCache } formula = Formula::kReplace;
    // With kCache on the first cell of a dynamic array formula: the cells its result takes now. The
    // caller gives their values too; results of the former range that lie outside are emptied.
    std::optional<CellRange> spill = std::nullopt;
};

// Grows a region of rows [first_row, last_row] by `count` rows behind last_row.
// - Rows below move down, and with them everything that refers to them: formulas of all sheets,
//   names, merges, formats, validations, filters, tables, links, comments, drawings, charts, breaks.
// - New rows copy height, styles, one-row merges, sparklines and (translated) formulas of last_row;
//   constants, links and comments are not copied. A reference of such a formula to a row below the
//   region stays on that row.
// - An array formula over all rows of the region takes in the new ones.
// - Ranges elsewhere that reach last_row from first_row or above grow with the region (totals,
//   print area, names, charts); so do conditional formats and validations that end with last_row.
// - Ranges of formulas that stand inside the region's rows are translated, not grown, unless both
//   their rows are fixed (RANK(F5,F$5:F$10)).
// - A merge that holds the whole region grows; one that begins inside and ends below is refused.
struct RowInsertion {
    size_t sheet = 0;
    uint32_t first_row = 0;  // zero-based, before any insertion of the same call
    uint32_t last_row = 0;
    uint32_t count = 0;
};

struct Edits {
    std::vector<CellEdit> cells;
    std::vector<RowInsertion> insertions;
};

class Patcher {
  public:
    static Result<Patcher> open(std::string bytes);
    Patcher(Patcher&&) noexcept;
    Patcher& operator=(Patcher&&) noexcept;
    ~Patcher();

    // The patched file. Refused whole (nothing half moved) when an insertion would have to move
    // something it does not understand: a merge or array formula that crosses the region's edge, a
    // table it overlaps in part, a pivot table, slicer or timeline on the sheet, a 3-D reference,
    // tracked changes, an element or part nobody here knows that holds a range — the message names
    // it. Refused too: an edit of one result of an array formula, of a table's heading, outside the
    // sheet.
    [[nodiscard]] Result<std::string> apply(const Edits& edits) const;

  private:
    struct State;
    explicit Patcher(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yitao::xlsx
