// Everything of a worksheet part around its cells that refers to rows, under row insertions: views,
// merges, formats, validations, filters, links, breaks, and their twins in extension lists.
#pragma once

#include <string_view>

#include "base/result.h"
#include "xlsx/patch_moves.h"
#include "xlsx/patch_rows.h"
#include "xlsx/patch_xml.h"

namespace yitao::xlsx {

// Moves what lies in [out.position(), end) of `xml`. Call it for the part before <sheetData> and
// for the part behind. Refused: merged cells that would be torn.
Result<void> move_frame(std::string_view xml, size_t end, const SheetPlace& sheet,
                        ReferenceMover& mover, XmlRewriter& out);

}  // namespace yitao::xlsx
