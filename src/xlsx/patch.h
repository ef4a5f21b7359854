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
    // kReplace removes the formula (a binding that leaves as value).
    enum class Formula { kReplace, kCache } formula = Formula::kReplace;
};

// Grows a region of rows [first_row, last_row] by `count` rows behind last_row.
// - Rows below move down. New rows copy height, styles, one-row merges and (translated) formulas of
//   last_row; constants are not copied.
// - Ranges elsewhere that reach last_row from first_row or above grow with the region (totals,
//   conditional formats, validations, print area, names); ranges of formulas that stand inside the
//   region's rows are translated, not grown.
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
    // pivot table … — the message names it.
    [[nodiscard]] Result<std::string> apply(const Edits& edits) const;

  private:
    struct State;
    explicit Patcher(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yitao::xlsx
