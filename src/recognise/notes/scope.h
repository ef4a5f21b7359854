// Whose people a note says some cells of its table count.
//
//     没有写明户籍或常住的，均按在册人口统计        all cells that do not say
//     第1—8栏按常住人口口径；21—24按户籍统计        numbered columns, rows or chapters
//     “迁入”“出生”均不区分户籍                    cells under these headings
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "xlsx/workbook.h"

namespace yitao::recognise {

struct ScopeNote {
    enum class Of : uint8_t { kAll, kColumns, kRows, kChapters, kCodes, kNames, kMarks };
    Of of = Of::kAll;
    std::vector<int> numbers;
    std::vector<std::string> names;  // keys of headings, or marks
    std::vector<ScopeNote> but;      // 除最后一行外: not of these
    std::string says;                // 在册人口, 户籍人口, 常住人口
    bool unread = false;             // it says whose, in words nobody knows
    bool unsaid = false;             // 没有注明的 …: of all that says nothing else
    bool time = false;               // it says of which time: 按1—10月累计计算
    bool limit = false;              // it says who they are: 按收入已登记的务工人员计算
    bool of_table = false;           // 表一: of a table, by its number on the sheet
};

// 没有注明户籍、常住的人口指标按在册人口统计: what a sheet says of all that says nothing else, for
// the sheets behind it that say nothing themselves.
std::vector<ScopeNote> general_notes(const xlsx::Grid& grid);

// 两表均只统计户籍人员: said of all tables of the sheet.
bool speaks_of_tables(std::string_view text);

// The clauses of one note that say so; others are left out.
std::vector<ScopeNote> scope_notes(std::string_view text);

}  // namespace yitao::recognise
