// Colours as workbooks name them, as red, green and blue: plain, by number of the palette, or one
// of the theme's twelve made lighter or darker.
//
//     ThemeColors colors;                                   // Office's own theme
//     TRY(colors.read_theme(theme_xml, "xl/theme/theme1.xml"));
//     colors.resolve(element)                               // of <fgColor theme="4" tint="0.8"/>
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "xlsx/xml_scan.h"

namespace yitao::xlsx {

class ThemeColors {
  public:
    ThemeColors();
    // What the theme does not name stays Office's own.
    Result<void> read_theme(std::string_view part, std::string_view place);
    // The palette of styles.xml (<indexedColors>), where the workbook has one of its own.
    Result<void> read_palette(std::string_view styles_part, std::string_view place);
    // 0xRRGGBB; nothing when the element names no colour, or the automatic one.
    [[nodiscard]] std::optional<uint32_t> resolve(const XmlScanner& element) const;

  private:
    std::array<uint32_t, 12> theme_;  // in the order of the attribute: light 1, dark 1, light 2 …
    std::array<uint32_t, 64> palette_;
};

// `color` as Excel tints it: −1 black … 0 unchanged … 1 white, hue and saturation kept.
uint32_t tinted(uint32_t color, double tint);
// `share` (0…1) of `front` over `back`.
uint32_t mixed(uint32_t front, uint32_t back, double share);

}  // namespace yitao::xlsx
