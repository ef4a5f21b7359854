#include "xlsx/workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/limits.h"
#include "xlsx/reader_testing.h"

namespace yitao::xlsx {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Workbook, KnowsSheetsAndNames) {
    ReaderBook made;
    made.sheet_data = {"", ""};
    made.defined_names =
        "<definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">表2!$A$1:$B$2"
        "</definedName><definedName name=\"税率\" "
        "hidden=\"1\">\"a\"&amp;<![CDATA[<b>]]></definedName>"
        "</definedNames>";
    Workbook book = made.open();
    ASSERT_EQ(book.sheets().size(), 2u);
    EXPECT_EQ(book.sheets()[1].name, "表2");
    EXPECT_EQ(book.sheets()[1].part, "xl/worksheets/sheet2.xml");
    EXPECT_TRUE(book.sheets()[1].visible);
    ASSERT_EQ(book.defined_names().size(), 2u);
    EXPECT_EQ(book.defined_names()[0].name, "_xlnm.Print_Area");
    EXPECT_EQ(book.defined_names()[0].sheet, 1);
    EXPECT_EQ(book.defined_names()[0].formula, "表2!$A$1:$B$2");
    EXPECT_EQ(book.defined_names()[1].sheet, -1);
    EXPECT_EQ(book.defined_names()[1].formula, "\"a\"&<b>");
    EXPECT_FALSE(book.uses_1904_dates());
}

TEST(Workbook, ReadsTables) {
    ReaderBook made;
    made.sheet_data = {"", ""};
    made.other_parts = {
        {"xl/worksheets/_rels/sheet2.xml.rels",
         "<Relationships><Relationship Id='a' Type='x/table' Target='../tables/table1.xml'/>"
         "<Relationship Id='b' Type='x/table' Target='../tables/none.xml'/></Relationships>"},
        {"xl/tables/table1.xml",
         "<table displayName='名单' ref='A3:B6' totalsRowCount='1'><autoFilter ref='A3:B5'/>"
         "<tableColumns count='2'><tableColumn id='1' name='姓名'/>"
         "<tableColumn id='2' name='数&amp;额'/></tableColumns></table>"}};
    Workbook book = made.open();
    auto tables = book.tables();
    ASSERT_TRUE(tables) << tables.error().text();
    ASSERT_EQ(tables->size(), 1u);
    const TableInfo& table = tables->front();
    EXPECT_EQ(table.name, "名单");
    EXPECT_EQ(table.sheet, 1u);
    EXPECT_EQ(format_cell_range(table.range), "A3:B6");
    EXPECT_EQ(table.headings, 1u);
    EXPECT_EQ(table.totals, 1u);
    EXPECT_THAT(table.columns, ElementsAre("姓名", "数&额"));
}

TEST(Workbook, ReadsStrictAndPrefixedParts) {
    const std::string strict = "http://purl.oclc.org/ooxml/";
    ReaderBook made;
    made.other_parts = {
        {"_rels/.rels",
         "<?xml version=\"1.0\"?><p:Relationships xmlns:p=\"r\"><p:Relationship Id='a' Type='" +
             strict +
             "officeDocument/relationships/officeDocument' Target='/xl/book.xml'/>"
             "</p:Relationships>"},
        {"xl/book.xml", "<x:workbook xmlns:x='" + strict +
                            "spreadsheetml/main' xmlns:q='q'><x:workbookPr/>\n"
                            "<x:sheets>\n<x:sheet name='甲&amp;乙' sheetId='9' state='veryHidden' "
                            "q:id='b'/></x:sheets>"
                            "</x:workbook>"},
        {"xl/_rels/book.xml.rels",
         "<Relationships><Relationship Id='b' Type='" + strict +
             "officeDocument/relationships/worksheet' Target='sub/../worksheets/./Sheet1.xml'/>"
             "</Relationships>"}};
    made.sheet_data = {"<row><c><v>7</v></c></row>"};
    Workbook book = made.open();
    ASSERT_EQ(book.sheets().size(), 1u);
    EXPECT_EQ(book.sheets()[0].name, "甲&乙");
    EXPECT_FALSE(book.sheets()[0].visible);
    EXPECT_THAT(read_lines(book), ElementsAre("A1=7"));
}

TEST(Workbook, TellsDatesByTheirFormat) {
    ReaderBook made;
    made.styles =
        "<numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;;@\"/>"
        "<numFmt numFmtId=\"177\" formatCode=\"0.00&quot;day&quot;\"/></numFmts>"
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf "
        "numFmtId=\"57\"/>"
        "<xf numFmtId=\"999\"/><xf/></cellXfs>";
    made.sheet_data = {
        "<row r=\"1\"><c r=\"A1\" s=\"0\"><v>1</v></c><c r=\"B1\" s=\"1\"><v>1</v></c><c r=\"C1\" "
        "s=\"2\"><v>1</v></c><c r=\"D1\" s=\"3\"><v>1</v></c><c r=\"E1\" "
        "s=\"99\"><v>1</v></c></row>"};
    Workbook book = made.open();
    EXPECT_THAT(read_lines(book), ElementsAre("A1=1 B1=1(date) C1=1 D1=1(date) E1=1"));
    EXPECT_EQ(book.number_format(0), "General");
    EXPECT_EQ(book.number_format(1), "yyyy\"年\"m\"月\";@");
    EXPECT_EQ(book.number_format(3), "yyyy\"年\"m\"月\"");
    EXPECT_EQ(book.number_format(4), "General");
    EXPECT_EQ(book.number_format(99), "General");
}

Error open_error(std::string bytes) {
    auto book = Workbook::from_bytes(std::move(bytes));
    EXPECT_FALSE(book);
    return book ? Error{} : book.error();
}

std::string zip_of(const std::map<std::string, std::string>& parts) {
    PackageWriter writer;
    for (const auto& [name, content] : parts) EXPECT_TRUE(writer.add(name, content));
    return *std::move(writer).finish();
}

TEST(Workbook, TellsOtherZipsApart) {
    EXPECT_THAT(open_error(zip_of({{"a.txt", "x"}})).message.en, HasSubstr("no workbook"));
    EXPECT_THAT(open_error(zip_of({{"word/document.xml", "x"}})).message.en, HasSubstr("Word"));
    EXPECT_THAT(open_error(zip_of({{"xl/workbook.bin", "x"}})).message.en, HasSubstr(".xlsb"));
    EXPECT_THAT(open_error(zip_of({{"content.xml", "x"}, {"mimetype", "x"}})).message.en,
                HasSubstr(".ods"));
    EXPECT_EQ(open_error(zip_of({})).code, ErrorCode::kInvalid);
}

TEST(Workbook, RefusesDamagedParts) {
    const auto with = [](const std::string& name, const std::string& content) {
        ReaderBook made;
        made.styles = "<cellXfs/>";
        made.other_parts[name] = content;
        return made.bytes();
    };
    EXPECT_THAT(open_error(with("xl/workbook.xml", "<workbook><sheets>")).message.en,
                HasSubstr("broken off"));
    EXPECT_THAT(open_error(with("xl/workbook.xml", "<workbook/>")).message.en,
                HasSubstr("no sheets"));
    EXPECT_THAT(open_error(with("xl/workbook.xml", "<!DOCTYPE a><workbook/>")).message.en,
                HasSubstr("DOCTYPE"));
    EXPECT_THAT(open_error(with("xl/workbook.xml", "<other/>")).message.en,
                HasSubstr("not a workbook"));
    EXPECT_THAT(open_error(with("xl/workbook.xml", "\xff\xfe<\0w\0")).message.en,
                HasSubstr("UTF-8"));
    EXPECT_THAT(
        open_error(with("xl/workbook.xml", "<?xml version='1.0' encoding='GBK'?><workbook/>"))
            .message.en,
        HasSubstr("UTF-8"));
    EXPECT_EQ(open_error(with("xl/styles.xml", "<styleSheet><a></b></styleSheet>")).code,
              ErrorCode::kDamaged);
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += "<a>";
    EXPECT_THAT(open_error(with("xl/styles.xml", deep)).message.en, HasSubstr("deep"));
}

TEST(Workbook, BoundsItsSmallPartsOnBothSides) {
    const auto styles_of = [](size_t size) {
        std::string noise = "<!--";
        for (uint32_t i = 0; noise.size() < 300; ++i) noise += std::to_string(i * 2654435761U);
        std::string xml = "<styleSheet>";
        while (xml.size() + noise.size() + 3 + 13 <= size) xml += noise + "-->";
        xml += std::string(size - xml.size() - 13, ' ') + "</styleSheet>";
        ReaderBook made;
        made.styles = "<cellXfs/>";
        made.other_parts["xl/styles.xml"] = xml;
        return made.bytes();
    };
    EXPECT_TRUE(Workbook::from_bytes(styles_of(kMaxSmallPartBytes)));
    EXPECT_EQ(open_error(styles_of(kMaxSmallPartBytes + 1)).code, ErrorCode::kLimit);
}

TEST(Workbook, RefusesASheetWithoutItsPart) {
    ReaderBook made;
    made.other_parts["xl/_rels/workbook.xml.rels"] = "<Relationships/>";
    Workbook book = made.open();
    auto rows = book.rows(0);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::kDamaged);
    EXPECT_EQ(rows.error().place, "表1");
    EXPECT_FALSE(book.grid(0));
}

TEST(Workbook, ReadersOutliveAMoveOfTheBook) {
    ReaderBook made;
    made.sheet_data = {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"};
    made.shared_strings = "<si><t>甲</t></si>";
    Workbook book = made.open();
    auto rows = book.rows(0);
    ASSERT_TRUE(rows);
    const Workbook moved = std::move(book);
    EXPECT_EQ(describe(**rows->next()), "A1='甲'");
}

TEST(Workbook, OpensFilesAndNamesThem) {
    const auto path = std::filesystem::temp_directory_path() / "yitao_workbook_test.xlsx";
    std::ofstream(path, std::ios::binary) << ReaderBook().bytes();
    EXPECT_TRUE(Workbook::open(path.string()));
    std::ofstream(path, std::ios::binary) << zip_of({{"a", "b"}});
    auto book = Workbook::open(path.string());
    ASSERT_FALSE(book);
    EXPECT_EQ(book.error().place, path.string());
    std::filesystem::remove(path);
}

TEST(Grid, HoldsCellsFormulasArraysAndMerges) {
    ReaderBook made;
    made.sheet_data = {
        "<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" "
        "t=\"inlineStr\"><is><t>合计</t></is></c></row>"
        "<row r=\"2\"><c r=\"A2\"><f t=\"array\" ref=\"A2:A3\">TRANSPOSE(B1:C1)</f><v>5</v></c>"
        "<c r=\"B2\" t=\"str\"><f>居民[性别]</f><v></v></c></row>"
        "<row r=\"3\"><c r=\"A3\"><v>6</v></c></row>"};
    made.behind_sheet_data =
        "<mergeCells count=\"2\"><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"C4:D9\"></mergeCell>"
        "</mergeCells><pageMargins left=\"1\"/>";
    Workbook book = made.open();
    auto grid = book.grid(0);
    ASSERT_TRUE(grid) << grid.error().text();
    ASSERT_EQ(grid->cells.size(), 5u);
    const Grid::GridCell* blank = grid->find({0, 0});
    ASSERT_NE(blank, nullptr);
    EXPECT_EQ(blank->value, CellValue());
    EXPECT_EQ(blank->style, 1u);
    EXPECT_EQ(grid->find({0, 1})->value, CellValue(std::string("合计")));
    EXPECT_EQ(grid->find({1, 0})->formula, "TRANSPOSE(B1:C1)");
    EXPECT_EQ(grid->find({1, 0})->array_range, "A2:A3");
    EXPECT_EQ(grid->find({1, 1})->formula, "居民[性别]");
    EXPECT_EQ(grid->find({2, 0})->array_range, "");
    EXPECT_EQ(grid->find({2, 1}), nullptr);
    EXPECT_THAT(grid->merges, ElementsAre(CellRange{{0, 0}, {0, 1}}, CellRange{{3, 2}, {8, 3}}));
}

TEST(Grid, RefusesBadMergesAndABrokenTail) {
    ReaderBook made;
    made.behind_sheet_data = "<mergeCells><mergeCell ref=\"A:B\"/></mergeCells>";
    EXPECT_EQ(made.open().grid(0).error().code, ErrorCode::kDamaged);
    made.behind_sheet_data = "<mergeCells><mergeCell ref=\"A1:B1\"/></merge>";
    Workbook book = made.open();
    EXPECT_TRUE(book.rows(0));
    made.behind_sheet_data = "<mergeCells";
    EXPECT_EQ(made.open().grid(0).error().code, ErrorCode::kDamaged);
}

TEST(Grid, BoundsItsCellsOnBothSides) {
    const auto blanks = [](size_t count) {
        std::string data;
        data.reserve(count * 16);
        const size_t columns = 1000;
        for (size_t i = 0; i < count; ++i) {
            if (i % columns == 0) {
                data += fmt::format("{}<row r=\"{}\">", i == 0 ? "" : "</row>", i / columns + 1);
            }
            data += "<c s=\"1\"/>";
        }
        ReaderBook made;
        made.sheet_data = {data + "</row>"};
        return made.bytes();
    };
    auto most = Workbook::from_bytes(blanks(kMaxTemplateCells));
    EXPECT_EQ(most->grid(0)->cells.size(), kMaxTemplateCells);
    auto over = Workbook::from_bytes(blanks(kMaxTemplateCells + 1))->grid(0);
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().code, ErrorCode::kLimit);
    EXPECT_EQ(over.error().place, "表1");
}

TEST(Grid, BoundsTextThatOneStringMultiplies) {
    ReaderBook made;
    made.shared_strings = "<si><t>" + std::string(kMaxCellText, 'x') + "</t></si>";
    std::string data;
    for (size_t i = 0; i <= kMaxTemplatePartBytes / kMaxCellText; ++i) {
        data += "<row><c t=\"s\"><v>0</v></c></row>";
    }
    made.sheet_data = {data};
    auto grid = made.open().grid(0);
    ASSERT_FALSE(grid);
    EXPECT_EQ(grid.error().code, ErrorCode::kLimit);
}

TEST(Workbook, RowsComeWithMergesAndValidations) {
    ReaderBook book;
    book.sheet_data = {"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"};
    book.behind_sheet_data =
        "<mergeCells><mergeCell ref=\"A1:C1\"/></mergeCells><dataValidations>"
        "<dataValidation type=\"list\" sqref=\"B2:B9 D4 nonsense\"><formula1>\"男,女\"</formula1>"
        "</dataValidation></dataValidations>";
    auto workbook = Workbook::from_bytes(book.bytes());
    ASSERT_TRUE(workbook.has_value());
    auto rows = workbook->rows(0, ReadFormulas::kNo, ReadBlanks::kNo, ReadRanges::kYes);
    ASSERT_TRUE(rows.has_value());
    while (*rows->next() != nullptr) {
    }
    const SheetRanges ranges = rows->take_ranges();
    EXPECT_EQ(ranges.merges, std::vector{*parse_cell_range("A1:C1")});
    EXPECT_EQ(ranges.validations,
              (std::vector{*parse_cell_range("B2:B9"), *parse_cell_range("D4")}));
}

TEST(Workbook, RangesBeyondTheLimitArePassedOver) {
    ReaderBook book;
    book.sheet_data = {"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"};
    book.behind_sheet_data = "<mergeCells>";
    for (size_t i = 0; i < kMaxSheetRanges + 10; ++i) {
        book.behind_sheet_data += "<mergeCell ref=\"A1:C1\"/>";
    }
    book.behind_sheet_data += "</mergeCells>";
    auto workbook = Workbook::from_bytes(book.bytes());
    ASSERT_TRUE(workbook.has_value());
    auto rows = workbook->rows(0, ReadFormulas::kNo, ReadBlanks::kNo, ReadRanges::kYes);
    ASSERT_TRUE(rows.has_value());
    while (*rows->next() != nullptr) {
    }
    EXPECT_EQ(rows->take_ranges().merges.size(), kMaxSheetRanges);
}

}  // namespace
}  // namespace yitao::xlsx
