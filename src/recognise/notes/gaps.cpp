#include "recognise/notes/gaps.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace yitao::recognise {

namespace {

constexpr std::string_view kOpen = "“";
constexpr std::string_view kClose = "”";

bool cut_end(std::string& text, std::string_view end) {
    if (!text.ends_with(end) || text.size() == end.size()) return false;
    text.resize(text.size() - end.size());
    return true;
}

// 总量达到____, 发展到____, 占____: the verb before a number says nothing else; 占 does.
void cut_verb(std::string& before) {
    constexpr auto kVerbs = std::to_array<std::string_view>(
        {"达到了", "发展到", "增加到", "达到", "突破", "增至", "达", "为"});
    for (std::string_view verb : kVerbs) {
        if (cut_end(before, verb)) return;
    }
}

void cut_unit(std::string_view& after) {
    constexpr auto kUnits = std::to_array<std::string_view>(
        {"亿元", "万元", "万人次", "万亩", "人次", "场次", "百分点", "％", "%",  "元", "户",
         "家",   "人",   "个",     "件",   "处",   "亩",   "场",     "名", "条", "期", "次"});
    for (std::string_view unit : kUnits) {
        if (!after.starts_with(unit)) continue;
        after.remove_prefix(unit.size());
        return;
    }
}

}  // namespace

std::string without_gaps(const std::string& text) {
    const size_t gap = text.find("__");
    if (gap == std::string::npos) return text;
    const size_t end = std::min(text.find_first_not_of('_', gap), text.size());
    std::string before = text.substr(0, gap);
    std::string_view after = std::string_view(text).substr(end);
    if (after.contains("__")) return text;  // which of the blanks?
    cut_verb(before);
    const bool share = before.ends_with("占");
    cut_unit(after);
    cut_end(before, "的");
    std::string whole = before + std::string(after);
    // The marks of quotation go; what stands behind them explains.
    const size_t close = whole.find(kClose);
    if (whole.starts_with(kOpen) && close != std::string::npos) {
        whole.erase(close, kClose.size());
        whole.erase(0, kOpen.size());
    }
    if (share && whole.ends_with("占")) whole += "比";
    return whole.empty() ? text : whole;
}

}  // namespace yitao::recognise
