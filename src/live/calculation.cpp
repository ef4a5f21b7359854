#include "live/calculation.h"

#include <algorithm>

#include "base/check.h"
#include "formula/row_evaluator.h"

namespace yitao::live {

using formula::ColumnLink;
using formula::ColumnUse;
using ledger::ColumnType;
using ledger::Field;
using ledger::RowId;

namespace {

bool is_text(ColumnType type) {
    return type == ColumnType::kText || type == ColumnType::kCode || type == ColumnType::kReference;
}

// As a criterion it means just the rows with the same text: no operator, no wildcard.
bool is_plain(const Field& field) {
    const auto* text = std::get_if<std::string>(&field);
    if (text == nullptr) return true;
    return text->find_first_of("*?~") == std::string::npos &&
           (text->empty() || std::string_view("=<>").find(text->front()) == std::string_view::npos);
}

// What View::read would give.
Field field_at(const ledger::ColumnData& data, uint32_t row) {
    if (!data.is_coded()) {
        const int64_t number = data.numbers.at(row);
        return number == ledger::kBlankNumber ? Field() : Field(number);
    }
    const uint32_t code = data.codes.at(row);
    if (code == ledger::kBlankCode) return {};
    const auto error = data.code_errors.find(code);
    if (error != data.code_errors.end()) return ledger::error_number(error->second);
    return data.dictionary[code];
}

}  // namespace

Calculation::Calculation(const formula::Catalog& catalog, View& view, const formula::Scope& scope)
    : catalog_(catalog),
      view_(view),
      scope_(scope),
      columns_(catalog),
      world_(empty_world(catalog, view.tree())) {}

Calculation::~Calculation() = default;

Result<void> Calculation::add(ColumnUse column) {
    const size_t known = columns_.in_order().size();
    TRY(columns_.add(column));
    for (size_t i = known; i < columns_.in_order().size(); ++i) {
        const formula::CalculatedColumn& fresh = columns_.in_order()[i];
        CHECK(view_.is_loaded(fresh.use));
        steps_.push_back(std::make_unique<Step>());
        Step& step = *steps_.back();
        step.column = fresh;
        step.links = formula::links_of(fresh.formula, fresh.use.table);
        const ledger::Schema& schema = *catalog_.schemas[fresh.use.table];
        step.writer = std::make_unique<formula::ColumnWriter>(schema.columns[fresh.use.column]);
        take_links(step);
    }
    return {};
}

// A key of another kind of column, or several codes in one, does not narrow by equality.
bool Calculation::narrows(size_t own_table, const ColumnLink& link) const {
    const ledger::Column& key = catalog_.schemas[link.table]->columns[link.key];
    const ledger::Column& own = catalog_.schemas[own_table]->columns[link.own];
    if (is_text(key.type) && is_text(own.type)) return true;
    return key.type == own.type && key.scale == own.scale && ledger::is_number_type(key.type) &&
           key.type != ColumnType::kUnit;
}

void Calculation::take_links(Step& step) {
    std::vector<ColumnLink> kept;
    std::set<ColumnUse> whole(step.links.whole.begin(), step.links.whole.end());
    for (const ColumnLink& link : step.links.links) {
        if (catalog_.schemas[link.table] == &formula::unit_schema()) continue;  // always there
        if (narrows(step.column.use.table, link)) {
            kept.push_back(link);
            index_of({link.table, link.key});
            index_of({step.column.use.table, link.own});
        } else {
            for (size_t column : link.reads) whole.insert({link.table, column});
        }
    }
    std::erase_if(whole, [&](const ColumnUse& use) {
        return catalog_.schemas[use.table] == &formula::unit_schema();
    });
    // Which row comes first, for a look-up, hangs on its unit.
    for (ColumnLink& link : kept) {
        const ledger::Schema& schema = *catalog_.schemas[link.table];
        const auto unit = schema.find_column(schema.unit_column);
        if (unit && view_.is_loaded(ColumnUse{link.table, *unit})) link.reads.push_back(*unit);
    }
    step.links.links = std::move(kept);
    step.links.whole.assign(whole.begin(), whole.end());
    for (const ColumnLink& link : step.links.links) {
        const size_t own[] = {link.own};
        const ledger::Table rows = view_.rows_of(step.column.use.table, std::nullopt, own);
        const ledger::ColumnData& data = rows.columns[link.own];
        for (uint32_t row = 0; row < rows.row_count() && data.is_coded(); ++row) {
            if (!is_plain(data.dictionary[data.codes.at(row)])) {
                step.unkeyed.insert(rows.row_ids[row]);
            }
        }
    }
}

KeyIndex& Calculation::index_of(ColumnUse column) {
    std::unique_ptr<KeyIndex>& index = indexes_[column];
    if (index) return *index;
    index = std::make_unique<KeyIndex>();
    const size_t wanted[] = {column.column};
    const ledger::Table rows = view_.rows_of(column.table, std::nullopt, wanted);
    const ledger::ColumnData& data = rows.columns[column.column];
    for (uint32_t row = 0; row < rows.row_count(); ++row) {
        index->put(rows.row_ids[row], field_at(data, row));
    }
    return *index;
}

Calculation::Pending& Calculation::pending_of(RowAt row) {
    const auto [at, is_new] = pending_.try_emplace(row);
    Pending& pending = at->second;
    if (!is_new) return pending;
    const size_t columns = catalog_.schemas[row.first]->columns.size();
    if (auto fields = view_.read(row.first, row.second)) {
        pending.existed = true;
        pending.before = std::move(*fields);
        pending.after = pending.before;
    } else {
        pending.after.resize(columns);
    }
    pending.changed.resize(columns);
    return pending;
}

void Calculation::note(const RowEdit& edit) {
    Pending& pending = pending_of({edit.table, edit.row});
    pending.is_removal = edit.is_removal;
    if (edit.is_removal) return;
    for (size_t i = 0; i < edit.columns.size(); ++i) {
        const size_t column = edit.columns[i];
        if (!view_.is_loaded(ColumnUse{edit.table, column})) continue;
        if (pending.after[column] == edit.fields[i]) continue;
        pending.after[column] = edit.fields[i];
        pending.changed[column] = 1;
    }
}

void Calculation::apply(std::span<const RowEdit> edits, std::vector<ValueChange>& changes) {
    for (const RowEdit& edit : edits) note(edit);
    for (const std::unique_ptr<Step>& step : steps_) run(*step);
    write(changes);
}

// Rows come, go, or differ in one of these columns.
bool Calculation::concerns(const Pending& pending, std::span<const size_t> columns) const {
    if (!pending.existed || pending.is_removal) return true;
    return std::ranges::any_of(columns, [&](size_t c) { return pending.changed[c] != 0; });
}

void Calculation::run(Step& step) {
    const size_t table = step.column.use.table;
    const bool reads_changed_whole =
        std::ranges::any_of(step.links.whole, [&](const ColumnUse& use) {
            return std::ranges::any_of(pending_, [&](const auto& one) {
                const size_t column[] = {use.column};
                return one.first.first == use.table && concerns(one.second, column);
            });
        });
    if (reads_changed_whole) {
        calculate_whole(step, nullptr);
        return;
    }
    std::set<RowId> rows;
    find_rows(step, rows);
    std::erase_if(rows, [&](RowId row) {
        const auto known = pending_.find({table, row});
        return known != pending_.end() && known->second.is_removal;
    });
    if (rows.empty()) return;
    if (!step.links.whole.empty()) {
        calculate_whole(step, &rows);
        return;
    }
    std::set<RowId> unkeyed;
    for (const RowId row : rows) {
        const std::vector<Field>& fields = *row_now({table, row});
        const bool plain = std::ranges::all_of(
            step.links.links, [&](const ColumnLink& link) { return is_plain(fields[link.own]); });
        if (plain) {
            step.unkeyed.erase(row);
        } else {
            unkeyed.insert(row);
            step.unkeyed.insert(row);
        }
    }
    for (const RowId row : unkeyed) rows.erase(row);
    if (!unkeyed.empty()) calculate_whole(step, &unkeyed);
    if (!rows.empty()) calculate(step, rows);
}

// Rows of the step's table whose result may differ.
void Calculation::find_rows(const Step& step, std::set<RowId>& rows) {
    const size_t table = step.column.use.table;
    for (const auto& [at, pending] : pending_) {
        if (at.first == table && !pending.is_removal &&
            (!pending.existed || concerns(pending, step.column.row_columns))) {
            rows.insert(at.second);
        }
        for (const ColumnLink& link : step.links.links) {
            if (at.first != link.table || !concerns(pending, link.reads)) continue;
            std::vector<RowId> found;
            const KeyIndex& owners = *indexes_.at({table, link.own});
            for (const std::vector<Field>* fields : {&pending.before, &pending.after}) {
                if (fields->empty()) continue;
                const Field& key = (*fields)[link.key];
                owners.rows_of(key, found);
                // A blank of a row's own is a criterion that means nought.
                if (key == Field(int64_t{0}) || key == Field(std::string("0"))) {
                    owners.rows_of(Field(), found);
                }
            }
            rows.insert(found.begin(), found.end());
            rows.insert(step.unkeyed.begin(), step.unkeyed.end());
        }
    }
}

const std::vector<Field>* Calculation::row_now(RowAt row) {
    if (const auto known = pending_.find(row); known != pending_.end()) {
        return known->second.is_removal ? nullptr : &known->second.after;
    }
    auto fields = view_.read(row.first, row.second);
    if (!fields) return nullptr;
    read_ = std::move(*fields);
    return &read_;
}

void Calculation::start_world() {
    picked_.clear();
    picked_columns_.clear();
}

void Calculation::add_row(size_t table, RowId row, const std::vector<size_t>& columns) {
    std::vector<size_t>& wanted = picked_columns_[table];
    for (const size_t column : columns) {
        if (std::ranges::find(wanted, column) == wanted.end()) wanted.push_back(column);
    }
    const std::vector<Field>* fields = row_now({table, row});
    if (fields == nullptr) return;
    // In the order of units and row ids, which is the order look-ups search in.
    const ledger::Schema& schema = *catalog_.schemas[table];
    const auto nowhere = static_cast<org::UnitIndex>(view_.tree().size());
    org::UnitIndex unit = nowhere;
    if (const auto column = schema.find_column(schema.unit_column)) {
        if (const auto* code = std::get_if<int64_t>(&(*fields)[*column])) {
            unit = view_.tree().find(*code).value_or(nowhere);
        }
    }
    picked_[table].try_emplace({unit, row}, *fields);
}

void Calculation::add_keyed_rows(const ColumnLink& link, const Field& key) {
    std::vector<Field> keys = {key};
    if (key == Field()) keys.insert(keys.end(), {Field(int64_t{0}), Field(std::string("0"))});
    std::vector<RowId> rows;
    for (const Field& one : keys) indexes_.at({link.table, link.key})->rows_of(one, rows);
    for (const auto& [at, pending] : pending_) {
        if (at.first != link.table || pending.is_removal) continue;
        for (const Field& one : keys) {
            if (KeyIndex::same_key(pending.after[link.key], one)) rows.push_back(at.second);
        }
    }
    for (const RowId row : rows) add_row(link.table, row, link.reads);
}

void Calculation::end_world() {
    for (const auto& [table, columns] : picked_columns_) {
        put_rows(world_.tables[table], columns, picked_[table], view_.tree().size());
    }
}

void Calculation::calculate(Step& step, const std::set<RowId>& rows) {
    const ColumnUse use = step.column.use;
    start_world();
    for (const ColumnLink& link : step.links.links) picked_columns_[link.table] = link.reads;
    for (const RowId row : rows) {
        add_row(use.table, row, step.column.row_columns);
        for (const ColumnLink& link : step.links.links) {
            const Field key = (*row_now({use.table, row}))[link.own];
            add_keyed_rows(link, key);
        }
    }
    end_world();
    formula::RowEvaluator each(catalog_, world_, scope_, step.column.formula, use.table);
    const std::vector<RowId> ids = world_.tables[use.table].row_ids;
    for (uint32_t at = 0; at < ids.size(); ++at) {
        if (rows.contains(ids[at])) set(step, ids[at], step.writer->field(each.at(at)));
    }
}

// The table as it will be: the view's rows with what is pending.
ledger::Table Calculation::whole_table(size_t table, const std::vector<size_t>& columns) {
    start_world();
    const ledger::Table rows = view_.rows_of(table, std::nullopt, columns);
    const bool is_changed =
        std::ranges::any_of(pending_, [&](const auto& one) { return one.first.first == table; });
    if (!is_changed) return rows;
    picked_columns_[table] = columns;
    for (const RowId row : rows.row_ids) add_row(table, row, columns);
    for (const auto& [at, pending] : pending_) {
        if (at.first == table) add_row(table, at.second, columns);
    }
    end_world();
    return world_.tables[table];
}

// `rows` null: all rows of the step's table.
void Calculation::calculate_whole(Step& step, const std::set<RowId>* rows) {
    const ColumnUse use = step.column.use;
    std::map<size_t, std::vector<size_t>> needed;
    const auto need = [&](size_t table, size_t column) {
        std::vector<size_t>& columns = needed[table];
        if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
    };
    needed[use.table];
    for (const size_t column : step.column.row_columns) need(use.table, column);
    for (const ColumnUse& read : step.links.whole) need(read.table, read.column);
    for (const ColumnLink& link : step.links.links) {
        for (const size_t column : link.reads) need(link.table, column);
    }
    if (rows == nullptr) need(use.table, use.column);  // to see which rows differ
    std::map<size_t, ledger::Table> made;
    for (const auto& [table, columns] : needed) made[table] = whole_table(table, columns);
    for (auto& [table, data] : made) world_.tables[table] = std::move(data);
    if (rows == nullptr) {
        calculate_all(step);
        return;
    }
    formula::RowEvaluator each(catalog_, world_, scope_, step.column.formula, use.table);
    const std::vector<RowId> ids = world_.tables[use.table].row_ids;
    std::vector<std::pair<RowId, Field>> results;
    for (uint32_t at = 0; at < ids.size(); ++at) {
        if (rows->contains(ids[at])) results.emplace_back(ids[at], step.writer->field(each.at(at)));
    }
    for (auto& [row, field] : results) set(step, row, std::move(field));
}

// Over the small world, which holds whole ledgers now; only rows that differ are looked at again.
void Calculation::calculate_all(Step& step) {
    ledger::Table& table = world_.tables[step.column.use.table];
    const ledger::ColumnData before = std::move(table.columns[step.column.use.column]);
    formula::calculate_column(catalog_, world_, scope_, step.column);
    const ledger::ColumnData after = std::move(table.columns[step.column.use.column]);
    std::vector<std::pair<RowId, Field>> results;
    for (uint32_t row = 0; row < table.row_count(); ++row) {
        Field now = field_at(after, row);
        if (now != field_at(before, row)) results.emplace_back(table.row_ids[row], std::move(now));
    }
    for (auto& [row, field] : results) set(step, row, std::move(field));
}

void Calculation::set(Step& step, RowId row, Field field) {
    const size_t column = step.column.use.column;
    const RowAt at{step.column.use.table, row};
    if (!pending_.contains(at)) {
        const std::vector<Field>* now = row_now(at);
        if (now == nullptr || (*now)[column] == field) return;
    }
    Pending& pending = pending_of(at);
    if (pending.after[column] == field) return;
    pending.after[column] = std::move(field);
    pending.changed[column] = 1;
}

void Calculation::write(std::vector<ValueChange>& changes) {
    struct Written {
        std::vector<size_t> columns;
        std::vector<Field> fields;
    };
    std::vector<Written> rows;
    rows.reserve(pending_.size());  // edits point into it
    std::vector<RowEdit> edits;
    for (const auto& [at, pending] : pending_) {
        Written& row = rows.emplace_back();
        for (size_t c = 0; c < pending.changed.size() && !pending.is_removal; ++c) {
            if (pending.changed[c] == 0) continue;
            row.columns.push_back(c);
            row.fields.push_back(pending.after[c]);
        }
        if (pending.existed && !pending.is_removal && row.columns.empty()) continue;
        edits.push_back({.table = at.first,
                         .row = at.second,
                         .is_removal = pending.is_removal,
                         .columns = row.columns,
                         .fields = row.fields});
        for (auto& [use, index] : indexes_) {
            if (use.table != at.first) continue;
            if (pending.is_removal) {
                index->remove(at.second);
            } else if (!pending.existed || pending.changed[use.column] != 0) {
                index->put(at.second, pending.after[use.column]);
            }
        }
    }
    view_.apply(edits, changes);
    for (const std::unique_ptr<Step>& step : steps_) {
        for (const auto& [at, pending] : pending_) {
            if (pending.is_removal && at.first == step->column.use.table) {
                step->unkeyed.erase(at.second);
            }
        }
    }
    pending_.clear();
}

size_t Calculation::advance(Date as_of, std::vector<ValueChange>& changes) {
    scope_.as_of = as_of;
    scope_.filled_on = as_of;
    scope_.period = {as_of.month_start(), as_of};
    for (const std::unique_ptr<Step>& step : steps_) {
        if (step->links.reads_date) {
            calculate_whole(*step, nullptr);
        } else {
            run(*step);
        }
    }
    const size_t rows = pending_.size();
    write(changes);
    return rows;
}

}  // namespace yitao::live
