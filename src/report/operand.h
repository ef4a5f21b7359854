// Looking into what a formula gave, be it one value or an array.
//
//     row_count(result) == 0                    // a FILTER that found nothing
//     value_at(result, 2, 0)                    // third row, first column
#pragma once

#include "formula/value.h"
#include "xlsx/cell.h"

namespace yitao::report {

// Blank and "" leave a cell blank.
inline xlsx::CellValue to_cell_value(const formula::Value& value) {
    if (value.is_number()) return value.number();
    if (value.is_boolean()) return value.boolean();
    if (value.is_error()) return xlsx::CellError{std::string(error_text(value.error()))};
    if (value.is_text() && !value.text().empty()) return value.text();
    return std::monostate{};
}

// A cell of the template as formulas see it.
inline formula::Value from_cell_value(const xlsx::CellValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* boolean = std::get_if<bool>(&value)) return *boolean;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* error = std::get_if<xlsx::CellError>(&value)) {
        return parse_error_text(error->text).value_or(ExcelError::kValue);
    }
    return {};
}

// No row matched: Excel's FILTER says #CALC!.
inline bool is_empty_list(const formula::Operand& operand) {
    const auto* value = std::get_if<formula::Value>(&operand);
    return value != nullptr && value->is_error() && value->error() == ExcelError::kCalc;
}

inline size_t row_count(const formula::Operand& operand) {
    const auto* matrix = std::get_if<formula::MatrixPtr>(&operand);
    if (matrix != nullptr) return (*matrix)->rows;
    return is_empty_list(operand) ? 0 : 1;
}

inline size_t column_count(const formula::Operand& operand) {
    const auto* matrix = std::get_if<formula::MatrixPtr>(&operand);
    return matrix == nullptr ? 1 : (*matrix)->columns;
}

// Row and column must lie inside; a single value stands everywhere.
inline const formula::Value& value_at(const formula::Operand& operand, size_t row, size_t column) {
    const auto* matrix = std::get_if<formula::MatrixPtr>(&operand);
    return matrix == nullptr ? std::get<formula::Value>(operand) : (*matrix)->at(row, column);
}

inline const formula::Value& first_value(const formula::Operand& operand) {
    return value_at(operand, 0, 0);
}

}  // namespace yitao::report
