#include "xlsx/patch_parts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"
#include "xlsx/patch_anchor.h"
#include "xlsx/patch_table.h"

namespace yitao::xlsx {
namespace {

constexpr std::array<std::string_view, 7> kFormulaAttributes = {
    "textlink", "cellRange", "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "fmlaPict"};
constexpr std::array<std::string_view, 5> kVmlFormulas = {"FmlaLink", "FmlaRange", "FmlaTxbx",
                                                          "FmlaGroup", "FmlaPict"};

template <typename List>
bool holds(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        const char* digits = text.data() + i + 1;
        const bool escape = text[i] == '%' && i + 2 < text.size() &&
                            std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
        out += escape ? static_cast<char>(byte) : text[i];
        if (escape) i += 2;
    }
    return out;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7F && c != '%') {
            out += c;
            continue;
        }
        out += '%';
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    return out;
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
        Box box;
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens()) continue;
            if (tag.local == "ClientData") box = box_of(tag);
            if (tag.local == "Anchor") vml_anchor(tag, box);
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

    // Shapes that lead to a cell when clicked: Target="#表!A11".
    std::string links() {
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens() || tag.local != "Relationship") continue;
            const auto target = find_attribute(xml_, tag, "Target");
            if (!target) continue;
            const std::string text = xml_text(target->value.of(xml_));
            if (!text.starts_with('#')) continue;
            const bool encoded = text.find('%') != std::string::npos;
            const std::string address = encoded ? percent_decoded(text) : text;
            const std::string to = "#" + mover_.formula(address.substr(1), place_);
            if (to == address) continue;
            out_.replace(target->value, escape_attribute(encoded ? percent_encoded(to) : to));
        }
        return out_.finish();
    }

    std::string sheet_view() {
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            const auto ref = tag.opens() ? find_attribute(xml_, tag, "ref") : std::nullopt;
            if (!ref) continue;
            const std::string_view text = ref->value.of(xml_);
            const std::string to = mover_.ranges(text, sheet_.number, Growth::kRegion);
            if (to != text) out_.replace(ref->value, to);
        }
        return out_.finish();
    }

    Result<std::string> unknown() {
        XmlCursor cursor(xml_);
        for (XmlTag tag; cursor.next(tag);) {
            if (!tag.opens()) continue;
            XmlAttributes attributes(xml_, tag);
            for (XmlAttribute attribute; attributes.next(attribute);) {
                TRY(refuse_unknown_range(xml_, tag, attribute, sheet_, mover_));
            }
        }
        return std::string(xml_);
    }

  private:
    // How a shape of the old drawings follows the rows under it.
    struct Box {
        enum class Mode { kStay, kMove, kStretch } mode = Mode::kStretch;
        std::optional<uint32_t> shift;  // a comment's: as far as its cell
    };

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
            const bool parameter = tag.local == "parameter" && attribute.name == "cell";
            if (!parameter && !holds(kFormulaAttributes, attribute.name)) continue;
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

    // A comment's box moves as far as its cell. Of other shapes the elements MoveWithCells and
    // SizeWithCells say, against their names, that they do not. They may stand behind <x:Anchor>.
    [[nodiscard]] Box box_of(const XmlTag& open) const {
        Box box;
        bool moves_with = true;
        bool sizes_with = true;
        XmlCursor cursor(xml_, open.span.end);
        for (XmlTag tag; cursor.next(tag) && tag.local != "ClientData";) {
            if (!tag.opens()) continue;
            const auto span = text_of(xml_, tag);
            const std::string_view text = span ? span->of(xml_) : "";
            const bool set = !text.starts_with('F') && !text.starts_with('f');
            if (tag.local == "MoveWithCells" && set) moves_with = false;
            if (tag.local == "SizeWithCells" && set) sizes_with = false;
            if (tag.local != "Row" || !span) continue;
            if (const auto row = row_number(*span)) box.shift = moves().moved_inside(*row) - *row;
        }
        if (!sizes_with) box.mode = Box::Mode::kMove;
        if (!moves_with) box.mode = Box::Mode::kStay;
        return box;
    }

    void vml_row(const XmlTag& tag) {
        const auto span = text_of(xml_, tag);
        const auto row = span ? row_number(*span) : std::nullopt;
        if (!row) return;
        const uint32_t to = moves().moved_inside(*row);
        if (to != *row) out_.replace(*span, std::to_string(to));
    }

    // "left column, offset, top row, offset, right column, offset, bottom row, offset"
    void vml_anchor(const XmlTag& tag, Box box) {
        const auto span = text_of(xml_, tag);
        if (!span || (!box.shift && box.mode == Box::Mode::kStay)) return;
        size_t begin = span->begin;
        for (int field = 0; field < 8 && begin <= span->end; ++field) {
            const size_t comma = std::min(xml_.find(',', begin), span->end);
            const XmlSpan part{begin, comma};
            begin = comma + 1;
            const auto row = field == 2 || field == 6 ? row_number(part) : std::nullopt;
            if (!row) continue;
            const uint32_t shift = box.shift.value_or(moves().moved_inside(*row) - *row);
            if (box.mode == Box::Mode::kMove) box.shift = shift;  // the bottom goes with the top
            if (shift == 0) continue;
            const uint32_t to = std::min<uint32_t>(*row + shift, kMaxSheetRows - 1);
            out_.replace(part, " " + std::to_string(to));
        }
    }

    std::string_view xml_;
    const SheetPlace& sheet_;
    ReferenceMover& mover_;
    FormulaPlace place_;
    XmlRewriter out_;
};

}  // namespace

Result<void> refuse_unknown_range(std::string_view xml, const XmlTag& tag,
                                  const XmlAttribute& attribute, const SheetPlace& sheet,
                                  const ReferenceMover& mover) {
    if (attribute.name != "ref" && attribute.name != "sqref") return {};
    const std::string_view text = attribute.value.of(xml);
    if (!parse_cell_range(text.substr(0, text.find(' ')))) return {};
    if (mover.ranges(text, sheet.number, Growth::kLastRow) == text) return {};
    const std::string name(tag.name);
    return fail(
        ErrorCode::kUnsupported,
        "工作表里有本程序不认识的内容 <" + name + ">，插入行后它指的位置会错",
        "the sheet holds <" + name + ">, unknown to this program; it would point at the wrong rows",
        std::string(sheet.name) + "!" + std::string(text));
}

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
        case PartKind::kLinks:
            return part.links();
        case PartKind::kSheetView:
            return part.sheet_view();
        case PartKind::kUnknown:
            return part.unknown();
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
