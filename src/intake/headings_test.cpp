#include "intake/headings.h"

#include <gtest/gtest.h>

#include "base/temporary_folder.h"

namespace yitao::intake {
namespace {

ledger::Schema residents() {
    ledger::Schema schema{.id = "resident", .name = "居民"};
    auto add = [&](std::string id, std::string name, std::vector<std::string> synonyms) {
        ledger::Column column;
        column.id = std::move(id);
        column.name = std::move(name);
        column.synonyms = std::move(synonyms);
        schema.columns.push_back(std::move(column));
    };
    add("id_number", "身份证号", {"公民身份号码"});
    add("name", "姓名", {});
    add("income", "年收入", {"收入"});
    add("age", "年龄", {});
    schema.columns[3].formula = "=1";
    add("reason", "原因", {});
    return schema;
}

Result<Headings> find(std::string_view text) {
    static const ledger::Schema schema = residents();
    TemporaryFolder folder;
    SourceFile file = *SourceFile::open(folder.write("a.csv", text));
    RowSource rows = *file.rows(0);
    HeadingFinder finder(schema);
    while (const SourceRow* row = *rows.next()) {
        if (!finder.offer(*row)) break;
    }
    return finder.decide();
}

TEST(Headings, TitlesAboveArePassedOver) {
    auto headings =
        find("2026年居民登记表,,,\n填报单位：四邑村,,,\n序号,姓名*,年龄,身份证 号\n1,张三,30,x\n");
    ASSERT_TRUE(headings) << headings.error().text();
    EXPECT_EQ(headings->row, 3U);
    ASSERT_EQ(headings->columns.size(), 2U);
    EXPECT_EQ(headings->columns[0].file_column, 1U);
    EXPECT_EQ(headings->columns[1].column, 0U);
    ASSERT_EQ(headings->outcomes.size(), 4U);
    EXPECT_EQ(headings->outcomes[0].kind, HeadingOutcome::Kind::kUnknown);
    EXPECT_EQ(headings->outcomes[2].kind, HeadingOutcome::Kind::kCalculated);
}

TEST(Headings, TwoRowsAreReadAsOne) {
    // 姓名 and 身份证号 are merged downwards, 收入情况 heads a group.
    auto headings = find("姓名,身份证号,收入情况,\n,,年收入（万元）,原因\n张三,x,1,y\n");
    ASSERT_TRUE(headings) << headings.error().text();
    EXPECT_EQ(headings->row, 2U);
    ASSERT_EQ(headings->columns.size(), 4U);
    EXPECT_EQ(headings->columns[2].measure, "万元");
    // The lower row names more.
    headings = find("姓名,基本情况,,\n,身份证号,年收入,原因\n张三,x,1,y\n");
    ASSERT_TRUE(headings);
    EXPECT_EQ(headings->row, 2U);
    EXPECT_EQ(headings->columns.size(), 4U);
}

TEST(Headings, ABetterMatchTakesTheColumn) {
    auto headings = find("收入,年收入,姓名,身份证号\n");
    ASSERT_TRUE(headings);
    EXPECT_EQ(headings->outcomes[0].kind, HeadingOutcome::Kind::kTaken);
    EXPECT_EQ(headings->outcomes[1].kind, HeadingOutcome::Kind::kMatched);
    auto twice = find("姓名,姓 名,身份证号\n");
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, ErrorCode::kConflict);
}

TEST(Headings, UnknownOnesAreToldWithTheNearestName) {
    auto headings = find("姓名,身份证号码号,年收人\n");
    ASSERT_TRUE(headings);
    EXPECT_EQ(headings->outcomes[2].nearest, "年收入");
    auto none = find("甲,乙\n1,2\n");
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.zh.find("身份证号"), std::string::npos);
}

TEST(Headings, OfARejectsWorkbookArePassedOver) {
    auto headings = find("姓名,身份证号,退回：行号,退回：原因\n");
    ASSERT_TRUE(headings);
    EXPECT_EQ(headings->columns.size(), 2U);
    EXPECT_EQ(headings->outcomes.size(), 2U);
}

}  // namespace
}  // namespace yitao::intake
