// Text. Positions and lengths count characters (code points), not bytes.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/limits.h"
#include "base/text.h"
#include "formula/interpreter.h"
#include "formula/number_text.h"
#include "formula/reader.h"
#include "formula/rounding.h"
#include "formula/text_format.h"
#include "formula/wildcard.h"

namespace yitao::formula {

namespace {

// Byte offset of the i-th character, or the end.
size_t offset_of(std::string_view text, size_t characters) {
    size_t at = 0;
    while (at < text.size() && characters > 0) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
        --characters;
    }
    return at;
}

// Left, right and middle want lengths from 0 up; anything long is "all".
size_t length_argument(Scalars& a, size_t i, double otherwise) {
    double length = std::trunc(a.number(i, otherwise));
    if (length < 0) a.fail(ExcelError::kValue);
    return a.failed() ? 0 : static_cast<size_t>(std::min(length, 1e6));
}

Value left(Scalars& a) {
    std::string scratch;
    std::string_view text = a.text(0, scratch);
    return text.substr(0, offset_of(text, length_argument(a, 1, 1)));
}

Value right(Scalars& a) {
    std::string scratch;
    std::string_view text = a.text(0, scratch);
    size_t wanted = length_argument(a, 1, 1);
    size_t count = code_point_count(text);
    return text.substr(offset_of(text, count - std::min(count, wanted)));
}

Value mid(Scalars& a) {
    std::string scratch;
    std::string_view text = a.text(0, scratch);
    size_t start = length_argument(a, 1, 1);
    size_t length = length_argument(a, 2, 0);
    if (start < 1) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    std::string_view rest = text.substr(offset_of(text, start - 1));
    return rest.substr(0, offset_of(rest, length));
}

Value len(Scalars& a) {
    std::string scratch;
    return static_cast<double>(code_point_count(a.text(0, scratch)));
}

// Bytes as Excel for Chinese counts them: two for anything beyond ASCII.
Value len_b(Scalars& a) {
    std::string text = a.text(0);
    double bytes = 0;
    for (char32_t c : code_points(text)) bytes += c < 0x80 ? 1 : 2;
    return bytes;
}

// The character, from 1, that begins at a byte.
Value position(Scalars& a, const std::string& text, size_t byte) {
    if (byte == std::string::npos) {
        a.fail(ExcelError::kValue);
        return {};
    }
    return static_cast<double>(code_point_count(std::string_view(text).substr(0, byte)) + 1);
}

size_t start_argument(Scalars& a, const std::string& text) {
    size_t start = length_argument(a, 2, 1);
    if (start < 1 || start > code_point_count(text) + 1) a.fail(ExcelError::kValue);
    return a.failed() ? 0 : offset_of(text, start - 1);
}

Value find(Scalars& a) {
    std::string wanted = a.text(0);
    std::string text = a.text(1);
    size_t start = start_argument(a, text);
    return position(a, text, text.find(wanted, start));
}

// Without case, with wildcards: the first place where the rest begins with the pattern.
Value search(Scalars& a) {
    std::string pattern = a.text(0);
    std::string text = a.text(1);
    size_t start = start_argument(a, text);
    if (a.failed()) return {};
    WildcardPattern whole(pattern);
    if (whole.is_literal()) {
        // Folding can change lengths, so places are compared character by character.
        std::vector<char32_t> wanted = code_points(whole.literal());
        std::string_view rest = std::string_view(text).substr(start);
        std::vector<char32_t> characters = code_points(rest);
        std::vector<char32_t> folded = code_points(fold_case(rest));
        if (folded.size() != characters.size()) folded = characters;
        auto hit = std::ranges::search(folded, wanted);
        if (hit.begin() == folded.end() && !wanted.empty()) {
            a.fail(ExcelError::kValue);
            return {};
        }
        auto before = static_cast<double>(hit.begin() - folded.begin());
        return before + static_cast<double>(code_point_count(text.substr(0, start))) + 1;
    }
    WildcardPattern anchored(pattern + "*");
    for (size_t at = start; at < text.size(); at += offset_of(std::string_view(text).substr(at), 1)) {
        if (anchored.matches(std::string_view(text).substr(at))) return position(a, text, at);
    }
    a.fail(ExcelError::kValue);
    return {};
}

Value substitute(Scalars& a) {
    std::string text = a.text(0);
    std::string old_text = a.text(1);
    std::string new_text = a.text(2);
    double wanted = std::trunc(a.number(3, 0));
    if (a.has(3) && wanted < 1) a.fail(ExcelError::kValue);
    if (old_text.empty() || a.failed()) return text;
    std::string out;
    double seen = 0;
    size_t from = 0;
    for (size_t at = text.find(old_text); at != std::string::npos; at = text.find(old_text, from)) {
        out.append(text, from, at - from);
        ++seen;
        out += wanted == 0 || seen == wanted ? new_text : old_text;
        from = at + old_text.size();
        if (out.size() > 8 * kMaxCellText) return out;  // too long in any case
    }
    return out.append(text, from);
}

Value replace(Scalars& a) {
    std::string text = a.text(0);
    size_t start = length_argument(a, 1, 1);
    size_t length = length_argument(a, 2, 0);
    std::string new_text = a.text(3);
    if (start < 1) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    size_t begin = offset_of(text, start - 1);
    size_t end = begin + offset_of(std::string_view(text).substr(begin), length);
    return text.replace(begin, end - begin, new_text);
}

// Spaces only, as Excel: ends cut, runs inside made one.
Value trim_of(Scalars& a) {
    std::string out;
    for (char c : a.text(0)) {
        if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
        out += c;
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

Value clean(Scalars& a) {
    std::string text = a.text(0);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 32; });
    return text;
}

// ASCII letters and their accented and Greek and Cyrillic kin: whatever folds to something else.
bool is_letter(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x250) ||
           (c >= 0x370 && c < 0x530);
}
char32_t lower_of(char32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (!is_letter(c)) return c;
    std::string text;
    append_utf8(text, c);
    std::vector<char32_t> folded = code_points(fold_case(text));
    return folded.size() == 1 ? folded[0] : c;
}
char32_t upper_of(char32_t c) {
    if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
    if (!is_letter(c) || lower_of(c) != c) return c;
    // The capital that folds to it stands 32 (Latin-1, Greek, Cyrillic), 1 or 80 before it.
    for (char32_t distance : {32, 1, 80}) {
        if (c > distance + 0x7F && c - distance != c && lower_of(c - distance) == c) {
            return c - distance;
        }
    }
    return c;
}

template <typename Change>
Value changed(Scalars& a, Change&& change) {
    std::string out;
    for (char32_t c : code_points(a.text(0))) append_utf8(out, change(c));
    return out;
}
Value upper(Scalars& a) { return changed(a, upper_of); }
Value lower(Scalars& a) { return changed(a, lower_of); }
Value proper(Scalars& a) {
    bool inside = false;
    return changed(a, [&inside](char32_t c) {
        char32_t out = inside ? lower_of(c) : upper_of(c);
        inside = is_letter(c);
        return out;
    });
}

Value rept(Scalars& a) {
    std::string text = a.text(0);
    size_t times = length_argument(a, 1, 0);
    if (a.failed() || text.empty()) return "";
    if (times > (size_t{4} * kMaxCellText) / text.size()) a.fail(ExcelError::kValue);
    std::string out;
    for (size_t i = 0; i < times && !a.failed(); ++i) out += text;
    return out;
}

Value exact(Scalars& a) {
    std::string first = a.text(0);
    return first == a.text(1);
}

Value value_of(Scalars& a) {
    const Value& value = a.value(0);
    if (value.is_boolean()) a.fail(ExcelError::kValue);
    return a.number(0);
}

// NUMBERVALUE(text, [point], [separator])
Value number_value(Scalars& a) {
    std::string text = a.text(0);
    std::string point = a.has(1) ? a.text(1) : ".";
    std::string separator = a.has(2) ? a.text(2) : ",";
    if (point.empty() || separator.empty() || point[0] == separator[0]) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    std::string plain;
    int percents = 0;
    bool past_point = false;
    for (char c : text) {
        if (c == ' ') continue;
        if (c == separator[0]) {
            if (past_point) a.fail(ExcelError::kValue);
            continue;
        }
        if (c == '%') {
            ++percents;
            continue;
        }
        if (percents > 0) a.fail(ExcelError::kValue);
        past_point = past_point || c == point[0];
        plain += c == point[0] ? '.' : c;
    }
    if (plain.empty()) return 0;
    std::optional<double> number = number_from_text(plain);
    if (!number) a.fail(ExcelError::kValue);
    return number.value_or(0) / std::pow(100.0, percents);
}

Value text_of_format(Scalars& a) {
    if (a.value(0).is_error()) return a.value(0);
    std::string scratch;
    std::string_view format = a.text(1, scratch);
    if (a.failed()) return {};
    Outcome<std::string> text = format_value(a.value(0), format);
    return text ? Value(*std::move(text)) : Value(text.error());
}

Value fixed(Scalars& a) {
    double number = a.number(0);
    int decimals = a.has(1) && !a.value(1).is_blank() ? a.integer(1) : 2;
    bool plain = a.boolean(2, false);
    if (decimals > 127) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    double rounded = round_decimals(number, decimals, Rounding::kHalfAway);
    std::string format = plain ? "0" : "#,##0";
    if (decimals > 0) format += "." + std::string(static_cast<size_t>(decimals), '0');
    Outcome<std::string> text = format_value(rounded, format);
    return text ? Value(*std::move(text)) : Value(text.error());
}

Value char_of(Scalars& a) {
    int number = a.integer(0);
    if (number < 1 || number > 65535) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    if (number < 128) return std::string(1, static_cast<char>(number));
    std::string bytes;
    if (number > 255) bytes += static_cast<char>(number >> 8);
    bytes += static_cast<char>(number & 0xFF);
    std::optional<std::string> text = utf8_from_gb18030(bytes);
    if (!text || text->empty()) a.fail(ExcelError::kValue);
    return text.value_or("");
}

// The GBK code of a Chinese character, as Excel for Chinese gives it.
Value code_of(Scalars& a) {
    std::string text = a.text(0);
    if (text.empty()) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    char32_t c = code_points(text).front();
    if (c < 0x80) return static_cast<double>(c);
    std::string first = text.substr(0, offset_of(text, 1));
    for (int high = 0x81; high <= 0xFE; ++high) {
        // GBK orders by no rule ICU shows; rows are short, so they are tried.
        for (int low = 0x40; low <= 0xFE; ++low) {
            std::string bytes = {static_cast<char>(high), static_cast<char>(low)};
            if (low != 0x7F && utf8_from_gb18030(bytes) == first) {
                return static_cast<double>(high * 256 + low);
            }
        }
    }
    return 63;  // "?" where GBK has no such character
}

Value unichar(Scalars& a) {
    int number = a.integer(0);
    bool surrogate = number >= 0xD800 && number <= 0xDFFF;
    if (number < 1 || number > 0x10FFFF || surrogate) a.fail(ExcelError::kValue);
    if (a.failed()) return {};
    std::string text;
    append_utf8(text, static_cast<char32_t>(number));
    return text;
}
Value unicode(Scalars& a) {
    std::string text = a.text(0);
    if (text.empty()) a.fail(ExcelError::kValue);
    return a.failed() ? Value() : Value(static_cast<double>(code_points(text).front()));
}

Value concatenate(Scalars& a) {
    std::string out;
    for (size_t i = 0; i < a.size(); ++i) out += a.text(i);
    return out;
}

// Joins every cell of every argument, row by row.
Argument joined(Interpreter& in, std::span<const Argument> arguments,
                std::span<const std::string> delimiters, bool skip_empty) {
    std::string out;
    size_t parts = 0;
    Value scratch;
    for (const Argument& argument : arguments) {
        Reader reader(in, argument);
        if (reader.error()) return Value(*reader.error());
        size_t count = skip_empty && reader.columns() == 1 ? reader.stored_rows() : reader.size();
        for (size_t i = 0; i < count; ++i) {
            Outcome<std::string> text = text_of(reader.at(i, scratch));
            if (!text) return Value(text.error());
            if (skip_empty && text->empty()) continue;
            if (parts > 0 && !delimiters.empty()) out += delimiters[(parts - 1) % delimiters.size()];
            ++parts;
            out += *text;
            if (out.size() > size_t{4} * kMaxCellText) return Value(ExcelError::kValue);
        }
    }
    if (code_point_count(out) > kMaxCellText) return Value(ExcelError::kValue);
    return Value(std::move(out));
}

Argument concat(Interpreter& in, std::span<const Argument> a) { return joined(in, a, {}, true); }

// TEXTJOIN(delimiter, skip empty, text…); several delimiters take turns.
Argument text_join(Interpreter& in, std::span<const Argument> a) {
    std::vector<std::string> delimiters;
    Reader reader(in, a[0]);
    Value scratch;
    for (size_t i = 0; i < reader.size() && i < 1000; ++i) {
        Outcome<std::string> text = text_of(reader.at(i, scratch));
        if (!text) return Value(text.error());
        delimiters.push_back(*std::move(text));
    }
    const Value* given = std::get_if<Value>(&a[1]);
    Outcome<bool> skip = given != nullptr && given->is_blank() ? Outcome<bool>(true)
                                                               : boolean_of(in.single(a[1]));
    if (!skip) return Value(skip.error());
    return joined(in, a.subspan(2), delimiters, *skip);
}

constexpr Function kFunctions[] = {
    scalar("LEFT", 1, 2, left),
    scalar("RIGHT", 1, 2, right),
    scalar("MID", 3, 3, mid),
    scalar("LEN", 1, 1, len),
    scalar("LENB", 1, 1, len_b),
    scalar("FIND", 2, 3, find),
    scalar("SEARCH", 2, 3, search),
    scalar("SUBSTITUTE", 3, 4, substitute),
    scalar("REPLACE", 4, 4, replace),
    scalar("TRIM", 1, 1, trim_of),
    scalar("CLEAN", 1, 1, clean),
    scalar("UPPER", 1, 1, upper),
    scalar("LOWER", 1, 1, lower),
    scalar("PROPER", 1, 1, proper),
    scalar("REPT", 2, 2, rept),
    scalar("EXACT", 2, 2, exact),
    scalar("VALUE", 1, 1, value_of),
    scalar("NUMBERVALUE", 1, 3, number_value),
    scalar("TEXT", 2, 2, text_of_format),
    scalar("FIXED", 1, 3, fixed),
    scalar("CHAR", 1, 1, char_of),
    scalar("CODE", 1, 1, code_of),
    scalar("UNICHAR", 1, 1, unichar),
    scalar("UNICODE", 1, 1, unicode),
    scalar("CONCATENATE", 1, kManyArguments, concatenate),
    general("CONCAT", 1, kManyArguments, concat),
    general("TEXTJOIN", 3, kManyArguments, text_join),
};

}  // namespace

std::span<const Function> text_functions() { return kFunctions; }

}  // namespace yitao::formula
