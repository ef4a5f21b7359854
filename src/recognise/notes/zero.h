// Bands that leave out nothing at all.
//
//     “1亩以下”不含无地户，1万元以下不含0
#pragma once

#include <string_view>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// 0, 零耕地户, 登记为零的, 无地户, 没有收入的; not 本数.
bool begins_with_nothing(std::string_view text);

void read_zero_notes(std::string_view text, Vocabulary& words);

}  // namespace yitao::recognise
