// The copies of a form added up: the form itself, filled for the unit above them with what they
// typed. Numbers are added, rows of villages taken from their own copies, lists put one below the
// other; what cannot be added up (shares, averages) stays blank and is told.
//
//     Summed sum = TRY(sum_copies(form, blank_bytes, copies, collected, world, township, date));
//     sum.bytes                      // the workbook
#pragma once

#include <string>
#include <vector>

#include "report/collect.h"
#include "report/fill.h"

namespace yitao::report {

struct Summed {
    std::string bytes;
    size_t cells = 0;  // that received a sum
    size_t list_rows = 0;
    std::vector<size_t> not_added;  // asked cells with values that do not add up
};

// `blank`: the form without bindings in its cells. `world` needs no ledgers, only its tree.
Result<Summed> sum_copies(const CollectForm& form, const std::string& blank,
                          const std::vector<CollectCopy>& copies, const Collected& collected,
                          const formula::World& world, org::UnitIndex unit, const FillDate& date);

}  // namespace yitao::report
