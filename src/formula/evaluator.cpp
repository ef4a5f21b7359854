#include <cmath>

#include "base/limits.h"
#include "formula/formula.h"
#include "formula/interpreter.h"
#include "formula/reader.h"

namespace yitao::formula {

namespace {

// Excel shows 0 where the last step of a formula is a sum or difference of two numbers that agree
// to 15 digits: =1.1-1-0.1. Only the last step, so (1.1-1-0.1)*1 keeps its tail there as here.
bool ends_in_subtraction(const Node& root) {
    return root.kind == NodeKind::kBinary &&
           (root.op == Operator::kSubtract || root.op == Operator::kAdd);
}

Value last_step(Interpreter& interpreter, const Node& root) {
    Argument left = interpreter.evaluate(root.children[0]);
    Argument right = interpreter.evaluate(root.children[1]);
    Value a = interpreter.single(left);
    Value b = interpreter.single(right);
    std::array<Argument, 2> operands = {a, b};
    Value result = interpreter.single(interpreter.lift(operator_function(root.op), operands));
    Outcome<double> x = number_of(a);
    Outcome<double> y = number_of(b);
    if (!result.is_number() || result.number() == 0 || !x || !y) return result;
    double other = root.op == Operator::kAdd ? -*y : *y;
    return compare_numbers(*x, other) == 0 ? Value(0.0) : result;
}

Operand read(Interpreter& interpreter, const Argument& argument) {
    if (const Value* value = std::get_if<Value>(&argument)) return *value;
    Outcome<MatrixPtr> matrix = interpreter.matrix(argument);
    if (!matrix) return Value(matrix.error());
    if ((*matrix)->values.empty()) return Value(ExcelError::kCalc);
    if ((*matrix)->values.size() == 1) return (*matrix)->values.front();
    return *matrix;
}

}  // namespace

Evaluator::Evaluator(const Catalog& catalog, const World& world, const Scope& scope)
    : catalog_(catalog), world_(world), scope_(scope), most_cells_(kMaxEvaluationCells),
      memory_(std::make_unique<EvaluatorMemory>()) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;

void Evaluator::use_cells(CellSource* cells) { cells_ = cells; }
void Evaluator::use_worlds(WorldSource* worlds) { worlds_ = worlds; }
void Evaluator::use_measures(const MeasureResults* results) { measures_ = results; }
void Evaluator::see_whole_ledgers() { whole_ledgers_ = true; }
void Evaluator::limit_cells(size_t cells) { most_cells_ = cells; }

// Everything an evaluation stands on. The interpreter keeps a reference to the environment.
struct Evaluator::Run {
    Run(const Evaluator& from, int table, uint32_t row)
        : environment{&from.world_, from.scope_, from.measures_,
                      from.whole_ledgers_ ? RowScope::kWholeLedger : RowScope::kUnit, table, row},
          interpreter(from.catalog_, *from.memory_, environment) {
        interpreter.use_cells(from.cells_);
        interpreter.use_worlds(from.worlds_);
        interpreter.limit_cells(from.most_cells_);
    }

    Operand operand(const Node& root) {
        Argument result = interpreter.evaluate(root);
        const Value* value = std::get_if<Value>(&result);
        bool may_be_tail = value != nullptr && value->is_number() && value->number() != 0 &&
                           std::fabs(value->number()) < 1;
        if (may_be_tail && ends_in_subtraction(root)) return last_step(interpreter, root);
        return read(interpreter, result);
    }

    Environment environment;
    Interpreter interpreter;
};

Operand Evaluator::evaluate(const Formula& formula) {
    return Run(*this, -1, 0).operand(formula.plan());
}

Operand Evaluator::evaluate(const Formula& formula, size_t table, uint32_t row) {
    return Run(*this, static_cast<int>(table), row).operand(formula.plan());
}

Value Evaluator::evaluate_row(const Formula& formula, size_t table, uint32_t row) {
    Run run(*this, static_cast<int>(table), row);
    return run.interpreter.single(run.interpreter.evaluate(formula.plan()));
}

}  // namespace yitao::formula
