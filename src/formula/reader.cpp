#include "formula/reader.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "formula/predicate.h"

namespace yitao::formula {

namespace {

const Value kBlank;

}  // namespace

Reader::Reader(Interpreter& interpreter, const Argument& argument) {
    if (const Value* value = std::get_if<Value>(&argument)) {
        values_ = value;
        return;
    }
    if (const MatrixPtr* matrix = std::get_if<MatrixPtr>(&argument)) {
        matrix_ = *matrix;
        rows_ = stored_rows_ = matrix_->rows;
        columns_ = stored_columns_ = matrix_->columns;
        values_ = matrix_->values.data();
        return;
    }
    if (const LedgerRange* range = std::get_if<LedgerRange>(&argument)) {
        ledger_ = *range;
        rows_ = stored_rows_ = range->row_count();
        columns_ = stored_columns_ = range->column_count();
        for (size_t c = range->first_column; c <= range->last_column; ++c) {
            CHECK(range->data().columns[c].loaded);
        }
        return;
    }
    open(interpreter, std::get<CellRange>(argument));
}

void Reader::open(Interpreter& interpreter, const CellRange& range) {
    rows_ = range.row_count();
    columns_ = range.column_count();
    CellSource* source = interpreter.cells();
    auto [row_end, column_end] = source != nullptr ? source->extent(range.sheet)
                                                   : std::pair<uint32_t, uint32_t>{0, 0};
    uint32_t last_row = std::min(range.last_row + 1, row_end);
    uint32_t last_column = std::min(range.last_column + 1, column_end);
    stored_rows_ = last_row > range.first_row ? last_row - range.first_row : 0;
    stored_columns_ = last_column > range.first_column ? last_column - range.first_column : 0;
    if (!interpreter.spend(stored_rows_, stored_columns_)) {
        error_ = ExcelError::kNum;
        own_ = ExcelError::kNum;
        rows_ = columns_ = stored_rows_ = stored_columns_ = 1;
        values_ = nullptr;
        return;
    }
    auto read = std::make_shared<Matrix>();
    read->values.reserve(stored_rows_ * stored_columns_);
    for (size_t r = 0; r < stored_rows_; ++r) {
        for (size_t c = 0; c < stored_columns_; ++c) {
            read->values.push_back(source->cell(range.sheet,
                                                range.first_row + static_cast<uint32_t>(r),
                                                range.first_column + static_cast<uint32_t>(c)));
        }
    }
    values_ = read->values.data();
    matrix_ = std::move(read);
}

const Value& Reader::at(size_t row, size_t column, Value& scratch) const {
    if (ledger_) {
        const ledger::Table& table = ledger_->data();
        size_t c = ledger_->first_column + column;
        scratch = cell_value(table.schema->columns[c], table.columns[c],
                             ledger_->rows.begin + static_cast<uint32_t>(row));
        return scratch;
    }
    if (error_) return own_;
    if (row >= stored_rows_ || column >= stored_columns_) return kBlank;
    return values_[row * stored_columns_ + column];
}

}  // namespace yitao::formula
