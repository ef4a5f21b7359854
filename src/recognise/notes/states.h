// Which states of its rows a form counts where that is not what the ledger counts by itself: firms
// that have closed since, 含现已停业、注销的.
#pragma once

#include <string_view>

#include "recognise/structure/sheet_cells.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// 不论现在是否营业、是否注销; 含现已停业、注销的; 停业、注销的也数: every state counts.
// Whether it names a state that the ledger does not count by itself.
bool names_other_state(const Vocabulary& words, size_t ledger, const Test& standing,
                       std::string_view clause);

bool counts_every_state(const Vocabulary& words, size_t ledger, const Test& standing,
                        std::string_view clause);

// Lines of their own (above the headings, below the table) that say so of all cells.
void read_states(const SheetCells& cells, Vocabulary& words);

}  // namespace yitao::recognise
