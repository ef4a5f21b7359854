#include "report/evidence.h"

#include <algorithm>
#include <set>

#include "formula/aggregate_form.h"
#include "formula/ast.h"
#include "formula/functions.h"
#include "report/cells_behind.h"
#include "report/operand.h"

namespace yitao::report {

using formula::Aggregate;
using formula::AggregateCall;
using formula::Node;
using formula::NodeKind;
using formula::Value;

namespace {

// Serials of dates mean nothing to people: ">=46296" is said ">=2026-10-01".
std::string criterion_text(const ledger::Column& column, const Value& criterion) {
    std::string text = formula::general_text(criterion);
    if (column.type != ledger::ColumnType::kDate) return text;
    const size_t digits = std::min(text.find_first_not_of("<>="), text.size());
    const std::string rest = text.substr(digits);
    if (rest.empty() || rest.size() > 7 ||
        rest.find_first_not_of("0123456789") != std::string::npos) {
        return text;
    }
    const auto day = Date::from_serial(std::stoll(rest));
    return day ? text.substr(0, digits) + day->iso() : text;
}

std::string quoted_text(std::string_view text) {
    std::string out = "\"";
    for (char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

std::string_view function_name(Aggregate aggregate, bool criteria) {
    switch (aggregate) {
        case Aggregate::kCountRows:
            return "COUNTIFS";
        case Aggregate::kCountValues:
            return "COUNTA";
        case Aggregate::kCountNumbers:
            return "COUNT";
        case Aggregate::kSum:
            return criteria ? "SUMIFS" : "SUM";
        case Aggregate::kAverage:
            return criteria ? "AVERAGEIFS" : "AVERAGE";
        case Aggregate::kMax:
            return criteria ? "MAXIFS" : "MAX";
        case Aggregate::kMin:
            return criteria ? "MINIFS" : "MIN";
        case Aggregate::kCountDistinct:
            return criteria ? "COUNTUNIQUEIFS" : "COUNTUNIQUE";
    }
    return "";
}

std::string call_text(const AggregateCall& call, const formula::Catalog& catalog) {
    const auto reference = [&](const formula::ColumnArgument& where) {
        const ledger::Schema& schema = *catalog.schemas[where.table];
        return schema.name + "[" + schema.columns[where.column].name + "]";
    };
    std::string inside = call.value ? reference(*call.value) : "";
    for (const auto& [where, criterion] : call.criteria) {
        const ledger::Column& column = catalog.schemas[where.table]->columns[where.column];
        inside += (inside.empty() ? "" : ",") + reference(where) + "," +
                  quoted_text(criterion_text(column, criterion));
    }
    return fmt::format("{}({})", function_name(call.aggregate, !call.criteria.empty()), inside);
}

bool picks_rows(std::string_view function) {
    return function == "FILTER" || function == "SUMPRODUCT";
}

Takes takes_of(Aggregate aggregate) {
    if (aggregate == Aggregate::kCountValues) return Takes::kValues;
    if (aggregate == Aggregate::kCountDistinct) return Takes::kValues;
    if (aggregate == Aggregate::kCountNumbers) return Takes::kNumbers;
    return Takes::kAllRows;
}

bool is_true(const Value& value) {
    return (value.is_boolean() && value.boolean()) || (value.is_number() && value.number() != 0);
}

std::string cell_text(const ledger::Column& column, const ledger::ColumnData& data, uint32_t row) {
    if (data.is_coded()) {
        const uint32_t code = data.codes[row];
        const auto error = data.code_errors.find(code);
        if (error != data.code_errors.end()) return std::string(error_text(error->second));
        return data.dictionary[code];
    }
    const int64_t number = data.numbers[row];
    if (number == ledger::kBlankNumber) return "";
    if (ledger::is_error_number(number)) {
        return std::string(error_text(ledger::number_error(number)));
    }
    return ledger::format_field(column, ledger::Field(number));
}

}  // namespace

// Walks the trees of the formulas, outside in.
class EvidenceGatherer {
  public:
    EvidenceGatherer(const formula::Catalog& catalog, const formula::World& world,
                     const formula::Scope& scope, formula::WorldSource* worlds)
        : catalog_(catalog), world_(world), scope_(scope), evaluator_(catalog, world, scope) {
        evaluator_.use_worlds(worlds);
    }

    Result<Evidence> gather(const AskedCell& asked) {
        const std::vector<SourceCell> sources = source_cells(asked);
        if (sources.empty()) {
            return fail(ErrorCode::kNotFound, "这一格没有公式，yitao report 可列出有公式的格",
                        "there is no formula in this cell; yitao report lists those that have one",
                        asked.blank->cell_name(asked.sheet, asked.cell));
        }
        std::optional<CellsBehind> cells;
        if (asked.blank != nullptr) {
            cells.emplace(*asked.blank, evaluator_, *world_.tree, scope_.unit);
            evaluator_.use_cells(&*cells);
            cells_ = &*cells;
        }
        out_.catalog_ = &catalog_;
        out_.world_ = &world_;
        out_.scope_ = scope_;
        out_.formula_ = sources.front().formula->text();
        out_.value_ = asked.blank == nullptr
                          ? first_value(evaluator_.evaluate(*asked.formula))
                          : cells->cell(asked.sheet, asked.cell.row, asked.cell.column);
        for (const SourceCell& source : sources) {
            if (cells && cells->is_outside(source.for_unit)) continue;
            cell_ = asked.blank == nullptr ? "" : asked.blank->cell_name(source.sheet, source.cell);
            seen_.clear();
            told_.clear();
            walk(source.formula->root(), nullptr);
        }
        return std::move(out_);
    }

  private:
    // What makes two calls the same part: of a FILTER which rows, not what is shown of them.
    [[nodiscard]] std::string said(const Node& call) const {
        if (call.function->name != "FILTER") return formula::print(call, catalog_);
        return "FILTER " + formula::print(call.children[1], catalog_);
    }

    // `call`: the innermost function call around the node.
    void walk(const Node& node, const Node* call) {
        if (node.kind == NodeKind::kLedger) {
            if (node.ledger->item == formula::LedgerItem::kHeaders) return;
            return add_not_listed(call == nullptr ? node : *call);
        }
        if (node.kind == NodeKind::kCall) {
            if (node.function->name == "ASOF") return add_not_listed(node);
            // What a formula says twice (a list and what it is sorted by) is one part.
            const bool may_be_part =
                formula::aggregate_form(node.function->name) || picks_rows(node.function->name);
            if (may_be_part && !told_.insert(said(node)).second) return;
            auto calls = formula::aggregate_calls(node, catalog_, world_, scope_, cells_);
            for (const AggregateCall& found : calls) add_call(found);
            if (!calls.empty()) return;
            if (add_picked(node)) return;
            call = &node;
        }
        for (const Node& child : node.children) walk(child, call);
    }

    void add_call(const AggregateCall& call) {
        const formula::AggregateContext context{catalog_, world_, scope_};
        const auto behind = formula::rows_behind(call, context);
        if (!behind) return;
        const ledger::Schema& schema = *catalog_.schemas[behind->table];
        const ledger::Table& table = world_.tables[behind->table];
        const bool has_value = call.value && call.aggregate != Aggregate::kCountRows;
        const int value_column = has_value ? static_cast<int>(call.value->column) : -1;
        std::vector<size_t> columns;
        for (const formula::Condition& condition : behind->conditions) {
            add_column(schema, condition.column, columns);
        }
        if (has_value) add_column(schema, call.value->column, columns);
        MatchedRows rows(schema, table, behind->ranges, behind->conditions,
                         takes_of(call.aggregate), value_column);
        const bool counts = call.aggregate == Aggregate::kCountRows ||
                            call.aggregate == Aggregate::kCountValues ||
                            call.aggregate == Aggregate::kCountNumbers;
        Value value = counts ? Value(static_cast<double>(rows.count()))
                             : formula::evaluate_aggregate(call, context);
        out_.parts_.push_back({cell_, call_text(call, catalog_), behind->table, call.aggregate,
                               value_column, std::move(value), std::move(columns),
                               std::move(rows)});
    }

    static void add_column(const ledger::Schema& schema, size_t column,
                           std::vector<size_t>& columns) {
        if (schema.columns[column].id == schema.unit_column) return;
        if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
    }

    // FILTER(…, which rows) and SUMPRODUCT of tests: the expression says for each row of one ledger
    // whether it is meant.
    bool add_picked(const Node& node) {
        if (!picks_rows(node.function->name)) return false;
        const bool filters = node.function->name == "FILTER";
        std::vector<const Node*> factors;
        for (const Node& child : node.children) factors.push_back(&child);
        if (filters) factors = {&node.children[1]};
        // What else a FILTER looks up for the rows it picks does not matter here.
        std::set<size_t> tables;
        for (const Node* factor : factors) {
            formula::for_each_node(*factor, [&](const Node& below) {
                if (below.kind == NodeKind::kLedger) tables.insert(below.ledger->table);
            });
        }
        if (tables.size() != 1) return false;
        std::vector<size_t> columns;
        formula::for_each_node(node, [&](const Node& below) {
            if (below.kind != NodeKind::kLedger || below.ledger->table != *tables.begin()) return;
            const ledger::Schema& schema = *catalog_.schemas[below.ledger->table];
            for (size_t c = below.ledger->first_column; c <= below.ledger->last_column; ++c) {
                add_column(schema, c, columns);
            }
        });
        auto rows = picked_rows(factors, *tables.begin(), filters);
        if (!rows) return false;
        const auto count = static_cast<double>(rows->size());
        out_.parts_.push_back({cell_, formula::print(node, catalog_), *tables.begin(),
                               Aggregate::kCountRows, -1, count, std::move(columns),
                               MatchedRows(std::move(*rows))});
        return true;
    }

    std::optional<std::vector<uint32_t>> picked_rows(const std::vector<const Node*>& factors,
                                                     size_t table, bool filters) {
        const ledger::RowRange range = world_.tables[table].rows_of(*world_.tree, scope_.unit);
        const size_t count = range.end - range.begin;
        if (count == 0) return std::vector<uint32_t>();
        std::vector<formula::Operand> operands;
        for (const Node* factor : factors) {
            auto compiled = formula::compile("=" + formula::print(*factor, catalog_), catalog_);
            if (!compiled) return std::nullopt;  // names of a LET around it, other sheets
            operands.push_back(evaluator_.evaluate(*compiled));
            if (row_count(operands.back()) != count || column_count(operands.back()) != 1) {
                return std::nullopt;
            }
        }
        std::vector<uint32_t> rows;
        for (size_t i = 0; i < count; ++i) {
            double product = 1;
            for (const formula::Operand& operand : operands) {
                const Value& value = value_at(operand, i, 0);
                if (value.is_error()) return std::nullopt;
                const bool picked = filters && is_true(value);
                product *= value.is_number() && !filters ? value.number() : picked ? 1 : 0;
            }
            if (product != 0 && product != 1) return std::nullopt;  // it sums, it does not count
            if (product != 0) rows.push_back(range.begin + static_cast<uint32_t>(i));
        }
        return rows;
    }

    void add_not_listed(const Node& node) {
        if (!seen_.insert(&node).second) return;
        NotListed told{cell_, formula::print(node, catalog_), {}};
        formula::for_each_node(node, [&](const Node& below) {
            if (below.kind != NodeKind::kLedger) return;
            for (size_t c = below.ledger->first_column; c <= below.ledger->last_column; ++c) {
                const formula::ColumnUse use{below.ledger->table, c};
                if (std::ranges::find(told.columns, use) == told.columns.end()) {
                    told.columns.push_back(use);
                }
            }
        });
        out_.not_listed_.push_back(std::move(told));
    }

    const formula::Catalog& catalog_;
    const formula::World& world_;
    formula::Scope scope_;
    formula::Evaluator evaluator_;
    formula::CellSource* cells_ = nullptr;
    std::string cell_;            // whose formula is walked
    std::set<const Node*> seen_;  // calls told as not listed
    std::set<std::string> told_;  // calls walked already, as text
    Evidence out_;
};

Result<Evidence> Evidence::gather(const AskedCell& asked, const formula::Catalog& catalog,
                                  const formula::World& world, const formula::Scope& scope,
                                  formula::WorldSource* worlds) {
    return EvidenceGatherer(catalog, world, scope, worlds).gather(asked);
}

EvidenceRow Evidence::row(const EvidencePart& part, uint32_t row, Personal personal) const {
    const ledger::Schema& schema = *catalog_->schemas[part.table];
    const ledger::Table& table = world_->tables[part.table];
    EvidenceRow out{.row = table.row_ids[row]};
    if (const auto unit = unit_of_row(table, row)) {
        out.unit = world_->tree->unit(*unit).code;
        out.unit_name = world_->tree->unit(*unit).name;
    }
    for (size_t column : part.columns) {
        const ledger::Column& declared = schema.columns[column];
        out.cells.push_back(
            shown(declared, cell_text(declared, table.columns[column], row), personal));
    }
    return out;
}

EvidencePage Evidence::page(size_t part, size_t first, size_t most, Personal personal) const {
    const EvidencePart& asked = parts_[part];
    EvidencePage out;
    for (size_t column : asked.columns) {
        out.headings.push_back(catalog_->schemas[asked.table]->columns[column].name);
    }
    for (uint32_t found : asked.rows.page(first, most)) {
        out.rows.push_back(row(asked, found, personal));
    }
    return out;
}

std::vector<formula::ColumnUse> columns_behind(const AskedCell& asked) {
    std::set<formula::ColumnUse> uses;
    for (const SourceCell& source : source_cells(asked)) {
        uses.insert(source.formula->columns().begin(), source.formula->columns().end());
    }
    return {uses.begin(), uses.end()};
}

std::optional<org::UnitIndex> unit_of_row(const ledger::Table& table, uint32_t row) {
    const auto after = std::ranges::upper_bound(table.unit_begin, row);
    if (after == table.unit_begin.begin() || after == table.unit_begin.end()) return std::nullopt;
    return static_cast<org::UnitIndex>(after - table.unit_begin.begin() - 1);
}

}  // namespace yitao::report
