// What 合计 is of: of the codes beside it, of what the heading over them names, of its group.
#include <algorithm>
#include <array>

#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

bool PathReader::is_plain_total(const Layer& layer) {
    return !layer.inherited && !layer.cut->tokens.empty() &&
           std::ranges::all_of(layer.cut->tokens, is_total);
}

// 以上三类人员（剔除重复）, 三类对象合计（不重复）, 合计（不重复）: no word of it says anything
// else.
bool PathReader::is_total_of_kinds(const Layer& layer) {
    if (layer.inherited || layer.cut->tokens.empty() || layers_.beside.size() < 2) return false;
    const auto index = static_cast<size_t>(&layer - layers_.path.data());
    if (index >= asked_.path.size()) return false;
    std::string text = match_key(asked_.path[index].text);
    if (!counts_once(text)) return false;
    text.resize(std::min(text.size(), text.find('(')));
    constexpr auto kStarts = std::to_array<std::string_view>({"以上", "上述"});
    constexpr auto kOf =
        std::to_array<std::string_view>({"对象", "人员", "人群", "群体", "家庭", "户", "人"});
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"去重合计", "去重后合计", "合计", "小计", "总计", "去重", "共计"});
    std::string_view rest = text;
    take(rest, kStarts);
    const bool counted = take(rest, kKindCounts);
    if (counted) take(rest, kOf);
    const bool total = take(rest, kEnds);
    return rest.empty() && (counted || total);
}

void PathReader::total_of_group() {
    if (layers_.path.empty() || layers_.beside.size() < 2 || union_said_) return;
    auto has = [](const Layer& layer, auto test) {
        return std::ranges::any_of(layer.cut->tokens, test);
    };
    const Layer& leaf = layers_.path.back();
    const Layer& said = asked_.row_total ? layers_.path.front() : leaf;
    const std::string& text = asked_.row_total ? asked_.path.front().text : asked_.path.back().text;
    bool joined = text.contains("类合计") || text.contains("项合计") || text.contains("类小计") ||
                  text.contains("项小计");
    if (joined && joins_total(text)) return;
    bool once = counts_once(text) || joined;
    const bool kinds = once && is_total_of_kinds(said);
    if (!kinds && (!has(said, is_total) || (!once && (result_.identity || names_subject_)))) return;
    if (!kinds && !asked_.row_total && result_.identity && !joined) return;
    std::vector<std::vector<Test>> alternatives;
    for (const Layer& layer : layers_.beside) {
        Filter one{ledger_, {}};
        // 低保特困（不重复） is two of them.
        const bool each = has(layer, [](const Token& token) { return counts_once(token.text); });
        std::vector<std::vector<Test>> several;
        bool sure = true;
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            sure = sure && !(term == nullptr && token.to - token.from > 1);
            if (term == nullptr || term->kind != PhraseKind::kCondition) continue;
            sure = sure && !term->vague;
            if (each || term->when.size() > 1)
                several.insert(several.end(), term->when.begin(), term->when.end());
            else if (!term->when.empty())
                narrow(one, term->when[0]);
        }
        const bool said_so = several.empty() != one.tests.empty();  // one or several, not both
        if (!said_so || (kinds && !sure)) return result_.doubt(kStrayWord, "total of what");
        if (several.empty()) several.push_back(std::move(one.tests));
        std::ranges::move(several, std::back_inserter(alternatives));
    }
    // Codes of one column have no row in common.
    bool apart = std::ranges::all_of(alternatives, [&](const std::vector<Test>& tests) {
        const Test& first = alternatives[0][0];
        return tests.size() == 1 && tests[0].column == first.column &&
               tests[0].kind == Test::Kind::kWords;
    });
    if (!once && !apart) result_.doubt(kStrayWord, "each once or as often");
    if (alternatives.size() > 5) return result_.doubt(kContradiction, "total of what");
    result_.identity = kinds_united_ = true;
    result_.unions.push_back(std::move(alternatives));
    result_.because.push_back({said.cut->tokens[0].text, "同组各栏去重合计"});
}

// 制约因素 | 用地 | 审批 | 合计: of those that have one at all.
void PathReader::take_total_of_axis() {
    if (layers_.axis.empty() || result_.is_ratio) return;
    if (std::ranges::none_of(layers_.path, is_plain_total)) return;
    int axis = -1;
    for (const Token& token : layers_.axis[0].cut->tokens) {
        for (const Term& term : token.terms) {
            if (speaks_here(term) && term.names_column && term.column >= 0) axis = term.column;
        }
    }
    if (axis < 0 || uses(axis)) return;
    const bool some = words_.facts(ledger_).kinds.contains(static_cast<size_t>(axis));
    const auto codes = std::ranges::count_if(
        layers_.siblings, [&](const Layer& layer) { return code_column(layer) == axis; });
    if (codes < 2 || !some) return;
    const Test filled{.column = static_cast<size_t>(axis), .kind = Test::Kind::kFilled};
    if (narrow(result_.filter, filled) == Narrowed::kNothing) return;
    note(layers_.axis[0].cut->tokens[0], words_of({ledger_, {filled}}, words_.schema(ledger_)));
}

// 脱贫户 | 监测户 | 合计: of both, where there are others; 合计 | 脱贫户 | 监测户 may be of all.
void PathReader::take_total_of_codes() {
    if (layers_.path.empty() || asked_.path.size() <= asked_.row_parts) return;
    constexpr auto kOfAll = std::to_array<std::string_view>({"各", "全", "所有", "总"});
    const bool last = layers_.before.size() >= 2 && layers_.after.empty();
    if (!last || !is_plain_total(layers_.path.back()) || has_any(asked_.path.back().text, kOfAll))
        return;
    const Test codes = codes_of(layers_.before);
    const auto column = static_cast<int>(codes.column);
    const auto* list = words_.code_list(words_.schema(ledger_).columns[codes.column]);
    const bool some = list != nullptr && codes.words.size() < list->codes.size();
    if (codes.words.size() < 2 || !some || uses(column)) return;
    if (narrow(result_.filter, codes) == Narrowed::kNothing) return;
    note(layers_.path.back().cut->tokens[0], words_of({ledger_, {codes}}, words_.schema(ledger_)));
}

// The codes of one column that the headings are, all of them; without words: one is of another,
// a total or a part.
Test PathReader::codes_of(std::span<const Layer> headings) {
    Test codes;
    for (const Layer& heading : headings) {
        for (const Token& token : heading.cut->tokens) {
            const bool part = std::ranges::any_of(
                token.terms, [](const Term& term) { return term.kind == PhraseKind::kOfWhich; });
            if (part || is_total(token)) return {};
            const Term* term = choose(token, true);
            const bool says =
                term != nullptr && (!term->when.empty() || term->kind == PhraseKind::kNot ||
                                    term->kind == PhraseKind::kEvent);
            if (!says) continue;
            const Test* code = term->vague ? nullptr : code_in(*term);
            const bool fits = code != nullptr && code->kind == Test::Kind::kWords &&
                              !code->others &&
                              (codes.words.empty() || code->column == codes.column);
            if (!fits) return {};
            codes.column = code->column;
            codes.words.insert(codes.words.end(), code->words.begin(), code->words.end());
        }
    }
    return codes;
}

}  // namespace yitao::recognise
