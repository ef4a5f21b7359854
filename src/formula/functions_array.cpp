// Functions that make arrays of arrays: FILTER, SORT, UNIQUE, HSTACK … Blank cells stay blank.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "formula/ast.h"
#include "formula/distinct_keys.h"
#include "formula/interpreter.h"
#include "formula/reader.h"
#include "formula/sort_places.h"

namespace yitao::formula {

namespace {

// An array cell by cell; one cell is a value, none is an empty array (#CALC! at the end).
template <typename Cell>
Argument build(Interpreter& in, size_t rows, size_t columns, Cell&& cell) {
    if (!in.spend(rows, columns)) return Value(ExcelError::kNum);
    if (rows == 1 && columns == 1) return cell(0, 0);
    auto result = std::make_shared<Matrix>();
    result->rows = rows;
    result->columns = columns;
    result->values.reserve(rows * columns);
    for (size_t r = 0; r < rows; ++r) {
        for (size_t c = 0; c < columns; ++c) result->values.push_back(cell(r, c));
    }
    return result;
}

const Value* error_in(const Argument& argument) {
    const Value* value = std::get_if<Value>(&argument);
    return value != nullptr && value->is_error() ? value : nullptr;
}

bool is_omitted(std::span<const Argument> arguments, size_t i) {
    if (i >= arguments.size()) return true;
    const Value* value = std::get_if<Value>(&arguments[i]);
    return value != nullptr && value->is_blank();
}

Outcome<double> number_or(Interpreter& in, std::span<const Argument> arguments, size_t i,
                          double otherwise) {
    if (is_omitted(arguments, i)) return otherwise;
    return number_of(in.single(arguments[i]));
}

Outcome<bool> truth_or(Interpreter& in, std::span<const Argument> arguments, size_t i,
                       bool otherwise) {
    if (is_omitted(arguments, i)) return otherwise;
    return boolean_of(in.single(arguments[i]));
}

// Rows or columns of a block in another order or number.
Argument picked(Interpreter& in, const Reader& block, std::span<const size_t> lines, bool by_rows) {
    if (by_rows) {
        return build(in, lines.size(), block.columns(),
                     [&](size_t r, size_t c) { return block.get(lines[r], c); });
    }
    return build(in, block.rows(), lines.size(),
                 [&](size_t r, size_t c) { return block.get(r, lines[c]); });
}

// The places of what is true.
Outcome<std::vector<size_t>> true_places(const Reader& keep) {
    std::vector<size_t> lines;
    Value scratch;
    for (size_t i = 0; i < keep.size(); ++i) {
        Outcome<bool> truth = boolean_of(keep.at(i, scratch));
        if (!truth) return std::unexpected(truth.error());
        if (*truth) lines.push_back(i);
    }
    return lines;
}

// One part of HSTACK, only the lines wanted of its `rows`. Nothing where it has another height.
std::optional<Argument> picked_part(Interpreter& in, const Node& node, size_t rows,
                                    std::span<const size_t> lines) {
    // Each line is looked up by itself, so those that go need not be.
    const bool looks_up = node.kind == NodeKind::kCall && node.function->name == "XLOOKUP" &&
                          node.children[0].kind == NodeKind::kLedger &&
                          node.children[2].kind == NodeKind::kLedger &&
                          node.children[2].ledger->first_column == node.children[2].ledger->last_column;
    const Argument whole = in.evaluate(looks_up ? node.children[0] : node);
    const Reader reader(in, whole);
    if (reader.rows() != rows || (looks_up && reader.columns() != 1)) return std::nullopt;
    Argument part = picked(in, reader, lines, true);
    if (!looks_up) return part;
    std::vector<Argument> arguments = {std::move(part)};
    for (size_t i = 1; i < node.children.size(); ++i) {
        arguments.push_back(in.evaluate(node.children[i]));
    }
    return node.function->general(in, arguments);
}

// FILTER(HSTACK(…),keep): filtered before it is stacked. A city's roster has ten columns of three
// million people and keeps one in a hundred. Nothing where the parts are not of one height.
std::optional<Argument> filter_stacked(Interpreter& in, const Node& stack, size_t rows,
                                       std::span<const size_t> lines) {
    std::vector<Argument> parts;
    for (const Node& child : stack.children) {
        auto part = picked_part(in, child, rows, lines);
        if (!part) return std::nullopt;
        parts.push_back(*std::move(part));
    }
    std::vector<Reader> readers;
    std::vector<std::pair<size_t, size_t>> columns;  // part, and column of it
    for (const Argument& part : parts) {
        const Reader& reader = readers.emplace_back(in, part);
        if (reader.rows() != lines.size()) return std::nullopt;
        for (size_t c = 0; c < reader.columns(); ++c) columns.emplace_back(readers.size() - 1, c);
    }
    return build(in, lines.size(), columns.size(), [&](size_t r, size_t c) {
        return readers[columns[c].first].get(r, columns[c].second);
    });
}

// FILTER(block, which to keep, [if none])
Argument filter(Interpreter& in, std::span<const Node> nodes) {
    const auto none = [&] {
        if (nodes.size() < 3) return Argument(Value(ExcelError::kCalc));
        Argument given = in.evaluate(nodes[2]);
        const Value* value = std::get_if<Value>(&given);
        return value != nullptr && value->is_blank() ? Argument(Value(ExcelError::kCalc)) : given;
    };
    const Argument mask = in.evaluate(nodes[1]);
    const Reader keep(in, mask);
    const bool stacks = nodes[0].kind == NodeKind::kCall && nodes[0].function->name == "HSTACK";
    const auto lines = true_places(keep);
    if (stacks && keep.columns() == 1 && keep.rows() > 1 && lines && !lines->empty()) {
        if (auto block = filter_stacked(in, nodes[0], keep.rows(), *lines)) return *std::move(block);
    }
    const Argument given = in.evaluate(nodes[0]);
    if (const Value* error = error_in(given)) return *error;
    const Reader block(in, given);
    const bool by_rows = keep.columns() == 1 && keep.rows() == block.rows();
    if (!by_rows && !(keep.rows() == 1 && keep.columns() == block.columns())) {
        const Value* error = error_in(mask);
        return error != nullptr ? *error : Value(ExcelError::kValue);
    }
    if (!lines) return Value(lines.error());
    if (lines->empty()) return none();
    return picked(in, block, *lines, by_rows);
}

// One key of a sort: where each line stands by it, and its direction.
struct SortKey {
    std::vector<SortPlace> places;
    bool descending = false;
};

// Stable; blanks stand last in either direction.
std::vector<size_t> sorted_lines(size_t count, std::span<const SortKey> keys) {
    std::vector<size_t> lines(count);
    std::iota(lines.begin(), lines.end(), size_t{0});
    std::ranges::stable_sort(lines, [&](size_t a, size_t b) {
        for (const SortKey& key : keys) {
            const SortPlace& x = key.places[a];
            const SortPlace& y = key.places[b];
            if (x == y) continue;
            bool turned = key.descending && !x.is_blank() && !y.is_blank();
            return turned ? y < x : x < y;
        }
        return false;
    });
    return lines;
}

Outcome<bool> is_descending(const Value& order) {
    Outcome<int> number = integer_of(order);
    if (!number) return std::unexpected(number.error());
    if (*number != 1 && *number != -1) return std::unexpected(ExcelError::kValue);
    return *number == -1;
}

// SORTBY(block, key, [order], key, [order] …)
Argument sort_by(Interpreter& in, std::span<const Argument> a) {
    for (const Argument& argument : a) {
        if (const Value* error = error_in(argument)) return *error;
    }
    Reader block(in, a[0]);
    std::vector<SortKey> keys;
    bool by_rows = true;
    for (size_t i = 1; i < a.size(); i += 2) {
        Reader key(in, a[i]);
        bool fits_rows = key.columns() == 1 && key.rows() == block.rows();
        bool fits_columns = key.rows() == 1 && key.columns() == block.columns();
        if (!fits_rows && !fits_columns) return Value(ExcelError::kValue);
        if (i == 1) by_rows = fits_rows;
        if (by_rows ? !fits_rows : !fits_columns) return Value(ExcelError::kValue);
        SortKey made;
        made.places = sort_places(key.size(), [&key](size_t k, Value& scratch) -> const Value& {
            return key.at(k, scratch);
        });
        if (!is_omitted(a, i + 1)) {
            Outcome<bool> descending = is_descending(in.single(a[i + 1]));
            if (!descending) return Value(descending.error());
            made.descending = *descending;
        }
        keys.push_back(std::move(made));
    }
    std::vector<size_t> lines =
        sorted_lines(by_rows ? block.rows() : block.columns(), keys);
    return picked(in, block, lines, by_rows);
}

// SORT(block, [which], [order], [by column]); which and order may be arrays.
Argument sort(Interpreter& in, std::span<const Argument> a) {
    if (const Value* error = error_in(a[0])) return *error;
    Reader block(in, a[0]);
    Outcome<bool> across = truth_or(in, a, 3, false);
    if (!across) return Value(across.error());
    static const Argument kFirst = Value(1.0);
    Reader which(in, is_omitted(a, 1) ? kFirst : a[1]);
    Reader orders(in, is_omitted(a, 2) ? kFirst : a[2]);
    size_t width = *across ? block.rows() : block.columns();
    size_t count = *across ? block.columns() : block.rows();
    std::vector<SortKey> keys;
    Value scratch;
    for (size_t i = 0; i < which.size(); ++i) {
        Outcome<int> number = integer_of(which.at(i, scratch));
        if (!number) return Value(number.error());
        if (*number < 1 || static_cast<size_t>(*number) > width) return Value(ExcelError::kValue);
        Outcome<bool> descending = is_descending(orders.at(i % orders.size(), scratch));
        if (!descending) return Value(descending.error());
        SortKey key;
        key.descending = *descending;
        auto line = static_cast<size_t>(*number - 1);
        key.places = sort_places(count, [&](size_t k, Value& cell) -> const Value& {
            return *across ? block.at(line, k, cell) : block.at(k, line, cell);
        });
        keys.push_back(std::move(key));
    }
    return picked(in, block, sorted_lines(count, keys), !*across);
}

struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

Argument unique(Interpreter& in, std::span<const Argument> a) {
    if (const Value* error = error_in(a[0])) return *error;
    Reader block(in, a[0]);
    Outcome<bool> across = truth_or(in, a, 1, false);
    if (!across) return Value(across.error());
    Outcome<bool> once = truth_or(in, a, 2, false);
    if (!once) return Value(once.error());
    size_t count = *across ? block.columns() : block.rows();
    size_t width = *across ? block.rows() : block.columns();
    std::unordered_map<std::string, size_t, TextHash, std::equal_to<>> seen;  // → place in lines
    std::vector<size_t> lines;
    std::vector<bool> repeated;
    Value scratch;
    std::string key;
    for (size_t i = 0; i < count; ++i) {
        key.clear();
        for (size_t k = 0; k < width; ++k) {
            append_distinct_key(key, *across ? block.at(k, i, scratch) : block.at(i, k, scratch));
        }
        auto known = seen.find(std::string_view(key));
        if (known != seen.end()) {
            repeated[known->second] = true;
            continue;
        }
        seen.emplace(key, lines.size());
        lines.push_back(i);
        repeated.push_back(false);
    }
    if (*once) {
        size_t place = 0;
        std::erase_if(lines, [&](size_t) { return repeated[place++]; });
    }
    if (lines.empty()) return Value(ExcelError::kCalc);
    return picked(in, block, lines, !*across);
}

// What TAKE keeps (or DROP leaves) of `extent` lines: first and count. Negative counts from the end.
struct Part {
    size_t first;
    size_t count;
};
Outcome<Part> part_of(Interpreter& in, std::span<const Argument> a, size_t i, size_t extent,
                      bool take) {
    if (is_omitted(a, i)) return Part{0, extent};
    Outcome<int> number = integer_of(in.single(a[i]));
    if (!number) return std::unexpected(number.error());
    size_t count = std::min(extent, static_cast<size_t>(std::abs(static_cast<double>(*number))));
    if (!take) {
        if (count == extent) return std::unexpected(ExcelError::kCalc);
        return Part{*number > 0 ? count : 0, extent - count};
    }
    if (count == 0) return std::unexpected(ExcelError::kCalc);
    return Part{*number > 0 ? 0 : extent - count, count};
}

Argument take_or_drop(Interpreter& in, std::span<const Argument> a, bool take) {
    if (const Value* error = error_in(a[0])) return *error;
    Reader block(in, a[0]);
    Outcome<Part> rows = part_of(in, a, 1, block.rows(), take);
    if (!rows) return Value(rows.error());
    Outcome<Part> columns = part_of(in, a, 2, block.columns(), take);
    if (!columns) return Value(columns.error());
    return build(in, rows->count, columns->count, [&](size_t r, size_t c) {
        return block.get(rows->first + r, columns->first + c);
    });
}
Argument take(Interpreter& in, std::span<const Argument> a) { return take_or_drop(in, a, true); }
Argument drop(Interpreter& in, std::span<const Argument> a) { return take_or_drop(in, a, false); }

// Side by side or one below the other; #N/A where one is shorter.
Argument stack(Interpreter& in, std::span<const Argument> a, bool sideways) {
    std::vector<Reader> blocks;
    blocks.reserve(a.size());
    size_t along = 0;
    size_t across = 0;
    std::vector<std::pair<size_t, size_t>> owner;  // of each line: block and line within it
    for (const Argument& argument : a) {
        const Reader& block = blocks.emplace_back(in, argument);
        if (block.error()) return Value(*block.error());
        size_t lines = sideways ? block.columns() : block.rows();
        across = std::max(across, sideways ? block.rows() : block.columns());
        along += lines;
        if (!in.spend(lines, 1)) return Value(ExcelError::kNum);
        for (size_t i = 0; i < lines; ++i) owner.emplace_back(blocks.size() - 1, i);
    }
    auto cell = [&](size_t line, size_t other) -> Value {
        auto [block, own] = owner[line];
        const Reader& reader = blocks[block];
        if (other >= (sideways ? reader.rows() : reader.columns())) return ExcelError::kNa;
        return sideways ? reader.get(other, own) : reader.get(own, other);
    };
    if (sideways) return build(in, across, along, [&](size_t r, size_t c) { return cell(c, r); });
    return build(in, along, across, [&](size_t r, size_t c) { return cell(r, c); });
}
Argument h_stack(Interpreter& in, std::span<const Argument> a) { return stack(in, a, true); }
Argument v_stack(Interpreter& in, std::span<const Argument> a) { return stack(in, a, false); }

Argument choose_lines(Interpreter& in, std::span<const Argument> a, bool rows) {
    if (const Value* error = error_in(a[0])) return *error;
    Reader block(in, a[0]);
    auto extent = static_cast<int64_t>(rows ? block.rows() : block.columns());
    std::vector<size_t> lines;
    Value scratch;
    for (const Argument& argument : a.subspan(1)) {
        Reader numbers(in, argument);
        for (size_t i = 0; i < numbers.size(); ++i) {
            Outcome<int> number = integer_of(numbers.at(i, scratch));
            if (!number) return Value(number.error());
            int64_t line = *number < 0 ? extent + *number : *number - int64_t{1};
            if (*number == 0 || line < 0 || line >= extent) return Value(ExcelError::kValue);
            lines.push_back(static_cast<size_t>(line));
        }
    }
    return picked(in, block, lines, rows);
}
Argument choose_rows(Interpreter& in, std::span<const Argument> a) {
    return choose_lines(in, a, true);
}
Argument choose_columns(Interpreter& in, std::span<const Argument> a) {
    return choose_lines(in, a, false);
}

Argument transpose(Interpreter& in, std::span<const Argument> a) {
    Reader block(in, a[0]);
    return build(in, block.columns(), block.rows(),
                 [&](size_t r, size_t c) { return block.get(c, r); });
}

Argument sequence(Interpreter& in, std::span<const Argument> a) {
    std::array<double, 4> numbers{};
    for (size_t i = 0; i < 4; ++i) {
        Outcome<double> number = number_or(in, a, i, 1);
        if (!number) return Value(number.error());
        numbers[i] = *number;
    }
    auto [rows, columns, start, step] = numbers;
    if (rows < 0 || columns < 0) return Value(ExcelError::kValue);
    if (rows < 1 || columns < 1) return Value(ExcelError::kCalc);
    if (rows > 2e9 || columns > 2e9) return Value(ExcelError::kNum);
    auto width = static_cast<size_t>(columns);
    return build(in, static_cast<size_t>(rows), width, [&](size_t r, size_t c) -> Value {
        return start + step * static_cast<double>(r * width + c);
    });
}

// TOCOL(block, [ignore: 1 blanks, 2 errors, 3 both], [down the columns first])
Argument to_line(Interpreter& in, std::span<const Argument> a, bool to_column) {
    Reader block(in, a[0]);
    Outcome<double> ignore = number_or(in, a, 1, 0);
    if (!ignore) return Value(ignore.error());
    Outcome<bool> down = truth_or(in, a, 2, false);
    if (!down) return Value(down.error());
    if (*ignore < 0 || *ignore >= 4) return Value(ExcelError::kValue);
    auto bits = static_cast<int>(*ignore);
    if (!in.spend(block.rows(), block.columns())) return Value(ExcelError::kNum);
    std::vector<Value> kept;
    Value scratch;
    for (size_t i = 0; i < block.size(); ++i) {
        const Value& value = *down ? block.at(i % block.rows(), i / block.rows(), scratch)
                                   : block.at(i, scratch);
        bool skip = ((bits & 1) != 0 && value.is_blank()) || ((bits & 2) != 0 && value.is_error());
        if (!skip) kept.push_back(value);
    }
    if (kept.empty()) return Value(ExcelError::kCalc);
    return build(in, to_column ? kept.size() : 1, to_column ? 1 : kept.size(),
                 [&](size_t r, size_t c) { return kept[to_column ? r : c]; });
}
Argument to_column(Interpreter& in, std::span<const Argument> a) { return to_line(in, a, true); }
Argument to_row(Interpreter& in, std::span<const Argument> a) { return to_line(in, a, false); }

Argument expand(Interpreter& in, std::span<const Argument> a) {
    if (const Value* error = error_in(a[0])) return *error;
    Reader block(in, a[0]);
    Outcome<double> rows = number_or(in, a, 1, static_cast<double>(block.rows()));
    Outcome<double> columns = number_or(in, a, 2, static_cast<double>(block.columns()));
    if (!rows || !columns) return Value(!rows ? rows.error() : columns.error());
    if (*rows < static_cast<double>(block.rows()) || *rows > 2e9 || *columns > 2e9 ||
        *columns < static_cast<double>(block.columns())) {
        return Value(ExcelError::kValue);
    }
    Value padding = is_omitted(a, 3) ? Value(ExcelError::kNa) : in.single(a[3]);
    return build(in, static_cast<size_t>(*rows), static_cast<size_t>(*columns),
                 [&](size_t r, size_t c) {
                     bool inside = r < block.rows() && c < block.columns();
                     return inside ? block.get(r, c) : padding;
                 });
}

constexpr Function kFunctions[] = {
    lazy("FILTER", 2, 3, filter),
    general("SORT", 1, 4, sort),
    general("SORTBY", 2, kManyArguments, sort_by),
    general("UNIQUE", 1, 3, unique),
    general("TAKE", 2, 3, take),
    general("DROP", 2, 3, drop),
    general("HSTACK", 1, kManyArguments, h_stack),
    general("VSTACK", 1, kManyArguments, v_stack),
    general("CHOOSEROWS", 2, kManyArguments, choose_rows),
    general("CHOOSECOLS", 2, kManyArguments, choose_columns),
    general("TRANSPOSE", 1, 1, transpose),
    general("SEQUENCE", 1, 4, sequence),
    general("TOCOL", 1, 3, to_column),
    general("TOROW", 1, 3, to_row),
    general("EXPAND", 2, 4, expand),
};

}  // namespace

std::span<const Function> array_functions() { return kFunctions; }

}  // namespace yitao::formula
