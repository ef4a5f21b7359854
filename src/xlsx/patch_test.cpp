// The package around the cells: what changes beside the sheet, and what must not.
#include "xlsx/patch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xlsx/patch_book.h"
#include "xlsx/patch_testing.h"

namespace yitao::xlsx {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kFormulaSheet =
    "<sheetData><row r=\"1\"><c r=\"A1\"/><c r=\"B1\"><f>A1+1</f><v>1</v></c></row></sheetData>";

TestBook with_chain() {
    TestBook book;
    book.add_sheet("表", kFormulaSheet);
    book.relate_workbook("calcChain", "xl/calcChain.xml");
    book.add_part("xl/calcChain.xml", "<calcChain><c r=\"B1\" i=\"1\"/></calcChain>");
    book.add_part("xl/theme/theme1.xml", "<theme/>");
    return book;
}

TEST(Patcher, NoEditsLeaveEveryEntryAsItIs) {
    const std::string bytes = with_chain().bytes();
    expect_others_untouched(bytes, patched(bytes, {}), {});
}

TEST(Patcher, AnEditThatChangesNothingLeavesTheSheetAsItIs) {
    TestBook book;
    book.add_sheet("表", "<sheetData><row r=\"1\"><c r=\"A1\"><v>5</v></c></row></sheetData>");
    const std::string bytes = book.bytes();
    expect_others_untouched(bytes, patched(bytes, {{replace_cell(0, "A1", 5.0)}, {}}), {});
}

TEST(Patcher, TheCalculationChainStaysWhileAllFormulasStay) {
    const std::string bytes = with_chain().bytes();
    const std::string copy =
        patched(bytes, {{replace_cell(0, "A1", 3.0), cache_cell(0, "B1", 4.0)}, {}});
    expect_others_untouched(bytes, copy, {"xl/worksheets/sheet1.xml"});
}

TEST(Patcher, TheCalculationChainGoesWithARemovedFormula) {
    const std::string copy = patched(with_chain().bytes(), {{replace_cell(0, "B1", 4.0)}, {}});
    EXPECT_EQ(part_of(copy, "xl/calcChain.xml"), "(no such part)");
    EXPECT_THAT(part_of(copy, "xl/_rels/workbook.xml.rels"), Not(HasSubstr("calcChain")));
    EXPECT_THAT(part_of(copy, "xl/_rels/workbook.xml.rels"), HasSubstr("worksheet"));
    EXPECT_THAT(part_of(copy, "[Content_Types].xml"), Not(HasSubstr("calcChain")));
    EXPECT_THAT(part_of(copy, "[Content_Types].xml"), HasSubstr("theme1"));
}

TEST(Patcher, TheCalculationChainGoesWhenRowsMoveFormulas) {
    const std::string bytes = with_chain().bytes();
    const std::string copy = patched(bytes, {{}, {{0, 0, 0, 1}}});
    EXPECT_EQ(part_of(copy, "xl/calcChain.xml"), "(no such part)");
    // Rows behind all formulas move none.
    expect_others_untouched(bytes, patched(bytes, {{}, {{0, 4, 4, 1}}}), {});
}

TEST(Patcher, FullCalculationIsAskedForInItsPlace) {
    const auto full = [](const std::string& tail) {
        return with_full_calculation("<workbook><sheets/>" + tail + "</workbook>");
    };
    EXPECT_EQ(full("<calcPr calcId=\"1\"/>"),
              "<workbook><sheets/><calcPr calcId=\"1\" fullCalcOnLoad=\"1\"/></workbook>");
    EXPECT_EQ(full("<calcPr fullCalcOnLoad=\"0\" calcId=\"1\"></calcPr>"),
              "<workbook><sheets/><calcPr fullCalcOnLoad=\"1\" calcId=\"1\"></calcPr></workbook>");
    EXPECT_EQ(full("<calcPr calcId=\"1\"></calcPr>"),
              "<workbook><sheets/><calcPr calcId=\"1\" fullCalcOnLoad=\"1\"></calcPr></workbook>");
    EXPECT_EQ(full("<definedNames><definedName name=\"a\">1</definedName></definedNames>"),
              "<workbook><sheets/><definedNames><definedName name=\"a\">1</definedName>"
              "</definedNames><calcPr fullCalcOnLoad=\"1\"/></workbook>");
    EXPECT_EQ(full("<oleSize ref=\"A1\"/><extLst/>"),
              "<workbook><sheets/><calcPr fullCalcOnLoad=\"1\"/><oleSize ref=\"A1\"/><extLst/>"
              "</workbook>");
    EXPECT_EQ(full("<calcPr fullCalcOnLoad=\"true\"/>"),
              "<workbook><sheets/><calcPr fullCalcOnLoad=\"true\"/></workbook>");
    EXPECT_EQ(with_full_calculation("<x:workbook><x:sheets/></x:workbook>"),
              "<x:workbook><x:sheets/><x:calcPr fullCalcOnLoad=\"1\"/></x:workbook>");
}

TEST(Patcher, TheWorkbookPartChangesByThatAttributeOnly) {
    TestBook book;
    book.add_sheet("表", kFormulaSheet);
    book.set_workbook_tail("<calcPr calcId=\"7\"/>");
    const std::string bytes = book.bytes();
    const std::string copy = patched(bytes, {{replace_cell(0, "A1", 3.0)}, {}});
    expect_others_untouched(bytes, copy, {"xl/worksheets/sheet1.xml", "xl/workbook.xml"});
    std::string expected = part_of(bytes, "xl/workbook.xml");
    expected.replace(expected.find("calcId=\"7\""), 10, "calcId=\"7\" fullCalcOnLoad=\"1\"");
    EXPECT_EQ(part_of(copy, "xl/workbook.xml"), expected);
}

TEST(Patcher, CopiesOfOnePatcherDoNotTouchEachOther) {
    auto patcher = Patcher::open(with_chain().bytes());
    ASSERT_TRUE(patcher);
    const auto first = patcher->apply({{replace_cell(0, "A1", 1.0)}, {{0, 0, 0, 2}}});
    const auto second = patcher->apply({{replace_cell(0, "A1", 2.0)}, {}});
    const auto again = patcher->apply({{replace_cell(0, "A1", 1.0)}, {{0, 0, 0, 2}}});
    ASSERT_TRUE(first && second && again);
    EXPECT_EQ(*first, *again);
    EXPECT_NE(*first, *second);
}

TEST(Patcher, ChartSheetsCountButHoldNoCells) {
    TestBook book;
    book.add_raw_sheet("图", "<chartsheet/>");
    book.add_sheet("表", kFormulaSheet);
    const std::string bytes = book.bytes();
    EXPECT_TRUE(try_patch(bytes, {{replace_cell(1, "A1", 1.0)}, {{1, 0, 0, 1}}}));
    const auto refused = try_patch(bytes, {{replace_cell(0, "A1", 1.0)}, {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
    EXPECT_FALSE(try_patch(bytes, {{}, {{0, 0, 0, 1}}}));
}

TEST(Patcher, HeadingsOfTablesStayWhatTheColumnsAreCalled) {
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.relate(0, "table", "xl/tables/table1.xml");
    book.add_part("xl/tables/table1.xml",
                  "<table displayName=\"户\" ref=\"B2:C5\"><tableColumns count=\"2\">"
                  "<tableColumn id=\"1\" name=\"户号\"/><tableColumn id=\"2\" name=\"人口\"/>"
                  "</tableColumns></table>");
    const std::string bytes = book.bytes();
    EXPECT_TRUE(try_patch(bytes, {{replace_cell(0, "B2", "户号"), replace_cell(0, "C3", 4.0),
                                   replace_cell(0, "D2", "旁")},
                                  {}}));
    const auto refused = try_patch(bytes, {{replace_cell(0, "C2", "人数")}, {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().place, "表!C2");
    // The heading is found where it stands after an insertion above.
    EXPECT_TRUE(try_patch(bytes, {{replace_cell(0, "C2", "人数")}, {{0, 0, 0, 1}}}));
    EXPECT_FALSE(try_patch(bytes, {{replace_cell(0, "C3", "人数")}, {{0, 0, 0, 1}}}));
}

TEST(Patcher, WhatIsNoWorkbookIsRefused) {
    EXPECT_FALSE(Patcher::open("not a zip"));
    PackageWriter writer;
    ASSERT_TRUE(writer.add("a.txt", "x"));
    EXPECT_FALSE(Patcher::open(*std::move(writer).finish()));
}

}  // namespace
}  // namespace yitao::xlsx
