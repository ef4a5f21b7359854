// Rows to columns: one scan of the ledger's table, values appended column by column, then put in
// the order of the tree. Only rows with something later than what is asked for are rebuilt.
#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "ledger/store/sqlite_store.h"

namespace yitao::ledger {

namespace {

template <typename T>
void reorder(std::vector<T>& values, std::span<const uint32_t> order) {
    if (values.empty()) return;
    std::vector<T> sorted(values.size());
    for (size_t i = 0; i < order.size(); ++i) sorted[i] = values[order[i]];
    values = std::move(sorted);
}

}  // namespace

class TableLoader {
  public:
    TableLoader(SqliteStore& store, const Layout& layout, const LoadRequest& request)
        : store_(store), layout_(layout), request_(request) {}
    Result<Table> load();

  private:
    struct Sink {  // one wanted column
        size_t column = 0;
        bool number = false;
        ColumnData* data = nullptr;
        std::unique_ptr<DictionaryBuilder> dictionary;
        std::string last_text;  // rows near each other often hold the same value
        uint32_t last_code = kBlankCode;
    };
    Result<void> plan();
    Result<void> scan();
    Result<void> add_dead_rows();
    Result<void> add_rebuilt(RowId row, int64_t seq);
    void add_text(Sink& sink, std::string_view text);
    void add_unit(bool known, org::UnitCode code);
    void sort_rows();

    SqliteStore& store_;
    const Layout& layout_;
    const LoadRequest& request_;
    Table table_;
    std::vector<Sink> sinks_;
    std::vector<org::UnitIndex> units_;  // of each row; the tree's size: unknown
    std::vector<StoredEntry> history_;
    std::vector<Field> fields_;
    org::UnitCode last_code_ = 0;
    org::UnitIndex last_unit_ = 0;
    int64_t last_seq_ = INT64_MAX;
    bool travels_ = false;  // some rows may have to be rebuilt
};

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
    TRY(scan());
    if (travels_) TRY(add_dead_rows());
    sinks_.clear();
    sort_rows();
    return std::move(table_);
}

Result<void> TableLoader::plan() {
    table_.schema = layout_.schema;
    table_.columns.resize(layout_.schema->columns.size());
    for (size_t column : request_.columns) {
        const Column& declared = layout_.schema->columns[column];
        if (declared.is_calculated() || table_.columns[column].loaded) continue;
        ColumnData& data = table_.columns[column];
        data.loaded = true;
        Sink& sink = sinks_.emplace_back();
        sink.column = column;
        sink.number = is_number_type(declared.type);
        sink.data = &data;
        if (!sink.number) sink.dictionary = std::make_unique<DictionaryBuilder>(data);
    }
    Statement counts = TRY(
        store_.database_.prepare("SELECT rows, latest_effective FROM ledgers WHERE number = ?1"));
    counts.bind(1, layout_.number);
    CHECK(TRY(counts.step()));
    const auto rows = static_cast<size_t>(counts.integer(0));
    travels_ = counts.integer(1) > request_.as_of.days;
    counts.reset();
    if (request_.known_at) {
        last_seq_ = TRY(store_.journal_->last_seq_at(*request_.known_at));
        travels_ = travels_ || last_seq_ != INT64_MAX;
    }
    table_.row_ids.reserve(rows);
    units_.reserve(rows);
    for (Sink& sink : sinks_) {
        if (sink.number) {
            sink.data->numbers.reserve(rows);
        } else {
            sink.data->codes.reserve(rows);
        }
    }
    last_unit_ = static_cast<org::UnitIndex>(request_.tree->size());
    return {};
}

Result<void> TableLoader::scan() {
    std::string sql = "SELECT _row, ";
    sql += travels_ ? "_seq, _dated, " : "0, 0, ";
    sql += layout_.unit ? quoted(layout_.schema->columns[*layout_.unit].id) : "NULL";
    for (const Sink& sink : sinks_) sql += ", " + quoted(layout_.schema->columns[sink.column].id);
    Statement rows =
        TRY(store_.database_.prepare(fmt::format("{} FROM {} ORDER BY _row", sql, layout_.table)));
    while (TRY(rows.step())) {
        if (travels_ && (rows.integer(1) > last_seq_ || rows.integer(2) > request_.as_of.days)) {
            TRY(add_rebuilt(rows.integer(0), rows.integer(1)));
            continue;
        }
        CHECK(table_.row_ids.size() < UINT32_MAX);
        table_.row_ids.push_back(rows.integer(0));
        add_unit(!rows.is_null(3), rows.integer(3));
        int at = 4;
        for (Sink& sink : sinks_) {
            if (sink.number) {
                sink.data->numbers.push_back(rows.is_null(at) ? kBlankNumber : rows.integer(at));
            } else if (rows.is_null(at)) {
                sink.data->codes.push_back(kBlankCode);
            } else {
                add_text(sink, rows.text(at));
            }
            ++at;
        }
    }
    return {};
}

void TableLoader::add_text(Sink& sink, std::string_view text) {
    if (sink.last_code == kBlankCode || sink.last_text != text) {
        sink.last_code = sink.dictionary->code(text);
        sink.last_text = text;
    }
    sink.data->codes.push_back(sink.last_code);
}

void TableLoader::add_unit(bool known, org::UnitCode code) {
    const auto nowhere = static_cast<org::UnitIndex>(request_.tree->size());
    if (!known) {
        units_.push_back(nowhere);
        return;
    }
    if (code != last_code_) {
        last_code_ = code;
        last_unit_ = request_.tree->find(code).value_or(nowhere);
    }
    units_.push_back(last_unit_);
}

Result<void> TableLoader::add_rebuilt(RowId row, int64_t seq) {
    TRY(store_.journal_->walk(seq, history_));
    if (!fold(layout_, history_, request_.as_of, last_seq_, fields_)) return {};
    table_.row_ids.push_back(row);
    const auto* unit = layout_.unit ? std::get_if<int64_t>(&fields_[*layout_.unit]) : nullptr;
    add_unit(unit != nullptr, unit != nullptr ? *unit : 0);
    for (Sink& sink : sinks_) {
        const Field& field = fields_[sink.column];
        if (sink.number) {
            const auto* number = std::get_if<int64_t>(&field);
            sink.data->numbers.push_back(number != nullptr ? *number : kBlankNumber);
        } else if (const auto* text = std::get_if<std::string>(&field)) {
            add_text(sink, *text);
        } else {
            sink.data->codes.push_back(kBlankCode);
        }
    }
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

Result<std::vector<Row>> SqliteStore::rows_as_of(std::string_view ledger,
                                                 std::span<const RowId> rows, Date as_of) {
    const Layout* layout = TRY(this->layout(ledger));
    Statement last = TRY(database_.prepare(
        fmt::format("SELECT _seq, _dated, 1 FROM {} WHERE _row = ?1 UNION ALL "
                    "SELECT seq, effective_on, 0 FROM tombstones WHERE ledger = ?2 AND row = ?1",
                    layout->table)));
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
            std::vector<Row> now = TRY(read_rows(ledger, {&row, 1}));
            if (!now.empty()) out.push_back(std::move(now.front()));
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

void TableLoader::sort_rows() {
    const size_t unit_count = request_.tree->size();
    std::vector<uint32_t> begin(unit_count + 2, 0);
    bool sorted = true;
    for (size_t row = 0; row < units_.size(); ++row) {
        ++begin[units_[row] + 1];
        if (row == 0) continue;
        sorted = sorted &&
                 (units_[row - 1] < units_[row] || (units_[row - 1] == units_[row] &&
                                                    table_.row_ids[row - 1] < table_.row_ids[row]));
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    table_.unit_begin.assign(begin.begin(), begin.end() - 1);
    if (sorted) return;

    // Rebuilt dead rows come last of the scan: put all in the order of ids first.
    std::vector<uint32_t> by_id(units_.size());
    std::iota(by_id.begin(), by_id.end(), 0);
    const auto id_of = [&](uint32_t row) { return table_.row_ids[row]; };
    if (!std::ranges::is_sorted(table_.row_ids)) std::ranges::sort(by_id, {}, id_of);
    std::vector<uint32_t> order(units_.size());
    for (uint32_t row : by_id) order[begin[units_[row]]++] = row;
    reorder(table_.row_ids, order);
    for (ColumnData& column : table_.columns) {
        if (!column.numbers.empty()) column.numbers.reorder(order);
        if (!column.codes.empty()) column.codes.reorder(order);
    }
}

}  // namespace yitao::ledger
