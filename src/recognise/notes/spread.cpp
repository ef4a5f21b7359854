#include "recognise/notes/spread.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "recognise/notes/conditions.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

using dictionary::PhraseKind;

namespace {

constexpr size_t kLongestHeading = 120;  // bytes

bool is_silent(const Term& term) {
    return term.kind == PhraseKind::kFiller || term.kind == PhraseKind::kGrain ||
           (term.kind == PhraseKind::kSubject && term.when.empty());
}

// 两类, 三个: how many were listed; 类, 项目: what they are.
bool says_nothing(const Token& token) {
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"类", "两类", "二类", "三类", "四类", "的", "和", "及", "两", "三", "四", "个", "等"});
    return std::ranges::find(kEnds, token.text) != kEnds.end() ||
           (!token.terms.empty() && std::ranges::any_of(token.terms, is_silent));
}

// The codes a token stands for in this ledger; null: it is no code of it.
const Test* code_of(const Token& token, size_t ledger) {
    for (const Term& term : token.terms) {
        const Test* code = term.ledger == static_cast<int>(ledger) ? code_in(term) : nullptr;
        if (code != nullptr && !code->others) return code;
    }
    return nullptr;
}

// B、C、D三个行业门类, A01—A04: told by their letters.
bool is_of_letters(const Cut& cut) {
    return std::ranges::any_of(cut.tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            const Test* code = term.source == Source::kPattern ? code_in(term) : nullptr;
            return code != nullptr && code->words.size() > 1;
        });
    });
}

// 基础设施类、民生类项目: codes of one column, at least two, and nothing else.
std::optional<Term> codes_listed(const Vocabulary& words, std::string_view text) {
    constexpr auto kLists = std::to_array<std::string_view>({"、", "＋"});
    const Cut cut = words.cut(text);
    if (!has_any(text, kLists) && !is_of_letters(cut)) return std::nullopt;
    for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
        if (!words.facts(ledger).known) continue;
        std::optional<Test> all;
        const bool only = std::ranges::all_of(cut.tokens, [&](const Token& token) {
            const Test* code = code_of(token, ledger);
            if (code == nullptr) return says_nothing(token);
            if (!all) {
                all = *code;
                return true;
            }
            if (all->column != code->column) return false;
            for (const std::string& word : code->words) {
                if (std::ranges::find(all->words, word) == all->words.end())
                    all->words.push_back(word);
            }
            return true;
        });
        if (!only || !all || all->words.size() < 2) continue;
        Term term{.kind = PhraseKind::kCondition, .ledger = static_cast<int>(ledger)};
        term.when = {{*all}};
        return term;
    }
    return std::nullopt;
}

// Some other text of the sheet has it in it.
bool stands_elsewhere(const SheetCells& cells, std::string_view word, std::string_view note) {
    const std::string key = match_key(word);
    return std::ranges::any_of(cells.grid.cells, [&](const auto& cell) {
        const auto* text = std::get_if<std::string>(&cell.second.value);
        return text != nullptr && text->size() <= kLongestHeading && *text != note &&
               match_key(*text).contains(key);
    });
}

// A word of its own, and no total, no part, no amount; nothing the dictionary is sure of, unless
// the classes are told by their letters.
bool may_be_defined(const Vocabulary& words, std::string_view word, bool letters) {
    constexpr auto kMarks = std::to_array<std::string_view>(
        {"、", "，", "（", "(", "“", "”", "：", "＝", "=", "其中", "其余", "不", "均", "合计"});
    const size_t length = code_point_count(word);
    if (length < 2 || length > 8 || has_any(word, kMarks)) return false;
    const Cut cut = words.cut(word);
    return std::ranges::none_of(cut.tokens, [&](const Token& token) {
        return std::ranges::any_of(token.terms, [&](const Term& term) {
            const bool sure = term.kind == PhraseKind::kCondition && !term.vague && !letters;
            return sure || term.source == Source::kForm || term.kind == PhraseKind::kTotal ||
                   term.kind == PhraseKind::kAmount;
        });
    });
}

// 火灾隐患包括消防、用电、燃气三类, of which the dictionary has the first: the form means more by
// it.
bool widens(const Vocabulary& words, std::string_view word, const Term& codes) {
    const Cut cut = words.cut(word);
    return std::ranges::any_of(cut.tokens, [&](const Token& token) {
        const Test* known = code_of(token, static_cast<size_t>(codes.ledger));
        return known != nullptr && is_some_of(*known, codes.when[0][0]);
    });
}

// 1.政府投资项目, 注：工业
std::string_view without_start(std::string_view clause) {
    for (std::string_view start : {"注：", "说明：", "口径：", "备注："}) {
        if (clause.starts_with(start)) clause.remove_prefix(start.size());
    }
    take_item_number(clause);
    return trim(clause);
}

struct Definition {
    std::string word;
    Term term;
};

std::optional<Definition> definition_in(const Vocabulary& words, const SheetCells& cells,
                                        std::string_view clause, std::string_view note) {
    // 产业划分：第一产业为A01—A04
    constexpr std::string_view kColon = "：";
    const size_t colon = clause.find(kColon);
    if (colon != std::string_view::npos) {
        const std::string_view behind = clause.substr(colon + kColon.size());
        if (auto own = definition_in(words, cells, behind, note)) return own;
    }
    for (std::string_view verb : {"包括", "是指", "均指", "指", "即", "为", "："}) {
        const size_t at = clause.find(verb);
        if (at == std::string_view::npos || at == 0) continue;
        const std::string_view left = trim(clause.substr(0, at));
        const std::string_view right = trim(clause.substr(at + verb.size()));
        for (const auto& [word, list] : {std::pair(left, right), std::pair(right, left)}) {
            if (word == right && verb != "为") continue;
            if (!stands_elsewhere(cells, word, note)) continue;
            auto codes = codes_listed(words, list);
            if (!codes) continue;
            const bool letters = is_of_letters(words.cut(list));
            const bool wider = widens(words, word, *codes);
            if (verb == "包括" && !letters && !wider) continue;
            if (may_be_defined(words, word, letters || wider))
                return Definition{std::string(word), std::move(*codes)};
        }
    }
    return std::nullopt;
}

// 施工项目（开工、在建）: a label that says what its word is; where the word stands in others too,
// it is that there. The word alone, and of codes that the dictionary does not contradict.
std::optional<Definition> definition_of_label(const Vocabulary& words, std::string_view label) {
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    constexpr size_t kLeast = 3;  // characters
    constexpr size_t kMost = 8;
    label = trim(label);
    const size_t open = label.find(kOpen);
    if (open == std::string_view::npos || !label.ends_with(kClose)) return std::nullopt;
    const std::string_view word = label.substr(0, open);
    const std::string_view inside =
        label.substr(open + kOpen.size(), label.size() - open - kOpen.size() - kClose.size());
    const size_t length = code_point_count(word);
    constexpr auto kOther = std::to_array<std::string_view>({"：", "、", "，", "（", "其中", "占"});
    const bool plain = length >= kLeast && length <= kMost && !has_any(word, kOther) &&
                       !inside.contains(kOpen) && inside.contains("、") && word.ends_with("项目");
    if (!plain) return std::nullopt;
    auto codes = codes_listed(words, inside);
    if (!codes) return std::nullopt;
    const Test& listed = codes->when[0][0];
    for (const Token& token : words.cut(word).tokens) {
        const Test* code = code_of(token, static_cast<size_t>(codes->ledger));
        const bool other = code != nullptr && (code->column != listed.column ||
                                               !(*code == listed || is_some_of(*code, listed)));
        if (other) return std::nullopt;
    }
    return Definition{std::string(word), std::move(*codes)};
}

void read_labels(const SheetCells& cells, const Vocabulary& words, std::vector<Definition>& found) {
    std::vector<Definition> own;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > kLongestHeading) continue;
        auto one = definition_of_label(words, *text);
        if (one && stands_elsewhere(cells, one->word, *text)) own.push_back(std::move(*one));
    }
    for (const Definition& one : own) {
        const bool alike = std::ranges::all_of(own, [&](const Definition& other) {
            return other.word != one.word || other.term.when == one.term.when;
        });
        if (!alike) continue;
        found.push_back(one);
        // 施工 | 项目总投资: the word without 项目, where this ledger has no other.
        constexpr std::string_view kThings = "项目";
        std::string stem = one.word.substr(0, one.word.size() - kThings.size());
        const Cut cut = words.cut(stem);
        const bool known = std::ranges::any_of(cut.tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                return term.ledger == one.term.ledger || term.ledger == kAnyLedger;
            });
        });
        if (!known && code_point_count(stem) >= 2) found.push_back({std::move(stem), one.term});
    }
}

// What a text of the sheet is cut into, each word once.
std::vector<Token> words_of_sheet(const SheetCells& cells, const Vocabulary& words) {
    constexpr size_t kMost = 2000;
    std::vector<Token> tokens;
    std::set<std::string> seen;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->empty() || text->size() > kLongestHeading) continue;
        for (Token& token : words.cut(*text).tokens) {
            if (tokens.size() >= kMost) return tokens;
            if (seen.insert(token.text).second) tokens.push_back(std::move(token));
        }
    }
    return tokens;
}

// 工业企业, 规上工业产值, where the form says what 工业 is: the test that the dictionary has for
// the word becomes the form's. 工业企业 are firms, besides.
void spread(const std::vector<Token>& sheet, const Definition& definition,
            const std::vector<Test>& known, Vocabulary& words) {
    for (const Token& token : sheet) {
        if (token.text == definition.word || !token.text.contains(definition.word)) continue;
        for (Term term : token.terms) {
            if (term.ledger != definition.term.ledger || term.source == Source::kForm) continue;
            bool replaced = false;
            for (std::vector<Test>& tests : term.when) {
                for (Test& test : tests) {
                    if (std::ranges::find(known, test) == known.end()) continue;
                    test = definition.term.when[0][0];
                    replaced = true;
                }
            }
            if (!replaced) continue;
            term.vague = false;
            constexpr std::string_view kFirms = "企业";
            const bool firms = token.text.ends_with(kFirms) && term.when.size() == 1;
            const auto kind = firms ? conditions_of(words, kFirms, term.ledger) : std::nullopt;
            if (kind && !kind->when.empty()) {
                Filter both{static_cast<size_t>(term.ledger), term.when[0], {}};
                if (narrow(both, kind->when[0]) != Narrowed::kNothing) term.when[0] = both.tests;
            }
            words.define(token.text, std::move(term));
            break;
        }
    }
}

// 实有户 → 实有
std::string stem_of(std::string_view word) {
    constexpr auto kEnds =
        std::to_array<std::string_view>({"经营主体", "主体", "户数", "总数", "单位", "户", "数"});
    for (std::string_view end : kEnds) {
        if (word.ends_with(end) && word.size() > end.size())
            return std::string(word.substr(0, word.size() - end.size()));
    }
    return "";
}

// 实有经营主体, which departments use differently, where the form says what 实有户 are.
void spread_vague(const std::vector<Token>& sheet, Vocabulary& words) {
    for (const auto& [word, term] : words.defined_conditions()) {
        const std::string stem = stem_of(word);
        if (code_point_count(stem) < 2) continue;
        for (const Token& token : sheet) {
            const bool open = std::ranges::any_of(token.terms, [&](const Term& known) {
                return known.vague && known.ledger == term.ledger &&
                       known.kind != PhraseKind::kAmount;
            });
            if (open && stem_of(token.text) == stem) words.define(token.text, term);
        }
    }
}

// 新设按成立日期归期: 新设经营主体, 新设企业 of the same form too.
void spread_events(const std::vector<Token>& sheet, Vocabulary& words) {
    for (const auto& [word, event] : words.defined_events()) {
        for (const Token& token : sheet) {
            // 新落户企业 are firms besides.
            const bool more = token.text.ends_with("企业") || token.text == word;
            if (!token.text.starts_with(word) || more) continue;
            for (Term term : token.terms) {
                const bool same = term.kind == PhraseKind::kEvent && term.vague &&
                                  term.ledger == event.ledger && term.column == event.column;
                if (!same) continue;
                term.vague = false;
                words.define(token.text, std::move(term));
                break;
            }
        }
    }
}

}  // namespace

void spread_definitions(const SheetCells& cells, Vocabulary& words) {
    constexpr size_t kMostNotes = 50;
    constexpr size_t kLeast = 18;  // bytes
    constexpr size_t kMost = 2000;
    std::vector<Definition> found;
    size_t read = 0;
    for (const std::string_view line : lone_lines(cells, kLeast, kMost)) {
        if (++read > kMostNotes) break;
        constexpr auto kEnds = std::to_array<std::string_view>({"。", "；", ";", "\n", "，"});
        for (std::string_view rest = line; !rest.empty();) {
            const std::string_view clause = without_start(trim(take_clause(rest, kEnds)));
            if (auto one = definition_in(words, cells, clause, line))
                found.push_back(std::move(*one));
        }
    }
    read_labels(cells, words, found);
    const std::vector<Token> sheet = words_of_sheet(cells, words);
    for (Definition& definition : found) {
        std::vector<Test> known;
        for (const Token& token : words.cut(definition.word).tokens) {
            if (const Test* code = code_of(token, static_cast<size_t>(definition.term.ledger)))
                known.push_back(*code);
        }
        spread(sheet, definition, known, words);
        words.define(definition.word, std::move(definition.term));
    }
    spread_vague(sheet, words);
    spread_events(sheet, words);
}

}  // namespace yitao::recognise
