// What forms ask twice is said and told; what no ledger holds is asked of every village.
#include <gtest/gtest.h>

#include "api/test_office.h"

namespace yitao::api::testing {
namespace {

using access::Role;

class AskTest : public OfficeTest {
  protected:
    AskTest() {
        add_account("clerk", Role::kClerk, kVillageA);
        add_account("officer", Role::kOfficer, kTown, "民政局");
        add_account("data", Role::kDataOffice, kTown, "政务和数据局");
        serve();
    }
    // Path of a template with this formula in A1 and a text in A2.
    std::string add(Browser& officer, const std::string& name, const std::string& formula) {
        const http::Response added =
            officer.send("POST", "/templates?name=" + name, workbook({formula, "问题"}));
        EXPECT_EQ(added.status, 201U) << added.body;
        return "/templates/" + std::string(json::parse(added.body).at("id").as_string());
    }
};

TEST_F(AskTest, WhatAnotherFormAsksIsSaidBesideTheCell) {
    Browser officer = signed_in("officer");
    const std::string first = add(officer, "a.xlsx", "=COUNTA(人员[姓名])");
    EXPECT_EQ(officer.get(first).at("bindings").at(0).at("asked_in_count").as_int64(), 0);
    const std::string second = add(officer, "b.xlsx", "=COUNTA(人员[姓名])");
    const json::value bound = officer.get(second).at("bindings").at(0);
    EXPECT_EQ(bound.at("asked_in_count").as_int64(), 1);
    EXPECT_EQ(bound.at("asked_in").at(0).at("name").as_string(), "a");
    EXPECT_EQ(bound.at("asked_in").at(0).at("cell").as_string(), "A1");
    ASSERT_EQ(officer.send("DELETE", first).status, 204U);
    EXPECT_EQ(officer.get(second).at("bindings").at(0).at("asked_in_count").as_int64(), 0);
}

TEST_F(AskTest, AskedBeforeIsToldAndNobodyIsNamed) {
    Browser officer = signed_in("officer");
    const std::string path = add(officer, "a.xlsx", "=COUNTA(人员[姓名])");
    Browser clerk = signed_in("clerk");
    ASSERT_EQ(clerk.send("POST", path + "/asked-before", R"({"cell":"A1"})").status, 204U);
    EXPECT_EQ(clerk.send("POST", path + "/asked-before", R"({"cell":"?"})").status, 422U);
    Browser data = signed_in("data");
    EXPECT_EQ(data.get("/burden").at("forms").at(0).at("asked_before").as_int64(), 1);
    const json::object rows = data.get("/ledgers/asked_before/rows");
    ASSERT_EQ(rows.at("total").as_int64(), 1);
    const json::value& row = rows.at("items").at(0);
    EXPECT_EQ(row.at("unit").as_string(), "421221106000");  // not the village
    const json::object history =
        data.get("/ledgers/asked_before/rows/" + json::serialize(row.at("row")) + "/history");
    EXPECT_EQ(history.at("items").as_array().size(), 0U);
    // Once a day from each post, and only of what is asked.
    ASSERT_EQ(clerk.send("POST", path + "/asked-before", R"({"cell":"A1"})").status, 204U);
    EXPECT_EQ(data.get("/ledgers/asked_before/rows").at("total").as_int64(), 1);
    EXPECT_EQ(clerk.send("POST", path + "/asked-before", R"({"cell":"B7"})").status, 422U);
}

TEST_F(AskTest, AQuestionIsAskedOfVillagesAndItsAnswersAreSummed) {
    Browser officer = signed_in("officer");
    const std::string path = add(officer, "文化站月报.xlsx", "=COUNTA(人员[姓名])");
    EXPECT_EQ(officer.send("POST", path + "/ask", R"({"cell":"A2"})").status, 422U);
    const http::Response asked =
        officer.send("POST", path + "/ask", R"({"cell":"A2","term":"图书（册）*"})");
    ASSERT_EQ(asked.status, 200U) << asked.body;
    Browser clerk = signed_in("clerk");
    const json::object work = clerk.get("/work");
    EXPECT_EQ(work.at("counts").at("asked").as_int64(), 1);
    json::object item;
    for (const json::value& one : work.at("items").as_array()) {
        if (one.at("kind").as_string() == "asked") item = one.as_object();
    }
    EXPECT_TRUE(item.at("row").is_null());
    json::object fields = item.at("fields").as_object();
    EXPECT_EQ(fields.at("term").as_string(), "图书（册）");
    fields["value"] = "120";
    const http::Response saved = clerk.send("POST", "/ledgers/direct_value/rows",
                                            json::serialize(json::object{{"fields", fields}}));
    ASSERT_EQ(saved.status, 201U) << saved.body;
    EXPECT_EQ(clerk.get("/work").at("counts").at("asked").as_int64(), 0);
    const std::string period(fields.at("period").as_string());
    const json::object values = officer.get(path + "/values?unit=421221106000&period=" + period);
    std::string shown;
    for (const json::value& value : values.at("values").as_array()) {
        if (value.at("cell").as_string() == "A2") shown = value.at("text").as_string();
    }
    EXPECT_EQ(shown, "120");
}

TEST_F(AskTest, PeopleInFullTakeAReasonThatIsRecorded) {
    Browser officer = signed_in("officer");
    const std::string path = add(officer, "a.xlsx", "=TEXTJOIN(\"、\",TRUE,人员[姓名])");
    const auto names = [&](const std::string& query) {
        const http::Response file =
            officer.send("GET", path + "/filled.xlsx?unit=421221106000" + query);
        EXPECT_EQ(file.status, 200U) << file.body;
        xlsx::Workbook book = must(xlsx::Workbook::from_bytes(file.body));
        return std::get<std::string>(must(book.grid(0)).find({0, 0})->value);
    };
    EXPECT_EQ(names("").find("张美玲"), std::string::npos);
    EXPECT_EQ(officer.send("GET", path + "/filled.xlsx?unit=421221106000&personal=full").status,
              422U);
    EXPECT_NE(names("&personal=full&reason=%E4%B8%8A%E6%8A%A5").find("张美玲"), std::string::npos);
    Browser data = signed_in("data");
    EXPECT_NE(
        data.send("GET", path + "/filled.xlsx?unit=421221106000&personal=full&reason=x").status,
        200U);
}

}  // namespace
}  // namespace yitao::api::testing
