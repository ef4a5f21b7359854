// What lines of text over a table say of all its cells: the sheet's title, a chapter, its brackets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "recognise/meaning/meaning.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// 甲、人口和家庭（在册口径，含外来）: what brackets include narrows nothing.
std::string without_includes(const std::string& text);
// The lines of a table that name a unit alone, by row: （二）肖家洲村.
std::map<uint32_t, org::UnitCode> unit_lines(const Vocabulary& words, const SheetCells& cells,
                                             const Table& table);
// （户籍人口，不限年龄） → what stands in it; empty: nothing, or a unit of measure.
std::string in_brackets(const std::string& text, bool of_chapter = false);
// 表一　青壮年情况, 调查表二　…, 附表1　…: a line that names its table by number.
bool numbers_table(std::string_view text);
// 表一　青壮年情况（单位：人） → 青壮年情况
std::string bare_title(std::string text);
// 调查表二　16—59周岁户籍人口按文化程度、就业状态分: who is divided, and by what.
bool divides_people(const std::string& line);
// 四、退役军人（不分户籍）: the people named, and what the brackets say of them.
std::vector<std::string> parts_of_chapter(const Vocabulary& words, const std::string& text);
// 二、育龄妇女（常住，15—49周岁）: 女, whatever the age that the name has; empty: it is of no code.
std::string code_of_name(const Vocabulary& words, const std::string& text);
// （一）消防类隐患（条）, 乙部分　竣工投产项目 → 消防类隐患, 竣工投产项目: the rows that a chapter
// names by their codes; empty: it names a topic.
std::string rows_of_chapter(const Vocabulary& words, const std::string& text);
// 未成年人（人） beside several labels: who they are all of; empty: it says no such thing.
std::string people_of_group(const Vocabulary& words, const std::string& text);
// 场所隐患（条） beside 学校, 宾馆: the group says what is counted, the label of what kind of
// place.
bool names_things(const Vocabulary& words, const std::string& group, const std::string& label);
// What a note or the label itself says of decimals, where the cell shows none.
void take_decimals(const std::vector<std::string>& notes, Asked& asked);
// 35行各栏分母为…，保留一位小数: of the row that bears this number.
void take_decimals_of_rows(const std::vector<std::string>& notes, const std::vector<int>& rows,
                           Asked& asked);

}  // namespace yitao::recognise
