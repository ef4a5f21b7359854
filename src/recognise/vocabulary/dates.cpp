// 2014.9.1—2020.8.31, 2019年9月1日至2020年8月31日: born between the two days. 2008年, 2011—2015年,
// 2010年及以前: years by their number. 上年1—10月: months of last year. 1月1日至10月31日,
// 到10月31日.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "recognise/vocabulary/take.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

// 2014.9.1, 2014-9-1, 2014年9月1日
std::optional<std::string> take_day(std::u32string_view& text) {
    auto year = take_number(text, 4);
    if (!year || *year < 1900 || *year > 2100) return std::nullopt;
    const bool words = take(text, U"年");
    if (!words && !take(text, U".") && !take(text, U"-") && !take(text, U"/")) return std::nullopt;
    auto month = take_number(text, 2);
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    if (words ? !take(text, U"月") : !take(text, U".") && !take(text, U"-") && !take(text, U"/"))
        return std::nullopt;
    auto day = take_number(text, 2);
    if (!day || *day < 1 || *day > 31) return std::nullopt;
    if (words) take(text, U"日");
    return fmt::format("DATE({},{},{})", *year, *month, *day);
}

// 2008年12月15日 is a day, 2025年末 a moment.
bool goes_on(std::u32string_view text) {
    for (std::u32string_view moment :
         {U"末", U"底", U"初", U"以前", U"之前", U"前", U"以来", U"起"})
        if (text.starts_with(moment)) return true;
    bool month = take_number(text, 2) && take(text, U"月");
    return month && take_number(text, 2).has_value();
}

Term window(std::string name, int first, int last) {
    Term term;
    term.kind = dictionary::PhraseKind::kWindow;
    term.source = Source::kPattern;
    term.window = std::move(name);
    term.first_month = first;
    term.month = last;
    return term;
}

// 上年1—10月, 去年1至10月, 上年10月
std::optional<Term> last_months(std::u32string_view& rest) {
    if (!take(rest, U"上年") && !take(rest, U"去年") && !take(rest, U"上一年")) return std::nullopt;
    auto first = take_month(rest);
    if (!first) return std::nullopt;
    const bool named = take(rest, U"月");
    if (named) take(rest, U"份");
    std::u32string_view behind = rest;
    if (!take_to(behind)) {
        const bool moment = rest.starts_with(U"末") || rest.starts_with(U"底") ||
                            take_number(behind, 2).has_value();
        if (!named || moment) return std::nullopt;
        return window("last_year_so_far", *first, *first);
    }
    rest = behind;
    auto last = take_month(rest);
    if (!last || *last < *first || !take(rest, U"月")) return std::nullopt;
    return window("last_year_so_far", *first, *last);
}

// 1月1日至10月31日: whole months.
std::optional<Term> month_span(std::u32string_view& rest) {
    auto first = take_month(rest);
    if (!first || !take(rest, U"月1日") || !take_to(rest)) return std::nullopt;
    auto last = take_month(rest);
    if (!last || *last < *first || !take(rest, U"月")) return std::nullopt;
    auto day = take_number(rest, 2);
    if (!day || !is_last_day(*day, *last) || !take(rest, U"日")) return std::nullopt;
    return window("year", *first, *last);
}

// 今年1月1日至10月31日; 到10月31日, 截至2026年10月31日: as things stand; 10月1日前, 10月1日以后,
// 4月30日及以前
std::optional<Term> days_of_year(std::u32string_view& rest) {
    constexpr auto kUntil =
        std::to_array<std::u32string_view>({U"截止到", U"截至到", U"截至", U"截止", U"到"});
    const bool until = std::ranges::any_of(kUntil, [&](auto word) { return take(rest, word); });
    if (!until && !take(rest, U"今年")) take(rest, U"本年");
    if (std::u32string_view year = rest; until && take_year(year) && take(year, U"年")) rest = year;
    std::u32string_view span = rest;
    auto months = until ? std::nullopt : month_span(span);
    if (months) {
        rest = span;
        return months;
    }
    auto month = take_month(rest);
    if (!month || !take(rest, U"月")) return std::nullopt;
    for (std::u32string_view end : {U"底以前", U"底之前", U"底前", U"末以前", U"末之前", U"末前"})
        if (!until && take(rest, end)) return window("before_month", 1, *month + 1);
    auto day = take_number(rest, 2);
    if (!day || *day < 1 || *day > 31 || !take(rest, U"日")) return std::nullopt;
    if (until) {
        take(rest, U"止");
        return window("now", 1, 0);
    }
    const auto any = [&](std::initializer_list<std::u32string_view> words) {
        return std::ranges::any_of(words, [&](auto word) { return take(rest, word); });
    };
    if (is_last_day(*day, *month) && any({U"及以前", U"及之前", U"(含)以前"}))
        return window("before_month", 1, *month + 1);
    if (*day != 1) return std::nullopt;
    if (any({U"及以后", U"及之后", U"(含)以后", U"以后", U"以来", U"起"}))
        return window("year", *month, 0);
    if (any({U"以前", U"之前", U"前"})) return window("before_month", 1, *month);
    return std::nullopt;
}

std::optional<Term> years(std::u32string_view& rest) {
    auto first = take_year(rest);
    if (!first) return std::nullopt;
    bool named = take(rest, U"年");
    std::u32string_view behind = rest;
    if (take_to(behind)) {
        auto last = take_year(behind);
        if (last && *last >= *first && take(behind, U"年") && !goes_on(behind)) {
            rest = behind;
            return window("years", *first, *last);
        }
    }
    // 2002、2003年
    if (behind = rest; !named && take(behind, U"、")) {
        const auto next = take_year(behind);
        if (next == *first + 1 && take(behind, U"年") && !goes_on(behind)) {
            rest = behind;
            return window("years", *first, *next);
        }
    }
    if (!named) return std::nullopt;
    std::u32string_view span = rest;
    if (month_span(span)) return window("years", *first, *first);  // 2026年1月1日至10月31日
    if (take_any(rest, {U"及以前", U"及之前", U"(含)以前", U"及更早", U"以前(含当年)"}))
        return window("years", 0, *first);
    for (std::u32string_view end : {U"底前", U"底以前", U"底之前", U"末前", U"末以前", U"末之前",
                                    U"底及以前", U"末及以前", U"底及之前"})
        if (take(rest, end)) return window("years", 0, *first);
    if (take(rest, U"及以后") || take(rest, U"及之后") || take(rest, U"及以来"))
        return window("years", *first, 0);
    if (take(rest, U"以后") || take(rest, U"之后")) {
        Term since = window("years", *first, 0);
        since.vague = true;  // whether the year itself is in it, the form must say
        return since;
    }
    if (goes_on(rest)) return std::nullopt;
    if (!take(rest, U"度")) take(rest, U"份");
    return window("years", *first, *first);
}

}  // namespace

bool is_last_day(int day, int month) {
    constexpr auto kDays = std::to_array<int>({31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31});
    return day >= kDays[static_cast<size_t>(month - 1)];
}

std::string day_before(std::string_view text) {
    for (std::string_view end : {"及以前", "（含当日）以前", "（含）以前", "(含)以前", "及之前"}) {
        if (!text.ends_with(end)) continue;
        text.remove_suffix(end.size());
        const std::string_view year = "年";
        for (size_t at = text.rfind(year); at != std::string_view::npos && at >= 4;) {
            const std::vector<char32_t> points = code_points(text.substr(at - 4));
            std::u32string_view rest(points.data(), points.size());
            auto day = take_day(rest);
            return day && rest.empty() ? *day : "";
        }
    }
    return "";
}

Pattern match_years(std::span<const char32_t> text, size_t at) {
    const std::u32string_view whole(text.data() + at, text.size() - at);
    if (at > 0 && text[at - 1] >= U'0' && text[at - 1] <= U'9') return {};
    std::u32string_view rest = whole;
    auto term = last_months(rest);
    for (const auto& read : {days_of_year, years}) {
        if (term) break;
        rest = whole;
        term = read(rest);
    }
    if (!term) return {};
    return {whole.size() - rest.size(), {std::move(*term)}};
}

}  // namespace yitao::recognise
