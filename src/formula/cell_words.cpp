#include "base/limits.h"
#include "formula/parser.h"

namespace yitao::formula {

namespace {

bool take_dollar(std::string_view& word) {
    if (!word.starts_with('$')) return false;
    word.remove_prefix(1);
    return true;
}

bool take_column(std::string_view& word, CellWord& cell) {
    cell.column_fixed = take_dollar(word);
    uint32_t column = 0;
    size_t n = 0;
    for (; n < word.size() && n < 4; ++n) {
        auto c = static_cast<char>(word[n] & ~0x20);
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + static_cast<uint32_t>(c - 'A') + 1;
    }
    if (n == 0 || column > kMaxSheetColumns) return false;
    word.remove_prefix(n);
    cell.column = column - 1;
    return true;
}

bool take_row(std::string_view& word, CellWord& cell) {
    cell.row_fixed = take_dollar(word);
    uint32_t row = 0;
    size_t n = 0;
    for (; n < word.size() && n < 8 && word[n] >= '0' && word[n] <= '9'; ++n) {
        row = row * 10 + static_cast<uint32_t>(word[n] - '0');
    }
    if (n == 0 || word[0] == '0' || row > kMaxSheetRows) return false;
    word.remove_prefix(n);
    cell.row = row - 1;
    return true;
}

}  // namespace

std::optional<CellWord> parse_cell_word(std::string_view word) {
    CellWord cell;
    if (!take_column(word, cell) || !take_row(word, cell) || !word.empty()) return std::nullopt;
    return cell;
}

std::optional<CellWord> parse_column_word(std::string_view word) {
    CellWord cell;
    if (!take_column(word, cell) || !word.empty()) return std::nullopt;
    return cell;
}

std::optional<CellWord> parse_row_word(std::string_view word) {
    CellWord cell;
    if (!take_row(word, cell) || !word.empty()) return std::nullopt;
    return cell;
}

}  // namespace yitao::formula
