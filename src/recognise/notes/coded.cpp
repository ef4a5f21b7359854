// Words that a form explains by codes of a ledger: 火灾隐患包括消防、用电、燃气三类,
// 应用程序指小程序、APP, 办结＝已整改, 待办、在办、办结依次为台账的待整改、整改中、已整改.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/notes/definitions.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

constexpr auto kJoins = std::to_array<std::string_view>({"、", "与", "和", "及"});

std::string without_quotes(std::string_view text) {
    std::string plain(trim(text));
    erase_all(plain, std::to_array<std::string_view>({"“", "”"}));
    return plain;
}

// 台账的待整改、整改中, 消防、用电、燃气三类, 待整改与整改中之和: the names alone.
std::string names_of(std::string_view meaning) {
    std::string plain = without_quotes(meaning);
    for (std::string_view start : {"台账里的", "台账中的", "台账的", "台账", "状态为", "处置为"}) {
        if (plain.starts_with(start)) plain.erase(0, start.size());
    }
    plain.resize(first_of(plain, kKindCounts));
    for (std::string_view end : {"之和", "两种状态", "状态"}) {
        if (plain.ends_with(end)) plain.resize(plain.size() - end.size());
    }
    return plain;
}

std::vector<std::string> parts_of(std::string_view list, Marks marks) {
    std::vector<std::string> parts;
    while (!list.empty()) parts.emplace_back(trim(take_clause(list, marks)));
    return parts;
}

// The code of this ledger that the text names, and nothing else; nullptr: it does not.
const Test* code_named(const Cut& cut, int ledger) {
    if (cut.tokens.size() != 1) return nullptr;
    for (const Term& term : cut.tokens[0].terms) {
        if (term.ledger != ledger || term.vague) continue;
        if (const Test* code = code_in(term); code != nullptr && !code->others) return code;
        // 已整改 is what happened, too.
        const bool event = term.kind == PhraseKind::kEvent && term.when.size() == 1 &&
                           term.when[0].size() == 1 && !term.when[0][0].others &&
                           term.when[0][0].kind == Test::Kind::kWords;
        if (event) return term.when[0].data();
    }
    return nullptr;
}

bool speaks_of(const Vocabulary& words, std::string_view text, int ledger) {
    return std::ranges::any_of(words.cut(text).tokens, [&](const Token& token) {
        return std::ranges::any_of(token.terms,
                                   [&](const Term& term) { return term.ledger == ledger; });
    });
}

class CodeReader {
  public:
    CodeReader(const SheetCells& cells, Vocabulary& words) : cells_(cells), words_(words) {}

    void read(std::string_view clause) {
        constexpr std::string_view kOneByOne = "依次为";
        if (const size_t at = clause.find(kOneByOne); at != std::string_view::npos) {
            constexpr auto kMark = std::to_array<std::string_view>({"、"});
            const auto said = parts_of(clause.substr(0, at), kMark);
            const auto meant = parts_of(names_of(clause.substr(at + kOneByOne.size())), kMark);
            for (size_t i = 0; said.size() == meant.size() && i < said.size(); ++i)
                define(without_quotes(said[i]), meant[i]);
            return;
        }
        for (std::string_view verb : {"包括", "对应", "均指", "即", "指", "＝", "="}) {
            const size_t at = clause.find(verb);
            if (at == std::string_view::npos || at == 0) continue;
            const std::string_view meaning = clause.substr(at + verb.size());
            // 困难群众包括低保户、特困户, and whom else?
            const bool all = verb != "包括" || first_of(meaning, kKindCounts) < meaning.size();
            if (all) define(without_quotes(clause.substr(0, at)), names_of(meaning));
            return;
        }
        // 前期阶段含洽谈、签约，建设阶段含…: a word that says nothing by itself, by several codes.
        constexpr std::string_view kHas = "含";
        const size_t at = clause.find(kHas);
        if (at == std::string_view::npos || at == 0 || !clause.substr(at).contains("、")) return;
        const std::string word = without_quotes(clause.substr(0, at));
        if (says_nothing(word)) define(word, names_of(clause.substr(at + kHas.size())));
    }

  private:
    bool says_nothing(std::string_view word) const {
        return std::ranges::all_of(words_.cut(word).tokens, [](const Token& token) {
            return std::ranges::all_of(
                token.terms, [](const Term& term) { return term.kind == PhraseKind::kFiller; });
        });
    }

    bool is_in_heading(std::string_view word) const {
        return std::ranges::any_of(cells_.grid.cells, [&](const auto& cell) {
            const auto* text = std::get_if<std::string>(&cell.second.value);
            constexpr size_t kLongest = 90;  // bytes
            return text != nullptr && text->size() <= kLongest && text->contains(word) &&
                   !text->contains("指") && !text->contains("包括");
        });
    }

    void define(const std::string& word, const std::string& meaning) {
        const size_t length = code_point_count(word);
        if (length < 2 || length > 8 || meaning.empty() || meaning.contains(word)) return;
        if (!is_in_heading(word)) return;
        const auto names = parts_of(meaning, kJoins);
        // Of the ledger that the word itself is of, else of the only one that has such codes.
        std::optional<Term> found;
        bool several = false;
        for (size_t i = 0; i < words_.schemas().size(); ++i) {
            const int ledger = static_cast<int>(i);
            // Whose people they are, other notes say.
            if (!words_.facts(i).known || words_.facts(i).standing.size() > 1) continue;
            auto one = codes_of(names, ledger);
            if (!one || says_more(word, *one)) continue;
            if (speaks_of(words_, word, ledger)) {
                found = std::move(one);
                several = false;
                break;
            }
            several = found.has_value();
            if (!found) found = std::move(one);
        }
        if (!found || several) return;
        const Test test = found->when[0][0];
        for (const Token& token : words_.cut(word).tokens) {
            // “现保留其他”指公众号、小程序和APP: what is read so says more.
            const auto by_form = [](const Term& term) { return term.source == Source::kForm; };
            if (token.text == match_key(word) && std::ranges::any_of(token.terms, by_form)) return;
            const bool same =
                token.text == match_key(word) &&
                std::ranges::any_of(token.terms, [&](const Term& term) {
                    return term.ledger == found->ledger && !term.vague && term.when == found->when;
                });
            if (same) return;  // known so already
        }
        define_all(word, *found, test);
    }

    // 现保留其他, 登记总数: the word says more than the codes that it is explained by.
    bool says_more(std::string_view word, const Term& meant) const {
        const bool own = speaks_of(words_, word, meant.ledger);
        const bool several = meant.when[0][0].words.size() > 1;
        if (!own && several && meant.kind != PhraseKind::kEvent) return true;
        return std::ranges::any_of(words_.cut(word).tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                const bool other = term.ledger == meant.ledger && !term.when.empty() &&
                                   !term.when[0].empty() &&
                                   term.when[0][0].column != meant.when[0][0].column;
                return other || term.kind == PhraseKind::kTotal;
            });
        });
    }

    void define_all(const std::string& word, const Term& term, const Test& test) {
        words_.define_in_ledger(word, term);
        for (const std::string& longer : longer_names(word, term.ledger))
            words_.define_in_ledger(longer, term);
        if (term.kind != PhraseKind::kEvent) return;
        // 办结＝已整改: 已办结, 未办结.
        words_.define_in_ledger("已" + word, term);
        Term open = term;
        open.kind = PhraseKind::kCondition;
        open.column = static_cast<int>(test.column);
        Test rest = test;
        rest.others = true;
        open.when = {{rest}};
        words_.define_in_ledger("未" + word, std::move(open));
    }

    std::optional<Term> codes_of(const std::vector<std::string>& names, int ledger) const {
        Term term{.kind = PhraseKind::kCondition, .ledger = ledger};
        Test all;
        for (const std::string& name : names) {
            const Cut cut = words_.cut(name);
            const Test* code = code_named(cut, ledger);
            if (code == nullptr) return std::nullopt;
            if (!all.words.empty() && code->column != all.column) return std::nullopt;
            all.column = code->column;
            all.words.insert(all.words.end(), code->words.begin(), code->words.end());
        }
        if (all.words.empty()) return std::nullopt;
        const LedgerFacts& facts = words_.facts(static_cast<size_t>(ledger));
        const bool over = facts.done.size() == 1 && facts.done[0].size() == 1 &&
                          facts.done[0][0] == all && facts.done_column >= 0;
        term.column = over ? facts.done_column : static_cast<int>(all.column);
        if (over) term.kind = PhraseKind::kEvent;
        term.when = {{all}};
        return term;
    }

    // 政务应用程序, where 应用程序 is explained: what the dictionary has as a word of its own.
    std::vector<std::string> longer_names(const std::string& word, int ledger) const {
        std::vector<std::string> longer;
        for (const auto& [cell, content] : cells_.grid.cells) {
            const auto* text = std::get_if<std::string>(&content.value);
            if (text == nullptr || text->size() > 90 || !text->contains(word)) continue;
            for (const Token& token : words_.cut(*text).tokens) {
                if (token.text == word || !token.text.ends_with(word)) continue;
                const bool all = std::ranges::any_of(token.terms, [&](const Term& term) {
                    const bool thing =
                        term.kind == PhraseKind::kSubject || term.kind == PhraseKind::kFiller;
                    return term.ledger == ledger && thing && term.when.empty();
                });
                if (all) longer.push_back(token.text);
            }
        }
        return longer;
    }

    const SheetCells& cells_;
    Vocabulary& words_;
};

// 护河巡河（名称含“护河”）: 护河巡河参加, elsewhere on the sheet, is of those that are called so.
void read_called_so(const SheetCells& cells, Vocabulary& words) {
    constexpr std::string_view kOpen = "（";
    constexpr size_t kLongest = 90;  // bytes
    std::vector<std::pair<std::string, Term>> found;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > kLongest || !text->contains("名称")) continue;
        const size_t open = text->find(kOpen);
        if (open == std::string::npos || text->find(kOpen, open + 1) != std::string::npos) continue;
        const std::string word(trim(std::string_view(*text).substr(0, open)));
        const Cut cut = words.cut(text->substr(open));
        const Term* name = nullptr;
        size_t names = 0;
        for (const Token& token : cut.tokens) {
            for (const Term& term : token.terms) {
                const bool called = term.source == Source::kPattern && code_in(term) != nullptr &&
                                    code_in(term)->words[0].starts_with('*');
                if (!called || words.facts(static_cast<size_t>(term.ledger)).event_column < 0)
                    continue;
                name = &term;
                ++names;
            }
        }
        const size_t length = code_point_count(word);
        if (names != 1 || length < 2 || length > 10 || word.contains("、")) continue;
        found.emplace_back(word, *name);
    }
    for (auto& [word, term] : found) words.define_in_ledger(word, std::move(term));
}

// 反诈宣讲以活动名称, “急救培训”按名称: the word; empty: the clause says no such thing.
std::string_view told_by_name(std::string_view clause, std::string_view& of) {
    constexpr std::string_view kName = "名称";
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"为准", "认定", "归类", "确定", "判断", "判定", "区分", "识别", "统计"});
    const size_t name = clause.find(kName);
    if (name == std::string_view::npos) return {};
    const std::string_view rest = clause.substr(name + kName.size());
    const auto ends = [&](std::string_view end) { return rest.starts_with(end); };
    if (std::ranges::none_of(kEnds, ends)) return {};
    const std::string_view before = clause.substr(0, name);
    for (std::string_view by : {"按照", "按", "以", "依"}) {
        const size_t at = before.rfind(by);
        if (at == std::string_view::npos || at == 0) continue;
        of = before.substr(at + by.size());
        return before.substr(0, at);
    }
    return {};
}

// 本年急救培训指1月1日起名称为急救培训的活动: the word again; empty: it says no such thing.
std::string_view called_as_said(std::string_view clause, std::string_view& of) {
    constexpr auto kIs = std::to_array<std::string_view>({"名称为", "名称是", "名称叫"});
    constexpr std::string_view kMeans = "指";
    constexpr std::string_view kOf = "的";
    const size_t means = clause.find(kMeans);
    const size_t is = first_of(clause, kIs);
    if (means == std::string_view::npos || is >= clause.size() || is < means) return {};
    const std::string_view rest = clause.substr(is + kIs[0].size());
    const size_t end = rest.find(kOf);
    if (end == std::string_view::npos || !clause.substr(0, means).contains(rest.substr(0, end)))
        return {};
    of = rest.substr(end + kOf.size());
    return rest.substr(0, end);
}

// “急救培训”按活动名称认定: in the ledger that the clause names, or the word itself does.
void read_told_by_name(std::string_view clause, Vocabulary& words) {
    std::string_view of;
    std::string_view said = told_by_name(clause, of);
    if (said.empty()) said = called_as_said(clause, of);
    const std::string word = without_quotes(said);
    const size_t length = code_point_count(word);
    if (length < 2 || length > 8 || word.find_first_of("*?~") != std::string::npos) return;
    if (word.contains("、") || word.contains("，")) return;
    std::optional<Term> found;
    for (size_t i = 0; i < words.schemas().size(); ++i) {
        const int ledger = static_cast<int>(i);
        const auto column = words.schema(i).find_column_named("名称");
        const bool events = words.facts(i).known && words.facts(i).event_column >= 0;
        if (!column || !events || !speaks_of(words, of.empty() ? word : of, ledger)) continue;
        if (found) return;
        found = Term{.kind = PhraseKind::kCondition, .ledger = ledger};
        found->column = static_cast<int>(*column);
        found->when = {{Test{.column = *column, .words = {"*" + word + "*"}}}};
    }
    if (found) words.define_in_ledger(word, std::move(*found));
}

}  // namespace

void read_names(const SheetCells& cells, Vocabulary& words) {
    read_called_so(cells, words);
}

void read_coded(std::string_view text, const SheetCells& cells, Vocabulary& words) {
    constexpr auto kClauses = std::to_array<std::string_view>(
        {"。", "；", ";", "\n", "\u3000\u3000", "，", "：", "（", "）"});
    while (!text.empty()) {
        const std::string_view clause = trim(take_clause(text, kClauses));
        constexpr size_t kLongest = 120;  // bytes
        if (clause.empty() || clause.size() > kLongest) continue;
        CodeReader(cells, words).read(clause);
        read_told_by_name(clause, words);
    }
}

}  // namespace yitao::recognise
