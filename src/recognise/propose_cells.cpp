// The cells of a sheet as recognition asks for them.
#include <map>
#include <span>

#include "base/text.h"
#include "dictionary/heading.h"
#include "recognise/propose_parts.h"

namespace yitao::recognise {

std::string bare_heading(std::string_view text) {
    dictionary::Heading heading = dictionary::read_heading(text);
    return heading.bare.empty() ? heading.key : heading.bare;
}

std::vector<std::string_view> lone_lines(const SheetCells& cells, size_t least, size_t most) {
    std::map<uint32_t, size_t> texts;  // by row
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        texts[cell.row] += text != nullptr && !trim(*text).empty() ? 1 : 0;
    }
    std::vector<std::string_view> lines;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        const bool line = text != nullptr && text->size() >= least && text->size() <= most;
        if (line && texts[cell.row] == 1) lines.emplace_back(*text);
    }
    return lines;
}

std::string SheetCells::text(xlsx::CellRef cell) const {
    const auto* found = grid.find(cell);
    if (found == nullptr) return "";
    const auto* text = std::get_if<std::string>(&found->value);
    return text == nullptr ? "" : *text;
}

bool SheetCells::has_formula(xlsx::CellRef cell) const {
    const auto* found = grid.find(cell);
    return found != nullptr && !found->formula.empty();
}

bool SheetCells::is_blank(xlsx::CellRef cell) const {
    const auto* found = grid.find(cell);
    if (found == nullptr) return true;
    if (!found->formula.empty()) return false;
    if (const auto* text = std::get_if<std::string>(&found->value)) return trim(*text).empty();
    return std::holds_alternative<std::monostate>(found->value);
}

xlsx::CellRef SheetCells::anchor(xlsx::CellRef cell) const {
    size_t most = std::min(grid.merges.size(), kMaxMergesSeen);
    for (const xlsx::CellRange& merge : std::span(grid.merges).first(most)) {
        if (merge.contains(cell)) return merge.first;
    }
    return cell;
}

bool shows_dates(const xlsx::Workbook& book, const xlsx::Grid& grid, xlsx::CellRef cell) {
    const auto* found = grid.find(cell);
    if (found == nullptr) return false;
    std::string_view code = book.number_format(found->style);
    return code.contains("yy") || code.contains("YY");
}

NumberShape shape_of(const xlsx::Workbook& book, const xlsx::Grid& grid, xlsx::CellRef cell) {
    NumberShape shape;
    const auto* found = grid.find(cell);
    if (found == nullptr) return shape;
    std::string_view code = book.number_format(found->style);
    shape.percent = code.find('%') != std::string_view::npos;
    if (code.empty() || code == "General" || code == "@") return shape;
    size_t point = code.find('.');
    shape.decimals = 0;
    if (point == std::string_view::npos) return shape;
    for (size_t i = point + 1; i < code.size() && (code[i] == '0' || code[i] == '#'); ++i) {
        ++shape.decimals;
    }
    return shape;
}

}  // namespace yitao::recognise
