// When a note says that the rows it speaks of happened.
//
//     happened_when("今年1月1日到10月31日受理的");           // 今年受理的
//     happened_in("受理及处理结果均为1—10月受理的案件");     // where 均为 begins, 1—10月受理的
//     happened_on_both_sides("都指1—10月受理的");           // of the rate defined before it
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace yitao::recognise {

// 今年1月1日到10月31日受理的 → 今年受理的; 1—10月受理的案件 → 1—10月受理的; empty: it says no such
// thing.
std::string happened_when(std::string_view when);
// 涉及金额是今年受理的, 受理及处理结果均为1—10月受理的案件: where the verb begins, and when it was.
std::pair<size_t, std::string> happened_in(std::string_view clause);
// 都指1—10月受理的, 分子、分母均为今年受理的纠纷, behind an equation: of all that stands in it.
// Empty: it says no such thing, or of one side alone.
std::string happened_on_both_sides(std::string_view clause);

}  // namespace yitao::recognise
