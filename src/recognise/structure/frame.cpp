#include "recognise/structure/frame.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

// Where the first colon of a text stands; npos: none.
size_t find_colon(std::string_view text, size_t& length) {
    const size_t wide = text.find("：");
    const size_t narrow = text.find(':');
    length = wide < narrow ? std::string_view("：").size() : 1;
    return std::min(wide, narrow);
}

bool is_blank_to_fill(std::string_view key) {
    std::string rest = fold_width(key);
    for (std::string_view mark : {"_", "□", "…", "年", "月", "日", "第", "期", "."}) {
        for (size_t at = rest.find(mark); at != std::string::npos; at = rest.find(mark)) {
            rest.erase(at, mark.size());
        }
    }
    return rest.empty();
}

Field make_field(const Spot& spot, std::string label, xlsx::CellRange answer, const char* reason,
                 double confidence) {
    Field field;
    field.label = {{std::move(label)}, {spot.range.first}};
    field.answer = answer;
    field.evidence = {confidence, {spot.range.first}, reason};
    return field;
}

// How much a lone line looks like the name of a table.
int title_score(const Spot& spot, uint32_t width) {
    static constexpr auto kEnds =
        std::to_array<std::string_view>({"表", "统计", "情况", "台账", "名册", "清单", "名单",
                                         "汇总", "登记", "明细", "一览", "报告", "）", ")"});
    int score = 0;
    for (std::string_view end : kEnds) {
        if (spot.key.ends_with(end)) score = 2;
    }
    if (spot.width() * 2 >= width && spot.width() > 1) score += 2;
    if (spot.look.is_bold) score += 1;
    if (spot.look.is_centered) score += 1;
    const size_t length = code_point_count(spot.key);
    if (length < 3 || length > weights::kLongTitle) score -= 3;
    if (spot.text.find('\n') != std::string::npos && length > weights::kLongTitle / 2) score -= 2;
    if (names_table(spot.key)) return score + 3;
    if (is_meta(spot.key)) score -= 3;
    return score;
}

// A footer begins: notes, signatures, or one long text over the table.
bool signs_off(const RowFacts& facts, const xlsx::CellRange& region) {
    if (facts.spots == 0) return false;
    const std::string& key = facts.first->key;
    if (is_note(key) || is_signature(key)) return true;
    const uint32_t width = region.last.column - region.first.column + 1;
    if (!facts.is_lone() || facts.widest * 10 < width * 8) return false;
    return code_point_count(key) >= weights::kNoteLength || key.ends_with("。");
}

// "河长办：      填报时间：": a line of nothing but labels with colons.
bool is_line_of_labels(const Sheet& sheet, const xlsx::CellRange& region, uint32_t row) {
    uint32_t labels = 0;
    for (uint32_t column = region.first.column; column <= region.last.column; ++column) {
        if (!sheet.begins(row, column)) continue;
        const Spot& spot = sheet.at(row, column);
        if (spot.is_blank()) continue;
        if (!spot.is_text() || spot.has_formula || !ends_in_colon(spot.key)) return false;
        ++labels;
    }
    return labels > 0;
}

}  // namespace

std::vector<Field> read_line_fields(const Sheet& sheet, const xlsx::CellRange& region,
                                    uint32_t row) {
    std::vector<Field> fields;
    for (uint32_t column = region.first.column; column <= region.last.column; ++column) {
        if (!sheet.begins(row, column)) continue;
        const Spot& spot = sheet.at(row, column);
        if (!spot.is_text()) continue;
        if (is_of_which(spot.key)) continue;
        const std::string text = plain_text(spot.text);
        size_t mark = 0;
        const size_t colon = find_colon(text, mark);
        if (colon == std::string::npos) {
            if (is_meta(spot.key)) {
                fields.push_back(make_field(spot, text, spot.range, "meta.word", 0.7));
            }
            continue;
        }
        const std::string rest = without_space(std::string_view(text).substr(colon + mark));
        const Spot& beside = sheet.at(row, spot.range.last.column + 1);
        const bool answer_beside = rest.empty() && spot.range.last.column < region.last.column &&
                                   !is_meta(beside.key) &&
                                   (!beside.is_blank() || beside.look.has_border);
        const bool bracket = text.starts_with("（") || text.starts_with("(");
        const size_t from = bracket ? (text[0] == '(' ? 1 : 3) : 0;
        fields.push_back(make_field(spot, text.substr(from, colon - from),
                                    answer_beside ? beside.range : spot.range,
                                    answer_beside ? "meta.beside" : "meta.inside",
                                    rest.empty() || is_blank_to_fill(rest) ? 0.9 : 0.8));
    }
    return fields;
}

namespace {

// "填报单位：　│ 农业机械情况表 │ 表号：12表": the one text of a line of labels that is none.
const Spot* title_among_labels(const Sheet& sheet, const xlsx::CellRange& region, uint32_t end) {
    const uint32_t width = region.last.column - region.first.column + 1;
    for (uint32_t row = region.first.row; row < end; ++row) {
        const RowFacts facts = read_row(sheet, region, row);
        if (facts.texts != facts.spots || facts.spots < 2 || facts.meta + 1 != facts.spots) {
            continue;
        }
        for (uint32_t column = region.first.column; column <= region.last.column; ++column) {
            const Spot& spot = sheet.at(row, column);
            if (!sheet.begins(row, column) || is_meta(spot.key)) continue;
            return title_score(spot, width) >= weights::kTitleAmongLabels ? &spot : nullptr;
        }
    }
    return nullptr;
}

}  // namespace

void read_top(const Sheet& sheet, const xlsx::CellRange& region, uint32_t end, Table& table) {
    const uint32_t width = region.last.column - region.first.column + 1;
    const Spot* title = nullptr;
    int best = 0;
    for (uint32_t row = region.first.row; row < end; ++row) {
        const RowFacts facts = read_row(sheet, region, row);
        if (!facts.is_lone() || is_sheet_mark(facts.first->key) || is_note(facts.first->key) ||
            ends_in_colon(facts.first->key)) {
            continue;
        }
        const int score = title_score(*facts.first, width);
        if (title == nullptr || score > best) {
            title = facts.first;
            best = score;
        }
    }
    if (title == nullptr) {
        title = title_among_labels(sheet, region, end);
        best = title == nullptr ? 0 : weights::kTitleAmongLabels;
    }
    for (uint32_t row = region.first.row; row < end; ++row) {
        const RowFacts facts = read_row(sheet, region, row);
        if (facts.spots == 0 || (facts.is_lone() && facts.first == title)) continue;
        for (uint32_t column = region.first.column; column <= region.last.column; ++column) {
            if (!sheet.begins(row, column) || !table.unit_of_measure.empty()) continue;
            table.unit_of_measure = table_measure(sheet.at(row, column).key);
        }
        std::ranges::move(read_line_fields(sheet, region, row), std::back_inserter(table.meta));
    }
    if (title == nullptr || best < weights::kLeastTitle) return;
    table.title = plain_text(title->text);
    if (table.unit_of_measure.empty()) table.unit_of_measure = table_measure(title->key);
    table.title_cells = {title->range.first};
}

uint32_t read_bottom(const Sheet& sheet, const xlsx::CellRange& region, uint32_t start,
                     Table& table) {
    uint32_t first = region.last.row + 1;
    for (uint32_t row = start; row <= region.last.row; ++row) {
        if (!signs_off(read_row(sheet, region, row), region)) continue;
        first = row;
        break;
    }
    uint32_t labels = region.last.row + 1;
    while (labels > start + 1 && (is_line_of_labels(sheet, region, labels - 1) ||
                                  read_row(sheet, region, labels - 1).is_void)) {
        --labels;
    }
    while (labels < first && read_row(sheet, region, labels).is_void) ++labels;
    first = std::min(first, labels);
    const uint32_t width = region.last.column - region.first.column + 1;
    while (first <= region.last.row && first > start + 1) {  // the heading of the signatures
        const RowFacts above = read_row(sheet, region, first - 1);
        const bool heads = above.is_lone() && above.widest * 10 >= width * 8 &&
                           total_word(above.first->key) == TotalWord::kNone;
        if (!heads) break;
        --first;
    }
    for (uint32_t row = first; row <= region.last.row; ++row) {
        const RowFacts facts = read_row(sheet, region, row);
        if (facts.covered == 0) continue;
        table.footer_rows.push_back(row);
        std::ranges::move(read_line_fields(sheet, region, row), std::back_inserter(table.meta));
    }
    uint32_t last = first - 1;
    while (last > start && read_row(sheet, region, last).is_void) --last;
    return last;
}

}  // namespace yitao::recognise
