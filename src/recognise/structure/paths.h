// Pass 4: the columns below a heading block, each with its path and unit of measure.
#pragma once

#include <vector>

#include "recognise/structure/header.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// Columns that headings and data merge alike are one.
std::vector<Column> read_columns(const Sheet& sheet, const HeaderBlock& header,
                                 uint32_t last_data_row);
// The nearest unit of measure printed in a path, leaf first; empty: none.
std::string measure_of(const Path& path);

}  // namespace yitao::recognise
