#include "recognise/proposal/panels.h"

#include <algorithm>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"

namespace yitao::recognise {

namespace {

std::string leaf(const Column& column) {
    return column.path.texts.empty() ? "" : match_key(column.path.texts.back());
}

// How many columns a panel has; 0: the headings do not repeat.
size_t panel_width(const Table& table) {
    size_t count = table.columns.size();
    for (size_t width = 2; width * 2 <= count; ++width) {
        if (count % width != 0) continue;
        bool repeats = true;
        for (size_t c = width; c < count && repeats; ++c) {
            repeats = leaf(table.columns[c]) == leaf(table.columns[c - width]);
        }
        if (repeats && !leaf(table.columns[0]).empty()) return width;
    }
    return 0;
}

size_t indent_of(const std::string& text) {
    size_t indent = 0;
    std::string_view rest = text;
    while (true) {
        if (rest.starts_with("\u3000")) {
            indent += 2;
            rest.remove_prefix(3);
        } else if (rest.starts_with(' ')) {
            ++indent;
            rest.remove_prefix(1);
        } else {
            return indent;
        }
    }
}

// 婚姻状况 over 状况 | 男 | 女, beside it 文化程度 over 程度 | 男 | 女: where tables begin that
// stand side by side, each below its own title and with labels in its first column. Empty: they do
// not.
std::vector<size_t> titled_panels(const SheetCells& cells, const Table& table) {
    std::vector<size_t> starts;
    for (size_t c = 0; c < table.columns.size(); ++c) {
        const Path& path = table.columns[c].path;
        if (path.cells.size() < 2) return {};
        const bool next = c == 0 || path.cells[0] != table.columns[c - 1].path.cells[0];
        size_t labels = 0;
        size_t others = 0;
        for (uint32_t row = table.data_start_row; row <= table.data_end_row; ++row) {
            const xlsx::CellRef at{row, table.columns[c].column};
            const std::string text = cells.text(at);
            const bool label = !trim(text).empty() && !dictionary::is_measure(text) &&
                               !is_digit(trim(text)[0]) && !cells.has_formula(at);
            ++(label ? labels : others);
        }
        const bool stub = labels > 1 && labels + 2 > others;
        if (next != stub) return {};
        if (next) starts.push_back(c);
    }
    return starts.size() > 1 ? starts : std::vector<size_t>{};
}

class PanelReader {
  public:
    PanelReader(const SheetCells& cells, const Table& table, std::vector<size_t> starts)
        : cells_(cells), table_(table), starts_(std::move(starts)) {}

    std::vector<Table> read() {
        std::vector<Table> panels;
        for (size_t i = 0; i < starts_.size(); ++i) {
            const size_t end = i + 1 < starts_.size() ? starts_[i + 1] : table_.columns.size();
            panels.push_back(panel(starts_[i], end - starts_[i]));
        }
        return panels;
    }

  private:
    Table panel(size_t first, size_t width) {
        Table panel = table_;
        if (first > 0) panel.meta.clear();
        auto begin = table_.columns.begin() + static_cast<long>(first);
        panel.columns.assign(begin, begin + static_cast<long>(width));
        panel.orientation = Orientation::kRowIndicator;
        panel.rows.clear();
        panel.unit_column.reset();
        panel.columns[0].is_stub = true;
        for (const Column& column : panel.columns) {
            if (!panel.unit_column && holds_measures(column.column)) {
                panel.unit_column = column.column;
            }
        }
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            add_row(row, panel);
        }
        return panel;
    }

    bool holds_measures(uint32_t column) const {
        for (uint32_t row = table_.data_start_row; row <= table_.data_end_row; ++row) {
            if (dictionary::is_measure(cells_.text({row, column}))) return true;
        }
        return false;
    }

    void add_row(uint32_t row, Table& panel) {
        xlsx::CellRef at{row, panel.columns[0].column};
        std::string text = cells_.text(at);
        std::string plain(trim(text));
        if (plain.empty()) return;
        bool chapter = begins_chapter(plain);
        size_t level = chapter ? 0 : indent_of(text) + 1;
        while (!open_.empty() && open_.back().level >= level) open_.pop_back();
        DataRow data;
        data.row = row;
        data.role = is_section(row, panel) ? RowRole::kSection : RowRole::kData;
        for (const Label& label : open_) {
            data.path.texts.push_back(label.text);
            data.path.cells.push_back(label.cell);
        }
        data.path.texts.push_back(plain);
        data.path.cells.push_back(at);
        if (panel.unit_column) data.unit_of_measure = trim(cells_.text({row, *panel.unit_column}));
        open_.push_back({level, plain, at, data.role});
        panel.rows.push_back(std::move(data));
    }

    // Nothing to fill in beside it.
    bool is_section(uint32_t row, const Table& panel) const {
        return std::ranges::none_of(panel.columns, [&](const Column& column) {
            return !column.is_stub && cells_.is_blank({row, column.column});
        });
    }

    struct Label {
        size_t level;
        std::string text;
        xlsx::CellRef cell;
        RowRole role;
    };
    const SheetCells& cells_;
    const Table& table_;
    std::vector<size_t> starts_;
    std::vector<Label> open_;
};

}  // namespace

std::vector<Table> split_panels(const SheetCells& cells, const Table& whole) {
    Table table = whole;  // a void column may part the panels
    std::erase_if(table.columns, [](const Column& column) { return leaf(column).empty(); });
    size_t width = table.orientation == Orientation::kForm ? 0 : panel_width(table);
    bool labelled = width > 0 && table.data_end_row >= table.data_start_row &&
                    !cells.text({table.data_start_row, table.columns[0].column}).empty() &&
                    !cells.text({table.data_start_row, table.columns[width].column}).empty();
    std::vector<size_t> starts;
    for (size_t c = 0; labelled && c < table.columns.size(); c += width) starts.push_back(c);
    if (!labelled && table.orientation != Orientation::kForm) starts = titled_panels(cells, table);
    if (starts.empty()) return {whole};
    return PanelReader(cells, table, std::move(starts)).read();
}

}  // namespace yitao::recognise
