// Addresses and values of worksheet cells, shared by reader, patcher and writer.
//
//     CellRef b4 = *parse_cell_ref("$B$4");   b4 == CellRef{3, 1};   format_cell_ref(b4) == "B4"
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace yitao::xlsx {

struct CellRef {
    uint32_t row = 0;     // zero-based
    uint32_t column = 0;  // zero-based
    auto operator<=>(const CellRef&) const = default;
};

struct CellRange {  // both corners inclusive, first <= last in both directions
    CellRef first;
    CellRef last;
    auto operator<=>(const CellRange&) const = default;
    [[nodiscard]] bool contains(CellRef cell) const {
        return cell.row >= first.row && cell.row <= last.row && cell.column >= first.column &&
               cell.column <= last.column;
    }
};

// One of Excel's error values, as its text ("#DIV/0!").
struct CellError {
    std::string text;
    bool operator==(const CellError&) const = default;
};

// monostate: blank. Dates are numbers (serials); the style tells them apart.
using CellValue = std::variant<std::monostate, double, bool, std::string, CellError>;

// The same without owning its text: what a reader hands out, so that a cell costs no allocation.
struct CellErrorView {
    std::string_view text;
    bool operator==(const CellErrorView&) const = default;
};
using CellView = std::variant<std::monostate, double, bool, std::string_view, CellErrorView>;
CellValue to_value(const CellView& view);

// "B4", "$B$4"; nothing beyond XFD1048576.
std::optional<CellRef> parse_cell_ref(std::string_view text);
// "A4:K11", "B4".
std::optional<CellRange> parse_cell_range(std::string_view text);
std::string format_cell_ref(CellRef cell);
std::string format_cell_range(CellRange range);
std::string column_letters(uint32_t column);

}  // namespace yitao::xlsx
