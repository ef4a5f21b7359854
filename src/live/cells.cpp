#include "live/cells.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "formula/ast.h"
#include "formula/functions.h"
#include "formula/reads_rows.h"

namespace yitao::live {

using formula::Formula;
using formula::Operand;

namespace {

uint64_t mixed(uint64_t digest, std::string_view bytes) {
    for (const char c : bytes) {
        digest = (digest ^ static_cast<uint8_t>(c)) * 0x100000001B3U;
    }
    return digest ^ digest >> 29;
}

uint64_t digest_of(uint64_t digest, const formula::Value& value) {
    if (value.is_number()) {
        const double number = value.number();
        return mixed(mixed(digest, "n"), {reinterpret_cast<const char*>(&number), sizeof number});
    }
    const char kind = value.is_text() ? 't' : value.is_error() ? 'e' : value.is_blank() ? 'b' : 'l';
    return mixed(mixed(digest, {&kind, 1}), formula::general_text(value));
}

}  // namespace

Cells::Cells(const formula::Catalog& catalog, View& view, const formula::Scope& scope)
    : catalog_(catalog), view_(view), scope_(scope) {
    frame_.tree = std::shared_ptr<const org::Tree>(std::shared_ptr<void>(), &view.tree());
    for (const ledger::Schema* schema : catalog.schemas) {
        if (schema == &formula::unit_schema()) {
            frame_.tables.push_back(formula::unit_table(view.tree()));
            continue;
        }
        ledger::Table& table = frame_.tables.emplace_back();
        table.schema = schema;
        table.unit_begin.assign(view.tree().size() + 1, 0);
        for (const ledger::Column& column : schema->columns) {
            ledger::ColumnData& data = table.columns.emplace_back();
            data.loaded = true;
            if (!ledger::is_number_type(column.type)) data.dictionary.emplace_back();
        }
    }
}

// A condition on the unit that is no code of twelve digits and not 本单位: names, patterns, all but
// one. Measures do not answer those.
bool Cells::names_units_freely(const Formula& formula) const {
    bool freely = false;
    formula::for_each_node(formula.plan(), [&](const formula::Node& node) {
        if (node.kind != formula::NodeKind::kCall) return;
        for (size_t i = 0; i + 1 < node.children.size(); ++i) {
            const formula::Node& range = node.children[i];
            if (range.kind != formula::NodeKind::kLedger) continue;
            const ledger::Schema& schema = *catalog_.schemas[range.ledger->table];
            if (schema.columns[range.ledger->first_column].id != schema.unit_column) continue;
            const formula::Node& asked = node.children[i + 1];
            const bool is_code = asked.kind == formula::NodeKind::kValue && asked.value.is_text() &&
                                 org::parse_unit_code(asked.value.text()).has_value();
            const bool is_own = asked.kind == formula::NodeKind::kScopeName &&
                                asked.scope_name == formula::ScopeName::kThisUnit;
            freely = freely || !(is_code || is_own);
        }
    });
    return freely;
}

// Just the call, without a condition on the unit: nothing but the measure, at the unit itself.
bool Cells::is_plain(const Formula& formula, size_t measures) const {
    if (measures != 1 || formula.plan().kind != formula::NodeKind::kCall) return false;
    bool plain = true;
    formula::for_each_node(formula.plan(), [&](const formula::Node& node) {
        if (node.kind == formula::NodeKind::kCall && &node != &formula.plan()) plain = false;
        if (node.kind == formula::NodeKind::kCells) plain = false;
        if (node.kind != formula::NodeKind::kLedger) return;
        const ledger::Schema& schema = *catalog_.schemas[node.ledger->table];
        const size_t column = node.ledger->first_column;
        if (schema.columns[column].id == schema.unit_column) plain = false;
    });
    return plain;
}

// The day itself, not the period: that stays.
bool Cells::says_date(const Formula& formula) {
    bool says = false;
    formula::for_each_node(formula.plan(), [&](const formula::Node& node) {
        const bool named = node.kind == formula::NodeKind::kScopeName &&
                           (node.scope_name == formula::ScopeName::kAsOf ||
                            node.scope_name == formula::ScopeName::kFilledOn);
        says = says || named || formula::asks_day(node);
    });
    return says;
}

uint32_t Cells::add(std::span<const Formula> formulas) {
    const auto first = static_cast<uint32_t>(cells_.size());
    std::vector<uint32_t> numbers;
    for (const Formula& formula : formulas) {
        numbers.push_back(static_cast<uint32_t>(cells_.size()));
        cells_.emplace_back().formula = formula;
    }
    define(numbers);
    for (const uint32_t number : numbers) {
        Cell& cell = cells_[number];
        cell.says_date = says_date(cell.formula);
        cell.reads_rows = formula::reads_rows(cell.formula) || names_units_freely(cell.formula);
        if (cell.reads_rows) {
            std::set<size_t> tables;
            for (const formula::ColumnUse& use : cell.formula.columns()) tables.insert(use.table);
            for (const size_t table : tables) cells_of_table_[table].push_back(number);
            continue;
        }
        cell.follows_measures = follows_measures(cell.formula);
        cell.is_plain = is_plain(cell.formula, cell.measures.size());
        if (!cell.is_plain) learn(cell);
    }
    return first;
}

// The measures of these cells, computed in one pass.
void Cells::define(std::span<const uint32_t> numbers) {
    formula::MeasureSet all;
    std::vector<std::vector<uint32_t>> wanted;  // of each cell, in `all`
    for (const uint32_t number : numbers) {
        formula::MeasureSet own;
        formula::collect_measures(cells_[number].formula, catalog_, frame_, scope_, own);
        std::vector<uint32_t>& measures = wanted.emplace_back();
        for (const formula::Measure& measure : own.measures()) {
            // Units change no row by row: they are counted where they stand.
            if (catalog_.schemas[measure.table] == &formula::unit_schema()) continue;
            formula::Measure moved = measure;
            for (uint32_t& condition : moved.conditions) {
                condition = all.add_condition(own.conditions()[condition]);
            }
            measures.push_back(all.add(std::move(moved)));
        }
    }
    const std::vector<uint32_t> in_view = view_.add(all);
    // One hold on each measure is enough for all cells here.
    std::vector<uint32_t> held;
    for (const uint32_t measure : in_view) {
        const auto known = cells_of_measure_.find(measure);
        if (known != cells_of_measure_.end() && !known->second.empty()) held.push_back(measure);
    }
    view_.retire(held);
    for (size_t i = 0; i < numbers.size(); ++i) {
        for (const uint32_t measure : wanted[i]) {
            cells_[numbers[i]].measures.push_back(in_view[measure]);
            cells_of_measure_[in_view[measure]].push_back(numbers[i]);
        }
    }
}

void Cells::leave_day() {
    for (Cell& cell : cells_) {
        if (cell.is_alive && cell.says_date && cell.is_plain) learn(cell);
    }
}

void Cells::enter_day(Date as_of, std::vector<CellChange>& out) {
    scope_.as_of = as_of;
    scope_.filled_on = as_of;
    std::vector<uint32_t> numbers;
    std::vector<std::pair<uint32_t, uint32_t>> before;  // measure, cell
    for (uint32_t number = 0; number < cells_.size(); ++number) {
        Cell& cell = cells_[number];
        if (!cell.is_alive || !cell.says_date) continue;
        numbers.push_back(number);
        for (const uint32_t measure : std::exchange(cell.measures, {})) {
            before.emplace_back(measure, number);
        }
    }
    define(numbers);
    std::vector<uint32_t> unneeded;
    for (const auto& [measure, number] : before) {
        std::vector<uint32_t>& users = cells_of_measure_[measure];
        users.erase(std::ranges::find(users, number));  // once: it may be among the new ones too
        if (users.empty()) unneeded.push_back(measure);
    }
    view_.retire(unneeded);
    for (const uint32_t number : numbers) {
        Cell& cell = cells_[number];
        const std::vector<uint64_t> known = std::exchange(cell.known, {});
        if (!cell.reads_rows) learn(cell);
        for (org::UnitIndex unit = 0; unit < view_.tree().size(); ++unit) {
            const bool same = !cell.reads_rows && known[unit] == cell.known[unit];
            if (!same) out.push_back({number, unit, !cell.reads_rows});
        }
        if (cell.is_plain) cell.known = {};
    }
}

// Whether it shows the same in units where its measures are the same: it names no unit, nor what
// belongs to one.
bool Cells::follows_measures(const Formula& formula) const {
    bool follows = true;
    formula::for_each_node(formula.plan(), [&](const formula::Node& node) {
        if (node.kind == formula::NodeKind::kCells || node.kind == formula::NodeKind::kSpill ||
            (node.kind == formula::NodeKind::kScopeName &&
             (node.scope_name == formula::ScopeName::kThisUnit ||
              node.scope_name == formula::ScopeName::kThisUnitName))) {
            follows = false;
        }
        if (node.kind != formula::NodeKind::kLedger) return;
        const ledger::Schema& schema = *catalog_.schemas[node.ledger->table];
        if (&schema == &formula::unit_schema()) follows = false;
        for (size_t c = node.ledger->first_column; c <= node.ledger->last_column; ++c) {
            if (schema.columns[c].id == schema.unit_column) follows = false;
        }
    });
    return follows;
}

std::vector<uint64_t> Cells::shown(uint32_t number) const {
    const Cell& cell = cells_[number];
    CHECK(cell.is_alive);
    if (cell.reads_rows) return {};
    return cell.known.empty() ? digests(cell) : cell.known;
}

// What it shows everywhere, to know later where that is something else. Most units have no row of
// most ledgers: what shows the same is evaluated once.
std::vector<uint64_t> Cells::digests(const Cell& cell) const {
    std::vector<uint64_t> out;
    std::unordered_map<std::string, uint64_t> met;  // by the states of the measures
    std::string states;
    const auto append = [&](const auto& value) {
        states.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    for (org::UnitIndex unit = 0; unit < view_.tree().size(); ++unit) {
        if (!cell.follows_measures) {
            out.push_back(digest(cell, unit));
            continue;
        }
        states.clear();
        for (const uint32_t measure : cell.measures) {
            const formula::MeasureState state = view_.state(measure, unit);
            append(state.sum);
            append(state.count);
            append(state.extreme);
            append(state.has_error ? state.error : ExcelError{});
            append(state.has_error);
        }
        const auto [at, is_new] = met.try_emplace(states, 0);
        if (is_new) at->second = digest(cell, unit);
        out.push_back(at->second);
    }
    return out;
}

void Cells::remove(std::span<const uint32_t> cells) {
    std::vector<uint32_t> unneeded;
    for (const uint32_t number : cells) {
        Cell& cell = cells_[number];
        if (!cell.is_alive) continue;
        for (const uint32_t measure : cell.measures) {
            std::vector<uint32_t>& users = cells_of_measure_[measure];
            std::erase(users, number);
            if (users.empty()) unneeded.push_back(measure);
        }
        for (auto& [table, users] : cells_of_table_) std::erase(users, number);
        cell = Cell{.is_alive = false};
        ++removed_;
    }
    view_.retire(unneeded);
}

size_t Cells::reading_rows() const {
    return static_cast<size_t>(std::ranges::count_if(
        cells_, [](const Cell& cell) { return cell.is_alive && cell.reads_rows; }));
}

Operand Cells::evaluate(const Cell& cell, org::UnitIndex unit) const {
    formula::Scope scope = scope_;
    scope.unit = unit;
    if (!cell.reads_rows) {
        formula::Evaluator evaluator(catalog_, frame_, scope);
        evaluator.use_measures(&view_);
        return evaluator.evaluate(cell.formula);
    }
    // No more tables than it reads: a catalog has a hundred.
    formula::World world{.tree = frame_.tree, .tables = {}};
    world.tables.resize(frame_.tables.size());
    std::map<size_t, std::vector<size_t>> columns;
    for (const formula::ColumnUse& use : cell.formula.columns()) {
        columns[use.table].push_back(use.column);
    }
    for (const auto& [table, wanted] : columns) {
        world.tables[table] =
            view_.is_loaded(table) ? view_.rows_of(table, unit, wanted) : frame_.tables[table];
    }
    formula::Evaluator evaluator(catalog_, world, scope);
    evaluator.use_worlds(worlds_);
    return evaluator.evaluate(cell.formula);
}

Operand Cells::value(uint32_t cell, org::UnitIndex unit) const {
    CHECK(cells_[cell].is_alive);
    return evaluate(cells_[cell], unit);
}

uint64_t Cells::digest(const Cell& cell, org::UnitIndex unit) const {
    const Operand operand = evaluate(cell, unit);
    if (const auto* value = std::get_if<formula::Value>(&operand)) {
        return digest_of(0xCBF29CE484222325U, *value);
    }
    uint64_t digest = 0xCBF29CE484222325U;
    for (const formula::Value& value : std::get<formula::MatrixPtr>(operand)->values) {
        digest = digest_of(digest, value);
    }
    return digest;
}

void Cells::follow(std::span<const ValueChange> changes, std::span<const RowTouch> touches,
                   std::vector<CellChange>& out) {
    const size_t first = out.size();
    std::set<org::UnitIndex> units;  // of all that changed; with a unit all those above it
    std::vector<CellChange> asked;   // cells made of several, where one of their measures changed
    std::set<uint32_t> asked_everywhere;
    for (const ValueChange& change : changes) {
        units.insert(change.unit);
        const auto users = cells_of_measure_.find(change.measure);
        if (users == cells_of_measure_.end()) continue;
        for (const uint32_t number : users->second) {
            const Cell& cell = cells_[number];
            if (cell.is_plain) {
                out.push_back({number, change.unit, true});
            } else if (cell.follows_measures && !cell.reads_rows) {
                asked.push_back({number, change.unit, true});
            } else if (!cell.reads_rows) {
                asked_everywhere.insert(number);
            }
        }
    }
    for (const uint32_t number : asked_everywhere) {
        for (const org::UnitIndex unit : units) asked.push_back({number, unit, true});
    }
    std::ranges::sort(asked);
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    for (const CellChange& change : asked) {
        Cell& cell = cells_[change.cell];
        const uint64_t now = digest(cell, change.unit);
        if (now == cell.known[change.unit]) continue;
        cell.known[change.unit] = now;
        out.push_back(change);
    }
    tell_touched(touches, out);
    std::sort(out.begin() + static_cast<ptrdiff_t>(first), out.end());
    out.erase(std::unique(out.begin() + static_cast<ptrdiff_t>(first), out.end()), out.end());
}

// Cells that look at rows, in all units above a row that was touched.
void Cells::tell_touched(std::span<const RowTouch> touches, std::vector<CellChange>& out) const {
    const auto nowhere = static_cast<org::UnitIndex>(view_.tree().size());
    std::set<std::pair<size_t, org::UnitIndex>> places;
    for (const RowTouch& touch : touches) {
        if (!cells_of_table_.contains(touch.table)) continue;
        for (org::UnitIndex unit : {touch.before, touch.after}) {
            while (unit != nowhere && places.insert({touch.table, unit}).second) {
                const org::UnitIndex parent = view_.tree().parent_of(unit);
                unit = parent == unit ? nowhere : parent;
            }
        }
    }
    for (const auto& [table, unit] : places) {
        for (const uint32_t number : cells_of_table_.at(table)) {
            out.push_back({number, unit, false});
        }
    }
}

}  // namespace yitao::live
