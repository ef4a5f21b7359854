// Formulas over ledgers taken apart as text: their counts and sums with the conditions of each, so
// that one condition can be exchanged for another everywhere in the formula.
//
//     AggregateText f = take_apart("=ROUND(SUMIFS(项目[总投资],项目[状态],\"在建\")/10000,2)");
//     f.calls[0].criteria[0]         // {项目[状态], "\"在建\""}
//     f.calls[0].criteria.clear();
//     f.text(words)                  // =ROUND(SUM(项目[总投资])/10000,2)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

struct CriterionText {
    std::string column;  // 居民[年龄]
    std::string test;    // as written: "\">=60\"", "\">=\"&期初"
    bool operator==(const CriterionText&) const = default;
};

struct CallText {
    std::string ledger;  // 居民
    std::string name;    // COUNTIFS, SUMIFS, AVERAGEIFS, MAXIFS, MINIFS
    std::string amount;  // 居民[养老金]; empty: rows are counted
    std::vector<CriterionText> criteria;
    [[nodiscard]] bool counts() const { return amount.empty(); }
};

struct AggregateText {
    std::vector<std::string> between;  // what stands before each call and after the last
    std::vector<CallText> calls;       // in the order of the text
    [[nodiscard]] std::string text(const Vocabulary& words) const;
    // What is left of it without its unit of measure and rounding: one count, sum or a few of them.
    [[nodiscard]] bool is_single() const { return calls.size() == 1; }
};

AggregateText take_apart(std::string_view formula);

// A call in words: "“居民”台账中性别为女、年龄≥60的人数".
std::string words_of_call(const CallText& call, const Vocabulary& words);
// The rows a call counts, as a factor of FILTER; nothing where a test cannot be said so.
std::optional<std::string> mask_of_call(const CallText& call);

// The ledger of that name; nothing where there is none.
std::optional<size_t> ledger_named(const Vocabulary& words, std::string_view name);
// 居民[年龄] → its column in the schema.
std::optional<size_t> column_of(const ledger::Schema& schema, std::string_view reference);
// The column whose values tell rows apart, as a reference: 居民[身份证号].
std::string key_reference(const ledger::Schema& schema);

}  // namespace yitao::recognise
