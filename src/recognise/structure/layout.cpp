#include "recognise/structure/layout.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "recognise/structure/regions.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

uint32_t width_of(const HeaderBlock& header) {
    return header.last_column - header.first_column + 1;
}

// Nothing but texts, over every column of the table.
bool is_row_of_labels(const RowFacts& facts, const HeaderBlock& header) {
    return facts.texts == facts.spots && facts.spots >= 2 && facts.covered >= width_of(header);
}

bool is_row_of_blanks(const RowFacts& facts) {
    return facts.spots == 0 && facts.covered == 0 && !facts.is_void;
}

std::vector<std::string> keys_of(const Sheet& sheet, const HeaderBlock& header, uint32_t row) {
    std::vector<std::string> keys;
    for (uint32_t c = header.first_column; c <= header.last_column; ++c) {
        if (sheet.begins(row, c)) keys.push_back(sheet.at(row, c).key);
    }
    return keys;
}

// A title over the whole width with headings right below it.
bool is_titled_restart(const Sheet& sheet, const xlsx::CellRange& region, uint32_t row) {
    const RowFacts line = read_row(sheet, region, row);
    const uint32_t width = region.last.column - region.first.column + 1;
    if (!line.is_lone() || line.widest * 10 < width * 8) return false;
    const RowFacts next = read_row(sheet, region, row + 1);
    if (next.texts * 10 < width * 5 || next.values > 0 || next.is_meta()) return false;
    const RowFacts before = read_row(sheet, region, row - 1);
    if (before.texts * 10 > width * 5) return false;
    const auto block = find_header(sheet, {{row, region.first.column}, region.last});
    return block && block->first == row + 1;
}

// 代码, 计量单位: what stands there names nothing and is no answer.
bool is_helper(const Spot& heading) {
    return is_code_word(heading.key) || is_unit_word(heading.key);
}

// Besides its first text the row holds only blanks, numbers and formulas. `headings`: the row that
// says what its columns are.
bool is_row_to_fill(const Sheet& sheet, const HeaderBlock& header, uint32_t headings,
                    uint32_t row) {
    uint32_t open = 0;
    for (uint32_t c = header.first_column; c <= header.last_column; ++c) {
        const Spot& spot = sheet.at(row, c);
        if (spot.range.first.column != c || spot.range.first.row != row) continue;
        const bool named = c == header.first_column || is_helper(sheet.at(headings, c));
        if (spot.is_wording() && !named && spot.kind != SpotKind::kDash) return false;
        open += spot.is_wording() ? 0 : 1;
    }
    return open > 0;
}

// The last column of a row whose texts begin at the table's first column without a gap, where
// nothing is drawn behind them; the table's last: they go over all of it.
std::optional<uint32_t> last_label(const Sheet& sheet, const HeaderBlock& header, uint32_t row) {
    std::optional<uint32_t> last;
    for (uint32_t c = header.first_column; c <= header.last_column; ++c) {
        if (sheet.at(row, c).is_wording() && (c == header.first_column || last == c - 1)) {
            last = c;
        } else if (!sheet.is_void(row, c)) {
            return std::nullopt;
        }
    }
    return last;
}

// Other headings, each said once, between rows that are to be filled: 年龄段 │ 人数 │ 占比 below
// 村名 │ 男 │ 女. Two rows above and two below: one row of words may be an answer to each heading.
bool is_bare_restart(const Sheet& sheet, const xlsx::CellRange& region, const HeaderBlock& header,
                     uint32_t row) {
    const RowFacts facts = read_row(sheet, region, row);
    if (facts.spots < 3 || facts.texts != facts.spots) return false;
    if (facts.is_meta() || is_note(facts.first->key)) return false;
    if (row < header.data_start + 2 || row + 2 > region.last.row) return false;
    const auto last = last_label(sheet, header, row);
    if (!last) return false;
    std::set<std::string> keys;
    for (uint32_t c = header.first_column; c <= *last; ++c) {
        if (sheet.begins(row, c) && !keys.insert(sheet.at(row, c).key).second) return false;
    }
    return is_row_to_fill(sheet, header, row, row + 1) &&
           is_row_to_fill(sheet, header, row, row + 2);
}

// 户籍人口 | ____ | 外来人口 | ____: each label with a blank behind it.
bool is_row_of_card(const Sheet& sheet, const xlsx::CellRange& region, uint32_t row) {
    uint32_t labels = 0;
    for (uint32_t c = region.first.column; c <= region.last.column;) {
        const Spot& label = sheet.at(row, c);
        const Spot& answer = sheet.at(row, label.range.last.column + 1);
        const bool pair = label.is_wording() && answer.is_blank() && answer.look.has_border &&
                          answer.range.last.column <= region.last.column;
        if (!pair) return false;
        ++labels;
        c = answer.range.last.column + 1;
    }
    return labels >= 2;
}

// 上湾村 | ____ | ____ | ____: a name, and blanks or sums up to the end.
bool is_row_of_record(const Sheet& sheet, const xlsx::CellRange& region, uint32_t row) {
    if (!sheet.at(row, region.first.column).is_wording()) return false;
    for (uint32_t c = region.first.column + 1; c <= region.last.column; ++c) {
        const Spot& spot = sheet.at(row, c);
        const bool blank = spot.is_blank() && spot.look.has_border && spot.width() == 1;
        if (!blank && !spot.has_formula) return false;
    }
    return true;
}

// 务农人员（人） | ____: a label and one drawn blank (or a sum) up to the end.
bool is_row_of_one(const Sheet& sheet, const xlsx::CellRange& region, uint32_t row) {
    const Spot& label = sheet.at(row, region.first.column);
    const uint32_t next = label.range.last.column + 1;
    if (!label.is_wording() || label.height() > 1 || next > region.last.column) return false;
    const Spot& answer = sheet.at(row, next);
    const bool open = answer.is_blank() ? answer.look.has_border : answer.has_formula;
    return open && answer.height() == 1 && answer.range.last.column >= region.last.column;
}

// A row with a label in every column of the region.
bool is_row_of_headings(const Sheet& sheet, const xlsx::CellRange& region, uint32_t row) {
    for (uint32_t c = region.first.column; c <= region.last.column; ++c) {
        if (!sheet.begins(row, c) || !sheet.at(row, c).is_wording()) return false;
    }
    return region.last.column - region.first.column >= 2;
}

// Below each heading a blank and then room for a seal: 村委会意见 │ 镇政府意见.
bool has_seals(const Sheet& sheet, const xlsx::CellRange& region, const HeaderBlock& header) {
    uint32_t seals = 0;
    for (uint32_t row = header.data_start; row <= std::min(region.last.row, header.last + 3);
         ++row) {
        for (uint32_t c = header.first_column; c <= header.last_column; ++c) {
            if (!sheet.begins(row, c)) continue;
            if (!is_place_to_sign(sheet.at(row, c).key)) return false;
            ++seals;
        }
    }
    return seals > 0;
}

}  // namespace

std::optional<uint32_t> find_restart(const Sheet& sheet, const xlsx::CellRange& region,
                                     const HeaderBlock& header) {
    const uint32_t last = std::min(region.last.row, header.data_start + 500);
    const std::vector<std::string> headings = keys_of(sheet, header, header.first);
    bool is_open = true;  // all rows so far are to be filled
    for (uint32_t row = header.data_start + 1; row < last; ++row) {
        if (is_titled_restart(sheet, region, row)) return row;
        // A chapter between them is the second's.
        const bool open = is_open && is_row_to_fill(sheet, header, header.first, row - 1);
        const bool chapter = is_open && !open && read_row(sheet, region, row - 1).is_lone();
        is_open = open || chapter;
        if (is_open && is_bare_restart(sheet, region, header, row)) return chapter ? row - 1 : row;
        // The same headings again, as at the top of a page.
        if (headings.size() >= 3 && keys_of(sheet, header, row) == headings) return row;
    }
    return std::nullopt;
}

std::optional<uint32_t> find_table_below_card(const Sheet& sheet, const xlsx::CellRange& region) {
    constexpr uint32_t kLeastRecords = 3;
    bool is_card = false;
    for (uint32_t row = region.first.row; row + 1 + kLeastRecords <= region.last.row; ++row) {
        const RowFacts facts = read_row(sheet, region, row);
        if (is_card && facts.is_lone() && is_row_of_headings(sheet, region, row + 1)) {
            uint32_t records = 0;
            while (is_row_of_record(sheet, region, row + 2 + records)) ++records;
            if (records >= kLeastRecords) return row;
        }
        const bool around = facts.spots == 0 || facts.is_lone() || facts.is_meta();
        if (!around && !is_card && !is_row_of_card(sheet, region, row)) return std::nullopt;
        is_card = is_card || !around;
    }
    return std::nullopt;
}

std::optional<uint32_t> find_bare_rows(const Sheet& sheet, const xlsx::CellRange& region) {
    constexpr uint32_t kLeastRows = 3;
    std::optional<uint32_t> first;
    uint32_t rows = 0;
    for (uint32_t row = region.first.row; row <= region.last.row; ++row) {
        const RowFacts facts = read_row(sheet, region, row);
        if (is_row_of_one(sheet, region, row)) {
            ++rows;
            if (first) continue;
            // The first chapter stands right above.
            const bool headed = row > region.first.row &&
                                is_group_number(sheet.at(row - 1, region.first.column).key);
            first = headed ? row - 1 : row;
        } else if (first && facts.spots > 0 && !facts.is_lone() && !facts.is_meta()) {
            return std::nullopt;
        }
    }
    const bool below_title = first && *first > region.first.row;
    return below_title && rows >= kLeastRows ? first : std::nullopt;
}

bool is_stacked_form(const Sheet& sheet, const xlsx::CellRange& region, const HeaderBlock& header) {
    if (header.last != header.first || header.number_row || header.name_row) return false;
    if (has_seals(sheet, region, header)) return true;
    uint32_t pairs = 0;
    std::vector<std::string> before;
    uint32_t row = header.first;
    while (row < region.last.row) {
        const RowFacts labels = read_row(sheet, region, row);
        if (labels.spots > 0 && (is_note(labels.first->key) || is_signature(labels.first->key))) {
            break;
        }
        if (!is_row_of_labels(labels, header)) break;
        if (!is_row_of_blanks(read_row(sheet, region, row + 1))) break;
        std::vector<std::string> keys = keys_of(sheet, header, row);
        if (keys == before) return false;
        before = std::move(keys);
        ++pairs;
        row += 2;
    }
    return pairs >= 2;
}

std::optional<uint32_t> find_form_below(const Sheet& sheet, const HeaderBlock& header,
                                        uint32_t last_row) {
    for (uint32_t row = header.data_start + 1; row <= last_row; ++row) {
        const Spot& label = sheet.at(row, header.first_column);
        if (!label.is_wording() || label.range.first.row != row) continue;
        if (total_word(label.key) != TotalWord::kNone) continue;
        if (label.range.last.column >= header.last_column) {
            const Spot& below = sheet.at(row + 1, header.first_column);
            const bool is_answer = row < last_row && below.is_blank() && below.look.has_border &&
                                   below.range.last.column >= header.last_column;
            if (is_answer) return row;
            continue;
        }
        const Spot& answer = sheet.at(row, label.range.last.column + 1);
        const bool blank =
            answer.is_blank() ? answer.look.has_border : is_place_to_sign(answer.key);
        // One blank over several headings is no cell of the list.
        const bool wide = answer.width() >= 2 && answer.width() * 2 >= width_of(header) &&
                          &sheet.at(header.last, answer.range.first.column) !=
                              &sheet.at(header.last, answer.range.last.column);
        if (blank && wide) return row;
    }
    return std::nullopt;
}

}  // namespace yitao::recognise
