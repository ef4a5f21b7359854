// What the headings of a list's columns say by how they end.
#pragma once

#include <optional>
#include <string>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// 主管村, 落地村, 户籍（居住）村: whichever village, it is the row's.
bool is_place(const std::string& heading);
// What stands in brackets names villages: 所在支部（村、社区）.
bool is_village(const std::string& inner);
// 迁入（来镇）日期 → 迁入日期
std::string without_brackets(const std::string& heading);
// 投资方, 包案领导: whom no ledger keeps.
bool names_others(const std::string& heading);
// 预计办结时间 is not when it was over: the column is no plan.
bool is_ahead(const std::string& heading, const std::string& column);
// 群（号）编号, 项目编码: the key, where it is a number.
std::optional<size_t> column_of_number(const ledger::Schema& schema, const std::string& heading);
// 查出时间 is when it was found; 应完成时间 when it is due.
std::optional<size_t> column_of_time(const Vocabulary& words, size_t ledger,
                                     const std::string& heading);

}  // namespace yitao::recognise
