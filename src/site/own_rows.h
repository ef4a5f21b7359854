// Rows by column ids: those the program itself keeps of what people do (EnteredBy::kProgram),
// written through the site like any other, and values of any loaded table.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/change.h"
#include "ledger/table.h"

namespace yitao::site {

// One change; the columns must be there.
ledger::Batch own_row(const ledger::Schema& schema, ledger::ChangeKind kind, ledger::RowId row,
                      std::initializer_list<std::pair<std::string_view, ledger::Field>> fields);
// One more change with the same columns, in the same order.
void add_own_row(ledger::Batch& batch, std::initializer_list<ledger::Field> fields);

// Of a loaded column; empty and 0 where it is blank or not loaded.
std::string text_at(const ledger::Table& table, std::string_view column, uint32_t row);
int64_t number_at(const ledger::Table& table, std::string_view column, uint32_t row);

}  // namespace yitao::site
