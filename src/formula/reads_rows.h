// What a formula needs to be evaluated: rows of ledgers, or no more than measures; the day.
//
//     reads_rows(=COUNTIFS(居民[性别],"女")/2)    false
//     reads_rows(=FILTER(居民[姓名],居民[年龄]>=80))    true
#pragma once

#include "formula/formula.h"

namespace yitao::formula {

// Lists, [@column], ASOF, aggregates whose criteria are known only when evaluated. Otherwise what
// collect_measures finds and constants are all it needs.
bool reads_rows(const Formula& formula);

// A call whose result hangs on the day without being told it: TODAY, NOW, ASOF.
bool asks_day(const Node& node);

}  // namespace yitao::formula
