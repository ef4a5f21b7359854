// What rows and columns of a table are to each other: which is the whole of a group 其中, which are
// the kinds that a total counts, which only number the others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// 行次, 门类代码: the column numbers the rows, it does not name them.
bool is_code_heading(std::string_view heading);
bool is_code_letter(std::string_view text);
// B—E, C、D、E, A01—A04: several classes by their letters.
bool names_classes(std::string_view text);
// 服务频次, 责任单位, 数据来源: the column says something else of the row than what it counts.
bool is_aside_heading(std::string_view heading);
// 核查结果, 填报数, 回答: that the answer stands there, and nothing of which.
bool is_answer_heading(std::string_view heading);
// 金额（数量）, 户（人）数, 人数或比例: each row has its own.
bool is_of_several_measures(std::string_view heading);
// 男, 女, 按性别分：男
bool is_sex(const std::string& text);
// The column left of a group 其中 that it is part of.
std::optional<std::string> whole_before(const Table& table, const Vocabulary& words, size_t index);
// The column of the same group that a column 其中 is part of.
// 老年人口 / 计 | 男 | 女, 其中：80周岁及以上 | 占户籍人口比重: what the parts before are part of.
std::optional<std::string> whole_before_parts(const Table& table, const Vocabulary& words,
                                              size_t index);
// 合作社（家） | 从业（人） | 家庭农场（家） | 从业（人）: headings that are printed again are of
// the column before each.
std::optional<std::string> matter_before(const Table& table, size_t index);
std::optional<std::string> whole_in_group(const Table& table, const Vocabulary& words,
                                          size_t index);
// 总人口 | 女性 | 其中：18周岁及以上: the sex that stands right before the part and has no other
// beside it; "": there is none.
std::string sex_before_part(const Table& table, const Vocabulary& words, size_t index);
// 妇女儿童工作基本情况: the table is of that sex.
bool title_names_sex(std::string_view title, const std::string& sex);
// 1.家庭农场 / （2）渔业 / 家庭农场年产值: which of the parents its label names again; past the
// end: none.
size_t parent_named(const Path& path);
// 一、二级: grades, no chapter.
bool is_grades(const std::string& text);
// 以上三类（不重复）: of how many headings before it; 0: no such heading.
size_t kinds_above(std::string_view heading);
// 三类对象合计: how many kinds a heading begins with; 0: none.
size_t kinds_said(std::string_view key);
// 一、二项合计（同一人不重复）, 以上合计（不重复）: the labels of the rows above that it is the
// total of.
std::vector<std::string> rows_of_total(const Table& table, size_t index);

// 本地户籍男性公民 | 18—22周岁中 / 大专及以上: the group before, some of which the column is of;
// empty: there is none.
std::string group_among(const Table& table, size_t index);

}  // namespace yitao::recognise
