// What a form says of decimals: 保留一位, （2位小数）, 取整数.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace yitao::recognise {

struct Decimals {
    size_t at;   // bytes of the text: from 保留 or the number
    size_t end;  // behind it
    int number;  // 0: whole numbers
};
// The first that the text says; 第一位 says none.
std::optional<Decimals> find_decimals(std::string_view text);

}  // namespace yitao::recognise
