// What each role may do, and how it sees columns: two tables of data (roles.cpp) that fit on a
// page, so that a data office can check them without reading code.
//
//     may(Role::kLeader, Action::kWriteRows) == false
//     view(Role::kClerk, ledger::Sensitivity::kPersonal, false) == View::kMasked
//
// Where somebody may do it (which units, which columns) is the Scope's (scope.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/schema.h"

namespace yitao::access {

enum class Role : uint8_t {
    kClerk,          // of a village, community or township: enters facts
    kOfficer,        // of a department: asks, with workbooks
    kHandler,        // of matters: hazards, disputes, requests
    kDataOffice,     // cuts the burden
    kLeader,         // reads numbers
    kAuditor,        // reads what was done, changes nothing
    kAdministrator,  // keeps accounts and posts, sees nobody's data
};
inline constexpr size_t kRoles = 7;

enum class Action : uint8_t {
    kReadRows,
    kWriteRows,
    kConfirm,  // "no change"
    kImport,   // a file of rows
    kDispute,  // somebody else's fact
    kUnmask,   // with a reason, recorded
    kReadTemplates,
    kWriteTemplates,
    kFill,          // a workbook, personal columns masked
    kFillPersonal,  // the same with its lists of people in full, recorded
    kEvidence,
    kBurden,
    kOverview,
    kAccounts,
    kUnits,  // the register of units
    kAudit,
};
inline constexpr size_t kActions = 16;

enum class View : uint8_t { kHidden, kMasked, kShown };

// Whose facts a role changes, if it may change any.
enum class Reach : uint8_t {
    kNothing,
    kOwnUnits,       // all that is entered for units of its subtree
    kOwnDepartment,  // columns its own department owns
};

struct Words {
    std::string_view zh;
    std::string_view en;
};

std::string_view role_id(Role role);  // "data_office": in the API and in the database
Words role_name(Role role);           // 村（社区）干部, Clerk
std::optional<Role> parse_role(std::string_view id);
std::string_view action_id(Action action);  // "rows.read"
Words action_name(Action action);

bool may(Role role, Action action);
// `own_department`: the column is owned by the department of the post.
View view(Role role, ledger::Sensitivity sensitivity, bool own_department);
Reach reach(Role role);
// A post of this role is one in a department.
bool needs_department(Role role);
// Who holds such a post holds no post of another role: those who keep the accounts and those who
// read the trail stand apart from the work and from each other.
bool stands_apart(Role role);

}  // namespace yitao::access
