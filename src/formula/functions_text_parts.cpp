// Parts of a text by delimiters and by bytes, and numbers written out: TEXTBEFORE, TEXTAFTER,
// TEXTSPLIT, LEFTB, RIGHTB, MIDB, NUMBERSTRING, RMB.
#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "base/text.h"
#include "formula/interpreter.h"
#include "formula/reader.h"
#include "formula/rounding.h"
#include "formula/text_format.h"

namespace yitao::formula {

namespace {

// Two bytes for anything beyond ASCII, as Excel for Chinese counts; a character cut in half is
// left out.
std::string bytes_of(const std::string& text, size_t begin, size_t count) {
    std::string out;
    size_t at = 0;
    for (char32_t c : code_points(text)) {
        size_t width = c < 0x80 ? 1 : 2;
        if (at >= begin && at + width <= begin + count) append_utf8(out, c);
        at += width;
    }
    return out;
}

size_t byte_count(const std::string& text) {
    size_t bytes = 0;
    for (char32_t c : code_points(text)) bytes += c < 0x80 ? 1 : 2;
    return bytes;
}

size_t count_argument(Scalars& a, size_t i, double otherwise) {
    double count = std::trunc(a.number(i, otherwise));
    if (count < 0) a.fail(ExcelError::kValue);
    return a.failed() ? 0 : static_cast<size_t>(std::min(count, 1e6));
}

Value left_b(Scalars& a) {
    std::string text = a.text(0);
    return bytes_of(text, 0, count_argument(a, 1, 1));
}
Value right_b(Scalars& a) {
    std::string text = a.text(0);
    size_t wanted = count_argument(a, 1, 1);
    size_t all = byte_count(text);
    return bytes_of(text, all - std::min(all, wanted), wanted);
}
Value mid_b(Scalars& a) {
    std::string text = a.text(0);
    size_t start = count_argument(a, 1, 1);
    size_t length = count_argument(a, 2, 0);
    if (start < 1) a.fail(ExcelError::kValue);
    return a.failed() ? Value() : Value(bytes_of(text, start - 1, length));
}

// Where the wanted occurrence of a delimiter begins; from the end when `occurrence` is negative.
size_t find_occurrence(std::string_view text, std::string_view delimiter, int occurrence) {
    size_t at = std::string_view::npos;
    bool backwards = occurrence < 0;
    for (int i = 0; i < std::abs(occurrence); ++i) {
        if (backwards && at == 0) return std::string_view::npos;
        if (backwards) {
            at = text.rfind(delimiter, at == std::string_view::npos ? at : at - 1);
        } else {
            at = text.find(delimiter, at == std::string_view::npos ? 0 : at + delimiter.size());
        }
        if (at == std::string_view::npos) return at;
    }
    return at;
}

// TEXTBEFORE and TEXTAFTER(text, delimiter, [occurrence], [ignore case], [ends count], [if none])
Value text_beside(Scalars& a, bool before) {
    std::string text = a.text(0);
    std::string delimiter = a.text(1);
    int occurrence = a.has(2) && !a.value(2).is_blank() ? a.integer(2) : 1;
    bool fold = a.boolean(3, false);
    bool ends_count = a.boolean(4, false);
    if (occurrence == 0) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    if (delimiter.empty()) return before == (occurrence > 0) ? Value("") : Value(text);
    std::string where = fold ? fold_case(text) : text;
    if (where.size() != text.size()) where = text;  // folding that changes lengths: as it is
    size_t at = find_occurrence(where, fold ? fold_case(delimiter) : delimiter, occurrence);
    if (at != std::string_view::npos) {
        return before ? text.substr(0, at) : text.substr(at + delimiter.size());
    }
    if (ends_count) return before == (occurrence > 0) ? Value(text) : Value("");
    if (a.has(5)) return a.value(5);
    return ExcelError::kNa;
}
Value text_before(Scalars& a) {
    return text_beside(a, true);
}
Value text_after(Scalars& a) {
    return text_beside(a, false);
}

std::vector<std::string_view> split(std::string_view text, const std::vector<std::string>& by,
                                    bool skip_empty) {
    std::vector<std::string_view> parts;
    size_t begin = 0;
    while (true) {
        size_t end = std::string_view::npos;
        size_t width = 0;
        for (const std::string& delimiter : by) {
            size_t found = delimiter.empty() ? std::string_view::npos : text.find(delimiter, begin);
            if (found >= end) continue;
            end = found;
            width = delimiter.size();
        }
        std::string_view part = text.substr(begin, end - begin);
        if (!skip_empty || !part.empty()) parts.push_back(part);
        if (end == std::string_view::npos) return parts;
        begin = end + width;
    }
}

Outcome<std::vector<std::string>> delimiters_of(Interpreter& in, std::span<const Argument> a,
                                                size_t i) {
    std::vector<std::string> delimiters;
    if (i >= a.size()) return delimiters;
    Reader reader(in, a[i]);
    Value scratch;
    for (size_t k = 0; k < reader.size() && k < 100; ++k) {
        Outcome<std::string> text = text_of(reader.at(k, scratch));
        if (!text) return std::unexpected(text.error());
        delimiters.push_back(*std::move(text));
    }
    return delimiters;
}

// TEXTSPLIT(text, column delimiter, [row delimiter], [skip empty], [ignore case], [pad with])
Argument text_split(Interpreter& in, std::span<const Argument> a) {
    Outcome<std::string> text = text_of(in.single(a[0]));
    if (!text) return Value(text.error());
    Outcome<std::vector<std::string>> across = delimiters_of(in, a, 1);
    if (!across) return Value(across.error());
    Outcome<std::vector<std::string>> down = delimiters_of(in, a, 2);
    if (!down) return Value(down.error());
    Outcome<bool> skip = a.size() > 3 ? boolean_of(in.single(a[3])) : Outcome<bool>(false);
    if (!skip) return Value(skip.error());
    std::vector<std::vector<std::string_view>> rows;
    size_t width = 0;
    for (std::string_view line : split(*text, *down, *skip)) {
        rows.push_back(split(line, *across, *skip));
        width = std::max(width, rows.back().size());
    }
    if (rows.empty() || width == 0) return Value(ExcelError::kCalc);
    if (!in.spend(rows.size(), width)) return Value(ExcelError::kNum);
    Value padding = a.size() > 5 ? in.single(a[5]) : Value(ExcelError::kNa);
    auto result = std::make_shared<Matrix>();
    result->rows = rows.size();
    result->columns = width;
    for (const auto& row : rows) {
        for (size_t c = 0; c < width; ++c) {
            result->values.push_back(c < row.size() ? Value(row[c]) : padding);
        }
    }
    return result;
}

// NUMBERSTRING(number, 1 一百二十, 2 壹佰贰拾, 3 一二〇): what TEXT does with [DBNum1] and
// [DBNum2].
Value number_string(Scalars& a) {
    double number = round_decimals(a.number(0), 0, Rounding::kHalfAway);
    int kind = a.integer(1);
    if (number < 0 || kind < 1 || kind > 3) a.fail(ExcelError::kNum);
    if (a.failed()) return {};
    constexpr std::string_view kFormats[] = {"[DBNum1]General", "[DBNum2]General", "[DBNum1]0"};
    Outcome<std::string> text = format_value(number, kFormats[kind - 1]);
    return text ? Value(*std::move(text)) : Value(text.error());
}

// RMB and DOLLAR, the same in a Chinese Excel.
Value rmb(Scalars& a) {
    int decimals = a.has(1) && !a.value(1).is_blank() ? a.integer(1) : 2;
    double number = round_decimals(a.number(0), decimals, Rounding::kHalfAway);
    if (decimals > 127) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    std::string format = "#,##0";
    if (decimals > 0) format += "." + std::string(static_cast<size_t>(decimals), '0');
    Outcome<std::string> text = format_value(number, "¥" + format + ";-¥" + format);
    return text ? Value(*std::move(text)) : Value(text.error());
}

constexpr Function kFunctions[] = {
    scalar("LEFTB", 1, 2, left_b),
    scalar("RIGHTB", 1, 2, right_b),
    scalar("MIDB", 3, 3, mid_b),
    scalar("TEXTBEFORE", 2, 6, text_before),
    scalar("TEXTAFTER", 2, 6, text_after),
    general("TEXTSPLIT", 2, 6, text_split),
    scalar("NUMBERSTRING", 2, 2, number_string),
    scalar("RMB", 1, 2, rmb),
    scalar("DOLLAR", 1, 2, rmb),
};

}  // namespace

std::span<const Function> text_part_functions() {
    return kFunctions;
}

}  // namespace yitao::formula
