// What the heading over the names of the rows adds to each of them: below 年龄（周岁） the row
// 65—69 is an age, below 文化程度 the row 未登记 is of those whose schooling is not known.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "recognise/structure.h"
#include "recognise/vocabulary.h"

namespace yitao::recognise {

// 行次, 门类代码: the column numbers the rows, it does not name them.
bool is_code_heading(std::string_view heading);
bool is_code_letter(std::string_view text);
// 一、二项合计（同一人不重复）, 以上合计（不重复）: the labels of the rows above that it is the
// total of.
std::vector<std::string> rows_of_total(const Table& table, size_t index);
std::string with_axis(const Vocabulary& words, std::string_view heading, const std::string& text);

}  // namespace yitao::recognise
