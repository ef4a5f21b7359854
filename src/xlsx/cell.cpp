#include "xlsx/cell.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace yitao::xlsx {
namespace {

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
// Letters of a column as number from 1; 0 when there are none or too many.
uint32_t take_column(std::string_view& text) {
    uint32_t column = 0;
    size_t used = 0;
    while (used < text.size() && is_letter(text[used])) {
        if (++used > 3) return 0;
        column = column * 26 + static_cast<uint32_t>((text[used - 1] & 0x5f) - 'A' + 1);
    }
    text.remove_prefix(used);
    return column <= kMaxSheetColumns ? column : 0;
}

// Digits of a row from 1, without leading zero; 0 when there are none or too many.
uint32_t take_row(std::string_view& text) {
    if (text.empty() || text[0] == '0') return 0;
    uint32_t row = 0;
    size_t used = 0;
    while (used < text.size() && is_digit(text[used])) {
        if (++used > 7) return 0;
        row = row * 10 + static_cast<uint32_t>(text[used - 1] - '0');
    }
    text.remove_prefix(used);
    return row <= kMaxSheetRows ? row : 0;
}

void skip_dollar(std::string_view& text) {
    if (text.starts_with('$')) text.remove_prefix(1);
}

}  // namespace

CellValue to_value(const CellView& view) {
    struct Own {
        CellValue operator()(std::monostate) const { return {}; }
        CellValue operator()(double number) const { return number; }
        CellValue operator()(bool truth) const { return truth; }
        CellValue operator()(std::string_view text) const { return std::string(text); }
        CellValue operator()(CellErrorView error) const {
            return CellError{std::string(error.text)};
        }
    };
    return std::visit(Own{}, view);
}

std::optional<CellRef> parse_cell_ref(std::string_view text) {
    skip_dollar(text);
    const uint32_t column = take_column(text);
    skip_dollar(text);
    const uint32_t row = take_row(text);
    if (column == 0 || row == 0 || !text.empty()) return std::nullopt;
    return CellRef{row - 1, column - 1};
}

std::optional<CellRange> parse_cell_range(std::string_view text) {
    const size_t colon = text.find(':');
    const auto first = parse_cell_ref(text.substr(0, colon));
    if (!first) return std::nullopt;
    if (colon == std::string_view::npos) return CellRange{*first, *first};
    const auto last = parse_cell_ref(text.substr(colon + 1));
    if (!last) return std::nullopt;
    return CellRange{{std::min(first->row, last->row), std::min(first->column, last->column)},
                     {std::max(first->row, last->row), std::max(first->column, last->column)}};
}

std::string column_letters(uint32_t column) {
    std::string letters;
    for (uint64_t rest = uint64_t{column} + 1; rest > 0; rest = (rest - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    }
    return letters;
}

std::string format_cell_ref(CellRef cell) {
    return column_letters(cell.column) + std::to_string(uint64_t{cell.row} + 1);
}

std::string format_cell_range(CellRange range) {
    std::string text = format_cell_ref(range.first);
    if (range.first != range.last) text += ':' + format_cell_ref(range.last);
    return text;
}

}  // namespace yitao::xlsx
