// References worked out while evaluating: OFFSET, INDIRECT; and ADDRESS, HYPERLINK.
#include <cmath>

#include "base/limits.h"
#include "formula/interpreter.h"

namespace yitao::formula {

namespace {

Outcome<int> integer_at(Interpreter& in, std::span<const Argument> a, size_t i, int otherwise) {
    if (i >= a.size()) return otherwise;
    Value value = in.single(a[i]);
    if (value.is_blank()) return otherwise;
    return integer_of(value);
}

// The first cell and how many of them, along one side; a negative count reaches backwards.
bool move(uint32_t& first, uint32_t& last, int64_t by, int64_t count, int64_t limit) {
    if (count == 0) return false;
    int64_t begin = int64_t{first} + by;
    int64_t end = begin + count - 1;
    if (count < 0) {
        end = begin;
        begin = end + count + 1;
    }
    if (begin < 0 || end >= limit) return false;
    first = static_cast<uint32_t>(begin);
    last = static_cast<uint32_t>(end);
    return true;
}

// OFFSET(cells, rows, columns, [height], [width])
Argument offset(Interpreter& in, std::span<const Argument> a) {
    const auto* cells = std::get_if<CellRange>(&a[0]);
    if (cells == nullptr) return Value(ExcelError::kValue);
    CellRange moved = *cells;
    Outcome<int> down = integer_at(in, a, 1, 0);
    Outcome<int> right = integer_at(in, a, 2, 0);
    Outcome<int> height = integer_at(in, a, 3, static_cast<int>(cells->row_count()));
    Outcome<int> width = integer_at(in, a, 4, static_cast<int>(cells->column_count()));
    for (const auto* number : {&down, &right, &height, &width}) {
        if (!*number) return Value(number->error());
    }
    bool inside = move(moved.first_row, moved.last_row, *down, *height, kMaxSheetRows) &&
                  move(moved.first_column, moved.last_column, *right, *width, kMaxSheetColumns);
    return inside ? Argument(moved) : Argument(Value(ExcelError::kRef));
}

// INDIRECT(text): the cells the text names; R1C1 notation is not known.
Argument indirect(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::string> text = text_of(in.single(a[0]));
    if (!text) return Value(text.error());
    if (a.size() > 1) {
        Outcome<bool> is_a1 = boolean_of(in.single(a[1]));
        if (!is_a1) return Value(is_a1.error());
        if (!*is_a1) return Value(ExcelError::kRef);
    }
    if (in.cells() == nullptr) return Value(ExcelError::kRef);
    std::optional<CellRange> range = in.cells()->named_cells(*text);
    return range ? Argument(*range) : Argument(Value(ExcelError::kRef));
}

std::string column_letters(int column) {
    std::string letters;
    for (; column > 0; column = (column - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    }
    return letters;
}

// ADDRESS(row, column, [1 $A$1, 2 A$1, 3 $A1, 4 A1], [A1 notation], [sheet])
Value address(Scalars& a) {
    int row = a.integer(0);
    int column = a.integer(1);
    int kind = a.value(2).is_blank() ? 1 : a.integer(2);
    bool is_a1 = a.value(3).is_blank() || a.boolean(3);
    bool inside = row >= 1 && row <= static_cast<int>(kMaxSheetRows) && column >= 1 &&
                  column <= static_cast<int>(kMaxSheetColumns);
    if (!inside || kind < 1 || kind > 4 || !is_a1) return ExcelError::kValue;
    std::string text;
    if (a.has(4)) text = a.text(4) + "!";
    text += kind == 1 || kind == 3 ? "$" : "";
    text += column_letters(column);
    text += kind == 1 || kind == 2 ? "$" : "";
    return text + std::to_string(row);
}

// HYPERLINK(where, [shown]): a cell shows the second.
Value hyperlink(Scalars& a) {
    return a.has(1) ? a.value(1) : Value(a.text(0));
}

constexpr Function kFunctions[] = {
    general("OFFSET", 3, 5, offset),
    general("INDIRECT", 1, 2, indirect),
    scalar("ADDRESS", 2, 5, address),
    scalar("HYPERLINK", 1, 2, hyperlink),
};

}  // namespace

std::span<const Function> reference_functions() {
    return kFunctions;
}

}  // namespace yitao::formula
