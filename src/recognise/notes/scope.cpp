#include "recognise/notes/scope.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "base/text.h"
#include "recognise/notes/addressed.h"
#include "recognise/notes/population.h"
#include "recognise/notes/whose.h"
#include "recognise/structure/heading_text.h"
#include "recognise/text/clauses.h"
#include "recognise/text/happened.h"

namespace yitao::recognise {

namespace {

constexpr int kMostNumber = 999;

// 除注明按户籍统计的以外 …, 没有写明户籍、常住的 …: what follows speaks of the others.
constexpr auto kUnsaid = std::to_array<std::string_view>(
    {"没有写明", "未写明",     "没有注明",   "未注明",     "未标明",     "没有标明",
     "未说明",   "没有说明",   "未特别注明", "未特别说明", "未另注明",   "未作说明",
     "未指明",   "除注明",     "除另有注明", "除另有说明", "除特别注明", "除有说明",
     "除写明",   "除专门写明", "除专门注明", "除专门说明", "除标明",     "没有缀",
     "未缀",     "没缀",       "没有带",     "不带",       "未带",       "没写",
     "未冠",     "没有冠",     "没标",       "没注明",     "未加注",     "没有加注"});

// What the clause is of: 婴幼儿; empty: it speaks of the table.
std::string before_unsaid(std::string_view clause) {
    for (std::string_view word : kUnsaid) {
        size_t at = clause.find(word);
        if (at == std::string_view::npos) continue;
        const std::string subject = match_key(trim(clause.substr(0, at)));
        size_t length = code_point_count(subject);
        bool all = length < 2 || length > 10 || subject.contains("本表") ||
                   subject.contains("各") || subject.contains("人数") || subject.contains("人口") ||
                   subject.contains("以上") || subject.contains("其他") || subject.contains(",") ||
                   subject.contains("项目") || subject.contains("指标") || subject.contains("凡") ||
                   subject.contains("表");
        return all ? "" : subject;
    }
    return "";
}

std::string_view behind_unsaid(std::string_view clause, bool& unsaid) {
    for (std::string_view word : kUnsaid) {
        size_t at = clause.find(word);
        if (at == std::string_view::npos) continue;
        unsaid = true;
        for (std::string_view end :
             {"的，", "外，", "外均", "外都", "的均", "的都", "的按", "时，"}) {
            size_t stop = clause.find(end, at);
            if (stop == std::string_view::npos) continue;
            return clause.substr(stop + std::string_view("的").size());
        }
        return clause.substr(at + word.size());
    }
    return clause;
}

// 第1至6栏, 第一、二部分, 一至四项, 21—24: which numbers, and of what. False: the text begins with
// none.
bool take_numbers(std::string_view text, ScopeNote& note) {
    constexpr auto kTo =
        std::to_array<std::string_view>({"—", "－", "-", "至", "到", "～", "~", "–"});
    constexpr auto kAnd = std::to_array<std::string_view>({"、", "和", "及", "与", ","});
    constexpr auto kOrdinal = std::to_array<std::string_view>({"第"});
    constexpr auto kWhat = std::to_array<std::string_view>({"栏", "列", "行", "项"});
    for (std::string_view start : {"本表", "表中", "除外", "其中"}) {
        if (text.starts_with(start)) text.remove_prefix(start.size());
    }
    if (const auto places = take_places(text)) {
        note.numbers = places->numbers;
        note.of = places->rows ? ScopeNote::Of::kRows : ScopeNote::Of::kColumns;
        return true;
    }
    bool ordinal = take(text, kOrdinal);
    bool chinese = false;
    constexpr std::string_view kTable = "表";  // 表一限本地户籍
    if (text.starts_with(kTable)) {
        std::string_view rest = text.substr(kTable.size());
        note.of_table = take_number(rest, chinese) > 0 && chinese;
        if (note.of_table) text.remove_prefix(kTable.size());
        chinese = false;
    }
    take_code_letter(text);
    int last = take_number(text, chinese);
    if (last == 0) return false;
    note.numbers = {last};
    for (bool more = true; more && note.numbers.size() < 60;) {
        more = false;
        std::string_view rest = text;
        take(rest, kWhat);  // 第2栏至第13栏
        bool range = take(rest, kTo);
        if (!range && !take(rest, kAnd)) break;
        take(rest, kOrdinal);
        take_code_letter(rest);
        int next = take_number(rest, chinese);
        if (next == 0 || next > kMostNumber) break;
        for (int i = range ? last + 1 : next; i <= next; ++i) note.numbers.push_back(i);
        last = next;
        text = rest;
        more = true;
    }
    constexpr auto kCounts = std::to_array<std::string_view>({"两", "二", "三", "四", "各"});
    if (std::string_view rest = text; take(rest, kCounts) && take(rest, kWhat))  // 4、5两项
        text.remove_prefix(kCounts[0].size());
    if (text.starts_with("栏") || text.starts_with("列")) {
        note.of = ScopeNote::Of::kColumns;
    } else if (text.starts_with("行")) {
        note.of = ScopeNote::Of::kRows;
    } else if (text.starts_with("部分") || text.starts_with("大项") || chinese) {
        note.of = ScopeNote::Of::kChapters;
    } else if (ordinal || text.starts_with("项")) {
        note.of = ScopeNote::Of::kRows;
    } else {
        note.of = ScopeNote::Of::kCodes;
        constexpr auto kVerbs =
            std::to_array<std::string_view>({"按", "限", "只", "仅", "为", "均", "都", "不"});
        return take(text, kVerbs);
    }
    return true;
}

// “迁入”按迁入日期、“本月出生”按出生日期统计，均不区分户籍; 低保对象、残疾人都按在册人员填.
std::vector<std::string> names_in(std::string_view clause) {
    std::vector<std::string> names;
    auto add = [&](std::string_view name) {
        std::string key = bare_heading(without_row_word(trim(name)));
        size_t length = code_point_count(key);
        if (length >= 2 && length <= 16) names.push_back(std::move(key));
    };
    constexpr std::string_view kOpen = "“";
    constexpr std::string_view kClose = "”";
    for (size_t at = clause.find(kOpen); at != std::string_view::npos;) {
        size_t close = clause.find(kClose, at);
        if (close == std::string_view::npos) break;
        add(clause.substr(at + kOpen.size(), close - at - kOpen.size()));
        at = clause.find(kOpen, close);
    }
    if (!names.empty()) return names;
    size_t stop = clause.size();
    for (std::string_view verb :
         {"均",     "都",     "按",     "限",     "只",     "仅",     "以",     "不分",
          "不限",   "不论",   "不区分", "无论",   "不管",   "是",     "为",     "，",
          "填全部", "填在册", "填登记", "填户籍", "填常住", "填本地", "用户籍", "用常住",
          "取户籍", "取常住", "不问",   "不受",   "不看",   "从登记"}) {
        stop = std::min(stop, clause.find(verb));
    }
    if (stop == 0 || stop == clause.size()) return names;
    std::string_view list = clause.substr(0, stop);
    for (size_t from = 0; from <= list.size();) {
        constexpr std::string_view kMark = "、";
        size_t to = std::min(list.find(kMark, from), list.size());
        add(list.substr(from, to - from));
        from = to + kMark.size();
    }
    return names;
}

// 低保、特困填全部登记人员，不限残疾人，不分户籍: whom the title names does not matter there;
// empty: nothing but whose people they are.
std::string of_no_matter_in(std::string_view clause) {
    constexpr auto kAny = std::to_array<std::string_view>({"不限", "不限于", "不论是否"});
    constexpr auto kWhose =
        std::to_array<std::string_view>({"户籍", "户口", "常住", "年龄", "性别"});
    constexpr auto kMarks = std::to_array<std::string_view>({"，", "、", "；"});
    std::string said;
    while (!clause.empty()) {
        std::string_view part = trim(take_clause(clause, kMarks));
        if (take(part, kAny) && !part.empty() && !has_any(part, kWhose))
            said += "，" + std::string(part) + "不限";
    }
    return said;
}

// 甲表, 乙表: a table of the sheet, by its order.
bool is_table_in_order(std::string_view name) {
    constexpr auto kOrder =
        std::to_array<std::string_view>({"甲", "乙", "丙", "丁", "左", "右", "上", "下"});
    return name.ends_with("表") && code_point_count(name) == 2 &&
           std::ranges::any_of(kOrder, [&](std::string_view one) { return name.starts_with(one); });
}

// 全部登记人员，不分户籍: everybody, and no heading is called so.
bool begins_with_all(std::string_view clause) {
    constexpr auto kAll = std::to_array<std::string_view>({"全部", "所有", "台账全部"});
    constexpr auto kPeople = std::to_array<std::string_view>(
        {"登记人员", "登记人口", "在册人员", "在册人口", "人员", "人口"});
    return take(clause, kAll) && take(clause, kPeople) &&
           (clause.empty() || clause.starts_with("，"));
}

bool speaks_of_all(std::string_view clause) {
    constexpr auto kAll = std::to_array<std::string_view>(
        {"各栏",     "各项",   "各行",     "各列",     "本表",     "表中",   "表内",
         "所有",     "人口类", "各类人员", "各类人群", "人员一律", "人员均", "人口一律",
         "统计对象", "期末数", "本期数",   "人数均",   "人口均",   "指标均", "数据均"});
    return has_any(clause, kAll) || speaks_of_tables(clause);
}

// 一、本表前两行限户籍人口: the number of the sentence; 一、二部分 names two.
bool take_numeral(std::string_view& clause) {
    constexpr std::string_view kMark = "、";
    std::string_view rest = clause;
    bool chinese = false;
    if (take_number(rest, chinese) == 0 || !chinese || !rest.starts_with(kMark)) return false;
    rest.remove_prefix(kMark.size());
    std::string_view next = rest;
    if (take_number(next, chinese) > 0) return false;
    clause = rest;
    return true;
}

// 注：, 1．, ①, （1）
std::string_view without_number(std::string_view clause) {
    clause = trim(clause);
    size_t colon = clause.find("：");
    if (colon != std::string_view::npos && colon <= 18)
        clause = trim(clause.substr(colon + std::string_view("：").size()));
    if (take_numeral(clause)) return clause;
    if (take(clause, kCircledNumbers)) return clause;
    size_t digits = 0;
    while (digits < clause.size() && is_digit(clause[digits])) ++digits;
    for (std::string_view mark : {".", "．", "、", "）", ")"}) {
        bool range = mark == "、" && digits + 3 < clause.size() && is_digit(clause[digits + 3]);
        if (digits > 0 && clause.substr(digits).starts_with(mark) && !range)
            return clause.substr(digits + mark.size());
    }
    return clause;
}

// Whom some cells count is said, and in words nobody knows.
bool speaks_of_people(std::string_view clause) {
    constexpr auto kWhom = std::to_array<std::string_view>({"户口", "户籍", "常住", "居住"});
    constexpr auto kOnly =
        std::to_array<std::string_view>({"限", "只", "仅", "口径", "不分", "按", "不含"});
    return has_any(clause, kWhom) && has_any(clause, kOnly);
}

// Where two headings are joined; not the 及 of 涉及 or 及以上.
size_t joining_at(std::string_view piece, std::string_view mark) {
    constexpr std::string_view kAbout = "涉";
    constexpr std::string_view kBound = "以";
    for (size_t at = piece.find(mark); at != std::string_view::npos;
         at = piece.find(mark, at + 1)) {
        if (piece.substr(0, at).ends_with(kAbout)) continue;
        if (!piece.substr(at + mark.size()).starts_with(kBound)) return at;
    }
    return std::string_view::npos;
}

// 受理及处理结果: both; 涉及金额 is one. False: too short or too long for a heading.
bool add_joined(std::string_view piece, std::vector<std::string>& names) {
    constexpr size_t kLeast = 2;
    constexpr size_t kMost = 16;
    constexpr auto kJoining = std::to_array<std::string_view>({"以及", "及", "和", "与"});
    for (std::string_view mark : kJoining) {
        if (piece.ends_with(mark)) piece.remove_suffix(mark.size());
    }
    const auto is_name = [](std::string_view text) {
        const size_t length = code_point_count(text);
        return length >= kLeast && length <= kMost;
    };
    for (std::string_view mark : kJoining) {
        const size_t at = joining_at(piece, mark);
        if (at == std::string_view::npos) continue;
        const std::string left = bare_heading(trim(piece.substr(0, at)));
        const std::string right = bare_heading(trim(piece.substr(at + mark.size())));
        if (!is_name(left) || !is_name(right)) continue;
        names.insert(names.end(), {left, right});
        return true;
    }
    names.push_back(bare_heading(piece));
    return is_name(names.back());
}

// 平均每场人次按1—10月累计计算, 受理纠纷、查出隐患为本年1—10月累计: of which time headings are.
bool read_time(std::string_view clause, ScopeNote& note) {
    clause = clause.substr(0, clause.find("，"));
    constexpr auto kVerbs = std::to_array<std::string_view>({"均按", "均为", "按", "为"});
    constexpr auto kEnds = std::to_array<std::string_view>({"计算", "统计", "平均"});
    constexpr auto kThisYear = std::to_array<std::string_view>({"本年", "今年", "当年"});
    size_t by = first_of(clause, kVerbs);
    const auto [verb, happened] = happened_in(clause);
    if (!happened.empty()) by = verb;
    if (by >= clause.size() || by == 0) return false;
    std::string_view when = clause.substr(by);
    take(when, kVerbs);
    when = when.substr(0, first_of(when, kEnds));
    std::string_view months = when;
    take(months, kThisYear);
    const std::string key = match_key(months);
    const bool counted = begins_with_digit(key) && key.contains("月") && key.ends_with("累计");
    constexpr auto kTimes = std::to_array<std::string_view>({"本年累计", "全年累计", "今年累计"});
    const bool known = std::ranges::find(kTimes, match_key(when)) != kTimes.end();
    if (!counted && !known && happened.empty()) return false;
    note.of = ScopeNote::Of::kNames;
    std::string_view names = clause.substr(0, by);
    constexpr auto kMark = std::to_array<std::string_view>({"、", "“", "”"});
    while (!names.empty()) {
        const std::string_view piece = trim(take_clause(names, kMark));
        if (!piece.empty() && !add_joined(piece, note.names)) return false;
    }
    note.says = !happened.empty() ? happened : std::string(counted ? months : when);
    note.time = true;
    return true;
}

// 16—59岁两栏均不含在校学生: of the columns that are called so, and not only of whom they name.
bool read_left_out(std::string_view clause, ScopeNote& note) {
    constexpr auto kLeaves = std::to_array<std::string_view>(
        {"栏均不含", "栏不含", "栏都不含", "栏均不包括", "栏不包括", "列均不含", "列不含"});
    constexpr auto kCounts = std::to_array<std::string_view>({"这两", "两", "三", "各", "该"});
    std::string_view of = clause.substr(0, first_of(clause, kLeaves));
    if (of.size() == clause.size()) return false;
    for (std::string_view count : kCounts) {
        if (!of.ends_with(count)) continue;
        of.remove_suffix(count.size());
        break;
    }
    const std::string name = match_key(trim(of));
    if (code_point_count(name) < 3) return false;
    note.of = ScopeNote::Of::kNames;
    note.names = {name};
    note.unread = true;
    return true;
}

// 低保对象为全部在册人员，务农人员均在户籍人口中统计: each part of its own people.
bool says_of_several(std::string_view clause) {
    constexpr auto kComma = std::to_array<std::string_view>({"，"});
    size_t parts = 0;
    while (!clause.empty()) parts += population_in(take_clause(clause, kComma)).empty() ? 0 : 1;
    return parts > 1;
}

// 除最后一行外，各行都只看本年受理的: of which time the others are; empty: it does not say.
std::string time_of_others(std::string_view said) {
    constexpr auto kStarts = std::to_array<std::string_view>(
        {"各行", "各栏", "各项", "其余", "其他", "本表", "均", "都", "一律", "只", "仅",  "看",
         "统计", "按",   "为",   "是",   "指",   "算",   "填", "报", "数",   "计", "反映"});
    while (take(said, kStarts)) {
    }
    return happened_when(said.substr(0, said.find("，")));
}

// 除“外来青年”一行外，都只采集本地户籍的: of all but those. False: it says no such thing.
bool read_all_but(std::string_view clause, std::vector<ScopeNote>& notes) {
    const auto others = all_but(clause);
    if (!others || has_any(clause, kUnsaid)) return false;
    ScopeNote note;
    note.says = population_in(others->said);
    if (note.says.empty()) {
        note.says = time_of_others(others->said);
        note.time = !note.says.empty();
    }
    if (note.says.empty()) return false;
    ScopeNote but;
    // 除W24、W25外: codes, which else a verb tells from amounts.
    const std::string codes = std::string(others->but) + "按";
    if (!take_numbers(others->but, but) && !take_numbers(codes, but)) {
        but.of = ScopeNote::Of::kNames;
        but.names = names_in(codes);
    }
    if (but.names.empty() && but.numbers.empty()) return false;
    note.but.push_back(std::move(but));
    notes.push_back(std::move(note));
    return true;
}

// ★：平日住在本地的人口; （户）——按户籍: of what is marked so.
void read_marked(std::string_view clause, std::vector<ScopeNote>& notes) {
    const auto marked = marked_in(clause);
    if (!marked) return;
    ScopeNote note;
    note.of = ScopeNote::Of::kMarks;
    note.names = {marked->mark};
    note.says = population_in(marked->said);
    if (note.says.empty()) note.says = population_in("按" + std::string(marked->said));
    note.unread = note.says.empty() && speaks_of_people(marked->said);
    if (!note.says.empty() || note.unread) notes.push_back(std::move(note));
}

// A clause, and what its parts say of other numbers: 21—24按户籍统计，25按常住统计.
// 人均年收入按收入已登记的务工人员计算, “在校学生”均在适龄儿童少年范围内统计: who some cells count.
bool read_named_limit(std::string_view clause, ScopeNote& note) {
    constexpr auto kStarts =
        std::to_array<std::string_view>({"均在", "都在", "只在", "仅在", "均从", "都从", "按"});
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"范围内统计", "范围内计算", "范围内填报", "中统计", "中计算", "计算", "平均", "核算"});
    constexpr auto kOther = std::to_array<std::string_view>(
        {"日期", "时间", "户籍", "常住", "在册", "口径", "标准", "比例", "公顷", "合计", "加权",
         "除以", "÷",    "总数", "分别", "另行", "累计", "实际", "人数", "原值", "折算"});
    constexpr auto kTotals = std::to_array<std::string_view>({"合计", "总计", "小计"});
    constexpr auto kMarks = std::to_array<std::string_view>({"、", "和", "及", "与"});
    const std::string bare = without_brackets(clause);
    const size_t start = first_of(bare, kStarts);
    const auto* end =
        std::ranges::find_if(kEnds, [&](std::string_view one) { return bare.ends_with(one); });
    if (start == 0 || start >= bare.size() || end == kEnds.end()) return false;
    std::string_view object = std::string_view(bare).substr(start);
    take(object, kStarts);
    if (object.size() <= end->size()) return false;
    object.remove_suffix(end->size());
    // 收入已登记的务工人员, 有耕地登记的户: averages are of those whose amount is known anyway.
    constexpr std::string_view kKnown = "登记";
    constexpr std::string_view kOf = "的";
    if (const size_t known = object.find(kKnown); known != std::string_view::npos) {
        const size_t of = object.find(kOf, known);
        object.remove_prefix(of == std::string_view::npos ? object.size() : of + kOf.size());
    }
    if (has_any(object, kOther) || object.find_first_of("0123456789") != object.npos) return false;
    std::string_view subject = std::string_view(bare).substr(0, start);
    note.of = ScopeNote::Of::kNames;
    if (subject.contains("“")) note.names = names_in(subject);
    while (note.names.empty() && !subject.empty()) {
        const std::string name = bare_heading(without_row_word(trim(take_clause(subject, kMarks))));
        if (code_point_count(name) < 2 || has_any(name, kTotals)) return false;
        note.names.push_back(name);
    }
    note.says = object;
    note.limit = true;
    return !note.names.empty();
}

// 均限户籍人口中16—59周岁（含16、59周岁）的: 16—59周岁; empty: no age is told.
std::string ages_in(std::string_view clause) {
    constexpr std::string_view kAge = "岁";
    constexpr auto kBetween =
        std::to_array<std::string_view>({"—", "－", "-", "～", "~", "至", "周"});
    constexpr auto kEnds = std::to_array<std::string_view>({"及以上", "以上", "及以下", "以下"});
    const std::string bare = without_brackets(clause);
    const size_t age = bare.find(kAge);
    if (age == std::string::npos) return "";
    size_t from = age;
    const auto goes_back = [&](std::string_view mark) {
        return std::string_view(bare).substr(0, from).ends_with(mark);
    };
    while (from > 0) {
        const auto mark = std::ranges::find_if(kBetween, goes_back);
        if (mark != kBetween.end()) {
            from -= mark->size();
        } else if (is_digit(bare[from - 1])) {
            --from;
        } else {
            break;
        }
    }
    if (!is_digit(bare[from])) return "";
    std::string_view behind = std::string_view(bare).substr(age + kAge.size());
    const size_t before = behind.size();
    const bool bound = take(behind, kEnds);
    std::string ages = bare.substr(from, age + kAge.size() + before - behind.size() - from);
    const bool range = first_of(ages, std::span(kBetween).first(kBetween.size() - 1)) < ages.size();
    if (bound || range) return ages;
    const bool reached = std::string_view(bare).substr(0, from).ends_with("满");  // 年满60周岁
    return reached ? ages + "及以上" : "";
}

void read_clause(std::string_view clause, std::vector<ScopeNote>& notes) {
    read_marked(clause, notes);
    // 三类对象均限本地户籍，除第09行外不看是否常住
    constexpr auto kExcept = std::to_array<std::string_view>({"，除"});
    if (const size_t except = first_of(clause, kExcept); except < clause.size()) {
        read_clause(clause.substr(0, except), notes);
        return read_clause(clause.substr(except + std::string_view("，").size()), notes);
    }
    if (read_all_but(without_number(clause), notes)) return;
    clause = behind_reference(without_number(clause));
    // 各行均按在本地常住的填，故“本地户口”不等于户籍人口: what follows from it says nothing new.
    clause = clause.substr(
        0, first_of(clause, std::to_array<std::string_view>({"，故", "，因此", "，所以"})));
    bool defines = clause.contains("指") || clause.contains("＝") || clause.contains("即");
    bool denies = has_any(clause, std::to_array<std::string_view>({"≠", "不同", "不等于", "不是"}));
    if (denies || clause.size() > 400) return;
    ScopeNote note;
    bool unsaid = false;
    const std::string subject = before_unsaid(clause);
    clause = behind_unsaid(clause, unsaid);
    if (unsaid && !subject.empty()) {  // 婴幼儿除注明常住的外，按登记在册统计
        note.says = population_in(clause);
        note.of = ScopeNote::Of::kNames;
        note.names = {subject};
        if (!note.says.empty()) notes.push_back(note);
        return;
    }
    if (!unsaid && take_numbers(clause, note)) {
        constexpr std::string_view kComma = "，";
        size_t next = std::string_view::npos;
        for (size_t at = clause.find(kComma); at != std::string_view::npos;
             at = clause.find(kComma, at + 1)) {
            ScopeNote other;
            const std::string_view more = clause.substr(at + kComma.size());
            // 第1栏为户籍人口，其余各栏不受户籍限制
            const bool others = more.starts_with("其余") || more.starts_with("其他各");
            if (!others && !take_numbers(more, other)) continue;
            next = at;
            break;
        }
        const std::string_view own = clause.substr(0, next);
        note.says = population_in(own);
        if (note.says.empty() && own.ends_with("行不限")) note.says = "在册人口";  // 末行不限
        note.unread =
            note.of == ScopeNote::Of::kColumns && note.says.empty() && speaks_of_people(own);
        if (!note.says.empty() || note.unread) notes.push_back(note);
        if (std::string ages = ages_in(own); !note.says.empty() && !ages.empty()) {
            note.says = std::move(ages);
            note.limit = true;
            notes.push_back(note);
        }
        if (next != std::string_view::npos) read_clause(clause.substr(next + kComma.size()), notes);
        return;
    }
    if (read_left_out(clause, note)) return notes.push_back(note);
    constexpr auto kCommas = std::to_array<std::string_view>({"，"});
    for (std::string_view rest = clause; !rest.empty();) {
        ScopeNote limit;
        if (read_named_limit(take_clause(rest, kCommas), limit)) notes.push_back(std::move(limit));
    }
    // 除注明不限的以外，均在18—59岁户籍妇女范围内统计: who they are, which no heading repeats.
    constexpr auto kWithin = std::to_array<std::string_view>({"范围内统计", "范围内填报"});
    if (unsaid && has_any(clause, kWithin) && population_in(clause).empty()) {
        note.unread = true;
        return notes.push_back(note);
    }
    note.says = population_in(clause);
    if (note.says.empty() && !unsaid && says_of_several(clause)) {
        constexpr auto kComma = std::to_array<std::string_view>({"，"});
        while (!clause.empty()) read_clause(take_clause(clause, kComma), notes);
        return;
    }
    if (note.says.empty() && read_time(clause, note)) {
        notes.push_back(note);
        return;
    }
    if (note.says.empty() || (defines && !unsaid && !clause.contains("均指"))) return;
    constexpr auto kBare =
        std::to_array<std::string_view>({"按", "均按", "都按", "统一按", "一律按"});
    std::string_view rest = clause;
    if (unsaid || speaks_of_all(clause) || take(rest, kBare) || begins_with_all(clause)) {
        note.unsaid = unsaid;
        notes.push_back(note);
        return;
    }
    // “老年人”口径为本地户籍、年满60周岁 says what the word means; other notes read that.
    constexpr auto kMeans = std::to_array<std::string_view>(
        {"口径为", "口径是", "为本地户籍", "为户籍", "为常住", "为在册", "为登记"});
    if (has_any(clause, kMeans)) return;
    note.of = ScopeNote::Of::kNames;
    note.says += of_no_matter_in(clause);
    note.names = names_in(clause);
    note.of_table = note.of_table || std::ranges::any_of(note.names, is_table_in_order);
    if (!note.names.empty()) notes.push_back(note);
}

}  // namespace

// 1栏为台账中的全部人员；8—10栏同: the note before, of other numbers too.
static bool repeats_last(std::string_view clause, std::vector<ScopeNote>& notes) {
    clause = trim(clause);
    const bool same = clause.ends_with("栏同") || clause.ends_with("行同");
    if (notes.empty() || !same || clause.size() > 40) return false;
    ScopeNote note = notes.back();
    if (!take_numbers(clause, note)) return false;
    notes.push_back(std::move(note));
    return true;
}

// 法定劳动年龄指…: the word; empty: the clause explains none.
static std::string word_explained(std::string_view clause) {
    constexpr auto kMeans = std::to_array<std::string_view>({"是指", "系指", "指"});
    constexpr size_t kLeast = 3;  // characters
    constexpr size_t kMost = 10;
    clause = without_number(clause);
    const size_t at = first_of(clause, kMeans);
    if (at >= clause.size()) return {};
    std::string word(trim(clause.substr(0, at)));
    erase_all(word, std::to_array<std::string_view>({"“", "”"}));
    const size_t length = code_point_count(word);
    const bool plain = !has_any(word, std::to_array<std::string_view>({"，", "、", "均", "都"}));
    return plain && length >= kLeast && length <= kMost ? word : std::string{};
}

// 101至114均限于这一年龄范围: those rows are of the word explained right before; asked where none
// was. False: the clause refers to no such thing.
static bool read_limit_before(std::string_view clause, const std::string& word,
                              std::vector<ScopeNote>& notes) {
    constexpr auto kThis = std::to_array<std::string_view>({"这一", "上述", "该", "此", "前述"});
    constexpr auto kRange = std::to_array<std::string_view>({"年龄范围", "年龄段", "范围"});
    constexpr auto kLimits =
        std::to_array<std::string_view>({"限于", "限", "按", "只统计", "只填", "仅统计", "在"});
    constexpr auto kComma = std::to_array<std::string_view>({"，"});
    bool read = false;
    while (!clause.empty()) {
        const std::string_view part = trim(take_clause(clause, kComma));
        std::string_view rest = part.substr(first_of(part, kLimits));
        ScopeNote note;
        const bool refers = take(rest, kLimits) && take(rest, kThis) && take(rest, kRange);
        if (!refers || !take_numbers(part, note)) continue;
        note.says = word;
        note.limit = !word.empty();
        note.unread = word.empty();
        notes.push_back(std::move(note));
        read = true;
    }
    return read;
}

std::vector<ScopeNote> scope_notes(std::string_view text) {
    constexpr size_t kMostNotes = 40;
    std::vector<ScopeNote> notes;
    std::string explained;  // by the clause before
    if (const std::string_view remark = remark_of_measure(text); !remark.empty()) text = remark;
    while (!text.empty() && notes.size() < kMostNotes) {
        const std::string_view clause = take_clause(text, kSentenceEnds);
        const std::string before = std::exchange(explained, word_explained(clause));
        if (repeats_last(clause, notes) || read_limit_before(clause, before, notes)) continue;
        read_clause(clause, notes);
    }
    return notes;
}

bool speaks_of_tables(std::string_view text) {
    constexpr auto kTables = std::to_array<std::string_view>(
        {"两表", "二表", "三表", "各表", "两张表", "三张表", "各张表", "以下表"});
    return has_any(text, kTables);
}

std::vector<ScopeNote> general_notes(const xlsx::Grid& grid) {
    std::vector<ScopeNote> general;
    for (const auto& [cell, content] : grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > 6000 || !has_any(*text, kUnsaid)) continue;
        for (ScopeNote& note : scope_notes(*text)) {
            if (note.unsaid && note.of == ScopeNote::Of::kAll) general.push_back(std::move(note));
        }
    }
    return general;
}

}  // namespace yitao::recognise
