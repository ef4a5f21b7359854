// Rows as the scanner wants them: unit by unit, in blocks, columns as packed bytes.
//
//     TableRows rows(table);
//     size_t count = rows.block(unit, 0, views);     // views[column] from the block's first row on
#pragma once

#include <algorithm>
#include <span>

#include "ledger/table.h"
#include "live/kernels.h"

namespace yitao::live {

class RowSource {
  public:
    virtual ~RowSource() = default;
    // Rows a unit holds itself, and the blocks they lie in.
    [[nodiscard]] virtual size_t rows_of(org::UnitIndex unit) const = 0;
    [[nodiscard]] virtual size_t block_count(org::UnitIndex unit) const = 0;
    // Where the columns of a block lie, and its rows: at most kBlockRows. Columns that are not
    // loaded stay as they are in `columns`.
    virtual size_t block(org::UnitIndex unit, size_t number,
                         std::span<ledger::PackedView> columns) const = 0;
};

class TableRows final : public RowSource {
  public:
    explicit TableRows(const ledger::Table& table) : table_(table) {}
    [[nodiscard]] size_t rows_of(org::UnitIndex unit) const override {
        return table_.unit_begin[unit + 1] - table_.unit_begin[unit];
    }
    [[nodiscard]] size_t block_count(org::UnitIndex unit) const override {
        return (rows_of(unit) + kBlockRows - 1) / kBlockRows;
    }
    size_t block(org::UnitIndex unit, size_t number,
                 std::span<ledger::PackedView> columns) const override {
        const size_t first = number * kBlockRows;
        for (size_t c = 0; c < columns.size(); ++c) {
            const ledger::ColumnData& data = table_.columns[c];
            if (!data.loaded) continue;
            const size_t row = table_.unit_begin[unit] + first;
            columns[c] = data.is_coded() ? data.codes.view(row) : data.numbers.view(row);
        }
        return std::min(kBlockRows, rows_of(unit) - first);
    }

  private:
    const ledger::Table& table_;
};

}  // namespace yitao::live
