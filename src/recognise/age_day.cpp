#include "recognise/age_day.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace yitao::recognise {

namespace {

// 2026年 before `at`, where its digits begin; 0: no year stands there.
int year_before(std::string_view text, size_t& at) {
    constexpr std::string_view kYear = "年";
    constexpr size_t kDigits = 4;
    const std::string_view before = text.substr(0, at);
    if (!before.ends_with(kYear) || at < kYear.size() + kDigits) return 0;
    const size_t from = at - kYear.size() - kDigits;
    int year = 0;
    for (char c : text.substr(from, kDigits)) {
        if (!is_digit(c)) return 0;
        year = year * 10 + (c - '0');
    }
    at = from;
    return year;
}

}  // namespace

std::optional<AgeDay> age_day_in(std::string_view text) {
    constexpr auto kAges =
        std::to_array<std::string_view>({"满周岁", "周岁", "的周岁", "时周岁", "时满周岁"});
    for (auto [word, month] : {std::pair<std::string_view, int>("12月31日", 12),
                               std::pair<std::string_view, int>("8月31日", 8)}) {
        const size_t at = text.find(word);
        if (at == std::string_view::npos || (at > 0 && is_digit(text[at - 1]))) continue;
        AgeDay day{.month = month, .from = at, .to = at + word.size()};
        day.year = year_before(text, day.from);
        const std::string_view rest = text.substr(day.to);
        for (std::string_view age : kAges) {
            if (rest.starts_with(age)) day.to = at + word.size() + age.size();
        }
        day.said = day.to > at + word.size();
        return day;
    }
    return std::nullopt;
}

}  // namespace yitao::recognise
