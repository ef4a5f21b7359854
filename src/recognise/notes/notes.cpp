// What a form says of all its cells, in the notes below or above its tables.
#include "recognise/notes/notes.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dictionary/heading.h"
#include "recognise/notes/averages.h"
#include "recognise/notes/bounds.h"
#include "recognise/notes/days.h"
#include "recognise/notes/definitions.h"
#include "recognise/notes/equation.h"
#include "recognise/notes/period.h"
#include "recognise/notes/population.h"
#include "recognise/notes/zero.h"
#include "recognise/structure/heading_text.h"
#include "recognise/text/clauses.h"
#include "recognise/text/decimals.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

// Without what it leaves out again: 不含长期外出人员, （含外来常住）.
std::string_view before_exceptions(std::string_view clause) {
    // 除注明按户籍统计的以外，均为常住人口口径
    size_t except = clause.find("除");
    for (std::string_view mark : {"以外", "之外", "外，"}) {
        size_t end = except == std::string_view::npos ? except : clause.find(mark, except);
        if (end != std::string_view::npos) return clause.substr(end + mark.size());
    }
    for (std::string_view mark : {"（", "(", "不含", "不包括", "除外"}) {
        clause = clause.substr(0, clause.find(mark));
    }
    return clause;
}

// What stands right before it: the last word of a list.
std::string last_word(const std::string& subject) {
    std::string word = subject;
    for (std::string_view mark : {",", "、", "。", ";", ":", "和", "及", "与"}) {
        size_t at = word.rfind(mark);
        if (at != std::string::npos) word.erase(0, at + mark.size());
    }
    return code_point_count(word) >= 2 ? word : "?";
}

// 面积、收入、平均数都保留两位: any word of the list ends the heading.
bool ends_with_listed(std::string_view list, std::string_view bare) {
    constexpr auto kMarks = std::to_array<std::string_view>({",", "、", ":", "和", "及", "与"});
    constexpr auto kHow = std::to_array<std::string_view>({"都", "均", "一律", "各"});
    while (!list.empty()) {
        std::string_view word = take_clause(list, kMarks);
        for (std::string_view how : kHow) {
            if (word.ends_with(how)) word.remove_suffix(how.size());
        }
        if (code_point_count(word) >= 2 && bare.ends_with(word)) return true;
    }
    return false;
}

// 户均住房面积保留一位, of that very heading, wherever the note has spoken of 面积.
bool is_listed(std::string_view list, std::string_view bare) {
    constexpr auto kMarks = std::to_array<std::string_view>({",", "、", ":"});
    while (!list.empty()) {
        if (take_clause(list, kMarks) == bare) return true;
    }
    return false;
}

// 规模按总投资划分, 分档按年产值: which amount the bands are of.
void read_bounds(std::string_view text, Vocabulary& words) {
    constexpr auto kEnds = std::to_array<std::string_view>({"。", "；", ";", "，", "\n"});
    constexpr auto kBands = std::to_array<std::string_view>({"规模", "档", "组距", "区间"});
    constexpr auto kDivide =
        std::to_array<std::string_view>({"划分", "分档", "分组", "确定", "统计", "归类"});
    constexpr std::string_view kBy = "按";
    while (!text.empty()) {
        std::string_view clause = take_clause(text, kEnds);
        const size_t by = clause.find(kBy);
        if (by == std::string_view::npos || !has_any(clause, kBands)) continue;
        std::string_view amount = clause.substr(by + kBy.size());
        amount = amount.substr(0, first_of(amount, kDivide));
        const Cut cut = words.cut(amount);
        if (cut.tokens.size() != 1) continue;
        for (const Term& term : cut.tokens[0].terms) {
            bool one = term.kind == PhraseKind::kAmount && term.ledger >= 0 && term.column >= 0;
            if (one) words.bound_by(term.ledger, term.column);
        }
    }
}

// 住房面积未登记的户不参加平均，保留一位小数 speaks of 户均住房面积.
bool names_end_of(const std::string& subject, const std::string& bare) {
    const size_t least = bare.ends_with("率") ? 3 : 4;  // characters
    std::vector<char32_t> points = code_points(bare);
    if (points.size() <= least) return false;
    std::string end;
    for (size_t i = points.size() - least; i < points.size(); ++i) append_utf8(end, points[i]);
    return subject.contains(end);
}

// 场均人次只按登记了人次的场次计算，保留一位小数 speaks of 本年场均.
bool names_average_of(const std::string& subject, const std::string& bare) {
    constexpr auto kAverages = std::to_array<std::string_view>(
        {"场均", "户均", "人均", "村均", "校均", "件均", "案均", "月均", "平均每场", "平均每户",
         "平均每人", "平均每件", "平均每个"});
    return std::ranges::any_of(kAverages, [&](std::string_view average) {
        const size_t at = bare.find(average);
        if (at == std::string::npos || !subject.contains(average)) return false;
        // 户均住房面积保留一位 says nothing of 户均家庭年收入.
        const std::vector<char32_t> noun = code_points(bare.substr(at + average.size()));
        if (noun.size() < 2 || subject.ends_with(average)) return true;
        std::string end;
        append_utf8(end, noun[noun.size() - 2]);
        append_utf8(end, noun.back());
        return subject.contains(end);
    });
}

// 性别比＝男÷女×100，保留一位小数 speaks of 户籍性别比.
bool is_equated(std::string_view subject, std::string_view bare) {
    const size_t equals = subject.find('=');
    if (equals == std::string_view::npos || !subject.contains("÷")) return false;
    const std::string word = last_word(std::string(subject.substr(0, equals)));
    return bare.ends_with(word);
}

// 元 of 亿元保留四位小数 is another measure.
bool names_measure(const std::string& subject, const std::string& measure) {
    if (measure.empty()) return false;
    // 以万元计的户均收入, 按元填的产值: of that alone.
    for (std::string_view turned : {"计的", "填的", "填报的", "表示的"}) {
        const size_t counted = subject.find(measure + std::string(turned));
        const bool more = counted != std::string::npos &&
                          counted + measure.size() + turned.size() < subject.size();
        if (more) return false;
    }
    for (size_t at = subject.find(measure); at != std::string::npos;
         at = subject.find(measure, at + measure.size())) {
        const std::string_view before = std::string_view(subject).substr(0, at);
        const bool one = measure == "人" || measure == "户";
        const bool each =
            one && std::string_view(subject).substr(at + measure.size()).starts_with("均");
        if (!before.ends_with("亿") && !before.ends_with("万") && !each) return true;  // 人均养老金
    }
    return false;
}

// 3.养老待遇领取人数为月养老金大于零的人员 says what one heading means; 人数为…, 各栏人数为… whom
// the form counts.
bool counts_one_thing(std::string_view clause) {
    for (std::string_view counted : {"人数为", "人口为"}) {
        const size_t at = clause.find(counted);
        if (at == std::string_view::npos) continue;
        std::string_view before = clause.substr(0, at);
        for (std::string_view mark : {"：", "．", ".", "、", "）", "，"}) {
            if (const size_t end = before.rfind(mark); end != std::string_view::npos) {
                before.remove_prefix(end + mark.size());
            }
        }
        constexpr auto kTable = std::to_array<std::string_view>(
            {"表", "各", "上述", "以上", "所有", "统计", "填报", "总", "全部"});
        constexpr size_t kLeast = 2;  // characters
        return code_point_count(match_key(before)) >= kLeast && !has_any(before, kTable);
    }
    return false;
}

// Something is called by its name before 口径.
bool counts_one_word(std::string_view clause) {
    constexpr auto kAll = std::to_array<std::string_view>({"人口", "统计", "指标"});
    std::string_view before = clause.substr(0, clause.find("口径"));
    for (std::string_view label : {"：", ":", "。"}) {
        const size_t at = before.rfind(label);
        if (at != std::string_view::npos) before.remove_prefix(at + label.size());
    }
    return code_point_count(before) >= 2 &&
           std::ranges::none_of(kAll, [&](std::string_view all) { return before.ends_with(all); });
}

// 参保率＝已参保÷总人数（表内已设百分比格式）: what a rate is over.
bool is_equation(std::string_view clause) {
    constexpr auto kEquals = std::to_array<std::string_view>({"＝", "="});
    const size_t equals = first_of(clause, kEquals);
    return clause.find("÷", equals) != std::string_view::npos && !clause.contains("口径");
}

// 解释：常住户口＝本地户籍人口（公安口径）: what a word means.
bool is_named_so(std::string_view clause) {
    constexpr auto kAll = std::to_array<std::string_view>({"口径", "范围", "对象", "本表", "统计"});
    const size_t equals = clause.find("＝");
    return equals != std::string_view::npos && equals > 0 &&
           !has_any(clause.substr(0, equals), kAll);
}

constexpr size_t kLongestOnly = std::string_view("仅填报").size();

// 说明：只报…, 注：限…
std::string_view behind_label(std::string_view clause) {
    constexpr auto kLabels = std::to_array<std::string_view>({"说明：", "注：", "备注："});
    for (std::string_view label : kLabels) {
        const size_t at = clause.find(label);
        const bool first = at != std::string_view::npos && at <= label.size();
        if (first) return trim(clause.substr(at + label.size()));
    }
    return clause;
}

// 各栏按登记人数，不分户籍，残疾人含未定级的; 第四行三类按人去重，各栏相同: without what is said of
// a word of its own, and how often somebody counts.
std::string without_other_words(std::string_view clause) {
    constexpr auto kComma = std::to_array<std::string_view>({"，"});
    constexpr auto kTakesWord = std::to_array<std::string_view>({"含", "包括", "包含"});
    constexpr auto kOfAll = std::to_array<std::string_view>(
        {"不", "只", "仅", "均", "都", "也", "须", "应", "表", "内", "，", "（", "还"});
    std::string kept;
    while (!clause.empty()) {
        const std::string_view part = take_clause(clause, kComma);
        const std::string_view before = part.substr(0, first_of(part, kTakesWord));
        const bool word = !kept.empty() && !before.empty() && before.size() < part.size() &&
                          std::ranges::none_of(
                              kOfAll, [&](std::string_view end) { return before.ends_with(end); });
        if (word || counts_once(part)) continue;
        kept += (kept.empty() ? "" : "，") + std::string(part);
    }
    return kept;
}

// 服务人口：常住人口, 对象：台账标为退役军人的全部人员
bool begins_with_whose(std::string_view clause) {
    constexpr auto kWhose = std::to_array<std::string_view>(
        {"服务人口", "统计人口", "人口范围", "统计对象", "服务对象范围", "对象", "人员范围",
         "调查对象", "采集对象", "填报对象", "核查对象", "摸底对象"});
    const size_t colon = clause.find("：");
    return colon != std::string_view::npos &&
           std::ranges::find(kWhose, clause.substr(0, colon)) != kWhose.end();
}

}  // namespace

bool is_scope(std::string_view clause) {
    auto has = [&](auto... words) { return (... || clause.contains(words)); };
    if (clause.starts_with("“") || has("≠", "不同", "不等于")) return false;
    if (is_equation(clause) || is_named_so(clause)) return false;
    // 口径：①残疾人指已登记残疾类别的: what a word means, not whom the form counts.
    bool defines = has("指") && !has("本表", "表中", "各项", "所有", "统计对象", "均指", "各栏");
    if (defines && has("口径：", "①", "②", "③", "④")) return false;
    // 户籍妇女口径同前表 says it of one heading.
    const bool of_one = has("口径同") && !has("本表", "表中", "各项", "各栏", "各指标");
    if (of_one && counts_one_word(clause)) return false;
    if (has("统计范围", "填报范围", "口径", "范围：")) return true;
    if (begins_with_whose(clause)) return true;
    // 本表统计18周岁及以上的常住女性
    if (has("本表统计", "本表只报") && !has("本表统计时", "本表统计期")) return true;
    const std::string_view said = behind_label(clause);
    const std::string_view limit = limited_to(said);
    const bool begins = !limit.empty() && said.size() - limit.size() <= kLongestOnly;
    if (begins || said.starts_with("限") || said.starts_with("仅限")) return true;
    if (names_rows_alone(said)) return true;
    // 说明：对象为本地户籍人员
    if (said.starts_with("对象为") || said.starts_with("对象是") || said.starts_with("对象均为"))
        return true;
    if (counts_one_thing(clause)) return false;
    bool of_all = has("本表", "表中", "表内", "上述", "各项", "各栏", "以上各", "所有", "人数为",
                      "各类人员", "人口为", "人数均", "人口均", "统计对象", "采集对象", "填报对象",
                      "调查对象", "未注明", "未特别注明");
    return of_all && has("均为", "均不限", "均按", "均指", "均以", "按", "为准", "仅", "只",
                         "人数为", "人口为", "对象为", "对象是", "对象：");
}

void add_scope(std::string_view text, std::vector<std::string>& scope) {
    constexpr std::array kClauseEnds =
        std::to_array<std::string_view>({"。", "；", ";", "\n", "\u3000\u3000"});
    constexpr size_t kMostClauses = 20;
    while (!text.empty() && scope.size() < kMostClauses) {
        std::string_view clause = behind_reference(trim(take_clause(text, kClauseEnds)));
        for (std::string_view open : {"（", "("}) {  // （口径：本地户籍残疾人；单位：人）
            if (clause.starts_with(open)) clause.remove_prefix(open.size());
        }
        // 户籍人口及其中女性限本地户籍，其余各栏按在册人员统计: of all cells the rest alone.
        if (const size_t rest = clause.find("其余"); rest != std::string_view::npos) {
            clause.remove_prefix(rest);
        }
        // 人口、就业、保障各项均按登记人口统计: what stands before names headings.
        for (std::string_view all : {"各项均按", "各栏均按", "各项都按", "各项按", "各栏按"}) {
            if (const size_t at = clause.find(all); at != std::string_view::npos)
                clause.remove_prefix(at);
        }
        // …的常住女性，本地户籍与外来人员均在内: the remark takes in, it narrows nothing.
        constexpr auto kOpen = std::to_array<std::string_view>({"不限", "都包含"});
        const size_t both = std::min(first_of(clause, kTakesIn), first_of(clause, kOpen));
        const std::string_view before = clause.substr(0, both);
        const size_t comma = before.size() < clause.size() ? before.rfind("，") : 0;
        if (comma != 0 && comma != std::string_view::npos) clause = clause.substr(0, comma);
        // 统计对象为…的在册人员，含等级未评定的: it takes in those of whom it is not known.
        constexpr auto kMore = std::to_array<std::string_view>({"，含", "，包括", "，包含"});
        constexpr auto kBlank =
            std::to_array<std::string_view>({"未评定", "未登记", "未定级", "空白", "不详"});
        const size_t more = first_of(clause, kMore);
        if (has_any(clause.substr(more), kBlank)) clause = clause.substr(0, more);
        // 生活补贴——享受低保的残疾人: of the column it names, not of all rows.
        if (clause.size() >= 400 || clause.contains("——")) continue;
        const std::string said = without_other_words(clause);
        if (!is_scope(said)) continue;
        // 调查对象：具有本镇户籍的人员
        std::string whose = begins_with_whose(said) ? population_in(said) : "";
        if (!whose.empty()) scope.push_back(std::move(whose));
        scope.emplace_back(is_of_any_register(said) ? "在册人口" : before_exceptions(said));
    }
}

// 有小数的取两位（普及率取一位，按家庭户算）: of those that the brackets name; -1: they name
// others.
static int decimals_in_brackets(std::string_view text, const std::string& bare) {
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    constexpr auto kMarks = std::to_array<std::string_view>({"，", "、", "；"});
    for (size_t open = text.find(kOpen); open != std::string_view::npos;
         open = text.find(kOpen, open + kOpen.size())) {
        const size_t from = open + kOpen.size();
        std::string_view inside = text.substr(from, text.find(kClose, from) - from);
        while (!inside.empty()) {
            std::string clause(take_clause(inside, kMarks));
            // 取两位（户均住房面积一位）: what stands before says of what the places are.
            constexpr std::string_view kPlace = "位";
            if (clause.ends_with(kPlace) && find_decimals(text.substr(0, open))) clause += "小数";
            const auto said = find_decimals(clause);
            if (!said) continue;
            const std::string own = match_key(std::string_view(clause).substr(0, said->at));
            if (code_point_count(own) >= 2 && bare.ends_with(own)) return said->number;
        }
    }
    return -1;
}

// 金额：元，保留整数 speaks of 人均年收入 too.
static bool names_money(std::string_view subject, std::string_view bare) {
    constexpr auto kMoney = std::to_array<std::string_view>({"收入", "养老金", "金额"});
    return (subject.ends_with("金额:元") || subject.ends_with("金额")) && has_any(bare, kMoney);
}

// 面积、平均都保留一位小数: of all averages, 户均 and 人均 too.
static bool names_averages(const std::string& own) {
    constexpr auto kMarks = std::to_array<std::string_view>({"、", "和", "及", "与", ","});
    constexpr auto kAverages =
        std::to_array<std::string_view>({"平均", "平均数", "平均值", "均值", "平均指标"});
    for (std::string_view rest = own; !rest.empty();) {
        std::string_view word = take_clause(rest, kMarks);
        for (std::string_view all : {"都", "一律", "均", "统一", "各", "取", "保留"}) {
            const bool said = std::ranges::find(kAverages, word) != kAverages.end();
            if (!said && word.ends_with(all)) word.remove_suffix(all.size());
        }
        if (std::ranges::find(kAverages, word) != kAverages.end()) return true;
    }
    return false;
}

// 户均在册人口（人，留1位小数） is a heading that says it of itself, and nothing of 占在册人口.
static bool is_of_another_heading(std::string_view text, std::string_view bare) {
    const size_t open = text.rfind("（");
    const bool label = open != std::string_view::npos && open > 0 && text.ends_with("）") &&
                       !text.contains("。") && !text.contains("；") && !text.contains("：") &&
                       !find_decimals(text.substr(0, open)) && find_decimals(text.substr(open));
    if (!label) return false;
    const std::string own = bare_heading(text.substr(0, open));
    return !own.ends_with(bare) && !bare.ends_with(own);
}

// 注：①面积保留一位小数: without the number of the item, which its key would have in it.
static std::string without_item_rings(std::string text) {
    constexpr auto kBefore = std::to_array<std::string_view>({"：", "。", "；", "\n", " "});
    for (std::string_view ring : kCircledNumbers) {
        for (size_t at = text.find(ring); at != std::string::npos; at = text.find(ring, at)) {
            const std::string_view before = std::string_view(text).substr(0, at);
            const bool item = before.empty() || std::ranges::any_of(kBefore, [&](auto mark) {
                                  return before.ends_with(mark);
                              });
            if (item)
                text.erase(at, ring.size());
            else
                at += ring.size();
        }
    }
    return text;
}

// 小数位：参保率一位，亿元四位: each number is of decimals.
static std::string with_places(std::string_view text) {
    constexpr auto kSaid = std::to_array<std::string_view>({"小数位：", "小数位数："});
    constexpr std::string_view kPlace = "位";
    std::string all(text);
    if (!has_any(text, kSaid)) return all;
    for (size_t at = all.find(kPlace); at != std::string::npos; at = all.find(kPlace, at + 1)) {
        const std::string_view rest = std::string_view(all).substr(at + kPlace.size());
        const bool ends = rest.starts_with("，") || rest.starts_with("。") ||
                          rest.starts_with("；") || rest.empty();
        if (ends) all.insert(at + kPlace.size(), "小数");
    }
    return all;
}

// 普及率, 所占份额, 构成, 增减幅度: shown in hundredths.
static bool is_share(std::string_view bare) {
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"率", "比重", "比例", "份额", "构成", "幅度", "增幅", "降幅", "百分比", "千分比"});
    return bare.contains("占比") ||
           std::ranges::any_of(kEnds, [&](std::string_view end) { return bare.ends_with(end); });
}

// 百分数, 百分比, 千分比, 占比, 各比率
static bool speaks_of_shares(std::string_view subject) {
    constexpr auto kShares =
        std::to_array<std::string_view>({"百分", "千分", "占比", "比率", "比例", "比重", "份额"});
    return has_any(subject, kShares);
}

// 小数一律留一位, 结果都算到0.01; 保留两位小数, and no word before it.
static bool is_of_all_decimals(std::string_view own, std::string_view subject) {
    constexpr auto kAll = std::to_array<std::string_view>(
        {"小数一律", "小数均", "小数统一", "小数",    "结果",     "计算结果",
         "结果一律", "数据",   "数值",     "各项",    "各项数据", "各栏",
         "各项均",   "均",     "一律",     "统一",    "有小数的", "凡有小数的",
         "注:",      "说明:",  "注:小数",  "注:结果", "所有小数", "本表小数"});
    return (own.empty() && subject.empty()) || std::ranges::find(kAll, own) != kAll.end();
}

// 建筑面积取三位小数，户均取一位小数 of 户均建筑面积: what the average is called by; -1: nothing.
static int decimals_of_average(std::string_view text, std::string_view bare) {
    constexpr auto kParts = std::to_array<std::string_view>({"。", "；", "，", ";", "\n"});
    constexpr auto kAverages = std::to_array<std::string_view>({"户均", "人均", "场均", "件均"});
    const auto* average = std::ranges::find_if(
        kAverages, [&](std::string_view one) { return bare.starts_with(one); });
    if (average == kAverages.end()) return -1;
    while (!text.empty()) {
        const std::string_view part = take_clause(text, kParts);
        const auto said = find_decimals(part);
        if (said && match_key(part.substr(0, said->at)) == *average) return said->number;
    }
    return -1;
}

// 7．户均住房面积（平方米） → 户均住房面积
static std::string bare_of_decimals(const std::string& heading) {
    std::string bare = bare_heading(heading);
    bare = bare.substr(0, bare.find('('));
    while (bare.ends_with("%")) bare.pop_back();
    return bare;
}

// 平均住房面积, 户均住房面积 of 住房面积
static bool is_average_of(std::string_view own, std::string_view bare) {
    constexpr auto kAverages =
        std::to_array<std::string_view>({"平均", "户均", "人均", "场均", "件均"});
    return own.ends_with(bare) && std::ranges::any_of(kAverages, [&](std::string_view average) {
               return own.starts_with(average);
           });
}

int decimals_said_of_itself(std::string_view note, const std::string& heading) {
    constexpr auto kParts = std::to_array<std::string_view>({"。", "；", "，", ";", "\n"});
    const std::string spelled = without_item_rings(std::string(note));
    const std::string bare = without_item(bare_of_decimals(heading));
    if (code_point_count(bare) < 4) return -1;
    for (std::string_view text = spelled; !text.empty();) {
        std::string_view part = take_clause(text, kParts);
        while (const auto decimals = find_decimals(part)) {
            if (is_listed(match_key(part.substr(0, decimals->at)), bare)) return decimals->number;
            part.remove_prefix(decimals->end);
        }
    }
    return -1;
}

int decimals_said(std::string_view note, const std::string& heading, bool of_average) {
    constexpr auto kParts = std::to_array<std::string_view>({"。", "；", "，", ";", "\n"});
    const std::string spelled = without_item_rings(with_places(note));
    std::string_view text = spelled;
    const std::string bare = bare_of_decimals(heading);
    constexpr std::string_view kAverage = "平均";  // 外出务工人员年收入平均
    std::string_view amount = bare;
    if (amount.ends_with(kAverage)) amount.remove_suffix(kAverage.size());
    constexpr auto kTotals =
        std::to_array<std::string_view>({"合计", "总计", "小计", "计", "全部", "总数"});
    if (std::ranges::find(kTotals, bare) != kTotals.end()) return -1;  // of nothing in particular
    if (const int in_brackets = decimals_in_brackets(text, bare); in_brackets >= 0)
        return in_brackets;
    if (is_of_another_heading(text, bare)) return -1;
    if (const int of_this = decimals_of_average(text, bare); of_this >= 0) return of_this;
    const auto counts_days = [](std::string_view said) {  // 平均用了几天 by 平均用时留一位小数
        constexpr auto kDays = std::to_array<std::string_view>({"天", "用时", "耗时", "时长"});
        return said.contains("平均") && has_any(said, kDays);
    };
    bool share = is_share(bare);
    const bool part_of = bare.contains("占") && !share;  // 志愿服务占活动场数
    std::string subject;                                 // of the sentence so far
    while (!text.empty()) {
        std::string_view mark;
        std::string_view part = take_clause(text, kParts, &mark);
        while (const auto decimals = find_decimals(part)) {
            // Of the clause itself, or of what the sentence has named before it.
            const std::string own = match_key(part.substr(0, decimals->at));
            // 一位小数 alone in a cell is of its row.
            const bool alone = own.empty() && decimals->end == spelled.size();
            subject += own;
            part.remove_prefix(decimals->end);
            // 普及率一位小数，低保占比两位: a part of a whole is told in the next clause.
            const bool of_rates =
                subject.ends_with("率") && !(bare.contains("占") && text.contains("占比"));
            const bool of_shares = share && (speaks_of_shares(subject) || of_rates);
            const bool of_parts = part_of && speaks_of_shares(subject);
            const bool of_days = counts_days(bare) && counts_days(subject);
            const bool of_all = !alone && is_of_all_decimals(own, subject);
            const std::string measure = dictionary::read_heading(heading).measure;
            // 性别比保留一位小数 speaks of 人口性别比.
            const bool meant = subject.contains(bare) || bare.ends_with(last_word(subject)) ||
                               amount.ends_with(last_word(own)) || ends_with_listed(own, bare) ||
                               names_end_of(subject, bare) || names_average_of(subject, bare) ||
                               is_equated(subject, bare) ||
                               (of_average && (names_averages(own) || names_averages(subject))) ||
                               names_measure(subject, match_key(measure)) ||
                               (decimals->number == 0 && names_money(subject, bare));
            // 面积保留两位小数，平均住房面积保留一位: of another cell than 住房面积.
            const bool of_others = !of_average && is_average_of(own, bare);
            if ((meant && !of_others) || of_shares || of_parts || of_days || of_all)
                return decimals->number;
            subject.clear();
        }
        subject += match_key(part);
        if (mark != "，") subject.clear();
    }
    return -1;
}

std::vector<std::string> decimal_notes(const xlsx::Grid& grid) {
    constexpr size_t kMostNotes = 20;
    std::vector<std::string> notes;
    for (const auto& [cell, content] : grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        bool note = text != nullptr && text->size() <= 6000 && find_decimals(*text).has_value();
        if (note && notes.size() < kMostNotes) notes.push_back(*text);
    }
    return notes;
}

bool refers_to_others(const xlsx::Grid& grid) {
    return std::ranges::any_of(grid.cells, [](const auto& cell) {
        const auto* text = std::get_if<std::string>(&cell.second.value);
        if (text == nullptr || text->size() > 6000) return false;
        if (text->contains("同“") && text->contains("”表")) return true;
        return std::ranges::any_of(
            std::array{"口径同", "同表", "同附表", "同上表", "同前表", "指标解释见", "口径见"},
            [&](const char* word) { return text->contains(word); });
    });
}

// 一家也没有的，合计数、最高数填0; 一家也没有的，一律填0. 最小产值空着 is none of it.
bool fills_zero(std::string_view sentence) {
    constexpr auto kNone = std::to_array<std::string_view>({"没有", "无"});
    constexpr auto kZero = std::to_array<std::string_view>({"填0", "填零", "填“0”"});
    constexpr auto kMost =
        std::to_array<std::string_view>({"最高", "最大", "最多", "一律", "均填", "都填", "各项"});
    constexpr auto kParts = std::to_array<std::string_view>({"，"});
    if (!has_any(sentence, kNone)) return false;
    while (!sentence.empty()) {
        const std::string_view part = take_clause(sentence, kParts);
        if (has_any(part, kZero) && has_any(part, kMost)) return true;
    }
    return false;
}

// Codes that stand alone over a column or before a row.
void read_codes(const SheetCells& cells, Vocabulary& words) {
    constexpr size_t kLongest = 60;  // bytes
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->empty() || text->size() > kLongest) continue;
        const Cut cut = words.cut(*text);
        const Token* told = nullptr;
        bool alone = true;
        for (const Token& token : cut.tokens) {
            const bool says = std::ranges::any_of(token.terms, [](const Term& term) {
                return term.kind == PhraseKind::kCondition || term.kind == PhraseKind::kNot;
            });
            alone = alone && (!says || told == nullptr);
            if (says) told = &token;
        }
        if (told == nullptr || !alone) continue;
        for (const Term& term : told->terms) {
            const Test* code = term.vague ? nullptr : code_in(term);
            const bool one = code != nullptr && code->words.size() == 1 && !code->others;
            if (one) words.name_code(term.ledger, *code);
        }
    }
}

// Bands that follow each other, where no note says of their ends.
static void read_following_bands(const SheetCells& cells, Vocabulary& words) {
    constexpr size_t kLongest = 60;  // bytes
    constexpr size_t kMostLabels = 500;
    constexpr auto kSaid =
        std::to_array<std::string_view>({"上限", "下限", "止点", "正好", "恰好", "含上", "本数"});
    std::vector<std::string> labels;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr) continue;
        if (has_any(*text, kSaid)) return;
        const bool number = text->find_first_of("0123456789") != std::string::npos;
        if (number && text->size() <= kLongest) labels.push_back(*text);
        if (labels.size() > kMostLabels) return;
    }
    if (bands_follow(words, labels)) words.define_bands();
}

void read_notes(const SheetCells& cells, Vocabulary& words) {
    constexpr size_t kMostNotes = 50;
    size_t read = 0;
    read_codes(cells, words);
    read_named_bands(cells, words);
    read_names(cells, words);
    read_age_days(cells, words);
    read_following_bands(cells, words);
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text != nullptr && text->size() <= 6000) read_own_period(*text, words);
        if (text == nullptr || text->size() < 24 || text->size() > 6000) continue;
        // 外出：县外省内（人） is a label, no definition.
        constexpr size_t kLongestLabel = 90;  // bytes
        const bool label = text->size() <= kLongestLabel;
        if (label && !dictionary::read_heading(*text).measure.empty()) continue;
        if (++read > kMostNotes) return;
        read_definitions(*text, cells, words);
        read_bounds(*text, words);
        for (std::string_view rest = *text; !rest.empty();) {
            const std::string_view sentence = take_clause(rest, kSentenceEnds);
            bool shares = sentence.contains("占比") || sentence.contains("百分比");
            bool all = sentence.contains("占全部") || sentence.contains("总数") ||
                       sentence.contains("全部");
            if (shares && all) words.share_of_all();
            if (fills_zero(sentence)) words.fill_zero_for_none();
            // “以下”及分档上限均不含本数
            if (sentence.contains("“以下”") && sentence.contains("不含本数")) {
                words.exclude_below();
                if (sentence.contains("上限")) words.define_bands();
            }
        }
        read_average_notes(*text, words);
        const bool households = text->contains("一户") || text->contains("按户");
        const bool any = text->contains("有一人") && text->contains("即计");
        if ((households && counts_once(*text)) || any) words.count_households_once();
        if (text->contains("以前”不含") || text->contains("年以前不含")) words.exclude_before();
        constexpr auto kThatDay = std::to_array<std::string_view>(
            {"以前含当日", "以前”含当日", "以前含本日", "以前均含当日", "以前包括当日"});
        if (has_any(*text, kThatDay)) words.include_before();
        read_zero_notes(*text, words);
        if (text->contains("以后”含")) words.include_after();
        read_bound_notes(*text, words);
        // “500—1000”含500、不含1000，余类推
        const bool example = text->contains("类推") && text->contains("含") &&
                             text->contains("不含") && text->contains("—");
        if (example) words.define_bands();
        bool least = text->contains("以上”含") || text->contains("“以上”含") ||
                     text->contains("下限含") || text->contains("下限均含");
        bool below = text->contains("以下”不含") || text->contains("以下不含");
        if (least && below) words.define_bands();
    }
}

}  // namespace yitao::recognise
