#include "site/live_city.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "formula/ast.h"
#include "formula/calculated_columns.h"
#include "formula/functions.h"

namespace yitao::site {

using formula::ColumnUse;
using ledger::RowId;
using live::ValueChange;

namespace {

bool says_asof(const formula::Formula& formula) {
    bool says = false;
    formula::for_each_node(formula.plan(), [&](const formula::Node& node) {
        says = says || (node.function != nullptr && node.function->name == "ASOF");
    });
    return says;
}

}  // namespace

bool LiveCity::is_outside(const Report& report, uint32_t binding, const org::Tree& tree,
                          org::UnitIndex unit) {
    return templates::is_outside(report.form->bindings()[binding].for_unit, tree, unit);
}

LiveCity::LiveCity(Site& site) : site_(site) {
    site_.set_listener(this);
}

LiveCity::~LiveCity() {
    site_.set_listener(nullptr);
}

Result<LiveCity::Moment*> LiveCity::moment_at(Date as_of) {
    for (Moment& known : moments_) {
        if (known.as_of == as_of) return &known;
    }
    Moment moment{.as_of = as_of,
                  .tree = TRY(site_.tree(as_of)),
                  .view = {},
                  .calculation = {},
                  .scopes = {}};
    moment.view = std::make_unique<live::View>(site_.catalog(), moment.tree);
    const formula::Scope scope{
        .unit = 0, .as_of = as_of, .period = {as_of.month_start(), as_of}, .filled_on = as_of};
    moment.calculation = std::make_unique<live::Calculation>(site_.catalog(), *moment.view, scope);
    return &moments_.emplace_back(std::move(moment));
}

// Whole ledgers, calculated columns and what those read too: a definition that comes later finds
// its columns there.
Result<void> LiveCity::load_tables(Moment& moment, std::span<const ColumnUse> uses) {
    const formula::Catalog& catalog = site_.catalog();
    std::set<size_t> wanted;
    std::vector<size_t> pending;
    const auto want = [&](size_t table) {
        if (catalog.schemas[table] == &formula::unit_schema()) return;
        if (!moment.view->is_loaded(table) && wanted.insert(table).second) pending.push_back(table);
    };
    for (const ColumnUse& use : uses) want(use.table);
    formula::CalculatedColumns calculated(catalog);
    while (!pending.empty()) {
        const size_t table = pending.back();
        pending.pop_back();
        for (size_t c = 0; c < catalog.schemas[table]->columns.size(); ++c) {
            if (!catalog.schemas[table]->columns[c].is_calculated()) continue;
            TRY(calculated.add({table, c}));
        }
        for (const formula::CalculatedColumn& column : calculated.in_order()) {
            for (const ColumnUse& read : column.formula.columns()) want(read.table);
        }
    }
    if (wanted.empty()) return {};
    WorldRequest request{.as_of = moment.as_of, .known_at = {}, .columns = {}};
    for (const size_t table : wanted) {
        for (size_t c = 0; c < catalog.schemas[table]->columns.size(); ++c) {
            request.columns.push_back({table, c});
        }
    }
    const auto world = TRY(site_.world(request));
    for (const size_t table : wanted) moment.view->load(table, world->tables[table]);
    for (const ColumnUse& use : request.columns) {
        if (catalog.schemas[use.table]->columns[use.column].is_calculated()) {
            TRY(moment.calculation->add(use));
        }
    }
    return {};
}

LiveCity::Scoped& LiveCity::scope_of(Moment& moment, const formula::Period& period) {
    for (Scoped& known : moment.scopes) {
        if (known.period.start == period.start && known.period.end == period.end) return known;
    }
    const formula::Scope scope{
        .unit = 0, .as_of = moment.as_of, .period = period, .filled_on = moment.as_of};
    Scoped& scoped = moment.scopes.emplace_back(
        Scoped{period, std::make_unique<live::Cells>(site_.catalog(), *moment.view, scope), {}});
    scoped.cells->use_worlds(&past_);
    return scoped;
}

Result<void> LiveCity::attach(Report& report, uint32_t number) {
    Moment& moment = *TRY(moment_at(report.as_of));
    std::vector<formula::Formula> formulas;
    std::vector<ColumnUse> uses;
    for (const templates::Binding& binding : report.form->bindings()) {
        formulas.push_back(binding.formula);
        const auto columns = binding.formula.columns();
        uses.insert(uses.end(), columns.begin(), columns.end());
        if (says_asof(binding.formula)) past_.need(columns);
    }
    TRY(load_tables(moment, uses));
    Scoped& scoped = scope_of(moment, report.period);
    const uint32_t first = scoped.cells->add(formulas);
    report.cells.clear();
    for (uint32_t i = 0; i < formulas.size(); ++i) {
        report.cells.push_back(first + i);
        scoped.report_of[first + i] = {number, i};
    }
    return {};
}

Result<uint32_t> LiveCity::add_report(const templates::Template& report, Date as_of,
                                      const formula::Period& period) {
    Report added{&report, as_of, period, {}};
    const uint32_t number = next_report_;
    TRY(attach(added, number));
    reports_[number] = std::move(added);
    ++next_report_;
    return number;
}

void LiveCity::remove_report(uint32_t number) {
    const auto found = reports_.find(number);
    if (found == reports_.end()) return;
    const Report& report = found->second;
    for (Moment& moment : moments_) {
        if (moment.as_of != report.as_of) continue;
        Scoped& scoped = scope_of(moment, report.period);
        scoped.cells->remove(report.cells);
        for (const uint32_t cell : report.cells) scoped.report_of.erase(cell);
    }
    reports_.erase(found);
    std::erase_if(updates_, [&](const CellUpdate& update) { return update.report == number; });
    // A date no report is asked at any more is let go.
    std::erase_if(moments_, [&](const Moment& moment) {
        return std::ranges::none_of(
            reports_, [&](const auto& one) { return one.second.as_of == moment.as_of; });
    });
}

Result<formula::Operand> LiveCity::value(uint32_t number, uint32_t binding,
                                         org::UnitIndex unit) const {
    const auto found = reports_.find(number);
    if (found == reports_.end() || binding >= found->second.cells.size()) {
        return fail(ErrorCode::kNotFound, "没有这个报表或单元格",
                    "there is no such report or cell");
    }
    const Report& report = found->second;
    for (const Moment& moment : moments_) {
        if (moment.as_of != report.as_of) continue;
        for (const Scoped& scoped : moment.scopes) {
            const bool same = scoped.period.start == report.period.start &&
                              scoped.period.end == report.period.end;
            if (!same) continue;
            if (is_outside(report, binding, *moment.tree, unit)) return formula::Operand{};
            return scoped.cells->value(report.cells[binding], unit);
        }
    }
    return fail(ErrorCode::kNotFound, "这一天没有保持实时", "this date is not kept live");
}

std::shared_ptr<const live::Cut> LiveCity::cut(Date as_of) {
    for (Moment& moment : moments_) {
        if (moment.as_of == as_of) return moment.view->cut();
    }
    return nullptr;
}

std::vector<Date> LiveCity::dates() const {
    std::vector<Date> out;
    for (const Moment& moment : moments_) out.push_back(moment.as_of);
    return out;
}

LiveSize LiveCity::size() const {
    LiveSize size;
    for (const Moment& moment : moments_) {
        for (const Scoped& scoped : moment.scopes) {
            size.cells += scoped.cells->size();
            size.reading_rows += scoped.cells->reading_rows();
            size.values += scoped.cells->size() * moment.tree->size();
        }
        const std::span measures = moment.view->set().measures();
        for (uint32_t m = 0; m < measures.size(); ++m) {
            if (!moment.view->is_kept(m)) continue;
            ++size.measures;
            const bool distinct = measures[m].aggregate == formula::Aggregate::kCountDistinct;
            size.distinct_counts += distinct ? 1 : 0;
        }
        const live::ViewSize view = moment.view->size();
        size.rows = std::max(size.rows, view.rows);
        size.bytes +=
            view.rows_bytes + view.values_bytes + view.matcher_bytes + view.distinct_bytes;
        const std::span calculated = moment.calculation->columns();
        if (calculated.size() < size.calculated) continue;
        size.calculated = calculated.size();
        const auto leaves = [](const formula::CalculatedColumn& column) {
            return std::ranges::any_of(column.formula.columns(), [&](const ColumnUse& read) {
                return read.table != column.use.table;
            });
        };
        size.across_ledgers = static_cast<size_t>(std::ranges::count_if(calculated, leaves));
    }
    return size;
}

std::vector<CellUpdate> LiveCity::take_updates() {
    std::ranges::sort(updates_);
    updates_.erase(std::unique(updates_.begin(), updates_.end()), updates_.end());
    return std::exchange(updates_, {});
}

void LiveCity::rows_changed(size_t table, std::span<const RowId> rows,
                            std::optional<Date> effective_on) {
    failure_.reset();
    // Rows that came without a date have always been there; all else holds from today.
    const Date since = effective_on.value_or(site_.clock().today());
    past_.forget(effective_on || were_there(table, rows) ? since : kEarliestDate);
    for (Moment& moment : moments_) {
        if (!moment.view->is_loaded(table)) continue;
        Result<void> followed = follow(moment, table, rows, effective_on.value_or(kEarliestDate));
        if (followed) followed = tell_past(moment, table, rows, since);
        if (followed) continue;
        // The journal has the change; views are made anew from it, and as one of them may have
        // followed half way, everything is told.
        failure_ = std::move(followed).error();
        for (const Date date : dates()) reload(date, {});
        return;
    }
}

// All of them, at the latest date that is kept.
bool LiveCity::were_there(size_t table, std::span<const RowId> rows) const {
    const auto latest = std::ranges::max_element(moments_, {}, &Moment::as_of);
    if (latest == moments_.end() || !latest->view->is_loaded(table)) return false;
    return std::ranges::all_of(rows, [&](RowId row) { return latest->view->has_row(table, row); });
}

// The rows as they are at the date now, whatever was recorded in which order. `came` is the day
// from which those hold that were not there.
Result<void> LiveCity::follow(Moment& moment, size_t table, std::span<const RowId> rows,
                              Date came) {
    const ledger::Schema& schema = *site_.catalog().schemas[table];
    const std::vector<ledger::Row> now = TRY(site_.rows_as_of(table, rows, moment.as_of));
    std::vector<size_t> columns;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        if (!schema.columns[c].is_calculated()) columns.push_back(c);
    }
    std::set<RowId> there;
    std::vector<std::vector<ledger::Field>> fields;
    fields.reserve(now.size());
    std::vector<live::RowEdit> edits;
    for (const ledger::Row& row : now) {
        there.insert(row.id);
        std::vector<ledger::Field>& values = fields.emplace_back();
        for (const size_t c : columns) values.push_back(row.fields[c]);
        edits.push_back({.table = table, .row = row.id, .columns = columns, .fields = values});
    }
    for (const RowId row : rows) {
        if (!there.contains(row)) edits.push_back({.table = table, .row = row, .is_removal = true});
    }
    std::vector<ValueChange> changes;
    moment.calculation->apply(edits, changes);
    publish(moment, changes, came);
    return {};
}

// A change that holds from an earlier day may move what ASOF shows and nothing of that day itself:
// cells that look back so far are told wherever such a row has ever been.
Result<void> LiveCity::tell_past(Moment& moment, size_t table, std::span<const RowId> rows,
                                 Date since) {
    const auto looks_back = [&](const Scoped& scoped) {
        return scoped.cells->looks_back(table, since);
    };
    if (std::ranges::none_of(moment.scopes, looks_back)) return {};
    const ledger::Schema& schema = *site_.catalog().schemas[table];
    const auto nowhere = static_cast<org::UnitIndex>(moment.tree->size());
    std::set<org::UnitIndex> units;
    for (const RowId row : rows) {
        const std::vector<ledger::JournalEntry> past = TRY(site_.history(schema.id, row));
        if (past.size() < 2) continue;  // as it came: that was told with the row
        for (const ledger::JournalEntry& entry : past) {
            for (const auto& change : entry.changes) {
                if (change.column != schema.unit_column) continue;
                for (const ledger::Field* field : {&change.before, &change.after}) {
                    const auto* code = std::get_if<int64_t>(field);
                    if (code != nullptr) units.insert(moment.tree->find(*code).value_or(nowhere));
                }
            }
        }
    }
    units.erase(nowhere);
    const std::vector<org::UnitIndex> places(units.begin(), units.end());
    for (Scoped& scoped : moment.scopes) {
        std::vector<live::CellChange> cells;
        scoped.cells->follow_past(table, places, since, cells);
        publish(moment, scoped, cells);
    }
    return {};
}

void LiveCity::publish(Moment& moment, std::span<const ValueChange> changes, Date came) {
    const std::vector<live::RowTouch> touches = moment.view->take_touches();
    std::map<size_t, std::vector<org::UnitIndex>> fresh;  // by table, where rows came
    for (const live::RowTouch& touch : touches) {
        if (touch.was.empty()) fresh[touch.table].push_back(touch.after);
    }
    for (Scoped& scoped : moment.scopes) {
        std::vector<live::CellChange> cells;
        scoped.cells->follow(changes, touches, cells);
        for (const auto& [table, units] : fresh) {
            scoped.cells->follow_past(table, units, came, cells);
        }
        publish(moment, scoped, cells);
    }
}

void LiveCity::publish(const Moment& moment, const Scoped& scoped,
                       std::span<const live::CellChange> cells) {
    for (const live::CellChange& change : cells) {
        const auto [report, binding] = scoped.report_of.at(change.cell);
        if (is_outside(reports_.at(report), binding, *moment.tree, change.unit)) continue;
        updates_.push_back({report, binding, change.unit, change.is_certain});
    }
}

LiveCity::Shown LiveCity::shown_at(Date as_of) {
    const auto moment = std::ranges::find(moments_, as_of, &Moment::as_of);
    if (moment == moments_.end()) return {};
    Shown shown{.tree = moment->tree, .digests = {}};
    for (const auto& [number, report] : reports_) {
        if (report.as_of != as_of) continue;
        const live::Cells& cells = *scope_of(*moment, report.period).cells;
        for (const uint32_t cell : report.cells) shown.digests[number].push_back(cells.shown(cell));
    }
    return shown;
}

// Of a report that was defined anew, where it shows something else than before; the units may be
// others, or other numbers.
void LiveCity::publish_differences(uint32_t number, const Shown& before) {
    const Report& report = reports_.at(number);
    Moment& moment = *std::ranges::find(moments_, report.as_of, &Moment::as_of);
    const live::Cells& cells = *scope_of(moment, report.period).cells;
    const auto known = before.digests.find(number);
    // Where the unit itself stood, not the one that took its rows over.
    std::vector<std::optional<org::UnitIndex>> were(moment.tree->size());
    for (org::UnitIndex unit = 0; unit < were.size() && known != before.digests.end(); ++unit) {
        const org::UnitCode code = moment.tree->unit(unit).code;
        const auto was = before.tree->find(code);
        if (was && before.tree->unit(*was).code == code) were[unit] = was;
    }
    for (uint32_t binding = 0; binding < report.cells.size(); ++binding) {
        const std::vector<uint64_t> now = cells.shown(report.cells[binding]);
        for (org::UnitIndex unit = 0; unit < moment.tree->size(); ++unit) {
            const std::optional<org::UnitIndex> was = were[unit];
            const bool is_out = is_outside(report, binding, *moment.tree, unit);
            const bool was_out = !was || is_outside(report, binding, *before.tree, *was);
            if (is_out && was_out) continue;
            const bool is_certain = before.tree && (is_out != was_out || !now.empty());
            const bool same = was && is_out == was_out && !now.empty() &&
                              known->second[binding][*was] == now[unit];
            if (!same) updates_.push_back({number, binding, unit, is_certain});
        }
    }
}

void LiveCity::everything_changed() {
    past_.forget();
    for (const Date date : dates()) reload(date, shown_at(date));
}

// Dates at which the register says what it said stay as they are.
void LiveCity::units_changed() {
    past_.forget();
    for (const Date date : dates()) {
        const auto moment = std::ranges::find(moments_, date, &Moment::as_of);
        const auto tree = site_.tree(date);
        if (tree && (*tree)->says_the_same(*moment->tree)) continue;
        reload(date, shown_at(date));
    }
}

// `before`: nothing where everything is to be told.
void LiveCity::reload(Date as_of, const Shown& before) {
    std::erase_if(moments_, [&](const Moment& moment) { return moment.as_of == as_of; });
    for (auto& [number, report] : reports_) {
        if (report.as_of != as_of) continue;
        if (Result<void> done = attach(report, number); !done) {
            failure_ = std::move(done).error();
            return;
        }
        publish_differences(number, before);
    }
}

Result<size_t> LiveCity::advance(Date from, Date to) {
    const auto at = std::ranges::find(moments_, from, &Moment::as_of);
    if (at == moments_.end()) {
        return fail(ErrorCode::kNotFound, "这一天没有保持实时", "this date is not kept live",
                    from.iso());
    }
    const bool same_tree = TRY(site_.tree(to))->says_the_same(*at->tree);
    const bool other_moment = std::ranges::find(moments_, to, &Moment::as_of) != moments_.end();
    const bool anew = !same_tree || other_moment || to < from;
    const Shown before = anew ? shown_at(from) : Shown();
    std::vector<uint32_t> moved;
    for (auto& [number, report] : reports_) {
        if (report.as_of != from) continue;
        report.as_of = to;
        moved.push_back(number);
    }
    if (anew) {
        // Units opened, closed or moved: their numbers are others.
        moments_.erase(at);
        for (const uint32_t number : moved) {
            TRY(attach(reports_.at(number), number));
            publish_differences(number, before);
        }
        return size_t{0};
    }
    Moment& moment = *at;
    for (Scoped& scoped : moment.scopes) scoped.cells->leave_day();
    moment.as_of = to;
    std::vector<ValueChange> changes;
    size_t rows = moment.calculation->advance(to, changes);
    publish(moment, changes, to);
    for (size_t table = 0; table < site_.catalog().schemas.size(); ++table) {
        if (!moment.view->is_loaded(table)) continue;
        // What is recorded for days after `from` may hold now.
        const std::vector<RowId> ahead = TRY(site_.rows_dated_after(table, from));
        if (ahead.empty()) continue;
        TRY(follow(moment, table, ahead, to));
        rows += ahead.size();
    }
    for (Scoped& scoped : moment.scopes) {
        std::vector<live::CellChange> cells;
        scoped.cells->enter_day(to, cells);
        publish(moment, scoped, cells);
    }
    return rows;
}

}  // namespace yitao::site
