// What a form says about its own words, in the notes below or above its tables.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/propose_parts.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

constexpr std::array kEnds = std::to_array<std::string_view>({"。", "；", ";", "\n"});

size_t first_of(std::string_view text, std::span<const std::string_view> marks, size_t from = 0) {
    size_t best = text.size();
    for (std::string_view mark : marks) best = std::min(best, text.find(mark, from));
    return std::min(best, text.size());
}

// 用地、审批、资金等堵点: one or the other code of a column.
bool either(Filter& filter, const std::vector<Test>& tests) {
    if (tests.size() != 1 || tests[0].kind != Test::Kind::kWords || tests[0].others) return false;
    for (Test& test : filter.tests) {
        bool words = test.kind == Test::Kind::kWords && !test.others;
        if (test.column != tests[0].column || !words) continue;
        test.words.insert(test.words.end(), tests[0].words.begin(), tests[0].words.end());
        return true;
    }
    return false;
}

// The conditions a text names, all together, for the ledger that knows most of them.
std::optional<Term> conditions_of(const Vocabulary& words, std::string_view text) {
    Cut cut = words.cut(text);
    std::optional<Term> best;
    size_t best_count = 0;
    for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
        Filter filter{ledger, {}};
        size_t count = 0;
        bool identity = false;
        bool subject = false;
        for (const Token& token : cut.tokens) {
            for (const Term& term : token.terms) {
                if (term.ledger != static_cast<int>(ledger)) continue;
                bool plain =
                    term.kind == PhraseKind::kCondition && term.when.size() == 1 && !term.vague;
                subject = subject || (term.kind == PhraseKind::kSubject && !term.generic);
                if (!plain) continue;
                bool kept = narrow(filter, term.when[0]) != Narrowed::kNothing;
                if (!kept && !either(filter, term.when[0])) continue;
                ++count;
                identity = identity || !term.generic;
                break;
            }
        }
        count += subject ? 1 : 0;
        if (count <= best_count) continue;
        best_count = count;
        best = Term{.kind = PhraseKind::kCondition, .ledger = static_cast<int>(ledger)};
        best->when = {filter.tests};
        best->generic = !identity && !subject;
    }
    return best;
}

// 低保、特困、残疾三类人员去重后的人数: one of several.
std::optional<Term> union_of(const Vocabulary& words, std::string_view text) {
    std::optional<Term> all;
    for (size_t from = 0; from < text.size();) {
        constexpr std::string_view kMark = "、";
        size_t to = std::min(text.find(kMark, from), text.size());
        auto one = conditions_of(words, text.substr(from, to - from));
        if (!one || one->when.empty() || one->when[0].empty()) return std::nullopt;
        if (!all) {
            all = one;
        } else if (all->ledger != one->ledger) {
            return std::nullopt;
        } else {
            all->when.push_back(one->when[0]);
        }
        from = to + kMark.size();
    }
    if (!all || all->when.size() < 2 || all->when.size() > 4) return std::nullopt;
    all->generic = false;
    return all;
}

// What the word means where the note does not reach: its meaning in the dictionary.
std::vector<Test> bare_meaning(const Vocabulary& words, std::string_view word, int ledger) {
    for (const Token& token : words.cut(word).tokens) {
        for (const Term& term : token.terms) {
            bool same = term.ledger == ledger && term.generic && term.when.size() == 1;
            if (same && term.kind == PhraseKind::kCondition) return term.when[0];
        }
    }
    return {};
}

// “已过整改期限”指截至期末仍未整改的: what the dictionary knows of the word still holds.
void keep_known(const Vocabulary& words, std::string_view word, Term& term) {
    Cut cut = words.cut(word);
    if (cut.tokens.size() != 1) return;
    for (const Term& known : cut.tokens[0].terms) {
        bool plain = known.kind == PhraseKind::kCondition && known.ledger == term.ledger &&
                     known.when.size() == 1 && !known.vague && !known.generic;
        if (!plain) continue;
        Filter both{static_cast<size_t>(term.ledger), known.when[0]};
        if (narrow(both, term.when[0]) != Narrowed::kNothing) term.when[0] = both.tests;
        return;
    }
}

void define_word(Vocabulary& words, std::string_view word, std::string_view meaning) {
    bool once = meaning.find("去重") != std::string_view::npos ||
                meaning.find("不重复") != std::string_view::npos;
    std::optional<Term> term = once ? union_of(words, meaning) : conditions_of(words, meaning);
    if (!term || term->generic) return;
    if (term->when.size() == 1) keep_known(words, word, *term);
    term->otherwise = bare_meaning(words, word, term->ledger);
    words.define(word, std::move(*term));
}

// “老年人”口径为本地户籍、年满60周岁
void read_quoted(std::string_view text, Vocabulary& words) {
    constexpr std::string_view kOpen = "“";
    constexpr std::string_view kClose = "”";
    for (size_t at = text.find(kOpen); at != std::string_view::npos;
         at = text.find(kOpen, at + kOpen.size())) {
        size_t close = text.find(kClose, at);
        if (close == std::string_view::npos) return;
        std::string_view word = text.substr(at + kOpen.size(), close - at - kOpen.size());
        std::string_view rest = text.substr(close + kClose.size());
        rest = rest.substr(0, first_of(rest, kEnds));
        for (std::string_view verb : {"的口径为", "的口径是", "口径为", "口径是", "是指", "系指",
                                      "仅指", "均指", "指", "为", "按"}) {
            if (!rest.starts_with(verb)) continue;
            define_word(words, word, rest.substr(verb.size()));
            break;
        }
    }
}

// 参保率＝已参保人数÷在册人口（含外来）: of whom the rate is.
void read_ratio(std::string_view text, Vocabulary& words) {
    for (std::string_view equals : {"＝", "="}) {
        for (size_t at = text.find(equals); at != std::string_view::npos;
             at = text.find(equals, at + equals.size())) {
            size_t start = 0;
            for (std::string_view end : {"。", "；", "，", "：", ":", "\n", "、", "."}) {
                size_t found = text.substr(0, at).rfind(end);
                if (found != std::string_view::npos) start = std::max(start, found + end.size());
            }
            std::string_view word = trim(text.substr(start, at - start));
            size_t over = text.find("÷", at);
            size_t stop = first_of(text, kEnds, at);
            if (over == std::string_view::npos || over > stop) continue;
            std::string_view base = text.substr(over + std::string_view("÷").size(), stop - over);
            constexpr auto kBaseEnds =
                std::to_array<std::string_view>({"，", "（", "(", "。", "；", "×", "*"});
            auto of = conditions_of(words, base.substr(0, first_of(base, kBaseEnds)));
            if (!of || of->generic || !of->when[0].empty()) continue;
            for (const Token& token : words.cut(word).tokens) {
                for (const Term& term : token.terms) {
                    if (term.kind != PhraseKind::kRatio || term.ledger != of->ledger) continue;
                    words.define(token.text, term);
                    break;
                }
            }
        }
    }
}

// "统计范围：户籍人口", "本表人口均按常住人口统计": what a form says of all its cells.
bool is_scope(std::string_view clause) {
    auto has = [&](auto... words) { return (... || clause.contains(words)); };
    if (clause.starts_with("“") || has("≠", "不同", "不等于")) return false;
    if (has("统计范围", "填报范围", "口径")) return true;
    bool of_all = has("本表", "表中", "表内", "上述", "各项", "各栏", "以上各", "所有", "人数为",
                      "人口为", "人数均", "人口均", "统计对象", "采集对象", "填报对象", "调查对象",
                      "未注明", "未特别注明");
    return of_all && has("均为", "均按", "均指", "均以", "按", "为准", "仅", "只", "人数为",
                         "人口为", "对象为", "对象是", "对象：");
}

// Without what it leaves out again: 不含长期外出人员, （含外来常住）.
std::string_view before_exceptions(std::string_view clause) {
    // 除注明按户籍统计的以外，均为常住人口口径
    size_t except = clause.find("除");
    for (std::string_view mark : {"以外", "之外", "外，"}) {
        size_t end = except == std::string_view::npos ? except : clause.find(mark, except);
        if (end != std::string_view::npos) return clause.substr(end + mark.size());
    }
    for (std::string_view mark : {"（", "(", "不含", "不包括", "除外"}) {
        clause = clause.substr(0, clause.find(mark));
    }
    return clause;
}

}  // namespace

void add_scope(std::string_view text, std::vector<std::string>& scope) {
    constexpr std::array kClauseEnds =
        std::to_array<std::string_view>({"。", "；", ";", "\n", "\u3000\u3000"});
    constexpr size_t kMostClauses = 20;
    for (size_t from = 0; from < text.size() && scope.size() < kMostClauses;) {
        size_t to = first_of(text, kClauseEnds, from);
        std::string_view clause = trim(text.substr(from, to - from));
        if (clause.size() < 400 && is_scope(clause)) {
            scope.emplace_back(before_exceptions(clause));
        }
        from = to + 1;
        while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80)
            ++from;
    }
}

void read_notes(const SheetCells& cells, Vocabulary& words) {
    constexpr size_t kMostNotes = 50;
    size_t read = 0;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() < 24 || text->size() > 6000) continue;
        if (++read > kMostNotes) return;
        read_quoted(*text, words);
        read_ratio(*text, words);
        if (text->contains("含下限") && text->contains("不含上限")) words.define_bands();
        if (text->contains("以下”不含") || text->contains("以下不含本数")) words.exclude_below();
    }
}

}  // namespace yitao::recognise
