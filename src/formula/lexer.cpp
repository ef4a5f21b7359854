#include "formula/lexer.h"

#include <array>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "formula/number_text.h"

namespace yitao::formula {

namespace {

bool is_letter(char32_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_space(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
           (c >= 0x2000 && c <= 0x200D);
}

// ASCII twin of what an input method types for it; strings and brackets keep what was typed.
char32_t fold(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
    switch (c) {
        case 0x201C:
        case 0x201D: return '"';
        case 0x2018:
        case 0x2019: return '\'';
        case 0x00D7: return '*';
        case 0x00F7: return '/';
        default: return c;
    }
}

bool is_curly_quote(char32_t c) { return c == 0x201C || c == 0x201D || c == 0xFF02; }

bool is_name_start(char32_t c) {
    if (c < 0x80) return is_letter(c) || c == '_' || c == '\\' || c == '$';
    if (c >= 0x2000 && c <= 0x2BFF) return false;  // punctuation and signs
    if (c >= 0x3000 && c <= 0x303F) return c == 0x3005 || c == 0x3007;
    return c != 0xA0 && !(c >= 0xFF00 && c <= 0xFFEF) && c != 0xD7 && c != 0xF7 && c != 0xFEFF;
}

bool is_name_part(char32_t c) {
    return is_name_start(c) || is_digit(c) || c == '.' || c == '?';
}

class Lexer {
  public:
    explicit Lexer(std::string_view text) : characters_(code_points(text)) {}

    Result<std::vector<Token>> run() {
        if (characters_.size() > kMaxFormulaLength) {
            return fail(ErrorCode::kLimit,
                        fmt::format("公式超过 {} 个字符，请拆成几个公式", kMaxFormulaLength),
                        fmt::format("the formula is longer than {} characters; split it",
                                    kMaxFormulaLength));
        }
        skip_spaces();
        if (at() == '=') ++next_;
        for (skip_spaces(); next_ < characters_.size(); skip_spaces()) {
            Token token;
            token.position = static_cast<uint32_t>(next_) + 1;
            token = TRY(read(std::move(token)));
            tokens_.push_back(std::move(token));
        }
        Token end;
        end.position = static_cast<uint32_t>(characters_.size()) + 1;
        tokens_.push_back(std::move(end));
        return std::move(tokens_);
    }

  private:
    [[nodiscard]] char32_t at(size_t ahead = 0) const {
        return next_ + ahead < characters_.size() ? fold(characters_[next_ + ahead]) : 0;
    }
    void skip_spaces() {
        while (next_ < characters_.size() && is_space(characters_[next_])) ++next_;
    }

    Result<Token> read(Token token) {
        char32_t c = at();
        if (c == '"') return read_string(std::move(token));
        if (c == '\'') return read_quoted(std::move(token));
        if (c == '[') return read_bracket(std::move(token));
        if (c == '#') return read_hash(std::move(token));
        if (is_digit(c) || (c == '.' && is_digit(at(1)))) return read_number(std::move(token));
        if (is_name_start(c)) return read_word(std::move(token));
        return read_sign(std::move(token));
    }

    Result<Token> read_string(Token token) {
        token.kind = TokenKind::kString;
        bool curly = is_curly_quote(characters_[next_]);
        ++next_;
        auto closes = [&](char32_t c) { return c == '"' || (curly && is_curly_quote(c)); };
        while (next_ < characters_.size()) {
            char32_t c = characters_[next_++];
            if (!closes(c)) {
                append_utf8(token.text, c);
                continue;
            }
            if (next_ >= characters_.size() || characters_[next_] != c || c != '"') return token;
            append_utf8(token.text, c);
            ++next_;
        }
        return fail_at(ErrorCode::kInvalid, token.position, "引号没有配对",
                       "the quotation mark is not closed");
    }

    Result<Token> read_quoted(Token token) {
        token.kind = TokenKind::kQuoted;
        ++next_;
        while (next_ < characters_.size()) {
            char32_t c = characters_[next_];
            if (at() != '\'') {
                append_utf8(token.text, c);
                ++next_;
                continue;
            }
            ++next_;
            if (at() != '\'') return token;
            append_utf8(token.text, '\'');
            ++next_;
        }
        return fail_at(ErrorCode::kInvalid, token.position, "工作表名的单引号没有配对",
                       "the quote of the sheet name is not closed");
    }

    static char32_t bracket(char32_t c) {
        if (c == 0xFF3B) return '[';
        return c == 0xFF3D ? ']' : c;
    }

    Result<Token> read_bracket(Token token) {
        token.kind = TokenKind::kBracket;
        ++next_;
        int depth = 1;
        while (next_ < characters_.size()) {
            char32_t c = bracket(characters_[next_++]);
            if (c == '\'' && next_ < characters_.size()) {
                append_utf8(token.text, c);
                append_utf8(token.text, characters_[next_++]);
                continue;
            }
            if (c == '[') ++depth;
            if (c == ']' && --depth == 0) return token;
            append_utf8(token.text, c);
        }
        return fail_at(ErrorCode::kInvalid, token.position, "方括号没有配对",
                       "the bracket is not closed");
    }

    Result<Token> read_hash(Token token) {
        std::string ahead;
        for (size_t i = 0; i < 8; ++i) {
            char32_t c = at(i);
            if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
            if (c < 0x80 && c != 0) ahead += static_cast<char>(c);
        }
        for (size_t i = 0; i < kExcelErrorTexts.size(); ++i) {
            if (!ahead.starts_with(kExcelErrorTexts[i])) continue;
            token.kind = TokenKind::kError;
            token.error = static_cast<ExcelError>(i);
            next_ += kExcelErrorTexts[i].size();
            return token;
        }
        token.kind = TokenKind::kHash;
        ++next_;
        return token;
    }

    Result<Token> read_number(Token token) {
        token.kind = TokenKind::kNumber;
        auto take_digits = [&] {
            while (is_digit(at())) token.text += static_cast<char>(at()), ++next_;
        };
        take_digits();
        if (at() == '.') {
            token.text += '.';
            ++next_;
            take_digits();
        }
        size_t sign = at(1) == '+' || at(1) == '-' ? 1 : 0;
        if ((at() == 'E' || at() == 'e') && is_digit(at(1 + sign))) {
            token.text += 'e';
            if (sign == 1) token.text += static_cast<char>(at(1));
            next_ += 1 + sign;
            take_digits();
        }
        std::optional<double> value = number_from_digits(token.text);
        if (!value) {
            return fail_at(ErrorCode::kInvalid, token.position,
                           fmt::format("数字“{}”写错了或太大", token.text),
                           fmt::format("\"{}\" is no number or too large", token.text));
        }
        token.number = *value;
        return token;
    }

    Result<Token> read_word(Token token) {
        token.kind = TokenKind::kWord;
        while (next_ < characters_.size() && is_name_part(at())) {
            append_utf8(token.text, at());
            ++next_;
        }
        return token;
    }

    Result<Token> read_sign(Token token) {
        static constexpr std::array<std::pair<std::string_view, Operator>, 12> kOperators = {{
            {"<>", Operator::kNotEqual},
            {"<=", Operator::kLessEqual},
            {">=", Operator::kGreaterEqual},
            {"=", Operator::kEqual},
            {"<", Operator::kLess},
            {">", Operator::kGreater},
            {"+", Operator::kAdd},
            {"-", Operator::kSubtract},
            {"*", Operator::kMultiply},
            {"/", Operator::kDivide},
            {"^", Operator::kPower},
            {"&", Operator::kJoin},
        }};
        for (const auto& [sign, op] : kOperators) {
            if (at() != static_cast<char32_t>(sign[0])) continue;
            if (sign.size() == 2 && at(1) != static_cast<char32_t>(sign[1])) continue;
            token.kind = TokenKind::kOperator;
            token.op = op;
            next_ += sign.size();
            return token;
        }
        static constexpr std::array<std::pair<char32_t, Operator>, 3> kSingleSigns = {{
            {0x2264, Operator::kLessEqual},
            {0x2265, Operator::kGreaterEqual},
            {0x2260, Operator::kNotEqual},
        }};
        for (const auto& [sign, op] : kSingleSigns) {
            if (at() != sign) continue;
            token.kind = TokenKind::kOperator;
            token.op = op;
            ++next_;
            return token;
        }
        return read_punctuation(std::move(token));
    }

    Result<Token> read_punctuation(Token token) {
        switch (at()) {
            case '%': token.kind = TokenKind::kPercent; break;
            case '(': token.kind = TokenKind::kOpen; break;
            case ')': token.kind = TokenKind::kClose; break;
            case '{': token.kind = TokenKind::kOpenBrace; break;
            case '}': token.kind = TokenKind::kCloseBrace; break;
            case ',': token.kind = TokenKind::kComma; break;
            case ';': token.kind = TokenKind::kSemicolon; break;
            case ':': token.kind = TokenKind::kColon; break;
            case '!': token.kind = TokenKind::kBang; break;
            case '@': token.kind = TokenKind::kAt; break;
            default: {
                std::string sign;
                append_utf8(sign, characters_[next_]);
                return fail_at(ErrorCode::kInvalid, token.position,
                               fmt::format("这里不能有“{}”", sign),
                               fmt::format("\"{}\" cannot stand here", sign));
            }
        }
        ++next_;
        return token;
    }

    std::vector<char32_t> characters_;
    size_t next_ = 0;
    std::vector<Token> tokens_;
};

}  // namespace

std::unexpected<Error> fail_at(ErrorCode code, uint32_t position, const std::string& zh,
                               const std::string& en) {
    return fail(code, fmt::format("公式第 {} 个字符：{}", position, zh),
                fmt::format("character {} of the formula: {}", position, en));
}

Result<std::vector<Token>> tokenize(std::string_view formula) { return Lexer(formula).run(); }

}  // namespace yitao::formula
