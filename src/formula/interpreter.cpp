#include "formula/interpreter.h"

#include <algorithm>

#include "base/check.h"
#include "formula/predicate.h"
#include "formula/reader.h"

namespace yitao::formula {

namespace {

// Months from one day's month to another's.
int months_between(Date from, Date to) {
    Civil a = from.civil();
    Civil b = to.civil();
    return (b.year - a.year) * 12 + b.month - a.month;
}

// A period moved by months; one that ends with a month still does.
Period moved(const Period& period, int months) {
    Date end = period.end.plus_months(months);
    if (period.end == period.end.month_end()) end = end.month_end();
    return {period.start.plus_months(months), end};
}

}  // namespace

Argument Interpreter::evaluate(const Node& node) {
    if (node.single_height > 0) return value_of(node);
    switch (node.kind) {
        case NodeKind::kValue:
            return node.value;
        case NodeKind::kOmitted:
            return Value();
        case NodeKind::kArray:
            return node.array;
        case NodeKind::kUnary: {
            std::array<Argument, 1> operand = {evaluate(node.children[0])};
            if (node.op == Operator::kIntersect) return intersect(operand[0]);
            if (node.op == Operator::kPlus) return std::move(operand[0]);
            return lift(operator_function(node.op), operand);
        }
        case NodeKind::kBinary:
            return evaluate_binary(node);
        case NodeKind::kCall:
            return evaluate_call(node);
        case NodeKind::kScopeName:
            return scope_value(node.scope_name);
        case NodeKind::kVariable:
            return slots_[node.slot];
        case NodeKind::kLet:
            return evaluate_let(node);
        case NodeKind::kLedger:
            return evaluate_ledger(*node.ledger);
        case NodeKind::kCells:
            return node.cells->range;
        case NodeKind::kSpill:
            return evaluate_spill(node);
        case NodeKind::kName:
            break;
    }
    return Value(ExcelError::kName);
}

Argument Interpreter::evaluate_binary(const Node& node) {
    if (node.children[0].kind == NodeKind::kBinary) return evaluate_chain(node);
    const std::array<Argument, 2> operands = {evaluate(node.children[0]),
                                              evaluate(node.children[1])};
    return lift(operator_function(node.op), operands);
}

// Chains a+b+c+… lean left as deep as they are long: walked down, not recursed into.
Argument Interpreter::evaluate_chain(const Node& node) {
    std::vector<const Node*> chain;
    const Node* leftmost = &node;
    while (leftmost->kind == NodeKind::kBinary) {
        chain.push_back(leftmost);
        leftmost = &leftmost->children[0];
    }
    std::array<Argument, 2> operands;
    operands[0] = evaluate(*leftmost);
    for (auto link = chain.rbegin(); link != chain.rend(); ++link) {
        operands[1] = evaluate((*link)->children[1]);
        operands[0] = lift(operator_function((*link)->op), operands);
    }
    return std::move(operands[0]);
}

Argument Interpreter::evaluate_call(const Node& node) {
    const Function& function = *node.function;
    const std::vector<Node>& nodes = node.children;
    if (function.lazy != nullptr) return function.lazy(*this, nodes);
    // Calls of a few arguments, nearly all there are, keep them off the heap.
    const auto with = [&](const auto&... each) {
        const std::array<Argument, sizeof...(each)> arguments = {evaluate(each)...};
        return call(function, arguments);
    };
    switch (nodes.size()) {
        case 0:
            return call(function, {});
        case 1:
            return with(nodes[0]);
        case 2:
            return with(nodes[0], nodes[1]);
        case 3:
            return with(nodes[0], nodes[1], nodes[2]);
        default:
            break;
    }
    std::vector<Argument> arguments;
    arguments.reserve(nodes.size());
    for (const Node& child : nodes) arguments.push_back(evaluate(child));
    return call(function, arguments);
}

Argument Interpreter::call(const Function& function, std::span<const Argument> arguments) {
    if (function.general != nullptr) return function.general(*this, arguments);
    return lift(function.scalar, arguments);
}

Argument Interpreter::evaluate_let(const Node& node) {
    size_t count = node.children.size() - 1;
    if (slots_.size() < node.slot + count) slots_.resize(node.slot + count);
    for (size_t i = 0; i < count; ++i) {
        Argument value = evaluate(node.children[i]);
        slots_[node.slot + i] = std::move(value);
    }
    return evaluate(node.children.back());
}

Value Interpreter::scope_value(ScopeName name) {
    const org::Tree& tree = *environment().world->tree;
    auto serial = [](Date date) { return Value(static_cast<double>(date.serial())); };
    switch (name) {
        case ScopeName::kThisUnit:
            return org::format_unit_code(tree.unit(scope().unit).code);
        case ScopeName::kThisUnitName:
            return tree.unit(scope().unit).name;
        case ScopeName::kAsOf:
            return serial(scope().as_of);
        case ScopeName::kPeriodStart:
            return serial(scope().period.start);
        case ScopeName::kPeriodEnd:
            return serial(scope().period.end);
        case ScopeName::kFilledOn:
            return serial(scope().filled_on);
    }
    return ExcelError::kName;
}

Argument Interpreter::evaluate_ledger(const LedgerReference& reference) {
    switch (reference.item) {
        case LedgerItem::kThisRow:
            return evaluate_this_row(reference);
        case LedgerItem::kTotals:
        case LedgerItem::kDataTotals:
            return Value(ExcelError::kRef);  // ledgers have no totals row
        case LedgerItem::kHeaders:
            return evaluate_headers(reference);
        default:
            break;
    }
    LedgerRange range;
    range.world = environment().world;
    range.table = reference.table;
    range.first_column = reference.first_column;
    range.last_column = reference.last_column;
    const ledger::Table& table = range.data();
    range.rows = environment().rows == RowScope::kWholeLedger
                     ? ledger::RowRange{0, table.row_count()}
                     : table.rows_of(*range.world->tree, scope().unit);
    if (reference.item == LedgerItem::kData) return range;
    // #All: the headings above the rows.
    Argument headers = evaluate_headers(reference);
    Reader top(*this, headers);
    Reader body(*this, range);
    if (!spend(body.rows() + 1, body.columns())) return Value(ExcelError::kNum);
    auto all = std::make_shared<Matrix>();
    all->rows = body.rows() + 1;
    all->columns = body.columns();
    all->values.reserve(all->rows * all->columns);
    for (size_t c = 0; c < top.columns(); ++c) all->values.push_back(top.get(0, c));
    for (size_t i = 0; i < body.size(); ++i) {
        all->values.emplace_back();
        body.at(i, all->values.back());
    }
    return all;
}

Value Interpreter::this_row_value(const LedgerReference& reference) {
    const Environment& here = environment();
    if (here.row_table != static_cast<int>(reference.table)) return ExcelError::kValue;
    const ledger::Table& table = here.world->tables[reference.table];
    if (here.row >= table.row_count()) return ExcelError::kValue;
    const size_t column = reference.first_column;
    CHECK(table.columns[column].loaded);
    return cell_value(table.schema->columns[column], table.columns[column], here.row);
}

Argument Interpreter::evaluate_this_row(const LedgerReference& reference) {
    if (reference.first_column == reference.last_column) return this_row_value(reference);
    const Environment& here = environment();
    if (here.row_table != static_cast<int>(reference.table)) return Value(ExcelError::kValue);
    if (here.row >= here.world->tables[reference.table].row_count()) {
        return Value(ExcelError::kValue);
    }
    LedgerRange range{here.world,
                      reference.table,
                      reference.first_column,
                      reference.last_column,
                      {here.row, here.row + 1}};
    Outcome<MatrixPtr> row = matrix(range);
    if (!row) return Value(row.error());
    return *row;
}

Argument Interpreter::evaluate_headers(const LedgerReference& reference) {
    const ledger::Schema& schema = *catalog_.schemas[reference.table];
    auto headers = std::make_shared<Matrix>();
    headers->rows = 1;
    headers->columns = reference.last_column - reference.first_column + 1;
    for (size_t c = reference.first_column; c <= reference.last_column; ++c) {
        headers->values.emplace_back(schema.columns[c].name);
    }
    return headers;
}

Value Interpreter::value_of(const Node& node) {
    Value scratch;
    const Value& value = value_at(node, scratch);
    return &value == &scratch ? std::move(scratch) : value;
}

// `f` of the children, at most N.
template <size_t N>
Value Interpreter::call_single(ScalarFunction f, std::span<const Node> children) {
    std::array<Value, N> held;
    std::array<const Value*, N> values;
    for (size_t i = 0; i < children.size(); ++i) values[i] = &value_at(children[i], held[i]);
    Scalars scalars({values.data(), children.size()}, scope());
    return scalars.result(f(scalars));
}

const Value& Interpreter::value_at(const Node& node, Value& scratch) {
    switch (node.kind) {
        case NodeKind::kValue:
            return node.value;
        case NodeKind::kScopeName:
            scratch = scope_value(node.scope_name);
            break;
        case NodeKind::kLedger:
            scratch = this_row_value(*node.ledger);
            break;
        case NodeKind::kUnary:
            if (node.op == Operator::kIntersect || node.op == Operator::kPlus) {
                return value_at(node.children[0], scratch);
            }
            scratch = call_single<1>(operator_function(node.op), node.children);
            break;
        case NodeKind::kBinary:
            scratch = call_single<2>(operator_function(node.op), node.children);
            break;
        case NodeKind::kCall:
            if (node.function->single != nullptr) {
                scratch = node.function->single(*this, node.children);
            } else if (node.children.size() <= 2) {
                scratch = call_single<2>(node.function->scalar, node.children);
            } else {
                scratch = call_single<kMostSingleArguments>(node.function->scalar, node.children);
            }
            break;
        default:
            scratch = Value();  // kOmitted
    }
    return scratch;
}

// A1#: what stands below and right of A1 without a gap. The template does not say what spilled.
Argument Interpreter::evaluate_spill(const Node& node) {
    CellRange range = node.children[0].cells->range;
    if (cells_ == nullptr) return range;
    auto [row_end, column_end] = cells_->extent(range.sheet);
    auto is_filled = [&](uint32_t row, uint32_t column) {
        return row < row_end && column < column_end &&
               !cells_->cell(range.sheet, row, column).is_blank();
    };
    while (is_filled(range.last_row + 1, range.first_column)) ++range.last_row;
    while (is_filled(range.first_row, range.last_column + 1)) ++range.last_column;
    return range;
}

// @: the one value of a single cell, else the upper left one; a formula's own row is not known.
Argument Interpreter::intersect(const Argument& argument) {
    return single(argument);
}

Value Interpreter::single(const Argument& argument) {
    if (const Value* value = std::get_if<Value>(&argument)) return *value;
    if (const CellRange* range = std::get_if<CellRange>(&argument)) {
        return cells_ == nullptr
                   ? Value()
                   : cells_->cell(range->sheet, range->first_row, range->first_column);
    }
    Reader reader(*this, argument);
    if (reader.size() == 0) return ExcelError::kCalc;
    return reader.get(0, 0);
}

Outcome<MatrixPtr> Interpreter::matrix(const Argument& argument) {
    if (const MatrixPtr* matrix = std::get_if<MatrixPtr>(&argument)) return *matrix;
    Reader reader(*this, argument);
    if (reader.error()) return std::unexpected(*reader.error());
    if (!spend(reader.rows(), reader.columns())) return std::unexpected(ExcelError::kNum);
    auto made = std::make_shared<Matrix>();
    made->rows = reader.rows();
    made->columns = reader.columns();
    made->values.resize(reader.size());
    Value scratch;
    for (size_t i = 0; i < made->values.size(); ++i) {
        const Value& value = reader.at(i, scratch);
        made->values[i] = &value == &scratch ? std::move(scratch) : value;
    }
    return made;
}

std::optional<AggregateContext> Interpreter::aggregate_context(const World* world) {
    for (auto here = environments_.rbegin(); here != environments_.rend(); ++here) {
        if (here->world != world) continue;
        return AggregateContext{catalog_,   *world,         here->scope,
                                here->rows, here->measures, &memory_.aggregate_indexes[world]};
    }
    return std::nullopt;
}

Outcome<Environment> Interpreter::environment_at(Date date) {
    if (worlds_ == nullptr) return std::unexpected(ExcelError::kNa);
    auto known = memory_.worlds.find(date);
    if (known == memory_.worlds.end()) {
        Result<std::shared_ptr<const World>> world = worlds_->world_at(date);
        if (!world) return std::unexpected(ExcelError::kNa);
        known = memory_.worlds.emplace(date, *world).first;
    }
    const Environment& here = environment();
    Environment there;
    there.world = known->second.get();
    there.rows = here.rows;
    there.scope = here.scope;
    there.scope.as_of = date;
    there.scope.period = moved(here.scope.period, months_between(here.scope.as_of, date));
    org::UnitCode code = here.world->tree->unit(here.scope.unit).code;
    std::optional<org::UnitIndex> unit = there.world->tree->find(code);
    if (!unit) return std::unexpected(ExcelError::kRef);  // the unit was not there yet
    there.scope.unit = *unit;
    return there;
}

Argument Interpreter::evaluate_as_of(Date date, const Node& node) {
    Outcome<Environment> there = environment_at(date);
    if (!there) return Value(there.error());
    environments_.push_back(*std::move(there));
    Argument result = evaluate(node);
    // Columns of that world are read while it is in sight.
    if (std::holds_alternative<LedgerRange>(result)) {
        Outcome<MatrixPtr> read = matrix(result);
        result = read ? Argument(*read) : Argument(Value(read.error()));
    }
    environments_.pop_back();
    return result;
}

}  // namespace yitao::formula
