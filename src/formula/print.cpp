// Tree → text that parses to the same tree. Parentheses only where precedence asks for them.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "formula/ast.h"
#include "formula/functions.h"
#include "formula/world.h"

namespace yitao::formula {

namespace {

struct OperatorText {
    std::string_view sign;
    int precedence;
};

OperatorText text_of(Operator op) {
    switch (op) {
        case Operator::kEqual: return {"=", 1};
        case Operator::kNotEqual: return {"<>", 1};
        case Operator::kLess: return {"<", 1};
        case Operator::kLessEqual: return {"<=", 1};
        case Operator::kGreater: return {">", 1};
        case Operator::kGreaterEqual: return {">=", 1};
        case Operator::kJoin: return {"&", 2};
        case Operator::kAdd: return {"+", 3};
        case Operator::kSubtract: return {"-", 3};
        case Operator::kMultiply: return {"*", 4};
        case Operator::kDivide: return {"/", 4};
        case Operator::kPower: return {"^", 5};
        case Operator::kPercent: return {"%", 6};
        case Operator::kNegate: return {"-", 7};
        case Operator::kPlus: return {"+", 7};
        case Operator::kIntersect: return {"@", 7};
    }
    return {"", 0};
}

int precedence_of(const Node& node) {
    bool is_operator = node.kind == NodeKind::kUnary || node.kind == NodeKind::kBinary;
    if (is_operator) return text_of(node.op).precedence;
    // A negative number is written with a sign, as a prefix would be.
    bool is_negative = node.kind == NodeKind::kValue && node.value.is_number() &&
                       std::signbit(node.value.number());
    return is_negative ? 7 : 8;
}

std::string quoted(std::string_view text, char quote) {
    std::string out(1, quote);
    for (char c : text) {
        out += c;
        if (c == quote) out += c;
    }
    return out + quote;
}

std::string number_text(double number) {
    std::string text = fmt::format("{:.17g}", number);
    std::string shorter = general_number(number);
    return std::strtod(shorter.c_str(), nullptr) == number ? shorter : text;
}

std::string value_text(const Value& value) {
    if (value.is_text()) return quoted(value.text(), '"');
    if (value.is_number()) return number_text(value.number());
    return general_text(value);
}

std::string column_letters(uint32_t column) {
    std::string letters;
    for (uint32_t n = column + 1; n > 0; n = (n - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
    }
    return letters;
}

std::string cell_text(const CellReference& reference) {
    const CellRange& range = reference.range;
    auto column = [](uint32_t c, bool fixed) { return (fixed ? "$" : "") + column_letters(c); };
    auto row = [](uint32_t r, bool fixed) { return (fixed ? "$" : "") + std::to_string(r + 1); };
    std::string out;
    if (!reference.sheet_name.empty()) out = quoted(reference.sheet_name, '\'') + "!";
    bool rows = !reference.whole_columns;
    bool columns = !reference.whole_rows;
    if (columns) out += column(range.first_column, reference.first_column_fixed);
    if (rows) out += row(range.first_row, reference.first_row_fixed);
    if (reference.single) return out;
    out += ':';
    if (columns) out += column(range.last_column, reference.last_column_fixed);
    if (rows) out += row(range.last_row, reference.last_row_fixed);
    return out;
}

std::string escaped_column(std::string_view name) {
    std::string out;
    for (char c : name) {
        if (std::string_view("[]#'@").contains(c)) out += '\'';
        out += c;
    }
    return out;
}

std::string ledger_text(const LedgerReference& reference, const Catalog& catalog) {
    const ledger::Schema& schema = *catalog.schemas[reference.table];
    std::string_view item;
    switch (reference.item) {
        case LedgerItem::kData: break;
        case LedgerItem::kHeaders: item = "[#Headers]"; break;
        case LedgerItem::kAll: item = "[#All]"; break;
        case LedgerItem::kTotals: item = "[#Totals]"; break;
        case LedgerItem::kDataTotals: item = "[#Data],[#Totals]"; break;
        case LedgerItem::kThisRow: item = "[#This Row]"; break;
    }
    std::string columns;
    if (!reference.first_name.empty()) {
        columns = "[" + escaped_column(schema.columns[reference.first_column].name) + "]";
        if (reference.first_column != reference.last_column) {
            columns += ":[" + escaped_column(schema.columns[reference.last_column].name) + "]";
        }
    }
    std::string out = schema.name + "[";
    out += item;
    if (!item.empty() && !columns.empty()) out += ',';
    return out + columns + "]";
}

class Printer {
  public:
    explicit Printer(const Catalog& catalog) : catalog_(catalog) {}

    std::string run(const Node& node) {
        switch (node.kind) {
            case NodeKind::kValue: return value_text(node.value);
            case NodeKind::kOmitted: return {};
            case NodeKind::kArray: return array_text(*node.array);
            case NodeKind::kUnary: return unary_text(node);
            case NodeKind::kBinary: return binary_text(node);
            case NodeKind::kCall: return call_text(node);
            case NodeKind::kName:
            case NodeKind::kScopeName:
            case NodeKind::kVariable: return node.name;
            case NodeKind::kLet: return let_text(node);
            case NodeKind::kLedger: return ledger_text(*node.ledger, catalog_);
            case NodeKind::kCells: return cell_text(*node.cells);
            case NodeKind::kSpill: return run(node.children[0]) + "#";
        }
        return {};
    }

  private:
    // In parentheses unless it binds at least as tightly as asked.
    std::string operand(const Node& node, int precedence) {
        std::string text = run(node);
        return precedence_of(node) < precedence ? "(" + text + ")" : text;
    }

    std::string unary_text(const Node& node) {
        OperatorText op = text_of(node.op);
        std::string child = operand(node.children[0], op.precedence);
        return node.op == Operator::kPercent ? child + std::string(op.sign)
                                             : std::string(op.sign) + child;
    }

    // Down the left spine, then out again: chains are long, not deep.
    std::string binary_text(const Node& node) {
        std::vector<const Node*> chain;
        const Node* leftmost = &node;
        int precedence = text_of(node.op).precedence;
        while (leftmost->kind == NodeKind::kBinary &&
               text_of(leftmost->op).precedence >= precedence) {
            chain.push_back(leftmost);
            precedence = text_of(leftmost->op).precedence;
            leftmost = &leftmost->children[0];
        }
        std::string out = operand(*leftmost, precedence);
        for (auto link = chain.rbegin(); link != chain.rend(); ++link) {
            OperatorText op = text_of((*link)->op);
            out += op.sign;
            out += operand((*link)->children[1], op.precedence + 1);
        }
        return out;
    }

    std::string call_text(const Node& node) {
        std::string out = node.name + "(";
        for (size_t i = 0; i < node.children.size(); ++i) {
            if (i > 0) out += ',';
            out += run(node.children[i]);
        }
        return out + ")";
    }

    std::string let_text(const Node& node) {
        std::string out = "LET(";
        std::string_view names = node.name;
        for (size_t i = 0; i + 1 < node.children.size(); ++i) {
            size_t comma = std::min(names.find(','), names.size());
            out += names.substr(0, comma);
            names.remove_prefix(std::min(names.size(), comma + 1));
            out += "," + run(node.children[i]) + ",";
        }
        return out + run(node.children.back()) + ")";
    }

    static std::string array_text(const Matrix& matrix) {
        std::string out = "{";
        for (size_t i = 0; i < matrix.values.size(); ++i) {
            if (i > 0) out += i % matrix.columns == 0 ? ';' : ',';
            out += value_text(matrix.values[i]);
        }
        return out + "}";
    }

    const Catalog& catalog_;
};

}  // namespace

std::string print(const Node& node, const Catalog& catalog) { return Printer(catalog).run(node); }

}  // namespace yitao::formula
