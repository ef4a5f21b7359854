// Of which time a cell is, where its path does not say: by titles, chapters and what forms say.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/notes/period.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

// 演出（场）※: a note says of such lines what it does not say of others.
static bool is_marked(const Asked& asked) {
    return std::ranges::any_of(
        asked.path, [&](const PathPart& part) { return has_any(part.text, kNoteMarks); });
}

// 8月1日至10月20日 above 今年 | 去年: those days of either year.
static void take_days_of_years(const Layer& layer, Understood& result) {
    const bool last = result.window == Window::kLastYear ||
                      result.window == Window::kLastYearSoFar ||
                      result.window == Window::kWholeLastYear;
    const bool now = result.window == Window::kYear && result.last_month == 0 &&
                     result.from_year == 0 && !result.window_generic;
    if ((!last && !now) || !result.window_alone) return;
    for (const Token& token : layer.cut->tokens) {
        for (const Term& term : token.terms) {
            if (term.window != "days" || term.dates.size() != 2) continue;
            result.window = Window::kDays;
            result.dates = term.dates;
            if (!last) return;
            for (auto& [sign, day] : result.dates) day = fmt::format("EDATE({},-12)", day);
            return;
        }
    }
}

// 30日办结率: within so many days, which the share does not say.
static bool counts_days_of_rate(const Asked& asked) {
    return std::ranges::any_of(asked.path, [](const PathPart& part) {
        const size_t unit = std::min(part.text.find("日"), part.text.find("天"));
        if (part.inherited || unit == 0 || unit >= part.text.size() || !part.text.contains("率"))
            return false;
        return is_digit(part.text[unit - 1]) && !part.text.contains("月");
    });
}

// 志愿服务季度对照 over 活动场次: the title's one kind of what happens, of which no heading speaks.
static bool leaves_kind_of_title(const Vocabulary& words, const Layers& layers, size_t ledger,
                                 const Understood& result) {
    const LedgerFacts& facts = words.facts(ledger);
    if (facts.event_column < 0 || !facts.done.empty() || !result.unions.empty()) return false;
    const bool more = std::ranges::any_of(result.filter.tests, [](const Test& test) {
        return test.kind != Test::Kind::kDates;  // 名称含“反诈”的
    });
    if (more) return false;
    const auto codes = [&](const Layer& layer) {
        std::set<size_t> columns;
        for (const Token& token : layer.cut->tokens) {
            for (const Term& term : token.terms) {
                const Test* code = term.ledger == static_cast<int>(ledger) && !term.vague
                                       ? code_in(term)
                                       : nullptr;
                if (code != nullptr && code->words.size() == 1) columns.insert(code->column);
            }
        }
        return columns;
    };
    std::set<size_t> titled;
    for (const Layer& layer : layers.context) titled.merge(codes(layer));
    std::set<size_t> said;
    for (const auto* group : {&layers.path, &layers.siblings, &layers.around, &layers.groups,
                              &layers.sections, &layers.before, &layers.after}) {
        for (const Layer& layer : *group) said.merge(codes(layer));
    }
    return std::ranges::any_of(titled, [&](size_t column) {
        return !said.contains(column) &&
               std::ranges::none_of(result.filter.tests,
                                    [&](const Test& test) { return test.column == column; });
    });
}

// 适龄男性 | 高中 | 大专: the first column says of which sex it is, and no other does: are the
// others of it?
static bool leaves_sex_of_leading(const Vocabulary& words, const Layers& layers, size_t ledger,
                                  const Understood& result) {
    const auto sex = words.schema(ledger).find_column_named("性别");
    if (!sex || layers.leading.empty()) return false;
    const auto said = [&](const Layer& layer) {
        std::set<std::string> sexes;
        for (const Token& token : layer.cut->tokens) {
            for (const Term& term : token.terms) {
                const Test* code =
                    term.ledger == static_cast<int>(ledger) ? code_in(term) : nullptr;
                if (code != nullptr && code->column == *sex && code->words.size() == 1)
                    sexes.insert(code->words[0]);
            }
        }
        return sexes;
    };
    std::set<std::string> all = said(layers.leading[0]);
    const bool tested = std::ranges::any_of(result.filter.tests,
                                            [&](const Test& test) { return test.column == *sex; });
    if (all.size() != 1 || tested) return false;
    size_t columns = 0;
    for (const auto* group : {&layers.around, &layers.siblings, &layers.groups, &layers.path}) {
        for (const Layer& layer : *group) {
            const auto sexes = said(layer);
            if (layer.cut != layers.leading[0].cut && !sexes.empty()) ++columns;
        }
    }
    return columns == 0;
}

// 未办结（含上年受理）, whatever time the title has.
static bool takes_in_earlier(const Asked& asked) {
    constexpr auto kEarlier = std::to_array<std::string_view>(
        {"含上年", "含往年", "含去年", "含以前", "含历年", "包括上年", "包括往年", "包括以前"});
    return std::ranges::any_of(asked.path,
                               [&](const PathPart& part) { return has_any(part.text, kEarlier); });
}

void PathReader::take_time_from_context() {
    if (result_.is_ratio && counts_days_of_rate(asked_)) result_.doubt(kStrayWord, "days");
    if (leaves_kind_of_title(words_, layers_, ledger_, result_))
        result_.doubt(kStrayWord, "kind of title");
    if (leaves_sex_of_leading(words_, layers_, ledger_, result_))
        result_.doubt(kStrayWord, "sex of the first");
    constexpr std::string_view kPeriod = "统计期间：";
    for (size_t i = 0; i < layers_.context.size() && i < asked_.context.size(); ++i) {
        if (asked_.context[i].starts_with(kPeriod)) take_days_of_years(layers_.context[i], result_);
    }
    if (words_.facts(ledger_).event_column < 0) return take_event_from_chapter();
    if (result_.window == Window::kNow && result_.event < 0) {
        // 今年受理的，分类型 over 目前结果: which rows the chapter is of.
        for (const Layer& layer : layers_.context) {
            if (names_rows_by_event(layer)) take_time_of(layer, true);
        }
    }
    if (result_.window != Window::kNone || takes_in_earlier(asked_)) return;
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        const Term* event = nullptr;
        const Term* window = nullptr;
        const Token* said = nullptr;
        for (const Token& token : layer->cut->tokens) {
            const Term* term = choose(token, true);
            if (term == nullptr) continue;
            if (term->kind == PhraseKind::kWindow) window = term;
            if (term->kind != PhraseKind::kEvent || term->column < 0) continue;
            // 今年办结的按用时分（办结日期减受理日期）
            if (event != nullptr && token.bracketed) continue;
            event = term;
            said = &token;
        }
        bool year = window != nullptr && (window->window == "year" || window->window == "days" ||
                                          window->window == "all");
        const auto& first = layer->cut->tokens;
        // 2026年10月 above what has no state: what happened in that month.
        const auto when = [&](const Layer& other) { return says_when(other); };
        const bool one = std::ranges::none_of(layers_.sections, when) &&
                         std::ranges::none_of(layers_.around, when) &&
                         std::ranges::none_of(layers_.groups, when) &&
                         std::ranges::none_of(layers_.axis, when) &&
                         std::ranges::none_of(layers_.siblings, when);
        const bool month = window != nullptr && window->window == "period" && one;
        year = year || (month && words_.facts(ledger_).done.empty());
        year = year || (window != nullptr && is_time_of_section(*layer));
        const bool head = !first.empty() &&
                          (first[0].text.starts_with("统计") || first[0].text.starts_with("时段") ||
                           first[0].text.starts_with("报告期"));
        // 办结 / 其中 / 调解成功: of what was over then.
        const bool happened = result_.event >= 0 || !states_something();
        if (event == nullptr && year && (head || happened)) {
            layer_ = &*layer;
            join_window(*window, layer->cut->tokens.front());
            // 第四季度 of a title, 本季度工作量 of one of its chapters: of the others as well?
            const bool own_chapter = std::ranges::any_of(
                layers_.sections, [&](const Layer& other) { return other.cut == layer->cut; });
            const bool chapters = !head && std::ranges::any_of(layers_.sections, when) &&
                                  !own_chapter && window->window != "all" &&
                                  window->window != "now";
            if (chapters || is_marked(asked_)) result_.doubt(kStrayWord, "context");
            return result_.doubt(kFromTitle, "context");
        }
        if (event == nullptr || window == nullptr) continue;
        if (result_.event >= 0 && result_.event != event->column) {
            // 今年以来受理的 over 已办结: of what came in then, what is over.
            if (result_.done.size() != 1 || !names_rows_by_event(*layer)) return;
            if (narrow(result_.filter, result_.done[0]) == Narrowed::kNothing) return;
            result_.event = -1;
            result_.done.clear();
        }
        layer_ = &*layer;
        join_window(*window, *said);
        join_event(*event, *said);
        if (is_marked(asked_)) result_.doubt(kStrayWord, "context");
        return result_.doubt(kFromTitle, "context");
    }
}

// 时点：2026年10月31日 over 已整改, 平均用时, 总数: as things stand, where nothing speaks of a
// time.
void PathReader::take_as_of() {
    if (result_.window != Window::kNone || words_.facts(ledger_).done.empty()) return;
    constexpr auto kFlows =
        std::to_array<std::string_view>({"月报", "季报", "年报", "年度", "半年", "月度", "快报",
                                         "周报", "月份", "本月", "本季", "今年"});
    bool as_of = false;
    for (const std::string& text : asked_.context) {
        as_of = as_of || text == kAsOf;
        if (has_any(text, kFlows)) return;
    }
    const auto flows = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                const bool all = term.window == "all" || term.window == "now" ||
                                 term.window == "older" || token.text.contains("累计");
                return term.kind == PhraseKind::kWindow && !term.generic && !all;
            });
        });
    };
    if (!as_of || std::ranges::any_of(layers_.siblings, flows) ||
        std::ranges::any_of(layers_.groups, flows))
        return;
    const bool over = result_.event >= 0 && !result_.done.empty();
    const bool total =
        !layers_.path.empty() && std::ranges::any_of(layers_.path, [](const Layer& layer) {
            return !layer.inherited && std::ranges::any_of(layer.cut->tokens, is_total);
        });
    const bool came = result_.event < 0 || result_.event == words_.facts(ledger_).event_column;
    if (over || (came && (total || result_.is_ratio))) {
        result_.window = over || result_.event < 0 ? Window::kNow : Window::kAll;
    }
}

std::string last_day_of(const Understood& understood) {
    const bool open = understood.window == Window::kPeriod ||
                      (understood.window == Window::kYear && understood.last_month == 0 &&
                       understood.from_year == 0);
    const auto test = open ? std::nullopt : window_test(understood, 0);
    if (!test) return "";
    for (const auto& [sign, day] : test->dates) {
        if (sign == "<=") return day;
        if (sign == "<") return day + "-1";
    }
    return "";
}

// 一季度末 / 未办结: as things stood then; 2030年底 / 60周岁以上: how old they are then
// (meaning/ages); 截至三季度末累计受理: what had happened by then.
void PathReader::join_moment(const Term& term, const Token& token) {
    result_.moment = term.dates[0].second;
    if (result_.window != Window::kNone && !result_.window_generic) return;
    row_window_ = row_window_ || is_in_row();
    result_.window = Window::kDays;
    result_.dates = term.dates;
    result_.window_generic = false;
    note(token, token.text);
}

// 月末, 周末, 日终: the end of the time that the rows are of.
bool PathReader::says_end(const Token& token) {
    constexpr auto kEnds = std::to_array<std::string_view>({"末", "底", "日终"});
    constexpr auto kReport = std::to_array<std::string_view>({"截至", "截止", "目前", "报告期"});
    return has_any(token.text, kEnds) && !has_any(token.text, kReport);
}

// 10月5日—11日 / 周末未整改, 汛期（5月1日—9月30日） / 期末未整改: as things stood on its last day.
bool PathReader::stands_at_end(const Token& token) {
    if (!says_end(token) || layer_event_ || result_.event >= 0 || one_month_) return false;
    if (!is_open_behind(token) || layer_->inherited) return false;
    const std::string day = last_day_of(result_);
    if (day.empty()) return false;
    result_.before_day = day;
    result_.window = Window::kBefore;
    note(token, token.text);
    return true;
}

// 2026年三季度, 上半年 of a title: the last day of that part of the year; "": none is named.
std::string PathReader::last_day_of_part(const Layer& layer) const {
    constexpr int kQuarter = 3;
    int year = 0;
    for (const Token& token : layer.cut->tokens) {
        for (const Term& term : token.terms) {
            if (term.kind != PhraseKind::kWindow || term.generic) continue;
            if (term.window == "years" && term.first_month == term.month) year = term.month;
            if (term.window == "moment") return term.dates[0].second;
            const bool part = term.window == "year" && term.month > 0 && term.month < 12 &&
                              term.month % kQuarter == 0 && term.first_month % kQuarter == 1;
            if (!part) continue;
            const std::string of = year > 0 ? std::to_string(year) : "YEAR(截至日期)";
            return fmt::format("EOMONTH(DATE({},{},1),0)", of, term.month);
        }
    }
    return "";
}

// 一季度末未办结: as things stood then. What else is said as at a day is asked, but for what had
// happened by then: 截至三季度末累计受理.
void PathReader::settle_moment(bool open) {
    if (result_.window != Window::kDays || result_.dates.size() != 1) return;
    if (open && result_.event < 0) {
        result_.before_day = result_.moment;
        result_.window = Window::kBefore;
        return;
    }
    constexpr auto kSoFar = std::to_array<std::string_view>({"累计", "以前", "止", "截至", "已"});
    const bool so_far = std::ranges::any_of(
        asked_.path, [&](const PathPart& part) { return has_any(part.text, kSoFar); });
    if (result_.event < 0 || !so_far) result_.doubt(kWhichTime, "as at which day");
}

// 一季度 of the title over 季末未办结: as things stood then; over 未办结: of what came in then, or
// of all that stood then?
void PathReader::take_end_of_period() {
    const LedgerFacts& facts = words_.facts(ledger_);
    const bool open = std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
        return !facts.ends(test) && std::ranges::any_of(facts.done, [&](const auto& done) {
            return std::ranges::any_of(done,
                                       [&](const Test& end) { return end.column == test.column; });
        });
    });
    const bool dated = facts.done_column >= 0 && facts.event_column >= 0;
    if (!result_.moment.empty()) return settle_moment(dated && open);
    // 10月29日 / 日终未整改: as things stood on that day.
    const bool day_alone = result_.window == Window::kDays && result_.dates.size() == 2 &&
                           result_.dates[0].second == result_.dates[1].second;
    if (day_alone && dated && open && result_.event < 0) {
        result_.before_day = result_.dates[1].second;
        result_.window = Window::kBefore;
        return;
    }
    const bool now = result_.window == Window::kNow || result_.window == Window::kNone;
    // 报告期：1月1日—6月30日 over 报告期末在建, of what has no date for it.
    const bool end_of_part =
        result_.window == Window::kNow && facts.event_column < 0 &&
        std::ranges::any_of(
            asked_.path,
            [](const PathPart& part) {
                return part.text.contains("期末") || part.text.contains("季末");
            }) &&
        std::ranges::any_of(
            layers_.context, [&](const Layer& layer) { return !last_day_of_part(layer).empty(); });
    if (end_of_part) return result_.doubt(kWhichTime, "as at which day");
    // 上季度上账的目前还没有下账: its own heading has said when they came in.
    const bool told = std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
        return facts.event_column >= 0 && test.column == static_cast<size_t>(facts.event_column);
    });
    if (told || !open || !now || facts.done_column < 0 || facts.event_column < 0 ||
        result_.event >= 0)
        return;
    std::string day;
    for (const Layer& layer : layers_.context) {
        if (const std::string last = last_day_of_part(layer); !last.empty()) day = last;
    }
    if (day.empty()) return;
    constexpr auto kToday =
        std::to_array<std::string_view>({"目前", "至今", "截至", "截止", "现在", "眼下", "统计日",
                                         "填报日", "日未", "现有", "现存"});
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"季末", "季度末", "期末", "半年末", "末未", "末尚", "底未", "底尚", "末仍", "末在"});
    bool end = false;
    bool today = false;
    for (const PathPart& part : asked_.path) {
        today = today || has_any(part.text, kToday);
        end = end || has_any(part.text, kEnds);
    }
    // 上半年查出 | 至今没有改完
    const auto came = [&](const Layer& layer) {
        return says_when(layer) && std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
                   return std::ranges::any_of(token.terms, [&](const Term& term) {
                       return speaks_here(term) && term.kind == PhraseKind::kEvent &&
                              term.column == facts.event_column;
                   });
               });
    };
    if (today && std::ranges::none_of(layers_.siblings, came)) return;
    if (!end || today) return result_.doubt(kWhichTime, "when");
    result_.before_day = day;
    result_.window = Window::kBefore;
    result_.doubt(kFromTitle, "context");
}

// 2026年1—10月调解情况 over 调解成功: of what came in then, or of all times?
void PathReader::ask_time_of_state() {
    const auto& facts = words_.facts(ledger_);
    // 调解成功, 已整改: what it became, and no more is open.
    const bool ended = std::ranges::any_of(result_.filter.tests,
                                           [&](const Test& test) { return facts.ends(test); });
    const bool over = result_.event >= 0 ? !result_.done.empty() : ended;
    const bool open =
        result_.window == Window::kNone && !facts.done.empty() && facts.event_column >= 0 && over;
    if (!open) return;
    const auto flows = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [](const Token& token) {
            return std::ranges::any_of(token.terms, [](const Term& term) {
                constexpr auto kStands = std::to_array<std::string_view>({"all", "now", "older"});
                return term.kind == PhraseKind::kWindow && !term.generic &&
                       std::ranges::find(kStands, term.window) == kStands.end();
            });
        });
    };
    // 今年受理 | 调解成功
    const auto came = [&](const Layer& layer) {
        return flows(layer) && std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
                   return std::ranges::any_of(token.terms, [&](const Term& term) {
                       return speaks_here(term) && term.kind == PhraseKind::kEvent &&
                              term.column == facts.event_column;
                   });
               });
    };
    const bool ask = std::ranges::any_of(layers_.context, flows) ||
                     std::ranges::any_of(layers_.around, came) ||
                     std::ranges::any_of(layers_.siblings, came);
    if (ask) result_.doubt(kWhichTime, kWhenItCame);
}

bool PathReader::is_beside_this_year() const {
    constexpr auto kYear = std::to_array<std::string_view>(
        {"今年", "本年", "当年", "年内", "今年以来", "本年度", "其中：今年", "其中：本年"});
    constexpr auto kAll = std::to_array<std::string_view>({"累计", "累计数"});
    const auto is_one_of = [](const std::string& text, std::span<const std::string_view> words) {
        return std::ranges::find(words, match_key(text)) != words.end();
    };
    const auto year = [&](const std::string& text) { return is_one_of(text, kYear); };
    const bool all = std::ranges::any_of(
        asked_.path, [&](const PathPart& part) { return is_one_of(part.text, kAll); });
    return all &&
           (std::ranges::any_of(asked_.after, year) || std::ranges::any_of(asked_.before, year));
}

// A state is asked that is not the usual one, and nothing tells on which day it came about.
bool PathReader::stands_undated() const {
    const LedgerFacts& facts = words_.facts(ledger_);
    if (result_.event >= 0 || facts.event_column >= 0 || facts.standing.size() != 1) return false;
    const ledger::Schema& schema = words_.schema(ledger_);
    return std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
        const bool state = std::ranges::any_of(facts.standing[0], [&](const Test& usual) {
            return usual.column == test.column && !(usual == test);
        });
        const bool code = test.kind == Test::Kind::kWords && test.words.size() == 1 && !test.others;
        return state && code && !schema.find_column_named(test.words[0] + "日期") &&
               !schema.find_column_named(schema.columns[test.column].name + "日期");
    });
}

// 涉水隐患累计排查 where the form speaks of no year and of no month: since when?
void PathReader::ask_cumulated() {
    // 已合并 / 累计 | 今年: whenever it was.
    if (cumulated_ && result_.window == Window::kYear && is_beside_this_year()) {
        result_.window = Window::kAll;
        return;
    }
    // 累计注销, where the ledger has no date of it: all that are.
    if (cumulated_ && result_.window == Window::kYear && stands_undated()) {
        result_.window = Window::kAll;
        return;
    }
    if (!cumulated_ || result_.window != Window::kYear || words_.facts(ledger_).done.empty())
        return;
    constexpr auto kSays = std::to_array<std::string_view>(
        {"月", "年度", "年报", "今年", "本年", "全年", "季度", "季报", "半年", "以来"});
    constexpr auto kMonths = std::to_array<std::string_view>({"本月", "当月", "月份"});
    const auto says = [&](const std::string& text) {
        return text != kAsOf && has_any(text, kSays) && !says_as_of(text);
    };
    const auto all = [](const auto& texts, auto test) { return std::ranges::any_of(texts, test); };
    // 本月 | 累计; not 今年查出 | 累计.
    const auto month = [&](const std::string& text) { return has_any(text, kMonths); };
    const bool told =
        all(asked_.context, says) || all(asked_.siblings, month) || all(asked_.around, says) ||
        all(asked_.groups, says) || all(asked_.lines, says) || all(asked_.scope, says) ||
        std::ranges::any_of(asked_.path, [&](const PathPart& part) { return says(part.text); });
    if (!told) result_.doubt(kWhichTime, "when");
}

// 总量, 第三季度, 10月份 over rows, and 本期 over all answers: those of the first are of any time.
void PathReader::take_time_of_totals() {
    const bool open = result_.window == Window::kPeriod && result_.window_alone;
    if (!open || layers_.context.empty() || words_.facts(ledger_).done.empty()) return;
    const Layer& own = layers_.context.back();
    const auto same = [&](const Layer& section) { return section.cut == own.cut; };
    const auto when = [&](const Layer& section) { return says_when(section); };
    const bool total = !when(own) && std::ranges::any_of(own.cut->tokens, is_total) &&
                       std::ranges::any_of(layers_.sections, same);
    if (total && std::ranges::any_of(layers_.sections, when)) result_.window = Window::kAll;
}

// 本月 over rows, 1月1日至本月底累计 over others: a section that says only of which time they are.
bool PathReader::is_time_of_section(const Layer& layer) {
    const bool section = std::ranges::any_of(
        layers_.sections, [&](const Layer& other) { return other.cut == layer.cut; });
    const auto when = [&](const Layer& other) { return says_when(other); };
    return section && layer.cut->unknown == 0 && std::ranges::none_of(layers_.around, when) &&
           std::ranges::none_of(layers_.groups, when) &&
           std::ranges::all_of(layer.cut->tokens, [](const Token& token) {
               return std::ranges::any_of(token.terms, [](const Term& term) {
                   return term.kind == PhraseKind::kWindow || term.kind == PhraseKind::kFiller;
               });
           });
}

// 二、2026年各月出生人口 over 1月 | 2月: what happened, of rows that are no events themselves.
void PathReader::take_event_from_chapter() {
    const bool people = words_.facts(ledger_).standing.size() > 1;
    const ledger::Schema& schema = words_.schema(ledger_);
    // 开工项目 / 2024年: a stage that has a date of its own.
    const bool stage = std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
        return std::ranges::any_of(test.words, [&](const std::string& word) {
            return schema.find_column_named(word + "日期").has_value();
        });
    });
    const bool open = (people || !stage) && result_.event < 0 && result_.window != Window::kNone &&
                      result_.window != Window::kNow && !result_.window_generic;
    if (!open) return;
    const auto take_event = [&](const Layer& layer) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            if (term == nullptr || term->kind != PhraseKind::kEvent || term->column < 0) continue;
            // 项目开工时间分布 of what has states: by that date, not by what it may be now.
            if (!people && !token.text.contains("时间") && !token.text.contains("日期")) continue;
            layer_ = &layer;
            result_.event = term->column;
            result_.done.clear();
            note(token, token.text);
            return true;
        }
        return false;
    };
    // 按迁入时间 over 2021年10月31日及以前
    if (std::ranges::any_of(layers_.axis, take_event)) return;
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        if (take_event(*layer)) return result_.doubt(kFromTitle, "context");
    }
}

// 今年1月1日至10月31日受理的: an event and 的.
bool PathReader::names_rows_by_event(const Layer& layer) {
    const auto& tokens = layer.cut->tokens;
    // 附表：上半年受理纠纷按金额分: those that it divides.
    const bool divides = tokens.size() > 2 && tokens.back().text.ends_with("分");
    const auto is_subject = [&](const Term& term) {
        return term.kind == PhraseKind::kSubject && speaks_here(term);
    };
    for (size_t i = 0; i + 1 < tokens.size(); ++i) {
        const Term* term = choose(tokens[i], true);
        const bool event = term != nullptr && term->kind == PhraseKind::kEvent;
        if (!event || tokens[i + 1].from != tokens[i].to) continue;
        const Token& next = tokens[i + 1];
        if (next.text.starts_with("的")) return true;
        const bool by = next.text.starts_with("按");  // 受理案件按…分
        if (divides && (by || std::ranges::any_of(next.terms, is_subject))) return true;
    }
    return false;
}

// 统计范围：今年以来发现的隐患, 本表只统计今年受理的纠纷: whatever becomes of them later.
void PathReader::take_time_of(const Layer& layer, bool whatever) {
    const Term* window = nullptr;
    const Term* year = nullptr;
    const Token* said = nullptr;
    const Term* event = nullptr;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr) continue;
        const bool says_when = term->kind == PhraseKind::kWindow && !term->generic;
        // 2026年1月1日至10月31日受理的: the months behind the year.
        const bool months =
            says_when && window != nullptr && window->window == "years" && said->to == token.from;
        if (months) year = window;
        if (says_when && (window == nullptr || months)) {
            window = term;
            said = &token;
        }
        if (term->kind == PhraseKind::kEvent && event == nullptr) event = term;
    }
    const bool same = event != nullptr && result_.event == event->column;
    const bool open = (whatever || !has_window_) && (result_.event < 0 || same) &&
                      (result_.window == Window::kNone || result_.window == Window::kNow);
    if (window == nullptr || event == nullptr || !open) return;
    Understood then;
    then.window = window->window == "years" ? Window::kYears
                                            : window_named(window->window).value_or(Window::kNone);
    if (year == nullptr && then.window == Window::kYears) year = window;
    if (year != nullptr) {
        then.from_year = year->first_month;
        then.to_year = year->month;
    }
    then.first_month = window->first_month;
    then.last_month = window->month;
    then.dates = window->dates;
    const std::optional<Test> test = window_test(then, event->column);
    if (!test || narrow(result_.filter, *test) == Narrowed::kNothing) return;
    result_.window = Window::kNow;
    if (same) result_.event = -1;
    if (same) result_.done.clear();
    note(*said, words_of({ledger_, {*test}}, words_.schema(ledger_)));
}

}  // namespace yitao::recognise
