// What the evaluator calls for COUNTIFS and its family: aggregates over whole ledger columns (taken
// from the live engine's measures where they are in the set, else scanned: the same value, bit for
// bit) and over plain cell ranges. One scalar criterion each; lifting over arrays of criteria is
// the evaluator's.
//
//     AggregateCall call{.aggregate = Aggregate::kSum, .value = {{residents, income}},
//                        .criteria = {{{residents, sex}, Value("女")}, {{residents, age},
//                        Value(">=60")}}};
//     Value total = evaluate_aggregate(call, {catalog, world, scope});
//
// A criterion on the ledger's unit column (Schema::unit_column; of table 单位 its code column) that
// names one 12-digit code means the subtree of that unit. It is no condition of the measure but
// narrows the unit the value is read for, so the eight village rows of a township report share one.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "formula/measure.h"
#include "formula/value.h"
#include "formula/world.h"

namespace yitao::formula {

struct Node;       // ast.h
class CellSource;  // formula.h

// One whole column of one ledger: Table[column].
struct ColumnArgument {
    size_t table = 0;
    size_t column = 0;
    auto operator<=>(const ColumnArgument&) const = default;
};

// COUNTIFS(...)            kCountRows, no value            COUNT(T[c])   kCountNumbers, value, no
// criteria COUNTIF(T[c],x)          kCountRows, one criterion       COUNTA(T[c])  kCountValues
// SUMIFS / SUMIF / SUM     kSum, value                     AVERAGE, MAX, MIN likewise
// ROWS(T[c])               kCountRows, value names the table, no criteria
// COUNTUNIQUEIFS / COUNTUNIQUE(T[c])   kCountDistinct, value
struct AggregateCall {
    Aggregate aggregate = Aggregate::kCountRows;
    std::optional<ColumnArgument> value;
    std::vector<std::pair<ColumnArgument, Value>> criteria;
};

// Which rows an aggregate sees: those of the scope's subtree, or (calculated columns, row
// validations) all, also rows whose unit the tree does not know.
enum class RowScope : uint8_t { kUnit, kWholeLedger };

// Posting lists by exact value of criterion columns, built when a column is asked for often and
// kept: what makes COUNTIFS(居民[户号],[@户号]) over a million rows linear. Serves one World whose
// columns do not change once they have been asked for; not to be shared between threads.
class IndexCache {
  public:
    IndexCache();
    ~IndexCache();
    IndexCache(IndexCache&&) noexcept;
    IndexCache& operator=(IndexCache&&) noexcept;

    struct State;  // aggregate_index.h
    [[nodiscard]] State& state() { return *state_; }

  private:
    std::unique_ptr<State> state_;
};

struct AggregateContext {
    const Catalog& catalog;
    const World& world;
    const Scope& scope;
    RowScope rows = RowScope::kUnit;
    const MeasureResults* measures = nullptr;  // of this world; used for RowScope::kUnit only
    IndexCache* indexes = nullptr;             // of this world; without it rows are always scanned
};

// Never fails: columns of different ledgers in one call are ranges of different shape, #VALUE!; an
// error in the value column of a matched row is the result, the first in row order. The columns
// must be loaded.
Value evaluate_aggregate(const AggregateCall& call, const AggregateContext& context);

// The measure that answers `call` in any unit, added to `wanted`. Nothing when the call is refused
// by evaluate_aggregate or its unit criterion is no subtree ("<>" of a code): those are scanned.
std::optional<uint32_t> add_measure(const AggregateCall& call, const Catalog& catalog,
                                    MeasureSet& wanted);

// What an aggregate is taken over: of these intervals of rows, in row order, those that meet all
// conditions. A criterion on the unit column has narrowed the intervals and is no condition.
struct AggregateRows {
    size_t table = 0;
    std::vector<Condition> conditions;
    std::vector<ledger::RowRange> ranges;
};
// Nothing where evaluate_aggregate refuses the call.
std::optional<AggregateRows> rows_behind(const AggregateCall& call,
                                         const AggregateContext& context);

// The calls that one function call of a formula comes to, criteria worked out: one for each element
// of an array criterion. Empty where it is no aggregate over a ledger, or a criterion is known only
// row by row. Criteria may read cells where these are given.
std::vector<AggregateCall> aggregate_calls(const Node& call, const Catalog& catalog,
                                           const World& world, const Scope& scope,
                                           CellSource* cells = nullptr);

// The same functions over cells: `value` is null for kCountRows; every matrix of a call must have
// one shape, else #VALUE!. SUMIF and AVERAGEIF stretch their value range before they call. At
// least one criterion, or a value.
struct CellCriterion {
    const Matrix* cells;
    Value criterion;
};
Value evaluate_aggregate_cells(Aggregate aggregate, const Matrix* value,
                               std::span<const CellCriterion> criteria);

}  // namespace yitao::formula
