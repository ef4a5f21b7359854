// What was understood of a workbook, marked in a copy of it: bound cells, questions and cells
// nobody understood each with their own fill, and one sentence at each heading or cell.
//
//     xlsx::mark_cells(bytes, marks_of(structure, proposal, TRY(read_grids(book))))
#pragma once

#include "recognise/proposal/align.h"
#include "recognise/proposal/propose.h"
#include "xlsx/patch_marks.h"

namespace yitao::recognise {

// Cells of one column that are read alike for a village each share the comment at its heading.
xlsx::Marks marks_of(const Structure& structure, const Proposal& proposal,
                     const std::vector<SheetGrid>& grids);

}  // namespace yitao::recognise
