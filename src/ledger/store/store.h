// Where the rows, flags and journal of one installation lie: dumb storage of typed facts behind one
// narrow interface (SQLite today; nothing here names it). What may be stored is decided above, in
// site/. One writer at a time; readers see the last committed state.
//
//     auto store = TRY(open_store(dir, {.mode = StoreMode::kWrite}, clock));
//     TRY(store->declare(schemas));
//     auto write = TRY(store->begin("resident", {.who = "clerk", .through = "residents.csv"}));
//     RowId row = TRY(write->insert(fields, {.line = 2}));
//     TRY(write->commit());                                  // durable when this returns
//     Table table = TRY(store->load_table({.schema = &schema, .columns = {0, 3}, .tree = &tree}));
//
// Time. Each journal entry says when it was recorded and from when the fact holds (effective_on). A
// row as of a date, as known at a moment, is the fold of its entries recorded by then and effective
// by that date, in the order (effective_on, seq): the last one wins, column by column. A row is
// there from its insert's date until the date of its deletion. The stored row is the fold of all.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "base/result.h"
#include "ledger/change.h"
#include "ledger/schema.h"
#include "ledger/table.h"
#include "org/tree.h"

namespace yitao::ledger {

enum class StoreMode : uint8_t { kRead, kWrite };

enum class EntryKind : uint8_t {
    kInsert = 1,
    kUpdate = 2,
    kDelete = 3,
    kMove = 4,    // an update of the unit column, perhaps with others
    kForget = 5,  // a subject's rows and keys were destroyed
    kUnits = 6,   // a new register of units
    kSchema = 7,  // a ledger was declared or migrated
};

struct JournalEntry {
    struct FieldChange {
        std::string column;  // id
        Field before;
        Field after;
    };
    int64_t seq = 0;
    EntryKind kind = EntryKind::kInsert;
    std::string ledger;  // id, "" where the entry is about no ledger
    RowId row = 0;
    std::string who;
    std::string through;
    uint32_t line = 0;
    Timestamp recorded_at = 0;
    Date effective_on;
    bool readable = true;  // false: encrypted, and its key was destroyed
    std::vector<FieldChange> changes;
};

// A stored row; fields as Schema::columns, calculated ones blank.
struct Row {
    RowId id = 0;
    std::vector<Field> fields;
};

struct WriteOptions {
    uint32_t line = 0;
    std::optional<Date> effective_on;  // else EntryInfo's, else the default of the kind
    // The row's flags after the change; they replace those it had.
    std::span<const Flag> flags;
};

// One transaction on one ledger: all of it or nothing. Destroyed without commit, it rolls back.
class Writer {
  public:
    virtual ~Writer() = default;
    // The row with these values in the key columns (order of Schema::key; none blank).
    virtual Result<std::optional<RowId>> find(std::span<const Field> key) = 0;
    // Rows that came in without a full key and with exactly these fields, as first inserted.
    virtual Result<std::vector<RowId>> find_keyless(std::span<const Field> fields) = 0;
    // Nothing when there is no such row. The reference holds until the next call.
    virtual Result<const Row*> read(RowId row) = 0;
    virtual Result<RowId> insert(std::span<const Field> fields, const WriteOptions& options) = 0;
    // `fields` replace those of `columns` (indices into Schema::columns). What is equal already is
    // no change; true when something was.
    virtual Result<bool> update(RowId row, std::span<const size_t> columns,
                                std::span<const Field> fields, const WriteOptions& options) = 0;
    virtual Result<void> remove(RowId row, const WriteOptions& options) = 0;
    // Replaces the flags of a row that itself stays as it is.
    virtual Result<void> set_flags(RowId row, std::span<const Flag> flags) = 0;
    virtual Result<void> commit() = 0;
};

struct LoadRequest {
    const Schema* schema = nullptr;
    std::vector<size_t> columns;  // indices into Schema::columns; calculated ones are not loaded
    const org::Tree* tree = nullptr;
    Date as_of = kLatestDate;
    std::optional<Timestamp> known_at;  // else all that is recorded
};

struct LedgerStatus {
    std::string ledger;
    int64_t rows = 0;
    int64_t flagged_rows = 0;
    int64_t entries = 0;
    std::optional<Timestamp> last_entry;
};

// What a check found wrong.
struct Finding {
    std::string place;  // "居民 row 17", "journal 203"
    Message message;
};

struct BackupOptions {
    // Without the keys a backup cannot show personal history, and what is forgotten later cannot be
    // read from it either; with them it can be restored in full.
    enum class Keys : uint8_t { kInclude, kLeaveOut } keys = Keys::kInclude;
};

// What a newer pack calls differently; applied before the schemas are compared.
struct Rename {
    std::string ledger;  // id as it was
    std::string from;    // column id as it was; "" renames the ledger
    std::string to;
};

// Which version of a pack the data was last declared by.
struct PackVersion {
    std::string pack;
    int64_t version = 0;
    bool operator==(const PackVersion&) const = default;
};

class Store {
  public:
    virtual ~Store() = default;

    // Makes the store ready for these schemas: creates new ledgers and columns, widens types
    // (code → text, integer → decimal, a decimal's scale up); columns no longer declared are kept
    // but hidden. Anything else is refused with the reason, and nothing has changed. A reader is
    // refused (kConflict) where a writer must migrate first. Schemas must outlive the store.
    virtual Result<void> declare(std::span<const Schema* const> schemas,
                                 std::span<const Rename> renames = {},
                                 std::span<const PackVersion> versions = {}) = 0;
    // As given to the last declare().
    virtual Result<std::vector<PackVersion>> pack_versions() = 0;

    virtual Result<std::unique_ptr<Writer>> begin(std::string_view ledger,
                                                  const EntryInfo& info) = 0;

    virtual Result<Table> load_table(const LoadRequest& request) = 0;
    virtual Result<std::vector<Row>> read_rows(std::string_view ledger,
                                               std::span<const RowId> rows) = 0;
    // The same as of a date, all that is recorded taken into account; rows that are not there then
    // are left out.
    virtual Result<std::vector<Row>> rows_as_of(std::string_view ledger, std::span<const RowId> rows,
                                                Date as_of) = 0;
    // Rows about which something is recorded that holds only after that date, deleted ones too.
    virtual Result<std::vector<RowId>> rows_dated_after(std::string_view ledger, Date date) = 0;
    // By row: something was recorded about it at that moment or later. Rows that are gone: no.
    virtual Result<std::vector<uint8_t>> touched_since(std::string_view ledger,
                                                       std::span<const RowId> rows,
                                                       Timestamp moment) = 0;
    // Units under which rows stand about which something was recorded then or later.
    virtual Result<std::vector<org::UnitCode>> units_touched_since(std::string_view ledger,
                                                                   Timestamp moment) = 0;
    virtual Result<std::vector<JournalEntry>> history(std::string_view ledger, RowId row) = 0;
    virtual Result<std::vector<Flag>> flags(std::string_view ledger) = 0;
    virtual Result<LedgerStatus> status(std::string_view ledger) = 0;

    // Registers of units, newest last known at that moment; "" when there is none.
    virtual Result<std::string> units_csv(std::optional<Timestamp> known_at) = 0;
    virtual Result<void> set_units_csv(std::string_view csv, const EntryInfo& info) = 0;

    // Destroys the keys and the rows of a subject (the value of Schema::subject) in all ledgers,
    // returns the number of rows. The journal keeps that it happened, not to whom.
    virtual Result<size_t> forget(std::string_view subject, const EntryInfo& info) = 0;
    // Likewise one row, for rows that name no subject.
    virtual Result<size_t> forget_row(std::string_view ledger, RowId row,
                                      const EntryInfo& info) = 0;

    // A consistent copy of the running store into an existing folder.
    virtual Result<void> backup(const std::string& folder, const BackupOptions& options) = 0;
    // Verifies the chain of journal entries, rebuilds every row from the journal and compares; then
    // the rows with the column snapshots.
    virtual Result<std::vector<Finding>> verify() = 0;

    // Snapshots of the columns of large ledgers, for the next program that starts: where there is
    // none, or many rows have changed since. Nothing but speed hangs on it: a load takes from a
    // snapshot only what the journal bears out. Returns the number written.
    virtual Result<size_t> save_columns() = 0;
};

// Rows a ledger has got since it was empty, from which its keys' index is left out until the fill
// ends.
inline constexpr size_t kLargeFill = 50'000;

struct StoreOptions {
    StoreMode mode = StoreMode::kRead;
    size_t least_snapshot_rows = kLeastSnapshotRows;  // fewer: tests
    size_t large_fill = kLargeFill;                   // likewise
};

// Opens or (kWrite) creates ledgers.sqlite, keys/ and columns/ in the folder. The clock must outlive it.
Result<std::unique_ptr<Store>> open_store(const std::string& folder, const StoreOptions& options,
                                          const Clock& clock);

}  // namespace yitao::ledger
