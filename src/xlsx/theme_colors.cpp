#include "xlsx/theme_colors.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "xlsx/cell_value.h"

namespace yitao::xlsx {
namespace {

constexpr std::array<uint32_t, 12> kOfficeTheme = {0xFFFFFF, 0x000000, 0xEEECE1, 0x1F497D,
                                                   0x4F81BD, 0xC0504D, 0x9BBB59, 0x8064A2,
                                                   0x4BACC6, 0xF79646, 0x0000FF, 0x800080};

constexpr std::array<std::string_view, 12> kThemeNames = {
    "lt1",     "dk1",     "lt2",     "dk2",     "accent1", "accent2",
    "accent3", "accent4", "accent5", "accent6", "hlink",   "folHlink"};

// ECMA-376 part 1, 18.8.27; the first eight stand twice.
constexpr std::array<uint32_t, 64> kPalette = {
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF,
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF,
    0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080,
    0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF,
    0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF,
    0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99,
    0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900, 0xFF6600, 0x666699, 0x969696,
    0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333};

constexpr uint32_t kSystemBackground = 65;  // 64 is the system's text colour

// "FF4F81BD" or "4F81BD".
std::optional<uint32_t> parse_rgb(std::optional<std::string_view> text) {
    if (!text || (text->size() != 6 && text->size() != 8)) return std::nullopt;
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value, 16);
    if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
    return value & 0xFFFFFF;
}

std::array<double, 3> channels(uint32_t color) {
    return {((color >> 16) & 0xFF) / 255.0, ((color >> 8) & 0xFF) / 255.0, (color & 0xFF) / 255.0};
}

uint32_t color_of(const std::array<double, 3>& rgb) {
    uint32_t color = 0;
    for (double channel : rgb) {
        color =
            color << 8 | static_cast<uint32_t>(std::lround(std::clamp(channel, 0.0, 1.0) * 255));
    }
    return color;
}

}  // namespace

// Hue and saturation kept, lightness moved: each channel keeps its place between the darkest and
// the lightest one.
uint32_t tinted(uint32_t color, double tint) {
    if (tint == 0) return color;
    tint = std::clamp(tint, -1.0, 1.0);
    std::array<double, 3> rgb = channels(color);
    const auto [low, high] = std::ranges::minmax(rgb);
    const double light = (low + high) / 2;
    const double reach = 1 - std::fabs(2 * light - 1);
    const double saturation = reach > 0 ? (high - low) / reach : 0;
    const double moved = tint < 0 ? light * (1 + tint) : light * (1 - tint) + tint;
    const double spread = saturation * (1 - std::fabs(2 * moved - 1));
    for (double& channel : rgb) {
        const double place = high > low ? (channel - low) / (high - low) : 0.5;
        channel = moved + spread * (place - 0.5);
    }
    return color_of(rgb);
}

uint32_t mixed(uint32_t front, uint32_t back, double share) {
    std::array<double, 3> rgb = channels(back);
    const std::array<double, 3> over = channels(front);
    for (size_t i = 0; i < rgb.size(); ++i) rgb[i] += (over[i] - rgb[i]) * share;
    return color_of(rgb);
}

ThemeColors::ThemeColors() : theme_(kOfficeTheme), palette_(kPalette) {}

Result<void> ThemeColors::read_theme(std::string_view part, std::string_view place) {
    constexpr std::string_view kScheme = "theme/themeElements/clrScheme/";
    return walk_xml(
        part, place,
        [&](std::string_view path, XmlToken token, const XmlScanner& element) -> Result<void> {
            if (token != XmlToken::kStart || !path.starts_with(kScheme)) return {};
            path.remove_prefix(kScheme.size());
            const size_t slash = path.find('/');
            if (slash == std::string_view::npos) return {};
            const auto name = std::ranges::find(kThemeNames, path.substr(0, slash));
            const std::string_view kind = path.substr(slash + 1);
            if (name == kThemeNames.end() || (kind != "srgbClr" && kind != "sysClr")) return {};
            const auto color = parse_rgb(element.attribute(kind == "sysClr" ? "lastClr" : "val"));
            if (color) theme_[static_cast<size_t>(name - kThemeNames.begin())] = *color;
            return {};
        });
}

Result<void> ThemeColors::read_palette(std::string_view styles_part, std::string_view place) {
    if (!styles_part.contains("indexedColors")) return {};
    size_t next = 0;
    return walk_xml(
        styles_part, place,
        [&](std::string_view path, XmlToken token, const XmlScanner& element) -> Result<void> {
            if (token != XmlToken::kStart || next >= palette_.size() ||
                path != "styleSheet/colors/indexedColors/rgbColor") {
                return {};
            }
            palette_[next] = parse_rgb(element.attribute("rgb")).value_or(palette_[next]);
            ++next;
            return {};
        });
}

std::optional<uint32_t> ThemeColors::resolve(const XmlScanner& element) const {
    const double tint = parse_number(element.attribute("tint").value_or("")).value_or(0);
    if (const auto color = parse_rgb(element.attribute("rgb"))) return tinted(*color, tint);
    if (const auto theme = parse_index(element.attribute("theme").value_or(""))) {
        if (*theme < theme_.size()) return tinted(theme_[*theme], tint);
    }
    if (const auto index = parse_index(element.attribute("indexed").value_or(""))) {
        if (*index < palette_.size()) return tinted(palette_[*index], tint);
        if (*index == kSystemBackground) return 0xFFFFFF;
    }
    return std::nullopt;
}

}  // namespace yitao::xlsx
