#include "recognise/notes/included.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/notes/conditions.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

using dictionary::PhraseKind;

namespace {

// The brackets that say who is counted too: （含外来人员、在校学生）, （户口在外地的也算）; empty:
// there are none.
std::string_view including_brackets(std::string_view text) {
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    for (size_t open = text.find(kOpen); open != std::string_view::npos;
         open = text.find(kOpen, open + 1)) {
        const size_t close = text.find(kClose, open);
        if (close == std::string_view::npos) return {};
        const std::string_view inside = text.substr(open, close + kClose.size() - open);
        if (inside.starts_with("（含") || has_any(inside, kTakesIn)) return inside;
    }
    return {};
}

// 本地户籍、16至59周岁的人，包括在校学生: what stands from the comma on; empty: nothing does.
std::string_view including_clause(std::string_view text) {
    constexpr auto kStarts = std::to_array<std::string_view>({"，包括", "，也包括", "，含"});
    return text.substr(first_of(text, kStarts));
}

bool names_codes(const Test& test) {
    return test.kind == Test::Kind::kWords && !test.others && !test.words.empty();
}

// 省外 of 县外: all of its codes are among those of the other.
bool is_among(const Test& some, const Test& all) {
    return names_codes(some) && names_codes(all) && some.column == all.column &&
           std::ranges::all_of(some.words, [&](const std::string& word) {
               return std::ranges::find(all.words, word) != all.words.end();
           });
}

void add_codes(Test& test, const Test& more) {
    for (const std::string& word : more.words) {
        const bool known = std::ranges::find(test.words, word) != test.words.end();
        if (!known) test.words.push_back(word);
    }
}

// 中共党员含预备党员, 已竣工含阶段为“投产”的: both.
bool read_including_codes(std::string_view clause, Vocabulary& words) {
    for (std::string_view verb : {"均含", "都含", "均包括", "含", "包括"}) {
        size_t at = clause.find(verb);
        if (at == std::string_view::npos || at < 6 || at > 30) continue;
        if (clause.substr(0, at).contains("（") || clause.substr(0, at).contains("(")) return false;
        Cut cut = words.cut(clause.substr(0, at));
        auto other = conditions_of(words, clause.substr(at + verb.size()));
        if (cut.tokens.size() != 1 || !other || other->when.size() != 1) return false;
        for (Term term : cut.tokens[0].terms) {
            bool one = term.kind == PhraseKind::kCondition && term.ledger == other->ledger &&
                       term.when.size() == 1 && term.when[0].size() == 1 &&
                       other->when[0].size() == 1;
            if (!one) continue;
            Test& own = term.when[0][0];
            const Test& more = other->when[0][0];
            if (own.column != more.column || own.kind != Test::Kind::kWords || own.others ||
                more.others)
                continue;
            // 工业包括B、C、D门类 says what it is, and not what it has too.
            const bool codes = own.words.size() == 1 && more.words.size() == 1;
            if (!term.vague && !(codes && verb == "含")) continue;
            add_codes(own, more);
            term.vague = false;
            words.define(cut.tokens[0].text, std::move(term));
            return true;
        }
        return false;
    }
    return false;
}

// The one test of codes that the text names, of that ledger; nothing: it names another or none.
std::optional<Test> codes_in(const Vocabulary& words, std::string_view text, int ledger) {
    const auto said = conditions_of(words, text, ledger);
    const bool one = said && said->when.size() == 1 && said->when[0].size() == 1 &&
                     names_codes(said->when[0][0]);
    return one ? std::optional(said->when[0][0]) : std::nullopt;
}

// 说明　一、党员含…, 注：1.党员含…: what the sentence begins with.
std::string_view behind_number(std::string_view clause) {
    constexpr auto kNumerals =
        std::to_array<std::string_view>({"一", "二", "三", "四", "五", "六", "七", "八", "九"});
    constexpr std::string_view kPause = "、";
    for (std::string_view mark : {"\u3000", "："}) {
        const size_t at = clause.rfind(mark);
        if (at != std::string_view::npos) clause.remove_prefix(at + mark.size());
    }
    take_item_number(clause);
    std::string_view rest = clause;
    if (take(rest, kNumerals) && rest.starts_with(kPause)) return rest.substr(kPause.size());
    return clause;
}

// 党员含预备党员 below 中国共产党党员构成情况: what the title calls by the note's word and a word
// before it has them too.
void read_included_of_title(std::string_view clause, const SheetCells& cells, Vocabulary& words) {
    constexpr auto kVerbs =
        std::to_array<std::string_view>({"均含", "都含", "均包括", "含", "包括"});
    constexpr auto kMarks = std::to_array<std::string_view>({"，", "（"});
    const std::string_view whole = behind_number(clause.substr(0, first_of(clause, kMarks)));
    const size_t at = first_of(whole, kVerbs);
    if (at == 0 || at >= whole.size()) return;
    const std::string word = match_key(whole.substr(0, at));
    if (code_point_count(word) < 2) return;
    std::vector<std::pair<std::string, Term>> found;
    for (const Token& token : words.cut(sheet_title(cells)).tokens) {
        if (!token.text.ends_with(word) || token.text == word) continue;
        for (const Term& term : token.terms) {
            const Test* code = code_in(term);
            if (code == nullptr || !names_codes(*code)) continue;
            const auto own = codes_in(words, word, term.ledger);
            const auto more = codes_in(words, whole.substr(at), term.ledger);
            const bool same = own && more && is_among(*code, *own) && more->column == own->column;
            if (!same || is_among(*more, *code)) continue;
            Term both = term;
            add_codes(both.when[0][0], *own);
            add_codes(both.when[0][0], *more);
            both.vague = false;
            found.emplace_back(token.text, std::move(both));
            break;
        }
    }
    for (auto& [name, term] : found) words.define_in_ledger(name, std::move(term));
}

}  // namespace

Included take_included(const Vocabulary& words, std::string_view meaning) {
    std::string_view inside = including_brackets(meaning);
    const bool clause = inside.empty();
    if (clause) inside = including_clause(meaning);
    if (inside.empty()) return {std::string(meaning), {}};
    const auto open = static_cast<size_t>(inside.data() - meaning.data());
    std::string outside(meaning.substr(0, open));
    outside += meaning.substr(open + inside.size());
    const auto said = conditions_of(words, outside);
    if (clause && (!said || said->when[0].empty()))
        return {std::string(meaning), {}};  // 指…，包括低保
    if (!said || has_any(inside, kTakesIn)) return {outside, {}};
    // 中共党员，含预备党员, and not 在校学生，含县外就读的大中专学生.
    const auto included = conditions_of(words, inside);
    for (const Test& more : included ? included->when[0] : std::vector<Test>{}) {
        for (const Test& own : said->when[0]) {
            if (own.column != more.column || is_among(more, own)) continue;
            const bool codes = !clause && included->when[0].size() == 1 &&
                               included->ledger == said->ledger && names_codes(own) &&
                               names_codes(more);
            if (codes) return {outside, more};
            return {std::string(meaning), {}};
        }
    }
    return {outside, {}};
}

void widen_by(const Included& included, Term& term) {
    if (!included.more) return;
    for (auto& tests : term.when) {
        for (Test& test : tests) {
            if (test.column == included.more->column && names_codes(test))
                add_codes(test, *included.more);
        }
    }
}

bool read_including(std::string_view clause, const SheetCells& cells, Vocabulary& words) {
    read_included_of_title(clause, cells, words);
    return read_including_codes(clause, words);
}

}  // namespace yitao::recognise
