// What the formula of a calculated column reads outside its own row: rows of other ledgers found by
// a key ([@户号] against 居民[户号]), whole ledgers, the date. So that a change on one side reaches
// those on the other, and only those.
//
//     links_of(家庭[人口数] = COUNTIFS(居民[户号],[@户号]))   →  居民, key 户号, own 户号
#pragma once

#include <cstddef>
#include <vector>

#include "formula/formula.h"

namespace yitao::formula {

// Only rows of `table` whose `key` equals the row's own column matter.
struct ColumnLink {
    size_t table = 0;
    size_t key = 0;
    size_t own = 0;
    std::vector<size_t> reads;  // columns of `table`, ascending, the key among them
};

struct ColumnLinks {
    std::vector<ColumnLink> links;
    std::vector<ColumnUse> whole;  // columns read in ways no key narrows, ascending
    bool reads_date = false;       // TODAY(), 截至日期, 期初 …
};

// Of a formula compiled with row_table = `table`. The key narrows the conditional aggregates
// (a criterion that is just [@column]) and XLOOKUP with an exact match.
ColumnLinks links_of(const Formula& formula, size_t table);

}  // namespace yitao::formula
