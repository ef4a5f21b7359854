// A sheet as evidence: every cell or merged block is one Spot with its text, kind and look. What
// lies beyond the limits is left out. Void is what has neither content nor border.
//
//     Sheet sheet = TRY(read_sheet_evidence(book, 0));
//     sheet.at(2, 1).text        // the block that covers B3
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "xlsx/cell.h"
#include "xlsx/cell_look.h"
#include "xlsx/workbook.h"

namespace yitao::recognise {

enum class SpotKind : uint8_t {
    kBlank,
    kDash,  // "-", "—", "/": nothing to fill in here
    kText,
    kNumber,  // also a text that reads as one: "49,695.24", "12.5%"
    kDate,    // also as text
};

// Rows of its own column that a formula adds up; no cells: it does something else.
struct ColumnSum {
    uint32_t cells = 0;
    uint32_t first = 0;
    uint32_t last = 0;
};

struct Spot {
    xlsx::CellRange range;  // of the merge, or the one cell; clipped to the window
    SpotKind kind = SpotKind::kBlank;
    bool has_formula = false;     // also one typed as text, which a template binds
    bool is_checked = false;      // a validation stands on it
    bool is_placeholder = false;  // "{{name}}", "${name}": a program fills it
    ColumnSum sum;
    xlsx::CellLook look;
    std::string text;  // as typed; numbers as text
    std::string key;   // without any white space

    [[nodiscard]] bool is_blank() const { return kind == SpotKind::kBlank && !has_formula; }
    [[nodiscard]] bool is_text() const { return kind == SpotKind::kText; }
    // A text that can be a heading.
    [[nodiscard]] bool is_wording() const { return is_text() && !has_formula && !is_placeholder; }
    // A day, month or year: data in a row, but a heading above months or years.
    [[nodiscard]] bool is_period() const;
    [[nodiscard]] bool is_value() const {
        return kind == SpotKind::kNumber || kind == SpotKind::kDate || has_formula;
    }
    [[nodiscard]] uint32_t width() const { return range.last.column - range.first.column + 1; }
    [[nodiscard]] uint32_t height() const { return range.last.row - range.first.row + 1; }
};

class Sheet {
  public:
    // The block at a cell; a void one beyond the window.
    [[nodiscard]] const Spot& at(uint32_t row, uint32_t column) const {
        return row < rows_ && column < columns_ ? spots_[index_[size_t{row} * columns_ + column]]
                                                : spots_[0];
    }
    // The block begins at this cell and is not blank.
    [[nodiscard]] bool begins(uint32_t row, uint32_t column) const {
        const Spot& spot = at(row, column);
        return !spot.is_blank() && spot.range.first == xlsx::CellRef{row, column};
    }
    [[nodiscard]] bool is_void(uint32_t row, uint32_t column) const {
        const Spot& spot = at(row, column);
        return spot.is_blank() && !spot.look.has_border;
    }
    [[nodiscard]] uint32_t rows() const { return rows_; }
    [[nodiscard]] uint32_t columns() const { return columns_; }

  private:
    friend class SheetBuilder;
    uint32_t rows_ = 0;
    uint32_t columns_ = 0;
    std::vector<Spot> spots_ = std::vector<Spot>(1);  // the first is void
    std::vector<uint32_t> index_;
};

Result<Sheet> read_sheet_evidence(xlsx::Workbook& book, size_t sheet);

}  // namespace yitao::recognise
