#include "ledger/schema.h"

#include <algorithm>

#include "base/date.h"
#include "base/decimal.h"
#include "base/text.h"
#include "org/tree.h"

namespace yitao::ledger {

std::optional<std::string> CodeList::find(std::string_view typed) const {
    for (const Code& code : codes) {
        if (code.name == typed) return code.name;
    }
    const std::string key = match_key(typed);
    if (key.empty()) return std::nullopt;
    // A name wins over a code, a code over a synonym: "1" may be both a code and somebody's
    // synonym.
    for (const Code& code : codes) {
        if (match_key(code.name) == key) return code.name;
    }
    for (const Code& code : codes) {
        if (!code.code.empty() && match_key(code.code) == key) return code.name;
    }
    for (const Code& code : codes) {
        for (const std::string& synonym : code.synonyms) {
            if (match_key(synonym) == key) return code.name;
        }
    }
    return std::nullopt;
}

std::optional<size_t> Schema::find_column(std::string_view column_id) const {
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].id == column_id) return i;
    }
    return std::nullopt;
}

namespace {

// Whether match_key(text) is that key; a Chinese first letter, which is its own key, mostly tells.
bool has_key(std::string_view text, std::string_view key) {
    constexpr size_t kLetter = 3;  // bytes
    const auto first = static_cast<unsigned char>(text.empty() ? 0 : text[0]);
    const bool chinese = first >= 0xE5 && first <= 0xE9;  // U+5000 to U+9FFF
    if (chinese && text.substr(0, kLetter) != key.substr(0, kLetter)) return false;
    return match_key(text) == key;
}

}  // namespace

std::optional<size_t> Schema::find_column_named(std::string_view typed) const {
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == typed) return i;
    }
    const std::string wanted = match_key(typed);
    if (wanted.empty()) return std::nullopt;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (has_key(columns[i].name, wanted)) return i;
    }
    for (size_t i = 0; i < columns.size(); ++i) {
        if (has_key(columns[i].name_en, wanted)) return i;
    }
    for (size_t i = 0; i < columns.size(); ++i) {
        for (const std::string& synonym : columns[i].synonyms) {
            if (has_key(synonym, wanted)) return i;
        }
    }
    return std::nullopt;
}

bool is_number_type(ColumnType type) {
    switch (type) {
        case ColumnType::kInteger:
        case ColumnType::kDecimal:
        case ColumnType::kDate:
        case ColumnType::kUnit:
            return true;
        case ColumnType::kText:
        case ColumnType::kCode:
        case ColumnType::kMultiCode:
        case ColumnType::kReference:
            return false;
    }
    return false;
}

std::string format_field(const Column& column, const Field& field) {
    if (const auto* text = std::get_if<std::string>(&field)) return *text;
    const auto* number = std::get_if<int64_t>(&field);
    if (number == nullptr) return {};
    switch (column.type) {
        case ColumnType::kDecimal:
            return format_decimal(*number, column.scale);
        case ColumnType::kDate:
            return Date{static_cast<int32_t>(*number)}.iso();
        case ColumnType::kUnit:
            return org::format_unit_code(*number);
        default:
            return std::to_string(*number);
    }
}

std::optional<Field> parse_field(const Column& column, std::string_view text) {
    if (text.empty()) return Field{};
    switch (column.type) {
        case ColumnType::kInteger:
        case ColumnType::kDecimal: {
            const int scale = column.type == ColumnType::kDecimal ? column.scale : 0;
            std::optional<int64_t> units = parse_decimal(text, scale);
            if (!units || format_decimal(*units, scale) != text) return std::nullopt;
            return Field{*units};
        }
        case ColumnType::kDate: {
            std::optional<Date> date = Date::parse_iso(text);
            if (!date) return std::nullopt;
            return Field{int64_t{date->days}};
        }
        case ColumnType::kUnit: {
            std::optional<org::UnitCode> code = org::parse_unit_code(text);
            if (!code) return std::nullopt;
            return Field{int64_t{*code}};
        }
        default:
            return Field{std::string(text)};
    }
}

}  // namespace yitao::ledger
