// Row insertions around the cells of the sheet part: each element that refers to rows. In all
// cases rows 5–10 (from 1) grow by 3, so row 11 becomes row 14.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xlsx/patch_testing.h"

namespace yitao::xlsx {
namespace {

using testing::HasSubstr;

constexpr std::string_view kSheet = "xl/worksheets/sheet1.xml";

Result<std::string> try_after(const std::string& head, const std::string& tail,
                              const RowInsertion& insertion) {
    TestBook book;
    book.add_sheet("表", head + "<sheetData/>" + tail);
    auto copy = try_patch(book.bytes(), {{}, {insertion}});
    if (!copy) return std::unexpected(copy.error());
    const std::string xml = part_of(*copy, kSheet);
    const size_t begin = xml.find('>') + 1;
    return xml.substr(begin, xml.rfind("</worksheet>") - begin);
}

std::string tail_after(const std::string& tail, const RowInsertion& insertion = {0, 4, 9, 3}) {
    const auto xml = try_after("", tail, insertion);
    EXPECT_TRUE(xml) << xml.error().text();
    return xml ? xml->substr(std::string("<sheetData/>").size()) : "";
}

std::string head_after(const std::string& head) {
    const auto xml = try_after(head, "", {0, 4, 9, 3});
    EXPECT_TRUE(xml) << xml.error().text();
    return xml ? xml->substr(0, xml->find("<sheetData/>")) : "";
}

TEST(PatchFrame, MergesMoveGrowAndRepeat) {
    EXPECT_EQ(
        tail_after("<mergeCells count=\"6\"><mergeCell ref=\"A1:L1\"/><mergeCell ref=\"B10:C10\"/>"
                   "<mergeCell ref=\"E10:F10\"/><mergeCell ref=\"A5:A10\"/>"
                   "<mergeCell ref=\"D3:D12\"/><mergeCell ref=\"A11:E11\"/></mergeCells>"),
        "<mergeCells count=\"12\"><mergeCell ref=\"A1:L1\"/><mergeCell ref=\"B10:C10\"/>"
        "<mergeCell ref=\"B11:C11\"/><mergeCell ref=\"B12:C12\"/><mergeCell ref=\"B13:C13\"/>"
        "<mergeCell ref=\"E10:F10\"/><mergeCell ref=\"E11:F11\"/><mergeCell ref=\"E12:F12\"/>"
        "<mergeCell ref=\"E13:F13\"/><mergeCell ref=\"A5:A13\"/><mergeCell ref=\"D3:D15\"/>"
        "<mergeCell ref=\"A14:E14\"/></mergeCells>");
    EXPECT_EQ(tail_after("<mergeCells><mergeCell ref=\"B10:C10\"></mergeCell></mergeCells>",
                         {0, 9, 9, 1}),
              "<mergeCells><mergeCell ref=\"B10:C10\"></mergeCell><mergeCell ref=\"B11:C11\"/>"
              "</mergeCells>");
}

TEST(PatchFrame, AMergeThatWouldTearIsRefused) {
    const auto refused =
        try_after("", "<mergeCells><mergeCell ref=\"A10:A11\"/></mergeCells>", {0, 4, 9, 3});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
    EXPECT_EQ(refused.error().place, "表!A10:A11");
    EXPECT_THAT(refused.error().message.zh, HasSubstr("A10:A11"));
    EXPECT_THAT(refused.error().message.en, HasSubstr("A10:A11"));
}

TEST(PatchFrame, ViewsKeepWhatTheyShow) {
    EXPECT_EQ(
        head_after("<sheetPr syncRef=\"A11\"/><dimension ref=\"A1:L12\"/><sheetViews><sheetView "
                   "topLeftCell=\"A11\"><pane topLeftCell=\"B11\" ySplit=\"3\" xSplit=\"1\" "
                   "state=\"frozen\"/><selection activeCell=\"C12\" sqref=\"C12 A1:B20\"/>"
                   "</sheetView></sheetViews>"),
        "<sheetPr syncRef=\"A14\"/><dimension ref=\"A1:L15\"/><sheetViews><sheetView "
        "topLeftCell=\"A14\"><pane topLeftCell=\"B14\" ySplit=\"3\" xSplit=\"1\" "
        "state=\"frozen\"/><selection activeCell=\"C15\" sqref=\"C15 A1:B23\"/>"
        "</sheetView></sheetViews>");
    // Frozen through the region: the same rows stay frozen, the new ones with them.
    EXPECT_EQ(
        head_after("<sheetViews><sheetView><pane ySplit=\"11\" "
                   "state=\"frozen\"/></sheetView></sheetViews>"),
        "<sheetViews><sheetView><pane ySplit=\"14\" state=\"frozen\"/></sheetView></sheetViews>");
    EXPECT_EQ(head_after("<sheetViews><sheetView><pane ySplit=\"3000\"/></sheetView></sheetViews>"),
              "<sheetViews><sheetView><pane ySplit=\"3000\"/></sheetView></sheetViews>");
}

TEST(PatchFrame, ConditionalFormatsGrowWithTheirFormulas) {
    EXPECT_EQ(tail_after(
                  "<conditionalFormatting sqref=\"B5:B10 D10 E11 A:A\"><cfRule type=\"expression\">"
                  "<formula>COUNTIF($B$5:$B$10,$B5)&gt;$F$11</formula></cfRule><cfRule><dataBar>"
                  "<cfvo type=\"formula\" val=\"$A$11\"/><cfvo type=\"num\" val=\"11\"/></dataBar>"
                  "</cfRule></conditionalFormatting>"),
              "<conditionalFormatting sqref=\"B5:B13 D10:D13 E14 A:A\"><cfRule type=\"expression\">"
              "<formula>COUNTIF($B$5:$B$13,$B5)&gt;$F$14</formula></cfRule><cfRule><dataBar>"
              "<cfvo type=\"formula\" val=\"$A$14\"/><cfvo type=\"num\" val=\"11\"/></dataBar>"
              "</cfRule></conditionalFormatting>");
    // One row's rule looks at its own row, not at the whole region.
    EXPECT_EQ(tail_after(
                  "<conditionalFormatting sqref=\"A5:L5\"><cfRule><formula>SUM($B5:$K5)=0</formula>"
                  "</cfRule></conditionalFormatting>",
                  {0, 4, 4, 2}),
              "<conditionalFormatting sqref=\"A5:L7\"><cfRule><formula>SUM($B5:$K5)=0</formula>"
              "</cfRule></conditionalFormatting>");
}

TEST(PatchFrame, ValidationsGrowWithTheirFormulas) {
    EXPECT_EQ(
        tail_after("<dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"C5:C10\">"
                   "<formula1>$X$11:$X$20</formula1><formula2>A5</formula2></dataValidation>"
                   "</dataValidations>"),
        "<dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"C5:C13\">"
        "<formula1>$X$14:$X$23</formula1><formula2>A5</formula2></dataValidation>"
        "</dataValidations>");
}

TEST(PatchFrame, ExtensionListsMoveLikeTheirElders) {
    EXPECT_EQ(tail_after(
                  "<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule>"
                  "<xm:f>表!$A$11</xm:f></x14:cfRule><xm:sqref>L5:L10</xm:sqref>"
                  "</x14:conditionalFormatting></x14:conditionalFormattings>"
                  "<x14:dataValidations><x14:dataValidation><x14:formula1><xm:f>$A$11:$A$13</xm:f>"
                  "</x14:formula1><xm:sqref>E5:E10 G12</xm:sqref></x14:dataValidation>"
                  "</x14:dataValidations><x14:sparklineGroup><xm:f>表!A11</xm:f><x14:sparklines>"
                  "<x14:sparkline><xm:f>表!B12:K12</xm:f><xm:sqref>M12</xm:sqref></x14:sparkline>"
                  "</x14:sparklines></x14:sparklineGroup></ext></extLst>"),
              "<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule>"
              "<xm:f>表!$A$14</xm:f></x14:cfRule><xm:sqref>L5:L13</xm:sqref>"
              "</x14:conditionalFormatting></x14:conditionalFormattings>"
              "<x14:dataValidations><x14:dataValidation><x14:formula1><xm:f>$A$14:$A$16</xm:f>"
              "</x14:formula1><xm:sqref>E5:E13 G15</xm:sqref></x14:dataValidation>"
              "</x14:dataValidations><x14:sparklineGroup><xm:f>表!A14</xm:f><x14:sparklines>"
              "<x14:sparkline><xm:f>表!B15:K15</xm:f><xm:sqref>M15</xm:sqref></x14:sparkline>"
              "</x14:sparklines></x14:sparklineGroup></ext></extLst>");
}

TEST(PatchFrame, NewRowsGetTheSparklineOfTheTemplateRow) {
    const auto beside = [](const std::string& row, const std::string& total = "$Z$9") {
        return "<x14:sparkline><xm:f>表!B" + row + ":K" + row + "</xm:f><xm:sqref>M" + row +
               "</xm:sqref></x14:sparkline><x14:sparkline><xm:f>表!A1," + total +
               "</xm:f><xm:sqref>N1</xm:sqref></x14:sparkline>";
    };
    const std::string own = beside("5").substr(0, beside("5").find("</x14:sparkline>") + 16);
    const auto copy = [&](const std::string& row) { return beside(row).substr(0, own.size()); };
    EXPECT_EQ(tail_after(beside("5"), {0, 4, 4, 2}),
              copy("5") + copy("6") + copy("7") + beside("5", "$Z$11").substr(own.size()));
    // Those of other rows keep to one row each; a range over the region's rows grows.
    EXPECT_EQ(
        tail_after("<x14:sparkline><xm:f>表!B5:B5</xm:f><xm:sqref>M9</xm:sqref></x14:sparkline>",
                   {0, 4, 4, 2}),
        "<x14:sparkline><xm:f>表!B5:B7</xm:f><xm:sqref>M11</xm:sqref></x14:sparkline>");
}

TEST(PatchFrame, NewRowsGetNoLinks) {
    const std::string link = "<hyperlinks><hyperlink ref=\"A10\" r:id=\"rId9\"/></hyperlinks>";
    EXPECT_EQ(tail_after(link), link);
}

TEST(PatchFrame, WhatIsUnknownAndWouldMoveIsRefused) {
    const std::string above = "<extLst><ext><new:thing ref=\"A1:B4\"/></ext></extLst>";
    EXPECT_EQ(tail_after(above), above);
    const auto refused =
        try_after("", "<extLst><ext><new:thing ref=\"A1:B11\"/></ext></extLst>", {0, 4, 9, 3});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
    EXPECT_EQ(refused.error().place, "表!A1:B11");
    EXPECT_THAT(refused.error().message.zh, HasSubstr("<new:thing>"));
}

TEST(PatchFrame, EmbeddedObjectsMoveAsTheirAnchorsSay) {
    const auto object = [](int from, int to) {
        return "<oleObjects><oleObject progId=\"Word\"><objectPr><anchor moveWithCells=\"1\">"
               "<from><xdr:row>" +
               std::to_string(from) + "</xdr:row></from><to><xdr:row>" + std::to_string(to) +
               "</xdr:row></to></anchor></objectPr></oleObject></oleObjects>";
    };
    EXPECT_EQ(tail_after(object(11, 12)), object(14, 15));
}

TEST(PatchFrame, FiltersGrowAndSortsFollow) {
    EXPECT_EQ(tail_after("<autoFilter ref=\"A4:L10\"><sortState ref=\"A5:L10\"><sortCondition "
                         "ref=\"B5:B10\"/></sortState></autoFilter>"),
              "<autoFilter ref=\"A4:L13\"><sortState ref=\"A5:L13\"><sortCondition "
              "ref=\"B5:B13\"/></sortState></autoFilter>");
}

TEST(PatchFrame, LinksBreaksProtectionAndTheRest) {
    EXPECT_EQ(
        tail_after(
            "<protectedRanges><protectedRange name=\"p\" sqref=\"A5:A10\"/></protectedRanges>"
            "<scenarios sqref=\"A11\"><scenario><inputCells r=\"B11\"/></scenario></scenarios>"
            "<hyperlinks><hyperlink ref=\"A10\" location=\"表!A11\"/>"
            "<hyperlink ref=\"A11:B11\" location=\"&apos;表&apos;!A1\"/></hyperlinks>"
            "<rowBreaks count=\"3\"><brk id=\"4\" max=\"16383\" man=\"1\"/><brk id=\"10\" "
            "max=\"16383\"/><brk id=\"12\"/></rowBreaks><colBreaks><brk id=\"11\" "
            "max=\"1048575\"/><brk id=\"12\" min=\"0\" max=\"11\"/></colBreaks>"
            "<cellWatches><cellWatch r=\"C12\"/></cellWatches><ignoredErrors><ignoredError "
            "sqref=\"A5:L10\" numberStoredAsText=\"1\"/></ignoredErrors><dataConsolidate>"
            "<dataRef ref=\"A5:B10\" sheet=\"表\"/></dataConsolidate>"),
        "<protectedRanges><protectedRange name=\"p\" sqref=\"A5:A13\"/></protectedRanges>"
        "<scenarios sqref=\"A14\"><scenario><inputCells r=\"B14\"/></scenario></scenarios>"
        "<hyperlinks><hyperlink ref=\"A10\" location=\"表!A14\"/>"
        "<hyperlink ref=\"A14:B14\" location=\"&apos;表&apos;!A1\"/></hyperlinks>"
        "<rowBreaks count=\"3\"><brk id=\"4\" max=\"16383\" man=\"1\"/><brk id=\"13\" "
        "max=\"16383\"/><brk id=\"15\"/></rowBreaks><colBreaks><brk id=\"11\" "
        "max=\"1048575\"/><brk id=\"12\" min=\"0\" max=\"14\"/></colBreaks>"
        "<cellWatches><cellWatch r=\"C15\"/></cellWatches><ignoredErrors><ignoredError "
        "sqref=\"A5:L13\" numberStoredAsText=\"1\"/></ignoredErrors><dataConsolidate>"
        "<dataRef ref=\"A5:B13\" sheet=\"表\"/></dataConsolidate>");
}

TEST(PatchFrame, ControlsMoveAsTheirAnchorsSay) {
    const auto control = [](const std::string& flags, int from, int to, int linked) {
        return "<controls><control><controlPr linkedCell=\"$A$" + std::to_string(linked) +
               "\"><anchor" + flags + "><from><xdr:row>" + std::to_string(from) +
               "</xdr:row></from><to><xdr:row>" + std::to_string(to) +
               "</xdr:row></to></anchor></controlPr></control></controls>";
    };
    EXPECT_EQ(tail_after(control(" moveWithCells=\"1\"", 11, 12, 11)),
              control(" moveWithCells=\"1\"", 14, 15, 14));
    EXPECT_EQ(tail_after(control(" moveWithCells=\"1\"", 3, 12, 11)),
              control(" moveWithCells=\"1\"", 3, 12, 14));
    EXPECT_EQ(tail_after(control(" moveWithCells=\"1\" sizeWithCells=\"1\"", 3, 12, 11)),
              control(" moveWithCells=\"1\" sizeWithCells=\"1\"", 3, 15, 14));
    EXPECT_EQ(tail_after(control("", 11, 12, 11)), control("", 11, 12, 14));
}

TEST(PatchFrame, OtherSheetsFollowByFormulaOnly) {
    TestBook book;
    book.add_sheet("表", "<sheetData/>");
    const auto second = [](const std::string& a, const std::string& b) {
        return "<sheetData/><mergeCells><mergeCell ref=\"A11:B11\"/></mergeCells>"
               "<conditionalFormatting sqref=\"A11\"><cfRule><formula>表!" +
               a +
               "</formula></cfRule>"
               "</conditionalFormatting><dataValidations><dataValidation "
               "sqref=\"A11\"><formula1>表!" +
               b +
               "</formula1></dataValidation></dataValidations><hyperlinks><hyperlink "
               "ref=\"A11\" location=\"表!" +
               a + "\"/></hyperlinks>";
    };
    book.add_sheet("二", second("A11", "$A$5:$A$10"));
    const std::string copy = patched(book.bytes(), {{}, {{0, 4, 9, 3}}});
    EXPECT_THAT(part_of(copy, TestBook::sheet_part(1)), HasSubstr(second("A14", "$A$5:$A$13")));
}

}  // namespace
}  // namespace yitao::xlsx
