// Row insertions in the cell area: rows, copies, formulas of every kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "xlsx/patch_testing.h"

namespace yitao::xlsx {
namespace {

using testing::HasSubstr;

constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";

std::string content_of(const std::string& bytes, std::string_view part) {
    const std::string xml = part_of(bytes, part);
    const size_t begin = xml.find('>') + 1;
    return xml.substr(begin, xml.rfind("</worksheet>") - begin);
}

// The first sheet's content after the insertions.
std::string after(const std::string& content, const std::vector<RowInsertion>& insertions,
                  const std::vector<CellEdit>& cells = {}) {
    TestBook book;
    book.add_sheet("表", content);
    return content_of(patched(book.bytes(), {cells, insertions}), kSheet);
}

std::string data(const std::string& rows) {
    return "<sheetData>" + rows + "</sheetData>";
}
std::string formula_row(int row, const std::string& formula) {
    const std::string r = std::to_string(row);
    return "<row r=\"" + r + "\"><c r=\"A" + r + "\"><f>" + formula + "</f></c></row>";
}

// The formula text in cell A`row` after rows first..last (from 1) grew by `count`.
std::string moved(const std::string& formula, int row, uint32_t first, uint32_t last,
                  uint32_t count) {
    const std::string xml =
        after(data(formula_row(row, formula)), {{0, first - 1, last - 1, count}});
    const size_t begin = xml.find("<f>") + 3;
    return xml.substr(begin, xml.find("</f>") - begin);
}

TEST(PatchRows, RowsBelowMoveAndNewOnesAreCopies) {
    const std::string before = data(
        "<row r=\"4\" ht=\"22\"><c r=\"A4\" s=\"1\"><v>1</v></c></row>"
        "<row r=\"5\" spans=\"1:3\" ht=\"24\" customHeight=\"1\"><c r=\"A5\" s=\"2\" "
        "t=\"s\"><v>1</v></c>"
        "<c r=\"B5\"><v>3</v></c><c r=\"C5\" s=\"4\"><f>B5*2</f><v>6</v></c></row>"
        "<row r=\"7\"><c r=\"A7\" s=\"5\"/><c r=\"B7\"><f>C5</f><v>6</v></c></row>");
    EXPECT_EQ(
        after(before, {{0, 3, 4, 2}}),
        data("<row r=\"4\" ht=\"22\"><c r=\"A4\" s=\"1\"><v>1</v></c></row>"
             "<row r=\"5\" spans=\"1:3\" ht=\"24\" customHeight=\"1\"><c r=\"A5\" s=\"2\" t=\"s\">"
             "<v>1</v></c><c r=\"B5\"><v>3</v></c><c r=\"C5\" s=\"4\"><f>B5*2</f><v>6</v></c></row>"
             "<row r=\"6\" spans=\"1:3\" ht=\"24\" customHeight=\"1\"><c r=\"A6\" s=\"2\"/>"
             "<c r=\"C6\" s=\"4\"><f>B6*2</f></c></row>"
             "<row r=\"7\" spans=\"1:3\" ht=\"24\" customHeight=\"1\"><c r=\"A7\" s=\"2\"/>"
             "<c r=\"C7\" s=\"4\"><f>B7*2</f></c></row>"
             "<row r=\"9\"><c r=\"A9\" s=\"5\"/><c r=\"B9\"><f>C5</f><v>6</v></c></row>"));
}

TEST(PatchRows, PlainCellsStayPlainUnderStyledColumnsAndRows) {
    const std::string columns = "<cols><col min=\"2\" max=\"2\" style=\"7\"/></cols>";
    EXPECT_EQ(
        after(columns + data("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>"),
              {{0, 0, 0, 1}}),
        columns + data("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>"
                       "<row r=\"2\"><c r=\"B2\"/></row>"));
    EXPECT_EQ(after(data("<row r=\"1\" s=\"4\" customFormat=\"1\"><c r=\"A1\"><v>1</v></c></row>"),
                    {{0, 0, 0, 1}}),
              data("<row r=\"1\" s=\"4\" customFormat=\"1\"><c r=\"A1\"><v>1</v></c></row>"
                   "<row r=\"2\" s=\"4\" customFormat=\"1\"><c r=\"A2\"/></row>"));
}

TEST(PatchRows, CellEditsMeanTheFinalPlaces) {
    EXPECT_EQ(
        after(
            data("<row r=\"1\"><c r=\"A1\" s=\"3\"/></row><row r=\"2\"><c r=\"A2\"/></row>"),
            {{0, 0, 0, 2}},
            {replace_cell(0, "A2", 7.0), replace_cell(0, "B3", 8.0), replace_cell(0, "A4", "尾")}),
        data("<row r=\"1\"><c r=\"A1\" s=\"3\"/></row>"
             "<row r=\"2\"><c r=\"A2\" s=\"3\"><v>7</v></c></row>"
             "<row r=\"3\"><c r=\"A3\" s=\"3\"/><c r=\"B3\"><v>8</v></c></row>"
             "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>尾</t></is></c></row>"));
}

TEST(PatchRows, SeveralRegionsInOneCall) {
    EXPECT_EQ(after(data("<row r=\"2\"/><row r=\"3\"/><row r=\"5\"/>" +
                         formula_row(8, "SUM(B2:B2)+SUM(B5:B6)")),
                    {{0, 4, 5, 3}, {0, 1, 1, 1}}),
              data("<row r=\"2\"/><row r=\"3\"/><row r=\"4\"/><row r=\"6\"/>" +
                   formula_row(12, "SUM(B2:B3)+SUM(B6:B10)")));
}

TEST(PatchRows, RowsWithoutNumbersGetTheirs) {
    EXPECT_EQ(after(data("<row><c><v>1</v></c></row><row><c/></row>"), {{0, 0, 0, 1}}),
              data("<row><c><v>1</v></c></row><row r=\"2\"/><row r=\"3\"><c/></row>"));
}

TEST(PatchRows, RangesElsewhereGrowWithTheRegion) {
    EXPECT_EQ(moved("SUM(F5:F10)", 11, 5, 10, 28), "SUM(F5:F38)");
    EXPECT_EQ(moved("SUM(F4:F10)", 11, 5, 10, 28), "SUM(F4:F38)");
    EXPECT_EQ(moved("SUM(F6:F10)", 11, 5, 10, 28), "SUM(F6:F10)");  // not the whole region
    EXPECT_EQ(moved("SUM(F5:F9)", 11, 5, 10, 28), "SUM(F5:F9)");
    EXPECT_EQ(moved("SUM(F5:F12)", 2, 5, 10, 28), "SUM(F5:F40)");
    EXPECT_EQ(moved("SUM($F$5:$F$5)", 7, 5, 5, 2), "SUM($F$5:$F$7)");
    EXPECT_EQ(moved("F5+F10+F11", 12, 5, 10, 2), "F5+F10+F13");
    EXPECT_EQ(moved("SUM(5:10)&amp;SUM(A:A)&amp;\"F11\"", 12, 5, 10, 2),
              "SUM(5:12)&amp;SUM(A:A)&amp;\"F11\"");
}

TEST(PatchRows, FormulasInsideTheRegionAreTranslatedNotGrown) {
    EXPECT_EQ(moved("SUM(B5:K5)", 5, 5, 5, 2), "SUM(B5:K5)");
    EXPECT_EQ(moved("SUM(F$5:F10)", 10, 5, 10, 2), "SUM(F$5:F10)");  // a running total
    EXPECT_EQ(moved("F10/F$11", 10, 5, 10, 2), "F10/F$13");
    // A range fixed on both sides means the whole list wherever it is written.
    EXPECT_EQ(moved("RANK(F7,F$5:F$10)", 7, 5, 10, 2), "RANK(F7,F$5:F$12)");
}

TEST(PatchRows, CopiesTranslateTheirFormulas) {
    const auto copies = [](const std::string& formula) {
        const std::string xml =
            after(data(formula_row(10, formula) + formula_row(11, "B1")), {{0, 4, 9, 2}});
        std::string all;
        for (size_t at = xml.find("<f>"); at != std::string::npos; at = xml.find("<f>", at + 1)) {
            all += xml.substr(at + 3, xml.find("</f>", at) - at - 3) + " ";
        }
        return all;
    };
    EXPECT_EQ(copies("A9+1"), "A9+1 A10+1 A11+1 B1 ");
    EXPECT_EQ(copies("SUM(F$5:F10)"), "SUM(F$5:F10) SUM(F$5:F11) SUM(F$5:F12) B1 ");
    EXPECT_EQ(copies("F10/F$11"), "F10/F$13 F11/F$13 F12/F$13 B1 ");
    // A total below stays the total, also without $.
    EXPECT_EQ(copies("F10/F11"), "F10/F13 F11/F13 F12/F13 B1 ");
    EXPECT_EQ(copies("RANK(F10,F$5:F$10)"),
              "RANK(F10,F$5:F$12) RANK(F11,F$5:F$12) RANK(F12,F$5:F$12) B1 ");
    EXPECT_EQ(copies("表!$C10&amp;\"A10\"&amp;[1]X!A10"),
              "表!$C10&amp;\"A10\"&amp;[1]X!A10 表!$C11&amp;\"A10\"&amp;[1]X!A11 "
              "表!$C12&amp;\"A10\"&amp;[1]X!A12 B1 ");
}

TEST(PatchRows, FormulasOfOtherSheetsFollow) {
    TestBook book;
    book.add_sheet("清 单", data("<row r=\"5\"/><row r=\"6\"/>"));
    book.add_sheet("汇总", data(formula_row(1, "'清 单'!A6+A6") +
                                formula_row(6, "SUM('清 单'!A4:A5,汇总!A6,X!A6)")));
    const std::string copy = patched(book.bytes(), {{}, {{0, 3, 4, 10}}});
    EXPECT_EQ(content_of(copy, TestBook::sheet_part(1)),
              data(formula_row(1, "'清 单'!A16+A6") +
                   formula_row(6, "SUM('清 单'!A4:A15,汇总!A6,X!A6)")));
}

TEST(PatchRows, SheetNamesInEntitiesAndOtherCaseAreKnown) {
    TestBook book;
    book.add_sheet("Data&amp;列", data(""));
    book.add_sheet("汇总", data(formula_row(1, "&#39;data&amp;&#21015;&#39;!A6")));
    const std::string copy = patched(book.bytes(), {{}, {{0, 3, 4, 10}}});
    EXPECT_THAT(content_of(copy, TestBook::sheet_part(1)), HasSubstr("<f>'data&amp;列'!A16</f>"));
}

TEST(PatchRows, ThreeDimensionalReferencesAreRefusedWhereTheyWouldTear) {
    TestBook book;
    book.add_sheet("一", data(""));
    book.add_sheet("二", data(""));
    book.add_sheet("汇总", data(formula_row(1, "SUM(一:二!A6)")));
    EXPECT_FALSE(try_patch(book.bytes(), {{}, {{1, 3, 4, 10}}}));
    EXPECT_TRUE(try_patch(book.bytes(), {{}, {{1, 6, 7, 10}}}));
    EXPECT_TRUE(try_patch(book.bytes(), {{}, {{2, 3, 4, 10}}}));
}

std::string shared_group(int first, int last, const std::string& formula) {
    std::string rows;
    for (int r = first; r <= last; ++r) {
        const std::string n = std::to_string(r);
        rows +=
            "<row r=\"" + n + "\"><c r=\"B" + n + "\"><f t=\"shared\" si=\"3\"" +
            (r == first ? " ref=\"B" + n + ":B" + std::to_string(last) + "\">" + formula + "</f>"
                        : "/>") +
            "</c></row>";
    }
    return rows;
}

TEST(PatchRows, SharedFormulasBelowStaySharedAndMove) {
    EXPECT_EQ(after(data(shared_group(8, 9, "A8*2")), {{0, 3, 4, 2}}),
              data(shared_group(10, 11, "A10*2")));
}

TEST(PatchRows, SharedFormulasThatWouldDriftBecomeTheirOwn) {
    const std::string xml = after(data(shared_group(1, 3, "A5")), {{0, 4, 5, 2}});
    EXPECT_THAT(xml, HasSubstr("<f>A5</f>"));  // B1
    EXPECT_THAT(xml, HasSubstr("<f>A6</f>"));  // B2
    EXPECT_THAT(xml, HasSubstr("<f>A9</f>"));  // B3 meant A7
}

TEST(PatchRows, CopiesOfASharedDependentGetTheFormulaWrittenOut) {
    const std::string xml = after(data(shared_group(4, 6, "A4*C4")), {{0, 3, 5, 1}});
    EXPECT_THAT(xml, HasSubstr("<row r=\"7\"><c r=\"B7\"><f>A7*C7</f></c></row>"));
    EXPECT_THAT(xml, HasSubstr("<f t=\"shared\" si=\"3\" ref=\"B4:B6\">A4*C4</f>"));
}

TEST(PatchRows, ArrayFormulasMoveOrAreRefused) {
    const auto array = [](const std::string& cell, const std::string& ref, const std::string& f) {
        return "<c r=\"" + cell + "\"><f t=\"array\" ref=\"" + ref + "\">" + f + "</f></c>";
    };
    EXPECT_EQ(
        after(data("<row r=\"7\">" + array("A7", "A7:A8", "B7:B8*2") + "</row>"), {{0, 3, 4, 2}}),
        data("<row r=\"9\">" + array("A9", "A9:A10", "B9:B10*2") + "</row>"));
    // One row's array formula is copied with its row.
    EXPECT_EQ(after(data("<row r=\"5\">" + array("A5", "A5:B5", "C5:D5") + "<c r=\"B5\"/></row>"),
                    {{0, 4, 4, 1}}),
              data("<row r=\"5\">" + array("A5", "A5:B5", "C5:D5") +
                   "<c r=\"B5\"/></row>"
                   "<row r=\"6\">" +
                   array("A6", "A6:B6", "C6:D6") + "</row>"));
    TestBook book;
    book.add_sheet("表", data("<row r=\"4\">" + array("A4", "A4:A6", "X()") + "</row>"));
    const auto refused = try_patch(book.bytes(), {{}, {{0, 3, 4, 2}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
    EXPECT_EQ(refused.error().place, "表!A4:A6");
}

TEST(PatchRows, AnArrayOverTheWholeRegionGrowsWithIt) {
    const auto sheet = [](const std::string& ref, const std::string& formula) {
        return data("<row r=\"4\"><c r=\"A4\"><f t=\"array\" ref=\"" + ref + "\">" + formula +
                    "</f></c></row><row r=\"5\"><c r=\"A5\"/></row>");
    };
    EXPECT_EQ(after(sheet("A4:A5", "B4:B5*$C$6"), {{0, 3, 4, 2}}),
              sheet("A4:A7", "B4:B7*$C$8")
                  .replace(sheet("A4:A7", "B4:B7*$C$8").find("</sheetData>"), 0,
                           "<row r=\"6\"/><row r=\"7\"/>"));
    // One that begins above grows too; one that covers the lower rows only keeps them.
    EXPECT_THAT(after(data("<row r=\"2\"><c r=\"A2\"><f t=\"array\" ref=\"A2:A5\">B2:B5</f></c>"
                           "</row>"),
                      {{0, 3, 4, 2}}),
                HasSubstr("ref=\"A2:A7\">B2:B7<"));
    EXPECT_THAT(after(data("<row r=\"4\"><c r=\"A4\"><f t=\"array\" ref=\"A4:A5\">B4:B5</f></c>"
                           "</row>"),
                      {{0, 2, 4, 2}}),
                HasSubstr("ref=\"A4:A5\">B4:B5<"));
}

TEST(PatchRows, DataTablesMoveGrowOrAreRefused) {
    const auto table = [](const std::string& cell, const std::string& ref, const std::string& r1,
                          const std::string& r2) {
        return "<c r=\"" + cell + "\"><f t=\"dataTable\" ref=\"" + ref +
               "\" dt2D=\"1\" dtr=\"1\" r1=\"" + r1 + "\" r2=\"" + r2 + "\"/><v>1</v></c>";
    };
    EXPECT_EQ(after(data("<row r=\"12\">" + table("B12", "B12:C14", "F2", "F11") + "</row>"),
                    {{0, 4, 9, 3}}),
              data("<row r=\"15\">" + table("B15", "B15:C17", "F2", "F14") + "</row>"));
    EXPECT_EQ(after(data("<row r=\"5\">" + table("B5", "B5:C10", "F2", "F11") + "</row>"),
                    {{0, 4, 9, 3}}),
              data("<row r=\"5\">" + table("B5", "B5:C13", "F2", "F14") + "</row>"));
    TestBook book;
    book.add_sheet("表", data("<row r=\"9\">" + table("B9", "B9:C12", "F2", "F3") + "</row>"));
    const auto refused = try_patch(book.bytes(), {{}, {{0, 4, 9, 3}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().place, "表!B9:C12");
}

TEST(PatchRows, ReferencesToOtherWorkbooksStay) {
    for (const char* formula : {"[1]表!A11", "SUM([1]表!$A$5:$A$10)", "'[1]表'!B12",
                                "'[其他 2.xlsx]表'!B12", "[1]表:二!A11", "[1]!合计"}) {
        EXPECT_EQ(moved(formula, 1, 5, 10, 3), formula);
    }
}

TEST(PatchRows, BadRegionsAreRefused) {
    const auto code = [](const std::vector<RowInsertion>& insertions) {
        TestBook book;
        book.add_sheet("表", data("<row r=\"1048570\"/>"));
        auto copy = try_patch(book.bytes(), {{}, insertions});
        return copy ? std::optional<ErrorCode>() : copy.error().code;
    };
    EXPECT_EQ(code({{0, 5, 4, 1}}), ErrorCode::kInvalid);
    EXPECT_EQ(code({{0, 5, kMaxSheetRows, 1}}), ErrorCode::kInvalid);
    EXPECT_EQ(code({{0, 2, 5, 1}, {0, 5, 7, 1}}), ErrorCode::kConflict);
    EXPECT_EQ(code({{1, 2, 5, 1}}), ErrorCode::kNotFound);
    EXPECT_EQ(code({{0, 2, 5, 6}}), std::nullopt);  // the last row just fits
    EXPECT_EQ(code({{0, 2, 5, 7}}), ErrorCode::kLimit);
    EXPECT_EQ(code({{0, 2, 5, kMaxSheetRows}}), ErrorCode::kLimit);
    EXPECT_EQ(code({{0, 2, 5, 0}}), std::nullopt);
}

TEST(PatchRows, CopiesAreBoundedInSize) {
    TestBook book;
    std::string cells;
    for (uint32_t column = 0; column < 2000; ++column) {
        cells += "<c r=\"" + format_cell_ref({0, column}) + "\" s=\"1\"/>";
    }
    book.add_sheet("表", data("<row r=\"1\">" + cells + "</row>"));
    const auto refused = try_patch(book.bytes(), {{}, {{0, 0, 0, 1'000'000}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
}

TEST(PatchRows, ReferencesPushedOffTheSheetBecomeErrors) {
    EXPECT_EQ(moved("A1048576+SUM(A7:A1048576)", 1, 2, 3, 5), "#REF!+SUM(A12:A1048576)");
}

}  // namespace
}  // namespace yitao::xlsx
