// Reads any argument cell by cell without copying it whole: values, arrays, columns of ledgers,
// cells of the template (blank beyond the used part of the sheet).
//
//     Reader reader(interpreter, argument);
//     for (size_t r = 0; r < reader.rows(); ++r) use(reader.at(r, 0, scratch));
#pragma once

#include <optional>

#include "formula/interpreter.h"

namespace yitao::formula {

class Reader {
  public:
    Reader(Interpreter& interpreter, const Argument& argument);

    [[nodiscard]] size_t rows() const { return rows_; }
    [[nodiscard]] size_t columns() const { return columns_; }
    [[nodiscard]] size_t size() const { return rows_ * columns_; }
    [[nodiscard]] bool is_single() const { return rows_ == 1 && columns_ == 1; }
    // Why the argument cannot be read (too large), if so; it then reads as this one value.
    [[nodiscard]] std::optional<ExcelError> error() const { return error_; }

    // The cell; `scratch` holds it where it is not stored as a value. Valid until scratch changes.
    const Value& at(size_t row, size_t column, Value& scratch) const;
    [[nodiscard]] Value get(size_t row, size_t column) const {
        Value scratch;
        return at(row, column, scratch);
    }
    // Row by row.
    const Value& at(size_t index, Value& scratch) const {
        return columns_ == 1 ? at(index, 0, scratch)
                             : at(index / columns_, index % columns_, scratch);
    }
    // The part that can hold anything but blanks.
    [[nodiscard]] size_t stored_rows() const { return stored_rows_; }
    [[nodiscard]] size_t stored_columns() const { return stored_columns_; }
    // The column of a ledger it reads, if it is one.
    [[nodiscard]] const LedgerRange* ledger() const { return ledger_ ? &*ledger_ : nullptr; }

  private:
    void open(Interpreter& interpreter, const CellRange& range);

    size_t rows_ = 1;
    size_t columns_ = 1;
    size_t stored_rows_ = 1;
    size_t stored_columns_ = 1;
    const Value* values_ = nullptr;  // stored_rows × stored_columns
    Value own_;
    MatrixPtr matrix_;
    std::optional<LedgerRange> ledger_;
    std::optional<ExcelError> error_;
};

}  // namespace yitao::formula
