#include "xlsx/patch_marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xlsx/patch_testing.h"
#include "xlsx/workbook.h"

namespace yitao::xlsx {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kStyles =
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
    "<fonts count=\"1\"><font><b/></font></fonts><fills count=\"2\"><fill><patternFill/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf numFmtId=\"0\"/>"
    "<xf numFmtId=\"10\" fontId=\"0\" fillId=\"1\"><alignment "
    "horizontal=\"center\"/></xf></cellXfs>"
    "</styleSheet>";

TestBook book_with(const std::string& sheet) {
    TestBook book;
    book.add_sheet("表", sheet);
    book.relate_workbook("styles", "xl/styles.xml");
    book.add_part("xl/styles.xml", kStyles);
    return book;
}

Marks two_marks() {
    Marks marks;
    marks.author = "一套表";
    marks.fills = {{"9DC3E6"}, {"F2F2F2", true}};
    marks.cells = {{0, {{1, 1}, {1, 1}}, 0, "读作：人数 <1 & 2>"}, {0, {{3, 0}, {3, 1}}, 1, ""}};
    return marks;
}

std::string marked(const std::string& bytes, const Marks& marks) {
    auto copy = mark_cells(bytes, marks);
    EXPECT_TRUE(copy) << copy.error().text();
    return copy.value_or("");
}

TEST(PatchMarks, OnlyTheFillOfACellsStyleChanges) {
    std::string before =
        book_with(
            "<sheetData><row r=\"2\"><c r=\"B2\" s=\"1\"><v>5</v></c><c r=\"C2\"/></row>"
            "</sheetData>")
            .bytes();
    std::string after = marked(before, two_marks());
    EXPECT_THAT(part_of(after, "xl/worksheets/sheet1.xml"),
                HasSubstr("<sheetData><row r=\"2\"><c r=\"B2\" s=\"2\"><v>5</v></c><c r=\"C2\"/>"
                          "</row><row r=\"4\"><c r=\"A4\" s=\"3\"/><c r=\"B4\" s=\"3\"/></row>"
                          "</sheetData><legacyDrawing "));
    std::string styles = part_of(after, "xl/styles.xml");
    EXPECT_THAT(styles, HasSubstr("<fills count=\"4\">"));
    EXPECT_THAT(styles, HasSubstr("<cellXfs count=\"4\">"));
    EXPECT_THAT(styles, HasSubstr("<xf numFmtId=\"10\" fontId=\"0\" fillId=\"2\" applyFill=\"1\">"
                                  "<alignment horizontal=\"center\"/></xf>"
                                  "<xf numFmtId=\"0\" fillId=\"3\" applyFill=\"1\"/></cellXfs>"));
    EXPECT_THAT(part_of(after, "xl/comments1.xml"), HasSubstr("读作：人数 &lt;1 &amp; 2&gt;"));
    EXPECT_THAT(part_of(after, "xl/drawings/vmlDrawing1.vml"),
                HasSubstr("<x:Row>1</x:Row><x:Column>1</x:Column>"));
    EXPECT_THAT(part_of(after, "[Content_Types].xml"), HasSubstr("Extension=\"vml\""));
    EXPECT_EQ(part_of(after, "xl/workbook.xml"), part_of(before, "xl/workbook.xml"));
    auto reopened = Workbook::from_bytes(after);
    ASSERT_TRUE(reopened) << reopened.error().text();
    auto grid = reopened->grid(0);
    ASSERT_TRUE(grid);
    EXPECT_EQ(reopened->number_format(grid->find({1, 1})->style), "0.00%");
}

TEST(PatchMarks, CommentsThatAreThereStay) {
    TestBook book = book_with(
        "<sheetData><row r=\"2\"><c r=\"B2\"/></row></sheetData>"
        "<legacyDrawing r:id=\"rId2\"/><extLst/>");
    book.relate(0, "comments", "xl/comments1.xml");
    book.relate(0, "vmlDrawing", "xl/drawings/vmlDrawing1.vml");
    book.add_part("xl/comments1.xml",
                  "<comments><authors><author>审核</author></authors><commentList>"
                  "<comment ref=\"B2\" authorId=\"0\"><text><t>原有</t></text></comment>"
                  "</commentList></comments>");
    std::string vml =
        "<xml xmlns:v=\"v\" xmlns:o=\"o\" xmlns:x=\"x\"><v:shapetype id=\"_x0000_t202\"/>"
        "<v:shape id=\"_x0000_s1025\" type=\"#_x0000_t202\"></v:shape></xml>";
    book.add_part("xl/drawings/vmlDrawing1.vml", vml);
    Marks marks = two_marks();
    marks.cells.push_back({0, {{5, 2}, {5, 2}}, kNoFill, "新的"});
    std::string after = marked(book.bytes(), marks);
    std::string comments = part_of(after, "xl/comments1.xml");
    EXPECT_THAT(comments, HasSubstr("<author>审核</author><author>一套表</author>"));
    EXPECT_THAT(comments, HasSubstr("<text><t>原有</t><r>"));
    EXPECT_THAT(comments, HasSubstr("<comment ref=\"C6\" authorId=\"1\">"));
    std::string boxes = part_of(after, "xl/drawings/vmlDrawing1.vml");
    EXPECT_TRUE(boxes.starts_with(vml.substr(0, vml.size() - 6)));
    EXPECT_THAT(boxes, HasSubstr("_x0000_s1026"));
    EXPECT_THAT(boxes, Not(HasSubstr("_x0000_s1027")));  // B2 has its box
    EXPECT_EQ(part_of(after, "xl/comments2.xml"), "(no such part)");
    std::string sheet = part_of(after, "xl/worksheets/sheet1.xml");
    EXPECT_THAT(sheet, HasSubstr("</sheetData><legacyDrawing r:id=\"rId2\"/><extLst/>"));
}

TEST(PatchMarks, ADrawingOfCommentsStandsWhereTheSchemaWantsIt) {
    TestBook book = book_with("<sheetData/><pageMargins/><tableParts count=\"0\"/>");
    Marks marks = two_marks();
    std::string sheet = part_of(marked(book.bytes(), marks), "xl/worksheets/sheet1.xml");
    EXPECT_THAT(sheet, HasSubstr("<sheetData><row r=\"2\">"));
    EXPECT_THAT(sheet, HasSubstr("<pageMargins/><legacyDrawing xmlns:r="));
    EXPECT_THAT(sheet, HasSubstr("r:id=\"rId2\"/><tableParts count=\"0\"/>"));
}

TEST(PatchMarks, TheLegendIsASheetOfItsOwn) {
    TestBook book = book_with("<sheetData/>");
    Marks marks = two_marks();
    marks.legend = {"表", {{0, "可填", "读法有把握"}, {kNoFill, "", "其他"}}};
    auto reopened = Workbook::from_bytes(marked(book.bytes(), marks));
    ASSERT_TRUE(reopened) << reopened.error().text();
    ASSERT_EQ(reopened->sheets().size(), 2U);
    EXPECT_EQ(reopened->sheets()[1].name, "表2");  // the name was taken
    auto grid = reopened->grid(1);
    ASSERT_TRUE(grid) << grid.error().text();
    EXPECT_EQ(std::get<std::string>(grid->find({0, 0})->value), "可填");
}

TEST(PatchMarks, PartsNotNamedStayByteForByte) {
    TestBook book = book_with("<sheetData><row r=\"2\"><c r=\"B2\" s=\"1\"/></row></sheetData>");
    book.add_sheet("二", "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
    book.add_part("xl/media/image1.png", std::string(500, 'x'));
    std::string before = book.bytes();
    Marks marks = two_marks();
    for (CellMark& mark : marks.cells) mark.comment.clear();
    std::string after = marked(before, marks);
    expect_others_untouched(before, after,
                            {"xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"});
    EXPECT_EQ(part_of(after, "[Content_Types].xml"), part_of(before, "[Content_Types].xml"));
}

TEST(PatchMarks, WhatCannotBeMarkedIsRefused) {
    TestBook bare;
    bare.add_sheet("表", "<sheetData/>");
    EXPECT_FALSE(mark_cells(bare.bytes(), two_marks()));  // no styles
    Marks many = two_marks();
    many.cells = {{0, {{0, 0}, {1'000'000, 16'000}}, 0, ""}};
    auto refused = mark_cells(book_with("<sheetData/>").bytes(), many);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
    EXPECT_FALSE(mark_cells("no zip", two_marks()));
}

}  // namespace
}  // namespace yitao::xlsx
