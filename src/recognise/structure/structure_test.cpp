// Golden cases of tests/golden/structure, and sheets made to hurt.
#include "recognise/structure/structure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/limits.h"
#include "recognise/structure/sheet.h"
#include "recognise/structure/sums.h"
#include "recognise/structure/testing.h"
#include "recognise/structure/words.h"
#include "xlsx/writer.h"

namespace yitao::recognise {
namespace {

namespace fs = std::filesystem;

struct Golden {
    std::string name;
    std::string drawing;
    std::string expected;
};

std::vector<Golden> read_goldens(const fs::path& file) {
    std::vector<Golden> goldens;
    std::ifstream in(file);
    bool expecting = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("== ")) {
            goldens.push_back({line.substr(3), "", ""});
            expecting = false;
        } else if (line == "expect") {
            expecting = true;
        } else if (!goldens.empty() && !line.empty()) {
            (expecting ? goldens.back().expected : goldens.back().drawing) += line + "\n";
        }
    }
    return goldens;
}

bool is_sound(const Table& table, uint32_t rows, uint32_t columns) {
    const auto on_sheet = [&](xlsx::CellRef cell) {
        return cell.row < rows && cell.column < columns;
    };
    bool sound = on_sheet(table.range.last) && table.data_start_row <= rows &&
                 table.data_end_row < rows && std::ranges::all_of(table.headings, on_sheet) &&
                 std::ranges::is_sorted(table.columns, {}, &Column::column) &&
                 std::ranges::is_sorted(table.rows, {}, &DataRow::row);
    if (table.header_rows) {
        sound = sound && table.header_rows->first <= table.header_rows->last &&
                table.header_rows->last < table.data_start_row && !table.columns.empty();
    }
    for (const DataRow& row : table.rows) {
        sound = sound && row.row >= table.data_start_row && row.row <= table.data_end_row &&
                row.path.texts.size() == row.path.cells.size();
    }
    for (const std::vector<Field>* fields : {&table.fields, &table.meta}) {
        for (const Field& field : *fields) {
            sound = sound && on_sheet(field.answer.last) && !field.label.texts.empty();
        }
    }
    return sound;
}

TEST(Structure, GoldenSheets) {
    const fs::path folder = fs::path(YITAO_SOURCE_DIR) / "tests/golden/structure";
    size_t cases = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".txt" || entry.path().stem() == "township-a") continue;
        std::string all;
        bool differs = false;
        for (const Golden& golden : read_goldens(entry.path())) {
            ++cases;
            const auto structure = DrawnSheet(golden.drawing).read();
            ASSERT_TRUE(structure.has_value()) << golden.name << structure.error().text();
            EXPECT_EQ(told(*structure), golden.expected)
                << entry.path().filename() << ": " << golden.name;
            differs = differs || told(*structure) != golden.expected;
            all +=
                "== " + golden.name + "\n" + golden.drawing + "expect\n" + told(*structure) + "\n";
        }
        if (differs) std::ofstream(fs::temp_directory_path() / entry.path().filename()) << all;
    }
    EXPECT_GE(cases, 20U);
}

// The fourteen blank workbooks of the township set, each table told in text.
TEST(Structure, TownshipTemplates) {
    const fs::path root = YITAO_SOURCE_DIR;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(root / "tests/fixtures/township-a/templates")) {
        if (entry.path().extension() == ".xlsx") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    std::string all;
    for (const fs::path& file : files) {
        auto book = xlsx::Workbook::open(file.string());
        ASSERT_TRUE(book.has_value()) << book.error().text();
        const auto structure = read_structure(*book);
        ASSERT_TRUE(structure.has_value());
        all += "== " + file.stem().string() + "\n" + told(*structure) + "\n";
    }
    std::ifstream in(root / "tests/golden/structure/township-a.txt");
    const std::string expected((std::istreambuf_iterator<char>(in)), {});
    if (all != expected) {
        std::ofstream(fs::temp_directory_path() / "township-a.structure.txt") << all;
    }
    EXPECT_EQ(all, expected) << "what was read is in the temporary folder";
}

TEST(Structure, SaysHowSureItIsAndWhy) {
    const auto structure = DrawnSheet("序号 | *姓名 | 年收入（元）\n1 | _ | _\n2 | _ | _").read();
    ASSERT_TRUE(structure.has_value());
    const Table& table = structure->tables.at(0);
    EXPECT_GT(table.evidence.confidence, 0.5);
    for (const Column& column : table.columns) {
        EXPECT_GT(column.evidence.confidence, 0.5);
        EXPECT_LE(column.evidence.confidence, 1.0);
        ASSERT_EQ(column.evidence.cells.size(), 1U);
        EXPECT_EQ(column.evidence.cells[0], (xlsx::CellRef{0, column.column}));
    }
    EXPECT_EQ(table.columns[0].evidence.reason, "serial.counts");
    EXPECT_EQ(table.columns[1].evidence.reason, "heading.text");
}

TEST(Structure, RecordsStandBetweenTotalsAndSections) {
    const auto records = [](const std::string& rows) {
        const auto structure = DrawnSheet("序号 | 姓名 | 年龄 | 金额（元）\n" + rows).read();
        const Records found = records_of(structure->tables.at(0));
        return fmt::format("{}-{} {}", found.first + 1, found.last + 1, found.parts);
    };
    EXPECT_EQ(records("1 | _ | _ | _\n2 | _ | _ | _"), "2-3 0");
    EXPECT_EQ(records("合计 | — | — | _\n1 | _ | _ | _\n2 | _ | _ | _"), "3-4 0");
    EXPECT_EQ(records("1 | _ | _ | _\n2 | _ | _ | _\n合计 | < | < | _"), "2-3 0");
    EXPECT_EQ(
        records("第一小组 | < | < | <\n1 | _ | _ | _\n小计 | < | < | _\n第二小组 | < | < | <\n"
                "2 | _ | _ | _\n小计 | < | < | _\n合计 | < | < | _"),
        "3-6 2");
}

TEST(Structure, ReadsWhatItReadTheSameWayAgain) {
    const std::string drawing =
        "提案人 | 陈昱立 | 所在部门 | 人力资源部\n提案日期 | 2022.5.8 | 提案编号 | 5234234\n"
        "提案标题 | 员工实施新考勤方法的建议 | < | <";
    const auto first = DrawnSheet(drawing).read();
    const auto second = DrawnSheet(drawing).read();
    ASSERT_TRUE(first && second);
    EXPECT_EQ(told(*first), told(*second));
}

// Whatever is drawn: nothing breaks, and what is found lies on the sheet and in order.
TEST(Structure, RandomSheetsGiveSoundFindings) {
    constexpr const char* kCells[] = {
        "_",          "_",      ".",     "<",        "^",        "12",
        "2026",       "=A1",    "~x",    "姓名",     "*合计",    "其中：女",
        "一、人口",   "　1.男", "序号",  "单位：元", "填表人：", "注：按月填报。",
        "—",          "（1）",  "{{x}}", "2022.5.8", "是",       "附件1",
        "人数（人）", "　"};
    for (uint32_t seed = 1; seed <= 1'500; ++seed) {
        std::mt19937 random(seed);
        const uint32_t rows = 1 + random() % 12;
        const uint32_t columns = 1 + random() % 9;
        const uint32_t words = 4 + random() % (std::size(kCells) - 4);
        std::string drawing;
        for (uint32_t row = 0; row < rows; ++row) {
            for (uint32_t column = 0; column < columns; ++column) {
                drawing += (column > 0 ? " | " : "") + std::string(kCells[random() % words]);
            }
            drawing += "\n";
        }
        const auto structure = DrawnSheet(drawing).read();
        ASSERT_TRUE(structure.has_value()) << "seed " << seed;
        for (const Table& table : structure->tables) {
            ASSERT_TRUE(is_sound(table, rows, columns)) << "seed " << seed << "\n" << drawing;
        }
    }
}

// Limits

class Hostile {
  public:
    std::string rows;
    std::string behind;
    [[nodiscard]] Structure read() const {
        xlsx::ReaderBook book;
        book.sheet_data = {rows};
        book.styles = kDrawnStyles;
        book.behind_sheet_data = behind;
        auto workbook = xlsx::Workbook::from_bytes(book.bytes());
        EXPECT_TRUE(workbook.has_value());
        const auto start = std::chrono::steady_clock::now();
        auto structure = read_structure(*workbook);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        EXPECT_LT(took.count(), 20.0);
        EXPECT_TRUE(structure.has_value());
        return structure ? *std::move(structure) : Structure{};
    }
};

std::string text_cell(uint32_t row, uint32_t column, const std::string& text) {
    return "<c r=\"" + xlsx::format_cell_ref({row, column}) + "\" s=\"1\" t=\"inlineStr\"><is><t>" +
           text + "</t></is></c>";
}

std::string number_cell(uint32_t row, uint32_t column) {
    return "<c r=\"" + xlsx::format_cell_ref({row, column}) + "\" s=\"1\"><v>7</v></c>";
}

TEST(StructureLimits, AMillionMerges) {
    Hostile hostile;
    hostile.rows = "<row r=\"1\">" + text_cell(0, 0, "姓名") + text_cell(0, 1, "性别") + "</row>" +
                   "<row r=\"900\">" + number_cell(899, 0) + number_cell(899, 60) + "</row>";
    hostile.behind = "<mergeCells>";
    for (uint32_t i = 0; i < 1'000'000; ++i) {  // nested and overlapping
        const uint32_t row = 1 + i % 800;
        hostile.behind += "<mergeCell ref=\"" +
                          xlsx::format_cell_range({{row, i / 800 % 50}, {890, 55}}) + "\"/>";
    }
    hostile.behind += "</mergeCells>";
    EXPECT_LE(hostile.read().tables.size(), kMaxStructureTables);
}

TEST(StructureLimits, EveryColumnOfASheet) {
    Hostile hostile;
    for (uint32_t row = 0; row < 8; ++row) {
        hostile.rows += "<row r=\"" + std::to_string(row + 1) + "\">";
        for (uint32_t column = 0; column < kMaxSheetColumns; ++column) {
            hostile.rows += row == 0 ? text_cell(row, column, "栏" + std::to_string(column))
                                     : number_cell(row, column);
        }
        hostile.rows += "</row>";
    }
    const Structure structure = hostile.read();
    ASSERT_EQ(structure.tables.size(), 1U);
    EXPECT_EQ(structure.tables[0].columns.size(), kMaxStructureColumns);
}

TEST(StructureLimits, TenMegabytesOfHeadings) {
    Hostile hostile;
    const std::string heading(32'000, 'x');
    hostile.rows = "<row r=\"1\">";
    for (uint32_t column = 0; column < 320; ++column) {
        hostile.rows += text_cell(0, column, heading + std::to_string(column));
    }
    hostile.rows += "</row><row r=\"2\">" + number_cell(1, 0) + "</row>";
    for (const Table& table : hostile.read().tables) {
        for (const Column& column : table.columns) {
            for (const std::string& text : column.path.texts) {
                EXPECT_LE(text.size(), kMaxHeadingBytes);
            }
        }
    }
}

TEST(StructureLimits, AHundredThousandRows) {
    Hostile hostile;
    for (uint32_t row = 0; row < 100'000; ++row) {
        hostile.rows += "<row r=\"" + std::to_string(row + 1) + "\">" +
                        text_cell(row, 0, row == 0 ? "姓名" : "张三") +
                        text_cell(row, 1, row == 0 ? "性别" : "男") + number_cell(row, 2) +
                        "</row>";
    }
    const Structure structure = hostile.read();
    ASSERT_EQ(structure.tables.size(), 1U);
    EXPECT_EQ(structure.tables[0].data_start_row, 1U);
    EXPECT_EQ(structure.tables[0].data_end_row, kMaxStructureRows - 1);
}

TEST(StructureLimits, ACheckerboardOfRegions) {
    Hostile hostile;
    for (uint32_t row = 0; row < 4'000; row += 2) {
        hostile.rows += "<row r=\"" + std::to_string(row + 1) + "\">";
        for (uint32_t column = 0; column < 200; column += 4) {
            hostile.rows += text_cell(row, column, "名称") + text_cell(row, column + 1, "数量");
        }
        hostile.rows += "</row>";
    }
    EXPECT_LE(hostile.read().tables.size(), kMaxStructureTables);
}

TEST(StructureLimits, AnEmptySheetHasNoTables) {
    EXPECT_TRUE(Hostile{}.read().tables.empty());
    Hostile blanks;  // drawn, nothing written
    blanks.rows = "<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" s=\"1\"/></row>";
    EXPECT_TRUE(blanks.read().tables.empty());
}

// Words

TEST(StructureWords, TellNumbersDatesAndTextsApart) {
    for (const char* number : {"12", "49,695,883.24", "-3.5", "12.5%", "（120.5）", "¥300"}) {
        EXPECT_EQ(text_kind(number), SpotKind::kNumber) << number;
    }
    for (const char* date : {"2021-12-31", "2022.5.8", "2003年9月", "12月31日", "2020年"}) {
        EXPECT_EQ(text_kind(date), SpotKind::kDate) << date;
    }
    for (const char* text : {"60岁以上", "A1", "一、", "18-59周岁", "1.务农", "第3季度"}) {
        EXPECT_EQ(text_kind(text), SpotKind::kText) << text;
    }
    for (const char* dash : {"-", "——", "/", " — "}) {
        EXPECT_EQ(text_kind(dash), SpotKind::kDash) << dash;
    }
    EXPECT_EQ(text_kind(" \u3000\n"), SpotKind::kBlank);
}

TEST(StructureWords, FindUnitsOfMeasure) {
    EXPECT_EQ(measure_in("费用（元）"), "元");
    EXPECT_EQ(measure_in("户均耕地（亩/户）"), "亩/户");
    EXPECT_EQ(measure_in("治愈率%"), "%");
    EXPECT_EQ(measure_in("合计(不重复)"), "");
    EXPECT_EQ(measure_in("整改情况(是/否)"), "");
    EXPECT_EQ(table_measure("（单位：人）"), "人");
    EXPECT_EQ(table_measure("计量单位：户、人"), "户、人");
    EXPECT_EQ(table_measure("单位：县民政局"), "");
    EXPECT_EQ(table_measure("填报单位：＿＿＿2026年＿月单位：人"), "人");
}

TEST(StructureSums, TellWhatAFormulaAddsUp) {
    const auto rows = [](std::string_view formula) {
        const ColumnSum sum = column_sum(formula, {6, 2});  // C7
        return fmt::format("{} {}-{}", sum.cells, sum.first + 1, sum.last + 1);
    };
    EXPECT_EQ(rows("SUM(C3:C6)"), "4 3-6");
    EXPECT_EQ(rows("C3+$C$5+C6"), "3 3-6");
    EXPECT_EQ(rows("SUM(C3,C5:C6)+C8"), "4 3-8");
    for (const char* other : {"SUM(B3:B6)", "C3-C4", "SUM(C3:D6)", "SUM(C3:C6", "C3*2", "", "+",
                              "SUM(C6:C3)", "SUM()", "一", "C99999999999", "AVERAGE(C3:C6)"}) {
        EXPECT_EQ(column_sum(other, {6, 2}).cells, 0U) << other;
    }
    EXPECT_TRUE(names_whole("全市"));
    EXPECT_FALSE(names_whole("全民健身"));
}

TEST(StructureWords, FindTotalsAndWhatIsNone) {
    EXPECT_EQ(total_word("合计"), TotalWord::kTotal);
    EXPECT_EQ(total_word("全镇合计"), TotalWord::kTotal);
    EXPECT_EQ(total_word("小计"), TotalWord::kSubtotal);
    EXPECT_EQ(total_word("A+B总计"), TotalWord::kGrandTotal);
    EXPECT_EQ(total_word("会计"), TotalWord::kNone);
    EXPECT_EQ(total_word("统计"), TotalWord::kNone);
}

TEST(StructureWords, KeepBlanksBetweenLatinWordsOnly) {
    EXPECT_EQ(plain_text("姓　　名\n"), "姓名");
    EXPECT_EQ(plain_text("Total Cumulative \nObligations"), "Total Cumulative Obligations");
}

}  // namespace
}  // namespace yitao::recognise
