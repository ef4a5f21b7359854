// Which states count where the path names none (firms: 在营, 停业, 注销): those that go by the
// ledger's own measure, unless the form says that others do too (不论现在是否营业) or states above
// the table whom it is of (范围：登记总数, 存续主体按成立年份 where 存续主体＝在营＋停业).
#include <algorithm>
#include <array>

#include "recognise/meaning/path.h"
#include "recognise/notes/states.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

// 合计 | 在营 | 停业 | 注销: all of them, or those that go by the ledger's own measure?
bool PathReader::is_total_of_states(const Test& standing) const {
    if (layers_.path.empty()) return false;
    const bool total = says_total(layers_.path.back());
    auto settled = [&](const Test& test) { return test.column == standing.column; };
    if (!total || std::ranges::any_of(result_.filter.tests, settled)) return false;
    auto another = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                bool code = speaks_here(term) && term.kind == PhraseKind::kCondition &&
                            term.when.size() == 1 && term.when[0].size() == 1;
                if (!code || term.when[0][0].column != standing.column) return false;
                Filter both{ledger_, {standing}, {}};
                return narrow(both, term.when[0][0]) == Narrowed::kNothing;
            });
        });
    };
    return std::ranges::any_of(layers_.siblings, another) ||
           std::ranges::any_of(layers_.around, another);
}

bool PathReader::counts_other_states(const Test& standing) const {
    if (words_.counts_every_state(ledger_)) return true;
    const auto says = [&](std::string_view text) {
        constexpr auto kMarks = std::to_array<std::string_view>({"，", "；", "（", "）", "(", ")"});
        while (!text.empty()) {
            const std::string_view clause = take_clause(text, kMarks);
            if (counts_every_state(words_, ledger_, standing, clause)) return true;
        }
        return false;
    };
    return std::ranges::any_of(asked_.context, says) ||
           std::ranges::any_of(asked_.path, [&](const PathPart& part) { return says(part.text); });
}

// 范围：登记总数, 存续主体 of the title: more states than the usual one, which is among them.
std::optional<Test> PathReader::states_above(const Test& standing) {
    const auto widens = [&](const Test& test) {
        return test.column == standing.column && test.kind == Test::Kind::kWords && !test.others &&
               test.words.size() > standing.words.size() && !standing.others &&
               std::ranges::all_of(standing.words, [&](const std::string& word) {
                   return std::ranges::find(test.words, word) != test.words.end();
               });
    };
    const auto of = [&](const Layer& layer) -> std::optional<Test> {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = is_denied(layer, token) ? nullptr : choose(token, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            if (code != nullptr && widens(*code)) return *code;
        }
        return std::nullopt;
    };
    for (const Layer& line : layers_.lines) {
        if (auto states = of(line)) return states;
    }
    return layers_.context.empty() ? std::nullopt : of(layers_.context.back());
}

void PathReader::apply_standing() {
    const auto& standing = words_.facts(ledger_).standing;
    if (standing.size() != 1 || by_date_) return;
    for (const Test& test : standing[0]) {
        if (is_total_of_states(test)) result_.doubt(kStrayWord, "total of what");
        // 不含停业和注销: where these are all the others, it is the standing said otherwise.
        const auto& columns = words_.schema(ledger_).columns;
        const ledger::CodeList* list = words_.code_list(columns[test.column]);
        auto settled = [&](const Test& other) {
            if (other.column != test.column) return false;
            bool rest = list != nullptr && other.others && !test.others &&
                        other.words.size() + test.words.size() == list->codes.size();
            return !rest;
        };
        if (std::ranges::any_of(result_.filter.tests, settled)) continue;
        if (counts_other_states(test)) continue;
        const Test counted = states_above(test).value_or(test);
        narrow(result_.filter, counted);
        result_.because.push_back({"", words_of({ledger_, {counted}}, words_.schema(ledger_))});
    }
}

}  // namespace yitao::recognise
