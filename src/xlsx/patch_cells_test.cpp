#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/limits.h"
#include "xlsx/patch_testing.h"
#include "xlsx/patch_value.h"

namespace yitao::xlsx {
namespace {

using testing::HasSubstr;

constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";

// The sheet's content (inside <worksheet>) after edits of a one-sheet workbook.
std::string after(const std::string& content, const std::vector<CellEdit>& cells) {
    TestBook book;
    book.add_sheet("表", content);
    const std::string bytes = book.bytes();
    const std::string copy = patched(bytes, {cells, {}});
    expect_others_untouched(bytes, copy, {std::string(kSheet)});
    const std::string xml = part_of(copy, kSheet);
    const size_t begin = xml.find('>') + 1;
    return xml.substr(begin, xml.rfind("</worksheet>") - begin);
}

std::string data(const std::string& rows) {
    return "<sheetData>" + rows + "</sheetData>";
}
std::string row1(const std::string& cells) {
    return data("<row r=\"1\">" + cells + "</row>");
}

Error refused(const std::string& content, const std::vector<CellEdit>& cells) {
    TestBook book;
    book.add_sheet("表", content);
    auto copy = try_patch(book.bytes(), {cells, {}});
    EXPECT_FALSE(copy);
    return copy ? Error{} : copy.error();
}

TEST(PatchCells, ValuesKeepStyleAndOrder) {
    const std::string before = row1(
        "<c r=\"A1\" s=\"3\"/><c r=\"B1\" s=\"4\" t=\"s\"><v>7</v></c>"
        "<c s=\"5\" r=\"C1\" ph=\"1\"><v>1</v></c><c r=\"D1\"/><c r=\"E1\" s=\"6\"><v>9</v></c>");
    EXPECT_EQ(
        after(before, {replace_cell(0, "A1", 120.5), replace_cell(0, "B1", "村 名"),
                       replace_cell(0, "C1", true), replace_cell(0, "D1", CellError{"#N/A"}),
                       replace_cell(0, "E1", std::monostate{})}),
        row1("<c r=\"A1\" s=\"3\"><v>120.5</v></c>"
             "<c r=\"B1\" s=\"4\" t=\"inlineStr\"><is><t xml:space=\"preserve\">村 名</t></is></c>"
             "<c s=\"5\" r=\"C1\" ph=\"1\" t=\"b\"><v>1</v></c>"
             "<c r=\"D1\" t=\"e\"><v>#N/A</v></c><c r=\"E1\" s=\"6\"/>"));
}

TEST(PatchCells, NumbersKeepTheirWrittenType) {
    EXPECT_EQ(after(row1("<c r=\"A1\" t=\"n\" s=\"1\"></c><c r=\"B1\" t=\"str\"><v>x</v></c>"),
                    {replace_cell(0, "A1", 7.0), replace_cell(0, "B1", 8.0)}),
              row1("<c r=\"A1\" t=\"n\" s=\"1\"><v>7</v></c><c r=\"B1\"><v>8</v></c>"));
}

TEST(PatchCells, NumbersAreShortestAndReadBackTheSame) {
    const auto text = [](double number) {
        return value_xml(number, ValueOrigin::kConstant, "").content;
    };
    EXPECT_EQ(text(0.1), "<v>0.1</v>");
    EXPECT_EQ(text(100000), "<v>100000</v>");
    EXPECT_EQ(text(-0.0), "<v>0</v>");
    EXPECT_EQ(text(107521.86), "<v>107521.86</v>");
    EXPECT_EQ(text(1e21), "<v>1e+21</v>");
    EXPECT_EQ(value_xml(std::numeric_limits<double>::infinity(), ValueOrigin::kConstant, "").type,
              "e");
}

TEST(PatchCells, TextsAreEscapedAsTheFormatAsks) {
    EXPECT_EQ(cell_text_xml("a<b>&\"c'"), "a&lt;b&gt;&amp;\"c'");
    EXPECT_EQ(cell_text_xml(std::string_view("x\0y\x1f\r\n\tz", 8)),
              "x_x0000_y_x001F__x000D_\n\tz");
    EXPECT_EQ(cell_text_xml("_x0041_ _x41_ _"), "_x005F_x0041_ _x41_ _");
    EXPECT_EQ(cell_text_xml("a\xEF\xBF\xBF"), "a_xFFFF_");
    EXPECT_EQ(cell_text_xml("bad\xFF!"), "bad\xEF\xBF\xBD!");
    EXPECT_EQ(value_xml(std::string(" a"), ValueOrigin::kConstant, "x:").content,
              "<x:is><x:t xml:space=\"preserve\"> a</x:t></x:is>");
}

TEST(PatchCells, FormulaKeepsItsTextAndTakesAFreshResult) {
    const std::string before = row1(
        "<c r=\"A1\" s=\"2\"><f>B1*2</f><v>0</v></c><c r=\"B1\"><f ca=\"1\">X()</f></c>"
        "<c r=\"C1\" t=\"str\"><f>T()</f><v>old</v></c><c r=\"D1\"><f>E()</f><v>1</v></c>");
    EXPECT_EQ(after(before, {cache_cell(0, "A1", 24.0), cache_cell(0, "B1", "甲 乙"),
                             cache_cell(0, "C1", false), cache_cell(0, "D1", std::monostate{})}),
              row1("<c r=\"A1\" s=\"2\"><f>B1*2</f><v>24</v></c>"
                   "<c r=\"B1\" t=\"str\"><f ca=\"1\">X()</f><v>甲 乙</v></c>"
                   "<c r=\"C1\" t=\"b\"><f>T()</f><v>0</v></c><c r=\"D1\"><f>E()</f></c>"));
    EXPECT_THAT(after(before, {cache_cell(0, "A1", CellError{"#DIV/0!"})}),
                HasSubstr("<c r=\"A1\" s=\"2\" t=\"e\"><f>B1*2</f><v>#DIV/0!</v></c>"));
}

TEST(PatchCells, ReplacingAFormulaDropsItAndWhatDescribedIt) {
    EXPECT_EQ(after(row1("<c r=\"A1\" s=\"2\" cm=\"1\" vm=\"3\" t=\"e\"><f t=\"array\" ref=\"A1\">"
                         "X()</f><v>#VALUE!</v><extLst><ext uri=\"k\"/></extLst></c>"),
                    {replace_cell(0, "A1", 24.0)}),
              row1("<c r=\"A1\" s=\"2\"><v>24</v><extLst><ext uri=\"k\"/></extLst></c>"));
}

TEST(PatchCells, MissingCellsAndRowsAreCreatedInTheirPlace) {
    const std::string before = "<cols><col min=\"2\" max=\"3\" width=\"9\" style=\"7\"/></cols>" +
                               data(
                                   "<row r=\"2\" spans=\"2:2\"><c r=\"B2\"/></row>"
                                   "<row r=\"4\" s=\"9\" customFormat=\"1\"/>");
    EXPECT_EQ(
        after(before,
              {replace_cell(0, "A2", 1.0), replace_cell(0, "C2", 2.0), replace_cell(0, "B3", "三"),
               replace_cell(0, "B4", 4.0), replace_cell(0, "D9", 5.0), replace_cell(0, "B1", 0.0)}),
        "<cols><col min=\"2\" max=\"3\" width=\"9\" style=\"7\"/></cols>" +
            data("<row r=\"1\"><c r=\"B1\" s=\"7\"><v>0</v></c></row>"
                 "<row r=\"2\" spans=\"1:3\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"/>"
                 "<c r=\"C2\" s=\"7\"><v>2</v></c></row>"
                 "<row r=\"3\"><c r=\"B3\" s=\"7\" t=\"inlineStr\"><is><t>三</t></is></c></row>"
                 "<row r=\"4\" s=\"9\" customFormat=\"1\"><c r=\"B4\" s=\"9\"><v>4</v></c></row>"
                 "<row r=\"9\"><c r=\"D9\"><v>5</v></c></row>"));
    EXPECT_EQ(after("<sheetData/>", {replace_cell(0, "A1", 1.0)}),
              data("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"));
}

TEST(PatchCells, EmptyingWhatIsNotThereCreatesNothing) {
    const std::string before = data("<row r=\"2\"/>");
    EXPECT_EQ(after(before, {replace_cell(0, "A2", std::monostate{}),
                             replace_cell(0, "A7", std::monostate{})}),
              before);
}

TEST(PatchCells, RowsAndCellsWithoutAddressesCountOn) {
    EXPECT_EQ(
        after(data("<row><c><v>1</v></c><c s=\"2\"/></row><row><c/></row>"),
              {replace_cell(0, "B1", 5.0), replace_cell(0, "A2", 6.0), replace_cell(0, "C1", 7.0)}),
        data("<row><c><v>1</v></c><c s=\"2\"><v>5</v></c><c r=\"C1\"><v>7</v></c></row>"
             "<row><c><v>6</v></c></row>"));
}

TEST(PatchCells, DimensionCoversNewCells) {
    EXPECT_THAT(after("<dimension ref=\"B2:C3\"/>" + data("<row r=\"2\"/>"),
                      {replace_cell(0, "A5", 1.0), replace_cell(0, "D2", "x"),
                       replace_cell(0, "Z99", std::monostate{})}),
                HasSubstr("<dimension ref=\"A2:D5\"/>"));
    EXPECT_THAT(after("<dimension ref=\"A1:C3\"/>" + data(""), {replace_cell(0, "B2", 1.0)}),
                HasSubstr("<dimension ref=\"A1:C3\"/>"));
}

TEST(PatchCells, TheLaterOfTwoEditsCounts) {
    EXPECT_EQ(
        after(row1("<c r=\"A1\"/>"), {replace_cell(0, "A1", 1.0), replace_cell(0, "A1", 2.0)}),
        row1("<c r=\"A1\"><v>2</v></c>"));
}

TEST(PatchCells, PrefixedSheetsStayPrefixed) {
    TestBook book;
    book.add_raw_sheet("表",
                       "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\">"
                       "<x:f>B1</x:f></x:c></x:row></x:sheetData></x:worksheet>");
    const std::string copy =
        patched(book.bytes(), {{cache_cell(0, "A1", 3.0), replace_cell(0, "B2", "乙")}, {}});
    EXPECT_EQ(part_of(copy, kSheet),
              "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:f>B1</x:f>"
              "<x:v>3</x:v></x:c></x:row><x:row r=\"2\"><x:c r=\"B2\" t=\"inlineStr\"><x:is><x:t>乙"
              "</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>");
}

TEST(PatchCells, DependentsOfAReplacedSharedFormulaGetTheirOwn) {
    const std::string before = data(
        "<row r=\"1\"><c r=\"C1\"><f t=\"shared\" ref=\"C1:C3\" si=\"0\">A1*$B$1&amp;\"&lt;\"</f>"
        "<v>0</v></c></row>"
        "<row r=\"2\"><c r=\"C2\"><f t=\"shared\" si=\"0\"/><v>0</v></c></row>"
        "<row r=\"3\"><c r=\"C3\"><f t=\"shared\" si=\"0\"/><v>0</v></c></row>");
    EXPECT_EQ(after(before, {replace_cell(0, "C1", 5.0), cache_cell(0, "C3", 6.0)}),
              data("<row r=\"1\"><c r=\"C1\"><v>5</v></c></row>"
                   "<row r=\"2\"><c r=\"C2\"><f>A2*$B$1&amp;\"&lt;\"</f><v>0</v></c></row>"
                   "<row r=\"3\"><c r=\"C3\"><f>A3*$B$1&amp;\"&lt;\"</f><v>6</v></c></row>"));
    // A dependent alone may go; the group stays.
    EXPECT_THAT(
        after(before, {replace_cell(0, "C2", 5.0)}),
        HasSubstr("<c r=\"C2\"><v>5</v></c></row><row r=\"3\"><c r=\"C3\"><f t=\"shared\""));
}

TEST(PatchCells, ArrayFormulasGoAsAWhole) {
    const std::string before = data(
        "<row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:B2\">X()</f><v>1</v></c>"
        "<c r=\"B1\" s=\"4\"><v>2</v></c></row>"
        "<row r=\"2\"><c r=\"A2\"><v>3</v></c><c r=\"B2\"><v>4</v></c><c "
        "r=\"C2\"><v>5</v></c></row>");
    EXPECT_EQ(after(before, {replace_cell(0, "A1", 9.0), replace_cell(0, "A2", "值")}),
              data("<row r=\"1\"><c r=\"A1\"><v>9</v></c><c r=\"B1\" s=\"4\"/></row>"
                   "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>值</t></is></c><c r=\"B2\"/>"
                   "<c r=\"C2\"><v>5</v></c></row>"));
    EXPECT_EQ(after(before, {cache_cell(0, "A1", 9.0), cache_cell(0, "B1", "果")}),
              data("<row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:B2\">X()</f><v>9</v></c>"
                   "<c r=\"B1\" s=\"4\" t=\"str\"><v>果</v></c></row>"
                   "<row r=\"2\"><c r=\"A2\"><v>3</v></c><c r=\"B2\"><v>4</v></c>"
                   "<c r=\"C2\"><v>5</v></c></row>"));
    const Error error = refused(before, {replace_cell(0, "B2", 9.0)});
    EXPECT_EQ(error.code, ErrorCode::kUnsupported);
    EXPECT_EQ(error.place, "表!B2");
    EXPECT_THAT(error.message.zh, HasSubstr("A1:B2"));
}

TEST(PatchCells, DynamicArraysTakeOtherCellsThanBefore) {
    const std::string before = data(
        "<row r=\"1\"><c r=\"A1\" s=\"2\" cm=\"1\"><f t=\"array\" ref=\"A1:A2\">X()</f><v>1</v></c>"
        "</row><row r=\"2\"><c r=\"A2\" t=\"str\"><v>旧</v></c><c r=\"B2\"/></row>");
    CellEdit anchor = cache_cell(0, "A1", 7.0);
    anchor.spill = parse_cell_range("A1:B2");
    EXPECT_EQ(
        after(before, {anchor, cache_cell(0, "B1", "右"), cache_cell(0, "A2", 8.0),
                       cache_cell(0, "B2", "角")}),
        data("<row r=\"1\"><c r=\"A1\" s=\"2\" cm=\"1\"><f t=\"array\" ref=\"A1:B2\">X()</f>"
             "<v>7</v></c><c r=\"B1\" t=\"str\"><v>右</v></c></row>"
             "<row r=\"2\"><c r=\"A2\"><v>8</v></c><c r=\"B2\" t=\"str\"><v>角</v></c></row>"));
    anchor.spill = parse_cell_range("A1");
    EXPECT_EQ(after(before, {anchor}),
              data("<row r=\"1\"><c r=\"A1\" s=\"2\" cm=\"1\"><f t=\"array\" ref=\"A1\">X()</f>"
                   "<v>7</v></c></row><row r=\"2\"><c r=\"A2\"/><c r=\"B2\"/></row>"));
}

TEST(PatchCells, WhatLiesOutsideTheSheetIsRefused) {
    CellEdit edit{0, {kMaxSheetRows, 0}, 1.0, CellEdit::Formula::kReplace};
    EXPECT_EQ(refused(data(""), {edit}).code, ErrorCode::kLimit);
    edit.cell = {0, kMaxSheetColumns};
    EXPECT_EQ(refused(data(""), {edit}).code, ErrorCode::kLimit);
    edit.cell = {kMaxSheetRows - 1, kMaxSheetColumns - 1};
    EXPECT_THAT(after(data(""), {edit}), HasSubstr("XFD1048576"));
    edit.sheet = 1;
    EXPECT_EQ(refused(data(""), {edit}).code, ErrorCode::kNotFound);
}

TEST(PatchCells, TextsBeyondExcelsLengthAreRefused) {
    std::string text;
    for (size_t i = 0; i < kMaxCellText; ++i) text += "字";
    EXPECT_THAT(after(data(""), {replace_cell(0, "A1", text)}), HasSubstr("字字"));
    const Error error = refused(data(""), {replace_cell(0, "A1", text + "字")});
    EXPECT_EQ(error.code, ErrorCode::kLimit);
    EXPECT_EQ(error.place, "表!A1");
    EXPECT_EQ(excel_length("a字😀"), 4u);
}

TEST(PatchCells, DamagedSheetsAreRefusedOnlyWhenEdited) {
    for (const std::string& broken :
         {data("<row r=\"2\"/><row r=\"1\"/>"),
          data("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>"),
          data("<row r=\"1\"><c r=\"A2\"/></row>"), data("<row r=\"0\"/>"), std::string("<cols/>"),
          data("<row r=\"1048577\"/>"), data("<c r=\"A1\"/>"), data("<row r=\"1\"></sheetData>")}) {
        TestBook book;
        book.add_sheet("坏", broken);
        book.add_sheet("好", data(""));
        const std::string bytes = book.bytes();
        auto bad = try_patch(bytes, {{replace_cell(0, "A1", 1.0)}, {}});
        ASSERT_FALSE(bad) << broken;
        EXPECT_EQ(bad.error().code, ErrorCode::kDamaged) << broken;
        EXPECT_TRUE(try_patch(bytes, {{replace_cell(1, "A1", 1.0)}, {}})) << broken;
    }
}

TEST(PatchCells, DocumentTypesAndForeignEncodingsAreRefused) {
    TestBook book;
    book.add_raw_sheet(
        "表", "<!DOCTYPE worksheet [<!ENTITY a \"b\">]><worksheet><sheetData/></worksheet>");
    book.add_raw_sheet(
        "乙", "<?xml version=\"1.0\" encoding=\"GBK\"?><worksheet><sheetData/></worksheet>");
    const std::string bytes = book.bytes();
    EXPECT_EQ(try_patch(bytes, {{replace_cell(0, "A1", 1.0)}, {}}).error().code,
              ErrorCode::kDamaged);
    EXPECT_EQ(try_patch(bytes, {{replace_cell(1, "A1", 1.0)}, {}}).error().code,
              ErrorCode::kUnsupported);
}

TEST(PatchCells, CommentsAndCdataInTheSheetAreSteppedOver) {
    EXPECT_EQ(
        after(
            data(
                "<!-- <row r=\"9\"> --><row r=\"1\"><c r=\"A1\" t=\"str\"><f><![CDATA[B1&\"<c>\"]]>"
                "</f><v><![CDATA[</c>]]></v></c><c r=\"B1\"/></row>"),
            {replace_cell(0, "B1", 1.0)}),
        data("<!-- <row r=\"9\"> --><row r=\"1\"><c r=\"A1\" t=\"str\"><f><![CDATA[B1&\"<c>\"]]>"
             "</f><v><![CDATA[</c>]]></v></c><c r=\"B1\"><v>1</v></c></row>"));
}

}  // namespace
}  // namespace yitao::xlsx
