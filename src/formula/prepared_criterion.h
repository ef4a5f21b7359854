// One criterion of an aggregate made ready for the rows of its column. Behind aggregate.h.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "formula/aggregate.h"
#include "formula/aggregate_index.h"

namespace yitao::formula {

// Dictionaries that are large beside the rows to be tested are not compiled whole: their texts are
// tested as they come, until so many were that compiling would have paid.
class RowTest {
  public:
    RowTest(const Condition& condition, const ledger::Column& column,
            const ledger::ColumnData& data);

    void expect_rows(size_t rows);  // about to be tested
    [[nodiscard]] bool matches(uint32_t row) const {
        return compiled_ ? predicate_.matches(*data_, row) : matches_value(row);
    }

    // The condition asks for one exact value, so that an index can answer it.
    [[nodiscard]] bool is_exact() const;
    [[nodiscard]] std::span<const uint32_t> rows_in(const ColumnIndex& index) const;
    // An upper bound of the number of distinct values: what an index would gain.
    [[nodiscard]] size_t spread() const;
    [[nodiscard]] const ledger::ColumnData& data() const { return *data_; }

  private:
    [[nodiscard]] bool matches_value(uint32_t row) const;

    const Condition* condition_;
    const ledger::Column* column_;
    const ledger::ColumnData* data_;
    std::optional<CriterionTest> test_;  // of columns that compare as text
    Predicate predicate_;
    bool compiled_ = false;
    size_t tested_ = 0;
};

// A criterion of a call: what it says, and its test once rows are to be looked at.
struct PreparedCriterion {
    ColumnArgument where;
    Value argument;
    Condition condition;
    // Of the unit column and one code or one name: subtrees, no condition.
    std::optional<org::UnitCode> unit;
    std::string unit_name;
    std::optional<RowTest> test;
};

}  // namespace yitao::formula
