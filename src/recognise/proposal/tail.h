// Blocks that stand below the rows of a table, though its headings do not speak of them: a line of
// text （二）化解情况 and below it labels with blanks beside them, or headings of its own.
//
//     三、退役军人
//     总数 | ____ | 其中：无业 | ____
#pragma once

#include <optional>

#include "recognise/proposal/loose.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

struct Tail {
    Table head;  // the table without them
    std::vector<LooseCell> cells;
};

// Nothing: the table has no such block.
std::optional<Tail> split_tail(const Vocabulary& words, const SheetCells& cells,
                               const Table& table);

}  // namespace yitao::recognise
