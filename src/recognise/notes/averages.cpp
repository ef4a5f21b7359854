#include "recognise/notes/averages.h"

#include <array>

#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

// 没报人次的场不算进平均, 金额空白的案件不参加件均, 未统计人次的不参与场均
bool leaves_out_blanks(std::string_view clause) {
    constexpr auto kBlank = std::to_array<std::string_view>(
        {"没报", "未报", "没填", "没有填", "未填", "未统计", "没统计", "没有统计", "空白", "未登记",
         "没有登记", "未记", "缺"});
    constexpr auto kLeft = std::to_array<std::string_view>(
        {"不算进", "不参加", "不参与", "不计入", "不进", "不纳入", "不列入"});
    constexpr std::string_view kEach = "均";
    const size_t blank = first_of(clause, kBlank);
    const size_t left = first_of(clause, kLeft, blank);
    return left < clause.size() && clause.find(kEach, left) != std::string_view::npos;
}

// 人均用住房面积合计除以这类户的在册人口, “平均每人”＝家庭总收入÷户内登记人数之和: of all members;
// of those of whom it is known, where the base is 这些户的, of whom the note has spoken, or only
// 户内人口.
void read_members(std::string_view clause, Vocabulary& words) {
    constexpr auto kEach = std::to_array<std::string_view>({"人均", "平均每人", "每人平均"});
    constexpr auto kOver = std::to_array<std::string_view>({"除以", "÷"});
    constexpr auto kThese = std::to_array<std::string_view>({"这些户", "上述户", "这部分户"});
    const size_t over = first_of(clause, kOver);
    if (over >= clause.size() || !has_any(clause.substr(0, over), kEach)) return;
    const std::string_view base = clause.substr(over);
    const bool people = base.contains("人口") || base.contains("人数");
    if (!base.contains("户") || base.contains("户籍") || !people || base.contains("登记了")) return;
    words.count_members();
    constexpr auto kAll = std::to_array<std::string_view>({"之和", "合计", "总", "全部", "除以"});
    const bool known = base.contains("登记") && !base.contains("户内登记");  // 已登记农户的人口
    if (!known && !has_any(base, kThese) && has_any(base, kAll)) words.count_all_members();
}

}  // namespace

void read_average_notes(std::string_view note, Vocabulary& words) {
    if (note.contains("均") && note.contains("登记")) words.average_known();
    for (std::string_view rest = note; !rest.empty();) {
        const std::string_view clause = take_clause(rest, kSentenceEnds);
        if (leaves_out_blanks(clause)) words.average_known();
        read_members(clause, words);
    }
    const bool members = note.contains("家庭人口") || note.contains("全部人口") ||
                         note.contains("家庭总人口") || note.contains("住户总人口") ||
                         note.contains("户内在册人") || note.contains("家庭年收入÷") ||
                         (note.contains("住房面积") && note.contains("按在册人口"));
    if (note.contains("人均") && members) words.count_members();
    constexpr auto kAll = std::to_array<std::string_view>(
        {"÷全部家庭人口", "÷该类户全部人口", "÷全部人口", "÷家庭总人口", "÷住户总人口",
         "÷家庭人口总数", "÷农户在册人口", "÷家庭人口合计", "÷家庭人口", "÷总人口", "÷人口合计",
         "÷人口总数"});
    if (note.contains("人均") && has_any(note, kAll)) words.count_all_members();
    // 各栏分子、分母同口径: what narrows a share narrows what it is a share of.
    constexpr auto kBothSides = std::to_array<std::string_view>(
        {"分母为同", "同性别", "分子、分母同口径", "分子分母同口径", "分子与分母同口径"});
    if (has_any(note, kBothSides)) words.narrow_bases();
}

}  // namespace yitao::recognise
