#include "recognise/structure/sheet_cells.h"

#include <algorithm>
#include <map>
#include <span>

#include "base/text.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

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

bool is_default_sheet_name(std::string_view name) {
    return name.starts_with("Sheet") || name.starts_with("sheet") || name.starts_with("工作表");
}

std::string sheet_title(const SheetCells& cells) {
    std::map<uint32_t, std::vector<std::string>> rows;
    for (const auto& [cell, content] : cells.grid.cells) {
        if (rows.size() > 3 || cell.row > 5) break;
        std::string text = cells.text(cell);
        if (!trim(text).empty()) rows[cell.row].push_back(text);
    }
    for (const auto& [row, texts] : rows) {
        bool line = texts.size() == 1 && code_point_count(texts[0]) >= 5 &&
                    !texts[0].contains("：") && !texts[0].starts_with("附");
        if (line) return texts[0];
    }
    return "";
}

}  // namespace yitao::recognise
