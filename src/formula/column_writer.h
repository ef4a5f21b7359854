// Turns values of a calculated column into what its declared type stores.
//
//     ColumnWriter writer(column);                    // 年龄: integer
//     results[row] = writer.stored(Value(60.0));      // 60
//     ColumnData data = writer.finish(std::move(results));
#pragma once

#include <vector>

#include "formula/value.h"
#include "ledger/table.h"

namespace yitao::formula {

class ColumnWriter {
  public:
    explicit ColumnWriter(const ledger::Column& column);
    ColumnWriter(const ColumnWriter&) = delete;
    ColumnWriter& operator=(const ColumnWriter&) = delete;

    // The number, or the code, that stands for a value. Blank and "" are blank where numbers are
    // stored; errors keep which they are; what does not fit the type is #VALUE! or #NUM!.
    int64_t stored(const Value& value);
    // The same as a field: an error is the number error_number() says, in any column.
    ledger::Field field(const Value& value);
    // The column with these rows; the writer is spent.
    ledger::ColumnData finish(std::vector<int64_t> rows);

  private:
    int64_t stored_number(const Value& value) const;
    int64_t stored_code(const Value& value);

    const ledger::Column& column_;
    bool is_coded_;
    ledger::ColumnData data_;
    ledger::DictionaryBuilder dictionary_;
};

}  // namespace yitao::formula
