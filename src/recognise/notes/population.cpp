#include "recognise/notes/population.h"

#include <array>

#include "base/text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

// 户口在本地的人口, 户口所在地: what others call 户籍.
std::string with_register(std::string key) {
    for (auto [said, meant] : {std::pair("户口在本地的人口", "户籍人口"),
                               {"户籍在本地的人口", "户籍人口"},
                               {"户口所在地", "户籍"},
                               {"户口在本地", "户籍"},
                               {"户籍在本地", "户籍"},
                               {"具有本乡镇户籍", "为户籍"},
                               {"具有本村户籍", "为户籍"},
                               {"具有本镇户籍", "为户籍"},
                               {"具有本地户籍", "为户籍"},
                               {"户口", "户籍"}}) {
        for (size_t at = key.find(said); at != std::string::npos; at = key.find(said))
            key.replace(at, std::string_view(said).size(), meant);
    }
    return key;
}

// 各行都限14—35周岁登记人口: whom, behind ages.
std::string population_of_ages(std::string_view key) {
    constexpr auto kVerbs = std::to_array<std::string_view>({"限", "只填", "只统计", "仅统计"});
    const size_t verb = first_of(key, kVerbs);
    if (verb == key.size()) return "";
    std::string_view rest = key.substr(verb);
    const size_t age = rest.find("岁");
    if (age == std::string_view::npos || age > 36) return "";
    rest.remove_prefix(age + std::string_view("岁").size());
    for (std::string_view more : {"及以上", "及以下", "以上", "以下", "的"}) {
        if (rest.starts_with(more)) rest.remove_prefix(more.size());
    }
    for (std::string_view all : {"登记人口", "在册人口", "登记人员", "在册人员"}) {
        if (rest.starts_with(all)) return "在册人口";
    }
    for (std::string_view own : {"户籍", "本地户籍"}) {
        if (rest.starts_with(own)) return "户籍人口";
    }
    return rest.starts_with("常住") ? "常住人口" : "";
}

// 户籍的、外来的都算
bool counts_both(std::string_view key) {
    constexpr auto kOthers = std::to_array<std::string_view>({"外来", "流动", "流入", "外地"});
    constexpr auto kBoth = std::to_array<std::string_view>(
        {"都算", "都统计", "都计入", "均计入", "都填", "均统计", "都数", "都要算"});
    return (key.contains("户籍") || key.contains("本地")) && has_any(key, kOthers) &&
           has_any(key, kBoth);
}

// 户口在不在本地不限, 户籍在哪里不论; not 户籍人口不限年龄.
bool is_any_register(std::string_view key) {
    constexpr std::string_view kRegister = "户籍";
    constexpr auto kNo = std::to_array<std::string_view>(
        {"不限", "不论", "不问", "不看", "不管", "不拘", "不分", "不计"});
    constexpr size_t kFarthest = 30;  // bytes
    const size_t at = key.find(kRegister);
    if (at == std::string_view::npos) return false;
    const std::string_view rest = key.substr(at + kRegister.size(), kFarthest);
    const size_t no = first_of(rest, kNo);
    if (no >= rest.size()) return false;
    std::string_view behind = key.substr(at + kRegister.size() + no);
    take(behind, kNo);
    return behind.empty() || behind.starts_with(",") || behind.starts_with(";");
}

}  // namespace

std::string_view behind_reference(std::string_view clause) {
    constexpr std::string_view kColon = "：";
    constexpr auto kWhat = std::to_array<std::string_view>({"口径", "范围", "算法", "填法"});
    constexpr auto kSame = std::to_array<std::string_view>({"一致", "相同", "一样", "同"});
    const size_t colon = clause.find(kColon);
    const std::string_view label = clause.substr(0, std::min(colon, clause.size()));
    const bool refers = colon != std::string_view::npos && has_any(label, kWhat) &&
                        has_any(label, kSame) && !label.contains("不");
    return refers ? trim(clause.substr(colon + kColon.size())) : clause;
}

bool is_of_any_register(std::string_view clause) {
    return is_any_register(with_register(match_key(without_brackets(clause))));
}

std::string population_in(std::string_view clause) {
    const std::string bare = without_brackets(clause);
    const std::string key = with_register(match_key(bare));
    bool either = false;  // 不分户籍
    for (std::string_view no :
         {"不分", "不限", "不论", "不区分", "无论", "不管", "不看", "不问", "不受", "不拘"}) {
        for (std::string_view what : {"户籍", "是否户籍", "本地户籍", "户口", "人员户籍"})
            either = either || key.contains(std::string(no) + std::string(what));
    }
    either = either || is_any_register(key);
    constexpr auto kHere = std::to_array<std::string_view>(
        {"住在本地", "住在本村", "住在本镇", "住在本辖区", "住在这", "住在此", "在本地住",
         "在本地常住", "现居住在", "平时住", "平日住", "实际住", "人在本地"});
    const bool here = has_any(key, kHere);
    if (here && key.contains("或")) return "在册人口";  // 住在本村或登记在本村的
    if (either && here) return "常住人口";              // 平日住在本地的人口，户口在哪里不管
    if (either || counts_both(key)) return "在册人口";
    // 按户籍分: how its own columns divide.
    if (key.contains("按户籍分") || key.contains("按户籍状态分") || key.contains("按户籍划分") ||
        key.contains("按户籍类别分") || key.contains("按常住分"))
        return "";
    constexpr auto kAll = std::to_array<std::string_view>(
        {"按在册",         "按登记在册",     "以在册",         "以登记在册", "为在册",
         "为登记在册",     "均为在册",       "台账中的全部人", "从在册",     "从登记在册",
         "按在村登记",     "按登记人口",     "按登记人员",     "为全部在册", "为全部登记",
         "在册即",         "登记即",         "从登记，",       "填在册",     "用在册",
         "数在册",         "凡在册",         "都在册",         "都是在册",   "均是在册",
         "的所有家庭成员", "的全部家庭成员", "所有成员",       "全部成员",   "登记的全部人员",
         "登记的全部人口", "全部登记人口",   "全部登记人员"});
    constexpr auto kRegistered = std::to_array<std::string_view>(
        {"按户籍",       "按本地户籍",   "限户籍",         "限本地户籍", "只填本地户籍",
         "只填户籍",     "只统计户籍",   "只统计本地户籍", "仅统计户籍", "仅统计本地户籍",
         "为户籍",       "为本地户籍",   "以户籍",         "均指户籍",   "均指本地户籍",
         "只数户籍",     "只算户籍",     "只含户籍",       "仅含户籍",   "户籍口径",
         "采集户籍",     "采集本地户籍", "填户籍",         "填本地户籍", "用户籍",
         "用本地户籍",   "数户籍",       "数本地户籍",     "取户籍",     "取本地户籍",
         "报户籍",       "报本地户籍",   "是户籍人",       "是本地户籍", "须户籍",
         "户籍人口口径", "在户籍人口中", "从户籍人口中"});
    constexpr auto kLiving = std::to_array<std::string_view>(
        {"按常住",     "限常住",   "只填常住",     "只统计常住", "仅统计常住", "为常住",
         "为辖区常住", "以常住",   "均指常住",     "只含常住",   "仅含常住",   "只数常住",
         "只算常住",   "常住口径", "常住人口口径", "在常住人口", "从常住人口", "按实际居住",
         "都是常住",   "均是常住", "填常住",       "用常住",     "数常住",     "取常住",
         "报常住",     "采集常住", "按在本地常住", "按居住地",   "按住在"});
    const bool all = has_any(key, kAll);
    const bool registered = has_any(key, kRegistered);
    const bool living = has_any(key, kLiving) || here;
    if (all + registered + living == 0) return population_of_ages(key);
    if (all + registered + living != 1) return "";
    return all ? "在册人口" : registered ? "户籍人口" : "常住人口";
}

}  // namespace yitao::recognise
