#include "recognise/structure/sheet.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/date.h"
#include "base/limits.h"
#include "base/text.h"
#include "recognise/structure/sums.h"
#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

constexpr double kEndOfSerials = 2'958'466;  // behind 9999-12-31

std::string number_as_text(double number) {
    std::string text = fmt::format("{:.12g}", number);
    return text == "-0" ? "0" : text;
}

// "2026-10-31 00:00:00", however the cell shows it; the number where it is no day.
std::string timestamp(double serial) {
    const double days = std::floor(serial);
    const std::optional<Date> date = Date::from_serial(static_cast<int64_t>(days));
    if (!date) return number_as_text(serial);
    const auto seconds = static_cast<int>(std::lround((serial - days) * 86'400)) % 86'400;
    return fmt::format("{} {:02}:{:02}:{:02}", date->iso(), seconds / 3600, seconds / 60 % 60,
                       seconds % 60);
}

struct ReadText {
    std::string text;
    SpotKind kind = SpotKind::kBlank;
};

ReadText read_value(const xlsx::Cell& cell) {
    if (const auto* text = std::get_if<std::string_view>(&cell.value)) {
        std::string kept(text->substr(0, kMaxHeadingBytes));
        if (kept.size() < text->size()) kept = repair_utf8(kept);
        return {kept, text_kind(kept)};
    }
    if (const auto* number = std::get_if<double>(&cell.value)) {
        if (cell.is_date && *number >= 1 && *number < kEndOfSerials) {
            return {timestamp(*number), SpotKind::kDate};
        }
        return {number_as_text(*number), SpotKind::kNumber};
    }
    if (const auto* truth = std::get_if<bool>(&cell.value)) {
        return {*truth ? "TRUE" : "FALSE", SpotKind::kText};
    }
    if (const auto* error = std::get_if<xlsx::CellErrorView>(&cell.value)) {
        return {std::string(error->text), SpotKind::kNumber};
    }
    return {};
}

}  // namespace

class SheetBuilder {
  public:
    Result<Sheet> build(xlsx::Workbook& book, size_t sheet) {
        xlsx::RowReader rows = TRY(book.rows(sheet, xlsx::ReadFormulas::kYes,
                                             xlsx::ReadBlanks::kYes, xlsx::ReadRanges::kYes));
        while (const xlsx::Row* row = TRY(rows.next())) add(book, *row);
        const xlsx::SheetRanges ranges = rows.take_ranges();
        lay_out();
        for (const xlsx::CellRange& merge : ranges.merges) paint(merge);
        for (const xlsx::CellRange& range : ranges.validations) mark_checked(range);
        take_row_numbers();
        return std::move(sheet_);
    }

  private:
    void add(const xlsx::Workbook& book, const xlsx::Row& row) {
        if (row.index >= kMaxStructureRows) return;
        for (const xlsx::Cell& cell : row.cells) {
            if (cell.column >= kMaxStructureColumns) break;
            if (found_.size() >= kMaxStructureCells) return;
            ReadText read = read_value(cell);
            Spot spot;
            spot.has_formula = !cell.formula.empty();
            if (spot.has_formula) spot.sum = column_sum(cell.formula, {row.index, cell.column});
            spot.look = book.look(cell.style);
            spot.key = without_space(read.text);
            if (spot.key.empty() && !spot.has_formula) {
                if (!spot.look.has_border) continue;
            } else {
                content_rows_ = std::max(content_rows_, row.index + 1);
                content_columns_ = std::max(content_columns_, cell.column + 1);
                spot.kind = read.kind;
                spot.is_placeholder = is_placeholder(spot.key);
                spot.text = std::move(read.text);
                // A binding typed as text: what stands here will be an answer.
                if (spot.is_text() && spot.key.size() > 1 && spot.key.front() == '=') {
                    spot.has_formula = true;
                    spot.kind = SpotKind::kNumber;
                }
            }
            spot.range = {{row.index, cell.column}, {row.index, cell.column}};
            found_.push_back(std::move(spot));
        }
    }

    // The window: all content, and the drawn blanks near it.
    void lay_out() {
        if (content_rows_ == 0) {
            found_.clear();
            return;
        }
        const uint32_t most_rows = content_rows_ + weights::kBlankRowsBelow;
        const uint32_t most_columns = content_columns_ + weights::kBlankColumnsRight;
        for (const Spot& spot : found_) {
            if (spot.range.first.row < most_rows && spot.range.first.column < most_columns) {
                sheet_.rows_ = std::max(sheet_.rows_, spot.range.first.row + 1);
                sheet_.columns_ = std::max(sheet_.columns_, spot.range.first.column + 1);
            }
        }
        sheet_.rows_ =
            std::min(sheet_.rows_, static_cast<uint32_t>(kMaxStructureWindow / sheet_.columns_));
        sheet_.index_.assign(size_t{sheet_.rows_} * sheet_.columns_, 0);
        for (Spot& spot : found_) {
            const xlsx::CellRef at = spot.range.first;
            if (at.row >= sheet_.rows_ || at.column >= sheet_.columns_) continue;
            slot(at.row, at.column) = static_cast<uint32_t>(sheet_.spots_.size());
            sheet_.spots_.push_back(std::move(spot));
        }
        found_.clear();
    }

    uint32_t& slot(uint32_t row, uint32_t column) {
        return sheet_.index_[size_t{row} * sheet_.columns_ + column];
    }

    // Merges that overlap (no program writes them) are painted within a budget.
    void paint(xlsx::CellRange merge) {
        if (merge.first.row >= sheet_.rows_ || merge.first.column >= sheet_.columns_) return;
        merge.last.row = std::min(merge.last.row, sheet_.rows_ - 1);
        merge.last.column = std::min(merge.last.column, sheet_.columns_ - 1);
        if (merge.first == merge.last) return;
        const size_t cells = size_t{merge.last.row - merge.first.row + 1} *
                             (merge.last.column - merge.first.column + 1);
        painted_ += cells;
        if (painted_ > weights::kPaintFactor * sheet_.index_.size()) return;
        Spot block = sheet_.at(merge.first.row, merge.first.column);
        if (block.range.first != block.range.last) return;
        block.range = merge;
        const auto number = static_cast<uint32_t>(sheet_.spots_.size());
        for (uint32_t row = merge.first.row; row <= merge.last.row; ++row) {
            for (uint32_t column = merge.first.column; column <= merge.last.column; ++column) {
                uint32_t& at = slot(row, column);
                block.look.has_border |= sheet_.spots_[at].look.has_border;
                at = number;
            }
        }
        sheet_.spots_.push_back(std::move(block));
    }

    // 1　家庭户数 / 2　常住人口 / 3　60周岁及以上: rows that count themselves in front of their
    // labels. The numbers are no part of those: 3　60 is not 360.
    void take_row_numbers() {
        constexpr uint32_t kLeastRows = 3;
        for (uint32_t column = 0; column < sheet_.columns_; ++column) {
            std::vector<uint32_t> run;  // slots of rows right below each other
            const auto end_run = [&] {
                if (run.size() >= kLeastRows) {
                    for (uint32_t at : run) {
                        Spot& spot = sheet_.spots_[at];
                        spot.text.erase(0, row_number(spot.text).length);
                        spot.key = without_space(spot.text);
                    }
                }
                run.clear();
            };
            int last = 0;
            for (uint32_t row = 0; row < sheet_.rows_; ++row) {
                const uint32_t at = slot(row, column);
                const Spot& spot = sheet_.spots_[at];
                const bool here = sheet_.begins(row, column) && spot.is_wording();
                const int number = here ? row_number(spot.text).number : 0;
                if (number == 0 || (!run.empty() && number != last + 1)) end_run();
                last = number;
                if (number > 0) run.push_back(at);
            }
            end_run();
        }
    }

    void mark_checked(xlsx::CellRange range) {
        range.last.row = std::min(range.last.row, sheet_.rows_ == 0 ? 0 : sheet_.rows_ - 1);
        for (uint32_t row = range.first.row; row <= range.last.row; ++row) {
            for (uint32_t column = range.first.column;
                 column <= range.last.column && column < sheet_.columns_; ++column) {
                if (++painted_ > weights::kPaintFactor * sheet_.index_.size()) return;
                if (row >= sheet_.rows_) return;
                if (slot(row, column) != 0) sheet_.spots_[slot(row, column)].is_checked = true;
            }
        }
    }

    Sheet sheet_;
    std::vector<Spot> found_;
    uint32_t content_rows_ = 0;
    uint32_t content_columns_ = 0;
    size_t painted_ = 0;
};

bool Spot::is_period() const {
    if (kind == SpotKind::kDate) return !has_formula;
    if (kind != SpotKind::kNumber || has_formula || key.size() != 4) return false;
    return key >= "1949" && key <= "2100";
}

Result<Sheet> read_sheet_evidence(xlsx::Workbook& book, size_t sheet) {
    return SheetBuilder().build(book, sheet);
}

}  // namespace yitao::recognise
