// Runs tests/golden/template/*.txt (the form is described in tests/golden/README.md).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "intake/infer.h"
#include "report/fill.h"
#include "template/template.h"
#include "xlsx/package.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;

std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else out += c;
    }
    return out;
}

// A sheet as the case draws it; drawn blanks carry style 1.
struct DrawnSheet {
    std::string name;
    std::map<xlsx::CellRef, std::string> cells;
    std::vector<std::string> merges;

    [[nodiscard]] std::string xml() const {
        std::string rows;
        uint32_t row = UINT32_MAX;
        for (const auto& [ref, text] : cells) {
            if (ref.row != row) {
                if (row != UINT32_MAX) rows += "</row>";
                row = ref.row;
                rows += fmt::format("<row r=\"{}\">", row + 1);
            }
            rows += cell_xml(xlsx::format_cell_ref(ref), text);
        }
        if (row != UINT32_MAX) rows += "</row>";
        std::string merged;
        for (const std::string& merge : merges) {
            merged += fmt::format("<mergeCell ref=\"{}\"/>", merge);
        }
        if (!merged.empty()) merged = "<mergeCells>" + merged + "</mergeCells>";
        return "<?xml version=\"1.0\"?><worksheet "
               "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" +
               rows + "</sheetData>" + merged + "</worksheet>";
    }

    // "{A1:A3}=F": an array formula over its range; "{#A1:A3}=F" one that spills by itself.
    static std::string array_xml(const std::string& ref, const std::string& text) {
        bool dynamic = text.starts_with("{#");
        size_t from = dynamic ? 2 : 1;
        size_t to = text.find('}');
        return fmt::format("<c r=\"{}\"{}><f t=\"array\" ref=\"{}\">{}</f><v>0</v></c>", ref,
                           dynamic ? " cm=\"1\"" : "", text.substr(from, to - from),
                           escaped(text.substr(to + 2)));
    }

    static std::string cell_xml(const std::string& ref, const std::string& text) {
        if (text == "#") return fmt::format("<c r=\"{}\" s=\"1\"/>", ref);
        if (text.starts_with("{")) return array_xml(ref, text);
        if (text.starts_with("=") && !text.starts_with("==")) {
            return fmt::format("<c r=\"{}\"><f>{}</f></c>", ref, escaped(text.substr(1)));
        }
        char* end = nullptr;
        std::strtod(text.c_str(), &end);
        if (*end == '\0') return fmt::format("<c r=\"{}\" s=\"1\"><v>{}</v></c>", ref, text);
        bool binding = text.starts_with("'=") || text.starts_with("'＝");
        return fmt::format("<c r=\"{}\" t=\"inlineStr\"{}><is><t>{}</t></is></c>", ref,
                           binding ? " s=\"1\"" : "", escaped(binding ? text.substr(1) : text));
    }
};

std::string make_workbook(const std::vector<DrawnSheet>& sheets) {
    std::string list;
    std::string relations;
    std::string types;
    xlsx::PackageWriter writer;
    for (size_t i = 1; i <= sheets.size(); ++i) {
        list += fmt::format("<sheet name=\"{}\" sheetId=\"{}\" r:id=\"rId{}\"/>", sheets[i - 1].name,
                            i, i);
        relations += fmt::format(
            "<Relationship Id=\"rId{}\" Type=\"http://schemas.openxmlformats.org/officeDocument/"
            "2006/relationships/worksheet\" Target=\"worksheets/sheet{}.xml\"/>",
            i, i);
        types += fmt::format(
            "<Override PartName=\"/xl/worksheets/sheet{}.xml\" ContentType=\"application/"
            "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>",
            i);
    }
    const std::string kPackage = "http://schemas.openxmlformats.org/package/2006/";
    (void)writer.add("[Content_Types].xml",
                     "<?xml version=\"1.0\"?><Types xmlns=\"" + kPackage +
                         "content-types\"><Default Extension=\"rels\" "
                         "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                         "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
                         "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>" +
                         types + "</Types>");
    (void)writer.add("_rels/.rels",
                     "<?xml version=\"1.0\"?><Relationships xmlns=\"" + kPackage +
                         "relationships\"><Relationship Id=\"rId1\" "
                         "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
                         "relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    (void)writer.add("xl/_rels/workbook.xml.rels",
                     "<?xml version=\"1.0\"?><Relationships xmlns=\"" + kPackage +
                         "relationships\">" + relations + "</Relationships>");
    (void)writer.add("xl/workbook.xml",
                     "<?xml version=\"1.0\"?><workbook "
                     "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
                     "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"
                     "relationships\"><sheets>" +
                         list + "</sheets></workbook>");
    for (size_t i = 1; i <= sheets.size(); ++i) {
        (void)writer.add(fmt::format("xl/worksheets/sheet{}.xml", i), sheets[i - 1].xml());
    }
    return *std::move(writer).finish();
}

// Runs one file of cases, line by line.
class CaseRunner {
  public:
    explicit CaseRunner(std::string file) : file_(std::move(file)) {
        folder_ = fs::temp_directory_path() / ("yitao-golden-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
    }
    ~CaseRunner() { fs::remove_all(folder_); }

    void run() {
        std::ifstream in(file_);
        ASSERT_TRUE(in) << file_;
        for (std::string line; std::getline(in, line);) {
            ++line_number_;
            SCOPED_TRACE(fmt::format("{}:{} ({})", file_, line_number_, title_));
            ASSERT_NO_FATAL_FAILURE(take(line, in));
        }
        EXPECT_GT(checked_, 0U);
    }

  private:
    void take(const std::string& line, std::ifstream& in) {
        auto [word, rest] = split(line);
        if (line.empty()) return;
        if (line.starts_with("== ")) return begin_case(line.substr(3));
        if (word == "units") return read_table("单位", in);
        if (word == "table") return read_table(rest, in);
        if (word == "bindings") bindings_ = block(in);
        else if (word == "sheet") sheets_.push_back({rest, {}, {}});
        else if (word == "merge") sheets_.back().merges.push_back(rest);
        else if (word == "fill") fill(rest);
        else if (word == "expect") expect_sheet(rest);
        else if (word == "refused") refused(rest);
        else cell_line(word, rest);
    }

    static std::pair<std::string, std::string> split(const std::string& line) {
        size_t space = line.find(' ');
        if (space == std::string::npos) return {line, ""};
        return {line.substr(0, space), line.substr(space + 1)};
    }

    void begin_case(std::string title) {
        title_ = std::move(title);
        expecting_ = false;
        tables_.clear();
        sheets_.clear();
        bindings_.clear();
        grid_.reset();
        error_.reset();
    }

    std::string block(std::ifstream& in) {
        std::string text;
        for (std::string line; std::getline(in, line) && !line.empty();) {
            ++line_number_;
            text += line + "\n";
        }
        ++line_number_;
        return text;
    }

    void read_table(const std::string& name, std::ifstream& in) {
        std::string path = (folder_ / fmt::format("{}.csv", tables_.size())).string();
        std::ofstream(path) << block(in);
        tables_.push_back({name, path});
    }

    void cell_line(const std::string& address, const std::string& text) {
        auto ref = xlsx::parse_cell_ref(address);
        ASSERT_TRUE(ref) << "not understood: " << address;
        if (!expecting_) {
            sheets_.back().cells[*ref] = text;
            return;
        }
        ASSERT_TRUE(grid_) << (error_ ? error_->text() : "nothing was filled");
        ++checked_;
        EXPECT_EQ(shown(grid_->find(*ref)), text) << address;
    }

    static std::string shown(const xlsx::Grid::GridCell* cell) {
        if (cell == nullptr) return "-";
        std::string value = "-";
        if (const auto* number = std::get_if<double>(&cell->value)) {
            value = formula::general_number(*number);
        }
        if (const auto* text = std::get_if<std::string>(&cell->value); text && !text->empty()) {
            value = *text;
        }
        if (const auto* error = std::get_if<xlsx::CellError>(&cell->value)) value = error->text;
        return cell->formula.empty() ? value : "=" + cell->formula + " -> " + value;
    }

    void fill(const std::string& what) {
        expecting_ = false;
        auto [unit, rest] = split(what);
        auto [date, row] = split(rest);  // "row 3": the copy of the row ledger's third row
        error_.reset();
        workbook_.reset();
        std::optional<uint32_t> number;
        if (!row.empty()) number = static_cast<uint32_t>(std::stoul(split(row).second)) - 1;
        auto filled = fill_workbook(unit, *Date::parse_iso(date), number);
        if (filled) workbook_ = std::move(*filled);
        else error_ = filled.error();
    }

    Result<std::string> fill_workbook(const std::string& unit, Date as_of,
                                      std::optional<uint32_t> row) {
        intake::InferredTables tables = TRY(intake::infer_tables(tables_, as_of));
        templates::Template form = TRY(templates::Template::open(
            make_workbook(sheets_), "case.xlsx", bindings_, tables.catalog));
        report::FillDate date{as_of, {as_of.month_start(), as_of.month_end()}, as_of};
        report::Filler filler = TRY(
            report::Filler::prepare(tables.catalog, *tables.world, nullptr, {&form}, date));
        auto index = tables.world->tree->find(*org::parse_unit_code(unit));
        if (!index) return fail(ErrorCode::kNotFound, "没有单位", "no such unit", unit);
        std::optional<report::EachRow> each;
        if (row) each = report::EachRow{form.each()->columns().front().table, *row};
        return TRY(filler.fill(0, *index, each)).bytes;
    }

    void expect_sheet(const std::string& name) {
        expecting_ = true;
        ASSERT_TRUE(workbook_) << error_->text();
        auto book = xlsx::Workbook::from_bytes(*workbook_);
        ASSERT_TRUE(book) << book.error().text();
        for (size_t i = 0; i < book->sheets().size(); ++i) {
            if (book->sheets()[i].name == name) grid_ = *book->grid(i, kMaxGrownCells);
        }
        ASSERT_TRUE(grid_) << "no sheet " << name;
    }

    void refused(const std::string& reason) {
        ++checked_;
        ASSERT_TRUE(error_) << "was filled";
        EXPECT_NE(error_->text().find(reason), std::string::npos) << error_->text();
    }

    std::string file_;
    fs::path folder_;
    size_t line_number_ = 0;
    std::string title_;
    std::vector<intake::TableFile> tables_;
    std::vector<DrawnSheet> sheets_;
    std::string bindings_;
    bool expecting_ = false;
    std::optional<std::string> workbook_;
    std::optional<Error> error_;
    std::optional<xlsx::Grid> grid_;
    size_t checked_ = 0;
};

class GoldenTemplate : public testing::TestWithParam<std::string> {};

TEST_P(GoldenTemplate, FillsAsWritten) {
    CaseRunner runner(YITAO_SOURCE_DIR "/tests/golden/template/" + GetParam());
    runner.run();
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenTemplate, testing::Values("cells.txt", "lists.txt", "each.txt", "arrays.txt"),
                         [](const auto& info) {
                             return info.param.substr(0, info.param.find('.'));
                         });

}  // namespace
}  // namespace yitao
