// Text that Excel would take for a number when it is typed: criteria, arithmetic on text, VALUE.
// Locale zh-CN.
//
//     number_from_text("1,234.5%") == 12.345;   number_from_text("2024年1月1日") == 45292
#pragma once

#include <optional>
#include <string_view>

namespace yitao::formula {

// Spaces around, one sign, thousands separators in threes, a decimal point, an exponent, % signs;
// dates 2024-1-1, 2024/1/1, 2024年1月1日, also without day (then the first), from 1900 on, as
// serial; times 9:30, 9:30:15.5, with 上午/下午 or AM/PM; a date and a time. Digits after the 15th
// are read as 0, as Excel does. Dates without a year are text: their meaning would change by year.
std::optional<double> number_from_text(std::string_view text);

}  // namespace yitao::formula
