#include "recognise/structure/regions.h"

#include <algorithm>

#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

RowFacts read_row(const Sheet& sheet, const xlsx::CellRange& region, uint32_t row) {
    RowFacts facts;
    for (uint32_t column = region.first.column; column <= region.last.column; ++column) {
        const Spot& spot = sheet.at(row, column);
        if (!sheet.is_void(row, column)) facts.is_void = false;
        if (spot.is_blank()) continue;
        ++facts.covered;
        const bool begins = spot.range.first.row == row &&
                            (spot.range.first.column == column || column == region.first.column);
        if (!begins) continue;
        ++facts.spots;
        if (spot.is_period()) ++facts.periods;
        if (spot.is_text() && !spot.has_formula)
            ++facts.texts;
        else if (spot.is_value())
            ++facts.values;
        else
            ++facts.dashes;
        if (spot.is_text() && is_meta(spot.key)) ++facts.meta;
        const uint32_t last = std::min(spot.range.last.column, region.last.column);
        facts.widest = std::max(facts.widest, last - column + 1);
        if (facts.first == nullptr) facts.first = &spot;
    }
    return facts;
}

namespace {

enum class BlockKind : uint8_t { kTable, kLines, kFootLines };

struct Block {
    xlsx::CellRange range;
    BlockKind kind = BlockKind::kTable;
};

bool is_void_row(const Sheet& sheet, uint32_t row) {
    for (uint32_t column = 0; column < sheet.columns(); ++column) {
        if (!sheet.is_void(row, column)) return false;
    }
    return true;
}

xlsx::CellRange whole_width(const Sheet& sheet, uint32_t first, uint32_t last) {
    return {{first, 0}, {last, sheet.columns() - 1}};
}

// Bands of rows between void rows.
std::vector<xlsx::CellRange> find_bands(const Sheet& sheet) {
    std::vector<xlsx::CellRange> bands;
    bool inside = false;
    for (uint32_t row = 0; row < sheet.rows(); ++row) {
        const bool empty = is_void_row(sheet, row);
        if (empty) {
            inside = false;
        } else if (inside) {
            bands.back().last.row = row;
        } else {
            bands.push_back(whole_width(sheet, row, row));
            inside = true;
        }
    }
    return bands;
}

// Columns with content or border in rows that hold more than one line of text.
std::vector<bool> used_columns(const Sheet& sheet, const xlsx::CellRange& band) {
    std::vector<bool> used(sheet.columns());
    for (int pass = 0; pass < 2; ++pass) {  // lone lines count only where there is nothing else
        for (uint32_t row = band.first.row; row <= band.last.row; ++row) {
            if (pass == 0 && read_row(sheet, band, row).spots == 1) continue;
            for (uint32_t column = 0; column < sheet.columns(); ++column) {
                if (!sheet.is_void(row, column)) used[column] = true;
            }
        }
        if (std::ranges::find(used, true) != used.end()) break;
    }
    return used;
}

size_t count_texts(const Sheet& sheet, const xlsx::CellRange& range) {
    size_t texts = 0;
    for (uint32_t row = range.first.row; row <= range.last.row; ++row) {
        texts += read_row(sheet, range, row).spots;
        if (texts > 1000) break;
    }
    return texts;
}

// Segments of columns between void ones; single columns go with their neighbour, lone strays go.
std::vector<xlsx::CellRange> find_segments(const Sheet& sheet, const xlsx::CellRange& band) {
    const std::vector<bool> used = used_columns(sheet, band);
    std::vector<xlsx::CellRange> segments;
    for (uint32_t column = 0; column < sheet.columns(); ++column) {
        if (!used[column]) continue;
        const bool goes_on = column > 0 && used[column - 1];
        if (!goes_on) segments.push_back({{band.first.row, column}, {band.last.row, column}});
        segments.back().last.column = column;
    }
    std::vector<xlsx::CellRange> kept;
    for (const xlsx::CellRange& segment : segments) {
        const bool single = segment.first.column == segment.last.column;
        if (!kept.empty()) {
            xlsx::CellRange& before = kept.back();
            const uint32_t gap = segment.first.column - before.last.column - 1;
            const bool before_single = before.first.column == before.last.column;
            if (gap >= weights::kStrayDistance && single &&
                count_texts(sheet, segment) < weights::kStrayTexts) {
                continue;
            }
            if ((single || before_single) && gap < weights::kStrayDistance) {
                before.last.column = segment.last.column;
                continue;
            }
        }
        kept.push_back(segment);
    }
    return kept;
}

BlockKind kind_of(const Sheet& sheet, const xlsx::CellRange& range) {
    bool foot = false;
    for (uint32_t row = range.first.row; row <= range.last.row; ++row) {
        const RowFacts facts = read_row(sheet, range, row);
        if (facts.spots == 0) {
            if (!facts.is_void && facts.covered == 0) return BlockKind::kTable;  // drawn blanks
            continue;
        }
        const std::string& key = facts.first->key;
        if (is_note(key) || is_signature(key)) foot = true;
        if (!facts.is_lone() && !facts.is_meta() && !is_note(key)) return BlockKind::kTable;
    }
    return foot ? BlockKind::kFootLines : BlockKind::kLines;
}

bool overlaps(const xlsx::CellRange& a, const xlsx::CellRange& b) {
    return a.first.column <= b.last.column && b.first.column <= a.last.column;
}

bool meets(const xlsx::CellRange& a, const xlsx::CellRange& b) {
    return overlaps(a, b) && a.first.row <= b.last.row && b.first.row <= a.last.row;
}

void include(xlsx::CellRange& range, const xlsx::CellRange& other) {
    range.first.row = std::min(range.first.row, other.first.row);
    range.first.column = std::min(range.first.column, other.first.column);
    range.last.row = std::max(range.last.row, other.last.row);
    range.last.column = std::max(range.last.column, other.last.column);
}

// Rows below a void row that go on with the numbers of the table above: no headings of their own.
bool continues(const Sheet& sheet, const Block& above, const Block& block) {
    const bool same_columns = above.range.first.column == block.range.first.column &&
                              above.range.last.column == block.range.last.column;
    if (!same_columns || above.kind != BlockKind::kTable) return false;
    const RowFacts facts = read_row(sheet, block.range, block.range.first.row);
    if (facts.spots == 0) return true;
    return facts.values > 0 && facts.values >= facts.texts;
}

}  // namespace

std::vector<xlsx::CellRange> find_regions(const Sheet& sheet) {
    std::vector<Block> blocks;
    for (const xlsx::CellRange& band : find_bands(sheet)) {
        for (const xlsx::CellRange& segment : find_segments(sheet, band)) {
            blocks.push_back({segment, kind_of(sheet, segment)});
        }
    }
    std::vector<Block> tables;
    std::vector<Block> waiting;  // lines above a table that is still to come
    const auto last_over = [&](const xlsx::CellRange& range) -> Block* {
        for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
            if (overlaps(table->range, range)) return &*table;
        }
        return nullptr;
    };
    for (const Block& block : blocks) {
        Block* above = last_over(block.range);
        if (block.kind == BlockKind::kFootLines && above != nullptr && waiting.empty()) {
            include(above->range, block.range);
            continue;
        }
        if (block.kind != BlockKind::kTable) {
            waiting.push_back(block);
            continue;
        }
        if (above != nullptr && waiting.empty() && continues(sheet, *above, block)) {
            include(above->range, block.range);
            continue;
        }
        Block table = block;
        std::erase_if(waiting, [&](const Block& lines) {
            if (!overlaps(lines.range, block.range)) return false;
            // 单位：人 beside the head of a table is that table's, whatever stands below both.
            xlsx::CellRange both = table.range;
            include(both, lines.range);
            const auto between = std::ranges::find_if(
                tables, [&](const Block& other) { return meets(other.range, both); });
            include(between == tables.end() ? table.range : between->range, lines.range);
            return true;
        });
        tables.push_back(table);
    }
    for (const Block& lines : waiting) {  // at the end of the sheet, or lines only
        Block* above = last_over(lines.range);
        if (above != nullptr)
            include(above->range, lines.range);
        else
            tables.push_back(lines);
    }
    std::vector<xlsx::CellRange> regions;
    for (const Block& table : tables) regions.push_back(table.range);
    return regions;
}

}  // namespace yitao::recognise
