// What the heading of a group says of those below it: which column they are codes of, what they are
// for, or nothing.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using namespace losses;
using dictionary::PhraseKind;

// 未就业人员 / 在校学生, 参保 / 未参保, 按残疾情况分 / 不是残疾人; 安全等级A级 and, drawn in
// further, B级: below a word of the same column a heading says which code, and what the group is
// called is none of its own.
bool PathReader::is_below_another_code(const std::vector<Test>& tests) {
    const size_t own = part_being_read();
    if (own >= layers_.path.size() || tests.empty()) return false;
    const size_t column = tests[0].column;
    if (std::ranges::any_of(tests, [&](const Test& test) { return test.column != column; }))
        return false;
    const auto says = [&](const Layer& group) {
        return std::ranges::any_of(group.cut->tokens, [&](const Token& token) {
            const Term* term = choose(token, true);
            return term != nullptr && std::ranges::any_of(term->when, [&](const auto& all) {
                       return all.size() == 1 && all[0].column == column;
                   });
        });
    };
    const size_t first = own < asked_.row_parts ? 0 : asked_.row_parts;
    return std::any_of(layers_.path.begin() + static_cast<ptrdiff_t>(first),
                       layers_.path.begin() + static_cast<ptrdiff_t>(own), says);
}

// O 居民服务业: the letter before it says that the section is meant, whatever division is called
// so.
std::optional<Test> PathReader::section_lettered(const Term& term, const Token& token) const {
    const Test* division = code_in(term);
    const size_t own = part_being_read();
    if (division == nullptr || division->words.size() != 1 || own >= asked_.path.size())
        return std::nullopt;
    const std::string& code = division->words[0];
    const std::string key = match_key(asked_.path[own].text);
    const bool said = code.size() == 3 && key.size() > 1 && key[0] - 'a' == code[0] - 'A' &&
                      std::string_view(key).substr(1).starts_with(token.text);
    const bool classes = said && is_digit(code[1]) && is_digit(code[2]);
    if (!classes) return std::nullopt;
    return Test{.column = division->column, .words = {code.substr(0, 1) + "*"}};
}

// 农、林、牧、渔业 / 农业, 农业 beside 林业 and 渔业: what a section and one of its divisions are
// both called is the division, below its section or beside other divisions of it.
std::optional<Test> PathReader::class_within(const Term& term, const Token& token) const {
    if (const auto lettered = section_lettered(term, token)) return lettered;
    const Test* section = code_in(term);
    const bool whole = section != nullptr && section->words.size() == 1 && !section->others &&
                       section->words[0].size() == 2 && section->words[0].ends_with('*');
    if (!whole) return std::nullopt;
    const char letter = section->words[0][0];
    const auto* list = words_.code_list(words_.schema(ledger_).columns[section->column]);
    if (list == nullptr) return std::nullopt;
    const auto own = std::ranges::find_if(list->codes, [&](const auto& code) {
        return code.name.starts_with(letter) &&
               std::ranges::find(code.synonyms, token.text) != code.synonyms.end();
    });
    if (own == list->codes.end()) return std::nullopt;
    const auto names_another = [&](const Layer& sibling) {
        const auto& tokens = sibling.cut->tokens;
        return tokens.size() == 1 && std::ranges::any_of(tokens[0].terms, [&](const Term& other) {
                   const Test* code = speaks_here(other) ? code_in(other) : nullptr;
                   return code != nullptr && code->column == section->column &&
                          code->words.size() == 1 && code->words[0].starts_with(letter) &&
                          !code->words[0].ends_with('*') && code->words[0] != own->name;
               });
    };
    const bool below = std::ranges::find(before_.tests, *section) != before_.tests.end();
    if (!below && std::ranges::none_of(layers_.siblings, names_another)) return std::nullopt;
    return Test{.column = section->column, .words = {own->name}};
}

// 招商 of 招商和建设项目 over 个数: of a heading above, whose other words say what is meant. Who
// somebody is (选民, 资助对象) or a single letter (应, 未) may change all.
bool PathReader::only_decorates(const Token& token) {
    const std::vector<Token>& tokens = layer_->cut->tokens;
    if (layer_->leaf || reads_own() || code_point_count(token.text) < 2) return false;
    const bool last = &token == &tokens.back();
    const bool names_somebody = std::ranges::any_of(kWordsForSomebody, [&](std::string_view who) {
        return token.text.ends_with(who) || (!last && (&token + 1)->text.starts_with(who));
    });
    // 选举日年满18周岁: which day it is, the words below need to know as well.
    const bool day = token.text.ends_with("日") || (!last && (&token + 1)->text.starts_with("日"));
    if (names_somebody || day) return false;
    return heads_topics() || std::ranges::any_of(tokens, [&](const Token& other) {
               const Term* term = other.terms.empty() ? nullptr : choose(other, true);
               return term != nullptr && term->kind != PhraseKind::kFiller;
           });
}

// 资助对象 over 特困 | 低保, 服务人口 over 户籍 | 常住: kinds of people that say themselves who
// they are. What the group is called, of which a word is not known, says what it is for.
bool PathReader::calls_kinds_below(const Layer& layer) {
    const size_t own = part_being_read();
    if (own + 1 >= layers_.path.size() || layer.inherited || own + 1 == asked_.row_parts)
        return false;
    const auto& tokens = layer.cut->tokens;
    const auto loose = [](const Term& term) {
        return term.kind == PhraseKind::kCondition && term.vague;
    };
    const auto strange = std::ranges::find_if(tokens, [&](const Token& token) {
        return !token.bracketed && std::ranges::all_of(token.terms, loose);
    });
    if (strange == tokens.end() || begins_with_digit(strange->text)) return false;
    // 2026年秋季入学, 本年受理的去向, 65岁及以上常住老人中: it says when, how much, or of whom;
    // 尚未具备: that they are not.
    constexpr auto kNot = std::to_array<std::string_view>({"未", "没", "无", "不", "非", "缺"});
    const bool more = std::ranges::any_of(tokens, [&](const Token& token) {
        return token.text.ends_with("中") || has_any(token.text, kNot) ||
               std::ranges::any_of(token.terms, [&](const Term& term) {
                   const bool whose =
                       term.kind == PhraseKind::kCondition && (term.generic || is_population(term));
                   return whose || term.kind == PhraseKind::kWindow ||
                          term.kind == PhraseKind::kEvent || term.kind == PhraseKind::kAmount;
               });
    });
    if (more) return false;
    const auto names_kind = [&](const Layer& heading) {
        const bool known = heading.cut->unknown == 0 && !heading.cut->tokens.empty();
        return known && std::ranges::any_of(heading.cut->tokens, [&](const Token& token) {
                   return std::ranges::any_of(token.terms, [](const Term& term) {
                       return term.kind == PhraseKind::kCondition && !term.generic && !term.vague;
                   });
               });
    };
    const Layer& below = layers_.path[own + 1];
    if (below.inherited || !names_kind(below) || std::ranges::none_of(layers_.beside, names_kind))
        return false;
    result_.doubt(kFromTitle, "unknown " + strange->text);
    return true;
}

// 治理与服务 over 受理纠纷, 演出, 微信群: what stands below is of different things.
bool PathReader::leaf_names_amount() const {
    return !layers_.path.empty() &&
           std::ranges::any_of(layers_.path.back().cut->tokens, [&](const Token& token) {
               return std::ranges::any_of(token.terms, [&](const Term& term) {
                   return term.kind == PhraseKind::kAmount &&
                          term.ledger == static_cast<int>(ledger_);
               });
           });
}

// 按等级 / 一级, 按务工方式分, 目前状态 over 在校学生, 务农: how the columns divide, by another
// ledger's word for it.
bool PathReader::says_how_divided(const Token& token) {
    const bool names = !layer_->leaf && std::ranges::all_of(token.terms, [](const Term& term) {
        return term.kind == PhraseKind::kFiller;
    });
    const auto& tokens = layer_->cut->tokens;
    const bool by = token.text.starts_with("按") ||
                    (tokens.front().text.starts_with("按") && tokens.back().text == "分");
    return names && (by || codes_stand_beside());
}

bool PathReader::heads_topics() const {
    using Topics = std::set<std::pair<int, int>>;  // ledger, column
    const auto topics_of = [](const Layer& layer) {
        Topics topics;
        for (const Token& token : layer.cut->tokens) {
            for (const Term& term : token.terms) {
                const bool codes = term.kind == PhraseKind::kCondition && term.when.size() == 1 &&
                                   !term.when[0].empty();
                const bool thing =
                    term.kind == PhraseKind::kAmount || term.kind == PhraseKind::kSubject;
                if (term.generic || term.ledger < 0 || (!codes && !thing)) continue;
                topics.emplace(term.ledger,
                               codes ? static_cast<int>(term.when[0][0].column) : term.column);
            }
        }
        return topics;
    };
    if (layers_.path.empty()) return false;
    const Topics own = topics_of(layers_.path.back());
    return !own.empty() && std::ranges::any_of(layers_.beside, [&](const Layer& layer) {
        const Topics others = topics_of(layer);
        return !others.empty() &&
               std::ranges::none_of(others, [&](const auto& topic) { return own.contains(topic); });
    });
}

// 农业就业 over 外出务工, 耕地（亩）: one of another code stands in the group, which is thus no
// condition of what stands in it.
bool PathReader::is_denied_beside(const Layer& layer) {
    if (layer.inherited || reads_own() || layer.cut->tokens.size() != 1 || !leaf_names_amount())
        return false;
    const Token& group = layer.cut->tokens[0];
    if (choose(group, true) != nullptr) return false;  // a word of this ledger
    const auto against = [](const Term& own, const Term& other) {
        const Test* a = code_in(own);
        const Test* b = code_in(other);
        return a != nullptr && b != nullptr && own.ledger == other.ledger &&
               a->column == b->column && !a->others && !b->others &&
               std::ranges::none_of(a->words, [&](const std::string& word) {
                   return std::ranges::find(b->words, word) != b->words.end();
               });
    };
    const bool denied = std::ranges::any_of(layers_.beside, [&](const Layer& other) {
        return other.cut->tokens.size() == 1 &&
               std::ranges::any_of(group.terms, [&](const Term& own) {
                   return std::ranges::any_of(other.cut->tokens[0].terms,
                                              [&](const Term& term) { return against(own, term); });
               });
    });
    if (denied) result_.doubt(losses::kFromTitle, "foreign " + group.text);
    return denied;
}

}  // namespace yitao::recognise
