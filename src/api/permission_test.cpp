// What is forbidden is refused: every role at every route, every sensitivity, every unit.
#include <gtest/gtest.h>

#include "access/roles.h"
#include "api/routes.h"
#include "api/test_office.h"

namespace yitao::api::testing {
namespace {

using access::Role;

constexpr Role kRoles[] = {Role::kClerk,  Role::kOfficer, Role::kHandler,      Role::kDataOffice,
                           Role::kLeader, Role::kAuditor, Role::kAdministrator};

class PermissionTest : public OfficeTest {
  protected:
    PermissionTest() {
        for (const Role role : kRoles) {
            add_account(std::string(access::role_id(role)), role,
                        role == Role::kClerk ? kVillageA : kTown,
                        access::needs_department(role) ? "民政局" : "");
        }
        serve();
    }
    Browser browser_of(Role role) {
        Browser browser(*app_);
        EXPECT_EQ(browser.sign_in(std::string(access::role_id(role)), kPassword), 200U);
        return browser;
    }
};

// A path that fits the pattern, of things that are there where that is easy.
std::string example_of(std::string_view pattern) {
    std::string path;
    while (!pattern.empty()) {
        const size_t open = pattern.find('{');
        path += pattern.substr(0, open);
        if (open == std::string_view::npos) break;
        const size_t close = pattern.find('}', open);
        const std::string_view name = pattern.substr(open + 1, close - open - 1);
        path += name == "ledger" ? "person"
                : name == "row"  ? "1"
                : name == "unit" ? "421221106001"
                                 : "x";
        pattern.remove_prefix(close + 1);
    }
    return path;
}

TEST_F(PermissionTest, EveryRoleAtEveryRoute) {
    size_t refused = 0;
    size_t let_in = 0;
    for (const Role role : kRoles) {
        Browser browser = browser_of(role);
        for (const Route& route : routes()) {
            if (route.who == Who::kLocal) {
                EXPECT_EQ(browser
                              .send(std::string(method_name(route.method)),
                                    example_of(route.pattern), "{}")
                              .status,
                          404U)
                    << route.pattern;
            }
            if (route.who != Who::kMay) continue;
            const std::string method(method_name(route.method));
            const http::Response response = browser.send(method, example_of(route.pattern), "{}");
            const bool may = access::may(role, route.action);
            const bool said_no =
                response.status == 403 && response.body.find("\"forbidden\"") != std::string::npos;
            if (!may) {
                EXPECT_TRUE(said_no) << access::role_id(role) << " " << method << " "
                                     << route.pattern << " " << response.status;
                ++refused;
            } else {
                // Let in; what it then says of these examples is other tests' matter.
                EXPECT_NE(response.status, 401U) << route.pattern;
                EXPECT_NE(response.status, 500U) << route.pattern << response.body;
                ++let_in;
            }
        }
    }
    EXPECT_GT(refused, 50U);
    EXPECT_GT(let_in, 50U);
}

TEST_F(PermissionTest, NobodyIsLetInWithoutSigningIn) {
    Browser browser(*app_);
    for (const Route& route : routes()) {
        if (route.who == Who::kAnybody) continue;
        // Of the command line's routes nobody learns over the network.
        EXPECT_EQ(
            browser.send(std::string(method_name(route.method)), example_of(route.pattern), "{}")
                .status,
            route.who == Who::kLocal ? 404U : 401U)
            << route.pattern;
    }
    EXPECT_EQ(browser.sign_in("clerk", "wrong"), 401U);
    EXPECT_EQ(browser.sign_in("nobody", kPassword), 401U);
}

TEST_F(PermissionTest, RowsOfOtherUnitsAreNotThere) {
    Browser clerk = browser_of(Role::kClerk);
    EXPECT_EQ(clerk.get("/ledgers/person/rows").at("total").as_int64(), 2);
    const json::object ledgers = clerk.get("/ledgers");
    for (const json::value& one : ledgers.at("items").as_array()) {
        if (one.at("id").as_string() == "person") EXPECT_EQ(one.at("rows").as_int64(), 2);
    }
    EXPECT_EQ(clerk.send("GET", "/ledgers/person/rows?unit=421221106002").status, 404U);
    EXPECT_EQ(clerk.send("GET", "/ledgers/person/rows/3").status, 404U);
    EXPECT_EQ(clerk.send("GET", "/units/421221106002").status, 404U);
    EXPECT_EQ(clerk.send("PATCH", "/ledgers/person/rows/3", R"({"fields":{"name":"乙"}})").status,
              404U);
    EXPECT_EQ(clerk.send("DELETE", "/ledgers/person/rows/3").status, 404U);
    // Nor can a row be moved away into them.
    const json::object own = clerk.get("/ledgers/person/rows/1");
    EXPECT_EQ(clerk
                  .send("PATCH", "/ledgers/person/rows/1", R"({"fields":{"unit":"421221106002"}})",
                        {{"if-match", std::string(own.at("etag").as_string())}})
                  .status,
              403U);
    Browser leader = browser_of(Role::kLeader);
    EXPECT_EQ(leader.send("GET", "/units/421221106002").status, 200U);
}

TEST_F(PermissionTest, ColumnsAreHiddenMaskedOrShownAsTheTableSays) {
    for (const Role role : kRoles) {
        if (!access::may(role, access::Action::kReadRows)) continue;
        Browser browser = browser_of(role);
        const http::Response response = browser.send("GET", "/ledgers/person/rows/1");
        const auto view = access::view(role, ledger::Sensitivity::kPersonal, false);
        if (response.status == 404) {
            EXPECT_EQ(view, access::View::kHidden) << access::role_id(role);
            continue;
        }
        ASSERT_EQ(response.status, 200U) << response.body;
        const json::object fields = json::parse(response.body).at("fields").as_object();
        const json::value* name = fields.if_contains("name");
        switch (view) {
            case access::View::kHidden:
                EXPECT_EQ(name, nullptr);
                break;
            case access::View::kMasked:
                EXPECT_EQ(name->as_string(), "张**");
                break;
            case access::View::kShown:
                EXPECT_EQ(name->as_string(), "张美玲");
                break;
        }
    }
}

TEST_F(PermissionTest, UnmaskingTakesAReasonAndIsRecorded) {
    Browser clerk = browser_of(Role::kClerk);
    EXPECT_EQ(clerk.send("POST", "/ledgers/person/rows/1/unmask", "{}").status, 422U);
    EXPECT_EQ(clerk.send("POST", "/ledgers/person/rows/3/unmask", R"({"reason":"核对"})").status,
              404U);
    const http::Response shown =
        clerk.send("POST", "/ledgers/person/rows/1/unmask", R"({"reason":"核对身份证"})");
    ASSERT_EQ(shown.status, 200U) << shown.body;
    EXPECT_EQ(json::parse(shown.body).at("fields").at("name").as_string(), "张美玲");
    Browser auditor = browser_of(Role::kAuditor);
    bool found = false;
    const json::object trail = auditor.get("/audit");
    for (const json::value& entry : trail.at("items").as_array()) {
        found = found || entry.at("reason").as_string() == "核对身份证";
    }
    EXPECT_TRUE(found);
}

TEST_F(PermissionTest, AForeignPageCannotChangeAnything) {
    Browser clerk = browser_of(Role::kClerk);
    http::Request forged{.id = "f", .method = "POST", .path = "/api/v1/ledgers/person/rows"};
    EXPECT_EQ(app_->answer(forged).status, 403U);
}

}  // namespace
}  // namespace yitao::api::testing
