// Cells that are named but not yet read: columns of a ledger, or a rectangle of the template. They
// stay names as long as possible, so that aggregates can be answered from measures, look-ups from
// an index, and only the values that are needed are ever copied.
//
//     LedgerRange ages{&world, table, column, column, table_data.rows_of(tree, unit)};
#pragma once

#include <cstdint>
#include <variant>

#include "formula/value.h"
#include "formula/world.h"

namespace yitao::formula {

// Adjacent columns of one ledger over an interval of its rows, in one world (ASOF has another).
struct LedgerRange {
    const World* world = nullptr;
    size_t table = 0;
    size_t first_column = 0;
    size_t last_column = 0;
    ledger::RowRange rows;
    [[nodiscard]] size_t row_count() const { return rows.end - rows.begin; }
    [[nodiscard]] size_t column_count() const { return last_column - first_column + 1; }
    [[nodiscard]] const ledger::Table& data() const { return world->tables[table]; }
};

// Cells of the template, zero-based, inclusive.
struct CellRange {
    size_t sheet = 0;
    uint32_t first_row = 0;
    uint32_t first_column = 0;
    uint32_t last_row = 0;
    uint32_t last_column = 0;
    [[nodiscard]] size_t row_count() const { return last_row - first_row + 1; }
    [[nodiscard]] size_t column_count() const { return last_column - first_column + 1; }
};

// What an argument of a function can be before it is read.
using Argument = std::variant<Value, MatrixPtr, LedgerRange, CellRange>;

}  // namespace yitao::formula
