// Formula text → tokens. Full-width signs, digits and letters outside strings read as their ASCII
// twins, because Chinese input methods type them: ＝ＳＵＭ（１，２） is =SUM(1,2).
//
//     std::vector<Token> tokens = TRY(tokenize("=A1&\"x\""));
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formula/ast.h"

namespace yitao::formula {

enum class TokenKind : uint8_t {
    kEnd,
    kNumber,
    kString,
    kError,
    kWord,      // names, functions, A1 (with $)
    kQuoted,    // 'sheet name'
    kBracket,   // [...] with everything nested in it; text is what stands inside, unchanged
    kOperator,  // binary or prefix, see `op`
    kPercent,
    kOpen,
    kClose,
    kOpenBrace,
    kCloseBrace,
    kComma,
    kSemicolon,
    kColon,
    kBang,
    kHash,
    kAt,
};

struct Token {
    TokenKind kind = TokenKind::kEnd;
    uint32_t position = 0;  // 1-based character in the formula as typed
    std::string text;
    double number = 0;
    ExcelError error{};
    Operator op{};
};

// Leading "=" is dropped. The last token is kEnd. Refused: over kMaxFormulaLength characters, an
// open string, quote or bracket, a character that belongs to no formula.
Result<std::vector<Token>> tokenize(std::string_view formula);

// An Error of a formula at a 1-based character.
std::unexpected<Error> fail_at(ErrorCode code, uint32_t position, const std::string& zh,
                               const std::string& en);

}  // namespace yitao::formula
