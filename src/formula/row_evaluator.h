// One formula over many rows of a table, [@column] meaning each row in turn; ledgers are seen
// whole. Cheaper than an Evaluator where there are many rows and little to do in each.
//
//     RowEvaluator each(catalog, world, scope, formula, table);
//     for (uint32_t row = 0; row < rows; ++row) use(each.at(row));
#pragma once

#include "formula/interpreter.h"

namespace yitao::formula {

class RowEvaluator {
  public:
    // All must outlive it.
    RowEvaluator(const Catalog& catalog, const World& world, const Scope& scope,
                 const Formula& formula, size_t table)
        : formula_(formula),
          interpreter_(catalog, memory_,
                       {&world, scope, nullptr, RowScope::kWholeLedger, static_cast<int>(table)}) {}
    RowEvaluator(const RowEvaluator&) = delete;
    RowEvaluator& operator=(const RowEvaluator&) = delete;

    Value at(uint32_t row) {
        interpreter_.move_to_row(row);
        return interpreter_.single(interpreter_.evaluate(formula_.root()));
    }

  private:
    const Formula& formula_;
    EvaluatorMemory memory_;
    Interpreter interpreter_;
};

}  // namespace yitao::formula
