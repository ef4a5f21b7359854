#include "xlsx/formula_refs.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace yitao::xlsx {
namespace {

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
// Characters of references, names and numbers. Bytes of UTF-8 are letters of names.
bool is_word(char c) {
    return is_letter(c) || is_digit(c) || c == '$' || c == '_' || c == '.' || c == '\\' ||
           c == '?' || static_cast<unsigned char>(c) >= 0x80;
}

// One side of a reference: a cell, a column or a row.
struct Corner {
    enum class Kind { kCell, kColumn, kRow } kind = Kind::kCell;
    CellRef cell;
    bool row_absolute = false;
    bool column_absolute = false;
};

std::optional<Corner> parse_corner(std::string_view word) {
    Corner corner;
    std::string_view rest = word;
    bool dollar = rest.starts_with('$');
    if (dollar) rest.remove_prefix(1);
    size_t letters = 0;
    while (letters < rest.size() && is_letter(rest[letters])) ++letters;
    const std::string_view column = rest.substr(0, letters);
    rest.remove_prefix(letters);
    const bool second_dollar = letters > 0 && rest.starts_with('$');
    if (second_dollar) rest.remove_prefix(1);
    const bool has_row = !rest.empty() && std::ranges::all_of(rest, is_digit);
    if (!rest.empty() && !has_row) return std::nullopt;
    if (letters == 0 && !has_row) return std::nullopt;
    if (second_dollar && !has_row) return std::nullopt;

    std::string cell(letters > 0 ? column : std::string_view("A"));
    cell += has_row ? rest : std::string_view("1");
    const auto parsed = parse_cell_ref(cell);
    if (!parsed) return std::nullopt;
    corner.cell = *parsed;
    if (letters > 0 && has_row) {
        corner.column_absolute = dollar;
        corner.row_absolute = second_dollar;
    } else if (letters > 0) {
        corner.kind = Corner::Kind::kColumn;
        corner.column_absolute = dollar;
    } else {
        corner.kind = Corner::Kind::kRow;
        corner.row_absolute = dollar;
    }
    return corner;
}

std::optional<FormulaReference> make_reference(const Corner& a, const Corner& b) {
    if (a.kind != b.kind) return std::nullopt;
    FormulaReference reference;
    const Corner& top = a.cell.row <= b.cell.row ? a : b;
    const Corner& bottom = &top == &a ? b : a;
    const Corner& left = a.cell.column <= b.cell.column ? a : b;
    const Corner& right = &left == &a ? b : a;
    reference.range = {{top.cell.row, left.cell.column}, {bottom.cell.row, right.cell.column}};
    reference.first_row_absolute = top.row_absolute;
    reference.last_row_absolute = bottom.row_absolute;
    reference.first_column_absolute = left.column_absolute;
    reference.last_column_absolute = right.column_absolute;
    reference.kind = FormulaReference::Kind::kRange;
    if (a.kind == Corner::Kind::kColumn) {
        reference.kind = FormulaReference::Kind::kColumns;
        reference.range.last.row = kMaxSheetRows - 1;
    }
    if (a.kind == Corner::Kind::kRow) {
        reference.kind = FormulaReference::Kind::kRows;
        reference.range.last.column = kMaxSheetColumns - 1;
    }
    return reference;
}

// Corners that crossed (one side is absolute, the other moved past it) change places, each part
// with its $, as Excel does.
std::string format_reference(FormulaReference like, CellRange range) {
    if (range.first.row > range.last.row) {
        std::swap(range.first.row, range.last.row);
        std::swap(like.first_row_absolute, like.last_row_absolute);
    }
    if (range.first.column > range.last.column) {
        std::swap(range.first.column, range.last.column);
        std::swap(like.first_column_absolute, like.last_column_absolute);
    }
    const auto column = [](uint32_t number, bool absolute) {
        return (absolute ? "$" : "") + column_letters(number);
    };
    const auto row = [](uint32_t number, bool absolute) {
        return (absolute ? "$" : "") + std::to_string(uint64_t{number} + 1);
    };
    using Kind = FormulaReference::Kind;
    std::string text;
    if (like.kind != Kind::kRows) text += column(range.first.column, like.first_column_absolute);
    if (like.kind != Kind::kColumns) text += row(range.first.row, like.first_row_absolute);
    if (like.kind == Kind::kCell) return text;
    text += ':';
    if (like.kind != Kind::kRows) text += column(range.last.column, like.last_column_absolute);
    if (like.kind != Kind::kColumns) text += row(range.last.row, like.last_row_absolute);
    return text;
}

// Walks over a formula; stops at each reference.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    struct Found {
        size_t begin;  // behind the qualifier's '!'
        size_t end;
        FormulaReference reference;
    };

    std::optional<Found> next() {
        while (at_ < text_.size()) {
            if (auto found = step()) return found;
        }
        return std::nullopt;
    }

  private:
    std::optional<Found> step() {
        const char c = text_[at_];
        if (c == '"') {
            skip_quoted('"');
            return std::nullopt;
        }
        if (c == '\'') return after_quoted_sheet();
        if (c == '[') return after_brackets();
        if (c == '#') {
            skip_error();
            return std::nullopt;
        }
        if (is_word(c)) return at_word();
        ++at_;
        return std::nullopt;
    }

    [[nodiscard]] char peek(size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

    [[nodiscard]] size_t word_end(size_t at) const {
        while (at < text_.size() && is_word(text_[at])) ++at;
        return at;
    }

    // Over a quoted piece; a doubled quote stands for itself.
    void skip_quoted(char quote) {
        ++at_;
        while (at_ < text_.size()) {
            if (text_[at_++] != quote) continue;
            if (peek(at_) != quote) return;
            ++at_;
        }
    }

    std::optional<Found> after_quoted_sheet() {
        const size_t begin = at_;
        skip_quoted('\'');
        return peek(at_) == '!' ? after_qualifier(begin) : std::nullopt;
    }

    // "[1]Sheet1!A1" is a qualifier; all other brackets are structured references, in which an
    // apostrophe escapes the next character.
    std::optional<Found> after_brackets() {
        const size_t begin = at_;
        int depth = 0;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == '\'' && at_ < text_.size()) ++at_;
            if (c == '[') ++depth;
            if (c == ']' && --depth == 0) break;
        }
        const size_t end = word_end(at_);
        if (peek(end) != '!') return std::nullopt;
        const bool names_a_sheet = end > at_;
        at_ = end;
        if (names_a_sheet) return after_qualifier(begin);
        at_ = word_end(end + 1);  // "[1]!name": a name of another workbook
        return std::nullopt;
    }

    void skip_error() {
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("#REF!")) {
            at_ = word_end(at_ + 5);  // "#REF!A1": a cell of a sheet that is gone
            return;
        }
        if (rest.starts_with("#N/A")) {
            at_ += 4;
            return;
        }
        const size_t end = rest.substr(0, 16).find_first_of("!?");
        at_ += end == std::string_view::npos ? 1 : end + 1;
    }

    std::optional<Found> after_qualifier(size_t begin) {
        const std::string_view qualifier = text_.substr(begin, at_ - begin);
        ++at_;  // '!'
        if (!is_word(peek(at_))) return std::nullopt;
        return reference_here(qualifier);
    }

    std::optional<Found> at_word() {
        const size_t begin = at_;
        const size_t end = word_end(at_);
        if (peek(end) == '!') {
            at_ = end;
            return after_qualifier(begin);
        }
        if (peek(end) == ':' && !parse_corner(text_.substr(begin, end - begin))) {
            const size_t second = word_end(end + 1);
            if (second > end + 1 && peek(second) == '!') {  // Sheet1:Sheet3!A1
                at_ = second;
                return after_qualifier(begin);
            }
        }
        return reference_here({});
    }

    // What follows a word makes it something else than a reference.
    [[nodiscard]] bool is_name_by_context(size_t end) const {
        const char c = peek(end);
        return c == '(' || c == '!' || c == '[';
    }

    // Reads a word and, behind a colon, a second one.
    std::optional<Found> reference_here(std::string_view qualifier) {
        const size_t begin = at_;
        const size_t end = word_end(at_);
        at_ = end;
        if (is_name_by_context(end)) return std::nullopt;
        const auto first = parse_corner(text_.substr(begin, end - begin));
        if (!first) return std::nullopt;
        if (peek(end) == ':' && is_word(peek(end + 1))) {
            const size_t last_end = word_end(end + 1);
            const auto last = parse_corner(text_.substr(end + 1, last_end - end - 1));
            if (last && !is_name_by_context(last_end)) {
                auto range = make_reference(*first, *last);
                if (range) {
                    at_ = last_end;
                    range->qualifier = qualifier;
                    return Found{begin, last_end, *range};
                }
            }
        }
        if (first->kind != Corner::Kind::kCell) return std::nullopt;
        auto cell = make_reference(*first, *first);
        cell->kind = FormulaReference::Kind::kCell;
        cell->qualifier = qualifier;
        return Found{begin, end, *cell};
    }

    std::string_view text_;
    size_t at_ = 0;
};

// A row or column number moved by `by`, or nothing off the sheet.
std::optional<uint32_t> moved(uint32_t number, int64_t by, uint32_t count) {
    const int64_t to = int64_t{number} + by;
    if (to < 0 || to >= int64_t{count}) return std::nullopt;
    return static_cast<uint32_t>(to);
}

}  // namespace

std::string FormulaReference::sheet() const {
    if (!qualifier.starts_with('\'') || qualifier.size() < 2) return std::string(qualifier);
    std::string name;
    const std::string_view inner = qualifier.substr(1, qualifier.size() - 2);
    for (size_t i = 0; i < inner.size(); ++i) {
        name += inner[i];
        if (inner[i] == '\'') ++i;  // doubled
    }
    return name;
}

std::string move_references(std::string_view formula, const MoveReference& move) {
    std::string out;
    size_t copied = 0;
    Scanner scanner(formula);
    while (const auto found = scanner.next()) {
        const auto range = move(found->reference);
        if (range && *range == found->reference.range) continue;
        out += formula.substr(copied, found->begin - copied);
        out += range ? format_reference(found->reference, *range) : "#REF!";
        copied = found->end;
    }
    return out += formula.substr(copied);
}

void for_each_reference(std::string_view formula,
                        const std::function<void(const FormulaReference&)>& visit) {
    Scanner scanner(formula);
    while (const auto found = scanner.next()) visit(found->reference);
}

std::string translate_formula(std::string_view formula, int64_t rows, int64_t columns) {
    if (rows == 0 && columns == 0) return std::string(formula);
    using Kind = FormulaReference::Kind;
    return move_references(
        formula, [&](const FormulaReference& reference) -> std::optional<CellRange> {
            const bool row_fixed = reference.kind == Kind::kColumns;
            const bool column_fixed = reference.kind == Kind::kRows;
            const auto row = [&](uint32_t number, bool absolute) {
                return moved(number, absolute || row_fixed ? 0 : rows, kMaxSheetRows);
            };
            const auto column = [&](uint32_t number, bool absolute) {
                return moved(number, absolute || column_fixed ? 0 : columns, kMaxSheetColumns);
            };
            const auto top = row(reference.range.first.row, reference.first_row_absolute);
            const auto bottom = row(reference.range.last.row, reference.last_row_absolute);
            const auto left = column(reference.range.first.column, reference.first_column_absolute);
            const auto right = column(reference.range.last.column, reference.last_column_absolute);
            if (!top || !bottom || !left || !right) return std::nullopt;
            return CellRange{{*top, *left}, {*bottom, *right}};
        });
}

std::optional<CellRange> grow_reference(const FormulaReference& reference,
                                        const RowGrowth& growth) {
    using Kind = FormulaReference::Kind;
    CellRange range = reference.range;
    if (reference.kind == Kind::kColumns) return range;
    const bool grows = reference.kind != Kind::kCell && range.first.row <= growth.first_row &&
                       range.last.row == growth.last_row;
    if (range.first.row > growth.last_row) {
        const auto first = moved(range.first.row, growth.count, kMaxSheetRows);
        if (!first) return std::nullopt;
        range.first.row = *first;
    }
    if (grows || range.last.row > growth.last_row) {
        const auto last = moved(range.last.row, growth.count, kMaxSheetRows);
        range.last.row = last.value_or(kMaxSheetRows - 1);  // what falls off the sheet is blank
    }
    return range;
}

}  // namespace yitao::xlsx
