// Blanks that are no rows of a list though they are drawn below headings like one: labels above
// blanks in bands (党员总数 | 女党员 with one blank each), label and blank twice over in a row.
#pragma once

#include <string>
#include <vector>

#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

struct LooseCell {
    xlsx::CellRef cell;
    std::vector<std::string> path;    // its label and what heads the column, outermost first
    std::vector<std::string> around;  // the other labels
    std::string section;              // the line of text over the band; empty: none
    std::string whole;                // what the label 其中 is part of; empty: it is no part
    std::string unit_of_measure;
    bool by_row = false;  // the path begins with the row's label, its column's heading follows
    std::string
        leading;       // the first label over a row of blanks: 未化解件数 | 涉及人数; empty: none
    std::string axis;  // heading over its label: 投资规模 | 不足1000万元; empty: none
};

// Nothing: the table is a list. Only for tables of orientation kRows without 序号.
std::vector<LooseCell> find_loose_cells(const Vocabulary& words, const SheetCells& cells,
                                        const Table& table);

}  // namespace yitao::recognise
