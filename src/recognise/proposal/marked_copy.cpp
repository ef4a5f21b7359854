#include "recognise/proposal/marked_copy.h"

#include <algorithm>
#include <set>

#include "recognise/proposal/doubts.h"

namespace yitao::recognise {

namespace {

// Blue, amber and hatched grey stay apart for every kind of colour blindness, and in print.
enum Fill : int { kBound = 0, kQuestion = 1, kUnknown = 2 };
const std::vector<xlsx::MarkFill> kFills = {{"9DC3E6"}, {"FFE699"}, {"F2F2F2", true}};

constexpr size_t kMostComments = 5'000;

std::string sentence(const ProposedCell& cell) {
    std::string note = cell.note.empty() ? "" : "\n" + cell.note;
    if (cell.readings.empty()) return "没有读懂：请手填，或在绑定文件里写公式。" + note;
    const Reading& first = cell.readings[0];
    if (cell.is_sure()) return "读作：" + first.explanation.zh + note;
    std::string text =
        "待确认，可能是：" + first.explanation.zh + "\n疑问：" + doubts_zh(first.doubts) + "。";
    if (cell.readings.size() > 1) text += fmt::format("另有 {} 种读法。", cell.readings.size() - 1);
    return text + note;
}

// "=SORTBY(FILTER(居民[姓名],…" → "“居民”台账的“姓名”"
std::string column_words(const std::string& formula) {
    constexpr std::string_view kFilter = "FILTER(";
    size_t begin = formula.find(kFilter);
    if (begin == std::string::npos) return formula;
    begin += kFilter.size();
    size_t open = formula.find('[', begin);
    size_t close = formula.find(']', begin);
    if (open == std::string::npos || close == std::string::npos) return formula;
    if (formula.substr(begin).starts_with("XLOOKUP(")) {
        size_t last_open = formula.find('[', formula.find(',', formula.find(',', begin) + 1));
        size_t last_close = formula.find(']', last_open);
        size_t table = formula.rfind(',', last_open);
        if (last_close == std::string::npos || table == std::string::npos) return formula;
        return fmt::format("由{}查到的“{}”{}", formula.substr(open + 1, close - open - 1),
                           formula.substr(table + 1, last_open - table - 1),
                           formula.substr(last_open + 1, last_close - last_open - 1));
    }
    return fmt::format("“{}”台账的“{}”", formula.substr(begin, open - begin),
                       formula.substr(open + 1, close - open - 1));
}

class Marking {
  public:
    Marking(const Structure& structure, const Proposal& proposal,
            const std::vector<SheetGrid>& grids)
        : structure_(structure), proposal_(proposal), grids_(grids) {}

    xlsx::Marks run() {
        marks_.fills = kFills;
        marks_.author = "一套表";
        for (const ProposedCell& cell : proposal_.cells) add(cell);
        for (const ProposedList& list : proposal_.lists) add(list);
        marks_.legend.sheet = "标色说明";
        marks_.legend.lines = {
            {kBound, "可填", "读法有把握，怎样读的见批注"},
            {kQuestion, "待确认", "有疑问，确认之前不填；疑问见批注"},
            {kUnknown, "没读懂", "请手填，或在绑定文件里写公式"},
            {xlsx::kNoFill, "不标色", "表头、手填的内容和表里自己的公式，一套表不动"},
            {xlsx::kNoFill, "", "这是标注用的副本：除底色、批注和这一页外与原表相同"}};
        return std::move(marks_);
    }

  private:
    xlsx::CellRange merged(size_t sheet, xlsx::CellRef cell) const {
        constexpr size_t kMostMerges = 20'000;
        const auto& merges = grids_[sheet].grid.merges;
        for (size_t i = 0; i < merges.size() && i < kMostMerges; ++i) {
            if (merges[i].contains(cell)) return merges[i];
        }
        return {cell, cell};
    }

    // The innermost heading over the cell; nothing where it has none.
    std::optional<xlsx::CellRef> heading_of(size_t sheet, xlsx::CellRef cell) const {
        for (const Table& table : structure_.tables) {
            bool inside = table.sheet == sheet && cell.row >= table.data_start_row &&
                          cell.row <= std::max(table.range.last.row, table.data_end_row);
            if (!inside) continue;
            for (const Column& column : table.columns) {
                if (column.column == cell.column && !column.path.cells.empty()) {
                    return column.path.cells.back();
                }
            }
        }
        return std::nullopt;
    }

    void comment(size_t sheet, xlsx::CellRef at, const std::string& text) {
        if (said_.size() >= kMostComments || !said_.insert({sheet, at, text}).second) return;
        marks_.cells.push_back({sheet, {at, at}, xlsx::kNoFill, text});
    }

    void add(const ProposedCell& cell) {
        int fill = cell.readings.empty() ? kUnknown : cell.is_sure() ? kBound : kQuestion;
        marks_.cells.push_back({cell.sheet, merged(cell.sheet, cell.cell), fill, ""});
        xlsx::CellRef at = cell.cell;
        if (cell.for_unit != 0) at = heading_of(cell.sheet, cell.cell).value_or(at);
        comment(cell.sheet, at, sentence(cell));
    }

    void add(const ProposedList& list) {
        int fill = list.is_sure() ? kBound : kQuestion;
        constexpr uint32_t kMostRows = 500;
        uint32_t last = std::min(list.region.last.row, list.region.first.row + kMostRows);
        bool first = true;
        for (const auto& column : list.columns) {
            if (column.formula.empty()) continue;
            xlsx::CellRef top{list.region.first.row, column.column};
            marks_.cells.push_back({list.sheet, {top, {last, column.column}}, fill, ""});
            std::string text = (list.is_sure() ? "读作：" : "待确认，可能是：") +
                               column_words(column.formula) + "。";
            if (first) {
                text = list.explanation.zh + "\n" + text;
                if (!list.doubts.empty()) text += "\n疑问：" + doubts_zh(list.doubts) + "。";
                if (!list.note.empty()) text += "\n" + list.note;
            }
            first = false;
            comment(list.sheet, heading_of(list.sheet, top).value_or(top), text);
        }
    }

    const Structure& structure_;
    const Proposal& proposal_;
    const std::vector<SheetGrid>& grids_;
    xlsx::Marks marks_;
    std::set<std::tuple<size_t, xlsx::CellRef, std::string>> said_;
};

}  // namespace

xlsx::Marks marks_of(const Structure& structure, const Proposal& proposal,
                     const std::vector<SheetGrid>& grids) {
    return Marking(structure, proposal, grids).run();
}

}  // namespace yitao::recognise
