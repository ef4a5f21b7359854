// The rejects workbook: every row that did not land, with all its cells as they came, the reason
// beside them, and the same headings, so that it can be mended and imported again; on a second sheet
// the rows that landed but have something to say.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "intake/headings.h"
#include "intake/source.h"

namespace yitao::intake {

struct RejectRemark {
    size_t column = SIZE_MAX;  // index into Schema::columns; SIZE_MAX: the row as a whole
    Message message;
};

struct RemarkedRow {
    size_t row = 0;  // of the file
    std::vector<RejectRemark> remarks;
};

struct Remarks {
    std::vector<RemarkedRow> rejected;  // ascending rows
    std::vector<RemarkedRow> landed;    // likewise
    size_t rejected_beyond = 0;         // over the limit: counted, not listed
    size_t landed_beyond = 0;
};

// Reads `rows` (a fresh source of the same sheet) once more for the cells.
Result<void> write_rejects(const std::string& path, const ledger::Schema& schema,
                           const Headings& headings, RowSource rows, const Remarks& remarks);

}  // namespace yitao::intake
