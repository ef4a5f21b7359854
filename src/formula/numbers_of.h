// The numbers among the arguments of SUM and its kin: a value given directly counts as what it can
// be read as; in arrays, cells and columns only real numbers count, and errors come through.
#pragma once

#include <cmath>
#include <vector>

#include "formula/coerce.h"
#include "formula/reader.h"

namespace yitao::formula {

inline Value finite(double number) {
    return std::isfinite(number) ? Value(number) : Value(ExcelError::kNum);
}

// Every cell that is stored, row by row.
template <typename Visit>
void each_stored(Interpreter& in, const Argument& argument, Visit&& visit) {
    Reader reader(in, argument);
    Value scratch;
    for (size_t r = 0; r < reader.stored_rows(); ++r) {
        for (size_t c = 0; c < reader.stored_columns(); ++c) visit(reader.at(r, c, scratch));
    }
}

template <typename Visit>
Outcome<bool> each_number(Interpreter& in, const Argument& argument, Visit&& visit) {
    if (const Value* value = std::get_if<Value>(&argument)) {
        Outcome<double> number = number_of(*value);
        if (!number) return std::unexpected(number.error());
        visit(*number);
        return true;
    }
    std::optional<ExcelError> error;
    each_stored(in, argument, [&](const Value& value) {
        if (value.is_number()) visit(value.number());
        if (value.is_error() && !error) error = value.error();
    });
    if (error) return std::unexpected(*error);
    return true;
}

// All of them.
Outcome<std::vector<double>> numbers_of(Interpreter& in, std::span<const Argument> arguments);

}  // namespace yitao::formula
