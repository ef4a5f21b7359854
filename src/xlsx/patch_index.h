// Where rows, cells and formulas of a worksheet part lie, byte for byte: found once, so that
// filling a copy only has to splice. The index holds offsets, not text; the part stays with its
// owner and must be the same bytes in every later call.
//
//     SheetIndex index = TRY(index_sheet(xml, "xl/worksheets/sheet1.xml"));
//     const RowSpan* row = index.find_row(4);  const CellSpan* cell = index.find_cell(*row, 2);
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xlsx/cell.h"
#include "xlsx/patch_xml.h"

namespace yitao::xlsx {

inline constexpr uint32_t kNoFormula = 0xFFFFFFFF;
inline constexpr size_t kNoRow = static_cast<size_t>(-1);

struct CellSpan {
    uint32_t begin = 0;  // bytes of the whole <c> element
    uint32_t end = 0;
    uint32_t column = 0;
    uint32_t formula = kNoFormula;  // index into SheetIndex::formulas
};

struct RowSpan {
    uint32_t row = 0;      // zero-based
    uint32_t begin = 0;    // bytes of the whole <row> element
    uint32_t tag_end = 0;  // behind the '>' of its opening tag
    uint32_t end = 0;
    uint32_t first_cell = 0;
    uint32_t cell_count = 0;
    bool self_closing = false;
};

enum class FormulaKind : uint8_t { kPlain, kShared, kArray, kDataTable };

struct FormulaSpan {
    FormulaKind kind = FormulaKind::kPlain;
    CellRef cell;
    uint32_t begin = 0;  // bytes of the whole <f> element
    uint32_t tag_end = 0;
    uint32_t end = 0;
    uint32_t text_begin = 0;  // empty for dependents of a shared formula
    uint32_t text_end = 0;
    uint32_t shared_id = 0;
    uint32_t master = kNoFormula;  // of a shared formula's dependent (its own index for the master)
    std::optional<CellRange> range;  // attribute ref
};

struct ColumnStyle {
    uint32_t first = 0;  // zero-based, inclusive
    uint32_t last = 0;
    uint32_t style = 0;
};

struct SheetIndex {
    std::string prefix;    // of element names: "" or "x:"
    XmlSpan data;          // the whole <sheetData> element
    XmlSpan data_content;  // between its tags; empty at data.end where it closes itself
    bool data_self_closing = false;
    std::optional<XmlSpan> dimension;  // value of dimension/@ref
    std::vector<RowSpan> rows;         // ascending
    std::vector<CellSpan> cells;       // row by row, columns ascending
    std::vector<FormulaSpan> formulas;
    std::vector<ColumnStyle> column_styles;
    std::vector<uint32_t> wide_arrays;  // formulas that fill more cells than their own

    // The first row at or behind `row` (an index, rows.size() when there is none).
    [[nodiscard]] size_t lower_row(uint32_t row) const;
    [[nodiscard]] const RowSpan* find_row(uint32_t row) const;
    [[nodiscard]] std::span<const CellSpan> cells_of(const RowSpan& row) const {
        return {cells.data() + row.first_cell, row.cell_count};
    }
    [[nodiscard]] const CellSpan* find_cell(const RowSpan& row, uint32_t column) const;
    [[nodiscard]] const CellSpan* find_cell(CellRef cell) const;
    [[nodiscard]] uint32_t style_of_column(uint32_t column) const;
};

// kDamaged when rows or cells are out of order or lie outside the sheet, or the XML is broken.
Result<SheetIndex> index_sheet(std::string_view xml, std::string_view part);

}  // namespace yitao::xlsx
