#include "recognise/notes/states.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

constexpr auto kClauses =
    std::to_array<std::string_view>({"。", "；", ";", "\n", "，", "（", "）", "\u3000"});

// 新设按成立日期归期，…，不论是否注销: of what the sentence begins with, which its date settles.
bool begins_with_event(const Vocabulary& words, std::string_view sentence) {
    const Cut cut = words.cut(sentence);
    return !cut.tokens.empty() && std::ranges::any_of(cut.tokens[0].terms, [](const Term& term) {
        return term.kind == dictionary::PhraseKind::kEvent;
    });
}

// 登记成立数含现已停业、注销的: what happened then, whatever became of it. False: it is no event.
bool settle_event(Vocabulary& words, size_t ledger, std::string_view word, const Token& token) {
    constexpr std::string_view kNumber = "数";
    for (const Term& known : token.terms) {
        if (known.kind != dictionary::PhraseKind::kEvent ||
            known.ledger != static_cast<int>(ledger))
            continue;
        Term term = known;
        term.vague = false;
        if (word.ends_with(kNumber))
            words.define(word.substr(0, word.size() - kNumber.size()), Term(term));
        words.define(word, std::move(term));
        return true;
    }
    return false;
}

// 核查要求：登记在册, “登记在册”: the word alone.
std::string_view word_defined(std::string_view text) {
    constexpr auto kBefore = std::to_array<std::string_view>({"：", "“", "”"});
    std::string_view word;
    while (!text.empty()) {
        const std::string_view part = trim(take_clause(text, kBefore));
        if (!part.empty()) word = part;
    }
    return word;
}

// 登记在册包括停业、注销主体: the word is of every state; 存续主体＝在营＋停业: of those alone.
// False: it defines none.
bool define_states(Vocabulary& words, size_t ledger, const Test& standing,
                   std::string_view clause) {
    constexpr auto kTakes = std::to_array<std::string_view>({"包括", "包含", "含", "＝", "="});
    const size_t at = first_of(clause, kTakes);
    if (at == 0 || at >= clause.size()) return false;
    const std::string_view word = word_defined(clause.substr(0, at));
    const std::string_view said = clause.substr(at);
    const bool equals = said.starts_with("＝") || said.starts_with("=");
    const Cut cut = words.cut(word);
    const size_t most = equals ? 2 : 1;  // 存续主体
    const bool one = !cut.tokens.empty() && cut.tokens.size() <= most && cut.unknown == 0;
    if (!one || !names_other_state(words, ledger, standing, said)) return false;
    const bool own = std::ranges::any_of(cut.tokens[0].terms, [&](const Term& term) {
        return term.ledger == static_cast<int>(ledger);
    });
    if (!own) return false;
    if (settle_event(words, ledger, word, cut.tokens[0])) return true;
    Test all = standing;
    all.words.clear();
    for (const auto& code : words.code_list(words.schema(ledger).columns[all.column])->codes) {
        if (!equals || said.contains(code.name)) all.words.push_back(code.name);
    }
    Term term{.kind = dictionary::PhraseKind::kCondition, .ledger = static_cast<int>(ledger)};
    term.column = static_cast<int>(all.column);
    term.when = {{std::move(all)}};
    words.define(word, std::move(term));
    return true;
}

void read_line(std::string_view line, Vocabulary& words) {
    while (!line.empty()) {
        const std::string_view whole = trim(take_clause(line, kSentenceEnds));
        for (std::string_view sentence = whole; !sentence.empty();) {
            const std::string_view clause = trim(take_clause(sentence, kClauses));
            for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
                const auto& standing = words.facts(ledger).standing;
                const bool one = standing.size() == 1 && standing[0].size() == 1;
                if (!one || define_states(words, ledger, standing[0][0], clause) ||
                    !counts_every_state(words, ledger, standing[0][0], clause))
                    continue;
                if (begins_with_event(words, whole) || begins_with_event(words, clause)) continue;
                words.count_every_state(static_cast<int>(ledger));
            }
        }
    }
}

}  // namespace

bool names_other_state(const Vocabulary& words, size_t ledger, const Test& standing,
                       std::string_view clause) {
    const ledger::CodeList* list = words.code_list(words.schema(ledger).columns[standing.column]);
    return list != nullptr && !standing.others &&
           std::ranges::any_of(list->codes, [&](const auto& code) {
               return std::ranges::find(standing.words, code.name) == standing.words.end() &&
                      clause.contains(code.name);
           });
}

bool counts_every_state(const Vocabulary& words, size_t ledger, const Test& standing,
                        std::string_view clause) {
    const ledger::Column& column = words.schema(ledger).columns[standing.column];
    const ledger::CodeList* list = words.code_list(column);
    if (list == nullptr || standing.others) return false;
    const auto is_other = [&](const auto& code) {
        return std::ranges::find(standing.words, code.name) == standing.words.end();
    };
    const auto named = [&](const auto& code) { return clause.contains(code.name); };
    const bool some = names_other_state(words, ledger, standing, clause);
    constexpr auto kExcept = std::to_array<std::string_view>({"除", "以外", "外"});
    if (has_any(clause, kExcept)) return false;
    if (has_any(clause, kTakesIn)) return some;
    constexpr auto kAny =
        std::to_array<std::string_view>({"不论", "不管", "无论", "不看", "不问", "不分"});
    if (has_any(clause, kAny))
        return some || clause.contains("现状") || clause.contains(column.name);
    const bool all = std::ranges::all_of(
        list->codes, [&](const auto& code) { return !is_other(code) || named(code); });
    return all &&
           (clause.starts_with("含") || clause.starts_with("包括") || clause.starts_with("包含"));
}

void read_states(const SheetCells& cells, Vocabulary& words) {
    constexpr size_t kLeast = 12;  // bytes
    constexpr size_t kMost = 2000;
    for (const std::string_view line : lone_lines(cells, kLeast, kMost)) {
        if (!begins_chapter(line)) read_line(line, words);
    }
}

}  // namespace yitao::recognise
