#include "xlsx/patch_cells.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/check.h"
#include "base/limits.h"
#include "xlsx/formula_refs.h"
#include "xlsx/patch_value.h"

namespace yitao::xlsx {
namespace {

// What happens to one cell.
struct CellOp {
    const CellEdit* edit = nullptr;      // new value
    std::optional<std::string> formula;  // new text for its own formula (was shared before)
    bool result_of_array = false;        // belongs to an array formula that stays
    bool emptied = false;                // belonged to an array formula that goes
    [[nodiscard]] bool replaces() const {
        return edit != nullptr && edit->formula == CellEdit::Formula::kReplace;
    }
    [[nodiscard]] bool is_blank() const {
        return edit == nullptr || std::holds_alternative<std::monostate>(edit->value);
    }
};

using CellOps = std::map<CellRef, CellOp>;

class CellEditor {
  public:
    CellEditor(std::string_view xml, const SheetIndex& index, std::string_view sheet_name)
        : xml_(xml), index_(index), sheet_name_(sheet_name), out_(xml) {}

    Result<EditedSheet> run(const std::vector<const CellEdit*>& edits) {
        for (const CellEdit* edit : edits) TRY(add(*edit));
        TRY(settle_arrays());
        settle_shared();
        grow_dimension();
        write_rows();
        return EditedSheet{out_.finish(), formulas_removed_};
    }

  private:
    [[nodiscard]] std::string place(CellRef cell) const {
        return std::string(sheet_name_) + "!" + format_cell_ref(cell);
    }

    Result<void> add(const CellEdit& edit) {
        if (edit.cell.row >= kMaxSheetRows || edit.cell.column >= kMaxSheetColumns) {
            return fail(ErrorCode::kLimit, "单元格在工作表之外", "the cell lies outside the sheet",
                        std::string(sheet_name_) + "!R" + std::to_string(edit.cell.row + 1) + "C" +
                            std::to_string(edit.cell.column + 1));
        }
        const auto* text = std::get_if<std::string>(&edit.value);
        if (text != nullptr && text->size() > kMaxCellText && excel_length(*text) > kMaxCellText) {
            return fail(ErrorCode::kLimit, "文字超过一个单元格可容纳的 32767 个字符",
                        "the text is longer than the 32,767 characters a cell can hold",
                        place(edit.cell));
        }
        ops_[edit.cell] = CellOp{&edit, std::nullopt, false, false};
        return {};
    }

    [[nodiscard]] bool is_replaced(CellRef cell) const {
        const auto op = ops_.find(cell);
        return op != ops_.end() && op->second.replaces();
    }

    // An array formula goes as a whole when its first cell takes a value; its other results go with
    // it. A single result of one that stays cannot be replaced: Excel would compute over it.
    Result<void> settle_arrays() {
        CellOps emptied;
        for (const uint32_t number : index_.wide_arrays) {
            const FormulaSpan& array = index_.formulas[number];
            const bool goes = is_replaced(array.cell);
            if (goes) collect_members(*array.range, emptied);
            for (auto op = ops_.lower_bound(array.range->first);
                 !goes && op != ops_.end() && op->first <= array.range->last; ++op) {
                if (op->first == array.cell || !array.range->contains(op->first)) continue;
                if (op->second.replaces()) return part_of_array(op->first, *array.range);
                op->second.result_of_array = true;
            }
        }
        settle_spills(emptied);
        ops_.merge(emptied);
        return {};
    }

    // Dynamic arrays whose results take other cells than before.
    void settle_spills(CellOps& emptied) {
        for (const auto& [at, op] : ops_) {
            if (op.edit == nullptr || !op.edit->spill || op.replaces()) continue;
            const FormulaSpan* array = array_at(at);
            if (array == nullptr) continue;
            CellOps members;
            collect_members(*array->range, members);
            std::erase_if(members, [&](const auto& member) {
                return member.first == at || op.edit->spill->contains(member.first);
            });
            emptied.merge(members);
        }
        for (const auto& [anchor, op] : ops_) {
            if (op.edit == nullptr || !op.edit->spill || op.replaces()) continue;
            for (auto result = ops_.upper_bound(anchor);
                 result != ops_.end() && result->first <= op.edit->spill->last; ++result) {
                if (!op.edit->spill->contains(result->first)) continue;
                if (!result->second.replaces()) result->second.result_of_array = true;
            }
        }
    }

    [[nodiscard]] const FormulaSpan* array_at(CellRef at) const {
        const CellSpan* cell = index_.find_cell(at);
        if (cell == nullptr || cell->formula == kNoFormula) return nullptr;
        const FormulaSpan& formula = index_.formulas[cell->formula];
        return formula.kind == FormulaKind::kArray && formula.range ? &formula : nullptr;
    }

    [[nodiscard]] std::unexpected<Error> part_of_array(CellRef cell, CellRange range) const {
        const std::string where = format_cell_range(range);
        return fail(
            ErrorCode::kUnsupported, "单元格是数组公式 " + where + " 的一部分，不能单独填写",
            "the cell is part of the array formula " + where + " and cannot be filled alone",
            place(cell));
    }

    void collect_members(CellRange range, CellOps& members) const {
        for (size_t i = index_.lower_row(range.first.row);
             i < index_.rows.size() && index_.rows[i].row <= range.last.row; ++i) {
            for (const CellSpan& cell : index_.cells_of(index_.rows[i])) {
                const CellRef at{index_.rows[i].row, cell.column};
                if (range.contains(at)) members[at].emptied = true;
            }
        }
    }

    // Dependents of a shared formula whose first cell is replaced get the formula as their own.
    void settle_shared() {
        std::vector<bool> lost;
        for (const auto& [at, op] : ops_) {
            if (!op.replaces()) continue;
            const CellSpan* cell = index_.find_cell(at);
            if (cell == nullptr || cell->formula == kNoFormula) continue;
            if (index_.formulas[cell->formula].master != cell->formula) continue;
            lost.resize(index_.formulas.size());
            lost[cell->formula] = true;
        }
        if (lost.empty()) return;
        for (uint32_t i = 0; i < index_.formulas.size(); ++i) {
            const FormulaSpan& formula = index_.formulas[i];
            if (formula.master == i || formula.master == kNoFormula || !lost[formula.master]) {
                continue;
            }
            CellOp& op = ops_[formula.cell];
            if (!op.replaces()) op.formula = translated(index_.formulas[formula.master], formula);
        }
    }

    [[nodiscard]] std::string translated(const FormulaSpan& from, const FormulaSpan& to) const {
        const std::string text =
            xml_text(xml_.substr(from.text_begin, from.text_end - from.text_begin));
        return translate_formula(text, int64_t{to.cell.row} - from.cell.row,
                                 int64_t{to.cell.column} - from.cell.column);
    }

    void grow_dimension() {
        if (!index_.dimension) return;
        const auto old = parse_cell_range(index_.dimension->of(xml_));
        if (!old) return;
        CellRange range = *old;
        for (const auto& [at, op] : ops_) {
            if (op.is_blank()) continue;
            range.first.row = std::min(range.first.row, at.row);
            range.first.column = std::min(range.first.column, at.column);
            range.last.row = std::max(range.last.row, at.row);
            range.last.column = std::max(range.last.column, at.column);
        }
        if (range != *old) out_.replace(*index_.dimension, format_cell_range(range));
    }

    void write_rows() {
        const std::string& p = index_.prefix;
        if (index_.data_self_closing) {
            out_.replace(index_.data, "<" + p + "sheetData>");
        }
        for (auto op = ops_.begin(); op != ops_.end();) {
            const uint32_t row = op->first.row;
            auto next = op;
            while (next != ops_.end() && next->first.row == row) ++next;
            write_row(row, op, next);
            op = next;
        }
        if (index_.data_self_closing) {
            out_.out() += "</" + p + "sheetData>";
        }
    }

    using OpIterator = CellOps::iterator;

    void write_row(uint32_t number, OpIterator op, OpIterator end) {
        const size_t at = index_.lower_row(number);
        if (at < index_.rows.size() && index_.rows[at].row == number) {
            write_existing_row(index_.rows[at], op, end);
            return;
        }
        std::string cells;
        for (; op != end; ++op) cells += new_cell(op->first, op->second, std::nullopt);
        if (cells.empty()) return;
        const size_t position =
            at < index_.rows.size() ? index_.rows[at].begin : index_.data_content.end;
        const std::string& p = index_.prefix;
        out_.insert(position, "<" + p + "row r=\"" + std::to_string(number + 1) + "\">" + cells +
                                  "</" + p + "row>");
    }

    void write_existing_row(const RowSpan& row, OpIterator op, OpIterator end) {
        XmlTag tag;
        XmlCursor cursor(xml_, row.begin);
        CHECK(cursor.next(tag));
        std::optional<uint32_t> style;
        const std::string custom = attribute_text(xml_, tag, "customFormat");
        if (custom == "1" || custom == "true") style = attribute_number(xml_, tag, "s");
        widen_spans(row, tag, op, end);
        if (row.self_closing) {
            std::string cells;
            for (; op != end; ++op) cells += new_cell(op->first, op->second, style);
            if (cells.empty()) return;
            out_.replace({row.tag_end - 2, row.tag_end},
                         ">" + cells + "</" + std::string(tag.name) + ">");
            return;
        }
        const auto cells = index_.cells_of(row);
        size_t next = 0;
        for (; op != end; ++op) {
            while (next < cells.size() && cells[next].column < op->first.column) ++next;
            if (next < cells.size() && cells[next].column == op->first.column) {
                write_existing(cells[next], op->second);
                continue;
            }
            const size_t position = next > 0 ? cells[next - 1].end : row.tag_end;
            const std::string cell = new_cell(op->first, op->second, style);
            if (!cell.empty()) out_.insert(position, cell);
        }
    }

    // spans="1:12" tells a reader which columns to expect.
    void widen_spans(const RowSpan& row, const XmlTag& tag, OpIterator op, OpIterator end) {
        const auto spans = find_attribute(xml_, tag, "spans");
        if (!spans) return;
        const std::string_view text = spans->value.of(xml_);
        const auto low = parse_uint32(text.substr(0, text.find(':')));
        const auto high = parse_uint32(text.substr(text.rfind(':') + 1));
        if (!low || !high) return;
        uint32_t first = *low;
        uint32_t last = *high;
        for (; op != end; ++op) {
            if (op->second.is_blank() || index_.find_cell(row, op->first.column)) continue;
            first = std::min(first, op->first.column + 1);
            last = std::max(last, op->first.column + 1);
        }
        if (first == *low && last == *high) return;
        out_.replace(spans->value, std::to_string(first) + ":" + std::to_string(last));
    }

    [[nodiscard]] std::string new_cell(CellRef at, const CellOp& op,
                                       std::optional<uint32_t> row_style) const {
        if (op.is_blank()) return {};
        const uint32_t style = row_style.value_or(index_.style_of_column(at.column));
        const auto origin =
            op.result_of_array ? ValueOrigin::kFormulaResult : ValueOrigin::kConstant;
        const ValueXml value = value_xml(op.edit->value, origin, index_.prefix);
        std::string cell = "<" + index_.prefix + "c r=\"" + format_cell_ref(at) + "\"";
        if (style != 0) cell += " s=\"" + std::to_string(style) + "\"";
        if (!value.type.empty()) cell.append(" t=\"").append(value.type).append("\"");
        return cell + ">" + value.content + "</" + index_.prefix + "c>";
    }

    [[nodiscard]] std::string formula_xml(std::string_view text) const {
        return "<" + index_.prefix + "f>" + escape_xml(text) + "</" + index_.prefix + "f>";
    }

    // The <f> element as it is, but for the range of a spill.
    [[nodiscard]] std::string kept_formula(const FormulaSpan& formula, const CellEdit& edit) const {
        std::string text(xml_.substr(formula.begin, formula.end - formula.begin));
        if (!edit.spill || formula.kind != FormulaKind::kArray) return text;
        XmlTag tag;
        XmlCursor cursor(xml_, formula.begin);
        CHECK(cursor.next(tag));
        const auto ref = find_attribute(xml_, tag, "ref");
        if (!ref) return text;
        return text.replace(ref->value.begin - formula.begin, ref->value.end - ref->value.begin,
                            format_cell_range(*edit.spill));
    }

    void write_existing(const CellSpan& cell, const CellOp& op) {
        const FormulaSpan* formula =
            cell.formula == kNoFormula ? nullptr : &index_.formulas[cell.formula];
        if (op.edit == nullptr && !op.emptied) {  // only the formula becomes its own
            if (formula == nullptr || !op.formula) return;
            out_.replace({formula->begin, formula->end}, formula_xml(*op.formula));
            return;
        }
        const bool keeps = formula != nullptr && !op.replaces() && !op.emptied;
        if (formula != nullptr && !keeps) formulas_removed_ = true;
        const auto origin =
            keeps || op.result_of_array ? ValueOrigin::kFormulaResult : ValueOrigin::kConstant;
        ValueXml value;
        if (op.edit != nullptr) value = value_xml(op.edit->value, origin, index_.prefix);
        XmlTag tag;
        XmlCursor cursor(xml_, cell.begin);
        CHECK(cursor.next(tag));
        out_.copy_to(tag.span.begin + 1 + tag.name.size());
        write_attributes(tag, value.type, keeps);
        std::string content;
        if (keeps && op.formula) content = formula_xml(*op.formula);
        if (keeps && !op.formula) content = kept_formula(*formula, *op.edit);
        content += value.content;
        content += extension_of(cell, tag);
        const std::string close = "</" + std::string(tag.name) + ">";
        out_.replace({out_.position(), cell.end}, content.empty() ? "/>" : ">" + content + close);
    }

    // All attributes as they are but t; cm goes with its dynamic array formula and vm with the rich
    // value it describes.
    void write_attributes(const XmlTag& tag, std::string_view type, bool keeps_formula) {
        std::string text;
        bool typed = type.empty();
        XmlAttributes attributes(xml_, tag);
        for (XmlAttribute attribute; attributes.next(attribute);) {
            if (attribute.name == "vm" || (attribute.name == "cm" && !keeps_formula)) continue;
            if (attribute.name != "t") {
                text.append(" ").append(attribute.span.of(xml_));
                continue;
            }
            const std::string_view kept =
                type.empty() && attribute.value.of(xml_) == "n" ? "n" : type;
            if (!kept.empty()) text.append(" t=\"").append(kept).append("\"");
            typed = true;
        }
        if (!typed) text.append(" t=\"").append(type).append("\"");
        out_.replace({out_.position(), out_.position()}, text);
    }

    [[nodiscard]] std::string_view extension_of(const CellSpan& cell, const XmlTag& tag) const {
        if (tag.kind == XmlTag::Kind::kEmpty) return {};
        const std::string_view content = xml_.substr(tag.span.end, cell.end - tag.span.end);
        const std::string open = "<" + index_.prefix + "extLst";
        const size_t begin = content.find(open);
        if (begin == std::string_view::npos) return {};
        return content.substr(begin, content.rfind("</") - begin);
    }

    std::string_view xml_;
    const SheetIndex& index_;
    std::string_view sheet_name_;
    XmlRewriter out_;
    CellOps ops_;
    bool formulas_removed_ = false;
};

}  // namespace

Result<EditedSheet> edit_cells(std::string_view xml, const SheetIndex& index,
                               std::vector<const CellEdit*> edits, std::string_view sheet_name) {
    return CellEditor(xml, index, sheet_name).run(edits);
}

}  // namespace yitao::xlsx
