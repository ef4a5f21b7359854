// Shares written as fractions (0.9312), and how many decimals they have.
//
//     参保率（0—1小数）; 参保率＝…，用小数表示，留四位
#pragma once

#include <string>
#include <vector>

#include "recognise/meaning/meaning.h"

namespace yitao::recognise {

// What the headings of the cell, or a note on its share, say; nothing where neither does.
void take_fraction(const std::vector<std::string>& notes, Asked& asked);

}  // namespace yitao::recognise
