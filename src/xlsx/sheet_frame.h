// What a sheet says about its columns and rows before and beside their cells: sizes in pixels, what
// is hidden, styles of whole columns and rows, frozen panes.
//
//     SheetFrame frame = TRY(read_sheet_frame(part, "汇总表"));
//     frame.column(2).width     // 64
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "xlsx/package.h"

namespace yitao::xlsx {

// Excel's rule at 96 dots an inch where the default font's digits are seven pixels wide (Calibri
// 11; 宋体 11 is as good as the same). `width` in characters, padding included, as files write it.
uint16_t column_pixels(double width);
uint16_t row_pixels(double height_points);

struct SheetFrame {
    struct Column {
        uint16_t width = 64;  // 0: hidden
        uint32_t style = 0;   // of its cells that are not written
    };
    struct RowSize {
        std::optional<uint16_t> height;  // 0: hidden; nothing: as high as its text needs
        std::optional<uint32_t> style;   // of its cells that are not written
    };
    Column standard;
    uint16_t standard_height = 20;
    bool hides_rows = false;      // those not written
    std::vector<Column> columns;  // up to the last one described, at most kMaxDrawnColumns
    std::vector<RowSize> rows;    // up to the last one described, at most kMaxDrawnRows
    uint32_t frozen_rows = 0;
    uint32_t frozen_columns = 0;
    bool shows_grid = true;

    [[nodiscard]] const Column& column(uint32_t index) const {
        return index < columns.size() ? columns[index] : standard;
    }
    [[nodiscard]] RowSize row(uint32_t index) const {
        if (index < rows.size() && rows[index].height) return rows[index];
        RowSize size = index < rows.size() ? rows[index] : RowSize{};
        if (hides_rows) size.height = 0;
        return size;
    }
};

// Errors name the sheet: damaged, or larger than kMaxTemplatePartBytes. Behind the rows nothing is
// read.
Result<SheetFrame> read_sheet_frame(const PackageEntry& part, const std::string& sheet);

}  // namespace yitao::xlsx
