#include "live/cells.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "formula/ast.h"
#include "formula/digest.h"
#include "formula/functions.h"
#include "formula/reads_rows.h"
#include "formula/unit_codes.h"
#include "live/small_world.h"

namespace yitao::live {

using formula::Formula;
using formula::Operand;

Cells::Cells(const formula::Catalog& catalog, View& view, const formula::Scope& scope)
    : catalog_(catalog),
      view_(view),
      scope_(scope),
      frame_(empty_world(catalog, view.tree())),
      one_row_(empty_world(catalog, view.tree())) {
    for (size_t table = 0; table < frame_.tables.size(); ++table) {
        if (catalog.schemas[table] == &formula::unit_schema()) continue;
        for (size_t c = 0; c < frame_.tables[table].columns.size(); ++c) {
            ledger::ColumnData& data = frame_.tables[table].columns[c];
            data.loaded = true;
            if (ledger::is_number_type(catalog.schemas[table]->columns[c].type)) continue;
            data.dictionary.emplace_back();
        }
    }
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
        cell.reads_rows = formula::reads_rows(cell.formula, catalog_);
        cell.picks_units = formula::UnitCodes(cell.formula.plan(), catalog_).pick_units();
        if (cell.reads_rows) {
            look_at_rows(number);
            continue;
        }
        cell.follows_measures = follows_measures(cell.formula);
        cell.is_plain = is_plain(cell.formula, cell.measures.size());
        if (!cell.is_plain && !cell.picks_units) learn(cell);
    }
    return first;
}

void Cells::look_at_rows(uint32_t number) {
    Cell& cell = cells_[number];
    cell.looks_back_to = formula::latest_day_asked(cell.formula, catalog_, frame_, scope_);
    std::set<size_t> tables;
    for (const formula::ColumnUse& use : cell.formula.columns()) tables.insert(use.table);
    for (const size_t table : tables) {
        if (catalog_.schemas[table] == &formula::unit_schema()) continue;
        const auto [at, is_new] = lookers_.try_emplace(table);
        if (is_new) view_.watch(table);
        Lookers& lookers = at->second;
        if (cell.looks_back_to) lookers.past.push_back(number);
        formula::RowSight sight(cell.formula, catalog_, table);
        if (sight.columns().empty()) continue;
        std::set<size_t> columns(lookers.columns.begin(), lookers.columns.end());
        columns.insert(sight.columns().begin(), sight.columns().end());
        lookers.columns.assign(columns.begin(), columns.end());
        lookers.now.push_back(number);
        cell.sights.emplace(table, std::move(sight));
    }
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
        if (cell.looks_back_to) {
            cell.looks_back_to = formula::latest_day_asked(cell.formula, catalog_, frame_, scope_);
        }
        const std::vector<uint64_t> known = std::exchange(cell.known, {});
        if (!cell.is_unknown()) learn(cell);
        for (org::UnitIndex unit = 0; unit < view_.tree().size(); ++unit) {
            const bool same = !cell.is_unknown() && known[unit] == cell.known[unit];
            if (!same) out.push_back({number, unit, !cell.is_unknown()});
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
    if (cell.is_unknown()) return {};
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
        for (auto known = lookers_.begin(); known != lookers_.end();) {
            Lookers& lookers = known->second;
            std::erase(lookers.now, number);
            std::erase(lookers.past, number);
            const bool is_needed = !lookers.now.empty() || !lookers.past.empty();
            if (!is_needed) view_.unwatch(known->first);
            known = is_needed ? std::next(known) : lookers_.erase(known);
        }
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
    return formula::digest_of(formula::kDigestStart, evaluate(cell, unit));
}

template <typename Use>
void Cells::for_units_above(org::UnitIndex unit, Use&& use) const {
    const auto nowhere = static_cast<org::UnitIndex>(view_.tree().size());
    while (unit != nowhere) {
        use(unit);
        const org::UnitIndex parent = view_.tree().parent_of(unit);
        unit = parent == unit ? nowhere : parent;
    }
}

void Cells::follow(std::span<const ValueChange> changes, std::span<const RowTouch> touches,
                   std::vector<CellChange>& out) {
    const size_t first = out.size();
    std::set<org::UnitIndex> units;  // of all that changed; with a unit all those above it
    std::vector<CellChange> asked;   // cells made of several, where one of their measures changed
    std::set<uint32_t> asked_everywhere;
    std::map<uint32_t, std::set<org::UnitIndex>> picked;  // by cell that picks units
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
            } else if (cell.picks_units && !cell.reads_rows) {
                picked[number].insert(change.unit);
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
    for (const auto& [number, changed] : picked) {
        for (const org::UnitIndex one : changed) {
            for_units_above(one,
                            [&](org::UnitIndex unit) { out.push_back({number, unit, false}); });
        }
    }
    tell_touched(touches, out);
    std::sort(out.begin() + static_cast<ptrdiff_t>(first), out.end());
    out.erase(std::unique(out.begin() + static_cast<ptrdiff_t>(first), out.end()), out.end());
}

// Those that look at a column of the row which is another now, or at a row that came, went or
// moved.
std::vector<uint32_t> Cells::concerned(const RowTouch& touch, const Lookers& lookers) const {
    if (touch.before != touch.after || touch.was.empty() || touch.is.empty()) return lookers.now;
    std::vector<uint32_t> out;
    std::ranges::copy_if(lookers.now, std::back_inserter(out), [&](uint32_t number) {
        const std::span columns = cells_[number].sights.at(touch.table).columns();
        return std::ranges::any_of(
            columns, [&](size_t column) { return touch.was[column] != touch.is[column]; });
    });
    return out;
}

// What a row adds to each of these cells; `fields` empty: there is no row.
std::vector<formula::Added> Cells::added(const RowTouch& touch,
                                         const std::vector<ledger::Field>& fields,
                                         std::span<const uint32_t> numbers) {
    std::vector<formula::Added> all(numbers.size());
    if (fields.empty()) return all;
    const std::vector<size_t>& columns = lookers_.at(touch.table).columns;
    const auto nowhere = static_cast<org::UnitIndex>(view_.tree().size());
    ledger::Table& table = one_row_.tables[touch.table];
    put_rows(table, columns, PlacedRows{{{nowhere, touch.row}, fields}}, nowhere);
    for (size_t i = 0; i < numbers.size(); ++i) {
        all[i] = cells_[numbers[i]].sights.at(touch.table).added(one_row_, scope_);
    }
    put_rows(table, columns, {}, nowhere);
    return all;
}

// Cells that look at rows, in the units above those where what a row adds is something else.
void Cells::tell_touched(std::span<const RowTouch> touches, std::vector<CellChange>& out) {
    struct Sum {
        uint64_t lines = 0;
        double amount = 0;
    };
    std::map<std::pair<uint32_t, org::UnitIndex>, Sum> told;
    for (const RowTouch& touch : touches) {
        const auto found = lookers_.find(touch.table);
        if (found == lookers_.end()) continue;
        const std::vector<uint32_t> numbers = concerned(touch, found->second);
        if (numbers.empty()) continue;
        const std::vector<formula::Added> was = added(touch, touch.was, numbers);
        const std::vector<formula::Added> is = added(touch, touch.is, numbers);
        std::map<org::UnitIndex, std::pair<bool, bool>> above;  // whether it was, is below
        for_units_above(touch.before, [&](org::UnitIndex unit) { above[unit].first = true; });
        for_units_above(touch.after, [&](org::UnitIndex unit) { above[unit].second = true; });
        for (size_t i = 0; i < numbers.size(); ++i) {
            // In the order of units: a row that moved may stand at another place.
            const bool reordered = touch.before != touch.after &&
                                   cells_[numbers[i]].sights.at(touch.table).hangs_on_order();
            for (const auto& [unit, has] : above) {
                const formula::Added before = has.first ? was[i] : formula::Added();
                const formula::Added after = has.second ? is[i] : formula::Added();
                if (before.all == after.all && !(reordered && after.all != 0)) continue;
                Sum& sum = told[{numbers[i], unit}];
                sum.lines += after.lines - before.lines;
                sum.amount += after.amount - before.amount;
            }
        }
    }
    for (const auto& [place, sum] : told) {
        const Cell& cell = cells_[place.first];
        const bool certain = std::ranges::any_of(cell.sights, [&](const auto& sight) {
            return (sight.second.shows_lines() && sum.lines != 0) ||
                   (sight.second.shows_amount() && sum.amount != 0);
        });
        out.push_back({place.first, place.second, certain});
    }
}

bool Cells::looks_back(size_t table, Date since) const {
    const auto found = lookers_.find(table);
    return found != lookers_.end() && std::ranges::any_of(found->second.past, [&](uint32_t number) {
               return cells_[number].looks_back_to >= since;
           });
}

void Cells::follow_past(size_t table, std::span<const org::UnitIndex> units, Date since,
                        std::vector<CellChange>& out) const {
    const auto found = lookers_.find(table);
    if (found == lookers_.end()) return;
    std::set<org::UnitIndex> above;
    for (const org::UnitIndex one : units) {
        for_units_above(one, [&](org::UnitIndex unit) { above.insert(unit); });
    }
    for (const uint32_t number : found->second.past) {
        if (cells_[number].looks_back_to < since) continue;
        for (const org::UnitIndex unit : above) out.push_back({number, unit, false});
    }
}

}  // namespace yitao::live
