#include "base/decimal.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/check.h"

namespace yitao {

namespace {

std::string to_string(int128 value) {
    bool negative = value < 0;
    // Work on the magnitude as unsigned: the minimum has no positive counterpart.
    auto magnitude = negative ? -static_cast<unsigned __int128>(value)
                              : static_cast<unsigned __int128>(value);
    std::string digits;
    do {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
        magnitude /= 10;
    } while (magnitude != 0);
    return negative ? "-" + digits : digits;
}

}  // namespace

int64_t power_of_ten(int exponent) {
    CHECK(exponent >= 0 && exponent <= 18);
    int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

std::optional<int64_t> parse_decimal(std::string_view text, int scale) {
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    int64_t units = 0;
    int decimals = -1;  // -1: before the point
    bool any = false;
    bool round_up = false;
    for (char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        any = true;
        if (decimals >= scale) {
            if (decimals == scale) round_up = c >= '5';
            ++decimals;
            continue;
        }
        if (units > (INT64_MAX - 9) / 10) return std::nullopt;
        units = units * 10 + (c - '0');
        if (decimals >= 0) ++decimals;
    }
    if (!any) return std::nullopt;
    for (int i = decimals < 0 ? 0 : decimals; i < scale; ++i) {
        if (units > INT64_MAX / 10) return std::nullopt;
        units *= 10;
    }
    if (round_up) {
        if (units == INT64_MAX) return std::nullopt;
        ++units;
    }
    if (units > 999'999'999'999'999'999) return std::nullopt;
    return negative ? -units : units;
}

std::optional<int64_t> decimal_from_double(double value, int scale) {
    if (!std::isfinite(value) || std::fabs(value) >= 1e18) return std::nullopt;
    char text[64];
    std::snprintf(text, sizeof text, "%.14e", value);  // 15 significant digits
    // d.dddddddddddddde±xx → digits and the exponent of the last digit
    std::string digits;
    const char* at = text;
    bool negative = *at == '-';
    if (negative) ++at;
    for (; *at != 'e'; ++at) {
        if (*at != '.') digits += *at;
    }
    int exponent = 0;
    ++at;
    std::from_chars(*at == '+' ? at + 1 : at, text + sizeof text, exponent);
    std::string plain = negative ? "-" : "";
    if (exponent < 0) {
        plain += "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
    } else if (exponent >= 14) {
        plain += digits + std::string(static_cast<size_t>(exponent - 14), '0');
    } else {
        auto point = static_cast<size_t>(exponent) + 1;
        plain += digits.substr(0, point) + "." + digits.substr(point);
    }
    return parse_decimal(plain, scale);
}

double decimal_to_double(int128 units, int scale) {
    constexpr int64_t kExact = int64_t{1} << 53;
    // Both operands are exact doubles, so one IEEE division rounds correctly.
    if (units <= kExact && units >= -kExact && scale <= 18) {
        return static_cast<double>(static_cast<int64_t>(units)) /
               static_cast<double>(power_of_ten(scale));
    }
    std::string text = to_string(units) + "e-" + std::to_string(scale);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string format_decimal(int64_t units, int scale) {
    std::string digits = to_string(units < 0 ? -int128{units} : int128{units});
    if (scale > 0) {
        auto width = static_cast<size_t>(scale);
        if (digits.size() <= width) digits.insert(0, width + 1 - digits.size(), '0');
        digits.insert(digits.size() - width, ".");
    }
    return units < 0 ? "-" + digits : digits;
}

}  // namespace yitao
