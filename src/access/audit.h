// The trail (留痕) of what somebody must be able to account for: unmaskings, personal lists taken,
// posts handed over, accounts changed. Append-only, each entry hashed with the one before it, as in
// the journal. It says nothing of how people work: no sign-ins, no failures, no counts.
//
//     hash(entry) = BLAKE2b(hash before | numbers | texts with their lengths)
//
//     TRY(trail.append({.at = now, .account = 2, .post = 3, .action = AuditAction::kUnmask, …}));
//     TRY(trail.verify())  → what contradicts itself
//
// Who can write the file can also compute hashes: what a chain cannot show is a whole new chain.
// head() is for keeping elsewhere, on paper or in another office's file.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/roles.h"
#include "base/clock.h"
#include "base/result.h"
#include "ledger/store/sqlite.h"
#include "ledger/store/store.h"
#include "org/tree.h"

namespace yitao::access {

enum class AuditAction : uint8_t {
    kUnmask = 1,        // "resident 12 id_number name"
    kFillPersonal = 2,  // a workbook with its lists of people in full
    kAccountCreated = 3,
    kAccountDisabled = 4,
    kAccountEnabled = 5,
    kPasswordReset = 6,  // by somebody else
    kPasswordChanged = 7,
    kPostCreated = 8,
    kPostClosed = 9,
    kHandOver = 10,
    kSessionsEnded = 11,
    kUnitsUpdated = 12,
};
std::string_view audit_action_id(AuditAction action);  // "row.unmask"
Words audit_action_name(AuditAction action);           // 查看完整个人信息

struct AuditEntry {
    int64_t seq = 0;
    Timestamp at = 0;
    int64_t account = 0;     // who; 0: the command line
    int64_t post = 0;        // from which post
    org::UnitCode unit = 0;  // of the post then
    AuditAction action = AuditAction::kUnmask;
    std::string what;
    std::string reason;
};

using AuditHash = std::array<uint8_t, 32>;
struct AuditHead {
    int64_t seq = 0;
    AuditHash hash{};
    bool operator==(const AuditHead&) const = default;
};

class AuditTrail {
  public:
    static constexpr std::string_view kTables = R"sql(
CREATE TABLE audit(
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account INTEGER NOT NULL,
    post INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    action INTEGER NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    hash BLOB NOT NULL) STRICT;
CREATE TABLE audit_head(one INTEGER PRIMARY KEY CHECK(one = 1), seq INTEGER NOT NULL,
    hash BLOB NOT NULL) STRICT;
INSERT INTO audit_head VALUES(1, 0, zeroblob(32));
)sql";

    // In the transaction of the caller; `seq` is given here.
    static Result<void> append(ledger::Database& database, AuditEntry entry);
    // Newest first, those before `before` (0: from the newest).
    static Result<std::vector<AuditEntry>> read(ledger::Database& database, int64_t before,
                                                size_t limit);
    static Result<AuditHead> head(ledger::Database& database);
    static Result<std::vector<ledger::Finding>> verify(ledger::Database& database);
};

}  // namespace yitao::access
