// Rows to columns: one scan of the ledger's table, values appended column by column, then put in
// the order of the tree. Only rows with something later than what is asked for are rebuilt.
#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "ledger/store/table_loader.h"

namespace yitao::ledger {

Result<Table> SqliteStore::load_table(const LoadRequest& request) {
    CHECK(request.schema != nullptr && request.tree != nullptr);
    const Layout* layout = TRY(this->layout(request.schema->id));
    // All statements of a load see one state of the store, whoever writes meanwhile.
    const bool alone = !writing_;
    if (!alone) return TableLoader(*this, *layout, request).load();
    const Snapshot rows = TRY(Snapshot::begin(database_));
    const Keyring::Reading keys = TRY(keys_.begin_reading());
    return TableLoader(*this, *layout, request).load();
}

Result<Table> TableLoader::load() {
    TRY(plan());
    if (!TRY(take_columns())) {
        TRY(plan());
        TRY(scan());
        if (travels_) TRY(add_dead_rows());
    }
    sinks_.clear();
    if (table_.unit_begin.empty()) sort_rows();
    return std::move(table_);
}

Result<void> TableLoader::plan() {
    sinks_.clear();
    units_.clear();
    table_ = Table{};
    table_.schema = layout_.schema;
    table_.columns.resize(layout_.schema->columns.size());
    for (size_t column : request_.columns) {
        const Column& declared = layout_.schema->columns[column];
        if (declared.is_calculated() || table_.columns[column].loaded) continue;
        sinks_.emplace_back(column, declared, table_.columns[column]);
    }
    Statement counts = TRY(
        store_.database_.prepare("SELECT rows, latest_effective FROM ledgers WHERE number = ?1"));
    counts.bind(1, layout_.number);
    CHECK(TRY(counts.step()));
    row_count_ = counts.integer(0);
    travels_ = counts.integer(1) > request_.as_of.days;
    if (request_.known_at) {
        last_seq_ = TRY(store_.journal_->last_seq_at(*request_.known_at));
        travels_ = travels_ || last_seq_ != INT64_MAX;
    }
    last_code_ = 0;
    last_unit_ = static_cast<org::UnitIndex>(request_.tree->size());
    return {};
}

std::string TableLoader::select() const {
    std::string sql = "SELECT _row, ";
    sql += travels_ ? "_seq, _dated, " : "0, 0, ";
    sql += layout_.unit ? quoted(layout_.schema->columns[*layout_.unit].id) : "NULL";
    for (const ColumnSink& sink : sinks_) {
        sql += ", " + quoted(layout_.schema->columns[sink.column()].id);
    }
    return fmt::format("{} FROM {}", sql, layout_.table);
}

Result<void> TableLoader::scan() {
    const auto expected = static_cast<size_t>(row_count_);
    table_.row_ids.reserve(expected);
    units_.reserve(expected);
    for (ColumnSink& sink : sinks_) sink.reserve(expected);
    Statement rows = TRY(store_.database_.prepare(select() + " ORDER BY _row"));
    while (TRY(rows.step())) TRY(add_row(rows));
    return {};
}

Result<void> TableLoader::add_row(const Statement& row) {
    if (travels_ && (row.integer(1) > last_seq_ || row.integer(2) > request_.as_of.days)) {
        return add_rebuilt(row.integer(0), row.integer(1));
    }
    CHECK(table_.row_ids.size() < UINT32_MAX);
    table_.row_ids.push_back(row.integer(0));
    units_.push_back(unit_of(!row.is_null(3), row.integer(3)));
    int at = 4;
    for (ColumnSink& sink : sinks_) sink.add(row, at++);
    return {};
}

org::UnitIndex TableLoader::unit_of(bool known, org::UnitCode code) {
    const auto nowhere = static_cast<org::UnitIndex>(request_.tree->size());
    if (!known) return nowhere;
    if (code != last_code_) {
        last_code_ = code;
        last_unit_ = request_.tree->find(code).value_or(nowhere);
    }
    return last_unit_;
}

Result<void> TableLoader::add_rebuilt(RowId row, int64_t seq) {
    TRY(store_.journal_->walk(seq, history_));
    if (!fold(layout_, history_, request_.as_of, last_seq_, fields_)) return {};
    table_.row_ids.push_back(row);
    const auto* unit = layout_.unit ? std::get_if<int64_t>(&fields_[*layout_.unit]) : nullptr;
    units_.push_back(unit_of(unit != nullptr, unit != nullptr ? *unit : 0));
    for (ColumnSink& sink : sinks_) sink.add(fields_[sink.column()]);
    return {};
}

// Rows deleted since, that were there then.
Result<void> TableLoader::add_dead_rows() {
    Statement dead = TRY(store_.database_.prepare(
        "SELECT row, seq FROM tombstones WHERE ledger = ?1 AND (effective_on > ?2 OR seq > ?3) "
        "ORDER BY row"));
    dead.bind(1, layout_.number);
    dead.bind(2, int64_t{request_.as_of.days});
    dead.bind(3, last_seq_);
    while (TRY(dead.step())) TRY(add_rebuilt(dead.integer(0), dead.integer(1)));
    return {};
}

Result<SqliteStore::RowReaders*> SqliteStore::row_readers(const Layout& layout) {
    const auto known = row_readers_.find(layout.number);
    if (known != row_readers_.end()) return &known->second;
    RowReaders readers;
    readers.last = TRY(database_.prepare(
        fmt::format("SELECT _seq, _dated, 1 FROM {} WHERE _row = ?1 UNION ALL "
                    "SELECT seq, effective_on, 0 FROM tombstones WHERE ledger = ?2 AND row = ?1",
                    layout.table)));
    readers.read = TRY(database_.prepare(fmt::format("SELECT _row{}{} FROM {} WHERE _row = ?1",
                                                     layout.column_list.empty() ? "" : ", ",
                                                     layout.column_list, layout.table)));
    return &row_readers_.emplace(layout.number, std::move(readers)).first->second;
}

Result<std::vector<Row>> SqliteStore::rows_as_of(std::string_view ledger,
                                                 std::span<const RowId> rows, Date as_of) {
    const Layout* layout = TRY(this->layout(ledger));
    auto& [last, read] = *TRY(row_readers(*layout));
    std::vector<Row> out;
    std::vector<StoredEntry> entries;
    for (const RowId row : rows) {
        last.bind(1, row);
        last.bind(2, layout->number);
        if (!TRY(last.step())) {
            last.reset();
            continue;
        }
        const int64_t seq = last.integer(0);
        const bool is_settled = last.integer(1) <= as_of.days;
        const bool is_there = last.integer(2) != 0;
        last.reset();
        if (is_settled) {
            // Nothing recorded lies ahead of the date: the row as it is, or gone.
            if (!is_there) continue;
            read.bind(1, row);
            if (!TRY(read.step())) continue;
            Row& found = out.emplace_back(Row{.id = row, .fields = {}});
            read_fields(read, 1, *layout, found.fields);
            read.reset();
            continue;
        }
        TRY(journal_->walk(seq, entries));
        Row found{.id = row, .fields = {}};
        if (fold(*layout, entries, as_of, INT64_MAX, found.fields)) out.push_back(std::move(found));
    }
    return out;
}

Result<std::vector<RowId>> SqliteStore::rows_dated_after(std::string_view ledger, Date date) {
    const Layout* layout = TRY(this->layout(ledger));
    Statement latest =
        TRY(database_.prepare("SELECT latest_effective FROM ledgers WHERE number = ?1"));
    latest.bind(1, layout->number);
    CHECK(TRY(latest.step()));
    std::vector<RowId> out;
    if (latest.integer(0) <= date.days) return out;
    Statement ahead = TRY(database_.prepare(
        fmt::format("SELECT _row FROM {} WHERE _dated > ?1 UNION "
                    "SELECT row FROM tombstones WHERE ledger = ?2 AND effective_on > ?1 ORDER BY 1",
                    layout->table)));
    ahead.bind(1, int64_t{date.days});
    ahead.bind(2, layout->number);
    while (TRY(ahead.step())) out.push_back(ahead.integer(0));
    return out;
}

Result<std::vector<uint8_t>> SqliteStore::touched_since(std::string_view ledger,
                                                        std::span<const RowId> rows,
                                                        Timestamp moment) {
    const Layout* layout = TRY(this->layout(ledger));
    const int64_t last_before = TRY(journal_->last_seq_at(moment - 1));
    Statement entry =
        TRY(database_.prepare(fmt::format("SELECT _seq FROM {} WHERE _row = ?1", layout->table)));
    std::vector<uint8_t> touched(rows.size(), 0);
    for (size_t i = 0; i < rows.size(); ++i) {
        entry.bind(1, rows[i]);
        touched[i] = TRY(entry.step()) && entry.integer(0) > last_before ? 1 : 0;
        entry.reset();
    }
    return touched;
}

Result<std::vector<org::UnitCode>> SqliteStore::units_touched_since(std::string_view ledger,
                                                                    Timestamp moment) {
    const Layout* layout = TRY(this->layout(ledger));
    const int64_t last_before = TRY(journal_->last_seq_at(moment - 1));
    std::vector<org::UnitCode> units;
    if (last_before == INT64_MAX) return units;
    Statement distinct = TRY(database_.prepare(
        fmt::format("SELECT DISTINCT {0} FROM {1} WHERE _seq > ?1 AND {0} IS NOT NULL",
                    quoted(layout->schema->unit_column), layout->table)));
    distinct.bind(1, last_before);
    while (TRY(distinct.step())) units.push_back(distinct.integer(0));
    return units;
}

void TableLoader::sort_rows() {
    const size_t unit_count = request_.tree->size();
    std::vector<uint32_t> begin(unit_count + 3, 0);  // one more for rows to drop
    bool sorted = true;
    for (size_t row = 0; row < units_.size(); ++row) {
        ++begin[units_[row] + 1];
        if (row == 0) continue;
        sorted = sorted &&
                 (units_[row - 1] < units_[row] || (units_[row - 1] == units_[row] &&
                                                    table_.row_ids[row - 1] < table_.row_ids[row]));
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    table_.unit_begin.assign(begin.begin(), begin.end() - 2);
    const size_t kept = begin[unit_count + 1];
    if (sorted && kept == units_.size()) return;

    std::vector<uint32_t> order(units_.size());
    std::vector<uint32_t> next = begin;
    for (uint32_t row = 0; row < order.size(); ++row) order[next[units_[row]]++] = row;
    order.resize(kept);
    // Rows that came apart from the others (changed, dead) stand behind those of their unit.
    const auto id_of = [&](uint32_t row) { return table_.row_ids[row]; };
    for (size_t unit = 0; unit <= unit_count; ++unit) {
        const auto rows = std::span(order).subspan(begin[unit], begin[unit + 1] - begin[unit]);
        if (!std::ranges::is_sorted(rows, {}, id_of)) std::ranges::sort(rows, {}, id_of);
    }
    std::vector<RowId> ids(kept);
    for (size_t i = 0; i < kept; ++i) ids[i] = table_.row_ids[order[i]];
    table_.row_ids = std::move(ids);
    for (ColumnData& column : table_.columns) {
        if (!column.numbers.empty()) column.numbers.reorder(order);
        if (!column.codes.empty()) column.codes.reorder(order);
    }
}

}  // namespace yitao::ledger
