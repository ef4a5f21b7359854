#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "base/limits.h"
#include "xlsx/reader_testing.h"
#include "xlsx/shared_strings.h"

namespace yitao::xlsx {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Rows, ReadsEveryTypeOfCell) {
    EXPECT_THAT(read_sheet_data("<row r=\"1\"><c r=\"A1\"><v>1.5</v></c>"
                                "<c r=\"B1\" t=\"s\"><v>1</v></c>"
                                "<c r=\"C1\" t=\"str\"><v>a&amp;b</v></c>"
                                "<c r=\"D1\" t=\"inlineStr\"><is><t>丙</t></is></c>"
                                "<c r=\"E1\" t=\"b\"><v>1</v></c><c r=\"F1\" t=\"b\"><v>0</v></c>"
                                "<c r=\"G1\" t=\"e\"><v>#DIV/0!</v></c>"
                                "<c r=\"H1\" t=\"n\"><v>-2E-3</v></c>"
                                "<c r=\"I1\" t=\"d\"><v>2024-11-21</v></c></row>"),
                ElementsAre("A1=1.5 B1='乙' C1='a&b' D1='丙' E1=TRUE F1=FALSE G1=#DIV/0! H1=-0.002 "
                            "I1=45617(date)"));
}

TEST(Rows, ReadsTheSameThroughTheFastAndTheExactWay) {
    const std::string cells =
        "<c r=\"A1\"><v>1.5</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"str\"><v>a&amp;b"
        "</v></c><c r=\"D1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> x_x000D_ </t></is></c>"
        "<c r=\"E1\" t=\"b\"><v>1</v></c><c r=\"F1\" s=\"1\"><v>45617</v></c><c r=\"G1\" "
        "s=\"2\"><v>"
        "1.25</v></c><c r=\"H1\"><f>A1</f><v>12345678901234567890</v></c><c r=\"I1\" s=\"1\"/>"
        "<c r=\"J1\"><v></v></c><c r=\"K1\"><v /></c><c r=\"L1\" s=\"1\"></c>"
        "<c r=\"M1\"><f t=\"shared\" si=\"0\"/><v>-0.1</v></c>";
    const auto fast = read_sheet_data("<row r=\"1\" spans=\"1:9\" ht=\"15\">" + cells + "</row>");
    const auto exact = read_sheet_data("<row r=\"1\"><!-- c -->" + cells + "</row>");
    EXPECT_EQ(fast, exact);
    EXPECT_THAT(fast, ElementsAre("A1=1.5 B1='乙' C1='a&b' D1=' x\r ' E1=TRUE F1=45617(date) "
                                  "G1=1.25(date) H1=1.2345678901234567e+19 M1=-0.1"));
    const auto blanks =
        read_sheet_data("<row r=\"1\">" + cells + "</row>", ReadFormulas::kNo, ReadBlanks::kYes);
    EXPECT_EQ(blanks, read_sheet_data("<row r=\"1\"><?p i?>" + cells + "</row>", ReadFormulas::kNo,
                                      ReadBlanks::kYes));
    EXPECT_THAT(blanks, ElementsAre(HasSubstr("I1=blank J1=blank K1=blank L1=blank M1=-0.1")));
}

std::string random_cell(std::mt19937& random, const std::string& ref) {
    const auto pick = [&](std::initializer_list<const char*> choices) {
        return std::string(choices.begin()[random() % choices.size()]);
    };
    const std::string open =
        "<c r=\"" + ref + "\"" + pick({"", " s=\"1\"", " s=\"2\"", " cm=\"1\""});
    const std::string formula = pick({"", "", "<f>A1&amp;\"x\"</f>", "<f t=\"shared\" si=\"0\"/>"});
    const std::string text = pick({"", "a", "女&lt;", "_x0041_", " \r\n ", "&#x5973;", "12", "_x"});
    switch (random() % 6) {
        case 0:
            return open + pick({"/>", " />", "></c>", "><v/></c>", "><v></v></c>"});
        case 1:
            return open + " t=\"s\"><v>" + pick({"0", "1"}) + "</v></c>";
        case 2:
            return open + " t=\"str\">" + formula + "<v>" + text + "</v></c>";
        case 3:
            return open + " t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
        case 4:
            return open + pick({" t=\"b\"><v>1", " t=\"e\"><v>#N/A", " t=\"n\"><v>-0"}) +
                   "</v></c>";
        default:
            return open + ">" + formula + "<v>" +
                   pick({"-12.50", "0.1", "1E5", "123456789012345678", "45617", ".5", "5.", "x",
                         "-"}) +
                   "</v></c>";
    }
}

TEST(Rows, RandomRowsReadTheSameBothWays) {
    std::mt19937 random(20261031);
    std::string fast;
    std::string exact;
    for (uint32_t row = 0; row < 3000; ++row) {
        const std::string start = "<row r=\"" + std::to_string(row + 1) + "\">";
        std::string cells;
        for (uint32_t column = 0; column < 8; ++column) {
            if (random() % 4 != 0) cells += random_cell(random, format_cell_ref({row, column}));
        }
        fast += start + cells + "</row>";
        exact += start + "<!-- -->" + cells + "</row>";
    }
    for (ReadBlanks blanks : {ReadBlanks::kNo, ReadBlanks::kYes}) {
        const auto lines = read_sheet_data(fast, ReadFormulas::kNo, blanks);
        EXPECT_GT(lines.size(), 2500u);
        EXPECT_EQ(lines, read_sheet_data(exact, ReadFormulas::kNo, blanks));
    }
}

TEST(Rows, ReadsUnusualXmlExactly) {
    const char* const expected = "A1=1 B1='甲' C1='x<y'";
    const std::string usual =
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>0</v></c>"
        "<c r=\"C1\" t=\"str\"><v>x&lt;y</v></c></row>";
    const std::string quotes =
        "<row r='1'><c t='n' r='A1'><v>1</v></c><c t='s' r='B1'><v>0</v></c>"
        "<c t='str' r='C1'><v>x&#60;y</v></c></row>";
    const std::string spaced =
        "\n  <row\n r = \"1\" >\n <c r=\"A1\" ><v> 1 </v></c >\n <c r=\"B1\" t=\"s\"> <v>0</v> </c>"
        "<c r=\"C1\" t=\"str\"><v>x&#x3C;y</v></c></row >";
    const std::string cdata =
        "<row r=\"1\"><c r=\"A1\"><v><![CDATA[1]]></v></c><c r=\"B1\" t=\"s\"><v>0</v></c>"
        "<c r=\"C1\" t=\"str\"><v>x<!-- - --><![CDATA[<]]>y</v></c></row>";
    const std::string foreign =
        "<ext xmlns=\"u:x\"><row><c><v>9</v></c></row></ext><row r=\"1\" x:dy=\"0.2\">"
        "<x:c><v>9</v></x:c><c r=\"A1\" x:r=\"Z9\"><v>1</v><extLst><v>7</v></extLst></c>"
        "<c r=\"B1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"str\"><v>x&lt;y</v></c></row>";
    for (const std::string& data : {usual, quotes, spaced, cdata, foreign}) {
        EXPECT_THAT(read_sheet_data(data), ElementsAre(expected)) << data;
    }
}

TEST(Rows, ReadsPrefixedSheets) {
    ReaderBook book;
    book.other_parts["xl/worksheets/sheet1.xml"] =
        "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetPr/>"
        "<x:sheetData><x:row r=\"2\"><x:c r=\"B2\" t=\"inlineStr\"><x:is><x:t>甲</x:t></x:is></x:c>"
        "<c r=\"C2\"><v>1</v></c></x:row></x:sheetData></x:worksheet>";
    Workbook opened = book.open();
    EXPECT_THAT(read_lines(opened), ElementsAre("B2='甲'"));
}

TEST(Rows, CountsWhereAddressesAreMissing) {
    EXPECT_THAT(
        read_sheet_data("<row><c><v>1</v></c><c><v>2</v></c></row><row/>"
                        "<row><c><v>3</v></c><c r=\"D3\"><v>4</v></c><c><v>5</v></c></row>"),
        ElementsAre("A1=1 B1=2", "A3=3 D3=4 E3=5"));
    EXPECT_THAT(read_sheet_data("<row r=\"4\"><c><v>1</v></c><c/><c><v>2</v></c></row>"
                                "<row><c><v>3</v></c></row>"),
                ElementsAre("A4=1 C4=2", "A5=3"));
    EXPECT_THAT(read_sheet_data("<row><c r=\"A7\"><v>1</v></c></row>"), ElementsAre("A7=1"));
}

TEST(Rows, LeavesOutBlanksUnlessWanted) {
    const std::string data =
        "<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\"><v>1</v></c></row><row r=\"2\" s=\"1\"/>"
        "<row r=\"3\"><c r=\"A3\" s=\"1\"/></row>";
    EXPECT_THAT(read_sheet_data(data), ElementsAre("B1=1"));
    EXPECT_THAT(read_sheet_data(data, ReadFormulas::kNo, ReadBlanks::kYes),
                ElementsAre("A1=blank B1=1", "A3=blank"));
}

TEST(Rows, DecodesText) {
    ReaderBook book;
    book.sheet_data = {
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
        "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4"
        "</v></c><c r=\"F1\" t=\"s\"><v>5</v></c><c r=\"G1\" t=\"s\"><v>6</v></c></row>"};
    book.shared_strings =
        "<si><t>a&lt;b&gt;&amp;&quot;&apos;&#22899;&#x7537;</t></si>"
        "<si><r><rPr><b/></rPr><t>粗</t></r><r><t xml:space=\"preserve\"> 细 </t></r>"
        "<rPh sb=\"0\" eb=\"1\"><t>ヨミ</t></rPh><phoneticPr fontId=\"1\"/></si>"
        "<si><t>_x0041__x005F_x0042_ _x00zz_ _xD83D__xDE00__xD83D_</t></si>"
        "<si><t xml:space=\"preserve\">  two\r\nlines\r</t></si>"
        "<si/>"
        "<si><t><![CDATA[<raw>]]></t></si>"
        "\n<!-- last --><si><t> kept </t></si>";
    Workbook opened = book.open();
    EXPECT_THAT(read_lines(opened),
                ElementsAre("A1='a<b>&\"'女男' B1='粗 细 ' C1='A_x0042_ _x00zz_ 😀_xD83D_' "
                            "D1='  two\nlines\n' E1='' F1='<raw>' G1=' kept '"));
    EXPECT_EQ(opened.shared_count(), 7u);
}

TEST(Rows, NamesTheSharedStringOfACell) {
    ReaderBook book;
    book.sheet_data = {
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\"><v>1</v></c></row>"
        "<row r=\"2\"><c r=\"A2\" t='s'><v>1</v></c></row>"};
    book.shared_strings = "<si><t>甲</t></si><si><t>乙</t></si>";
    Workbook opened = book.open();
    auto rows = opened.rows(0);
    const Row* row = *rows->next();
    EXPECT_EQ(row->cells[0].shared, 1u);
    EXPECT_EQ(row->cells[1].shared, kNotShared);
    const char* const data = std::get<std::string_view>(row->cells[0].value).data();
    row = *rows->next();
    EXPECT_EQ(row->cells[0].shared, 1u);
    EXPECT_EQ(std::get<std::string_view>(row->cells[0].value).data(), data);
}

TEST(Rows, KeepsWhatIsNoNumberAsText) {
    EXPECT_THAT(
        read_sheet_data("<row r=\"1\"><c r=\"A1\"><v>12a</v></c><c r=\"B1\"><v>1e999</v></c>"
                        "<c r=\"C1\"><v>nan</v></c><c r=\"D1\" t=\"d\"><v>昨天</v></c></row>"),
        ElementsAre("A1='12a' B1='1e999' C1='nan' D1='昨天'"));
}

TEST(Rows, RoundsNumbersCorrectly) {
    std::mt19937_64 random(7);
    std::string data;
    std::vector<double> expected;
    for (uint32_t i = 0; i < 3000; ++i) {
        double number = 0;
        switch (i % 4) {
            case 0:
                number = static_cast<double>(random() % 100'000'000) / 100;
                break;
            case 1:
                number = -static_cast<double>(random() % 1'000'000'000'000) / 1e6;
                break;
            case 2:
                number = std::bit_cast<double>(random());
                break;
            default:
                number = static_cast<double>(random() % 45000);
                break;
        }
        if (!std::isfinite(number)) number = 0.1;
        expected.push_back(number);
        const std::string row = std::to_string(i + 1);
        data +=
            fmt::format("<row r=\"{}\"><c r=\"A{}\"><v>{}</v></c></row>", row, row,
                        i % 3 == 0 ? fmt::format("{:.17g}", number) : fmt::format("{}", number));
    }
    ReaderBook book;
    book.sheet_data = {data};
    Workbook opened = book.open();
    auto rows = opened.rows(0);
    for (double number : expected) {
        const Row* row = *rows->next();
        ASSERT_EQ(std::get<double>(row->cells[0].value), number);
    }
}

TEST(Rows, ReadsIsoDatesAndTimes) {
    EXPECT_THAT(read_sheet_data("<row r=\"1\"><c r=\"A1\" t=\"d\"><v>2024-11-21T12:00:00</v></c>"
                                "<c r=\"B1\" t=\"d\"><v>2024-11-21T06:00:00.000Z</v></c>"
                                "<c r=\"C1\" t=\"d\"><v>18:00</v></c>"
                                "<c r=\"D1\" t=\"d\"><v>2024-02-30</v></c></row>"),
                ElementsAre("A1=45617.5(date) B1=45617.25(date) C1=0.75(date) D1='2024-02-30'"));
}

TEST(Rows, MovesDatesOfWorkbooksThatCountFrom1904) {
    ReaderBook book;
    book.workbook_properties = "<workbookPr date1904=\"1\"/>";
    book.styles =
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/></cellXfs>";
    const std::string cells =
        "<c r=\"A1\" s=\"1\"><v>44155</v></c><c r=\"B1\" s=\"2\"><v>1.5</v></c><c r=\"C1\"><v>1</v>"
        "</c><c r=\"D1\" t=\"d\"><v>2024-11-21</v></c></row>";
    for (const char* start : {"<row r=\"1\">", "<row r='1'>"}) {
        book.sheet_data = {start + cells};
        Workbook opened = book.open();
        EXPECT_TRUE(opened.uses_1904_dates());
        EXPECT_THAT(read_lines(opened),
                    ElementsAre("A1=45617(date) B1=1.5(date) C1=1 D1=45617(date)"));
    }
}

TEST(Rows, ReadsFormulasAndTranslatesSharedOnes) {
    EXPECT_THAT(
        read_sheet_data(
            "<row r=\"1\"><c r=\"A1\"><f>SUM(B1:C1)&amp;\"&lt;\"</f><v>1</v></c>"
            "<c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" si=\"0\">$A1+A$1+LOG10(5)</f>"
            "<v>2</v></c></row>"
            "<row r=\"2\"><c r=\"B2\"><f t=\"shared\" si=\"0\"/><v>3</v></c></row>"
            "<row r=\"3\"><c r=\"B3\" t=\"str\"><f t=\"shared\" si=\"0\"></f><v>甲</v></c>"
            "<c r=\"C3\"><f>TODAY()</f></c></row>",
            ReadFormulas::kYes),
        ElementsAre("A1=1 {SUM(B1:C1)&\"<\"} B1=2 {$A1+A$1+LOG10(5)}", "B2=3 {$A2+A$1+LOG10(5)}",
                    "B3='甲' {$A3+A$1+LOG10(5)} C3=blank {TODAY()}"));
}

TEST(Rows, CrossesBlockBoundariesAnywhere) {
    // Rows of changing length, so that blocks end inside every kind of token.
    std::string data;
    std::vector<std::string> expected;
    for (uint32_t i = 1; i <= 20000; ++i) {
        const std::string text(i % 61, 'x');
        data += fmt::format(
            "<row r=\"{0}\" spans=\"1:3\"><c r=\"A{0}\"><v>{0}.25</v></c>"
            "<c r=\"B{0}\" t=\"inlineStr\"><is><t>{1}&amp;</t></is></c>"
            "<c r=\"C{0}\" t=\"s\"><v>1</v></c></row>",
            i, text);
        expected.push_back(fmt::format("A{0}={0}.25 B{0}='{1}&' C{0}='乙'", i, text));
    }
    EXPECT_EQ(read_sheet_data(data), expected);
    std::string quoted = data;
    for (size_t at = 0; (at = quoted.find("r=\"", at)) != std::string::npos; at += 3) {
        const size_t end = quoted.find('"', at + 3);
        quoted[at + 2] = '\'';
        quoted[end] = '\'';
    }
    EXPECT_EQ(read_sheet_data(quoted), expected);
}

TEST(Rows, ReadsRowsLargerThanABlock) {
    std::string cells;
    std::string expected;
    for (uint32_t column = 0; column < 600; ++column) {
        const std::string text(3000, static_cast<char>('a' + column % 26));
        const std::string ref = format_cell_ref({0, column});
        cells += "<c r=\"" + ref + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
        expected += (column > 0 ? " " : "") + ref + "='" + text + "'";
    }
    EXPECT_THAT(read_sheet_data("<row r=\"1\">" + cells + "</row>"), ElementsAre(expected));
}

TEST(Rows, EmptySheetsHaveNoRows) {
    EXPECT_THAT(read_sheet_data(""), IsEmpty());
    ReaderBook book;
    for (const char* sheet : {"<worksheet><sheetData/></worksheet>", "<worksheet/>",
                              "<chartsheet><drawing/></chartsheet>",
                              "\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?><worksheet/>"}) {
        book.other_parts["xl/worksheets/sheet1.xml"] = sheet;
        Workbook opened = book.open();
        EXPECT_THAT(read_lines(opened), IsEmpty()) << sheet;
    }
}

void expect_error(const std::string& data, const std::string& message, const std::string& place) {
    const auto lines = read_sheet_data(data, ReadFormulas::kYes);
    ASSERT_FALSE(lines.empty()) << data;
    EXPECT_THAT(lines.back(), HasSubstr(message)) << data;
    EXPECT_THAT(lines.back(), HasSubstr(place)) << data;
}

TEST(Rows, ErrorsNameSheetAndCell) {
    expect_error("<row r=\"1\"><c r=\"B1\" t=\"s\"><v>2</v></c></row>", "shared string", "表1!B1");
    expect_error("<row r=\"1\"><c r=\"B1\" t=\"s\"><v>-1</v></c></row>", "shared string", "表1!B1");
    expect_error("<row r=\"2\"/><row r=\"2\"/>", "not in order", "表1!2");
    expect_error("<row r=\"0\"/>", "row number", "表1");
    expect_error("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>", "not in order", "表1!A1");
    expect_error("<row r=\"1\"><c r=\"B1\"/><c r=\"B1\"/></row>", "not in order", "表1!B1");
    expect_error("<row r=\"1\"><c r=\"B2\"/></row>", "another row", "表1!B2");
    expect_error("<row r=\"1\"><c r=\"?\"/></row>", "address", "表1!A1");
    expect_error("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&nbsp;</v></c></row>", "entity", "表1!A1");
    expect_error("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xff</v></c></row>", "UTF-8", "表1!A1");
    expect_error("<row r=\"1\"><c r=\"A1\"><v>1</v></c>", "damaged", "表1");
    expect_error("<row r=\"1\"><c r=\"A1\"><v>1</c></row>", "damaged", "表1");
    expect_error("<row r=\"1\"><c r=\"A1><v>1</v></c></row>", "damaged", "表1");
    expect_error("<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"4\"/></c></row>", "shared formula",
                 "表1!A1");
    expect_error("<!DOCTYPE x [<!ENTITY a \"b\">]>", "DOCTYPE", "表1");
}

TEST(Rows, BoundsRowsAndColumnsOnBothSides) {
    EXPECT_THAT(read_sheet_data("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"),
                ElementsAre("XFD1048576=1"));
    expect_error("<row r=\"1048577\"><c><v>1</v></c></row>", "1048576 rows", "表1");
    expect_error("<row r=\"1048576\"/><row><c><v>1</v></c></row>", "1048576 rows", "表1");
    expect_error("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c><c><v>2</v></c></row>", "16384 columns",
                 "表1!1");
    expect_error("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>", "address", "表1!A1");
}

TEST(Rows, BoundsTextOnBothSides) {
    const auto with_text = [](size_t characters) {
        std::string text;
        for (size_t i = 0; i < characters; ++i) text += "女";
        return "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" + text + "</t></is></c></row>";
    };
    EXPECT_EQ(read_sheet_data(with_text(kMaxCellText))[0].size(), 3 * kMaxCellText + 5);
    expect_error(with_text(kMaxCellText + 1), "longer than 32767", "表1!A1");
}

TEST(Rows, BoundsTheLengthOfARow) {
    const auto with_bytes = [](size_t size) {
        std::string text;
        for (uint32_t i = 0; text.size() < 30000; ++i) text += std::to_string(i * 2654435761U);
        std::string row = "<row r=\"1\">";
        while (row.size() + text.size() + 100 < size) {
            row += "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
        }
        return row + "</row>";
    };
    EXPECT_GT(read_sheet_data(with_bytes(kMaxRowBytes)).at(0).size(), kMaxRowBytes - 200'000);
    EXPECT_THAT(read_sheet_data(with_bytes(2 * kMaxRowBytes + (size_t{1} << 20))).at(0),
                HasSubstr("row is too large"));
}

TEST(Rows, RefusesADamagedTail) {
    // The rows are whole, but the checksum of the part is not: the end says so.
    ReaderBook book;
    book.sheet_data = {"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"};
    std::string bytes = book.bytes();
    const size_t name = bytes.rfind("xl/worksheets/sheet1.xml");
    bytes[name - 46 + 16] ^= 1;
    auto opened = Workbook::from_bytes(bytes);
    ASSERT_TRUE(opened);
    EXPECT_THAT(read_lines(*opened), ElementsAre(HasSubstr("checksum")));
}

TEST(SharedStrings, BoundsTheirNumberOnBothSides) {
    PackageWriter writer;
    ASSERT_TRUE(writer.add("s", "<sst><si><t>a</t></si><si><r><t>b</t></r></si><si/></sst>"));
    auto package = Package::from_bytes(*std::move(writer).finish());
    EXPECT_EQ(SharedStrings::read(package->entries()[0], 3)->size(), 3u);
    auto over = SharedStrings::read(package->entries()[0], 2);
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().code, ErrorCode::kLimit);
}

TEST(SharedStrings, CrossBlockBoundaries) {
    std::string xml = "<sst>";
    std::vector<std::string> expected;
    for (size_t i = 0; i < 30000; ++i) {
        expected.push_back(std::string(i % 53, 'y') + std::to_string(i));
        xml += i % 7 == 0 ? "<si><r><t>" + expected.back() + "</t></r></si>"
                          : "<si><t>" + expected.back() + "</t></si>";
    }
    PackageWriter writer;
    ASSERT_TRUE(writer.add("s", xml + "</sst>"));
    auto package = Package::from_bytes(*std::move(writer).finish());
    auto strings = SharedStrings::read(package->entries()[0]);
    ASSERT_TRUE(strings);
    ASSERT_EQ(strings->size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) ASSERT_EQ((*strings)[i], expected[i]);
}

TEST(SharedStrings, RefuseWhatIsBrokenOff) {
    for (const char* xml : {"<sst><si><t>a</t></si>", "<sst><si><t>a</t>", "<sst><si", "",
                            "<sst><si><t>&x;</t></si></sst>"}) {
        PackageWriter writer;
        ASSERT_TRUE(writer.add("s", xml));
        auto package = Package::from_bytes(*std::move(writer).finish());
        auto strings = SharedStrings::read(package->entries()[0]);
        ASSERT_FALSE(strings) << xml;
        EXPECT_EQ(strings.error().code, ErrorCode::kDamaged);
    }
}

}  // namespace
}  // namespace yitao::xlsx
