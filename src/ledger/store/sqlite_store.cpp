#include "ledger/store/sqlite_store.h"

#include <algorithm>
#include <filesystem>

#include "base/check.h"

namespace yitao::ledger {

namespace {

constexpr int64_t kFormat = 1;

constexpr std::string_view kPragmas[] = {
    // An import writes rows end to end: half the pages are half the calls and half the sums.
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    // What is deleted or overwritten is gone from the file, so that forgetting forgets.
    "PRAGMA secure_delete = ON",
    // Unique keys arrive in no order: the index must stay in memory while millions come in.
    "PRAGMA cache_size = -196608",
    "PRAGMA temp_store = MEMORY",
    // Pages touched by many batches go to the file once.
    "PRAGMA wal_autocheckpoint = 16384",
};

constexpr std::string_view kTables = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE ledgers(
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    next_row INTEGER NOT NULL,
    latest_effective INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    last_batch INTEGER NOT NULL) STRICT;
CREATE TABLE columns(
    ledger INTEGER NOT NULL,
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    type INTEGER NOT NULL,
    scale INTEGER NOT NULL,
    live INTEGER NOT NULL,
    PRIMARY KEY(ledger, number)) STRICT, WITHOUT ROWID;
CREATE TABLE batches(
    number INTEGER PRIMARY KEY,
    who TEXT NOT NULL,
    through TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    nonce BLOB NOT NULL,
    first_seq INTEGER NOT NULL) STRICT;
CREATE INDEX batches_recorded ON batches(recorded_at);
CREATE TABLE journal(
    seq INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    ledger INTEGER NOT NULL,
    row INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    line INTEGER NOT NULL,
    effective_on INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    payload BLOB NOT NULL,
    hash BLOB NOT NULL) STRICT;
CREATE TABLE tombstones(
    ledger INTEGER NOT NULL,
    row INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    effective_on INTEGER NOT NULL,
    PRIMARY KEY(ledger, row)) STRICT, WITHOUT ROWID;
CREATE TABLE flags(
    ledger INTEGER NOT NULL,
    row INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY(ledger, row, "column", rule)) STRICT, WITHOUT ROWID;
CREATE TABLE units(seq INTEGER PRIMARY KEY, csv TEXT NOT NULL) STRICT;
CREATE TABLE forgetting(key INTEGER PRIMARY KEY) STRICT;
CREATE TABLE packs(id TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql";

}  // namespace

Result<std::unique_ptr<Store>> open_store(const std::string& folder, const StoreOptions& options,
                                          const Clock& clock) {
    return SqliteStore::open(folder, options, clock);
}

Result<std::unique_ptr<Store>> SqliteStore::open(const std::string& folder,
                                                 const StoreOptions& options, const Clock& clock) {
    std::unique_ptr<SqliteStore> store(new SqliteStore(options, clock));
    store->folder_ = folder;
    const std::string path = folder + "/ledgers.sqlite";
    std::error_code ignored;
    const bool write = options.mode == StoreMode::kWrite;
    if (!write && !std::filesystem::exists(path, ignored)) {
        return fail(ErrorCode::kNotFound, "这里没有台账数据", "there are no ledgers here", path);
    }
    store->database_ =
        TRY(Database::open(path, write ? Database::Access::kCreate : Database::Access::kRead));
    TRY(store->set_up());
    store->keys_ = TRY(Keyring::open(folder + "/keys", options.mode));
    store->journal_ =
        std::make_unique<Journal>(TRY(Journal::open(store->database_, store->keys_, options.mode)));
    if (write) {
        TRY(store->finish_forgetting());
        TRY(store->tidy_columns());
    }
    return store;
}

SqliteStore::~SqliteStore() {
    // Where this fails the next start makes the index.
    if (!writing_) (void)end_fill();
}

Result<void> SqliteStore::end_fill() {
    CHECK(!writing_);
    if (!fresh_) return {};
    const std::string index = fresh_->missing_index();
    fresh_.reset();
    return index.empty() ? Result<void>() : database_.execute(index);
}

Result<void> SqliteStore::set_up() {
    if (mode_ == StoreMode::kWrite) {
        for (std::string_view pragma : kPragmas) TRY(database_.execute(std::string(pragma)));
        const int64_t tables =
            TRY(database_.integer("SELECT count(*) FROM sqlite_master WHERE type = 'table'", 0));
        if (tables == 0) {
            Transaction transaction = TRY(Transaction::begin(database_));
            TRY(database_.execute(std::string(kTables)));
            TRY(database_.execute(fmt::format("INSERT INTO meta VALUES('format', {})", kFormat)));
            TRY(transaction.commit());
        }
    } else {
        TRY(database_.execute("PRAGMA cache_size = -65536"));
        TRY(database_.execute("PRAGMA mmap_size = 1099511627776"));
    }
    const int64_t format =
        TRY(database_.integer("SELECT value FROM meta WHERE name = 'format'", 0));
    if (format != kFormat) {
        return fail(
            ErrorCode::kUnsupported,
            fmt::format("数据格式为第 {} 版，本程序只认第 {} 版；请使用更新的程序", format,
                        kFormat),
            fmt::format("the data has format {}, this program knows {}; use a newer program",
                        format, kFormat),
            database_.path());
    }
    return {};
}

Result<void> SqliteStore::need_writing() const {
    if (mode_ == StoreMode::kWrite) return {};
    return fail(ErrorCode::kConflict, "数据是以只读方式打开的", "the data is open for reading only",
                database_.path());
}

Result<void> SqliteStore::declare(std::span<const Schema* const> schemas,
                                  std::span<const Rename> renames,
                                  std::span<const PackVersion> versions) {
    CHECK(!writing_);
    TRY(end_fill());
    std::vector<std::unique_ptr<Layout>> layouts;
    std::optional<Transaction> transaction;
    if (mode_ == StoreMode::kWrite) {
        transaction = TRY(Transaction::begin(database_));
        journal_->begin({.who = "yitao", .through = "packs"}, clock_.now());
    }
    Declaration declaration(database_, mode_);
    for (const Rename& rename : renames) TRY(declaration.rename(rename));
    Result<void> done;
    for (const Schema* schema : schemas) {
        bool changed = false;
        Result<Layout> layout = declaration.declare(*schema, changed);
        if (!layout) {
            done = std::unexpected(std::move(layout).error());
            break;
        }
        if (changed && transaction) {
            Result<int64_t> seq = journal_->append(
                {.ledger = layout->number, .kind = EntryKind::kSchema}, {}, nullptr);
            if (!seq) done = std::unexpected(std::move(seq).error());
        }
        layouts.push_back(std::make_unique<Layout>(std::move(*layout)));
    }
    if (done && transaction) {
        done = write_versions(versions);
        if (done) done = transaction->commit();
    }
    if (!done) {
        transaction.reset();  // rolls back
        if (mode_ == StoreMode::kWrite) TRY(journal_->reload());
        return done;
    }
    row_readers_.clear();
    layouts_ = std::move(layouts);
    return {};
}

Result<void> SqliteStore::write_versions(std::span<const PackVersion> versions) {
    if (TRY(pack_versions()) == std::vector<PackVersion>(versions.begin(), versions.end())) {
        return {};
    }
    TRY(database_.execute("DELETE FROM packs"));
    Statement insert = TRY(database_.prepare("INSERT INTO packs VALUES(?1, ?2)"));
    for (const PackVersion& version : versions) {
        insert.bind(1, std::string_view(version.pack));
        insert.bind(2, version.version);
        TRY(insert.run());
    }
    return {};
}

Result<std::vector<PackVersion>> SqliteStore::pack_versions() {
    Statement all = TRY(database_.prepare("SELECT id, version FROM packs ORDER BY id"));
    std::vector<PackVersion> versions;
    while (TRY(all.step())) versions.push_back({std::string(all.text(0)), all.integer(1)});
    return versions;
}

Result<const Layout*> SqliteStore::layout(std::string_view ledger) const {
    for (const auto& layout : layouts_) {
        if (layout->id == ledger) return layout.get();
    }
    return fail(ErrorCode::kNotFound, fmt::format("没有台账“{}”", ledger),
                fmt::format("there is no ledger “{}”", ledger));
}

const Layout* SqliteStore::find_layout(int64_t number) const {
    for (const auto& layout : layouts_) {
        if (layout->number == number) return layout.get();
    }
    return nullptr;
}

void read_fields(const Statement& statement, int first, const Layout& layout,
                 std::vector<Field>& fields) {
    fields.resize(layout.schema->columns.size());
    for (size_t column : layout.stored) {
        Field& field = fields[column];
        if (statement.is_null(first)) {
            field = std::monostate{};
        } else if (is_number_type(layout.schema->columns[column].type)) {
            field = statement.integer(first);
        } else if (auto* text = std::get_if<std::string>(&field)) {
            *text = statement.text(first);
        } else {
            field = std::string(statement.text(first));
        }
        ++first;
    }
}

Result<std::vector<Row>> SqliteStore::read_rows(std::string_view ledger,
                                                std::span<const RowId> rows) {
    const Layout* layout = TRY(this->layout(ledger));
    Statement read = TRY(database_.prepare(fmt::format("SELECT _row{}{} FROM {} WHERE _row = ?1",
                                                       layout->column_list.empty() ? "" : ", ",
                                                       layout->column_list, layout->table)));
    std::vector<Row> out;
    for (RowId row : rows) {
        read.bind(1, row);
        if (!TRY(read.step())) continue;
        Row& found = out.emplace_back();
        found.id = row;
        read_fields(read, 1, *layout, found.fields);
        read.reset();
    }
    return out;
}

Result<std::vector<JournalEntry>> SqliteStore::history(std::string_view ledger, RowId row) {
    const Layout* layout = TRY(this->layout(ledger));
    Statement& last = TRY(row_readers(*layout))->last;
    last.bind(1, row);
    last.bind(2, layout->number);
    if (!TRY(last.step())) {
        last.reset();
        return fail(ErrorCode::kNotFound, fmt::format("没有记录 {}", row),
                    fmt::format("there is no row {}", row), layout->schema->name);
    }
    const int64_t seq = last.integer(0);
    last.reset();
    std::vector<StoredEntry> entries;
    TRY(journal_->walk(seq, entries));
    std::vector<JournalEntry> out;
    for (StoredEntry& entry : entries) {
        const BatchHeader& batch = *TRY(journal_->batch(entry.header.batch));
        JournalEntry& told = out.emplace_back();
        told.seq = entry.header.seq;
        told.kind = entry.header.kind;
        told.ledger = layout->id;
        told.row = row;
        told.who = batch.who;
        told.through = batch.through;
        told.line = static_cast<uint32_t>(entry.header.line);
        told.recorded_at = batch.recorded_at;
        told.effective_on = Date{entry.header.effective_on};
        told.readable = entry.readable;
        for (PayloadChange& change : entry.changes) {
            const ColumnTarget target = change.column < layout->targets.size()
                                            ? layout->targets[change.column]
                                            : ColumnTarget{};
            if (target.column == ColumnTarget::kHidden) continue;
            told.changes.push_back({layout->schema->columns[target.column].id,
                                    rescaled(std::move(change.before), target.power),
                                    rescaled(std::move(change.after), target.power)});
        }
    }
    std::ranges::reverse(out);
    return out;
}

Result<std::vector<Flag>> SqliteStore::flags(std::string_view ledger) {
    const Layout* layout = TRY(this->layout(ledger));
    Statement all =
        TRY(database_.prepare("SELECT row, \"column\", rule FROM flags WHERE ledger = ?1 ORDER BY "
                              "row, \"column\", rule"));
    all.bind(1, layout->number);
    std::vector<Flag> out;
    while (TRY(all.step())) {
        out.push_back({all.integer(0), std::string(all.text(1)), std::string(all.text(2))});
    }
    return out;
}

Result<LedgerStatus> SqliteStore::status(std::string_view ledger) {
    const Layout* layout = TRY(this->layout(ledger));
    LedgerStatus status{.ledger = layout->id};
    Statement counts =
        TRY(database_.prepare("SELECT rows, entries, last_batch, "
                              "(SELECT count(DISTINCT row) FROM flags WHERE ledger = ?1), "
                              "(SELECT recorded_at FROM batches WHERE batches.number = last_batch) "
                              "FROM ledgers WHERE number = ?1"));
    counts.bind(1, layout->number);
    if (!TRY(counts.step())) return status;
    status.rows = counts.integer(0);
    status.entries = counts.integer(1);
    status.flagged_rows = counts.integer(3);
    if (!counts.is_null(4)) status.last_entry = counts.integer(4);
    return status;
}

Result<std::string> SqliteStore::units_csv(std::optional<Timestamp> known_at) {
    const int64_t last = known_at ? TRY(journal_->last_seq_at(*known_at)) : INT64_MAX;
    Statement find =
        TRY(database_.prepare("SELECT csv FROM units WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1"));
    find.bind(1, last);
    if (!TRY(find.step())) return std::string();
    return std::string(find.text(0));
}

Result<void> SqliteStore::set_units_csv(std::string_view csv, const EntryInfo& info) {
    CHECK(!writing_);
    TRY(need_writing());
    const auto write = [&]() -> Result<void> {
        Transaction transaction = TRY(Transaction::begin(database_));
        journal_->begin(info, clock_.now());
        const ChainHash hash = content_hash(csv);
        const std::string_view proof(reinterpret_cast<const char*>(hash.data()), hash.size());
        const int64_t seq = TRY(journal_->append({.kind = EntryKind::kUnits}, proof, nullptr));
        Statement insert = TRY(database_.prepare("INSERT INTO units VALUES(?1, ?2)"));
        insert.bind(1, seq);
        insert.bind(2, csv);
        TRY(insert.run());
        return transaction.commit();
    };
    Result<void> done = write();
    if (!done) TRY(journal_->reload());
    return done;
}

Result<void> SqliteStore::backup(const std::string& folder, const BackupOptions& options) {
    const std::string target = folder + "/ledgers.sqlite";
    std::error_code ignored;
    if (std::filesystem::exists(target, ignored)) {
        return fail(ErrorCode::kConflict, "这里已有一份数据，备份不覆盖它",
                    "there is data here already; a backup does not overwrite it", target);
    }
    // Ledgers first: every key they need is in the key file copied after them.
    TRY(database_.copy_to(target));
    if (options.keys == BackupOptions::Keys::kLeaveOut) return {};
    return keys_.backup(folder + "/keys");
}

}  // namespace yitao::ledger
