// Which rows a list wants: what its title says or, where it says nothing, the sheet's name, and
// what stands beside it: （户籍在本镇；岁数大的排在前面）, 登记范围：35周岁及以下、目前无业的人员.
#pragma once

#include <string>

#include "recognise/meaning/understood.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// Days and ages that such a line gives go before those the title's word may mean; a line that names
// conditions and is not understood is a doubt.
Understood rows_asked(const Vocabulary& words, size_t ledger, const std::string& sheet_name,
                      const SheetCells& cells, const Table& table);

}  // namespace yitao::recognise
