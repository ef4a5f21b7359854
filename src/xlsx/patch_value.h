// How a value is written into a cell's XML.
#pragma once

#include <string>
#include <string_view>

#include "xlsx/cell.h"

namespace yitao::xlsx {

enum class ValueOrigin { kConstant, kFormulaResult };

struct ValueXml {
    std::string_view type;  // attribute t; empty: none (numbers and blanks)
    std::string content;    // <v>…</v> or <is>…</is>, empty for a blank
};

// `prefix` is that of the sheet's element names ("" or "x:"). Texts become inline strings, as
// results of formulas plain ones; a number that is none (NaN, infinity) is #NUM!.
ValueXml value_xml(const CellValue& value, ValueOrigin origin, std::string_view prefix);

// Text as the format holds it: valid UTF-8, escaped for XML, characters XML cannot carry as
// _xHHHH_, and a literal "_x0041_" protected as "_x005F_x0041_".
std::string cell_text_xml(std::string_view text);
// Excel's length of a text: UTF-16 units.
size_t excel_length(std::string_view text);

}  // namespace yitao::xlsx
