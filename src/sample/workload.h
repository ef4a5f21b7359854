// The common workload of bench/: residents of a prefecture, and cells that count and sum them. The
// same rows and cells that the SQL peers are given, made in memory (workload_rows.h).
//
//     workload::Gen source(3'000'000);
//     ledger::Schema schema = workload_schema();
//     ledger::Table table = workload_table(source, schema, *workload_tree(source));
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "formula/measure.h"
#include "ledger/table.h"
#include "org/tree.h"
#include "sample/workload_rows.h"

namespace yitao::sample {

std::shared_ptr<const org::Tree> workload_tree(const workload::Gen& source);
ledger::Schema workload_schema();
// Row i has the id i + 1, as in the files of the peers.
ledger::Table workload_table(const workload::Gen& source, const ledger::Schema& schema,
                             const org::Tree& tree);
// One row as fields, in the order of workload::COLS.
std::vector<ledger::Field> workload_fields(const workload::Row& row, org::UnitCode unit);

// The measure of each cell, added to the set. Conditions mean what they mean in SQL: "<>" leaves
// blanks out, which Excel's "<>x" counts.
std::vector<uint32_t> add_workload_cells(const std::vector<workload::Cell>& cells,
                                         const ledger::Schema& schema, formula::MeasureSet& set);
formula::Aggregate workload_aggregate(const std::string& function);

}  // namespace yitao::sample
