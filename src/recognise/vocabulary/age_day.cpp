#include "recognise/vocabulary/age_day.h"

#include <array>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

constexpr std::string_view kYear = "年";
constexpr std::string_view kMonth = "月";
constexpr std::string_view kDay = "日";

// The number that ends at `end`, of at most `most` digits; `from`: where it begins. 0: none.
int number_before(std::string_view text, size_t end, size_t most, size_t& from) {
    from = end;
    while (from > 0 && end - from < most && is_digit(text[from - 1])) --from;
    if (from > 0 && is_digit(text[from - 1])) return 0;
    int number = 0;
    for (char c : text.substr(from, end - from)) number = number * 10 + (c - '0');
    return number;
}

// 2026年, 今年, 上年 right before the day.
void take_year_before(std::string_view text, AgeDay& day) {
    const std::string_view before = text.substr(0, day.from);
    for (auto [word, shift] :
         {std::pair<std::string_view, int>("今年", 0), std::pair<std::string_view, int>("本年", 0),
          std::pair<std::string_view, int>("当年", 0), std::pair<std::string_view, int>("上年", -1),
          std::pair<std::string_view, int>("去年", -1),
          std::pair<std::string_view, int>("明年", 1)}) {
        if (!before.ends_with(word)) continue;
        day.from -= word.size();
        day.shift = shift;
        return;
    }
    if (!before.ends_with(kYear)) return;
    constexpr size_t kDigits = 4;
    size_t from = 0;
    const int year = number_before(text, day.from - kYear.size(), kDigits, from);
    if (year < 1900 || year > 2100) return;
    day.from = from;
    day.year = year;
}

// 7月2日—12月31日 is a time, no day.
bool is_in_range(std::string_view text, const AgeDay& day) {
    constexpr auto kTo = std::to_array<std::string_view>({"—", "-", "~", "～", "–", "至", "到"});
    const std::string_view before = text.substr(0, day.from);
    const std::string_view behind = text.substr(day.to);
    for (std::string_view to : kTo) {
        if (before.ends_with(std::string(kDay) + std::string(to)) ||
            before.ends_with(std::string("号") + std::string(to)))
            return true;
        if (behind.starts_with(to)) return true;
    }
    return false;
}

// The next day from `at` on.
std::optional<AgeDay> next_day(std::string_view text, size_t at) {
    for (size_t month = text.find(kMonth, at); month != std::string_view::npos;
         month = text.find(kMonth, month + 1)) {
        AgeDay day;
        day.month = number_before(text, month, 2, day.from);
        size_t end = month + kMonth.size();
        day.day = 0;
        while (end < text.size() && is_digit(text[end]))
            day.day = day.day * 10 + (text[end++] - '0');
        const bool ends = text.substr(end).starts_with(kDay);
        day.to = end + kDay.size();
        if (!ends || day.month < 1 || day.month > 12 || day.day < 1 || day.day > 31) continue;
        take_year_before(text, day);
        if (!is_in_range(text, day)) return day;
    }
    return std::nullopt;
}

// 周岁, 实足年龄; 年满 of 年满70周岁.
bool speaks_of_age(std::string_view rest, size_t& length) {
    constexpr auto kAges = std::to_array<std::string_view>(
        {"时满周岁", "时周岁", "满周岁", "的实足周岁", "实足周岁", "的周岁", "周岁", "的实足年龄",
         "实足年龄", "实足岁数", "足岁", "实岁"});
    for (std::string_view age : kAges) {
        if (!rest.starts_with(age)) continue;
        length = age.size();
        return true;
    }
    length = 0;
    constexpr auto kFull = std::to_array<std::string_view>(
        {"时已年满", "时年满", "时已满", "时满", "已年满", "年满", "已满", "满"});
    if (!take(rest, kFull)) return false;
    const size_t digits = take_digits(rest).size();
    return digits > 0 && digits < 4 && (rest.starts_with("周岁") || rest.starts_with("岁"));
}

// 截至重阳节当日（10月18日）: what stands around the day and says no more.
void widen(std::string_view text, AgeDay& day) {
    constexpr auto kUntil =
        std::to_array<std::string_view>({"截止到", "截至到", "截至", "截止", "至", "到"});
    for (std::string_view until : kUntil) {
        if (!text.substr(0, day.from).ends_with(until)) continue;
        day.from -= until.size();
        return;
    }
}

}  // namespace

std::string AgeDay::year_text() const {
    if (year > 0) return std::to_string(year);
    if (shift == 0) return "YEAR(截至日期)";
    return std::string("YEAR(截至日期)") + (shift > 0 ? "+" : "-") +
           std::to_string(std::abs(shift));
}

std::optional<AgeDay> age_day_in(std::string_view text) {
    std::optional<AgeDay> last;
    for (auto day = next_day(text, 0); day; day = next_day(text, day->to)) {
        size_t length = 0;
        const size_t end = day->to;
        day->said = speaks_of_age(text.substr(end), length);
        if (day->said) {
            day->to = end + length;
            if (length == 0) widen(text, *day);
            return day;
        }
        // The end of a year or of a school year.
        const bool ends = day->day == 31 && (day->month == 12 || day->month == 8);
        if (ends && !last) last = day;
    }
    return last;
}

std::optional<AgeDay> age_day_of_all(std::string_view clause) {
    constexpr auto kAges = std::to_array<std::string_view>(
        {"年龄", "周岁", "月龄", "足岁", "各年龄段", "各年龄组", "年龄段", "年龄组"});
    constexpr auto kCounted = std::to_array<std::string_view>(
        {"为准", "算到", "计算至", "推算至", "算至", "截至", "截止", "划分", "计算", "推算", "周岁",
         "足岁", "实足", "为止", "统计到", "统计至"});
    constexpr size_t kLongest = 150;  // bytes
    const size_t age = first_of(clause, kAges);
    constexpr size_t kBefore = 12;  // bytes: 三个年龄段, 各档年龄
    const bool bound = age > 0 && !clause.substr(age).starts_with("年龄") &&
                       !clause.substr(age).starts_with("月龄");  // 60周岁以上
    if (age > kBefore || bound || clause.size() > kLongest || !has_any(clause, kCounted))
        return std::nullopt;
    if (auto day = next_day(clause, age)) {
        // 年龄为10月31日周岁: the end of a month is the report's own day, but for half a year's,
        // a school year's and a year's.
        const bool of_report = day->day >= 30 && day->month != 6 && day->month != 8 &&
                               day->month != 12 && day->shift == 0;
        return of_report ? std::nullopt : day;
    }
    constexpr auto kLastYear = std::to_array<std::string_view>(
        {"上年底", "上年末", "上年年底", "上年年末", "去年底", "去年末", "去年年底", "去年年末"});
    if (has_any(clause, kLastYear)) return AgeDay{.shift = -1};
    constexpr auto kYearEnds = std::to_array<std::string_view>(
        {"算到年底", "算到年末", "算至年底", "算至年末", "以年底为准", "以年末为准", "本年底",
         "本年末", "当年底", "当年末", "今年底", "今年末", "年年底", "年年末"});
    if (has_any(clause, kYearEnds)) return AgeDay{};
    // 年龄算到开学日, 年龄以学年初为准: of the report's day nothing else is said.
    constexpr auto kSome = std::to_array<std::string_view>(
        {"学年初", "学年末", "开学", "入学", "节当", "节日", "季末", "季度末", "半年末", "上月末"});
    if (!has_any(clause, kSome)) return std::nullopt;
    return AgeDay{.understood = false};
}

}  // namespace yitao::recognise
