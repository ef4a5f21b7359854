#include "recognise/structure/structure.h"

#include <algorithm>

#include "base/limits.h"
#include "recognise/structure/form.h"
#include "recognise/structure/frame.h"
#include "recognise/structure/header.h"
#include "recognise/structure/layout.h"
#include "recognise/structure/paths.h"
#include "recognise/structure/regions.h"
#include "recognise/structure/rows.h"
#include "recognise/structure/sheet.h"
#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

constexpr const char* kBareRows = "table.bare";

void add_fields(const Sheet& sheet, const xlsx::CellRange& part, Table& table) {
    Table form;
    read_form(sheet, part, part.first.row, {}, form);
    std::ranges::move(form.fields, std::back_inserter(table.fields));
    std::ranges::move(form.headings, std::back_inserter(table.headings));
}

// Labels and blanks between the title and a list: a register with a list in it.
void read_fields_above(const Sheet& sheet, const xlsx::CellRange& region, const HeaderBlock& header,
                       Table& table) {
    for (uint32_t row = region.first.row; row < header.first; ++row) {
        const RowFacts facts = read_row(sheet, region, row);
        if (facts.spots == 0 || facts.is_lone() || facts.is_meta()) continue;
        add_fields(sheet, {{row, region.first.column}, {header.first - 1, region.last.column}},
                   table);
        return;
    }
}

// 家庭成员, merged down at the left of a list within a register, is no column of it.
void drop_label_of_list(const Sheet& sheet, const HeaderBlock& header, Table& table) {
    const Spot& label = sheet.at(header.last, header.first_column);
    if (table.columns.size() > 2 && label.is_wording() &&
        label.range.last.row >= table.data_end_row && table.data_end_row >= header.data_start) {
        table.columns.erase(table.columns.begin());
    }
}

// A table with headings. Its region may end above where the next one on the same rows begins.
Table read_table(const Sheet& sheet, const xlsx::CellRange& region, const HeaderBlock& header,
                 OpenLabels& open) {
    Table table;
    table.range = region;
    read_top(sheet, region, header.first, table);
    table.header_rows = RowSpan{header.first, header.last};
    table.number_row = header.number_row;
    table.data_start_row = header.data_start;
    table.data_end_row = read_bottom(sheet, region, header.data_start, table);
    const uint32_t last = table.data_end_row;
    const auto form = find_form_below(sheet, header, last);
    if (form) table.data_end_row = *form - 1;
    table.columns = read_columns(sheet, header, table.data_end_row);
    if (form) drop_label_of_list(sheet, header, table);
    read_rows(sheet, header, open, table);
    read_fields_above(sheet, region, header, table);
    if (form) {
        add_fields(sheet, {{*form, region.first.column}, {last, region.last.column}}, table);
    }
    table.evidence.confidence = std::clamp(header.score / 3.0, 0.3, 0.98);
    table.evidence.reason = header.number_row ? "table.number_row" : "table.headings";
    for (uint32_t c = header.first_column; c <= header.last_column; ++c) {
        if (sheet.begins(header.first, c)) table.evidence.cells.push_back({header.first, c});
    }
    return table;
}

// Rows of a label and one blank, and nothing that heads their columns.
Table read_bare_rows(const Sheet& sheet, const xlsx::CellRange& region, uint32_t first) {
    Table table;
    table.range = region;
    read_top(sheet, region, first, table);
    table.data_start_row = first;
    table.data_end_row = read_bottom(sheet, region, first, table);
    uint32_t answers = region.first.column + 1;  // behind the labels, merged or not
    for (uint32_t row = first; row <= table.data_end_row; ++row) {
        const Spot& label = sheet.at(row, region.first.column);
        if (label.range.last.column < region.last.column)
            answers = std::max(answers, label.range.last.column + 1);
    }
    table.columns = {{.column = region.first.column}, {.column = answers}};
    // No row of headings: the block ends above its first row.
    const HeaderBlock none{.first = first, .last = first - 1, .data_start = first};
    OpenLabels open;
    read_rows(sheet, none, open, table);
    table.evidence = {0.6, {{first, region.first.column}}, kBareRows};
    return table;
}

// Labels with colons and nothing drawn: 值班日期：　　天气：
std::optional<Table> read_lines(const Sheet& sheet, const xlsx::CellRange& region) {
    Table table;
    table.range = region;
    uint32_t first = region.first.row;
    while (first <= region.last.row && !read_row(sheet, region, first).is_meta()) ++first;
    uint32_t rows = 0;
    for (uint32_t row = first; row <= region.last.row; ++row) {
        std::vector<Field> fields = read_line_fields(sheet, region, row);
        rows += fields.empty() ? 0 : 1;
        for (Field& field : fields) {
            table.headings.push_back(field.label.cells.front());
            table.fields.push_back(std::move(field));
        }
    }
    if (rows < 2 || table.fields.size() < weights::kLeastLineFields) return std::nullopt;
    read_top(sheet, region, first, table);
    table.headings.insert(table.headings.begin(), table.title_cells.begin(),
                          table.title_cells.end());
    table.orientation = Orientation::kForm;
    table.data_start_row = first;
    table.data_end_row = region.last.row;
    table.evidence = {0.5, {{first, region.first.column}}, "form.lines"};
    return table;
}

std::optional<Table> read_as_form(const Sheet& sheet, const xlsx::CellRange& region,
                                  std::span<const LabelGuess> guesses) {
    Table table;
    table.range = region;
    uint32_t first = region.first.row;
    while (first <= region.last.row) {
        const RowFacts facts = read_row(sheet, region, first);
        if (facts.spots > 0 && !facts.is_lone() && !facts.is_meta()) break;
        ++first;
    }
    if (first > region.last.row) return read_lines(sheet, region);
    read_top(sheet, region, first, table);
    table.headings = table.title_cells;
    table.data_start_row = first;
    table.data_end_row = region.last.row;
    read_form(sheet, region, first, guesses, table);
    if (table.fields.size() < 2 && table.headings.size() < 4) return std::nullopt;
    table.evidence = {0.6, {{first, region.first.column}}, "form.labels"};
    return table;
}

// Column numbers, marks for machines and placeholders stand in tables; so do headings with nothing
// above and below them.
bool can_be_form(const Sheet& sheet, const HeaderBlock& header, const Table& table) {
    if (header.number_row || header.name_row) return false;
    uint32_t below = 0;
    for (uint32_t row = table.data_start_row; row <= table.data_end_row; ++row) {
        for (uint32_t c = table.range.first.column; c <= table.range.last.column; ++c) {
            if (sheet.at(row, c).is_placeholder) return false;
            below += sheet.begins(row, c) ? 1 : 0;
        }
    }
    if (below > 0 || header.last > header.first) return true;
    for (uint32_t row = table.range.first.row; row < header.first; ++row) {
        const RowFacts facts = read_row(sheet, table.range, row);
        if (facts.spots > 0 && !facts.is_lone() && !facts.is_meta()) return true;
    }
    return false;
}

// A heading over rows that are still to be filled, all of them.
bool has_blank_column(const Sheet& sheet, const Table& table) {
    if (table.data_end_row <= table.data_start_row) return false;
    return std::ranges::any_of(table.columns, [&](const Column& column) {
        if (column.path.texts.empty()) return false;
        for (uint32_t row = table.data_start_row; row <= table.data_end_row; ++row) {
            const Spot& spot = sheet.at(row, column.column);
            const bool across = spot.range.first.column < column.column;  // 一、妇女 over the row
            if (!spot.is_blank() && !across) return false;
        }
        return true;
    });
}

// Bold or filled headings over plain rows.
bool stands_out(const Sheet& sheet, const Table& table) {
    const auto is_strong = [&](uint32_t row) {
        return std::ranges::all_of(table.columns, [&](const Column& column) {
            const Spot& spot = sheet.at(row, column.column);
            return spot.is_blank() || spot.look.is_bold || spot.look.is_filled;
        });
    };
    if (table.columns.size() < 3 || !is_strong(table.header_rows->first)) return false;
    for (uint32_t row = table.data_start_row; row <= table.data_end_row; ++row) {
        if (is_strong(row)) return false;
    }
    return true;
}

// What only tables have makes them harder to give up.
double form_margin(const Sheet& sheet, const Table& table) {
    double margin = weights::kFormMargin;
    const bool totals = std::ranges::any_of(table.rows, [](const DataRow& row) {
        return row.role == RowRole::kTotal || row.role == RowRole::kSubtotal;
    });
    const bool serial = std::ranges::any_of(table.columns, [](const Column& column) {
        const bool code =
            !column.path.texts.empty() && is_code_word(without_space(column.path.texts.back()));
        return column.is_serial || code;
    });
    for (bool holds : {totals, serial, table.unit_column.has_value(), !table.footer_rows.empty(),
                       has_blank_column(sheet, table), stands_out(sheet, table)}) {
        margin += holds ? weights::kTableEvidence : 0;
    }
    // 行次 | 项目名称 | 计量单位 | 本期, the last one blank: a list of indicators and nothing else.
    const bool indicators = table.orientation == Orientation::kRowIndicator && table.unit_column;
    if (indicators && has_blank_column(sheet, table)) margin += weights::kTableEvidence;
    return margin;
}

// Both columns name rows and end in a total: 资产 … 资产总计 │ 负债 … 负债总计.
bool both_sum_up(const Sheet& sheet, const Table& table, const Column& left, const Column& right) {
    for (const Column* column : {&left, &right}) {
        const Spot& last = sheet.at(table.data_end_row, column->column);
        uint32_t texts = 0;
        for (uint32_t row = table.data_start_row; row <= table.data_end_row; ++row) {
            texts += sheet.at(row, column->column).is_wording() ? 1 : 0;
        }
        const uint32_t rows = table.data_end_row - table.data_start_row + 1;
        if (total_word(last.key) == TotalWord::kNone || texts * 2 < rows) return false;
    }
    return true;
}

// How many columns one of several equal blocks side by side has: 指标 单位 数量 │ 指标 单位 数量.
// 0: the table is one block.
size_t block_width(const Sheet& sheet, const Table& table) {
    const std::vector<Column>& columns = table.columns;
    for (size_t width = 2; width * 2 <= columns.size(); ++width) {
        if (columns.size() % width != 0) continue;
        bool repeats = !columns.front().path.texts.empty();
        for (size_t i = width; i < columns.size() && repeats; ++i) {
            const bool names = i % width == 0 && width >= 3 && columns.size() == 2 * width;
            repeats = columns[i].path.cells != columns[i - width].path.cells &&
                      (columns[i].path.texts == columns[i - width].path.texts ||
                       (names && both_sum_up(sheet, table, columns[0], columns[width])));
        }
        if (repeats) return width;
    }
    return 0;
}

void add_table(const Sheet& sheet, Table table, std::vector<Table>& tables) {
    const size_t width = block_width(sheet, table);
    if (width == 0) {
        tables.push_back(std::move(table));
        return;
    }
    OpenLabels open;  // the rows of a block go on under the last labels of the one before
    for (size_t i = 0; i < table.columns.size(); i += width) {
        const bool is_last = i + width == table.columns.size();
        xlsx::CellRange block = table.range;
        block.first.column = table.columns[i].column;
        if (!is_last) block.last.column = table.columns[i + width].column - 1;
        const std::optional<HeaderBlock> header = find_header(sheet, block);
        if (!header) continue;
        tables.push_back(read_table(sheet, block, *header, open));
        // 单位：元 stands once, at the right.
        std::string& measure = tables.back().unit_of_measure;
        if (measure.empty()) measure = table.unit_of_measure;
    }
}

void read_region(const Sheet& sheet, xlsx::CellRange region, std::vector<Table>& tables) {
    if (const auto below = find_table_below_card(sheet, region)) {
        const xlsx::CellRange card{region.first, {*below - 1, region.last.column}};
        if (auto form = read_as_form(sheet, card, guess_if_filled(sheet, card))) {
            tables.push_back(std::move(*form));
            region.first.row = *below;
        }
    }
    while (tables.size() < kMaxStructureTables) {
        const std::optional<HeaderBlock> header = find_header(sheet, region);
        const auto bare = header ? std::nullopt : find_bare_rows(sheet, region);
        if (bare) {
            tables.push_back(read_bare_rows(sheet, region, *bare));
            return;
        }
        if (!header || is_stacked_form(sheet, region, *header)) {
            auto form = read_as_form(sheet, region, guess_if_filled(sheet, region));
            if (form) tables.push_back(std::move(*form));
            return;
        }
        xlsx::CellRange part = region;
        const std::optional<uint32_t> restart = find_restart(sheet, region, *header);
        if (restart) part.last.row = *restart - 1;
        OpenLabels open;
        Table table = read_table(sheet, part, *header, open);
        const std::vector<LabelGuess> guesses = guess_if_filled(sheet, part);
        if (can_be_form(sheet, *header, table) &&
            disagreement(guesses, *header, table) > form_margin(sheet, table)) {
            if (auto form = read_as_form(sheet, part, guesses)) table = std::move(*form);
        }
        add_table(sheet, std::move(table), tables);
        if (!restart) return;
        region.first.row = *restart;
    }
}

// Rows without headings beside a void column that another table reads as its own.
void drop_bare_within(std::vector<Table>& tables) {
    const auto overlaps = [](const xlsx::CellRange& a, const xlsx::CellRange& b) {
        return a.first.row <= b.last.row && b.first.row <= a.last.row &&
               a.first.column <= b.last.column && b.first.column <= a.last.column;
    };
    std::vector<bool> within;
    for (const Table& table : tables) {
        within.push_back(table.evidence.reason == kBareRows &&
                         std::ranges::any_of(tables, [&](const Table& other) {
                             return &other != &table && overlaps(other.range, table.range);
                         }));
    }
    size_t at = 0;
    std::erase_if(tables, [&](const Table&) { return within[at++]; });
}

}  // namespace

Records records_of(const Table& table) {
    Records records{table.data_start_row, table.data_end_row, 0};
    const auto role_at = [&](uint32_t row) {
        const auto found = std::ranges::find(table.rows, row, &DataRow::row);
        return found == table.rows.end() ? RowRole::kData : found->role;
    };
    const auto is_total = [](RowRole role) {
        return role == RowRole::kTotal || role == RowRole::kSubtotal;
    };
    while (records.last > records.first && is_total(role_at(records.last))) --records.last;
    const auto opens = [&](RowRole role) { return is_total(role) || role == RowRole::kSection; };
    while (records.first < records.last && opens(role_at(records.first))) ++records.first;
    for (const DataRow& row : table.rows) {
        const bool between = row.row > records.first && row.row < records.last;
        records.parts += between && opens(row.role) ? 1 : 0;
    }
    return records;
}

Result<std::vector<Table>> read_sheet(xlsx::Workbook& book, size_t sheet) {
    const Sheet evidence = TRY(read_sheet_evidence(book, sheet));
    std::vector<Table> tables;
    for (const xlsx::CellRange& region : find_regions(evidence)) {
        read_region(evidence, region, tables);
    }
    // Blocks side by side below one line are read as one table, once for each.
    std::vector<Table> kept;
    for (Table& table : tables) {
        std::erase_if(kept, [&](const Table& other) {
            return other.range.first == table.range.first && other.header_rows &&
                   table.header_rows && other.header_rows->first == table.header_rows->first &&
                   other.data_start_row == table.data_start_row &&
                   other.data_end_row == table.data_end_row &&
                   other.columns.size() == table.columns.size();
        });
        table.sheet = sheet;
        kept.push_back(std::move(table));
    }
    drop_bare_within(kept);
    return kept;
}

Result<Structure> read_structure(xlsx::Workbook& book) {
    Structure structure;
    for (size_t sheet = 0; sheet < book.sheets().size() && sheet < kMaxStructureSheets; ++sheet) {
        if (!book.sheets()[sheet].visible) continue;
        std::vector<Table> tables = TRY(read_sheet(book, sheet));
        std::ranges::move(tables, std::back_inserter(structure.tables));
        if (structure.tables.size() >= kMaxStructureTables) break;
    }
    return structure;
}

}  // namespace yitao::recognise
