#include "recognise/notes/addressed.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

constexpr auto kRowWords = std::to_array<std::string_view>({"行", "项"});
constexpr auto kColumnWords = std::to_array<std::string_view>({"栏", "列"});

// 一, 两, 3; 0: none.
int take_count(std::string_view& text) {
    constexpr auto kCounts = std::to_array<std::pair<std::string_view, int>>({{"一", 1},
                                                                              {"两", 2},
                                                                              {"二", 2},
                                                                              {"三", 3},
                                                                              {"四", 4},
                                                                              {"五", 5},
                                                                              {"六", 6},
                                                                              {"1", 1},
                                                                              {"2", 2},
                                                                              {"3", 3},
                                                                              {"4", 4},
                                                                              {"5", 5},
                                                                              {"6", 6}});
    for (const auto& [word, count] : kCounts) {
        if (!text.starts_with(word)) continue;
        text.remove_prefix(word.size());
        return count;
    }
    return 0;
}

// ★, ①, （户）
std::string take_mark(std::string_view& text) {
    const std::string_view whole = text;
    if (take(text, kNoteMarks) || take(text, kCircledNumbers) || take(text, kBullets))
        return std::string(whole.substr(0, whole.size() - text.size()));
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    constexpr size_t kLongest = 3;  // characters
    const size_t close = text.find(kClose);
    if (!text.starts_with(kOpen) || close == std::string_view::npos) return "";
    const std::string_view inside = text.substr(kOpen.size(), close - kOpen.size());
    const bool numeral = has_any(inside, std::to_array<std::string_view>(
                                             {"一", "二", "三", "四", "五", "六", "1", "2", "3"}));
    if (code_point_count(inside) > kLongest || inside.empty() || numeral) return "";
    std::string mark(text.substr(0, close + kClose.size()));
    text.remove_prefix(mark.size());
    return mark;
}

}  // namespace

std::optional<Places> take_places(std::string_view& text) {
    constexpr auto kFront = std::to_array<std::string_view>({"前面", "前", "头", "首"});
    constexpr auto kBack =
        std::to_array<std::string_view>({"最后", "最末", "末尾", "末", "后面", "后", "尾"});
    std::string_view rest = text;
    const bool one = rest.starts_with("首") || rest.starts_with("末") || rest.starts_with("尾");
    const bool front = take(rest, kFront);
    if (!front && !take(rest, kBack)) return std::nullopt;
    int count = take_count(rest);
    if (count == 0 && one) count = 1;
    const bool rows = take(rest, kRowWords);
    if (count == 0 || (!rows && !take(rest, kColumnWords))) return std::nullopt;
    Places places{.numbers = {}, .rows = rows};
    for (int i = 1; i <= count; ++i) places.numbers.push_back(front ? i : -i);
    text = rest;
    return places;
}

std::optional<Marked> marked_in(std::string_view clause) {
    constexpr auto kLabels =
        std::to_array<std::string_view>({"注：", "说明：", "备注：", "其中："});
    constexpr auto kIs = std::to_array<std::string_view>(
        {"——", "—", "：", ":", "＝", "=", "栏", "行", "列", "项", "为", "指", "表示", "即"});
    clause = trim(clause);
    take(clause, kLabels);
    std::string mark = take_mark(clause);
    if (mark.empty()) return std::nullopt;
    constexpr std::string_view kColon = "：";
    constexpr size_t kLongestName = 15;  // bytes
    // ①在册：…: the name of the column behind its mark.
    const size_t colon = clause.find(kColon);
    if (!take(clause, kIs)) {
        if (colon == std::string_view::npos || colon > kLongestName) return std::nullopt;
        clause.remove_prefix(colon + kColon.size());
    }
    return Marked{std::move(mark), trim(clause)};
}

std::optional<AllBut> all_but(std::string_view clause) {
    constexpr std::string_view kExcept = "除";
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"以外，", "之外，", "外，", "以外均", "外均", "以外都", "外都", "以外一律"});
    clause = trim(clause);
    const size_t from = clause.find(kExcept);
    if (from == std::string_view::npos || from > 12) return std::nullopt;
    const size_t end = first_of(clause, kEnds, from);
    if (end >= clause.size()) return std::nullopt;
    std::string_view said = clause.substr(end);
    take(said, std::to_array<std::string_view>({"以外", "之外", "外"}));
    constexpr std::string_view kComma = "，";
    if (said.starts_with(kComma)) said.remove_prefix(kComma.size());
    const std::string_view but =
        trim(clause.substr(from + kExcept.size(), end - from - kExcept.size()));
    if (but.empty()) return std::nullopt;
    return AllBut{but, said};
}

std::string_view without_row_word(std::string_view name) {
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"一行", "两行", "三行", "四行", "一栏", "两栏", "三栏", "各行", "各栏", "等行", "等栏",
         "一项", "两项", "三项", "各项", "行", "栏"});
    for (std::string_view end : kEnds) {
        if (name.ends_with(end) && name.size() > end.size())
            return name.substr(0, name.size() - end.size());
    }
    return name;
}

}  // namespace yitao::recognise
