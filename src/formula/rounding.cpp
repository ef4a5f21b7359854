#include "formula/rounding.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

namespace yitao::formula {

namespace {

void add_one(std::string& digits) {
    size_t i = digits.size();
    while (i > 0 && digits[i - 1] == '9') digits[--i] = '0';
    if (i > 0) {
        ++digits[i - 1];
    } else {
        digits.insert(0, "1");
    }
}

}  // namespace

double round_decimals(double number, int decimals, Rounding rounding) {
    if (number == 0 || !std::isfinite(number)) return number;
    decimals = std::clamp(decimals, -400, 400);
    // d.dddddddddddddde±xx: 15 digits
    char text[40];
    const char* end = std::to_chars(text, text + sizeof text, std::fabs(number),
                                    std::chars_format::scientific, 14).ptr;
    const char* e = std::find<const char*>(text, end, 'e');
    int exponent = 0;
    std::from_chars(e[1] == '+' ? e + 2 : e + 1, end, exponent);
    std::string digits(text, 1);
    digits.append(text + 2, static_cast<size_t>(e - text - 2));

    int keep = exponent + 1 + decimals;  // digits in front of the cut
    if (keep >= static_cast<int>(digits.size())) return number;
    std::string kept = keep > 0 ? digits.substr(0, static_cast<size_t>(keep)) : "0";
    std::string_view cut = std::string_view(digits).substr(static_cast<size_t>(std::max(keep, 0)));
    bool up = rounding == Rounding::kAway && cut.find_first_not_of('0') != cut.npos;
    if (rounding == Rounding::kHalfAway) up = keep >= 0 && cut[0] >= '5';
    if (up) add_one(kept);
    kept += "e" + std::to_string(-decimals);  // the last kept digit stands at 10^-decimals
    double result = HUGE_VAL;
    std::from_chars(kept.data(), kept.data() + kept.size(), result);
    return number < 0 ? -result : result;
}

}  // namespace yitao::formula
