// TEXT(): number formats as Excel writes them, in the zh-CN locale. Sections and conditions, digits,
// thousands, %, E+, literals, dates and times with Chinese weekdays, [DBNum1] and [DBNum2].
//
//     format_value(Value(1234.5), "#,##0.00") == "1,234.50"
//     format_value(Value(46326.0), "yyyy年m月d日") == "2026年10月31日"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formula/coerce.h"

namespace yitao::formula {

// #VALUE! for a format that is none, or a date before 1900. Fractions (# ?/?) are not handled.
Outcome<std::string> format_value(const Value& value, std::string_view format);

// One piece of a format section.
struct FormatToken {
    enum class Kind : uint8_t {
        kLiteral,
        kDigit,     // 0, # or ? in `text`
        kPoint,
        kComma,
        kPercent,
        kExponent,  // "E+" or "E-"
        kDate,      // a run of one date letter: "yyyy", "mm", "[h]", "AM/PM" …
        kText,      // @
        kGeneral,
    };
    Kind kind = Kind::kLiteral;
    std::string text;
};

enum class Numerals : uint8_t { kArabic, kChinese, kFinancial, kFullWidth };

struct FormatSection {
    std::vector<FormatToken> tokens;
    // [>=60]: comparison and number, where written.
    std::string comparison;
    double limit = 0;
    Numerals numerals = Numerals::kArabic;
    bool is_chinese = false;  // [$-804]: month and weekday names
    [[nodiscard]] bool has(FormatToken::Kind kind) const;
};

// The sections between ;. Nothing when the text is no format.
std::optional<std::vector<FormatSection>> parse_format(std::string_view format);

// A number, already without sign, by a section without date letters.
std::string format_number(const FormatSection& section, double magnitude);
// A serial by a section with date letters.
Outcome<std::string> format_date(const FormatSection& section, double serial);

// "一二三" digit by digit.
std::string with_numerals(std::string_view digits, Numerals numerals);
// "一百二十三", "壹佰贰拾叁"; decimals digit by digit.
std::string spelled_out(double magnitude, Numerals numerals);

}  // namespace yitao::formula
