// How a cell looks, as far as it tells headings, data and blanks to fill in apart.
//
//     CellLook look = book.look(cell.style);   look.is_bold && look.has_border
#pragma once

#include <cstdint>

namespace yitao::xlsx {

struct CellLook {
    bool is_bold = false;
    bool is_filled = false;   // a pattern or colour behind it
    bool has_border = false;  // on any side
    bool is_centered = false;
    uint8_t indent = 0;  // steps of indentation
    bool operator==(const CellLook&) const = default;
};

}  // namespace yitao::xlsx
