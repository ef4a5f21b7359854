// Pass 2: the heading block of a region. Every row that could begin one is a candidate; it is
// closed downwards over merges and groups and scored by the weights; the best one wins.
#pragma once

#include <optional>

#include "recognise/structure/regions.h"
#include "recognise/structure/sheet.h"

namespace yitao::recognise {

struct HeaderBlock {
    uint32_t first = 0;
    uint32_t last = 0;
    std::optional<uint32_t> number_row;  // 甲 乙 1 2 3, below `last`
    std::optional<uint32_t> unit_row;    // 单位 户 人 元, below `last`
    std::optional<uint32_t> name_row;    // of a block for machines: the row with the names
    uint32_t data_start = 0;
    uint32_t first_column = 0;
    uint32_t last_column = 0;
    double coverage = 0;
    double score = 0;
};

// Nothing where no row looks like headings.
std::optional<HeaderBlock> find_header(const Sheet& sheet, const xlsx::CellRange& region);

// The block over one column, from top to bottom, unmerged spans inherited from the left.
std::vector<const Spot*> heading_spots(const Sheet& sheet, const HeaderBlock& header,
                                       uint32_t column);

}  // namespace yitao::recognise
