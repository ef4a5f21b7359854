// Registration forms: labels beside or above blanks, groups of them under a heading at the left or
// above.
#pragma once

#include <span>

#include "recognise/structure/header.h"
#include "recognise/structure/labels.h"
#include "recognise/structure/sheet.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

// Reads rows `first` to the end of `region` as a form: fields, headings, orientation. `guesses`
// tell labels from answers in a filled form; in a blank one every text is a label.
void read_form(const Sheet& sheet, const xlsx::CellRange& region, uint32_t first,
               std::span<const LabelGuess> guesses, Table& table);

// The guesses for a region most of whose cells are filled; else nothing.
std::vector<LabelGuess> guess_if_filled(const Sheet& sheet, const xlsx::CellRange& region);
// How much less likely, per cell from the headings to the last data, the headings of `table` are
// than the best choice of labels.
double disagreement(std::span<const LabelGuess> guesses, const HeaderBlock& header,
                    const Table& table);

}  // namespace yitao::recognise
