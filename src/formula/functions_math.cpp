// Arithmetic. Rounding works on the number as its 15 digits show it, half away from zero, so that
// ROUND(1.005,2) is 1.01 as in Excel although no double is 1.005.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "formula/interpreter.h"
#include "formula/numbers_of.h"
#include "formula/rounding.h"

namespace yitao::formula {

namespace {

Value abs_of(Scalars& a) { return std::fabs(a.number(0)); }
Value sign(Scalars& a) {
    double x = a.number(0);
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}
Value int_of(Scalars& a) { return std::floor(at_fifteen_digits(a.number(0))); }

Value sqrt_of(Scalars& a) {
    double x = a.number(0);
    if (x < 0) a.fail(ExcelError::kNum);
    return std::sqrt(x);
}
Value exp_of(Scalars& a) { return std::exp(a.number(0)); }
Value positive_log(Scalars& a, double x, double result) {
    if (x <= 0) a.fail(ExcelError::kNum);
    return result;
}
Value ln(Scalars& a) {
    double x = a.number(0);
    return positive_log(a, x, std::log(x));
}
Value log10_of(Scalars& a) {
    double x = a.number(0);
    return positive_log(a, x, std::log10(x));
}
Value log_of(Scalars& a) {
    double x = a.number(0);
    double base = a.number(1, 10);
    if (base <= 0) a.fail(ExcelError::kNum);
    if (base == 1) a.fail(ExcelError::kDiv0);
    if (base == 10) return positive_log(a, x, std::log10(x));
    if (base == 2) return positive_log(a, x, std::log2(x));
    return positive_log(a, x, std::log(x) / std::log(base));
}

Value power(Scalars& a) {
    std::array<const Value*, 2> both = {&a.value(0), &a.value(1)};
    Scalars inner(both, a.scope());
    return inner.result(operator_function(Operator::kPower)(inner));
}

// The sign of the result is the divisor's.
Value mod(Scalars& a) {
    double x = a.number(0);
    double divisor = a.number(1);
    if (divisor == 0) a.fail(ExcelError::kDiv0);
    double quotient = x / divisor;
    if (std::fabs(quotient) >= 1125899906842624.0) a.fail(ExcelError::kNum);  // 2^50, Excel's bound
    double result = x - divisor * std::floor(at_fifteen_digits(quotient));
    return at_fifteen_digits(result) == 0 ? 0.0 : result;
}
Value quotient(Scalars& a) {
    double x = a.number(0);
    double divisor = a.number(1);
    if (divisor == 0) a.fail(ExcelError::kDiv0);
    return std::trunc(x / divisor);
}

Value round_of(Scalars& a) {
    double x = a.number(0);
    return round_decimals(x, a.integer(1), Rounding::kHalfAway);
}
Value round_up(Scalars& a) {
    double x = a.number(0);
    return round_decimals(x, a.integer(1), Rounding::kAway);
}
Value round_down(Scalars& a) {
    double x = a.number(0);
    return round_decimals(x, a.integer(1, 0), Rounding::kTowardsZero);
}

// A multiple of `step` near `x`; the quotient is read at 15 digits, so that 0.3/0.1 is 3.
double multiple(double x, double step, Rounding rounding) {
    return at_fifteen_digits(round_decimals(x / step, 0, rounding) * step);
}

Value m_round(Scalars& a) {
    double x = a.number(0);
    double step = a.number(1);
    if (step == 0) return 0;
    if (x != 0 && (x < 0) != (step < 0)) a.fail(ExcelError::kNum);
    return multiple(x, step, Rounding::kHalfAway);
}
Value ceiling(Scalars& a) {
    double x = a.number(0);
    double step = a.number(1, x < 0 ? -1 : 1);
    if (step == 0 || x == 0) return 0;
    if (x > 0 && step < 0) a.fail(ExcelError::kNum);
    return multiple(x, step, x < 0 && step > 0 ? Rounding::kTowardsZero : Rounding::kAway);
}
Value floor_of(Scalars& a) {
    double x = a.number(0);
    double step = a.number(1, x < 0 ? -1 : 1);
    if (x == 0) return 0;
    if (step == 0) a.fail(ExcelError::kDiv0);
    if (x > 0 && step < 0) a.fail(ExcelError::kNum);
    return multiple(x, step, x < 0 && step > 0 ? Rounding::kAway : Rounding::kTowardsZero);
}
// CEILING.MATH and FLOOR.MATH ignore the sign of the step; `mode` turns negatives round.
Value ceiling_math(Scalars& a) {
    double x = a.number(0);
    double step = std::fabs(a.number(1, 1));
    if (step == 0 || x == 0) return 0;
    bool away = x > 0 || a.number(2, 0) != 0;
    return multiple(x, step, away ? Rounding::kAway : Rounding::kTowardsZero);
}
Value floor_math(Scalars& a) {
    double x = a.number(0);
    double step = std::fabs(a.number(1, 1));
    if (step == 0 || x == 0) return 0;
    bool away = x < 0 && a.number(2, 0) == 0;
    return multiple(x, step, away ? Rounding::kAway : Rounding::kTowardsZero);
}

// Away from zero to the next whole number of the parity asked for.
Value next_of_parity(Scalars& a, double parity) {
    double x = a.number(0);
    double whole = round_decimals(std::fabs(x), 0, Rounding::kAway);
    if (std::fmod(whole, 2) != parity) whole += 1;
    return x < 0 ? -whole : whole;
}
Value even(Scalars& a) { return next_of_parity(a, 0); }
Value odd(Scalars& a) { return next_of_parity(a, 1); }

Value pi(Scalars&) { return std::numbers::pi; }
Value sin_of(Scalars& a) { return std::sin(a.number(0)); }
Value cos_of(Scalars& a) { return std::cos(a.number(0)); }
Value tan_of(Scalars& a) { return std::tan(a.number(0)); }
Value radians(Scalars& a) { return a.number(0) * std::numbers::pi / 180; }
Value degrees(Scalars& a) { return a.number(0) * 180 / std::numbers::pi; }

Value fact(Scalars& a) {
    int n = a.integer(0);
    if (n < 0 || n > 170) a.fail(ExcelError::kNum);
    double product = 1;
    for (int i = 2; i <= std::min(n, 170); ++i) product *= i;
    return product;
}
Value combin(Scalars& a) {
    int n = a.integer(0);
    int k = a.integer(1);
    if (n < 0 || k < 0 || k > n) a.fail(ExcelError::kNum);
    if (a.failed()) return {};
    double result = 1;
    for (int i = 1; i <= std::min(k, n - k) && std::isfinite(result); ++i) {
        result = result * (n - std::min(k, n - k) + i) / i;
    }
    return std::round(result);
}

Argument product(Interpreter& in, std::span<const Argument> arguments) {
    double result = 1;
    bool any = false;
    for (const Argument& argument : arguments) {
        const Value* value = std::get_if<Value>(&argument);
        if (value != nullptr && value->is_blank()) continue;
        auto done = each_number(in, argument, [&](double number) {
            result *= number;
            any = true;
        });
        if (!done) return Value(done.error());
    }
    return finite(any ? result : 0);
}

Argument sum_of_squares(Interpreter& in, std::span<const Argument> arguments) {
    double total = 0;
    for (const Argument& argument : arguments) {
        auto done = each_number(in, argument, [&](double number) { total += number * number; });
        if (!done) return Value(done.error());
    }
    return finite(total);
}

// GCD and LCM over whole numbers, cut towards zero.
Argument over_whole(Interpreter& in, std::span<const Argument> arguments, double start,
                    double (*step)(double, double)) {
    Outcome<std::vector<double>> numbers = numbers_of(in, arguments);
    if (!numbers) return Value(numbers.error());
    double result = start;
    for (double number : *numbers) {
        if (number < 0 || number >= 9007199254740992.0) return Value(ExcelError::kNum);
        result = step(result, std::trunc(number));
    }
    return finite(result);
}
double gcd_step(double a, double b) {
    while (b != 0) {
        double rest = std::fmod(a, b);
        a = b;
        b = rest;
    }
    return a;
}
double lcm_step(double a, double b) { return a == 0 || b == 0 ? 0 : a / gcd_step(a, b) * b; }
Argument gcd(Interpreter& in, std::span<const Argument> a) { return over_whole(in, a, 0, gcd_step); }
Argument lcm(Interpreter& in, std::span<const Argument> a) { return over_whole(in, a, 1, lcm_step); }

constexpr Function kFunctions[] = {
    scalar("ABS", 1, 1, abs_of),
    scalar("SIGN", 1, 1, sign),
    scalar("INT", 1, 1, int_of),
    scalar("SQRT", 1, 1, sqrt_of),
    scalar("EXP", 1, 1, exp_of),
    scalar("LN", 1, 1, ln),
    scalar("LOG", 1, 2, log_of),
    scalar("LOG10", 1, 1, log10_of),
    scalar("POWER", 2, 2, power),
    scalar("MOD", 2, 2, mod),
    scalar("QUOTIENT", 2, 2, quotient),
    scalar("ROUND", 2, 2, round_of),
    scalar("ROUNDUP", 2, 2, round_up),
    scalar("ROUNDDOWN", 2, 2, round_down),
    scalar("TRUNC", 1, 2, round_down),
    scalar("MROUND", 2, 2, m_round),
    scalar("CEILING", 1, 2, ceiling),
    scalar("FLOOR", 1, 2, floor_of),
    scalar("CEILING.MATH", 1, 3, ceiling_math),
    scalar("FLOOR.MATH", 1, 3, floor_math),
    scalar("EVEN", 1, 1, even),
    scalar("ODD", 1, 1, odd),
    scalar("PI", 0, 0, pi),
    scalar("SIN", 1, 1, sin_of),
    scalar("COS", 1, 1, cos_of),
    scalar("TAN", 1, 1, tan_of),
    scalar("RADIANS", 1, 1, radians),
    scalar("DEGREES", 1, 1, degrees),
    scalar("FACT", 1, 1, fact),
    scalar("COMBIN", 2, 2, combin),
    general("PRODUCT", 1, kManyArguments, product),
    general("SUMSQ", 1, kManyArguments, sum_of_squares),
    general("GCD", 1, kManyArguments, gcd),
    general("LCM", 1, kManyArguments, lcm),
};

}  // namespace

std::span<const Function> math_functions() { return kFunctions; }

}  // namespace yitao::formula
