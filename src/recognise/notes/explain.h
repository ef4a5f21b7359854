// A column that explains each row (指标说明: 常住口径, 不限户籍, 含预备党员) says of its own row
// what brackets behind the row's label would, and nothing of the other rows.
//
//     explanation_of("常住口径，保留两位小数")   // "常住口径"
#pragma once

#include <string>
#include <string_view>

#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// The cell stands in such a column, beside a row.
bool explains_row(const Table& table, xlsx::CellRef cell);
// What the text narrows; "": nothing (a dash, decimals, how units of measure turn).
std::string explanation_of(std::string_view text);
// What the table's columns explain of a row, as printed; "": nothing.
std::string row_explanation(const SheetCells& cells, const Table& table, uint32_t row);

}  // namespace yitao::recognise
