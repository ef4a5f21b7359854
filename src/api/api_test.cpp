// The clerk's, the officer's and the leader's way through the API, on a small town.
#include <gtest/gtest.h>

#include <thread>

#include "api/routes.h"
#include "api/test_office.h"
#include "http/event_stream.h"
#include "xlsx/workbook.h"
#include "xlsx/writer.h"

namespace yitao::api::testing {
namespace {

using access::Role;

class ApiTest : public OfficeTest {
  protected:
    ApiTest() {
        add_account("clerk", Role::kClerk, kVillageA);
        add_account("town", Role::kClerk, kTown);
        add_account("officer", Role::kOfficer, kTown, "民政局");
        add_account("leader", Role::kLeader, kTown);
        add_account("admin", Role::kAdministrator, kTown);
        add_account("auditor", Role::kAuditor, kTown);
        serve();
    }
};

TEST_F(ApiTest, AClerkAddsChangesAndRemovesARow) {
    Browser clerk = signed_in("clerk");
    const http::Response bad =
        clerk.send("POST", "/ledgers/person/rows",
                   R"({"fields":{"name":"赵云","birth_date":"2026年13月40日"}})");
    EXPECT_EQ(bad.status, 422U);
    EXPECT_EQ(json::parse(bad.body).at("remarks").at(0).at("column").as_string(), "birth_date");
    const http::Response added = clerk.send(
        "POST", "/ledgers/person/rows",
        R"({"fields":{"name":"赵云","birth_date":"1950.3.5","sex":"男","income":"1200.5"}})");
    ASSERT_EQ(added.status, 201U) << added.body;
    const json::object row = json::parse(added.body).as_object();
    EXPECT_EQ(row.at("unit").as_string(), "421221106001");
    EXPECT_EQ(row.at("fields").at("income").as_string(), "1200.50");
    const std::string path = "/ledgers/person/rows/" + std::to_string(row.at("row").as_int64());
    const std::string tag(row.at("etag").as_string());
    EXPECT_EQ(clerk.send("PATCH", path, R"({"fields":{"sex":"女"}})").status, 428U);
    const http::Response changed =
        clerk.send("PATCH", path, R"({"fields":{"sex":"女"}})", {{"if-match", tag}});
    ASSERT_EQ(changed.status, 200U) << changed.body;
    EXPECT_EQ(
        clerk
            .send("PATCH", path, R"({"fields":{"name":"赵**"}})",
                  {{"if-match", std::string(json::parse(changed.body).at("etag").as_string())}})
            .status,
        422U);
    // Somebody who still has the row as it was is shown what it is now.
    const http::Response late =
        clerk.send("PATCH", path, R"({"fields":{"income":"1"}})", {{"if-match", tag}});
    EXPECT_EQ(late.status, 409U);
    EXPECT_EQ(json::parse(late.body).at("current").at("fields").at("sex").as_string(), "女");
    const std::string now(json::parse(changed.body).at("etag").as_string());
    EXPECT_EQ(clerk.send("DELETE", path, "", {{"if-match", now}}).status, 204U);
    EXPECT_EQ(clerk.send("GET", path).status, 404U);
}

TEST_F(ApiTest, CheckingWritesNothing) {
    Browser clerk = signed_in("clerk");
    const http::Response old =
        clerk.send("POST", "/ledgers/person/check",
                   R"({"row":null,"fields":{"name":"彭祖","birth_date":"1850-01-01"}})");
    ASSERT_EQ(old.status, 200U) << old.body;
    EXPECT_EQ(json::parse(old.body).at("remarks").at(0).at("rule").as_string(), "old_enough");
    const http::Response fine =
        clerk.send("POST", "/ledgers/person/check",
                   R"({"row":null,"fields":{"name":"新生","birth_date":"2026-01-01"}})");
    EXPECT_TRUE(json::parse(fine.body).at("remarks").as_array().empty()) << fine.body;
    EXPECT_EQ(clerk.get("/ledgers/person/rows").at("total").as_int64(), 2);
}

TEST_F(ApiTest, RowsAreSearchedSortedFilteredAndPaged) {
    Browser town = signed_in("town");
    const auto total = [&](const std::string& query) {
        return town.get("/ledgers/person/rows?" + query).at("total").as_int64();
    };
    EXPECT_EQ(total("unit=421221106000"), 3);
    EXPECT_EQ(total("unit=421221106002"), 1);
    EXPECT_EQ(total("q=%E7%8E%8B"), 1);  // 王
    EXPECT_EQ(total("q=lgq"), 1);        // 李国强
    EXPECT_EQ(total("filter=%E4%BA%BA%E5%91%98%5B%E5%B9%B4%E6%94%B6%E5%85%A5%5D%3E5500"), 2);
    const json::object sorted = town.get("/ledgers/person/rows?sort=-income&limit=2");
    EXPECT_EQ(sorted.at("items").at(0).at("fields").at("income").as_string(), "7000.00");
    EXPECT_EQ(sorted.at("next").as_string(), "2");
    const json::object rest = town.get("/ledgers/person/rows?sort=-income&limit=2&cursor=2");
    EXPECT_EQ(rest.at("items").as_array().size(), 1U);
    EXPECT_TRUE(rest.at("next").is_null());
    EXPECT_EQ(
        town.send("GET", "/ledgers/person/rows?filter=%E4%BA%BA%E5%91%98%5B%E6%B2%A1%5D").status,
        404U);
}

TEST_F(ApiTest, PastedRowsLandAndTheBadOnesAreTold) {
    Browser clerk = signed_in("clerk");
    const http::Response pasted = clerk.send(
        "POST", "/ledgers/person/paste",
        R"({"columns":["name","birth_date"],"rows":[["甲","1990/1/1"],["乙","无此日"],["丙",""]]})");
    ASSERT_EQ(pasted.status, 200U) << pasted.body;
    const json::object report = json::parse(pasted.body).as_object();
    EXPECT_EQ(report.at("inserted").as_int64(), 2);
    EXPECT_EQ(report.at("refused").as_int64(), 1);
    EXPECT_EQ(report.at("outcomes").at(0).at("row").as_int64(), 1);
}

// Another village's people cannot be taken over by their key, pasted or in a file.
TEST_F(ApiTest, PastesAndFilesStayWithinThePost) {
    ASSERT_EQ(
        signed_in("town")
            .send(
                "POST", "/ledgers/person/rows",
                R"({"fields":{"name":"王芳","unit":"421221106002","id_number":"110105194912310021"}})")
            .status,
        201U);
    Browser clerk = signed_in("clerk");
    const http::Response pasted =
        clerk.send("POST", "/ledgers/person/paste",
                   R"({"columns":["id_number","name"],"rows":[["110105194912310021","王芳"]]})");
    ASSERT_EQ(pasted.status, 200U) << pasted.body;
    EXPECT_EQ(json::parse(pasted.body).at("refused").as_int64(), 1);
    const http::Response started =
        clerk.send("POST", "/ledgers/person/import?name=a.csv",
                   "身份证号,姓名,单位\n110105194912310021,王芳,421221106001\n,钱七,421221106002\n,"
                   "孙八,421221106001\n");
    ASSERT_EQ(started.status, 202U) << started.body;
    const std::string job = "/jobs/" + std::string(json::parse(started.body).at("id").as_string());
    json::object done = clerk.get(job);
    while (done.at("state").as_string() == "running") {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        done = clerk.get(job);
    }
    EXPECT_EQ(done.at("inserted").as_int64(), 1) << json::serialize(done);
    EXPECT_EQ(done.at("refused").as_int64(), 2);
    EXPECT_TRUE(clerk.send("GET", job + "/rejects.xlsx").body.starts_with("PK"));
    EXPECT_EQ(signed_in("town").send("GET", job).status, 404U);  // somebody else's
    EXPECT_EQ(clerk.get("/ledgers/person/rows").at("total").as_int64(), 3);
}

TEST_F(ApiTest, AWorkbookIsUploadedConfirmedWatchedAndFilled) {
    Browser officer = signed_in("officer");
    const http::Response added =
        officer.send("POST", "/templates?name=01%E6%B0%91%E6%94%BF_%E6%9C%88%E6%8A%A5.xlsx",
                     workbook({"=COUNTA(人员[姓名])", "标题", "=SUM(人员[年收入])"}));
    ASSERT_EQ(added.status, 201U) << added.body;
    const json::object form = json::parse(added.body).as_object();
    EXPECT_EQ(form.at("name").as_string(), "月报");
    EXPECT_EQ(form.at("department").as_string(), "民政");
    const std::string path = "/templates/" + std::string(form.at("id").as_string());
    EXPECT_EQ(form.at("bindings").at(0).at("state").as_string(), "bound");
    const auto shown = [&](Browser& browser, const std::string& cell) -> std::string {
        const json::object values = browser.get(path + "/values?unit=421221106000");
        for (const json::value& value : values.at("values").as_array()) {
            if (value.at("cell").as_string() == cell)
                return std::string(value.at("text").as_string());
        }
        return "";
    };
    EXPECT_EQ(shown(officer, "A1"), "3");
    const http::Response watched = officer.send("GET", path + "/events?unit=421221106000");
    ASSERT_NE(watched.events, nullptr) << watched.body;
    Browser clerk = signed_in("clerk");
    ASSERT_EQ(clerk.send("POST", "/ledgers/person/rows", R"({"fields":{"name":"赵云"}})").status,
              201U);
    const std::string told = watched.events->take().value_or("");
    EXPECT_NE(told.find("\"cell\":\"A1\""), std::string::npos) << told;
    EXPECT_EQ(told.find("A3"), std::string::npos) << told;  // nobody earns more
    EXPECT_EQ(shown(officer, "A1"), "4");
    // Another formula behind a cell; a wrong one is refused with its place.
    const http::Response wrong = officer.send(
        "PUT", path + "/bindings", R"json({"cell":"A2","formula":"=COUNTA(人员[名字])"})json");
    EXPECT_EQ(wrong.status, 404U) << wrong.body;
    EXPECT_EQ(officer
                  .send("PUT", path + "/bindings",
                        R"json({"cell":"A2","formula":"=MAX(人员[年收入])"})json")
                  .status,
              200U);
    EXPECT_FALSE(watched.events->is_open());  // the page asks anew
    EXPECT_EQ(shown(officer, "A2"), "7000");
    const http::Response file = officer.send("GET", path + "/filled.xlsx?unit=421221106000");
    ASSERT_EQ(file.status, 200U);
    xlsx::Workbook book = must(xlsx::Workbook::from_bytes(file.body));
    const xlsx::Grid grid = must(book.grid(0));
    EXPECT_EQ(std::get<double>(grid.find({0, 0})->value), 4.0);
    const http::Response zip =
        officer.send("GET", path + "/filled.zip?unit=421221106000&level=village");
    EXPECT_TRUE(zip.body.starts_with("PK"));
    EXPECT_EQ(officer.send("DELETE", path).status, 204U);
    EXPECT_EQ(officer.send("GET", path).status, 404U);
}

TEST_F(ApiTest, ANumberIsClickedDownToItsRows) {
    Browser officer = signed_in("officer");
    const http::Response added = officer.send("POST", "/templates?name=a.xlsx",
                                              workbook({"=COUNTIFS(人员[年收入],\">5500\")"}));
    ASSERT_EQ(added.status, 201U) << added.body;
    Browser leader = signed_in("leader");
    const std::string path =
        "/templates/" + std::string(json::parse(added.body).at("id").as_string());
    const json::object evidence = leader.get(path + "/evidence?cell=A1&unit=421221106000&limit=1");
    EXPECT_EQ(evidence.at("value").as_string(), "2");
    EXPECT_EQ(evidence.at("coverage").at("entered").as_int64(), 2);
    ASSERT_FALSE(evidence.at("rows").is_null());
    EXPECT_EQ(evidence.at("rows").at("total").as_int64(), 2);
    EXPECT_EQ(evidence.at("rows").at("items").at(0).at("entered").at("post").as_string(), "clerk");
    const json::object changes =
        leader.get(path + "/changes?cell=A1&unit=421221106000&since=2026-09-01&until=2026-10-03");
    EXPECT_EQ(changes.at("after").as_string(), "2");
}

TEST_F(ApiTest, ProblemsSpeakTheReadersLanguage) {
    Browser clerk = signed_in("clerk", "en-GB,en;q=0.9,zh;q=0.5");
    const http::Response missing = clerk.send("GET", "/ledgers/nothing");
    EXPECT_EQ(missing.status, 404U);
    EXPECT_EQ(missing.type, "application/problem+json; charset=utf-8");
    EXPECT_TRUE(
        json::parse(missing.body).at("title").as_string().starts_with("there is no such ledger"));
}

TEST_F(ApiTest, AnAdministratorHandsAPostOver) {
    Browser admin = signed_in("admin");
    const http::Response made =
        admin.send("POST", "/accounts",
                   R"({"account":"xin","name":"新人","password":"春江花月夜2026","posts":[]})");
    ASSERT_EQ(made.status, 201U) << made.body;
    std::string post;
    const json::object accounts = admin.get("/accounts");
    for (const json::value& account : accounts.at("items").as_array()) {
        if (account.at("account").as_string() != "clerk") continue;
        post = std::string(account.at("posts").at(0).at("id").as_string());
    }
    Browser clerk = signed_in("clerk");
    EXPECT_EQ(admin.send("POST", "/posts/" + post + "/hand-over", R"({"to":"xin"})").status, 200U);
    EXPECT_NE(clerk.send("GET", "/ledgers").status, 200U);
    Browser next(*app_);
    EXPECT_EQ(next.sign_in("xin", "春江花月夜2026"), 200);
    EXPECT_EQ(next.send("GET", "/ledgers").status, 403U);  // the password must be changed first
    EXPECT_EQ(next.send("PUT", "/session/password",
                        R"({"old":"春江花月夜2026","new":"山高月小水落石出"})")
                  .status,
              204U);
    EXPECT_EQ(next.get("/ledgers/person/rows").at("total").as_int64(), 2);
}

TEST_F(ApiTest, TheRegisterOfUnitsIsTakenOutAsAWorkbookAndPutBack) {
    Browser admin = signed_in("admin");
    const http::Response file = admin.send("GET", "/units.xlsx");
    ASSERT_EQ(file.status, 200U) << file.body;
    http::Response done = admin.send("PUT", "/units", file.body);
    ASSERT_EQ(done.status, 200U) << done.body;
    EXPECT_EQ(json::parse(done.body).at("units").as_int64(), 3);
    EXPECT_EQ(json::parse(done.body).at("changed").as_int64(), 0);
    std::string csv(site::testing::kUnits);
    csv.replace(csv.find("乙村"), 6, "丙村");
    done = admin.send("PUT", "/units", csv);
    ASSERT_EQ(done.status, 200U) << done.body;
    EXPECT_EQ(json::parse(done.body).at("changed").as_int64(), 1);
    EXPECT_EQ(admin.get("/units/421221106002").at("name").as_string(), "丙村");
    // Rounded by a spreadsheet: refused with the line, and all is as it was.
    done = admin.send("PUT", "/units", "code,name,level,parent\n4.21221E+11,潘家湾镇,township,\n");
    EXPECT_EQ(done.status, 422U);
    EXPECT_NE(done.body.find("2"), std::string::npos);
    EXPECT_EQ(admin.get("/units/421221106002").at("name").as_string(), "丙村");
    bool found = false;
    Browser auditor = signed_in("auditor");
    const json::object trail = auditor.get("/audit");
    for (const json::value& entry : trail.at("items").as_array()) {
        found = found || entry.at("action_name").as_string() == "更新单位表";
    }
    EXPECT_TRUE(found);
}

TEST_F(ApiTest, OpenApiListsEveryRoute) {
    const json::object api = json::parse(openapi().body).as_object();
    EXPECT_EQ(api.at("openapi").as_string(), "3.1.0");
    size_t operations = 0;
    for (const auto& path : api.at("paths").as_object())
        operations += path.value().as_object().size();
    // All but the command line's own.
    EXPECT_EQ(operations, static_cast<size_t>(std::ranges::count_if(
                              routes(), [](const Route& one) { return one.who != Who::kLocal; })));
}

TEST(Routes, PathsFitTheirPatterns) {
    EXPECT_EQ(match("/ledgers/{ledger}/rows", "/ledgers/%E4%BA%BA/rows"),
              std::vector<std::string>{"人"});
    EXPECT_EQ(match("/ledgers", "/ledgers"), std::vector<std::string>{});
    EXPECT_FALSE(match("/ledgers/{ledger}", "/ledgers/"));
    EXPECT_FALSE(match("/ledgers/{ledger}", "/ledgers"));
    EXPECT_FALSE(match("/ledgers/{ledger}", "/ledgers/a/b"));
}

}  // namespace
}  // namespace yitao::api::testing
