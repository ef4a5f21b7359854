// Which label of a column of labels stands under which.
//
//     level_of(spot)      // "　1.男" → {2, 6}: two wide, numbered with digits
#pragma once

#include <cstdint>
#include <utility>

#include "recognise/structure_sheet.h"

namespace yitao::recognise {

// How deep a row's label stands: by indentation first, then by its numbering (一、（一）1.): even
// ranks, so that a section without a number goes between.
using Level = std::pair<uint32_t, uint32_t>;
inline constexpr uint32_t kPlainRank = 16;  // without a number
Level level_of(const Spot& spot);

// "其中：重大" and below it "　　　消防", drawn in no further than the word: another part, not
// a part of the part.
bool goes_on(const Spot& part, const Spot& spot);

}  // namespace yitao::recognise
