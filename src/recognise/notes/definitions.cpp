// The words a form defines itself: “老年人”口径为本地户籍、年满60周岁; 参保率＝已参保÷在册人口.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/notes/conditions.h"
#include "recognise/notes/days.h"
#include "recognise/notes/definitions.h"
#include "recognise/notes/included.h"
#include "recognise/notes/notes.h"
#include "recognise/notes/period.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

using dictionary::PhraseKind;

namespace {

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
    Filter both{static_cast<size_t>(term.ledger), term.when[0]};
    Cut cut = words.cut(word);
    for (const Token& token : cut.tokens) {
        for (const Term& known : token.terms) {
            bool plain = known.kind == PhraseKind::kCondition && known.ledger == term.ledger &&
                         known.when.size() == 1 && !known.vague && !known.generic;
            if (!plain) continue;
            auto said = [&](const Test& test) {
                return std::ranges::any_of(term.when[0], [&](const Test& other) {
                    return other.column == test.column && cut.tokens.size() > 1;
                });
            };
            if (!std::ranges::any_of(known.when[0], said)) narrow(both, known.when[0]);
            break;
        }
    }
    term.when[0] = both.tests;
}

// 育龄妇女为15—49周岁: they are women still, though departments differ by the ages.
void keep_vague(const Vocabulary& words, std::string_view word, Term& term) {
    Cut cut = words.cut(word);
    if (cut.tokens.size() != 1) return;
    for (const Term& known : cut.tokens[0].terms) {
        bool one = known.vague && known.kind == PhraseKind::kCondition && !known.generic &&
                   known.ledger == term.ledger && known.when.size() == 1;
        if (!one) continue;
        for (const Test& test : known.when[0]) {
            bool said = std::ranges::any_of(
                term.when[0], [&](const Test& other) { return other.column == test.column; });
            if (!said) term.when[0].push_back(test);
        }
        term.generic = false;
        return;
    }
}

// 本年建立的: a definition that says when is more than conditions; what the dictionary knows of the
// word holds.
bool says_window(const Vocabulary& words, std::string_view text) {
    Cut cut = words.cut(text);
    return std::ranges::any_of(cut.tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kWindow && term.window != "now" && !term.generic;
        });
    });
}

// Half understood is not understood: a quarter of the meaning is words nobody knows. 面积大于0的 is
// known as far as it matters.
bool half_understood(const Cut& cut) {
    size_t unknown = 0;
    for (const Token& token : cut.tokens) {
        bool compares = token.text.contains("大于") || token.text.contains("小于") ||
                        token.text.find_first_of("0123456789") != std::string::npos;
        if (token.terms.empty() && !compares) unknown += token.to - token.from;
    }
    return unknown * 4 >= std::max<size_t>(cut.length, 1);
}

// 男16—59周岁、女16—54周岁: either.
std::optional<Term> by_sex(const Vocabulary& words, std::string_view text) {
    constexpr std::string_view kMen = "男";
    constexpr std::string_view kWomen = "女";
    size_t men = text.find(kMen);
    size_t women = text.find(kWomen);
    bool both = men != std::string_view::npos && women != std::string_view::npos;
    if (!both || text.find_first_of("0123456789") == std::string_view::npos) return std::nullopt;
    size_t middle = std::max(men, women);
    auto first = conditions_of(words, text.substr(0, middle));
    auto second = conditions_of(words, text.substr(middle));
    bool ages = first && second && first->ledger == second->ledger && first->when[0].size() == 2 &&
                second->when[0].size() == 2;
    if (!ages) return std::nullopt;
    first->when.push_back(second->when[0]);
    first->generic = true;
    return first;
}

}  // namespace

// 退休、务农以外的各种就业状态: every code of the column but these.
static std::optional<Term> all_others(const Vocabulary& words, std::string_view meaning) {
    constexpr auto kBut = std::to_array<std::string_view>({"以外的", "之外的"});
    constexpr std::string_view kExcept = "除";
    const size_t at = first_of(meaning, kBut);
    if (at == 0 || at >= meaning.size()) return std::nullopt;
    std::string_view these = meaning.substr(0, at);
    if (these.starts_with(kExcept)) these.remove_prefix(kExcept.size());
    auto term = conditions_of(words, these);
    const auto other = term && code_in(*term) ? opposite(*code_in(*term)) : std::nullopt;
    const auto more = conditions_of(words, meaning.substr(at + kBut[0].size()));
    if (!other || (more && !more->when[0].empty())) return std::nullopt;
    term->when = {{*other}};
    term->generic = false;
    return term;
}

// A word the form explains, and the explanation is not understood: the dictionary's meaning is
// none.
void doubt_word(Vocabulary& words, std::string_view word) {
    Cut cut = words.cut(word);
    if (cut.tokens.size() != 1) return;
    for (Term term : cut.tokens[0].terms) {
        if (term.kind != PhraseKind::kCondition) continue;
        term.vague = true;
        return words.define(word, std::move(term));
    }
}

namespace {

// 政治面貌未登记的不计, 正好是月末的不算: those are no kind of their own.
bool is_no_kind(std::string_view who) {
    constexpr auto kBlank =
        std::to_array<std::string_view>({"未登记", "没登记", "没有登记", "无登记", "空白", "空着",
                                         "不详", "未填", "没填", "无记录"});
    constexpr auto kThatDay =
        std::to_array<std::string_view>({"正好", "恰好", "当日", "当天", "本数"});
    return has_any(who, kBlank) || has_any(who, kThatDay);
}

// 户籍16—59周岁，不含在校学生; …的人员，在校学生除外: whom it leaves out goes to `out`.
std::string take_left_out(std::string_view meaning, std::vector<std::string>& out) {
    constexpr auto kComma = std::to_array<std::string_view>({"，"});
    std::string kept;
    bool first = true;
    while (!meaning.empty()) {
        const std::string_view clause = take_clause(meaning, kComma);
        const std::string_view who = first ? std::string_view{} : left_out_in(clause);
        if (!who.empty() && !is_no_kind(who)) out.emplace_back(who);
        if (who.empty()) kept += (first ? "" : "，") + std::string(clause);
        first = false;
    }
    return kept;
}

void leave_out(const Vocabulary& words, std::string_view who, Term& term) {
    const auto said = conditions_of(words, who, term.ledger);
    const bool one = said && said->ledger == term.ledger && said->when.size() == 1 &&
                     said->when[0].size() == 1 && term.when.size() == 1;
    const auto other = one ? opposite(said->when[0][0]) : std::nullopt;
    term.vague = term.vague || !other;
    if (!other) return;
    Filter both{static_cast<size_t>(term.ledger), term.when[0]};
    if (narrow(both, *other) != Narrowed::kNothing) term.when[0] = both.tests;
}

}  // namespace

bool define_word(Vocabulary& words, std::string_view word, std::string_view as_meant,
                 bool ages_too) {
    const Included included = take_included(words, as_meant);
    std::string_view meaning = included.outside;
    if (auto sexes = by_sex(words, meaning)) {
        words.define(word, std::move(*sexes));
        return true;
    }
    if (auto others = all_others(words, meaning)) {
        words.define(word, std::move(*others));
        return true;
    }
    if (says_window(words, meaning)) {
        // “本季度”从10月1日起算
        constexpr std::string_view kCount = "算";
        std::string_view when = meaning;
        if (when.ends_with(kCount)) when.remove_suffix(kCount.size());
        const auto time = time_in(words, when);
        // “今年”指2026年1月1日至10月31日: as everybody says it.
        const bool known = std::ranges::any_of(words.cut(word).tokens, [](const Token& token) {
            return std::ranges::any_of(token.terms,
                                       [](const Term& term) { return term.window == "year"; });
        });
        if (!time || known) return false;
        words.define(word, *time);
        return true;
    }
    std::vector<std::string> left_out;
    const std::string without = take_left_out(meaning, left_out);
    meaning = without;
    // 本年发现的重大隐患，不论是否已整改: what is said to make no difference is no condition.
    for (std::string_view aside : {"不论", "无论", "不管", "不区分", "均不", "，与", "，由",
                                   "，等于", "，不含", "，不包括", "，第", "，重复", "，分"}) {
        size_t at = meaning.find(aside);
        if (at != std::string_view::npos && at > 0) meaning = meaning.substr(0, at);
    }
    // 在册全部人员，即户籍人口与外来人口之和
    constexpr std::string_view kThatIs = "，即";
    constexpr auto kSums = std::to_array<std::string_view>({"之和", "总和", "组成", "构成"});
    const size_t that = meaning.find(kThatIs);
    if (that != std::string_view::npos && has_any(meaning.substr(that), kSums))
        meaning = meaning.substr(0, that);
    constexpr auto kAll = std::to_array<std::string_view>({"全部", "所有", "全体"});
    // 不满18周岁的在册人员，户籍、外来都统计: the remark takes in, it narrows nothing.
    constexpr std::string_view kComma = "，";
    for (size_t at = meaning.find(kComma); at != std::string_view::npos;
         at = meaning.find(kComma, at + 1)) {
        // 台账所列全部项目，含洽谈、签约阶段的
        const std::string_view more = meaning.substr(at + kComma.size());
        const bool of_all = has_any(meaning.substr(0, at), kAll) &&
                            (more.starts_with("含") || more.starts_with("包括"));
        if (at == 0 || (!of_all && !has_any(meaning.substr(at), kTakesIn))) continue;
        meaning = meaning.substr(0, at);
        break;
    }
    // …的常住人口，留守儿童以村级登记为准; 全部家庭，林地面积为0的即无林地: it goes on to another.
    for (std::string_view other : {"为准", "的即", "的视为", "的称"}) {
        const size_t at = meaning.find(other);
        const size_t comma = at == std::string_view::npos ? at : meaning.rfind(kComma, at);
        if (comma != std::string_view::npos && comma > 0) meaning = meaning.substr(0, comma);
    }
    // “关着的”指停业，注销的不算
    constexpr auto kLeavesOut =
        std::to_array<std::string_view>({"的不算", "的不计", "的不列入", "的不统计"});
    for (size_t at = meaning.find(kComma); at != std::string_view::npos;
         at = meaning.find(kComma, at + 1)) {
        // 大专及以上，政治面貌为群众、共青团员，未登记的不计: the last clause alone does.
        const size_t end = meaning.find(kComma, at + kComma.size());
        if (at == 0 || !has_any(meaning.substr(at, end - at), kLeavesOut)) continue;
        meaning = meaning.substr(0, at);
        break;
    }
    const bool once = counts_once(meaning);
    std::optional<Term> term = any_of_kinds(words, meaning);
    if (!term) term = once ? union_of(words, meaning) : conditions_of(words, meaning);
    if (!term || (term->generic && (!ages_too || term->when[0].empty()))) return false;
    // 群众指全部登记人口
    constexpr auto kPeople =
        std::to_array<std::string_view>({"人口", "人员", "居民", "村民", "项目"});
    const bool all = term->when.size() == 1 && term->when[0].empty() && has_any(meaning, kAll) &&
                     has_any(meaning, kPeople);
    widen_by(included, *term);
    for (const std::string& who : left_out) leave_out(words, who, *term);
    if (term->when.size() == 1 && !all) keep_known(words, word, *term);
    if (term->when.size() == 1 && term->generic) keep_vague(words, word, *term);
    // 男16—59周岁、女16—54周岁, of which only one was understood.
    const bool sexes = meaning.contains("男") && meaning.contains("女") && meaning.contains("岁");
    bool half = sexes || half_understood(words.cut(meaning));
    // 逾期未竣工指计划竣工日期已过…: the dictionary knows the word, the note says it at length.
    if (half && ages_too) return true;
    term->vague = term->vague || half;
    if (!term->generic) term->otherwise = bare_meaning(words, word, term->ledger);
    if (term->when.size() == 1 && term->when[0].empty()) {  // 在册的全部人员: all of them
        term->kind = PhraseKind::kSubject;
        term->when.clear();
        // 用地项目指全部项目 below a title 用地项目情况, of which 项目情况 is a word too.
        for (std::string_view of : {"情况", "数", "总数"})
            words.define(std::string(word) + std::string(of), *term);
    }
    // “三类”指消防、用电、燃气隐患: 三类合计 is all of them.
    const bool kinds = word.ends_with("类") || word.ends_with("项") || word.ends_with("种");
    if (kinds) words.define(std::string(word) + "合计", *term);
    // “选民”指…: 选民数 is how many of them.
    if (!kinds && term->kind == PhraseKind::kCondition && code_point_count(word) >= 2) {
        for (std::string_view of : {"数", "人数", "总数"})
            words.define(std::string(word) + std::string(of), *term);
    }
    words.define(word, std::move(*term));
    return true;
}

namespace {

// 指不属于以上三类的一般户, 即附表1第3行所指人员: told by what stands elsewhere on the form.
bool refers_elsewhere(std::string_view meaning) {
    constexpr auto kElsewhere =
        std::to_array<std::string_view>({"不属于", "以上三类", "以上几类", "以上各类", "上述",
                                         "前述", "行所指", "行所列", "栏所指", "栏所列", "附表"});
    return has_any(meaning, kElsewhere);
}

// 人口, 户数: a word that says by itself nothing of whom.
bool is_general(const Vocabulary& words, std::string_view word) {
    const Cut cut = words.cut(word);
    return cut.tokens.size() == 1 && !cut.tokens[0].terms.empty() &&
           std::ranges::all_of(cut.tokens[0].terms, [](const Term& term) {
               return term.kind == PhraseKind::kGrain ||
                      (term.kind == PhraseKind::kSubject && term.generic && term.when.empty());
           });
}

// “老年人”口径为本地户籍、年满60周岁
void read_quoted(std::string_view text, Vocabulary& words) {
    constexpr std::string_view kOpen = "“";
    constexpr std::string_view kClose = "”";
    constexpr auto kReckons = std::to_array<std::string_view>(
        {"÷", "×", "/", "+", "＋", "－", "减", "加", "除以", "之和"});
    for (size_t at = text.find(kOpen); at != std::string_view::npos;
         at = text.find(kOpen, at + kOpen.size())) {
        size_t close = text.find(kClose, at);
        if (close == std::string_view::npos) return;
        std::string_view word = text.substr(at + kOpen.size(), close - at - kOpen.size());
        std::string_view rest = text.substr(close + kClose.size());
        rest = rest.substr(0, first_of(rest, kSentenceEnds));
        rest = rest.substr(0, rest.find("，“"));  // “整治前”为全部群，“保留”为…: the next one
        // “保留”为处置结果是保留的 says nothing new; “人口”为户籍人口 does.
        if (rest.contains(word) && !is_general(words, word)) continue;
        for (std::string_view verb :
             {"在这里指", "在此指", "这里指", "此处指", "的口径为", "的口径是", "口径为", "口径是",
              "是指",     "系指",   "仅指",   "均指",   "单指",     "专指",     "特指",   "统指",
              "就是",     "，指",   "，系指", "，是指", "，即",     "指",       "为",     "按",
              "即",       "从",     "＝",     "是",     "系",       "取"}) {
            if (!rest.starts_with(verb)) continue;
            // “已过期”＝整改期限早于10月31日、未整改: conditions, no figures.
            if (verb == "＝" && (!rest.contains("、") || has_any(rest, kReckons))) break;
            if (verb == "从" && rest.contains("中")) break;  // 从在册人口中统计: of whom, not which
            if (refers_elsewhere(rest)) {
                words.leave_to_form(word);
                break;
            }
            const bool ages = verb.ends_with("指") && rest.contains("岁");
            const std::string_view meaning = rest.substr(verb.size());
            const bool read = define_word(words, word, meaning, ages);
            // “企业”取广义: explained, and not understood.
            if (!read && verb == "取") doubt_word(words, word);
            break;
        }
    }
}

// 险种空白待核: those of whom the column is not known.
std::optional<Term> blank_of(const Vocabulary& words, std::string_view text) {
    bool blank = false;
    const Term* column = nullptr;
    Cut cut = words.cut(text);
    for (const Token& token : cut.tokens) {
        for (const Term& term : token.terms) {
            blank = blank || (term.kind == PhraseKind::kNot && term.how == "blank");
            bool names = term.column >= 0 && term.ledger >= 0 &&
                         (term.names_column || term.kind == PhraseKind::kAmount);
            if (names && column == nullptr) column = &term;
        }
    }
    if (!blank || column == nullptr) return std::nullopt;
    Term term = *column;
    term.when = {{Test{.column = static_cast<size_t>(term.column), .kind = Test::Kind::kBlank}}};
    return term;
}

bool says_all(const Vocabulary& words, std::string_view text) {
    return std::ranges::all_of(words.cut(text).tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kTotal || term.kind == PhraseKind::kFiller ||
                   term.kind == PhraseKind::kGrain ||
                   (term.kind == PhraseKind::kSubject && term.when.empty());
        });
    });
}

// ÷今年受理已办结: more than conditions.
bool says_when(const Vocabulary& words, std::string_view text) {
    Cut cut = words.cut(text);
    return std::ranges::any_of(cut.tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kEvent ||
                   (term.kind == PhraseKind::kWindow && !term.generic);
        });
    });
}

// The form says what it is of, and that is not understood: asked.
void doubt_ratio(Vocabulary& words, std::string_view word) {
    for (const Token& token : words.cut(word).tokens) {
        for (Term term : token.terms) {
            if (term.kind != PhraseKind::kRatio) continue;
            term.vague = true;
            words.define(token.text, term);
            break;
        }
    }
}

// 抚养比＝0—14周岁÷15—64周岁: of two groups. 参保率＝（城乡居民＋职工）÷（总数－未登记）: of those
// of whom it is known.
bool define_ratio(Vocabulary& words, std::string_view word, std::string_view top,
                  std::string_view base) {
    base = base.substr(0, first_of(base, std::to_array<std::string_view>({"×", "*", "，", "）×"})));
    for (std::string_view open : {"（", "("}) {
        if (base.starts_with(open)) base.remove_prefix(open.size());
    }
    for (std::string_view minus : {"－", "-", "—", "减"}) {
        size_t at = base.find(minus);
        if (at == std::string_view::npos || !says_all(words, base.substr(0, at))) continue;
        auto unknown = blank_of(words, base.substr(at + minus.size()));
        if (!unknown) continue;
        for (const Token& token : words.cut(word).tokens) {
            for (Term term : token.terms) {
                bool same = term.kind == PhraseKind::kRatio && term.ledger == unknown->ledger &&
                            !term.when.empty() && !term.when[0].empty() &&
                            term.when[0][0].column == static_cast<size_t>(unknown->column);
                if (!same) continue;
                term.base_when = {*opposite(unknown->when[0][0])};
                words.define(token.text, term);
                return true;
            }
        }
    }
    auto above = conditions_of(words, top);
    auto below = conditions_of(words, base);
    bool groups = above && below && above->ledger == below->ledger && !above->when[0].empty() &&
                  !below->when[0].empty();
    if (!groups) return false;
    Filter both{static_cast<size_t>(above->ledger), above->when[0]};
    if (narrow(both, below->when[0]) != Narrowed::kNothing) return false;
    Term term{.kind = PhraseKind::kRatio, .ledger = above->ledger, .when = above->when};
    term.base_when = below->when[0];
    words.define(word, term);
    return true;
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
            size_t stop = first_of(text, kSentenceEnds, at);
            if (over == std::string_view::npos || over > stop) continue;
            std::string_view base = text.substr(over + std::string_view("÷").size(), stop - over);
            if (define_ratio(words, word,
                             text.substr(at + equals.size(), over - at - equals.size()), base)) {
                continue;
            }
            constexpr auto kBaseEnds =
                std::to_array<std::string_view>({"，", "（", "(", "。", "；", "×", "*"});
            if (says_when(words, base.substr(0, first_of(base, kBaseEnds)))) {
                doubt_ratio(words, word);
                continue;
            }
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

// 劳动力：户籍16—59周岁: a word that nobody knows, or departments use differently.
bool is_known_of(const Vocabulary& words, std::string_view word, std::string_view meaning) {
    const Cut cut = words.cut(word);
    if (cut.unknown > 0) return false;
    if (by_sex(words, meaning)) return false;  // 劳动年龄：男16—59周岁，女16—54周岁
    const auto meant = conditions_of(words, meaning.substr(0, meaning.find("，不")));
    if (!meant) return true;
    // More than an age: the form's own, whatever the dictionary says.
    constexpr std::string_view kAge = "岁";
    if (meant->when.size() == 1 && meant->when[0].size() > 1 && meaning.contains(kAge))
        return false;
    return std::ranges::any_of(cut.tokens, [&](const Token& token) {
        return std::ranges::any_of(token.terms, [&](const Term& term) {
            const bool vague = (term.vague || term.generic) && term.kind == PhraseKind::kCondition;
            return !vague && (term.ledger == meant->ledger || term.ledger == kAnyLedger);
        });
    });
}

// 本地户籍、报告期末年龄16至59周岁（均含）的人员，人在外地的也统计: without what takes in, and
// without the day of the report, to which ages are counted anyway.
std::string without_asides(std::string_view meaning) {
    constexpr auto kMarks = std::to_array<std::string_view>({"，"});
    std::string kept;
    while (!meaning.empty()) {
        const std::string_view clause = take_clause(meaning, kMarks);
        if (!kept.empty() && has_any(clause, kTakesIn)) continue;
        if (!kept.empty()) kept += "，";
        kept += clause;
    }
    constexpr auto kRemarks = std::to_array<std::string_view>(
        {"（均含）", "（含两端）", "（含首尾）", "（两端均含）", "（含本数）", "（都含）",
         "截至报告期末", "报告期末", "截至统计时点", "统计时点", "截至填报日"});
    if (kept.contains("岁")) erase_all(kept, kRemarks);
    return kept;
}

// 1.生活补贴对象：享受低保的残疾人。 A word nobody knows, explained.
void read_listed(std::string_view text, Vocabulary& words) {
    constexpr std::string_view kColon = "：";
    while (!text.empty()) {
        std::string_view clause = trim(take_clause(text, kSentenceEnds));
        take_item_number(clause);
        clause = trim(clause);  // 1. 户籍劳动力：…
        take(clause, kNoteMarks);
        take(clause, kBullets);
        size_t colon = clause.find(kColon);
        // 其中：60岁及以上独居老人 is a label.
        if (colon == std::string_view::npos || colon > 36 || begins_part(words, clause)) continue;
        std::string_view word = clause.substr(0, colon);
        std::string_view meaning = clause.substr(colon + kColon.size());
        constexpr auto kBounds = std::to_array<std::string_view>(
            {"，本数", "，首尾", "，含本数", "，均含本数", "，含两端", "，两端", "，含首尾"});
        meaning = meaning.substr(0, first_of(meaning, kBounds));
        const std::string plain = without_asides(meaning);
        meaning = plain;
        const Cut cut = words.cut(meaning.substr(0, meaning.find("，不")));
        bool known = cut.unknown > 0 || is_known_of(words, word, meaning);
        if (known || is_scope(clause)) continue;
        define_word(words, word, meaning);
        constexpr std::string_view kWho = "对象";
        if (word.ends_with(kWho)) {
            define_word(words, word.substr(0, word.size() - kWho.size()), meaning);
        }
    }
}

// 未登记开工日期的为尚未开工
void read_called(std::string_view text, Vocabulary& words) {
    constexpr std::string_view kIs = "的为";
    for (size_t at = text.find(kIs); at != std::string_view::npos; at = text.find(kIs, at + 1)) {
        size_t start = 0;
        for (std::string_view end : {"。", "；", "，", "：", "\n"}) {
            size_t found = text.substr(0, at).rfind(end);
            if (found != std::string_view::npos) start = std::max(start, found + end.size());
        }
        std::string_view word = text.substr(at + kIs.size());
        constexpr auto kWordEnds =
            std::to_array<std::string_view>({"。", "；", "，", "、", ";", "\n", "）"});
        word = trim(word.substr(0, first_of(word, kWordEnds)));
        std::string_view meaning = text.substr(start, at - start);
        if (word.size() < 6 || word.size() > 30 || words.cut(meaning).unknown > 0) continue;
        if (auto blank = blank_of(words, meaning)) {
            Term term{.kind = PhraseKind::kCondition, .ledger = blank->ledger, .when = blank->when};
            term.column = blank->column;
            words.define(word, std::move(term));
        }
    }
}

// 小学（6—11周岁）: a name with its band in brackets.
struct NamedBand {
    std::string name;
    Term term;
    double least = 0;
    double most = 0;
};

std::optional<NamedBand> named_band(const Vocabulary& words, std::string_view text) {
    const Cut cut = words.cut(text);
    if (cut.tokens.size() != 2 || cut.tokens[0].bracketed || !cut.tokens[1].bracketed) return {};
    for (const Term& term : cut.tokens[1].terms) {
        if (term.source != Source::kPattern || term.when.size() != 1 || term.when[0].size() != 1)
            continue;
        const Test& band = term.when[0][0];
        if (!band.least || !band.most || *band.least >= *band.most) continue;
        return NamedBand{cut.tokens[0].text, term, *band.least, *band.most};
    }
    return {};
}

}  // namespace

void read_named_bands(const SheetCells& cells, Vocabulary& words) {
    constexpr size_t kLongest = 60;  // bytes
    std::vector<NamedBand> bands;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > kLongest) continue;
        if (!text->contains("（") && !text->contains('(')) continue;
        auto band = named_band(words, *text);
        const auto same = [&](const NamedBand& one) {
            return one.name == band->name && one.least == band->least;
        };
        if (band && std::ranges::none_of(bands, same)) bands.push_back(std::move(*band));
    }
    std::ranges::stable_sort(bands, {}, &NamedBand::least);
    // One after the other without a gap: they part a whole, and the names are those of the parts.
    const auto apart = std::ranges::adjacent_find(bands, [](const auto& one, const auto& next) {
        return next.least != one.most + 1 || next.name == one.name;
    });
    if (bands.size() < 2 || apart != bands.end()) return;
    for (NamedBand& band : bands) words.define(band.name, std::move(band.term));
}

// 老人从65周岁算起 → 老人指65周岁及以上
static std::string with_ages_from(std::string text) {
    constexpr std::string_view kFrom = "从";
    for (auto [end, age] :
         {std::pair("周岁算起", "周岁及以上"), std::pair("周岁起算", "周岁及以上"),
          std::pair("岁算起", "岁及以上"), std::pair("岁起算", "岁及以上")}) {
        const size_t at = text.find(end);
        const size_t digits =
            at == std::string::npos ? at : text.find_last_not_of("0123456789", at - 1);
        if (at == std::string::npos || digits == std::string::npos || digits + 1 == at) continue;
        if (!text.substr(0, digits + 1).ends_with(kFrom)) continue;
        text.replace(at, std::string_view(end).size(), age);
        text.replace(digits + 1 - kFrom.size(), kFrom.size(), "指");
    }
    return text;
}

void read_definitions(std::string_view note, const SheetCells& cells, Vocabulary& words) {
    const std::string text = with_ages_from(std::string(note));
    read_quoted(text, words);
    read_ratio(text, words);
    read_listed(text, words);
    read_called(text, words);
    read_meant(text, cells, words);
    read_periods(text, words);
    read_dated(text, words);
    read_born(text, words);
    read_coded(text, cells, words);
}

void read_notes_of_another(const xlsx::Grid& other, const SheetCells& cells, Vocabulary& words) {
    read_stages_of_another(other, words);
    for (const auto& [cell, content] : other.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() < 24 || text->size() > 6000) continue;
        if (!dictionary::read_heading(*text).measure.empty()) continue;
        read_definitions(*text, SheetCells{other}, words);
        read_definitions(*text, cells, words);
    }
}

}  // namespace yitao::recognise
