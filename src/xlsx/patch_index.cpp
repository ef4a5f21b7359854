#include "xlsx/patch_index.h"

#include <algorithm>
#include <unordered_map>

#include "base/limits.h"

namespace yitao::xlsx {
namespace {

class Indexer {
  public:
    Indexer(std::string_view xml, std::string_view part) : xml_(xml), part_(part), cursor_(xml) {}

    Result<SheetIndex> run() {
        if (xml_.size() > kMaxTemplatePartBytes) return damaged("工作表过大", "sheet too large");
        TRY(check_xml(xml_, part_));
        XmlTag root;
        if (!cursor_.next(root) || !root.opens() || root.local != "worksheet") {
            return damaged("不是工作表", "not a worksheet");
        }
        index_.prefix = std::string(root.name.substr(0, root.name.size() - root.local.size()));
        bool found = false;
        for (XmlTag tag; cursor_.next(tag);) {
            if (!tag.opens()) continue;
            if (!found && is(tag, "dimension")) note_dimension(tag);
            if (is(tag, "col")) note_column(tag);
            if (!is(tag, "sheetData")) continue;
            if (found) return damaged("有两个 sheetData", "two sheetData elements");
            found = true;
            TRY(read_data(tag));
        }
        if (!found) return damaged("没有 sheetData", "no sheetData element");
        return std::move(index_);
    }

  private:
    [[nodiscard]] bool is(const XmlTag& tag, std::string_view local) const {
        return tag.local == local && tag.name.size() == index_.prefix.size() + local.size();
    }

    [[nodiscard]] std::unexpected<Error> damaged(const std::string& zh,
                                                 const std::string& en) const {
        return fail(ErrorCode::kDamaged, "工作表的 XML 有误：" + zh, "bad sheet XML: " + en,
                    std::string(part_));
    }

    void note_dimension(const XmlTag& tag) {
        if (const auto ref = find_attribute(xml_, tag, "ref")) index_.dimension = ref->value;
    }

    void note_column(const XmlTag& tag) {
        const auto first = attribute_number(xml_, tag, "min");
        const auto last = attribute_number(xml_, tag, "max");
        const auto style = attribute_number(xml_, tag, "style");
        if (!first || !last || !style || *first == 0 || *last < *first) return;
        index_.column_styles.push_back({*first - 1, *last - 1, *style});
    }

    Result<void> read_data(const XmlTag& open) {
        index_.data = open.span;
        index_.data_content = {open.span.end, open.span.end};
        index_.data_self_closing = open.kind == XmlTag::Kind::kEmpty;
        if (index_.data_self_closing) return {};
        for (XmlTag tag; cursor_.next(tag);) {
            if (!tag.opens()) {
                index_.data_content.end = tag.span.begin;
                index_.data.end = tag.span.end;
                return {};
            }
            if (!is(tag, "row")) return damaged("sheetData 中有行以外的内容", "not a row");
            TRY(read_row(tag));
        }
        return damaged("sheetData 没有结尾", "sheetData never ends");
    }

    Result<void> read_row(const XmlTag& open) {
        RowSpan row;
        const uint32_t expected = index_.rows.empty() ? 0 : index_.rows.back().row + 1;
        row.row = expected;
        if (const auto r = find_attribute(xml_, open, "r")) {
            const auto number = parse_uint32(r->value.of(xml_));
            if (!number || *number == 0) return damaged("行号有误", "bad row number");
            row.row = *number - 1;
        }
        const std::string place = "row " + std::to_string(row.row + 1);
        if (row.row < expected || row.row >= kMaxSheetRows) {
            return damaged("行的次序有误，" + place, "rows out of order at " + place);
        }
        row.begin = static_cast<uint32_t>(open.span.begin);
        row.tag_end = row.end = static_cast<uint32_t>(open.span.end);
        row.first_cell = static_cast<uint32_t>(index_.cells.size());
        row.self_closing = open.kind == XmlTag::Kind::kEmpty;
        if (!row.self_closing) TRY(read_cells(row));
        row.cell_count = static_cast<uint32_t>(index_.cells.size()) - row.first_cell;
        index_.rows.push_back(row);
        return {};
    }

    Result<void> read_cells(RowSpan& row) {
        for (XmlTag tag; cursor_.next(tag);) {
            if (!tag.opens()) {
                row.end = static_cast<uint32_t>(tag.span.end);
                return {};
            }
            if (is(tag, "c")) {
                TRY(read_cell(row, tag));
            } else {
                TRY(skip_element(tag));  // extLst of a row
            }
        }
        return damaged("行没有结尾", "a row never ends");
    }

    Result<void> skip_element(const XmlTag& open) {
        if (open.kind == XmlTag::Kind::kEmpty) return {};
        size_t depth = 1;
        for (XmlTag tag; depth > 0;) {
            if (!cursor_.next(tag)) return damaged("元素没有结尾", "an element never ends");
            if (tag.kind == XmlTag::Kind::kOpen) ++depth;
            if (tag.kind == XmlTag::Kind::kClose) --depth;
        }
        return {};
    }

    Result<void> read_cell(const RowSpan& row, const XmlTag& open) {
        CellSpan cell;
        const bool first = index_.cells.size() == row.first_cell;
        const uint32_t expected = first ? 0 : index_.cells.back().column + 1;
        cell.column = expected;
        if (const auto r = find_attribute(xml_, open, "r")) {
            const auto ref = parse_cell_ref(r->value.of(xml_));
            if (!ref || ref->row != row.row) return damaged("单元格地址有误", "bad cell address");
            cell.column = ref->column;
        }
        if (cell.column < expected || cell.column >= kMaxSheetColumns) {
            const std::string place = format_cell_ref({row.row, cell.column});
            return damaged("单元格次序有误，" + place, "cells out of order at " + place);
        }
        cell.begin = static_cast<uint32_t>(open.span.begin);
        if (open.kind == XmlTag::Kind::kOpen) TRY(read_children({row.row, cell.column}, cell));
        cell.end = static_cast<uint32_t>(cursor_.position());
        index_.cells.push_back(cell);
        return {};
    }

    Result<void> read_children(CellRef at, CellSpan& cell) {
        for (XmlTag tag; cursor_.next(tag);) {
            if (!tag.opens()) return {};
            if (is(tag, "f") && cell.formula == kNoFormula) {
                TRY(read_formula(at, tag));
                cell.formula = static_cast<uint32_t>(index_.formulas.size() - 1);
            } else {
                TRY(skip_element(tag));
            }
        }
        return damaged("单元格没有结尾", "a cell never ends");
    }

    Result<void> read_formula(CellRef at, const XmlTag& open) {
        FormulaSpan formula;
        formula.cell = at;
        formula.begin = static_cast<uint32_t>(open.span.begin);
        formula.tag_end = static_cast<uint32_t>(open.span.end);
        formula.text_begin = formula.text_end = formula.tag_end;
        const std::string type = attribute_text(xml_, open, "t");
        if (type == "shared") formula.kind = FormulaKind::kShared;
        if (type == "array") formula.kind = FormulaKind::kArray;
        if (type == "dataTable") formula.kind = FormulaKind::kDataTable;
        if (const auto ref = find_attribute(xml_, open, "ref")) {
            formula.range = parse_cell_range(ref->value.of(xml_));
        }
        formula.shared_id = attribute_number(xml_, open, "si").value_or(0);
        if (open.kind == XmlTag::Kind::kOpen) {
            XmlTag close;
            if (!cursor_.next(close) || close.opens()) {
                return damaged("公式中有元素", "an element inside a formula");
            }
            formula.text_end = static_cast<uint32_t>(close.span.begin);
        }
        formula.end = static_cast<uint32_t>(cursor_.position());
        note_group(formula);
        index_.formulas.push_back(formula);
        return {};
    }

    // A shared formula's text stands with the first cell of its group; an id may be used again by a
    // later group.
    void note_group(FormulaSpan& formula) {
        const auto own = static_cast<uint32_t>(index_.formulas.size());
        if (formula.kind == FormulaKind::kShared) {
            if (formula.text_end > formula.text_begin) masters_[formula.shared_id] = own;
            const auto master = masters_.find(formula.shared_id);
            if (master != masters_.end()) formula.master = master->second;
        }
        const bool fills =
            formula.kind == FormulaKind::kArray || formula.kind == FormulaKind::kDataTable;
        if (fills && formula.range && formula.range->first != formula.range->last) {
            index_.wide_arrays.push_back(own);
        }
    }

    std::string_view xml_;
    std::string_view part_;
    XmlCursor cursor_;
    SheetIndex index_;
    std::unordered_map<uint32_t, uint32_t> masters_;
};

}  // namespace

size_t SheetIndex::lower_row(uint32_t row) const {
    const auto found = std::lower_bound(rows.begin(), rows.end(), row,
                                        [](const RowSpan& a, uint32_t b) { return a.row < b; });
    return static_cast<size_t>(found - rows.begin());
}

const RowSpan* SheetIndex::find_row(uint32_t row) const {
    const size_t at = lower_row(row);
    return at < rows.size() && rows[at].row == row ? &rows[at] : nullptr;
}

const CellSpan* SheetIndex::find_cell(const RowSpan& row, uint32_t column) const {
    const auto all = cells_of(row);
    const auto found = std::lower_bound(all.begin(), all.end(), column,
                                        [](const CellSpan& a, uint32_t b) { return a.column < b; });
    return found != all.end() && found->column == column ? &*found : nullptr;
}

const CellSpan* SheetIndex::find_cell(CellRef cell) const {
    const RowSpan* row = find_row(cell.row);
    return row == nullptr ? nullptr : find_cell(*row, cell.column);
}

uint32_t SheetIndex::style_of_column(uint32_t column) const {
    for (const ColumnStyle& style : column_styles) {
        if (column >= style.first && column <= style.last) return style.style;
    }
    return 0;
}

Result<SheetIndex> index_sheet(std::string_view xml, std::string_view part) {
    return Indexer(xml, part).run();
}

}  // namespace yitao::xlsx
