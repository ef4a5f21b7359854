// How a ledger lies in the database: its number, its table, the numbers of its columns, and how
// older values of the journal read as values of today. Built by declare() in layout.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/store/sqlite.h"
#include "ledger/store/store.h"

namespace yitao::ledger {

// Where a value of the journal goes in a Row, and by which power of ten its scale has grown since.
struct ColumnTarget {
    static constexpr size_t kHidden = SIZE_MAX;
    size_t column = kHidden;  // index into Schema::columns
    int power = 0;
};

struct Layout {
    int64_t number = 0;
    std::string id;
    std::string table;  // quoted
    const Schema* schema = nullptr;
    bool personal = false;              // payloads are encrypted
    std::vector<size_t> stored;         // indices into Schema::columns, in the order of `select`
    std::vector<uint32_t> numbers;      // as Schema::columns; 0: calculated
    std::vector<ColumnTarget> targets;  // by column number
    std::vector<size_t> key;
    std::optional<size_t> unit;
    std::optional<size_t> subject;
    std::string column_list;  // quoted names of `stored`, ", " between them

    [[nodiscard]] bool has_full_key(std::span<const Field> fields) const;
};

// Creates or migrates, in the transaction of the caller. With `mode` kRead nothing is written and
// needed changes are refused.
class Declaration {
  public:
    Declaration(Database& database, StoreMode mode) : database_(database), mode_(mode) {}
    Result<void> rename(const Rename& rename);
    // `changed` is set where the stored declaration differed.
    Result<Layout> declare(const Schema& schema, bool& changed);

  private:
    struct StoredColumn {
        uint32_t number = 0;
        ColumnType type{};
        int scale = 0;
        bool live = false;  // else superseded by a later number of the same id
    };
    struct StoredLedger {
        int64_t number = 0;
        std::string key;
        std::vector<std::pair<std::string, StoredColumn>> columns;  // by number
    };
    Result<std::optional<StoredLedger>> stored(const std::string& id);
    Result<StoredLedger> create(const Schema& schema);
    Result<void> add_column(const Schema& schema, StoredLedger& ledger, const Column& column);
    Result<bool> fit_column(const Schema& schema, StoredLedger& ledger, const Column& column);
    Result<void> rescale(const Schema& schema, StoredLedger& ledger, const Column& column,
                         const StoredColumn& old, int power);
    Result<void> fit_key(const Schema& schema, const StoredLedger& ledger);
    Result<void> need_writer(const Schema& schema) const;

    Database& database_;
    StoreMode mode_;
};

std::string table_name(std::string_view ledger_id);  // quoted
// The index that keeps the keys of a ledger unique: its name, quoted, and the SQL that makes it.
std::string key_index_name(std::string_view ledger_id);
std::string key_index(const Schema& schema);

}  // namespace yitao::ledger
