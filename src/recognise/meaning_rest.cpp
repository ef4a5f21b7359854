// What is left of a column's codes: 消防、用电、燃气以外的, 除邻里、婚姻家庭外, 上述五类之外的,
// 其余; and how many codes a heading says it adds up: 三类合计.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "recognise/clauses.h"
#include "recognise/meaning_path.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

constexpr auto kBeyond =
    std::to_array<std::string_view>({"以外的", "之外的", "以外", "之外", "外的", "外"});

}  // namespace

// The code that a word stands for, of this ledger's own columns or of the places it refers to.
std::optional<PathReader::Coded> PathReader::code_meant(const Token& token) const {
    for (const Term& term : token.terms) {
        const Test* code = code_in(term);
        if (code == nullptr || term.vague || code->others || term.ledger < 0) continue;
        const bool own = term.ledger == static_cast<int>(ledger_);
        if (own || leads_to(term.ledger)) return Coded{term.ledger, *code};
    }
    return std::nullopt;
}

// 宾馆酒店消防、用电、燃气以外的隐患: which tokens the words deny, all codes of one column.
std::optional<PathReader::Beyond> PathReader::beyond_in(std::span<const Token> tokens) const {
    for (size_t at = 1; at < tokens.size(); ++at) {
        const Token& word = tokens[at];
        const bool says = std::ranges::find(kBeyond, word.text) != kBeyond.end() ||
                          (word.text == "以" && at + 1 < tokens.size() &&
                           std::ranges::find(kBeyond, tokens[at + 1].text) != kBeyond.end());
        if (!says) continue;
        Beyond beyond{.to = at};
        size_t from = at;
        while (from > 0) {
            const Token& before = tokens[from - 1];
            const auto code = code_meant(before);
            const bool same =
                code && (!beyond.coded || (beyond.coded->ledger == code->ledger &&
                                           beyond.coded->test.column == code->test.column));
            if (!same) break;
            if (!beyond.coded)
                beyond.coded = code;
            else
                beyond.coded->test.words.insert(beyond.coded->test.words.begin(),
                                                code->test.words.begin(), code->test.words.end());
            --from;
            // 道路消防、用电以外的: the first of a list has no mark before it.
            if (!before.listed && from > 0 && !is_joining(tokens[from - 1].text)) break;
            if (from > 0 && is_joining(tokens[from - 1].text)) --from;
        }
        if (!beyond.coded) continue;
        beyond.from = from;
        if (from > 0 && tokens[from - 1].text == "除") beyond.from = from - 1;
        while (beyond.to + 1 < tokens.size() &&
               (std::ranges::find(kBeyond, tokens[beyond.to + 1].text) != kBeyond.end() ||
                tokens[beyond.to + 1].text == "的"))
            ++beyond.to;
        return beyond;
    }
    return std::nullopt;
}

bool PathReader::read_beyond(const Layer& layer) {
    const auto& tokens = layer.cut->tokens;
    const auto beyond = beyond_in(tokens);
    if (!beyond) return false;
    Test rest = beyond->coded->test;
    rest.others = true;
    const bool own = beyond->coded->ledger == static_cast<int>(ledger_);
    for (size_t i = 0; i < tokens.size(); ++i) {
        const bool denied = i >= beyond->from && i <= beyond->to;
        // 除涉水以外的其他各类隐患: the others of them, not the code that is called so.
        const bool others = i > beyond->to && tokens[i].text == "其他";
        if (!denied && !others) read_token(tokens[i]);
    }
    if (own) {
        add_tests({rest}, tokens[beyond->from]);
    } else {
        for (size_t c = 0; c < words_.schema(ledger_).columns.size(); ++c) {
            const ledger::Schema& other = words_.schema(static_cast<size_t>(beyond->coded->ledger));
            if (words_.schema(ledger_).columns[c].reference != other.id || other.key.empty())
                continue;
            const auto key = other.find_column(other.key[0]);
            if (!key) continue;
            take_joined({looked_up(words_.schema(ledger_), c, other, *key, rest.column),
                         other.columns[rest.column].name, rest, c},
                        tokens[beyond->from]);
            break;
        }
    }
    result_.identity = true;
    return true;
}

// 上述五类之外的, 以上未包括的, 其余, below rows of codes of one column: those that no row names.
bool PathReader::read_rest(const Layer& layer) {
    const auto index = static_cast<size_t>(&layer - layers_.path.data());
    if (layer.inherited || index >= asked_.path.size() || !is_own(index)) return false;
    const std::string& text = asked_.path[index].text;
    constexpr auto kAbove = std::to_array<std::string_view>({"上述", "以上", "前述"});
    constexpr auto kNot =
        std::to_array<std::string_view>({"之外", "以外", "未包括", "未列", "外的", "不属"});
    const bool above = has_any(text, kAbove) && has_any(text, kNot);
    const bool left =
        match_key(text) == "其余" || match_key(text) == "其余的" || match_key(text) == "其余类";
    if (!above && !left) return false;
    std::vector<Test> codes;
    for (const Layer& sibling : layers_.siblings) {
        for (const Token& token : sibling.cut->tokens) {
            const Term* term = choose(token, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            if (code != nullptr && !code->others && !is_population(*code)) codes.push_back(*code);
        }
    }
    // Of the column that most of them are of; states and grades beside them say nothing.
    std::map<size_t, std::vector<std::string>> words;
    for (const Test& code : codes) {
        auto& own = words[code.column];
        for (const std::string& word : code.words) {
            if (std::ranges::find(own, word) == own.end()) own.push_back(word);
        }
    }
    const auto best =
        std::ranges::max_element(words, {}, [](const auto& entry) { return entry.second.size(); });
    if (best == words.end() || best->second.size() < 3) return false;
    const ledger::CodeList* list = words_.code_list(words_.schema(ledger_).columns[best->first]);
    if (list == nullptr || list->codes.size() <= best->second.size()) return false;
    Test rest{.column = best->first};
    for (const auto& code : list->codes) {
        const bool named = std::ranges::find(best->second, code.name) != best->second.end();
        if (!named) rest.words.push_back(code.name);
    }
    if (rest.words.size() > 2) return false;
    add_tests({rest}, layer.cut->tokens[0]);
    result_.identity = true;
    return true;
}

// 三类受理数, and one code or none was read; 三项活动次数, and nothing says which.
void PathReader::ask_kinds_said() {
    for (size_t i = 0; i < layers_.path.size() && i < asked_.path.size(); ++i) {
        if (!is_own(i) || layers_.path[i].inherited) continue;
        const std::string& text = asked_.path[i].text;
        const size_t at = first_of(text, kKindCounts);
        if (at == text.size() || has_any(text, kBeyond)) continue;
        constexpr auto kNumbers =
            std::to_array<std::string_view>({"两", "二", "三", "四", "五", "六"});
        constexpr auto kValues = std::to_array<size_t>({2, 2, 3, 4, 5, 6});
        size_t said = 0;
        for (size_t n = 0; n < kNumbers.size(); ++n) {
            if (std::string_view(text).substr(at).starts_with(kNumbers[n])) said = kValues[n];
        }
        size_t most =
            result_.filter.joined.empty() ? 0 : result_.filter.joined[0].test.words.size();
        bool others = false;
        for (const Test& test : result_.filter.tests) {
            if (test.kind == Test::Kind::kWords) most = std::max(most, test.words.size());
            others = others || test.others;
        }
        for (const auto& alternatives : result_.unions) most = std::max(most, alternatives.size());
        for (const Test& test : result_.base.tests) most = std::max(most, test.words.size());
        const bool known = std::ranges::any_of(layers_.path[i].cut->tokens, [](const Token& token) {
            return std::ranges::any_of(
                token.terms, [](const Term& term) { return term.source == Source::kForm; });
        });
        // 自来水、卫生厕所、宽带三项齐全: a test of each.
        constexpr auto kEach = std::to_array<std::string_view>({"齐全", "俱全", "都有", "均有"});
        if (has_any(asked_.path[i].text, kEach)) most = std::max(most, result_.filter.tests.size());
        const auto& columns = words_.schema(ledger_).columns;
        const bool all = std::ranges::any_of(columns, [&](const ledger::Column& column) {
            const ledger::CodeList* list = words_.code_list(column);
            return list != nullptr && list->codes.size() == said;
        });
        if (most < said && !others && !known && (!all || most > 0))
            return result_.doubt(kStrayWord, "total of what");
    }
}

}  // namespace yitao::recognise
