#include <algorithm>
#include <array>

#include "base/limits.h"
#include "formula/reader.h"

namespace yitao::formula {

namespace {

struct Shape {
    size_t rows = 1;
    size_t columns = 1;
};

// The largest extents; an empty column of a ledger makes everything beside it empty.
Shape common_shape(std::span<const Reader> readers) {
    Shape shape;
    bool empty = false;
    for (const Reader& reader : readers) {
        shape.rows = std::max(shape.rows, reader.rows());
        shape.columns = std::max(shape.columns, reader.columns());
        empty = empty || reader.rows() == 0;
    }
    if (empty) shape.rows = 0;
    return shape;
}

// One cell of a lifted call: gathers the arguments, single rows and columns repeated.
class Lifting {
  public:
    Lifting(ScalarFunction f, std::span<const Reader> readers, const Scope& scope)
        : f_(f), readers_(readers), scope_(scope), scratch_(readers.size()),
          values_(readers.size()) {}

    Value at(size_t row, size_t column) {
        for (size_t i = 0; i < readers_.size(); ++i) {
            const Reader& reader = readers_[i];
            size_t r = reader.rows() == 1 ? 0 : row;
            size_t c = reader.columns() == 1 ? 0 : column;
            if (r >= reader.rows() || c >= reader.columns()) return ExcelError::kNa;
            values_[i] = &reader.at(r, c, scratch_[i]);
        }
        Scalars arguments(values_, scope_);
        return arguments.result(f_(arguments));
    }

  private:
    ScalarFunction f_;
    std::span<const Reader> readers_;
    const Scope& scope_;
    std::vector<Value> scratch_;
    std::vector<const Value*> values_;
};

// The one column of a ledger with a dictionary among otherwise single arguments: its distinct
// values are worked out once each.
const LedgerRange* coded_column(std::span<const Reader> readers) {
    const LedgerRange* found = nullptr;
    for (const Reader& reader : readers) {
        if (reader.is_single()) continue;
        if (found != nullptr || reader.ledger() == nullptr || reader.columns() != 1) return nullptr;
        found = reader.ledger();
        const ledger::ColumnData& data = found->data().columns[found->first_column];
        if (!data.is_coded() || data.dictionary.size() > reader.rows()) return nullptr;
    }
    return found;
}

std::vector<Value> lift_by_code(Lifting& lifting, const LedgerRange& range) {
    const ledger::PackedCodes& codes = range.data().columns[range.first_column].codes;
    std::vector<Value> results(range.row_count());
    std::vector<uint32_t> first_row(range.data().columns[range.first_column].dictionary.size(),
                                    UINT32_MAX);
    for (uint32_t row = range.rows.begin; row < range.rows.end; ++row) {
        uint32_t place = row - range.rows.begin;
        uint32_t& first = first_row[codes[row]];
        if (first == UINT32_MAX) {
            first = place;
            results[place] = lifting.at(place, 0);
        } else {
            results[place] = results[first];
        }
    }
    return results;
}

}  // namespace

bool Interpreter::spend(size_t rows, size_t columns) {
    if (columns != 0 && rows > kMaxArrayCells / columns) return false;
    spent_ += rows * columns;
    return spent_ <= most_cells_;
}

bool Interpreter::spend_text(size_t bytes) {
    spent_ += bytes / sizeof(Value);
    return spent_ <= most_cells_;
}

Argument Interpreter::lift(ScalarFunction f, std::span<const Argument> arguments) {
    bool all_single = std::ranges::all_of(
        arguments, [](const Argument& a) { return std::holds_alternative<Value>(a); });
    if (all_single && arguments.size() <= 8) {
        std::array<const Value*, 8> values{};
        for (size_t i = 0; i < arguments.size(); ++i) values[i] = &std::get<Value>(arguments[i]);
        Scalars scalars({values.data(), arguments.size()}, scope());
        return scalars.result(f(scalars));
    }
    std::vector<Reader> readers;
    readers.reserve(arguments.size());
    for (const Argument& argument : arguments) readers.emplace_back(*this, argument);
    Shape shape = common_shape(readers);
    Lifting lifting(f, readers, scope());
    if (shape.rows == 1 && shape.columns == 1) return lifting.at(0, 0);
    if (!spend(shape.rows, shape.columns)) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = shape.rows;
    result->columns = shape.columns;
    const LedgerRange* column = coded_column(readers);
    if (column != nullptr && shape.columns == 1 && shape.rows == column->row_count()) {
        result->values = lift_by_code(lifting, *column);
        return result;
    }
    result->values.reserve(shape.rows * shape.columns);
    for (size_t r = 0; r < shape.rows; ++r) {
        for (size_t c = 0; c < shape.columns; ++c) {
            Value value = lifting.at(r, c);
            if (value.is_text() && !spend_text(value.text().size())) return Value(ExcelError::kNum);
            result->values.push_back(std::move(value));
        }
    }
    return result;
}

}  // namespace yitao::formula
