// The function library: a table of rows, one file for each family. A function is one of three kinds:
//
//   scalar   sees single values; it is lifted over arrays cell by cell, as Excel's are
//   general  sees its arguments as they are: values, arrays, columns of ledgers, cells
//   lazy     sees its arguments unevaluated (IF, IFERROR, ASOF)
//
//     {"ABS", 1, 1, scalar(&abs_of)}
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formula/coerce.h"
#include "formula/reference.h"
#include "formula/world.h"

namespace yitao::formula {

struct Node;
class Interpreter;

// Arguments of a scalar function. Reading one that cannot be read as asked records the error; the
// first recorded error becomes the result whatever the function then returns, so functions need
// not look. An argument left out between commas is blank: 0, "", FALSE.
class Scalars {
  public:
    Scalars(std::span<const Value* const> values, const Scope& scope)
        : values_(values), scope_(scope) {}

    [[nodiscard]] size_t size() const { return values_.size(); }
    [[nodiscard]] bool has(size_t i) const { return i < values_.size(); }
    [[nodiscard]] const Scope& scope() const { return scope_; }
    // As it is, errors included; blank when there is none.
    [[nodiscard]] const Value& value(size_t i) const;

    double number(size_t i);
    double number(size_t i, double otherwise) { return has(i) ? number(i) : otherwise; }
    int integer(size_t i);
    int integer(size_t i, int otherwise) { return has(i) ? integer(i) : otherwise; }
    bool boolean(size_t i);
    bool boolean(size_t i, bool otherwise) { return has(i) ? boolean(i) : otherwise; }
    std::string text(size_t i);
    // The same without a copy where the argument is a text; valid as long as that and `scratch`.
    std::string_view text(size_t i, std::string& scratch);
    // A serial from 0 to 9999-12-31, time cut off; #NUM! outside.
    int64_t serial(size_t i);

    void fail(ExcelError error) {
        if (!error_) error_ = error;
    }
    [[nodiscard]] bool failed() const { return error_.has_value(); }
    // The result as the cell gets it: the recorded error first, #NUM! for what is no finite number,
    // #VALUE! for text over kMaxCellText.
    [[nodiscard]] Value result(Value&& value) const;

  private:
    std::span<const Value* const> values_;
    const Scope& scope_;
    std::optional<ExcelError> error_;
};

using ScalarFunction = Value (*)(Scalars&);
using GeneralFunction = Argument (*)(Interpreter&, std::span<const Argument>);
using LazyFunction = Argument (*)(Interpreter&, std::span<const Node>);
using SingleFunction = Value (*)(Interpreter&, std::span<const Node>);

inline constexpr uint8_t kManyArguments = 255;

// Functions that take arguments in pairs after the first few.
enum class Pairing : uint8_t { kAny, kEven, kOdd };

struct Function {
    std::string_view name;
    uint8_t least = 0;
    uint8_t most = 0;
    ScalarFunction scalar = nullptr;
    GeneralFunction general = nullptr;
    LazyFunction lazy = nullptr;
    Pairing pairing = Pairing::kAny;
    // The same as general or lazy, faster, for arguments that are single values all of them.
    SingleFunction single = nullptr;

    [[nodiscard]] constexpr Function with_single(SingleFunction f) const {
        Function made = *this;
        made.single = f;
        return made;
    }
};

constexpr Function scalar(std::string_view name, uint8_t least, uint8_t most, ScalarFunction f) {
    return {name, least, most, f, nullptr, nullptr, Pairing::kAny};
}
constexpr Function general(std::string_view name, uint8_t least, uint8_t most, GeneralFunction f,
                           Pairing pairing = Pairing::kAny) {
    return {name, least, most, nullptr, f, nullptr, pairing};
}
constexpr Function lazy(std::string_view name, uint8_t least, uint8_t most, LazyFunction f,
                        Pairing pairing = Pairing::kAny) {
    return {name, least, most, nullptr, nullptr, f, pairing};
}

// The families.
std::span<const Function> aggregate_functions();
std::span<const Function> criteria_functions();
std::span<const Function> statistic_functions();
std::span<const Function> logic_functions();
std::span<const Function> math_functions();
std::span<const Function> date_functions();
std::span<const Function> workday_functions();
std::span<const Function> text_functions();
std::span<const Function> lookup_functions();
std::span<const Function> array_functions();
std::span<const Function> text_part_functions();
std::span<const Function> subtotal_functions();
std::span<const Function> reference_functions();

// By name in any case; nullptr when there is none.
const Function* find_function(std::string_view name);
std::vector<std::string> function_names();

}  // namespace yitao::formula
