// Names by the first letters of their pinyin, as clerks look for people: "zml" finds 张美玲.
//
//     has_initials("张美玲", "zm") == true
//     has_initials("单长寿", "scs") == true       // every reading of a character counts
#pragma once

#include <string_view>

namespace yitao::dictionary {

// Whether text begins, from some character on, with these initials: small letters and digits. Other
// characters than Chinese stand for themselves, capital or small.
bool has_initials(std::string_view text, std::string_view initials);

}  // namespace yitao::dictionary
