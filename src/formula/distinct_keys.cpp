#include "formula/distinct_keys.h"

#include <algorithm>
#include <bit>

#include "base/decimal.h"
#include "base/text.h"
#include "formula/measure.h"
#include "formula/value.h"

namespace yitao::formula {

namespace {

// Digits and Chinese characters have no case: most texts (numbers of persons, names) need no look
// at the others. UTF-8 of U+3000 to U+9FFF begins with E3 to E9.
bool may_have_case(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<uint8_t>(c);
        return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
               (byte >= 0xC0 && (byte < 0xE3 || byte > 0xE9));
    });
}

}  // namespace

void append_distinct_key(std::string& key, const Value& value) {
    if (value.is_text()) {
        key += 't' + fold_case(value.text());
    } else {
        key += static_cast<char>('0' + (value.is_number()    ? 0
                                        : value.is_boolean() ? 1
                                        : value.is_error()   ? 2
                                                             : 3));
        key += general_text(value);
    }
    key += '\0';
}

void DistinctValues::add(const Value& value) {
    if (value.is_blank() || (value.is_text() && value.text().empty())) return;
    std::string key;
    append_distinct_key(key, value);
    seen_.insert(std::move(key));
}

DistinctKeys::DistinctKeys(const ledger::Column& column)
    : type_(column.type), scale_(column.type == ledger::ColumnType::kDecimal ? column.scale : 0) {}

void DistinctKeys::learn(const ledger::ColumnData& data) {
    const auto code = static_cast<uint32_t>(by_code_.size());
    const std::string& text = data.dictionary[code];
    int64_t key = code;
    if (const auto error = data.code_errors.find(code); error != data.code_errors.end()) {
        key = ledger::error_number(error->second);
    } else if (code == ledger::kBlankCode || text.empty()) {
        key = kNone;
    } else if (may_have_case(text)) {
        key = by_text_.try_emplace(fold_case(text), code).first->second;
    }
    by_code_.push_back(key);
}

// The bits of the double that the 15 digits read back as: as a number far beyond those that are
// their own keys.
int64_t DistinctKeys::rounded(int64_t stored) const {
    const double number = decimal_to_double(number_units(type_, stored), scale_);
    const double shown = std::stod(general_number(number));
    return std::bit_cast<int64_t>(shown);
}

}  // namespace yitao::formula
