#include "formula/row_sight.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/check.h"
#include "formula/aggregate_form.h"
#include "formula/digest.h"
#include "formula/functions.h"
#include "formula/interpreter.h"
#include "formula/reader.h"

namespace yitao::formula {

namespace {

bool is_call(const Node& node, std::string_view name) {
    return node.kind == NodeKind::kCall && node.function->name == name;
}

// Functions whose arrays go cell by cell, besides the scalar ones.
bool goes_cell_by_cell(const Function& function) {
    static constexpr std::string_view kNames[] = {"IF",     "IFS",    "IFERROR", "IFNA",
                                                  "SWITCH", "CHOOSE", "HSTACK"};
    return function.scalar != nullptr ||
           std::ranges::find(kNames, function.name) != std::end(kNames);
}

bool is_data_column(const Node& node, size_t table) {
    return node.kind == NodeKind::kLedger && node.ledger->table == table &&
           node.ledger->item == LedgerItem::kData;
}

// Tests of a product: (a)*(b)*(c).
std::vector<const Node*> factors_of(const Node& product) {
    std::vector<const Node*> factors;
    std::vector<const Node*> pending = {&product};
    while (!pending.empty()) {
        const Node* node = pending.back();
        pending.pop_back();
        if (node->kind == NodeKind::kBinary && node->op == Operator::kMultiply) {
            pending.push_back(&node->children[1]);
            pending.push_back(&node->children[0]);
        } else {
            factors.push_back(node);
        }
    }
    return factors;
}

}  // namespace

// Walks the tree down to the calls that see row by row.
class RowSight::Finder {
  public:
    Finder(RowSight& sight, const Catalog& catalog)
        : sight_(sight), catalog_(catalog), schema_(*catalog.schemas[sight.table_]) {}

    void visit(const Node& node) {
        if (is_call(node, "ASOF")) return visit(node.children[0]);
        if (!names_rows(node)) return;
        if (node.kind == NodeKind::kCall) {
            Piece piece;
            if (take(node, piece)) {
                sight_.pieces_.push_back(std::move(piece));
                place_[&node] = sight_.pieces_.size() - 1;
                return;
            }
        }
        if (node.kind == NodeKind::kLedger) {
            Piece piece;
            piece.columns = columns_of(node);
            sight_.pieces_.push_back(std::move(piece));
            return;
        }
        for (const Node& child : node.children) visit(child);
    }

    // The piece that is what `root` shows: a list in whatever order, or a sum. Not where a row may
    // make an error of the whole, nor where tests that are not the row's own decide too.
    void find_shown(const Node& root) {
        const Node* node = &root;
        if (is_call(*node, "IFERROR")) node = &node->children[0];
        const Node* sort = is_call(*node, "SORTBY") ? node : nullptr;
        if (sort != nullptr || is_call(*node, "SORT")) node = &node->children[0];
        const auto found = place_.find(node);
        if (found == place_.end()) return;
        const Piece& piece = sight_.pieces_[found->second];
        const auto safe = [&](const Node& one) { return errs_never(one, false); };
        if (!piece.columns.empty() || !std::ranges::all_of(piece.gates, safe)) return;
        if (piece.amount != nullptr && node == &root) {
            sight_.sums_ = true;
            if (!std::ranges::all_of(piece.parts, safe)) return;
        } else if (!is_call(*node, "FILTER") || (sort != nullptr && !sorts_alike(*sort))) {
            return;
        }
        sight_.shown_ = found->second;
    }

  private:
    // Keys of the very rows that are sorted: they fail where the list does.
    [[nodiscard]] bool sorts_alike(const Node& sort) const {
        const auto tests = [&](const Node& list) { return print(list.children[1], catalog_); };
        const std::string own = tests(sort.children[0]);
        for (size_t i = 1; i < sort.children.size(); ++i) {
            const Node& key = sort.children[i];
            if (!names_rows(key)) continue;
            if (!is_call(key, "FILTER") || tests(key) != own) return false;
        }
        return true;
    }

    // Whether rows of the ledger are looked at below, ASOF's aside.
    [[nodiscard]] bool names_rows(const Node& root) const {
        if (root.kind == NodeKind::kLedger) {
            return root.ledger->table == sight_.table_ && root.ledger->item != LedgerItem::kHeaders;
        }
        if (is_call(root, "ASOF")) return names_rows(root.children[0]);
        return std::ranges::any_of(root.children,
                                   [&](const Node& child) { return names_rows(child); });
    }

    [[nodiscard]] std::vector<size_t> columns_of(const Node& root) const {
        std::set<size_t> columns;
        for_each_node(root, [&](const Node& node) {
            if (node.kind != NodeKind::kLedger || node.ledger->table != sight_.table_) return;
            if (node.ledger->item == LedgerItem::kHeaders) return;
            for (size_t c = node.ledger->first_column; c <= node.ledger->last_column; ++c) {
                columns.insert(c);
            }
        });
        return {columns.begin(), columns.end()};
    }

    // Of what is the row's own: comparisons of stored values, and sums and products of numbers.
    [[nodiscard]] bool errs_never(const Node& node, bool as_number) const {
        switch (node.kind) {
            case NodeKind::kValue:
                return as_number ? node.value.is_number() : !node.value.is_error();
            case NodeKind::kScopeName:
                return true;
            case NodeKind::kLedger: {
                const ledger::Column& column = schema_.columns[node.ledger->first_column];
                return !column.is_calculated() && (!as_number || is_summable(column.type)) &&
                       node.ledger->first_column == node.ledger->last_column;
            }
            case NodeKind::kUnary:
                return node.op == Operator::kNegate && errs_never(node.children[0], true);
            case NodeKind::kBinary: {
                const bool compares =
                    node.op >= Operator::kEqual && node.op <= Operator::kGreaterEqual;
                const bool adds = node.op == Operator::kAdd || node.op == Operator::kSubtract ||
                                  node.op == Operator::kMultiply;
                return (compares || adds) && errs_never(node.children[0], adds) &&
                       errs_never(node.children[1], adds);
            }
            default:
                return false;
        }
    }

    [[nodiscard]] bool is_whole(const Node& root) const {
        bool whole = true;
        for_each_node(root, [&](const Node& node) {
            if (node.kind == NodeKind::kValue && node.value.is_number()) {
                whole = whole && node.value.number() == std::floor(node.value.number());
            } else if (node.kind == NodeKind::kLedger) {
                const ledger::Column& column = schema_.columns[node.ledger->first_column];
                whole = whole && column.type != ledger::ColumnType::kDecimal;
            }
        });
        return whole;
    }

    // A formula of the row alone, the same for all units.
    [[nodiscard]] bool is_own(const Node& node) const {
        switch (node.kind) {
            case NodeKind::kValue:
            case NodeKind::kOmitted:
                return true;
            case NodeKind::kArray:
                return node.array->rows == 1;
            case NodeKind::kScopeName:
                return node.scope_name != ScopeName::kThisUnit &&
                       node.scope_name != ScopeName::kThisUnitName;
            case NodeKind::kLedger:
                return is_data_column(node, sight_.table_);
            case NodeKind::kUnary:
                if (node.op == Operator::kIntersect) return false;
                break;
            case NodeKind::kBinary:
                break;
            case NodeKind::kCall:
                if (!goes_cell_by_cell(*node.function)) return false;
                break;
            default:
                return false;
        }
        return std::ranges::all_of(node.children, [&](const Node& child) { return is_own(child); });
    }

    // What `node` takes of a row: formulas of its own, and columns of which something else makes
    // more. False: it does not go row by row.
    bool split(const Node& node, std::vector<Node>& parts, std::vector<size_t>& columns) const {
        if (!names_rows(node)) return true;
        if (is_own(node)) {
            parts.push_back(node);
            return true;
        }
        const bool lifts = node.kind == NodeKind::kBinary ||
                           (node.kind == NodeKind::kUnary && node.op != Operator::kIntersect) ||
                           (node.kind == NodeKind::kCall && goes_cell_by_cell(*node.function));
        if (lifts) {
            return std::ranges::all_of(
                node.children, [&](const Node& child) { return split(child, parts, columns); });
        }
        if (node.kind != NodeKind::kCall) return false;
        // A look-up of the row's key, a count by it: ranges elsewhere, asked cell by cell.
        const bool is_lookup = node.function->name == "XLOOKUP";
        const auto form = aggregate_form(node.function->name);
        if (!is_lookup && (!form || form->shape == AggregateForm::Shape::kPlain)) return false;
        const size_t first_range =
            !is_lookup && form->shape == AggregateForm::Shape::kValueThenPairs ? 1 : 0;
        for (size_t i = 0; i < node.children.size(); ++i) {
            const Node& child = node.children[i];
            if (!names_rows(child)) continue;
            const bool is_asked =
                is_lookup ? i == 0 || i == 3 : i >= first_range && (i - first_range) % 2 == 1;
            std::vector<Node> unused;
            if (!is_asked || !split(child, unused, columns)) return false;
            const std::vector<size_t> named = columns_of(child);
            columns.insert(columns.end(), named.begin(), named.end());
        }
        return true;
    }

    bool take(const Node& call, Piece& piece) const {
        if (call.function->name == "FILTER") return take_filter(call, piece);
        if (call.function->name == "SUMPRODUCT" || call.function->name == "SUM") {
            return take_sum(call, piece);
        }
        const auto form = aggregate_form(call.function->name);
        return form && take_aggregate(call, form->shape, piece);
    }

    // A test is a gate where it is the row's own; of others what they take of every row.
    bool take_tests(const Node& tests, Piece& piece) const {
        for (const Node* factor : factors_of(tests)) {
            if (!names_rows(*factor)) continue;
            if (is_own(*factor)) {
                piece.gates.push_back(*factor);
                continue;
            }
            // Also the parts: they are asked of rows that other tests leave out, were they errors.
            std::vector<Node> parts;
            if (!split(*factor, parts, piece.columns)) return false;
            for (const Node& part : parts) {
                const std::vector<size_t> named = columns_of(part);
                piece.columns.insert(piece.columns.end(), named.begin(), named.end());
            }
        }
        return true;
    }

    bool take_filter(const Node& call, Piece& piece) const {
        const bool elsewhere = call.children.size() > 2 && names_rows(call.children[2]);
        return !elsewhere && take_tests(call.children[1], piece) &&
               split(call.children[0], piece.parts, piece.seen_columns);
    }

    bool take_sum(const Node& call, Piece& piece) const {
        // What is 0 adds nothing, but where it stands alone or multiplies the others.
        const bool multiplies = call.children.size() == 1 || call.function->name == "SUMPRODUCT";
        bool own = true;
        for (const Node& argument : call.children) {
            if (!names_rows(argument)) {
                own = false;
                continue;
            }
            own = own && is_own(argument);
            if (multiplies && !take_tests(argument, piece)) return false;
            if (is_own(argument))
                piece.parts.push_back(argument);
            else if (!split(argument, piece.parts, piece.seen_columns))
                return false;
        }
        if (own) piece.amount = &call;
        // Whole numbers add up to the same in any order; others round on the way.
        piece.is_ordered = !own || !std::ranges::all_of(call.children, [&](const Node& argument) {
            return errs_never(argument, true) && is_whole(argument);
        });
        return true;
    }

    bool take_aggregate(const Node& call, AggregateForm::Shape shape, Piece& piece) const {
        using Shape = AggregateForm::Shape;
        const std::span<const Node> given = call.children;
        std::span<const Node> pairs;
        if (shape == Shape::kPairs) pairs = given;
        if (shape == Shape::kValueThenPairs) pairs = given.subspan(1);
        if (shape == Shape::kOneCondition) pairs = given.first(2);
        Node known;
        known.kind = NodeKind::kCall;
        known.function = find_function("COUNTIFS");
        CHECK(known.function != nullptr);
        for (size_t i = 0; i < given.size(); ++i) {
            const bool is_range = is_data_column(given[i], sight_.table_) &&
                                  given[i].ledger->first_column == given[i].ledger->last_column;
            if (!is_range && names_rows(given[i])) return false;
        }
        for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
            if (!names_rows(pairs[i])) return false;
            const size_t column = pairs[i].ledger->first_column;
            // A criterion of units means subtrees: more than the row knows.
            const bool is_unit = schema_.columns[column].id == schema_.unit_column;
            if (!is_unit && is_own(pairs[i + 1])) {
                known.children.push_back(pairs[i]);
                known.children.push_back(pairs[i + 1]);
            } else {
                piece.seen_columns.push_back(column);
            }
        }
        if (!known.children.empty()) piece.gates.push_back(std::move(known));
        piece.is_ordered = false;
        // SUMIF(range,criterion) adds what it tests.
        const bool tests_values = shape == Shape::kOneCondition && given.size() < 3;
        if (tests_values) piece.parts.push_back(given[0]);
        for (const Node& argument : given) {
            const bool is_pair = !pairs.empty() && &argument >= pairs.data() &&
                                 &argument < pairs.data() + pairs.size();
            if (is_pair || !names_rows(argument)) continue;
            piece.parts.push_back(argument);
            // Of several errors the first is shown.
            const size_t column = argument.ledger->first_column;
            piece.is_ordered = piece.is_ordered || schema_.columns[column].is_calculated();
        }
        return true;
    }

    RowSight& sight_;
    const Catalog& catalog_;
    const ledger::Schema& schema_;
    std::map<const Node*, size_t> place_;
};

RowSight::RowSight(const Formula& formula, const Catalog& catalog, size_t table)
    : catalog_(catalog), table_(table) {
    Finder finder(*this, catalog);
    finder.visit(formula.plan());
    finder.find_shown(formula.plan());
    std::set<size_t> columns;
    for (const Piece& piece : pieces_) {
        hangs_on_order_ = hangs_on_order_ || piece.is_ordered;
        columns.insert(piece.columns.begin(), piece.columns.end());
        columns.insert(piece.seen_columns.begin(), piece.seen_columns.end());
        for (const auto* nodes : {&piece.gates, &piece.parts}) {
            for (const Node& root : *nodes) {
                for_each_node(root, [&](const Node& node) {
                    if (node.kind != NodeKind::kLedger) return;
                    for (size_t c = node.ledger->first_column; c <= node.ledger->last_column; ++c) {
                        columns.insert(c);
                    }
                });
            }
        }
    }
    columns_.assign(columns.begin(), columns.end());
}

Added RowSight::added(const World& world, const Scope& scope) const {
    EvaluatorMemory memory;
    Interpreter interpreter(catalog_, memory, {&world, scope, nullptr, RowScope::kWholeLedger});
    bool something = false;  // among what was mixed: something to be seen
    const auto mix = [&](uint64_t digest, const Argument& argument) {
        const Reader reader(interpreter, argument);
        Value scratch;
        for (size_t i = 0; i < reader.size(); ++i) {
            const Value& value = reader.at(i, scratch);
            digest = digest_of(digest, value);
            something =
                something || !(value.is_blank() || (value.is_text() && value.text().empty()));
        }
        return digest;
    };
    const auto mix_columns = [&](uint64_t digest, const std::vector<size_t>& columns) {
        for (const size_t column : columns) {
            digest = mix(digest, LedgerRange{&world, table_, column, column, {0, 1}});
        }
        return digest;
    };
    // A test that fails shuts the row out; not where another is an error, which is the result then.
    const auto is_seen = [&](const std::vector<Node>& gates) {
        bool open = true;
        Value scratch;
        for (const Node& gate : gates) {
            const Argument result = interpreter.evaluate(gate);
            const Reader reader(interpreter, result);
            bool any = false;
            for (size_t i = 0; i < reader.size(); ++i) {
                const Value& value = reader.at(i, scratch);
                if (value.is_error()) return true;
                const bool closed = (value.is_number() && value.number() == 0) ||
                                    value.is_blank() || (value.is_boolean() && !value.boolean());
                any = any || !closed;
            }
            open = open && any;
        }
        return open;
    };
    Added out;
    if (world.tables[table_].row_ids.empty()) return out;
    for (size_t p = 0; p < pieces_.size(); ++p) {
        const Piece& piece = pieces_[p];
        uint64_t digest = mix_columns(0, piece.columns);
        if (is_seen(piece.gates)) {
            uint64_t line = kDigestStart;
            something = false;
            for (const Node& part : piece.parts) line = mix(line, interpreter.evaluate(part));
            const bool is_seen_at_all = something;
            digest = mix_columns(digest ^ line, piece.seen_columns);
            // An empty line may be all that no line at all shows.
            if (p == shown_ && !sums_ && is_seen_at_all) out.lines = line;
            if (p == shown_ && sums_) {
                const Value amount = interpreter.single(interpreter.evaluate(*piece.amount));
                out.amount = amount.is_number() ? amount.number() : 0;
            }
        }
        // Pieces stay apart; one that sees nothing of the row adds nothing.
        if (digest != 0) out.all = (out.all ^ digest) * 0x9E3779B97F4A7C15U + p + 1;
    }
    return out;
}

}  // namespace yitao::formula
