// The rights of every role, asserted cell by cell against a table written out here a second time:
// whoever changes a right changes it in two places, on purpose.
#include "access/roles.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace yitao::access {
namespace {

using ledger::Sensitivity;

TEST(Roles, MayDoExactlyThis) {
    const std::map<std::string, std::set<std::string>> expected = {
        {"clerk",
         {"rows.read", "rows.write", "rows.confirm", "rows.import", "rows.dispute", "rows.unmask",
          "templates.read", "fill", "fill.personal", "evidence", "burden", "overview"}},
        {"officer",
         {"rows.read", "rows.write", "rows.import", "rows.dispute", "rows.unmask", "templates.read",
          "templates.write", "fill", "fill.personal", "evidence", "burden", "overview"}},
        {"handler",
         {"rows.read", "rows.write", "rows.dispute", "rows.unmask", "templates.read", "fill",
          "evidence", "burden", "overview"}},
        {"data_office",
         {"rows.read", "rows.write", "rows.import", "rows.dispute", "templates.read",
          "templates.write", "fill", "evidence", "burden", "overview"}},
        {"leader",
         {"rows.read", "rows.dispute", "templates.read", "fill", "evidence", "burden", "overview"}},
        {"auditor",
         {"rows.read", "templates.read", "fill", "evidence", "burden", "overview", "audit"}},
        {"administrator", {"accounts", "units"}},
    };
    ASSERT_EQ(expected.size(), kRoles);
    for (size_t r = 0; r < kRoles; ++r) {
        const auto role = static_cast<Role>(r);
        const auto& actions = expected.at(std::string(role_id(role)));
        std::set<std::string> known;
        for (size_t a = 0; a < kActions; ++a) {
            const auto action = static_cast<Action>(a);
            const std::string id(action_id(action));
            known.insert(id);
            EXPECT_EQ(may(role, action), actions.contains(id)) << role_id(role) << " × " << id;
            EXPECT_FALSE(action_name(action).zh.empty());
            EXPECT_FALSE(action_name(action).en.empty());
        }
        EXPECT_EQ(known.size(), kActions) << "two actions of one name";
        for (const std::string& id : actions) EXPECT_TRUE(known.contains(id)) << id;
        EXPECT_EQ(parse_role(role_id(role)), role);
        EXPECT_FALSE(role_name(role).zh.empty());
    }
    EXPECT_EQ(parse_role("king"), std::nullopt);
    EXPECT_EQ(parse_role(""), std::nullopt);
}

TEST(Roles, SeeColumnsExactlySo) {
    struct Expected {
        Role role;
        const char* of_others;  // open, internal, personal, sealed: shown, masked or hidden
        const char* own;        // the same, owned by the department of the post
    };
    const Expected expected[] = {
        {Role::kClerk, "ssmh", "ssmh"},         {Role::kOfficer, "ssmh", "ssms"},
        {Role::kHandler, "ssmh", "ssms"},       {Role::kDataOffice, "ssmh", "ssmh"},
        {Role::kLeader, "ssmh", "ssmh"},        {Role::kAuditor, "ssmh", "ssmh"},
        {Role::kAdministrator, "shhh", "shhh"},
    };
    ASSERT_EQ(std::size(expected), kRoles);
    for (const Expected& e : expected) {
        for (size_t s = 0; s < 4; ++s) {
            for (bool own : {false, true}) {
                const View seen = view(e.role, static_cast<Sensitivity>(s), own);
                const char sign = "hms"[static_cast<size_t>(seen)];
                EXPECT_EQ(sign, (own ? e.own : e.of_others)[s])
                    << role_id(e.role) << " sensitivity " << s << (own ? " own" : "");
            }
        }
    }
}

TEST(Roles, OnlyWhoMayWriteReachesAnything) {
    for (size_t r = 0; r < kRoles; ++r) {
        const auto role = static_cast<Role>(r);
        EXPECT_EQ(may(role, Action::kWriteRows), reach(role) != Reach::kNothing) << role_id(role);
        EXPECT_EQ(needs_department(role), reach(role) == Reach::kOwnDepartment) << role_id(role);
        EXPECT_FALSE(may(role, Action::kFillPersonal) && !may(role, Action::kUnmask));
    }
    EXPECT_TRUE(stands_apart(Role::kAdministrator));
    EXPECT_TRUE(stands_apart(Role::kAuditor));
    EXPECT_FALSE(stands_apart(Role::kLeader));
}

}  // namespace
}  // namespace yitao::access
