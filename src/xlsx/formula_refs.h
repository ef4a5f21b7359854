// Finds the A1 references in a formula's text (cells, ranges, whole rows and columns, with or
// without sheet) and rewrites them, leaving every other character alone. No parser: text in quotes,
// quoted sheet names, structured references, function names and defined names are stepped over.
//
//     translate_formula("SUM(A$1:B2)&\"A1\"", 1, 1) == "SUM(B$1:C3)&\"A1\""
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "xlsx/cell.h"

namespace yitao::xlsx {

struct FormulaReference {
    enum class Kind { kCell, kRange, kRows, kColumns };
    Kind kind = Kind::kCell;
    // Whole rows reach over all columns and whole columns over all rows. Corners as written, put
    // in order.
    CellRange range;
    // Which parts carry a $.
    bool first_row_absolute = false;
    bool first_column_absolute = false;
    bool last_row_absolute = false;
    bool last_column_absolute = false;
    // Text before '!' as written ("Sheet1", "'It''s'", "[1]Sheet1", "Sheet1:Sheet3"); empty: none.
    std::string_view qualifier;
    // `qualifier` without quotes. What is no plain sheet of this workbook (external, 3-D) holds
    // '[' or ':' and so equals no sheet's name.
    [[nodiscard]] std::string sheet() const;
};

// The reference's new range (of the same kind), or nothing: it becomes #REF!.
using MoveReference = std::function<std::optional<CellRange>(const FormulaReference&)>;

// `formula` without "=", with every reference where `move` puts it; the same text where nothing
// moved.
std::string move_references(std::string_view formula, const MoveReference& move);
// Calls `visit` for each reference.
void for_each_reference(std::string_view formula,
                        const std::function<void(const FormulaReference&)>& visit);

// The formula as it reads when copied `rows` down and `columns` right: parts without $ move; what
// would leave the sheet becomes #REF!.
std::string translate_formula(std::string_view formula, int64_t rows, int64_t columns);

// `count` rows come in behind `last_row` of a region that begins at `first_row` (zero-based).
struct RowGrowth {
    uint32_t first_row = 0;
    uint32_t last_row = 0;
    uint32_t count = 0;
};

// Where a reference to the grown sheet stands afterwards: rows below last_row move down; a range
// from first_row or above down to exactly last_row grows with the region. Nothing when it is pushed
// off the sheet.
std::optional<CellRange> grow_reference(const FormulaReference& reference, const RowGrowth& growth);

}  // namespace yitao::xlsx
