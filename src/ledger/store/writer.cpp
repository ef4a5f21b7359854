// Changes: one transaction on one ledger. Keys become durable before the entries that need them.
#include <sodium.h>

#include <algorithm>

#include "base/check.h"
#include "base/decimal.h"
#include "ledger/store/sqlite_store.h"

namespace yitao::ledger {

namespace {

const Field kBlank;

// What a row without a full key is known by: a hash of its fields as they came. Numbers are hashed
// as text without trailing zeros, so that a column's growing scale changes nothing.
std::array<uint8_t, 16> origin_hash(const Layout& layout, std::span<const Field> fields) {
    std::string text;
    for (size_t column : layout.stored) {
        const Field& field = fields[column];
        if (std::holds_alternative<std::monostate>(field)) continue;
        const Column& declared = layout.schema->columns[column];
        std::string value = format_field(declared, field);
        if (declared.type == ColumnType::kDecimal) {
            value.erase(value.find_last_not_of('0') + 1);
            if (value.ends_with('.')) value.pop_back();
        }
        text += fmt::format("{}:{}={}:{};", declared.id.size(), declared.id, value.size(), value);
    }
    std::array<uint8_t, 16> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const uint8_t*>(text.data()),
                       text.size(), nullptr, 0);
    return hash;
}

void bind_field(Statement& statement, int parameter, const Field& field) {
    if (const auto* number = std::get_if<int64_t>(&field)) {
        statement.bind(parameter, *number);
    } else if (const auto* text = std::get_if<std::string>(&field)) {
        statement.bind(parameter, std::string_view(*text));
    } else {
        statement.bind_null(parameter);
    }
}

bool fits(const Column& column, const Field& field) {
    if (std::holds_alternative<std::monostate>(field)) return true;
    return is_number_type(column.type) == std::holds_alternative<int64_t>(field);
}

}  // namespace

class RowWriter final : public Writer {
  public:
    RowWriter(SqliteStore& store, const Layout& layout, const EntryInfo& info)
        : store_(store), layout_(layout), info_(info) {}
    ~RowWriter() override { leave(); }
    RowWriter(const RowWriter&) = delete;
    RowWriter& operator=(const RowWriter&) = delete;

    Result<void> begin();
    Result<std::optional<RowId>> find(std::span<const Field> key) override;
    Result<std::vector<RowId>> find_keyless(std::span<const Field> fields) override;
    Result<const Row*> read(RowId row) override;
    Result<RowId> insert(std::span<const Field> fields, const WriteOptions& options) override;
    Result<bool> update(RowId row, std::span<const size_t> columns, std::span<const Field> fields,
                        const WriteOptions& options) override;
    Result<void> remove(RowId row, const WriteOptions& options) override;
    Result<void> set_flags(RowId row, std::span<const Flag> flags) override;
    Result<void> commit() override;

  private:
    struct Current {  // the row read last
        Row row;
        int64_t seq = 0;
        int32_t dated = 0;
    };
    enum class RowAge : uint8_t { kNew, kOld };
    Result<void> prepare();
    Result<bool> load(RowId row);
    Result<std::optional<RowId>> find_by(Statement& statement, std::span<const Field> key);
    void leave();
    [[nodiscard]] Date effective_on(const WriteOptions& options, Date otherwise) const;
    [[nodiscard]] static Result<void> check_date(Date date);
    Result<std::optional<RowKey>> key_of(RowId row, std::span<const Field> fields);
    [[nodiscard]] std::string_view subject_of(std::span<const Field> fields) const;
    void bind_fields(Statement& statement, int first, std::span<const Field> fields);
    bool write_payload(std::span<const Field> before, std::span<const size_t> columns,
                       std::span<const Field> fields, EntryHeader& entry, bool& key_changed);
    Result<void> state_before(EntryHeader& entry);
    Result<void> refold(const EntryHeader& entry, int64_t seq, std::span<const size_t> columns,
                        std::span<const Field> fields);
    Result<void> store_row(int64_t seq, int32_t dated, bool key_changed);
    Result<void> write_flags(RowId row, const WriteOptions& options, RowAge age);
    // What is kept of this ledger while it is filled; null for one that had rows.
    [[nodiscard]] FreshLedger* fresh() const {
        return store_.fresh_ && store_.fresh_->is_of(layout_) ? &*store_.fresh_ : nullptr;
    }
    Result<void> leave_index_out();
    Result<void> check_key(RowId row, std::span<const Field> fields);
    void note(Date effective) { latest_ = std::max(latest_, effective.days); }

    SqliteStore& store_;
    const Layout& layout_;
    EntryInfo info_;
    std::optional<Transaction> transaction_;
    Statement find_, confirm_, find_keyless_, read_, insert_, update_, update_key_, remove_, bury_;
    Statement clear_flags_, add_flag_;
    Current current_;
    RowId next_row_ = 1;
    int64_t row_count_ = 0;
    int64_t entry_count_ = 0;
    int32_t latest_ = kEarliestDate.days;
    bool drops_index_ = false;  // with this transaction
    bool broken_ = false;       // an error in the middle of a change: only rolling back is left
    std::string payload_;
    std::vector<RowId> candidates_;
    std::vector<Field> before_;         // of a backdated change
    std::vector<StoredEntry> history_;  // likewise
};

Result<std::unique_ptr<Writer>> SqliteStore::begin(std::string_view ledger, const EntryInfo& info) {
    CHECK(!writing_);
    TRY(need_writing());
    const Layout* layout = TRY(this->layout(ledger));
    const int64_t entries = TRY(database_.integer(
        fmt::format("SELECT entries FROM ledgers WHERE number = {}", layout->number), 0));
    if (entries == 0 || (fresh_ && fresh_->rows() >= kMostFreshRows)) TRY(end_fill());
    if (entries == 0) fresh_.emplace(*layout);
    auto writer = std::make_unique<RowWriter>(*this, *layout, info);
    TRY(writer->begin());
    return writer;
}

Result<void> RowWriter::begin() {
    transaction_ = TRY(Transaction::begin(store_.database_));
    store_.writing_ = true;
    store_.journal_->begin(info_, store_.clock_.now());
    if (layout_.personal) TRY(store_.keys_.begin());
    Statement counts = TRY(store_.database_.prepare(
        "SELECT next_row, latest_effective, rows, entries FROM ledgers WHERE number = ?1"));
    counts.bind(1, layout_.number);
    CHECK(TRY(counts.step()));
    next_row_ = counts.integer(0);
    latest_ = static_cast<int32_t>(counts.integer(1));
    row_count_ = counts.integer(2);
    entry_count_ = counts.integer(3);
    counts.reset();
    TRY(leave_index_out());
    return prepare();
}

Result<void> RowWriter::prepare() {
    Database& database = store_.database_;
    const std::string& table = layout_.table;
    const std::string comma = layout_.column_list.empty() ? "" : ", ";
    std::string places;
    std::string assignments;
    std::string key_assignments;
    std::string key_condition;
    for (size_t i = 0; i < layout_.stored.size(); ++i) {
        const size_t column = layout_.stored[i];
        const std::string name = quoted(layout_.schema->columns[column].id);
        places += fmt::format(", ?{}", i + 5);
        const bool is_key = std::ranges::find(layout_.key, column) != layout_.key.end();
        (is_key ? key_assignments : assignments) += fmt::format(", {} = ?{}", name, i + 5);
    }
    for (size_t i = 0; i < layout_.key.size(); ++i) {
        key_condition += fmt::format("{}{} = ?{}", i == 0 ? "" : " AND ",
                                     quoted(layout_.schema->columns[layout_.key[i]].id), i + 1);
    }
    if (!layout_.key.empty()) {
        find_ = TRY(
            database.prepare(fmt::format("SELECT _row FROM {} WHERE {}", table, key_condition)));
        confirm_ = TRY(database.prepare(fmt::format("SELECT _row FROM {} WHERE _row = ?{} AND {}",
                                                    table, layout_.key.size() + 1, key_condition)));
    }
    find_keyless_ =
        TRY(database.prepare(fmt::format("SELECT _row FROM {} WHERE _origin = ?1", table)));
    read_ = TRY(database.prepare(fmt::format("SELECT _seq, _dated{}{} FROM {} WHERE _row = ?1",
                                             comma, layout_.column_list, table)));
    insert_ = TRY(database.prepare(
        fmt::format("INSERT INTO {}(_row, _seq, _dated, _origin{}{}) VALUES(?1, ?2, ?3, ?4{})",
                    table, comma, layout_.column_list, places)));
    // An update that leaves the key alone leaves the key's index alone.
    update_ = TRY(database.prepare(
        fmt::format("UPDATE {} SET _seq = ?2, _dated = ?3{} WHERE _row = ?1", table, assignments)));
    update_key_ =
        TRY(database.prepare(fmt::format("UPDATE {} SET _seq = ?2, _dated = ?3{}{} WHERE _row = ?1",
                                         table, assignments, key_assignments)));
    remove_ = TRY(database.prepare(fmt::format("DELETE FROM {} WHERE _row = ?1", table)));
    bury_ = TRY(database.prepare("INSERT INTO tombstones VALUES(?1, ?2, ?3, ?4)"));
    clear_flags_ = TRY(database.prepare("DELETE FROM flags WHERE ledger = ?1 AND row = ?2"));
    add_flag_ = TRY(database.prepare("INSERT OR IGNORE INTO flags VALUES(?1, ?2, ?3, ?4)"));
    return {};
}

void RowWriter::leave() {
    if (!transaction_) return;
    transaction_.reset();
    if (fresh() != nullptr) fresh()->changed();
    drops_index_ = false;
    store_.keys_.discard();
    store_.writing_ = false;
    // Whatever could not be reloaded now fails at the next use of the database.
    (void)store_.journal_->reload();
}

Date RowWriter::effective_on(const WriteOptions& options, Date otherwise) const {
    if (options.effective_on) return *options.effective_on;
    return info_.effective_on.value_or(otherwise);
}

Result<void> RowWriter::check_date(Date date) {
    if (date >= kEarliestDate && date <= kLatestDate) return {};
    return fail(ErrorCode::kInvalid, "生效日期超出公元 1 年至 9999 年",
                "the effective date lies outside the years 1 to 9999");
}

std::string_view RowWriter::subject_of(std::span<const Field> fields) const {
    if (!layout_.subject) return {};
    const auto* text = std::get_if<std::string>(&fields[*layout_.subject]);
    return text == nullptr ? std::string_view() : std::string_view(*text);
}

// Nothing for ledgers that hold nothing personal.
Result<std::optional<RowKey>> RowWriter::key_of(RowId row, std::span<const Field> fields) {
    if (!layout_.personal) return std::nullopt;
    const KeyId id = key_id(layout_.number, row);
    std::optional<RowKey> key = TRY(store_.keys_.find(id));
    // A row from before its ledger became personal has none yet.
    if (!key) key = TRY(store_.keys_.create(id, subject_of(fields)));
    return key;
}

Result<std::optional<RowId>> RowWriter::find(std::span<const Field> key) {
    CHECK(find_ && key.size() == layout_.key.size());
    if (fresh() == nullptr) return find_by(find_, key);
    candidates_.clear();
    fresh()->keys().each(key, [&](RowId row) { candidates_.push_back(row); });
    for (const RowId row : candidates_) {
        confirm_.bind(static_cast<int>(key.size()) + 1, row);
        if (TRY(find_by(confirm_, key))) return row;
    }
    return std::nullopt;
}

Result<std::optional<RowId>> RowWriter::find_by(Statement& statement, std::span<const Field> key) {
    for (size_t i = 0; i < key.size(); ++i) bind_field(statement, static_cast<int>(i) + 1, key[i]);
    if (!TRY(statement.step())) return std::nullopt;
    const RowId row = statement.integer(0);
    statement.reset();
    return row;
}

// In a fill that has become large; see fresh_ledger.h.
Result<void> RowWriter::leave_index_out() {
    const FreshLedger* fresh = this->fresh();
    if (fresh == nullptr || layout_.key.empty()) return {};
    if (!fresh->missing_index().empty() || fresh->rows() < store_.large_fill_) return {};
    drops_index_ = true;
    return store_.database_.execute("DROP INDEX IF EXISTS " + key_index_name(layout_.id));
}

// What the index would refuse, where there is none.
Result<void> RowWriter::check_key(RowId row, std::span<const Field> fields) {
    const bool lacks = fresh() != nullptr && (drops_index_ || !fresh()->missing_index().empty());
    if (!lacks || !layout_.has_full_key(fields)) return {};
    if (TRY(find(fresh()->key_of(fields))).value_or(row) == row) return {};
    return fail(ErrorCode::kConflict, "主键与另一条记录重复", "another row has the same key",
                layout_.schema->name);
}

Result<std::vector<RowId>> RowWriter::find_keyless(std::span<const Field> fields) {
    const std::array<uint8_t, 16> hash = origin_hash(layout_, fields);
    find_keyless_.bind_blob(1, hash);
    std::vector<RowId> rows;
    while (TRY(find_keyless_.step())) rows.push_back(find_keyless_.integer(0));
    std::ranges::sort(rows);
    return rows;
}

Result<bool> RowWriter::load(RowId row) {
    read_.bind(1, row);
    if (!TRY(read_.step())) return false;
    current_.row.id = row;
    current_.seq = read_.integer(0);
    current_.dated = static_cast<int32_t>(read_.integer(1));
    read_fields(read_, 2, layout_, current_.row.fields);
    read_.reset();
    return true;
}

Result<const Row*> RowWriter::read(RowId row) {
    if (!TRY(load(row))) return nullptr;
    return &current_.row;
}

void RowWriter::bind_fields(Statement& statement, int first, std::span<const Field> fields) {
    for (size_t column : layout_.stored) {
        const Field& field = fields[column];
        CHECK(fits(layout_.schema->columns[column], field));
        bind_field(statement, first++, field);
    }
}

Result<RowId> RowWriter::insert(std::span<const Field> fields, const WriteOptions& options) {
    CHECK(transaction_ && !broken_ && fields.size() == layout_.schema->columns.size());
    const Date effective = effective_on(options, kEarliestDate);
    TRY(check_date(effective));
    const RowId row = next_row_;
    CHECK(row < (int64_t{1} << kKeyRowBits));
    broken_ = true;  // until all parts have landed
    std::optional<RowKey> key;
    if (layout_.personal) {
        key = TRY(store_.keys_.create(key_id(layout_.number, row), subject_of(fields)));
    }
    PayloadWriter payload(payload_);
    for (size_t column : layout_.stored) {
        if (std::holds_alternative<std::monostate>(fields[column])) continue;
        payload.add(layout_.numbers[column], kBlank, fields[column]);
    }
    const EntryHeader entry{.ledger = layout_.number,
                            .row = row,
                            .kind = EntryKind::kInsert,
                            .line = options.line,
                            .effective_on = effective.days};
    const int64_t seq = TRY(store_.journal_->append(entry, payload_, key ? &*key : nullptr));
    insert_.bind(1, row);
    insert_.bind(2, seq);
    insert_.bind(3, int64_t{effective.days});
    std::array<uint8_t, 16> origin{};
    if (layout_.has_full_key(fields)) {
        insert_.bind_null(4);
    } else {
        origin = origin_hash(layout_, fields);
        insert_.bind_blob(4, origin);
    }
    bind_fields(insert_, 5, fields);
    TRY(check_key(row, fields));
    TRY(insert_.run());
    if (fresh() != nullptr) fresh()->inserted(row, seq, effective.days, fields);
    TRY(write_flags(row, options, RowAge::kNew));
    ++next_row_;
    ++row_count_;
    ++entry_count_;
    note(effective);
    broken_ = false;
    return row;
}

Result<bool> RowWriter::update(RowId row, std::span<const size_t> columns,
                               std::span<const Field> fields, const WriteOptions& options) {
    CHECK(transaction_ && !broken_ && columns.size() == fields.size());
    const Date effective = effective_on(options, civil_date(store_.journal_->recorded_at()));
    TRY(check_date(effective));
    if (!TRY(load(row))) {
        return fail(ErrorCode::kNotFound, fmt::format("没有记录 {}", row),
                    fmt::format("there is no row {}", row), layout_.schema->name);
    }
    EntryHeader entry{.ledger = layout_.number,
                      .row = row,
                      .kind = EntryKind::kUpdate,
                      .line = options.line,
                      .effective_on = effective.days,
                      .previous = current_.seq};
    // What the change is compared with: the row as of the day from which the new fact holds.
    const bool backdated = effective.days < current_.dated;
    std::vector<Field>* before = &current_.row.fields;
    if (backdated) {
        TRY(store_.journal_->walk(current_.seq, history_));
        before = &before_;
        TRY(state_before(entry));
    }
    bool key_changed = false;
    if (!write_payload(*before, columns, fields, entry, key_changed)) {
        TRY(write_flags(row, options, RowAge::kOld));
        return false;
    }
    broken_ = true;
    const std::optional<RowKey> key = TRY(key_of(row, current_.row.fields));
    const int64_t seq = TRY(store_.journal_->append(entry, payload_, key ? &*key : nullptr));
    const std::string old_subject(subject_of(current_.row.fields));
    if (backdated) {
        TRY(refold(entry, seq, columns, fields));
    } else {
        for (size_t i = 0; i < columns.size(); ++i) current_.row.fields[columns[i]] = fields[i];
    }
    if (layout_.personal && subject_of(current_.row.fields) != old_subject) {
        TRY(store_.keys_.relabel(key_id(layout_.number, row), subject_of(current_.row.fields)));
    }
    TRY(store_row(seq, std::max(current_.dated, entry.effective_on), key_changed));
    TRY(write_flags(row, options, RowAge::kOld));
    ++entry_count_;
    note(Date{entry.effective_on});
    broken_ = false;
    return true;
}

// Of a backdated change: the row just before it, in before_; the date moves up to the row's first
// day, because nothing can hold about a row that is not there yet.
Result<void> RowWriter::state_before(EntryHeader& entry) {
    for (const StoredEntry& past : history_) {
        if (past.header.kind == EntryKind::kInsert) {
            entry.effective_on = std::max(entry.effective_on, past.header.effective_on);
        }
        if (!past.readable) {
            return fail(
                ErrorCode::kDamaged,
                fmt::format("记录 {} 的流水无法解密，不能补记过去的变动", entry.row),
                fmt::format(
                    "the history of row {} cannot be decrypted, so nothing can be entered into it",
                    entry.row),
                layout_.schema->name);
        }
    }
    CHECK(fold(layout_, history_, Date{entry.effective_on}, INT64_MAX, before_));
    return {};
}

// False where nothing differs. Fills payload_, the kind of the entry, and whether the key is
// touched.
bool RowWriter::write_payload(std::span<const Field> before, std::span<const size_t> columns,
                              std::span<const Field> fields, EntryHeader& entry,
                              bool& key_changed) {
    PayloadWriter payload(payload_);
    bool any = false;
    for (size_t i = 0; i < columns.size(); ++i) {
        const size_t column = columns[i];
        CHECK(layout_.numbers[column] != 0 && fits(layout_.schema->columns[column], fields[i]));
        if (before[column] == fields[i]) continue;
        any = true;
        payload.add(layout_.numbers[column], before[column], fields[i]);
        if (layout_.unit == column) entry.kind = EntryKind::kMove;
        if (std::ranges::find(layout_.key, column) != layout_.key.end()) key_changed = true;
    }
    return any;
}

// The stored row after a backdated change: later entries still win.
Result<void> RowWriter::refold(const EntryHeader& entry, int64_t seq,
                               std::span<const size_t> columns, std::span<const Field> fields) {
    StoredEntry fresh{.header = entry};
    fresh.header.seq = seq;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (before_[columns[i]] == fields[i]) continue;
        fresh.changes.push_back({layout_.numbers[columns[i]], {}, fields[i]});
    }
    history_.push_back(std::move(fresh));
    CHECK(fold(layout_, history_, kLatestDate, INT64_MAX, current_.row.fields));
    return {};
}

Result<void> RowWriter::store_row(int64_t seq, int32_t dated, bool key_changed) {
    Statement& update = key_changed ? update_key_ : update_;
    update.bind(1, current_.row.id);
    update.bind(2, seq);
    update.bind(3, int64_t{dated});
    bind_fields(update, 5, current_.row.fields);
    if (key_changed) TRY(check_key(current_.row.id, current_.row.fields));
    TRY(update.run());
    if (fresh() != nullptr) fresh()->changed();
    if (fresh() != nullptr && key_changed) fresh()->add_key(current_.row.id, current_.row.fields);
    return {};
}

Result<void> RowWriter::remove(RowId row, const WriteOptions& options) {
    CHECK(transaction_ && !broken_);
    const Date effective = effective_on(options, civil_date(store_.journal_->recorded_at()));
    TRY(check_date(effective));
    if (!TRY(load(row))) {
        return fail(ErrorCode::kNotFound, fmt::format("没有记录 {}", row),
                    fmt::format("there is no row {}", row), layout_.schema->name);
    }
    broken_ = true;
    PayloadWriter payload(payload_);
    for (size_t column : layout_.stored) {
        if (std::holds_alternative<std::monostate>(current_.row.fields[column])) continue;
        payload.add(layout_.numbers[column], current_.row.fields[column], kBlank);
    }
    const EntryHeader entry{.ledger = layout_.number,
                            .row = row,
                            .kind = EntryKind::kDelete,
                            .line = options.line,
                            .effective_on = effective.days,
                            .previous = current_.seq};
    const std::optional<RowKey> key = TRY(key_of(row, current_.row.fields));
    const int64_t seq = TRY(store_.journal_->append(entry, payload_, key ? &*key : nullptr));
    remove_.bind(1, row);
    TRY(remove_.run());
    bury_.bind(1, layout_.number);
    bury_.bind(2, row);
    bury_.bind(3, seq);
    bury_.bind(4, int64_t{effective.days});
    TRY(bury_.run());
    TRY(write_flags(row, {}, RowAge::kOld));
    if (fresh() != nullptr) fresh()->changed();
    --row_count_;
    ++entry_count_;
    note(effective);
    broken_ = false;
    return {};
}

Result<void> RowWriter::write_flags(RowId row, const WriteOptions& options, RowAge age) {
    if (age == RowAge::kOld) {
        clear_flags_.bind(1, layout_.number);
        clear_flags_.bind(2, row);
        TRY(clear_flags_.run());
    }
    for (const Flag& flag : options.flags) {
        add_flag_.bind(1, layout_.number);
        add_flag_.bind(2, row);
        add_flag_.bind(3, std::string_view(flag.column));
        add_flag_.bind(4, std::string_view(flag.rule));
        TRY(add_flag_.run());
    }
    return {};
}

Result<void> RowWriter::set_flags(RowId row, std::span<const Flag> flags) {
    CHECK(transaction_ && !broken_);
    return write_flags(row, {.flags = flags}, RowAge::kOld);
}

Result<void> RowWriter::commit() {
    CHECK(transaction_ && !broken_);
    if (store_.journal_->batch_has_entries()) {
        Statement counts = TRY(store_.database_.prepare(
            "UPDATE ledgers SET next_row = ?2, latest_effective = ?3, rows = ?4, entries = ?5, "
            "last_batch = ?6 WHERE number = ?1"));
        counts.bind(1, layout_.number);
        counts.bind(2, next_row_);
        counts.bind(3, int64_t{latest_});
        counts.bind(4, row_count_);
        counts.bind(5, entry_count_);
        counts.bind(6, store_.journal_->batch_number());
        TRY(counts.run());
    }
    if (layout_.personal) TRY(store_.keys_.commit());
    TRY(transaction_->commit());
    transaction_.reset();
    if (drops_index_) fresh()->set_missing_index(key_index(*layout_.schema));
    store_.writing_ = false;
    return {};
}

}  // namespace yitao::ledger
