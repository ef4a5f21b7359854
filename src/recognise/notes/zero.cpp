#include "recognise/notes/zero.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

bool begins_with_nothing(std::string_view text) {
    constexpr auto kAs = std::to_array<std::string_view>(
        {"登记为", "登记", "面积为", "金额为", "收入为", "为", "是"});
    constexpr auto kNothing = std::to_array<std::string_view>({"0", "零", "无", "没有"});
    take(text, kAs);
    return take(text, kNothing);
}

namespace {

// The band right before: between its quotes, or behind the last mark.
std::string_view band_before(std::string_view text) {
    constexpr std::string_view kOpen = "“";
    constexpr std::string_view kClose = "”";
    if (text.ends_with(kClose)) {
        const size_t open = text.rfind(kOpen);
        if (open == std::string_view::npos) return {};
        text.remove_suffix(kClose.size());
        return text.substr(open + kOpen.size());
    }
    if (!text.ends_with("以下") && !text.ends_with("以内")) return {};
    size_t from = 0;
    for (std::string_view mark : {"。", "；", "，", "：", "、", "\n"}) {
        const size_t found = text.rfind(mark);
        if (found != std::string_view::npos) from = std::max(from, found + mark.size());
    }
    return text.substr(from);
}

}  // namespace

void read_zero_notes(std::string_view text, Vocabulary& words) {
    constexpr auto kLeavesOut =
        std::to_array<std::string_view>({"不含", "不包括", "不包含", "不列", "不算", "不计"});
    for (std::string_view verb : kLeavesOut) {
        for (size_t at = text.find(verb); at != std::string_view::npos;
             at = text.find(verb, at + verb.size())) {
            if (!begins_with_nothing(text.substr(at + verb.size()))) continue;
            const std::string_view band = band_before(text.substr(0, at));
            if (!band.empty()) words.exclude_zero(band);
        }
    }
}

}  // namespace yitao::recognise
