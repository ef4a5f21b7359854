// What a title or a group does not say of a column that says in full whom it counts.
#include <algorithm>
#include <array>
#include <ranges>
#include <span>

#include "base/text.h"
#include "recognise/meaning/path.h"

namespace yitao::recognise {

using dictionary::PhraseKind;

namespace {

// 户数, 农户: all rows of a ledger.
bool counts_rows(const Term& term) {
    return term.kind == PhraseKind::kGrain ||
           (term.kind == PhraseKind::kSubject && term.when.empty());
}

// 总户数, 全部农户, 总人口: what is counted, and that it is all of them.
bool says_whole(const Layer& layer) {
    constexpr auto kAll = std::to_array<std::string_view>({"总", "全部", "所有"});
    const auto& tokens = layer.cut->tokens;
    const auto counts = [](const Token& token) {
        return std::ranges::any_of(token.terms, counts_rows);
    };
    const bool all = !tokens.empty() && std::ranges::any_of(kAll, [&](std::string_view start) {
        return tokens[0].text.starts_with(start);
    });
    return all && std::ranges::all_of(tokens, [&](const Token& token) {
               return counts(token) || token.text == "全部" || token.text == "所有";
           });
}

}  // namespace

// 人口（人） / 户籍, 常住人口, 总户数: everybody, or all who are registered or live here; not 户籍
// or 人数, which may be of those the title speaks of.
bool PathReader::counts_all() {
    constexpr auto kPeople =
        std::to_array<std::string_view>({"人口", "居民", "村民", "总人数", "在册人数"});
    constexpr auto kHouseholds = std::to_array<std::string_view>(
        {"总户数", "户数合计", "农户总数", "家庭总数", "家庭户数", "全部农户", "全部家庭"});
    const bool homes = words_.facts(ledger_).measure == "户";
    bool all = false;
    for (const Layer& layer : layers_.path) {
        if (heads_whole_and_part(layer)) continue;
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            const bool silent = term != nullptr && (term->kind == PhraseKind::kFiller ||
                                                    term->kind == PhraseKind::kGrain ||
                                                    term->kind == PhraseKind::kTotal);
            const bool whose = term != nullptr && is_population(*term);
            const bool rows =
                term != nullptr && term->kind == PhraseKind::kSubject && term->when.empty();
            if (!silent && !whose && !rows) return false;
            const auto ends = [&](std::string_view end) { return token.text.ends_with(end); };
            all = all || (homes ? std::ranges::any_of(kHouseholds, ends)
                                : std::ranges::any_of(kPeople, ends));
        }
    }
    return all;
}

// 总户数, 总人数 / 合计: columns that count, the total of all, and say no more of themselves.
bool PathReader::counts_total() const {
    const auto columns =
        std::span(layers_.path).subspan(std::min(asked_.row_parts, layers_.path.size()));
    const auto counts = [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return counts_rows(term) || term.kind == PhraseKind::kTotal ||
                   term.kind == PhraseKind::kFiller;
        });
    };
    const auto only_counts = [&](const Layer& layer) {
        return std::ranges::all_of(layer.cut->tokens, counts);
    };
    return !columns.empty() && std::ranges::all_of(columns, only_counts) &&
           std::ranges::any_of(asked_.path,
                               [](const PathPart& part) { return part.text.contains("总"); });
}

// 残疾人保障情况分村统计 over 人口（人） / 户籍 | 残疾人（人） / 合计, 供水入户情况 over 总户数 |
// 通水户数: the columns of the title's topic name it themselves, and those who count everybody are
// not of it.
bool PathReader::is_apart_from(const std::vector<Test>& topic) {
    if (topic.size() != 1 || layers_.path.size() <= asked_.row_parts) return false;
    const auto is_it = [&](const Layer& layer) { return is_topic_alone(layer, topic[0]); };
    const auto names = [&](const Layer& layer) { return names_topic(layer, topic[0]); };
    const auto any = [](const std::vector<Layer>& layers, const auto& says) {
        return std::ranges::any_of(layers, says);
    };
    if (counts_all() && (any(layers_.before, is_it) || any(layers_.after, is_it))) return true;
    return counts_total() && (any(layers_.after, names) || any(layers_.around, names) ||
                              any(layers_.siblings, names));
}

// 家庭宽带 / 总户数 | 通宽带户 | 普及率: the group is what the part beside says itself, and the
// whole is of all.
bool PathReader::heads_whole_and_part(const Layer& layer) {
    const auto own = static_cast<size_t>(&layer - layers_.path.data());
    const bool group = own >= asked_.row_parts && own + 1 < layers_.path.size();
    if (!group || layer.inherited || !says_whole(layers_.path.back())) return false;
    const Test* topic = nullptr;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr) return false;
        if (term->kind == PhraseKind::kFiller || term->kind == PhraseKind::kGrain) continue;
        const bool one = term->kind == PhraseKind::kCondition && term->when.size() == 1 &&
                         term->when[0].size() == 1;
        if (!one || topic != nullptr) return false;
        topic = &term->when[0][0];
    }
    return topic != nullptr && std::ranges::any_of(layers_.beside, [&](const Layer& part) {
               return is_topic_alone(part, *topic);
           });
}

}  // namespace yitao::recognise
