// Decimal rounding of a double read at 15 significant digits, as Excel rounds.
//
//     round_decimals(2.675, 2, Rounding::kHalfAway) == 2.68
#pragma once

#include <cstdint>

namespace yitao::formula {

enum class Rounding : uint8_t { kHalfAway, kAway, kTowardsZero };

// `decimals` may be negative: -2 rounds to hundreds.
double round_decimals(double number, int decimals, Rounding rounding);

}  // namespace yitao::formula
