// Which cells the notes of a form speak of: their numbers, places and headings.
//
//     standing_of(cells, table, cell)   // column 3, row 02, below 一、人口
//     holds(note, standing)             // 第1—8栏按常住人口口径: it does
#pragma once

#include <string>
#include <vector>

#include "recognise/notes/scope.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// Where a cell stands, as notes call it.
struct Standing {
    std::vector<int> columns;        // the printed number of its column
    std::vector<int> rows;           // the printed codes of its row
    std::vector<int> column_places;  // 1: the first column of counts, -1: the last
    std::vector<int> row_places;
    std::vector<std::string> texts;  // its headings and those of its chapter
};
bool holds(const ScopeNote& note, const Standing& cell);

Standing standing_of(const SheetCells& cells, const Table& table, xlsx::CellRef cell);

}  // namespace yitao::recognise
