// The proposal as the text of a bindings file.
#include <algorithm>

#include "recognise/meaning/meaning.h"
#include "recognise/proposal/propose.h"
#include "template/bindings_file.h"

namespace yitao::recognise {

namespace {

std::string comment(std::string_view text) {
    std::string line;
    for (char c : text) line += c == '\n' || c == '\r' ? ' ' : c;
    return "# " + line + "\n";
}

std::string place(const Proposal& proposal, const ProposedCell& cell) {
    std::string text = fmt::format("sheet = {}\ncell = \"{}\"\n",
                                   templates::toml_value(proposal.sheets[cell.sheet]),
                                   xlsx::format_cell_ref(cell.cell));
    if (cell.for_unit != 0) {
        text += fmt::format("for_unit = \"{}\"\n", org::format_unit_code(cell.for_unit));
    }
    return text;
}

void add_cell(std::string& out, const Proposal& proposal, const ProposedCell& cell) {
    if (cell.readings.empty()) return;
    out += "\n" + comment(fmt::format("{}", fmt::join(cell.path, " / ")));
    const Reading& first = cell.readings[0];
    if (!cell.note.empty()) out += comment(cell.note);
    if (cell.is_sure()) {
        out += comment(first.explanation.zh);
        out += "[[cell]]\n" + place(proposal, cell);
        out += fmt::format("formula = {}\n", templates::toml_value(first.formula));
        return;
    }
    out += "[[question]]\n" + place(proposal, cell);
    out += fmt::format("why = {}\n",
                       templates::toml_value(fmt::format("{}", fmt::join(first.doubts, "; "))));
    out += "candidates = [\n";
    for (const Reading& reading : cell.readings) {
        out += "    " + templates::toml_value(reading.formula) + ",  " +
               comment(reading.explanation.zh);
    }
    out += "]\n";
}

void add_list(std::string& out, const Proposal& proposal, const ProposedList& list) {
    out += "\n" + comment(list.explanation.zh);
    if (!list.note.empty()) out += comment(list.note);
    std::string text = fmt::format("sheet = {}\nregion = \"{}\"\n",
                                   templates::toml_value(proposal.sheets[list.sheet]),
                                   xlsx::format_cell_range(list.region));
    if (list.serial_column) {
        text += fmt::format("serial = \"{}\"\n", xlsx::column_letters(*list.serial_column));
    }
    for (const auto& column : list.columns) {
        if (column.formula.empty()) {
            text += comment(
                fmt::format("{} {}: 手填", xlsx::column_letters(column.column), column.heading));
            continue;
        }
        text += fmt::format("columns.{} = {}\n", xlsx::column_letters(column.column),
                            templates::toml_value(column.formula));
    }
    if (list.is_sure()) {
        out += "[[list]]\n" + text;
        return;
    }
    // A list in doubt is no binding: each line stands as a comment until a person agrees.
    out += comment(fmt::format("待确认（{}）：", fmt::join(list.doubts, "; ")));
    text = "[[list]]\n" + text;
    for (size_t from = 0; from < text.size();) {
        size_t to = std::min(text.find('\n', from), text.size());
        out += comment(text.substr(from, to - from));
        from = to + 1;
    }
}

}  // namespace

std::string write_bindings(const Proposal& proposal) {
    std::string out =
        "# 由 yitao recognise 提出，请确认。[[cell]]、[[list]] 会填；[[question]] "
        "不填，选定一个候选后\n"
        "# 把它改写成 [[cell]] 并写上 formula。\n"
        "# Proposed by yitao recognise. [[question]] is not filled until it is made a [[cell]].\n";
    for (const ProposedCell& cell : proposal.cells) add_cell(out, proposal, cell);
    for (const ProposedList& list : proposal.lists) add_list(out, proposal, list);
    return out;
}

}  // namespace yitao::recognise
