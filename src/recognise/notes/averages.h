// What notes say of averages and shares: whom they leave out, whose members they are over, which
// side of a share is narrowed.
//
//     read_average_notes("没有登记金额的案件不参加件均", words);   // words.averages_known()
#pragma once

#include <string_view>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

void read_average_notes(std::string_view note, Vocabulary& words);

}  // namespace yitao::recognise
