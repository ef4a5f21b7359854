// The day to which a form counts ages: 8月31日周岁, 2026年9月1日的实足周岁, 至7月1日年满70周岁.
//
//     age_day_in("3—5岁（2026年8月31日周岁）")      // 2026, 8, 31, said
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace yitao::recognise {

struct AgeDay {
    int year = 0;   // 0: that of the report
    int shift = 0;  // … and so many years from it: 上年12月31日
    int month = 12;
    int day = 31;
    size_t from = 0;  // where the text says it
    size_t to = 0;
    bool said = false;       // 周岁 stands behind it
    bool alive = false;      // 此后出生的不列: the youngest were born by then
    bool understood = true;  // 年龄算到开学日: to which day?
    [[nodiscard]] std::string year_text() const;
};
// Nothing: the text names no such day.
std::optional<AgeDay> age_day_in(std::string_view text);
// The day that running text gives to all ages: 年龄以新学年开学日（2026年9月1日）为准, 三个年龄段按
// 2025年12月31日足岁划分. `clause` has no full stop in it.
std::optional<AgeDay> age_day_of_all(std::string_view clause);

}  // namespace yitao::recognise
