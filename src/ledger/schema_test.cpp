#include "ledger/schema.h"

#include <gtest/gtest.h>

#include "base/date.h"
#include "ledger/table.h"

namespace yitao::ledger {
namespace {

TEST(CodeList, NamesWinOverCodesAndCodesOverSynonyms) {
    CodeList list{.id = "sex", .codes = {{"男", "1", {"男性", "2"}}, {"女", "2", {"Female"}}}};
    EXPECT_EQ(list.find("男"), "男");
    EXPECT_EQ(list.find("2"), "女");
    EXPECT_EQ(list.find("２ "), "女");
    EXPECT_EQ(list.find("male"), std::nullopt);
    EXPECT_EQ(list.find(" FEMALE"), "女");
    EXPECT_EQ(list.find("男 性"), "男");
    EXPECT_EQ(list.find(""), std::nullopt);
    EXPECT_EQ(list.find("  "), std::nullopt);
}

TEST(Schema, ColumnsAreFoundByNameEnglishNameAndSynonym) {
    Schema schema{.id = "resident"};
    schema.columns = {{.id = "id_number", .name = "身份证号", .name_en = "ID number"},
                      {.id = "phone", .name = "电话", .synonyms = {"联系电话(手机)"}}};
    EXPECT_EQ(schema.find_column("phone"), 1U);
    EXPECT_EQ(schema.find_column("电话"), std::nullopt);
    EXPECT_EQ(schema.find_column_named("身份证 号"), 0U);
    EXPECT_EQ(schema.find_column_named("id NUMBER"), 0U);
    EXPECT_EQ(schema.find_column_named("联系电话（手机）"), 1U);
    EXPECT_EQ(schema.find_column_named(""), std::nullopt);
}

TEST(Field, FormatsAndParsesCanonicalText) {
    struct Case {
        Column column;
        std::string text;
        Field field;
    };
    const Case cases[] = {
        {{.type = ColumnType::kText}, "张三", std::string("张三")},
        {{.type = ColumnType::kText}, "", {}},
        {{.type = ColumnType::kInteger}, "-42", int64_t{-42}},
        {{.type = ColumnType::kDecimal, .scale = 2}, "10.20", int64_t{1020}},
        {{.type = ColumnType::kDecimal, .scale = 2}, "-0.05", int64_t{-5}},
        {{.type = ColumnType::kDate}, "2026-10-31", int64_t{20757}},
        {{.type = ColumnType::kUnit}, "421221106001", int64_t{421221106001}},
        {{.type = ColumnType::kUnit}, "010000000000", int64_t{10000000000}},
        {{.type = ColumnType::kCode}, "男", std::string("男")},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(format_field(c.column, c.field), c.text);
        EXPECT_EQ(parse_field(c.column, c.text), c.field) << c.text;
    }
    EXPECT_EQ(Date{20757}.iso(), "2026-10-31");
}

TEST(Field, OnlyCanonicalTextParses) {
    EXPECT_EQ(parse_field({.type = ColumnType::kInteger}, "+5"), std::nullopt);
    EXPECT_EQ(parse_field({.type = ColumnType::kInteger}, "5.0"), std::nullopt);
    EXPECT_EQ(parse_field({.type = ColumnType::kDecimal, .scale = 2}, "10.2"), std::nullopt);
    EXPECT_EQ(parse_field({.type = ColumnType::kDate}, "2026-02-30"), std::nullopt);
    EXPECT_EQ(parse_field({.type = ColumnType::kUnit}, "4212"), std::nullopt);
}

TEST(DictionaryBuilder, EqualTextsShareACode) {
    ColumnData column;
    DictionaryBuilder builder(column);
    ASSERT_TRUE(column.is_coded());
    std::vector<uint32_t> codes;
    for (int i = 0; i < 5000; ++i) codes.push_back(builder.code(std::to_string(i)));
    for (int i = 0; i < 5000; ++i) {
        EXPECT_EQ(builder.code(std::to_string(i)), codes[static_cast<size_t>(i)]);
        EXPECT_EQ(column.dictionary[codes[static_cast<size_t>(i)]], std::to_string(i));
    }
    EXPECT_EQ(column.dictionary.size(), 5001U);
}

TEST(DictionaryBuilder, EmptyTextIsNoBlank) {
    ColumnData column;
    DictionaryBuilder builder(column);
    const uint32_t empty = builder.code("");
    EXPECT_NE(empty, kBlankCode);
    EXPECT_EQ(builder.code(""), empty);
}

TEST(DictionaryBuilder, GoesOnWithADictionary) {
    ColumnData column;
    uint32_t code = DictionaryBuilder(column).code("男");
    DictionaryBuilder again(column);
    EXPECT_EQ(again.code("男"), code);
    EXPECT_NE(again.code("女"), code);
}

}  // namespace
}  // namespace yitao::ledger
