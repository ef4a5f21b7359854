#include "xlsx/sheet_scan.h"

#include "xlsx/formula_refs.h"

namespace yitao::xlsx {

// A cell as its elements say, before its value is made of them.
struct ExactRows::RawCell {
    CellRef at;
    uint32_t style = 0;
    CellType type = CellType::kNumber;
    std::string value;  // text of <v>
    bool has_value = false;
    std::string inline_text;  // text of <is>
    bool has_inline = false;
    std::string formula_text;
    std::string formula_type;  // t of <f>
    std::string formula_range;
    bool spills = false;  // its formula, if any, is a dynamic array
    std::optional<uint32_t> formula_index;
    std::string_view formula;  // what the cell's formula is, in the draft
};

std::string ExactRows::place(CellRef at) const {
    return fmt::format("{}!{}", context_.sheet, format_cell_ref(at));
}

RowScan ExactRows::damaged(Message message, std::string place) {
    error_ = {
        ErrorCode::kDamaged,
        {fmt::format("文件已损坏（{}），请用 Excel 或 WPS 重新保存", message.zh),
         fmt::format("the file is damaged ({}); save it again with Excel or WPS", message.en)},
        std::move(place)};
    return RowScan::kDamaged;
}

RowScan ExactRows::over_limit(Message message, std::string place) {
    error_ = {ErrorCode::kLimit, std::move(message), std::move(place)};
    return RowScan::kDamaged;
}

// What a token other than the expected one means.
RowScan ExactRows::stop(XmlToken token, const XmlScanner& xml, const RowDraft& draft) {
    if (token == XmlToken::kNeedMore) return RowScan::kNeedMore;
    error_ = xml_error(xml, fmt::format("{}!{}", context_.sheet, draft.row.index + 1));
    return RowScan::kDamaged;
}

RowScan ExactRows::scan(XmlScanner& xml, uint32_t expected, RowDraft& draft) {
    draft.row.index = expected;
    while (true) {
        XmlToken token = xml.next();
        if (token == XmlToken::kText || token == XmlToken::kCdata) continue;
        if (token == XmlToken::kEnd && is_ours(xml, "sheetData")) return RowScan::kEnd;
        if (token != XmlToken::kStart) return stop(token, xml, draft);
        if (is_ours(xml, "row")) return read_row(xml, expected, draft);
        token = skip_element(xml);
        if (token != XmlToken::kEnd) return stop(token, xml, draft);
    }
}

RowScan ExactRows::read_row(XmlScanner& xml, uint32_t expected, RowDraft& draft) {
    uint32_t number = expected + 1;
    const auto own = xml.attribute("r");
    row_is_counted_ = !own;
    if (own) {
        const auto parsed = parse_index(*own);
        if (!parsed || *parsed == 0) return damaged({"行号错误", "bad row number"}, context_.sheet);
        number = *parsed;
    }
    draft.row.index = number - 1;
    if (number > kMaxSheetRows) {
        return over_limit({fmt::format("超过 {} 行", kMaxSheetRows),
                           fmt::format("more than {} rows", kMaxSheetRows)},
                          context_.sheet);
    }
    if (number <= expected) {
        return damaged({"行号没有递增", "rows are not in order"},
                       fmt::format("{}!{}", context_.sheet, number));
    }
    uint32_t next_column = 0;
    while (true) {
        XmlToken token = xml.next();
        if (token == XmlToken::kText || token == XmlToken::kCdata) continue;
        if (token == XmlToken::kEnd) return RowScan::kRow;
        if (token != XmlToken::kStart) return stop(token, xml, draft);
        if (!is_ours(xml, "c")) {
            token = skip_element(xml);
            if (token != XmlToken::kEnd) return stop(token, xml, draft);
            continue;
        }
        const RowScan cell = read_cell(xml, draft, next_column);
        if (cell != RowScan::kRow) return cell;
        next_column = last_column_ + 1;
    }
}

RowScan ExactRows::locate(const XmlScanner& xml, RowDraft& draft, uint32_t next_column,
                          CellRef& at) {
    at = {draft.row.index, next_column};
    if (const auto reference = xml.attribute("r")) {
        const auto parsed = parse_cell_ref(*reference);
        if (!parsed) return damaged({"单元格地址错误", "bad cell address"}, place(at));
        if (row_is_counted_ && parsed->row > draft.row.index && next_column == 0) {
            draft.row.index = parsed->row;  // only the cells know their row
        }
        at = *parsed;
    }
    row_is_counted_ = false;
    if (at.column >= kMaxSheetColumns) {
        return over_limit({fmt::format("超过 {} 列", kMaxSheetColumns),
                           fmt::format("more than {} columns", kMaxSheetColumns)},
                          fmt::format("{}!{}", context_.sheet, draft.row.index + 1));
    }
    if (at.row != draft.row.index) {
        return damaged({"单元格不在本行", "a cell of another row"}, place(at));
    }
    if (at.column < next_column) {
        return damaged({"单元格没有按列递增", "cells are not in order"}, place(at));
    }
    last_column_ = at.column;
    return RowScan::kRow;
}

RowScan ExactRows::read_cell(XmlScanner& xml, RowDraft& draft, uint32_t next_column) {
    RawCell raw;
    const RowScan located = locate(xml, draft, next_column, raw.at);
    if (located != RowScan::kRow) return located;
    if (const auto style = xml.attribute("s")) raw.style = parse_index(*style).value_or(0);
    if (const auto type = xml.attribute("t")) raw.type = cell_type(*type);
    raw.spills = xml.attribute("cm").has_value();
    const RowScan content = read_cell_content(xml, draft, raw);
    if (content != RowScan::kRow) return content;
    return add_cell(draft, raw);
}

RowScan ExactRows::read_cell_content(XmlScanner& xml, RowDraft& draft, RawCell& raw) {
    while (true) {
        XmlToken token = xml.next();
        TextProblem problem = TextProblem::kNone;
        if (token == XmlToken::kText || token == XmlToken::kCdata) continue;
        if (token == XmlToken::kEnd) return RowScan::kRow;
        if (token != XmlToken::kStart) return stop(token, xml, draft);
        if (is_ours(xml, "v")) {
            raw.has_value = true;
            token = read_plain_text(xml, raw.value, problem);
        } else if (is_ours(xml, "is")) {
            raw.has_inline = true;
            token = read_rich_text(xml, raw.inline_text, problem);
        } else if (is_ours(xml, "f") && context_.formulas == ReadFormulas::kYes) {
            const RowScan formula = read_formula(xml, draft, raw);
            if (formula != RowScan::kRow) return formula;
            continue;
        } else {
            token = skip_element(xml);
        }
        if (token != XmlToken::kEnd) return stop(token, xml, draft);
        if (problem != TextProblem::kNone) {
            error_ = text_error(problem, place(raw.at));
            return RowScan::kDamaged;
        }
    }
}

RowScan ExactRows::read_formula(XmlScanner& xml, RowDraft& draft, RawCell& raw) {
    raw.formula_type = xml.attribute("t").value_or("");
    raw.formula_range = xml.attribute("ref").value_or("");
    if (const auto index = xml.attribute("si")) raw.formula_index = parse_index(*index);
    TextProblem problem = TextProblem::kNone;
    const XmlToken token = read_plain_text(xml, raw.formula_text, problem);
    if (token != XmlToken::kEnd) return stop(token, xml, draft);
    if (problem == TextProblem::kNone) problem = finish_text(raw.formula_text);
    if (problem != TextProblem::kNone) {
        error_ = text_error(problem, place(raw.at));
        return RowScan::kDamaged;
    }
    return take_formula(draft, raw);
}

// The cell's own formula, or the shared one as it reads here.
RowScan ExactRows::take_formula(RowDraft& draft, RawCell& raw) {
    std::string& formula = draft.new_text();
    formula = raw.formula_text;
    if (raw.formula_type == "shared" && raw.formula_index) {
        const auto known = shared_.find(*raw.formula_index);
        if (!formula.empty() && (known == shared_.end() || !raw.formula_range.empty())) {
            constexpr size_t kEntryBytes = 128;
            if (known == shared_.end()) shared_bytes_ += formula.size() + kEntryBytes;
            shared_[*raw.formula_index] = {formula, raw.at};
        } else if (formula.empty() && known == shared_.end()) {
            return damaged({"共享公式缺少定义", "a shared formula is nowhere defined"},
                           place(raw.at));
        } else if (formula.empty()) {
            const SharedFormula& shared = known->second;
            formula = translate_formula(shared.text, int64_t{raw.at.row} - shared.origin.row,
                                        int64_t{raw.at.column} - shared.origin.column);
        }
    }
    formula_bytes_ += formula.size();
    if (shared_bytes_ > kMaxTemplatePartBytes || formula_bytes_ > kMaxPartBytes) {
        return over_limit({"公式太多", "too many formulas"}, place(raw.at));
    }
    raw.formula = formula;
    if (raw.formula_type == "array" && !raw.formula_range.empty()) {
        std::string& range = draft.new_text();
        range = raw.formula_range;
        draft.arrays.push_back({raw.at.column, range, raw.spills});
    }
    return RowScan::kRow;
}

RowScan ExactRows::add_cell(RowDraft& draft, const RawCell& raw) {
    Cell cell;
    cell.column = raw.at.column;
    cell.style = raw.style;
    cell.formula = raw.formula;
    cell.is_date = context_.styles->kind(raw.style) != FormatKind::kNumber;
    if (raw.has_inline && (raw.type == CellType::kInline || !raw.has_value)) {
        std::string& text = draft.new_text();
        text = raw.inline_text;
        cell.value = std::string_view(text);
    } else if (raw.has_value && !raw.value.empty()) {
        std::string& text = draft.new_text();
        text = raw.value;
        const TextProblem problem = finish_text(text);
        if (problem != TextProblem::kNone) {
            error_ = text_error(problem, place(raw.at));
            return RowScan::kDamaged;
        }
        const RowScan set = set_value(cell, text, raw);
        if (set != RowScan::kRow) return set;
    }
    const bool is_blank =
        std::holds_alternative<std::monostate>(cell.value) && cell.formula.empty();
    if (!is_blank || context_.blanks == ReadBlanks::kYes) draft.row.cells.push_back(cell);
    return RowScan::kRow;
}

RowScan ExactRows::set_value(Cell& cell, std::string_view text, const RawCell& raw) {
    switch (raw.type) {
        case CellType::kShared: {
            const auto index = parse_index(text);
            if (!index || *index >= context_.strings->size()) {
                return damaged({"共享字符串编号超出范围", "shared string out of range"},
                               place(raw.at));
            }
            cell.shared = *index;
            cell.value = (*context_.strings)[*index];
            return RowScan::kRow;
        }
        case CellType::kBoolean:
            cell.value = text == "1" || text == "true" || text == "TRUE";
            return RowScan::kRow;
        case CellType::kError:
            cell.value = CellErrorView{text};
            return RowScan::kRow;
        case CellType::kIsoDate:
            if (const auto serial = parse_iso_serial(text)) {
                cell.value = *serial;
                cell.is_date = true;
                return RowScan::kRow;
            }
            break;
        case CellType::kNumber:
            if (const auto number = parse_number(text)) {
                set_number(cell, *number, context_.styles->kind(raw.style), context_.dates);
                return RowScan::kRow;
            }
            break;
        default:
            break;
    }
    cell.value = text;  // what is no number stays visible, for the ledger to judge
    return RowScan::kRow;
}

}  // namespace yitao::xlsx
