// Why something is a question, in the officer's words. The keys are Reading::doubts.
//
//     doubts_zh({"population", "unknown 五保"})   //
//     "未说明是户籍、常住还是在册人口；不认识的词：五保"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yitao::recognise {

std::string doubt_zh(std::string_view doubt);
std::string doubts_zh(const std::vector<std::string>& doubts);

}  // namespace yitao::recognise
