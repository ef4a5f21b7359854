#include "formula/number_text.h"

#include <charconv>
#include <cmath>
#include <string>

#include "base/date.h"
#include "base/text.h"

namespace yitao::formula {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads from the front of a text; every function leaves it untouched when it does not apply.
class Cursor {
  public:
    explicit Cursor(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return text_.empty(); }
    [[nodiscard]] bool at_digit() const { return !text_.empty() && is_digit(text_.front()); }
    [[nodiscard]] std::string_view rest() const { return text_; }

    bool take(std::string_view word) {
        if (!text_.starts_with(word)) return false;
        text_.remove_prefix(word.size());
        return true;
    }
    bool take_ignoring_case(std::string_view lower) {
        if (text_.size() < lower.size()) return false;
        for (size_t i = 0; i < lower.size(); ++i) {
            if ((text_[i] | 0x20) != lower[i]) return false;
        }
        text_.remove_prefix(lower.size());
        return true;
    }
    void skip_spaces() {
        while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
    }
    std::string_view digits() {
        size_t n = 0;
        while (n < text_.size() && is_digit(text_[n])) ++n;
        std::string_view taken = text_.substr(0, n);
        text_.remove_prefix(n);
        return taken;
    }
    // An integer of at most `most` digits, or -1.
    int small_integer(size_t most) {
        std::string_view taken = digits();
        if (taken.empty() || taken.size() > most) return -1;
        int value = 0;
        for (char c : taken) value = value * 10 + (c - '0');
        return value;
    }

  private:
    std::string_view text_;
};

// Excel keeps 15 significant digits; what follows becomes 0.
void truncate_significant(std::string& digits) {
    int significant = 0;
    for (char& c : digits) {
        if (!is_digit(c)) continue;
        if (significant == 0 && c == '0') continue;
        if (++significant > 15) c = '0';
    }
}

// "1,234,567": groups of three after the first; "1,23" is no number.
bool take_integer_part(Cursor& at, std::string& digits) {
    digits += at.digits();
    while (!digits.empty() && at.take(",")) {
        std::string_view group = at.digits();
        if (group.size() != 3) return false;
        digits += group;
    }
    return true;
}

std::optional<double> plain_number(std::string_view text) {
    Cursor at(text);
    bool negative = at.take("-");
    if (!negative) at.take("+");
    at.skip_spaces();
    std::string digits;
    if (!take_integer_part(at, digits)) return std::nullopt;
    size_t before_point = digits.size();
    bool any = before_point > 0;
    if (at.take(".")) {
        digits += '.';
        std::string_view decimals = at.digits();
        any = any || !decimals.empty();
        digits += decimals;
    }
    if (!any) return std::nullopt;
    if (before_point == 0) digits.insert(0, "0");
    if (digits.back() == '.') digits.pop_back();
    truncate_significant(digits);
    if (at.take_ignoring_case("e")) {
        bool minus = at.take("-");
        if (!minus) at.take("+");
        std::string_view exponent = at.digits();
        if (exponent.empty()) return std::nullopt;
        digits += minus ? "e-" : "e";
        digits += exponent;
    }
    int percents = 0;
    for (at.skip_spaces(); at.take("%"); at.skip_spaces()) ++percents;
    if (!at.at_end()) return std::nullopt;
    double value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range) {
        // Too small is 0, too large is text.
        if (digits.find("e-") == std::string::npos) return std::nullopt;
        value = 0;
    }
    for (int i = 0; i < percents; ++i) value /= 100;
    return negative ? -value : value;
}

// 2024-1-1, 2024/1/1, 2024年1月1日, 2024-1, 2024年1月. The cursor stands behind it on success.
std::optional<int64_t> take_date(Cursor& at) {
    std::string_view year_digits = at.digits();
    if (year_digits.size() != 4) return std::nullopt;
    int year = 0;
    for (char c : year_digits) year = year * 10 + (c - '0');
    bool chinese = at.take("年");
    std::string_view separator = at.take("-") ? "-" : at.take("/") ? "/" : "";
    if (chinese == !separator.empty()) return std::nullopt;
    int month = at.small_integer(2);
    int day = 1;
    if (chinese) {
        if (!at.take("月")) return std::nullopt;
        if (at.at_digit()) {
            day = at.small_integer(2);
            if (!at.take("日")) return std::nullopt;
        }
    } else if (at.take(separator)) {
        day = at.small_integer(2);
    }
    auto date = Date::from_civil(year, month, day);
    if (!date || year < 1900) return std::nullopt;
    return date->serial();
}

enum class HalfDay : uint8_t { kNone, kMorning, kAfternoon };

HalfDay take_half_day(Cursor& at) {
    if (at.take("上午") || at.take_ignoring_case("am")) return HalfDay::kMorning;
    if (at.take("下午") || at.take_ignoring_case("pm")) return HalfDay::kAfternoon;
    return HalfDay::kNone;
}

// 9:30, 9:30:15.5, 下午 3:05, 3:05 PM, 3 PM; as a fraction of a day (hours may exceed 24).
std::optional<double> take_time(Cursor& at) {
    HalfDay half = take_half_day(at);
    at.skip_spaces();
    int hours = at.small_integer(4);
    if (hours < 0) return std::nullopt;
    int minutes = 0;
    double seconds = 0;
    bool colon = at.take(":");
    if (colon) {
        minutes = at.small_integer(2);
        if (minutes < 0 || minutes > 59) return std::nullopt;
        if (at.take(":")) {
            int whole = at.small_integer(2);
            if (whole < 0 || whole > 59) return std::nullopt;
            seconds = whole;
            if (at.take(".")) {
                std::string fraction = "0." + std::string(at.digits());
                double part = 0;
                std::from_chars(fraction.data(), fraction.data() + fraction.size(), part);
                seconds += part;
            }
        }
    }
    at.skip_spaces();
    if (half == HalfDay::kNone) half = take_half_day(at);
    if (half == HalfDay::kNone && !colon) return std::nullopt;
    if (half != HalfDay::kNone) {
        if (hours > 12) return std::nullopt;
        hours = hours % 12 + (half == HalfDay::kAfternoon ? 12 : 0);
    }
    return (hours * 3600 + minutes * 60 + seconds) / 86400.0;
}

std::optional<double> date_or_time(std::string_view text) {
    Cursor at(text);
    double value = 0;
    if (auto date = take_date(at)) {
        value = static_cast<double>(*date);
        if (at.at_end()) return value;
        if (!at.take(" ")) return std::nullopt;
        at.skip_spaces();
    } else {
        at = Cursor(text);
    }
    auto time = take_time(at);
    if (!time || !at.at_end()) return std::nullopt;
    return value + *time;
}

}  // namespace

std::optional<double> number_from_text(std::string_view text) {
    text = trim(text);
    // Nothing longer is a number Excel would read; keeps the cost of a long text at nothing.
    if (text.empty() || text.size() > 255) return std::nullopt;
    if (auto number = plain_number(text)) return number;
    return date_or_time(text);
}

}  // namespace yitao::formula
