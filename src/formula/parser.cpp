#include "formula/parser.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formula/lexer.h"

namespace yitao::formula {

namespace {

// Binary operators from loosest to tightest.
int precedence_of(Operator op) {
    switch (op) {
        case Operator::kEqual:
        case Operator::kNotEqual:
        case Operator::kLess:
        case Operator::kLessEqual:
        case Operator::kGreater:
        case Operator::kGreaterEqual: return 1;
        case Operator::kJoin: return 2;
        case Operator::kAdd:
        case Operator::kSubtract: return 3;
        case Operator::kMultiply:
        case Operator::kDivide: return 4;
        default: return 5;  // kPower
    }
}

// _xlfn., _xlws., _xlpm. and their combinations, which files carry and people do not type.
std::string_view without_file_prefixes(std::string_view name) {
    for (bool again = true; again;) {
        again = false;
        for (std::string_view prefix : {"_xlfn.", "_xlws.", "_xlpm.", "_xludf."}) {
            if (name.size() > prefix.size() && fold_case(name.substr(0, prefix.size())) == prefix) {
                name.remove_prefix(prefix.size());
                again = true;
            }
        }
    }
    return name;
}

class Parser {
  public:
    explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

    Result<Node> run() {
        if (at().kind == TokenKind::kEnd) {
            return fail_at(ErrorCode::kInvalid, at().position, "公式是空的",
                           "the formula is empty");
        }
        Node node = TRY(expression());
        if (at().kind != TokenKind::kEnd) return unexpected();
        return node;
    }

  private:
    [[nodiscard]] const Token& at(size_t ahead = 0) const {
        return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
    }
    bool take(TokenKind kind) {
        if (at().kind != kind) return false;
        ++next_;
        return true;
    }
    [[nodiscard]] bool is_next(TokenKind kind, size_t ahead = 0) const {
        return at(ahead).kind == kind;
    }
    std::unexpected<Error> unexpected() const {
        if (at().kind == TokenKind::kEnd) {
            return fail_at(ErrorCode::kInvalid, at().position, "公式没有写完",
                           "the formula is not complete");
        }
        return fail_at(ErrorCode::kInvalid, at().position, "这里写得不对", "this cannot stand here");
    }

    static Node node(NodeKind kind, uint32_t position) {
        Node made;
        made.kind = kind;
        made.position = position;
        return made;
    }
    static Node unary(Operator op, uint32_t position, Node child) {
        Node made = node(NodeKind::kUnary, position);
        made.op = op;
        made.children.push_back(std::move(child));
        return made;
    }

    // Counts one level of nesting for as long as it lives.
    class Level {
      public:
        explicit Level(int& depth) : depth_(depth) { ++depth_; }
        ~Level() { --depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

      private:
        int& depth_;
    };
    [[nodiscard]] bool too_deep() const { return depth_ > kMaxFormulaDepth; }
    std::unexpected<Error> fail_depth() const {
        return fail_at(ErrorCode::kLimit, at().position,
                       fmt::format("嵌套超过 {} 层", kMaxFormulaDepth),
                       fmt::format("nested deeper than {} levels", kMaxFormulaDepth));
    }

    Result<Node> expression() {
        Level level(depth_);
        if (too_deep()) return fail_depth();
        return binary(1);
    }

    // Operators of at least this precedence, all left-associative as in Excel (also ^).
    Result<Node> binary(int precedence) {
        if (precedence > 5) return percent();
        Node left = TRY(binary(precedence + 1));
        while (is_next(TokenKind::kOperator) && precedence_of(at().op) == precedence) {
            Node made = node(NodeKind::kBinary, at().position);
            made.op = at().op;
            ++next_;
            made.children.reserve(2);
            made.children.push_back(std::move(left));
            made.children.push_back(TRY(binary(precedence + 1)));
            left = std::move(made);
        }
        return left;
    }

    Result<Node> percent() {
        Node operand = TRY(prefix());
        for (int signs = depth_; is_next(TokenKind::kPercent); ++signs) {
            if (signs > kMaxFormulaDepth) return fail_depth();
            operand = unary(Operator::kPercent, at().position, std::move(operand));
            ++next_;
        }
        return operand;
    }

    // The prefix operator that stands here, if one does.
    std::optional<Operator> take_prefix() {
        if (take(TokenKind::kAt)) return Operator::kIntersect;
        if (!is_next(TokenKind::kOperator)) return std::nullopt;
        if (at().op != Operator::kSubtract && at().op != Operator::kAdd) return std::nullopt;
        Operator op = at().op == Operator::kAdd ? Operator::kPlus : Operator::kNegate;
        ++next_;
        return op;
    }

    Result<Node> prefix() {
        uint32_t position = at().position;
        if (std::optional<Operator> op = take_prefix()) {
            Level level(depth_);
            if (too_deep()) return fail_depth();
            return unary(*op, position, TRY(prefix()));
        }
        Node operand = TRY(primary());
        if (is_next(TokenKind::kHash) && operand.kind == NodeKind::kCells) {
            ++next_;
            Node spill = node(NodeKind::kSpill, position);
            spill.children.push_back(std::move(operand));
            return spill;
        }
        return operand;
    }

    Result<Node> primary() {
        const Token& token = at();
        switch (token.kind) {
            case TokenKind::kNumber: return number_or_rows();
            case TokenKind::kString: return literal(Value(token.text));
            case TokenKind::kError: return literal(Value(token.error));
            case TokenKind::kWord: return word();
            case TokenKind::kQuoted: return after_sheet();
            case TokenKind::kBracket: return bracket();
            case TokenKind::kOpenBrace: return array();
            case TokenKind::kOpen: {
                ++next_;
                Node inner = TRY(expression());
                if (!take(TokenKind::kClose)) return unexpected();
                return inner;
            }
            default: return unexpected();
        }
    }

    Node literal(Value value) {
        Node made = node(NodeKind::kValue, at().position);
        made.value = std::move(value);
        ++next_;
        return made;
    }

    Result<Node> number_or_rows() {
        if (is_next(TokenKind::kColon, 1)) return cells({});
        return literal(Value(at().number));
    }

    Result<Node> word() {
        if (is_next(TokenKind::kOpen, 1)) return call();
        if (is_next(TokenKind::kBang, 1)) return after_sheet();
        if (is_next(TokenKind::kBracket, 1)) return ledger();
        std::string folded = fold_case(at().text);
        if (folded == "true" || folded == "false") return literal(Value(folded == "true"));
        if (parse_cell_word(at().text) || is_next(TokenKind::kColon, 1)) return cells({});
        Node made = node(NodeKind::kName, at().position);
        made.name = without_file_prefixes(at().text);
        ++next_;
        return made;
    }

    Result<Node> call() {
        Node made = node(NodeKind::kCall, at().position);
        made.name = without_file_prefixes(at().text);
        next_ += 2;
        if (take(TokenKind::kClose)) return made;
        for (;;) {
            made.children.push_back(TRY(argument()));
            if (take(TokenKind::kComma) || take(TokenKind::kSemicolon)) continue;
            if (take(TokenKind::kClose)) return made;
            return unexpected();
        }
    }

    Result<Node> argument() {
        if (is_next(TokenKind::kComma) || is_next(TokenKind::kClose) ||
            is_next(TokenKind::kSemicolon)) {
            return node(NodeKind::kOmitted, at().position);
        }
        return expression();
    }

    // sheet!…: what stands before ! is a sheet, or a book when a ledger or a name follows.
    Result<Node> after_sheet() {
        std::string sheet = at().text;
        bool has_book = sheet.contains('[');
        if (size_t end = sheet.rfind(']'); end != std::string::npos) sheet.erase(0, end + 1);
        ++next_;
        if (!take(TokenKind::kBang)) {
            return fail_at(ErrorCode::kInvalid, at().position, "工作表名后面应有“!”",
                           "a sheet name must be followed by \"!\"");
        }
        if (is_next(TokenKind::kError)) return literal(Value(at().error));
        if (is_next(TokenKind::kWord) && is_next(TokenKind::kBracket, 1)) return ledger();
        if (is_next(TokenKind::kWord) && !parse_cell_word(at().text) &&
            !is_next(TokenKind::kColon, 1)) {
            return word();
        }
        if (sheet.empty() && !has_book) return unexpected();
        return cells(std::move(sheet));
    }

    // [1]!…, [1]Sheet!…, or a reference to the row's own ledger.
    Result<Node> bracket() {
        if (is_next(TokenKind::kBang, 1)) {
            next_ += 2;
            if (is_next(TokenKind::kBracket) || is_next(TokenKind::kWord)) return primary();
            return unexpected();
        }
        if (is_next(TokenKind::kWord, 1) && is_next(TokenKind::kBang, 2)) {
            ++next_;
            return after_sheet();
        }
        return ledger();
    }

    Result<Node> ledger() {
        Node made = node(NodeKind::kLedger, at().position);
        made.ledger = std::make_shared<LedgerReference>();
        made.ledger->first_position = at().position;
        made.ledger->last_position = at().position;
        if (is_next(TokenKind::kWord)) {
            made.ledger->table_name = at().text;
            ++next_;
        }
        auto parsed = parse_structured(at().text, at().position + 1, *made.ledger);
        if (!parsed) return std::unexpected(parsed.error());
        ++next_;
        return made;
    }

    // A1, A1:B2, A:C, 1:3 with $ anywhere.
    Result<Node> cells(std::string sheet) {
        Node made = node(NodeKind::kCells, at().position);
        auto reference = std::make_shared<CellReference>();
        reference->sheet_name = std::move(sheet);
        const Token& first = at();
        bool is_range = is_next(TokenKind::kColon, 1);
        const Token& last = is_range ? at(2) : first;
        if (auto a = parse_cell_word(first.text), b = parse_cell_word(last.text); a && b) {
            set_corners(*reference, *a, *b);
            reference->single = !is_range;
        } else if (auto c = parse_column_word(first.text), d = parse_column_word(last.text);
                   is_range && c && d) {
            d->row = kMaxSheetRows - 1;
            set_corners(*reference, *c, *d);
            reference->whole_columns = true;
            reference->single = false;
        } else if (auto e = parse_row_word(first.text), f = parse_row_word(last.text);
                   is_range && e && f) {
            f->column = kMaxSheetColumns - 1;
            set_corners(*reference, *e, *f);
            reference->whole_rows = true;
            reference->single = false;
        } else {
            return fail_at(ErrorCode::kInvalid, first.position, "不是单元格或区域",
                           "this is no cell or range");
        }
        next_ += is_range ? 3 : 1;
        made.cells = std::move(reference);
        return made;
    }

    // Corners may be written in any order.
    static void set_corners(CellReference& reference, CellWord a, CellWord b) {
        if (a.row > b.row) {
            std::swap(a.row, b.row);
            std::swap(a.row_fixed, b.row_fixed);
        }
        if (a.column > b.column) {
            std::swap(a.column, b.column);
            std::swap(a.column_fixed, b.column_fixed);
        }
        reference.range = {0, a.row, a.column, b.row, b.column};
        reference.first_row_fixed = a.row_fixed;
        reference.first_column_fixed = a.column_fixed;
        reference.last_row_fixed = b.row_fixed;
        reference.last_column_fixed = b.column_fixed;
    }

    Result<Node> array() {
        Node made = node(NodeKind::kArray, at().position);
        ++next_;
        auto matrix = std::make_shared<Matrix>();
        size_t in_row = 0;
        for (;;) {
            matrix->values.push_back(TRY(array_element()));
            ++in_row;
            if (take(TokenKind::kComma)) continue;
            if (matrix->rows == 0) matrix->columns = in_row;
            if (in_row != matrix->columns) {
                return fail_at(ErrorCode::kInvalid, made.position, "数组各行的个数不一样",
                               "the rows of the array differ in length");
            }
            ++matrix->rows;
            in_row = 0;
            if (take(TokenKind::kSemicolon)) continue;
            if (!take(TokenKind::kCloseBrace)) return unexpected();
            made.array = std::move(matrix);
            return made;
        }
    }

    Result<Value> array_element() {
        double sign = 1;
        bool is_signed = is_next(TokenKind::kOperator) &&
                         (at().op == Operator::kSubtract || at().op == Operator::kAdd);
        if (is_signed) {
            if (at().op == Operator::kSubtract) sign = -1;
            ++next_;
        }
        const Token& token = at();
        ++next_;
        if (token.kind == TokenKind::kNumber) {
            return Value(sign * token.number / (take(TokenKind::kPercent) ? 100 : 1));
        }
        if (!is_signed && token.kind == TokenKind::kString) return Value(token.text);
        if (!is_signed && token.kind == TokenKind::kError) return Value(token.error);
        std::string folded = token.kind == TokenKind::kWord ? fold_case(token.text) : "";
        if (!is_signed && (folded == "true" || folded == "false")) return Value(folded == "true");
        --next_;
        return fail_at(ErrorCode::kInvalid, token.position, "数组里只能写数字、文本、TRUE/FALSE",
                       "an array holds only numbers, texts, TRUE and FALSE");
    }

    std::vector<Token> tokens_;
    size_t next_ = 0;
    int depth_ = 0;
};

}  // namespace

Result<Node> parse(std::string_view formula) {
    std::vector<Token> tokens = TRY(tokenize(formula));
    return Parser(std::move(tokens)).run();
}

}  // namespace yitao::formula
