#include "recognise/notes/limits.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "recognise/notes/addressed.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

// 注：, 填表须知：1., ★, （2）
std::string_view without_start(std::string_view sentence) {
    constexpr auto kLabels = std::to_array<std::string_view>(
        {"注：",       "说明：",     "备注：",     "附注：",     "提示：",     "要求：", "解释：",
         "填表说明：", "填表须知：", "填报说明：", "填报要求：", "填表要求：", "[说明]", "★",
         "※",          "·",          "—",          "（",         "、",         ".",      "．",
         "）",         "①",          "②",          "③",          "④",          "⑤",      "⑥",
         "一、",       "二、",       "三、",       "四、"});
    for (bool more = true; more && !sentence.empty();) {
        sentence = trim(sentence);
        more = take(sentence, kLabels);
        while (!sentence.empty() && is_digit(sentence[0])) {
            const std::string_view rest = sentence.substr(1);
            const bool number = rest.starts_with(".") || rest.starts_with("．") ||
                                rest.starts_with("、") || rest.starts_with("）");
            if (!number) break;
            sentence = rest;
            more = true;
        }
    }
    return sentence;
}

// 本表, 表内人员均, 以上各行都: the clause speaks of all rows. False: it begins with none of them.
bool take_all(std::string_view& clause) {
    constexpr auto kAll = std::to_array<std::string_view>(
        {"本表", "此表", "全表", "本册", "表中", "表内", "表列", "以上", "上述",
         "上列", "这里", "本次", "此次", "各行", "各栏", "各列", "各项", "各类",
         "两类", "三类", "四类", "五类", "所有", "一律", "统一", "均",   "都",
         "人员", "数据", "指标", "对象", "数字", "的",   "仅",   "，"});
    bool any = false;
    while (true) {
        const std::string_view before = clause;
        if (clause.starts_with("仅") || !take(clause, kAll)) break;
        any = true;
        if (clause.empty()) clause = before;
        if (clause == before) break;
    }
    return any;
}

// 只统计, 仅核对, 单列, 限: what limits; the clause goes on with whom.
bool take_limit(std::string_view& clause) {
    constexpr auto kOnly =
        std::to_array<std::string_view>({"只", "仅", "单", "专", "仅仅", "只能"});
    constexpr auto kVerbs = std::to_array<std::string_view>(
        {"统计", "填报", "填列", "填写", "填",   "报送", "上报", "报",   "核对", "核查",
         "核",   "反映", "列",   "列入", "登记", "登",   "采集", "排查", "摸排", "摸底",
         "摸",   "调查", "查",   "数",   "算",   "计算", "计",   "计入", "收录", "收",
         "汇总", "纳入", "包括", "包含", "含",   "涉及", "取",   "录入", "录",   "记",
         "看",   "限",   "限于", "抽取", "汇集", "测算", "监测", "走访"});
    constexpr auto kLimits = std::to_array<std::string_view>(
        {"限", "限于", "只限", "仅限", "只限于", "仅限于", "须为", "应为", "必须为", "必须是",
         "须是", "应是", "须均为", "均须为", "均应为"});
    std::string_view rest = clause;
    if (take(rest, kOnly) && take(rest, kVerbs)) {
        clause = rest;
        return true;
    }
    return take(clause, kLimits);
}

// 排查范围为, 统计对象：, 统计单位为
bool take_label(std::string_view& clause) {
    constexpr auto kOf = std::to_array<std::string_view>(
        {"统计", "填报", "排查", "核查", "核对", "登记", "调查", "摸底", "采集",   "监测",
         "测算", "走访", "汇总", "普查", "评估", "认定", "上报", "本表", "本表的", ""});
    constexpr auto kWhat =
        std::to_array<std::string_view>({"范围", "对象", "单位", "人群", "人员"});
    constexpr auto kIs =
        std::to_array<std::string_view>({"为", "是", "系", "限", "限于", "指", "均为"});
    std::string_view rest = clause;
    const bool of = take(rest, kOf);
    const bool range = rest.starts_with("范围");
    if (!take(rest, kWhat) || (!of && !range)) return false;
    std::string_view is = rest;
    const bool colon = take(is, std::to_array<std::string_view>({"：", ":"}));
    if (colon && !range) return false;  // 填报单位：
    if (!colon && !take(is, kIs)) return false;
    clause = is;
    return !is.empty();
}

// 就在营的主体而言, 在常住人口范围内统计, 从脱贫户里取: whom, between two words; empty: neither.
std::string_view between(std::string_view clause) {
    constexpr auto kStarts = std::to_array<std::string_view>({"就", "对", "在", "从", "按", "以"});
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"而言", "来说", "来讲", "范围内统计", "范围内取", "范围内填报", "范围统计", "范围内",
         "中统计", "中取", "中提取", "里取", "里统计", "中填报", "中数"});
    if (!take(clause, kStarts)) return {};
    for (std::string_view end : kEnds) {
        if (clause.ends_with(end) && clause.size() > end.size())
            return clause.substr(0, clause.size() - end.size());
    }
    return {};
}

// 除另有说明外，均为…; 凡未注明的，均为…: what follows is said of all but what says otherwise.
std::string_view without_reserve(std::string_view sentence) {
    constexpr auto kReserves = std::to_array<std::string_view>(
        {"除另有说明", "除另有注明",   "除特别说明",   "除特别注明", "除特殊说明",   "除有说明",
         "除有注明",   "除注明",       "除说明",       "除另行说明", "除另行注明",   "除单独注明",
         "除单独说明", "如无特别说明", "如无特殊说明", "如无说明",   "如未注明",     "如未说明",
         "无特别说明", "无特殊说明",   "凡未注明",     "凡未说明",   "没有另外说明", "未另行说明",
         "未特别说明", "未特别注明",   "未另外注明"});
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"者外，", "的外，", "以外，", "之外，", "外，", "的，", "者，", "，"});
    std::string_view rest = sentence;
    return take(rest, kReserves) && take(rest, kEnds) ? rest : sentence;
}

// 均为在册退役军人人数（不限户籍）, 以上都是建档立卡户: all cells count them; empty: it names none.
std::string_view counted_in(std::string_view clause) {
    constexpr auto kIs = std::to_array<std::string_view>({"为", "是", "系", "指"});
    constexpr auto kBrackets = std::to_array<std::string_view>({"（", "("});
    constexpr auto kWhat = std::to_array<std::string_view>(
        {"人数", "户数", "家数", "条数", "件数", "人员", "对象", "的人", "的户", "的数"});
    constexpr auto kOther =
        std::to_array<std::string_view>({"截至", "截止", "时点", "累计", "年", "月", "日", "或"});
    if (!take(clause, kIs)) return {};
    const std::string_view whom = clause.substr(0, first_of(clause, kBrackets));
    const bool counts = std::ranges::any_of(
        kWhat, [&](std::string_view end) { return whom.ends_with(end) && whom != end; });
    return counts && !has_any(whom, kOther) ? whom : std::string_view{};
}

// 本表党员、残疾、低保等各行，均指退役军人: what was named before are rows of the table.
bool names_rows(std::string_view clause) {
    constexpr auto kEnds =
        std::to_array<std::string_view>({"各行", "各栏", "各项", "各列", "各类", "等行", "等项"});
    return std::ranges::any_of(kEnds, [&](std::string_view end) { return clause.ends_with(end); });
}

// 资助对象指低保、特困人员, 两栏可有交叉: what the sentence goes on to say is of that.
bool names_one(std::string_view clause) {
    constexpr auto kOne = std::to_array<std::string_view>(
        {"指", "为", "两栏", "两行", "三栏", "该栏", "该行", "一栏", "一行", "“"});
    return has_any(clause, kOne) && !clause.starts_with("本表");
}

// Whom a clause limits its table to; empty: it does not.
std::string_view limited_by(std::string_view clause, bool of_rows) {
    constexpr auto kMeant =
        std::to_array<std::string_view>({"指", "均指", "都指", "为", "是", "属"});
    std::string_view rest = clause;
    const bool all = take_all(rest) || of_rows;
    if (take_label(rest)) return rest;
    rest = clause;
    take_all(rest);
    if (take_limit(rest)) return rest;
    if (all) {
        if (const std::string_view whom = between(rest); !whom.empty()) return whom;
        if (const std::string_view whom = counted_in(rest); !whom.empty()) return whom;
        if (of_rows && take(rest, kMeant)) return rest;
    }
    return {};
}

// 户籍、年龄不限, 现居何处不论, 外来参保的也在本镇发: it takes in, or says what is of no matter.
bool is_aside(std::string_view clause) {
    constexpr auto kNoMatter = std::to_array<std::string_view>(
        {"不限", "不论", "不分", "不问", "不管", "不看",   "无论", "不受", "不计较",
         "也",   "均算", "都算", "日期", "归月", "归期",   "归段", "截至", "缺一",
         "为准", "小数", "取整", "单位", "百分", "含本数", "首尾", "保留", "均含"});
    constexpr auto kIn = std::to_array<std::string_view>({"含", "包括", "包含", "连同"});
    return clause.empty() || first_of(clause, kIn) == 0 || has_any(clause, kTakesIn) ||
           has_any(clause, kNoMatter);
}

// 党员、团员, without the words that lead to them.
std::string bare_people(std::string_view text) {
    text = trim(text);
    for (std::string_view start : {"已是", "已经是", "凡", "凡是", "其中", "是"}) {
        if (text.starts_with(start)) text.remove_prefix(start.size());
    }
    return std::string(text);
}

// 本年已处置按处置日期: what a clause begins with, before it says how that is counted; empty:
// nothing.
std::string_view counted_so(std::string_view clause) {
    constexpr auto kVerbs = std::to_array<std::string_view>({"均按", "按", "以", "依", "看"});
    const size_t at = first_of(clause, kVerbs);
    return at < clause.size() ? trim(clause.substr(0, at)) : std::string_view{};
}

using Heads = std::function<bool(std::string_view)>;

void read_sentence(std::string_view sentence, const Heads& heads, std::vector<Limit>& limits) {
    constexpr auto kMarks = std::to_array<std::string_view>({"，", ","});
    constexpr auto kDefines = std::to_array<std::string_view>({"＝", "=", "÷", "≠"});
    sentence = without_reserve(without_start(sentence));
    constexpr auto kExcept = std::to_array<std::string_view>({"，除"});
    const std::string_view plain = sentence.substr(0, first_of(sentence, kExcept));
    if (sentence.starts_with("“") || has_any(sentence, kDefines) || all_but(plain)) return;
    Limit limit;
    bool of_rows = false;
    std::string subject;
    bool of_one = false;  // 低保户、监测户两栏可有交叉，仅统计住危房的户
    for (std::string_view rest = plain; !rest.empty();) {
        const std::string whole = with_both(trim(take_clause(rest, kMarks)));
        std::string_view clause = whole;
        std::string_view own = clause;
        const std::string_view whom = limited_by(clause, of_rows);
        if (!whom.empty() && !of_one) of_one = !subject.empty() && heads(subject);
        if (!whom.empty() && (!of_one || take_all(own))) {
            const bool within =
                has_any(clause, std::to_array<std::string_view>({"范围内", "里取", "中取"}));
            (within ? limit.within : limit.kept).emplace_back(whom);
            continue;
        }
        of_one = of_one || names_one(clause);
        if (subject.empty()) subject = counted_so(clause);
        of_rows = names_rows(clause);
        if (limit.kept.empty() && limit.within.empty()) continue;
        if (const std::string_view out = left_out_in(clause); !out.empty()) {
            limit.left_out.push_back(bare_people(out));
        } else if (!is_aside(clause) && !clause.contains("指")) {  // 领取人口指…: one word
            limit.more.push_back(whole);
        }
    }
    if (!limit.kept.empty() || !limit.within.empty()) limits.push_back(std::move(limit));
}

}  // namespace

std::string with_both(std::string_view clause) {
    constexpr auto kRegistered = std::to_array<std::string_view>({"户籍", "户口"});
    constexpr auto kLiving = std::to_array<std::string_view>(
        {"常住", "居住", "居住地", "常住地", "现住地", "住处", "人", "住", "现居地", "实际居住"});
    constexpr auto kJoins = std::to_array<std::string_view>({"、", "和", "与", "及"});
    constexpr auto kBoth = std::to_array<std::string_view>(
        {"均在本", "都在本", "全在本", "同在本", "均在此", "都在此", "皆在本", "均属本", "都属本"});
    constexpr auto kPlaces = std::to_array<std::string_view>(
        {"地", "镇", "村", "辖区", "乡", "社区", "区", "街道", "乡镇", ""});
    for (std::string_view registered : kRegistered) {
        const size_t at = clause.find(registered);
        if (at == std::string_view::npos) continue;
        std::string_view rest = clause.substr(at + registered.size());
        take(rest, std::to_array<std::string_view>({"地"}));
        if (!take(rest, kJoins) || !take(rest, kLiving) || !take(rest, kBoth)) continue;
        take(rest, kPlaces);
        return std::string(clause.substr(0, at)) + "户籍在本地且常住" + std::string(rest);
    }
    return std::string(clause);
}

std::string_view left_out_in(std::string_view clause) {
    constexpr auto kStarts = std::to_array<std::string_view>(
        {"不含", "不包括", "不包含", "不计", "不算", "剔除", "扣除", "除去", "排除", "去掉",
         "不统计", "不报", "不列", "但不含", "但不包括", "其中不含"});
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"除外",       "以外",     "剔除",         "扣除",   "排除",     "不算",   "不计",
         "不列",       "不报",     "不统计",       "不在内", "不在此列", "不含",   "不包括",
         "不列入",     "不纳入",   "不计入",       "不登记", "不填",     "不数",   "不进表",
         "不含在内",   "不作统计", "不予统计",     "不摸",   "不摸排",   "不采集", "不查",
         "不核",       "不登",     "不监测",       "不上报", "不录",     "不录入", "不纳",
         "不统计在内", "不必报",   "不在统计之列", "略去",   "从略",     "去掉"});
    constexpr auto kThen =
        std::to_array<std::string_view>({"的", "也", "均", "都", "一律", "应", "须", "要", "应当",
                                         "应予", "予以", "全部", "则", "户", "者"});
    std::string_view who = trim(clause);
    constexpr auto kNobody = std::to_array<std::string_view>({"入", "在内", "算", "列", "0"});
    if (take(who, kStarts)) {
        const bool nobody = who.empty() || std::ranges::any_of(kNobody, [&](std::string_view one) {
                                return who.starts_with(one);
                            });
        return nobody ? std::string_view{} : who;
    }
    std::string_view end;
    for (std::string_view one : kEnds) {
        if (who.ends_with(one) && one.size() > end.size()) end = one;
    }
    if (end.empty()) return {};
    who.remove_suffix(end.size());
    if (end == "以外" && who.starts_with("除")) who.remove_prefix(std::string_view("除").size());
    for (bool more = true; more;) {
        more = false;
        for (std::string_view then : kThen) {
            if (!who.ends_with(then) || then == "户" || then == "者") continue;
            who.remove_suffix(then.size());
            more = true;
        }
    }
    return who;
}

std::vector<Limit> limits_of(std::string_view note, const Heads& heads) {
    constexpr size_t kMost = 20;
    constexpr size_t kLongest = 400;  // bytes
    std::vector<Limit> limits;
    while (!note.empty() && limits.size() < kMost) {
        const std::string_view sentence = take_clause(note, kSentenceEnds);
        if (sentence.size() <= kLongest) read_sentence(sentence, heads, limits);
    }
    return limits;
}

}  // namespace yitao::recognise
