// Places by the hazards found in them: 从未查出隐患的学校, 有2条以上未改完隐患的场所,
// 没有隐患未改完的宾馆. What is said of the hazards is counted for each place, what is said of the
// place narrows its row.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/structure/heading_text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

constexpr double kBesideEvents = 0.88;  // less sure than a reading by one ledger alone

// 2条以上, 至少2条, 3件及以上 → 2, 3, and the text without it; 0: it does not say.
int take_count(std::string& text) {
    constexpr auto kOf = std::to_array<std::string_view>({"条", "处", "件", "个", "起"});
    constexpr auto kMore = std::to_array<std::string_view>({"及以上", "或以上", "以上"});
    constexpr auto kLeast = std::to_array<std::string_view>({"至少", "不少于"});
    for (const auto& [word, value] : {std::pair<std::string_view, int>("两", 2),
                                      {"2", 2},
                                      {"3", 3},
                                      {"三", 3},
                                      {"4", 4},
                                      {"5", 5}}) {
        for (std::string_view of : kOf) {
            const std::string number = std::string(word) + std::string(of);
            for (std::string_view more : kMore) {
                const size_t at = text.find(number + std::string(more));
                if (at == std::string::npos) continue;
                text.erase(at, number.size() + more.size());
                return value;
            }
            for (std::string_view least : kLeast) {
                const size_t at = text.find(std::string(least) + number);
                if (at == std::string::npos) continue;
                text.erase(at, number.size() + least.size());
                return value;
            }
        }
    }
    return 0;
}

bool take_start(std::string& text, Marks words) {
    for (std::string_view word : words) {
        if (!text.starts_with(word)) continue;
        text.erase(0, word.size());
        return true;
    }
    return false;
}

}  // namespace

// The ledger of what is found there, and its column that says where.
std::optional<std::pair<size_t, size_t>> PathReader::events_of() const {
    for (size_t other = 0; other < words_.schemas().size(); ++other) {
        if (!words_.facts(other).known || words_.facts(other).event_column < 0) continue;
        const auto& columns = words_.schema(other).columns;
        for (size_t c = 0; c < columns.size(); ++c) {
            const bool of = columns[c].type == ledger::ColumnType::kReference &&
                            columns[c].reference == words_.schema(ledger_).id;
            if (of && other != ledger_) return std::pair(other, c);
        }
    }
    return std::nullopt;
}

// 查出过隐患 | 学校: what is said of the hazards, and the places. Nothing: the heading is no such.
std::optional<PathReader::Holders> PathReader::holders_in(std::string text, size_t events,
                                                          int places) const {
    constexpr std::string_view kOf = "的";
    constexpr std::string_view kAmong = "中有";
    text = without_brackets(text);
    if (!text.contains(words_.schema(events).name) || text.contains("占") || text.contains("率"))
        return std::nullopt;
    for (std::string_view end : {"有几个", "有多少", "个数", "家数", "处数", "数量", "数"}) {
        if (text.ends_with(end)) text.resize(text.size() - end.size());
    }
    Holders found;
    const size_t among = text.find(kAmong);
    if (text.ends_with(kOf) && among != std::string::npos) {  // 重点场所中有未办结隐患的
        found.place = text.substr(0, among);
        found.said = text.substr(among + std::string_view("中").size());
        found.said.resize(found.said.size() - kOf.size());
    } else {
        const size_t of = text.rfind(kOf);
        if (of == std::string::npos) return std::nullopt;
        found.said = text.substr(0, of);
        found.place = text.substr(of + kOf.size());
    }
    // 其中: 学校, 经营性场所; not 隐患.
    const Cut cut = words_.cut(found.place);
    bool named = false;
    for (const Token& token : cut.tokens) {
        const auto is_place = [&](const Term& term) {
            const bool subject = term.kind == PhraseKind::kSubject && term.when.empty();
            return term.ledger == places && (subject || code_in(term) != nullptr);
        };
        if (std::ranges::any_of(token.terms, is_place))
            named = true;
        else if (token.terms.empty())
            return std::nullopt;
    }
    return named ? std::optional(std::move(found)) : std::nullopt;
}

bool PathReader::read_holders(const Layer& layer) {
    const auto index = static_cast<size_t>(&layer - layers_.path.data());
    if (layer.inherited || index >= asked_.path.size() || !is_own(index)) return false;
    const auto events = events_of();
    if (!events) return ask_holders(asked_.path[index].text);
    // 涉及场所, which a note explains
    std::string text = words_.places_called(bare_heading(asked_.path[index].text));
    if (text.empty()) text = asked_.path[index].text;
    auto holders = holders_in(std::move(text), events->first, static_cast<int>(ledger_));
    if (!holders) return false;
    std::string& said = holders->said;
    constexpr auto kNow = std::to_array<std::string_view>({"目前", "现在", "当前", "现"});
    constexpr auto kNever =
        std::to_array<std::string_view>({"从来没有", "从未", "从没有", "从没", "没有", "无", "零"});
    const bool now = take_start(said, kNow);
    const int least = take_count(said);
    bool none = take_start(said, kNever);
    for (std::string_view never : {"未发现", "未查出", "没有发现", "没有查出"}) {
        const size_t at = said.find(never);
        if (none || at == std::string::npos) continue;
        said.replace(at, never.size(), never.ends_with("发现") ? "发现" : "查出");
        none = true;
    }
    for (std::string_view filler : {"过", "存有", "存在", "里有", "累计有", "现有"}) {
        const size_t at = said.find(filler);
        const bool passed =
            filler == "过" && said.substr(std::min(at, said.size())).starts_with("过期");
        if (at != std::string::npos && !passed) said.erase(at, filler.size());
    }
    if (said.starts_with("有")) said.erase(0, std::string_view("有").size());
    Asked of_events;
    Layers layers;
    layers.path.push_back({.cut = std::make_shared<const Cut>(words_.cut(said)), .leaf = true});
    of_events.path.push_back({said});
    const Understood one = understand(words_, of_events, layers, events->first);
    const bool sure =
        std::ranges::all_of(one.doubts, [](const std::string& doubt) { return doubt == "when"; });
    const bool plain = one.unions.empty() && !one.is_ratio && one.how == How::kCount &&
                       one.filter.joined.empty() && one.window != Window::kBefore &&
                       one.window != Window::kLastYear && one.each_once < 0;
    // 目前零隐患: of those that are not yet mended, or of all?
    const bool open_said = std::ranges::any_of(one.filter.tests, [&](const Test& test) {
        return std::ranges::any_of(words_.facts(events->first).done, [&](const auto& ends) {
            return std::ranges::any_of(ends,
                                       [&](const Test& end) { return end.column == test.column; });
        });
    });
    if (!sure || !plain || (now && !open_said)) return false;
    const std::string where = count_of_members(one.filter, events->second);
    if (where.empty()) return false;
    for (const Token& token : words_.cut(holders->place).tokens) read_token(token);
    Test count{.kind = Test::Kind::kNumber, .least = std::max(least, 1)};
    if (none) count = {.kind = Test::Kind::kNumber, .least = 0, .most = 0};
    const std::string words = words_of(one.filter, words_.schema(events->first)) + "的" +
                              words_.schema(events->first).name + "数";
    result_.filter.joined.push_back({where, words, count, events->second});
    result_.identity = names_subject_ = true;
    result_.confidence *= kBesideEvents;
    result_.because.push_back({asked_.path[index].text, words});
    return true;
}

// 隐患没有改完的水域: places, whatever the word means of hazards.
bool PathReader::ask_holders(const std::string& text) {
    if (words_.facts(ledger_).event_column < 0) return false;
    for (size_t other = 0; other < words_.schemas().size(); ++other) {
        if (!leads_to(static_cast<int>(other))) continue;
        const auto holders = holders_in(text, ledger_, static_cast<int>(other));
        if (!holders) continue;
        const bool both =
            std::ranges::any_of(words_.cut(holders->place).tokens, [&](const Token& token) {
                return choose(token, true) != nullptr && code_in(*choose(token, true)) != nullptr;
            });
        if (both) result_.doubt(kContradiction, "of which unit");
    }
    return false;
}

}  // namespace yitao::recognise
