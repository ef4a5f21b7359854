// XLOOKUP, VLOOKUP, INDEX, MATCH and what tells where a range lies and how large it is.
#include <algorithm>
#include <array>

#include "formula/interpreter.h"
#include "formula/reader.h"
#include "formula/search.h"

namespace yitao::formula {

namespace {

const Argument kNothing = Value();

const Argument& at_or_nothing(std::span<const Argument> arguments, size_t i) {
    return i < arguments.size() ? arguments[i] : kNothing;
}

// Left out, or left empty between commas.
bool is_omitted(std::span<const Argument> arguments, size_t i) {
    const Value* value = std::get_if<Value>(&at_or_nothing(arguments, i));
    return value != nullptr && value->is_blank();
}

Outcome<int> integer_or(Interpreter& in, std::span<const Argument> arguments, size_t i,
                        int otherwise) {
    if (is_omitted(arguments, i)) return otherwise;
    return integer_of(in.single(arguments[i]));
}

Outcome<SearchMode> search_mode(Interpreter& in, std::span<const Argument> arguments,
                                size_t match_at) {
    Outcome<int> match = integer_or(in, arguments, match_at, 0);
    if (!match) return std::unexpected(match.error());
    Outcome<int> direction = integer_or(in, arguments, match_at + 1, 1);
    if (!direction) return std::unexpected(direction.error());
    SearchMode mode;
    switch (*match) {
        case 0:
            mode.match = Match::kExact;
            break;
        case -1:
            mode.match = Match::kSmaller;
            break;
        case 1:
            mode.match = Match::kLarger;
            break;
        case 2:
            mode.match = Match::kWildcard;
            break;
        default:
            return std::unexpected(ExcelError::kValue);
    }
    // ±2 promise sorted cells, which only matters for speed.
    if (*direction == 0 || *direction < -2 || *direction > 2) {
        return std::unexpected(ExcelError::kValue);
    }
    mode.direction = *direction == -1 ? Direction::kBackward : Direction::kForward;
    return mode;
}

// The places of every wanted value; each distinct code of a ledger column is searched once.
class Places {
  public:
    Places(const Reader& wanted, const Search& search, SearchMode mode)
        : wanted_(wanted), search_(search), mode_(mode) {
        const LedgerRange* range = wanted.ledger();
        if (range == nullptr || wanted.columns() != 1) return;
        const ledger::ColumnData& data = range->data().columns[range->first_column];
        if (data.is_coded() && data.dictionary.size() <= wanted.rows()) {
            codes_ = &data.codes;
            first_row_ = range->rows.begin;
            known_.resize(data.dictionary.size(), kUnknown);
        }
    }

    std::optional<size_t> of(size_t row, size_t column) {
        if (codes_ == nullptr) return search_.find(wanted_.at(row, column, scratch_), mode_);
        size_t& place = known_[codes_->at(first_row_ + row)];
        if (place == kUnknown) {
            place = search_.find(wanted_.at(row, column, scratch_), mode_).value_or(kNone);
        }
        return place == kNone ? std::nullopt : std::optional(place);
    }

  private:
    static constexpr size_t kUnknown = SIZE_MAX;
    static constexpr size_t kNone = SIZE_MAX - 1;
    const Reader& wanted_;
    const Search& search_;
    SearchMode mode_;
    const ledger::PackedCodes* codes_ = nullptr;
    size_t first_row_ = 0;
    std::vector<size_t> known_;
    Value scratch_;
};

// `make(row, column)` for every wanted value, as one value or an array of them.
template <typename Make>
Argument for_each_wanted(Interpreter& in, const Reader& wanted, Make&& make) {
    if (wanted.error()) return Value(*wanted.error());
    if (!in.spend(wanted.rows(), wanted.columns())) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = wanted.rows();
    result->columns = wanted.columns();
    result->values.reserve(wanted.size());
    for (size_t r = 0; r < wanted.rows(); ++r) {
        for (size_t c = 0; c < wanted.columns(); ++c) result->values.push_back(make(r, c));
    }
    return result;
}

// A whole row or column of a block.
Argument slice(Interpreter& in, const Argument& block, const Reader& reader, Along along,
               size_t place) {
    if (const CellRange* cells = std::get_if<CellRange>(&block)) {
        CellRange part = *cells;
        uint32_t offset = static_cast<uint32_t>(place);
        if (along == Along::kDown) {
            part.first_row = part.last_row = cells->first_row + offset;
        } else {
            part.first_column = part.last_column = cells->first_column + offset;
        }
        return part;
    }
    size_t count = along == Along::kDown ? reader.columns() : reader.rows();
    if (count == 1) {
        return along == Along::kDown ? reader.get(place, 0) : reader.get(0, place);
    }
    if (!in.spend(count, 1)) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = along == Along::kDown ? 1 : count;
    result->columns = along == Along::kDown ? count : 1;
    for (size_t i = 0; i < count; ++i) {
        result->values.push_back(along == Along::kDown ? reader.get(place, i)
                                                       : reader.get(i, place));
    }
    return result;
}

// The name or parent of a unit above the scope's is asked for by code: what the rows in sight of
// the table 单位 do not answer, the whole tree does.
bool widen_to_tree(std::span<const Argument> a, std::vector<Argument>& widened) {
    const auto* cells = std::get_if<LedgerRange>(&a[1]);
    const auto* results = std::get_if<LedgerRange>(&a[2]);
    if (cells == nullptr || results == nullptr || cells->table != results->table) return false;
    if (cells->data().schema != &unit_schema()) return false;
    if (cells->row_count() == cells->data().row_count()) return false;
    widened.assign(a.begin(), a.end());
    for (size_t i : {1, 2}) {
        auto& range = std::get<LedgerRange>(widened[i]);
        range.rows = {0, range.data().row_count()};
    }
    return true;
}

// XLOOKUP(wanted, cells, results, [if none], [match], [direction])
Argument x_lookup(Interpreter& in, std::span<const Argument> a) {
    Outcome<SearchMode> mode = search_mode(in, a, 4);
    if (!mode) return Value(mode.error());
    Reader wanted(in, a[0]);
    Reader cells(in, a[1]);
    Reader results(in, a[2]);
    if (cells.rows() != 1 && cells.columns() != 1) return Value(ExcelError::kValue);
    Along along = cells.columns() == 1 ? Along::kDown : Along::kAcross;
    if (cells.is_single() && results.rows() != 1) along = Along::kAcross;
    size_t extent = along == Along::kDown ? results.rows() : results.columns();
    if (extent != (along == Along::kDown ? cells.rows() : cells.columns())) {
        return Value(ExcelError::kValue);
    }
    for (const Reader* reader : {&cells, &results}) {
        if (reader->error()) return Value(*reader->error());
    }
    Search search(in, cells, along, wanted.size());
    Places places(wanted, search, *mode);
    bool has_otherwise = !is_omitted(a, 3);
    if (wanted.is_single()) {
        Value value = wanted.get(0, 0);
        if (value.is_error()) return value;
        std::optional<size_t> place = places.of(0, 0);
        if (place) return slice(in, a[2], results, along, *place);
        std::vector<Argument> widened;
        if (widen_to_tree(a, widened)) return x_lookup(in, widened);
        return has_otherwise ? a[3] : Argument(Value(ExcelError::kNa));
    }
    Value otherwise = has_otherwise ? in.single(a[3]) : Value(ExcelError::kNa);
    return for_each_wanted(in, wanted, [&](size_t r, size_t c) -> Value {
        std::optional<size_t> place = places.of(r, c);
        if (place) return along == Along::kDown ? results.get(*place, 0) : results.get(0, *place);
        Value value = wanted.get(r, c);
        return value.is_error() ? value : otherwise;
    });
}

// The place, counted from 1, of each wanted value in one row or column.
Argument matched(Interpreter& in, const Argument& wanted_argument, const Argument& cells_argument,
                 SearchMode mode, bool blank_is_zero) {
    Reader wanted(in, wanted_argument);
    Reader cells(in, cells_argument);
    if (cells.error()) return Value(*cells.error());
    if (cells.rows() != 1 && cells.columns() != 1) return Value(ExcelError::kNa);
    Along along = cells.columns() == 1 ? Along::kDown : Along::kAcross;
    Search search(in, cells, along, wanted.size());
    auto place_of = [&](size_t r, size_t c) -> Value {
        Value value = wanted.get(r, c);
        if (value.is_error()) return value;
        if (value.is_blank() && blank_is_zero) value = 0.0;
        std::optional<size_t> place = search.find(value, mode);
        return place ? Value(static_cast<double>(*place + 1)) : Value(ExcelError::kNa);
    };
    if (wanted.is_single()) return place_of(0, 0);
    return for_each_wanted(in, wanted, place_of);
}

Argument x_match(Interpreter& in, std::span<const Argument> a) {
    Outcome<SearchMode> mode = search_mode(in, a, 2);
    if (!mode) return Value(mode.error());
    return matched(in, a[0], a[1], *mode, false);
}

Argument match(Interpreter& in, std::span<const Argument> a) {
    Outcome<int> type = a.size() < 3 ? Outcome<int>(1) : integer_of(in.single(a[2]));
    if (!type) return Value(type.error());
    Match kind = *type == 0  ? Match::kWildcard
                 : *type > 0 ? Match::kLastNotAbove
                             : Match::kLastNotBelow;
    return matched(in, a[0], a[1], {kind, Direction::kForward}, true);
}

// VLOOKUP and HLOOKUP: the first column or row is searched, another one answers.
Argument block_lookup(Interpreter& in, std::span<const Argument> a, Along along) {
    Reader wanted(in, a[0]);
    Reader block(in, a[1]);
    if (block.error()) return Value(*block.error());
    Outcome<bool> sorted = true;
    if (a.size() > 3) sorted = boolean_of(in.single(a[3]));
    if (!sorted) return Value(sorted.error());
    SearchMode mode{*sorted ? Match::kLastNotAbove : Match::kWildcard, Direction::kForward};
    Reader line(in, a[2]);
    size_t width = along == Along::kDown ? block.columns() : block.rows();
    Search search(in, block, along, wanted.size());
    auto value_of = [&](Value value, const Value& which) -> Value {
        Outcome<int> number = integer_of(which);
        if (!number) return number.error();
        if (value.is_error()) return value;
        if (*number < 1) return ExcelError::kValue;
        if (static_cast<size_t>(*number) > width) return ExcelError::kRef;
        if (value.is_blank()) value = 0.0;
        std::optional<size_t> place = search.find(value, mode);
        if (!place) return ExcelError::kNa;
        auto index = static_cast<size_t>(*number - 1);
        return along == Along::kDown ? block.get(*place, index) : block.get(index, *place);
    };
    if (wanted.is_single() && line.is_single()) {
        return value_of(wanted.get(0, 0), line.get(0, 0));
    }
    const Reader& shape = wanted.is_single() ? line : wanted;
    return for_each_wanted(in, shape, [&](size_t r, size_t c) {
        return value_of(wanted.is_single() ? wanted.get(0, 0) : wanted.get(r, c),
                        line.is_single()                        ? line.get(0, 0)
                        : r < line.rows() && c < line.columns() ? line.get(r, c)
                                                                : Value(ExcelError::kNa));
    });
}
Argument v_lookup(Interpreter& in, std::span<const Argument> a) {
    return block_lookup(in, a, Along::kDown);
}
Argument h_lookup(Interpreter& in, std::span<const Argument> a) {
    return block_lookup(in, a, Along::kAcross);
}

// LOOKUP(wanted, cells, [results]): along the longer side; without results the far side answers.
Argument lookup(Interpreter& in, std::span<const Argument> a) {
    Reader wanted(in, a[0]);
    Reader cells(in, a[1]);
    if (cells.error()) return Value(*cells.error());
    Along along = cells.columns() > cells.rows() ? Along::kAcross : Along::kDown;
    Reader results(in, a.size() > 2 ? a[2] : a[1]);
    if (results.error()) return Value(*results.error());
    bool answers_across =
        a.size() > 2 ? results.columns() > results.rows() : along == Along::kAcross;
    Search search(in, cells, along, wanted.size());
    auto value_of = [&](size_t r, size_t c) -> Value {
        Value value = wanted.get(r, c);
        if (value.is_error()) return value;
        if (value.is_blank()) value = 0.0;
        std::optional<size_t> place = search.find(value, {Match::kLastNotAbove, {}});
        size_t extent = answers_across ? results.columns() : results.rows();
        if (!place || *place >= extent) return ExcelError::kNa;
        return answers_across ? results.get(results.rows() - 1, *place)
                              : results.get(*place, results.columns() - 1);
    };
    if (wanted.is_single()) return value_of(0, 0);
    return for_each_wanted(in, wanted, value_of);
}

Value index_cell(const Reader& block, int row, int column) {
    if (row < 0 || column < 0) return ExcelError::kValue;
    auto r = static_cast<size_t>(std::max(row, 1));
    auto c = static_cast<size_t>(std::max(column, 1));
    if (r > block.rows() || c > block.columns()) return ExcelError::kRef;
    return block.get(r - 1, c - 1);
}

// INDEX(block, row, [column]); 0 means the whole row or column. Of a single row or column one
// number is enough.
Argument index(Interpreter& in, std::span<const Argument> a) {
    Reader block(in, a[0]);
    if (block.error()) return Value(*block.error());
    Argument first = a[1];
    Argument second = a.size() > 2 ? a[2] : Argument(Value());
    bool one_number = a.size() < 3;
    if (one_number && block.rows() == 1) {
        std::swap(first, second);
        if (block.columns() > 1) first = Value(1.0);
    }
    Reader rows(in, first);
    Reader columns(in, second);
    if (!rows.is_single() || !columns.is_single()) {
        bool by_rows = !rows.is_single();
        size_t height = std::max(rows.rows(), columns.rows());
        size_t width = std::max(rows.columns(), columns.columns());
        if (!in.spend(height, width)) return Value(ExcelError::kNum);
        auto result = std::make_shared<Matrix>();
        result->rows = height;
        result->columns = width;
        auto number = [](const Reader& reader, size_t r, size_t c) {
            r = reader.rows() == 1 ? 0 : r;
            c = reader.columns() == 1 ? 0 : c;
            bool inside = r < reader.rows() && c < reader.columns();
            return integer_of(inside ? reader.get(r, c) : Value(ExcelError::kNa));
        };
        for (size_t i = 0; i < height * width; ++i) {
            Outcome<int> r = number(rows, i / width, i % width);
            Outcome<int> c = number(columns, i / width, i % width);
            if (!r || !c) {
                result->values.emplace_back(!r ? r.error() : c.error());
            } else {
                result->values.push_back(index_cell(block, by_rows && *r == 0 ? 1 : *r, *c));
            }
        }
        return result;
    }
    Outcome<int> row = integer_of(rows.get(0, 0));
    if (!row) return Value(row.error());
    Outcome<int> column = integer_of(columns.get(0, 0));
    if (!column) return Value(column.error());
    if (*row < 0 || *column < 0) return Value(ExcelError::kValue);
    if (static_cast<size_t>(*row) > block.rows() ||
        static_cast<size_t>(*column) > block.columns()) {
        return Value(ExcelError::kRef);
    }
    if (*row == 0 && *column == 0) return a[0];
    if (*row == 0) return slice(in, a[0], block, Along::kAcross, static_cast<size_t>(*column - 1));
    if (*column == 0) return slice(in, a[0], block, Along::kDown, static_cast<size_t>(*row - 1));
    if (const CellRange* cells = std::get_if<CellRange>(&a[0])) {
        uint32_t r = cells->first_row + static_cast<uint32_t>(*row - 1);
        uint32_t c = cells->first_column + static_cast<uint32_t>(*column - 1);
        return CellRange{cells->sheet, r, c, r, c};
    }
    return block.get(static_cast<size_t>(*row - 1), static_cast<size_t>(*column - 1));
}

struct Extent {
    size_t rows = 1;
    size_t columns = 1;
};

Extent extent_of(const Argument& argument) {
    if (const MatrixPtr* matrix = std::get_if<MatrixPtr>(&argument)) {
        return {(*matrix)->rows, (*matrix)->columns};
    }
    if (const LedgerRange* range = std::get_if<LedgerRange>(&argument)) {
        return {range->row_count(), range->column_count()};
    }
    if (const CellRange* cells = std::get_if<CellRange>(&argument)) {
        return {cells->row_count(), cells->column_count()};
    }
    return {};
}

const Value* error_in(const Argument& argument) {
    const Value* value = std::get_if<Value>(&argument);
    return value != nullptr && value->is_error() ? value : nullptr;
}

Argument rows(Interpreter&, std::span<const Argument> a) {
    if (const Value* error = error_in(a[0])) return *error;
    return Value(static_cast<double>(extent_of(a[0]).rows));
}
Argument columns(Interpreter&, std::span<const Argument> a) {
    if (const Value* error = error_in(a[0])) return *error;
    return Value(static_cast<double>(extent_of(a[0]).columns));
}

// Numbers of the rows or columns of cells; within a ledger, of its rows in sight.
Argument numbers_along(Interpreter& in, std::span<const Argument> a, Along along) {
    if (a.empty()) return Value(ExcelError::kValue);  // the formula's own cell is not known
    if (const Value* error = error_in(a[0])) return *error;
    const CellRange* cells = std::get_if<CellRange>(&a[0]);
    bool is_ledger = std::holds_alternative<LedgerRange>(a[0]);
    if (cells == nullptr && !is_ledger) return Value(ExcelError::kValue);
    Extent extent = extent_of(a[0]);
    size_t count = along == Along::kDown ? extent.rows : extent.columns;
    size_t first = 0;
    if (cells != nullptr) first = along == Along::kDown ? cells->first_row : cells->first_column;
    if (count == 1) return Value(static_cast<double>(first + 1));
    if (!in.spend(count, 1)) return Value(ExcelError::kNum);
    auto result = std::make_shared<Matrix>();
    result->rows = along == Along::kDown ? count : 1;
    result->columns = along == Along::kDown ? 1 : count;
    for (size_t i = 0; i < count; ++i) {
        result->values.emplace_back(static_cast<double>(first + i + 1));
    }
    return result;
}
Argument row(Interpreter& in, std::span<const Argument> a) {
    return numbers_along(in, a, Along::kDown);
}
Argument column(Interpreter& in, std::span<const Argument> a) {
    return numbers_along(in, a, Along::kAcross);
}

constexpr Function kFunctions[] = {
    general("XLOOKUP", 3, 6, x_lookup), general("XMATCH", 2, 4, x_match),
    general("MATCH", 2, 3, match),      general("VLOOKUP", 3, 4, v_lookup),
    general("HLOOKUP", 3, 4, h_lookup), general("LOOKUP", 2, 3, lookup),
    general("INDEX", 2, 3, index),      general("ROW", 0, 1, row),
    general("ROWS", 1, 1, rows),        general("COLUMN", 0, 1, column),
    general("COLUMNS", 1, 1, columns),
};

}  // namespace

std::span<const Function> lookup_functions() {
    return kFunctions;
}

}  // namespace yitao::formula
