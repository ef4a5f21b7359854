// Pass 5: the rows and columns of a table with headings: which columns number or name the rows,
// which rows total, what each row's path is, and from that how the table is to be read.
#pragma once

#include "recognise/structure.h"
#include "recognise/structure_header.h"

namespace yitao::recognise {

// Needs columns, data_start_row, data_end_row; sets orientation, rows, unit_column, headings and
// the marks of the columns.
void read_rows(const Sheet& sheet, const HeaderBlock& header, Table& table);

}  // namespace yitao::recognise
