// Two evidences of one cell, row by row: which rows came, which went, whose value changed, and by
// how much each moved the value.
//
//     for (const RowChange& change : changes_between(before, after, catalog)[0].rows) total +=
//     change.moved;
//     // of counts and sums: total == value after - value before, in units of 10^-scale
#pragma once

#include <optional>
#include <vector>

#include "base/decimal.h"
#include "report/evidence.h"

namespace yitao::report {

struct RowChange {
    ledger::RowId row = 0;
    std::optional<uint32_t> before;  // row of the table it was behind the value in
    std::optional<uint32_t> after;
    int128 moved = 0;  // after minus before: rows, or units of the value column
};

struct PartChanges {
    // Of either evidence; nullptr where a part is in one only (an array of criteria grew).
    const EvidencePart* before = nullptr;
    const EvidencePart* after = nullptr;
    int scale = 0;
    std::vector<RowChange> rows;  // ascending by row id; rows that moved nothing are left out
    [[nodiscard]] const EvidencePart& part() const { return after != nullptr ? *after : *before; }
};

// Parts stand in pairs by their order, since both come from one formula.
std::vector<PartChanges> changes_between(const Evidence& before, const Evidence& after,
                                         const formula::Catalog& catalog);

}  // namespace yitao::report
