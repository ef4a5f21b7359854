// Row insertions in the parts beside the worksheets: drawings, comments, tables, charts, names.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "xlsx/patch_moves.h"
#include "xlsx/patch_rows.h"
#include "xlsx/patch_xml.h"

namespace yitao::xlsx {

enum class PartKind {
    kDrawing,   // anchors of pictures, shapes, charts
    kVml,       // boxes of comments, old form controls
    kComments,  // comments, threaded comments, single XML cells: attribute ref or r
    kTable,
    kChart,       // formulas only, wherever it is anchored
    kPivotCache,  // the range a pivot table reads
    kControl,     // cells linked to a form control; cells that a connection's parameters read
    kLinks,       // the relationships of a drawing: links of its shapes to cells
    kSheetView,   // filters of named sheet views
    kUnknown,     // nothing known of it: refused where a range in it would move
};

// The part's text after the insertions. `sheet` is the worksheet it belongs to (charts and pivot
// caches: none, its number is FormulaPlace::kNoSheet).
Result<std::string> move_part(std::string_view xml, PartKind kind, const SheetPlace& sheet,
                              ReferenceMover& mover);

// Refuses an attribute ref or sqref that nobody here knows, where the insertions would move it.
Result<void> refuse_unknown_range(std::string_view xml, const XmlTag& tag,
                                  const XmlAttribute& attribute, const SheetPlace& sheet,
                                  const ReferenceMover& mover);

// xl/workbook.xml: defined names, print areas and titles among them.
std::string move_names(std::string_view xml, ReferenceMover& mover);

}  // namespace yitao::xlsx
