// Whose people a clause of running text says are counted: 均按户籍统计, 限本地户口, 平日住在本地的.
#pragma once

#include <string>
#include <string_view>

namespace yitao::recognise {

// 在册人口, 户籍人口, 常住人口; "": the clause does not say.
std::string population_in(std::string_view clause);

// 口径跟“一页纸”一致：党员、特困都从在册人口里数: another table is referred to, and what stands
// behind is said of its own headings. The clause itself where it refers to none.
std::string_view behind_reference(std::string_view clause);

// 户口在不在本地不限: wherever they are registered.
bool is_of_any_register(std::string_view clause);

}  // namespace yitao::recognise
