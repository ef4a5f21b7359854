// Criteria of COUNTIFS and friends (Excel's rules; docs/formulas.md lists the deviations), compiled
// once against a column into a typed test: a set of numbers, or one bit for each dictionary value.
//
//     Criterion c = parse_criterion(Value(">=60"), text_mode(column.type));
//     Predicate p = compile_predicate(c, column, data);
//     p.matches(data, row)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formula/value.h"
#include "formula/wildcard.h"
#include "ledger/table.h"

namespace yitao::formula {

enum class Comparison : uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

// A criterion argument after Excel's parsing of it.
struct Criterion {
    Comparison comparison = Comparison::kEqual;
    bool has_operator = false;  // "=" typed; told apart only when the rest is empty: "" and "="
    Value operand;              // number, boolean, error, text (wildcards kept), or blank: no rest
    // Matches also what one of these matches: a set of values of one column. Excel has no spelling
    // for it; COUNTIFS over {"a","b"} is two criteria there.
    std::vector<Criterion> alternatives;
    bool operator==(const Criterion&) const = default;
};

// Columns of text compare as text even where both sides read as numbers, so that 18-digit identity
// numbers are not cut to 15 digits and "01" is not "1": our one deviation. The criteria 1 and "1"
// both mean the text "1" there.
enum class TextMode : uint8_t { kExcel, kAsText };
TextMode text_mode(ledger::ColumnType type);

Criterion parse_criterion(const Value& argument, TextMode mode = TextMode::kExcel);

// A criterion made ready for many cells: the reference meaning of everything below.
class CriterionTest {
  public:
    explicit CriterionTest(const Criterion& criterion);

    [[nodiscard]] bool matches(const Value& cell) const;
    [[nodiscard]] bool matches_text(std::string_view cell) const {
        return !(lead_differs(cell)) && any_matches_text(cell);
    }
    // One of the codes between "、", or the whole text; "<>": none of them.
    [[nodiscard]] bool matches_multi_code(std::string_view cell) const;
    // "=" (or no operator) of one text without wildcards: that text, case folded.
    [[nodiscard]] const std::string* exact_text() const;

  private:
    // Dictionaries of names are long and most differ in the first character: see that at once.
    [[nodiscard]] bool lead_differs(std::string_view cell) const {
        return !lead_.empty() && !cell.starts_with(lead_);
    }
    [[nodiscard]] bool any_matches_text(std::string_view cell) const;
    [[nodiscard]] bool equals_text(std::string_view cell) const;
    [[nodiscard]] bool one_matches(const Value& cell) const;
    [[nodiscard]] bool one_matches_text(std::string_view cell) const;

    Criterion criterion_;
    WildcardPattern pattern_;  // of a text operand
    std::vector<CriterionTest> alternatives_;
    std::string lead_;  // what every matching text begins with in any case; empty: not known
};

bool matches(const Criterion& criterion, const Value& cell);

struct NumberRange {
    int64_t first;
    int64_t last;  // inclusive
    bool operator==(const NumberRange&) const = default;
};

// A criterion compiled for one column of one table.
struct Predicate {
    // Numbers column: ascending ranges of stored numbers with gaps between them. Blanks and errors
    // are stored numbers like all others (ledger/table.h), so they need no rule of their own.
    std::vector<NumberRange> ranges;
    // Coded column: one byte for each dictionary value (0/1); empty for numbers columns.
    std::vector<uint8_t> code_matches;

    [[nodiscard]] bool matches(const ledger::ColumnData& data, uint32_t row) const {
        if (!code_matches.empty()) return code_matches[data.codes[row]] != 0;
        return contains(data.numbers[row]);
    }
    [[nodiscard]] bool contains(int64_t number) const {
        for (const NumberRange& range : ranges) {
            if (number <= range.last) return number >= range.first;
        }
        return false;
    }
    bool operator==(const Predicate&) const = default;
};

// Comparison of stored numbers is exactly that of the doubles Excel would see.
Predicate compile_predicate(const Criterion& criterion, const ledger::Column& column,
                            const ledger::ColumnData& data);

// The stored numbers of a kInteger, kDecimal or kDate column that match; needs no rows.
std::vector<NumberRange> matching_numbers(const Criterion& criterion, const ledger::Column& column);
// One dictionary value of a coded column.
bool matches_code(const CriterionTest& test, const ledger::Column& column,
                  const ledger::ColumnData& data, uint32_t code);

// The value of a row's cell as formulas see it: dates are serials, units their 12-digit code.
Value cell_value(const ledger::Column& column, const ledger::ColumnData& data, uint32_t row);

}  // namespace yitao::formula
