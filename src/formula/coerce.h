// Excel's conversions between kinds of values, and its order of values. Everything that compares or
// calculates goes through here.
//
//     number_of(Value("3")) == 3.0;   compare_values(Value("a"), Value(9)) > 0   // text > numbers
#pragma once

#include <expected>
#include <string>

#include "formula/value.h"

namespace yitao::formula {

template <typename T>
using Outcome = std::expected<T, ExcelError>;

// Blank is 0, TRUE is 1, text that reads as a number is that number, other text is #VALUE!.
Outcome<double> number_of(const Value& value);
// As & joins it: General format, blank is "".
Outcome<std::string> text_of(const Value& value);
// Numbers other than 0 are TRUE, blank is FALSE, the texts TRUE and FALSE are what they say.
Outcome<bool> boolean_of(const Value& value);
// A number where Excel wants a whole one: cut towards zero. #NUM! outside ±2^31.
Outcome<int> integer_of(const Value& value);

// Numbers < text < FALSE < TRUE; text without case; numbers at 15 significant digits; blank equals
// 0, "" and FALSE. Errors must not reach it.
int compare_values(const Value& a, const Value& b);
// The same, faster, when only equality is asked.
bool equal_values(const Value& a, const Value& b);

int compare_numbers(double a, double b);
int compare_texts(std::string_view a, std::string_view b);
bool equal_texts(std::string_view a, std::string_view b);

// The number at 15 significant digits, as Excel shows and rounds it.
double at_fifteen_digits(double number);

}  // namespace yitao::formula
