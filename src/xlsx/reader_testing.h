// For tests: small workbooks from the XML of their parts.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "xlsx/package.h"
#include "xlsx/workbook.h"

namespace yitao::xlsx {

struct ReaderBook {
    // Inside <sheetData>, one each sheet, named 表1, 表2 …
    std::vector<std::string> sheet_data = {""};
    std::string shared_strings;  // inside <sst>; empty: no such part
    std::string styles;          // inside <styleSheet>; empty: no such part
    std::string workbook_properties;
    std::string defined_names;
    std::string behind_sheet_data;
    std::map<std::string, std::string> other_parts;  // replace generated ones of the same name

    [[nodiscard]] std::string bytes() const {
        const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const std::string office =
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const std::string relations =
            "<Relationships "
            "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
        const auto relation = [&](const std::string& id, const std::string& type,
                                  const std::string& target) {
            return "<Relationship Id=\"" + id + "\" Type=\"" + office + "/" + type +
                   "\" Target=\"" + target + "\"/>";
        };
        std::map<std::string, std::string> parts;
        std::string sheets;
        std::string links;
        for (size_t i = 1; i <= sheet_data.size(); ++i) {
            const std::string number = std::to_string(i);
            sheets += "<sheet name=\"表" + number + "\" sheetId=\"" + number + "\" r:id=\"rId" +
                      number + "\"/>";
            links += relation("rId" + number, "worksheet", "worksheets/sheet" + number + ".xml");
            parts["xl/worksheets/sheet" + number + ".xml"] =
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet "
                "xmlns=\"" +
                main + "\"><sheetData>" + sheet_data[i - 1] + "</sheetData>" + behind_sheet_data +
                "</worksheet>";
        }
        if (!shared_strings.empty()) {
            links += relation("rIdS", "sharedStrings", "sharedStrings.xml");
            parts["xl/sharedStrings.xml"] =
                "<sst xmlns=\"" + main + "\">" + shared_strings + "</sst>";
        }
        if (!styles.empty()) {
            links += relation("rIdT", "styles", "/xl/styles.xml");
            parts["xl/styles.xml"] =
                "<styleSheet xmlns=\"" + main + "\">" + styles + "</styleSheet>";
        }
        parts["_rels/.rels"] =
            relations + relation("rId1", "officeDocument", "xl/workbook.xml") + "</Relationships>";
        parts["xl/_rels/workbook.xml.rels"] = relations + links + "</Relationships>";
        parts["xl/workbook.xml"] = "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office + "\">" +
                                   workbook_properties + "<sheets>" + sheets + "</sheets>" +
                                   defined_names + "</workbook>";
        for (const auto& [name, content] : other_parts) parts[name] = content;
        PackageWriter writer;
        for (const auto& [name, content] : parts) EXPECT_TRUE(writer.add(name, content));
        return *std::move(writer).finish();
    }

    [[nodiscard]] Workbook open() const {
        auto book = Workbook::from_bytes(bytes());
        EXPECT_TRUE(book) << book.error().text();
        return std::move(*book);
    }
};

// "A1=1.5 B1='text' C1=TRUE D1=#N/A E1=blank {formula}" — a row as one line.
inline std::string describe(const Row& row) {
    std::string line;
    for (const Cell& cell : row.cells) {
        if (!line.empty()) line += ' ';
        line += format_cell_ref({row.index, cell.column}) + "=";
        if (const auto* number = std::get_if<double>(&cell.value)) {
            line += fmt::format("{}{}", *number, cell.is_date ? "(date)" : "");
        } else if (const auto* truth = std::get_if<bool>(&cell.value)) {
            line += *truth ? "TRUE" : "FALSE";
        } else if (const auto* text = std::get_if<std::string_view>(&cell.value)) {
            line += "'" + std::string(*text) + "'";
        } else if (const auto* error = std::get_if<CellErrorView>(&cell.value)) {
            line += std::string(error->text);
        } else {
            line += "blank";
        }
        if (!cell.formula.empty()) line += " {" + std::string(cell.formula) + "}";
    }
    return line;
}

// All rows of a sheet, or the error's text as last line.
inline std::vector<std::string> read_lines(Workbook& book, size_t sheet = 0,
                                           ReadFormulas formulas = ReadFormulas::kNo,
                                           ReadBlanks blanks = ReadBlanks::kNo) {
    std::vector<std::string> lines;
    auto rows = book.rows(sheet, formulas, blanks);
    if (!rows) return {rows.error().text()};
    while (true) {
        const auto row = rows->next();
        if (!row) {
            lines.push_back(row.error().text());
            return lines;
        }
        if (*row == nullptr) return lines;
        lines.push_back(describe(**row));
    }
}

inline std::vector<std::string> read_sheet_data(std::string data,
                                                ReadFormulas formulas = ReadFormulas::kNo,
                                                ReadBlanks blanks = ReadBlanks::kNo) {
    ReaderBook book;
    book.sheet_data = {std::move(data)};
    book.shared_strings = "<si><t>甲</t></si><si><t>乙</t></si>";
    book.styles =
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/></cellXfs>";
    Workbook opened = book.open();
    return read_lines(opened, 0, formulas, blanks);
}

}  // namespace yitao::xlsx
