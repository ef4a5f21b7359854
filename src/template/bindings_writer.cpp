#include <fmt/format.h>

#include <algorithm>

#include "template/bindings_file.h"

namespace yitao::templates {

std::string toml_value(std::string_view text) {
    bool plain = std::ranges::none_of(text, [](char c) {
        return c == '\'' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (plain && text.find('"') != std::string_view::npos) {
        return "'" + std::string(text) + "'";
    }
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n' || c == '\r') {
            out += ' ';
        } else if (static_cast<unsigned char>(c) >= 0x20) {
            out += c;
        }
    }
    return out + "\"";
}

std::string write_bindings_file(const BindingsFile& bindings) {
    std::string text;
    if (!bindings.each.empty()) text += fmt::format("each = {}\n", toml_value(bindings.each));
    for (const CellEntry& cell : bindings.cells) {
        text += fmt::format("\n[[cell]]\nsheet = {}\ncell = \"{}\"\nformula = {}\n",
                            toml_value(cell.sheet), xlsx::format_cell_ref(cell.cell),
                            toml_value(cell.formula));
        if (cell.for_unit != 0) {
            text += fmt::format("for_unit = \"{}\"\n", org::format_unit_code(cell.for_unit));
        }
    }
    for (const ListEntry& list : bindings.lists) {
        text += fmt::format("\n[[list]]\nsheet = {}\nregion = \"{}\"\n", toml_value(list.sheet),
                            xlsx::format_cell_range(list.region));
        if (list.serial_column) {
            text += fmt::format("serial = \"{}\"\n", xlsx::column_letters(*list.serial_column));
        }
        if (!list.none.empty()) text += fmt::format("none = {}\n", toml_value(list.none));
        for (const auto& column : list.columns) {
            text += fmt::format("columns.{} = {}\n", xlsx::column_letters(column.column),
                                toml_value(column.formula));
        }
    }
    for (const QuestionEntry& question : bindings.questions) {
        text += fmt::format("\n[[question]]\nsheet = {}\ncell = \"{}\"\n",
                            toml_value(question.sheet), xlsx::format_cell_ref(question.cell));
        if (question.for_unit != 0) {
            text += fmt::format("for_unit = \"{}\"\n", org::format_unit_code(question.for_unit));
        }
        text += fmt::format("why = {}\ncandidates = [", toml_value(question.why));
        for (const std::string& one : question.candidates) text += toml_value(one) + ", ";
        text += "]\n";
    }
    return text;
}

}  // namespace yitao::templates
