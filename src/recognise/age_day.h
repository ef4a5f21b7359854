// The last day of a year or of a school year, to which a form counts ages: 8月31日周岁.
//
//     age_day_in("3—5岁（2026年8月31日周岁）")      // 2026, 8, said
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace yitao::recognise {

struct AgeDay {
    int year = 0;  // 0: that of the report
    int month = 12;
    size_t from = 0;  // where the text says it
    size_t to = 0;
    bool said = false;  // 周岁 stands behind it
};
// Nothing: the text names no such day.
std::optional<AgeDay> age_day_in(std::string_view text);

}  // namespace yitao::recognise
