// Which label of a column of labels stands under which.
//
//     level_of(spot)      // "　1.男" → {2, 6}: two wide, numbered with digits
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "recognise/structure/sheet.h"

namespace yitao::recognise {

// How deep a row's label stands: by indentation first, then by its numbering (一、（一）1.): even
// ranks, so that a section without a number goes between.
using Level = std::pair<uint32_t, uint32_t>;
inline constexpr uint32_t kPlainRank = 16;  // without a number
Level level_of(const Spot& spot);

// "实有人口中：未满14周岁" → 实有人口, of which that row and those that go on behind it are parts;
// empty: it names none.
std::string_view whole_named_by(std::string_view key);

// 其中：重大, 按性别分：男: the first of several parts.
bool opens_parts(const Spot& spot);

// "其中：重大" and below it "　　　消防", drawn in no further than the word: another part, not
// a part of the part.
bool goes_on(const Spot& part, const Spot& spot);

}  // namespace yitao::recognise
