#include "xlsx/cell_value.h"

#include <charconv>
#include <cmath>

#include "base/date.h"

namespace yitao::xlsx {
namespace {

std::string_view trim_space(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// "10:30", "10:30:00.5": part of a day.
std::optional<double> parse_time(std::string_view text) {
    if (text.size() < 5 || text[2] != ':') return std::nullopt;
    const auto hours = parse_index(text.substr(0, 2));
    const auto minutes = parse_index(text.substr(3, 2));
    double seconds = 0;
    if (text.size() > 5) {
        if (text[5] != ':' || text.size() < 8 || text[6] < '0' || text[6] > '9')
            return std::nullopt;
        const auto parsed = parse_number(text.substr(6));
        if (!parsed || *parsed < 0 || *parsed >= 61) return std::nullopt;
        seconds = *parsed;
    }
    if (!hours || !minutes || *hours > 24 || *minutes > 59) return std::nullopt;
    return (*hours * 3600 + *minutes * 60 + seconds) / 86400;
}

}  // namespace

CellType cell_type(std::string_view name) {
    if (name == "s") return CellType::kShared;
    if (name == "str") return CellType::kText;
    if (name == "inlineStr") return CellType::kInline;
    if (name == "b") return CellType::kBoolean;
    if (name == "e") return CellType::kError;
    if (name == "d") return CellType::kIsoDate;
    return CellType::kNumber;
}

std::optional<double> parse_number(std::string_view text) {
    text = trim_space(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

std::optional<uint32_t> parse_index(std::string_view text) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<double> parse_iso_serial(std::string_view text) {
    text = trim_space(text);
    if (text.ends_with('Z')) text.remove_suffix(1);
    if (text.size() < 10 || text[4] != '-') return parse_time(text);
    const auto date = Date::parse_iso(text.substr(0, 10));
    if (!date) return std::nullopt;
    const auto serial = static_cast<double>(date->serial());
    if (text.size() == 10) return serial;
    if (text[10] != 'T' && text[10] != ' ') return std::nullopt;
    const auto time = parse_time(text.substr(11));
    if (!time) return std::nullopt;
    return serial + *time;
}

}  // namespace yitao::xlsx
