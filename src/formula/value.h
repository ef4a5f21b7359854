// Values as Excel knows them: blank, number, text, boolean, error; and arrays of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/excel_error.h"

namespace yitao::formula {

class Value {
  public:
    Value() = default;  // blank
    Value(double number) : data_(number) {}
    Value(int number) : data_(static_cast<double>(number)) {}
    Value(bool boolean) : data_(boolean) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(std::string_view text) : data_(std::string(text)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(ExcelError error) : data_(error) {}

    [[nodiscard]] bool is_blank() const { return std::holds_alternative<std::monostate>(data_); }
    [[nodiscard]] bool is_number() const { return std::holds_alternative<double>(data_); }
    [[nodiscard]] bool is_boolean() const { return std::holds_alternative<bool>(data_); }
    [[nodiscard]] bool is_text() const { return std::holds_alternative<std::string>(data_); }
    [[nodiscard]] bool is_error() const { return std::holds_alternative<ExcelError>(data_); }
    [[nodiscard]] double number() const { return std::get<double>(data_); }
    [[nodiscard]] bool boolean() const { return std::get<bool>(data_); }
    [[nodiscard]] const std::string& text() const { return std::get<std::string>(data_); }
    [[nodiscard]] ExcelError error() const { return std::get<ExcelError>(data_); }
    bool operator==(const Value&) const = default;  // same kind and same content, case-sensitive

  private:
    std::variant<std::monostate, double, bool, std::string, ExcelError> data_;
};

// Rows × columns of values, row-major. Never empty: an empty result is #CALC! as in Excel.
struct Matrix {
    size_t rows = 0;
    size_t columns = 0;
    std::vector<Value> values;
    [[nodiscard]] const Value& at(size_t row, size_t column) const {
        return values[row * columns + column];
    }
};

using MatrixPtr = std::shared_ptr<const Matrix>;  // shared: LET names and cell ranges alias it

// What evaluating an expression gives.
using Operand = std::variant<Value, MatrixPtr>;

// "General" format, as a cell shows it: 15 significant digits, TRUE/FALSE, error text, "" for blank.
std::string general_text(const Value& value);
// Number as General shows it ("0.1", "1E+20", "-3").
std::string general_number(double number);

}  // namespace yitao::formula
