#include "xlsx/patch_parts.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "xlsx/patch_anchor.h"
#include "xlsx/patch_table.h"

namespace yitao::xlsx {
namespace {

constexpr std::array<std::string_view, 7> kFormulaAttributes = {
    "textlink", "cellRange", "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "fmlaPict"};
constexpr std::array<std::string_view, 4> kVmlFormulas = {"FmlaLink", "FmlaRange", "FmlaTxbx",
                                                          "FmlaGroup"};

template <typename List>
bool holds(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

class PartMover {
  public:
    PartMover(std::string_view xml, const SheetPlace& sheet, ReferenceMover& mover)
        : xml_(xml), sheet_(sheet), mover_(mover), place_{sheet.number, std::nullopt}, out_(xml) {}

    std::string drawing() {
        AnchorMover anchors(moves());
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens()) {
                anchors.leave(tag);
                continue;
            }
            formula_attributes(tag);
            anchors.enter(xml_, tag, out_);
        }
        return out_.finish();
    }

    std::string chart() {
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            if (tag.opens() && (tag.local == "f" || tag.local == "sqref")) formula_text(tag);
        }
        return out_.finish();
    }

    std::string control() {
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            if (tag.opens()) formula_attributes(tag);
        }
        return out_.finish();
    }

    // <comment ref="B3">, <threadedComment ref="B3">, <singleXmlCell r="B3">.
    std::string comments() {
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens()) continue;
            if (tag.local == "comment" || tag.local == "threadedComment") address(tag, "ref");
            if (tag.local == "singleXmlCell") address(tag, "r");
        }
        return out_.finish();
    }

    std::string vml() {
        XmlCursor cursor(xml_);
        uint32_t shift = 0;
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens()) continue;
            if (tag.local == "ClientData") shift = shift_of_note(tag);
            if (tag.local == "Anchor") vml_anchor(tag, shift);
            if (tag.local == "Row") vml_row(tag);
            if (holds(kVmlFormulas, tag.local)) formula_text(tag);
        }
        return out_.finish();
    }

    std::string pivot_cache() {
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            const bool source = tag.local == "worksheetSource" || tag.local == "rangeSet";
            if (!tag.opens() || !source) continue;
            const auto ref = find_attribute(xml_, tag, "ref");
            const auto sheet = mover_.sheet_named(attribute_text(xml_, tag, "sheet"));
            const bool external = find_attribute(xml_, tag, "r:id").has_value();
            if (!ref || !sheet || external) continue;
            const std::string_view text = ref->value.of(xml_);
            const std::string to = mover_.ranges(text, *sheet, Growth::kRegion);
            if (to != text) out_.replace(ref->value, to);
        }
        return out_.finish();
    }

  private:
    [[nodiscard]] const RowMoves& moves() const { return mover_.moves(sheet_.number); }

    void formula_text(const XmlTag& tag) {
        const auto span = text_of(xml_, tag);
        if (!span) return;
        const std::string text = xml_text(span->of(xml_));
        const std::string to = mover_.formula(text, place_);
        if (to != text) out_.replace(*span, escape_xml(to));
    }

    void formula_attributes(const XmlTag& tag) {
        XmlAttributes attributes(xml_, tag);
        for (XmlAttribute attribute; attributes.next(attribute);) {
            if (!holds(kFormulaAttributes, attribute.name)) continue;
            const std::string text = xml_text(attribute.value.of(xml_));
            const std::string to = mover_.formula(text, place_);
            if (to != text) out_.replace(attribute.value, escape_attribute(to));
        }
    }

    void address(const XmlTag& tag, std::string_view name) {
        const auto ref = find_attribute(xml_, tag, name);
        if (!ref) return;
        const std::string_view text = ref->value.of(xml_);
        const std::string to = mover_.ranges(text, sheet_.number, Growth::kNone);
        if (to != text) out_.replace(ref->value, to);
    }

    [[nodiscard]] std::optional<uint32_t> row_number(const XmlSpan& span) const {
        std::string_view text = span.of(xml_);
        while (!text.empty() && (text.front() == ' ' || text.front() == '\n' ||
                                 text.front() == '\r' || text.front() == '\t')) {
            text.remove_prefix(1);
        }
        while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' ||
                                 text.back() == '\t')) {
            text.remove_suffix(1);
        }
        const auto number = parse_uint32(text);
        return number && *number < kMaxSheetRows ? number : std::nullopt;
    }

    // A comment's box moves as far as its cell; <x:Row> stands behind <x:Anchor>.
    [[nodiscard]] uint32_t shift_of_note(const XmlTag& open) const {
        XmlCursor cursor(xml_, open.span.end);
        for (XmlTag tag; cursor.next(tag) && tag.local != "ClientData";) {
            if (tag.kind != XmlTag::Kind::kOpen || tag.local != "Row") continue;
            const auto span = text_of(xml_, tag);
            const auto row = span ? row_number(*span) : std::nullopt;
            if (row) return moves().moved_inside(*row) - *row;
        }
        return kNoShift;
    }

    void vml_row(const XmlTag& tag) {
        const auto span = text_of(xml_, tag);
        const auto row = span ? row_number(*span) : std::nullopt;
        if (!row) return;
        const uint32_t to = moves().moved_inside(*row);
        if (to != *row) out_.replace(*span, std::to_string(to));
    }

    // "left column, offset, top row, offset, right column, offset, bottom row, offset"
    void vml_anchor(const XmlTag& tag, uint32_t shift) {
        const auto span = text_of(xml_, tag);
        if (!span) return;
        size_t begin = span->begin;
        for (int field = 0; field < 8 && begin <= span->end; ++field) {
            const size_t comma = std::min(xml_.find(',', begin), span->end);
            const XmlSpan part{begin, comma};
            begin = comma + 1;
            const auto row = field == 2 || field == 6 ? row_number(part) : std::nullopt;
            if (!row) continue;
            if (shift == kNoShift) shift = moves().moved_inside(*row) - *row;
            if (shift == 0) continue;
            const uint32_t to = std::min<uint32_t>(*row + shift, kMaxSheetRows - 1);
            out_.replace(part, " " + std::to_string(to));
        }
    }

    static constexpr uint32_t kNoShift = 0xFFFFFFFF;

    std::string_view xml_;
    const SheetPlace& sheet_;
    ReferenceMover& mover_;
    FormulaPlace place_;
    XmlRewriter out_;
};

}  // namespace

Result<std::string> move_part(std::string_view xml, PartKind kind, const SheetPlace& sheet,
                              ReferenceMover& mover) {
    PartMover part(xml, sheet, mover);
    switch (kind) {
        case PartKind::kDrawing:
            return part.drawing();
        case PartKind::kVml:
            return part.vml();
        case PartKind::kComments:
            return part.comments();
        case PartKind::kTable:
            return move_table(xml, sheet, mover);
        case PartKind::kChart:
            return part.chart();
        case PartKind::kPivotCache:
            return part.pivot_cache();
        case PartKind::kControl:
            return part.control();
    }
    return std::string(xml);
}

std::string move_names(std::string_view xml, ReferenceMover& mover) {
    XmlRewriter out(xml);
    XmlCursor cursor(xml);
    for (XmlTag tag; cursor.next(tag);) {
        if (!tag.opens() || tag.local != "definedName") continue;
        const auto span = text_of(xml, tag);
        if (!span) continue;
        const bool builtin = attribute_text(xml, tag, "name").starts_with("_xlnm.");
        FormulaPlace place;
        if (const auto local = attribute_number(xml, tag, "localSheetId")) place.sheet = *local;
        place.relative = builtin ? FormulaPlace::Relative::kMove : FormulaPlace::Relative::kKeep;
        const std::string text = xml_text(span->of(xml));
        const std::string to = mover.formula(text, place);
        if (to != text) out.replace(*span, escape_xml(to));
    }
    return out.finish();
}

}  // namespace yitao::xlsx
