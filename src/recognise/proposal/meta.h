// The head of a form: labels with blanks that ask for the unit, the day and who filled it in.
#pragma once

#include <optional>
#include <string>

#include "recognise/proposal/propose.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// A label of a form's head with its blank beside it (单位名称 | ____): its binding, where the label
// asks for what the scope knows.
std::optional<ProposedCell> propose_meta(const Vocabulary& words, const SheetCells& cells,
                                         size_t sheet, const Field& field, bool shows_dates);

// A label alone in its cell, and a blank of several columns beside it: 填报单位： | ________.
std::optional<ProposedCell> propose_meta_beside(const Vocabulary& words, const SheetCells& cells,
                                                size_t sheet, xlsx::CellRef cell,
                                                const std::string& text);

// All lines of one sheet that ask for a unit or a date and are not proposed yet.
void add_meta_lines(const Structure& structure, size_t sheet, const xlsx::Grid& grid,
                    const Vocabulary& words, Proposal& proposal);

// The same inside one text: "填报单位：______  数据截止：    年  月  日".
std::optional<ProposedCell> propose_meta_line(const Vocabulary& words, size_t sheet,
                                              xlsx::CellRef cell, const std::string& text);

// What a person writes: signatures, telephone numbers, remarks.
bool is_hand_label(const Vocabulary& words, std::string_view label);

}  // namespace yitao::recognise
