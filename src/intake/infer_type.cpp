#include "intake/infer_type.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "base/text.h"
#include "dictionary/typed.h"
#include "org/tree.h"

namespace yitao::intake {

namespace {

using ledger::ColumnType;

constexpr size_t kTextDigits = 15;  // from here on a number is a name
constexpr size_t kLongestNumber = 40;
constexpr int kShortScale = 4;      // decimals kept where many digits stand before the point

// Decimals of a plain number ("-1,234.50" has 2); nothing when it is none or had better stay text.
std::optional<int> decimals_of(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.empty() || text.size() > kLongestNumber) return std::nullopt;
    bool plain = std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.' || c == ','; });
    if (!plain) return std::nullopt;
    size_t point = std::min(text.find('.'), text.size());
    std::string_view whole = text.substr(0, point);
    auto digits = static_cast<size_t>(std::ranges::count_if(whole, is_digit));
    if (digits >= kTextDigits || (digits > 1 && whole[0] == '0')) return std::nullopt;
    if (!dictionary::read_number(text)) return std::nullopt;
    return point == text.size() ? 0 : static_cast<int>(text.size() - point - 1);
}

bool is_date(std::string_view text) {
    bool bare = std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; });
    if (bare && std::ranges::count(text, '.') != 2) return false;  // 45617, 2024.5
    return dictionary::read_date(text).date.has_value();
}

std::optional<int> largest_scale(std::span<const std::string> values) {
    int scale = 0;
    for (const std::string& value : values) {
        std::optional<int> decimals = decimals_of(value);
        if (!decimals) return std::nullopt;
        scale = std::max(scale, *decimals);
    }
    return scale;
}

}  // namespace

InferredType infer_type(std::span<const std::string> values) {
    if (values.empty()) return {};
    if (std::ranges::all_of(values, [](const std::string& v) { return is_date(v); })) {
        return {ColumnType::kDate, 0};
    }
    std::optional<int> scale = largest_scale(values);
    if (!scale) return {};
    if (*scale == 0) return {ColumnType::kInteger, 0};
    InferredType type{ColumnType::kDecimal, std::min(*scale, kMaxScale)};
    auto fits = [&](const std::string& value) {
        return dictionary::scale_number(*dictionary::read_number(value), {}, type.scale).has_value();
    };
    if (!std::ranges::all_of(values, fits)) type.scale = kShortScale;  // 14 + 4 digits always fit
    return type;
}

int64_t typed_number(const InferredType& type, std::string_view text) {
    if (type.type == ColumnType::kDate) return dictionary::read_date(text).date->days;
    auto number = dictionary::read_number(text);
    CHECK(number.has_value());
    auto scaled = dictionary::scale_number(*number, {}, type.scale);
    CHECK(scaled.has_value());
    return scaled->units;
}

bool are_unit_codes(std::span<const std::string> values) {
    return !values.empty() && std::ranges::all_of(values, [](const std::string& value) {
        return org::parse_unit_code(value).has_value();
    });
}

}  // namespace yitao::intake
