// One condition as SQL that means exactly what formula/predicate.h means, errors and blanks
// included.
//
//     sql_condition({…}, SqlDialect::kPostgreSql)     // ("age" >= 60), ("sex" IS NULL OR "sex" <>
//     '女')
//
// A text condition is written as a comparison where that holds for every text there can be;
// otherwise (case, wildcards inside, order, members of several codes, units) it lists the values of
// the table at hand that match, which is exact for these rows and has to be emitted anew for
// others.
#pragma once

#include <string>
#include <string_view>

#include "formula/predicate.h"

namespace yitao::live {

enum class SqlDialect : uint8_t { kClickHouse, kPostgreSql };

struct SqlCondition {
    std::string text;           // empty: every row
    bool lists_values = false;  // holds for the values of this table only
};

SqlCondition sql_condition(const formula::Criterion& criterion, const ledger::Column& column,
                           const ledger::ColumnData& data, SqlDialect dialect);

std::string sql_name(std::string_view id);
std::string sql_text(std::string_view text, SqlDialect dialect);
// Calculated columns may hold Excel errors: those lie in a column of their own, by number.
std::string sql_error_name(const ledger::Column& column);

}  // namespace yitao::live
