// A sheet as it looks in Excel, as plain values that a page can draw: sizes in pixels, merges,
// looks with colours resolved, and each cell's text as its number format shows it.
//
//     Workbook book = TRY(Workbook::from_bytes(bytes));     // a template's: patcher().apply({})
//     Drawing drawing = TRY(draw_sheet(book, 0));
//     drawing.cells[0].text                                 // "2026年10月31日"
//     drawing.styles[drawing.cells[0].style].fill           // 0xDDEBF7
//
// Only as much as is used: the sheet ends behind the last text or line, formats of whole rows and
// columns do not make it larger. What is larger than a page can bear is cut, and `is_cut` says so.
// Not drawn: conditional formats, styles of tables, pictures, fonts of parts of a text, colours
// that a number format names ([Red]).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "xlsx/cell.h"
#include "xlsx/look_style.h"
#include "xlsx/workbook.h"

namespace yitao::xlsx {

enum class DrawnKind : uint8_t { kBlank, kNumber, kText, kTruth, kError };

struct DrawnCell {
    uint32_t row = 0;     // zero-based
    uint32_t column = 0;  // zero-based
    uint32_t style = 0;   // index into Drawing::styles
    DrawnKind kind = DrawnKind::kBlank;
    std::string text;  // as shown
};

struct Drawing {
    std::string name;
    std::vector<uint16_t> column_widths;  // pixels; 0: hidden
    std::vector<uint16_t> row_heights;    // pixels; 0: hidden
    // Within the sheet drawn, none over another, by their first cell.
    std::vector<CellRange> merges;
    // All different; the first is that of cells not listed.
    std::vector<LookStyle> styles;
    // Row by row, columns ascending: those with text, and blank ones that look like anything. Of a
    // merge only the first cell, with the lines of all its sides.
    std::vector<DrawnCell> cells;
    uint32_t frozen_rows = 0;
    uint32_t frozen_columns = 0;
    bool shows_grid = true;               // the thin lines between cells without borders
    std::optional<CellRange> print_area;  // where it is one range
    bool is_cut = false;                  // the sheet holds more than is listed here
};

// Errors name sheet and row as Workbook::rows() does, or the part: damaged, over a limit.
Result<Drawing> draw_sheet(Workbook& book, size_t sheet);
// All sheets; looks are read once.
Result<std::vector<Drawing>> draw_sheets(Workbook& book);

}  // namespace yitao::xlsx
