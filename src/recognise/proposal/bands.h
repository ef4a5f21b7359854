// What a heading over bands and groups adds to each of them: below 年龄（周岁） the row 65—69 is an
// age, below 耕地规模 3—5 is 3—5亩, below 文化程度 未登记 is of those whose schooling is not known.
#pragma once

#include <string>
#include <string_view>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// 耕地规模 | 没有, 按住房面积分组 | 80—120: what the amounts of the bands are of, and in what.
std::string with_band(const Vocabulary& words, std::string_view heading, const std::string& text);
// The same for the heading over the names of the rows, whatever it is of.
// 16—29 below a chapter that speaks of ages: 16—29周岁.
std::string with_ages(const std::string& text);
std::string with_axis(const Vocabulary& words, std::string_view heading, const std::string& label);
// 建立年份 | 2021—2023年: what stands in the corner is of the columns beside it.
std::string with_dated_axis(std::string_view axis, const std::string& text);
// 登记群（账号）按建立年份分布 over 2019—2021年: the date that the title divides by.
std::string with_titled_date(std::string_view title, const std::string& text);

}  // namespace yitao::recognise
