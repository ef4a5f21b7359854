#include "xlsx/drawn_text.h"

#include <cmath>

#include "formula/text_format.h"

namespace yitao::xlsx {
namespace {

using formula::Value;

constexpr size_t kGeneralWidth = 11;  // characters that General takes at most, without the sign

std::string by_format(double number, const std::string& format) {
    return formula::format_value(Value(number), format).value_or(std::string());
}

// Eleven characters at most, as a cell wide enough shows it.
std::string general(double number) {
    const std::string text = formula::text_of(Value(number)).value_or(std::string());
    constexpr double kTooLong = 1e11;
    if (text.contains('E')) return text;
    if (std::fabs(number) >= kTooLong) return by_format(number, "0.00000E+00");
    const size_t sign = number < 0 ? 1 : 0;
    const size_t point = text.find('.');
    if (point == std::string::npos || text.size() - sign <= kGeneralWidth) return text;
    const size_t whole = point - sign;
    if (whole + 1 >= kGeneralWidth) return by_format(number, "0");
    std::string shown = by_format(number, "0." + std::string(kGeneralWidth - 1 - whole, '#'));
    if (shown.ends_with('.')) shown.pop_back();
    return shown;
}

std::string number_text(double number, std::string_view format) {
    const bool is_fraction = format.contains("?/") || format.contains("#/");
    if (format == "General" || format == "@" || format.empty() || is_fraction) {
        return general(number);
    }
    const auto shown = formula::format_value(Value(number), format);
    return shown ? *shown : general(number);
}

// Text that reads as a number stays what it is: format_value would turn 007 into 7.
std::string text_of(std::string_view text, std::string_view format) {
    if (format == "General" || format == "@" || format.empty()) return std::string(text);
    const Value value(text);
    if (formula::number_of(value)) return std::string(text);
    return formula::format_value(value, format).value_or(std::string(text));
}

}  // namespace

std::string shown_text(const CellView& view, std::string_view format) {
    if (const auto* number = std::get_if<double>(&view)) return number_text(*number, format);
    if (const auto* text = std::get_if<std::string_view>(&view)) return text_of(*text, format);
    if (const auto* truth = std::get_if<bool>(&view)) return *truth ? "TRUE" : "FALSE";
    if (const auto* error = std::get_if<CellErrorView>(&view)) return std::string(error->text);
    return {};
}

}  // namespace yitao::xlsx
