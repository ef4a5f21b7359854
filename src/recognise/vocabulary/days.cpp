// Times told by days: 2025年11月1日至2026年3月31日, 10月25日至31日, 2026年1月1日以后, 10月31日当天,
// 10月下旬; times told from the day of the report: 近三年, 满五年, 不足半年, 未来15天, 下月.
#include <array>

#include "recognise/vocabulary/take.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using Dates = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kToday = "截至日期";
constexpr std::string_view kThisYear = "YEAR(截至日期)";

constexpr int kMonthEnd = 99;  // 2月底, whichever day that is

struct Day {
    std::string year;    // 2026, or an expression
    bool named = false;  // the text says the year
    bool words = true;   // 2026年1月1日, not 2026.1.1
    int month = 0;
    int day = 0;
    [[nodiscard]] std::string text() const {
        if (day == kMonthEnd) return fmt::format("EOMONTH(DATE({},{},1),0)", year, month);
        return fmt::format("DATE({},{},{})", year, month, day);
    }
};

// A time as tests of whichever date it is put to.
struct Span {
    Dates dates;
    bool vague = false;
};

// 2026年, 今年, 去年; nothing: no year is said.
std::optional<std::string> take_year_named(std::u32string_view& rest) {
    if (take_any(rest, {U"今年", U"本年", U"当年"})) return std::string(kThisYear);
    if (take_any(rest, {U"去年", U"上年", U"上一年"})) return fmt::format("{}-1", kThisYear);
    if (take_any(rest, {U"明年", U"下年"})) return fmt::format("{}+1", kThisYear);
    std::u32string_view behind = rest;
    const auto year = take_year(behind);
    if (!year || !take(behind, U"年")) return std::nullopt;
    rest = behind;
    return std::to_string(*year);
}

// 2026.1.1, 2026-01-01
std::optional<Day> take_dotted(std::u32string_view& rest) {
    std::u32string_view behind = rest;
    const auto year = take_year(behind);
    if (!year || !take_any(behind, {U".", U"-", U"/"})) return std::nullopt;
    const auto month = take_month(behind);
    if (!month || !take_any(behind, {U".", U"-", U"/"})) return std::nullopt;
    const auto day = take_number(behind, 2);
    if (!day || *day < 1 || *day > 31) return std::nullopt;
    rest = behind;
    return Day{std::to_string(*year), true, false, *month, *day};
}

std::optional<Day> take_day(std::u32string_view& rest) {
    if (auto dotted = take_dotted(rest)) return dotted;
    std::u32string_view behind = rest;
    const auto year = take_year_named(behind);
    const auto month = take_month(behind);
    if (!month || !take(behind, U"月")) return std::nullopt;
    const auto day = take_number(behind, 2);
    if (!day || *day < 1 || *day > 31 || !take_any(behind, {U"日", U"号"})) return std::nullopt;
    rest = behind;
    return Day{year.value_or(std::string(kThisYear)), year.has_value(), true, *month, *day};
}

// …至31日, …至2026年3月31日: the last day of what began on the first.
std::optional<Day> take_last(std::u32string_view& rest, const Day& first) {
    std::u32string_view behind = rest;
    if (auto day = take_day(behind)) {
        if (!day->named) day->year = first.year;
        const bool back =
            !day->named && std::pair(day->month, day->day) < std::pair(first.month, first.day);
        if (back) return std::nullopt;
        rest = behind;
        return day;
    }
    // 1月1日—2月底
    if (const auto month = take_month(behind); month && *month >= first.month) {
        if (take_any(behind, {U"月底", U"月末"})) {
            rest = behind;
            return Day{first.year, false, true, *month, kMonthEnd};
        }
    }
    behind = rest;
    const auto number = take_number(behind, 2);
    const bool later = number && *number > first.day && *number <= 31;
    if (!later || !take_any(behind, {U"日", U"号"})) return std::nullopt;
    rest = behind;
    return Day{first.year, false, true, first.month, *number};
}

// （不含当日）, ，含当日: whether the day itself is meant.
std::optional<bool> take_included(std::u32string_view& rest) {
    std::u32string_view behind = rest;
    const bool open = take(behind, U"(");
    if (!open && !take(behind, U",")) return std::nullopt;
    const bool out = take_any(behind, {U"不含", U"不包括"});
    if (!out && !take_any(behind, {U"含", U"包括"})) return std::nullopt;
    const bool said = take_any(behind, {U"当日", U"当天", U"该日", U"本日"});
    const bool again = !said && take_day(behind).has_value();  // （不含9月1日，件）
    const bool more = again && behind.starts_with(U",");
    if (open && !more && !take(behind, U")")) return std::nullopt;
    rest = behind;
    return !out;
}

std::optional<Span> since(std::u32string_view& rest, const Day& day) {
    if (take_any(rest, {U"及以后", U"及之后", U"及其以后", U"(含)以后", U"(含当日)以后",
                        U"(含当天)以后", U"(含)之后", U"(含)起", U"以来", U"起", U"开始"})) {
        take_included(rest);
        return Span{{{">=", day.text()}}};
    }
    if (!take_any(rest, {U"以后", U"之后", U"后"})) return std::nullopt;
    const auto with = take_included(rest);
    // The first of a month is where something begins.
    const bool vague = !with && day.day != 1;
    return Span{{{with.value_or(true) ? ">=" : ">", day.text()}}, vague};
}

std::optional<Span> before(std::u32string_view& rest, const Day& day) {
    if (take_any(rest, {U"及以前", U"及之前", U"及其以前", U"(含)以前", U"(含当日)以前",
                        U"(含当天)以前", U"(含)之前", U"及更早"})) {
        take_included(rest);
        return Span{{{"<=", day.text()}}};
    }
    if (!take_any(rest, {U"以前", U"之前", U"前"})) return std::nullopt;
    const auto with = take_included(rest);
    const bool vague = !with && day.day != 1;
    return Span{{{with.value_or(false) ? "<=" : "<", day.text()}}, vague};
}

// 早于10月31日, 不晚于10月31日: the day is what something is compared with.
std::optional<Span> read_compared(std::u32string_view& rest) {
    std::u32string_view behind = rest;
    const bool denied = take(behind, U"不");
    const bool earlier = take(behind, U"早于");
    if (!earlier && !take_any(behind, {U"晚于", U"迟于"})) return std::nullopt;
    const auto day = take_day(behind);
    if (!day) return std::nullopt;
    rest = behind;
    const std::string sign = earlier ? (denied ? ">=" : "<") : (denied ? "<=" : ">");
    return Span{{{sign, day->text()}}};
}

// 2025年11月至2026年1月, 2025年11月—今年1月: whole months of two years; 2026年5月至今,
// 2026年7月以来, 2025年6月及以前
std::optional<Span> read_months(std::u32string_view& rest) {
    std::u32string_view behind = rest;
    const auto year = take_year_named(behind);
    const auto month = year ? take_month(behind) : std::nullopt;
    if (!month || !take(behind, U"月")) return std::nullopt;
    take(behind, U"份");
    const std::string first = fmt::format("DATE({},{},1)", *year, *month);
    const auto ends = [&](const std::string& of, int last) {
        return fmt::format("EOMONTH(DATE({},{},1),0)", of, last);
    };
    if (take_any(behind,
                 {U"及以前", U"及之前", U"(含)以前", U"底以前", U"底前", U"末以前", U"末前"})) {
        rest = behind;
        return Span{{{"<=", ends(*year, *month)}}};
    }
    if (take_any(behind, {U"及以后", U"及之后", U"(含)以后", U"以来", U"起"})) {
        rest = behind;
        return Span{{{">=", first}}};
    }
    if (!take_to(behind)) return std::nullopt;
    if (take_any(behind, {U"今", U"目前", U"现在"})) {
        rest = behind;
        return Span{{{">=", first}, {"<=", std::string(kToday)}}};
    }
    const auto next = take_year_named(behind);
    const auto last = next ? take_month(behind) : std::nullopt;
    if (!last || !take(behind, U"月") || take_number(behind, 2)) return std::nullopt;
    rest = behind;
    return Span{{{">=", first}, {"<=", ends(*next, *last)}}};
}

// From a day to another, from a day on, before a day, on a day.
// `of_date`: 日期 stands before it, and then a day alone is one too.
std::optional<Span> read_days(std::u32string_view& rest, bool of_date) {
    if (auto compared = read_compared(rest)) return compared;
    if (auto months = read_months(rest)) return months;
    const auto first = take_day(rest);
    if (!first) return std::nullopt;
    const bool alone = of_date && rest.empty();
    std::u32string_view behind = rest;
    if (take_to(behind)) {
        if (take_any(behind, {U"今", U"目前", U"现在", U"当前", U"本月末", U"月末", U"期末",
                              U"报告期末", U"截止日", U"截至日", U"填报日", U"统计日"})) {
            rest = behind;
            return Span{{{">=", first->text()}, {"<=", std::string(kToday)}}};
        }
        const auto last = take_last(behind, *first);
        if (!last) return std::nullopt;
        // 2026年1月1日至10月31日: months of a year, which other patterns read.
        const bool months = first->words && last->words && !last->named && first->day == 1 &&
                            is_last_day(last->day, last->month);
        if (months) return std::nullopt;
        rest = behind;
        take(rest, U"期间");
        return Span{{{">=", first->text()}, {"<=", last->text()}}};
    }
    if (auto span = since(rest, *first)) return span;
    if (auto span = before(rest, *first)) return span;
    const bool one =
        take_any(rest, {U"当天", U"当日", U"这天", U"这一天", U"一天", U"那天", U"那一天"});
    if (!one && !alone) return std::nullopt;
    return Span{{{">=", first->text()}, {"<=", first->text()}}};
}

// 10月下旬
std::optional<Span> read_third(std::u32string_view& rest) {
    const auto year = take_year_named(rest).value_or(std::string(kThisYear));
    const auto month = take_month(rest);
    if (!month || !take(rest, U"月")) return std::nullopt;
    const std::string first = fmt::format("DATE({},{},1)", year, *month);
    if (take(rest, U"上旬")) return Span{{{">=", first}, {"<=", first + "+9"}}};
    if (take(rest, U"中旬")) return Span{{{">=", first + "+10"}, {"<=", first + "+19"}}};
    if (!take(rest, U"下旬")) return std::nullopt;
    return Span{{{">=", first + "+20"}, {"<=", fmt::format("EOMONTH({},0)", first)}}};
}

std::optional<int> take_count(std::u32string_view& rest) {
    constexpr std::u32string_view kDigits = U"一二三四五六七八九十";
    if (take(rest, U"两")) return 2;
    for (size_t i = 0; i < kDigits.size(); ++i) {
        if (!take(rest, kDigits.substr(i, 1))) continue;
        if (i == 9 && !rest.empty()) {  // 十五
            for (size_t one = 0; one < 9; ++one) {
                if (take(rest, kDigits.substr(one, 1))) return 11 + static_cast<int>(one);
            }
        }
        if (take(rest, U"十")) return (static_cast<int>(i) + 1) * 10;
        return static_cast<int>(i) + 1;
    }
    const auto number = take_number(rest, 3);
    return number && *number > 0 ? number : std::nullopt;
}

// How long: so many months, or so many days.
struct Length {
    int months = 0;
    int days = 0;
    [[nodiscard]] std::string ago(int more = 0) const {
        std::string day = months > 0 ? fmt::format("EDATE({},-{})", kToday, months)
                                     : fmt::format("{}-{}", kToday, days);
        return more > 0 ? fmt::format("{}+{}", day, more) : day;
    }
};

std::optional<Length> take_length(std::u32string_view& rest) {
    constexpr int kYear = 12;
    constexpr int kHalf = 6;
    constexpr int kWeek = 7;
    if (take(rest, U"半年")) return Length{kHalf};
    const auto count = take_count(rest);
    if (!count) return std::nullopt;
    if (rest.starts_with(U"年级") || rest.starts_with(U"月养")) return std::nullopt;
    if (take_any(rest, {U"周年", U"年"})) return Length{*count * kYear};
    if (take_any(rest, {U"个月", U"月"})) return Length{*count};
    if (take_any(rest, {U"个星期", U"星期"}) || (!rest.starts_with(U"周岁") && take(rest, U"周")))
        return Length{0, *count * kWeek};
    if (take_any(rest, {U"天", U"日"})) return Length{0, *count};
    return std::nullopt;
}

// 近三年, 最近一周: departments begin them on different days; 未来15天.
std::optional<Span> read_recent(std::u32string_view& rest) {
    const bool to_come = take_any(rest, {U"未来", U"今后"});
    if (!to_come && !take_any(rest, {U"最近", U"过去", U"近"})) return std::nullopt;
    const auto length = take_length(rest);
    if (!length) return std::nullopt;
    take_any(rest, {U"以来", U"来", U"之内", U"以内", U"内"});
    if (!to_come) return Span{{{">=", length->ago(1)}, {"<=", std::string(kToday)}}, true};
    const std::string last = length->months > 0
                                 ? fmt::format("EDATE({},{})", kToday, length->months)
                                 : fmt::format("{}+{}", kToday, length->days);
    return Span{{{">", std::string(kToday)}, {"<=", last}}, true};
}

// 满五年, 不足半年, 一年以上, 居住超过180天: how long it had lasted on the day of the report.
std::optional<Span> read_lasted(std::u32string_view& rest) {
    const bool lived =
        take_any(rest, {U"居住时间", U"居住", U"存续", U"开办", U"经营时间", U"经营"});
    const bool less = take_any(rest, {U"不满", U"不足", U"未满", U"不到", U"未到"});
    const bool full = !less && take_any(rest, {U"已满", U"满"});
    const bool more = !less && !full && take_any(rest, {U"超过", U"已超过"});
    const auto length = take_length(rest);
    if (!length || (length->days > 0 && !lived)) return std::nullopt;  // 超过30天 of any event
    if (less) return Span{{{">", length->ago()}}};
    if (more) return Span{{{"<", length->ago()}}};
    const bool bound = take_any(rest, {U"及以上", U"以上", U"(含)以上", U"及其以上"});
    if (!full && !bound) return std::nullopt;
    return Span{{{"<=", length->ago()}}};
}

// 一季度末, 上半年末, 2030年底, 上年9月末: a day that is named by what ends with it.
std::optional<Term> read_moment(std::u32string_view& rest) {
    std::u32string_view behind = rest;
    take_any(behind, {U"截至", U"截止", U"至", U"到"});
    const std::u32string_view from = behind;
    const auto year = take_year_named(behind);
    int month = 0;
    const bool whole = year && behind != from && !from.starts_with(U"今年") &&
                       !from.starts_with(U"本年") && !from.starts_with(U"当年");
    for (const auto& [words, last] : {std::pair<std::u32string_view, int>(U"前三季度", 9),
                                      {U"上半年", 6},
                                      {U"下半年", 12},
                                      {U"第一季度", 3},
                                      {U"一季度", 3},
                                      {U"1季度", 3},
                                      {U"第二季度", 6},
                                      {U"二季度", 6},
                                      {U"2季度", 6},
                                      {U"第三季度", 9},
                                      {U"三季度", 9},
                                      {U"3季度", 9},
                                      {U"第四季度", 12},
                                      {U"四季度", 12},
                                      {U"4季度", 12}}) {
        if (month == 0 && take(behind, words)) month = last;
    }
    if (month == 0 && year) {
        std::u32string_view named = behind;
        const bool number = from.starts_with(U"20");
        // 2026年9月末 may be the report's own: months of it are read with their year elsewhere.
        if (const auto one = take_month(named); one && whole && !number && take(named, U"月")) {
            behind = named;
            month = *one;
        } else if (whole && number) {  // 2030年底; 上年末 is a word
            month = 12;
            take(behind, U"年");
        }
    }
    if (month == 0 || !take_any(behind, {U"末", U"底"}) || behind.starts_with(U"前") ||
        behind.starts_with(U"以前") || behind.starts_with(U"之前") || behind.starts_with(U"以来"))
        return std::nullopt;
    rest = behind;
    Term term{.kind = dictionary::PhraseKind::kWindow, .source = Source::kPattern};
    term.window = "moment";
    term.dates = {{"<=", fmt::format("EOMONTH(DATE({},{},1),0)",
                                     year.value_or(std::string(kThisYear)), month)}};
    return term;
}

// 下月, 明年, 上季度, 往年
std::optional<Span> read_named(std::u32string_view& rest) {
    constexpr std::string_view kQuarter = "DATE(YEAR(期末),INT((MONTH(期末)-1)/3)*3+1,1)";
    if (take_any(rest, {U"下个月", U"下月"}))
        return Span{{{">", "期末"}, {"<=", "EOMONTH(期末,1)"}}};
    if (take_any(rest, {U"上一季度", U"上个季度", U"上季度"})) {
        return Span{{{">=", fmt::format("EDATE({},-3)", kQuarter)}, {"<", std::string(kQuarter)}}};
    }
    if (take_any(rest, {U"明年全年", U"明年", U"下一年", U"下年度"})) {
        return Span{{{">=", fmt::format("DATE({}+1,1,1)", kThisYear)},
                     {"<=", fmt::format("DATE({}+1,12,31)", kThisYear)}}};
    }
    if (take_any(rest, {U"往年", U"以前年度", U"以往年度"}))
        return Span{{{"<", fmt::format("DATE({},1,1)", kThisYear)}}};
    return std::nullopt;
}

Term window_of(Span span) {
    Term term;
    term.kind = dictionary::PhraseKind::kWindow;
    term.source = Source::kPattern;
    term.window = "days";
    term.dates = std::move(span.dates);
    term.vague = span.vague;
    return term;
}

// Born between the two days, where nothing else is said to have happened then.
void add_births(std::span<const ledger::Schema* const> schemas, const Dates& dates,
                std::vector<Term>& terms) {
    for (size_t i = 0; i < schemas.size(); ++i) {
        const auto column = schemas[i]->find_column_named("出生日期");
        if (!column) continue;
        Term term;
        term.kind = dictionary::PhraseKind::kCondition;
        term.ledger = static_cast<int>(i);
        term.column = static_cast<int>(*column);
        term.generic = true;
        term.source = Source::kPattern;
        term.when = {{Test{.column = *column, .kind = Test::Kind::kDates, .dates = dates}}};
        terms.push_back(std::move(term));
    }
}

}  // namespace

Pattern match_days(std::span<const char32_t> text, size_t at,
                   std::span<const ledger::Schema* const> schemas) {
    const std::u32string_view whole(text.data() + at, text.size() - at);
    if (at > 0 && text[at - 1] >= U'0' && text[at - 1] <= U'9') return {};
    std::u32string_view rest = whole;
    const auto first = take_day(rest);
    // 期初（9月30日24时）: how a moment is printed.
    if (first && take_any(rest, {U"24时", U"二十四时", U"24点", U"0时", U"零时"})) {
        Term clock{.kind = dictionary::PhraseKind::kFiller, .source = Source::kPattern};
        return {whole.size() - rest.size(), {clock}};
    }
    rest = whole;
    constexpr std::u32string_view kDate = U"日期";
    const bool of_date = at == kDate.size() && text[0] == kDate[0] && text[1] == kDate[1];
    auto span = read_days(rest, of_date);
    if (!span) return {};
    Pattern found;
    const bool range = span->dates.size() == 2 && span->dates[1].second.starts_with("DATE(") &&
                       span->dates[0] != std::pair(std::string(">="), span->dates[1].second);
    const bool named = first && first->named && range;  // 早于10月31日 begins with no day
    const bool born = named && take(rest, U"出生");
    if (named) add_births(schemas, span->dates, found.terms);
    if (!born) found.terms.push_back(window_of(std::move(*span)));
    found.length = whole.size() - rest.size();
    return found;
}

// 当月查出的隐患至10月31日, 至2026年10月31日 / 已整改: as things stood on that day; not the end of
// what began on another (1月1日至10月31日).
static std::optional<Term> read_up_to(std::span<const char32_t> text, size_t at,
                                      std::u32string_view& rest) {
    constexpr std::u32string_view kFrom = U"0123456789年月日号度今起期末初底季天半旬)";
    if (at > 0 && kFrom.contains(text[at - 1])) return std::nullopt;
    std::u32string_view behind = rest;
    if (!take_any(behind, {U"至", U"到"})) return std::nullopt;
    const auto day = take_day(behind);
    constexpr std::u32string_view kState = U"已未尚仍还止时)";
    if (!day || (!behind.empty() && !kState.contains(behind[0]))) return std::nullopt;
    if (at == 0 && behind.empty()) return std::nullopt;
    take(behind, U"止");
    rest = behind;
    Term term{.kind = dictionary::PhraseKind::kWindow, .source = Source::kPattern};
    term.window = "moment";
    term.dates = {{"<=", day->text()}};
    return term;
}

Pattern match_lasting(std::span<const char32_t> text, size_t at) {
    const std::u32string_view whole(text.data() + at, text.size() - at);
    std::u32string_view up_to = whole;
    if (auto term = read_up_to(text, at, up_to))
        return {whole.size() - up_to.size(), {std::move(*term)}};
    constexpr std::u32string_view kJoined = U"0123456789附接靠将一二三四五六七八九十";
    if (at > 0 && kJoined.contains(text[at - 1])) return {};
    std::u32string_view moment = whole;
    if (auto term = read_moment(moment)) return {whole.size() - moment.size(), {std::move(*term)}};
    for (const auto& read : {read_third, read_recent, read_lasted, read_named}) {
        std::u32string_view rest = whole;
        auto span = read(rest);
        if (!span) continue;
        return {whole.size() - rest.size(), {window_of(std::move(*span))}};
    }
    return {};
}

}  // namespace yitao::recognise
