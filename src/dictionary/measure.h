// Units of measure (计量单位) and how one turns into another, exactly: 万元 → 元 is ×10000, 亩 → 公顷 is
// ÷15. A table of data; multiples (万, 千, 亿 …) of a known unit need no entry of their own.
//
//     convert("万元", "元")->numerator == 10000;   convert("斤", "亩") == nothing
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yitao::dictionary {

struct Factor {
    int64_t numerator = 1;
    int64_t denominator = 1;
    auto operator<=>(const Factor&) const = default;
};

// Whether the word is a unit of measure: "万元", "m²", "％", "人次".
bool is_measure(std::string_view word);
// What a value in `from` is multiplied with to be in `to`. Nothing where one of them is unknown or
// they measure different things; the same word (even an unknown one) is 1.
std::optional<Factor> convert(std::string_view from, std::string_view to);

}  // namespace yitao::dictionary
