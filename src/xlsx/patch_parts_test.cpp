// Row insertions in the parts beside the sheets. In all cases rows 5–10 (from 1) of 表 grow by 3.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xlsx/patch_testing.h"

namespace yitao::xlsx {
namespace {

using testing::HasSubstr;

// A part related to the sheet by `type`, after the insertion.
std::string after(const std::string& type, const std::string& xml) {
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.add_sheet("二", "<sheetData/>");
    book.relate(0, type, "xl/part.xml");
    book.add_part("xl/part.xml", xml);
    return part_of(patched(book.bytes(), {{}, {{0, 4, 9, 3}}}), "xl/part.xml");
}

Result<std::string> table_after(const std::string& ref, uint32_t first, uint32_t last,
                                const std::string& attributes = "") {
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.relate(0, "table", "xl/tables/table1.xml");
    book.add_part("xl/tables/table1.xml",
                  "<table displayName=\"T\" ref=\"" + ref + "\"" + attributes + "/>");
    auto copy = try_patch(book.bytes(), {{}, {{0, first - 1, last - 1, 3}}});
    if (!copy) return std::unexpected(copy.error());
    const std::string xml = part_of(*copy, "xl/tables/table1.xml");
    const size_t begin = xml.find("ref=\"") + 5;
    return xml.substr(begin, xml.find('"', begin) - begin);
}

std::string drawing(const std::string& open, int from, int to,
                    const std::string& link = "表!$A$1") {
    return "<xdr:wsDr><xdr:" + open + "><xdr:from><xdr:col>1</xdr:col><xdr:row>" +
           std::to_string(from) + "</xdr:row></xdr:from><xdr:to><xdr:row>" + std::to_string(to) +
           "</xdr:row></xdr:to><xdr:sp textlink=\"" + link +
           "\"><xdr:row>99</xdr:row></xdr:sp></xdr:" + open.substr(0, open.find(' ')) +
           "></xdr:wsDr>";
}

TEST(PatchParts, DrawingsMoveAsTheirAnchorsSay) {
    EXPECT_EQ(after("drawing", drawing("twoCellAnchor", 11, 13, "表!$A$11")),
              drawing("twoCellAnchor", 14, 16, "表!$A$14"));
    EXPECT_EQ(after("drawing", drawing("twoCellAnchor", 3, 13)), drawing("twoCellAnchor", 3, 16));
    EXPECT_EQ(after("drawing", drawing("twoCellAnchor editAs=\"oneCell\"", 11, 13)),
              drawing("twoCellAnchor editAs=\"oneCell\"", 14, 16));
    EXPECT_EQ(after("drawing", drawing("twoCellAnchor editAs=\"oneCell\"", 3, 13)),
              drawing("twoCellAnchor editAs=\"oneCell\"", 3, 13));
    EXPECT_EQ(after("drawing", drawing("twoCellAnchor editAs=\"absolute\"", 11, 13)),
              drawing("twoCellAnchor editAs=\"absolute\"", 11, 13));
    EXPECT_EQ(after("drawing", drawing("oneCellAnchor", 11, 13)), drawing("oneCellAnchor", 14, 16));
    EXPECT_EQ(after("drawing", drawing("absoluteAnchor", 11, 13)),
              drawing("absoluteAnchor", 11, 13));
}

TEST(PatchParts, ChartsFollowTheirData) {
    TestBook book;
    book.add_sheet("二", "<sheetData/>");
    book.add_sheet("表", "<sheetData/>");
    book.relate(0, "drawing", "xl/drawings/drawing1.xml");
    book.add_part("xl/drawings/drawing1.xml", drawing("twoCellAnchor", 11, 13));
    book.relate_part("xl/drawings/drawing1.xml", "chart", "xl/charts/chart1.xml");
    const auto chart = [](const std::string& values, const std::string& title) {
        return "<c:chart><c:tx><c:f>表!" + title + "</c:f></c:tx><c:val><c:numRef><c:f>(表!" +
               values +
               ",二!$A$11)</c:f><c:numCache><c:v>11</c:v></c:numCache></c:numRef></c:val></"
               "c:chart>";
    };
    book.add_part("xl/charts/chart1.xml", chart("$B$5:$B$10", "$A$11"));
    const std::string copy = patched(book.bytes(), {{}, {{1, 4, 9, 3}}});
    EXPECT_EQ(part_of(copy, "xl/charts/chart1.xml"), chart("$B$5:$B$13", "$A$14"));
    // The drawing lies on the sheet that did not grow.
    EXPECT_EQ(part_of(copy, "xl/drawings/drawing1.xml"), drawing("twoCellAnchor", 11, 13));
}

TEST(PatchParts, CommentsMoveWithTheirCells) {
    EXPECT_EQ(after("comments",
                    "<comments><commentList><comment ref=\"B3\"/><comment ref=\"B10\"/>"
                    "<comment ref=\"B11\"/></commentList></comments>"),
              "<comments><commentList><comment ref=\"B3\"/><comment ref=\"B10\"/>"
              "<comment ref=\"B14\"/></commentList></comments>");
    EXPECT_EQ(after("threadedComment",
                    "<ThreadedComments><threadedComment ref=\"C12\" id=\"{1}\"/>"
                    "</ThreadedComments>"),
              "<ThreadedComments><threadedComment ref=\"C15\" id=\"{1}\"/></ThreadedComments>");
}

TEST(PatchParts, CommentBoxesMoveWithTheirCells) {
    const auto box = [](int top, int bottom, const std::string& rest) {
        return "<v:shape><br><x:ClientData ObjectType=\"Note\"><x:Anchor>\n 2, 15, " +
               std::to_string(top) + ", 10, 3, 71, " + std::to_string(bottom) + ", 4</x:Anchor>" +
               rest + "</x:ClientData></v:shape>";
    };
    const std::string above = "<xml>" + box(2, 7, "<x:Row>3</x:Row>") + "</xml>";
    EXPECT_EQ(after("vmlDrawing", above), above);  // its box reaches over the region
    EXPECT_EQ(after("vmlDrawing", "<xml>" + box(9, 12, "<x:Row>10</x:Row>") + "</xml>"),
              "<xml>" + box(12, 15, "<x:Row>13</x:Row>") + "</xml>");
    EXPECT_EQ(
        after("vmlDrawing", "<xml>" + box(11, 12, "<x:FmlaLink>$A$11</x:FmlaLink>") + "</xml>"),
        "<xml>" + box(14, 15, "<x:FmlaLink>$A$14</x:FmlaLink>") + "</xml>");
}

// Against their names the elements say that a shape does not move or size with its cells.
TEST(PatchParts, OldControlsMoveAsTheirFlagsSay) {
    const auto box = [](const std::string& flags, int top, int bottom) {
        return "<xml><v:shape><x:ClientData ObjectType=\"Checkbox\"><x:Anchor>1, 0, " +
               std::to_string(top) + ", 0, 2, 0, " + std::to_string(bottom) + ", 4</x:Anchor>" +
               flags + "</x:ClientData></v:shape></xml>";
    };
    EXPECT_EQ(after("vmlDrawing", box("", 3, 12)), box("", 3, 15));
    EXPECT_EQ(after("vmlDrawing", box("<x:SizeWithCells/>", 3, 12)),
              box("<x:SizeWithCells/>", 3, 12));
    EXPECT_EQ(after("vmlDrawing", box("<x:SizeWithCells>True</x:SizeWithCells>", 11, 12)),
              box("<x:SizeWithCells>True</x:SizeWithCells>", 14, 15));
    EXPECT_EQ(after("vmlDrawing", box("<x:MoveWithCells/><x:SizeWithCells/>", 11, 12)),
              box("<x:MoveWithCells/><x:SizeWithCells/>", 11, 12));
    EXPECT_EQ(after("vmlDrawing", box("<x:MoveWithCells>False</x:MoveWithCells>", 11, 12)),
              box("<x:MoveWithCells>False</x:MoveWithCells>", 14, 15));
}

TEST(PatchParts, LinksOfShapesFollow) {
    const auto links = [](const std::string& target) {
        return "<Relationships><Relationship Id=\"rId1\" Type=\"x/hyperlink\" Target=\"" + target +
               "\"/><Relationship Id=\"rId2\" Type=\"x/hyperlink\" "
               "Target=\"http://a.cn/#A11\" TargetMode=\"External\"/></Relationships>";
    };
    const auto moved = [&](const std::string& target) {
        TestBook book;
        book.add_sheet("表", "<sheetData/>");
        book.add_sheet("S 2", "<sheetData/>");
        book.relate(1, "drawing", "xl/drawings/drawing1.xml");
        book.add_part("xl/drawings/drawing1.xml", "<xdr:wsDr/>");
        book.add_part("xl/drawings/_rels/drawing1.xml.rels", links(target));
        const Edits edits{{}, {{0, 4, 9, 3}, {1, 4, 9, 1}}};
        return part_of(patched(book.bytes(), edits), "xl/drawings/_rels/drawing1.xml.rels");
    };
    EXPECT_EQ(moved("#表!A11"), links("#表!A14"));
    EXPECT_EQ(moved("#%E8%A1%A8!A11"), links("#%E8%A1%A8!A14"));
    EXPECT_EQ(moved("#&apos;S%202&apos;!B12"), links("#&apos;S%202&apos;!B13"));
    EXPECT_EQ(moved("#合计"), links("#合计"));
    EXPECT_EQ(moved("#100%!"), links("#100%!"));
}

TEST(PatchParts, ParametersOfConnectionsFollow) {
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.relate_workbook("connections", "xl/connections.xml");
    const auto connections = [](const std::string& cell) {
        return "<connections><connection id=\"1\"><parameters><parameter cell=\"表!$A$" + cell +
               "\"/></parameters></connection></connections>";
    };
    book.add_part("xl/connections.xml", connections("11"));
    const std::string copy = patched(book.bytes(), {{}, {{0, 4, 9, 3}}});
    EXPECT_EQ(part_of(copy, "xl/connections.xml"), connections("14"));
}

TEST(PatchParts, NamedSheetViewsFollow) {
    EXPECT_EQ(after("namedSheetView", "<n><nsvFilter ref=\"A4:C10\"/></n>"),
              "<n><nsvFilter ref=\"A4:C13\"/></n>");
}

TEST(PatchParts, PartsNobodyKnowsAreRefusedWhereTheyWouldMove) {
    const std::string above = "<new ref=\"A1:B4\" other=\"A11\"/>";
    EXPECT_EQ(after("brandNew", above), above);
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.relate(0, "brandNew", "xl/part.xml");
    book.add_part("xl/part.xml", "<new><it sqref=\"A11 B12\"/></new>");
    const auto refused = try_patch(book.bytes(), {{}, {{0, 4, 9, 3}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
    EXPECT_THAT(refused.error().message.en, HasSubstr("<it>"));
    // Filling without new rows is no matter.
    EXPECT_TRUE(try_patch(book.bytes(), {{replace_cell(0, "A1", 1.0)}, {}}));
}

TEST(PatchParts, SlicersTimelinesAndTrackedChangesAreRefused) {
    for (const char* type : {"slicer", "timeline", "pivotTable"}) {
        TestBook book;
        book.add_sheet("表", "<sheetData/>");
        book.add_sheet("二", "<sheetData/>");
        book.relate(0, type, "xl/part.xml");
        book.add_part("xl/part.xml", "<x/>");
        const auto refused = try_patch(book.bytes(), {{}, {{0, 4, 9, 3}}});
        ASSERT_FALSE(refused) << type;
        EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
        EXPECT_EQ(refused.error().place, "表");
        EXPECT_TRUE(try_patch(book.bytes(), {{}, {{1, 4, 9, 3}}})) << type;
    }
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.relate_workbook("revisionHeaders", "xl/revisions/revisionHeaders.xml");
    book.add_part("xl/revisions/revisionHeaders.xml", "<headers/>");
    EXPECT_FALSE(try_patch(book.bytes(), {{}, {{0, 4, 9, 3}}}));
    EXPECT_TRUE(try_patch(book.bytes(), {{replace_cell(0, "A1", 1.0)}, {}}));
}

TEST(PatchParts, ActiveControlsFollowThroughTheirSheet) {
    EXPECT_EQ(after("control", "<ax:ocx/>"), "<ax:ocx/>");  // holds no addresses
}

TEST(PatchParts, ControlsAndSingleCells) {
    EXPECT_EQ(after("ctrlProp", "<formControlPr fmlaLink=\"$B$11\" fmlaRange=\"二!$A$11\"/>"),
              "<formControlPr fmlaLink=\"$B$14\" fmlaRange=\"二!$A$11\"/>");
    EXPECT_EQ(
        after("tableSingleCells", "<singleXmlCells><singleXmlCell r=\"B11\"/></singleXmlCells>"),
        "<singleXmlCells><singleXmlCell r=\"B14\"/></singleXmlCells>");
}

TEST(PatchParts, TablesMoveAndGrow) {
    EXPECT_EQ(*table_after("A11:C20", 5, 10), "A14:C23");
    EXPECT_EQ(*table_after("A1:C3", 5, 10), "A1:C3");
    EXPECT_EQ(*table_after("A4:C10", 5, 10), "A4:C13");
    EXPECT_EQ(*table_after("A4:C10", 10, 10), "A4:C13");
    EXPECT_EQ(*table_after("A4:C20", 5, 10), "A4:C23");
    EXPECT_EQ(*table_after("A4:C11", 5, 10, " totalsRowCount=\"1\""), "A4:C14");
    EXPECT_EQ(*table_after("A5:C10", 5, 10, " headerRowCount=\"0\""), "A5:C13");
    EXPECT_EQ(*table_after("A5:C8", 5, 10), "A5:C8");  // wholly inside: rows come in behind it
}

TEST(PatchParts, TablesThatWouldTearAreRefused) {
    for (const auto& [ref, attributes] : std::vector<std::pair<std::string, std::string>>{
             {"A5:C10", ""},                          // the region holds the heading
             {"A8:C12", ""},                          // begins inside the region
             {"A10:C20", ""},                         // the region ends with the heading
             {"A4:C10", " totalsRowCount=\"1\""}}) {  // the region ends with the totals
        const auto refused = table_after(ref, 5, 10, attributes);
        ASSERT_FALSE(refused) << ref;
        EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
        EXPECT_EQ(refused.error().place, "表!" + ref);
    }
}

TEST(PatchParts, TableFormulasFollow) {
    EXPECT_EQ(after("table",
                    "<table displayName=\"T\" ref=\"A12:B14\"><autoFilter ref=\"A12:B14\"/>"
                    "<calculatedColumnFormula>T[[#This Row],[a]]*$D$11</calculatedColumnFormula>"
                    "<totalsRowFormula>SUM(表!D5:D10)</totalsRowFormula></table>"),
              "<table displayName=\"T\" ref=\"A15:B17\"><autoFilter ref=\"A15:B17\"/>"
              "<calculatedColumnFormula>T[[#This Row],[a]]*$D$14</calculatedColumnFormula>"
              "<totalsRowFormula>SUM(表!D5:D13)</totalsRowFormula></table>");
}

TEST(PatchParts, PivotTablesAreRefusedOnTheSheetButFollowAsReaders) {
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.add_sheet("透视", "<sheetData/>");
    book.relate(1, "pivotTable", "xl/pivotTables/pivotTable1.xml");
    book.add_part("xl/pivotTables/pivotTable1.xml", "<pivotTableDefinition/>");
    book.relate_workbook("pivotCacheDefinition", "xl/pivotCache/pivotCacheDefinition1.xml");
    const std::string part = "xl/pivotCache/pivotCacheDefinition1.xml";
    book.add_part(part, "<p><worksheetSource ref=\"A4:C10\" sheet=\"表\"/></p>");
    const std::string bytes = book.bytes();
    EXPECT_EQ(part_of(patched(bytes, {{}, {{0, 4, 9, 3}}}), part),
              "<p><worksheetSource ref=\"A4:C13\" sheet=\"表\"/></p>");
    const auto refused = try_patch(bytes, {{}, {{1, 4, 9, 3}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().place, "透视");
}

std::string names_after(const std::string& names) {
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.add_sheet("二", "<sheetData/>");
    book.set_workbook_tail("<definedNames>" + names +
                           "</definedNames><calcPr fullCalcOnLoad=\"1\"/>");
    const std::string xml = part_of(patched(book.bytes(), {{}, {{0, 4, 9, 3}}}), "xl/workbook.xml");
    const size_t begin = xml.find("<definedNames>") + 14;
    return xml.substr(begin, xml.find("</definedNames>") - begin);
}

TEST(PatchParts, NamesAndPrintAreasFollow) {
    const auto name = [](const std::string& attributes, const std::string& formula) {
        return "<definedName name=\"" + attributes + ">" + formula + "</definedName>";
    };
    EXPECT_EQ(names_after(
                  name("_xlnm.Print_Area\" localSheetId=\"0\"", "表!$A$1:$L$12") +
                  name("_xlnm.Print_Titles\" localSheetId=\"0\"", "表!$A:$B,'表'!3:11") +
                  name("_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\"", "表!$A$4:$L$10") +
                  name("_xlnm.Print_Area\" localSheetId=\"1\"", "$A$1:$L$12") +
                  name("合计\"", "OFFSET(表!$L$5:$L$10,0,二!$A$11)+表!$A$11")),
              name("_xlnm.Print_Area\" localSheetId=\"0\"", "表!$A$1:$L$15") +
                  name("_xlnm.Print_Titles\" localSheetId=\"0\"", "表!$A:$B,'表'!3:14") +
                  name("_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\"", "表!$A$4:$L$13") +
                  name("_xlnm.Print_Area\" localSheetId=\"1\"", "$A$1:$L$12") +
                  name("合计\"", "OFFSET(表!$L$5:$L$13,0,二!$A$11)+表!$A$14"));
}

TEST(PatchParts, RelativePartsOfNamesAreOffsetsAndStay) {
    EXPECT_EQ(names_after("<definedName name=\"上一行\">表!B11</definedName>"),
              "<definedName name=\"上一行\">表!B11</definedName>");
}

TEST(PatchParts, PartsThatDoNotChangeKeepTheirBytes) {
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    book.relate(0, "drawing", "xl/drawings/drawing1.xml");
    book.add_part("xl/drawings/drawing1.xml", drawing("twoCellAnchor", 1, 2));
    const std::string bytes = book.bytes();
    expect_others_untouched(bytes, patched(bytes, {{}, {{0, 4, 9, 3}}}), {});
}

}  // namespace
}  // namespace yitao::xlsx
