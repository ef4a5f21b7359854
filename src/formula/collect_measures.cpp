// Which measures a formula will ask for. Runs over the tree without evaluating it: only criteria
// that consist of constants and scope names are worked out.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include "formula/aggregate_form.h"
#include "formula/ast.h"
#include "formula/formula.h"
#include "formula/interpreter.h"
#include "formula/reader.h"
#include "formula/reads_rows.h"
#include "formula/unit_codes.h"

namespace yitao::formula {

namespace {

using Shape = AggregateForm::Shape;

constexpr size_t kMostCriteria = 1000;  // of one array criterion; longer ones are scanned

constexpr size_t kMostCells = 100'000;  // criteria are small; what is not is scanned later

// The one data column a node names, if it names one.
std::optional<ColumnArgument> column_of(const Node& node) {
    if (node.kind != NodeKind::kLedger || node.ledger->item != LedgerItem::kData) {
        return std::nullopt;
    }
    if (node.ledger->first_column != node.ledger->last_column) return std::nullopt;
    return ColumnArgument{node.ledger->table, node.ledger->first_column};
}

// Different values of several columns together are no sum of those of each.
bool adds_up(const Node& call, Aggregate aggregate) {
    return aggregate != Aggregate::kCountDistinct ||
           (call.children.size() == 1 && column_of(call.children[0]));
}

// Constants, scope names and plain functions of them; cells too where there are any.
bool is_known(const Node& root, bool with_cells = false) {
    bool known = true;
    for_each_node(root, [&known, with_cells](const Node& node) {
        switch (node.kind) {
            case NodeKind::kCells:
                known = known && with_cells;
                return;
            case NodeKind::kValue:
            case NodeKind::kOmitted:
            case NodeKind::kArray:
            case NodeKind::kUnary:
            case NodeKind::kBinary:
            case NodeKind::kScopeName:
                return;
            case NodeKind::kCall:
                known = known && node.function->name != "ASOF";
                return;
            default:
                known = false;
        }
    });
    return known;
}

class Collector {
  public:
    using Add = std::function<void(const AggregateCall&)>;

    Collector(const Catalog& catalog, const World& world, const Scope& scope, Add add)
        : interpreter_(catalog, memory_, Environment{&world, scope}), add_(std::move(add)) {
        interpreter_.limit_cells(kMostCells);
    }
    void use_cells(CellSource* cells) { interpreter_.use_cells(cells); }

    void collect(const Node& root, const UnitCodes& codes) {
        codes_ = &codes;
        std::vector<const Node*> pending = {&root};
        while (!pending.empty()) {
            const Node* node = pending.back();
            pending.pop_back();
            if (node->kind == NodeKind::kCall) {
                if (node->function->name == "ASOF") continue;  // another world's measures
                if (auto form = aggregate_form(node->function->name)) collect_call(*node, *form);
            }
            for (const Node& child : node->children) pending.push_back(&child);
        }
        codes_ = nullptr;
    }

    void collect_call(const Node& node, const AggregateForm& form) {
        std::span<const Node> arguments = node.children;
        switch (form.shape) {
            case Shape::kPlain:
                return collect_plain(node, form.aggregate);
            case Shape::kPairs:
                return collect_pairs(form.aggregate, nullptr, arguments);
            case Shape::kValueThenPairs:
                return collect_pairs(form.aggregate, &arguments[0], arguments.subspan(1));
            case Shape::kOneCondition: {
                if (form.aggregate == Aggregate::kCountRows) {
                    return collect_pairs(form.aggregate, nullptr, arguments.first(2));
                }
                const Node& value = arguments.size() > 2 ? arguments[2] : arguments[0];
                return collect_pairs(form.aggregate, &value, arguments.first(2));
            }
        }
    }

  private:
    void collect_plain(const Node& node, Aggregate aggregate) {
        if (!adds_up(node, aggregate)) return;
        for (const Node& argument : node.children) {
            if (argument.kind != NodeKind::kLedger) continue;
            const LedgerReference& reference = *argument.ledger;
            if (reference.item != LedgerItem::kData) continue;
            bool alone =
                node.children.size() == 1 && reference.first_column == reference.last_column;
            for (size_t c = reference.first_column; c <= reference.last_column; ++c) {
                ColumnArgument column{reference.table, c};
                if (aggregate == Aggregate::kCountRows) {  // COUNTBLANK
                    add({aggregate, {}, {{column, Value("")}}});
                } else if (aggregate == Aggregate::kAverage && !alone) {
                    add({Aggregate::kSum, column, {}});
                    add({Aggregate::kCountNumbers, column, {}});
                } else {
                    add({aggregate, column, {}});
                }
            }
        }
    }

    void collect_pairs(Aggregate aggregate, const Node* value, std::span<const Node> pairs) {
        AggregateCall call;
        call.aggregate = aggregate;
        if (value != nullptr) {
            call.value = column_of(*value);
            if (!call.value) return;
        }
        std::vector<Argument> criteria;
        for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
            std::optional<ColumnArgument> column = column_of(pairs[i]);
            if (!column) return;
            call.criteria.emplace_back(*column, Value());
            // Of whichever units: the measure is the same.
            const Node* asked = &pairs[i + 1];
            const bool any_unit =
                codes_ != nullptr && codes_->is_unit_column(pairs[i]) && codes_->are(*asked);
            if (any_unit) asked = &this_unit_;
            if (!is_known(*asked, interpreter_.cells() != nullptr)) return;
            criteria.push_back(interpreter_.evaluate(*asked));
        }
        add_all(std::move(call), criteria);
    }

    // One measure for each element where a criterion is an array.
    void add_all(AggregateCall call, std::span<const Argument> criteria) {
        std::vector<Reader> readers;
        size_t rows = 1;
        size_t columns = 1;
        for (const Argument& argument : criteria) {
            const Reader& reader = readers.emplace_back(interpreter_, argument);
            rows = std::max(rows, reader.rows());
            columns = std::max(columns, reader.columns());
        }
        if (rows > kMostCriteria || columns > kMostCriteria / rows) return;
        for (size_t i = 0; i < rows * columns; ++i) {
            bool inside = true;
            for (size_t k = 0; k < readers.size() && inside; ++k) {
                size_t r = readers[k].rows() == 1 ? 0 : i / columns;
                size_t c = readers[k].columns() == 1 ? 0 : i % columns;
                inside = r < readers[k].rows() && c < readers[k].columns();
                if (inside) call.criteria[k].second = readers[k].get(r, c);
            }
            if (inside) add(call);
        }
    }

    void add(const AggregateCall& call) { add_(call); }

    EvaluatorMemory memory_;
    Interpreter interpreter_;
    Add add_;
    const UnitCodes* codes_ = nullptr;  // while a whole formula is walked
    const Node this_unit_ = [] {
        Node node;
        node.kind = NodeKind::kScopeName;
        node.scope_name = ScopeName::kThisUnit;
        return node;
    }();
};

// A call whose measures collect_measures finds, and which they answer: nothing of its ranges is
// read then. Names and patterns of units they do not answer.
bool is_measured(const Node& call, const UnitCodes& codes) {
    const auto form = aggregate_form(call.function->name);
    if (!form) return false;
    const std::span<const Node> given = call.children;
    const auto pairs_known = [&codes](std::span<const Node> pairs) {
        for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
            if (!column_of(pairs[i])) return false;
            const Node& asked = pairs[i + 1];
            if (codes.is_unit_column(pairs[i]) ? !codes.are(asked) : !is_known(asked)) return false;
        }
        return true;
    };
    switch (form->shape) {
        case Shape::kPlain:
            return adds_up(call, form->aggregate) &&
                   std::ranges::all_of(given, [](const Node& node) {
                       return node.kind != NodeKind::kLedger ||
                              (node.ledger->item == LedgerItem::kData &&
                               node.ledger->first_column == node.ledger->last_column);
                   });
        case Shape::kPairs:
            return pairs_known(given);
        case Shape::kValueThenPairs:
            return column_of(given[0]) && pairs_known(given.subspan(1));
        case Shape::kOneCondition:
            return pairs_known(given.first(2)) && (given.size() < 3 || column_of(given[2]));
    }
    return false;
}

bool any_row_read(const Node& node, const UnitCodes& codes) {
    if (node.kind == NodeKind::kLedger) {
        return node.ledger->item != LedgerItem::kHeaders && !codes.is_unit_table(node);
    }
    const bool is_call = node.kind == NodeKind::kCall;
    if (is_call && node.function->name == "ASOF") return true;
    const bool measured = is_call && is_measured(node, codes);
    return std::ranges::any_of(node.children, [&](const Node& child) {
        return !(measured && child.kind == NodeKind::kLedger) && any_row_read(child, codes);
    });
}

}  // namespace

std::optional<AggregateForm> aggregate_form(std::string_view function_name) {
    static constexpr std::array<std::pair<std::string_view, AggregateForm>, 17> kForms = {{
        {"SUM", {Aggregate::kSum, Shape::kPlain}},
        {"COUNT", {Aggregate::kCountNumbers, Shape::kPlain}},
        {"COUNTA", {Aggregate::kCountValues, Shape::kPlain}},
        {"COUNTBLANK", {Aggregate::kCountRows, Shape::kPlain}},
        {"AVERAGE", {Aggregate::kAverage, Shape::kPlain}},
        {"MAX", {Aggregate::kMax, Shape::kPlain}},
        {"MIN", {Aggregate::kMin, Shape::kPlain}},
        {"COUNTIFS", {Aggregate::kCountRows, Shape::kPairs}},
        {"COUNTIF", {Aggregate::kCountRows, Shape::kOneCondition}},
        {"SUMIFS", {Aggregate::kSum, Shape::kValueThenPairs}},
        {"SUMIF", {Aggregate::kSum, Shape::kOneCondition}},
        {"AVERAGEIFS", {Aggregate::kAverage, Shape::kValueThenPairs}},
        {"AVERAGEIF", {Aggregate::kAverage, Shape::kOneCondition}},
        {"MAXIFS", {Aggregate::kMax, Shape::kValueThenPairs}},
        {"MINIFS", {Aggregate::kMin, Shape::kValueThenPairs}},
        {"COUNTUNIQUE", {Aggregate::kCountDistinct, Shape::kPlain}},
        {"COUNTUNIQUEIFS", {Aggregate::kCountDistinct, Shape::kValueThenPairs}},
    }};
    for (const auto& [name, form] : kForms) {
        if (name == function_name) return form;
    }
    return std::nullopt;
}

void collect_measures(const Formula& formula, const Catalog& catalog, const World& world,
                      const Scope& scope, MeasureSet& wanted) {
    const auto add = [&](const AggregateCall& call) { add_measure(call, catalog, wanted); };
    const UnitCodes codes(formula.plan(), catalog);
    Collector(catalog, world, scope, add).collect(formula.plan(), codes);
}

std::vector<AggregateCall> aggregate_calls(const Node& call, const Catalog& catalog,
                                           const World& world, const Scope& scope,
                                           CellSource* cells) {
    std::vector<AggregateCall> calls;
    if (call.kind != NodeKind::kCall) return calls;
    const auto form = aggregate_form(call.function->name);
    if (!form) return calls;
    Collector collector(catalog, world, scope,
                        [&calls](const AggregateCall& found) { calls.push_back(found); });
    collector.use_cells(cells);
    collector.collect_call(call, *form);
    return calls;
}

bool reads_rows(const Formula& formula, const Catalog& catalog) {
    return any_row_read(formula.plan(), UnitCodes(formula.plan(), catalog));
}

std::optional<Date> latest_day_asked(const Formula& formula, const Catalog& catalog,
                                     const World& world, const Scope& scope) {
    EvaluatorMemory memory;
    Interpreter interpreter(catalog, memory, Environment{&world, scope});
    std::optional<Date> latest;
    for_each_node(formula.plan(), [&](const Node& node) {
        if (node.kind != NodeKind::kCall || node.function->name != "ASOF") return;
        std::optional<Date> day;
        if (is_known(node.children[0])) {
            const Value serial = interpreter.single(interpreter.evaluate(node.children[0]));
            if (serial.is_number() && std::fabs(serial.number()) < 1e9) {
                day = Date::from_serial(static_cast<int64_t>(serial.number()));
            }
        }
        latest = std::max(latest.value_or(Date{INT32_MIN}), day.value_or(Date{INT32_MAX}));
    });
    return latest;
}

bool asks_day(const Node& node) {
    if (node.kind != NodeKind::kCall) return false;
    const std::string_view name = node.function->name;
    return name == "TODAY" || name == "NOW" || name == "ASOF";
}

}  // namespace yitao::formula
