#include "xlsx/styles.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "xlsx/xml_scan.h"

namespace yitao::xlsx {
namespace {

// ECMA-376 part 1, 18.8.30, with the zh-CN forms where the standard names them.
constexpr std::pair<uint32_t, std::string_view> kBuiltin[] = {
    {0, "General"},
    {1, "0"},
    {2, "0.00"},
    {3, "#,##0"},
    {4, "#,##0.00"},
    {5, "\"¥\"#,##0;\"¥\"\\-#,##0"},
    {6, "\"¥\"#,##0;[Red]\"¥\"\\-#,##0"},
    {7, "\"¥\"#,##0.00;\"¥\"\\-#,##0.00"},
    {8, "\"¥\"#,##0.00;[Red]\"¥\"\\-#,##0.00"},
    {9, "0%"},
    {10, "0.00%"},
    {11, "0.00E+00"},
    {12, "# ?/?"},
    {13,
     "# ?"
     "?/?"
     "?"},
    {14, "yyyy/m/d"},
    {15, "d-mmm-yy"},
    {16, "d-mmm"},
    {17, "mmm-yy"},
    {18, "h:mm AM/PM"},
    {19, "h:mm:ss AM/PM"},
    {20, "h:mm"},
    {21, "h:mm:ss"},
    {22, "yyyy/m/d h:mm"},
    {27, "yyyy\"年\"m\"月\""},
    {28, "m\"月\"d\"日\""},
    {29, "m\"月\"d\"日\""},
    {30, "m-d-yy"},
    {31, "yyyy\"年\"m\"月\"d\"日\""},
    {32, "h\"时\"mm\"分\""},
    {33, "h\"时\"mm\"分\"ss\"秒\""},
    {34, "上午/下午h\"时\"mm\"分\""},
    {35, "上午/下午h\"时\"mm\"分\"ss\"秒\""},
    {36, "yyyy\"年\"m\"月\""},
    {37, "#,##0;\\-#,##0"},
    {38, "#,##0;[Red]\\-#,##0"},
    {39, "#,##0.00;\\-#,##0.00"},
    {40, "#,##0.00;[Red]\\-#,##0.00"},
    {41, "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ "},
    {42, "_ \"¥\"* #,##0_ ;_ \"¥\"* \\-#,##0_ ;_ \"¥\"* \"-\"_ ;_ @_ "},
    {43,
     "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"?"
     "?_ ;_ @_ "},
    {44,
     "_ \"¥\"* #,##0.00_ ;_ \"¥\"* \\-#,##0.00_ ;_ \"¥\"* \"-\"?"
     "?_ ;_ @_ "},
    {45, "mm:ss"},
    {46, "[h]:mm:ss"},
    {47, "mm:ss.0"},
    {48, "##0.0E+0"},
    {49, "@"},
    {50, "yyyy\"年\"m\"月\""},
    {51, "m\"月\"d\"日\""},
    {52, "yyyy\"年\"m\"月\""},
    {53, "m\"月\"d\"日\""},
    {54, "m\"月\"d\"日\""},
    {55, "上午/下午h\"时\"mm\"分\""},
    {56, "上午/下午h\"时\"mm\"分\"ss\"秒\""},
    {57, "yyyy\"年\"m\"月\""},
    {58, "m\"月\"d\"日\""},
};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool starts_with_folded(std::string_view text, std::string_view lower_case) {
    return text.size() >= lower_case.size() &&
           std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                      [](char a, char b) { return a == lower(b); });
}

// "[h]", "[mm]", "[ss]": a duration, not a colour or a condition.
bool is_elapsed(std::string_view inside) {
    return !inside.empty() && std::ranges::all_of(inside, [&](char c) {
        return lower(c) == lower(inside[0]) &&
               (lower(c) == 'h' || lower(c) == 'm' || lower(c) == 's');
    });
}

// Length of the piece at the front of `code` that only prints itself (0: none).
size_t literal_length(std::string_view code) {
    const auto through = [&](char closing) {
        const size_t end = code.find(closing, 1);
        return end == std::string_view::npos ? code.size() : end + 1;
    };
    switch (code[0]) {
        case '"':
            return through('"');
        case '[':
            return through(']');
        case '\\':
        case '_':
        case '*':
            return std::min<size_t>(2, code.size());
        default:
            break;
    }
    for (std::string_view word : {"general", "am/pm", "a/p", "e+", "e-"}) {
        if (starts_with_folded(code, word)) return word.size();
    }
    return 0;
}

std::optional<uint32_t> number(std::optional<std::string_view> text) {
    uint32_t value = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
    return value;
}

// The lists of styles.xml that its cellXfs refer to by number.
struct StyleParts {
    std::map<uint32_t, std::string> formats;  // of the workbook's own
    std::vector<bool> bold_fonts;
    std::vector<bool> real_fills;
    std::vector<bool> drawn_borders;
    struct CellFormat {
        uint32_t format = 0;
        CellLook look;
    };
    std::vector<CellFormat> cells;
};

bool is_on(std::optional<std::string_view> value) {
    return !value || (*value != "0" && *value != "false");
}

bool has(const std::vector<bool>& list, std::optional<uint32_t> index) {
    return index && *index < list.size() && list[*index];
}

void read_cell_format(const XmlScanner& element, StyleParts& parts) {
    StyleParts::CellFormat cell;
    cell.format = number(element.attribute("numFmtId")).value_or(0);
    cell.look.is_bold = has(parts.bold_fonts, number(element.attribute("fontId")));
    cell.look.is_filled = has(parts.real_fills, number(element.attribute("fillId")));
    cell.look.has_border = has(parts.drawn_borders, number(element.attribute("borderId")));
    parts.cells.push_back(cell);
}

void read_alignment(const XmlScanner& element, CellLook& look) {
    const auto horizontal = element.attribute("horizontal").value_or("");
    look.is_centered =
        horizontal == "center" || horizontal == "centerContinuous" || horizontal == "distributed";
    look.indent = static_cast<uint8_t>(
        std::min<uint32_t>(number(element.attribute("indent")).value_or(0), 250));
}

void read_style_element(std::string_view path, const XmlScanner& element, StyleParts& parts) {
    if (path == "styleSheet/numFmts/numFmt") {
        const auto id = number(element.attribute("numFmtId"));
        const auto code = element.attribute("formatCode");
        if (id && code) parts.formats[*id] = decode_xml_leniently(*code);
    } else if (path == "styleSheet/fonts/font") {
        parts.bold_fonts.push_back(false);
    } else if (path == "styleSheet/fonts/font/b" && !parts.bold_fonts.empty()) {
        parts.bold_fonts.back() = is_on(element.attribute("val"));
    } else if (path == "styleSheet/fills/fill") {
        parts.real_fills.push_back(false);
    } else if (path.starts_with("styleSheet/fills/fill/") && !parts.real_fills.empty()) {
        const auto pattern = element.attribute("patternType");
        // The second fill of every workbook is gray125; no cell is meant by it.
        if (pattern && *pattern != "none" && *pattern != "gray125") parts.real_fills.back() = true;
        if (element.local() == "gradientFill") parts.real_fills.back() = true;
    } else if (path == "styleSheet/borders/border") {
        parts.drawn_borders.push_back(false);
    } else if (path.starts_with("styleSheet/borders/border/") && !parts.drawn_borders.empty()) {
        const auto line = element.attribute("style");
        if (line && *line != "none") parts.drawn_borders.back() = true;
    } else if (path == "styleSheet/cellXfs/xf") {
        read_cell_format(element, parts);
    } else if (path == "styleSheet/cellXfs/xf/alignment" && !parts.cells.empty()) {
        read_alignment(element, parts.cells.back().look);
    }
}

}  // namespace

FormatKind format_kind(std::string_view code) {
    bool day = false;
    bool month = false;
    bool time = false;
    while (!code.empty()) {
        const size_t literal = literal_length(code);
        if (literal > 0) {
            if (code[0] == '[' && literal > 2 && is_elapsed(code.substr(1, literal - 2)))
                time = true;
            code.remove_prefix(literal);
            continue;
        }
        const char c = lower(code[0]);
        day = day || c == 'y' || c == 'd' || c == 'e' || starts_with_folded(code, "aaa");
        month = month || c == 'm';
        time = time || c == 'h' || c == 's';
        code.remove_prefix(1);
    }
    if (day || (month && !time)) return FormatKind::kDate;
    return time ? FormatKind::kTime : FormatKind::kNumber;
}

std::string_view builtin_format(uint32_t id) {
    const auto found =
        std::ranges::find(kBuiltin, id, [](const auto& entry) { return entry.first; });
    return found == std::end(kBuiltin) ? kBuiltin[0].second : found->second;
}

Result<Styles> Styles::parse(std::string_view part, std::string_view place) {
    StyleParts parts;
    TRY(walk_xml(
        part, place,
        [&](std::string_view path, XmlToken token, const XmlScanner& element) -> Result<void> {
            if (token == XmlToken::kStart) read_style_element(path, element, parts);
            return {};
        }));
    Styles styles;
    std::map<uint32_t, uint32_t> index_of;
    for (const StyleParts::CellFormat& cell : parts.cells) {
        const auto [at, fresh] =
            index_of.try_emplace(cell.format, static_cast<uint32_t>(styles.codes_.size()));
        if (fresh) {
            const auto own = parts.formats.find(cell.format);
            styles.codes_.emplace_back(own != parts.formats.end() ? std::string_view(own->second)
                                                                  : builtin_format(cell.format));
        }
        styles.styles_.push_back({at->second, format_kind(styles.codes_[at->second]), cell.look});
    }
    return styles;
}

}  // namespace yitao::xlsx
