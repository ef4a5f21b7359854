// A list of the form (one row a person, a firm, a project): which rows of which ledger, in which
// order, and what each column holds.
#pragma once

#include <optional>
#include <string>

#include "recognise/proposal/propose.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

std::optional<ProposedList> propose_list(const Vocabulary& words, const SheetCells& cells,
                                         const std::string& sheet_name, const Table& table);

}  // namespace yitao::recognise
