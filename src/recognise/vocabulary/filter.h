// Which rows of a ledger a cell asks for: tests of columns, all of which must hold. Conditions from
// different parts of a heading meet here; what contradicts itself is noticed instead of counted.
//
//     Filter f{.ledger = residents};
//     narrow(f, {.column = age, .kind = Test::Kind::kNumber, .least = 60});
//     narrow(f, {.column = age, .kind = Test::Kind::kNumber, .least = 80});   // >= 80 is left
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ledger/schema.h"
#include "org/tree.h"

namespace yitao::recognise {

struct Test {
    enum class Kind : uint8_t { kWords, kNumber, kDates, kFilled, kBlank };
    size_t column = 0;
    Kind kind = Kind::kWords;
    std::vector<std::string> words;  // kWords: the value is one of these, or, with `others`, none
    bool others = false;
    std::optional<double> least;  // kNumber, inclusive unless `open`
    std::optional<double> most;
    bool least_open = false;
    bool most_open = false;
    // kDates: comparisons with expressions of the scope, {">=", "期初"}.
    std::vector<std::pair<std::string, std::string>> dates;
    bool operator==(const Test&) const = default;
};

// A test of another ledger's row, which a reference column leads to: residents of households that
// are monitored.
struct Joined {
    std::string name;  // XLOOKUP(居民[户号],家庭[户号],家庭[户类型],"")
    std::string column;
    Test test;
    size_t via = 0;  // the reference column
    bool operator==(const Joined&) const = default;
};

struct Filter {
    size_t ledger = 0;
    std::vector<Test> tests;  // by column, one each
    std::vector<Joined> joined;
    bool operator==(const Filter&) const = default;
};

enum class Narrowed : uint8_t {
    kKept,      // the test is part of the filter now
    kReplaced,  // another window on the same date took the place of the first
    kNothing,   // no row could satisfy both; the filter is as it was
};
Narrowed narrow(Filter& filter, const Test& test);
Narrowed narrow(Filter& filter, const std::vector<Test>& tests);
// The rows that do not satisfy the test; nothing where that is no single test.
std::optional<Test> opposite(const Test& test);
// 火灾隐患 of 消防、用电、燃气: codes of the same column, fewer, all of them among the other's.
bool is_some_of(const Test& few, const Test& all);

// "年龄>=60且年龄<=64", "低保=是", "户类型=脱贫户|监测户", "状态<>已整改", "残疾类别<>", "行业=C*".
Result<std::vector<Test>> parse_tests(std::string_view text, const ledger::Schema& schema);

// The arguments of COUNTIFS, one text for each combination of words that must be added up:
// {居民[性别],"女",居民[文化程度],"大专"; 居民[性别],"女",居民[文化程度],"本科及以上"}.
// Nothing where it would be more than 24.
std::vector<std::string> criteria_of(const Filter& filter, const ledger::Schema& schema,
                                     org::UnitCode unit);
// The same as a factor of FILTER: (居民[性别]="女")*(居民[年龄]>=60); empty: every row.
// XLOOKUP(隐患[场所编号],场所[场所编号],场所[类型],""): of the row that a reference leads to.
std::string looked_up(const ledger::Schema& own, size_t reference, const ledger::Schema& other,
                      size_t key, size_t shown);
std::string mask_of(const Filter& filter, const ledger::Schema& schema);
// In words: "年龄≥60、性别为女".
std::string words_of(const Filter& filter, const ledger::Schema& schema);

}  // namespace yitao::recognise
