// Tokens → tree, by Excel's precedence: range, unary minus, %, ^, * /, + -, &, comparisons. Names
// are left as written; compile.cpp resolves them.
//
//     Node tree = TRY(parse("=SUM(A1:A3)*2"));
#pragma once

#include <string_view>

#include "base/result.h"
#include "formula/ast.h"

namespace yitao::formula {

// Refused, with the character: what is no formula, and nesting over kMaxFormulaDepth.
Result<Node> parse(std::string_view formula);

// What stands inside the brackets of a structured reference, into `reference`. `position` is the
// character of its first inner character.
Result<void> parse_structured(std::string_view inner, uint32_t position,
                              LedgerReference& reference);

// "$A$1", "B7": zero-based. Nothing when the word is no cell of a sheet.
struct CellWord {
    uint32_t row = 0;
    uint32_t column = 0;
    bool row_fixed = false;
    bool column_fixed = false;
};
std::optional<CellWord> parse_cell_word(std::string_view word);
// "$A", "AB".
std::optional<CellWord> parse_column_word(std::string_view word);
// "$1", "12".
std::optional<CellWord> parse_row_word(std::string_view word);

}  // namespace yitao::formula
