#include "site/own_rows.h"

#include "base/check.h"
#include "formula/formula.h"
#include "formula/value.h"

namespace yitao::site {

ledger::Batch own_row(const ledger::Schema& schema, ledger::ChangeKind kind, ledger::RowId row,
                      std::initializer_list<std::pair<std::string_view, ledger::Field>> fields) {
    ledger::Batch batch{.ledger = schema.id, .columns = {}, .changes = {}};
    ledger::Change change{.kind = kind, .row = row, .fields = {}};
    for (const auto& [id, field] : fields) {
        const auto column = schema.find_column(id);
        CHECK(column);
        batch.columns.push_back(*column);
        change.fields.push_back(field);
    }
    batch.changes.push_back(std::move(change));
    return batch;
}

void add_own_row(ledger::Batch& batch, std::initializer_list<ledger::Field> fields) {
    batch.changes.push_back({.kind = batch.changes.front().kind, .fields = fields});
}

std::string text_at(const ledger::Table& table, std::string_view column, uint32_t row) {
    const auto at = table.schema->find_column(column);
    if (!at || !table.columns[*at].loaded) return {};
    return formula::general_text(
        formula::cell_value(table.schema->columns[*at], table.columns[*at], row));
}

int64_t number_at(const ledger::Table& table, std::string_view column, uint32_t row) {
    const auto at = table.schema->find_column(column);
    if (!at || !table.columns[*at].loaded) return 0;
    const int64_t number = table.columns[*at].numbers[row];
    return number == ledger::kBlankNumber ? 0 : number;
}

}  // namespace yitao::site
