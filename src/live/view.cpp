#include "live/view.h"

#include <algorithm>

#include "base/check.h"
#include "live/live_table.h"
#include "live/scan.h"
#include "live/view_edit.h"

namespace yitao::live {

using formula::Measure;
using formula::MeasureState;
using ledger::ColumnData;

MeasureState Cut::state(uint32_t measure, org::UnitIndex unit) const {
    const Slots& slots = definitions_->slots[measure];
    MeasureState out = state_of(definitions_->set.measures()[measure], slots, values_, unit);
    if (const auto error = errors_.find({measure, unit}); error != errors_.end()) {
        out.has_error = true;
        out.error = error->second;
    }
    return out;
}

View::View(const formula::Catalog& catalog, std::shared_ptr<const org::Tree> tree,
           const Kernels* kernels)
    : catalog_(catalog),
      tree_(std::move(tree)),
      kernels_(kernels != nullptr ? *kernels : best_kernels()),
      tables_(catalog.schemas.size()),
      definitions_(std::make_shared<Definitions>()),
      values_(tree_->size()) {}

View::~View() = default;

void View::load(size_t table, ledger::Table rows) {
    CHECK(!tables_[table] && rows.unit_begin.size() == tree_->size() + 1);
    tables_[table] =
        std::make_unique<Table>(*catalog_.schemas[table], std::move(rows), tree_->size(), kernels_);
}

bool View::is_loaded(size_t table) const {
    return tables_[table] != nullptr;
}

bool View::is_loaded(formula::ColumnUse use) const {
    return tables_[use.table] && tables_[use.table]->head.columns[use.column].loaded;
}

std::vector<uint32_t> View::add(const formula::MeasureSet& wanted) {
    own_definitions();
    Definitions* const definitions = definitions_.get();
    std::vector<uint32_t> numbers;
    std::map<size_t, std::vector<uint32_t>> fresh;  // by table
    for (const Measure& measure : wanted.measures()) {
        Measure own = measure;
        for (uint32_t& condition : own.conditions) {
            condition = definitions->set.add_condition(wanted.conditions()[condition]);
        }
        const size_t known = definitions->set.measures().size();
        numbers.push_back(definitions->set.add(std::move(own)));
        users_.resize(definitions->set.measures().size());
        ++users_[numbers.back()];
        // What was retired has not been kept current since.
        const bool is_stale = retired_.erase(numbers.back()) > 0;
        if (is_stale || definitions->set.measures().size() > known) {
            fresh[measure.table].push_back(numbers.back());
        }
    }
    definitions->slots.resize(definitions->set.measures().size());
    for (const auto& [table, measures] : fresh) {
        CHECK(tables_[table] != nullptr);
        add_to_table(*tables_[table], measures);
    }
    return numbers;
}

void View::add_to_table(Table& table, std::span<const uint32_t> measures) {
    const auto number = static_cast<size_t>(
        std::ranges::find_if(tables_, [&](const auto& known) { return known.get() == &table; }) -
        tables_.begin());
    for (;;) {
        const Program program = make_program({.table = number,
                                              .schema = table.schema,
                                              .head = table.head,
                                              .set = definitions_->set,
                                              .measures = measures,
                                              .wide_columns = table.wide,
                                              .most_rows = kMostLiveRows,
                                              .rows_change = true,
                                              .first = values_.slots()},
                                             definitions_->slots);
        values_.grow(program.first + program.slots);
        Scanned scanned = scan_units(program, table.head, table.rows, *tree_, kernels_, 0, values_);
        const size_t known = table.wide.size();
        table.wide.merge(scanned.large_columns);
        // Numbers of 18 digits: once more in 128 bits, in other slots.
        if (table.wide.size() > known) continue;
        values_.roll_up(*tree_, program.first);
        table.add(program, definitions_->set,
                  count_distinct(program, table.schema, table.head, table.rows, *tree_,
                                 scanned.distinct, 0, values_));
        break;
    }
}

void View::own_definitions() {
    if (definitions_lent_) definitions_ = std::make_shared<Definitions>(*definitions_);
    definitions_lent_ = false;
}

// A number so large that sums with it may leave 64 bits: those of its column are kept in 128 from
// now on, computed anew.
void View::widen_for(const RowEdit& edit) {
    constexpr int64_t kLimit = INT64_MAX / kMostLiveRows;
    Table& table = *tables_[edit.table];
    for (size_t i = 0; i < edit.columns.size(); ++i) {
        const size_t column = edit.columns[i];
        const auto* number = std::get_if<int64_t>(&edit.fields[i]);
        if (number == nullptr || *number < ledger::kLeastNumber) continue;
        if (*number <= kLimit && *number >= -kLimit) continue;
        const ColumnData& data = table.head.columns[column];
        if (!data.loaded || data.is_coded() || !table.wide.insert(column).second) continue;
        std::vector<uint32_t> again;
        for (const auto& [measure, shown] : table.measures) {
            const Measure& what = definitions_->set.measures()[measure];
            const bool sums = what.aggregate == formula::Aggregate::kSum ||
                              what.aggregate == formula::Aggregate::kAverage;
            const bool mine = sums && what.value_column == static_cast<int>(column);
            if (mine && !retired_.contains(measure)) again.push_back(measure);
        }
        if (again.empty()) continue;
        std::ranges::sort(again);
        own_definitions();
        for (const uint32_t measure : again) hide(measure);
        add_to_table(table, again);
    }
}

void View::apply(const RowEdit& edit, std::vector<ValueChange>& changes) {
    CHECK(tables_[edit.table] != nullptr);
    widen_for(edit);
    if (!edit_) edit_ = std::make_unique<Edit>(values_, *tree_, kernels_);
    ++version_;
    if (!watched_.contains(edit.table)) {
        edit_->run(*tables_[edit.table], edit, changes);
        return;
    }
    auto was = read(edit.table, edit.row);
    const auto touch = edit_->run(*tables_[edit.table], edit, changes);
    if (!touch) return;
    auto is = read(edit.table, edit.row);
    touches_.push_back({edit.table, edit.row, touch->first, touch->second,
                        std::move(was).value_or(std::vector<ledger::Field>()),
                        std::move(is).value_or(std::vector<ledger::Field>())});
}

void View::apply(std::span<const RowEdit> edits, std::vector<ValueChange>& changes) {
    struct Place {
        size_t table;
        org::UnitIndex unit;  // before all of them: the same for all edits of a row
        size_t edit;
        auto operator<=>(const Place&) const = default;
    };
    std::vector<Place> order;
    order.reserve(edits.size());
    for (size_t i = 0; i < edits.size(); ++i) {
        CHECK(tables_[edits[i].table] != nullptr);
        order.push_back({edits[i].table, tables_[edits[i].table]->rows.unit_of(edits[i].row), i});
    }
    std::ranges::sort(order);
    for (const Place& place : order) apply(edits[place.edit], changes);
}

MeasureState View::state(uint32_t measure, org::UnitIndex unit) const {
    MeasureState out = state_of(definitions_->set.measures()[measure], definitions_->slots[measure],
                                values_, unit);
    if (const auto error = first_error(measure, unit)) {
        out.has_error = true;
        out.error = *error;
    }
    return out;
}

std::shared_ptr<const Cut> View::cut() {
    std::map<std::pair<uint32_t, org::UnitIndex>, ExcelError> errors;
    for (uint32_t m = 0; m < definitions_->slots.size(); ++m) {
        if (definitions_->slots[m].errors == kNoSlot) continue;
        for (org::UnitIndex unit = 0; unit < tree_->size(); ++unit) {
            if (const auto error = first_error(m, unit)) errors.emplace(std::pair(m, unit), *error);
        }
    }
    definitions_lent_ = true;
    return std::make_shared<const Cut>(definitions_, values_.share(), version_, std::move(errors));
}

}  // namespace yitao::live
