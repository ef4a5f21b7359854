// Accounts, posts and the trail of an installation copied into another folder; sessions are left out:
// a copy that is restored elsewhere must not let anybody in who does not sign in there.
//
//     TRY(backup_accounts("data", "copy"));       // also while a server has them open
#pragma once

#include <string>

#include "base/result.h"
#include "ledger/store/sqlite.h"

namespace yitao::access {

// Nothing where `folder` has none. kConflict where `target` has some already.
Result<void> backup_accounts(const std::string& folder, const std::string& target);
// The same of a database that is open.
Result<void> backup_accounts(ledger::Database& accounts, const std::string& target);

// A file that nobody else on the machine may read, if it is not there yet; SQLite gives its other
// files the rights of this one.
Result<void> make_private_file(const std::string& path);

}  // namespace yitao::access
