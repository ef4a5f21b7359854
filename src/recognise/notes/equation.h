// Equations that notes and headings say: 户均耕地＝耕地面积÷家庭户数, 办结率（已办结÷受理总数）.
// Texts alone; what their sides are on a sheet, proposal/equations reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "xlsx/workbook.h"

namespace yitao::recognise {

struct Equation {
    struct Part {
        int sign = 1;
        std::string text;  // a heading, or the number of a column or row
    };
    std::string word;         // the key of the heading it defines
    bool difference = false;  // 结余＝计划－完成: no base
    std::vector<Part> top;
    std::vector<Part> base;
    std::string text;             // as printed
    std::optional<int> decimals;  // …，一位小数: what the next clause says of it
    std::string time;             // …，都指1—10月受理的: of which time both sides are
    bool time_open = false;  // a clause behind it says one of something in it, and was not read
    int per = 0;             // 每千名…: 1000; 0: it does not say
    bool across = false;     // 户籍人口人均耕地: of one ledger over people of another
};

std::vector<Equation> equations_in(std::string_view note);
// 办结率（已办结÷受理总数，保留一位小数）, 鉴定覆盖面（已鉴定户占在册户，%）: what a heading says
// of itself, and the heading without it; nothing: it says no such thing.
struct OwnEquation {
    Equation equation;
    std::string heading;
};
std::optional<OwnEquation> equation_of_heading(std::string_view heading);
// Those of all notes of a sheet.
std::vector<Equation> equations_of(const xlsx::Grid& grid);

// 户均…, 人均…, 平均…, 场均…
bool is_average(std::string_view word);
// 第6栏, 6: the number of a column or row; 0: it is none.
int number_of(std::string_view text);
// 6.参保率 → 参保率
std::string without_item(std::string key);

}  // namespace yitao::recognise
