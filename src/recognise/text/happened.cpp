#include "recognise/text/happened.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

std::string happened_when(std::string_view when) {
    constexpr auto kHappened =
        std::to_array<std::string_view>({"受理的", "发现的", "排查的", "成立的", "开展的"});
    constexpr auto kRows = std::to_array<std::string_view>({"", "案件", "纠纷", "隐患", "活动"});
    constexpr auto kThisYear = std::to_array<std::string_view>({"今年", "本年", "当年"});
    for (std::string_view one : kHappened) {
        const size_t at = when.find(one);
        if (at == std::string_view::npos) continue;
        const std::string_view rows = trim(when.substr(at + one.size()));
        std::string_view time = when.substr(0, at);
        if (std::ranges::find(kRows, rows) == kRows.end()) return "";
        if (take(time, kThisYear)) return "今年" + std::string(one);
        const std::string key = match_key(time);
        // 2026年1月1日至截止日
        constexpr auto kSoFar = std::to_array<std::string_view>(
            {"至截止日", "至截至日", "至报告日", "至今", "至填报日"});
        if (key.contains("年1月1日") && has_any(key, kSoFar)) return "今年" + std::string(one);
        const bool months = begins_with_digit(key) && key.ends_with("月");
        return months ? std::string(time) + std::string(one) : "";
    }
    return "";
}

std::pair<size_t, std::string> happened_in(std::string_view clause) {
    constexpr auto kVerbs =
        std::to_array<std::string_view>({"均为", "都为", "均是", "都是", "均指", "为", "是", "指"});
    const size_t at = first_of(clause, kVerbs);
    if (at >= clause.size() || at == 0) return {0, ""};
    std::string_view when = clause.substr(at);
    take(when, kVerbs);
    return {at, happened_when(when)};
}

std::string happened_on_both_sides(std::string_view clause) {
    constexpr auto kSides =
        std::to_array<std::string_view>({"分子、分母", "分子和分母", "分子分母", "式中各数", "各数",
                                         "各项", "三项", "三者", "两项", "两数", "二者", "两者"});
    constexpr auto kAll = std::to_array<std::string_view>({"都", "均", "全", "一律"});
    constexpr auto kVerbs =
        std::to_array<std::string_view>({"仅指", "只指", "指", "为", "是", "按", "取", "限"});
    constexpr auto kEnds = std::to_array<std::string_view>({"计算", "统计", "来算", "算", "计"});
    clause = trim(clause);
    take(clause, kSides);
    if (!take(clause, kAll) || !take(clause, kVerbs)) return "";
    for (std::string_view end : kEnds) {
        if (!clause.ends_with(end)) continue;
        clause.remove_suffix(end.size());
        break;
    }
    return happened_when(clause);
}

}  // namespace yitao::recognise
