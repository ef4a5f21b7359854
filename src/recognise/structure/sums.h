// Totals that no word names: "全市", "England", the last of a column of names. What tells them is
// that they add up the other rows, by formula or in numbers, or that they name the whole.
//
//     column_sum("SUM(C3:C6)", {6, 2})    // rows 2 to 5
//     find_whole(sheet, columns, others, row)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "recognise/structure/sheet.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// The cells of its own column that a formula adds up, and nothing else; none: it does otherwise.
ColumnSum column_sum(std::string_view formula, xlsx::CellRef at);

// 全国, 全市, 全镇, 全村 …
bool names_whole(std::string_view key);

// Why `row` is the total of `others`; nothing: it is not. `columns` hold the table's values.
std::optional<Evidence> find_whole(const Sheet& sheet, std::span<const uint32_t> columns,
                                   std::span<const uint32_t> others, uint32_t row);

}  // namespace yitao::recognise
