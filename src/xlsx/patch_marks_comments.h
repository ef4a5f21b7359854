// Comments of one sheet: the comments part and the drawing (VML) of their boxes, new or added to.
//
//     std::string xml = add_comments("", comments, "一套表");     // a new part
//     std::string vml = add_boxes("", comments, 0);
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "xlsx/cell.h"

namespace yitao::xlsx {

using CommentTexts = std::map<CellRef, std::string>;

// `xml`: the sheet's comments part, empty: none yet. A cell that has a comment keeps it and gets
// the text behind it.
Result<std::string> add_comments(std::string_view xml, const CommentTexts& comments,
                                 std::string_view author);
// Cells that have a comment in the part.
Result<std::map<CellRef, bool>> commented_cells(std::string_view xml);
// `vml`: the sheet's drawing, empty: none yet; a box is drawn for each of the comments. `sheet`
// numbers the boxes apart from other sheets'.
Result<std::string> add_boxes(std::string_view vml, const CommentTexts& comments, size_t sheet);

}  // namespace yitao::xlsx
