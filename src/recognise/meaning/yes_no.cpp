// What a household has or has not: 卫生厕所 / 没有, 自来水未到户 deny the column named before;
// 三项都有, 三项全无, 耕地、林地都有的户 are of all that are named, in the heading or beside it.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

bool is_denial(const Token& token) {
    return std::ranges::any_of(token.terms, [](const Term& term) {
        return term.kind == PhraseKind::kNot && term.how.empty();
    });
}

// 到, 户, 有: words that only carry the denial.
bool carries(const Token& token) {
    return !token.terms.empty() && std::ranges::all_of(token.terms, [](const Term& term) {
        return (term.kind == PhraseKind::kFiller && !term.names_column) ||
               term.kind == PhraseKind::kGrain;
    });
}

constexpr auto kNone =
    std::to_array<std::string_view>({"都没有", "都没", "都无", "均无", "均没有", "全无", "全没有"});

// 三项都有: of how many; 0: it does not say.
size_t items_said(std::string_view text) {
    constexpr auto kItems = std::to_array<std::pair<std::string_view, size_t>>(
        {{"两项", 2}, {"二项", 2}, {"三项", 3}, {"四项", 4}});
    for (const auto& [word, count] : kItems) {
        if (text.contains(word)) return count;
    }
    return 0;
}

}  // namespace

// 自来水, 卫生厕所: what a household has; 低保户 is what it is. -1: neither.
int PathReader::facility_in(const Token& token) {
    if (words_.facts(ledger_).measure != "户") return -1;
    const Term* term = choose(token, true);
    const Test* code = term == nullptr ? nullptr : code_in(*term);
    if (code == nullptr || code->others || code->words.size() != 1) return -1;
    const ledger::Column& column = words_.schema(ledger_).columns[code->column];
    const ledger::CodeList* list = words_.code_list(column);
    const bool has = column.code_list == "yes_no" && list != nullptr && list->codes.size() == 2 &&
                     list->codes[0].name == code->words[0] && !column.name.ends_with("户");
    return has ? static_cast<int>(code->column) : -1;
}

int PathReader::only_facility(const Layer& layer) {
    int only = -1;
    for (const Token& token : layer.cut->tokens) {
        const int column = facility_in(token);
        if (column >= 0 && only >= 0 && column != only) return -1;
        if (column >= 0) only = column;
    }
    return only;
}

// 卫生厕所 / 没有 beside 已有; 自来水未到户.
bool PathReader::denies_facility(const Layer& layer) {
    const auto& tokens = layer.cut->tokens;
    const auto denial = std::ranges::find_if(tokens, is_denial);
    if (denial == tokens.end() || !std::all_of(denial + 1, tokens.end(), carries)) return false;
    int column = -1;
    if (denial != tokens.begin()) {
        column = facility_in(*(denial - 1));
    } else {
        const auto part = static_cast<size_t>(&layer - layers_.path.data());
        const bool beside = std::ranges::any_of(layers_.siblings, [](const Layer& sibling) {
            return std::ranges::all_of(sibling.cut->tokens, carries) &&
                   std::ranges::any_of(sibling.cut->tokens, [](const Token& token) {
                       return token.text.ends_with("有") && !token.text.contains("没");
                   });
        });
        if (part == 0 || !beside) return false;
        // 三项都没有 / 没有: said twice.
        if (has_any(asked_.path[part - 1].text, kNone) && !result_.filter.tests.empty())
            return true;
        column = only_facility(layers_.path[part - 1]);
    }
    const auto has = [&](const Test& test) { return static_cast<int>(test.column) == column; };
    const auto said = std::ranges::find_if(result_.filter.tests, has);
    if (column < 0 || said == result_.filter.tests.end()) return false;
    const ledger::Schema& schema = words_.schema(ledger_);
    *said = Test{.column = said->column,
                 .words = {words_.code_list(schema.columns[said->column])->codes[1].name}};
    const Test other = *said;
    std::erase_if(here_, has);
    here_.push_back(other);
    note(*denial, words_of({ledger_, {other}, {}}, schema));
    return true;
}

// 耕地、林地都有的户, 水、厕、网三项齐全, 三项都没有.
bool PathReader::read_all_of(const Layer& layer) {
    constexpr auto kAll =
        std::to_array<std::string_view>({"都有", "均有", "全有", "齐全", "俱全", "都具备", "都通"});
    constexpr auto kJoins = std::to_array<std::string_view>(
        {"都", "均", "全", "齐全", "俱全", "都具备", "都通", "全没"});
    const auto part = static_cast<size_t>(&layer - layers_.path.data());
    if (part >= asked_.path.size() || layer.inherited || words_.facts(ledger_).measure != "户")
        return false;
    const std::string text = without_brackets(asked_.path[part].text);
    const bool none = has_any(text, kNone);
    if (!none && !has_any(text, kAll)) return false;
    std::set<int> facilities;
    std::vector<Test> tests;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (const int column = facility_in(token); column >= 0) {
            facilities.insert(column);
        } else if (term != nullptr && term->kind == PhraseKind::kAmount) {
            Test some{.column = static_cast<size_t>(term->column),
                      .kind = Test::Kind::kNumber,
                      .least = 0,
                      .least_open = !none};
            if (none) some.most = 0;
            tests.push_back(some);
        } else if (!carries(token) && !is_denial(token) && !token.bracketed &&
                   std::ranges::find(kJoins, token.text) == kJoins.end()) {
            return false;
        }
    }
    const size_t items = items_said(text);
    if (facilities.empty() && tests.empty() && items > 0) {
        for (const Layer& sibling : layers_.siblings) {
            if (const int column = only_facility(sibling); column >= 0) facilities.insert(column);
        }
    }
    const auto& columns = words_.schema(ledger_).columns;
    for (int column : facilities) {
        const auto index = static_cast<size_t>(column);
        const auto& codes = words_.code_list(columns[index])->codes;
        tests.push_back(Test{.column = index, .words = {codes[none ? 1 : 0].name}});
    }
    if (tests.size() < 2 || (items > 0 && items != tests.size())) return false;
    result_.identity = names_subject_ = true;
    result_.grain = words_.facts(ledger_).measure;
    for (const Test& test : tests) add_tests({test}, layer.cut->tokens.front());
    return true;
}

}  // namespace yitao::recognise
