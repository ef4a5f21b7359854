// Marking cells of a workbook for people: a fill and a comment (批注), a sheet that explains the
// fills. A copy is patched: fonts, borders, number formats, values and every part that is not named
// here stay byte for byte.
//
//     Marks marks{.fills = {{"BDD7EE"}, {"FFE699"}}};
//     marks.cells.push_back({0, {{6, 2}, {6, 2}}, 0, "读作：“居民”台账中…的人数。"});
//     marks.legend = {"标色说明", {{0, "可填", "读法有把握"}, {1, "待确认", "确认之前不填"}}};
//     std::string copy = TRY(mark_cells(bytes, marks));
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "xlsx/cell.h"

namespace yitao::xlsx {

inline constexpr int kNoFill = -1;

struct MarkFill {
    std::string rgb;       // "BDD7EE"
    bool hatched = false;  // thin lines over it, for those who do not tell the colours apart
};

struct CellMark {
    size_t sheet = 0;
    CellRange cells;     // all of them are filled, cells of a merge too; the comment is the first's
    int fill = kNoFill;  // number of Marks::fills
    std::string comment;  // empty: none; a comment that is there already gets it appended
};

struct MarkLegend {
    std::string sheet;  // its name; empty: no legend. A name that is taken gets a number
    struct Line {
        int fill = kNoFill;
        std::string name;  // stands on the fill: "待确认"
        std::string text;
    };
    std::vector<Line> lines;
};

struct Marks {
    std::vector<MarkFill> fills;
    std::vector<CellMark> cells;  // a later one goes before an earlier
    std::string author;           // of the comments
    MarkLegend legend;
};

// Bounds of one workbook: more marks are refused.
inline constexpr size_t kMaxMarkedCells = 200'000;
inline constexpr size_t kMaxComments = 20'000;

Result<std::string> mark_cells(std::string bytes, const Marks& marks);

}  // namespace yitao::xlsx
