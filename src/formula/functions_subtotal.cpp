// SUBTOTAL and AGGREGATE: another function over cells, without the subtotals among them and, as
// asked, without errors. Rows are never hidden while a form is filled.
#include <array>

#include "formula/interpreter.h"
#include "formula/numbers_of.h"

namespace yitao::formula {

namespace {

// What is left out of the cells.
struct Omission {
    bool subtotals = false;  // cells that are themselves SUBTOTAL or AGGREGATE
    bool errors = false;
};

constexpr std::array<std::string_view, 20> kNames = {
    "",      "AVERAGE",        "COUNT",        "COUNTA",         "MAX",
    "MIN",   "PRODUCT",        "STDEV",        "STDEVP",         "SUM",
    "VAR",   "VARP",           "MEDIAN",       "MODE",           "LARGE",
    "SMALL", "PERCENTILE.INC", "QUARTILE.INC", "PERCENTILE.EXC", "QUARTILE.EXC"};
constexpr int kCountValues = 3;
constexpr int kLastSubtotal = 11;
constexpr int kFirstWithPlace = 14;  // LARGE and its kin take a k

void keep(const Value& value, const Omission& omission, Matrix& kept) {
    if (value.is_blank() || (omission.errors && value.is_error())) return;
    kept.values.push_back(value);
}

void keep_cells(Interpreter& in, const CellRange& range, const Omission& omission, Matrix& kept) {
    CellSource* cells = in.cells();
    if (cells == nullptr) return;
    auto [row_end, column_end] = cells->extent(range.sheet);
    for (uint32_t row = range.first_row; row <= range.last_row && row < row_end; ++row) {
        for (uint32_t column = range.first_column;
             column <= range.last_column && column < column_end; ++column) {
            if (omission.subtotals && cells->is_subtotal(range.sheet, row, column)) continue;
            keep(cells->cell(range.sheet, row, column), omission, kept);
        }
    }
}

// The filled cells that count, one below the other; a single blank where there are none.
Argument kept_of(Interpreter& in, const Argument& argument, const Omission& omission) {
    const auto* cells = std::get_if<CellRange>(&argument);
    if (cells == nullptr && !omission.errors) return argument;
    auto kept = std::make_shared<Matrix>();
    if (cells != nullptr) {
        keep_cells(in, *cells, omission, *kept);
    } else {
        each_stored(in, argument, [&](const Value& value) { keep(value, omission, *kept); });
    }
    if (kept->values.empty()) kept->values.emplace_back();
    kept->rows = kept->values.size();
    kept->columns = 1;
    if (!in.spend(kept->rows, 1)) return Value(ExcelError::kNum);
    return MatrixPtr(std::move(kept));
}

Argument count_filled(Interpreter& in, std::span<const Argument> arguments) {
    double count = 0;
    for (const Argument& argument : arguments) {
        each_stored(in, argument, [&count](const Value& value) { count += !value.is_blank(); });
    }
    return Value(count);
}

Argument apply(Interpreter& in, int which, std::span<const Argument> ranges,
               const Omission& omission) {
    std::vector<Argument> kept;
    kept.reserve(ranges.size());
    size_t places = which >= kFirstWithPlace ? 1 : 0;  // the k that stands behind
    for (size_t i = 0; i + places < ranges.size(); ++i) {
        kept.push_back(kept_of(in, ranges[i], omission));
    }
    if (places == 1) kept.push_back(ranges.back());
    if (which == kCountValues) return count_filled(in, kept);
    return find_function(kNames[static_cast<size_t>(which)])->general(in, kept);
}

// SUBTOTAL(which, cells…): 1–11, or 101–111, where Excel leaves hidden rows out as well.
Argument subtotal(Interpreter& in, std::span<const Argument> a) {
    Outcome<int> which = integer_of(in.single(a[0]));
    if (!which) return Value(which.error());
    int number = *which > 100 ? *which - 100 : *which;
    if (number < 1 || number > kLastSubtotal) return Value(ExcelError::kValue);
    return apply(in, number, a.subspan(1), {.subtotals = true});
}

// AGGREGATE(which, what to leave out, cells…, [k])
Argument aggregate(Interpreter& in, std::span<const Argument> a) {
    Outcome<int> which = integer_of(in.single(a[0]));
    if (!which) return Value(which.error());
    Outcome<int> option = integer_of(in.single(a[1]));
    if (!option) return Value(option.error());
    if (*which < 1 || *which >= static_cast<int>(kNames.size())) return Value(ExcelError::kValue);
    if (*option < 0 || *option > 7) return Value(ExcelError::kValue);
    if (*which >= kFirstWithPlace && a.size() != 4) return Value(ExcelError::kValue);
    Omission omission{.subtotals = *option < 4, .errors = *option % 4 >= 2};
    return apply(in, *which, a.subspan(2), omission);
}

constexpr Function kFunctions[] = {
    general("SUBTOTAL", 2, kManyArguments, subtotal),
    general("AGGREGATE", 3, kManyArguments, aggregate),
};

}  // namespace

std::span<const Function> subtotal_functions() {
    return kFunctions;
}

}  // namespace yitao::formula
