// Running text of notes, cut where its marks stand.
//
//     for (std::string_view rest = text; !rest.empty();) read(take_clause(rest, kSentenceEnds));
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "base/text.h"

namespace yitao::recognise {

using Marks = std::span<const std::string_view>;

inline constexpr auto kSentenceEnds = std::to_array<std::string_view>({"。", "；", ";", "\n"});

inline bool has_any(std::string_view text, Marks words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

// 合计（不重复）, 去重后: whoever is of several kinds counts once.
inline bool counts_once(std::string_view text) {
    constexpr auto kOnce =
        std::to_array<std::string_view>({"不重复", "去重", "剔除重复", "扣除重复", "剔重", "计一次",
                                         "算一次", "数一次", "计一户", "算一户", "数一户"});
    return has_any(text, kOnce);
}

// 不分户籍、常住: one word, which takes in what is listed behind it.
inline bool is_any_of(std::string_view word) {
    constexpr auto kAny = std::to_array<std::string_view>({"不分", "不限", "不论", "无论"});
    return std::ranges::any_of(kAny, [&](std::string_view any) { return word.starts_with(any); });
}

// 外来的也算, 户籍、外来都统计: a remark that takes in, and narrows nothing.
inline constexpr auto kTakesIn = std::to_array<std::string_view>(
    {"也数",     "也算",     "也统计",   "也要统计", "也要算", "也应统计", "也计",     "也在内",
     "也列",     "也登记",   "也报",     "也要报",   "也应报", "也须报",   "也要填",   "也填",
     "也要数",   "也要计",   "也纳入",   "也包括",   "都数",   "都算",     "都统计",   "都计",
     "都在内",   "都包括",   "都含外来", "均统计",   "均算",   "均计",     "均在内",   "均包括",
     "均含外来", "照数",     "照算",     "照报",     "照列",   "照计",     "照样",     "照填",
     "仍算",     "仍统计",   "仍计",     "仍列",     "不剔除", "一并统计", "一并计入", "一并填报",
     "算在内",   "统统在内", "全部在内", "全算"});

// 低保、特困、残疾三类, 三类困难对象: how many kinds were listed. All of one length.
inline constexpr auto kKindCounts =
    std::to_array<std::string_view>({"两类", "二类", "三类", "四类", "五类", "六类", "两种", "三种",
                                     "四种", "两项", "三项", "四项"});

// 残疾人, 退役军人, 低保对象: a word that ends so, or stands before one that begins so, names
// somebody.
inline constexpr auto kWordsForSomebody = std::to_array<std::string_view>(
    {"人", "员", "民", "者", "户", "生", "童", "妇", "军", "工", "群", "对象", "家庭"});

// Takes all of them out of the text, wherever they stand.
inline void erase_all(std::string& text, Marks words) {
    for (std::string_view word : words) {
        for (size_t at = text.find(word); at != std::string::npos; at = text.find(word))
            text.erase(at, word.size());
    }
}

// Takes the first of them that stands in the text out of it; false: none does.
inline bool take_out(std::string& text, Marks words) {
    for (std::string_view word : words) {
        const size_t at = text.find(word);
        if (at == std::string::npos) continue;
        text.erase(at, word.size());
        return true;
    }
    return false;
}

// Without what stands in brackets: （含外来人口） explains, it does not say whom the form counts.
inline std::string without_brackets(std::string_view text) {
    std::string out;
    int depth = 0;
    for (char32_t c : code_points(text)) {
        if (c == U'（' || c == U'(') ++depth;
        if (depth == 0) append_utf8(out, c);
        if ((c == U'）' || c == U')') && depth > 0) --depth;
    }
    return out;
}

// Where the first of them stands; the text's size: none does.
inline size_t first_of(std::string_view text, Marks marks, size_t from = 0) {
    size_t best = text.size();
    for (std::string_view mark : marks) best = std::min(best, text.find(mark, from));
    return best;
}

// 水域类隐患, 以活动类型为培训的统计, 隐患以场所为学校的为限: a clause that says which rows are
// meant and nothing else.
inline bool names_rows_alone(std::string_view clause) {
    constexpr auto kRows =
        std::to_array<std::string_view>({"类隐患", "类纠纷", "类项目", "类活动", "类主体"});
    constexpr size_t kLongest = 36;  // bytes
    const auto ends = [&](std::string_view end) { return clause.ends_with(end); };
    const bool verb = clause.contains("含") || clause.contains("指") || clause.contains("按") ||
                      clause.contains("不") || clause.contains("＝");
    if (clause.size() <= kLongest && !verb && std::ranges::any_of(kRows, ends)) return true;
    return ends("的为限") || ends("者为限") || (clause.starts_with("以") && ends("的统计"));
}

// 只统计…, 仅报…: what a clause limits a table to; empty: it limits nothing.
inline std::string_view limited_to(std::string_view clause) {
    constexpr auto kOnly = std::to_array<std::string_view>(
        {"只统计", "仅统计", "只填报", "仅填报", "只填", "仅填", "只报", "仅报", "只含", "仅含",
         "只跟踪", "仅跟踪", "只计", "仅计", "只列", "仅列"});
    for (std::string_view only : kOnly) {
        const size_t at = clause.find(only);
        if (at != std::string_view::npos) return clause.substr(at + only.size());
    }
    return {};
}

// 在校学生除外, 不含停业、注销户, 已是党员的剔除: whom a clause leaves out; empty: it does not.
std::string_view left_out_in(std::string_view clause);

// Takes the longest of them that the text begins with; false: it begins with none.
inline bool take(std::string_view& text, Marks words) {
    std::string_view longest;
    for (std::string_view word : words) {
        if (text.starts_with(word) && word.size() > longest.size()) longest = word;
    }
    text.remove_prefix(longest.size());
    return !longest.empty();
}

// The digits the text begins with.
inline std::string_view take_digits(std::string_view& text) {
    size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    const std::string_view taken = text.substr(0, digits);
    text.remove_prefix(digits);
    return taken;
}

inline bool begins_with_digit(std::string_view text) {
    return !text.empty() && is_digit(text[0]);
}

// 1., 2.3: the number of an item.
inline void take_item_number(std::string_view& text) {
    while (begins_with_digit(text) || text.starts_with('.')) text.remove_prefix(1);
}

// W24, w24: the letter of a code of the form, before its number.
inline void take_code_letter(std::string_view& text) {
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    if (text.size() > 1 && is_letter(text[0]) && is_digit(text[1])) text.remove_prefix(1);
}

// What is printed with the cells a note speaks of, and before the note.
inline constexpr auto kNoteMarks =
    std::to_array<std::string_view>({"※", "★", "☆", "▲", "△", "◆", "◇", "＊", "*"});
inline constexpr auto kCircledNumbers =
    std::to_array<std::string_view>({"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩"});
inline constexpr auto kBullets =
    std::to_array<std::string_view>({"●", "○", "■", "□", "·", "＃", "#"});

// One number at the start of the text, in digits or Chinese; 0: none.
inline int take_number(std::string_view& text, bool& chinese) {
    constexpr size_t kMostDigits = 3;
    int value = 0;
    size_t digits = 0;
    while (digits < text.size() && digits < kMostDigits && is_digit(text[digits]))
        value = value * 10 + (text[digits++] - '0');
    text.remove_prefix(digits);
    if (digits > 0) return value;
    constexpr auto kNumerals = std::to_array<std::string_view>(
        {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"});
    for (size_t i = 0; i < kNumerals.size(); ++i) {
        if (!text.starts_with(kNumerals[i])) continue;
        text.remove_prefix(kNumerals[i].size());
        chinese = true;
        return static_cast<int>(i) + 1;
    }
    return 0;
}

// What stands before the first mark; `rest` becomes what follows it. `mark`: the one that ended the
// clause, "" at the end of the text.
inline std::string_view take_clause(std::string_view& rest, Marks marks,
                                    std::string_view* mark = nullptr) {
    const size_t end = first_of(rest, marks);
    const std::string_view clause = rest.substr(0, end);
    rest.remove_prefix(end);
    std::string_view found;
    for (std::string_view one : marks) {
        if (rest.starts_with(one) && one.size() > found.size()) found = one;
    }
    rest.remove_prefix(found.size());
    if (mark != nullptr) *mark = found;
    return clause;
}

}  // namespace yitao::recognise
