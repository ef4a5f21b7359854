// What stands at the start of a text, taken piece by piece; used by the patterns of the vocabulary.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace yitao::recognise {

// A number of at most `most` digits; nothing: none.
inline std::optional<int> take_number(std::u32string_view& text, size_t most) {
    int value = 0;
    size_t digits = 0;
    while (digits < most && digits < text.size() && text[digits] >= U'0' && text[digits] <= U'9')
        value = value * 10 + static_cast<int>(text[digits++] - U'0');
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

inline bool take(std::u32string_view& text, std::u32string_view mark) {
    if (!text.starts_with(mark)) return false;
    text.remove_prefix(mark.size());
    return true;
}

inline bool take_any(std::u32string_view& text, std::initializer_list<std::u32string_view> marks) {
    return std::ranges::any_of(marks, [&](std::u32string_view mark) { return take(text, mark); });
}

inline bool take_to(std::u32string_view& text) {
    const bool to = take_any(text, {U"—", U"-", U"至", U"~", U"到", U"–", U"～"});
    while (take(text, U"—")) {
    }
    return to;
}

inline std::optional<int> take_year(std::u32string_view& text) {
    auto year = take_number(text, 4);
    const bool is_year = year && *year >= 1900 && *year <= 2100;
    return is_year ? year : std::nullopt;
}

inline std::optional<int> take_month(std::u32string_view& text) {
    auto month = take_number(text, 2);
    return month && *month >= 1 && *month <= 12 ? month : std::nullopt;
}

// Or the 28th of February.
bool is_last_day(int day, int month);

}  // namespace yitao::recognise
