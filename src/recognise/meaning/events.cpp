// When it happened, what happened, and rates: the words that say so join the reading.
#include <algorithm>
#include <array>
#include <map>

#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

// From the first to the last month of a year; 0: to `now`.
std::vector<std::pair<std::string, std::string>> months_of(const std::string& year,
                                                           const Understood& u,
                                                           const std::string& now) {
    std::string last =
        u.last_month == 0 ? now : fmt::format("EOMONTH(DATE({},{},1),0)", year, u.last_month);
    return {{">=", fmt::format("DATE({},{},1)", year, u.first_month)}, {"<=", std::move(last)}};
}

}  // namespace

Test same_period_of_last_year(int column) {
    return {.column = static_cast<size_t>(column),
            .kind = Test::Kind::kDates,
            .dates = {{">=", "EDATE(期初,-12)"}, {"<=", "EDATE(期末,-12)"}}};
}

std::optional<Test> window_test(const Understood& understood, int column) {
    if (column < 0) return std::nullopt;
    Test test{.column = static_cast<size_t>(column), .kind = Test::Kind::kDates};
    if (understood.window == Window::kPeriod) {
        test.dates = {{">=", "期初"}, {"<=", "期末"}};
    } else if (understood.window == Window::kLastPeriod) {
        test.dates = {{">=", "EDATE(期初,-1)"}, {"<", "期初"}};
    } else if (understood.window == Window::kWholeLastYear) {
        test.dates = {{">=", "DATE(YEAR(截至日期)-1,1,1)"}, {"<", "DATE(YEAR(截至日期),1,1)"}};
    } else if (understood.window == Window::kYear) {
        const bool fixed = understood.from_year > 0 && understood.from_year == understood.to_year;
        const std::string year = fixed ? std::to_string(understood.from_year) : "YEAR(截至日期)";
        const std::string now = fixed ? fmt::format("DATE({},12,31)", year) : "截至日期";
        test.dates = months_of(year, understood, now);
    } else if (understood.window == Window::kLastYearSoFar) {
        test.dates = months_of("YEAR(截至日期)-1", understood, "EDATE(截至日期,-12)");
    } else if (understood.window == Window::kYears) {
        if (understood.from_year > 0)
            test.dates.emplace_back(">=", fmt::format("DATE({},1,1)", understood.from_year));
        if (understood.to_year > 0)
            test.dates.emplace_back("<=", fmt::format("DATE({},12,31)", understood.to_year));
    } else if (understood.window == Window::kDays) {
        test.dates = understood.dates;
    } else {
        return std::nullopt;
    }
    return test;
}

std::optional<Window> window_named(std::string_view name) {
    static const std::map<std::string, Window, std::less<>> kWindows = {
        {"now", Window::kNow},
        {"period", Window::kPeriod},
        {"year", Window::kYear},
        {"before", Window::kBefore},
        {"before_the_year", Window::kBefore},
        {"last_period", Window::kLastPeriod},
        {"whole_last_year", Window::kWholeLastYear},
        {"last_year", Window::kLastYear},
        {"end_of_last_year", Window::kLastYear},
        {"last_year_so_far", Window::kLastYearSoFar},
        {"days", Window::kDays},
        {"all", Window::kAll}};
    const auto found = kWindows.find(name);
    if (found == kWindows.end()) return std::nullopt;
    return found->second;
}

bool PathReader::is_of_year(const Token& month) const {
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        return other.to == month.from && std::ranges::any_of(other.terms, [](const Term& one) {
                   return one.kind == PhraseKind::kWindow && one.window == "years";
               });
    });
}

PathReader::Bracket PathReader::bracket_behind(const Token& token) {
    Bracket bracket;
    for (const Token& other : layer_->cut->tokens) {
        if (other.to <= token.from || &other == &token) continue;
        if (!other.bracketed) {
            if (bracket.from > 0) break;
            const bool plain = std::ranges::any_of(other.terms, [](const Term& term) {
                return term.kind == PhraseKind::kFiller || term.kind == PhraseKind::kWindow ||
                       term.kind == PhraseKind::kGrain;
            });
            const bool digits = other.text.find_first_not_of("0123456789") == std::string::npos;
            bracket.near = bracket.near && (plain || digits);
            continue;
        }
        if (bracket.from == 0) bracket.from = other.from;
        const Term* term = choose(other, true);
        if (term == nullptr) {
            bracket.known = false;
            continue;
        }
        const bool days = term->kind == PhraseKind::kCondition && is_days(other);
        const bool window = term->kind == PhraseKind::kWindow && !term->generic;
        const bool birth =
            term->kind == PhraseKind::kEvent && term->column >= 0 &&
            words_.schema(ledger_).columns[static_cast<size_t>(term->column)].name == "出生日期";
        bracket.born = bracket.born || birth || days;
        bracket.when = bracket.when || days || (window && term->source == Source::kPattern);
        const bool plain = window || days || term->kind == PhraseKind::kEvent ||
                           term->kind == PhraseKind::kFiller || term->kind == PhraseKind::kGrain;
        bracket.only = bracket.only && plain;
    }
    return bracket;
}

// 去冬今春（2025年11月1日至2026年3月31日）, 应兵役登记（2008年出生）: a word nobody knows, and the
// brackets say of which time it is.
bool PathReader::is_told_by_time(const Token& token) {
    if (token.bracketed) return false;
    const Bracket bracket = bracket_behind(token);
    if (!bracket.when || !bracket.known) return false;
    return bracket.born || (bracket.only && bracket.near);
}

// 本月满16周岁（2010年10月出生）: the brackets say it all.
bool PathReader::is_told_by_birth(const Token& token) {
    if (token.bracketed) return false;
    const Term* term = choose(token, true);
    const bool age = term != nullptr && term->kind == PhraseKind::kCondition && term->generic &&
                     term->when.size() == 1 && term->when[0].size() == 1 &&
                     term->when[0][0].kind == Test::Kind::kNumber &&
                     words_.schema(ledger_).columns[term->when[0][0].column].name.ends_with("年龄");
    const bool when = term != nullptr && term->kind == PhraseKind::kWindow;
    if (!age && !when) return false;
    const Bracket bracket = bracket_behind(token);
    return bracket.when && bracket.born;
}

// 未整改, 尚未办结 behind the word for a time, in its heading.
bool PathReader::is_open_behind(const Token& token) const {
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        constexpr auto kOpen =
            std::to_array<std::string_view>({"未", "尚未", "仍", "还没", "没有", "在办", "未了"});
        const bool open = std::ranges::any_of(
            kOpen, [&](std::string_view word) { return other.text.starts_with(word); });
        return other.from >= token.to && open;
    });
}

// 9月末 where another heading or a title names the 10th month: of none, it is the report's own.
bool PathReader::names_later_month(int month) const {
    const auto later = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                return term.kind == PhraseKind::kWindow && term.month > month && term.month <= 12;
            });
        });
    };
    const auto any = [&](const auto& layers) { return std::ranges::any_of(layers, later); };
    return month > 0 && (any(layers_.siblings) || any(layers_.groups) || any(layers_.around) ||
                         any(layers_.context) || any(layers_.path));
}

// 1月 / 截至统计日的状态 / 已整改: those of the month, as they stand on the day of the report.
bool PathReader::stands_today(const Token& token) {
    constexpr auto kToday = std::to_array<std::string_view>(
        {"统计日", "填报日", "统计时点", "目前", "当前", "现在", "至今"});
    const int came = words_.facts(ledger_).event_column;
    if (!has_any(token.text, kToday) || came < 0 || result_.event >= 0) return false;
    const auto test = window_test(result_, came);
    if (!test || narrow(result_.filter, *test) == Narrowed::kNothing) return false;
    result_.window = Window::kNow;
    return true;
}

// 在营合作社 / 本期, 未整改隐患 / 本期: as things stand, not those of them that came in since.
bool PathReader::is_column_of_now(const Token& token) {
    constexpr auto kOpen = std::to_array<std::string_view>({"未", "尚未", "仍未", "仍在", "还没"});
    const bool open = std::ranges::any_of(asked_.path, [&](const PathPart& part) {
        const std::string key = match_key(part.text);
        return std::ranges::any_of(kOpen,
                                   [&](std::string_view word) { return key.starts_with(word); });
    });
    return token.text == "本期" && (open || says_standing());
}

void PathReader::join_window(const Term& term, const Token& token) {
    if (term.window == "older") return join_age(term, token);
    // 2020年以来成立, 10月1日前受理: from a day on, or before it.
    if (term.window == "before_year" || term.window == "before_month") {
        Term days = term;
        days.window = "days";
        const bool year = term.window == "before_year";
        days.dates = {{term.bare_below ? ">=" : "<",
                       year ? fmt::format("DATE({},1,1)", term.month)
                            : fmt::format("DATE(YEAR(截至日期),{},1)", term.month)}};
        return join_window(days, token);
    }
    if (term.window == "moment") return join_moment(term, token);
    const std::optional<Window> window = window_named(term.window);
    if (is_of_the_column(term)) return;
    if (is_column_of_now(token)) return note(token, token.text);
    // 10月31日未办结 over 2026年1—10月: as things stand that day, whatever heads the column.
    const bool of_row = part_being_read() < asked_.row_parts;  // inherited or not
    if (stands_now_ && !of_row) return;
    stands_now_ = stands_now_ || (window == Window::kNow && term.month > 0 && of_row &&
                                  is_open_behind(token) && !names_later_month(term.month));
    open_then_ =
        open_then_ || (window == Window::kNow && of_row && !layer_->inherited && term.month <= 0 &&
                       (token.text.contains("月末") || says_end(token)) && is_open_behind(token));
    constexpr std::string_view kThen = "同期";  // 1至10月受理的家事占同期全部纠纷的比例
    if (over_ && token.text == kThen) return;
    row_window_ = row_window_ || is_in_row();
    if (term.window == "years") return join_years(term, token);
    if (window == Window::kDays) return join_days(term, token);
    if (!window) return;
    // 历年累计, 台账累计登记（含往年）
    const bool all = result_.window == Window::kAll && !result_.window_generic;
    if (all && layer_has_window_ && token.text.contains("累计")) return;
    // 截至上月末本年累计: of the year, to the end of last month.
    const bool to_last = result_.window == Window::kBefore && layer_has_window_ &&
                         term.window == "year" && term.month == 0 && !result_.before_year &&
                         result_.before_month == 0 && result_.before_day.empty();
    if (to_last) {
        result_.window = Window::kDays;
        result_.dates = {{">=", "DATE(YEAR(期初-1),1,1)"}, {"<", "期初"}};
        return note(token, token.text);
    }
    bool month = term.window == "period" && term.month > 0;
    // 上年同期（2025年1—10月）, 上年下半年（7至12月）: the brackets say which months of it.
    const bool last_year = result_.window == Window::kLastYear ||
                           result_.window == Window::kWholeLastYear ||
                           result_.window == Window::kLastYearSoFar;
    if (token.bracketed && last_year && *window == Window::kYear && term.month > 0) {
        result_.window = Window::kLastYearSoFar;
        result_.first_month = term.first_month;
        result_.last_month = term.month;
        return note(token, token.text);
    }
    // 一季度 | 期初未了结: as at the beginning of it.
    if (one_month_ && *window == Window::kBefore) {
        result_.before_year = result_.first_month == 1;
        result_.before_month = result_.first_month - 1;
        result_.window = Window::kBefore;
        return note(token, token.text);
    }
    result_.before_year = term.window == "before_the_year";
    // 满60周岁（1966年10月出生）: one time, of which the year is read.
    const bool in_year = result_.window == Window::kYears && result_.from_year == result_.to_year &&
                         is_of_year(token);
    const bool again = token.bracketed && layer_has_window_ && !in_year;
    if (month && again && result_.window != Window::kNone) return;
    if (one_month_ && *window == Window::kPeriod && !month) return;  // 1月 / 当月发现
    // 1月 / 上年同期: of that month.
    if (one_month_ && *window == Window::kLastYear) {
        result_.window = Window::kLastYearSoFar;
        note(token, token.text);
        return;
    }
    const bool dated =
        words_.facts(ledger_).event_column >= 0 && words_.facts(ledger_).done_column >= 0;
    if (one_month_ && *window == Window::kNow && stands_today(token))
        return note(token, token.text);
    if (dated && *window == Window::kNow && stands_at_end(token)) return;
    // 1月 / 月末未整改: as things stood at the end of that month.
    if (one_month_ && *window == Window::kNow && !layer_event_) {
        constexpr auto kToday = std::to_array<std::string_view>({"至今", "目前", "眼下"});
        if (has_any(token.text, kToday)) result_.doubt(kWhichTime, "when");
        result_.before_month = result_.last_month;
        result_.window = Window::kBefore;
        note(token, token.text);
        return;
    }
    // 9月末未办结: as things stood then.
    if (dated && *window == Window::kNow && is_open_behind(token) &&
        names_later_month(term.month)) {
        result_.before_month = term.month;
        result_.window = Window::kBefore;
        return note(token, token.text);
    }
    // 月末未整改 / 5月: as things stood at the end of that month.
    if (dated && open_then_ && month && is_enumerated(term)) {
        result_.before_month = term.month;
        result_.window = Window::kBefore;
        return note(token, token.text);
    }
    // 2026年1—10月: one time.
    const bool of_year = is_of_year(token);
    if (layer_event_ && result_.event >= 0 && !of_year) keep_event();  // 当月受理当月办结
    const bool fixed = result_.from_year > 0 && result_.from_year == result_.to_year;
    const bool deadline =
        month && std::ranges::any_of(layer_->cut->tokens,
                                     [&](const Token& other) { return names_deadline(other); });
    // 时间段内宣讲几场 / 其中8月: a month of that time.
    const bool within =
        month && !layer_->inherited && result_.window == Window::kDays && result_.dates.size() == 2;
    // 三季度 of the title / 7月份举办: a month of it, whichever is reported.
    const bool of_part = month && std::ranges::any_of(layers_.context, [&](const Layer& layer) {
                             return !last_day_of_part(layer).empty();
                         });
    if (month && (fixed || deadline || within || of_part || is_enumerated(term))) {
        one_month_ = true;
        result_.window = Window::kYear;
        result_.first_month = result_.last_month = term.month;
        result_.window_alone = false;
        note(token, token.text);
        return;
    }
    const bool so_far = result_.window == Window::kYear && !result_.window_generic;
    const bool year = *window == Window::kYear;
    if (!year) result_.from_year = result_.to_year = 0;
    if (*window == Window::kLastYear) result_.same_month = is_of_month(token);
    // 上年发现的 / 本月: the row says when it happened.
    const bool row_says =
        result_.event >= 0 && !layer_event_ && !layer_->inherited &&
        (result_.window == Window::kLastYear || result_.window == Window::kWholeLastYear);
    if (row_says && *window == Window::kPeriod) result_.doubt(kWhichTime, "when");
    // 今年新开工项目 / 本期数: the column only says that it is this report's figure.
    if (term.generic && result_.window != Window::kNone) return;
    // 10月份受理 over 上年 | 本年: of that month.
    if (is_below_month() && (year ? term.month == 0 : *window == Window::kLastYear)) {
        if (year) return note(token, "本期");
        result_.same_month = true;
    }
    result_.window = *window;
    // 上年末未办结: what had come in by then and was not over.
    if (dated && term.window == "end_of_last_year" && is_open_behind(token)) {
        result_.window = Window::kBefore;
        result_.before_year = true;
    }
    // 上年受理本年办结: two times in one heading, of which last year is a whole one.
    const bool two_times =
        result_.window == Window::kLastYear && !token.text.contains("同") &&
        std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
            const bool another = &other != &token && !other.bracketed;
            return another && std::ranges::any_of(other.terms, [](const Term& one) {
                       return one.kind == PhraseKind::kWindow && one.window == "year" &&
                              !one.generic;
                   });
        });
    if (two_times) result_.window = Window::kWholeLastYear;
    cumulated_ =
        result_.window == Window::kYear && token.text.starts_with("累计") && !layer_->inherited;
    if (result_.window == Window::kLastYear && !result_.same_month &&
        (so_far || is_beside_year()) &&
        (result_.event >= 0 || words_.facts(ledger_).event_column >= 0))
        result_.window = Window::kLastYearSoFar;
    result_.last_month = month ? 0 : term.month;
    result_.first_month = month ? 1 : term.first_month;
    one_month_ = one_month_ || (year && term.month > 0 && is_enumerated(term));
    result_.window_generic = term.generic;
    result_.window_alone = term.generic || layer_->cut->tokens.size() == 1;
    note(token, term.window);
}

// 当月整改销号 over 1月 | 2月: what happened in that month.
bool PathReader::is_which_month() {
    const auto& tokens = layer_->cut->tokens;
    return tokens.size() == 1 && result_.window == Window::kPeriod &&
           std::ranges::any_of(tokens[0].terms, [&](const Term& term) {
               return term.month > 0 && is_enumerated(term);
           });
}

// The heading above the column's own says a month, and the own heading a year and no more.
bool PathReader::is_below_month() {
    const size_t part = part_being_read();
    if (part >= layers_.path.size() || part <= asked_.row_parts) return false;
    return result_.window == Window::kPeriod && layer_->cut->tokens.size() == 1 &&
           says_when(layers_.path[part - 1]);
}

// 2026年办结 over 9月 | 10月: of those of the year, the months in which it was over.
bool PathReader::is_month_of_event() {
    const bool year = (result_.from_year > 0 && result_.from_year == result_.to_year) ||
                      (result_.window == Window::kYear && result_.last_month <= 0);
    const auto& tokens = layer_->cut->tokens;
    // 本年处置 / 其中：本月
    const bool part =
        tokens.size() == 2 && std::ranges::any_of(tokens[0].terms, [](const Term& term) {
            return term.kind == PhraseKind::kOfWhich;
        });
    if (!year || result_.event < 0 || (tokens.size() != 1 && !part)) return false;
    // 2026年10月 of the title / 其中：9月: not the month that is reported.
    const auto another = [&](int month) {
        return month > 0 && std::ranges::any_of(layers_.context, [&](const Layer& layer) {
                   return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
                       return std::ranges::any_of(token.terms, [&](const Term& term) {
                           return term.kind == PhraseKind::kWindow && term.month > 0 &&
                                  term.month != month;
                       });
                   });
               });
    };
    return std::ranges::any_of(tokens.back().terms, [&](const Term& term) {
        if (term.kind != PhraseKind::kWindow || (part && another(term.month))) return false;
        return term.month > 0 || (part && term.window == "period");
    });
}

// 10月场次: the month that a heading names; 0: none.
static int month_in(const Layer& layer) {
    for (const Token& token : layer.cut->tokens) {
        for (const Term& term : token.terms) {
            const bool month = term.kind == PhraseKind::kWindow && term.window == "period";
            if (month && term.month > 0) return term.month;
        }
    }
    return 0;
}

// 1—10月设立, 10月场次 over 2026年 | 2025年: of which year those months are.
bool PathReader::is_year_of_months() {
    const size_t part = part_being_read();
    const auto& tokens = layer_->cut->tokens;
    if (part >= layers_.path.size()) return false;
    const auto above = std::span(layers_.path).first(part);
    const auto dated = [&](const Layer& layer) { return says_when(layer); };
    if (std::ranges::none_of(above, dated)) return false;
    const bool months = result_.window == Window::kYear && !result_.window_generic &&
                        result_.last_month > 0 && result_.from_year == 0;
    // 10月场次 / 2026年: of that month.
    const bool month = result_.window == Window::kPeriod && part > asked_.row_parts &&
                       tokens.size() == 1 && month_in(layers_.path[part - 1]) > 0;
    const auto tells = [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return term.window == "years" && term.first_month == term.month;
        });
    };
    return (months || month) && std::ranges::count_if(tokens, tells) == 1;
}

// 近三年流入（2023年11月1日至2026年10月31日）: the brackets say what is meant by the words before.
void PathReader::join_days(const Term& term, const Token& token) {
    // 周末未整改 / 10月5日—11日: as things stood at the end of that time.
    const auto last =
        std::ranges::find(term.dates, "<=", [](const auto& one) { return one.first; });
    if (open_then_ && words_.facts(ledger_).done_column >= 0 && last != term.dates.end()) {
        result_.before_day = last->second;
        result_.window = Window::kBefore;
        return note(token, token.text);
    }
    if (take_day_of_deadline(term, token)) return note(token, token.text);
    if (layer_event_ && result_.event >= 0 && !token.bracketed) keep_event();
    take_date_named();
    // 满一年、不满三年
    const bool both = result_.window == Window::kDays && days_here_ && !token.bracketed &&
                      result_.dates.size() == 1 && term.dates.size() == 1;
    if (!both) result_.dates.clear();
    result_.dates.insert(result_.dates.end(), term.dates.begin(), term.dates.end());
    result_.window = Window::kDays;
    result_.window_generic = false;
    result_.before_year = false;
    result_.window_alone = layer_->cut->tokens.size() == 1;
    result_.first_month = 1;
    result_.from_year = result_.to_year = result_.last_month = 0;
    days_here_ = true;
    // 居住满五年: since they came; 开办十年以上.
    for (const auto& [word, date] :
         {std::pair("居住", "迁入日期"), std::pair("开办", "成立日期"),
          std::pair("存续", "成立日期"), std::pair("经营", "成立日期")}) {
        const auto column = token.text.starts_with(word)
                                ? words_.schema(ledger_).find_column_named(date)
                                : std::nullopt;
        if (!column) continue;
        result_.event = static_cast<int>(*column);
        result_.done.clear();
    }
    note(token, token.text);
}

// 到期: a date to come, which no report's period is put to.
bool PathReader::names_deadline(const Token& token) const {
    return std::ranges::any_of(token.terms, [&](const Term& term) {
        if (!speaks_here(term) || term.kind != PhraseKind::kEvent || term.column < 0) return false;
        const std::string& name =
            words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name;
        return name.contains("期限") || name.starts_with("计划");
    });
}

bool PathReader::is_in_row() const {
    const size_t part = part_being_read();
    return !layer_->inherited && part < asked_.row_parts;
}

// 上月入账 | 本月: a column that only says whose figure it is, where the row has said when. Not
// where another column is of another time.
bool PathReader::is_of_the_column(const Term& term) {
    const size_t part = part_being_read();
    const bool column = asked_.row_parts > 0 && part >= asked_.row_parts &&
                        part < layers_.path.size() && !layer_->inherited;
    // 本月领取 | 本月 says the same twice; 第三季度 | 本期累计 does not.
    const bool same = window_named(term.window) == result_.window && result_.first_month == 1 &&
                      result_.last_month == 0 && result_.from_year == 0;
    const bool plain = (term.window == "period" || term.window == "year") && !same;
    if (!column || !plain || !row_window_ || term.month > 0 || term.source == Source::kPattern)
        return false;
    const bool alone = std::ranges::all_of(layer_->cut->tokens, [](const Token& token) {
        return !token.terms.empty() && std::ranges::all_of(token.terms, [](const Term& one) {
            return one.kind == PhraseKind::kWindow || one.kind == PhraseKind::kFiller ||
                   one.kind == PhraseKind::kGrain;
        });
    });
    if (!alone) return false;
    const auto when = [&](const Layer& layer) {
        return layer.cut != layer_->cut && says_when(layer);
    };
    return std::ranges::none_of(layers_.around, when) && std::ranges::none_of(layers_.groups, when);
}

void PathReader::join_years(const Term& term, const Token& token) {
    // 上年同月（2025年10月）: the brackets say it again.
    if (token.bracketed && result_.window == Window::kLastYear) return;
    if (token.bracketed && result_.before_year) return;
    // 2009年（2027年内满18周岁）: the brackets explain what a year outside has said.
    const bool told = token.bracketed && layer_has_window_ && result_.window == Window::kYears;
    if (told) return note(token, token.text);
    if (is_year_of_months()) {
        if (result_.window == Window::kPeriod) {
            result_.window = Window::kYear;
            result_.first_month = result_.last_month =
                month_in(layers_.path[part_being_read() - 1]);
            result_.window_alone = false;
            one_month_ = true;
        }
        result_.from_year = result_.to_year = term.month;
        return note(token, token.text);
    }
    if (layer_event_ && result_.event >= 0) keep_event();
    take_date_named();
    result_.window = Window::kYears;
    result_.from_year = term.first_month;
    result_.to_year = term.month;
    result_.window_generic = false;
    result_.window_alone = layer_->cut->tokens.size() == 1;
    note(token, token.text);
}

// 出生日期2008年, 成立日期2026年1—10月
void PathReader::take_date_named() {
    for (const Token& other : layer_->cut->tokens) {
        if (is_denied(*layer_, other)) continue;  // 、还没有竣工日期的
        const Term* date = choose(other, true);
        bool named = date != nullptr && date->names_column && date->column >= 0 &&
                     words_.schema(ledger_).columns[static_cast<size_t>(date->column)].type ==
                         ledger::ColumnType::kDate;
        if (!named) continue;
        result_.event = date->column;
        result_.done.clear();
    }
}

bool PathReader::is_beside_year() const {
    auto says = [&](std::string_view window) {
        return std::ranges::any_of(layers_.beside, [&](const Layer& layer) {
            return std::ranges::any_of(layer.cut->tokens, [&](const Token& one) {
                return std::ranges::any_of(one.terms, [&](const Term& term) {
                    return term.kind == PhraseKind::kWindow && term.window == window &&
                           !term.generic;
                });
            });
        });
    };
    return says("year") && !says("period");
}

// 受理案件中 stands before it in its heading.
bool PathReader::is_among(const Token& token) const {
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        return other.to <= token.from && other.text.ends_with("中");
    });
}

void PathReader::join_event(const Term& term, const Token& token) {
    // 整改销案（不论何时查出）
    if (any_) {
        any_ = false;
        const bool open = !layer_->inherited && result_.window == Window::kNone;
        if (open) result_.window = Window::kAll;
        return note(token, "不论");
    }
    bool negated = std::exchange(negated_, false);
    if (negated) {
        if (names_date(term, token)) return take_blank(term.column, token);  // 没有迁入日期
        if (term.when.empty()) {
            result_.doubt(kContradiction, "negation " + token.text);
            return;
        }
        for (const auto& done : term.when) {
            auto open = done.size() == 1 ? opposite(done[0]) : std::nullopt;
            if (open) add_tests({*open}, token);
        }
        result_.identity = true;
        if (result_.window == Window::kPeriod || result_.window == Window::kNone) {
            result_.window = Window::kNow;
        }
        return;
    }
    names_subject_ = names_subject_ || !layer_->inherited;
    // 今年受理已办结: of what came in then, what is over.
    bool over = layer_event_ && result_.event >= 0 && result_.event != term.column &&
                term.when.size() == 1 && window_test(result_, result_.event);
    if (over) {
        // 查出当期（6月底前）改完: of which of the two is the time in brackets?
        const bool between = std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
            return other.bracketed && other.to <= token.from &&
                   std::ranges::any_of(other.terms, [](const Term& one) {
                       return one.kind == PhraseKind::kWindow && !one.generic;
                   });
        });
        if (between) result_.doubt(kWhichTime, "when");
        keep_event();
        result_.window = Window::kNow;
        return add_tests(term.when[0], token);
    }
    // 受理案件中已办结: of what came in, what is over, whenever the title says it came.
    const int came = words_.facts(ledger_).event_column;
    const bool among = layer_event_ && result_.event == came && came >= 0 && term.column != came &&
                       term.when.size() == 1 && is_among(token);
    if (among) return add_tests(term.when[0], token);
    // 全年累计（今年受理） / 已办结: of what came in then, what is over now.
    bool of_group = !layer_->inherited && group_event_ >= 0 && !layer_has_window_ &&
                    group_event_ == result_.event && group_event_ != term.column &&
                    term.when.size() == 1 && layer_->cut->tokens.size() <= 2;
    if (of_group) {
        keep_event();
        if (result_.event < 0) {
            result_.window = Window::kNow;
            return add_tests(term.when[0], token);
        }
    }
    // 今年累计发现 / 其中：已整改: of what was found then, what is over now.
    bool part = !layer_->inherited && inherited_event_ >= 0 && !layer_has_window_ &&
                inherited_event_ != term.column && term.when.size() == 1;
    if (part) return add_tests(term.when[0], token);
    if (layer_->inherited) inherited_event_ = term.column;
    layer_event_ = true;
    by_date_ = by_date_ || term.source == Source::kForm;
    result_.event = term.column;
    result_.done = term.when;
    if (term.column >= 0) {
        note(token, words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name);
    }
}

void PathReader::join_ratio(const Term& term, const Token& token) {
    if (layer_->inherited) return;
    result_.is_ratio = true;
    if (term.source == Source::kForm) result_.identity = result_.base_said = true;
    result_.ratio_top = term.column;
    result_.ratio_base = term.base;
    result_.base_extra = term.base_when;
    if (!term.when.empty()) result_.share = term.when;
    note(token, "比率");
}

// 月末未整改存量 / 其中：待整改 / 本月: what stands at the end, whenever it came in.
void PathReader::take_stock() {
    constexpr auto kStock =
        std::to_array<std::string_view>({"存量", "月末未", "期末未", "月底未", "结存"});
    const bool says = std::ranges::any_of(
        asked_.path, [&](const PathPart& part) { return has_any(part.text, kStock); });
    const bool year =
        result_.window == Window::kLastYear || result_.window == Window::kLastYearSoFar;
    if (says && year && result_.event < 0 && !result_.is_ratio)
        return result_.doubt(kWhichTime, "when");
    const bool month = result_.window == Window::kPeriod || result_.window == Window::kLastPeriod;
    if (!says || !month || result_.event >= 0 || result_.is_ratio) return;
    if (result_.window == Window::kLastPeriod) return result_.doubt(kWhichTime, "when");
    result_.window = Window::kNow;
}

}  // namespace yitao::recognise
