// Of which time a form is, said above its tables: 考核年度：2025年11月1日至2026年10月31日.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// What the line says of when, as headings say it: 统计期间：10月1日至10月31日, 今年以来受理的.
// What the context of a table has where a line above it says only as of which day: 截至10月31日.
inline constexpr std::string_view kAsOf = "统计期间：截至统计时点";
bool says_as_of(std::string_view line);

std::vector<std::string> periods_in(const Vocabulary& words, std::string_view line);

// A time and nothing else: 2025年11月1日至2026年10月31日, 2026年1—10月.
std::optional<Term> time_in(const Vocabulary& words, std::string_view text);

// Words for a time that the form explains: 考核期, 汛期为5月1日至9月30日.
void read_periods(std::string_view text, Vocabulary& words);

// What a form calls 本月, where that is not the report's month: 所属期：2026年9月,
// 报告月自上月26日起 至本月25日止; what it says of months and years besides.
void read_own_period(std::string_view text, Vocabulary& words);

}  // namespace yitao::recognise
