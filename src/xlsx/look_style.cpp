#include "xlsx/look_style.h"

#include <algorithm>

#include "base/limits.h"
#include "xlsx/cell_value.h"
#include "xlsx/workbook_parts.h"

namespace yitao::xlsx {
namespace {

struct Font {
    std::string name;
    double size = 11;
    uint32_t color = 0;
    bool is_bold = false;
    bool is_italic = false;
    bool is_underlined = false;
    bool is_struck = false;
};

struct Fill {
    std::string pattern;
    std::optional<uint32_t> front;
    std::optional<uint32_t> back;
    [[nodiscard]] std::optional<uint32_t> color() const;
};

struct Border {
    uint8_t lines = 0;
    uint8_t heavy = 0;
    uint8_t diagonals = 0;  // wanted, if the diagonal has a line
};

// How much of a pattern is its front colour.
constexpr std::pair<std::string_view, double> kPatterns[] = {
    {"solid", 1},          {"darkGray", 0.75},      {"mediumGray", 0.5},
    {"lightGray", 0.25},   {"gray125", 0.125},      {"gray0625", 0.0625},
    {"darkTrellis", 0.75}, {"lightTrellis", 0.375}, {"darkHorizontal", 0.5},
    {"darkVertical", 0.5}, {"darkDown", 0.5},       {"darkUp", 0.5},
    {"darkGrid", 0.5}};
constexpr double kThinPattern = 0.25;  // the light ones

std::optional<uint32_t> Fill::color() const {
    if (pattern.empty() || pattern == "none") return std::nullopt;
    if (pattern == "solid") return front ? front : back;
    const auto known =
        std::ranges::find(kPatterns, pattern, [](const auto& entry) { return entry.first; });
    const double share = known == std::end(kPatterns) ? kThinPattern : known->second;
    return mixed(front.value_or(0x000000), back.value_or(0xFFFFFF), share);
}

bool is_on(std::optional<std::string_view> value) {
    return !value || (*value != "0" && *value != "false");
}
bool is_set(std::optional<std::string_view> value) {
    return value && is_on(value);
}

template <typename T>
const T* entry_of(const std::vector<T>& list, std::optional<std::string_view> index) {
    const auto number = parse_index(index.value_or("0"));
    return number && *number < list.size() ? &list[*number] : nullptr;
}

// Collects what styles.xml says; its lists stand before the formats that refer to them.
class LookReader {
  public:
    explicit LookReader(const ThemeColors& colors) : colors_(colors) {}

    Result<void> start(std::string_view path, const XmlScanner& element) {
        constexpr std::string_view kRoot = "styleSheet/";
        if (!path.starts_with(kRoot)) return {};
        path.remove_prefix(kRoot.size());
        if (path == "fonts/font") return begin(fonts_);
        if (path == "fills/fill") return begin(fills_);
        if (path == "borders/border") {
            TRY(begin(borders_));
            read_border(element);
        } else if (path.starts_with("fonts/font/") && !fonts_.empty()) {
            read_font(element, fonts_.back());
        } else if (path.starts_with("fills/fill/") && !fills_.empty()) {
            read_fill(path, element, fills_.back());
        } else if (path.starts_with("borders/border/") && !borders_.empty()) {
            read_line(element, borders_.back());
        } else if (path == "cellXfs/xf") {
            TRY(begin(looks_));
            read_format(element, looks_.back());
        } else if (path == "cellXfs/xf/alignment" && !looks_.empty()) {
            read_alignment(element, looks_.back());
        }
        return {};
    }

    std::vector<LookStyle> take() { return std::move(looks_); }

  private:
    template <typename T>
    static Result<void> begin(std::vector<T>& list) {
        if (list.size() >= kMaxLooks) {
            return fail(ErrorCode::kLimit, "单元格格式太多", "too many cell formats");
        }
        list.emplace_back();
        return {};
    }

    void read_font(const XmlScanner& element, Font& font) const {
        const std::string_view local = element.local();
        const auto value = element.attribute("val");
        if (local == "b") font.is_bold = is_on(value);
        if (local == "i") font.is_italic = is_on(value);
        if (local == "strike") font.is_struck = is_on(value);
        if (local == "u") font.is_underlined = is_on(value) && value != "none";
        if (local == "name") font.name = decode_xml_leniently(value.value_or(""));
        if (local == "color") font.color = colors_.resolve(element).value_or(0);
        if (local == "sz") {
            constexpr double kSmallest = 1;
            constexpr double kLargest = 409;
            const double size = parse_number(value.value_or("")).value_or(font.size);
            font.size = std::clamp(size, kSmallest, kLargest);
        }
    }

    // Of a gradient the first colour stands for all.
    void read_fill(std::string_view path, const XmlScanner& element, Fill& fill) const {
        const std::string_view local = element.local();
        if (local == "patternFill") fill.pattern = element.attribute("patternType").value_or("");
        if (local == "gradientFill") fill.pattern = "solid";
        if (local == "fgColor") fill.front = colors_.resolve(element);
        if (local == "bgColor") fill.back = colors_.resolve(element);
        if (path.ends_with("/stop/color") && !fill.front) fill.front = colors_.resolve(element);
    }

    void read_border(const XmlScanner& element) {
        uint8_t& wanted = borders_.back().diagonals;
        if (is_set(element.attribute("diagonalUp"))) wanted |= kRisingLine;
        if (is_set(element.attribute("diagonalDown"))) wanted |= kFallingLine;
    }

    static void read_line(const XmlScanner& element, Border& border) {
        const std::string_view style = element.attribute("style").value_or("none");
        if (style == "none") return;
        const std::string_view side = element.local();
        uint8_t line = 0;
        if (side == "top") line = kTopLine;
        if (side == "bottom") line = kBottomLine;
        if (side == "left" || side == "start") line = kLeftLine;
        if (side == "right" || side == "end") line = kRightLine;
        if (side == "diagonal") line = border.diagonals;
        border.lines |= line;
        if (style == "thick" || style == "double" || style.starts_with("medium")) {
            border.heavy |= line;
        }
    }

    void read_format(const XmlScanner& element, LookStyle& look) const {
        if (const Font* font = entry_of(fonts_, element.attribute("fontId"))) {
            look.font = font->name;
            look.font_size = font->size;
            look.color = font->color;
            look.is_bold = font->is_bold;
            look.is_italic = font->is_italic;
            look.is_underlined = font->is_underlined;
            look.is_struck = font->is_struck;
        }
        if (const Fill* fill = entry_of(fills_, element.attribute("fillId"))) {
            look.fill = fill->color();
        }
        if (const Border* border = entry_of(borders_, element.attribute("borderId"))) {
            look.lines = border->lines;
            look.heavy_lines = border->heavy;
        }
    }

    static void read_alignment(const XmlScanner& element, LookStyle& look);

    const ThemeColors& colors_;
    std::vector<Font> fonts_;
    std::vector<Fill> fills_;
    std::vector<Border> borders_;
    std::vector<LookStyle> looks_;
};

constexpr std::pair<std::string_view, HorizontalAlign> kHorizontal[] = {
    {"left", HorizontalAlign::kLeft},
    {"center", HorizontalAlign::kCenter},
    {"right", HorizontalAlign::kRight},
    {"justify", HorizontalAlign::kJustify},
    {"distributed", HorizontalAlign::kDistributed},
    {"fill", HorizontalAlign::kFill},
    {"centerContinuous", HorizontalAlign::kCenterAcross}};
constexpr std::pair<std::string_view, VerticalAlign> kVertical[] = {
    {"top", VerticalAlign::kTop},
    {"center", VerticalAlign::kCenter},
    {"bottom", VerticalAlign::kBottom},
    {"justify", VerticalAlign::kJustify},
    {"distributed", VerticalAlign::kDistributed}};

void LookReader::read_alignment(const XmlScanner& element, LookStyle& look) {
    for (const auto& [name, align] : kHorizontal) {
        if (element.attribute("horizontal") != name) continue;
        look.horizontal = align;
        look.is_general = false;
    }
    for (const auto& [name, align] : kVertical) {
        if (element.attribute("vertical") == name) look.vertical = align;
    }
    look.wraps = is_set(element.attribute("wrapText"));
    look.shrinks = is_set(element.attribute("shrinkToFit"));
    constexpr uint32_t kMostIndent = 250;  // Excel's own
    look.indent = static_cast<uint8_t>(
        std::min(parse_index(element.attribute("indent").value_or("")).value_or(0), kMostIndent));
    constexpr uint32_t kStacked = 255;
    const uint32_t turn = parse_index(element.attribute("textRotation").value_or("")).value_or(0);
    look.is_vertical = turn == kStacked;
    if (turn <= 180) {  // 91 … 180: falling
        look.rotation =
            static_cast<int8_t>(turn <= 90 ? static_cast<int>(turn) : 90 - static_cast<int>(turn));
    }
}

}  // namespace

Result<LookStyles> LookStyles::parse(std::string_view styles_part, std::string_view place,
                                     const ThemeColors& colors) {
    LookReader reader(colors);
    TRY(walk_xml(
        styles_part, place,
        [&](std::string_view path, XmlToken token, const XmlScanner& element) -> Result<void> {
            if (token == XmlToken::kStart) TRY_WITHIN(reader.start(path, element), place);
            return {};
        }));
    LookStyles styles;
    std::vector<LookStyle> looks = reader.take();
    if (!looks.empty()) styles.looks_ = std::move(looks);
    return styles;
}

Result<LookStyles> LookStyles::read(const Package& package) {
    const WorkbookParts parts = TRY(read_workbook_parts(package));
    const PackageEntry* entry = package.find(parts.styles);
    if (entry == nullptr) return LookStyles();
    ThemeColors colors;
    for (const Relationship& link : TRY(read_relationships(package, parts.workbook))) {
        const PackageEntry* theme = link.type == "theme" ? package.find(link.target) : nullptr;
        if (theme == nullptr) continue;
        const std::string xml = TRY(Package::read(*theme, kMaxSmallPartBytes));
        TRY(colors.read_theme(xml, theme->name));
        break;
    }
    const std::string xml = TRY(Package::read(*entry, kMaxSmallPartBytes));
    TRY(colors.read_palette(xml, entry->name));
    return parse(xml, entry->name, colors);
}

}  // namespace yitao::xlsx
