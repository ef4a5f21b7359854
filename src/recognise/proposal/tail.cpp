#include "recognise/proposal/tail.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/text/decimals.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

constexpr uint32_t kMostColumns = 64;
constexpr uint32_t kMostRows = 500;

bool is_dash(std::string_view text) {
    return text == "—" || text == "－" || text == "-" || text == "——" || text == "×" || text == "/";
}

// One row as it is drawn: the labels and blanks, merges counted once.
struct Drawn {
    struct Item {
        xlsx::CellRef cell;
        std::string label;  // empty: a blank to fill in
    };
    std::vector<Item> items;
    size_t labels = 0;
    size_t blanks = 0;
    size_t others = 0;  // numbers, formulas, dashes
};

class TailReader {
  public:
    TailReader(const Vocabulary& words, const SheetCells& cells, const Table& table)
        : words_(words), cells_(cells), table_(table) {}

    std::optional<Tail> read() {
        std::optional<uint32_t> cut = first_row();
        if (!cut) return std::nullopt;
        uint32_t last = std::min(table_.range.last.row, *cut + kMostRows);
        for (uint32_t row = *cut; row <= last; ++row) read_row(row, last);
        if (found_.empty()) return std::nullopt;
        return Tail{head(*cut), std::move(found_)};
    }

  private:
    Drawn draw(uint32_t row) const {
        Drawn drawn;
        uint32_t last =
            std::min(table_.range.last.column, table_.range.first.column + kMostColumns);
        for (uint32_t column = table_.range.first.column; column <= last; ++column) {
            xlsx::CellRef at{row, column};
            if (cells_.anchor(at) != at) continue;
            std::string text = cells_.text(at);
            if (cells_.is_blank(at)) {
                drawn.items.push_back({at, ""});
                ++drawn.blanks;
            } else if (!trim(text).empty() && !cells_.has_formula(at) && !is_dash(trim(text))) {
                drawn.items.push_back({at, text});
                ++drawn.labels;
            } else {
                ++drawn.others;
            }
        }
        return drawn;
    }

    static bool is_line(const Drawn& row) {
        return row.labels == 1 && row.blanks == 0 && row.others == 0;
    }
    static bool begins_block(std::string_view text) {
        return begins_chapter(text) || trim(text).starts_with("附：");
    }
    // Signatures and notes end the form.
    bool is_end(const Drawn& row) const {
        if (row.labels == 0) return row.blanks == 0;
        std::string text(trim(row.items[0].label));
        for (std::string_view note : {"注", "说明", "填表说明", "备注：", "口径", "指标解释"}) {
            if (text.starts_with(note) && row.labels == 1) return true;
        }
        return code_point_count(text) > 60;
    }
    // Labels among the cells to be filled in: no row of the table above.
    bool has_inner_label(const Drawn& row) const {
        bool blank = false;
        for (const Drawn::Item& item : row.items) {
            if (item.label.empty()) {
                blank = true;
            } else if (blank) {
                return true;
            }
        }
        return false;
    }

    std::optional<uint32_t> first_row() const {
        if (!table_.header_rows || table_.orientation == Orientation::kForm) return std::nullopt;
        uint32_t last = std::min(table_.range.last.row, table_.data_start_row + kMostRows);
        for (uint32_t row = table_.data_start_row + 1; row <= last; ++row) {
            Drawn drawn = draw(row);
            if (drawn.labels == 0) continue;
            const std::string& text = drawn.items[0].label;
            bool below = row > table_.data_end_row;
            if (below && begins_block(text) && (is_line(drawn) || has_inner_label(drawn))) {
                return row;
            }
            bool divides = is_line(drawn) && begins_block(text) && row < last;
            if (!below && divides && has_inner_label(draw(row + 1))) return row;
        }
        return std::nullopt;
    }

    void read_row(uint32_t row, uint32_t last) {
        Drawn drawn = draw(row);
        if (over_ || is_end(drawn)) {
            over_ = over_ || drawn.labels > 0;
            return;
        }
        if (is_line(drawn)) {
            section_ = drawn.items[0].label;
            headings_.clear();
            before_.clear();
            return;
        }
        if (is_heading(drawn, row, last)) {
            headings_.clear();
            for (const Drawn::Item& item : drawn.items) {
                if (!item.label.empty()) headings_[item.cell.column] = item.label;
            }
            return;
        }
        if (!headings_.empty() && !has_inner_label(drawn)) return read_crossed(drawn);
        headings_.clear();
        read_pairs(drawn);
    }

    // Labels side by side, and below them a row that has a label and blanks.
    bool is_heading(const Drawn& drawn, uint32_t row, uint32_t last) const {
        if (drawn.labels < 2 || row >= last || has_inner_label(drawn)) return false;
        Drawn next = draw(row + 1);
        return next.labels == 1 && next.blanks + next.others >= drawn.labels - 1 &&
               !next.items.empty() && next.items[0].cell.column == drawn.items[0].cell.column;
    }

    void read_crossed(const Drawn& drawn) {
        if (drawn.labels != 1 || drawn.items[0].label.empty()) return;
        const std::string& label = drawn.items[0].label;
        std::string whole;
        for (const auto& [column, heading] : headings_) {
            if (column == drawn.items[0].cell.column) continue;
            bool part = begins_part(words_, heading);
            for (const Drawn::Item& item : drawn.items) {
                if (item.cell.column != column || !item.label.empty()) continue;
                add(item.cell, {label, heading}, part ? whole : "");
                found_.back().by_row = true;
                const auto over = headings_.find(drawn.items[0].cell.column);
                if (over != headings_.end()) found_.back().axis = over->second;
            }
            if (!part) whole = is_total(heading) ? "" : heading;
        }
    }

    static bool is_total(std::string_view text) {
        std::string key = match_key(text);
        return key == "合计" || key == "总计" || key == "小计" || key == "计";
    }

    void read_pairs(const Drawn& drawn) {
        std::string label;
        std::string group;  // 辖区内学校 | 所数（所） | ____ | 面积合计（平方米） | ____
        for (const Drawn::Item& item : drawn.items) {
            if (!item.label.empty()) {
                if (!label.empty() && &item == &drawn.items[1]) group = label;
                label = item.label;
                const bool behind = !found_.empty() && found_.back().cell.row == item.cell.row;
                if (behind && find_decimals(label)) {  // 参保率 | % | ____ | 一位小数
                    found_.back().path.back() += "（" + label + "）";
                    label.clear();
                }
            } else if (!label.empty()) {
                // 家庭户总数 | 户 | ____: the unit between them is no label.
                const bool unit = !group.empty() && dictionary::is_measure(label);
                const std::string& name = unit ? group : label;
                add(item.cell,
                    group.empty() || unit ? std::vector{name} : std::vector{group, label},
                    whole_of(name));
                if (unit) found_.back().unit_of_measure = label;
                const bool part = begins_part(words_, name) || (unit && name.starts_with("\u3000"));
                if (!part) before_.push_back(name);
                label.clear();
            }
        }
    }

    // 其中 is part of the last label before it that is no part itself.
    std::string whole_of(const std::string& label) const {
        if (before_.empty()) return "";
        bool indented = label.starts_with("\u3000");
        if (!begins_part(words_, label) && !indented) return "";
        return before_.back();
    }

    void add(xlsx::CellRef cell, std::vector<std::string> path, std::string whole) {
        LooseCell loose{.cell = cell, .path = std::move(path), .section = section_};
        loose.whole = std::move(whole);
        loose.unit_of_measure = dictionary::read_heading(loose.path.back()).measure;
        if (loose.unit_of_measure.empty()) {
            loose.unit_of_measure = dictionary::read_heading(loose.path.front()).measure;
        }
        for (const auto& [column, heading] : headings_) {
            if (heading != loose.path.back()) loose.around.push_back(heading);
        }
        found_.push_back(std::move(loose));
    }

    // The table without the rows of the tail. Rows drawn like a list, each with a label, are rows
    // of a matrix.
    Table head(uint32_t cut) const {
        Table head = table_;
        head.data_end_row = std::min(head.data_end_row, cut - 1);
        std::erase_if(head.rows, [&](const DataRow& row) { return row.row >= cut; });
        if (head.orientation != Orientation::kRows || head.columns.empty()) return head;
        std::vector<DataRow> rows;
        for (uint32_t row = head.data_start_row; row <= head.data_end_row; ++row) {
            xlsx::CellRef at{row, head.columns[0].column};
            std::string text(trim(cells_.text(at)));
            if (text.empty()) return head;
            DataRow data{.row = row, .path = {{text}, {at}}};
            for (const DataRow& known : table_.rows) {
                if (known.row == row) data.role = known.role;
            }
            rows.push_back(std::move(data));
        }
        head.rows = std::move(rows);
        head.columns[0].is_stub = true;
        head.orientation = Orientation::kMatrix;
        return head;
    }

    const Vocabulary& words_;
    const SheetCells& cells_;
    const Table& table_;
    std::vector<LooseCell> found_;
    std::string section_;
    std::map<uint32_t, std::string> headings_;  // by column
    std::vector<std::string> before_;           // labels that are no part of another
    bool over_ = false;
};

}  // namespace

std::optional<Tail> split_tail(const Vocabulary& words, const SheetCells& cells,
                               const Table& table) {
    return TailReader(words, cells, table).read();
}

}  // namespace yitao::recognise
