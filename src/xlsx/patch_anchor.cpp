#include "xlsx/patch_anchor.h"

#include <algorithm>

#include "base/limits.h"

namespace yitao::xlsx {

void AnchorMover::enter(std::string_view xml, const XmlTag& tag, XmlRewriter& out) {
    if (tag.local == "twoCellAnchor" || tag.local == "oneCellAnchor") {
        const std::string edit = attribute_text(xml, tag, "editAs");
        mode_ = edit == "absolute"                                  ? Mode::kStay
                : edit == "oneCell" || tag.local == "oneCellAnchor" ? Mode::kMove
                                                                    : Mode::kStretch;
        return;
    }
    if (tag.local == "anchor") {  // of a control in the sheet part
        const std::string move = attribute_text(xml, tag, "moveWithCells");
        const std::string size = attribute_text(xml, tag, "sizeWithCells");
        const bool moves = move == "1" || move == "true";
        const bool sizes = size == "1" || size == "true";
        mode_ = sizes ? Mode::kStretch : moves ? Mode::kMove : Mode::kStay;
        return;
    }
    if (mode_ == Mode::kNone || mode_ == Mode::kStay) return;
    if (tag.local == "from") corner_ = Corner::kFrom;
    if (tag.local == "to") corner_ = Corner::kTo;
    if (tag.local != "row" || corner_ == Corner::kNone) return;
    const auto span = text_of(xml, tag);
    const auto row = span ? parse_uint32(span->of(xml)) : std::nullopt;
    if (!row || *row >= kMaxSheetRows) return;
    const uint32_t to = moved(*row);
    if (to != *row) out.replace(*span, std::to_string(to));
}

uint32_t AnchorMover::moved(uint32_t row) {
    if (corner_ == Corner::kTo && mode_ == Mode::kMove) {
        return std::min<uint32_t>(row + shift_, kMaxSheetRows - 1);
    }
    const uint32_t to = moves_.moved_inside(row);
    if (corner_ == Corner::kFrom) shift_ = to - row;
    return to;
}

void AnchorMover::leave(const XmlTag& tag) {
    if (tag.local == "from" || tag.local == "to") corner_ = Corner::kNone;
    if (tag.local.ends_with("Anchor") || tag.local == "anchor") mode_ = Mode::kNone;
}

}  // namespace yitao::xlsx
