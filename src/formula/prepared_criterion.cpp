#include "formula/prepared_criterion.h"

#include "base/check.h"

namespace yitao::formula {

RowTest::RowTest(const Condition& condition, const ledger::Column& column,
                 const ledger::ColumnData& data)
    : condition_(&condition), column_(&column), data_(&data) {
    CHECK(data.loaded);
    if (is_summable(column.type) && !data.is_coded()) {
        predicate_.ranges = matching_numbers(condition.criterion, column);
        compiled_ = true;
    } else {
        test_.emplace(condition.criterion);
    }
}

void RowTest::expect_rows(size_t rows) {
    tested_ += rows;
    if (compiled_ || tested_ < spread()) return;
    predicate_ = compile_predicate(condition_->criterion, *column_, *data_);
    compiled_ = true;
}

bool RowTest::matches_value(uint32_t row) const {
    if (data_->is_coded()) return matches_code(*test_, *column_, *data_, data_->codes[row]);
    return test_->matches(cell_value(*column_, *data_, row));
}

bool RowTest::is_exact() const {
    if (data_->is_coded()) {
        return column_->type != ledger::ColumnType::kMultiCode && test_->exact_text() != nullptr;
    }
    return compiled_ && predicate_.ranges.size() == 1 &&
           predicate_.ranges[0].first == predicate_.ranges[0].last;
}

std::span<const uint32_t> RowTest::rows_in(const ColumnIndex& index) const {
    if (data_->is_coded()) return index.rows_of_text(*test_->exact_text());
    return index.rows_of_number(predicate_.ranges[0].first);
}

size_t RowTest::spread() const {
    return data_->is_coded() ? data_->dictionary.size() : data_->numbers.size();
}

}  // namespace yitao::formula
