// The text of a cell as Excel shows it: its value by its number format. Formats themselves are
// formula's (formula/text_format.h).
//
//     shown_text(CellView(0.256), "0.0%") == "25.6%"
#pragma once

#include <string>
#include <string_view>

#include "xlsx/cell.h"

namespace yitao::xlsx {

// A format that is none, or a fraction (# ?/?), shows as General.
std::string shown_text(const CellView& value, std::string_view format);

}  // namespace yitao::xlsx
