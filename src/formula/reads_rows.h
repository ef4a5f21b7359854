// What a formula needs to be evaluated: rows of ledgers, or no more than measures; the day.
//
//     reads_rows(=COUNTIFS(居民[性别],"女")/2, catalog)    false
//     reads_rows(=FILTER(居民[姓名],居民[年龄]>=80), catalog)    true
#pragma once

#include <optional>

#include "formula/formula.h"

namespace yitao::formula {

// Lists, [@column], ASOF, aggregates whose criteria are known only when evaluated, those of units
// that are named otherwise than by code. Otherwise what collect_measures finds, constants and the
// table of units are all it needs.
bool reads_rows(const Formula& formula, const Catalog& catalog);

// The latest day ASOF asks for in this scope: what is recorded for later days leaves that part as
// it is. Nothing: there is no ASOF. A day that is known only when evaluated is the last there is.
std::optional<Date> latest_day_asked(const Formula& formula, const Catalog& catalog,
                                     const World& world, const Scope& scope);

// A call whose result hangs on the day without being told it: TODAY, NOW, ASOF.
bool asks_day(const Node& node);

}  // namespace yitao::formula
