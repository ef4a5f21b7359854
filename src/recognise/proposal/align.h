// A filled copy laid over its blank form: which row of the copy each row of the form became. Lists
// insert rows, so rows are matched by the texts printed in them, in order.
//
//     AlignedCopy copy = align_copy(form_sheets, copy_sheets);
//     copy.find(0, {20, 3})       // what stands in the copy where the form has D21
//     copy.share                  // of the printed rows, those found again; low: another form
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "formula/world.h"
#include "org/tree.h"
#include "xlsx/workbook.h"

namespace yitao::recognise {

// Below this share of printed rows found again a copy is of another form.
inline constexpr double kSameForm = 0.6;

struct SheetGrid {
    std::string name;
    xlsx::Grid grid;
};
// The sheets of a workbook with their cells.
Result<std::vector<SheetGrid>> read_grids(xlsx::Workbook& book);

struct AlignedCopy {
    std::string name;  // of the file
    org::UnitCode unit = 0;
    Date as_of;
    formula::Period period;

    std::vector<SheetGrid> sheets;               // as the form's; without cells where it has none
    std::vector<std::vector<uint32_t>> rows;     // by sheet and row of the form
    std::vector<std::vector<uint32_t>> printed;  // by sheet: rows of the form found by their texts
    double share = 0;
    size_t inserted = 0;  // rows the copy has more, all sheets

    [[nodiscard]] uint32_t row(size_t sheet, uint32_t form_row) const;
    [[nodiscard]] const xlsx::Grid::GridCell* find(size_t sheet, xlsx::CellRef form_cell) const;
    // Rows of the copy that the rows [first, last] of the form became, rows inserted behind them
    // included.
    [[nodiscard]] std::pair<uint32_t, uint32_t> rows_of(size_t sheet, uint32_t first,
                                                        uint32_t last) const;
};

AlignedCopy align_copy(const std::vector<SheetGrid>& form, std::vector<SheetGrid> copy);

}  // namespace yitao::recognise
