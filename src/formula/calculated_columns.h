// Calculated columns of a catalog: compiled, with what each reads, in an order in which each comes
// after what it reads.
//
//     CalculatedColumns columns(catalog);
//     TRY(columns.add({table, column}));   // and what it reads in turn
//     for (const CalculatedColumn& c : columns.in_order()) …
#pragma once

#include <map>
#include <vector>

#include "formula/ast.h"
#include "formula/formula.h"

namespace yitao::formula {

struct CalculatedColumn {
    ColumnUse use;
    Formula formula;
    std::vector<size_t> row_columns;  // of its own table, read as [@column]; ascending
};

class CalculatedColumns {
  public:
    explicit CalculatedColumns(const Catalog& catalog) : catalog_(catalog) {}

    // A stored column only becomes part of stored(). Refused: a formula that does not compile, and
    // a column that reads itself, directly or through others.
    Result<void> add(ColumnUse use);
    [[nodiscard]] std::span<const CalculatedColumn> in_order() const { return order_; }
    // Stored columns seen on the way, ascending.
    [[nodiscard]] std::vector<ColumnUse> stored() const;

  private:
    enum class State : uint8_t { kOpen, kDone };
    [[nodiscard]] std::string name_of(ColumnUse use) const;
    std::unexpected<Error> fail_cycle(ColumnUse use) const;

    const Catalog& catalog_;
    std::map<ColumnUse, State> seen_;
    std::vector<ColumnUse> path_;
    std::vector<CalculatedColumn> order_;
};

// Fills one column of a world from the columns it reads, which are loaded; each over the whole
// ledger. Equal rows are worked out once.
void calculate_column(const Catalog& catalog, World& world, const Scope& scope,
                      const CalculatedColumn& column);

}  // namespace yitao::formula
