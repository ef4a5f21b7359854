// Registration forms: labels beside or above blanks, groups of them under a heading at the left or
// above.
#pragma once

#include "recognise/structure.h"
#include "recognise/structure_sheet.h"

namespace yitao::recognise {

// Reads rows `first` to the end of `region` as a form: fields, headings, orientation.
void read_form(const Sheet& sheet, const xlsx::CellRange& region, uint32_t first, Table& table);

}  // namespace yitao::recognise
