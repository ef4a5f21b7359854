// The lists of copies: rows found, matched by key with the rows the ledgers would list, compared
// column by column; used by collect.cpp.
//
//     collect_lists(form, copies, laid, collected);    // fills collected.rosters
#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/collect.h"

namespace yitao::report {

// A copy, and the ledgers' own filling of it, laid over the form.
struct LaidCopy {
    recognise::AlignedCopy theirs;  // columns straightened
    recognise::AlignedCopy ours;
    std::map<std::string, std::vector<uint32_t>> columns;  // by sheet: where each column stood
    [[nodiscard]] bool has_sheet(size_t sheet) const {
        return !theirs.sheets[sheet].grid.cells.empty();
    }
    // Where a cell of the form stands in the copy as sent.
    [[nodiscard]] xlsx::CellRef place(const CollectForm& form, size_t sheet,
                                      xlsx::CellRef cell) const;
};

void collect_lists(const CollectForm& form, const std::vector<CollectCopy>& copies,
                   const std::vector<LaidCopy>& laid, Collected& out);

}  // namespace yitao::report
