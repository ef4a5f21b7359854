#include "recognise/proposal/standing.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "dictionary/heading.h"
#include "recognise/proposal/axis.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

constexpr int kMostNumber = 999;

// 外出务工人员, 低保对象: 外出务工, 低保
std::string_view without_people(std::string_view key) {
    for (std::string_view people : {"人员", "人数", "对象", "人口"}) {
        if (key.ends_with(people) && key.size() > people.size())
            return key.substr(0, key.size() - people.size());
    }
    return key;
}

// The number that is printed there alone; 0: none.
int number_in(const SheetCells& cells, xlsx::CellRef at) {
    const auto* found = cells.grid.find(at);
    if (found == nullptr) return 0;
    if (const auto* number = std::get_if<double>(&found->value))
        return *number >= 1 && *number <= kMostNumber ? static_cast<int>(*number) : 0;
    const auto* text = std::get_if<std::string>(&found->value);
    if (text == nullptr) return 0;
    if (const int number = row_number(*text).number; number > 0) return number;  // 7　其中：独居
    if (text->size() > 24) return 0;
    std::string key = match_key(*text);
    if (!key.contains('(')) key = bare_mark(key);  // ①
    std::string_view digits = key;
    take_code_letter(digits);
    const char* last = digits.data() + digits.size();
    int value = 0;
    auto [end, error] = std::from_chars(digits.data(), last, value);
    const bool reckoned = end < last && *end == '=' && is_column_number(key);
    bool whole = error == std::errc() && (reckoned || end == last);
    return whole && value >= 1 && value <= kMostNumber ? value : 0;
}

// Where the cell stands among the table's rows and columns of counts, from the front and the end.
void add_places(const Table& table, xlsx::CellRef cell, Standing& standing) {
    const auto add = [](const std::vector<uint32_t>& all, uint32_t own, std::vector<int>& places) {
        const auto at = std::ranges::find(all, own);
        if (at == all.end()) return;
        const auto index = static_cast<int>(at - all.begin());
        places = {index + 1, index - static_cast<int>(all.size())};
    };
    std::vector<uint32_t> columns;
    for (const Column& column : table.columns) {
        const bool counts = !column.is_stub && !column.is_serial && !column.path.texts.empty() &&
                            table.unit_column != column.column &&
                            !is_code_heading(column.path.texts.back());
        if (counts) columns.push_back(column.column);
    }
    std::vector<uint32_t> rows;
    for (const DataRow& row : table.rows) {
        if (row.role != RowRole::kSection) rows.push_back(row.row);
    }
    add(columns, cell.column, standing.column_places);
    add(rows, cell.row, standing.row_places);
}

}  // namespace

bool holds(const ScopeNote& note, const Standing& cell) {
    if (std::ranges::any_of(note.but, [&](const ScopeNote& but) { return holds(but, cell); }))
        return false;
    // 前两行, 末栏; 第1栏 of columns that have no numbers.
    const bool placed = std::ranges::any_of(note.numbers, [](int one) { return one < 2; });
    auto stands = [&](const std::vector<int>& printed, const std::vector<int>& places) {
        return placed && printed.empty() && std::ranges::any_of(places, [&](int place) {
                   return std::ranges::find(note.numbers, place) != note.numbers.end();
               });
    };
    const bool from_end = std::ranges::any_of(note.numbers, [](int one) { return one < 0; });
    const std::vector<int> none;
    auto among = [&](const std::vector<int>& own) {
        return std::ranges::any_of(own, [&](int number) {
            return std::ranges::find(note.numbers, number) != note.numbers.end();
        });
    };
    auto begins = [&](const std::string& text) {
        std::string_view rest = text;
        constexpr auto kOpen = std::to_array<std::string_view>({"（", "(", "第"});
        constexpr auto kTable = std::to_array<std::string_view>({"表"});
        take(rest, kOpen);
        const bool table = take(rest, kTable);  // 表一　青壮年情况
        bool chinese = false;
        int number = take_number(rest, chinese);
        return chinese && std::ranges::find(note.numbers, number) != note.numbers.end() &&
               (table || rest.starts_with("、") || rest.starts_with("）") ||
                rest.starts_with(")") || rest.starts_with("部分") || rest.starts_with("."));
    };
    switch (note.of) {
        case ScopeNote::Of::kAll:
            return true;
        case ScopeNote::Of::kColumns:
            return among(cell.columns) ||
                   stands(from_end ? none : cell.columns, cell.column_places);
        case ScopeNote::Of::kRows:
            return among(cell.rows) || stands(from_end ? none : cell.rows, cell.row_places);
        case ScopeNote::Of::kMarks:
            return std::ranges::any_of(
                cell.texts, [&](const std::string& text) { return text.contains(note.names[0]); });
        case ScopeNote::Of::kCodes:
            return among(cell.rows) || among(cell.columns);
        case ScopeNote::Of::kChapters:
            return std::ranges::any_of(cell.texts, begins);
        case ScopeNote::Of::kNames:
            return std::ranges::any_of(cell.texts, [&](const std::string& text) {
                std::string key = bare_heading(text);
                const std::string whole = match_key(text);
                return std::ranges::any_of(note.names, [&](const std::string& name) {
                    return key == name || key.ends_with(name) ||
                           (note.of_table && whole.starts_with(name)) ||  // 甲表　老龄, by 甲表

                           without_people(key) == without_people(name) ||
                           (code_point_count(name) >= 3 && whole.contains(name));
                });
            });
    }
    return false;
}

Standing standing_of(const SheetCells& cells, const Table& table, xlsx::CellRef cell) {
    Standing standing;
    if (table.number_row) {
        if (int number = number_in(cells, {*table.number_row, cell.column}); number > 0)
            standing.columns.push_back(number);
    }
    for (const Column& column : table.columns) {
        bool codes = !column.path.texts.empty() && is_code_heading(column.path.texts.back());
        if (!column.is_stub && !column.is_serial && !codes) continue;
        if (int number = number_in(cells, {cell.row, column.column}); number > 0)
            standing.rows.push_back(number);
    }
    add_places(table, cell, standing);
    constexpr size_t kLongestMark = 9;            // bytes
    for (const Column& column : table.columns) {  // ★ in a column of remarks
        std::string text = cells.text({cell.row, column.column});
        if (!column.is_stub && !text.empty() && text.size() <= kLongestMark)
            standing.texts.push_back(std::move(text));
    }
    return standing;
}

}  // namespace yitao::recognise
