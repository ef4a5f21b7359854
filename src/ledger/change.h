// What somebody wants changed in a ledger, and what became of it. Intake, the command line and the
// server build batches; site/ validates and applies them.
//
//     Batch batch{.ledger = "resident", .columns = {id_number, name}, .changes = {...}};
//     batch.changes.push_back({.kind = ChangeKind::kPut, .line = 7, .fields = {id, name}});
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "ledger/schema.h"
#include "ledger/table.h"

namespace yitao::ledger {

enum class ChangeKind : uint8_t {
    kPut,     // the row with this key (or Change::row) is made so; inserted where there is none
    kInsert,  // refused where the key is already there
    kUpdate,  // refused where there is no such row; moving to another unit is an update of the unit
    kDelete,  // refused where there is no such row
};

struct Change {
    ChangeKind kind = ChangeKind::kPut;
    RowId row = 0;      // 0: the row is found by the key columns among the fields
    uint32_t line = 0;  // row of the file it came from, 0: none
    // As Batch::columns, canonical (Field of each column's type; code names as stored). A blank
    // field clears the value. kDelete needs the key fields only, or none with `row`.
    std::vector<Field> fields;
};

struct Batch {
    std::string ledger;           // Schema::id
    std::vector<size_t> columns;  // indices into Schema::columns, none calculated, none twice
    std::vector<Change> changes;  // at most kImportBatchRows
};

// Who changes, and through what. One per batch; the line comes from each change.
struct EntryInfo {
    std::string who;      // account or person
    std::string through;  // file name, "cli", "api" …
    // From when the facts hold. Not stated: "since ever" for inserts, today for everything else, so
    // that a ledger typed in on the 3rd can be reported as at the end of last month.
    std::optional<Date> effective_on;
};

enum class Outcome : uint8_t { kInserted, kUpdated, kDeleted, kUnchanged, kRefused };

inline constexpr size_t kWholeRow = SIZE_MAX;

// Something to say about a row: why it was refused, or what it was flagged or warned with.
struct Remark {
    size_t column = kWholeRow;  // index into Schema::columns
    std::string rule;           // stable: "identity.check_digit", "required", a Validation::id …
    Severity severity = Severity::kRefuse;
    Message message;  // says nothing of the value itself, which may be personal
};

struct RowOutcome {
    Outcome outcome = Outcome::kUnchanged;
    RowId row = 0;  // 0 when refused
    std::vector<Remark> remarks;
};

// A flag that stands on a stored row until the row is mended.
struct Flag {
    RowId row = 0;
    std::string column;  // column id, "" for the row as a whole
    std::string rule;
    auto operator<=>(const Flag&) const = default;
};

}  // namespace yitao::ledger
