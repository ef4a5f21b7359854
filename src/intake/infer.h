// Tables given as files, without a data directory (yitao eval --table NAME=FILE): the types of the
// columns are read off all their rows. Numbers of 15 digits and more or with leading zeros, identity
// numbers among them, stay text.
//
//     InferredTables tables = TRY(infer_tables(files));
//     formula::Evaluator evaluator(tables.catalog, *tables.world, scope);
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "formula/world.h"
#include "ledger/schema.h"

namespace yitao::intake {

struct TableFile {
    std::string name;  // of the table in formulas
    std::string path;  // .csv, .xlsx, .xls
};

struct InferredTables {
    std::vector<std::unique_ptr<ledger::Schema>> schemas;
    formula::Catalog catalog;  // the tables as given, then formula::unit_schema()
    std::shared_ptr<formula::World> world;
};

// A table named 单位 with code, name, level, parent is the organisation tree. Without one the tree is
// a single unit; 12-digit codes in columns named 单位 stand below it.
Result<InferredTables> infer_tables(std::span<const TableFile> files, Date as_of);

}  // namespace yitao::intake
