// What notes say of the ends of bands: 组限含下不含上, 上限在内, “以下”不含本数, 正好200元归第一组.
#pragma once

#include <string_view>

#include "recognise/vocabulary.h"

namespace yitao::recognise {

void read_bound_notes(std::string_view note, Vocabulary& words);

}  // namespace yitao::recognise
