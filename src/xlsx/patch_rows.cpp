#include "xlsx/patch_rows.h"

#include <map>
#include <utility>

#include "base/check.h"
#include "base/limits.h"

namespace yitao::xlsx {
namespace {

// What becomes of one <f> element.
struct NewFormula {
    std::optional<std::string> text;  // moved
    bool own = false;                 // leaves its shared group: <f>text</f>
};

class RowMover {
  public:
    RowMover(std::string_view xml, const SheetIndex& index, const SheetPlace& sheet,
             ReferenceMover& mover, XmlRewriter& out)
        : xml_(xml),
          index_(index),
          sheet_(sheet),
          mover_(mover),
          moves_(mover.moves(sheet.number)),
          out_(out) {}

    Result<bool> run() {
        TRY(check_rows());
        TRY(check_arrays());
        plan_formulas();
        for (const RowSpan& row : index_.rows) {
            TRY(write_row(row));
            const RowInsertion* insertion = moves_.behind(row.row);
            if (insertion != nullptr) TRY(write_copies(row, *insertion));
        }
        out_.copy_to(index_.data.end);
        return formulas_touched_;
    }

  private:
    [[nodiscard]] std::string text_of_formula(const FormulaSpan& formula) const {
        return xml_text(xml_.substr(formula.text_begin, formula.text_end - formula.text_begin));
    }

    [[nodiscard]] std::string place(const std::string& where) const {
        return std::string(sheet_.name) + "!" + where;
    }

    [[nodiscard]] CellRef moved(CellRef cell) const {
        return {moves_.moved(cell.row), cell.column};
    }

    Result<void> check_rows() const {
        if (index_.rows.empty() || moves_.moved(index_.rows.back().row) < kMaxSheetRows) return {};
        return fail(ErrorCode::kLimit, "插入行会把最后的行推出工作表",
                    "the inserted rows would push the last rows off the sheet",
                    place(std::to_string(uint64_t{index_.rows.back().row} + 1)));
    }

    Result<void> check_arrays() const {
        for (const uint32_t number : index_.wide_arrays) {
            const CellRange range = *index_.formulas[number].range;
            for (const RowInsertion& insertion : moves_.insertions()) {
                if (range.first.row > insertion.last_row || range.last.row <= insertion.last_row) {
                    continue;
                }
                const std::string where = format_cell_range(range);
                return fail(
                    ErrorCode::kUnsupported, "数组公式 " + where + " 跨过要插入行的位置，无法插入",
                    "the array formula " + where + " lies across the place where rows come in",
                    place(where));
            }
        }
        return {};
    }

    // ---- formulas

    void plan_formulas() {
        plans_.resize(index_.formulas.size());
        std::map<uint32_t, std::vector<uint32_t>> groups;
        for (uint32_t i = 0; i < index_.formulas.size(); ++i) {
            const FormulaSpan& formula = index_.formulas[i];
            if (formula.master != kNoFormula) {
                groups[formula.master].push_back(i);
            } else {
                plan_text(i);
            }
        }
        for (const auto& [master, members] : groups) plan_group(master, members);
    }

    void plan_text(uint32_t i) {
        const FormulaSpan& formula = index_.formulas[i];
        if (formula.text_end == formula.text_begin) return;
        const std::string text = text_of_formula(formula);
        FormulaPlace place{sheet_.number, formula.cell.row};
        if (grows(formula)) place.row.reset();  // it reads the region as a whole
        std::string to = mover_.formula(text, place);
        if (to != text) plans_[i].text = std::move(to);
    }

    // An array over all rows of a region takes in the new ones.
    [[nodiscard]] bool grows(const FormulaSpan& formula) const {
        const bool fills =
            formula.kind == FormulaKind::kArray || formula.kind == FormulaKind::kDataTable;
        if (!fills || !formula.range || formula.range->first.row == formula.range->last.row) {
            return false;
        }
        const RowInsertion* insertion = moves_.behind(formula.range->last.row);
        return insertion != nullptr && formula.range->first.row <= insertion->first_row;
    }

    // A shared group stays shared where each member, moved on its own, still reads like the moved
    // master seen from the member's new place; else every member gets its formula as its own.
    void plan_group(uint32_t master, const std::vector<uint32_t>& members) {
        const FormulaSpan& first = index_.formulas[master];
        const std::string text = text_of_formula(first);
        std::vector<std::string> texts;
        for (const uint32_t i : members) {
            const CellRef cell = index_.formulas[i].cell;
            texts.push_back(mover_.formula(translate_formula(text, rows_between(first.cell, cell),
                                                             columns_between(first.cell, cell)),
                                           {sheet_.number, cell.row}));
        }
        const std::string moved_text = mover_.formula(text, {sheet_.number, first.cell.row});
        bool shared = true;
        for (size_t k = 0; shared && k < members.size(); ++k) {
            const CellRef from = moved(first.cell);
            const CellRef to = moved(index_.formulas[members[k]].cell);
            shared = texts[k] == translate_formula(moved_text, rows_between(from, to),
                                                   columns_between(from, to));
        }
        if (shared) {
            if (moved_text != text) plans_[master].text = moved_text;
            return;
        }
        for (size_t k = 0; k < members.size(); ++k) {
            plans_[members[k]] = {std::move(texts[k]), true};
        }
    }

    static int64_t rows_between(CellRef from, CellRef to) {
        return int64_t{to.row} - int64_t{from.row};
    }
    static int64_t columns_between(CellRef from, CellRef to) {
        return int64_t{to.column} - int64_t{from.column};
    }

    // Own text of a formula cell, before moving.
    [[nodiscard]] std::string full_text(const FormulaSpan& formula) const {
        if (formula.master == kNoFormula) return text_of_formula(formula);
        const FormulaSpan& master = index_.formulas[formula.master];
        return translate_formula(text_of_formula(master), rows_between(master.cell, formula.cell),
                                 columns_between(master.cell, formula.cell));
    }

    void write_formula(uint32_t number) {
        const FormulaSpan& formula = index_.formulas[number];
        const NewFormula& plan = plans_[number];
        const std::string& p = index_.prefix;
        if (plan.own) {
            out_.replace({formula.begin, formula.end},
                         "<" + p + "f>" + escape_xml(*plan.text) + "</" + p + "f>");
            return;
        }
        if (!moves_.empty()) write_formula_attributes(formula);
        if (plan.text) {
            out_.replace({formula.text_begin, formula.text_end}, escape_xml(*plan.text));
        }
    }

    // ref of shared, array and data table formulas; r1 and r2 of the latter.
    void write_formula_attributes(const FormulaSpan& formula) {
        if (formula.kind == FormulaKind::kPlain) return;
        XmlTag tag;
        XmlCursor cursor(xml_, formula.begin);
        CHECK(cursor.next(tag));
        XmlAttributes attributes(xml_, tag);
        for (XmlAttribute attribute; attributes.next(attribute);) {
            const bool address =
                attribute.name == "ref" || attribute.name == "r1" || attribute.name == "r2";
            if (!address) continue;
            const std::string_view text = attribute.value.of(xml_);
            const bool larger = attribute.name == "ref" && grows(formula);
            const std::string to =
                mover_.ranges(text, sheet_.number, larger ? Growth::kRegion : Growth::kNone);
            if (to != text) out_.replace(attribute.value, to);
        }
    }

    // ---- rows

    Result<void> write_row(const RowSpan& row) {
        const uint32_t to = moves_.moved(row.row);
        const bool shifted = to != row.row;
        if (shifted) {
            XmlTag tag;
            XmlCursor cursor(xml_, row.begin);
            CHECK(cursor.next(tag));
            const auto r = find_attribute(xml_, tag, "r");
            const std::string number = std::to_string(to + 1);
            if (r) {
                out_.replace(r->value, number);
            } else {
                out_.insert(tag.span.begin + 1 + tag.name.size(), " r=\"" + number + "\"");
            }
        }
        for (const CellSpan& cell : index_.cells_of(row)) {
            if (shifted) renumber(cell, to);
            if (cell.formula == kNoFormula) continue;
            formulas_touched_ |= shifted;
            write_formula(cell.formula);
        }
        return {};
    }

    void renumber(const CellSpan& cell, uint32_t row) {
        XmlTag tag;
        XmlCursor cursor(xml_, cell.begin);
        CHECK(cursor.next(tag));
        if (const auto r = find_attribute(xml_, tag, "r")) {
            out_.replace(r->value, format_cell_ref({row, cell.column}));
        }
    }

    // ---- copies of the last row

    struct CellCopy {
        uint32_t column;
        std::string attributes;  // s, and cm of a dynamic array formula
        std::string formula;     // before moving; empty: none
        std::optional<CellRange> array;
    };

    [[nodiscard]] CellCopy copy_of(const CellSpan& cell) const {
        CellCopy copy{cell.column, {}, {}, std::nullopt};
        if (cell.formula != kNoFormula) {
            const FormulaSpan& formula = index_.formulas[cell.formula];
            const bool array = formula.kind == FormulaKind::kArray && formula.range;
            const bool one_row = array && formula.range->first.row == formula.range->last.row;
            if (one_row) copy.array = formula.range;
            if (formula.kind != FormulaKind::kDataTable && (!array || one_row)) {
                copy.formula = full_text(formula);
            }
        }
        XmlTag tag;
        XmlCursor cursor(xml_, cell.begin);
        CHECK(cursor.next(tag));
        XmlAttributes attributes(xml_, tag);
        for (XmlAttribute attribute; attributes.next(attribute);) {
            const bool keep = attribute.name == "s" || (attribute.name == "cm" && copy.array);
            if (keep) copy.attributes.append(" ").append(attribute.span.of(xml_));
        }
        return copy;
    }

    [[nodiscard]] std::string copied_cell(const CellCopy& copy, const RowInsertion& insertion,
                                          uint32_t down) {
        const uint32_t row = moves_.moved(insertion.last_row) + down;
        const std::string& p = index_.prefix;
        std::string cell =
            "<" + p + "c r=\"" + format_cell_ref({row, copy.column}) + "\"" + copy.attributes;
        if (copy.formula.empty()) return cell + "/>";
        cell += "><" + p + "f";
        if (copy.array) {
            CellRange range = *copy.array;
            range.first.row = range.last.row = row;
            cell += " t=\"array\" ref=\"" + format_cell_range(range) + "\"";
        }
        const std::string text = mover_.copied_formula(copy.formula, insertion, down);
        formulas_touched_ = true;
        return cell + ">" + escape_xml(text) + "</" + p + "f></" + p + "c>";
    }

    Result<void> write_copies(const RowSpan& row, const RowInsertion& insertion) {
        XmlTag tag;
        XmlCursor cursor(xml_, row.begin);
        CHECK(cursor.next(tag));
        std::string attributes;
        XmlAttributes all(xml_, tag);
        for (XmlAttribute attribute; all.next(attribute);) {
            if (attribute.name != "r") attributes.append(" ").append(attribute.span.of(xml_));
        }
        const bool styled_row = find_attribute(xml_, tag, "s").has_value();
        std::vector<CellCopy> cells;
        for (const CellSpan& cell : index_.cells_of(row)) {
            CellCopy copy = copy_of(cell);
            // A plain cell is left out, unless its row or column would lend it a style.
            const bool plain = copy.attributes.empty() && copy.formula.empty();
            const bool lent = styled_row || index_.style_of_column(cell.column) != 0;
            if (!plain || lent) cells.push_back(std::move(copy));
        }
        out_.copy_to(row.end);
        const size_t before = out_.out().size();
        for (uint32_t down = 1; down <= insertion.count; ++down) {
            const uint32_t number = moves_.moved(insertion.last_row) + down + 1;
            std::string text =
                "<" + std::string(tag.name) + " r=\"" + std::to_string(number) + "\"" + attributes;
            text += cells.empty() ? "/>" : ">";
            for (const CellCopy& cell : cells) text += copied_cell(cell, insertion, down);
            if (!cells.empty()) text += "</" + std::string(tag.name) + ">";
            out_.insert(row.end, text);
            const size_t written = out_.out().size() - before;
            if (written / down * insertion.count > kMaxTemplatePartBytes) {  // told by the first
                return fail(ErrorCode::kLimit, "插入的行太多，工作表会过大",
                            "so many inserted rows would make the sheet too large",
                            place(std::to_string(uint64_t{row.row} + 1)));
            }
        }
        return {};
    }

    std::string_view xml_;
    const SheetIndex& index_;
    const SheetPlace& sheet_;
    ReferenceMover& mover_;
    const RowMoves& moves_;
    XmlRewriter& out_;
    std::vector<NewFormula> plans_;
    bool formulas_touched_ = false;
};

}  // namespace

Result<bool> move_rows(std::string_view xml, const SheetIndex& index, const SheetPlace& sheet,
                       ReferenceMover& mover, XmlRewriter& out) {
    return RowMover(xml, index, sheet, mover, out).run();
}

}  // namespace yitao::xlsx
