// Conditions that running text names.
#include "recognise/notes/conditions.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;

namespace {

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

bool is_negation(const Term& term) {
    return term.kind == PhraseKind::kNot && term.how.empty();
}

// 户籍、外来都统计: all the codes there are say nothing.
void drop_full(const Vocabulary& words, Filter& filter) {
    const auto& columns = words.schema(filter.ledger).columns;
    std::erase_if(filter.tests, [&](const Test& test) {
        const ledger::CodeList* list = words.code_list(columns[test.column]);
        return test.kind == Test::Kind::kWords && !test.others && list != nullptr &&
               list->codes.size() > 1 && test.words.size() == list->codes.size();
    });
}

// The amount that is named right before the token; -1: none.
int amount_before(const Cut& cut, const Token& token, size_t ledger) {
    for (const Token& other : cut.tokens) {
        if (other.to != token.from) continue;
        for (const Term& term : other.terms) {
            if (term.ledger == static_cast<int>(ledger) && term.kind == PhraseKind::kAmount)
                return term.column;
        }
    }
    return -1;
}

// 参保: of which insurance, the word does not say; 面积大于零: of which area.
bool is_of_several(const Token& token, size_t ledger) {
    int column = -1;
    for (const Term& term : token.terms) {
        bool code = term.ledger == static_cast<int>(ledger) && term.when.size() == 1 &&
                    term.kind == PhraseKind::kCondition && term.when[0].size() == 1 &&
                    (!term.generic || term.when[0][0].kind == Test::Kind::kNumber);
        if (!code) continue;
        const int own = static_cast<int>(term.when[0][0].column);
        if (column >= 0 && column != own) return true;
        column = own;
    }
    return false;
}

}  // namespace

// The conditions a text names, all together, for the ledger that knows most of them.
std::optional<Term> conditions_of(const Vocabulary& words, std::string_view text, int only,
                                  bool vague) {
    // …登记为在校学生的人员统计，不分户籍、是否常住: what is of no matter narrows nothing.
    for (std::string_view any : {"，不分", "，不限", "，不论", "，无论"}) {
        text = text.substr(0, text.find(any));
    }
    Cut cut = words.cut(text);
    std::optional<Term> best;
    size_t best_count = 0;
    for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
        if (only >= 0 && static_cast<int>(ledger) != only) continue;
        Filter filter{ledger, {}};
        size_t count = 0;
        bool identity = false;
        bool subject = false;
        bool negated = false;  // 不在本地常住
        bool negates = false;
        for (const Token& token : cut.tokens) {
            // 不是已整改: what says nothing stands between.
            const bool silent = std::ranges::all_of(
                token.terms, [](const Term& term) { return term.kind == PhraseKind::kFiller; });
            if (negates && silent && !token.terms.empty()) continue;
            negated = std::exchange(negates, std::ranges::any_of(token.terms, is_negation));
            const bool several = cut.tokens.size() > 1 && is_of_several(token, ledger);
            const int named = amount_before(cut, token, ledger);  // 年纳税额 | 大于零
            if (several && named < 0) continue;
            for (const Term& term : token.terms) {
                if (term.ledger != static_cast<int>(ledger)) continue;
                if (several && term.column != named) continue;
                // 没有竣工日期的项目
                const bool date =
                    negated && term.names_column && term.column >= 0 &&
                    words.schema(ledger).columns[static_cast<size_t>(term.column)].type ==
                        ledger::ColumnType::kDate;
                if (date) {
                    negated = false;
                    narrow(filter, Test{.column = static_cast<size_t>(term.column),
                                        .kind = Test::Kind::kBlank});
                    ++count;
                    identity = true;
                    break;
                }
                bool plain = term.kind == PhraseKind::kCondition && term.when.size() == 1 &&
                             (!term.vague || vague);
                subject = subject || (term.kind == PhraseKind::kSubject && !term.generic);
                if (!plain) continue;
                std::vector<Test> tests = term.when[0];
                if (std::exchange(negated, false)) {
                    auto other = tests.size() == 1 ? opposite(tests[0]) : std::nullopt;
                    if (!other) return std::nullopt;
                    tests = {*other};
                }
                bool kept = narrow(filter, tests) != Narrowed::kNothing;
                bool listed = text.contains("、") || text.contains("或") || text.contains("和");
                if (!kept && !(listed && either(filter, tests))) return std::nullopt;
                ++count;
                identity = identity || !term.generic;
                break;
            }
        }
        drop_full(words, filter);
        count += subject ? 1 : 0;
        if (count <= best_count) continue;
        best_count = count;
        best = Term{.kind = PhraseKind::kCondition, .ledger = static_cast<int>(ledger)};
        best->when = {filter.tests};
        best->generic = !identity && !subject;
    }
    return best;
}

namespace {

// 低保 is a word of two ledgers, 低保、特困 of one.
std::vector<std::vector<Test>> kinds_in(const Vocabulary& words, std::string_view text, Marks marks,
                                        int ledger) {
    std::vector<std::vector<Test>> kinds;
    while (!text.empty()) {
        auto one = conditions_of(words, take_clause(text, marks), ledger, true);
        if (!one || one->when.size() != 1 || one->when[0].empty()) return {};
        kinds.push_back(one->when[0]);
    }
    return kinds;
}

std::optional<Term> kinds_of(const Vocabulary& words, std::string_view text, Marks marks) {
    for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
        auto kinds = kinds_in(words, text, marks, static_cast<int>(ledger));
        if (kinds.size() < 2 || kinds.size() > 4) continue;
        Term all{.kind = PhraseKind::kCondition, .ledger = static_cast<int>(ledger)};
        all.when = std::move(kinds);
        return all;
    }
    return std::nullopt;
}

// What is said of each of them: 三类未成年人. False: it cannot be.
bool narrow_each(const Vocabulary& words, std::string_view whom, Term& any) {
    auto of = whom.empty() ? std::nullopt : conditions_of(words, whom, any.ledger);
    if (!of || of->when.empty()) return true;
    for (auto& tests : any.when) {
        Filter both{static_cast<size_t>(any.ledger), tests, {}};
        if (narrow(both, of->when[0]) == Narrowed::kNothing) return false;
        tests = both.tests;
    }
    return true;
}

// Codes of one column are one condition, all of them none.
void join_codes(const Vocabulary& words, Term& any) {
    for (const auto& tests : any.when) {
        bool code = tests.size() == 1 && tests[0].kind == Test::Kind::kWords && !tests[0].others &&
                    tests[0].column == any.when[0][0].column;
        if (!code) return;
    }
    Test all = any.when[0][0];
    all.words.clear();
    for (const auto& tests : any.when) {
        for (const std::string& word : tests[0].words) {
            if (std::ranges::find(all.words, word) == all.words.end()) all.words.push_back(word);
        }
    }
    const auto& columns = words.schema(static_cast<size_t>(any.ledger)).columns;
    const ledger::CodeList* list = words.code_list(columns[all.column]);
    bool none = list != nullptr && list->codes.size() == all.words.size();
    any.when = {none ? std::vector<Test>{} : std::vector<Test>{all}};
}

}  // namespace

std::optional<Term> union_of(const Vocabulary& words, std::string_view text) {
    // 17周岁及以下的低保对象、特困供养对象和残疾人: what is said first is said of each.
    constexpr auto kJoins = std::to_array<std::string_view>({"、", "和", "及", "或"});
    constexpr auto kWhose = std::to_array<std::string_view>({"的"});
    const std::string_view listed = text.substr(0, text.find("，"));
    const size_t the = first_of(listed, kWhose);
    if (the < first_of(listed, std::to_array<std::string_view>({"、"}))) {
        auto each = kinds_of(words, listed.substr(the + kWhose[0].size()), kJoins);
        if (each && narrow_each(words, listed.substr(0, the), *each)) return each;
    }
    return kinds_of(words, text, std::to_array<std::string_view>({"、"}));
}

std::optional<Term> any_of_kinds(const Vocabulary& words, std::string_view text) {
    constexpr auto kAny = std::to_array<std::string_view>(
        {"中有其一", "有其一", "其中之一", "中任一", "任意一", "任一", "之一"});
    const size_t at = first_of(text, kAny);
    if (at == text.size() || !text.substr(0, at).contains("、")) return std::nullopt;
    std::string_view kinds = text.substr(0, at);
    kinds = kinds.substr(0, first_of(kinds, kKindCounts));
    constexpr std::string_view kThe = "的";
    std::string_view rest = text.substr(at);
    const size_t the = rest.find(kThe);
    rest = the == std::string_view::npos ? "" : rest.substr(the + kThe.size());
    rest = rest.substr(0, first_of(rest, std::to_array<std::string_view>({"，", "。", "；"})));
    auto all = union_of(words, kinds);
    if (!all || !narrow_each(words, rest, *all)) return std::nullopt;
    return all;
}

std::optional<Term> any_listed(const Vocabulary& words, std::string_view text) {
    for (std::string_view start : {"凡", "对", "将"}) {
        if (text.starts_with(start)) text.remove_prefix(start.size());
    }
    if (auto kinds = any_of_kinds(words, text)) return kinds;
    std::string_view whom;
    if (const size_t at = first_of(text, kKindCounts); at < text.size()) {
        whom = text.substr(at + kKindCounts[0].size());
        text = text.substr(0, at);
    }
    constexpr auto kJoins = std::to_array<std::string_view>({"、", "和", "及", "与", "或"});
    auto any = kinds_of(words, text, kJoins);
    if (!any) return std::nullopt;
    join_codes(words, *any);
    if (!narrow_each(words, whom, *any)) return std::nullopt;
    return any;
}

}  // namespace yitao::recognise
