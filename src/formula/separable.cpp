#include "formula/separable.h"

#include "base/check.h"
#include "base/text.h"
#include "formula/functions.h"
#include "formula/measure.h"
#include "formula/number_text.h"
#include "formula/predicate.h"

namespace yitao::formula {

namespace {

using ledger::Column;
using ledger::ColumnType;

// So many COUNTIFS are worth less than one pass over the rows.
constexpr size_t kMostTerms = 8;

Node value_node(Value value) {
    Node node;
    node.kind = NodeKind::kValue;
    node.value = std::move(value);
    return node;
}

Node call_node(std::string_view name, std::vector<Node> arguments) {
    Node node;
    node.kind = NodeKind::kCall;
    node.name = name;
    node.function = find_function(name);
    CHECK(node.function != nullptr);
    node.children = std::move(arguments);
    return node;
}

Node binary_node(Operator op, Node left, Node right) {
    Node node;
    node.kind = NodeKind::kBinary;
    node.op = op;
    node.children.push_back(std::move(left));
    node.children.push_back(std::move(right));
    return node;
}

bool is_comparison(Operator op) { return op >= Operator::kEqual && op <= Operator::kGreaterEqual; }

Operator mirrored(Operator op) {
    switch (op) {
        case Operator::kLess: return Operator::kGreater;
        case Operator::kLessEqual: return Operator::kGreaterEqual;
        case Operator::kGreater: return Operator::kLess;
        case Operator::kGreaterEqual: return Operator::kLessEqual;
        default: return op;
    }
}

std::string_view text_of(Operator op) {
    switch (op) {
        case Operator::kEqual: return "=";
        case Operator::kNotEqual: return "<>";
        case Operator::kLess: return "<";
        case Operator::kLessEqual: return "<=";
        case Operator::kGreater: return ">";
        default: return ">=";
    }
}

bool holds(double left, Operator op, double right) {
    switch (op) {
        case Operator::kEqual: return left == right;
        case Operator::kNotEqual: return left != right;
        case Operator::kLess: return left < right;
        case Operator::kLessEqual: return left <= right;
        case Operator::kGreater: return left > right;
        default: return left >= right;
    }
}

bool is_negated_twice(const Node& node) {
    const auto negates = [](const Node& one) {
        return one.kind == NodeKind::kUnary && one.op == Operator::kNegate;
    };
    return negates(node) && negates(node.children[0]);
}

// One factor of a mask as the criteria that do: a row meets it if it meets one of them, never two.
struct Condition {
    Node column;
    std::vector<Node> criteria;
};

// The factors of a product, or the tests of a FILTER.
class Factors {
  public:
    explicit Factors(const Catalog& catalog) : catalog_(catalog) {}

    // False: something that no criterion says.
    bool add(const Node& node);
    [[nodiscard]] const std::vector<Condition>& conditions() const { return conditions_; }
    [[nodiscard]] const std::optional<Node>& value() const { return value_; }
    // The one calculated column among them: errors in it are the result. More than one: refused.
    [[nodiscard]] const std::optional<Node>& may_err() const { return may_err_; }
    [[nodiscard]] bool is_product() const { return is_product_; }
    [[nodiscard]] std::optional<size_t> table() const { return table_; }

  private:
    bool add_one(const Node& node);
    [[nodiscard]] const Column* data_column(const Node& node) const;
    bool use(const Node& node, const Column& column);
    bool add_comparison(const Node& column, Operator op, const Node& with);
    bool add_text(const Node& node, Operator op, const std::string& text);
    bool add_number(const Node& node, const Column& column, Operator op, const Node& with);

    const Catalog& catalog_;
    std::vector<Condition> conditions_;
    std::optional<Node> value_;
    std::optional<Node> may_err_;
    std::optional<size_t> table_;
    bool is_product_ = false;  // tests have become numbers
};

// The column of T[column], where measures see its values as the formula does: not the unit, whose
// criteria mean subtrees, nor several codes, whose criteria mean one of them.
const Column* Factors::data_column(const Node& node) const {
    if (node.kind != NodeKind::kLedger || node.ledger->item != LedgerItem::kData) return nullptr;
    if (node.ledger->first_column != node.ledger->last_column) return nullptr;
    const ledger::Schema& schema = *catalog_.schemas[node.ledger->table];
    const Column& column = schema.columns[node.ledger->first_column];
    const bool other = column.type == ColumnType::kUnit || column.type == ColumnType::kMultiCode ||
                       column.id == schema.unit_column;
    return other ? nullptr : &column;
}

bool Factors::use(const Node& node, const Column& column) {
    const size_t table = node.ledger->table;
    if (table_.value_or(table) != table) return false;
    table_ = table;
    if (!column.is_calculated()) return true;
    // Of a column of texts no measure tells the first error.
    if (!is_summable(column.type)) return false;
    const bool other =
        may_err_ && may_err_->ledger->first_column != node.ledger->first_column;
    may_err_ = node;
    return !other;
}

bool Factors::add(const Node& root) {
    std::vector<const Node*> pending = {&root};  // products lean left as deep as they are long
    while (!pending.empty()) {
        const Node& node = *pending.back();
        pending.pop_back();
        if (node.kind == NodeKind::kBinary && node.op == Operator::kMultiply) {
            is_product_ = true;
            pending.push_back(&node.children[1]);
            pending.push_back(&node.children[0]);
        } else if (is_negated_twice(node)) {
            is_product_ = true;
            pending.push_back(&node.children[0].children[0]);
        } else if (!add_one(node)) {
            return false;
        }
    }
    return true;
}

bool Factors::add_one(const Node& node) {
    if (node.kind == NodeKind::kValue) return node.value == Value(1.0);
    if (node.kind == NodeKind::kBinary && is_comparison(node.op)) {
        const bool left = node.children[0].kind == NodeKind::kLedger;
        return left ? add_comparison(node.children[0], node.op, node.children[1])
                    : add_comparison(node.children[1], mirrored(node.op), node.children[0]);
    }
    // Sums of whole numbers are exact either way; sums of decimals are Excel's doubles.
    const Column* column = data_column(node);
    if (column == nullptr || column->type != ColumnType::kInteger || value_) return false;
    value_ = node;
    is_product_ = true;
    return use(node, *column);
}

bool Factors::add_comparison(const Node& node, Operator op, const Node& with) {
    const Column* column = data_column(node);
    if (column == nullptr || !use(node, *column)) return false;
    if (is_summable(column->type)) return add_number(node, *column, op, with);
    const bool is_text = with.kind == NodeKind::kValue && with.value.is_text();
    return is_text && add_text(node, op, std::string(with.value.text()));
}

bool Factors::add_text(const Node& node, Operator op, const std::string& text) {
    if (op != Operator::kEqual && op != Operator::kNotEqual) return false;
    const std::string folded = fold_case(text);
    // A criterion would take these for something else than text.
    if (folded == "true" || folded == "false" || text.starts_with('#')) return false;
    if (text.empty()) {  // blank or empty; some text
        const std::string_view criterion = op == Operator::kEqual ? "" : "?*";
        conditions_.push_back({node, {value_node(Value(criterion))}});
        return true;
    }
    std::string criterion(text_of(op));
    for (const char c : text) {
        if (c == '*' || c == '?' || c == '~') criterion += '~';
        criterion += c;
    }
    conditions_.push_back({node, {value_node(Value(criterion))}});
    return true;
}

// Of a number, or of a day that the scope names. A blank is 0 to an operator, nothing to a
// criterion.
bool Factors::add_number(const Node& node, const Column& column, Operator op, const Node& with) {
    const std::string sign(text_of(op));
    Condition out{node, {}};
    double limit = 0;
    if (with.kind == NodeKind::kValue && with.value.is_number()) {
        limit = with.value.number();
        if (number_from_text(general_number(limit)) != limit) return false;
        out.criteria.push_back(value_node(Value(sign + general_number(limit))));
    } else if (with.kind == NodeKind::kScopeName && column.type == ColumnType::kDate &&
               with.scope_name >= ScopeName::kAsOf) {
        limit = 1;  // days of a scope are later than 1900
        out.criteria.push_back(
            binary_node(Operator::kJoin, value_node(Value(sign)), with));
    } else {
        return false;
    }
    const bool blanks = holds(0, op, limit);
    if (op == Operator::kNotEqual) {  // there blanks meet the criterion anyway
        if (!blanks) conditions_.push_back({node, {value_node(Value("<>"))}});
    } else if (blanks) {
        out.criteria.push_back(value_node(Value("")));
    }
    conditions_.push_back(std::move(out));
    return true;
}

// (T[a],criterion,T[b],criterion,…) for each way to take one criterion of each condition.
std::vector<std::vector<Node>> pairs_of(const std::vector<Condition>& conditions) {
    std::vector<std::vector<Node>> out(1);
    for (const Condition& condition : conditions) {
        std::vector<std::vector<Node>> longer;
        for (const std::vector<Node>& pairs : out) {
            for (const Node& criterion : condition.criteria) {
                longer.push_back(pairs);
                longer.back().push_back(condition.column);
                longer.back().push_back(criterion);
            }
        }
        out = std::move(longer);
        if (out.size() > kMostTerms) break;
    }
    return out;
}

// SUMPRODUCT(…) or SUM(a*b): counted or added by conditions.
std::optional<Node> separated_sum(const Node& call, const Catalog& catalog) {
    Factors factors(catalog);
    for (const Node& argument : call.children) {
        Factors own(catalog);  // an argument of tests alone adds nothing: they are no numbers
        if (!own.add(argument) || !own.is_product()) return std::nullopt;
        if (!factors.add(argument)) return std::nullopt;
    }
    if (factors.conditions().empty()) return std::nullopt;
    const auto terms = pairs_of(factors.conditions());
    if (terms.size() > kMostTerms) return std::nullopt;
    std::optional<Node> out;
    for (std::vector<Node> pairs : terms) {
        if (factors.value()) pairs.insert(pairs.begin(), *factors.value());
        Node term = call_node(factors.value() ? "SUMIFS" : "COUNTIFS", std::move(pairs));
        out = out ? binary_node(Operator::kAdd, *std::move(out), std::move(term)) : term;
    }
    if (!factors.may_err()) return out;
    Node nothing = binary_node(Operator::kMultiply, value_node(Value(0.0)),
                               call_node("SUM", {*factors.may_err()}));
    return binary_node(Operator::kAdd, std::move(nothing), *std::move(out));
}

// COUNTA(UNIQUE(FILTER(column,tests))) and the same with ROWS; without FILTER too.
std::optional<Node> separated_unique(const Node& call, const Catalog& catalog) {
    const bool is_rows = call.function->name == "ROWS";
    const Node& unique = call.children[0];
    if (unique.kind != NodeKind::kCall || unique.function->name != "UNIQUE") return std::nullopt;
    if (unique.children.size() != 1) return std::nullopt;
    const Node& picked = unique.children[0];
    const bool filters = picked.kind == NodeKind::kCall && picked.function->name == "FILTER";
    if (filters && picked.children.size() != 2) return std::nullopt;
    const Node& column = filters ? picked.children[0] : picked;
    if (column.kind != NodeKind::kLedger || column.ledger->item != LedgerItem::kData) return {};
    if (column.ledger->first_column != column.ledger->last_column) return std::nullopt;
    const Column& declared =
        catalog.schemas[column.ledger->table]->columns[column.ledger->first_column];
    // Criteria of units mean subtrees; a calculated text may be empty and not blank.
    const bool plain = declared.type != ColumnType::kUnit && declared.type != ColumnType::kMultiCode;
    if (!plain || declared.is_calculated()) return std::nullopt;
    Factors factors(catalog);
    if (filters && (!factors.add(picked.children[1]) || factors.value())) return std::nullopt;
    if (factors.table().value_or(column.ledger->table) != column.ledger->table) return std::nullopt;
    const auto terms = pairs_of(factors.conditions());
    if (terms.size() != 1) return std::nullopt;
    const auto with = [&](std::string_view name, bool value_first, std::optional<Value> criterion) {
        std::vector<Node> arguments = terms.front();
        if (value_first) arguments.insert(arguments.begin(), column);
        if (criterion) {
            arguments.push_back(column);
            arguments.push_back(value_node(*std::move(criterion)));
        }
        return call_node(name, std::move(arguments));
    };
    const bool any = !terms.front().empty();
    Node blanks = with("COUNTIFS", false, Value("="));
    Node blanks_and_empty = with("COUNTIFS", false, Value(""));
    Node values = any ? with("COUNTUNIQUEIFS", true, {}) : call_node("COUNTUNIQUE", {column});
    Node rows = any ? with("COUNTIFS", false, {})
                    : binary_node(Operator::kAdd, call_node("COUNTA", {column}), blanks);
    Node nothing = value_node(is_rows ? Value(ExcelError::kCalc) : Value(1.0));
    // Blanks are one value more, and empty texts another.
    const auto one_if_any = [](Node count) {
        return call_node("IF", {std::move(count), value_node(Value(1.0)), value_node(Value(0.0))});
    };
    values = binary_node(Operator::kAdd, std::move(values), one_if_any(blanks));
    values = binary_node(Operator::kAdd, std::move(values),
                         one_if_any(binary_node(Operator::kSubtract, std::move(blanks_and_empty),
                                                std::move(blanks))));
    Node out = call_node("IF", {std::move(rows), std::move(values), std::move(nothing)});
    if (!factors.may_err()) return out;
    // An error among the tests is FILTER's result.
    Node sum = call_node("SUM", {*factors.may_err()});
    Node error = is_rows ? sum : value_node(Value(1.0));
    return call_node("IF", {call_node("ISERROR", {std::move(sum)}), std::move(error),
                            std::move(out)});
}

std::optional<Node> separated_call(const Node& node, const Catalog& catalog) {
    if (node.kind != NodeKind::kCall || node.children.empty()) return std::nullopt;
    const std::string_view name = node.function->name;
    if (name == "SUMPRODUCT") return separated_sum(node, catalog);
    if (name == "SUM" && node.children.size() == 1 &&
        node.children[0].kind != NodeKind::kLedger) {
        return separated_sum(node, catalog);
    }
    const bool counts = (name == "COUNTA" || name == "ROWS") && node.children.size() == 1;
    return counts ? separated_unique(node, catalog) : std::nullopt;
}

}  // namespace

std::optional<Node> separated(const Node& root, const Catalog& catalog) {
    bool any = false;
    for_each_node(root, [&](const Node& node) {
        any = any || separated_call(node, catalog).has_value();
    });
    if (!any) return std::nullopt;
    Node out = root;
    std::vector<Node*> pending = {&out};
    while (!pending.empty()) {
        Node* node = pending.back();
        pending.pop_back();
        if (auto plan = separated_call(*node, catalog)) {
            *node = *std::move(plan);
        } else {
            for (Node& child : node->children) pending.push_back(&child);
        }
    }
    return out;
}

}  // namespace yitao::formula
