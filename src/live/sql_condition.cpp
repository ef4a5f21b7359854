#include "live/sql_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace yitao::live {

using formula::Comparison;
using formula::Criterion;
using formula::NumberRange;
using ledger::Column;
using ledger::ColumnData;
using ledger::ColumnType;

namespace {

// What may be true of a row, joined by OR. No rule: never; `all`: always.
struct Alternatives {
    std::vector<std::string> rules;
    bool all = false;

    [[nodiscard]] std::string text() const {
        if (all) return {};
        if (rules.empty()) return "(1 = 0)";
        if (rules.size() == 1) return rules.front();
        std::string out = "(";
        for (const std::string& rule : rules) out += (out.size() > 1 ? " OR " : "") + rule;
        return out + ")";
    }
};

std::string blank_rule(const Column& column) {
    const std::string blank = sql_name(column.id) + " IS NULL";
    if (!column.is_calculated()) return blank;
    return fmt::format("({} AND {} IS NULL)", blank, sql_error_name(column));
}

// Errors by number, as many as there are: all of them, or these.
void add_errors(Alternatives& out, const Column& column, const std::vector<size_t>& errors) {
    if (errors.empty() || !column.is_calculated()) return;
    if (errors.size() == kExcelErrorTexts.size()) {
        out.rules.push_back(sql_error_name(column) + " IS NOT NULL");
        return;
    }
    std::string list;
    for (size_t error : errors) list += (list.empty() ? "" : ", ") + std::to_string(error);
    out.rules.push_back(fmt::format("{} IN ({})", sql_error_name(column), list));
}

// ---- columns of numbers

std::string range_rule(const std::string& name, NumberRange range) {
    const bool from = range.first > ledger::kLeastNumber;
    const bool to = range.last < INT64_MAX;
    if (from && to) {
        return fmt::format("({} >= {} AND {} <= {})", name, range.first, name, range.last);
    }
    if (from) return fmt::format("{} >= {}", name, range.first);
    return to ? fmt::format("{} <= {}", name, range.last) : name + " IS NOT NULL";
}

SqlCondition numbers_condition(const formula::Predicate& predicate, const Column& column) {
    const std::string name = sql_name(column.id);
    Alternatives out;
    const bool blank = predicate.contains(ledger::kBlankNumber);
    std::vector<size_t> errors;
    for (size_t i = 0; i < kExcelErrorTexts.size(); ++i) {
        if (predicate.contains(ledger::error_number(static_cast<ExcelError>(i)))) {
            errors.push_back(i);
        }
    }
    bool all_numbers = false;
    std::string singles;
    for (NumberRange range : predicate.ranges) {
        if (range.last < ledger::kLeastNumber) continue;
        range.first = std::max(range.first, ledger::kLeastNumber);
        all_numbers |= range.first == ledger::kLeastNumber && range.last == INT64_MAX;
        if (range.first == range.last) {
            singles += (singles.empty() ? "" : ", ") + std::to_string(range.first);
        } else {
            out.rules.push_back(range_rule(name, range));
        }
    }
    const bool one = singles.find(',') == std::string::npos;
    if (!singles.empty()) {
        out.rules.push_back(name + (one ? " = " + singles : " IN (" + singles + ")"));
    }
    if (blank) out.rules.insert(out.rules.begin(), blank_rule(column));
    add_errors(out, column, errors);
    const bool all_errors = !column.is_calculated() || errors.size() == kExcelErrorTexts.size();
    out.all = blank && all_numbers && all_errors;
    return {out.text(), column.type == ColumnType::kUnit};
}

// ---- columns of texts

// No letter with a case in it: digits, signs, kana, ideographs. Nothing else folds to these.
bool is_caseless(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (letter || c < 0x20) return false;
        if (c < 0x80) continue;
        if (c < 0xE3 || c > 0xE9 || i + 2 >= text.size()) return false;
        i += 2;
    }
    return true;
}

struct Pattern {
    std::string text;
    bool open_front = false;  // a star before it
    bool open_back = false;
};

// At most a star at either end, no other wildcard, nothing to be taken literally.
std::optional<Pattern> simple_pattern(std::string_view text) {
    Pattern out;
    if (text.starts_with('*')) {
        out.open_front = true;
        text.remove_prefix(1);
    }
    if (text.ends_with('*')) {
        out.open_back = true;
        text.remove_suffix(1);
    }
    if (text.find_first_of("*?~") != std::string_view::npos || !is_caseless(text)) {
        return std::nullopt;
    }
    out.text = text;
    return out;
}

// Inside LIKE; "!" is the escape.
std::string like_text(const Pattern& pattern) {
    std::string out = pattern.open_front ? "%" : "";
    for (char c : pattern.text) {
        if (c == '%' || c == '_' || c == '!') out += '!';
        out += c;
    }
    return out + (pattern.open_back ? "%" : "");
}

std::string pattern_rule(const std::string& name, const Pattern& pattern, SqlDialect dialect) {
    const std::string text = sql_text(pattern.text, dialect);
    if (!pattern.open_front && !pattern.open_back) return fmt::format("{} = {}", name, text);
    if (pattern.text.empty()) return name + " IS NOT NULL";
    if (dialect == SqlDialect::kPostgreSql) {
        return fmt::format("{} LIKE {} ESCAPE '!'", name, sql_text(like_text(pattern), dialect));
    }
    // ClickHouse's LIKE has no ESCAPE, and what a backslash means in it changed.
    if (!pattern.open_front) return fmt::format("startsWith({}, {})", name, text);
    if (!pattern.open_back) return fmt::format("endsWith({}, {})", name, text);
    return fmt::format("position({}, {}) > 0", name, text);
}

// Adds a criterion that can be said for every text there can be; false: it cannot.
bool add_text_rule(Alternatives& out, std::vector<std::string>& values, const Criterion& criterion,
                   const Column& column, SqlDialect dialect) {
    const std::string name = sql_name(column.id);
    const bool equal = criterion.comparison == Comparison::kEqual;
    if (!equal && criterion.comparison != Comparison::kNotEqual) return false;
    if (criterion.operand.is_blank()) {
        if (!equal) {
            out.rules.push_back(name + " IS NOT NULL");
            add_errors(out, column, {0, 1, 2, 3, 4, 5, 6, 7, 8});
            return true;
        }
        out.rules.push_back(blank_rule(column));
        if (!criterion.has_operator) out.rules.push_back(name + " = ''");
        return true;
    }
    if (!criterion.operand.is_text()) return false;
    const auto pattern = simple_pattern(criterion.operand.text());
    if (!pattern) return false;
    const bool whole = !pattern->open_front && !pattern->open_back;
    if (equal) {
        if (whole) {
            values.push_back(pattern->text);
        } else {
            out.rules.push_back(pattern_rule(name, *pattern, dialect));
        }
        return true;
    }
    // "<>x" is also what is blank or an error: both are NULL there.
    if (!whole) return false;
    out.rules.push_back(name + " IS NULL");
    out.rules.push_back(fmt::format("{} <> {}", name, sql_text(pattern->text, dialect)));
    return true;
}

std::string in_rule(const std::string& name, const std::vector<std::string>& values,
                    SqlDialect dialect, bool inside) {
    if (values.size() == 1 && inside) {
        return fmt::format("{} = {}", name, sql_text(values.front(), dialect));
    }
    std::string list;
    for (const std::string& value : values) {
        list += (list.empty() ? "" : ", ") + sql_text(value, dialect);
    }
    if (inside) return fmt::format("{} IN ({})", name, list);
    return fmt::format("({} IS NOT NULL AND {} NOT IN ({}))", name, name, list);
}

std::optional<std::string> plain_text_condition(const Criterion& criterion, const Column& column,
                                                SqlDialect dialect) {
    if (column.type == ColumnType::kMultiCode) return std::nullopt;
    Alternatives out;
    std::vector<std::string> values;
    if (!add_text_rule(out, values, criterion, column, dialect)) return std::nullopt;
    for (const Criterion& other : criterion.alternatives) {
        if (!add_text_rule(out, values, other, column, dialect)) return std::nullopt;
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (!values.empty()) out.rules.push_back(in_rule(sql_name(column.id), values, dialect, true));
    return out.text();
}

// So many times as many values match as do not: the others are told instead.
constexpr size_t kOftenOthers = 4;

SqlCondition listed_condition(const formula::Predicate& predicate, const Column& column,
                              const ColumnData& data, SqlDialect dialect) {
    std::vector<std::string> matching;
    std::vector<std::string> others;
    for (uint32_t code = 1; code < data.dictionary.size(); ++code) {
        if (data.code_errors.contains(code)) continue;
        (predicate.code_matches[code] != 0 ? matching : others).push_back(data.dictionary[code]);
    }
    std::sort(matching.begin(), matching.end());
    std::sort(others.begin(), others.end());
    std::vector<size_t> errors;
    for (const auto& [code, error] : data.code_errors) {
        if (predicate.code_matches[code] != 0) errors.push_back(static_cast<size_t>(error));
    }
    std::sort(errors.begin(), errors.end());
    const bool blank = predicate.code_matches[ledger::kBlankCode] != 0;
    Alternatives out;
    out.all = blank && others.empty() && !column.is_calculated();
    const std::string name = sql_name(column.id);
    if (blank) out.rules.push_back(blank_rule(column));
    if (others.empty() && !matching.empty()) {
        out.rules.push_back(name + " IS NOT NULL");
    } else if (matching.size() > kOftenOthers * others.size()) {
        out.rules.push_back(in_rule(name, others, dialect, false));
    } else if (!matching.empty()) {
        out.rules.push_back(in_rule(name, matching, dialect, true));
    }
    add_errors(out, column, errors);
    return {out.text(), true};
}

}  // namespace

std::string sql_name(std::string_view id) {
    return fmt::format("\"{}\"", id);
}

std::string sql_error_name(const Column& column) {
    return sql_name("_" + column.id + "_error");
}

std::string sql_text(std::string_view text, SqlDialect dialect) {
    std::string out = "'";
    for (char c : text) {
        if (c == '\'') out += '\'';
        if (dialect == SqlDialect::kClickHouse && c == '\\') out += '\\';
        // ClickHouse's client takes the rows of an INSERT to end with the line.
        if (dialect == SqlDialect::kClickHouse && c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    return out + "'";
}

SqlCondition sql_condition(const Criterion& criterion, const Column& column, const ColumnData& data,
                           SqlDialect dialect) {
    if (data.is_coded()) {
        if (auto text = plain_text_condition(criterion, column, dialect)) return {*text, false};
        return listed_condition(compile_predicate(criterion, column, data), column, data, dialect);
    }
    return numbers_condition(compile_predicate(criterion, column, data), column);
}

}  // namespace yitao::live
