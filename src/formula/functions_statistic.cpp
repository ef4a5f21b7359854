// Order and spread: MEDIAN, LARGE, RANK, STDEV … All read their numbers once into a list.
#include <algorithm>
#include <cmath>
#include <map>

#include "formula/interpreter.h"
#include "formula/numbers_of.h"

namespace yitao::formula {

namespace {

Argument median(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a);
    if (!numbers) return Value(numbers.error());
    if (numbers->empty()) return Value(ExcelError::kNum);
    std::ranges::sort(*numbers);
    size_t middle = numbers->size() / 2;
    if (numbers->size() % 2 == 1) return Value((*numbers)[middle]);
    return Value(((*numbers)[middle - 1] + (*numbers)[middle]) / 2);
}

// The k-th from the top or bottom; k may be an array.
Argument kth(Interpreter& in, std::span<const Argument> a, bool from_top) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a.first(1));
    if (!numbers) return Value(numbers.error());
    std::ranges::sort(*numbers);
    if (from_top) std::ranges::reverse(*numbers);
    auto pick = [&](const Value& value) -> Value {
        Outcome<double> k = number_of(value);
        if (!k) return k.error();
        double place = std::ceil(*k);
        if (place < 1 || place > static_cast<double>(numbers->size())) return ExcelError::kNum;
        return (*numbers)[static_cast<size_t>(place) - 1];
    };
    Reader places(in, a[1]);
    if (places.is_single()) return pick(places.get(0, 0));
    if (!in.spend(places.rows(), places.columns())) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = places.rows();
    result->columns = places.columns();
    Value scratch;
    for (size_t i = 0; i < places.size(); ++i) {
        result->values.push_back(pick(places.at(i, scratch)));
    }
    return result;
}
Argument large(Interpreter& in, std::span<const Argument> a) {
    return kth(in, a, true);
}
Argument small(Interpreter& in, std::span<const Argument> a) {
    return kth(in, a, false);
}

// RANK(number, list, [ascending]); the number may be an array.
Argument rank_of(Interpreter& in, std::span<const Argument> a, bool averaged) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a.subspan(1, 1));
    if (!numbers) return Value(numbers.error());
    Outcome<double> order = a.size() > 2 ? number_of(in.single(a[2])) : Outcome<double>(0);
    if (!order) return Value(order.error());
    std::ranges::sort(*numbers);
    auto place = [&](const Value& value) -> Value {
        Outcome<double> number = number_of(value);
        if (!number) return number.error();
        auto [first, last] = std::ranges::equal_range(*numbers, *number);
        if (first == last) return ExcelError::kNa;
        double before = *order != 0 ? static_cast<double>(first - numbers->begin())
                                    : static_cast<double>(numbers->end() - last);
        double ties = averaged ? static_cast<double>(last - first - 1) / 2 : 0;
        return before + 1 + ties;
    };
    Reader wanted(in, a[0]);
    if (wanted.is_single()) return place(wanted.get(0, 0));
    if (!in.spend(wanted.rows(), wanted.columns())) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = wanted.rows();
    result->columns = wanted.columns();
    Value scratch;
    for (size_t i = 0; i < wanted.size(); ++i) {
        result->values.push_back(place(wanted.at(i, scratch)));
    }
    return result;
}
Argument rank(Interpreter& in, std::span<const Argument> a) {
    return rank_of(in, a, false);
}
Argument rank_average(Interpreter& in, std::span<const Argument> a) {
    return rank_of(in, a, true);
}

// Squares of the distances from the mean, over n or n - 1.
Argument spread(Interpreter& in, std::span<const Argument> a, bool sample, bool root) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a);
    if (!numbers) return Value(numbers.error());
    auto count = static_cast<double>(numbers->size());
    double under = sample ? count - 1 : count;
    if (under <= 0) return Value(ExcelError::kDiv0);
    double mean = 0;
    for (double number : *numbers) mean += number;
    mean /= count;
    double total = 0;
    for (double number : *numbers) total += (number - mean) * (number - mean);
    return finite(root ? std::sqrt(total / under) : total / under);
}
Argument stdev_s(Interpreter& in, std::span<const Argument> a) {
    return spread(in, a, true, true);
}
Argument stdev_p(Interpreter& in, std::span<const Argument> a) {
    return spread(in, a, false, true);
}
Argument var_s(Interpreter& in, std::span<const Argument> a) {
    return spread(in, a, true, false);
}
Argument var_p(Interpreter& in, std::span<const Argument> a) {
    return spread(in, a, false, false);
}

// The most frequent number, the first of equals.
Argument mode(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a);
    if (!numbers) return Value(numbers.error());
    std::map<double, size_t> counts;
    for (double number : *numbers) ++counts[number];
    size_t best = 1;
    std::optional<double> found;
    for (double number : *numbers) {
        if (counts[number] <= best) continue;
        best = counts[number];
        found = number;
    }
    return found ? Value(*found) : Value(ExcelError::kNa);
}

// PERCENTILE and QUARTILE: between two neighbours by proportion, ends included.
Value percentile_of(std::vector<double>& numbers, double k) {
    if (numbers.empty() || !(k >= 0 && k <= 1)) return ExcelError::kNum;
    std::ranges::sort(numbers);
    double place = k * static_cast<double>(numbers.size() - 1);
    auto below = static_cast<size_t>(place);
    if (below + 1 >= numbers.size()) return numbers.back();
    double share = place - static_cast<double>(below);
    return numbers[below] + share * (numbers[below + 1] - numbers[below]);
}
// The same, ends left out.
Value percentile_between(std::vector<double>& numbers, double k) {
    auto count = static_cast<double>(numbers.size());
    double place = k * (count + 1);
    if (!(k > 0 && k < 1) || place < 1 || place > count) return ExcelError::kNum;
    return percentile_of(numbers, count == 1 ? 0 : (place - 1) / (count - 1));
}
Argument percentile(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a.first(1));
    if (!numbers) return Value(numbers.error());
    Outcome<double> k = number_of(in.single(a[1]));
    return k ? percentile_of(*numbers, *k) : Value(k.error());
}
Argument quartile(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a.first(1));
    if (!numbers) return Value(numbers.error());
    Outcome<double> k = number_of(in.single(a[1]));
    return k ? percentile_of(*numbers, std::trunc(*k) / 4) : Value(k.error());
}
Argument percentile_exclusive(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a.first(1));
    if (!numbers) return Value(numbers.error());
    Outcome<double> k = number_of(in.single(a[1]));
    return k ? percentile_between(*numbers, *k) : Value(k.error());
}
Argument quartile_exclusive(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a.first(1));
    if (!numbers) return Value(numbers.error());
    Outcome<double> k = number_of(in.single(a[1]));
    return k ? percentile_between(*numbers, std::trunc(*k) / 4) : Value(k.error());
}

// FREQUENCY(numbers, bounds): how many fall in (bound before, bound], and above the last; a bound
// given twice counts once, where it stands first.
Argument frequency(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = numbers_of(in, a.first(1));
    if (!numbers) return Value(numbers.error());
    Outcome<std::vector<double>> bounds = numbers_of(in, a.subspan(1, 1));
    if (!bounds) return Value(bounds.error());
    std::ranges::sort(*numbers);
    auto not_above = [&](double bound) {
        return std::ranges::upper_bound(*numbers, bound) - numbers->begin();
    };
    std::map<double, std::pair<size_t, double>> below;  // bound → where it stands first, how many
    for (size_t i = 0; i < bounds->size(); ++i) below.try_emplace((*bounds)[i], i, 0.0);
    double before = 0;
    for (auto& [bound, entry] : below) {
        auto reached = static_cast<double>(not_above(bound));
        entry.second = reached - before;
        before = reached;
    }
    if (!in.spend(bounds->size() + 1, 1)) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = bounds->size() + 1;
    result->columns = 1;
    result->values.assign(result->rows, Value(0.0));
    for (const auto& [bound, entry] : below) result->values[entry.first] = entry.second;
    result->values.back() = static_cast<double>(numbers->size()) - before;
    return result;
}

// AVERAGEA, MAXA, MINA: in cells a text counts as 0, TRUE as 1.
Outcome<std::vector<double>> all_as_numbers(Interpreter& in, std::span<const Argument> arguments) {
    std::vector<double> numbers;
    for (const Argument& argument : arguments) {
        std::optional<ExcelError> error;
        each_stored(in, argument, [&](const Value& value) {
            if (value.is_error() && !error) error = value.error();
            if (value.is_number()) numbers.push_back(value.number());
            if (value.is_boolean()) numbers.push_back(value.boolean() ? 1 : 0);
            if (value.is_text()) numbers.push_back(0);
        });
        if (error) return std::unexpected(*error);
    }
    return numbers;
}
Argument average_a(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = all_as_numbers(in, a);
    if (!numbers) return Value(numbers.error());
    if (numbers->empty()) return Value(ExcelError::kDiv0);
    double total = 0;
    for (double number : *numbers) total += number;
    return finite(total / static_cast<double>(numbers->size()));
}
Argument max_a(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = all_as_numbers(in, a);
    if (!numbers) return Value(numbers.error());
    return Value(numbers->empty() ? 0 : std::ranges::max(*numbers));
}
Argument min_a(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::vector<double>> numbers = all_as_numbers(in, a);
    if (!numbers) return Value(numbers.error());
    return Value(numbers->empty() ? 0 : std::ranges::min(*numbers));
}

constexpr Function kFunctions[] = {
    general("MEDIAN", 1, kManyArguments, median),
    general("LARGE", 2, 2, large),
    general("SMALL", 2, 2, small),
    general("RANK", 2, 3, rank),
    general("RANK.EQ", 2, 3, rank),
    general("RANK.AVG", 2, 3, rank_average),
    general("STDEV", 1, kManyArguments, stdev_s),
    general("STDEV.S", 1, kManyArguments, stdev_s),
    general("STDEVP", 1, kManyArguments, stdev_p),
    general("STDEV.P", 1, kManyArguments, stdev_p),
    general("VAR", 1, kManyArguments, var_s),
    general("VAR.S", 1, kManyArguments, var_s),
    general("VARP", 1, kManyArguments, var_p),
    general("VAR.P", 1, kManyArguments, var_p),
    general("MODE", 1, kManyArguments, mode),
    general("MODE.SNGL", 1, kManyArguments, mode),
    general("PERCENTILE", 2, 2, percentile),
    general("PERCENTILE.INC", 2, 2, percentile),
    general("QUARTILE", 2, 2, quartile),
    general("QUARTILE.INC", 2, 2, quartile),
    general("PERCENTILE.EXC", 2, 2, percentile_exclusive),
    general("QUARTILE.EXC", 2, 2, quartile_exclusive),
    general("FREQUENCY", 2, 2, frequency),
    general("AVERAGEA", 1, kManyArguments, average_a),
    general("MAXA", 1, kManyArguments, max_a),
    general("MINA", 1, kManyArguments, min_a),
};

}  // namespace

std::span<const Function> statistic_functions() {
    return kFunctions;
}

}  // namespace yitao::formula
