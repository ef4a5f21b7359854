// How rows behind a number, and what moved it, are called.
#pragma once

#include <string>
#include <vector>

#include "ledger/schema.h"
#include "ledger/table.h"

namespace yitao::report {

// What people call the rows of a ledger by: its key columns and the name, the unit aside.
std::vector<size_t> label_columns(const ledger::Schema& schema);
// Units of 10^-scale with their sign: "+1", "-12.30", "0".
std::string signed_text(__int128 units, int scale);

}  // namespace yitao::report
