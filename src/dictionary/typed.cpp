#include "dictionary/typed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/text.h"

namespace yitao::dictionary {

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) > 0; });
}

// Parts of a date: groups of digits with one separator between them.
struct DateParts {
    std::array<int, 3> numbers{};
    std::array<size_t, 3> widths{};
    size_t count = 0;
};

// Cuts "2024-11-21", "2024.1.5", "2024年1月5日"; nothing when other characters stand between.
std::optional<DateParts> cut_date(std::string_view text) {
    constexpr std::array<std::string_view, 3> kWords = {"年", "月", "日"};
    DateParts parts;
    char separator = 0;
    size_t at = 0;
    while (at < text.size()) {
        if (parts.count == 3) return std::nullopt;
        size_t begin = at;
        int number = 0;
        while (at < text.size() && is_digit(text[at]) && at - begin < 5) {
            number = number * 10 + (text[at++] - '0');
        }
        if (at == begin) return std::nullopt;
        parts.numbers[parts.count] = number;
        parts.widths[parts.count] = at - begin;
        std::string_view word = kWords[parts.count++];
        if (at == text.size()) break;
        if (text.substr(at).starts_with(word)) {
            at += word.size();
            separator = 'w';
        } else if (parts.count == 3 && text.substr(at).starts_with("号")) {
            at += std::string_view("号").size();
        } else if (text[at] == '-' || text[at] == '/' || text[at] == '.') {
            if (separator != 0 && separator != text[at]) return std::nullopt;
            separator = text[at++];
            if (at == text.size()) return std::nullopt;
        } else {
            return std::nullopt;
        }
    }
    return parts;
}

DateReading civil_or_problem(int year, int month, int day) {
    std::optional<Date> date = Date::from_civil(year, month, day);
    return {date, date ? DateProblem::kNone : DateProblem::kNoSuchDay};
}

DateReading date_from_digits(std::string_view digits) {
    auto number = [&](size_t at, size_t length) {
        int value = 0;
        for (char c : digits.substr(at, length)) value = value * 10 + (c - '0');
        return value;
    };
    if (digits.size() == 8) return civil_or_problem(number(0, 4), number(4, 2), number(6, 2));
    if (digits.size() == 5) {
        std::optional<Date> date = Date::from_serial(number(0, 5));
        return {date, date ? DateProblem::kNone : DateProblem::kNotADate};
    }
    if (digits.size() == 4 || digits.size() == 6) return {{}, DateProblem::kIncomplete};
    return {{}, DateProblem::kNotADate};
}

// "10:30", "T10:30:00", "10:30:00.000Z"
bool is_time(std::string_view text) {
    if (text.starts_with('T')) text.remove_prefix(1);
    if (text.empty() || !is_digit(text[0])) return false;
    size_t colons = 0;
    for (char c : text) {
        if (c == ':') ++colons;
        if (!is_digit(c) && c != ':' && c != '.' && c != 'Z' && c != '+') return false;
    }
    return colons >= 1 && colons <= 3;
}

DateReading read_plain_date(std::string_view text) {
    if (std::ranges::all_of(text, is_digit)) return date_from_digits(text);
    std::optional<DateParts> parts = cut_date(text);
    if (!parts) return {{}, DateProblem::kNotADate};
    if (parts->widths[0] != 4) {
        bool plausible = parts->count == 3 && parts->widths[0] <= 2;
        return {{}, plausible ? DateProblem::kShortYear : DateProblem::kNotADate};
    }
    if (parts->count < 3) return {{}, DateProblem::kIncomplete};
    return civil_or_problem(parts->numbers[0], parts->numbers[1], parts->numbers[2]);
}

// "1,234" and "1,234,567" but not "1,23".
bool has_right_groups(std::string_view text) {
    size_t run = 0;
    bool first = true;
    for (char c : text) {
        if (c == ',') {
            if (first ? run < 1 || run > 3 : run != 3) return false;
            first = false;
            run = 0;
        } else if (is_digit(c)) {
            ++run;
        } else {
            break;
        }
    }
    return first || run == 3;
}

std::string_view take_currency(std::string_view text) {
    for (std::string_view sign : {"¥", "￥", "$"}) {
        if (text.starts_with(sign)) return trim(text.substr(sign.size()));
    }
    return text;
}

// Digits with at most one point, separators allowed; what is left stands behind.
std::optional<Number> read_digits(std::string_view text, std::string_view& rest) {
    if (!has_right_groups(text)) return std::nullopt;
    Number number;
    bool point = false;
    bool any = false;
    size_t significant = 0;
    size_t at = 0;
    for (; at < text.size(); ++at) {
        char c = text[at];
        if (c == '.' && !point) {
            point = true;
        } else if (is_digit(c)) {
            any = true;
            if (significant > 0 || c != '0') ++significant;
            if (significant > 30) return std::nullopt;  // keeps 128 bits far from their end
            number.digits = number.digits * 10 + (c - '0');
            number.decimals += point ? 1 : 0;
            if (number.decimals > 30) return std::nullopt;
        } else if (c != ',' || point) {
            break;
        }
    }
    rest = text.substr(at);
    if (!any) return std::nullopt;
    while (number.decimals > 0 && number.digits % 10 == 0) {
        number.digits /= 10;
        --number.decimals;
    }
    return number;
}

}  // namespace

bool is_dash(std::string_view trimmed) {
    if (trimmed.size() > 12) return false;
    if (trimmed.empty()) return true;
    // Asked of every cell of a file: most are told by their first byte.
    auto lead = static_cast<unsigned char>(trimmed[0]);
    if (lead != '-' && lead != '/' && lead != '\\' && lead != '~' && lead != 0xE2 && lead != 0xEF) {
        return false;
    }
    constexpr std::array kDashes = std::to_array<std::string_view>(
        {"-", "—", "–", "－", "―", "─", "/", "／", "\\", "＼", "…", "~"});
    while (!trimmed.empty()) {
        auto dash = std::ranges::find_if(
            kDashes, [&](std::string_view d) { return trimmed.starts_with(d); });
        if (dash == kDashes.end()) return false;
        trimmed.remove_prefix(dash->size());
    }
    return true;
}

bool says_none(std::string_view trimmed) {
    constexpr std::array kNone =
        std::to_array<std::string_view>({"无", "暂无", "没有", "不详", "未知", "空", "N/A", "n/a",
                                         "NA", "null", "NULL", "none", "None"});
    if (trimmed.size() < 2 || trimmed.size() > 6) return false;
    // Asked of every cell of a file: most are told by their first two bytes, compared all at once.
    const auto start_of = [](std::string_view word) {
        return static_cast<uint16_t>(static_cast<unsigned char>(word[0]) << 8 |
                                     static_cast<unsigned char>(word[1]));
    };
    constexpr auto kStarts = [&] {
        std::array<uint16_t, kNone.size()> starts{};
        std::ranges::transform(kNone, starts.begin(), start_of);
        return starts;
    }();
    const uint16_t start = start_of(trimmed);
    bool may_be = false;
    for (uint16_t word : kStarts) may_be |= word == start;
    return may_be && std::ranges::find(kNone, trimmed) != kNone.end();
}

bool is_scientific(std::string_view trimmed) {
    if (trimmed.find('+') == std::string_view::npos) return false;  // asked of every text there is
    size_t e = trimmed.find_first_of("eE");
    if (e == std::string_view::npos || e == 0 || e + 2 >= trimmed.size()) return false;
    if (trimmed[e + 1] != '+') return false;
    std::string_view mantissa = trimmed.substr(0, e);
    std::string_view exponent = trimmed.substr(e + 2);
    return std::ranges::all_of(exponent, is_digit) && is_digit(mantissa[0]) &&
           std::ranges::all_of(mantissa, [](char c) { return is_digit(c) || c == '.'; });
}

DateReading read_date(std::string_view text) {
    if (std::optional<Date> date = Date::parse_iso(text)) return {date, DateProblem::kNone};
    if (text.size() > 64) return {{}, DateProblem::kNotADate};
    std::string folded = is_ascii(text) ? std::string(text) : fold_width(text);
    // A time behind the date, cut at the first blank or T that follows a digit or 日.
    size_t cut = folded.find_first_of(" T");
    while (cut != std::string::npos && cut > 0) {
        std::string_view behind = trim(std::string_view(folded).substr(cut));
        if (is_time(behind)) {
            folded.resize(cut);
            break;
        }
        cut = folded.find_first_of(" T", cut + 1);
    }
    std::erase(folded, ' ');
    // "45616.4375": a serial with a time.
    if (size_t point = folded.find('.');
        point == 5 && folded.find('.', point + 1) == std::string::npos &&
        std::ranges::all_of(std::string_view(folded).substr(point + 1), is_digit)) {
        folded.resize(point);
    }
    return read_plain_date(folded);
}

DateReading read_date_serial(double serial) {
    const std::optional<Date> date = Date::from_serial_number(serial);
    return {date, date ? DateProblem::kNone : DateProblem::kNotADate};
}

DateReading read_date_number(double number) {
    if (!(number >= 1000 && number < 1e8)) return {{}, DateProblem::kNotADate};
    auto whole = static_cast<int64_t>(number);
    if (whole >= 10'000 && whole < 100'000) return read_date_serial(number);
    if (static_cast<double>(whole) != number) return {{}, DateProblem::kNotADate};
    return date_from_digits(std::to_string(whole));
}

std::optional<Number> read_number(std::string_view text) {
    std::string folded;
    if (!is_ascii(text)) {
        folded = fold_width(text);
        text = folded;
    }
    text = take_currency(trim(text));
    bool negative = false;
    if (text.size() > 2 && text.front() == '(' && text.back() == ')') {  // (1,234.00)
        negative = true;
        text = text.substr(1, text.size() - 2);
    } else if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    } else if (text.starts_with("−")) {
        negative = true;
        text.remove_prefix(std::string_view("−").size());
    }
    std::string_view rest;
    std::optional<Number> number = read_digits(take_currency(trim(text)), rest);
    if (!number) return std::nullopt;
    rest = trim(rest);
    if (!rest.empty() && !is_measure(rest)) return std::nullopt;
    number->measure = rest;
    if (negative) number->digits = -number->digits;
    return number;
}

std::optional<Number> number_from_double(double value) {
    if (!std::isfinite(value) || std::fabs(value) >= 1e18) return std::nullopt;
    double whole = std::trunc(value);
    if (whole == value && std::fabs(value) < 1e15) {
        return Number{static_cast<int64_t>(value), 0, {}};
    }
    char text[64];
    std::snprintf(text, sizeof text, "%.14e", value);  // 15 significant digits
    Number number;
    const char* at = text;
    bool negative = *at == '-';
    if (negative) ++at;
    for (; *at != 'e'; ++at) {
        if (*at != '.') number.digits = number.digits * 10 + (*at - '0');
    }
    int exponent = 0;
    ++at;
    std::from_chars(*at == '+' ? at + 1 : at, text + sizeof text, exponent);
    number.decimals = 14 - exponent;
    while (number.digits != 0 && number.digits % 10 == 0 && number.decimals > 0) {
        number.digits /= 10;
        --number.decimals;
    }
    while (number.decimals < 0) {
        number.digits *= 10;
        ++number.decimals;
    }
    if (number.decimals > 30) number = {};  // nothing at any scale we keep
    if (negative) number.digits = -number.digits;
    return number;
}

std::optional<Scaled> scale_number(const Number& number, Factor factor, int scale) {
    constexpr int128 kMost = 999'999'999'999'999'999;
    constexpr int128 kRoom = int128{1} << 92;  // times 10^8 and 10^9 stays within 127 bits
    int shift = scale - number.decimals;
    int128 value = number.digits;
    if (value > kRoom || value < -kRoom || factor.numerator > 1'000'000'000) {
        if (factor != Factor{}) return std::nullopt;
    } else {
        value *= factor.numerator;
    }
    int128 divisor = factor.denominator;
    for (; shift > 0; --shift) {
        if (value > kMost * divisor || value < -kMost * divisor) return std::nullopt;
        value *= 10;
    }
    bool rounded = false;
    for (; shift < -18; ++shift) {  // keeps the divisor small; what is cut here cannot round up
        rounded = rounded || value % 10 != 0;
        value /= 10;
    }
    divisor *= power_of_ten(-shift);
    int128 whole = value / divisor;
    int128 left = value % divisor;
    rounded = rounded || left != 0;
    if (left * 2 >= divisor) ++whole;
    if (left * 2 <= -divisor) --whole;
    if (whole > kMost || whole < -kMost) return std::nullopt;
    return Scaled{static_cast<int64_t>(whole), rounded};
}

}  // namespace yitao::dictionary
