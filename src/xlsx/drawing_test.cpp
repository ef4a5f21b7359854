#include "xlsx/drawing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "xlsx/drawn_text.h"
#include "xlsx/reader_testing.h"
#include "xlsx/sheet_frame.h"

namespace yitao::xlsx {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// 0 plain, 1 bold title in the middle, 2 all four lines, 3 filled, 4 left and top heavy, 5 right
// and bottom, 6 letters one below another, 7 a date, 8 money.
constexpr const char* kStyles =
    "<numFmts><numFmt numFmtId='200' formatCode='#,##0.00\"元\"'/></numFmts>"
    "<fonts><font><sz val='11'/><name val='宋体'/></font>"
    "<font><b/><i/><u/><strike/><sz val='18'/><color rgb='FFFF0000'/><name val='黑体'/></font>"
    "</fonts><fills><fill><patternFill patternType='none'/></fill>"
    "<fill><patternFill patternType='gray125'/></fill><fill><patternFill patternType='solid'>"
    "<fgColor theme='4' tint='0.79998168889431442'/><bgColor indexed='64'/></patternFill></fill>"
    "</fills><borders><border><left/></border>"
    "<border><left style='thin'/><right style='thin'/><top style='thin'/><bottom style='thin'/>"
    "</border><border diagonalDown='1'><left style='medium'/><top style='thin'/>"
    "<diagonal style='thin'/></border>"
    "<border><right style='thin'/><bottom style='double'/></border></borders>"
    "<cellXfs><xf fontId='0'/>"
    "<xf fontId='1'><alignment horizontal='center' vertical='center' wrapText='1' indent='2'/></xf>"
    "<xf fontId='0' borderId='1'/><xf fontId='0' fillId='2'/><xf fontId='0' borderId='2'/>"
    "<xf fontId='0' borderId='3'/><xf fontId='0'><alignment textRotation='255'/></xf>"
    "<xf fontId='0' numFmtId='31'/><xf fontId='0' numFmtId='200'/></cellXfs>";

// A sheet whose parts before the cells are given too.
ReaderBook sheet_book(const std::string& before, const std::string& rows,
                      const std::string& behind = {}) {
    ReaderBook book;
    book.styles = kStyles;
    book.other_parts["xl/worksheets/sheet1.xml"] =
        "<worksheet>" + before + "<sheetData>" + rows + "</sheetData>" + behind + "</worksheet>";
    return book;
}

Drawing drawn(const ReaderBook& made) {
    Workbook book = made.open();
    auto drawing = draw_sheet(book, 0);
    EXPECT_TRUE(drawing) << drawing.error().text();
    return drawing ? *std::move(drawing) : Drawing();
}

std::string cell(const std::string& at, int style, const std::string& value = {}) {
    const std::string head = "<c r='" + at + "' s='" + std::to_string(style) + "'";
    if (value.empty()) return head + "/>";
    const bool is_number = value.find_first_not_of("0123456789.-") == std::string::npos;
    if (is_number) return head + "><v>" + value + "</v></c>";
    return head + " t='str'><v>" + value + "</v></c>";
}
std::string row(int number, const std::string& cells, const std::string& attributes = {}) {
    return "<row r='" + std::to_string(number) + "' " + attributes + ">" + cells + "</row>";
}

const LookStyle& look(const Drawing& drawing, size_t cell) {
    return drawing.styles[drawing.cells.at(cell).style];
}

TEST(Pixels, AreThoseOfExcel) {
    EXPECT_EQ(column_pixels(9.140625), 64);
    EXPECT_EQ(column_pixels(8.7109375), 61);
    EXPECT_EQ(column_pixels(0), 0);
    EXPECT_EQ(column_pixels(1e9), 1785);
    EXPECT_EQ(column_pixels(-3), 0);
    EXPECT_EQ(row_pixels(15), 20);
    EXPECT_EQ(row_pixels(13.5), 18);
    EXPECT_EQ(row_pixels(1e9), 546);
}

TEST(ShownText, FollowsTheNumberFormat) {
    EXPECT_EQ(shown_text(CellView(0.256), "0.0%"), "25.6%");
    EXPECT_EQ(shown_text(CellView(46326.0), "yyyy\"年\"m\"月\"d\"日\""), "2026年10月31日");
    EXPECT_EQ(shown_text(CellView(12.0), "@"), "12");
    EXPECT_EQ(shown_text(CellView(0.5), "# ?/?"), "0.5");
    EXPECT_EQ(shown_text(CellView(7.0), "no [format"), "7");
    EXPECT_EQ(shown_text(CellView(0.0), "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ "), " - ");
    EXPECT_EQ(shown_text(CellView(std::string_view("007")), "General"), "007");
    EXPECT_EQ(shown_text(CellView(std::string_view("007")), "0.00"), "007");
    EXPECT_EQ(shown_text(CellView(std::string_view("甲")), "0;0;0;\"＜\"@"), "＜甲");
    EXPECT_EQ(shown_text(CellView(true), "0"), "TRUE");
    EXPECT_EQ(shown_text(CellView(CellErrorView{"#N/A"}), "0"), "#N/A");
}

TEST(ShownText, TakesElevenCharactersForGeneral) {
    EXPECT_EQ(shown_text(CellView(1.0 / 3), "General"), "0.333333333");
    EXPECT_EQ(shown_text(CellView(-2.0 / 3), "General"), "-0.666666667");
    EXPECT_EQ(shown_text(CellView(12345678.123456), "General"), "12345678.12");
    EXPECT_EQ(shown_text(CellView(99999999999.0), "General"), "99999999999");
    EXPECT_EQ(shown_text(CellView(421221106202.0), "General"), "4.21221E+11");
    EXPECT_EQ(shown_text(CellView(1.99999999999), "General"), "2");
}

TEST(Tint, MovesLightnessAlone) {
    EXPECT_EQ(tinted(0x4F81BD, 0), 0x4F81BDU);
    EXPECT_EQ(tinted(0x4F81BD, 0.79998168889431442), 0xDCE6F2U);
    EXPECT_EQ(tinted(0xFFFFFF, -0.15), 0xD9D9D9U);
    EXPECT_EQ(tinted(0x000000, 1), 0xFFFFFFU);
    EXPECT_EQ(tinted(0x123456, -7), 0x000000U);
    EXPECT_EQ(mixed(0x000000, 0xFFFFFF, 0.5), 0x808080U);
}

TEST(Drawing, DrawsAMergedHeading) {
    const Drawing drawing =
        drawn(sheet_book("<sheetViews><sheetView showGridLines='0'><pane xSplit='1' ySplit='2' "
                         "state='frozen'/></sheetView></sheetViews>",
                         row(1, cell("A1", 1, "月报表") + cell("B1", 1) + cell("C1", 1)) +
                             row(2, cell("A2", 4, "项目") + cell("B2", 5)) +
                             row(3, cell("A3", 5) + cell("B3", 5) + cell("C3", 2, "5")),
                         "<mergeCells><mergeCell ref='A1:C1'/><mergeCell ref='A2:B3'/>"
                         "<mergeCell ref='B1:B2'/><mergeCell ref='Z99:Z100'/></mergeCells>"));
    EXPECT_EQ(drawing.name, "表1");
    ASSERT_EQ(drawing.merges.size(), 2U);  // one over another and one far away are none
    EXPECT_EQ(format_cell_range(drawing.merges[0]), "A1:C1");
    EXPECT_EQ(format_cell_range(drawing.merges[1]), "A2:B3");
    ASSERT_EQ(drawing.cells.size(), 3U);
    EXPECT_EQ(drawing.cells[0].text, "月报表");
    const LookStyle& title = look(drawing, 0);
    EXPECT_TRUE(title.is_bold && title.is_italic && title.is_underlined && title.is_struck);
    EXPECT_EQ(title.font, "黑体");
    EXPECT_EQ(title.font_size, 18);
    EXPECT_EQ(title.color, 0xFF0000U);
    EXPECT_EQ(title.horizontal, HorizontalAlign::kCenter);
    EXPECT_FALSE(title.is_general);
    EXPECT_EQ(title.vertical, VerticalAlign::kCenter);
    EXPECT_TRUE(title.wraps);
    EXPECT_EQ(title.indent, 2);
    EXPECT_EQ(look(drawing, 1).lines,
              kLeftLine | kTopLine | kFallingLine | kRightLine | kBottomLine);
    EXPECT_EQ(look(drawing, 1).heavy_lines, kLeftLine | kBottomLine);
    EXPECT_EQ(look(drawing, 2).horizontal, HorizontalAlign::kRight);  // a number
    EXPECT_TRUE(look(drawing, 2).is_general);
    EXPECT_THAT(drawing.row_heights, ElementsAre(30, 20, 20));  // 18 points need more
    EXPECT_THAT(drawing.column_widths, ElementsAre(64, 64, 64));
    EXPECT_EQ(drawing.frozen_rows, 2U);
    EXPECT_EQ(drawing.frozen_columns, 1U);
    EXPECT_FALSE(drawing.shows_grid);
    EXPECT_FALSE(drawing.is_cut);
}

TEST(Drawing, ResolvesColoursOfTheTheme) {
    ReaderBook made = sheet_book("", row(1, cell("A1", 3)));
    EXPECT_EQ(look(drawn(made), 0).fill, 0xDCE6F2U);  // Office's own
    made.other_parts["xl/_rels/workbook.xml.rels"] =
        "<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
        "<Relationship Id='a' Type='x/styles' Target='styles.xml'/>"
        "<Relationship Id='b' Type='x/theme' Target='theme/theme1.xml'/></Relationships>";
    made.other_parts["xl/theme/theme1.xml"] =
        "<a:theme xmlns:a='a'><a:themeElements><a:clrScheme name='n'><a:dk1><a:sysClr "
        "val='windowText' lastClr='000000'/></a:dk1><a:accent1><a:srgbClr val='FF0000'/>"
        "</a:accent1></a:clrScheme></a:themeElements></a:theme>";
    EXPECT_EQ(look(drawn(made), 0).fill, 0xFFCCCCU);
    made.other_parts["xl/theme/theme1.xml"] = "<a:theme xmlns:a='a'><a:themeElements>";
    Workbook book = made.open();
    const auto drawing = draw_sheet(book, 0);
    ASSERT_FALSE(drawing);
    EXPECT_THAT(drawing.error().place, HasSubstr("theme1.xml"));
}

TEST(Drawing, TakesColoursOfThePalette) {
    ReaderBook made = sheet_book("", row(1, cell("A1", 0, "甲") + cell("B1", 1, "乙")));
    made.styles =
        "<fonts><font><color indexed='10'/></font><font><color indexed='64'/></font>"
        "</fonts><cellXfs><xf fontId='0'/><xf fontId='1'/></cellXfs>";
    Drawing drawing = drawn(made);
    EXPECT_EQ(look(drawing, 0).color, 0xFF0000U);
    EXPECT_EQ(look(drawing, 1).color, 0x000000U);
    std::string colors = "<colors><indexedColors>";
    for (int i = 0; i < 70; ++i) colors += "<rgbColor rgb='00123456'/>";
    made.styles += colors + "</indexedColors></colors>";
    EXPECT_EQ(look(drawn(made), 0).color, 0x123456U);
}

TEST(Drawing, HidesColumnsAndRows) {
    const Drawing drawing = drawn(
        sheet_book("<sheetFormatPr defaultColWidth='10.7109375' defaultRowHeight='13.5'/><cols>"
                   "<col min='2' max='2' width='20' hidden='1'/><col min='1' max='1' width='1'/>"
                   "<col min='3' max='3' width='9.140625'/></cols>",
                   row(1, cell("D1", 0, "甲"), "ht='30' customHeight='1'") +
                       row(2, "", "hidden='1'") + row(4, cell("A4", 0, "乙"))));
    EXPECT_THAT(drawing.column_widths, ElementsAre(75, 0, 64, 75));
    EXPECT_THAT(drawing.row_heights, ElementsAre(40, 0, 18, 18));
    const Drawing folded =
        drawn(sheet_book("<sheetFormatPr defaultRowHeight='15' zeroHeight='1'/>",
                         row(1, cell("A1", 0, "甲")) + row(3, cell("A3", 0, "乙"), "ht='30'")));
    EXPECT_THAT(folded.row_heights, ElementsAre(20, 0, 40));
}

TEST(Drawing, ListsBlankCellsThatLookLikeSomething) {
    const Drawing drawing = drawn(
        sheet_book("", row(1, cell("A1", 0, "甲") + cell("B1", 2) + cell("C1", 0) + cell("D1", 1)) +
                           row(2, cell("A2", 2) + cell("B2", 6, "竖排") + cell("E2", 1))));
    // C1 is plain. D1 and E2 would be bold, were they filled in: E2 lies beyond all that shows.
    ASSERT_EQ(drawing.cells.size(), 4U);
    EXPECT_EQ(drawing.cells[1].column, 1U);
    EXPECT_EQ(drawing.cells[1].kind, DrawnKind::kBlank);
    EXPECT_EQ(look(drawing, 1).lines, kTopLine | kBottomLine | kLeftLine | kRightLine);
    EXPECT_EQ(look(drawing, 2).lines, look(drawing, 1).lines);
    EXPECT_EQ(drawing.cells[1].style, drawing.cells[2].style);
    EXPECT_TRUE(look(drawing, 3).is_vertical);
    EXPECT_EQ(look(drawing, 3).rotation, 0);
    EXPECT_EQ(drawing.column_widths.size(), 2U);
}

TEST(Drawing, ShowsValuesByTheirFormat) {
    ReaderBook made = sheet_book(
        "", row(1, cell("A1", 7, "46326") + cell("B1", 8, "1234.5") +
                       "<c r='C1' t='b'><v>1</v></c><c r='D1' t='e'><v>#DIV/0!</v></c>"));
    made.defined_names =
        "<definedNames><definedName name='_xlnm.Print_Area' localSheetId='0'>表1!$A$1:$B$9"
        "</definedName></definedNames>";
    const Drawing drawing = drawn(made);
    std::vector<std::string> texts;
    for (const DrawnCell& cell : drawing.cells) texts.push_back(cell.text);
    EXPECT_THAT(texts, ElementsAre("2026年10月31日", "1,234.50元", "TRUE", "#DIV/0!"));
    EXPECT_EQ(look(drawing, 2).horizontal, HorizontalAlign::kCenter);
    ASSERT_TRUE(drawing.print_area);
    EXPECT_EQ(format_cell_range(*drawing.print_area), "A1:B9");
}

TEST(Drawing, TakesFormatsOfWholeRowsAndColumns) {
    const Drawing drawing = drawn(sheet_book(
        "<cols><col min='2' max='16384' width='9' style='3'/></cols>",
        row(1, cell("A1", 0, "甲") + cell("C1", 0, "乙")) +
            row(2, cell("A2", 0, "丙"), "s='2' customFormat='1'") + row(3, cell("B3", 0))));
    ASSERT_EQ(drawing.column_widths.size(), 3U);
    ASSERT_EQ(drawing.cells.size(), 6U);
    EXPECT_EQ(look(drawing, 1).fill, 0xDCE6F2U);     // B1, of the column
    EXPECT_EQ(look(drawing, 2).fill, std::nullopt);  // C1 says otherwise
    EXPECT_NE(look(drawing, 4).lines, 0);            // B2, of the row
    const Drawing plain =
        drawn(sheet_book("<cols><col min='1' max='2' width='9' style='3'/></cols>",
                         row(1, cell("A1", 0) + cell("B1", 0, "甲"))));
    EXPECT_EQ(plain.cells.size(), 1U);  // A1 is blank and plain, unlike its column
}

TEST(Drawing, EndsWhereTheFormEnds) {
    std::string wide = cell("A1", 0, "甲") + cell("B1", 0, "乙");
    for (uint32_t column = 2; column < kMaxSheetColumns; ++column) {
        wide += cell(column_letters(column) + "1", 3);
    }
    std::string rows = row(1, wide) + row(2, cell("E2", 2));
    const Drawing drawing =
        drawn(sheet_book("", rows, "<mergeCells><mergeCell ref='A1:XFD1'/></mergeCells>"));
    EXPECT_EQ(drawing.column_widths.size(), 5U);
    EXPECT_EQ(drawing.row_heights.size(), 2U);
    ASSERT_EQ(drawing.merges.size(), 1U);
    EXPECT_EQ(format_cell_range(drawing.merges[0]), "A1:E1");
    EXPECT_FALSE(drawing.is_cut);
    EXPECT_EQ(drawn(sheet_book("", rows)).cells.size(), 6U);  // A1 B1, C1:E1 filled, E2
}

TEST(Drawing, OneCellFarAwayIsCut) {
    const auto far = [](const std::string& at, int number) {
        return drawn(sheet_book("", row(1, cell("A1", 0, "甲")) + row(number, cell(at, 0, "乙"))));
    };
    EXPECT_TRUE(far("A1048576", 1048576).is_cut);
    EXPECT_TRUE(far("XFD2", 2).is_cut);
    EXPECT_EQ(far("XFD2", 2).column_widths.size(), 1U);
    const Drawing edge = far("AMJ50000", 50000);
    EXPECT_FALSE(edge.is_cut);
    EXPECT_EQ(edge.column_widths.size(), kMaxDrawnColumns);
    EXPECT_EQ(edge.row_heights.size(), kMaxDrawnRows);
    EXPECT_TRUE(far("AMK2", 2).is_cut);
    EXPECT_TRUE(far("A50001", 50001).is_cut);
}

TEST(Drawing, EmptyRuledRowsEndSoon) {
    const auto ruled = [](uint32_t count) {
        std::string rows = row(1, cell("A1", 0, "甲"));
        for (uint32_t i = 2; i < count + 2; ++i) {
            rows += row(static_cast<int>(i), cell("A" + std::to_string(i), 2));
        }
        return drawn(sheet_book("", rows));
    };
    EXPECT_FALSE(ruled(kMaxDrawnBlankRows).is_cut);
    EXPECT_EQ(ruled(kMaxDrawnBlankRows).cells.size(), kMaxDrawnBlankRows + 1);
    EXPECT_TRUE(ruled(kMaxDrawnBlankRows + 1).is_cut);
    EXPECT_EQ(ruled(kMaxDrawnBlankRows + 1).cells.size(), kMaxDrawnBlankRows + 1);
}

TEST(Drawing, HoldsOnlySoManyCells) {
    const auto many = [](size_t more) {
        std::string rows;
        for (int r = 1; r <= 250; ++r) {
            std::string cells;
            for (int c = 0; c < 800; ++c) cells += "<c><v>1</v></c>";
            rows += row(r, cells);
        }
        return drawn(sheet_book("", rows + row(251, more == 0 ? "" : "<c><v>1</v></c>")));
    };
    const Drawing full = many(0);
    EXPECT_FALSE(full.is_cut);
    EXPECT_EQ(full.cells.size(), kMaxDrawnCells);
    const Drawing cut = many(1);
    EXPECT_TRUE(cut.is_cut);
    EXPECT_EQ(cut.cells.size(), kMaxDrawnCells);
}

TEST(Drawing, HoldsOnlySoMuchText) {
    ReaderBook made = sheet_book("", "");
    made.shared_strings = "<si><t>" + std::string(kMaxCellText, 'a') + "</t></si>";
    made.other_parts.clear();
    made.sheet_data[0].clear();
    for (int r = 1; r <= 1100; ++r) {
        made.sheet_data[0] += row(r, "<c t='s'><v>0</v></c>");
    }
    const Drawing drawing = drawn(made);
    EXPECT_TRUE(drawing.is_cut);
    EXPECT_EQ(drawing.cells.size(), kMaxDrawnTextBytes / kMaxCellText + 1);
}

TEST(Drawing, AnEmptySheetIsEmpty) {
    const Drawing drawing = drawn(sheet_book("", "",
                                             "<mergeCells><mergeCell ref='A1:C1'/>"
                                             "</mergeCells>"));
    EXPECT_THAT(drawing.cells, IsEmpty());
    EXPECT_THAT(drawing.merges, IsEmpty());
    EXPECT_EQ(drawing.styles.size(), 1U);
    EXPECT_FALSE(drawing.is_cut);
}

TEST(Drawing, SaysWhereAFileIsDamaged) {
    ReaderBook made =
        sheet_book("", row(1, cell("A1", 0, "甲")) + row(2, "<c r='A2'><v>1</x></c>"));
    Workbook book = made.open();
    const auto drawing = draw_sheet(book, 0);
    ASSERT_FALSE(drawing);
    EXPECT_THAT(drawing.error().place, HasSubstr("表1!2"));

    for (const char* styles : {"<fonts><font>", "<fonts><font></x></fonts>"}) {
        const auto looks =
            LookStyles::parse(std::string("<styleSheet>") + styles, "xl/styles.xml", ThemeColors());
        ASSERT_FALSE(looks);
        EXPECT_EQ(looks.error().code, ErrorCode::kDamaged);
        EXPECT_THAT(looks.error().place, HasSubstr("styles.xml"));
    }
}

TEST(LookStyles, AreLimited) {
    const auto parse = [](size_t count) {
        std::string xml = "<styleSheet><cellXfs>";
        for (size_t i = 0; i < count; ++i) xml += "<xf/>";
        return LookStyles::parse(xml + "</cellXfs></styleSheet>", "styles.xml", ThemeColors());
    };
    EXPECT_TRUE(parse(kMaxLooks));
    ASSERT_FALSE(parse(kMaxLooks + 1));
    EXPECT_EQ(parse(kMaxLooks + 1).error().code, ErrorCode::kLimit);
}

TEST(LookStyles, BearNumbersThatMeanNothing) {
    const auto looks = LookStyles::parse(
        "<styleSheet><cellXfs><xf fontId='9' fillId='x' borderId='-1'>"
        "<alignment horizontal='sideways' textRotation='200' indent='4000000000'/></xf>"
        "<xf><alignment textRotation='135'/></xf></cellXfs></styleSheet>",
        "styles.xml", ThemeColors());
    ASSERT_TRUE(looks);
    EXPECT_EQ(looks->at(0).lines, 0);
    EXPECT_EQ(looks->at(0).rotation, 0);
    EXPECT_EQ(looks->at(0).indent, 250);
    EXPECT_TRUE(looks->at(0).is_general);
    EXPECT_EQ(looks->at(1).rotation, -45);
    EXPECT_EQ(looks->at(7), looks->at(0));
}

TEST(Drawing, AllSheetsAtOnce) {
    ReaderBook made;
    made.sheet_data = {row(1, cell("A1", 0, "甲")), row(1, cell("A1", 0, "乙"))};
    Workbook book = made.open();
    const auto drawings = draw_sheets(book);
    ASSERT_TRUE(drawings) << drawings.error().text();
    ASSERT_EQ(drawings->size(), 2U);
    EXPECT_EQ((*drawings)[1].cells.at(0).text, "乙");
    EXPECT_EQ((*drawings)[1].name, "表2");
}

}  // namespace
}  // namespace yitao::xlsx
