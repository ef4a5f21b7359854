// A table that was too long for the page and goes on beside itself: 指标名称 计量单位 代码 数量
// twice over. Structure reads it as one table; to the reader it is one long one.
#pragma once

#include <vector>

#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// The panels as tables of their own with their rows, in order; the table itself where it has none.
std::vector<Table> split_panels(const SheetCells& cells, const Table& table);

}  // namespace yitao::recognise
