// Excel's serial numbers as calendar days, its two fictions included: 0 is 1900-01-00 and 60 is
// 1900-02-29. Weekdays before March 1900 are Excel's, one off the real ones.
//
//     civil_of_serial(60).day == 29;   weekday_of_serial(45292) == 1   // Monday
#pragma once

#include <cstdint>

#include "base/date.h"

namespace yitao::formula {

inline Civil civil_of_serial(int64_t serial) {
    if (serial == 0) return {1900, 1, 0};
    if (serial == 60) return {1900, 2, 29};
    return Date::from_serial(serial)->civil();
}

// 0 is Sunday.
inline int weekday_of_serial(int64_t serial) { return static_cast<int>((serial + 6) % 7); }

}  // namespace yitao::formula
