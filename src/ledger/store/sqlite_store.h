// The store on SQLite: one STRICT typed table a ledger, WAL, synchronous=FULL. The files of this
// class: sqlite_store.cpp (open, declare, small reads), writer.cpp (changes), load.cpp (columns),
// load_columns.cpp and snapshot.cpp (the columns kept beside it), fresh_ledger.h (what a
// fill keeps), forget.cpp (lawful deletion),
// verify.cpp (rows rebuilt from the journal).
//
// Beside its columns a row carries _seq (its last journal entry), _dated (the latest effective_on
// of its entries) and, where it came without a full key, _origin (a hash of what came). A row whose
// _seq and _dated lie within what is asked is as asked; only the others are rebuilt.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/store/fresh_ledger.h"
#include "ledger/store/journal.h"
#include "ledger/store/keyring.h"
#include "ledger/store/layout.h"
#include "ledger/store/sqlite.h"
#include "ledger/store/store.h"

namespace yitao::ledger {

class ColumnFile;
struct ColumnStamp;

class SqliteStore final : public Store {
  public:
    ~SqliteStore() override;
    static Result<std::unique_ptr<Store>> open(const std::string& folder,
                                               const StoreOptions& options, const Clock& clock);

    Result<void> declare(std::span<const Schema* const> schemas, std::span<const Rename> renames,
                         std::span<const PackVersion> versions) override;
    Result<std::vector<PackVersion>> pack_versions() override;
    Result<std::unique_ptr<Writer>> begin(std::string_view ledger, const EntryInfo& info) override;
    Result<Table> load_table(const LoadRequest& request) override;
    Result<std::vector<Row>> rows_as_of(std::string_view ledger, std::span<const RowId> rows,
                                        Date as_of) override;
    Result<std::vector<RowId>> rows_dated_after(std::string_view ledger, Date date) override;
    Result<std::vector<uint8_t>> touched_since(std::string_view ledger, std::span<const RowId> rows,
                                               Timestamp moment) override;
    Result<std::vector<org::UnitCode>> units_touched_since(std::string_view ledger,
                                                           Timestamp moment) override;
    Result<std::vector<Row>> read_rows(std::string_view ledger,
                                       std::span<const RowId> rows) override;
    Result<std::vector<JournalEntry>> history(std::string_view ledger, RowId row) override;
    Result<std::vector<Flag>> flags(std::string_view ledger) override;
    Result<LedgerStatus> status(std::string_view ledger) override;
    Result<std::string> units_csv(std::optional<Timestamp> known_at) override;
    Result<void> set_units_csv(std::string_view csv, const EntryInfo& info) override;
    Result<size_t> forget(std::string_view subject, const EntryInfo& info) override;
    Result<size_t> forget_row(std::string_view ledger, RowId row, const EntryInfo& info) override;
    Result<void> backup(const std::string& folder, const BackupOptions& options) override;
    Result<std::vector<Finding>> verify() override;
    Result<size_t> save_columns() override;

  private:
    friend class RowWriter;
    friend class TableLoader;
    friend class Verifier;

    SqliteStore(const StoreOptions& options, const Clock& clock)
        : mode_(options.mode), least_snapshot_rows_(options.least_snapshot_rows),
          large_fill_(options.large_fill), clock_(clock) {}
    Result<void> set_up();
    Result<void> write_versions(std::span<const PackVersion> versions);
    Result<const Layout*> layout(std::string_view ledger) const;
    [[nodiscard]] const Layout* find_layout(int64_t number) const;
    Result<void> need_writing() const;

    // Statements of rows_as_of and history, prepared at a ledger's first use: the live engine asks
    // for each row that changes.
    struct RowReaders {
        Statement last;  // its newest entry
        Statement read;
    };
    Result<RowReaders*> row_readers(const Layout& layout);

    // Makes the index that a large fill has left out, and keeps nothing of it any more.
    Result<void> end_fill();

    // forget.cpp
    Result<std::vector<KeyId>> rows_of_subject(std::string_view subject);
    Result<size_t> forget_rows(std::span<const KeyId> rows, const EntryInfo& info);
    Result<void> erase_row(KeyId id);
    Result<void> finish_forgetting();

    // snapshot.cpp, verify_columns.cpp
    [[nodiscard]] std::string columns_path(int64_t ledger) const;
    // The snapshot of a ledger if it is one of this journal's history and of this declaration; else
    // null.
    Result<std::shared_ptr<const ColumnFile>> column_snapshot(const Layout& layout);
    Result<bool> bears_out(const ColumnStamp& stamp);
    Result<bool> is_stale(const Layout& layout, const ColumnFile& file);
    Result<void> tidy_columns();
    Result<void> erase_columns(int64_t ledger);
    Result<void> verify_columns(const Layout& layout, std::vector<Finding>& findings);

    StoreMode mode_;
    size_t least_snapshot_rows_;
    size_t large_fill_;
    const Clock& clock_;
    std::string folder_;
    Database database_;
    Keyring keys_;
    std::unique_ptr<Journal> journal_;  // stays where it is: writers point to it
    std::vector<std::unique_ptr<Layout>> layouts_;
    std::map<int64_t, RowReaders> row_readers_;  // by the ledger's number
    bool writing_ = false;  // a Writer is open
    std::optional<FreshLedger> fresh_;  // the ledger that was empty when last written to
};

// Reads columns `first`, `first` + 1, … of a row statement into the stored columns of a row.
void read_fields(const Statement& statement, int first, const Layout& layout,
                 std::vector<Field>& fields);

}  // namespace yitao::ledger
