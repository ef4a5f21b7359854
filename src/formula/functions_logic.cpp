// IF and its kin: what decides, and what asks what a value is.
#include <array>
#include <cmath>

#include "formula/interpreter.h"
#include "formula/reader.h"

namespace yitao::formula {

namespace {

Argument evaluate_or(Interpreter& in, std::span<const Node> arguments, size_t i, Value otherwise) {
    if (i >= arguments.size()) return otherwise;
    if (arguments[i].kind == NodeKind::kOmitted) return Value(0.0);
    return in.evaluate(arguments[i]);
}

// An argument read to the end: single values stay single.
bool is_single(Interpreter& in, const Argument& argument) {
    return std::holds_alternative<Value>(argument) || Reader(in, argument).is_single();
}

Value choose_cell(Scalars& a) {
    bool truth = a.boolean(0);
    return a.failed() ? Value() : a.value(truth ? 1 : 2);
}

Argument if_then(Interpreter& in, std::span<const Node> arguments) {
    Argument condition = in.evaluate(arguments[0]);
    if (is_single(in, condition)) {
        Outcome<bool> truth = boolean_of(in.single(condition));
        if (!truth) return Value(truth.error());
        return evaluate_or(in, arguments, *truth ? 1 : 2, Value(false));
    }
    std::array<Argument, 3> parts = {std::move(condition),
                                     evaluate_or(in, arguments, 1, Value(false)),
                                     evaluate_or(in, arguments, 2, Value(false))};
    return in.lift(choose_cell, parts);
}

// The argument, as IF hands it on: nothing between two commas is 0.
Value single_or(Interpreter& in, std::span<const Node> arguments, size_t i, Value otherwise) {
    if (i >= arguments.size()) return otherwise;
    if (arguments[i].kind == NodeKind::kOmitted) return 0.0;
    return in.value_of(arguments[i]);
}

Value if_single(Interpreter& in, std::span<const Node> arguments) {
    Value scratch;
    Outcome<bool> truth = boolean_of(in.value_at(arguments[0], scratch));
    if (!truth) return truth.error();
    return single_or(in, arguments, *truth ? 1 : 2, false);
}

Value ifs_single(Interpreter& in, std::span<const Node> arguments) {
    for (size_t i = 0; i + 1 < arguments.size(); i += 2) {
        Value scratch;
        Outcome<bool> truth = boolean_of(in.value_at(arguments[i], scratch));
        if (!truth) return truth.error();
        if (*truth) return single_or(in, arguments, i + 1, Value());
    }
    return ExcelError::kNa;
}

// Stands for "no condition held" while IFS and SWITCH are worked out over arrays.
Argument ifs_from(Interpreter& in, std::span<const Node> arguments) {
    if (arguments.empty()) return Value(ExcelError::kNa);
    Argument condition = in.evaluate(arguments[0]);
    if (is_single(in, condition)) {
        Outcome<bool> truth = boolean_of(in.single(condition));
        if (!truth) return Value(truth.error());
        return *truth ? evaluate_or(in, arguments, 1, Value())
                      : ifs_from(in, arguments.subspan(2));
    }
    std::array<Argument, 3> parts = {std::move(condition),
                                     evaluate_or(in, arguments, 1, Value()),
                                     ifs_from(in, arguments.subspan(2))};
    return in.lift(choose_cell, parts);
}

Value error_or(Scalars& a) { return a.value(0).is_error() ? a.value(1) : a.value(0); }
Value na_or(Scalars& a) { return a.value(0) == Value(ExcelError::kNa) ? a.value(1) : a.value(0); }

Argument if_bad(Interpreter& in, std::span<const Node> arguments, ScalarFunction choose) {
    Argument value = in.evaluate(arguments[0]);
    if (!is_single(in, value)) {
        std::array<Argument, 2> parts = {std::move(value),
                                         evaluate_or(in, arguments, 1, Value())};
        return in.lift(choose, parts);
    }
    Value single = in.single(value);
    bool bad = single.is_error() && (choose == error_or || single.error() == ExcelError::kNa);
    return bad ? evaluate_or(in, arguments, 1, Value()) : value;
}

Value if_error_single(Interpreter& in, std::span<const Node> arguments) {
    Value value = in.value_of(arguments[0]);
    return value.is_error() ? single_or(in, arguments, 1, Value()) : value;
}
Value if_na_single(Interpreter& in, std::span<const Node> arguments) {
    Value value = in.value_of(arguments[0]);
    return value == Value(ExcelError::kNa) ? single_or(in, arguments, 1, Value()) : value;
}

Argument if_error(Interpreter& in, std::span<const Node> arguments) {
    return if_bad(in, arguments, error_or);
}
Argument if_na(Interpreter& in, std::span<const Node> arguments) {
    return if_bad(in, arguments, na_or);
}

Value same(Scalars& a) {
    for (size_t i = 0; i < 2; ++i) {
        if (a.value(i).is_error()) return a.value(i);
    }
    return equal_values(a.value(0), a.value(1));
}

Argument switch_from(Interpreter& in, const Argument& value, std::span<const Node> cases) {
    if (cases.empty()) return Value(ExcelError::kNa);
    if (cases.size() == 1) return evaluate_or(in, cases, 0, Value());
    std::array<Argument, 2> pair = {value, in.evaluate(cases[0])};
    Argument hit = in.lift(same, pair);
    if (is_single(in, hit)) {
        Value truth = in.single(hit);
        if (truth.is_error()) return truth;
        return truth.boolean() ? evaluate_or(in, cases, 1, Value())
                               : switch_from(in, value, cases.subspan(2));
    }
    std::array<Argument, 3> parts = {std::move(hit), evaluate_or(in, cases, 1, Value()),
                                     switch_from(in, value, cases.subspan(2))};
    return in.lift(choose_cell, parts);
}

Argument switch_case(Interpreter& in, std::span<const Node> arguments) {
    Argument value = in.evaluate(arguments[0]);
    return switch_from(in, value, arguments.subspan(1));
}

Value choose_scalar(Scalars& a) {
    int index = a.integer(0);
    if (index < 1 || static_cast<size_t>(index) >= a.size()) a.fail(ExcelError::kValue);
    return a.failed() ? Value() : a.value(static_cast<size_t>(index));
}

Argument choose(Interpreter& in, std::span<const Node> arguments) {
    Argument index = in.evaluate(arguments[0]);
    if (!is_single(in, index)) {
        std::vector<Argument> all = {std::move(index)};
        for (const Node& node : arguments.subspan(1)) all.push_back(in.evaluate(node));
        return in.lift(choose_scalar, all);
    }
    Outcome<int> number = integer_of(in.single(index));
    if (!number) return Value(number.error());
    if (*number < 1 || static_cast<size_t>(*number) >= arguments.size()) {
        return Value(ExcelError::kValue);
    }
    return evaluate_or(in, arguments, static_cast<size_t>(*number), Value());
}

// Counts the truths among the arguments. In arrays and ranges texts and blanks are passed over;
// without any truth value at all the answer is #VALUE!.
struct Truths {
    size_t yes = 0;
    size_t no = 0;
    std::optional<ExcelError> error;

    void add(bool truth) { ++(truth ? yes : no); }
    // One that stands by itself; false: an error, which ends the count.
    bool add(const Value& value) {
        Outcome<bool> truth = boolean_of(value);
        if (!truth) {
            error = truth.error();
        } else {
            add(*truth);
        }
        return !error;
    }
    [[nodiscard]] Value answer(bool truth) const {
        if (error) return *error;
        if (yes + no == 0) return ExcelError::kValue;
        return truth;
    }
};

Truths count_truths(Interpreter& in, std::span<const Argument> arguments) {
    Truths truths;
    for (const Argument& argument : arguments) {
        if (const Value* value = std::get_if<Value>(&argument)) {
            if (!truths.add(*value)) return truths;
            continue;
        }
        Reader reader(in, argument);
        Value scratch;
        for (size_t r = 0; r < reader.stored_rows(); ++r) {
            for (size_t c = 0; c < reader.stored_columns(); ++c) {
                const Value& value = reader.at(r, c, scratch);
                if (value.is_error()) {
                    truths.error = value.error();
                    return truths;
                }
                if (value.is_boolean()) truths.add(value.boolean());
                if (value.is_number()) truths.add(value.number() != 0);
            }
        }
    }
    return truths;
}

// The answer may be known early: an error further on still counts.
Truths count_single_truths(Interpreter& in, std::span<const Node> arguments) {
    Truths truths;
    for (const Node& argument : arguments) {
        Value scratch;
        if (!truths.add(in.value_at(argument, scratch))) break;
    }
    return truths;
}

Value and_single(Interpreter& in, std::span<const Node> arguments) {
    Truths truths = count_single_truths(in, arguments);
    return truths.answer(truths.no == 0);
}
Value or_single(Interpreter& in, std::span<const Node> arguments) {
    Truths truths = count_single_truths(in, arguments);
    return truths.answer(truths.yes > 0);
}

Argument and_of(Interpreter& in, std::span<const Argument> arguments) {
    Truths truths = count_truths(in, arguments);
    return truths.answer(truths.no == 0);
}
Argument or_of(Interpreter& in, std::span<const Argument> arguments) {
    Truths truths = count_truths(in, arguments);
    return truths.answer(truths.yes > 0);
}
Argument xor_of(Interpreter& in, std::span<const Argument> arguments) {
    Truths truths = count_truths(in, arguments);
    return truths.answer(truths.yes % 2 == 1);
}

Value not_of(Scalars& a) { return !a.boolean(0); }
Value true_of(Scalars&) { return true; }
Value false_of(Scalars&) { return false; }
Value na(Scalars&) { return ExcelError::kNa; }

Value is_blank(Scalars& a) { return a.value(0).is_blank(); }
Value is_number(Scalars& a) { return a.value(0).is_number(); }
Value is_text(Scalars& a) { return a.value(0).is_text(); }
Value is_non_text(Scalars& a) { return !a.value(0).is_text(); }
Value is_logical(Scalars& a) { return a.value(0).is_boolean(); }
Value is_error(Scalars& a) { return a.value(0).is_error(); }
Value is_na(Scalars& a) { return a.value(0) == Value(ExcelError::kNa); }
Value is_err(Scalars& a) { return a.value(0).is_error() && a.value(0) != Value(ExcelError::kNa); }

Value is_even_value(Scalars& a, bool wanted) {
    if (a.value(0).is_boolean()) a.fail(ExcelError::kValue);
    double whole = std::trunc(a.number(0));
    return (std::fmod(whole, 2) == 0) == wanted;
}
Value is_even(Scalars& a) { return is_even_value(a, true); }
Value is_odd(Scalars& a) { return is_even_value(a, false); }

Value n_of(Scalars& a) {
    const Value& value = a.value(0);
    if (value.is_error() || value.is_number()) return value;
    return value.is_boolean() && value.boolean() ? 1.0 : 0.0;
}
Value t_of(Scalars& a) {
    const Value& value = a.value(0);
    return value.is_text() || value.is_error() ? value : Value("");
}

Value type_of(Scalars& a) {
    const Value& value = a.value(0);
    if (value.is_text()) return 2;
    if (value.is_boolean()) return 4;
    return value.is_error() ? 16 : 1;
}

Value error_type(Scalars& a) {
    // #NULL! 1, #DIV/0! 2 … #N/A 7, #SPILL! 9, #CALC! 14
    static constexpr std::array<int, 9> kNumbers = {1, 2, 3, 4, 5, 6, 7, 9, 14};
    const Value& value = a.value(0);
    if (!value.is_error()) return ExcelError::kNa;
    return kNumbers[static_cast<size_t>(value.error())];
}

Argument as_of(Interpreter& in, std::span<const Node> arguments) {
    Outcome<double> serial = number_of(in.single(in.evaluate(arguments[0])));
    if (!serial) return Value(serial.error());
    std::optional<Date> date;
    if (std::fabs(*serial) < 1e9) date = Date::from_serial(static_cast<int64_t>(*serial));
    if (!date) return Value(ExcelError::kNum);
    return in.evaluate_as_of(*date, arguments[1]);
}

constexpr Function kFunctions[] = {
    lazy("IF", 2, 3, if_then).with_single(if_single),
    lazy("IFS", 2, kManyArguments, ifs_from, Pairing::kEven).with_single(ifs_single),
    lazy("IFERROR", 2, 2, if_error).with_single(if_error_single),
    lazy("IFNA", 2, 2, if_na).with_single(if_na_single),
    lazy("SWITCH", 3, kManyArguments, switch_case),
    lazy("CHOOSE", 2, kManyArguments, choose),
    lazy("ASOF", 2, 2, as_of),
    general("AND", 1, kManyArguments, and_of).with_single(and_single),
    general("OR", 1, kManyArguments, or_of).with_single(or_single),
    general("XOR", 1, kManyArguments, xor_of),
    scalar("NOT", 1, 1, not_of),
    scalar("TRUE", 0, 0, true_of),
    scalar("FALSE", 0, 0, false_of),
    scalar("NA", 0, 0, na),
    scalar("ISBLANK", 1, 1, is_blank),
    scalar("ISNUMBER", 1, 1, is_number),
    scalar("ISTEXT", 1, 1, is_text),
    scalar("ISNONTEXT", 1, 1, is_non_text),
    scalar("ISLOGICAL", 1, 1, is_logical),
    scalar("ISERROR", 1, 1, is_error),
    scalar("ISERR", 1, 1, is_err),
    scalar("ISNA", 1, 1, is_na),
    scalar("ISEVEN", 1, 1, is_even),
    scalar("ISODD", 1, 1, is_odd),
    scalar("N", 1, 1, n_of),
    scalar("T", 1, 1, t_of),
    scalar("TYPE", 1, 1, type_of),
    scalar("ERROR.TYPE", 1, 1, error_type),
};

}  // namespace

std::span<const Function> logic_functions() { return kFunctions; }

}  // namespace yitao::formula
