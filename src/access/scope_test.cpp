#include "access/scope.h"

#include <gtest/gtest.h>

#include "access/test_access.h"

namespace yitao::access {
namespace {

class ScopeTest : public testing::Test {
  protected:
    Scope scope(Role role, org::UnitCode unit, std::string department = {}) const {
        return Scope::of(
            {.id = 1, .role = role, .unit = unit, .department = std::move(department), .holder = 7},
            tree_);
    }
    org::UnitIndex at(org::UnitCode code) const { return *tree_.find(code); }
    const ledger::Column& column(std::string_view id) const {
        return schema_.columns[*schema_.find_column(id)];
    }
    // Ids of the columns that may be written in a row of that unit.
    std::string writes(const Scope& scope, org::UnitCode unit) const {
        std::string out;
        for (const ledger::Column& column : schema_.columns) {
            if (scope.may_write(schema_, column, at(unit))) out += column.id + " ";
        }
        return out;
    }

    org::Tree tree_ = test_tree();
    ledger::Schema schema_ = test_schema();
};

TEST_F(ScopeTest, NoneSeesNothing) {
    const Scope none;
    EXPECT_FALSE(none.sees(0));
    EXPECT_FALSE(none.may(Action::kReadRows));
    EXPECT_FALSE(none.sees_ledger(schema_));
    for (const auto& column : schema_.columns) EXPECT_EQ(none.view_of(column), View::kHidden);
    EXPECT_EQ(Scope::of({.id = 1, .unit = kCity, .holder = 7, .closed = true}, tree_), none);
    EXPECT_EQ(Scope::of({.id = 1, .unit = kCity, .holder = 0}, tree_), none);
    EXPECT_FALSE(none.at(tree_).sees(0));
}

TEST_F(ScopeTest, SeesItsSubtreeAndNoMore) {
    const Scope town = scope(Role::kClerk, kTown);
    for (org::UnitCode inside : {kTown, kVillageA, kVillageB}) EXPECT_TRUE(town.sees(at(inside)));
    for (org::UnitCode outside : {kCity, kCounty, kOtherCounty}) {
        EXPECT_FALSE(town.sees(at(outside)));
    }
    const Scope village = scope(Role::kClerk, kVillageA);
    EXPECT_TRUE(village.sees(at(kVillageA)));
    EXPECT_FALSE(village.sees(at(kVillageB)));
    for (org::UnitIndex unit = 0; unit < tree_.size(); ++unit) {
        EXPECT_TRUE(scope(Role::kLeader, kCity).sees(unit));
    }
}

TEST_F(ScopeTest, AMergedUnitIsNotFollowedIntoItsSuccessor) {
    constexpr org::UnitCode kOld = 421221106203;
    ASSERT_EQ(tree_.unit(*tree_.find(kOld)).code, kVillageB);
    const Scope now = scope(Role::kClerk, kOld);
    for (org::UnitIndex unit = 0; unit < tree_.size(); ++unit) EXPECT_FALSE(now.sees(unit));
    const org::Tree before = must(test_register().tree(*Date::from_civil(2025, 10, 31)));
    const Scope then = now.at(before);
    EXPECT_TRUE(then.sees(*before.find(kOld)));
    EXPECT_FALSE(then.sees(*before.find(kVillageB)));
}

TEST_F(ScopeTest, OnlyTheOwnerOfAFactChangesIt) {
    const Scope clerk = scope(Role::kClerk, kVillageA);
    EXPECT_EQ(writes(clerk, kVillageA), "id_number unit allowance ");  // not sealed, not calculated
    EXPECT_EQ(writes(clerk, kVillageB), "");
    EXPECT_EQ(writes(clerk, kTown), "");
    const Scope civil = scope(Role::kOfficer, kCounty, "民政局");
    EXPECT_EQ(writes(civil, kVillageA), "allowance ");
    EXPECT_EQ(writes(civil, kOtherCounty), "");
    EXPECT_EQ(writes(scope(Role::kOfficer, kCounty, "公安局"), kVillageA), "id_number unit ");
    EXPECT_EQ(writes(scope(Role::kHandler, kCounty, "纪律检查委员会"), kVillageA), "lead ");
    EXPECT_EQ(writes(scope(Role::kOfficer, kCounty, ""), kVillageA), "");
    for (Role role : {Role::kLeader, Role::kAuditor, Role::kAdministrator}) {
        EXPECT_EQ(writes(scope(role, kCity, "民政局"), kVillageA), "") << role_id(role);
    }
    // A department's own register is not typed by units, though their rows lie in it.
    schema_.entered_by = ledger::EnteredBy::kDepartment;
    EXPECT_EQ(writes(clerk, kVillageA), "");
    EXPECT_EQ(writes(civil, kVillageA), "allowance ");
}

TEST_F(ScopeTest, WhoWritesTheKeyAddsRows) {
    EXPECT_TRUE(scope(Role::kClerk, kVillageA).may_add_or_remove(schema_, at(kVillageA)));
    EXPECT_FALSE(scope(Role::kClerk, kVillageA).may_add_or_remove(schema_, at(kVillageB)));
    EXPECT_TRUE(scope(Role::kOfficer, kCounty, "公安局").may_add_or_remove(schema_, at(kVillageB)));
    const Scope civil = scope(Role::kOfficer, kCounty, "民政局");
    EXPECT_FALSE(civil.may_add_or_remove(schema_, at(kVillageB)));
    EXPECT_TRUE(civil.may_write_some(schema_));
    schema_.key = {};
    EXPECT_FALSE(civil.may_add_or_remove(schema_, at(kVillageB)));  // the unit is not theirs
    schema_.columns[1].owner = "民政局";
    EXPECT_TRUE(civil.may_add_or_remove(schema_, at(kVillageB)));
    EXPECT_FALSE(scope(Role::kLeader, kCity).may_write_some(schema_));
}

TEST_F(ScopeTest, ToSearchIsToSee) {
    const Scope clerk = scope(Role::kClerk, kVillageA);
    const Scope leader = scope(Role::kLeader, kCity);
    EXPECT_TRUE(clerk.may_search(column("id_number")));
    EXPECT_FALSE(leader.may_search(column("id_number")));  // 421*… would be found digit by digit
    EXPECT_TRUE(leader.may_search(column("unit")));
    schema_.columns[2].type = ledger::ColumnType::kCode;
    EXPECT_TRUE(leader.may_search(column("allowance")));  // masking leaves codes
    EXPECT_FALSE(clerk.may_search(column("lead")));
    EXPECT_FALSE(scope(Role::kAdministrator, kCity).may_search(column("unit")));
}

TEST_F(ScopeTest, UnmasksWhatIsMaskedInItsUnits) {
    const Scope clerk = scope(Role::kClerk, kVillageA);
    EXPECT_TRUE(clerk.may_unmask(column("id_number"), at(kVillageA)));
    EXPECT_FALSE(clerk.may_unmask(column("id_number"), at(kVillageB)));
    EXPECT_FALSE(clerk.may_unmask(column("lead"), at(kVillageA)));
    EXPECT_FALSE(scope(Role::kLeader, kCity).may_unmask(column("id_number"), at(kVillageA)));
    EXPECT_FALSE(scope(Role::kAuditor, kCity).may_unmask(column("id_number"), at(kVillageA)));
}

TEST_F(ScopeTest, ALedgerOfSealedColumnsIsSeenByItsOwnerAlone) {
    schema_.columns = {schema_.columns[1], schema_.columns[3]};
    EXPECT_FALSE(scope(Role::kClerk, kVillageA).sees_ledger(schema_));
    EXPECT_FALSE(scope(Role::kOfficer, kCounty, "民政局").sees_ledger(schema_));
    EXPECT_TRUE(scope(Role::kOfficer, kCounty, "纪律检查委员会").sees_ledger(schema_));
    EXPECT_FALSE(scope(Role::kLeader, kCity, "纪律检查委员会").sees_ledger(schema_));
}

TEST_F(ScopeTest, PostsAreNamedByPlaceDepartmentAndRole) {
    const Post post{.id = 1, .role = Role::kOfficer, .unit = kCounty, .department = "民政局"};
    EXPECT_EQ(post_label(post, tree_).zh, "嘉鱼县 民政局 部门经办人");
    EXPECT_EQ(post_label({.role = Role::kClerk, .unit = 421221106203}, tree_).en,
              "421221106203 Clerk");
}

}  // namespace
}  // namespace yitao::access
