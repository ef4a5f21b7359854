// How a region is laid out beyond one table under its headings: another table that begins without a
// void row, labels in rows over rows of blanks, a register that goes on below its list.
#pragma once

#include <optional>

#include "recognise/structure/header.h"
#include "recognise/structure/sheet.h"

namespace yitao::recognise {

// Where another table begins below the headings of this one, without a void row between.
std::optional<uint32_t> find_restart(const Sheet& sheet, const xlsx::CellRange& region,
                                     const HeaderBlock& header);

// The line over a table that a card ends with (四、分村数据), without a void row between.
std::optional<uint32_t> find_table_below_card(const Sheet& sheet, const xlsx::CellRange& region);

// Where rows of a label and one blank begin that have no headings, at most chapters between them:
// 一、人 / 务农人员（人） | ____ / 二、地 / 耕地（亩） | ____.
std::optional<uint32_t> find_bare_rows(const Sheet& sheet, const xlsx::CellRange& region);

// A row of labels, a row of blanks, a row of other labels, a row of blanks …
bool is_stacked_form(const Sheet& sheet, const xlsx::CellRange& region, const HeaderBlock& header);

// The first row below a list in which a label has one wide blank for several columns of the list:
// 申请理由 │ ______. From there on the region is a register again.
std::optional<uint32_t> find_form_below(const Sheet& sheet, const HeaderBlock& header,
                                        uint32_t last_row);

}  // namespace yitao::recognise
