// Values into the cells of one worksheet part. What is not named keeps its bytes: attribute s and
// the order of elements above all. Cells and rows that do not exist yet are created in their place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xlsx/patch.h"
#include "xlsx/patch_index.h"

namespace yitao::xlsx {

struct EditedSheet {
    std::string xml;
    bool formulas_removed = false;
};

// `edits` are those of this sheet, in any order; of two for one cell the later counts.
// Errors name the cell: outside the sheet, text too long, part of an array formula that stays.
Result<EditedSheet> edit_cells(std::string_view xml, const SheetIndex& index,
                               std::vector<const CellEdit*> edits, std::string_view sheet_name);

}  // namespace yitao::xlsx
