#include "xlsx/drawing.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/check.h"
#include "base/limits.h"
#include "xlsx/drawn_text.h"
#include "xlsx/sheet_frame.h"

namespace yitao::xlsx {
namespace {

// More blank cells alike than this at the end of a row are the format of the row, not of a form.
constexpr size_t kLongTail = 64;

struct FoundCell {
    CellRef at;
    uint32_t format = 0;  // number of its look in the workbook
    DrawnKind kind = DrawnKind::kBlank;
    std::string text;
};

// Blank cells alike that end a row.
struct Tail {
    uint32_t first_column = 0;
    uint32_t format = 0;
};

struct Found {
    std::vector<FoundCell> cells;  // row by row
    std::map<uint32_t, Tail> tails;
    uint32_t text_rows = 0;  // up to the last row with text
    bool is_cut = false;
};

DrawnKind kind_of(const CellView& value) {
    constexpr DrawnKind kKinds[] = {DrawnKind::kBlank, DrawnKind::kNumber, DrawnKind::kTruth,
                                    DrawnKind::kText, DrawnKind::kError};
    static_assert(std::variant_size_v<CellView> == std::size(kKinds));
    return kKinds[value.index()];
}

// Format of a cell that is not written.
uint32_t beside(const SheetFrame& frame, CellRef at) {
    return frame.row(at.row).style.value_or(frame.column(at.column).style);
}

// Takes what is to be drawn from a sheet's rows, within the bounds.
class CellFinder {
  public:
    CellFinder(const Workbook& book, const LookStyles& looks, const SheetFrame& frame)
        : book_(book), looks_(looks), frame_(frame) {}

    void add(const Row& row) {
        size_t count = row.cells.size();
        if (row.index < kMaxDrawnRows) count = cut_tail(row);
        for (size_t i = 0; i < count; ++i) add(row.index, row.cells[i]);
    }

    Found take() {
        const auto too_low = [&](const FoundCell& cell) {
            return cell.at.row >= found_.text_rows + kMaxDrawnBlankRows;
        };
        const auto end = std::ranges::find_if(found_.cells, too_low);
        for (auto cell = end; cell != found_.cells.end() && !found_.is_cut; ++cell) {
            found_.is_cut = looks_.at(cell->format).is_drawn();
        }
        found_.cells.erase(end, found_.cells.end());
        return std::move(found_);
    }

  private:
    size_t cut_tail(const Row& row) {
        size_t count = row.cells.size();
        const auto is_tail = [&](const Cell& cell) {
            return kind_of(cell.value) == DrawnKind::kBlank && cell.style == row.cells.back().style;
        };
        while (count > 0 && is_tail(row.cells[count - 1])) --count;
        if (row.cells.size() - count <= kLongTail) return row.cells.size();
        const Cell& first = row.cells[count];
        found_.tails.emplace_hint(found_.tails.end(), row.index, Tail{first.column, first.style});
        return count;
    }

    void add(uint32_t row, const Cell& cell) {
        const DrawnKind kind = kind_of(cell.value);
        const bool is_blank = kind == DrawnKind::kBlank;
        if (is_blank && is_plain(cell.style) && is_plain(beside(frame_, {row, cell.column}))) {
            return;
        }
        if (row >= kMaxDrawnRows || cell.column >= kMaxDrawnColumns ||
            found_.cells.size() >= kMaxDrawnCells || bytes_ > kMaxDrawnTextBytes) {
            found_.is_cut = found_.is_cut || !is_blank || looks_.at(cell.style).is_drawn();
            return;
        }
        FoundCell& to = found_.cells.emplace_back();
        to.at = {row, cell.column};
        to.format = cell.style;
        to.kind = kind;
        if (is_blank) return;
        to.text = shown_text(cell.value, book_.number_format(cell.style));
        bytes_ += to.text.size();
        found_.text_rows = row + 1;
    }

    [[nodiscard]] bool is_plain(uint32_t format) const {
        return format == 0 || looks_.at(format) == looks_.at(0);
    }

    const Workbook& book_;
    const LookStyles& looks_;
    const SheetFrame& frame_;
    Found found_;
    size_t bytes_ = 0;
};

// Numbers for looks, each different one once.
class StyleTable {
  public:
    StyleTable(const LookStyles& looks, std::vector<LookStyle>& styles)
        : looks_(looks), styles_(styles) {
        number_of(looks.at(0));
    }
    uint32_t number_of(const LookStyle& look) {
        const auto [at, fresh] = numbers_.try_emplace(look, static_cast<uint32_t>(styles_.size()));
        if (fresh) styles_.push_back(look);
        return at->second;
    }
    // Of a cell of this kind that has the workbook's format.
    uint32_t number_of(uint32_t format, DrawnKind kind) {
        const auto [at, fresh] = known_.try_emplace(std::pair(format, kind), 0);
        if (fresh) at->second = number_of(look(format, kind));
        return at->second;
    }
    [[nodiscard]] LookStyle look(uint32_t format, DrawnKind kind) const {
        LookStyle look = looks_.at(format);
        if (!look.is_general) return look;
        if (kind == DrawnKind::kNumber) look.horizontal = HorizontalAlign::kRight;
        if (kind == DrawnKind::kTruth || kind == DrawnKind::kError) {
            look.horizontal = HorizontalAlign::kCenter;
        }
        return look;
    }

  private:
    const LookStyles& looks_;
    std::vector<LookStyle>& styles_;
    std::map<LookStyle, uint32_t> numbers_;
    std::map<std::pair<uint32_t, DrawnKind>, uint32_t> known_;
};

// Lays what was found onto the sheet: its size, merges, looks of cells that are not written.
class Drawer {
  public:
    Drawer(const LookStyles& looks, const SheetFrame& frame, Found found)
        : looks_(looks), frame_(frame), found_(std::move(found)), styles_(looks, drawing_.styles) {}

    Drawing draw(std::vector<CellRange> merges) {
        drawing_.is_cut = found_.is_cut;
        std::ranges::sort(merges);
        measure(merges);
        for (CellRange& merge : merges) {
            if (rows_ == 0 || columns_ == 0) break;
            merge.last.row = std::min(merge.last.row, rows_ - 1);
            merge.last.column = std::min(merge.last.column, columns_ - 1);
        }
        covered_.assign(columns_, 0);
        for (uint32_t column = 0; column < columns_; ++column) {
            drawing_.column_widths.push_back(frame_.column(column).width);
            if (looks_.at(frame_.column(column).style).is_drawn()) are_columns_bare_ = false;
        }
        for (uint32_t row = 0; row < rows_; ++row) draw_row(row, merges);
        drawing_.frozen_rows = std::min(frame_.frozen_rows, rows_);
        drawing_.frozen_columns = std::min(frame_.frozen_columns, columns_);
        drawing_.shows_grid = frame_.shows_grid;
        return std::move(drawing_);
    }

  private:
    // Up to the last cell that shows something, and the merges that begin there.
    void measure(const std::vector<CellRange>& merges) {
        for (const FoundCell& cell : found_.cells) {
            if (cell.kind == DrawnKind::kBlank && !looks_.at(cell.format).is_drawn()) continue;
            rows_ = std::max(rows_, cell.at.row + 1);
            columns_ = std::max(columns_, cell.at.column + 1);
        }
        const uint32_t rows = rows_;
        const uint32_t columns = columns_;
        for (const CellRange& merge : merges) {
            if (merge.first.row >= rows || merge.first.column >= columns) continue;
            if (merge.last.row < std::min(rows + kMaxDrawnBlankRows, kMaxDrawnRows)) {
                rows_ = std::max(rows_, merge.last.row + 1);
            }
            if (merge.last.column < std::min<uint32_t>(columns + kLongTail, kMaxDrawnColumns)) {
                columns_ = std::max(columns_, merge.last.column + 1);
            }
        }
    }

    void draw_row(uint32_t row, const std::vector<CellRange>& merges) {
        uint16_t needed = frame_.standard_height;
        is_bare_ = !found_.tails.contains(row) && !frame_.row(row).style && are_columns_bare_;
        for (uint32_t column = 0; column < columns_; ++column) {
            const CellRef at{row, column};
            const FoundCell* cell = cell_from(at);
            const CellRange* merge = merge_from(at, merges);
            if (is_bare_ && is_behind(row, cell, merge)) break;
            if (covered_[column] > row) continue;
            if (cell != nullptr && cell->at != at) cell = nullptr;
            if (merge != nullptr && (merge->first != at || !take_merge(*merge))) merge = nullptr;
            draw_cell(at, cell, merge);
            if (cell != nullptr && (merge == nullptr || merge->last.row == row)) {
                needed = std::max(needed, text_height(*cell));
            }
        }
        drawing_.row_heights.push_back(frame_.row(row).height.value_or(needed));
    }

    // The next cell at `at` or behind it, row by row.
    const FoundCell* cell_from(CellRef at) {
        while (next_cell_ < found_.cells.size() && found_.cells[next_cell_].at < at) ++next_cell_;
        return next_cell_ < found_.cells.size() ? &found_.cells[next_cell_] : nullptr;
    }
    const CellRange* merge_from(CellRef at, const std::vector<CellRange>& merges) {
        while (next_merge_ < merges.size() && merges[next_merge_].first < at) ++next_merge_;
        return next_merge_ < merges.size() ? &merges[next_merge_] : nullptr;
    }
    // Nothing more is written in this row.
    static bool is_behind(uint32_t row, const FoundCell* cell, const CellRange* merge) {
        return (cell == nullptr || cell->at.row > row) &&
               (merge == nullptr || merge->first.row > row);
    }

    // One that lies over another is no merge that Excel would open.
    bool take_merge(const CellRange& merge) {
        if (merge.first == merge.last) return false;
        const auto begin = covered_.begin() + merge.first.column;
        const auto end = covered_.begin() + merge.last.column + 1;
        if (std::any_of(begin, end, [&](uint32_t row) { return row > merge.first.row; })) {
            return false;
        }
        std::fill(begin, end, merge.last.row + 1);
        drawing_.merges.push_back(merge);
        return true;
    }

    void draw_cell(CellRef at, const FoundCell* cell, const CellRange* merge) {
        if (cell == nullptr && merge == nullptr && is_bare_) return;
        const uint32_t format = cell != nullptr ? cell->format : format_beside(at);
        const DrawnKind kind = cell != nullptr ? cell->kind : DrawnKind::kBlank;
        if (cell == nullptr && merge == nullptr && !looks_.at(format).is_drawn()) return;
        const bool is_blank = kind == DrawnKind::kBlank && merge == nullptr;
        if (is_blank && looks_.at(format) == looks_.at(0)) return;  // only hides its column's look
        if (drawing_.cells.size() >= kMaxDrawnCells) {
            drawing_.is_cut = true;
            return;
        }
        const uint32_t style =
            merge != nullptr ? merged_style(format, kind, *merge) : styles_.number_of(format, kind);
        drawing_.cells.push_back(
            {at.row, at.column, style, kind, cell != nullptr ? cell->text : std::string()});
    }

    // Excel draws a merge with the outer lines of the cells at its edges.
    uint32_t merged_style(uint32_t format, DrawnKind kind, const CellRange& merge) {
        LookStyle look = styles_.look(format, kind);
        const LookStyle& right = looks_.at(format_at({merge.first.row, merge.last.column}));
        const LookStyle& bottom = looks_.at(format_at({merge.last.row, merge.first.column}));
        const auto take = [&](uint8_t LookStyle::* lines) {
            const int own = kRightLine | kBottomLine;
            look.*lines = static_cast<uint8_t>((look.*lines & ~own) | (right.*lines & kRightLine) |
                                               (bottom.*lines & kBottomLine));
        };
        take(&LookStyle::lines);
        take(&LookStyle::heavy_lines);
        return styles_.number_of(look);
    }

    [[nodiscard]] uint32_t format_at(CellRef at) const {
        const auto found = std::ranges::lower_bound(found_.cells, at, {}, &FoundCell::at);
        return found != found_.cells.end() && found->at == at ? found->format : format_beside(at);
    }

    // Of a cell that is not written, or written as part of a long tail.
    [[nodiscard]] uint32_t format_beside(CellRef at) const {
        const auto tail = found_.tails.find(at.row);
        if (tail != found_.tails.end() && at.column >= tail->second.first_column) {
            return tail->second.format;
        }
        return beside(frame_, at);
    }

    // What a row without a height of its own takes to show the text, in lines as written.
    [[nodiscard]] uint16_t text_height(const FoundCell& cell) const {
        const LookStyle& look = looks_.at(cell.format);
        if (cell.text.empty() || look.rotation != 0 || look.is_vertical) return 0;
        const auto breaks = look.wraps ? std::ranges::count(cell.text, '\n') : 0;
        constexpr double kLineSpacing = 1.25;
        constexpr double kMostPoints = 409.5;
        const double points = look.font_size * kLineSpacing * (1 + static_cast<double>(breaks));
        return row_pixels(std::min(points, kMostPoints));
    }

    const LookStyles& looks_;
    const SheetFrame& frame_;
    Found found_;
    Drawing drawing_;
    StyleTable styles_;
    uint32_t rows_ = 0;
    uint32_t columns_ = 0;
    std::vector<uint32_t> covered_;  // by column: the row below the merge that covers it
    bool are_columns_bare_ = true;   // none is drawn where no cell is written
    bool is_bare_ = true;            // the same of the row at hand
    size_t next_cell_ = 0;
    size_t next_merge_ = 0;
};

// "表1!$A$1:$H$20"; several ranges are none.
std::optional<CellRange> print_area(const Workbook& book, size_t sheet) {
    for (const DefinedName& name : book.defined_names()) {
        if (name.name != "_xlnm.Print_Area" || name.sheet != static_cast<int>(sheet)) continue;
        return parse_cell_range(std::string_view(name.formula).substr(name.formula.rfind('!') + 1));
    }
    return std::nullopt;
}

Result<Drawing> draw(Workbook& book, size_t sheet, const LookStyles& looks) {
    CHECK(sheet < book.sheets().size());
    const SheetInfo& info = book.sheets()[sheet];
    RowReader rows = TRY(book.rows(sheet, ReadFormulas::kNo, ReadBlanks::kYes, ReadRanges::kYes));
    const PackageEntry* part = book.package().find(info.part);  // rows() has found it
    if (part->size > kMaxTemplatePartBytes) {
        return fail(ErrorCode::kLimit, "工作表太大，不能显示", "the sheet is too large to be drawn",
                    info.name);
    }
    // What is wrong with a row is told by the rows, with its number.
    const Result<SheetFrame> frame = read_sheet_frame(*part, info.name);
    const SheetFrame unknown;
    CellFinder finder(book, looks, frame ? *frame : unknown);
    while (const Row* row = TRY(rows.next())) finder.add(*row);
    if (!frame) return std::unexpected(frame.error());
    Drawer drawer(looks, *frame, finder.take());
    Drawing drawing = drawer.draw(rows.take_ranges().merges);
    drawing.name = info.name;
    drawing.print_area = print_area(book, sheet);
    return drawing;
}

}  // namespace

Result<Drawing> draw_sheet(Workbook& book, size_t sheet) {
    return draw(book, sheet, TRY(LookStyles::read(book.package())));
}

Result<std::vector<Drawing>> draw_sheets(Workbook& book) {
    const LookStyles looks = TRY(LookStyles::read(book.package()));
    std::vector<Drawing> drawings;
    for (size_t sheet = 0; sheet < book.sheets().size(); ++sheet) {
        drawings.push_back(TRY(draw(book, sheet, looks)));
    }
    return drawings;
}

}  // namespace yitao::xlsx
