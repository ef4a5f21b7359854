// Pass 3: what stands around a table: title and meta lines above its headings, notes and signatures
// below its data.
#pragma once

#include "recognise/structure/regions.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// Rows of `region` above `end`: title, title_cells, meta, unit_of_measure.
void read_top(const Sheet& sheet, const xlsx::CellRange& region, uint32_t end, Table& table);
// Finds the first row of `region` at or below `start` that signs off or notes; that row and all
// below become footers, their labels meta. Returns the last row before them.
uint32_t read_bottom(const Sheet& sheet, const xlsx::CellRange& region, uint32_t start,
                     Table& table);
// Labels with their blanks in one line: "填报单位：____", "年份：" with a blank cell beside it.
std::vector<Field> read_line_fields(const Sheet& sheet, const xlsx::CellRange& region,
                                    uint32_t row);

}  // namespace yitao::recognise
