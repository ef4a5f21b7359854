#include "xlsx/patch_frame.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/limits.h"
#include "xlsx/patch_anchor.h"
#include "xlsx/patch_parts.h"

namespace yitao::xlsx {
namespace {

enum class Holds { kPlain, kRegion, kLastRow, kFormula };

struct AttributeRule {
    std::string_view element;
    std::string_view attribute;
    Holds holds;
};

// Attributes that hold addresses. kPlain moves only; the others as Growth of the same name.
constexpr std::array kAttributes = {
    AttributeRule{"dimension", "ref", Holds::kLastRow},
    AttributeRule{"sheetPr", "syncRef", Holds::kPlain},
    AttributeRule{"sheetView", "topLeftCell", Holds::kPlain},
    AttributeRule{"customSheetView", "topLeftCell", Holds::kPlain},
    AttributeRule{"pane", "topLeftCell", Holds::kPlain},
    AttributeRule{"selection", "activeCell", Holds::kPlain},
    AttributeRule{"selection", "sqref", Holds::kPlain},
    AttributeRule{"protectedRange", "sqref", Holds::kLastRow},
    AttributeRule{"scenarios", "sqref", Holds::kPlain},
    AttributeRule{"inputCells", "r", Holds::kPlain},
    AttributeRule{"autoFilter", "ref", Holds::kRegion},
    AttributeRule{"sortState", "ref", Holds::kRegion},
    AttributeRule{"sortCondition", "ref", Holds::kRegion},
    AttributeRule{"conditionalFormatting", "sqref", Holds::kLastRow},
    AttributeRule{"dataValidation", "sqref", Holds::kLastRow},
    AttributeRule{"hyperlink", "ref", Holds::kPlain},
    AttributeRule{"hyperlink", "location", Holds::kFormula},
    AttributeRule{"ignoredError", "sqref", Holds::kLastRow},
    AttributeRule{"cellWatch", "r", Holds::kPlain},
    AttributeRule{"cellSmartTags", "r", Holds::kPlain},
    AttributeRule{"webPublishItem", "sourceRef", Holds::kRegion},
    AttributeRule{"controlPr", "linkedCell", Holds::kFormula},
    AttributeRule{"controlPr", "listFillRange", Holds::kFormula},
};

// Elements whose text is a formula, and those whose cells such formulas are written for.
constexpr std::array<std::string_view, 5> kFormulaElements = {"formula", "formula1", "formula2",
                                                              "f", "oleFormula"};
constexpr std::array<std::string_view, 4> kContainers = {"conditionalFormatting", "dataValidation",
                                                         "sparkline", "ignoredError"};

// Elements whose ranges have rules of their own below.
constexpr std::array<std::string_view, 2> kRangedElements = {"mergeCell", "dataRef"};

template <typename List>
bool holds(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

std::optional<CellRange> first_range(std::string_view sqref) {
    const size_t begin = sqref.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return std::nullopt;
    sqref.remove_prefix(begin);
    return parse_cell_range(sqref.substr(0, sqref.find_first_of(" \t\r\n")));
}

class FrameMover {
  public:
    FrameMover(std::string_view xml, size_t end, const SheetPlace& sheet, ReferenceMover& mover,
               XmlRewriter& out)
        : xml_(xml),
          end_(end),
          sheet_(sheet),
          mover_(mover),
          moves_(mover.moves(sheet.number)),
          out_(out),
          anchors_(moves_) {}

    Result<void> run() {
        XmlCursor cursor(xml_, out_.position());
        for (XmlTag tag; cursor.next(tag) && tag.span.begin < end_;) {
            if (!tag.opens()) {
                leave(tag);
                continue;
            }
            TRY(enter(tag));
        }
        out_.copy_to(end_);
        return {};
    }

  private:
    Result<void> enter(const XmlTag& tag) {
        if (holds(kContainers, tag.local)) enter_container(tag);
        if (!moves_.empty()) TRY(move_special(tag));
        TRY(move_attributes(tag));
        if (tag.local == "cfvo") move_threshold(tag);
        if (tag.local == "dataRef") move_consolidated(tag);
        if (holds(kFormulaElements, tag.local)) move_formula_text(tag);
        if (!moves_.empty()) {
            if (tag.local == "sqref") move_range_text(tag);
            anchors_.enter(xml_, tag, out_);
            if (tag.local == "mergeCell") TRY(copy_merges(tag));
        }
        return {};
    }

    void leave(const XmlTag& tag) {
        anchors_.leave(tag);
        if (!holds(kContainers, tag.local)) return;
        if (!copies_.empty()) out_.insert(tag.span.end, copies_);
        copies_.clear();
        base_row_.reset();
        in_sparkline_ = false;
    }

    // ---- the cell that relative references of a format's or validation's formula mean

    void enter_container(const XmlTag& tag) {
        base_row_.reset();
        in_sparkline_ = tag.local == "sparkline";
        std::optional<CellRange> range;
        if (const auto sqref = find_attribute(xml_, tag, "sqref")) {
            range = first_range(sqref->value.of(xml_));
        } else if (tag.kind == XmlTag::Kind::kOpen) {
            range = range_inside(tag);
        }
        if (range) base_row_ = range->first.row;
    }

    // <xm:sqref> stands at the end of its container in extension lists.
    [[nodiscard]] std::optional<CellRange> range_inside(const XmlTag& open) const {
        XmlCursor cursor(xml_, open.span.end);
        for (XmlTag tag; cursor.next(tag);) {
            if (tag.name == open.name || holds(kContainers, tag.local)) break;
            if (tag.kind != XmlTag::Kind::kOpen || tag.local != "sqref") continue;
            const auto text = text_of(xml_, tag);
            return text ? first_range(text->of(xml_)) : std::nullopt;
        }
        return std::nullopt;
    }

    // The new rows get the sparkline of the row they are copies of.
    Result<void> copy_sparkline(const XmlTag& open) {
        const RowInsertion* insertion = base_row_ ? moves_.behind(*base_row_) : nullptr;
        if (insertion == nullptr || open.kind != XmlTag::Kind::kOpen) return {};
        XmlCursor cursor(xml_, open.span.end);
        XmlTag close;
        while (cursor.next(close) && close.local != open.local) {
        }
        const std::string_view text =
            xml_.substr(open.span.begin, close.span.end - open.span.begin);
        if (text.size() * insertion->count > kMaxTemplatePartBytes) return too_large();
        for (uint32_t down = 1; down <= insertion->count; ++down) {
            copies_ += copied_sparkline(text, *insertion, down);
        }
        return {};
    }

    [[nodiscard]] std::string copied_sparkline(std::string_view text, const RowInsertion& insertion,
                                               uint32_t down) {
        XmlRewriter out(text);
        XmlCursor cursor(text);
        for (XmlTag tag; cursor.next(tag);) {
            const auto span = text_of(text, tag);
            if (!span) continue;
            if (tag.local == "f") {
                const std::string formula = xml_text(span->of(text));
                out.replace(*span, escape_xml(mover_.copied_formula(formula, insertion, down)));
            }
            const auto at = tag.local == "sqref" ? first_range(span->of(text)) : std::nullopt;
            if (!at) continue;
            const uint32_t row = moves_.moved(insertion.last_row) + down;
            out.replace(*span, format_cell_ref({row, at->first.column}));
        }
        return out.finish();
    }

    [[nodiscard]] std::unexpected<Error> too_large() const {
        return fail(ErrorCode::kLimit, "插入的行太多，工作表会过大",
                    "so many inserted rows would make the sheet too large",
                    std::string(sheet_.name));
    }

    [[nodiscard]] FormulaPlace formula_place() const { return {sheet_.number, base_row_}; }

    // ---- attributes and texts

    Result<void> move_attributes(const XmlTag& tag) {
        XmlAttributes attributes(xml_, tag);
        for (XmlAttribute attribute; attributes.next(attribute);) {
            if (tag.local == "pane" && attribute.name == "ySplit") move_split(attribute);
            const auto rule = std::ranges::find_if(kAttributes, [&](const AttributeRule& r) {
                return r.element == tag.local && r.attribute == attribute.name;
            });
            if (rule != kAttributes.end()) {
                move_attribute(attribute, rule->holds);
            } else if (!moves_.empty() && !holds(kRangedElements, tag.local)) {
                TRY(refuse_unknown_range(xml_, tag, attribute, sheet_, mover_));
            }
        }
        return {};
    }

    void move_attribute(const XmlAttribute& attribute, Holds what) {
        const std::string text = xml_text(attribute.value.of(xml_));
        std::string to = text;
        if (what == Holds::kFormula) {
            to = mover_.formula(text, {sheet_.number, std::nullopt});
        } else if (!moves_.empty()) {
            const Growth growth = what == Holds::kPlain    ? Growth::kNone
                                  : what == Holds::kRegion ? Growth::kRegion
                                                           : Growth::kLastRow;
            to = mover_.ranges(text, sheet_.number, growth);
        }
        if (to != text) out_.replace(attribute.value, escape_attribute(to));
    }

    void move_threshold(const XmlTag& tag) {
        const auto value = find_attribute(xml_, tag, "val");
        if (!value || attribute_text(xml_, tag, "type") != "formula") return;
        const std::string text = xml_text(value->value.of(xml_));
        const std::string to = mover_.formula(text, formula_place());
        if (to != text) out_.replace(value->value, escape_attribute(to));
    }

    void move_formula_text(const XmlTag& tag) {
        const auto span = text_of(xml_, tag);
        if (!span) return;
        const std::string text = xml_text(span->of(xml_));
        const std::string to = mover_.formula(text, formula_place());
        if (to != text) out_.replace(*span, escape_xml(to));
    }

    void move_range_text(const XmlTag& tag) {
        const auto span = text_of(xml_, tag);
        if (!span) return;
        const std::string text = xml_text(span->of(xml_));
        // A sparkline stands in one cell; its range is that cell.
        const Growth growth = in_sparkline_ ? Growth::kNone : Growth::kLastRow;
        const std::string to = mover_.ranges(text, sheet_.number, growth);
        if (to != text) out_.replace(*span, escape_xml(to));
    }

    // ---- elements with rules of their own

    Result<void> move_special(const XmlTag& tag) {
        if (tag.local == "rowBreaks") in_row_breaks_ = true;
        if (tag.local == "colBreaks") in_row_breaks_ = false;
        if (tag.local == "brk") move_break(tag);
        if (tag.local == "sheetView" || tag.local == "customSheetView") {
            const auto top = parse_cell_ref(attribute_text(xml_, tag, "topLeftCell"));
            top_row_ = top ? top->row : 0;
        }
        if (tag.local == "pane") {
            frozen_ = attribute_text(xml_, tag, "state").starts_with("frozen");
        }
        if (tag.local == "mergeCells") count_merges(tag);
        if (tag.local == "sparkline") TRY(copy_sparkline(tag));
        if (tag.local == "mergeCell") TRY(move_merge(tag));
        return {};
    }

    // A row break's id is the row that begins the new page; a column break reaches over rows.
    void move_break(const XmlTag& tag) {
        XmlAttributes attributes(xml_, tag);
        for (XmlAttribute attribute; attributes.next(attribute);) {
            const bool row = in_row_breaks_ ? attribute.name == "id"
                                            : attribute.name == "min" || attribute.name == "max";
            const auto number = row ? parse_uint32(attribute.value.of(xml_)) : std::nullopt;
            if (!number || *number >= kMaxSheetRows - 1) continue;
            const uint32_t to = moves_.moved_inside(*number);
            if (to != *number) out_.replace(attribute.value, std::to_string(to));
        }
    }

    // Frozen rows stay the same rows; ySplit counts them from the top of the view.
    void move_split(const XmlAttribute& split) {
        if (!frozen_) return;
        const auto rows = parse_uint32(split.value.of(xml_));
        if (!rows || *rows == 0 || *rows > kMaxSheetRows) return;
        const uint32_t last = moves_.moved_inside(top_row_ + *rows - 1);
        const uint32_t to = last - moves_.moved_inside(top_row_) + 1;
        if (to != *rows) out_.replace(split.value, std::to_string(to));
    }

    // A range of this workbook that a consolidation reads.
    void move_consolidated(const XmlTag& tag) {
        const auto ref = find_attribute(xml_, tag, "ref");
        const auto sheet = mover_.sheet_named(attribute_text(xml_, tag, "sheet"));
        if (!ref || !sheet || find_attribute(xml_, tag, "r:id")) return;
        const std::string_view text = ref->value.of(xml_);
        const std::string to = mover_.ranges(text, *sheet, Growth::kRegion);
        if (to != text) out_.replace(ref->value, to);
    }

    // ---- merged cells

    [[nodiscard]] std::optional<CellRange> range_of(const XmlTag& tag) const {
        return parse_cell_range(attribute_text(xml_, tag, "ref"));
    }

    // The insertion whose new rows repeat this one-row merge.
    [[nodiscard]] const RowInsertion* repeats(CellRange merge) const {
        return merge.first.row == merge.last.row ? moves_.behind(merge.first.row) : nullptr;
    }

    void count_merges(const XmlTag& open) {
        const auto count = find_attribute(xml_, open, "count");
        const auto number = count ? parse_uint32(count->value.of(xml_)) : std::nullopt;
        if (!number || open.kind != XmlTag::Kind::kOpen) return;
        uint64_t added = 0;
        XmlCursor cursor(xml_, open.span.end);
        for (XmlTag tag; cursor.next(tag) && tag.local != open.local;) {
            const auto merge = tag.opens() ? range_of(tag) : std::nullopt;
            const RowInsertion* insertion = merge ? repeats(*merge) : nullptr;
            if (insertion != nullptr) added += insertion->count;
        }
        if (added > 0) out_.replace(count->value, std::to_string(*number + added));
    }

    Result<void> move_merge(const XmlTag& tag) {
        const auto merge = range_of(tag);
        if (!merge) return {};
        for (const RowInsertion& insertion : moves_.insertions()) {
            const bool torn = merge->first.row > insertion.first_row &&
                              merge->first.row <= insertion.last_row &&
                              merge->last.row > insertion.last_row;
            if (!torn) continue;
            const std::string where = format_cell_range(*merge);
            return fail(ErrorCode::kUnsupported,
                        "合并单元格 " + where + " 跨过区域的下边，无法在此插入行",
                        "the merged cells " + where +
                            " cross the region's lower edge; rows cannot be inserted there",
                        std::string(sheet_.name) + "!" + where);
        }
        const bool one_row = merge->first.row == merge->last.row;
        const CellRange to = moves_.range(*merge, one_row ? Growth::kNone : Growth::kRegion);
        const auto ref = find_attribute(xml_, tag, "ref");
        if (to != *merge) out_.replace(ref->value, format_cell_range(to));
        return {};
    }

    Result<void> copy_merges(const XmlTag& tag) {
        const auto merge = range_of(tag);
        const RowInsertion* insertion = merge ? repeats(*merge) : nullptr;
        if (insertion == nullptr) return {};
        size_t position = tag.span.end;
        if (tag.kind == XmlTag::Kind::kOpen) {  // <mergeCell …></mergeCell>
            XmlCursor cursor(xml_, position);
            XmlTag close;
            if (cursor.next(close)) position = close.span.end;
        }
        CellRange range = *merge;
        std::string copies;
        for (uint32_t down = 1; down <= insertion->count; ++down) {
            range.first.row = range.last.row = moves_.moved(insertion->last_row) + down;
            copies += "<" + std::string(tag.name) + " ref=\"" + format_cell_range(range) + "\"/>";
        }
        out_.insert(position, copies);
        return out_.out().size() <= 2 * kMaxTemplatePartBytes ? Result<void>() : too_large();
    }

    std::string_view xml_;
    size_t end_;
    const SheetPlace& sheet_;
    ReferenceMover& mover_;
    const RowMoves& moves_;
    XmlRewriter& out_;
    AnchorMover anchors_;
    std::optional<uint32_t> base_row_;
    uint32_t top_row_ = 0;
    std::string copies_;  // of the sparkline being read
    bool in_row_breaks_ = true;
    bool in_sparkline_ = false;
    bool frozen_ = false;
};

}  // namespace

Result<void> move_frame(std::string_view xml, size_t end, const SheetPlace& sheet,
                        ReferenceMover& mover, XmlRewriter& out) {
    return FrameMover(xml, end, sheet, mover, out).run();
}

}  // namespace yitao::xlsx
