// Pass 5: the rows and columns of a table with headings: which columns number or name the rows,
// which rows total, what each row's path is, and from that how the table is to be read.
#pragma once

#include <utility>
#include <vector>

#include "recognise/structure/header.h"
#include "recognise/structure/levels.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// Labels that later rows may stand under, outermost first.
using OpenLabels = std::vector<std::pair<Level, const Spot*>>;

// Needs columns, data_start_row, data_end_row; sets orientation, rows, unit_column, headings and
// the marks of the columns. `open` are the labels the first row may stand under (of the block to
// the left, where a table goes on beside itself) and then those left open at the end.
void read_rows(const Sheet& sheet, const HeaderBlock& header, OpenLabels& open, Table& table);

}  // namespace yitao::recognise
