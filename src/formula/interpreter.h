// Walks a compiled tree. One for each evaluation; what outlives it (look-up indexes, worlds of other
// dates) is kept in the Evaluator's memory. Functions see it as the way to their surroundings.
//
//     Interpreter interpreter(catalog, memory, environment);
//     Argument result = interpreter.evaluate(formula.root());
#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "base/limits.h"
#include "formula/aggregate.h"
#include "formula/ast.h"
#include "formula/formula.h"
#include "formula/functions.h"
#include "formula/lookup_index.h"
#include "formula/reference.h"

namespace yitao::formula {

// One world and the scope that looks at it. ASOF puts another one on top.
struct Environment {
    const World* world = nullptr;
    Scope scope;
    const MeasureResults* measures = nullptr;
    RowScope rows = RowScope::kUnit;
    // The row that [@column] means; only in the table of the formula.
    int row_table = -1;
    uint32_t row = 0;
};

// What evaluations of one Evaluator share.
struct EvaluatorMemory {
    std::map<const World*, IndexCache> aggregate_indexes;
    LookupIndexes lookup_indexes;
    std::map<Date, std::shared_ptr<const World>> worlds;  // keeps those of ASOF alive
};

class Interpreter {
  public:
    Interpreter(const Catalog& catalog, EvaluatorMemory& memory, Environment environment)
        : catalog_(catalog), memory_(memory), environments_{std::move(environment)} {}
    void use_cells(CellSource* cells) { cells_ = cells; }
    void use_worlds(WorldSource* worlds) { worlds_ = worlds; }
    void limit_cells(size_t cells) { most_cells_ = cells; }
    void move_to_row(uint32_t row) {
        environments_.front().row = row;
        spent_ = 0;
    }

    Argument evaluate(const Node& node);
    // Of a node that is certainly one value (Node::single_height); `scratch` holds it where the
    // tree does not.
    const Value& value_at(const Node& node, Value& scratch);
    Value value_of(const Node& node);

    [[nodiscard]] const Catalog& catalog() const { return catalog_; }
    [[nodiscard]] const Environment& environment() const { return environments_.back(); }
    [[nodiscard]] const Scope& scope() const { return environment().scope; }
    [[nodiscard]] CellSource* cells() { return cells_; }
    [[nodiscard]] EvaluatorMemory& memory() { return memory_; }
    // How aggregates over a range of this world are computed; nothing for a world not in sight.
    [[nodiscard]] std::optional<AggregateContext> aggregate_context(const World* world);

    // Counts cells (and long texts) made by this evaluation; false when they exceed
    // kMaxArrayCells at once or kMaxEvaluationCells in all: the result is then #NUM!.
    bool spend(size_t rows, size_t columns);
    bool spend_text(size_t bytes);

    // `f` over every cell of the arguments, single ones repeated; #N/A where a shape ends early.
    Argument lift(ScalarFunction f, std::span<const Argument> arguments);
    // The argument as one value: a single cell, or the upper left one.
    Value single(const Argument& argument);
    // The argument read in full, or the error that stands in its way.
    Outcome<MatrixPtr> matrix(const Argument& argument);
    // ASOF: `node` in the world of another day.
    Argument evaluate_as_of(Date date, const Node& node);

  private:
    Argument evaluate_binary(const Node& node);
    Argument evaluate_chain(const Node& node);
    Argument evaluate_call(const Node& node);
    Argument call(const Function& function, std::span<const Argument> arguments);
    Argument evaluate_let(const Node& node);
    Argument evaluate_ledger(const LedgerReference& reference);
    Argument evaluate_this_row(const LedgerReference& reference);
    template <size_t N>
    Value call_single(ScalarFunction f, std::span<const Node> children);
    Value this_row_value(const LedgerReference& reference);
    Argument evaluate_headers(const LedgerReference& reference);
    Argument evaluate_spill(const Node& node);
    Argument intersect(const Argument& argument);
    Value scope_value(ScopeName name);
    Outcome<Environment> environment_at(Date date);

    const Catalog& catalog_;
    EvaluatorMemory& memory_;
    std::vector<Environment> environments_;
    CellSource* cells_ = nullptr;
    WorldSource* worlds_ = nullptr;
    std::vector<Argument> slots_;
    size_t most_cells_ = kMaxEvaluationCells;
    size_t spent_ = 0;
};

// The operator on two values (or one, for prefix and postfix ones).
ScalarFunction operator_function(Operator op);

}  // namespace yitao::formula
