// For tests: what an evaluation gave, as one text to compare and to read.
#pragma once

#include <string>
#include <variant>

#include "formula/coerce.h"
#include "formula/value.h"

namespace yitao::formula {

// Of an array all cells, each with a bar behind it.
inline std::string shown_text(const Operand& operand) {
    if (const auto* value = std::get_if<Value>(&operand)) return general_text(*value);
    std::string out;
    for (const Value& value : std::get<MatrixPtr>(operand)->values) {
        out += general_text(value) + "|";
    }
    return out;
}

}  // namespace yitao::formula
