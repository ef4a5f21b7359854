#include "report/period.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace yitao::report {

namespace {

std::optional<int> parse_number(std::string_view text) {
    int number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// `count` months from the first of `month`; nothing for years and months that do not exist.
std::optional<formula::Period> months(int year, int month, int count) {
    auto start = Date::from_civil(year, month, 1);
    if (!start) return std::nullopt;
    return formula::Period{*start, start->plus_months(count - 1).month_end()};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        text.replace(at, from.size(), to);
    }
    return text;
}

// Chinese spellings to the plain ones: 2026年三季度 → 2026Q3, 2026年上半年 → 2026H1, 2026年10月 → 2026-10.
std::string plain_spelling(std::string_view text) {
    std::string plain = match_key(text);
    static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
        {"年第", "年"},    {"年一季度", "q1"}, {"年二季度", "q2"}, {"年三季度", "q3"},
        {"年四季度", "q4"}, {"年1季度", "q1"},  {"年2季度", "q2"},  {"年3季度", "q3"},
        {"年4季度", "q4"},  {"年上半年", "h1"}, {"年下半年", "h2"}, {"年度", ""},
        {"全年", ""},      {"月", ""}};
    for (auto [from, to] : kWords) plain = replaced(plain, from, to);
    if (plain.ends_with("年")) return plain.substr(0, plain.size() - std::string_view("年").size());
    return replaced(plain, "年", "-");
}

std::optional<formula::Period> parse_plain(std::string_view text) {
    if (size_t dots = text.find(".."); dots != std::string_view::npos) {
        auto start = Date::parse_iso(text.substr(0, dots));
        auto end = Date::parse_iso(text.substr(dots + 2));
        if (!start || !end || *end < *start) return std::nullopt;
        return formula::Period{*start, *end};
    }
    if (text.size() < 4) return std::nullopt;
    auto year = parse_number(text.substr(0, 4));
    if (!year) return std::nullopt;
    std::string_view rest = text.substr(4);
    if (rest.empty()) return months(*year, 1, 12);
    if (rest.size() == 2 && (rest[0] == 'q' || rest[0] == 'h')) {
        int part = rest[1] - '0';
        int length = rest[0] == 'q' ? 3 : 6;
        if (part < 1 || part > 12 / length) return std::nullopt;
        return months(*year, (part - 1) * length + 1, length);
    }
    if (rest.starts_with("-")) rest.remove_prefix(1);
    if (rest.empty() || rest.size() > 2) return std::nullopt;
    auto month = parse_number(rest);
    return month ? months(*year, *month, 1) : std::nullopt;
}

}  // namespace

Result<formula::Period> parse_period(std::string_view text) {
    if (auto period = parse_plain(plain_spelling(text))) return *period;
    return fail(ErrorCode::kInvalid,
                fmt::format("“{}”不是期间，应如 2026-10、2026Q3、2026 或 2026-10-01..2026-10-31", text),
                fmt::format("\"{}\" is no period such as 2026-10, 2026Q3, 2026 or "
                            "2026-10-01..2026-10-31",
                            text));
}

FillDate complete_date(std::optional<Date> as_of, std::optional<formula::Period> period,
                       Date today) {
    FillDate date;
    date.filled_on = today;
    if (period) {
        date.period = *period;
        date.as_of = as_of.value_or(std::max(period->start, std::min(period->end, today)));
        return date;
    }
    date.as_of = as_of.value_or(today);
    date.period = {date.as_of.month_start(), date.as_of.month_end()};
    return date;
}

formula::Period period_like(const formula::Period& like, Date day) {
    if (like.start != like.start.month_start() || like.end != like.end.month_end()) return like;
    const Civil first = like.start.civil();
    const Civil last = like.end.civil();
    const int months = (last.year - first.year) * 12 + last.month - first.month + 1;
    const bool is_kind = months == 1 || months == 3 || months == 6 || months == 12;
    if (!is_kind || (first.month - 1) % months != 0) return like;
    const int into = (day.civil().month - 1) % months;
    const Date start = day.month_start().plus_months(-into);
    return {start, start.plus_months(months - 1).month_end()};
}

}  // namespace yitao::report
