#include "recognise/structure/heading_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "dictionary/heading.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

std::string bare_heading(std::string_view text) {
    dictionary::Heading heading = dictionary::read_heading(text);
    return heading.bare.empty() ? heading.key : heading.bare;
}

bool begins_chapter(std::string_view text) {
    if (part_number(trim(text)) > 0) return true;  // 第一部分　人口
    std::vector<char32_t> points = code_points(match_key(text));
    static constexpr std::u32string_view kNumerals = U"一二三四五六七八九十甲乙丙丁戊";
    if (!points.empty() && points[0] == U'附') {  // 附1：…, 附表二：…
        constexpr size_t kFarthest = 4;           // characters
        const auto colon = std::ranges::find(points, U':');
        return colon != points.end() && static_cast<size_t>(colon - points.begin()) <= kFarthest;
    }
    // 表1　本地户籍育龄妇女
    if (points.size() > 2 && points[0] == U'表' &&
        ((points[1] >= U'1' && points[1] <= U'9') || kNumerals.contains(points[1]))) {
        const std::string_view named = text.substr(0, text.find("（"));
        constexpr auto kTitles =
            std::to_array<std::string_view>({"情况", "构成", "统计", "分布", "号", "底数"});
        return code_point_count(text) <= 60 && !has_any(named, kTitles);
    }
    // 甲　外出务工流向
    const std::vector<char32_t> printed = code_points(trim(text).substr(0, 8));
    if (printed.size() > 1 && kNumerals.contains(printed[0]) &&
        (printed[1] == U'\u3000' || printed[1] == U' '))
        return true;
    auto numeral = [&](size_t at) { return at < points.size() && kNumerals.contains(points[at]); };
    size_t at = !points.empty() && points[0] == U'(' ? 1 : 0;
    size_t end = at;
    while (numeral(end)) ++end;
    if (end == at || end >= points.size()) return false;
    if (at == 1) return points[end] == U')';
    bool grades = numeral(end + 1) && end + 2 < points.size() && points[end + 2] == U'级';
    return points[end] == U'、' && !grades;
}

std::string without_numeral(const std::string& text) {
    std::string key = match_key(text);
    if (const size_t number = part_number(key); number > 0) return key.substr(number);
    for (std::string_view end : {")", "、", "."}) {
        size_t at = key.find(end);
        bool numeral = at != std::string::npos && at > 0 && at <= 10;
        if (numeral) return key.substr(at + end.size());
    }
    return key;
}

}  // namespace yitao::recognise
