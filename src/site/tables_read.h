// The ledgers a set of columns hangs on: their own, and those calculated columns among them look
// into.
#pragma once

#include <set>
#include <span>

#include "formula/formula.h"

namespace yitao::site {

inline Result<std::set<size_t>> tables_read(const formula::Catalog& catalog,
                                            std::span<const formula::ColumnUse> columns) {
    std::set<size_t> tables;
    for (const formula::ColumnUse& use : columns) tables.insert(use.table);
    for (const formula::ColumnUse& use : TRY(formula::stored_columns(catalog, columns))) {
        tables.insert(use.table);
    }
    return tables;
}

}  // namespace yitao::site
