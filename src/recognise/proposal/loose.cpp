#include "recognise/proposal/loose.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/proposal/bands.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

constexpr size_t kMostColumns = 64;

class LooseReader {
  public:
    LooseReader(const Vocabulary& words, const SheetCells& cells, const Table& table)
        : words_(words), cells_(cells), table_(table) {}

    // Labels with a blank below each, band after band.
    std::vector<LooseCell> bands() {
        std::vector<LooseCell> found;
        std::string section = table_.title;
        uint32_t first = table_.header_rows->first;
        for (uint32_t row = table_.range.first.row; row < first; ++row) {  // its first card
            std::string text = cells_.text({row, table_.range.first.column});
            if (words_.find_unit(text)) section = std::move(text);
        }
        for (uint32_t row = first; row < table_.data_end_row; ++row) {
            std::vector<xlsx::CellRef> labels = labels_of(row);
            if (labels.size() == 1) section = cells_.text(labels[0]);
            if (labels.size() < 2) continue;
            auto has_blank = [&](xlsx::CellRef at) { return blank_below(at); };
            size_t blanks = static_cast<size_t>(std::ranges::count_if(labels, has_blank));
            if (blanks * 4 < labels.size() * 3) return {};  // rows of text: a list, or a matrix
            bool crossed = !cells_.text({row + 1, labels[0].column}).empty();
            if (!crossed) add_band(labels, section, found);
            ++row;
            for (; crossed && is_crossed(row, labels); ++row)
                add_crossed(row, labels, section, found);
            if (crossed) --row;
        }
        return found;
    }

    // A label and its blank, then another label and its blank, in rows below headings.
    std::vector<LooseCell> pairs() {
        std::vector<LooseCell> found;
        size_t rows = 0;
        size_t named = 0;
        const std::set<uint32_t> named_by = columns_of_labels();
        std::map<uint32_t, std::string> wholes;  // by column
        std::map<uint32_t, std::string> units;   // cards of other units below: by column
        std::string whole;
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            std::string label;
            std::string axis;
            std::string measure;
            size_t before = found.size();
            if (read_units(row, units)) continue;
            const bool card = is_card(row, named_by);
            for (const Column& column : table_.columns) {
                xlsx::CellRef at{row, column.column};
                std::string text = cells_.text(at);
                // 办结 | 件 | ____
                const bool unit = !text.empty() && !label.empty() && !column.path.texts.empty() &&
                                  column.path.texts.back().ends_with("单位") &&
                                  dictionary::is_measure(text);
                if (unit) {
                    measure = text;
                    // 总投资 | ____ | 亿元: behind the blank.
                    const bool behind = found.size() > before && found.back().path[0] == label &&
                                        found.back().unit_of_measure.empty();
                    if (behind) found.back().unit_of_measure = text;
                } else if (!text.empty()) {
                    measure.clear();
                    const bool headed = units.empty() && !column.path.texts.empty();
                    axis = headed ? column.path.texts.back() : "";
                    label = headed ? with_axis(words_, column.path.texts.back(), text) : text;
                    const bool part = begins_part(words_, text) || text.starts_with("\u3000");
                    if (!part) wholes[column.column] = text;
                    whole = part ? wholes[column.column] : "";
                } else if (named_by.contains(column.column)) {
                    label.clear();  // of the block beside, which has fewer rows
                } else if (!label.empty() && cells_.anchor(at) == at && cells_.is_blank(at) &&
                           !column.path.texts.empty()) {
                    found.push_back({.cell = at, .path = {label}});
                    auto& path = found.back().path;
                    if (units.empty() && !card) {
                        path.insert(path.end(), column.path.texts.begin(), column.path.texts.end());
                    } else if (auto unit = units.upper_bound(at.column);
                               !card && unit != units.begin()) {
                        path.push_back(std::prev(unit)->second);
                    }
                    if (!card || !measure.empty())
                        found.back().unit_of_measure =
                            measure.empty() ? column.unit_of_measure : measure;
                    found.back().whole = whole;
                    found.back().axis = axis;
                    found.back().by_row = path.size() > 1;
                }
            }
            ++rows;
            named += found.size() > before ? 1 : 0;
        }
        if (named * 4 < rows * 3) return {};
        return found;
    }

  private:
    std::set<uint32_t> columns_of_labels() const {
        std::map<uint32_t, uint32_t> labels;
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            for (xlsx::CellRef at : labels_of(row)) ++labels[at.column];
        }
        std::set<uint32_t> found;
        for (const auto& [column, count] : labels) {
            if (count * 2 > table_.data_end_row - table_.data_start_row + 1) found.insert(column);
        }
        return found;
    }
    std::vector<xlsx::CellRef> labels_of(uint32_t row) const {
        std::vector<xlsx::CellRef> labels;
        for (const Column& column : table_.columns) {
            xlsx::CellRef at{row, column.column};
            if (labels.size() < kMostColumns && !cells_.text(at).empty()) labels.push_back(at);
        }
        return labels;
    }
    // 本年竣工项目（个） | __ | 本年新开工项目（个） | __ below the rows: a label where they have
    // none, each with its own unit.
    bool is_card(uint32_t row, const std::set<uint32_t>& named_by) const {
        const auto labels = labels_of(row);
        const auto measured = [&](xlsx::CellRef at) {
            return !dictionary::read_heading(cells_.text(at)).measure.empty();
        };
        const auto is_odd = [&](xlsx::CellRef at) { return !named_by.contains(at.column); };
        return labels.size() > 1 && measured(labels[0]) &&
               std::ranges::any_of(labels, [&](auto at) { return is_odd(at) && measured(at); });
    }
    bool blank_below(xlsx::CellRef label) const {
        xlsx::CellRef below{label.row + 1, label.column};
        return cells_.anchor(below) == below && cells_.is_blank(below);
    }
    // 肖家洲村 | 四邑村: the cards of other units begin here.
    bool read_units(uint32_t row, std::map<uint32_t, std::string>& units) const {
        std::map<uint32_t, std::string> names;
        for (xlsx::CellRef at : labels_of(row)) {
            std::string text = cells_.text(at);
            if (!words_.find_unit(text)) return false;
            names[at.column] = std::move(text);
        }
        if (names.empty()) return false;
        for (const Column& column : table_.columns) {  // 四邑村 | ____: a row of its own
            xlsx::CellRef at{row, column.column};
            bool beside = column.column <= names.rbegin()->first + 1;
            bool blank = cells_.anchor(at) == at && cells_.is_blank(at);
            if (beside && blank && !column.path.texts.empty()) return false;
        }
        units = std::move(names);
        return true;
    }
    // A row of the band has a label of its own: 场所数（处） | ____ | ____.
    bool is_crossed(uint32_t row, const std::vector<xlsx::CellRef>& labels) const {
        if (row > table_.data_end_row || cells_.text({row, labels[0].column}).empty()) return false;
        return std::ranges::all_of(std::span(labels).subspan(1), [&](xlsx::CellRef at) {
            return cells_.text({row, at.column}).empty();
        });
    }
    void add_crossed(uint32_t row, const std::vector<xlsx::CellRef>& labels,
                     const std::string& section, std::vector<LooseCell>& found) const {
        // 设立年份 | 全部 over 2023年 | ____
        const std::string own =
            with_axis(words_, cells_.text(labels[0]), cells_.text({row, labels[0].column}));
        for (xlsx::CellRef at : std::span(labels).subspan(1)) {
            xlsx::CellRef here{row, at.column};
            if (cells_.anchor(here) != here || !cells_.is_blank(here)) continue;
            LooseCell cell{.cell = here, .path = {cells_.text(at), own}, .section = section};
            cell.unit_of_measure = dictionary::read_heading(own).measure;
            cell.leading = cells_.text(labels[1]);
            for (xlsx::CellRef other : labels) {
                if (other != at) cell.around.push_back(cells_.text(other));
            }
            found.push_back(std::move(cell));
        }
    }
    void add_band(const std::vector<xlsx::CellRef>& labels, const std::string& section,
                  std::vector<LooseCell>& found) const {
        std::string before;
        for (xlsx::CellRef at : labels) {
            std::string text = cells_.text(at);
            LooseCell cell{.cell = {at.row + 1, at.column}, .path = {text}, .section = section};
            cell.unit_of_measure = dictionary::read_heading(text).measure;
            for (xlsx::CellRef other : labels) {
                if (other != at) cell.around.push_back(cells_.text(other));
            }
            if (begins_part(words_, text)) {
                cell.whole = before;
            } else {
                before = text;
            }
            if (blank_below(at)) found.push_back(std::move(cell));
        }
    }

    const Vocabulary& words_;
    const SheetCells& cells_;
    const Table& table_;
};

}  // namespace

std::vector<LooseCell> find_loose_cells(const Vocabulary& words, const SheetCells& cells,
                                        const Table& table) {
    bool numbered = std::ranges::any_of(table.columns, &Column::is_serial);
    if (numbered || !table.header_rows || table.data_end_row < table.data_start_row) return {};
    LooseReader reader(words, cells, table);
    bool texts = false;
    for (uint32_t row = table.data_start_row; row <= table.data_end_row; ++row) {
        for (const Column& column : table.columns) {
            texts = texts || !cells.text({row, column.column}).empty();
        }
    }
    // Several blank rows and nothing else: a list.
    if (!texts && table.data_end_row > table.data_start_row) return {};
    if (table.header_rows->last + 1 == table.data_start_row) {
        if (auto bands = reader.bands(); !bands.empty()) return bands;
    }
    return texts ? reader.pairs() : std::vector<LooseCell>{};
}

}  // namespace yitao::recognise
