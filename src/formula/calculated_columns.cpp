#include "formula/calculated_columns.h"

#include <algorithm>
#include <set>

namespace yitao::formula {

namespace {

const ledger::Column& column_of(const Catalog& catalog, ColumnUse use) {
    return catalog.schemas[use.table]->columns[use.column];
}

std::vector<size_t> row_columns_of(const Node& root, size_t table) {
    std::set<size_t> columns;
    for_each_node(root, [&](const Node& node) {
        if (node.kind != NodeKind::kLedger || node.ledger->item != LedgerItem::kThisRow) return;
        if (node.ledger->table != table) return;
        for (size_t c = node.ledger->first_column; c <= node.ledger->last_column; ++c) {
            columns.insert(c);
        }
    });
    return {columns.begin(), columns.end()};
}

}  // namespace

std::string CalculatedColumns::name_of(ColumnUse use) const {
    return fmt::format("{}[{}]", catalog_.schemas[use.table]->name, column_of(catalog_, use).name);
}

std::unexpected<Error> CalculatedColumns::fail_cycle(ColumnUse use) const {
    auto first = std::ranges::find(path_, use);
    std::string circle;
    for (auto at = first; at != path_.end(); ++at) circle += name_of(*at) + " → ";
    circle += name_of(use);
    return fail(ErrorCode::kConflict, fmt::format("计算字段循环引用：{}", circle),
                fmt::format("calculated columns read each other in a circle: {}", circle),
                name_of(use));
}

Result<void> CalculatedColumns::add(ColumnUse use) {
    if (auto known = seen_.find(use); known != seen_.end()) {
        if (known->second == State::kOpen) return fail_cycle(use);
        return {};
    }
    const ledger::Column& column = column_of(catalog_, use);
    if (!column.is_calculated()) {
        seen_[use] = State::kDone;
        return {};
    }
    seen_[use] = State::kOpen;
    path_.push_back(use);
    CompileOptions options;
    options.row_table = static_cast<int>(use.table);
    Formula formula = TRY_WITHIN(compile(column.formula, catalog_, options), name_of(use));
    for (ColumnUse read : formula.columns()) {
        auto added = add(read);
        if (!added) return added;
    }
    path_.pop_back();
    seen_[use] = State::kDone;
    std::vector<size_t> row_columns = row_columns_of(formula.root(), use.table);
    order_.push_back({use, std::move(formula), std::move(row_columns)});
    return {};
}

std::vector<ColumnUse> CalculatedColumns::stored() const {
    std::vector<ColumnUse> stored;
    for (const auto& [use, state] : seen_) {
        if (!column_of(catalog_, use).is_calculated()) stored.push_back(use);
    }
    return stored;
}

Result<void> check_definitions(const Catalog& catalog) {
    CalculatedColumns columns(catalog);
    for (size_t t = 0; t < catalog.schemas.size(); ++t) {
        const ledger::Schema& schema = *catalog.schemas[t];
        for (size_t c = 0; c < schema.columns.size(); ++c) {
            auto added = columns.add({t, c});
            if (!added) return added;
        }
        CompileOptions options;
        options.row_table = static_cast<int>(t);
        for (const ledger::Validation& validation : schema.validations) {
            Result<Formula> formula = compile(validation.formula, catalog, options);
            if (formula) continue;
            return std::unexpected(std::move(formula).error().within(
                fmt::format("{}: {}", schema.name, validation.id)));
        }
    }
    return {};
}

Result<std::vector<ColumnUse>> stored_columns(const Catalog& catalog,
                                              std::span<const ColumnUse> uses) {
    CalculatedColumns columns(catalog);
    for (ColumnUse use : uses) {
        auto added = columns.add(use);
        if (!added) return std::unexpected(added.error());
    }
    return columns.stored();
}

}  // namespace yitao::formula
