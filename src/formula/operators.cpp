#include <cmath>

#include "formula/interpreter.h"

namespace yitao::formula {

namespace {

Value add(Scalars& a) {
    double left = a.number(0);
    return left + a.number(1);
}

Value subtract(Scalars& a) {
    double left = a.number(0);
    return left - a.number(1);
}

Value multiply(Scalars& a) {
    double left = a.number(0);
    return left * a.number(1);
}

Value divide(Scalars& a) {
    double left = a.number(0);
    double right = a.number(1);
    if (right == 0) a.fail(ExcelError::kDiv0);
    return left / right;
}

Value power(Scalars& a) {
    double base = a.number(0);
    double exponent = a.number(1);
    if (base == 0 && exponent == 0) a.fail(ExcelError::kNum);
    if (base == 0 && exponent < 0) a.fail(ExcelError::kDiv0);
    return std::pow(base, exponent);
}

Value join(Scalars& a) {
    std::string left = a.text(0);
    return left + a.text(1);
}

// Compares after errors, the left one first, have had their say.
template <typename Test>
Value compare(Scalars& a, Test test) {
    for (size_t i = 0; i < 2; ++i) {
        if (a.value(i).is_error()) return a.value(i);
    }
    return test(a.value(0), a.value(1));
}

Value equal(Scalars& a) { return compare(a, equal_values); }
Value not_equal(Scalars& a) {
    return compare(a, [](const Value& x, const Value& y) { return !equal_values(x, y); });
}
Value less(Scalars& a) {
    return compare(a, [](const Value& x, const Value& y) { return compare_values(x, y) < 0; });
}
Value less_equal(Scalars& a) {
    return compare(a, [](const Value& x, const Value& y) { return compare_values(x, y) <= 0; });
}
Value greater(Scalars& a) {
    return compare(a, [](const Value& x, const Value& y) { return compare_values(x, y) > 0; });
}
Value greater_equal(Scalars& a) {
    return compare(a, [](const Value& x, const Value& y) { return compare_values(x, y) >= 0; });
}

Value negate(Scalars& a) { return -a.number(0); }
Value plus(Scalars& a) { return a.value(0); }  // Excel's + changes nothing, not even text
Value percent(Scalars& a) { return a.number(0) / 100; }

}  // namespace

ScalarFunction operator_function(Operator op) {
    switch (op) {
        case Operator::kAdd: return add;
        case Operator::kSubtract: return subtract;
        case Operator::kMultiply: return multiply;
        case Operator::kDivide: return divide;
        case Operator::kPower: return power;
        case Operator::kJoin: return join;
        case Operator::kEqual: return equal;
        case Operator::kNotEqual: return not_equal;
        case Operator::kLess: return less;
        case Operator::kLessEqual: return less_equal;
        case Operator::kGreater: return greater;
        case Operator::kGreaterEqual: return greater_equal;
        case Operator::kNegate: return negate;
        case Operator::kPercent: return percent;
        default: return plus;
    }
}

}  // namespace yitao::formula
