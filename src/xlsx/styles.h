// What styles.xml says about cells: number formats, which of them show dates, and how a cell looks.
//
//     Styles styles = TRY(Styles::parse(xml));
//     styles.code(3) == "yyyy/m/d";   styles.kind(3) == FormatKind::kDate;   styles.look(3).is_bold
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xlsx/cell_look.h"

namespace yitao::xlsx {

enum class FormatKind : uint8_t {
    kNumber,
    kDate,  // shows a day, perhaps with a time
    kTime,  // shows a time of day or a duration and no day
};

// Judges a format code by its letters outside quotes, escapes and colour brackets.
FormatKind format_kind(std::string_view code);
// The code of a format every workbook has, as Excel shows it in zh-CN; "General" for unknown ids.
std::string_view builtin_format(uint32_t id);

class Styles {
  public:
    Styles() = default;  // a workbook without styles: all General
    static Result<Styles> parse(std::string_view part, std::string_view place);

    // Of a cell's s attribute; "General" beyond the last.
    [[nodiscard]] std::string_view code(uint32_t style) const {
        return style < styles_.size() ? std::string_view(codes_[styles_[style].code])
                                      : std::string_view("General");
    }
    [[nodiscard]] FormatKind kind(uint32_t style) const {
        return style < styles_.size() ? styles_[style].kind : FormatKind::kNumber;
    }
    // Plain beyond the last.
    [[nodiscard]] CellLook look(uint32_t style) const {
        return style < styles_.size() ? styles_[style].look : CellLook{};
    }

  private:
    struct Style {
        uint32_t code;
        FormatKind kind;
        CellLook look;
    };
    std::vector<std::string> codes_;
    std::vector<Style> styles_;
};

}  // namespace yitao::xlsx
