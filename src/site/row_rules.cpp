#include "site/row_rules.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "base/check.h"
#include "formula/ast.h"
#include "formula/reads_rows.h"
#include "formula/row_evaluator.h"
#include "formula/row_key.h"

namespace yitao::site {

using formula::ColumnUse;
using ledger::Field;
using ledger::Remark;

namespace {

constexpr size_t kTrial = 2'000;  // rows after which remembering must have paid

// What a formula looks at: other rows, the date.
struct Reach {
    bool wide = false;
    bool dated = false;
};

Reach reach_of(const formula::Formula& formula) {
    Reach reach{.dated = formula.reads_scope()};
    formula::for_each_node(formula.root(), [&](const formula::Node& node) {
        if (node.kind == formula::NodeKind::kLedger &&
            node.ledger->item != formula::LedgerItem::kThisRow) {
            reach.wide = true;
        }
        reach.dated = reach.dated || formula::asks_day(node);
    });
    return reach;
}

// TRUE, a number other than nought, or nothing to say.
bool is_fine(const formula::Value& value) {
    if (value.is_blank()) return true;
    if (value.is_boolean()) return value.boolean();
    return value.is_number() && value.number() != 0;
}

void append(ledger::ColumnData& data, ledger::DictionaryBuilder* texts, const Field& field) {
    if (texts == nullptr) {
        const auto* number = std::get_if<int64_t>(&field);
        data.numbers.push_back(number != nullptr ? *number : ledger::kBlankNumber);
        return;
    }
    const auto* text = std::get_if<std::string>(&field);
    data.codes.push_back(text != nullptr ? texts->code(*text) : ledger::kBlankCode);
}

// Behind all units: rules see the whole ledger, whatever the unit.
void append_rows(ledger::Table& table, std::span<const RowRules::BatchRow> rows,
                 std::span<const size_t> columns) {
    for (size_t column : columns) {
        ledger::ColumnData& data = table.columns[column];
        const bool number = ledger::is_number_type(table.schema->columns[column].type);
        std::unique_ptr<ledger::DictionaryBuilder> texts;
        if (!number) texts = std::make_unique<ledger::DictionaryBuilder>(data);
        data.loaded = true;
        for (const RowRules::BatchRow& row : rows) append(data, texts.get(), row.fields[column]);
    }
    for (const RowRules::BatchRow& row : rows) table.row_ids.push_back(row.row);
}

void drop_rows(ledger::Table& table, const std::unordered_set<ledger::RowId>& ids) {
    std::vector<uint32_t> kept;
    for (uint32_t row = 0; row < table.row_count(); ++row) {
        if (!ids.contains(table.row_ids[row])) kept.push_back(row);
    }
    if (kept.size() == table.row_count()) return;
    const auto keep = [&](auto& values) {
        if (values.empty()) return;
        for (size_t i = 0; i < kept.size(); ++i) values[i] = values[kept[i]];
        values.resize(kept.size());
    };
    keep(table.row_ids);
    for (ledger::ColumnData& data : table.columns) {
        keep(data.numbers);
        keep(data.codes);
    }
}

ledger::Table empty_table(const ledger::Schema& schema, const org::Tree& tree) {
    ledger::Table table;
    table.schema = &schema;
    table.columns.resize(schema.columns.size());
    table.unit_begin.assign(tree.size() + 1, 0);
    return table;
}

std::vector<size_t> columns_of(const std::vector<ColumnUse>& uses, size_t table) {
    std::vector<size_t> columns;
    for (const ColumnUse& use : uses) {
        if (use.table == table) columns.push_back(use.column);
    }
    return columns;
}

}  // namespace

Result<RowRules> RowRules::compile(const formula::Catalog& catalog, size_t table) {
    RowRules rules(catalog, table);
    const ledger::Schema& schema = *catalog.schemas[table];
    for (const ledger::Validation& validation : schema.validations) {
        TRY_WITHIN(rules.add(validation), schema.name + " " + validation.id);
    }
    return rules;
}

Result<void> RowRules::add(const ledger::Validation& validation) {
    const ledger::Schema& schema = *catalog_.schemas[table_];
    formula::CompileOptions options;
    options.row_table = static_cast<int>(table_);
    Rule rule;
    rule.validation = &validation;
    rule.formula = TRY(formula::compile(validation.formula, catalog_, options));
    rule.uses.assign(rule.formula.columns().begin(), rule.formula.columns().end());
    Reach reach = reach_of(rule.formula);
    // Calculated columns it reads, and those they read: no chain is longer than there are columns.
    std::set<ColumnUse> seen;
    std::vector<ColumnUse> open = rule.uses;
    while (!open.empty()) {
        const ColumnUse use = open.back();
        open.pop_back();
        if (!seen.insert(use).second) continue;
        const ledger::Column& column = catalog_.schemas[use.table]->columns[use.column];
        if (!column.is_calculated()) continue;
        formula::CompileOptions inner;
        inner.row_table = static_cast<int>(use.table);
        const formula::Formula formula = TRY(formula::compile(column.formula, catalog_, inner));
        const Reach further = reach_of(formula);
        reach.wide = reach.wide || further.wide;
        reach.dated = reach.dated || further.dated;
        open.insert(open.end(), formula.columns().begin(), formula.columns().end());
    }
    rule.wide = reach.wide;
    rule.steady = !reach.wide && !reach.dated;
    for (const ColumnUse& use : seen) {
        const bool own = use.table == table_;
        if (own && !schema.columns[use.column].is_calculated()) rule.inputs.push_back(use.column);
    }
    if (rule.inputs.size() == 1 && !rule.wide) rule.remark_column = rule.inputs[0];
    rules_.push_back(std::move(rule));
    return {};
}

bool RowRules::any_wide() const {
    return std::ranges::any_of(rules_, &Rule::wide);
}

bool RowRules::is_steady(std::string_view id) const {
    return std::ranges::any_of(
        rules_, [&](const Rule& rule) { return rule.validation->id == id && rule.steady; });
}

Result<void> RowRules::check(std::span<const BatchRow> rows, Date today,
                             const std::shared_ptr<const org::Tree>& tree, const LoadTable& load,
                             std::span<std::vector<Remark>> remarks) {
    CHECK(rows.size() == remarks.size());
    if (rules_.empty() || rows.empty()) return {};
    const formula::Scope scope{
        .unit = 0, .as_of = today, .period = {today.month_start(), today}, .filled_on = today};
    TRY(check_narrow(rows, scope, tree, remarks));
    return check_wide(rows, scope, tree, load, remarks);
}

Result<void> RowRules::check_narrow(std::span<const BatchRow> rows, const formula::Scope& scope,
                                    const std::shared_ptr<const org::Tree>& tree,
                                    std::span<std::vector<Remark>> remarks) {
    std::set<ColumnUse> uses;
    std::set<size_t> stored;
    for (const Rule& rule : rules_) {
        if (rule.wide) continue;
        uses.insert(rule.uses.begin(), rule.uses.end());
        stored.insert(rule.inputs.begin(), rule.inputs.end());
    }
    formula::World world{.tree = tree};
    for (const ledger::Schema* schema : catalog_.schemas) {
        world.tables.push_back(empty_table(*schema, *tree));
    }
    const std::vector<size_t> columns(stored.begin(), stored.end());
    append_rows(world.tables[table_], rows, columns);
    const std::vector<ColumnUse> wanted(uses.begin(), uses.end());
    TRY(formula::calculate_columns(catalog_, world, scope, wanted));
    for (Rule& rule : rules_) {
        if (!rule.wide) judge(rule, world, scope, remarks);
    }
    return {};
}

void RowRules::judge(Rule& rule, const formula::World& world, const formula::Scope& scope,
                     std::span<std::vector<Remark>> remarks) const {
    formula::RowEvaluator each(catalog_, world, scope, rule.formula, table_);
    std::vector<const ledger::ColumnData*> inputs;
    for (size_t column : rule.inputs) inputs.push_back(&world.tables[table_].columns[column]);
    std::unordered_map<formula::RowKey, bool, formula::RowKeyHash> known;
    bool remembers = rule.repeats && inputs.size() <= formula::kMostKeyColumns;
    for (uint32_t row = 0; row < remarks.size(); ++row) {
        bool fine = false;
        if (remembers) {
            auto [at, is_new] = known.try_emplace(formula::row_key(inputs, row), false);
            if (is_new) at->second = is_fine(each.at(row));
            fine = at->second;
            if (row == kTrial && known.size() * 2 > kTrial) rule.repeats = remembers = false;
        } else {
            fine = is_fine(each.at(row));
        }
        if (!fine) remark(rule, remarks[row]);
    }
}

Result<void> RowRules::check_wide(std::span<const BatchRow> rows, const formula::Scope& scope,
                                  const std::shared_ptr<const org::Tree>& tree,
                                  const LoadTable& load, std::span<std::vector<Remark>> remarks) {
    std::set<ColumnUse> uses;
    for (const Rule& rule : rules_) {
        if (rule.wide) uses.insert(rule.uses.begin(), rule.uses.end());
    }
    if (uses.empty()) return {};
    const std::vector<ColumnUse> wanted(uses.begin(), uses.end());
    const std::vector<ColumnUse> stored = TRY(formula::stored_columns(catalog_, wanted));
    formula::World world{.tree = tree};
    for (size_t t = 0; t < catalog_.schemas.size(); ++t) {
        if (catalog_.schemas[t] == &formula::unit_schema()) {
            world.tables.push_back(formula::unit_table(*tree));
            continue;
        }
        const std::vector<size_t> columns = columns_of(stored, t);
        const bool needed = !columns.empty() || t == table_;
        world.tables.push_back(needed ? TRY(load(t, columns))
                                      : empty_table(*catalog_.schemas[t], *tree));
    }
    // The rows of the batch take the place of those they change, behind all others.
    ledger::Table& own = world.tables[table_];
    std::unordered_set<ledger::RowId> changed;
    for (const BatchRow& row : rows) {
        if (row.row != 0) changed.insert(row.row);
    }
    drop_rows(own, changed);
    own.unit_begin.assign(tree->size() + 1, 0);
    const auto first = own.row_count();
    append_rows(own, rows, columns_of(stored, table_));
    TRY(formula::calculate_columns(catalog_, world, scope, wanted));
    for (const Rule& rule : rules_) {
        if (!rule.wide) continue;
        formula::RowEvaluator each(catalog_, world, scope, rule.formula, table_);
        for (uint32_t i = 0; i < rows.size(); ++i) {
            if (!is_fine(each.at(first + i))) remark(rule, remarks[i]);
        }
    }
    return {};
}

void RowRules::remark(const Rule& rule, std::vector<Remark>& remarks) {
    remarks.push_back({.column = rule.remark_column,
                       .rule = rule.validation->id,
                       .severity = rule.validation->severity,
                       .message = rule.validation->message});
}

}  // namespace yitao::site
