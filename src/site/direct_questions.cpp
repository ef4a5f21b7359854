#include "site/direct_questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "formula/ast.h"

namespace yitao::site {

namespace {

// The text after 直报[指标] among the arguments of a call.
void collect_terms(const formula::Node& root, size_t table, size_t column,
                   std::vector<std::string>& terms) {
    formula::for_each_node(root, [&](const formula::Node& node) {
        for (size_t i = 0; i + 1 < node.children.size(); ++i) {
            const formula::Node& asked = node.children[i];
            const formula::Node& said = node.children[i + 1];
            if (asked.kind != formula::NodeKind::kLedger || asked.ledger->table != table) continue;
            if (asked.ledger->first_column != column || asked.ledger->last_column != column)
                continue;
            if (said.kind != formula::NodeKind::kValue || !said.value.is_text()) continue;
            terms.emplace_back(said.value.text());
        }
    });
}

}  // namespace

std::vector<std::string> direct_terms(const formula::Catalog& catalog,
                                      const templates::Template& form) {
    std::vector<std::string> terms;
    const auto schema = std::ranges::find(catalog.schemas, kDirectLedger, &ledger::Schema::id);
    if (schema == catalog.schemas.end()) return terms;
    const auto column = (*schema)->find_column("term");
    if (!column) return terms;
    const auto table = static_cast<size_t>(schema - catalog.schemas.begin());
    for (const templates::Binding& binding : form.bindings()) {
        collect_terms(binding.formula.root(), table, *column, terms);
    }
    return terms;
}

std::string direct_formula(std::string_view term) {
    std::string quoted;
    for (const char c : term) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return fmt::format("=SUMIFS(直报[数值],直报[指标],\"{}\",直报[期间],TEXT(期末,\"yyyy-mm\"))",
                       quoted);
}

std::string asked_period(Date today) {
    return Date{today.month_start().days - 1}.iso().substr(0, 7);
}

}  // namespace yitao::site
