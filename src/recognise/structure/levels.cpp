#include "recognise/structure/levels.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/structure/words.h"

namespace yitao::recognise {

Level level_of(const Spot& spot) {
    uint32_t indent = spot.look.indent;
    std::string_view text = spot.text;
    while (true) {
        if (text.starts_with("\u3000"))
            indent += 2, text.remove_prefix(3);
        else if (text.starts_with(" "))
            indent += 1, text.remove_prefix(1);
        else
            break;
    }
    constexpr auto kNumerals =
        std::to_array<std::string_view>({"一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
                                         "甲", "乙", "丙", "丁", "戊", "第"});
    uint32_t rank = kPlainRank;
    if (is_group_number(spot.key) && !begins_with_decimal(text)) {
        const bool open = spot.key.starts_with("（") || spot.key.starts_with("(");
        std::string_view rest = spot.key;
        if (open) rest.remove_prefix(spot.key.starts_with("（") ? 3 : 1);
        const bool numeral = std::ranges::any_of(
            kNumerals, [&](std::string_view numeral) { return rest.starts_with(numeral); });
        rank = 2 * ((numeral ? 1 : 3) + (open ? 1 : 0));
    } else if (is_of_which(spot.key)) {
        rank = kPlainRank + 2;
    }
    return {indent, rank};
}

std::string_view whole_named_by(std::string_view key) {
    constexpr std::string_view kAmong = "中";
    const size_t colon = std::min(key.find("："), key.find(":"));
    if (colon == std::string_view::npos || !key.substr(0, colon).ends_with(kAmong)) return "";
    const std::string_view whole = key.substr(0, colon - kAmong.size());
    const bool ends = key.ends_with("：") || key.ends_with(":");
    return code_point_count(whole) > 1 && !ends ? whole : "";
}

// 特殊群体：留守儿童, 年龄：30岁及以下: what the rows are divided by, and the first of them.
static bool heads_first(std::string_view key) {
    constexpr std::string_view kWide = "：";
    constexpr auto kBy = std::to_array<std::string_view>(
        {"群体", "类别", "类型", "年龄", "学历", "从业", "性别", "就业", "文化", "程度", "户籍",
         "身份", "状况", "去向", "等级", "结构", "规模", "阶段", "行业", "民族", "婚姻", "健康"});
    const size_t colon = key.find(kWide);
    if (colon == std::string_view::npos || key.ends_with(kWide)) return false;
    const std::string_view by = key.substr(0, colon);
    return code_point_count(by) <= 6 &&
           std::ranges::any_of(kBy, [&](std::string_view end) { return by.ends_with(end); });
}

bool opens_parts(const Spot& spot) {
    if (heads_first(spot.key)) return true;
    return (spot.key.starts_with("按") && spot.key.contains("分")) || is_of_which(spot.key);
}

bool goes_on(const Spot& part, const Spot& spot) {
    if (is_of_which(spot.key)) return false;
    const size_t colon = std::min(part.key.find("："), part.key.find(":"));
    if (colon == std::string::npos) return false;
    const auto letters = static_cast<uint32_t>(code_point_count(part.key.substr(0, colon)));
    const uint32_t word = 2 * letters + (part.key.compare(colon, 1, ":") == 0 ? 1 : 2);
    const uint32_t indent = level_of(spot).first;
    const uint32_t own = level_of(part).first;
    return indent > own && indent <= own + word + 1;
}

}  // namespace yitao::recognise
