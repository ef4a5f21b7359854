// COUNTIFS, SUMIFS, AVERAGEIFS, MAXIFS, MINIFS, COUNTUNIQUEIFS and the forms with one condition. A criterion that is
// an array gives an array of results.
#include <algorithm>

#include "base/limits.h"
#include "formula/interpreter.h"
#include "formula/reader.h"

namespace yitao::formula {

namespace {

// The ranges of one call, read once however many criteria are tried on them.
class Ranges {
  public:
    Ranges(Interpreter& in, Aggregate aggregate, const Argument* value,
           std::span<const Argument* const> tested)
        : in_(in), aggregate_(aggregate) {
        if (value != nullptr) ranges_.push_back(value);
        for (const Argument* range : tested) ranges_.push_back(range);
        has_value_ = value != nullptr;
        if (!open_columns()) open_cells();
    }

    Value evaluate(std::span<const Value> criteria) {
        if (error_) return *error_;
        return context_ ? over_columns(criteria) : over_cells(criteria);
    }

  private:
    // All ranges are single columns of ledgers of one world.
    bool open_columns() {
        const World* world = nullptr;
        bool many_allowed = !has_value_ && ranges_.size() == 1;  // COUNTIF over several columns
        for (const Argument* argument : ranges_) {
            const LedgerRange* range = std::get_if<LedgerRange>(argument);
            if (range == nullptr || (world != nullptr && range->world != world)) return false;
            if (range->column_count() != 1 && !many_allowed) return false;
            world = range->world;
        }
        if (auto context = in_.aggregate_context(world)) context_.emplace(*context);
        return context_.has_value();
    }

    Value over_columns(std::span<const Value> criteria) {
        const auto& first = std::get<LedgerRange>(*ranges_[0]);
        if (first.column_count() == 1) return over_columns_from(0, criteria);
        double total = 0;
        for (size_t c = 0; c < first.column_count(); ++c) {
            Value part = over_columns_from(c, criteria);
            if (part.is_error()) return part;
            total += part.number();
        }
        return total;
    }

    Value over_columns_from(size_t offset, std::span<const Value> criteria) {
        AggregateCall call;
        call.aggregate = aggregate_;
        auto column = [&](size_t i) {
            const auto& range = std::get<LedgerRange>(*ranges_[i]);
            return ColumnArgument{range.table, range.first_column + offset};
        };
        size_t values = has_value_ ? 1 : 0;
        if (has_value_) call.value = column(0);
        for (size_t i = 0; i < criteria.size(); ++i) {
            call.criteria.emplace_back(column(values + i), criteria[i]);
        }
        return evaluate_aggregate(call, *context_);
    }

    // Anything else is read into arrays, all cut to the largest part in use.
    void open_cells() {
        std::vector<Reader> readers;
        size_t rows = 0;
        size_t columns = 0;
        for (const Argument* argument : ranges_) {
            const Reader& reader = readers.emplace_back(in_, *argument);
            if (reader.error()) error_ = *reader.error();
            if (reader.rows() != readers[0].rows() || reader.columns() != readers[0].columns()) {
                error_ = ExcelError::kValue;
            }
            rows = std::max(rows, reader.stored_rows());
            columns = std::max(columns, reader.stored_columns());
        }
        if (error_) return;
        beyond_ = static_cast<double>(readers[0].size()) - static_cast<double>(rows * columns);
        for (const Reader& reader : readers) {
            if (!in_.spend(rows, columns)) {
                error_ = ExcelError::kNum;
                return;
            }
            Matrix& cells = cells_.emplace_back();
            cells.rows = rows;
            cells.columns = columns;
            cells.values.reserve(rows * columns);
            for (size_t r = 0; r < rows; ++r) {
                for (size_t c = 0; c < columns; ++c) cells.values.push_back(reader.get(r, c));
            }
        }
    }

    Value over_cells(std::span<const Value> criteria) {
        std::vector<CellCriterion> tests;
        size_t values = has_value_ ? 1 : 0;
        for (size_t i = 0; i < criteria.size(); ++i) {
            tests.push_back({&cells_[values + i], criteria[i]});
        }
        Value result = evaluate_aggregate_cells(aggregate_, has_value_ ? &cells_[0] : nullptr,
                                                tests);
        if (has_value_ || beyond_ == 0 || !result.is_number()) return result;
        // Blank cells below the used part of the sheet count where blanks match.
        Matrix blank{1, 1, {Value()}};
        for (CellCriterion& test : tests) test.cells = &blank;
        Value blank_matches = evaluate_aggregate_cells(aggregate_, nullptr, tests);
        return blank_matches == Value(1.0) ? result.number() + beyond_ : result;
    }

    Interpreter& in_;
    Aggregate aggregate_;
    std::vector<const Argument*> ranges_;
    bool has_value_ = false;
    std::optional<AggregateContext> context_;
    std::vector<Matrix> cells_;
    double beyond_ = 0;
    std::optional<ExcelError> error_;
};

// Criteria that are arrays are broadcast against each other.
Argument over_criteria(Interpreter& in, Ranges& ranges, std::span<const Argument* const> criteria) {
    std::vector<Reader> readers;
    size_t rows = 1;
    size_t columns = 1;
    bool empty = false;
    for (const Argument* argument : criteria) {
        const Reader& reader = readers.emplace_back(in, *argument);
        if (reader.error()) return Value(*reader.error());
        rows = std::max(rows, reader.rows());
        columns = std::max(columns, reader.columns());
        empty = empty || reader.rows() == 0;
    }
    if (empty) rows = 0;
    std::vector<Value> values(criteria.size());
    auto at = [&](size_t row, size_t column) -> Value {
        for (size_t i = 0; i < readers.size(); ++i) {
            size_t r = readers[i].rows() == 1 ? 0 : row;
            size_t c = readers[i].columns() == 1 ? 0 : column;
            if (r >= readers[i].rows() || c >= readers[i].columns()) return ExcelError::kNa;
            values[i] = readers[i].get(r, c);
        }
        return ranges.evaluate(values);
    };
    if (rows == 1 && columns == 1) return at(0, 0);
    if (!in.spend(rows, columns)) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = rows;
    result->columns = columns;
    result->values.reserve(rows * columns);
    for (size_t r = 0; r < rows; ++r) {
        for (size_t c = 0; c < columns; ++c) result->values.push_back(at(r, c));
    }
    return result;
}

bool is_range(const Argument& argument) { return !std::holds_alternative<Value>(argument); }

// A range that is an error: FILTER without rows, #REF!.
const Value* error_in(const Argument& argument) {
    const Value* value = std::get_if<Value>(&argument);
    return value != nullptr && value->is_error() ? value : nullptr;
}

// (range, criterion)…
Argument with_pairs(Interpreter& in, Aggregate aggregate, const Argument* value,
                    std::span<const Argument> pairs) {
    std::vector<const Argument*> tested;
    std::vector<const Argument*> criteria;
    if (const Value* error = value != nullptr ? error_in(*value) : nullptr) return *error;
    for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
        if (const Value* error = error_in(pairs[i])) return *error;
        tested.push_back(&pairs[i]);
        criteria.push_back(&pairs[i + 1]);
    }
    Ranges ranges(in, aggregate, value, tested);
    return over_criteria(in, ranges, criteria);
}

Argument count_ifs(Interpreter& in, std::span<const Argument> a) {
    return with_pairs(in, Aggregate::kCountRows, nullptr, a);
}
Argument sum_ifs(Interpreter& in, std::span<const Argument> a) {
    return with_pairs(in, Aggregate::kSum, &a[0], a.subspan(1));
}
Argument average_ifs(Interpreter& in, std::span<const Argument> a) {
    return with_pairs(in, Aggregate::kAverage, &a[0], a.subspan(1));
}
Argument max_ifs(Interpreter& in, std::span<const Argument> a) {
    return with_pairs(in, Aggregate::kMax, &a[0], a.subspan(1));
}
Argument min_ifs(Interpreter& in, std::span<const Argument> a) {
    return with_pairs(in, Aggregate::kMin, &a[0], a.subspan(1));
}
Argument count_unique_ifs(Interpreter& in, std::span<const Argument> a) {
    return with_pairs(in, Aggregate::kCountDistinct, &a[0], a.subspan(1));
}

// SUMIF and AVERAGEIF look only at the corner of the value range and give it the shape of the first.
Argument stretched(const Argument& value, const Argument& shape) {
    const CellRange* cells = std::get_if<CellRange>(&value);
    const CellRange* like = std::get_if<CellRange>(&shape);
    if (cells == nullptr || like == nullptr) return value;
    CellRange out = *cells;
    out.last_row = std::min(kMaxSheetRows - 1,
                            out.first_row + static_cast<uint32_t>(like->row_count()) - 1);
    out.last_column = std::min(kMaxSheetColumns - 1,
                               out.first_column + static_cast<uint32_t>(like->column_count()) - 1);
    return out;
}

Argument one_condition(Interpreter& in, Aggregate aggregate, std::span<const Argument> a) {
    const Argument& given = a.size() > 2 && is_range(a[2]) ? a[2] : a[0];
    Argument value = stretched(given, a[0]);
    return with_pairs(in, aggregate, &value, a.first(2));
}

Argument count_if(Interpreter& in, std::span<const Argument> a) {
    return with_pairs(in, Aggregate::kCountRows, nullptr, a);
}
Argument sum_if(Interpreter& in, std::span<const Argument> a) {
    return one_condition(in, Aggregate::kSum, a);
}
Argument average_if(Interpreter& in, std::span<const Argument> a) {
    return one_condition(in, Aggregate::kAverage, a);
}

constexpr Function kFunctions[] = {
    general("COUNTIFS", 2, kManyArguments, count_ifs, Pairing::kEven),
    general("COUNTIF", 2, 2, count_if),
    general("SUMIFS", 3, kManyArguments, sum_ifs, Pairing::kOdd),
    general("SUMIF", 2, 3, sum_if),
    general("AVERAGEIFS", 3, kManyArguments, average_ifs, Pairing::kOdd),
    general("AVERAGEIF", 2, 3, average_if),
    general("MAXIFS", 3, kManyArguments, max_ifs, Pairing::kOdd),
    general("MINIFS", 3, kManyArguments, min_ifs, Pairing::kOdd),
    general("COUNTUNIQUEIFS", 3, kManyArguments, count_unique_ifs, Pairing::kOdd),
};

}  // namespace

std::span<const Function> criteria_functions() { return kFunctions; }

}  // namespace yitao::formula
