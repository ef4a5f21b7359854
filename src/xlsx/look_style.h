// How the cells of a workbook look, format by format, with colours resolved: what a page needs to
// draw them. (CellLook, beside it, only tells headings from data.)
//
//     LookStyles looks = TRY(LookStyles::read(book.package()));
//     looks.at(cell.style).fill        // 0xDDEBF7
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xlsx/package.h"
#include "xlsx/theme_colors.h"

namespace yitao::xlsx {

enum class HorizontalAlign : uint8_t {
    kLeft,
    kCenter,
    kRight,
    kJustify,
    kDistributed,
    kFill,         // the text again and again over the cell's width
    kCenterAcross  // centred over the blank cells to the right that say the same
};
enum class VerticalAlign : uint8_t { kTop, kCenter, kBottom, kJustify, kDistributed };

// Lines of a cell, to be joined with |.
enum Line : uint8_t {
    kTopLine = 1,
    kBottomLine = 2,
    kLeftLine = 4,
    kRightLine = 8,
    kRisingLine = 16,  // from bottom left to top right
    kFallingLine = 32  // from top left to bottom right: headings of rows and columns in one cell
};

struct LookStyle {
    std::string font;       // "宋体"; empty: the workbook does not say
    double font_size = 11;  // points
    uint32_t color = 0;     // of the text, 0xRRGGBB
    std::optional<uint32_t> fill;
    bool is_bold = false;
    bool is_italic = false;
    bool is_underlined = false;
    bool is_struck = false;
    HorizontalAlign horizontal = HorizontalAlign::kLeft;
    bool is_general = true;  // `horizontal` follows from the value: numbers right, text left
    VerticalAlign vertical = VerticalAlign::kBottom;
    bool wraps = false;
    bool shrinks = false;      // the text is made smaller until it fits
    uint8_t indent = 0;        // steps, of three spaces each in Excel
    uint8_t lines = 0;         // Line: which are drawn
    uint8_t heavy_lines = 0;   // which of them are thicker than thin
    int8_t rotation = 0;       // degrees, −90 … 90; positive: the text rises
    bool is_vertical = false;  // letters one below another
    auto operator<=>(const LookStyle&) const = default;
    bool operator==(const LookStyle&) const = default;
    [[nodiscard]] bool is_drawn() const { return lines != 0 || fill.has_value(); }  // when blank
};

class LookStyles {
  public:
    LookStyles() : looks_(1) {}
    // Of the workbook's styles and theme; plain looks when it has none. Errors: damaged, over
    // kMaxLooks.
    static Result<LookStyles> read(const Package& package);
    static Result<LookStyles> parse(std::string_view styles_part, std::string_view place,
                                    const ThemeColors& colors);

    // Of a cell's s attribute. Beyond the last: as cells without one.
    [[nodiscard]] const LookStyle& at(uint32_t style) const {
        return style < looks_.size() ? looks_[style] : looks_.front();
    }
    // How many there are; at least 1.
    [[nodiscard]] size_t size() const { return looks_.size(); }

  private:
    std::vector<LookStyle> looks_;
};

}  // namespace yitao::xlsx
