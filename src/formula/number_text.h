// Text that reads as a number, as Excel reads it in the zh-CN locale: "1,234.5", "50%", "-¥3",
// "1E3", dates "2024-1-5", "2024/1/5", "2024年1月5日", times "8:30", and both together.
//
//     number_from_text(" 1,234 ") == 1234;   number_from_text("2024年1月1日") == 45292
#pragma once

#include <optional>
#include <string_view>

namespace yitao::formula {

// Nothing when the text is no number. Digits after the 15th count as zero, as in Excel.
// "1-2" and "3月5日" (no year) are no dates here: their year would be the day of asking.
std::optional<double> number_from_text(std::string_view text);
// The same for dates and times alone (DATEVALUE, TIMEVALUE).
std::optional<double> date_time_from_text(std::string_view text);
// Digits, point and exponent only: what stands in a formula. `text` is the whole token.
std::optional<double> number_from_digits(std::string_view text);

}  // namespace yitao::formula
