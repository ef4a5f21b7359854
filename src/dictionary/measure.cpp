#include "dictionary/measure.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <unordered_map>

#include "base/text.h"

namespace yitao::dictionary {

namespace {

struct Measure {
    std::string_view words;      // spellings under match_key, each between spaces
    std::string_view dimension;  // what is measured
    Factor in_base;              // one of it, in the base unit of the dimension
};

constexpr std::array kMeasures = std::to_array<Measure>({
    {" 元 rmb cny 人民币元 圆 块 ", "money", {1, 1}},
    {" 角 ", "money", {1, 10}},
    {" 平方米 m2 ㎡ 平米 平方 ", "area", {1, 1}},
    {" 亩 ", "area", {2000, 3}},
    {" 公顷 ha 垧 ", "area", {10'000, 1}},
    {" 平方公里 平方千米 km2 ", "area", {1'000'000, 1}},
    {" 平方厘米 cm2 ", "area", {1, 10'000}},
    {" 米 m ", "length", {1, 1}},
    {" 厘米 cm 公分 ", "length", {1, 100}},
    {" 毫米 mm ", "length", {1, 1000}},
    {" 公里 千米 km ", "length", {1000, 1}},
    {" 里 华里 ", "length", {500, 1}},
    {" 克 g ", "mass", {1, 1000}},
    {" 千克 公斤 kg ", "mass", {1, 1}},
    {" 斤 市斤 ", "mass", {1, 2}},
    {" 吨 t ", "mass", {1000, 1}},
    {" 公担 ", "mass", {100, 1}},
    {" 升 l ", "volume", {1, 1000}},
    {" 毫升 ml ", "volume", {1, 1'000'000}},
    {" 立方米 m3 立方 方 ", "volume", {1, 1}},
    {" 瓦 w ", "power", {1, 1000}},
    {" 千瓦 kw ", "power", {1, 1}},
    {" 兆瓦 mw ", "power", {1000, 1}},
    {" 千瓦时 度 kwh ", "energy", {1, 1}},
    {" 兆瓦时 mwh ", "energy", {1000, 1}},
    {" 千伏安 kva ", "apparent power", {1, 1}},
    {" 吨标准煤 tce ", "coal", {1, 1}},
    {" mb ", "data", {1, 1024}},
    {" gb ", "data", {1, 1}},
    {" tb ", "data", {1024, 1}},
    {" pb ", "data", {1'048'576, 1}},
    {" % 百分比 百分数 ", "ratio", {1, 100}},
    {" ‰ 千分比 ", "ratio", {1, 1000}},
    {" 秒 s ", "time", {1, 1}},
    {" 分钟 min ", "time", {60, 1}},
    {" 小时 时 h ", "time", {3600, 1}},
    {" 天 日 ", "day", {1, 1}},
    {" 工作日 ", "workday", {1, 1}},
    {" 周 星期 ", "week", {1, 1}},
    {" 月 个月 ", "month", {1, 1}},
    {" 季 季度 ", "quarter", {1, 1}},
    {" 年 周岁 岁 ", "year", {1, 1}},
    {" 人 名 位 口 ", "person", {1, 1}},
    {" 人次 ", "attendance", {1, 1}},
    {" 次 场 场次 期 班次 ", "time done", {1, 1}},
    {" 户 家庭 ", "household", {1, 1}},
    {" 个 家 处 所 座 栋 幢 间 套 项 条 件 起 例 宗 份 张 本 册 台 辆 部 艘 只 头 羽 株 棵 根 块地 "
     "组 队 支 "
     "批 卷 艘次 床 张床 片 口井 眼 盏 门 ",
     "piece",
     {1, 1}},
});

struct Multiple {
    std::string_view word;
    int64_t factor;
};
// Longer words first: 百万 is not 百 of 万….
constexpr std::array kMultiples = std::to_array<Multiple>({
    {"千万", 10'000'000},
    {"百万", 1'000'000},
    {"十万", 100'000},
    {"十亿", 1'000'000'000},
    {"亿", 100'000'000},
    {"万", 10'000},
    {"千", 1'000},
    {"百", 100},
    {"十", 10},
});

struct Known {
    std::string_view dimension;  // empty: a bare multiple (万)
    Factor in_base;
};

const Measure* find_entry(std::string_view key) {
    static const auto kByWord = [] {
        std::unordered_map<std::string_view, const Measure*> by_word;
        for (const Measure& measure : kMeasures) {
            for (std::string_view rest = measure.words; !rest.empty();) {
                const size_t end = std::min(rest.find(' '), rest.size());
                if (end > 0) by_word.emplace(rest.substr(0, end), &measure);
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        return by_word;
    }();
    const auto found = kByWord.find(key);
    return found == kByWord.end() ? nullptr : found->second;
}

std::optional<Known> find(std::string_view key) {
    if (key.empty()) return std::nullopt;
    if (const Measure* measure = find_entry(key)) {
        return Known{measure->dimension, measure->in_base};
    }
    for (const Multiple& multiple : kMultiples) {
        if (!key.starts_with(multiple.word)) continue;
        std::string_view rest = key.substr(multiple.word.size());
        if (rest.empty()) return Known{"", {multiple.factor, 1}};
        if (const Measure* measure = find_entry(rest)) {
            return Known{
                measure->dimension,
                {measure->in_base.numerator * multiple.factor, measure->in_base.denominator}};
        }
    }
    return std::nullopt;
}

}  // namespace

bool is_measure(std::string_view word) {
    return find(match_key(word)).has_value();
}

std::optional<Factor> convert(std::string_view from, std::string_view to) {
    if (from == to) return Factor{};
    std::string from_key = match_key(from);
    std::string to_key = match_key(to);
    if (from_key == to_key) return Factor{};
    std::optional<Known> source = find(from_key);
    if (!source) return std::nullopt;
    std::optional<Known> target = find(to_key);
    // "3万" of whatever the column counts.
    if (source->dimension.empty() && (target || to_key.empty())) return source->in_base;
    if (!target || source->dimension != target->dimension) return std::nullopt;
    int64_t numerator = source->in_base.numerator * target->in_base.denominator;
    int64_t denominator = source->in_base.denominator * target->in_base.numerator;
    int64_t common = std::gcd(numerator, denominator);
    return Factor{numerator / common, denominator / common};
}

}  // namespace yitao::dictionary
