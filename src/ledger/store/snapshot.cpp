// Column snapshots beside the database, columns/<number of the ledger>.cols: written after much has
// changed, used by loads (load_columns.cpp) while the journal bears them out, compared by a check.
#include <algorithm>
#include <filesystem>

#include "base/check.h"
#include "ledger/store/column_file.h"
#include "ledger/store/sqlite_store.h"

namespace yitao::ledger {

namespace {

// A snapshot is made anew when more rows than this share of it changed: each costs a read apiece.
constexpr size_t kStaleShare = 50;
// And when so many times as many entries of any ledger came since: a load looks through them.
constexpr size_t kStaleEntries = 5;

ChainHash schema_hash(const Layout& layout) {
    std::string text;
    for (size_t column : layout.stored) {
        const Column& declared = layout.schema->columns[column];
        text += fmt::format("{}:{}:{}:{};", layout.numbers[column], declared.id,
                            static_cast<int>(declared.type), declared.scale);
    }
    text += layout.unit ? layout.schema->columns[*layout.unit].id : "";
    return content_hash(text);
}

}  // namespace

std::string SqliteStore::columns_path(int64_t ledger) const {
    return fmt::format("{}/columns/{}.cols", folder_, ledger);
}

Result<std::shared_ptr<const ColumnFile>> SqliteStore::column_snapshot(const Layout& layout) {
    Result<std::shared_ptr<const ColumnFile>> file = ColumnFile::open(columns_path(layout.number));
    if (!file) return nullptr;
    const ColumnStamp& stamp = (*file)->stamp();
    if (stamp.ledger != layout.number || stamp.schema != schema_hash(layout)) return nullptr;
    if (!TRY(bears_out(stamp))) return nullptr;
    return *std::move(file);
}

Result<bool> SqliteStore::bears_out(const ColumnStamp& stamp) {
    Statement entry = TRY(database_.prepare("SELECT hash FROM journal WHERE seq = ?1"));
    entry.bind(1, stamp.position);
    return TRY(entry.step()) && std::ranges::equal(entry.blob(0), stamp.head);
}

// By the journal: so many entries are newer that it is better made anew.
Result<bool> SqliteStore::is_stale(const Layout& layout, const ColumnFile& file) {
    const size_t most = std::max(least_snapshot_rows_, file.rows() / kStaleShare);
    const int64_t last = TRY(database_.integer("SELECT max(seq) FROM journal", 0));
    if (last - file.stamp().position >= static_cast<int64_t>(most * kStaleEntries)) return true;
    return TRY(database_.integer(
               fmt::format("SELECT count(*) FROM (SELECT 1 FROM journal WHERE seq > {} AND "
                           "ledger = {} LIMIT {})",
                           file.stamp().position, layout.number, most),
               0)) >= static_cast<int64_t>(most);
}

Result<size_t> SqliteStore::save_columns() {
    CHECK(!writing_);
    TRY(need_writing());
    size_t written = 0;
    for (const auto& layout : layouts_) {
        const Snapshot state = TRY(Snapshot::begin(database_));
        const int64_t rows = TRY(database_.integer(
            fmt::format("SELECT rows FROM ledgers WHERE number = {}", layout->number), 0));
        const std::string path = columns_path(layout->number);
        if (rows < static_cast<int64_t>(least_snapshot_rows_)) {
            TRY(erase_column_file(path));
            continue;
        }
        const auto known = TRY(column_snapshot(*layout));
        if (known != nullptr && !TRY(is_stale(*layout, *known))) continue;
        ColumnStamp stamp{.ledger = layout->number, .schema = schema_hash(*layout)};
        Statement last =
            TRY(database_.prepare("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"));
        CHECK(TRY(last.step()));
        stamp.position = last.integer(0);
        CHECK(last.blob(1).size() == stamp.head.size());
        std::ranges::copy(last.blob(1), stamp.head.begin());
        last.reset();
        if (fresh_ && fresh_->has_columns(*layout, rows)) {
            TRY(fresh_->take_columns().write(path, stamp));
        } else {
            ColumnCollector collector(*layout);
            TRY(collector.read_all(database_));
            TRY(collector.write(path, stamp));
        }
        ++written;
    }
    TRY(end_fill());
    return written;
}

// What a crash left half written, and what this journal does not bear out (a folder restored from
// another day's backup): nobody would use it, and nobody would forget what it says.
Result<void> SqliteStore::tidy_columns() {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/columns", none)) {
        const std::string path = entry.path().string();
        if (!path.ends_with(".cols") && !path.ends_with(".cols.new")) continue;
        std::optional<ColumnStamp> stamp;  // without the file: it must not be open to be erased
        if (const auto file = ColumnFile::open(path)) stamp = (*file)->stamp();
        if (stamp && path.ends_with(".cols") && TRY(bears_out(*stamp))) continue;
        TRY(erase_column_file(path));
    }
    return {};
}

// The stored bytes of a ledger's rows outside the database are gone when this returns.
Result<void> SqliteStore::erase_columns(int64_t ledger) {
    TRY(erase_unfinished_column_file(columns_path(ledger)));
    return erase_column_file(columns_path(ledger));
}

}  // namespace yitao::ledger
