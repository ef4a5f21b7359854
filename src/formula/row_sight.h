// What one row of a ledger adds to a formula that looks at rows. Where two versions of a row add
// the same, the formula shows what it showed, whatever the other rows are.
//
//     RowSight sight(formula, catalog, table);
//     Added before = sight.added(was, scope);      // worlds of that one row; Added{}: no row
//     if (before.all != sight.added(is, scope).all) …    // it may show something else now
//
// FILTER, SUMPRODUCT, SUM and the aggregates with conditions see rows one by one: a row that a
// FILTER leaves out before and after adds nothing, whatever else of it changed. What looks at a
// ledger in another way (XLOOKUP into it, UNIQUE of its columns) sees the columns it names of every
// row. What ASOF looks at are rows of another day, and not told here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "formula/ast.h"
#include "formula/formula.h"
#include "formula/world.h"

namespace yitao::formula {

struct Added {
    uint64_t all = 0;    // digest of everything the row adds
    uint64_t lines = 0;  // of its line in the list that is shown; 0: none
    double amount = 0;   // to the sum that is shown
};

class RowSight {
  public:
    // Of a compiled formula, which must outlive it.
    RowSight(const Formula& formula, const Catalog& catalog, size_t table);

    // Columns of the ledger that are looked at, ascending. Empty: it does not look at this ledger.
    [[nodiscard]] std::span<const size_t> columns() const { return columns_; }
    // `world` holds the row alone in the ledger; other ledgers are not looked at. Of the scope the
    // unit does not count.
    [[nodiscard]] Added added(const World& world, const Scope& scope) const;
    // Whether it may show something else when the rows stand in another order.
    [[nodiscard]] bool hangs_on_order() const { return hangs_on_order_; }
    // Whether the formula shows just the lines, so that it shows something else wherever the
    // `lines` of its rows do not add up to what they were; and likewise the amounts.
    [[nodiscard]] bool shows_lines() const { return shown_ && !sums_; }
    [[nodiscard]] bool shows_amount() const { return shown_ && sums_; }

  private:
    // A call that sees row by row.
    struct Piece {
        std::vector<Node> gates;           // tests all of which a row it sees meets
        std::vector<Node> parts;           // what it takes of the row, formulas of the row alone
        std::vector<size_t> seen_columns;  // and columns that others make something of
        std::vector<size_t> columns;       // the same of rows whether it sees them or not
        const Node* amount = nullptr;      // a sum of nothing but the row's own
        bool is_ordered = true;            // what it comes to hangs on the order of rows
    };
    class Finder;

    const Catalog& catalog_;
    size_t table_;
    std::vector<Piece> pieces_;
    std::vector<size_t> columns_;
    std::optional<size_t> shown_;  // the piece that is what the formula shows
    bool sums_ = false;
    bool hangs_on_order_ = false;
};

}  // namespace yitao::formula
