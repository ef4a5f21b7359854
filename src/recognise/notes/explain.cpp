#include "recognise/notes/explain.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"
#include "recognise/text/decimals.h"

namespace yitao::recognise {

namespace {

constexpr size_t kLongest = 200;  // bytes; longer texts are notes, read as such

// How the number is written or turned, not what it counts.
bool is_form_only(std::string_view clause) {
    bool decimals = clause.contains("保留") || clause.contains("小数");
    bool turned = clause.contains("＝") || clause.contains("=");
    bool again = clause == "同上" || clause == "无" || clause == "略";
    // 收入未登记的不参加平均: averages leave blanks out anyway.
    bool blanks = clause.contains("不参加平均") || clause.contains("不参与平均");
    return decimals || again || blanks || (turned && clause.find_first_of("0123456789") == 0);
}

// The columns of a table that do so.
bool is_explaining(const Column& column) {
    return !column.is_stub && !column.path.texts.empty() &&
           explains_rows(match_key(column.path.texts.back()));
}

// 16—59岁, 不分户籍, 只报在营的: a remark that is printed says whom the row counts.
bool says_whom(std::string_view text) {
    constexpr auto kStarts = std::to_array<std::string_view>(
        {"不分", "不限", "不论", "不含", "不包括", "只", "仅", "限", "按户籍", "按常住", "按在册"});
    const bool ages = text.contains("岁") && text.find_first_of("0123456789") != text.npos;
    return ages || std::ranges::any_of(
                       kStarts, [&](std::string_view start) { return text.starts_with(start); });
}

// 备注 with 含预备党员 or 一位小数 printed in it: how the row is counted, nothing to be filled in.
bool remarks_how(const Column& column, std::string_view text) {
    if (column.is_stub || column.path.texts.empty()) return false;
    const std::string key = match_key(column.path.texts.back());
    const bool remarks = key.starts_with("备注") || key == "说明";  // 备注（取数范围）
    return remarks && text.size() < 60 &&
           (text.starts_with("含") || says_whom(text) || find_decimals(text));
}

}  // namespace

bool explains_row(const Table& table, xlsx::CellRef cell) {
    if (cell.row < table.data_start_row || cell.row > table.data_end_row) return false;
    return std::ranges::any_of(table.columns, [&](const Column& column) {
        return column.column == cell.column && is_explaining(column);
    });
}

std::string explanation_of(std::string_view text) {
    constexpr auto kEnds = std::to_array<std::string_view>({"，", "。", "；", ",", ";", "\n"});
    if (text.size() > kLongest) return "";
    std::string kept;
    while (!text.empty()) {
        std::string_view clause = trim(take_clause(text, kEnds));
        bool dash = std::ranges::none_of(code_points(clause), [](char32_t c) {
            return c > 0x7f ? c != U'—' && c != U'－' : std::isalnum(static_cast<int>(c)) != 0;
        });
        if (clause.empty() || dash || is_form_only(clause)) continue;
        kept += (kept.empty() ? "" : "，") + std::string(clause);
    }
    return kept;
}

std::string row_explanation(const SheetCells& cells, const Table& table, uint32_t row) {
    std::string all;
    for (const Column& column : table.columns) {
        std::string text = cells.text({row, column.column});
        if (!is_explaining(column) && !remarks_how(column, text)) continue;
        if (!text.empty()) all += (all.empty() ? "" : "；") + text;
    }
    return all;
}

}  // namespace yitao::recognise
