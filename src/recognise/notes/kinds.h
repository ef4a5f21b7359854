// 脱贫、监测、低保三类户: a heading that lists kinds and says how many they are, which another
// heading of the sheet (三类户占农户比重) calls by the number alone.
#pragma once

#include "recognise/structure/sheet_cells.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// The number's word is the kinds that were listed, each row once where the form says so; asked
// where it does not, or a kind is not understood.
void read_counted_kinds(const SheetCells& cells, Vocabulary& words);

}  // namespace yitao::recognise
