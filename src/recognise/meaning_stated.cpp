// What the lines above a table say of all its rows, and the reading does not use.
#include <algorithm>

#include "recognise/meaning_path.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

void PathReader::ask_stated() {
    for (const Layer& layer : layers_.lines) {
        ask_stated(layer);
        ask_stated_elsewhere(layer);
        ask_stated_population(layer);
    }
}

void PathReader::ask_stated(const Layer& layer) {
    for (const Token& token : layer.cut->tokens) {
        if (is_of_no_matter(layer, token) || is_denied(layer, token)) continue;
        if (!result_.filter.joined.empty() && is_said_of_place(layer, token)) continue;
        const Term* term = choose(token, true);
        const bool says = term != nullptr && term->kind == PhraseKind::kCondition &&
                          !term->when.empty() && !is_population(*term);
        const bool used = says && std::ranges::any_of(term->when, [&](const auto& tests) {
                              return std::ranges::any_of(tests, [&](const Test& test) {
                                  return uses(static_cast<int>(test.column));
                              });
                          });
        if (!says || used) continue;
        return result_.doubt(kStrayWord, "said above " + token.text);
    }
}

// 常住人口 over 外来: of those who live here, or of all?
void PathReader::ask_stated_population(const Layer& layer) {
    if (words_.facts(ledger_).standing.size() < 2 || names_population_ || names_people()) return;
    const Test* said = nullptr;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr || !is_population(*term) || is_of_no_matter(layer, token)) continue;
        if (said != nullptr || term->when.size() != 1 || term->when[0].size() != 1) return;
        said = term->when[0].data();
    }
    if (said == nullptr || uses(static_cast<int>(said->column))) return;
    result_.doubt(kStrayWord, "population");
}

// 学校里查出来的隐患, 水域这类场所里的隐患: of hazards the line says where they are.
void PathReader::ask_stated_elsewhere(const Layer& layer) {
    if (!result_.filter.joined.empty()) return;
    const auto& tokens = layer.cut->tokens;
    for (size_t i = 0; i < tokens.size(); ++i) {
        const auto is_code_there = [&](const Term& term) {
            return code_in(term) != nullptr && !term.vague && leads_to(term.ledger);
        };
        if (!std::ranges::any_of(tokens[i].terms, is_code_there)) continue;
        const bool here = choose(tokens[i], true) != nullptr;
        bool named = false;  // … 场所
        for (size_t next = i + 1; next < tokens.size() && next <= i + 3; ++next) {
            named = named || std::ranges::any_of(tokens[next].terms, [&](const Term& term) {
                        return term.kind == PhraseKind::kSubject && leads_to(term.ledger);
                    });
        }
        if (!here || named) return result_.doubt(kStrayWord, "said above " + tokens[i].text);
    }
}

}  // namespace yitao::recognise
