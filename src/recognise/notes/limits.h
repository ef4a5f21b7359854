// What the sentences of a note limit all rows of its table to.
//
//     只核住房鉴定为C级、D级的户                     of those alone
//     只统计…的人员，已是党员的剔除                  … without some of them
//     以上均就在营的主体而言; 各行，均指退役军人      the same in other words
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace yitao::recognise {

struct Limit {
    std::vector<std::string> kept;  // C级、D级的户: each narrows
    std::vector<std::string>
        within;  // 各栏均在常住人口范围内: each narrows, whatever the cell says
    std::vector<std::string> left_out;  // 党员: each is taken out
    std::vector<std::string> more;      // what the sentence goes on to say
};

// The limits of one note, sentence by sentence; sentences that limit one heading are none. `heads`:
// whether a heading of the sheet is called so (本年已处置按处置日期，只含合并、关闭).
std::vector<Limit> limits_of(std::string_view note,
                             const std::function<bool(std::string_view)>& heads);

// 户籍、常住均在本地 → 户籍在本地且常住: both, said in one.
std::string with_both(std::string_view clause);

}  // namespace yitao::recognise
