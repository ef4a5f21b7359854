// How a column's type is called in packs' text, on the command line and in the API.
#pragma once

#include <array>
#include <string_view>

#include "ledger/schema.h"

namespace yitao::ledger {

inline std::string_view type_name(ColumnType type) {
    constexpr std::array<std::string_view, 8> kNames = {
        "text", "integer", "decimal", "date", "code", "multi_code", "unit", "reference"};
    return kNames[static_cast<size_t>(type)];
}

}  // namespace yitao::ledger
