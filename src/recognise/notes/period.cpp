#include "recognise/notes/period.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

constexpr auto kPieces = std::to_array<std::string_view>({"。", "；", ";", "\n", "\u3000", "  "});
constexpr std::string_view kColon = "：";

const Term* window_in(const Token& token) {
    for (const Term& term : token.terms) {
        if (term.kind == PhraseKind::kWindow && !term.generic) return &term;
    }
    return nullptr;
}

bool is_silent(const Token& token) {
    return std::ranges::any_of(token.terms, [](const Term& term) {
        return term.kind == PhraseKind::kFiller || term.kind == PhraseKind::kMeta;
    });
}

bool is_event(const Token& token) {
    return std::ranges::any_of(token.terms, [](const Term& term) {
        return term.kind == PhraseKind::kEvent && term.column >= 0;
    });
}

// （10月1日至8日，每单位一份）: what is said first, without brackets.
std::string_view first_said(std::string_view piece) {
    constexpr auto kOpen = std::to_array<std::string_view>({"（", "("});
    for (std::string_view open : kOpen) {
        if (piece.starts_with(open)) piece.remove_prefix(open.size());
    }
    constexpr auto kEnds = std::to_array<std::string_view>({"，", "（", "(", "）", ")"});
    return trim(piece.substr(0, first_of(piece, kEnds)));
}

// 考核年度：…, and what stands behind it; no label: all of it.
std::pair<std::string_view, std::string_view> at_label(std::string_view piece) {
    constexpr size_t kLongest = 8;  // characters
    const size_t colon = piece.find(kColon);
    if (colon == std::string_view::npos || code_point_count(piece.substr(0, colon)) > kLongest)
        return {"", piece};
    return {trim(piece.substr(0, colon)), trim(piece.substr(colon + kColon.size()))};
}

// 今年以来（1月1日至10月31日）受理的, 以2026年1月1日至10月31日受理的为准: what happened and when;
// "": no.
std::string event_said(const Vocabulary& words, std::string_view piece) {
    constexpr std::string_view kBy = "以";
    constexpr std::string_view kOf = "的";
    if (piece.starts_with(kBy)) piece.remove_prefix(kBy.size());
    const size_t of = piece.find(kOf);
    if (of == std::string_view::npos) return "";
    const std::string said(piece.substr(0, of + kOf.size()));
    const Cut cut = words.cut(said);
    bool window = false;
    bool event = false;
    for (const Token& token : cut.tokens) {
        window = window || (window_in(token) != nullptr && window_in(token)->window != "now");
        event = event || is_event(token);
        if (window_in(token) == nullptr && !is_event(token) && !is_silent(token)) return "";
    }
    return window && event ? said : "";
}

// 2026年10月
bool is_month(const Vocabulary& words, std::string_view text) {
    const Cut cut = words.cut(text);
    if (cut.tokens.size() != 2) return false;
    const Term* year = window_in(cut.tokens[0]);
    const Term* month = window_in(cut.tokens[1]);
    return year != nullptr && month != nullptr && year->window == "years" &&
           month->window == "period" && month->month > 0;
}

bool is_range(const Term& term) {
    return (term.window == "days" && term.dates.size() == 2) ||
           ((term.window == "year" || term.window == "last_year_so_far") && term.month > 0);
}

}  // namespace

std::optional<Term> time_in(const Vocabulary& words, std::string_view text) {
    const Cut cut = words.cut(text);
    if (cut.unknown > 0) return std::nullopt;
    const Term* year = nullptr;
    std::optional<Term> time;
    for (const Token& token : cut.tokens) {
        const Term* window = window_in(token);
        if (window == nullptr && is_silent(token)) continue;
        if (window == nullptr || time || window->vague || window->source != Source::kPattern)
            return std::nullopt;
        const bool one = window->window == "years" && window->first_month == window->month;
        if (one && year == nullptr)
            year = window;
        else
            time = *window;
    }
    if (!time || time->window == "now" || time->window == "period") return std::nullopt;
    if (year != nullptr) {  // 2026年1—10月
        if (time->window != "year" || time->month == 0) return std::nullopt;
        time->dates = {{">=", fmt::format("DATE({},{},1)", year->month, time->first_month)},
                       {"<=", fmt::format("EOMONTH(DATE({},{},1),0)", year->month, time->month)}};
        time->window = "days";
        time->month = 0;
        time->first_month = 1;
    }
    return time;
}

namespace {

// 台账全部隐患, 不限年度
bool says_all_times(const Vocabulary& words, std::string_view piece) {
    constexpr auto kCommas = std::to_array<std::string_view>({"，", ","});
    while (!piece.empty()) {
        const std::string_view clause = take_clause(piece, kCommas);
        if (clause.contains("台账全部")) return true;
        const Cut cut = words.cut(clause);
        const bool all = std::ranges::any_of(cut.tokens, [](const Token& token) {
            return window_in(token) != nullptr && window_in(token)->window == "all";
        });
        if (all && cut.unknown == 0) return true;
    }
    return false;
}

}  // namespace

bool says_as_of(std::string_view line) {
    constexpr size_t kLongest = 150;  // bytes
    constexpr auto kAsOfSaid =
        std::to_array<std::string_view>({"时点：", "截至", "截止", "统计至", "累计至", "登记至"});
    constexpr auto kFlows = std::to_array<std::string_view>(
        {"本月", "当月", "今年", "本年", "全年", "年度", "季度", "以来", "期间", "暑期", "汛期"});
    const size_t at = first_of(line, kAsOfSaid);
    if (line.size() > kLongest || at == line.size() || has_any(line, kFlows)) return false;
    const std::string_view rest = line.substr(at);
    return rest.find_first_of("0123456789") != std::string_view::npos && rest.contains("月");
}

std::vector<std::string> periods_in(const Vocabulary& words, std::string_view line) {
    constexpr size_t kLongest = 200;  // bytes of a piece
    std::vector<std::string> periods;
    // 考核周期：…。凡写“考核期”的均指此周期: where it is written, and only there.
    if (line.contains("凡写“") || line.contains("凡注明“")) return periods;
    while (!line.empty()) {
        const std::string_view piece = trim(take_clause(line, kPieces));
        if (piece.empty() || piece.size() > kLongest) continue;
        if (says_all_times(words, piece)) {
            periods.emplace_back("统计期间：历年");
            continue;
        }
        const auto [label, value] = at_label(piece);
        const std::string event = event_said(words, value);
        if (!event.empty()) {
            periods.push_back(event);
            continue;
        }
        const std::string_view said = first_said(value);
        const auto time = time_in(words, said);
        if (time && is_range(*time)) periods.push_back("统计期间：" + std::string(said));
        if (is_month(words, said)) periods.emplace_back("统计期间：本月");
    }
    return periods;
}

void read_periods(std::string_view text, Vocabulary& words) {
    constexpr auto kPeriods =
        std::to_array<std::string_view>({"年度", "期", "期间", "周期", "时段", "时间段", "区间"});
    constexpr auto kVerbs = std::to_array<std::string_view>({"是指", "为", "指", "即"});
    constexpr auto kClauses =
        std::to_array<std::string_view>({"，", "。", "；", ";", "\n", "\u3000"});
    const auto ends = [&](std::string_view word) {
        return std::ranges::any_of(kPeriods,
                                   [&](std::string_view end) { return word.ends_with(end); });
    };
    const auto define = [&](std::string_view word, const Term& time) {
        words.define(word, time);
        words.define(std::string(word) + "内", time);
    };
    std::optional<Term> last;
    while (!text.empty()) {
        const std::string_view clause = trim(take_clause(text, kClauses));
        const auto [label, value] = at_label(clause);
        if (!label.empty() && ends(label)) {
            auto time = time_in(words, first_said(value));
            if (time && is_range(*time)) {
                last = time;
                define(label, *time);
                // 自查时间段：… over 时间段内
                constexpr std::string_view kSpan = "时间段";
                if (label.ends_with(kSpan)) define(kSpan, *time);
            }
            continue;
        }
        // 凡写“考核期”的均指此周期
        const size_t open = clause.find("“");
        const size_t close = clause.find("”");
        constexpr size_t kQuote = std::string_view("“").size();
        const bool quoted = open != std::string_view::npos && close != std::string_view::npos &&
                            open < close && clause.find("此", close) != std::string_view::npos;
        if (last && quoted) {
            define(clause.substr(open + kQuote, close - open - kQuote), *last);
            continue;
        }
        // 汛期为5月1日至9月30日
        for (std::string_view verb : kVerbs) {
            const size_t at = clause.find(verb);
            if (at == std::string_view::npos || at == 0) continue;
            const std::string_view word = clause.substr(0, at);
            const size_t length = code_point_count(word);
            if (length < 2 || length > 6 || words.cut(word).unknown == 0) continue;
            const auto time = time_in(words, clause.substr(at + verb.size()));
            if (time && is_range(*time)) define(word, *time);
            break;
        }
    }
}

// 上月26日: the day of the month that stands behind the word; 0: none does.
static int day_behind(std::string_view text, Marks months) {
    for (std::string_view month : months) {
        const size_t at = text.find(month);
        if (at == std::string_view::npos) continue;
        std::string_view rest = text.substr(at + month.size());
        int day = 0;
        while (begins_with_digit(rest) && day < 100) {
            day = day * 10 + (rest[0] - '0');
            rest.remove_prefix(1);
        }
        if (rest.starts_with("日") && day >= 1 && day <= 31) return day;
    }
    return 0;
}

// 所属期：2026年9月, （所属月份2026年9月）: the month that stands behind; "": none.
static std::string month_behind(const Vocabulary& words, std::string_view text) {
    constexpr auto kOf = std::to_array<std::string_view>(
        {"所属期", "所属时期", "所属月份", "所属月", "所属期间", "费款所属期", "数据所属期"});
    constexpr auto kEnds =
        std::to_array<std::string_view>({"）", ")", "，", "。", "；", "\u3000", " "});
    const size_t at = first_of(text, kOf);
    if (at == text.size()) return "";
    std::string_view rest = text.substr(at);
    const size_t digit = rest.find_first_of("0123456789");
    constexpr size_t kNear = 24;  // bytes
    if (digit == std::string_view::npos || digit > kNear) return "";
    rest = rest.substr(digit);
    rest = rest.substr(0, first_of(rest, kEnds));
    if (!is_month(words, rest)) return "";
    const Cut cut = words.cut(rest);
    return fmt::format("DATE({},{},1)", window_in(cut.tokens[0])->month,
                       window_in(cut.tokens[1])->month);
}

void read_own_period(std::string_view text, Vocabulary& words) {
    constexpr auto kLate = std::to_array<std::string_view>({"补报", "补录", "逾期报送"});
    constexpr auto kLast = std::to_array<std::string_view>({"上月", "上个月"});
    constexpr auto kThis = std::to_array<std::string_view>({"本月", "当月", "报告月"});
    constexpr auto kRecent =
        std::to_array<std::string_view>({"整月", "倒推", "往前推", "往前倒", "前推", "往前数"});
    constexpr auto kBirths = std::to_array<std::string_view>(
        {"与出生年份无关", "不看出生年份", "不论出生年份", "不分出生年份", "不论哪年出生",
         "不管哪年出生", "出生月份分", "按出生月份", "按生日月份", "生日所在月"});
    if (text.contains("近") && has_any(text, kRecent)) words.tell_recent();
    if (has_any(text, kBirths)) words.ignore_years_of_birth();
    if (has_any(text, kLate)) words.report_late();
    if (const std::string first = month_behind(words, text); !first.empty())
        words.tell_period(first, fmt::format("EOMONTH({},0)", first));
    const int from = day_behind(text, kLast);
    const int to = day_behind(text, kThis);
    const bool spans = text.contains("起") || text.contains("至") || text.contains("—");
    if (from > 1 && to == from - 1 && spans)
        words.tell_period(fmt::format("EDATE(期初,-1)+{}", from - 1),
                          fmt::format("期初+{}", to - 1));
}

}  // namespace yitao::recognise
