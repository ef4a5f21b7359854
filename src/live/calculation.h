// Calculated columns of a view kept current: a change of stored columns is followed to the columns
// whose formulas read them, in the same row, in other ledgers by key (a household's 人口数 counts
// the residents that name it), and on from there. What does not depend on the change is not looked
// at.
//
//     Calculation calculation(catalog, view, scope);
//     TRY(calculation.add({households, 人口数}));          // after View::load, column included
//     calculation.apply(edits, changes);                   // stored columns; all that follows too
//     calculation.advance(tomorrow, changes);              // ages
//
// Formulas see only the rows that the keys pick, put together as a small world: the evaluator is
// the same as everywhere, its result what it would be over the whole ledgers. What no key narrows
// (FILTER over a ledger, a key with wildcards) is evaluated over whole ledgers, at that cost.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "formula/calculated_columns.h"
#include "formula/column_links.h"
#include "formula/column_writer.h"
#include "live/key_index.h"
#include "live/small_world.h"
#include "live/view.h"

namespace yitao::live {

class Calculation {
  public:
    // All must outlive it. `scope` has the view's date.
    Calculation(const formula::Catalog& catalog, View& view, const formula::Scope& scope);
    ~Calculation();

    // A calculated column to be kept current, with those it reads. They, and the stored columns
    // they read, must be loaded with the values they have at the scope's date. Refused: a column
    // that does not compile or reads itself.
    Result<void> add(formula::ColumnUse column);

    // The edits of one change, of stored columns, and everything that follows from them. Several
    // edits of one row count as one. Appends what changed, as View::apply.
    void apply(std::span<const RowEdit> edits, std::vector<ValueChange>& changes);
    // The same rows on another day: columns that read the date, and what follows. Stored facts that
    // begin to hold in between are the caller's to apply. Returns the number of rows changed.
    size_t advance(Date as_of, std::vector<ValueChange>& changes);
    [[nodiscard]] std::span<const formula::CalculatedColumn> columns() const {
        return columns_.in_order();
    }

  private:
    using RowAt = std::pair<size_t, ledger::RowId>;
    struct Pending {
        bool existed = false;
        bool is_removal = false;
        std::vector<ledger::Field> before;  // by column; empty where it did not exist
        std::vector<ledger::Field> after;
        std::vector<uint8_t> changed;  // by column
    };
    struct Step {
        formula::CalculatedColumn column;
        formula::ColumnLinks links;
        std::unique_ptr<formula::ColumnWriter> writer;
        std::set<ledger::RowId> unkeyed;  // rows whose key says nothing: wildcards
    };

    void take_links(Step& step);
    [[nodiscard]] bool narrows(size_t own_table, const formula::ColumnLink& link) const;
    KeyIndex& index_of(formula::ColumnUse column);
    Pending& pending_of(RowAt row);
    void note(const RowEdit& edit);
    void run(Step& step);
    void find_rows(const Step& step, std::set<ledger::RowId>& rows);
    [[nodiscard]] bool concerns(const Pending& pending, std::span<const size_t> columns) const;
    void calculate(Step& step, const std::set<ledger::RowId>& rows);
    void calculate_whole(Step& step, const std::set<ledger::RowId>* rows);
    void calculate_all(Step& step);
    void set(Step& step, ledger::RowId row, ledger::Field field);
    void write(std::vector<ValueChange>& changes);

    // The small world.
    void start_world();
    void add_row(size_t table, ledger::RowId row, const std::vector<size_t>& columns);
    void add_keyed_rows(const formula::ColumnLink& link, const ledger::Field& key);
    void end_world();
    [[nodiscard]] const std::vector<ledger::Field>* row_now(RowAt row);
    ledger::Table whole_table(size_t table, const std::vector<size_t>& columns);

    const formula::Catalog& catalog_;
    View& view_;
    formula::Scope scope_;
    formula::CalculatedColumns columns_;
    std::vector<std::unique_ptr<Step>> steps_;  // each behind what it reads
    std::map<formula::ColumnUse, std::unique_ptr<KeyIndex>> indexes_;
    std::map<RowAt, Pending> pending_;

    formula::World world_;
    std::map<size_t, PlacedRows> picked_;  // rows of the small world, by table
    std::map<size_t, std::vector<size_t>> picked_columns_;
    std::vector<ledger::Field> read_;
};

}  // namespace yitao::live
