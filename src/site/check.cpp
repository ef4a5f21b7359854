// yitao check: the store proves its rows, then flags are judged anew, then a set of measures is
// computed by the live engine and by scanning, for the same units.
#include <algorithm>
#include <random>

#include "base/limits.h"
#include "live/engine.h"
#include "site/state.h"

namespace yitao::site {

using ledger::Finding;
using ledger::Flag;

namespace {

constexpr size_t kMaxFindings = 1000;
constexpr size_t kMaxMeasuresOfLedger = 40;
constexpr size_t kMeasuredUnits = 12;

// Flags that hang on nothing but the row's values and the register as it is.
bool is_steady(const Flag& flag, const ledger::Schema& schema, const RowRules& rules) {
    const bool own = std::ranges::none_of(
        schema.validations, [&](const ledger::Validation& v) { return v.id == flag.rule; });
    return own || rules.is_steady(flag.rule);
}

class FlagCheck {
  public:
    FlagCheck(const ledger::Schema& schema, ledger::Store& store, LedgerChecks& checks)
        : schema_(schema), store_(store), checks_(checks) {}

    Result<void> run(Date today, const std::shared_ptr<const org::Tree>& tree,
                     const RowRules::LoadTable& load, std::vector<Finding>& findings) {
        stored_ = TRY(store_.flags(schema_.id));
        const ledger::Table all =
            TRY(store_.load_table({.schema = &schema_, .columns = {}, .tree = tree.get()}));
        std::vector<ledger::RowId> ids = all.row_ids;
        std::ranges::sort(ids);
        const std::span<const ledger::RowId> rows = ids;
        const size_t most = checks_.rules->any_wide() ? kImportBatchRows : kRoundRows;
        for (size_t at = 0; at < rows.size(); at += most) {
            const auto part = rows.subspan(at, std::min(most, rows.size() - at));
            TRY(check_part(part, today, tree, load, findings));
        }
        return {};
    }

  private:
    Result<void> check_part(std::span<const ledger::RowId> ids, Date today,
                            const std::shared_ptr<const org::Tree>& tree,
                            const RowRules::LoadTable& load, std::vector<Finding>& findings) {
        const std::vector<ledger::Row> rows = TRY(store_.read_rows(schema_.id, ids));
        std::vector<RowRules::BatchRow> batch;
        std::vector<std::vector<ledger::Remark>> remarks(rows.size());
        const std::vector<uint8_t> nothing_new(schema_.columns.size(), 0);
        for (size_t i = 0; i < rows.size(); ++i) {
            batch.push_back({rows[i].id, rows[i].fields});
            checks_.rows->check(rows[i].fields, &nothing_new, remarks[i]);
        }
        TRY(checks_.rules->check(batch, today, tree, load, remarks));
        for (size_t i = 0; i < rows.size(); ++i) compare(rows[i].id, remarks[i], findings);
        return {};
    }

    void compare(ledger::RowId row, const std::vector<ledger::Remark>& remarks,
                 std::vector<Finding>& findings) {
        std::vector<Flag> expected = flags_of(schema_, remarks);
        for (Flag& flag : expected) flag.row = row;
        std::ranges::sort(expected);
        std::vector<Flag> found;
        for (; next_ < stored_.size() && stored_[next_].row <= row; ++next_) {
            if (stored_[next_].row == row) found.push_back(stored_[next_]);
        }
        std::ranges::sort(found);
        std::vector<Flag> different;
        std::ranges::set_symmetric_difference(expected, found, std::back_inserter(different));
        for (const Flag& flag : different) {
            if (!is_steady(flag, schema_, *checks_.rules)) continue;
            if (findings.size() >= kMaxFindings) return;
            const bool missing = std::ranges::binary_search(expected, flag);
            findings.push_back(
                {fmt::format("{} {}", schema_.name, row),
                 {fmt::format("标记“{}”{}", flag.rule, missing ? "缺失" : "多余"),
                  fmt::format("flag “{}” is {}", flag.rule, missing ? "missing" : "left over")}});
        }
    }

    const ledger::Schema& schema_;
    ledger::Store& store_;
    LedgerChecks& checks_;
    std::vector<Flag> stored_;
    size_t next_ = 0;
};

// Structured references escape ' [ ] # with '.
std::string escaped(std::string_view name) {
    std::string out;
    for (char c : name) {
        if (c == '\'' || c == '[' || c == ']' || c == '#' || c == '@') out += '\'';
        out += c;
    }
    return out;
}

// Counts, sums, extremes and a count for one value of each code column.
std::vector<std::string> sample_formulas(const ledger::Schema& schema, const Site& site) {
    std::vector<std::string> formulas;
    for (const ledger::Column& column : schema.columns) {
        if (formulas.size() >= kMaxMeasuresOfLedger) break;
        const std::string name = fmt::format("{}[{}]", schema.name, escaped(column.name));
        const ledger::CodeList* codes = site.code_list(column.code_list);
        formulas.push_back(fmt::format("=COUNTA({})", name));
        if (codes != nullptr && !codes->codes.empty()) {
            formulas.push_back(fmt::format("=COUNTIFS({},\"{}\")", name, codes->codes[0].name));
        } else if (column.type == ledger::ColumnType::kInteger ||
                   column.type == ledger::ColumnType::kDecimal) {
            formulas.push_back(fmt::format("=SUM({})", name));
            formulas.push_back(fmt::format("=MAX({})", name));
            formulas.push_back(fmt::format("=COUNTIFS({},\">0\")", name));
        }
    }
    return formulas;
}

std::vector<org::UnitIndex> sample_units(const org::Tree& tree) {
    std::vector<org::UnitIndex> units = {0};
    std::mt19937 random(20261031);  // the same units every time: a finding can be looked at again
    while (units.size() < std::min(kMeasuredUnits, tree.size())) {
        units.push_back(static_cast<org::UnitIndex>(random() % tree.size()));
    }
    return units;
}

Result<void> check_measures(Site& site, size_t table, std::vector<Finding>& findings) {
    const formula::Catalog& catalog = site.catalog();
    const ledger::Schema& schema = *catalog.schemas[table];
    const Date today = site.clock().today();
    std::vector<formula::Formula> formulas;
    WorldRequest request{.as_of = today};
    for (const std::string& text : sample_formulas(schema, site)) {
        formulas.push_back(TRY_WITHIN(formula::compile(text, catalog), text));
        const auto uses = formulas.back().columns();
        request.columns.insert(request.columns.end(), uses.begin(), uses.end());
    }
    const auto world = TRY(site.world(request));
    if (world->tree->size() == 0) return {};
    formula::Scope scope{
        .unit = 0, .as_of = today, .period = {today.month_start(), today}, .filled_on = today};
    formula::MeasureSet set;
    for (const formula::Formula& formula : formulas) {
        formula::collect_measures(formula, catalog, *world, scope, set);
    }
    const auto results = live::compute(catalog, *world, set);
    for (org::UnitIndex unit : sample_units(*world->tree)) {
        scope.unit = unit;
        formula::Evaluator live(catalog, *world, scope);
        formula::Evaluator scan(catalog, *world, scope);
        live.use_measures(results.get());
        for (const formula::Formula& formula : formulas) {
            if (live.evaluate(formula) == scan.evaluate(formula)) continue;
            findings.push_back(
                {world->tree->unit(unit).name,
                 {fmt::format("{} 两种算法结果不同", formula.text()),
                  fmt::format("{} differs between the engine and a scan", formula.text())}});
        }
    }
    return {};
}

}  // namespace

Result<std::vector<Finding>> Site::check() {
    State& state = *state_;
    std::vector<Finding> findings = TRY(state.store->verify());
    const Date today = state.clock.today();
    const auto tree = TRY(state.tree(today, std::nullopt));
    const RowRules::LoadTable load = [&](size_t t, const std::vector<size_t>& columns) {
        return state.store->load_table({.schema = state.catalog.schemas[t],
                                        .columns = columns,
                                        .tree = tree.get(),
                                        .as_of = today});
    };
    for (size_t t = 0; t + 1 < state.catalog.schemas.size(); ++t) {
        const ledger::Schema& schema = *state.catalog.schemas[t];
        LedgerChecks* checks = TRY(state.checks_of(t));
        TRY(FlagCheck(schema, *state.store, *checks).run(today, tree, load, findings));
        TRY(check_measures(*this, t, findings));
    }
    return findings;
}

}  // namespace yitao::site
