// Exact decimals: a signed integer of units of 10^-scale. Sums are kept in 128 bits and turned
// into a double once, correctly rounded (DESIGN §5.2).
//
//     parse_decimal("10.20", 2) == 1020;   decimal_to_double(1020, 2) == 10.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yitao {

using int128 = __int128;

inline constexpr int kMaxScale = 9;

// 10^exponent, 0 <= exponent <= 18.
int64_t power_of_ten(int exponent);

// Plain decimal text ("-12.30", "+5", ".5", no exponent, no separators) to units of 10^-scale,
// rounded half away from zero at `scale`. Nothing when it is no number or exceeds 18 digits.
std::optional<int64_t> parse_decimal(std::string_view text, int scale);
// Nearest units to a double read at 15 significant digits, as Excel shows it (so that
// 10.199999999999999 is 10.2), half away from zero. Nothing when not finite or out of range.
std::optional<int64_t> decimal_from_double(double value, int scale);
// The double nearest to units / 10^scale (ties to even). Exact for every 128-bit sum.
double decimal_to_double(int128 units, int scale);
// "-12.30" with exactly `scale` decimals.
std::string format_decimal(int64_t units, int scale);

}  // namespace yitao
