#include "intake/infer.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "intake/infer_type.h"

namespace yitao::intake {
namespace {

using ledger::ColumnType;

TEST(InferType, ReadsAllRows) {
    struct Case {
        std::vector<std::string> values;
        ColumnType type;
        int scale;
    };
    for (const Case& c : std::initializer_list<Case>{
             {{"1", "-20", "0"}, ColumnType::kInteger, 0},
             {{"1", "2.50", "0.125"}, ColumnType::kDecimal, 3},
             {{"1,234", "5"}, ColumnType::kInteger, 0},
             {{"1,23"}, ColumnType::kText, 0},
             {{"0.3333333333333333"}, ColumnType::kDecimal, 9},
             {{"12345678901234.5", "0.123456789"}, ColumnType::kDecimal, 4},
             {{"429999196603075031"}, ColumnType::kText, 0},
             {{"42999919660307503X", "1"}, ColumnType::kText, 0},
             {{"007", "8"}, ColumnType::kText, 0},
             {{"123456789012345"}, ColumnType::kText, 0},
             {{"12345678901234"}, ColumnType::kInteger, 0},
             {{"1E5"}, ColumnType::kText, 0},
             {{"+86"}, ColumnType::kText, 0},
             {{"2024-01-05", "2024/1/6", "2024年1月7日"}, ColumnType::kDate, 0},
             {{"2024-01-05", "2024-02-30"}, ColumnType::kText, 0},
             {{"20240105"}, ColumnType::kInteger, 0},
             {{"2024.5"}, ColumnType::kDecimal, 1},
             {{"男", "女"}, ColumnType::kText, 0},
             {{}, ColumnType::kText, 0},
         }) {
        InferredType type = infer_type(c.values);
        EXPECT_EQ(type.type, c.type) << testing::PrintToString(c.values);
        EXPECT_EQ(type.scale, c.scale) << testing::PrintToString(c.values);
    }
    EXPECT_EQ(typed_number({ColumnType::kDecimal, 2}, "1,234.5"), 123450);
}

class Infer : public testing::Test {
  protected:
    Result<InferredTables> infer(std::vector<TableFile> files) {
        return infer_tables(files, *Date::parse_iso("2026-10-31"));
    }
    TemporaryFolder folder_;
};

TEST_F(Infer, ATableWithoutUnitsStandsAtOneUnit) {
    auto tables = infer({{"居民", folder_.write("a.csv",
                                                "身份证号,年龄,收入,出生日期,备注\n"
                                                "429999196603075031,60,12.50,1966-03-07,\n"
                                                "429999196408029769,,0.5,1964/8/2,无\n")}});
    ASSERT_TRUE(tables) << tables.error().text();
    ASSERT_EQ(tables->catalog.schemas.size(), 2U);
    const ledger::Table& table = tables->world->tables[0];
    EXPECT_EQ(table.schema, tables->catalog.schemas[0]);
    EXPECT_EQ(table.schema->name, "居民");
    EXPECT_EQ(table.row_count(), 2U);
    EXPECT_EQ(tables->world->tree->size(), 1U);
    EXPECT_EQ(table.unit_begin, (std::vector<uint32_t>{0, 2}));
    EXPECT_EQ(table.schema->columns[0].type, ColumnType::kText);
    EXPECT_EQ(table.columns[0].dictionary[table.columns[0].codes[1]], "429999196408029769");
    EXPECT_EQ(table.columns[1].numbers[1], ledger::kBlankNumber);
    EXPECT_EQ(table.schema->columns[2].scale, 2);
    EXPECT_EQ(table.columns[2].numbers, (std::vector<int64_t>{1250, 50}));
    EXPECT_EQ(table.columns[3].numbers[1], Date::from_civil(1964, 8, 2)->days);
    EXPECT_EQ(table.columns[4].codes[0], ledger::kBlankCode);
}

TEST_F(Infer, UnitsGroupRowsAndATreeMayBeGiven) {
    std::string rows = folder_.write("a.csv",
                                     "单位,人数\n421221106002,1\n421221106001,2\n,4\n"
                                     "421221106002,8\n999999999999,16\n");
    auto flat = infer({{"甲", rows}});
    ASSERT_TRUE(flat) << flat.error().text();
    EXPECT_EQ(flat->world->tree->size(), 4U);
    EXPECT_EQ(flat->world->tables[0].schema->unit_column, "c1");
    EXPECT_EQ(flat->world->tables[0].columns[1].numbers, (std::vector<int64_t>{4, 2, 1, 8, 16}));

    std::string units = folder_.write("units.csv",
                                      "code,name,level,parent\n421221106000,镇,township,\n"
                                      "421221106001,甲村,village,421221106000\n"
                                      "421221106002,乙村,village,421221106000\n");
    auto tables = infer({{"甲", rows}, {"单位", units}});
    ASSERT_TRUE(tables) << tables.error().text();
    EXPECT_EQ(tables->catalog.schemas.size(), 2U);
    EXPECT_EQ(tables->world->tree->size(), 3U);
    const ledger::Table& table = tables->world->tables[0];
    EXPECT_EQ(table.columns[1].numbers, (std::vector<int64_t>{4, 2, 1, 8, 16}));
    EXPECT_EQ(table.unit_begin, (std::vector<uint32_t>{0, 1, 2, 4}));
    EXPECT_EQ(table.row_ids, (std::vector<ledger::RowId>{3, 2, 1, 4, 5}));
    EXPECT_FALSE(infer({{"单位", folder_.write("bad.csv", "code,name,level,parent\n1,a,b,c\n")}}));
}

TEST_F(Infer, HeadingsMayHaveTitlesAboveBlanksAndTwins) {
    auto tables =
        infer({{"表", folder_.write("a.csv", "某县人口统计表,,\n\n名称,,名称\n甲,1,乙,丁\n")}});
    ASSERT_TRUE(tables) << tables.error().text();
    const ledger::Schema& schema = *tables->catalog.schemas[0];
    ASSERT_EQ(schema.columns.size(), 4U);
    EXPECT_EQ(schema.columns[1].name, "列2");
    EXPECT_EQ(schema.columns[2].name, "名称2");
    EXPECT_EQ(tables->world->tables[0].row_count(), 1U);
}

TEST_F(Infer, RefusesWhatIsNoTable) {
    EXPECT_EQ(infer({{"a", folder_.path("none.csv")}}).error().code, ErrorCode::kNotFound);
    EXPECT_FALSE(infer({{"a", folder_.write("empty.csv", "")}}));
    EXPECT_FALSE(infer({{"a", folder_.write("blank.csv", "\n\n\n")}}));
    std::string good = folder_.write("good.csv", "a,b\n1,2\n");
    EXPECT_EQ(infer({{"a", good}, {" A ", good}}).error().code, ErrorCode::kConflict);
    std::string gbk = folder_.write("gbk.csv", "\xD0\xD5\xC3\xFB\n\xC0\xEE\n");
    EXPECT_EQ(infer({{"a", gbk}})->catalog.schemas[0]->columns[0].name, "姓名");
    auto heading_only = infer({{"a", folder_.write("heading.csv", "a,b\n")}});
    ASSERT_TRUE(heading_only);
    EXPECT_EQ(heading_only->world->tables[0].row_count(), 0U);
}

TEST_F(Infer, AWideAndLongTableIsBounded) {
    std::string text(kMaxCsvColumns - 1, ',');
    text += "x\n";
    std::string header = text;
    text += "1\n";
    auto wide = infer({{"a", folder_.write("wide.csv", text)}});
    ASSERT_TRUE(wide) << wide.error().text();
    EXPECT_EQ(wide->catalog.schemas[0]->columns.size(), kMaxCsvColumns);
    text = header;
    for (size_t i = 0; i < kMaxTableCells / kMaxCsvColumns + 1; ++i) text += "1\n";
    auto beyond = infer({{"a", folder_.write("long.csv", text)}});
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace yitao::intake
