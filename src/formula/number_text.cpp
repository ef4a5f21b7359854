#include "formula/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "base/date.h"
#include "base/text.h"

namespace yitao::formula {

namespace {

// Walks over folded text; every take_… advances only when it succeeds.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }
    void skip_spaces() {
        while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    }
    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    bool take_ignoring_case(std::string_view lower) {
        if (rest_.size() < lower.size() || fold_case(rest_.substr(0, lower.size())) != lower) {
            return false;
        }
        rest_.remove_prefix(lower.size());
        return true;
    }
    // 1 to `most` digits.
    std::optional<int> take_integer(size_t most, size_t* length = nullptr) {
        size_t n = 0;
        int value = 0;
        while (n < rest_.size() && n <= most && is_digit(rest_[n])) {
            value = value * 10 + (rest_[n] - '0');
            ++n;
        }
        if (n == 0 || n > most) return std::nullopt;
        rest_.remove_prefix(n);
        if (length != nullptr) *length = n;
        return value;
    }

  private:
    std::string_view rest_;
};

std::optional<int> take_month_name(Scanner& text) {
    static constexpr std::array<std::string_view, 12> kMonths = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (size_t i = 0; i < kMonths.size(); ++i) {
        if (text.take_ignoring_case(kMonths[i])) return static_cast<int>(i) + 1;
    }
    return std::nullopt;
}

int full_year(int year, size_t digits) {
    if (digits > 2) return year;
    return year < 30 ? 2000 + year : 1900 + year;  // Excel's window
}

std::optional<double> serial_of(int year, int month, int day) {
    if (year < 1900) return std::nullopt;
    std::optional<Date> date = Date::from_civil(year, month, day);
    if (!date) return std::nullopt;
    return static_cast<double>(date->serial());
}

// 2024-1-5, 2024/1/5, 24-1-5, 2024-1; 2024年1月5日, 2024年1月; 5-Jan-2024.
std::optional<double> take_date(Scanner& text) {
    size_t digits = 0;
    std::optional<int> first = text.take_integer(4, &digits);
    if (!first || digits == 3) return std::nullopt;
    if (text.take("年")) {
        int year = full_year(*first, digits);
        std::optional<int> month = text.take_integer(2);
        if (!month || !text.take("月")) return std::nullopt;
        std::optional<int> day = text.take_integer(2);
        if (!day) return serial_of(year, *month, 1);
        if (!text.take("日") && !text.take("号")) return std::nullopt;
        return serial_of(year, *month, *day);
    }
    std::string_view separator = text.take("-") ? "-" : text.take("/") ? "/" : "";
    if (separator.empty()) return std::nullopt;
    std::optional<int> second = text.take_integer(2);
    if (!second) {
        std::optional<int> month = take_month_name(text);
        if (!month || !text.take(separator)) return std::nullopt;
        std::optional<int> year = text.take_integer(4, &digits);
        if (!year) return std::nullopt;
        return serial_of(full_year(*year, digits), *month, *first);
    }
    if (!text.take(separator)) {
        if (digits != 4) return std::nullopt;
        return serial_of(*first, *second, 1);
    }
    std::optional<int> third = text.take_integer(2);
    if (!third) return std::nullopt;
    return serial_of(full_year(*first, digits), *second, *third);
}

enum class HalfDay { kNone, kMorning, kAfternoon };

HalfDay take_half_day(Scanner& text) {
    if (text.take("上午") || text.take_ignoring_case("am")) return HalfDay::kMorning;
    if (text.take("下午") || text.take_ignoring_case("pm")) return HalfDay::kAfternoon;
    return HalfDay::kNone;
}

// Seconds with an optional fraction, below 60.
std::optional<double> take_seconds(Scanner& text) {
    std::optional<int> whole = text.take_integer(2);
    if (!whole || *whole > 59) return std::nullopt;
    double seconds = *whole;
    if (text.take(".")) {
        size_t digits = 0;
        std::optional<int> part = text.take_integer(6, &digits);
        if (part) seconds += *part / std::pow(10.0, static_cast<double>(digits));
    }
    return seconds;
}

// 8:30, 8:30:15, 8:30 PM, 上午8:30, 8时30分15秒: the fraction of a day (over 1 past 24 hours).
std::optional<double> take_time(Scanner& text) {
    HalfDay half = take_half_day(text);
    text.skip_spaces();
    std::optional<int> hours = text.take_integer(4);
    if (!hours) return std::nullopt;
    double minutes = 0;
    double seconds = 0;
    bool needs_half = false;
    if (text.take(":")) {
        std::optional<int> value = text.take_integer(2);
        if (!value || *value > 59) return std::nullopt;
        minutes = *value;
        if (text.take(":")) {
            std::optional<double> s = take_seconds(text);
            if (!s) return std::nullopt;
            seconds = *s;
        }
    } else if (text.take("时")) {
        if (std::optional<int> value = text.take_integer(2)) {
            if (*value > 59 || !text.take("分")) return std::nullopt;
            minutes = *value;
            if (std::optional<int> s = text.take_integer(2)) {
                if (*s > 59 || !text.take("秒")) return std::nullopt;
                seconds = *s;
            }
        }
    } else {
        needs_half = true;  // "3 PM"
    }
    text.skip_spaces();
    if (half == HalfDay::kNone) half = take_half_day(text);
    if (half == HalfDay::kNone && needs_half) return std::nullopt;
    if (half != HalfDay::kNone) {
        if (*hours > 12) return std::nullopt;
        *hours = *hours % 12 + (half == HalfDay::kAfternoon ? 12 : 0);
    }
    return (*hours * 3600.0 + minutes * 60.0 + seconds) / 86400.0;
}

bool take_currency(Scanner& text) {
    return text.take("¥") || text.take("￥") || text.take("$") || text.take("€") || text.take("£");
}

// Digits with thousands separators removed, point and exponent kept; empty when there are none.
std::string take_digits(Scanner& text) {
    std::string_view rest = text.rest();
    size_t n = 0;
    std::string out;
    bool any = false;
    while (n < rest.size() && is_digit(rest[n])) out += rest[n++], any = true;
    while (any && n + 3 < rest.size() && rest[n] == ',' && is_digit(rest[n + 1]) &&
           is_digit(rest[n + 2]) && is_digit(rest[n + 3])) {
        out += rest.substr(n + 1, 3);
        n += 4;
    }
    if (n < rest.size() && rest[n] == '.') {
        out += rest[n++];
        while (n < rest.size() && is_digit(rest[n])) out += rest[n++], any = true;
    }
    if (!any) return {};
    if (n < rest.size() && (rest[n] == 'e' || rest[n] == 'E')) {
        size_t m = n + 1;
        std::string exponent = "e";
        if (m < rest.size() && (rest[m] == '+' || rest[m] == '-')) exponent += rest[m++];
        size_t digits = m;
        while (m < rest.size() && is_digit(rest[m])) exponent += rest[m++];
        if (m > digits) {
            out += exponent;
            n = m;
        }
    }
    text.take(rest.substr(0, n));
    return out;
}

// "1 1/2"
std::optional<double> take_fraction(Scanner& text) {
    text.skip_spaces();
    std::optional<int> over = text.take_integer(5);
    if (!over || !text.take("/")) return std::nullopt;
    std::optional<int> under = text.take_integer(5);
    if (!under || *under == 0) return std::nullopt;
    return static_cast<double>(*over) / *under;
}

std::optional<double> plain_number(std::string_view folded) {
    Scanner text(folded);
    bool in_parentheses = text.take("(");
    bool negative = in_parentheses;
    bool percent = false;
    bool signed_already = in_parentheses;
    bool currency = false;
    for (;;) {
        text.skip_spaces();
        if (!signed_already && (text.take("+") || text.take("-"))) {
            negative = folded[folded.size() - text.rest().size() - 1] == '-';
            signed_already = true;
        } else if (!currency && take_currency(text)) {
            currency = true;
        } else if (!percent && text.take("%")) {
            percent = true;
        } else {
            break;
        }
    }
    std::string digits = take_digits(text);
    std::optional<double> value = number_from_digits(digits);
    if (!value) return std::nullopt;
    if (text.rest().starts_with(" ") && digits.find_first_not_of("0123456789") == digits.npos) {
        Scanner attempt = text;
        if (std::optional<double> part = take_fraction(attempt)) {
            *value += *part;
            text = attempt;
        }
    }
    text.skip_spaces();
    if (!percent && text.take("%")) percent = true;
    text.skip_spaces();
    if (in_parentheses && !text.take(")")) return std::nullopt;
    if (!text.at_end()) return std::nullopt;
    if (percent) *value /= 100;
    return negative ? -*value : *value;
}

std::optional<double> date_time(std::string_view folded) {
    Scanner text(folded);
    Scanner attempt = text;
    std::optional<double> day = take_date(attempt);
    if (day) {
        text = attempt;
        text.skip_spaces();
        if (text.at_end()) return day;
    }
    std::optional<double> time = take_time(text);
    if (!time || !text.at_end()) return std::nullopt;
    if (day && *time >= 1) return std::nullopt;
    return day.value_or(0) + *time;
}

// Most texts are no numbers: decided by the first byte.
bool may_be_number(std::string_view trimmed) {
    if (trimmed.empty()) return false;
    char c = trimmed[0];
    if (is_digit(c)) return true;
    if (static_cast<signed char>(c) >= 0) return std::string_view("+-.($%aApP").contains(c);
    return trimmed.starts_with("\xEF\xBC") || trimmed.starts_with("\xEF\xBF\xA5") ||
           trimmed.starts_with("¥") || trimmed.starts_with("€") || trimmed.starts_with("£") ||
           trimmed.starts_with("上午") || trimmed.starts_with("下午");
}

}  // namespace

std::optional<double> number_from_digits(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::string kept;
    int significant = 0;
    bool in_exponent = false;
    for (char c : text) {
        if (c == 'e' || c == 'E') in_exponent = true;
        if (!in_exponent && is_digit(c)) {
            if (c != '0' || significant > 0) ++significant;
            kept += significant > 15 ? '0' : c;
        } else if (!(c == '+' && in_exponent)) {
            kept += c;
        }
    }
    double value = 0;
    auto [end, error] = std::from_chars(kept.data(), kept.data() + kept.size(), value);
    if (error == std::errc::result_out_of_range) {
        // Too small is 0, too large is no number.
        return kept.contains("e-") || kept.contains("E-") ? std::optional(0.0) : std::nullopt;
    }
    if (error != std::errc() || end != kept.data() + kept.size()) return std::nullopt;
    return value;
}

std::optional<double> date_time_from_text(std::string_view text) {
    text = trim(text);
    if (!may_be_number(text) || text.size() > 64) return std::nullopt;
    return date_time(fold_width(text));
}

std::optional<double> number_from_text(std::string_view text) {
    text = trim(text);
    if (!may_be_number(text) || text.size() > 255) return std::nullopt;
    std::string folded = fold_width(text);
    if (std::optional<double> number = plain_number(folded)) return number;
    if (folded.size() > 64) return std::nullopt;
    return date_time(folded);
}

}  // namespace yitao::formula
