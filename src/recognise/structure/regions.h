// Pass 1: where tables stand on a sheet. Rows and columns with neither content nor border cut it
// into blocks; blocks of lone lines (titles, notes, signatures) go to the table they belong to.
#pragma once

#include <vector>

#include "recognise/structure/sheet.h"

namespace yitao::recognise {

// What stands in one row of a region.
struct RowFacts {
    uint32_t spots = 0;  // not blank, beginning in this row
    uint32_t texts = 0;
    uint32_t values = 0;   // numbers, dates, formulas
    uint32_t periods = 0;  // of the values: days, months, years
    uint32_t dashes = 0;
    uint32_t meta = 0;     // texts that are a label with colon
    uint32_t covered = 0;  // columns under something not blank, also from above
    uint32_t widest = 0;   // columns of the widest spot
    const Spot* first = nullptr;
    bool is_void = true;  // nothing begins or goes on here, and nothing is drawn
    [[nodiscard]] bool is_lone() const { return spots == 1 && texts == 1 && covered == widest; }
    [[nodiscard]] bool is_meta() const { return spots > 0 && meta * 2 >= spots && meta > 0; }
};

RowFacts read_row(const Sheet& sheet, const xlsx::CellRange& region, uint32_t row);

// In reading order.
std::vector<xlsx::CellRange> find_regions(const Sheet& sheet);

}  // namespace yitao::recognise
