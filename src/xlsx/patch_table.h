// Excel tables (xl/tables/*.xml) under row insertions and edits.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "xlsx/patch.h"
#include "xlsx/patch_moves.h"
#include "xlsx/patch_rows.h"

namespace yitao::xlsx {

// The table part after the insertions: it grows with a region among its data rows. Refused where a
// region begins outside the table and ends inside it, or ends with its heading or totals row.
Result<std::string> move_table(std::string_view xml, const SheetPlace& sheet,
                               ReferenceMover& mover);

// Excel repairs (and so changes) a workbook whose table headings differ from its column names:
// refused when an edit would make them differ. `edits` are those of the table's sheet.
Result<void> check_table_headings(std::string_view xml, std::string_view sheet_name,
                                  std::span<const CellEdit* const> edits);

}  // namespace yitao::xlsx
