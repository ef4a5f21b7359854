// Lawful deletion: the rows go, each with an entry that says so and nothing of whom; then their
// keys, so that what the journal and later backups hold of them can no longer be read.
#include <algorithm>

#include "base/check.h"
#include "ledger/store/sqlite_store.h"

namespace yitao::ledger {

// By label of the keys (also rows deleted earlier) and by value (rows older than their keys).
Result<std::vector<KeyId>> SqliteStore::rows_of_subject(std::string_view subject) {
    std::vector<KeyId> rows;
    for (KeyId id : TRY(keys_.keys_of(subject))) {
        const Layout* layout = find_layout(key_ledger(id));
        if (layout == nullptr || !layout->subject) {
            rows.push_back(id);
            continue;
        }
        // A crash between two commits can leave a label that the row no longer bears out.
        const std::vector<RowId> one = {key_row(id)};
        const std::vector<Row> found = TRY(read_rows(layout->id, one));
        if (!found.empty()) {
            const Field& value = found[0].fields[*layout->subject];
            if (value != Field(std::string(subject))) {
                TRY(keys_.begin());
                TRY(keys_.relabel(id, std::holds_alternative<std::string>(value)
                                          ? std::get<std::string>(value)
                                          : std::string()));
                TRY(keys_.commit());
                continue;
            }
        }
        rows.push_back(id);
    }
    for (const auto& layout : layouts_) {
        if (!layout->subject) continue;
        Statement find = TRY(
            database_.prepare(fmt::format("SELECT _row FROM {} WHERE {} = ?1", layout->table,
                                          quoted(layout->schema->columns[*layout->subject].id))));
        find.bind(1, subject);
        while (TRY(find.step())) rows.push_back(key_id(layout->number, find.integer(0)));
    }
    std::ranges::sort(rows);
    rows.erase(std::ranges::unique(rows).begin(), rows.end());
    return rows;
}

Result<size_t> SqliteStore::forget(std::string_view subject, const EntryInfo& info) {
    CHECK(!writing_);
    TRY(need_writing());
    if (subject.empty()) return size_t{0};
    return forget_rows(TRY(rows_of_subject(subject)), info);
}

Result<size_t> SqliteStore::forget_row(std::string_view ledger, RowId row, const EntryInfo& info) {
    CHECK(!writing_);
    TRY(need_writing());
    const Layout* layout = TRY(this->layout(ledger));
    const std::vector<KeyId> rows = {key_id(layout->number, row)};
    return forget_rows(rows, info);
}

Result<size_t> SqliteStore::forget_rows(std::span<const KeyId> rows, const EntryInfo& info) {
    if (rows.empty()) return size_t{0};
    TRY(end_fill());  // nothing of them stays in memory
    const auto write = [&]() -> Result<void> {
        Transaction transaction = TRY(Transaction::begin(database_));
        journal_->begin(info, clock_.now());
        for (KeyId id : rows) TRY(erase_row(id));
        return transaction.commit();
    };
    Result<void> done = write();
    if (!done) {
        TRY(journal_->reload());
        return std::unexpected(std::move(done).error());
    }
    TRY(finish_forgetting());
    return rows.size();
}

Result<void> SqliteStore::erase_row(KeyId id) {
    const int64_t ledger = key_ledger(id);
    const RowId row = key_row(id);
    Statement name = TRY(database_.prepare("SELECT id FROM ledgers WHERE number = ?1"));
    name.bind(1, ledger);
    if (!TRY(name.step())) return {};
    const std::string table = table_name(name.text(0));
    name.reset();
    Statement last = TRY(database_.prepare(
        fmt::format("SELECT _seq, 1 FROM {} WHERE _row = ?1 UNION ALL "
                    "SELECT seq, 0 FROM tombstones WHERE ledger = ?2 AND row = ?1",
                    table)));
    last.bind(1, row);
    last.bind(2, ledger);
    if (!TRY(last.step())) return {};  // a key without a row: left by a crash
    const int64_t previous = last.integer(0);
    const int64_t alive = last.integer(1);
    last.reset();
    const int64_t seq = TRY(journal_->append({.ledger = ledger,
                                              .row = row,
                                              .kind = EntryKind::kForget,
                                              .effective_on = kEarliestDate.days,
                                              .previous = previous},
                                             {}, nullptr));
    const std::string commands[] = {
        fmt::format("DELETE FROM {} WHERE _row = {}", table, row),
        fmt::format("DELETE FROM flags WHERE ledger = {} AND row = {}", ledger, row),
        fmt::format("INSERT OR REPLACE INTO tombstones VALUES({}, {}, {}, {})", ledger, row, seq,
                    kEarliestDate.days),
        fmt::format("UPDATE ledgers SET rows = rows - {}, entries = entries + 1, last_batch = {} "
                    "WHERE number = {}",
                    alive, journal_->batch_number(), ledger),
        fmt::format("INSERT OR IGNORE INTO forgetting VALUES({})", id)};
    for (const std::string& command : commands) TRY(database_.execute(command));
    return {};
}

// Also what a crash left: the list of keys to destroy is durable before the first one goes.
Result<void> SqliteStore::finish_forgetting() {
    std::vector<KeyId> pending;
    Statement list = TRY(database_.prepare("SELECT key FROM forgetting"));
    while (TRY(list.step())) pending.push_back(list.integer(0));
    if (pending.empty()) return {};
    for (KeyId id : pending) TRY(erase_columns(key_ledger(id)));
    TRY(keys_.destroy(pending));
    // The deleted rows are overwritten in the file, and the log that still held them is cut.
    TRY(database_.checkpoint());
    TRY(database_.execute("DELETE FROM forgetting"));
    return {};
}

}  // namespace yitao::ledger
