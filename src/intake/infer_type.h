// The type of a column from the texts of its cells.
#pragma once

#include <span>
#include <string>

#include "ledger/schema.h"

namespace yitao::intake {

struct InferredType {
    ledger::ColumnType type = ledger::ColumnType::kText;
    int scale = 0;
};

// `values` are the distinct texts of the column, none empty. Dates need separators, for 20241121 is
// a number; numbers are text when one of them has a leading zero, 15 digits or more, or an exponent.
InferredType infer_type(std::span<const std::string> values);

// The value as the number the type stores; the texts are those infer_type() was asked about.
int64_t typed_number(const InferredType& type, std::string_view text);

// All of them are 12-digit codes, and there is at least one.
bool are_unit_codes(std::span<const std::string> values);

}  // namespace yitao::intake
