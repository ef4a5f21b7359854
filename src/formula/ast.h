// The tree of a formula. The parser fills in what stands in the text; compile.cpp adds what the
// names mean (function, table, columns, sheet, slots). Immutable once compiled, shared freely.
//
//     const Node& call = formula.root();  call.kind == NodeKind::kCall;  call.function->name
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "formula/reference.h"
#include "formula/value.h"

namespace yitao::formula {

struct Function;  // functions.h

enum class NodeKind : uint8_t {
    kValue,      // number, text, boolean, error
    kOmitted,    // nothing between two commas
    kArray,      // {1,2;3,4}
    kUnary,      // op, one child
    kBinary,     // op, two children
    kCall,       // function, children
    kName,       // not yet resolved
    kScopeName,  // 本单位 …
    kVariable,   // a LET name: slot
    kLet,        // children v1, v2, …, body; slot of v1, the others follow
    kLedger,     // structured reference
    kCells,      // A1 reference
    kSpill,      // A1#: child is kCells
};

enum class Operator : uint8_t {
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kPower,
    kJoin,
    kEqual,
    kNotEqual,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    // prefix and postfix
    kNegate,
    kPlus,
    kPercent,
    kIntersect,  // @
};

enum class ScopeName : uint8_t {
    kThisUnit,
    kThisUnitName,
    kAsOf,
    kPeriodStart,
    kPeriodEnd,
    kFilledOn,
};

enum class LedgerItem : uint8_t { kData, kHeaders, kAll, kTotals, kDataTotals, kThisRow };

struct LedgerReference {
    std::string table_name;  // as written; empty inside the table itself
    std::string first_name;  // as written, without escapes; empty: all columns
    std::string last_name;
    LedgerItem item = LedgerItem::kData;
    uint32_t first_position = 0;  // characters of the names, for messages
    uint32_t last_position = 0;
    // Resolved:
    size_t table = 0;
    size_t first_column = 0;
    size_t last_column = 0;
};

struct CellReference {
    std::string sheet_name;  // as written; empty: the formula's own sheet
    CellRange range;         // sheet resolved by compile
    // $ signs, kept for printing.
    bool first_row_fixed = false;
    bool first_column_fixed = false;
    bool last_row_fixed = false;
    bool last_column_fixed = false;
    bool whole_rows = false;     // 1:3
    bool whole_columns = false;  // A:C
    bool single = true;          // A1, not A1:A1
};

struct Node {
    NodeKind kind = NodeKind::kOmitted;
    Operator op{};
    ScopeName scope_name{};
    uint32_t position = 0;  // 1-based character
    uint32_t slot = 0;      // kVariable, kLet
    // Levels of a tree that is certainly one value, made of single values alone; 0: not certainly.
    uint8_t single_height = 0;
    Value value;
    MatrixPtr array;
    std::string name;  // kCall, kName, kVariable
    const Function* function = nullptr;
    std::shared_ptr<LedgerReference> ledger;  // shared: nodes are copied for defined names
    std::shared_ptr<CellReference> cells;
    std::vector<Node> children;
};

// A scalar function of more arguments, a tree of more levels: evaluated as others are.
inline constexpr size_t kMostSingleArguments = 8;
inline constexpr uint8_t kMostSingleHeight = 64;

struct Catalog;

// Canonical text of a tree, without "=": parses to the same tree. Names of ledgers and columns are
// today's names of the catalog.
std::string print(const Node& node, const Catalog& catalog);

// Calls `visit` for the node and all below it, in no particular order, without recursion.
template <typename Visit>
void for_each_node(const Node& root, Visit&& visit) {
    std::vector<const Node*> pending = {&root};
    while (!pending.empty()) {
        const Node* node = pending.back();
        pending.pop_back();
        visit(*node);
        for (const Node& child : node->children) pending.push_back(&child);
    }
}

}  // namespace yitao::formula
