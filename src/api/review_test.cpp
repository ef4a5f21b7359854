// Facts looked at again: stale rows, "no change", coverage; objections and their answers.
#include <gtest/gtest.h>

#include "api/test_office.h"
#include "base/clock.h"

namespace yitao::api::testing {
namespace {

using access::Role;

class ReviewTest : public OfficeTest {
  protected:
    ReviewTest() {
        add_account("clerk", Role::kClerk, kVillageA);
        add_account("other", Role::kClerk, kVillageB);
        add_account("town", Role::kClerk, kTown);
        add_account("officer", Role::kOfficer, kTown, "民政局");
        serve();
    }
    void days_go_by(int days) { clock_.advance(days * kMicrosecondsPerDay); }
    static int64_t count(Browser& browser, std::string_view kind) {
        return browser.get("/work").at("counts").at(kind).as_int64();
    }
    // Items of one kind of the work of the day.
    static json::array items(Browser& browser, std::string_view kind) {
        json::array out;
        const json::object work = browser.get("/work");
        for (const json::value& item : work.at("items").as_array()) {
            if (item.at("kind").as_string() == kind) out.push_back(item);
        }
        return out;
    }
};

TEST_F(ReviewTest, RowsNobodyLookedAtComeBackUntilTheyAreConfirmedOrChanged) {
    {
        Browser clerk = signed_in("clerk");
        EXPECT_EQ(count(clerk, "stale"), 0);
    }
    days_go_by(400);
    Browser clerk = signed_in("clerk");
    Browser other = signed_in("other");
    const json::array stale = items(clerk, "stale");
    ASSERT_EQ(stale.size(), 2U);
    EXPECT_EQ(stale[0].at("ledger").as_string(), "person");
    EXPECT_EQ(count(other, "stale"), 1);
    // One is confirmed, the other changed.
    const std::string first = json::serialize(stale[0].at("row"));
    const http::Response done =
        clerk.send("POST", "/work/confirm", R"({"ledger":"person","rows":[)" + first + "]}");
    ASSERT_EQ(done.status, 200U) << done.body;
    EXPECT_EQ(json::parse(done.body).at("confirmed").as_int64(), 1);
    EXPECT_EQ(count(clerk, "stale"), 1);
    const std::string second = json::serialize(stale[1].at("row"));
    ASSERT_EQ(clerk
                  .send("PATCH", "/ledgers/person/rows/" + second, R"({"fields":{"income":"1"}})",
                        {{"if-match", std::string(stale[1].at("etag").as_string())}})
                  .status,
              200U);
    EXPECT_EQ(count(clerk, "stale"), 0);
    EXPECT_EQ(count(other, "stale"), 1);
    days_go_by(400);
    Browser later = signed_in("clerk");
    EXPECT_EQ(count(later, "stale"), 2);
}

TEST_F(ReviewTest, NobodyConfirmsForOthers) {
    Browser clerk = signed_in("clerk");
    EXPECT_EQ(clerk.send("POST", "/work/confirm", R"({"ledger":"person","rows":[3]})").status,
              404U);
    EXPECT_EQ(clerk.send("POST", "/work/confirm", R"({"ledger":"person","rows":[]})").status, 422U);
    EXPECT_EQ(clerk.send("POST", "/ledgers/person/confirm", R"({"unit":"421221106002"})").status,
              404U);
    Browser officer = signed_in("officer");
    EXPECT_EQ(officer.send("POST", "/work/confirm", R"({"ledger":"person","rows":[1]})").status,
              403U);
    // What the program keeps nobody writes by hand.
    EXPECT_EQ(clerk.send("POST", "/ledgers/confirmation/rows", R"({"fields":{}})").status, 403U);
}

TEST_F(ReviewTest, AVillageThatSaysItHasNoneIsCovered) {
    Browser officer = signed_in("officer");
    std::string path;
    {
        const http::Response added =
            officer.send("POST", "/templates?name=a.xlsx", workbook({"=COUNTA(场所[名称])"}));
        ASSERT_EQ(added.status, 201U) << added.body;
        path = "/templates/" + std::string(json::parse(added.body).at("id").as_string()) +
               "/evidence?cell=A1&unit=421221106000";
    }
    json::object covered = officer.get(path).at("coverage").as_object();
    EXPECT_EQ(covered.at("units").as_int64(), 2);
    EXPECT_EQ(covered.at("entered").as_int64(), 0);
    EXPECT_EQ(covered.at("confirmed").as_int64(), 0);
    Browser clerk = signed_in("clerk");
    EXPECT_TRUE(clerk.get("/ledgers/place").at("confirmed_on").is_null());
    ASSERT_EQ(clerk.send("POST", "/ledgers/place/confirm", "{}").status, 200U);
    EXPECT_EQ(clerk.get("/ledgers/place").at("confirmed_on").as_string(), clock_.today().iso());
    covered = officer.get(path).at("coverage").as_object();
    EXPECT_EQ(covered.at("entered").as_int64(), 1);
    EXPECT_EQ(covered.at("confirmed").as_int64(), 1);
    ASSERT_EQ(covered.at("missing").as_array().size(), 1U);
    EXPECT_EQ(covered.at("missing").at(0).at("code").as_string(), "421221106002");
    // A place typed by the other village covers it.
    Browser other = signed_in("other");
    ASSERT_EQ(other.send("POST", "/ledgers/place/rows", R"({"fields":{"name":"粮库"}})").status,
              201U);
    covered = officer.get(path).at("coverage").as_object();
    EXPECT_EQ(covered.at("entered").as_int64(), 2);
    EXPECT_EQ(covered.at("confirmed").as_int64(), 2);
}

TEST_F(ReviewTest, AnObjectionIsRaisedAnsweredAndItsOutcomeSeen) {
    Browser officer = signed_in("officer");
    const std::string row = "/ledgers/person/rows/1";
    const auto columns = officer.get("/ledgers/person").at("columns").as_array();
    EXPECT_TRUE(columns[0].at("may_dispute").as_bool());
    EXPECT_EQ(officer.send("POST", row + "/disputes", R"({"column":"income","reason":""})").status,
              422U);
    EXPECT_EQ(officer
                  .send("POST", row + "/disputes",
                        R"({"column":"income","proposed":"很多","reason":"不对"})")
                  .status,
              422U);
    EXPECT_EQ(officer.send("POST", row + "/disputes", R"({"column":"age","reason":"不对"})").status,
              422U);
    const http::Response raised =
        officer.send("POST", row + "/disputes",
                     R"({"column":"income","proposed":"6,000","reason":"与核查表不符"})");
    ASSERT_EQ(raised.status, 201U) << raised.body;
    const json::object one = json::parse(raised.body).as_object();
    EXPECT_EQ(one.at("proposed").as_string(), "6000.00");
    EXPECT_EQ(one.at("state").as_string(), "open");
    EXPECT_TRUE(one.at("mine").as_bool());
    EXPECT_FALSE(one.at("may_answer").as_bool());
    EXPECT_EQ(one.at("due_on").as_string(), (Date{clock_.today().days + 10}).iso());
    // Twice is once.
    EXPECT_EQ(officer.send("POST", row + "/disputes", R"({"column":"income","reason":"再说一次"})")
                  .status,
              422U);
    Browser other = signed_in("other");
    EXPECT_EQ(other.get("/disputes").at("items").as_array().size(), 0U);
    Browser clerk = signed_in("clerk");
    EXPECT_EQ(
        clerk.send("POST", row + "/disputes", R"({"column":"income","reason":"自己的"})").status,
        422U);  // its own fact: it changes it
    const json::array work = items(clerk, "disputed");
    ASSERT_EQ(work.size(), 1U);
    EXPECT_EQ(work[0].at("proposed").as_string(), "6000.00");
    EXPECT_EQ(work[0].at("row").as_int64(), 1);
    const std::string answer = "/disputes/" + json::serialize(work[0].at("dispute")) + "/answer";
    EXPECT_EQ(other.send("POST", answer, R"({"accept":true})").status, 404U);
    EXPECT_EQ(officer.send("POST", answer, R"({"accept":true})").status, 403U);
    EXPECT_EQ(clerk.send("POST", answer, R"({"accept":false})").status, 422U);  // says not why
    ASSERT_EQ(clerk.send("POST", answer, R"({"accept":true,"answer":"已改"})").status, 200U);
    EXPECT_EQ(clerk.send("POST", answer, R"({"accept":true})").status, 409U);
    EXPECT_EQ(count(clerk, "disputed"), 0);
    const json::object seen = officer.get("/disputes?state=closed").at("items").at(0).as_object();
    EXPECT_EQ(seen.at("state").as_string(), "accepted");
    EXPECT_EQ(seen.at("answer").as_string(), "已改");
    const http::Response full = clerk.send("POST", row + "/unmask", R"({"reason":"看改过的值"})");
    EXPECT_EQ(json::parse(full.body).at("fields").at("income").as_string(), "6000.00");
}

TEST_F(ReviewTest, AnObjectionFollowsItsRowToAnotherVillage) {
    Browser officer = signed_in("officer");
    ASSERT_EQ(officer
                  .send("POST", "/ledgers/person/rows/1/disputes",
                        R"({"column":"name","proposed":"张美林","reason":"姓名不符"})")
                  .status,
              201U);
    Browser town = signed_in("town");
    const http::Response moved = town.send(
        "PATCH", "/ledgers/person/rows/1", R"({"fields":{"unit":"421221106002"}})",
        {{"if-match", std::string(town.get("/ledgers/person/rows/1").at("etag").as_string())}});
    ASSERT_EQ(moved.status, 200U) << moved.body;
    Browser clerk = signed_in("clerk");
    EXPECT_EQ(count(clerk, "disputed"), 0);
    Browser other = signed_in("other");
    const json::array work = items(other, "disputed");
    ASSERT_EQ(work.size(), 1U);
    const std::string answer = "/disputes/" + json::serialize(work[0].at("dispute")) + "/answer";
    EXPECT_EQ(other.send("POST", answer, R"({"accept":true,"answer":"已改"})").status, 200U);
    EXPECT_EQ(officer.get("/disputes?state=closed").at("items").as_array().size(), 1U);
}

TEST_F(ReviewTest, WhatWasSaidOfAForgottenPersonIsForgottenToo) {
    {
        Browser officer = signed_in("officer");
        for (const char* row : {"1", "2"}) {
            ASSERT_EQ(officer
                          .send("POST", std::string("/ledgers/person/rows/") + row + "/disputes",
                                R"({"column":"name","reason":"姓名不符"})")
                          .status,
                      201U);
        }
    }
    app_.reset();
    auto site = must(site::Site::open(data_, site::OpenMode::kWrite, clock_));
    EXPECT_EQ(must(site.forget("421221194610030012", {.who = "admin", .through = "依法"})),
              2U);  // the row, and what was said of it
    EXPECT_EQ(must(site.status("objection")).rows, 1);
    for (const ledger::Finding& finding : must(site.check())) {
        ADD_FAILURE() << finding.place << " " << finding.message.en;
    }
}

TEST_F(ReviewTest, HouseholdsThatLookTheSameMaskedStayApart) {
    days_go_by(400);
    Browser clerk = signed_in("clerk");
    const json::array stale = items(clerk, "stale");
    ASSERT_EQ(stale.size(), 2U);
    EXPECT_NE(stale[0].at("group_key").as_string(), stale[1].at("group_key").as_string());
    EXPECT_EQ(stale[0].at("group_key").as_string().find("张"), std::string::npos);
}

TEST_F(ReviewTest, AnUnansweredObjectionIsOverdueAfterItsDay) {
    {
        Browser officer = signed_in("officer");
        ASSERT_EQ(officer
                      .send("POST", "/ledgers/person/rows/1/disputes",
                            R"({"column":"name","reason":"姓名不符"})")
                      .status,
                  201U);
    }
    days_go_by(11);
    Browser clerk = signed_in("clerk");
    const json::array work = items(clerk, "disputed");
    ASSERT_EQ(work.size(), 1U);
    EXPECT_TRUE(work[0].at("overdue").as_bool());
    // Without a proposed value, accepting it takes one.
    const std::string answer = "/disputes/" + json::serialize(work[0].at("dispute")) + "/answer";
    EXPECT_EQ(clerk.send("POST", answer, R"({"accept":true})").status, 422U);
    EXPECT_EQ(clerk.send("POST", answer, R"({"accept":false,"answer":"与身份证一致"})").status,
              200U);
}

}  // namespace
}  // namespace yitao::api::testing
