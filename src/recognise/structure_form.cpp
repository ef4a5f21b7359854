#include "recognise/structure_form.h"

#include <algorithm>

#include "recognise/structure_paths.h"
#include "recognise/structure_regions.h"
#include "recognise/structure_words.h"

namespace yitao::recognise {

namespace {

class FormReader {
  public:
    FormReader(const Sheet& sheet, const xlsx::CellRange& region, Table& table)
        : sheet_(sheet), region_(region), table_(table) {}

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

    [[nodiscard]] static bool is_answer(const Spot& spot) {
        return spot.has_formula || spot.is_checked || (spot.is_blank() && spot.look.has_border);
    }

    void read_label(const Spot& spot) {
        if (!spot.is_text() || spot.has_formula) return;
        table_.headings.push_back(spot.range.first);
        const Spot* answer = answer_of(spot);
        const bool inside = answer == nullptr && ends_in_colon(spot.key);
        if (answer == nullptr && !inside) return;
        Field field;
        if (section_ != nullptr) add(field.label, *section_);
        // A group at the left that goes over this row.
        const Spot& left = sheet_.at(spot.range.first.row, region_.first.column);
        if (&left != &spot && left.is_text() && left.height() > spot.height() &&
            answer_of(left) == nullptr) {
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
    const Spot* section_ = nullptr;
};

}  // namespace

void read_form(const Sheet& sheet, const xlsx::CellRange& region, uint32_t first, Table& table) {
    table.orientation = Orientation::kForm;
    FormReader(sheet, region, table).read(first);
}

}  // namespace yitao::recognise
