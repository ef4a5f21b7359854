#include "xlsx/patch_table.h"

#include <vector>

#include "xlsx/patch_xml.h"

namespace yitao::xlsx {
namespace {

struct Table {
    std::string name;
    CellRange range;
    uint32_t headings = 1;  // rows
    uint32_t totals = 0;
};

std::optional<Table> read_table(std::string_view xml, const XmlTag& tag) {
    const auto range = parse_cell_range(attribute_text(xml, tag, "ref"));
    if (!range) return std::nullopt;
    Table table{attribute_text(xml, tag, "displayName"), *range, 1, 0};
    table.headings = attribute_number(xml, tag, "headerRowCount").value_or(1);
    table.totals = attribute_number(xml, tag, "totalsRowCount").value_or(0);
    return table;
}

// Whether the region's new rows are plainly inside the table's data or plainly outside of it.
bool is_clear(const Table& table, const RowInsertion& insertion) {
    const uint32_t last = insertion.last_row;
    if (last < table.range.first.row || last > table.range.last.row) return true;
    const uint64_t first_data = uint64_t{table.range.first.row} + table.headings;
    const bool among_data = uint64_t{last} + table.totals <= table.range.last.row;
    return insertion.first_row >= first_data && among_data;
}

class TableMover {
  public:
    TableMover(std::string_view xml, const SheetPlace& sheet, ReferenceMover& mover)
        : xml_(xml), sheet_(sheet), mover_(mover), place_{sheet.number, std::nullopt}, out_(xml) {}

    Result<std::string> run() {
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens()) continue;
            if (tag.local == "table") TRY(check(tag));
            const bool ranged = tag.local == "table" || tag.local == "autoFilter" ||
                                tag.local == "sortState" || tag.local == "sortCondition";
            if (ranged) move_ref(tag);
            if (tag.local == "calculatedColumnFormula" || tag.local == "totalsRowFormula") {
                move_text(tag);
            }
        }
        return out_.finish();
    }

  private:
    Result<void> check(const XmlTag& tag) {
        const auto table = read_table(xml_, tag);
        if (!table) return {};
        place_.row = table->range.first.row + table->headings;
        for (const RowInsertion& insertion : mover_.moves(sheet_.number).insertions()) {
            if (is_clear(*table, insertion)) continue;
            const std::string where = format_cell_range(table->range);
            return fail(ErrorCode::kUnsupported,
                        "要插入行的区域与表格 " + table->name + "（" + where + "）部分重叠",
                        "the region for inserted rows overlaps the table " + table->name + " (" +
                            where + ") only in part",
                        std::string(sheet_.name) + "!" + where);
        }
        return {};
    }

    void move_ref(const XmlTag& tag) {
        const auto ref = find_attribute(xml_, tag, "ref");
        if (!ref) return;
        const std::string_view text = ref->value.of(xml_);
        const std::string to = mover_.ranges(text, sheet_.number, Growth::kRegion);
        if (to != text) out_.replace(ref->value, to);
    }

    void move_text(const XmlTag& tag) {
        const auto span = text_of(xml_, tag);
        if (!span) return;
        const std::string text = xml_text(span->of(xml_));
        const std::string to = mover_.formula(text, place_);
        if (to != text) out_.replace(*span, escape_xml(to));
    }

    std::string_view xml_;
    const SheetPlace& sheet_;
    ReferenceMover& mover_;
    FormulaPlace place_;
    XmlRewriter out_;
};

}  // namespace

Result<std::string> move_table(std::string_view xml, const SheetPlace& sheet,
                               ReferenceMover& mover) {
    return TableMover(xml, sheet, mover).run();
}

Result<void> check_table_headings(std::string_view xml, std::string_view sheet_name,
                                  std::span<const CellEdit* const> edits) {
    XmlCursor cursor(xml);
    std::optional<Table> table;
    std::vector<std::string> columns;
    for (XmlTag tag; cursor.next(tag);) {
        if (tag.opens() && tag.local == "table") table = read_table(xml, tag);
        if (tag.opens() && tag.local == "tableColumn") {
            columns.push_back(attribute_text(xml, tag, "name"));
        }
    }
    if (!table || table->headings == 0) return {};
    for (const CellEdit* edit : edits) {
        if (edit->cell.row != table->range.first.row || !table->range.contains(edit->cell)) {
            continue;
        }
        const size_t column = edit->cell.column - table->range.first.column;
        const auto* text = std::get_if<std::string>(&edit->value);
        if (column >= columns.size() || (text != nullptr && *text == columns[column])) continue;
        return fail(ErrorCode::kUnsupported,
                    "单元格是表格 " + table->name + " 的标题，不能填写其他内容",
                    "the cell is a heading of the table " + table->name +
                        " and cannot take another content",
                    std::string(sheet_name) + "!" + format_cell_ref(edit->cell));
    }
    return {};
}

}  // namespace yitao::xlsx
