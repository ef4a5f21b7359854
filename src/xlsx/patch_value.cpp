#include "xlsx/patch_value.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"

namespace yitao::xlsx {
namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

// "_x0041_" at the beginning of `text`: a reader would take it for one character.
bool looks_escaped(std::string_view text) {
    if (text.size() < 7 || text[1] != 'x' || text[6] != '_') return false;
    return is_hex(text[2]) && is_hex(text[3]) && is_hex(text[4]) && is_hex(text[5]);
}

bool needs_care(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x80 || c == '&' || c == '<' || c == '>' || c == '_') {
            return true;
        }
    }
    return false;
}

// White space a reader without xml:space may drop or fold.
bool has_space(std::string_view text) {
    return text.find_first_of(" \t\n") != std::string_view::npos;
}

std::string number_text(double number) {
    return number == 0 ? "0" : fmt::format("{}", number);
}

ValueXml plain(std::string_view type, std::string_view text, std::string_view prefix) {
    return {type, fmt::format("<{0}v>{1}</{0}v>", prefix, text)};
}

ValueXml text_xml(std::string_view text, ValueOrigin origin, std::string_view prefix) {
    const std::string escaped = cell_text_xml(text);
    if (origin == ValueOrigin::kFormulaResult) return plain("str", escaped, prefix);
    const std::string_view space = has_space(text) ? " xml:space=\"preserve\"" : "";
    return {"inlineStr", fmt::format("<{0}is><{0}t{1}>{2}</{0}t></{0}is>", prefix, space, escaped)};
}

}  // namespace

std::string cell_text_xml(std::string_view raw) {
    if (!needs_care(raw)) return std::string(raw);
    const std::string repaired = is_valid_utf8(raw) ? std::string() : repair_utf8(raw);
    const std::string_view text = repaired.empty() ? raw : std::string_view(repaired);
    std::string out;
    out.reserve(text.size() + 16);
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else if (c == '_' && looks_escaped(text.substr(i))) {
            out += "_x005F_";
        } else if (byte < 0x20 && c != '\t' && c != '\n') {
            out += fmt::format("_x{:04X}_", byte);
        } else if (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF") {
            out += text[i + 2] == '\xBE' ? "_xFFFE_" : "_xFFFF_";
            i += 2;
        } else {
            out += c;
        }
    }
    return out;
}

size_t excel_length(std::string_view text) {
    size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
    }
    return units;
}

ValueXml value_xml(const CellValue& value, ValueOrigin origin, std::string_view prefix) {
    if (const auto* number = std::get_if<double>(&value)) {
        if (!std::isfinite(*number)) return plain("e", "#NUM!", prefix);
        return plain("", number_text(*number), prefix);
    }
    if (const auto* truth = std::get_if<bool>(&value)) {
        return plain("b", *truth ? "1" : "0", prefix);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return text_xml(*text, origin, prefix);
    }
    if (const auto* error = std::get_if<CellError>(&value)) {
        return plain("e", cell_text_xml(error->text), prefix);
    }
    return {};
}

}  // namespace yitao::xlsx
