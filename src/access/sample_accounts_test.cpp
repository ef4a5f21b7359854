#include "access/sample_accounts.h"

#include <gtest/gtest.h>

#include <set>

#include "access/scope.h"
#include "access/test_access.h"

namespace yitao::access {
namespace {

TEST(SampleAccounts, ThereIsASignInForEachRole) {
    TestAccounts test;
    Accounts* accounts = test.accounts.get();
    const org::Tree tree = test_tree();
    const auto made = must(create_sample_accounts(*accounts, tree));
    std::set<Role> roles;
    for (const SampleAccount& sample : made) {
        roles.insert(sample.post.role);
        const SignIn in = test.sign_in(sample.login, sample.password, sample.login);
        EXPECT_EQ(in.outcome, SignIn::Outcome::kDone) << sample.login;
        const Scope scope = in.session->scope(tree);
        EXPECT_LT(scope.begin, scope.end) << sample.login;
        EXPECT_FALSE(in.session->account.must_change_password);
    }
    EXPECT_EQ(roles.size(), kRoles);
    EXPECT_EQ(made.front().label.zh, "四邑村 村（社区）干部");
    const auto again = must(create_sample_accounts(*accounts, tree));
    EXPECT_EQ(again.size(), made.size());
    EXPECT_EQ(must(accounts->accounts()).size(), made.size());
}

TEST(SampleAccounts, NeedAVillage) {
    TestAccounts test;
    const org::Tree county = must(must(org::Register::parse_csv("code,name,level,parent\n"
                                                                "421221000000,嘉鱼县,county,\n",
                                                                "units.csv"))
                                      .tree(*Date::from_civil(2026, 10, 31)));
    EXPECT_EQ(create_sample_accounts(*test.accounts, county).error().code, ErrorCode::kNotFound);
    const org::Tree other = must(must(org::Register::parse_csv("code,name,level,parent\n"
                                                               "421221000000,嘉鱼县,county,\n"
                                                               "421221100200,印山村,village,"
                                                               "421221000000\n",
                                                               "units.csv"))
                                     .tree(*Date::from_civil(2026, 10, 31)));
    const auto made = must(create_sample_accounts(*test.accounts, other));
    EXPECT_EQ(made.front().post.unit, 421221100200);
    EXPECT_EQ(made.back().post.unit, 421221000000) << "the highest unit there is";
}

}  // namespace
}  // namespace yitao::access
