// SUM, COUNT, AVERAGE, MAX, MIN and the IFS family. Columns of ledgers go to aggregate.h, which has
// the measures and the exact sums; cells and arrays are added here in their order, as Excel does.
#include <algorithm>
#include <cmath>

#include "formula/distinct_keys.h"
#include "formula/interpreter.h"
#include "formula/numbers_of.h"
#include "formula/reader.h"

namespace yitao::formula {

namespace {

// One aggregate over a range of ledger columns that has one column.
Value of_column(Interpreter& in, Aggregate aggregate, const LedgerRange& range, size_t column) {
    std::optional<AggregateContext> context = in.aggregate_context(range.world);
    if (!context) return ExcelError::kValue;
    AggregateCall call;
    call.aggregate = aggregate;
    call.value = ColumnArgument{range.table, column};
    return evaluate_aggregate(call, *context);
}

const LedgerRange* columns_of(const Argument& argument) {
    return std::get_if<LedgerRange>(&argument);
}

// Sum of one number for each column.
Outcome<double> total_of_columns(Interpreter& in, Aggregate aggregate, const LedgerRange& range) {
    double total = 0;
    for (size_t c = range.first_column; c <= range.last_column; ++c) {
        Value value = of_column(in, aggregate, range, c);
        if (value.is_error()) return std::unexpected(value.error());
        total += value.number();
    }
    return total;
}

Outcome<double> sum_of(Interpreter& in, const Argument& argument) {
    if (const LedgerRange* range = columns_of(argument)) {
        return total_of_columns(in, Aggregate::kSum, *range);
    }
    double total = 0;
    auto done = each_number(in, argument, [&total](double number) { total += number; });
    if (!done) return std::unexpected(done.error());
    return total;
}

Outcome<double> count_of(Interpreter& in, const Argument& argument) {
    if (const LedgerRange* range = columns_of(argument)) {
        return total_of_columns(in, Aggregate::kCountNumbers, *range);
    }
    if (const Value* value = std::get_if<Value>(&argument)) return number_of(*value) ? 1.0 : 0.0;
    double count = 0;
    each_stored(in, argument, [&count](const Value& value) { count += value.is_number(); });
    return count;
}

Argument sum(Interpreter& in, std::span<const Argument> arguments) {
    double total = 0;
    for (const Argument& argument : arguments) {
        Outcome<double> part = sum_of(in, argument);
        if (!part) return Value(part.error());
        total += *part;
    }
    return finite(total);
}

Argument count(Interpreter& in, std::span<const Argument> arguments) {
    double total = 0;
    for (const Argument& argument : arguments) total += count_of(in, argument).value_or(0);
    return Value(total);
}

Argument average(Interpreter& in, std::span<const Argument> arguments) {
    if (arguments.size() == 1) {
        const LedgerRange* range = columns_of(arguments[0]);
        if (range != nullptr && range->column_count() == 1) {
            return of_column(in, Aggregate::kAverage, *range, range->first_column);
        }
    }
    double total = 0;
    double numbers = 0;
    for (const Argument& argument : arguments) {
        Outcome<double> part = sum_of(in, argument);
        if (!part) return Value(part.error());
        total += *part;
        numbers += count_of(in, argument).value_or(0);
    }
    if (numbers == 0) return Value(ExcelError::kDiv0);
    return finite(total / numbers);
}

// MAX and MIN.
Argument extreme(Interpreter& in, std::span<const Argument> arguments, Aggregate aggregate) {
    const LedgerRange* only = arguments.size() == 1 ? columns_of(arguments[0]) : nullptr;
    if (only != nullptr && only->column_count() == 1) {
        return of_column(in, aggregate, *only, only->first_column);
    }
    std::optional<double> best;
    auto offer = [&](double number) {
        bool better = !best || (aggregate == Aggregate::kMax ? number > *best : number < *best);
        if (better) best = number;
    };
    for (const Argument& argument : arguments) {
        const LedgerRange* range = columns_of(argument);
        if (range == nullptr) {
            auto done = each_number(in, argument, offer);
            if (!done) return Value(done.error());
            continue;
        }
        for (size_t c = range->first_column; c <= range->last_column; ++c) {
            Value value = of_column(in, aggregate, *range, c);
            if (value.is_error()) return value;
            // 0 may mean "no numbers": ask only then.
            bool any = value.number() != 0 ||
                       of_column(in, Aggregate::kCountNumbers, *range, c) != Value(0.0);
            if (any) offer(value.number());
        }
    }
    return Value(best.value_or(0));
}

Argument max(Interpreter& in, std::span<const Argument> arguments) {
    return extreme(in, arguments, Aggregate::kMax);
}
Argument min(Interpreter& in, std::span<const Argument> arguments) {
    return extreme(in, arguments, Aggregate::kMin);
}

Argument count_values(Interpreter& in, std::span<const Argument> arguments) {
    double total = 0;
    for (const Argument& argument : arguments) {
        if (const LedgerRange* range = columns_of(argument)) {
            total += total_of_columns(in, Aggregate::kCountValues, *range).value_or(0);
        } else if (std::holds_alternative<Value>(argument)) {
            ++total;
        } else if (const auto* array = std::get_if<MatrixPtr>(&argument)) {
            // Blanks that FILTER or UNIQUE took over from cells are elements like any other.
            total += static_cast<double>((*array)->values.size());
        } else {
            each_stored(in, argument, [&total](const Value& v) { total += !v.is_blank(); });
        }
    }
    return Value(total);
}

// Different values, blanks and empty texts left out.
Argument count_unique(Interpreter& in, std::span<const Argument> arguments) {
    if (const LedgerRange* only = arguments.size() == 1 ? columns_of(arguments[0]) : nullptr) {
        if (only->column_count() == 1) {
            return of_column(in, Aggregate::kCountDistinct, *only, only->first_column);
        }
    }
    DistinctValues values;
    for (const Argument& argument : arguments) {
        each_stored(in, argument, [&values](const Value& value) { values.add(value); });
    }
    return Value(static_cast<double>(values.count()));
}

// Blanks and empty texts; a whole sheet column has blanks beyond its used part.
Argument count_blank(Interpreter& in, std::span<const Argument> arguments) {
    if (const LedgerRange* range = columns_of(arguments[0])) {
        std::optional<AggregateContext> context = in.aggregate_context(range->world);
        if (!context) return Value(ExcelError::kValue);
        double total = 0;
        for (size_t c = range->first_column; c <= range->last_column; ++c) {
            AggregateCall call;
            call.criteria.emplace_back(ColumnArgument{range->table, c}, Value(""));
            total += evaluate_aggregate(call, *context).number();
        }
        return Value(total);
    }
    Reader reader(in, arguments[0]);
    if (reader.error()) return Value(*reader.error());
    double filled = 0;
    each_stored(in, arguments[0], [&filled](const Value& value) {
        filled += !value.is_blank() && !(value.is_text() && value.text().empty());
    });
    return Value(static_cast<double>(reader.size()) - filled);
}

// Arrays of one shape, multiplied cell by cell and added; what is no number counts as 0.
Argument sum_product(Interpreter& in, std::span<const Argument> arguments) {
    std::vector<Reader> readers;
    readers.reserve(arguments.size());
    for (const Argument& argument : arguments) readers.emplace_back(in, argument);
    double total = 0;
    size_t rows = readers[0].stored_rows();
    size_t columns = readers[0].stored_columns();
    for (const Reader& reader : readers) {
        if (reader.error()) return Value(*reader.error());
        if (reader.rows() != readers[0].rows() || reader.columns() != readers[0].columns()) {
            return Value(ExcelError::kValue);
        }
        rows = std::max(rows, reader.stored_rows());
        columns = std::max(columns, reader.stored_columns());
    }
    Value scratch;
    for (size_t r = 0; r < rows; ++r) {
        for (size_t c = 0; c < columns; ++c) {
            double product = 1;
            for (const Reader& reader : readers) {
                const Value& value = reader.at(r, c, scratch);
                if (value.is_error()) return value;
                product *= value.is_number() ? value.number() : 0;
            }
            total += product;
        }
    }
    return finite(total);
}

constexpr Function kFunctions[] = {
    general("SUM", 1, kManyArguments, sum),
    general("COUNT", 1, kManyArguments, count),
    general("COUNTA", 1, kManyArguments, count_values),
    general("COUNTBLANK", 1, 1, count_blank),
    general("COUNTUNIQUE", 1, kManyArguments, count_unique),
    general("AVERAGE", 1, kManyArguments, average),
    general("MAX", 1, kManyArguments, max),
    general("MIN", 1, kManyArguments, min),
    general("SUMPRODUCT", 1, kManyArguments, sum_product),
};

}  // namespace

std::span<const Function> aggregate_functions() { return kFunctions; }

}  // namespace yitao::formula
