#include "recognise/notes/decimals_elsewhere.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "recognise/notes/notes.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

// 填表说明：3.户均面积的算法同表一 → 户均面积; empty: the clause refers to no other table.
std::string reckoned_as_before(std::string_view clause) {
    constexpr auto kAs = std::to_array<std::string_view>(
        {"的算法同", "算法同", "的算法与", "的算法见", "的计算方法同", "计算方法同", "的计算方法与",
         "的计算方法见", "的算法和"});
    constexpr auto kMarks = std::to_array<std::string_view>({"：", ":", "．", ".", "、", "）"});
    const size_t as = first_of(clause, kAs);
    if (as >= clause.size()) return "";
    std::string_view word = clause.substr(0, as);
    std::string_view other = clause.substr(as);
    take(other, kAs);
    if (!other.contains("表")) return "";
    for (std::string_view mark : kMarks) {
        const size_t at = word.rfind(mark);
        if (at != std::string_view::npos) word.remove_prefix(at + mark.size());
    }
    word = trim(word);
    take(word, kCircledNumbers);
    constexpr size_t kMost = 12;  // characters
    const std::string key = match_key(word);
    const size_t length = code_point_count(key);
    return length >= 2 && length <= kMost ? key : "";
}

}  // namespace

std::vector<std::string> decimals_as_before(const xlsx::Grid& grid,
                                            const std::vector<std::string>& before) {
    constexpr size_t kLongest = 6'000;  // bytes
    constexpr size_t kMostWords = 10;
    constexpr auto kEnds = std::to_array<std::string_view>({"。", "；", ";", "\n", "，"});
    std::vector<std::string> notes;
    for (const auto& [cell, content] : grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > kLongest || before.empty()) continue;
        for (std::string_view rest = *text; !rest.empty();) {
            const std::string word = reckoned_as_before(take_clause(rest, kEnds));
            if (word.empty() || notes.size() >= kMostWords) continue;
            std::set<int> said;
            for (const std::string& note : before)
                said.insert(decimals_said(note, word, word.contains("均")));
            said.erase(-1);
            if (said.size() != 1) continue;
            const int places = *said.begin();
            notes.push_back(places == 0 ? word + "取整数"
                                        : word + "保留" + std::to_string(places) + "位小数");
        }
    }
    return notes;
}

}  // namespace yitao::recognise
