// For tests: a sheet drawn in text, and a structure told in text.
//
//     title   ~居民情况表 | < | <          a line is a row, "|" parts its cells
//     "." void   "_" a drawn blank   "<" merged with the left   "^" merged with what is above
//     "~x" x without a border   "*x" bold   "=x" a formula   "\n" a line break
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "recognise/structure/structure.h"
#include "xlsx/reader_testing.h"

namespace yitao::recognise {

// Styles of drawn sheets: 0 plain, 1 border, 2 border and bold, 3 bold.
inline constexpr const char* kDrawnStyles =
    "<fonts count=\"2\"><font/><font><b/></font></fonts>"
    "<fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills>"
    "<borders count=\"2\"><border/><border><left style=\"thin\"/></border></borders>"
    "<cellXfs count=\"4\"><xf/><xf borderId=\"1\"/><xf borderId=\"1\" fontId=\"1\"/>"
    "<xf fontId=\"1\"/></cellXfs>";

class DrawnSheet {
  public:
    explicit DrawnSheet(const std::string& drawing) {
        std::istringstream in(drawing);
        for (std::string line; std::getline(in, line);) read_row(line);
    }

    [[nodiscard]] std::string bytes() const {
        xlsx::ReaderBook book;
        book.sheet_data = {data()};
        book.styles = kDrawnStyles;
        book.behind_sheet_data = merges();
        return book.bytes();
    }

    [[nodiscard]] Result<xlsx::Workbook> open() const {
        return xlsx::Workbook::from_bytes(bytes());
    }

    [[nodiscard]] Result<Structure> read() const {
        xlsx::Workbook workbook = TRY(open());
        return read_structure(workbook);
    }

  private:
    void read_row(const std::string& line) {
        std::vector<std::string> cells;
        size_t from = 0;
        while (from <= line.size()) {
            const size_t bar = std::min(line.find(" | ", from), line.size());
            cells.push_back(without_blanks(line.substr(from, bar - from)));
            from = bar + 3;
        }
        rows_.push_back(std::move(cells));
    }

    [[nodiscard]] std::string at(size_t row, size_t column) const {
        return row < rows_.size() && column < rows_[row].size() ? rows_[row][column] : ".";
    }

    // Wide blanks stay: they indent.
    static std::string without_blanks(const std::string& text) {
        const size_t first = text.find_first_not_of(' ');
        return first == std::string::npos
                   ? ""
                   : text.substr(first, text.find_last_not_of(' ') + 1 - first);
    }

    static std::string escaped(std::string text) {
        for (size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n")) {
            text.replace(at, 2, "&#10;");
        }
        for (size_t at = text.find('<'); at != std::string::npos; at = text.find('<')) {
            text.replace(at, 1, "&lt;");
        }
        return text;
    }

    [[nodiscard]] static std::string cell(const std::string& place, std::string text) {
        if (text == ".") return "";
        int style = 1;
        if (text.starts_with("~")) style = 0, text.erase(0, 1);
        if (text.starts_with("*")) style = style == 0 ? 3 : 2, text.erase(0, 1);
        const std::string start = "<c r=\"" + place + "\" s=\"" + std::to_string(style) + "\"";
        if (text == "_" || text == "<" || text == "^") return start + "/>";
        if (text.starts_with("=")) return start + "><f>" + escaped(text.substr(1)) + "</f></c>";
        if (!text.empty() && text.find_first_not_of("0123456789.-") == std::string::npos) {
            return start + "><v>" + text + "</v></c>";
        }
        return start + " t=\"inlineStr\"><is><t xml:space=\"preserve\">" + escaped(text) +
               "</t></is></c>";
    }

    [[nodiscard]] std::string data() const {
        std::string xml;
        for (uint32_t row = 0; row < rows_.size(); ++row) {
            xml += "<row r=\"" + std::to_string(row + 1) + "\">";
            for (uint32_t column = 0; column < rows_[row].size(); ++column) {
                xml += cell(xlsx::format_cell_ref({row, column}), rows_[row][column]);
            }
            xml += "</row>";
        }
        return xml;
    }

    [[nodiscard]] std::string merges() const {
        std::string xml;
        for (uint32_t row = 0; row < rows_.size(); ++row) {
            for (uint32_t column = 0; column < rows_[row].size(); ++column) {
                if (at(row, column) == "<" || at(row, column) == "^") continue;
                uint32_t last = column;
                while (at(row, last + 1) == "<") ++last;
                uint32_t bottom = row;
                while (at(bottom + 1, column) == "^") ++bottom;
                if (last == column && bottom == row) continue;
                xml += "<mergeCell ref=\"" +
                       xlsx::format_cell_range({{row, column}, {bottom, last}}) + "\"/>";
            }
        }
        return xml.empty() ? "" : "<mergeCells>" + xml + "</mergeCells>";
    }

    std::vector<std::vector<std::string>> rows_;
};

inline std::string joined(const Path& path) {
    std::string text;
    for (const std::string& part : path.texts) text += (text.empty() ? "" : "/") + part;
    return text.empty() ? "-" : text;
}

inline std::string told(const Table& table) {
    static constexpr const char* kOrientations[] = {"rows", "matrix", "row-indicator", "form"};
    static constexpr const char* kRoles[] = {"", " total", " subtotal", " of-which", " section"};
    const auto measure = [](const std::string& unit) {
        return unit.empty() ? "" : " [" + unit + "]";
    };
    std::string text = std::string(kOrientations[static_cast<int>(table.orientation)]) + " " +
                       xlsx::format_cell_range(table.range);
    if (!table.title.empty()) text += " “" + table.title + "”";
    if (table.header_rows) {
        text += " head " + std::to_string(table.header_rows->first + 1) + "-" +
                std::to_string(table.header_rows->last + 1);
        if (table.number_row) text += " numbers " + std::to_string(*table.number_row + 1);
        text += " data " + std::to_string(table.data_start_row + 1) + "-" +
                std::to_string(table.data_end_row + 1);
    }
    text += measure(table.unit_of_measure);
    for (uint32_t row : table.footer_rows) text += " foot " + std::to_string(row + 1);
    text += "\n";
    for (const Column& column : table.columns) {
        text += xlsx::column_letters(column.column) + " " + joined(column.path) +
                measure(column.unit_of_measure) + (column.is_serial ? " serial" : "") +
                (column.is_stub ? " stub" : "") + "\n";
    }
    for (const DataRow& row : table.rows) {
        text += std::to_string(row.row + 1) + " " + joined(row.path) +
                measure(row.unit_of_measure) + kRoles[static_cast<int>(row.role)] + "\n";
    }
    for (const Field& field : table.fields) {
        text += "field " + xlsx::format_cell_range(field.answer) + " " + joined(field.label) +
                measure(field.unit_of_measure) + "\n";
    }
    for (const Field& field : table.meta) {
        text += "meta " + xlsx::format_cell_range(field.answer) + " " + joined(field.label) + "\n";
    }
    return text;
}

inline std::string told(const Structure& structure) {
    std::string text;
    for (const Table& table : structure.tables) text += told(table);
    return text;
}

}  // namespace yitao::recognise
