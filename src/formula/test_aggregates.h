// For tests of formula and live: the plainest possible evaluation of an aggregate over TestLedger's
// plain Values, row by row, and random calls to compare it with.
#pragma once

#include <cmath>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "formula/aggregate.h"
#include "formula/distinct_keys.h"
#include "formula/test_ledger.h"

namespace yitao::formula {

// The rows of a unit's subtree, or all (nothing), that match every criterion of the call.
inline std::vector<size_t> naive_rows(const TestLedger& ledger, const AggregateCall& call,
                                      std::optional<org::UnitIndex> unit) {
    const org::Tree& tree = *ledger.world.tree;
    auto lies_in = [&](size_t row, org::UnitIndex ancestor) {
        int64_t own = ledger.unit_of_row[row];
        if (own < 0) return false;
        auto at = static_cast<org::UnitIndex>(own);
        while (at != ancestor && tree.parent_of(at) != at) at = tree.parent_of(at);
        return at == ancestor;
    };
    std::vector<CriterionTest> tests;
    std::vector<std::optional<org::UnitCode>> named;  // by a criterion on the unit column
    for (const auto& [where, argument] : call.criteria) {
        ledger::ColumnType type = ledger.schema->columns[where.column].type;
        Criterion criterion = parse_criterion(argument, text_mode(type));
        tests.emplace_back(criterion);
        bool is_code = where.column == TestLedger::kUnitCode && criterion.operand.is_text() &&
                       criterion.comparison <= Comparison::kNotEqual;
        named.push_back(is_code ? org::parse_unit_code(criterion.operand.text()) : std::nullopt);
    }
    auto holds = [&](size_t row, size_t i) {
        const Value& cell = ledger.cells[row][call.criteria[i].first.column];
        if (named[i]) {
            auto at = tree.find(*named[i]);
            bool wanted = tests[i].matches_text(org::format_unit_code(*named[i]));
            return (at && lies_in(row, *at)) == wanted;
        }
        bool multi = call.criteria[i].first.column == TestLedger::kKinds && cell.is_text();
        return multi ? tests[i].matches_multi_code(cell.text()) : tests[i].matches(cell);
    };
    std::vector<size_t> out;
    for (size_t row = 0; row < ledger.cells.size(); ++row) {
        bool all = !unit || lies_in(row, *unit);
        for (size_t i = 0; i < tests.size() && all; ++i) all = holds(row, i);
        if (all) out.push_back(row);
    }
    return out;
}

inline Value naive_aggregate(const TestLedger& ledger, const AggregateCall& call,
                             std::optional<org::UnitIndex> unit) {
    std::vector<size_t> rows = naive_rows(ledger, call, unit);
    if (call.aggregate == Aggregate::kCountRows) return static_cast<double>(rows.size());
    size_t column = call.value->column;
    const ledger::Column& declared = ledger.schema->columns[column];
    int scale = declared.type == ledger::ColumnType::kDecimal ? declared.scale : 0;
    double present = 0;
    double count = 0;
    int128 sum = 0;
    int64_t most = 0;
    int64_t least = 0;
    std::optional<ExcelError> error;
    for (size_t row : rows) {
        const Value& cell = ledger.cells[row][column];
        if (!cell.is_blank()) ++present;
        if (cell.is_error() && !error) error = cell.error();
        if (!cell.is_number()) continue;
        int64_t number = ledger.units[row][column];
        most = count == 0 ? number : std::max(most, number);
        least = count == 0 ? number : std::min(least, number);
        sum += number;
        ++count;
    }
    if (call.aggregate == Aggregate::kCountValues) return present;
    if (call.aggregate == Aggregate::kCountNumbers) return count;
    if (call.aggregate == Aggregate::kCountDistinct) {
        std::set<std::string> seen;
        for (size_t row : rows) {
            const Value& cell = ledger.cells[row][column];
            if (cell.is_blank() || (cell.is_text() && cell.text().empty())) continue;
            std::string key;
            append_distinct_key(key, cell);
            seen.insert(key);
        }
        return static_cast<double>(seen.size());
    }
    if (error) return *error;
    if (call.aggregate == Aggregate::kSum) return decimal_to_double(sum, scale);
    if (call.aggregate == Aggregate::kAverage) {
        if (count == 0) return ExcelError::kDiv0;
        return decimal_to_double(sum, scale) / count;
    }
    return decimal_to_double(call.aggregate == Aggregate::kMax ? most : least, scale);
}

// Same kind and the same bits.
inline bool identical(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number()) {
        return a.number() == b.number() && std::signbit(a.number()) == std::signbit(b.number());
    }
    return a == b;
}

inline Value random_criterion(std::mt19937& random, const TestLedger& ledger, size_t column) {
    static const std::vector<Value> kTexts = {
        "",           "=",     "<>",        "张*",  "?三", "*",    "<>*",    "wang",
        "<>WANG",     "~x",    "12",        "<>1",  "012", ">=李", "<b",     "110101199003071234",
        Value(12),    Value(), "男",        "<>男", "女",  "低保", "<>低保", "残*",
        "残疾、低保", "#N/A",  "<>#DIV/0!", "好",   "差"};
    static const std::vector<Value> kNumbers = {
        "",      "=",       "<>",       "<>5",   ">=60",    "<60",     ">18",
        "<=35",  "<>0",     "<>100000", "0.003", "<0.001",  ">-0.001", "#N/A",
        ">5000", "<-200.5", ">=1e12",   "x",     Value(30), Value()};
    static const std::vector<Value> kDates = {">=2000-1-1", "<1950/6/1", "2001-2-3",
                                              "<>1990-1-1", "<1",        "",
                                              "<>",         ">20000",    "<=1899-1-1"};
    auto pick = [&](const std::vector<Value>& pool) { return pool[random() % pool.size()]; };
    ledger::ColumnType type = ledger.schema->columns[column].type;
    if (type == ledger::ColumnType::kUnit) {
        std::string code =
            random() % 8 == 0 ? "429999999999" : ledger.codes[random() % ledger.codes.size()];
        switch (random() % 6) {
            case 0:
                return "<>" + code;
            case 1:
                return code.substr(0, 6) + "*";
            case 2:
                return std::stod(code);
            case 3:
                return ">" + code;
            default:
                return code;
        }
    }
    if (type == ledger::ColumnType::kDate) return pick(kDates);
    return pick(text_mode(type) == TextMode::kExcel ? kNumbers : kTexts);
}

inline AggregateCall random_call(std::mt19937& random, const TestLedger& ledger) {
    AggregateCall call;
    call.aggregate = static_cast<Aggregate>(random() % 8);
    if (call.aggregate != Aggregate::kCountRows || random() % 4 == 0) {
        call.value = ColumnArgument{0, random() % TestLedger::kColumns};
    }
    size_t criteria = random() % 4 + (call.value ? 0 : 1);
    for (size_t i = 0; i < criteria; ++i) {
        size_t column = random() % TestLedger::kColumns;
        call.criteria.emplace_back(ColumnArgument{0, column},
                                   random_criterion(random, ledger, column));
    }
    return call;
}

}  // namespace yitao::formula
