#include "recognise/structure/form.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/limits.h"
#include "dictionary/measure.h"
#include "recognise/structure/paths.h"
#include "recognise/structure/regions.h"
#include "recognise/structure/weights.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

namespace {

class FormReader {
  public:
    FormReader(const Sheet& sheet, const xlsx::CellRange& region,
               std::span<const LabelGuess> guesses, Table& table)
        : sheet_(sheet), region_(region), table_(table), is_filled_(!guesses.empty()) {
        for (const LabelGuess& guess : guesses) chances_[guess.spot->range.first] = guess.chance;
    }

    void read(uint32_t first) {
        for (uint32_t row = first; row <= region_.last.row; ++row) {
            const RowFacts facts = read_row(sheet_, region_, row);
            if (facts.is_lone() && is_full_width(*facts.first) &&
                answer_of(*facts.first) == nullptr) {
                section_ = facts.first;
                table_.headings.push_back(section_->range.first);
                continue;
            }
            for (uint32_t column = region_.first.column; column <= region_.last.column; ++column) {
                if (sheet_.begins(row, column)) read_label(sheet_.at(row, column));
            }
        }
    }

  private:
    [[nodiscard]] bool is_full_width(const Spot& spot) const {
        return spot.range.last.column >= region_.last.column &&
               spot.range.first.column == region_.first.column;
    }

    // The blank beside a label, or below it; nothing: the label has none of its own.
    [[nodiscard]] const Spot* answer_of(const Spot& label) const {
        const uint32_t right = label.range.last.column + 1;
        if (right <= region_.last.column) {
            const Spot& beside = sheet_.at(label.range.first.row, right);
            if (is_answer(beside)) return &beside;
        }
        const uint32_t down = label.range.last.row + 1;
        if (down <= region_.last.row) {
            const Spot& below = sheet_.at(down, label.range.first.column);
            if (is_answer(below) && below.range.first.column == label.range.first.column &&
                below.width() == label.width()) {
                return &below;
            }
        }
        return nullptr;
    }

    [[nodiscard]] double chance(const Spot& spot) const {
        const auto found = chances_.find(spot.range.first);
        return found == chances_.end() ? 0 : found->second;
    }

    [[nodiscard]] bool is_label(const Spot& spot) const {
        if (is_filled_) return chance(spot) > weights::kLabel;
        const bool tick = is_tick(spot.key) && !counts_sex(spot);
        return spot.is_wording() && !tick && !is_place_to_sign(spot.key);
    }

    // 男 | ____ | 女 | ____ of a card of numbers; behind 性别 they are ticked.
    [[nodiscard]] bool counts_sex(const Spot& spot) const {
        if (spot.key != "男" && spot.key != "女") return false;
        const xlsx::CellRef at = spot.range.first;
        for (uint32_t column = at.column; column-- > region_.first.column;) {
            if (sheet_.at(at.row, column).key.contains("性别")) return false;
        }
        const uint32_t right = spot.range.last.column + 1;
        return right <= region_.last.column && sheet_.at(at.row, right).is_blank() &&
               sheet_.at(at.row, right).look.has_border;
    }

    [[nodiscard]] bool is_answer(const Spot& spot) const {
        if (spot.has_formula || spot.is_checked || spot.is_placeholder) return true;
        if (spot.is_blank()) return spot.look.has_border || is_filled_;
        return !is_label(spot);
    }

    // 危房户 | ____ | 户: what is printed behind an answer is how it is measured.
    [[nodiscard]] bool measures_last_answer(const Spot& spot) const {
        if (table_.fields.empty() || !dictionary::is_measure(spot.key)) return false;
        const Field& last = table_.fields.back();
        return sheet_.at(last.answer.first.row, last.answer.first.column).is_blank() &&
               last.answer.last.column + 1 == spot.range.first.column &&
               last.answer.first.row == spot.range.first.row &&
               last.evidence.reason == "form.beside";
    }

    void read_label(const Spot& spot) {
        if (!is_label(spot)) return;
        table_.headings.push_back(spot.range.first);
        if (measures_last_answer(spot)) {
            Field& last = table_.fields.back();
            if (last.unit_of_measure.empty()) last.unit_of_measure = spot.key;
            return;
        }
        const Spot* answer = answer_of(spot);
        const bool inside = answer == nullptr && ends_in_colon(spot.key);
        if (answer == nullptr && !inside) return;
        Field field;
        if (section_ != nullptr) add(field.label, *section_);
        // A group at the left that goes over this row: taller, or with no blank of its own.
        const Spot& left = sheet_.at(spot.range.first.row, region_.first.column);
        const bool covers =
            is_filled_ ? left.height() > spot.height() : left.height() >= spot.height();
        if (&left != &spot && left.is_text() && covers && answer_of(left) == nullptr) {
            add(field.label, left);
        }
        add(field.label, spot);
        field.answer = answer != nullptr ? answer->range : spot.range;
        field.unit_of_measure = measure_in(spot.key);
        const bool beside = answer != nullptr && answer->range.first.row <= spot.range.last.row;
        field.evidence = {beside ? 0.9 : 0.75, field.label.cells,
                          beside              ? "form.beside"
                          : answer != nullptr ? "form.below"
                                              : "form.inside"};
        table_.fields.push_back(std::move(field));
    }

    static void add(Path& path, const Spot& spot) {
        path.texts.push_back(plain_text(spot.text));
        path.cells.push_back(spot.range.first);
    }

    const Sheet& sheet_;
    const xlsx::CellRange& region_;
    Table& table_;
    const bool is_filled_;
    std::map<xlsx::CellRef, double> chances_;
    const Spot* section_ = nullptr;
};

}  // namespace

void read_form(const Sheet& sheet, const xlsx::CellRange& region, uint32_t first,
               std::span<const LabelGuess> guesses, Table& table) {
    table.orientation = Orientation::kForm;
    FormReader(sheet, region, guesses, table).read(first);
}

std::vector<LabelGuess> guess_if_filled(const Sheet& sheet, const xlsx::CellRange& region) {
    uint32_t spots = 0;
    uint32_t filled = 0;
    for (uint32_t row = region.first.row; row <= region.last.row; ++row) {
        for (uint32_t c = region.first.column; c <= region.last.column; ++c) {
            const Spot& spot = sheet.at(row, c);
            if (spot.range.first != xlsx::CellRef{row, c} && spots > 0) continue;
            ++spots;
            filled += spot.is_blank() || spot.has_formula ? 0 : 1;
        }
        if (spots > kMaxLabelSpots) return {};
    }
    if (filled < spots * weights::kFilledShare) return {};
    return guess_labels(sheet, region);
}

namespace {

// A title or a meta line: no matter for the question what the table is.
bool is_above_table(const Spot& spot, const Table& table) {
    const xlsx::CellRef at = spot.range.first;
    if (std::ranges::find(table.title_cells, at) != table.title_cells.end()) return true;
    return std::ranges::any_of(table.meta, [&](const Field& field) {
        return field.answer.contains(at) || field.label.cells.front().row == at.row;
    });
}

}  // namespace

double disagreement(std::span<const LabelGuess> guesses, const HeaderBlock& header,
                    const Table& table) {
    const std::set<xlsx::CellRef> headings(table.headings.begin(), table.headings.end());
    double lost = 0;
    uint32_t cells = 0;
    for (const LabelGuess& guess : guesses) {
        const uint32_t row = guess.spot->range.first.row;
        const bool around = row > table.data_end_row && row >= table.data_start_row;
        if (around || (row < header.first && is_above_table(*guess.spot, table))) continue;
        if (guess.spot->is_period() && row <= header.last) continue;  // months as headings
        ++cells;
        const double chance = std::clamp(guess.chance, 0.01, 0.99);
        const bool heading = headings.contains(guess.spot->range.first);
        const double said = heading ? chance : 1 - chance;
        lost += std::log(std::max(chance, 1 - chance)) - std::log(said);
    }

    return cells == 0 ? 0 : lost / cells;
}

}  // namespace yitao::recognise
