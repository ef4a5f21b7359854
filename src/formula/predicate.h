// Criteria of COUNTIFS and friends (Excel's rules; docs/formulas.md lists the deviations), compiled
// once against a column into a typed test: a number interval, or one bit for each dictionary value.
//
//     Criterion c = parse_criterion(Value(">=60"));
//     Predicate p = compile_predicate(c, column, data);
//     p.matches(data, row)
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formula/value.h"
#include "ledger/table.h"

namespace yitao::formula {

enum class Comparison : uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

// A criterion argument after Excel's parsing of it.
struct Criterion {
    Comparison comparison = Comparison::kEqual;
    bool has_operator = false;  // "=" typed: "" and "=" differ on empty text
    Value operand;              // number, boolean, error, text (wildcards kept), or blank
    bool operator==(const Criterion&) const = default;
};

Criterion parse_criterion(const Value& argument);
// One cell value against a criterion: the reference meaning of everything below.
bool matches(const Criterion& criterion, const Value& cell);
// Text column deviation: text compares as text even if both sides read as numbers.
enum class TextMode { kExcel, kAsText };
bool matches(const Criterion& criterion, const Value& cell, TextMode mode);

// A criterion compiled for one column of one table.
struct Predicate {
    // Numbers column: first <= n <= last, inverted or not; blanks and errors by flag.
    int64_t first = 0;
    int64_t last = -1;
    bool inverted = false;
    bool blank_matches = false;
    bool error_matches = false;
    // Coded column: one byte for each dictionary value (0/1); empty for numbers columns.
    std::vector<uint8_t> code_matches;

    [[nodiscard]] bool matches(const ledger::ColumnData& data, uint32_t row) const;
    bool operator==(const Predicate&) const = default;
};

Predicate compile_predicate(const Criterion& criterion, const ledger::Column& column,
                            const ledger::ColumnData& data);

// The value of a row's cell as formulas see it.
Value cell_value(const ledger::Column& column, const ledger::ColumnData& data, uint32_t row);

}  // namespace yitao::formula
