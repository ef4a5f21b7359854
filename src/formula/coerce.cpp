#include "formula/coerce.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "base/text.h"
#include "formula/number_text.h"

namespace yitao::formula {

namespace {

// Where a kind stands in Excel's order.
int rank_of(const Value& value) {
    if (value.is_number()) return 0;
    if (value.is_text()) return 1;
    if (value.is_boolean()) return 2;
    if (value.is_error()) return 3;
    return 4;
}

// Digits and small letters alone collate by byte: identity numbers, unit codes, dates as text.
bool is_plain_code(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); });
}

// Whether a text may change when its case is folded: digits, signs and Chinese characters (lead
// bytes E4 to E9) do not, and nothing folds into them.
bool may_have_case(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        return byte >= 0xC0 && (byte < 0xE4 || byte > 0xE9);
    });
}

// What a blank is beside a value of another kind.
Value blank_beside(const Value& other) {
    if (other.is_text()) return Value("");
    if (other.is_boolean()) return Value(false);
    return Value(0.0);
}

}  // namespace

Outcome<double> number_of(const Value& value) {
    if (value.is_number()) return value.number();
    if (value.is_blank()) return 0.0;
    if (value.is_boolean()) return value.boolean() ? 1.0 : 0.0;
    if (value.is_error()) return std::unexpected(value.error());
    if (std::optional<double> number = number_from_text(value.text())) return *number;
    return std::unexpected(ExcelError::kValue);
}

Outcome<std::string> text_of(const Value& value) {
    if (value.is_error()) return std::unexpected(value.error());
    return general_text(value);
}

Outcome<bool> boolean_of(const Value& value) {
    if (value.is_boolean()) return value.boolean();
    if (value.is_number()) return value.number() != 0;
    if (value.is_blank()) return false;
    if (value.is_error()) return std::unexpected(value.error());
    std::string word = fold_case(value.text());
    if (word == "true") return true;
    if (word == "false") return false;
    return std::unexpected(ExcelError::kValue);
}

Outcome<int> integer_of(const Value& value) {
    Outcome<double> number = number_of(value);
    if (!number) return std::unexpected(number.error());
    if (std::fabs(*number) >= 2147483648.0) return std::unexpected(ExcelError::kNum);
    return static_cast<int>(*number);
}

double at_fifteen_digits(double number) {
    if (!std::isfinite(number) || number == std::trunc(number)) {
        if (!(std::fabs(number) >= 1e15)) return number;
    }
    char text[40];
    auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific, 14);
    double rounded = number;
    std::from_chars(text, end.ptr, rounded);
    return rounded;
}

int compare_numbers(double a, double b) {
    if (a == b) return 0;
    double difference = std::fabs(a - b);
    if (difference <= 1e-14 * std::fmax(std::fabs(a), std::fabs(b)) &&
        at_fifteen_digits(a) == at_fifteen_digits(b)) {
        return 0;
    }
    return a < b ? -1 : 1;
}

bool equal_texts(std::string_view a, std::string_view b) {
    if (a == b) return true;
    if (!may_have_case(a) || !may_have_case(b)) return false;
    return fold_case(a) == fold_case(b);
}

int compare_texts(std::string_view a, std::string_view b) {
    if (is_plain_code(a) && is_plain_code(b)) return a.compare(b) < 0 ? -1 : a == b ? 0 : 1;
    if (equal_texts(a, b)) return 0;
    int order = compare_collated(a, b);
    if (order != 0) return order < 0 ? -1 : 1;
    return fold_case(a) < fold_case(b) ? -1 : 1;
}

int compare_values(const Value& a, const Value& b) {
    CHECK(!a.is_error() && !b.is_error());
    if (a.is_blank()) return b.is_blank() ? 0 : compare_values(blank_beside(b), b);
    if (b.is_blank()) return compare_values(a, blank_beside(a));
    int difference = rank_of(a) - rank_of(b);
    if (difference != 0) return difference < 0 ? -1 : 1;
    if (a.is_number()) return compare_numbers(a.number(), b.number());
    if (a.is_text()) return compare_texts(a.text(), b.text());
    return static_cast<int>(a.boolean()) - static_cast<int>(b.boolean());
}

bool equal_values(const Value& a, const Value& b) {
    if (a.is_text() && b.is_text()) return equal_texts(a.text(), b.text());
    if (a.is_blank() && b.is_text()) return b.text().empty();
    if (b.is_blank() && a.is_text()) return a.text().empty();
    return compare_values(a, b) == 0;
}

}  // namespace yitao::formula
