// The cells of a sheet as recognition asks for them: their texts, whether one is blank, what a
// merge covers, lines that stand alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "xlsx/workbook.h"

namespace yitao::recognise {

// Bound of one sheet: more merges are not looked at.
inline constexpr size_t kMaxMergesSeen = 20'000;

struct SheetCells {
    const xlsx::Grid& grid;
    [[nodiscard]] std::string text(xlsx::CellRef cell) const;  // as printed, "" for other cells
    [[nodiscard]] bool has_formula(xlsx::CellRef cell) const;
    [[nodiscard]] bool is_blank(xlsx::CellRef cell) const;
    // The upper left cell of the merge that covers it, or the cell itself.
    [[nodiscard]] xlsx::CellRef anchor(xlsx::CellRef cell) const;
};

// Lines of text of so many bytes that stand alone in their rows: notes, no labels beside blanks.
std::vector<std::string_view> lone_lines(const SheetCells& cells, size_t least, size_t most);

// Sheet1: says nothing.
bool is_default_sheet_name(std::string_view name);
// The first line of text of a sheet; tables below it have chapters' names of their own.
std::string sheet_title(const SheetCells& cells);

}  // namespace yitao::recognise
