#include "recognise/structure/number_shape.h"

#include <string_view>

namespace yitao::recognise {

NumberShape shape_of(const xlsx::Workbook& book, const xlsx::Grid& grid, xlsx::CellRef cell) {
    NumberShape shape;
    const auto* found = grid.find(cell);
    if (found == nullptr) return shape;
    std::string_view code = book.number_format(found->style);
    shape.percent = code.find('%') != std::string_view::npos;
    if (code.empty() || code == "General" || code == "@") return shape;
    size_t point = code.find('.');
    shape.decimals = 0;
    if (point == std::string_view::npos) return shape;
    for (size_t i = point + 1; i < code.size() && (code[i] == '0' || code[i] == '#'); ++i) {
        ++shape.decimals;
    }
    return shape;
}

bool shows_dates(const xlsx::Workbook& book, const xlsx::Grid& grid, xlsx::CellRef cell) {
    const auto* found = grid.find(cell);
    if (found == nullptr) return false;
    std::string_view code = book.number_format(found->style);
    return code.contains("yy") || code.contains("YY");
}

}  // namespace yitao::recognise
