// Sentences of a report with blanks in them: “今年新增经营主体____户” asks for how many there are.
#pragma once

#include <string>

namespace yitao::recognise {

// Its words without the blank, what leads to it (达到, 突破) and the unit behind it; other texts as
// they are.
std::string without_gaps(const std::string& text);

}  // namespace yitao::recognise
