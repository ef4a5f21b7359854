// How a cell shows its number: what its number format says of decimals, shares and dates.
#pragma once

#include "xlsx/workbook.h"

namespace yitao::recognise {

// How the cell shows its number.
struct NumberShape {
    int decimals = -1;  // -1: General
    bool percent = false;
    bool whole = false;     // the form says that it is rounded to whole numbers
    int per = 0;            // 100, 1000: what shares are written in, where the form says
    bool fraction = false;  // 0.9312: the form says that shares are written so

    // Whether a share is the plain quotient, and how many decimals that has.
    bool is_quotient() const { return percent || fraction; }
    int quotient_decimals() const {
        if (fraction) return decimals > 0 ? decimals : 4;
        return decimals > 2 ? decimals + 2 : 4;
    }
};

NumberShape shape_of(const xlsx::Workbook& book, const xlsx::Grid& grid, xlsx::CellRef cell);
// Its number format writes a date.
bool shows_dates(const xlsx::Workbook& book, const xlsx::Grid& grid, xlsx::CellRef cell);

}  // namespace yitao::recognise
