#include "recognise/structure/paths.h"

#include <algorithm>

#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

// The leaf stretches over several columns and so does every row of data below: they are one.
bool is_one_column(const Sheet& sheet, const HeaderBlock& header, uint32_t last_data_row,
                   const xlsx::CellRange& leaf) {
    uint32_t together = 0;
    const uint32_t last = std::min(last_data_row, header.data_start + 50);
    for (uint32_t row = header.data_start; row <= last; ++row) {
        const Spot& spot = sheet.at(row, leaf.first.column);
        // A line over the whole table says nothing about its columns.
        const bool wider = spot.range.first.column < leaf.first.column ||
                           spot.range.last.column > leaf.last.column;
        if (wider || spot.range.last.column == leaf.last.column) {
            together += wider ? 0 : 1;
            continue;
        }
        return false;
    }
    return together > 0;
}

Path path_over(const Sheet& sheet, const HeaderBlock& header, uint32_t column) {
    Path path;
    for (const Spot* spot : heading_spots(sheet, header, column)) {
        path.texts.push_back(plain_text(spot->text));
        path.cells.push_back(spot->range.first);
    }
    return path;
}

const char* reason_of(const Sheet& sheet, const Path& path) {
    for (const xlsx::CellRef& cell : path.cells) {
        const Spot& spot = sheet.at(cell.row, cell.column);
        if (spot.width() > 1 || spot.height() > 1) return "heading.merge";
    }
    if (path.cells.empty()) return "heading.blank";
    return path.cells.size() > 1 ? "heading.group" : "heading.text";
}

}  // namespace

std::string measure_of(const Path& path) {
    // 卫生厕所（户） / 普及率: not so many households.
    const bool share = !path.texts.empty() && is_share_heading(without_space(path.texts.back()));
    if (share) return measure_in(without_space(path.texts.back()));
    for (auto text = path.texts.rbegin(); text != path.texts.rend(); ++text) {
        std::string measure = measure_in(without_space(*text));
        if (!measure.empty()) return measure;
    }
    return "";
}

std::vector<Column> read_columns(const Sheet& sheet, const HeaderBlock& header,
                                 uint32_t last_data_row) {
    std::vector<Column> columns;
    for (uint32_t c = header.first_column; c <= header.last_column; ++c) {
        const Spot& leaf = sheet.at(header.name_row.value_or(header.last), c);
        const uint32_t leaf_start = std::max(leaf.range.first.column, header.first_column);
        if (!leaf.is_blank() && leaf.width() > 1 && c > leaf_start &&
            is_one_column(sheet, header, last_data_row, leaf.range)) {
            continue;
        }
        Column column;
        column.column = c;
        column.path = path_over(sheet, header, c);
        column.unit_of_measure = measure_of(column.path);
        if (header.unit_row && column.unit_of_measure.empty()) {
            column.unit_of_measure = bare_measure(sheet.at(*header.unit_row, c).key);
        }
        const double sure = std::clamp(header.score / 3.0, 0.3, 0.98);
        column.evidence = {column.path.texts.empty() ? sure / 2 : sure, column.path.cells,
                           reason_of(sheet, column.path)};
        columns.push_back(std::move(column));
    }
    return columns;
}

}  // namespace yitao::recognise
