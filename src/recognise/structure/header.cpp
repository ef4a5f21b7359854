#include "recognise/structure/header.h"

#include <algorithm>

#include "base/text.h"
#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

using namespace weights;

class HeaderFinder {
  public:
    HeaderFinder(const Sheet& sheet, const xlsx::CellRange& region)
        : sheet_(sheet), region_(region) {}

    std::optional<HeaderBlock> find() {
        std::optional<HeaderBlock> best;
        uint32_t skipped = 0;
        const uint32_t last = std::min(region_.last.row, region_.first.row + kHeaderSearchRows);
        for (uint32_t row = region_.first.row; row <= last; ++row) {
            const RowFacts facts = read_row(sheet_, region_, row);
            if (!can_begin(facts) && !counts_records(row, facts)) continue;
            HeaderBlock block = close(row);
            judge(block, skipped);
            if (block.score >= kLeastHeader && block.coverage >= kLeastCoverage &&
                (!best || block.score > best->score)) {
                best = block;
            }
            ++skipped;
        }
        return best;
    }

  private:
    static bool can_begin(const RowFacts& facts) {
        if (facts.spots < 2 || facts.texts == 0 || facts.is_meta()) return false;
        return facts.texts + facts.periods > facts.values - facts.periods;
    }

    // 序号 1 2 3: the records stand side by side.
    bool counts_records(uint32_t row, const RowFacts& facts) const {
        return facts.texts == 1 && facts.values >= 1 && facts.values == facts.spots - 1 &&
               is_serial_word(facts.first->key) && counts_up(row);
    }

    // Down over merges, over groups that the next row divides, and over rows that explain.
    HeaderBlock close(uint32_t row) const {
        HeaderBlock block;
        block.first = row;
        block.last = row;
        bool grew = true;
        while (grew && block.last - block.first < kHeaderDepth) {
            grew = reach_merges(block);
            if (block.last < region_.last.row && divides(block, block.last + 1)) {
                ++block.last;
                grew = true;
            }
        }
        block.data_start = block.last + 1;
        if (is_unit_row(block.data_start)) block.unit_row = block.data_start++;
        if (block.data_start <= region_.last.row && is_number_row(block.data_start)) {
            block.number_row = block.data_start++;
            if (is_code_row(block.data_start)) ++block.data_start;
        }
        take_annotations(block);
        find_columns(block);
        return block;
    }

    bool reach_merges(HeaderBlock& block) const {
        uint32_t last = block.last;
        for (uint32_t row = block.first; row <= block.last; ++row) {
            for (uint32_t column = region_.first.column; column <= region_.last.column; ++column) {
                const Spot& spot = sheet_.at(row, column);
                if (!spot.is_blank() || spot.height() > 1) {
                    last = std::max(last, spot.range.last.row);
                }
            }
        }
        last = std::min(last, region_.last.row);
        if (last <= block.last || is_first_record(block.last + 1, last)) return false;
        block.last = last;
        return true;
    }

    // Below the headings only blanks to fill in: a heading merged down over them is the label of
    // the one row of data as well.
    bool is_first_record(uint32_t first, uint32_t last) const {
        bool open = false;
        for (uint32_t row = first; row <= last; ++row) {
            for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
                if (sheet_.begins(row, c)) return false;
                const Spot& spot = sheet_.at(row, c);
                open = open || (spot.is_blank() && spot.look.has_border && spot.height() == 1 &&
                                !sheet_.at(first - 1, c).is_blank());
            }
        }
        return open;
    }

    // The row below names the columns under a group: under one merged over several columns, or
    // under a text with blanks behind it.
    bool divides(const HeaderBlock& block, uint32_t row) const {
        const RowFacts facts = read_row(sheet_, region_, row);
        if (facts.texts < 2 || facts.values > 0 || is_number_row(row)) return false;
        for (uint32_t column = region_.first.column; column <= region_.last.column; ++column) {
            const Spot& above = sheet_.at(block.last, column);
            if (!above.is_text() || above.range.first.column != column) continue;
            const uint32_t end = group_end(block, above, row);
            uint32_t under = 0;
            for (uint32_t c = column; c <= end; ++c) {
                if (sheet_.begins(row, c) && sheet_.at(row, c).is_text()) ++under;
            }
            if (above.height() > 1 && has_open_leaf(block, row)) continue;
            if (under >= 2 && under == facts.texts - outside(row, column, end)) {
                if (groups_elsewhere(block, row)) return true;
            }
        }
        return false;
    }

    // A blank of its own under a heading. Who merges a group down merges all headings down to the
    // last row of them: 指标 over two rows and two columns is closed, 农户 │ 总户数 below is data.
    bool has_open_leaf(const HeaderBlock& block, uint32_t row) const {
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            const Spot& spot = sheet_.at(row, c);
            const bool own =
                spot.is_blank() && spot.look.has_border && spot.height() == 1 && spot.width() == 1;
            if (own && sheet_.at(block.last, c).is_text()) return true;
        }
        return false;
    }

    // The last column of the group that begins with `above`.
    uint32_t group_end(const HeaderBlock& block, const Spot& above, uint32_t row) const {
        uint32_t end = std::min(above.range.last.column, region_.last.column);
        if (above.width() > 1 || above.height() > 1) return end;
        while (end < region_.last.column && sheet_.at(block.last, end + 1).is_blank() &&
               sheet_.begins(row, end + 1)) {
            ++end;
        }
        return end;
    }

    uint32_t outside(uint32_t row, uint32_t first, uint32_t last) const {
        uint32_t texts = 0;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            if ((c < first || c > last) && sheet_.begins(row, c) && sheet_.at(row, c).is_text()) {
                ++texts;
            }
        }
        return texts;
    }

    // Every text of `row` stands under a group or under a blank: data rows also fill single
    // columns.
    bool groups_elsewhere(const HeaderBlock& block, uint32_t row) const {
        uint32_t under_single = 0;
        uint32_t under_group = 0;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            if (!sheet_.begins(row, c)) continue;
            const Spot& above = sheet_.at(block.last, c);
            const bool single = above.is_text() && above.width() == 1 &&
                                group_end(block, above, row) == above.range.last.column;
            ++(single ? under_single : under_group);
        }
        return under_group > under_single;
    }

    bool is_number_row(uint32_t row) const {
        uint32_t spots = 0;
        uint32_t numbers = 0;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            if (!sheet_.begins(row, c)) continue;
            const Spot& spot = sheet_.at(row, c);
            if (spot.kind == SpotKind::kDash) continue;  // — | — | 1 | 2 | 3
            ++spots;
            if (!spot.has_formula && is_column_number(spot.key)) ++numbers;
        }
        return spots >= 2 && numbers >= spots * kNumberRowShare && counts_up(row);
    }

    // "单位 │ 户 │ 人 │ 元", "│（亩）│（吨）", "— │ — │ 户 │ 公顷": each column's unit of measure,
    // in a row of its own.
    bool is_unit_row(uint32_t row) const {
        if (row >= region_.last.row) return false;
        uint32_t units = 0;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            if (!sheet_.begins(row, c)) continue;
            const Spot& spot = sheet_.at(row, c);
            if (spot.kind == SpotKind::kDash) continue;
            const bool heads = c == region_.first.column && is_unit_word(spot.key);
            if (!spot.is_wording() || (!heads && bare_measure(spot.key).empty())) return false;
            units += heads ? 0 : 1;
        }
        return units >= 2;
    }

    // 1 2 3 … somewhere in the row, or letters: a row of data rarely counts its columns.
    bool counts_up(uint32_t row) const {
        std::string before;
        uint32_t steps = 0;
        uint32_t pairs = 0;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            if (!sheet_.begins(row, c)) continue;
            std::string key = fold_width(sheet_.at(row, c).key);
            std::erase_if(key, [](char x) { return x == '(' || x == ')'; });
            key = key.substr(0, key.find('='));
            if (!before.empty()) {
                ++pairs;
                const bool digits = key.find_first_not_of("0123456789") == std::string::npos;
                const bool digits_before =
                    before.find_first_not_of("0123456789") == std::string::npos;
                if (digits != digits_before)
                    ++steps;
                else if (digits && std::atoi(key.c_str()) == std::atoi(before.c_str()) + 1)
                    ++steps;
                else if (!digits && key != before)
                    ++steps;
            }
            before = key;
        }
        return pairs > 0 && steps * 10 >= pairs * 8;
    }

    // ITEM UOM CODE below a number row: what a program calls the columns.
    bool is_code_row(uint32_t row) const {
        if (row > region_.last.row) return false;
        const RowFacts facts = read_row(sheet_, region_, row);
        if (facts.texts < 2 || facts.values > 0) return false;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            if (!sheet_.begins(row, c)) continue;
            for (char x : sheet_.at(row, c).key) {
                const bool code = (x >= 'A' && x <= 'Z') || (x >= 'a' && x <= 'z') ||
                                  (x >= '0' && x <= '9') || x == '_' || x == '.';
                if (!code) return false;
            }
        }
        return true;
    }

    // Rows whose first cell, or most cells, say 必填 / Required / Help Text.
    bool is_annotation(uint32_t row) const {
        uint32_t spots = 0;
        uint32_t words = 0;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            if (!sheet_.begins(row, c)) continue;
            const bool word = is_annotation_word(sheet_.at(row, c).key);
            if (spots == 0 && word && c == region_.first.column) return true;
            ++spots;
            words += word ? 1 : 0;
        }
        return spots >= 2 && words * 10 >= spots * 8;
    }

    void take_annotations(HeaderBlock& block) const {
        uint32_t row = block.data_start;
        while (row <= region_.last.row && row - block.first < kHeaderDepth && is_annotation(row)) {
            ++row;
        }
        if (row == block.data_start) return;
        block.last = row - 1;
        block.data_start = row;
        for (uint32_t r = block.first; r <= block.last; ++r) {
            if (is_field_name_word(sheet_.at(r, region_.first.column).key)) block.name_row = r;
        }
        // One row of marks below the headings: the headings keep their row.
        if (!block.name_row) block.name_row = block.first;
    }

    // From the first to the last column with a heading or anything drawn or written below.
    void find_columns(HeaderBlock& block) const {
        block.first_column = region_.first.column;
        block.last_column = region_.last.column;
        const auto used = [&](uint32_t column) {
            const uint32_t last = std::min(region_.last.row, block.data_start + kRowsBelow);
            for (uint32_t row = block.first; row <= last; ++row) {
                const Spot& spot = sheet_.at(row, column);
                // A title over the whole width does not make a column, nor do the lines below:
                // 注：…, 镇长：____.
                const bool signs = row >= block.data_start && ends_in_colon(spot.key);
                // A long line over the whole width, whatever it begins with.
                const bool line = row >= block.data_start &&
                                  spot.range.first.column == region_.first.column &&
                                  spot.range.last.column >= region_.last.column &&
                                  code_point_count(spot.key) >= kNoteLength;
                const bool foot = spot.is_text() &&
                                  (signs || line || is_note(spot.key) || is_signature(spot.key));
                if (!sheet_.is_void(row, column) && spot.range.first.row >= block.first && !foot)
                    return true;
            }
            return false;
        };
        while (block.last_column > block.first_column && !used(block.last_column)) {
            --block.last_column;
        }
        while (block.first_column < block.last_column && !used(block.first_column)) {
            ++block.first_column;
        }
        const bool labels_rows =
            block.name_row &&
            is_annotation_word(sheet_.at(*block.name_row, block.first_column).key);
        if (labels_rows && block.first_column < block.last_column) ++block.first_column;
    }

    void judge(HeaderBlock& block, uint32_t skipped) const {
        uint32_t headed = 0;
        uint32_t spots = 0;
        uint32_t texts = 0;
        uint32_t long_texts = 0;
        uint32_t colons = 0;
        uint32_t strong = 0;
        uint32_t repeated = 0;
        uint32_t open = 0;
        const Spot* before = nullptr;  // the leaf to the left
        for (uint32_t c = block.first_column; c <= block.last_column; ++c) {
            const std::vector<const Spot*> path = heading_spots(sheet_, block, c);
            if (!path.empty()) ++headed;
            const Spot* leaf = path.empty() ? nullptr : path.back();
            if (leaf != nullptr && before != nullptr && leaf != before &&
                leaf->key == before->key) {
                ++repeated;
            }
            before = leaf;
            const bool covers = !path.empty() && path.front()->range.first.row <= block.first;
            if (!covers && !block.name_row) ++open;
            for (uint32_t row = block.first; row <= block.last; ++row) {
                if (!sheet_.begins(row, c)) continue;
                const Spot& spot = sheet_.at(row, c);
                ++spots;
                texts += spot.is_wording() || spot.is_period() ? 1 : 0;
                long_texts += code_point_count(spot.key) > kLongHeading ? 1 : 0;
                colons += ends_in_colon(spot.key) ? 1 : 0;
                strong += spot.look.is_bold || spot.look.is_filled ? 1 : 0;
            }
        }
        if (spots == 0) return;
        const double all = spots;
        const double columns = block.last_column - block.first_column + 1;
        block.coverage = headed / columns;
        if (is_form_row(block)) block.score += kLabelBlank;
        block.score += kCoverage * block.coverage + kTexts * texts / all +
                       kLongText * long_texts / all + kColon * colons / all +
                       kSkippedRow * skipped + kRepeated * repeated / columns +
                       kOpenCells * open / columns + (headed < 2 ? kNarrow : 0) +
                       (block.number_row ? kNumberRow : 0) + data_below(block, skipped) +
                       kContrast * std::max(0.0, strong / all - strong_below(block));
    }

    // Every text of the row has a drawn blank of its own beside it.
    bool alternates(uint32_t row) const {
        uint32_t pairs = 0;
        for (uint32_t c = region_.first.column; c <= region_.last.column; ++c) {
            const Spot& spot = sheet_.at(row, c);
            if (!sheet_.begins(row, c) || !spot.is_wording()) continue;
            const uint32_t next = spot.range.last.column + 1;
            if (next > region_.last.column) continue;
            const Spot& beside = sheet_.at(row, next);
            const bool answer = (beside.is_blank() && beside.look.has_border) || beside.has_formula;
            if (!answer) return false;
            ++pairs;
        }
        return pairs >= 2;
    }

    // Groups with blanks behind them look the same; but the row below divides all of them, and no
    // other such row stands above.
    bool is_form_row(const HeaderBlock& block) const {
        if (!alternates(block.first)) return false;
        if (block.first > region_.first.row && alternates(block.first - 1)) return true;
        for (uint32_t c = block.first_column; c <= block.last_column; ++c) {
            const Spot& spot = sheet_.at(block.first, c);
            if (spot.has_formula) return true;
            if (spot.is_blank() && !sheet_.begins(block.first + 1, c)) return true;
        }
        return block.last == block.first;
    }

    double data_below(const HeaderBlock& block, uint32_t skipped) const {
        uint32_t cells = 0;
        uint32_t data = 0;
        const uint32_t last = std::min(region_.last.row, block.data_start + kRowsBelow);
        for (uint32_t row = block.data_start; row <= last; ++row) {
            for (uint32_t c = block.first_column; c <= block.last_column; ++c) {
                const Spot& spot = sheet_.at(row, c);
                ++cells;
                data += spot.is_wording() ? 0 : 1;
            }
        }
        if (cells == 0) return skipped == 0 ? kDataBelow : kDataBelow / 2;
        return kDataBelow * data / cells;
    }

    double strong_below(const HeaderBlock& block) const {
        uint32_t spots = 0;
        uint32_t strong = 0;
        const uint32_t last = std::min(region_.last.row, block.data_start + kRowsBelow);
        for (uint32_t row = block.data_start; row <= last; ++row) {
            for (uint32_t c = block.first_column; c <= block.last_column; ++c) {
                const Spot& spot = sheet_.at(row, c);
                if (spot.range.first != xlsx::CellRef{row, c}) continue;
                ++spots;
                strong += spot.look.is_bold || spot.look.is_filled ? 1 : 0;
            }
        }
        return spots == 0 ? 0 : strong / double(spots);
    }

    const Sheet& sheet_;
    const xlsx::CellRange& region_;
};

}  // namespace

std::optional<HeaderBlock> find_header(const Sheet& sheet, const xlsx::CellRange& region) {
    return HeaderFinder(sheet, region).find();
}

std::vector<const Spot*> heading_spots(const Sheet& sheet, const HeaderBlock& header,
                                       uint32_t column) {
    std::vector<const Spot*> spots;
    const uint32_t first = header.name_row.value_or(header.first);
    const uint32_t last = header.name_row.value_or(header.last);
    for (uint32_t row = first; row <= last; ++row) {
        const Spot* spot = &sheet.at(row, column);
        // A group written in its first column only: what stands to the left is meant, if its own
        // column is divided too.
        if (spot->is_blank() && spot->range.first == spot->range.last && row < last &&
            !sheet.at(row + 1, column).is_blank()) {
            uint32_t left = column;
            while (left > header.first_column && sheet.at(row, left).is_blank() &&
                   (row == first || &sheet.at(row - 1, left) == &sheet.at(row - 1, column))) {
                --left;
            }
            const Spot& group = sheet.at(row, left);
            const bool divided = !group.is_blank() && group.height() == 1 &&
                                 sheet.begins(row + 1, group.range.first.column);
            if (left < column && divided) spot = &group;
        }
        if (spot->is_blank() || (!spots.empty() && spots.back() == spot)) continue;
        spots.push_back(spot);
    }
    return spots;
}

}  // namespace yitao::recognise
