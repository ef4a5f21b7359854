// The cell area of one worksheet part under row insertions: rows and cells renumbered, new rows
// copied from each region's last one, every formula moved.
#pragma once

#include <string_view>

#include "base/result.h"
#include "xlsx/patch_index.h"
#include "xlsx/patch_moves.h"
#include "xlsx/patch_xml.h"

namespace yitao::xlsx {

struct SheetPlace {
    size_t number = 0;  // in workbook order
    std::string_view name;
};

// Writes <sheetData> of `xml` into `out`, up to its end. Refused: array formulas that would be
// torn, rows pushed off the sheet, copies beyond the size limit. True when a cell that holds a
// formula moved or came into being (the calculation chain is stale then).
Result<bool> move_rows(std::string_view xml, const SheetIndex& index, const SheetPlace& sheet,
                       ReferenceMover& mover, XmlRewriter& out);

}  // namespace yitao::xlsx
