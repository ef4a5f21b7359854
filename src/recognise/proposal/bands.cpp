#include "recognise/proposal/bands.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

// 90及以上 → 90周岁及以上; texts that begin with no number stay.
std::string measured(const std::string& text, std::string_view measure) {
    std::string_view plain = trim(text);
    for (std::string_view mark : {"≥", "≤", ">", "<", "不满", "不足", "未满"}) {
        if (plain.starts_with(mark)) plain.remove_prefix(mark.size());
    }
    if (plain.empty() || !is_digit(plain[0])) return text;
    // 3000以上（含3000）: what the brackets say of the bound is not measured again.
    constexpr auto kOpen = std::to_array<std::string_view>({"（", "("});
    const size_t bound = first_of(text, kOpen);
    size_t last = 0;
    for (size_t i = 0; i < bound; ++i) {
        if (is_digit(text[i])) last = i + 1;
    }
    // 2万—5万 in 元: of as many ten thousands.
    for (std::string_view multiple : {"万", "亿"}) {
        const bool money = measure == "元" && text.substr(last).starts_with(multiple);
        if (money) last += multiple.size();
    }
    std::string_view rest = std::string_view(text).substr(last);
    const bool year = rest.starts_with("年");  // 2008年（18岁）
    if (year || rest.starts_with("岁") || rest.starts_with("周岁") || rest.starts_with(measure))
        return text;
    return text.substr(0, last) + std::string(measure) + std::string(rest);
}

bool names_column(const Token& token) {
    return std::ranges::any_of(token.terms, [](const Term& term) {
        return term.column >= 0 && (term.names_column || term.kind == PhraseKind::kAmount);
    });
}

// 未登记 alone, 面积未登记: it does not say what is not known.
bool is_bare_blank(const Cut& cut) {
    bool blank = false;
    for (const Token& token : cut.tokens) {
        const bool open = token.text == "面积" || token.text == "金额" || token.text == "收入";
        if (names_column(token) && !open) return false;
        blank = blank || std::ranges::any_of(token.terms, [](const Term& term) {
                    return term.kind == PhraseKind::kNot && term.how == "blank";
                });
    }
    return blank;
}

// 出生年份（当年周岁）, 按成立年份分组 → 成立日期: the date whose years are the rows.
std::string dated_by(std::string_view key) {
    key = key.substr(0, key.find('('));
    constexpr std::string_view kBy = "按";
    if (key.starts_with(kBy)) {
        key.remove_prefix(kBy.size());
        for (std::string_view end : {"分组", "划分", "分"}) {
            if (!key.ends_with(end)) continue;
            key.remove_suffix(end.size());
            break;
        }
    }
    if (key.contains("、")) return "";  // 按开工、竣工时间分: two dates
    for (std::string_view end : {"年份", "年度", "时间", "日期", "年月", "于"}) {
        if (!key.ends_with(end)) continue;
        key.remove_suffix(end.size());
        constexpr std::string_view kWhere = "所在";  // 按迁入日期所在年份
        constexpr std::string_view kDate = "日期";
        if (key.ends_with(kWhere)) key.remove_suffix(kWhere.size());
        return std::string(key) + (key.ends_with(kDate) ? "" : "日期");
    }
    return "";
}

// 2023, 2026（1—10月） below 迁入年份: 2023年
std::string with_year(std::string text) {
    constexpr size_t kDigits = 4;
    size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    const bool year = digits == kDigits && (text.starts_with("19") || text.starts_with("20"));
    const std::string_view rest = std::string_view(text).substr(digits);
    if (year && (rest.empty() || rest.starts_with("（") || rest.starts_with("(")))
        text.insert(kDigits, "年");
    return text;
}

// 一季度, 上半年: parts of a year that no number begins.
bool begins_with_part_of_year(std::string_view text) {
    constexpr auto kParts = std::to_array<std::string_view>(
        {"一季度", "二季度", "三季度", "四季度", "第一季度", "第二季度", "第三季度", "第四季度",
         "上半年", "下半年", "前三季度"});
    return std::ranges::any_of(kParts,
                               [&](std::string_view part) { return text.starts_with(part); });
}

// 2008年, 2011—2015年; 1—10月
bool begins_with_year(std::string_view text) {
    text = trim(text);
    size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits > 0 && digits <= 2 && text.contains("月")) return true;
    bool year = digits == 4 && (text.starts_with("19") || text.starts_with("20"));
    return year && text.contains("年");
}

// The one amount that a heading over bands names: 耕地规模, 按每户住房面积分组（户）.
struct Banded {
    std::string word;
    std::string measure;  // the ledger's own; empty: money, in whatever unit
};
std::optional<Banded> banded_by(const Vocabulary& words, std::string_view heading) {
    const Cut cut = words.cut(heading);
    std::optional<Banded> found;
    for (const Token& token : cut.tokens) {
        for (const Term& term : token.terms) {
            if (term.kind != PhraseKind::kAmount || term.ledger < 0 || term.column < 0) continue;
            const ledger::Column& column = words.schema(static_cast<size_t>(term.ledger))
                                               .columns[static_cast<size_t>(term.column)];
            if (found && found->word != token.text) return std::nullopt;
            const bool money = dictionary::convert(column.unit_of_measure, "元").has_value();
            if (!found) found = Banded{token.text, money ? "" : column.unit_of_measure};
        }
    }
    return found;
}

// 没有（0亩）, 0亩, 无: they have none of it.
bool says_none(std::string_view text) {
    std::string key = match_key(text);
    key.resize(std::min(key.size(), key.find('(')));
    constexpr auto kNone =
        std::to_array<std::string_view>({"登记为0", "登记为零", "为0", "为零", "没有", "无", "零",
                                         "0", "0亩", "0元", "0万元", "0平方米", "0公顷", "0人"});
    return std::ranges::find(kNone, key) != kNone.end();
}

// 不到3亩（0亩的除外）: without those that have none.
std::string without_zero(std::string_view text, std::string_view measure) {
    const std::string key = match_key(text);
    const size_t open = key.find('(');
    if (open == std::string::npos || measure.empty() || !key.ends_with(")")) return "";
    const std::string_view inside = std::string_view(key).substr(open);
    const bool zero = inside.contains("(0") || inside.contains("含0") || inside.contains("零");
    const bool leaves = inside.contains("除外") || inside.contains("不含");
    if (!zero || !leaves) return "";
    const bool money = measure == "元";
    if (money && key.find("万元") < open)  // 2万元以下（0元户除外）
        return fmt::format("超过0万元、{}", key.substr(0, open));
    return fmt::format("超过0{}{}", measure, key.substr(0, open));
}

// 0亩以上、3亩以下: more than none.
std::string above_zero(std::string_view text) {
    constexpr std::string_view kAbove = "以上、";
    const size_t at = text.find(kAbove);
    return fmt::format("超过{}{}", text.substr(0, at), text.substr(at + kAbove.size()));
}

// 80以下, 80—120: numbers and nothing else.
bool is_bare_band(std::string_view text) {
    const std::string key = match_key(text);
    if (key.empty() || !std::ranges::any_of(key, is_digit)) return false;
    std::string rest;
    for (char c : key) {
        if (!is_digit(c) && c != '.' && c != '-' && c != '~') rest += c;
    }
    constexpr auto kWords =
        std::to_array<std::string_view>({"—", "–", "至", "到", "及以上", "及以下", "以上", "以下",
                                         "不足", "不满", "≥", "≤", ">", "<"});
    erase_all(rest, kWords);
    return rest.empty();
}

// 2. 1亩以下 is no 2.1亩.
std::string without_number(const std::string& text) {
    size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == 0 || digits > 2) return text;
    std::string_view rest = std::string_view(text).substr(digits);
    for (std::string_view mark : {".", "．", "、"}) {
        if (!rest.starts_with(mark)) continue;
        const std::string_view behind = rest.substr(mark.size());
        const std::string_view label = trim(behind);
        const bool apart = label.size() < behind.size() || mark == "、";
        if (apart && !label.empty() && is_digit(label[0])) return std::string(label);
    }
    return text;
}

// 没有耕地（登记为0）: not those of whom nothing is known.
std::string with_none(const std::string& text) {
    constexpr std::string_view kNone = "没有";
    const size_t open = std::min(text.find("（"), text.find('('));
    if (!text.starts_with(kNone) || open == std::string::npos) return text;
    const std::string inside = match_key(text.substr(open));
    const bool zero = inside.contains("为0") || inside.contains("是0") || inside.contains("(0");
    if (!zero || open <= kNone.size()) return text;
    return "无" + text.substr(kNone.size(), open - kNone.size());
}

// 16—34 below 户籍劳动年龄人口（16—59周岁）; not 200以下.
bool are_ages(std::string_view heading, std::string_view text) {
    constexpr int kOldest = 120;
    if (!heading.contains("岁")) return false;
    int number = 0;
    for (char c : text) {
        number = is_digit(c) ? number * 10 + (c - '0') : 0;
        if (number > kOldest) return false;
    }
    return true;
}

}  // namespace

std::string with_band(const Vocabulary& words, std::string_view heading, const std::string& text) {
    const bool none = says_none(text);
    const bool bare = is_bare_band(text);
    if (text.starts_with("0") && text.contains("以上、")) return above_zero(text);
    constexpr std::string_view kSome = "大于0、";  // 大于0、不足3亩
    if (text.starts_with(kSome)) {
        const auto banded = banded_by(words, heading);
        if (banded && !banded->measure.empty())
            return fmt::format("超过0{}{}", banded->measure, text.substr(kSome.size()));
    }
    if (!none && !bare && !text.contains("除外") && !text.contains("不含")) return text;
    // 按年龄分组（周岁） over 16—24
    const std::string said = dictionary::read_heading(heading).measure;
    const bool ages = said == "周岁" || said == "岁" || (said.empty() && are_ages(heading, text));
    if (bare && ages) return measured(text, "周岁");
    const auto banded = banded_by(words, heading);
    if (!banded) return text;
    if (none) return "无" + banded->word;
    const std::string_view in = banded->measure.empty() ? "元" : std::string_view(banded->measure);
    if (std::string some = without_zero(text, in); !some.empty()) return some;
    const bool printed = !dictionary::read_heading(heading).measure.empty();
    const bool fits = !banded->measure.empty() && (!printed || match_key(heading).contains("(户)"));
    return bare && fits ? measured(text, banded->measure) : text;
}

std::string with_dated_axis(std::string_view axis, const std::string& text) {
    return begins_with_year(text) ? dated_by(match_key(axis)) + text : text;
}

std::string with_titled_date(std::string_view title, const std::string& text) {
    const size_t by = title.rfind("按");
    const bool month = text.find("月") < text.find("年");
    if (by == std::string_view::npos || month || !begins_with_year(text)) return text;
    const std::string_view axis = title.substr(by);
    // 存续主体按成立年份, 设立年份（按成立日期）
    constexpr auto kEnds = std::to_array<std::string_view>({"分", "）", ")"});
    return dated_by(match_key(axis.substr(0, first_of(axis, kEnds)))) + text;
}

std::string with_ages(const std::string& text) {
    return is_bare_band(text) && code_points(match_key(text)).size() > 2 ? measured(text, "周岁")
                                                                         : text;
}

// 家里几口人 | 1人, 6人及以上: households by how many they are.
static std::string with_members(const Vocabulary& words, std::string_view heading,
                                const std::string& text) {
    const auto of_members = [](const Token& token) {
        return std::ranges::any_of(token.terms,
                                   [](const Term& term) { return term.how == "members"; });
    };
    constexpr auto kEnds = std::to_array<std::string_view>({"人", "人及以上", "人以上"});
    const std::string key = match_key(text);
    const bool band = !key.empty() && is_digit(key[0]) &&
                      std::ranges::any_of(kEnds, [&](auto end) { return key.ends_with(end); });
    return band && std::ranges::any_of(words.cut(heading).tokens, of_members) ? text + "户" : text;
}

// 10月各旬 | 上旬 → 10月上旬; "": it is none.
static std::string third_of_month(std::string_view heading, const std::string& text) {
    constexpr auto kThirds = std::to_array<std::string_view>({"上旬", "中旬", "下旬"});
    const bool third = std::ranges::find(kThirds, text) != kThirds.end();
    const size_t month = heading.find("月");
    if (!third || month == std::string_view::npos) return "";
    size_t from = month;
    while (from > 0 && is_digit(heading[from - 1])) --from;
    return from < month ? std::string(heading.substr(from, month - from)) + "月" + text : "";
}

std::string with_axis(const Vocabulary& words, std::string_view heading, const std::string& label) {
    const std::string text = with_none(without_number(label));
    if (heading.empty()) return text;
    if (std::string band = with_members(words, heading, text); band != text) return band;
    if (std::string band = with_band(words, heading, text); band != text) return band;
    std::string key = match_key(heading);
    if (const std::string third = third_of_month(key, text); !third.empty()) return third;
    bool ages = key.contains("年龄") || key.contains("岁");
    std::string measure = ages ? "周岁" : dictionary::read_heading(heading).measure;
    if (!measure.empty() && !text.ends_with("月")) {  // 年满60周岁的月份 | 2月
        std::string with = measured(text, measure);
        if (with != text) return with;
    }
    constexpr auto kHappened = std::to_array<std::string_view>(
        {"迁入", "成立", "发现", "受理", "建立", "开工", "竣工", "设立", "来"});
    // 来此时间 over 2026年迁入: the row says of itself what happened.
    if (const std::string what = dated_by(key); !what.empty() && !has_any(text, kHappened)) {
        if (begins_with_year(with_year(text))) return what + with_year(text);
        if (begins_with_part_of_year(text)) return what + text;
    }
    if (!is_bare_blank(words.cut(text))) return text;
    const Cut cut = words.cut(heading);
    const auto named = std::ranges::find_if(cut.tokens, names_column);
    if (named == cut.tokens.end()) return text;
    // 耕地规模 | 面积未登记
    const bool amount = std::ranges::any_of(
        named->terms, [](const Term& term) { return term.kind == PhraseKind::kAmount; });
    return amount ? named->text + "未登记" : std::string(heading) + text;
}

}  // namespace yitao::recognise
