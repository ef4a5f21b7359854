// Whom a note counts too: 中共党员含预备党员, 在县外（含省外）务工的, 全部在册人员（含外来人员）.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "recognise/structure/sheet_cells.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// A meaning without those it takes in, which are no condition of it.
struct Included {
    std::string outside;
    std::optional<Test> more;  // another code of a column that the rest tests: either
};

// 全部在册人员（含外来人员、在校学生）: who is counted too is no condition. 县外（含省外）: nor is
// part of what the word means anyway. 中共党员（含预备）: another code of the same column.
Included take_included(const Vocabulary& words, std::string_view meaning);
void widen_by(const Included& included, Term& term);

// 党员含预备党员, 已竣工含阶段为“投产”的: both; what the sheet's title calls them, too. False: the
// clause says no such thing.
bool read_including(std::string_view clause, const SheetCells& cells, Vocabulary& words);

}  // namespace yitao::recognise
