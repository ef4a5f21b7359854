// What notes say of the ends of bands: 组限含下不含上, 上限在内, “以下”不含本数, 正好200元归第一组.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

void read_bound_notes(std::string_view note, Vocabulary& words);

// 2.5亩以下, 2.5—5亩, 5—10亩, 10亩及以上: each band ends where the next begins, and the last has
// its own number; so none of the others has its upper end.
bool bands_follow(const Vocabulary& words, std::span<const std::string> labels);

}  // namespace yitao::recognise
