#include "formula/value.h"

#include <charconv>
#include <cmath>

namespace yitao::formula {

namespace {

constexpr int kPlainLength = 20;  // longer plain numbers below one go over to "E-08"
constexpr int kPlainExponent = 19;

void append_exponent(std::string& out, char sign, int exponent) {
    out += 'E';
    out += sign;
    if (exponent < 10) out += '0';
    out += std::to_string(exponent);
}

void append_scientific(std::string& out, std::string_view digits, int exponent) {
    out += digits[0];
    if (digits.size() > 1) {
        out += '.';
        out += digits.substr(1);
    }
    append_exponent(out, exponent < 0 ? '-' : '+', std::abs(exponent));
}

}  // namespace

std::string general_number(double number) {
    if (!std::isfinite(number)) return "#NUM!";
    if (number == 0) return "0";
    // d.ddddddddddddddE±xx at 15 significant digits
    char text[40];
    auto end = std::to_chars(text, text + sizeof text, std::fabs(number),
                             std::chars_format::scientific, 14);
    std::string_view all(text, static_cast<size_t>(end.ptr - text));
    size_t e = all.find('e');
    int exponent = 0;
    std::from_chars(all.data() + e + (all[e + 1] == '+' ? 2 : 1), end.ptr, exponent);
    std::string digits;
    digits += all[0];
    digits += all.substr(2, e - 2);
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();

    std::string out = number < 0 ? "-" : "";
    if (exponent < 0) {
        auto zeros = static_cast<size_t>(-exponent - 1);
        if (2 + zeros + digits.size() > kPlainLength) {
            append_scientific(out, digits, exponent);
            return out;
        }
        return out + "0." + std::string(zeros, '0') + digits;
    }
    if (exponent > kPlainExponent) {
        append_scientific(out, digits, exponent);
        return out;
    }
    auto whole = static_cast<size_t>(exponent) + 1;
    if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0');
    return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::string general_text(const Value& value) {
    if (value.is_number()) return general_number(value.number());
    if (value.is_text()) return value.text();
    if (value.is_boolean()) return value.boolean() ? "TRUE" : "FALSE";
    if (value.is_error()) return std::string(error_text(value.error()));
    return {};
}

}  // namespace yitao::formula
