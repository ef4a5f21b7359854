// Anchors of pictures, charts, shapes and controls: the rows of their corners under row insertions.
// An object moves and stretches, moves only, or stays, as its anchor says.
#pragma once

#include <cstdint>
#include <string_view>

#include "xlsx/patch_moves.h"
#include "xlsx/patch_xml.h"

namespace yitao::xlsx {

// Fed with every tag of a drawing part (or of a sheet's controls), rewrites the texts of <row>.
class AnchorMover {
  public:
    explicit AnchorMover(const RowMoves& moves) : moves_(moves) {}

    void enter(std::string_view xml, const XmlTag& tag, XmlRewriter& out);
    void leave(const XmlTag& tag);

  private:
    enum class Mode { kNone, kStretch, kMove, kStay };
    enum class Corner { kNone, kFrom, kTo };
    [[nodiscard]] uint32_t moved(uint32_t row);

    const RowMoves& moves_;
    Mode mode_ = Mode::kNone;
    Corner corner_ = Corner::kNone;
    uint32_t shift_ = 0;  // of the upper corner
};

}  // namespace yitao::xlsx
