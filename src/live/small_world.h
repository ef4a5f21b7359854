// Worlds of a few rows, put together from their fields: for formulas that are told which rows
// count.
//
//     formula::World world = empty_world(catalog, tree);
//     put_rows(world.tables[table], columns, {{{unit, row}, fields}}, tree.size());
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "formula/world.h"
#include "ledger/table.h"

namespace yitao::live {

// No row in any ledger, no column loaded; the table of units is whole. The tree must outlive it.
formula::World empty_world(const formula::Catalog& catalog, const org::Tree& tree);

// Fields by column of the schema, errors as in RowEdit; the unit is `units` where the tree does not
// know it. In the order of units and row ids, which is the order look-ups search in.
using PlacedRows = std::map<std::pair<org::UnitIndex, ledger::RowId>, std::vector<ledger::Field>>;

// The table holds these rows, of them these columns, and nothing else.
void put_rows(ledger::Table& table, std::span<const size_t> columns, const PlacedRows& rows,
              size_t units);

}  // namespace yitao::live
