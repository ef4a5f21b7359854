#include "formula/unit_codes.h"

#include <algorithm>
#include <string_view>

#include "formula/functions.h"

namespace yitao::formula {

namespace {

bool is_code(const Value& value) {
    return value.is_text() && org::parse_unit_code(value.text()).has_value();
}

// Give what their first argument holds, or part of it.
bool keeps_values(std::string_view function) {
    static constexpr std::string_view kNames[] = {"UNIQUE", "SORT", "SORTBY",
                                                  "TAKE",   "DROP", "TOCOL"};
    return std::ranges::find(kNames, function) != std::end(kNames);
}

}  // namespace

UnitCodes::UnitCodes(const Node& root, const Catalog& catalog) : catalog_(catalog) {
    for_each_node(root, [&](const Node& node) {
        for (size_t i = 0; node.kind == NodeKind::kCall && i + 1 < node.children.size(); ++i) {
            const NodeKind asked = node.children[i + 1].kind;
            const bool picks = asked == NodeKind::kVariable || asked == NodeKind::kCall ||
                               asked == NodeKind::kLedger;
            pick_units_ = pick_units_ || (picks && is_unit_column(node.children[i]) &&
                                          !is_unit_table(node.children[i]));
        }
        if (node.kind != NodeKind::kLet) return;
        for (size_t i = 0; i + 1 < node.children.size(); ++i) {
            variables_[node.slot + static_cast<uint32_t>(i)] = &node.children[i];
        }
    });
}

bool UnitCodes::is_unit_table(const Node& ledger) const {
    return catalog_.schemas[ledger.ledger->table] == &unit_schema();
}

bool UnitCodes::is_unit_column(const Node& range) const {
    if (range.kind != NodeKind::kLedger) return false;
    const ledger::Schema& schema = *catalog_.schemas[range.ledger->table];
    return schema.columns[range.ledger->first_column].id == schema.unit_column;
}

bool UnitCodes::are(const Node& node) const {
    switch (node.kind) {
        case NodeKind::kValue:
            return is_code(node.value);
        case NodeKind::kArray:
            return std::ranges::all_of(node.array->values, is_code);
        case NodeKind::kScopeName:
            return node.scope_name == ScopeName::kThisUnit;
        case NodeKind::kVariable: {
            const auto known = variables_.find(node.slot);
            return known != variables_.end() && are(*known->second);
        }
        case NodeKind::kLedger: {
            const LedgerReference& reference = *node.ledger;
            return is_unit_table(node) && reference.item == LedgerItem::kData &&
                   reference.first_column == reference.last_column &&
                   unit_schema().columns[reference.first_column].type == ledger::ColumnType::kUnit;
        }
        case NodeKind::kCall: {
            const std::vector<Node>& given = node.children;
            if (node.function->name == "FILTER") {
                return are(given[0]) && (given.size() < 3 || are(given[2]));
            }
            if (node.function->name == "IF") {
                return given.size() == 3 && are(given[1]) && are(given[2]);
            }
            return keeps_values(node.function->name) && are(given[0]);
        }
        default:
            return false;
    }
}

}  // namespace yitao::formula
