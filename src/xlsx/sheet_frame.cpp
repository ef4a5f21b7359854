#include "xlsx/sheet_frame.h"

#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "xlsx/cell_value.h"
#include "xlsx/xml_scan.h"

namespace yitao::xlsx {
namespace {

constexpr double kDigitPixels = 7;

bool is_true(std::optional<std::string_view> value) {
    return value == "1" || value == "true";
}
std::optional<double> number(std::optional<std::string_view> text) {
    return parse_number(text.value_or(""));
}
std::optional<uint32_t> index(std::optional<std::string_view> text) {
    return parse_index(text.value_or(""));
}

class FrameReader {
  public:
    void start(const XmlScanner& element) {
        const std::string_view local = element.local();
        if (local == "row") {
            read_row(element);
        } else if (local == "col") {
            read_columns(element);
        } else if (local == "sheetFormatPr") {
            read_standard(element);
        } else if (local == "sheetView") {
            const auto grid = element.attribute("showGridLines");
            frame_.shows_grid = grid != "0" && grid != "false";
        } else if (local == "pane") {
            read_pane(element);
        }
    }
    SheetFrame take() { return std::move(frame_); }

  private:
    void read_standard(const XmlScanner& element) {
        if (const auto width = number(element.attribute("defaultColWidth"))) {
            frame_.standard.width = column_pixels(*width);
        } else if (const auto digits = index(element.attribute("baseColWidth"))) {
            // That many digits and five pixels of padding, in steps of eight.
            const double pixels = std::min(*digits, 255U) * kDigitPixels + 5;
            frame_.standard.width = static_cast<uint16_t>(std::ceil(pixels / 8) * 8);
        }
        if (const auto height = number(element.attribute("defaultRowHeight"))) {
            frame_.standard_height = row_pixels(*height);
        }
        frame_.hides_rows = is_true(element.attribute("zeroHeight"));
    }

    // Excel writes columns ascending; one that lies before the last is passed over.
    void read_columns(const XmlScanner& element) {
        const uint32_t first = index(element.attribute("min")).value_or(0);
        const uint32_t last =
            std::min(index(element.attribute("max")).value_or(first), kMaxDrawnColumns);
        if (first == 0 || first > last || first - 1 < frame_.columns.size()) return;
        SheetFrame::Column column = frame_.standard;
        if (const auto width = number(element.attribute("width"))) {
            column.width = column_pixels(*width);
        }
        if (is_true(element.attribute("hidden"))) column.width = 0;
        column.style = index(element.attribute("style")).value_or(0);
        frame_.columns.resize(first - 1, frame_.standard);
        frame_.columns.resize(last, column);
    }

    void read_row(const XmlScanner& element) {
        const uint32_t row = index(element.attribute("r")).value_or(next_row_ + 1) - 1;
        if (row < next_row_ || row >= kMaxDrawnRows) return;
        next_row_ = row + 1;
        SheetFrame::RowSize size;
        if (const auto height = number(element.attribute("ht"))) size.height = row_pixels(*height);
        if (is_true(element.attribute("hidden"))) size.height = 0;
        if (is_true(element.attribute("customFormat"))) size.style = index(element.attribute("s"));
        if (!size.height && !size.style && !frame_.hides_rows) return;
        // A row that is written is seen, whatever holds for those that are not.
        if (!size.height && frame_.hides_rows) size.height = frame_.standard_height;
        frame_.rows.resize(row);
        frame_.rows.push_back(size);
    }

    void read_pane(const XmlScanner& element) {
        const auto state = element.attribute("state");
        if (state != "frozen" && state != "frozenSplit") return;
        const auto count = [&](const char* name, uint32_t most) {
            const double split = number(element.attribute(name)).value_or(0);
            return static_cast<uint32_t>(std::clamp(split, 0.0, static_cast<double>(most)));
        };
        frame_.frozen_columns = count("xSplit", kMaxDrawnColumns);
        frame_.frozen_rows = count("ySplit", kMaxDrawnRows);
    }

    SheetFrame frame_;
    uint32_t next_row_ = 0;
};

}  // namespace

uint16_t column_pixels(double width) {
    constexpr double kMostCharacters = 255;
    const double characters = std::clamp(width, 0.0, kMostCharacters);
    constexpr double kHalfStep = 18;  // 128 / 7, cut
    return static_cast<uint16_t>((256 * characters + kHalfStep) / 256 * kDigitPixels);
}

uint16_t row_pixels(double height_points) {
    constexpr double kMostPoints = 409.5;
    return static_cast<uint16_t>(std::lround(std::clamp(height_points, 0.0, kMostPoints) * 4 / 3));
}

Result<SheetFrame> read_sheet_frame(const PackageEntry& part, const std::string& sheet) {
    const std::string bytes = TRY_WITHIN(Package::read(part, kMaxTemplatePartBytes), sheet);
    XmlScanner xml(TRY_WITHIN(xml_text(bytes), sheet), XmlScanner::kWhole);
    FrameReader reader;
    while (true) {
        const XmlToken token = xml.next();
        if (token == XmlToken::kDamaged || token == XmlToken::kNeedMore) {
            return std::unexpected(xml_error(xml, sheet));
        }
        if (token == XmlToken::kStart) reader.start(xml);
        const bool ends_data = token == XmlToken::kEnd && xml.local() == "sheetData";
        if (token == XmlToken::kFinished || ends_data) return reader.take();
    }
}

}  // namespace yitao::xlsx
