// Row insertions in the parts beside the worksheets: drawings, comments, tables, charts, names.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "xlsx/patch_moves.h"
#include "xlsx/patch_rows.h"

namespace yitao::xlsx {

enum class PartKind {
    kDrawing,   // anchors of pictures, shapes, charts
    kVml,       // boxes of comments, old form controls
    kComments,  // comments, threaded comments, single XML cells: attribute ref or r
    kTable,
    kChart,       // formulas only, wherever it is anchored
    kPivotCache,  // the range a pivot table reads
    kControl,     // cells linked to a form control
};

// The part's text after the insertions. `sheet` is the worksheet it belongs to (charts and pivot
// caches: none, its number is FormulaPlace::kNoSheet).
Result<std::string> move_part(std::string_view xml, PartKind kind, const SheetPlace& sheet,
                              ReferenceMover& mover);

// xl/workbook.xml: defined names, print areas and titles among them.
std::string move_names(std::string_view xml, ReferenceMover& mover);

}  // namespace yitao::xlsx
