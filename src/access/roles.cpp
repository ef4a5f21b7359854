#include "access/roles.h"

#include <array>

#include "base/check.h"

namespace yitao::access {

namespace {

// The page to check begins here.

struct RoleRow {
    Role role;
    std::string_view id;
    Words name;
    Reach writes;
    bool in_department;
    bool apart;
};

// clang-format off
constexpr std::array<RoleRow, kRoles> kRoleTable = {{
    {Role::kClerk, "clerk", {"村（社区）干部", "Clerk"}, Reach::kOwnUnits, false, false},
    {Role::kOfficer, "officer", {"部门经办人", "Officer"}, Reach::kOwnDepartment, true, false},
    {Role::kHandler, "handler", {"事项办理人", "Handler"}, Reach::kOwnDepartment, true, false},
    {Role::kDataOffice, "data_office", {"政务和数据局", "Data office"}, Reach::kOwnDepartment, true, false},
    {Role::kLeader, "leader", {"领导", "Leader"}, Reach::kNothing, false, false},
    {Role::kAuditor, "auditor", {"审计", "Auditor"}, Reach::kNothing, false, true},
    {Role::kAdministrator, "administrator", {"管理员", "Administrator"}, Reach::kNothing, false, true},
}};
// clang-format on

struct ActionRow {
    std::string_view roles;  // one sign a role, in the order of the table above; x: may
    Action action;
    std::string_view id;
    Words name;
};

// Columns: clerk, officer, handler, data office, leader, auditor, administrator.
// clang-format off
constexpr std::array<ActionRow, kActions> kActionTable = {{
    {"x x x x x x .", Action::kReadRows, "rows.read",
        {"查看记录", "Read rows"}},
    {"x x x x . . .", Action::kWriteRows, "rows.write",
        {"填写记录", "Write rows"}},
    {"x . . . . . .", Action::kConfirm, "rows.confirm",
        {"确认无变化", "Confirm that nothing changed"}},
    {"x x . x . . .", Action::kImport, "rows.import",
        {"导入文件", "Import files"}},
    {"x x x x x . .", Action::kDispute, "rows.dispute",
        {"提出异议", "Dispute a fact"}},
    {"x x x . . . .", Action::kUnmask, "rows.unmask",
        {"说明理由后看全（留痕）", "Unmask for a reason, recorded"}},
    {"x x x x x x .", Action::kReadTemplates, "templates.read",
        {"查看模板", "Read templates"}},
    {". x . x . . .", Action::kWriteTemplates, "templates.write",
        {"上传和确认模板", "Upload and confirm templates"}},
    {"x x x x x x .", Action::kFill, "fill",
        {"取填好的表（遮蔽）", "Fill workbooks, masked"}},
    {"x x . . . . .", Action::kFillPersonal, "fill.personal",
        {"取含个人信息的表（留痕）", "Fill workbooks in full, recorded"}},
    {"x x x x x x .", Action::kEvidence, "evidence",
        {"查看数字的来历", "See where a number comes from"}},
    {"x x x x x x .", Action::kBurden, "burden",
        {"查看报表负担", "See the burden of forms"}},
    {"x x x x x x .", Action::kOverview, "overview",
        {"查看总览", "See the overview"}},
    {". . . . . . x", Action::kAccounts, "accounts",
        {"管理账号和岗位", "Keep accounts and posts"}},
    {". . . . . . x", Action::kUnits, "units",
        {"管理单位", "Keep the register of units"}},
    {". . . . . x .", Action::kAudit, "audit",
        {"查看留痕", "Read the trail"}},
}};
// clang-format on

enum class Sight : uint8_t {
    kHidden,
    kMasked,
    kShown,
    kOwner,  // shown in the department that owns the column, hidden elsewhere
};
constexpr Sight hidden = Sight::kHidden, masked = Sight::kMasked, shown = Sight::kShown,
                owner = Sight::kOwner;

// clang-format off
constexpr std::array<std::array<Sight, kRoles>, 4> kSightTable = {{
    // clerk  officer handler data    leader  auditor administrator
    {{shown,  shown,  shown,  shown,  shown,  shown,  shown}},   // open
    {{shown,  shown,  shown,  shown,  shown,  shown,  hidden}},  // internal
    {{masked, masked, masked, masked, masked, masked, hidden}},  // personal
    {{hidden, owner,  owner,  hidden, hidden, hidden, hidden}},  // sealed
}};
// clang-format on

// The page to check ends here.

constexpr bool tables_are_in_order() {
    for (size_t i = 0; i < kRoles; ++i) {
        if (static_cast<size_t>(kRoleTable[i].role) != i) return false;
    }
    for (size_t i = 0; i < kActions; ++i) {
        if (static_cast<size_t>(kActionTable[i].action) != i) return false;
        if (kActionTable[i].roles.size() != 2 * kRoles - 1) return false;
    }
    return true;
}
static_assert(tables_are_in_order());

const RoleRow& row(Role role) {
    CHECK(static_cast<size_t>(role) < kRoles);
    return kRoleTable[static_cast<size_t>(role)];
}

const ActionRow& row(Action action) {
    CHECK(static_cast<size_t>(action) < kActions);
    return kActionTable[static_cast<size_t>(action)];
}

}  // namespace

std::string_view role_id(Role role) {
    return row(role).id;
}

Words role_name(Role role) {
    return row(role).name;
}

std::optional<Role> parse_role(std::string_view id) {
    for (const RoleRow& role : kRoleTable) {
        if (role.id == id) return role.role;
    }
    return std::nullopt;
}

std::string_view action_id(Action action) {
    return row(action).id;
}

Words action_name(Action action) {
    return row(action).name;
}

bool may(Role role, Action action) {
    return row(action).roles[2 * static_cast<size_t>(row(role).role)] == 'x';
}

View view(Role role, ledger::Sensitivity sensitivity, bool own_department) {
    const auto sight =
        kSightTable[static_cast<size_t>(sensitivity)][static_cast<size_t>(row(role).role)];
    switch (sight) {
        case Sight::kHidden:
            return View::kHidden;
        case Sight::kMasked:
            return View::kMasked;
        case Sight::kShown:
            return View::kShown;
        case Sight::kOwner:
            return own_department ? View::kShown : View::kHidden;
    }
    return View::kHidden;
}

Reach reach(Role role) {
    return row(role).writes;
}

bool needs_department(Role role) {
    return row(role).in_department;
}

bool stands_apart(Role role) {
    return row(role).apart;
}

}  // namespace yitao::access
