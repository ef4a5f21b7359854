#include "api/sheets.h"

#include <fmt/format.h>

namespace yitao::api {

namespace json = boost::json;

namespace {

std::string color(uint32_t rgb) {
    return fmt::format("#{:06X}", rgb & 0xFFFFFF);
}

json::object style_json(const xlsx::LookStyle& style) {
    constexpr std::string_view kAcross[] = {"left",    "center", "right", "justify",
                                            "justify", "left",   "center"};
    constexpr std::string_view kDown[] = {"top", "center", "bottom", "center", "center"};
    std::string borders;
    if ((style.lines & xlsx::kTopLine) != 0) borders += 't';
    if ((style.lines & xlsx::kBottomLine) != 0) borders += 'b';
    if ((style.lines & xlsx::kLeftLine) != 0) borders += 'l';
    if ((style.lines & xlsx::kRightLine) != 0) borders += 'r';
    json::object out{{"size", style.font_size},
                     {"color", color(style.color)},
                     {"fill", style.fill ? json::value(color(*style.fill)) : json::value(nullptr)},
                     {"align", kAcross[static_cast<size_t>(style.horizontal)]},
                     {"valign", kDown[static_cast<size_t>(style.vertical)]},
                     {"bold", style.is_bold},
                     {"italic", style.is_italic},
                     {"underline", style.is_underlined},
                     {"strike", style.is_struck},
                     {"wrap", style.wraps},
                     {"indent", style.indent},
                     {"vertical", style.is_vertical},
                     {"rotation", style.rotation},
                     {"borders", borders}};
    return out;
}

}  // namespace

json::object sheet_json(const xlsx::Drawing& drawing) {
    json::array columns(drawing.column_widths.begin(), drawing.column_widths.end());
    json::array rows(drawing.row_heights.begin(), drawing.row_heights.end());
    json::array merges;
    for (const xlsx::CellRange& merge : drawing.merges) {
        merges.push_back(
            json::array{merge.first.row, merge.first.column, merge.last.row, merge.last.column});
    }
    json::array styles;
    for (const xlsx::LookStyle& style : drawing.styles) styles.push_back(style_json(style));
    json::array cells;
    for (const xlsx::DrawnCell& cell : drawing.cells) {
        cells.push_back(json::array{cell.row, cell.column, json::string(cell.text), cell.style});
    }
    return {{"name", drawing.name},        {"columns", std::move(columns)},
            {"rows", std::move(rows)},     {"merges", std::move(merges)},
            {"styles", std::move(styles)}, {"cells", std::move(cells)},
            {"cut", drawing.is_cut}};
}

Result<std::vector<xlsx::Drawing>> drawings_of(std::string bytes) {
    xlsx::Workbook book = TRY(xlsx::Workbook::from_bytes(std::move(bytes)));
    return xlsx::draw_sheets(book);
}

Result<std::vector<xlsx::Drawing>> blank_drawings(const templates::Template& form) {
    xlsx::Edits edits;
    for (const templates::Binding& binding : form.bindings()) {
        edits.cells.push_back({binding.sheet, binding.cell, {}});
    }
    return drawings_of(TRY(form.patcher().apply(edits)));
}

}  // namespace yitao::api
