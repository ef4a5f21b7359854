#include "recognise/proposal/doubts.h"

namespace yitao::recognise {

namespace {

struct Doubt {
    std::string_view begins;
    std::string_view zh;
};
constexpr Doubt kDoubts[] = {
    {"population", "未说明是户籍、常住还是在册人口"},
    {"unknown", "不认识的词："},
    {"foreign", "与这个台账无关的词："},
    {"ambiguous", "有几种意思："},
    {"vague", "各部门口径不同："},
    {"contradiction", "前后矛盾："},
    {"negation", "否定不明："},
    {"when", "未说明是哪段时间"},
    {"which date", "不知按哪个日期"},
    {"which amount", "不知合计哪一列"},
    {"share of what", "不知占什么的比重"},
    {"percent", "百分数还是小数未说明"},
    {"decimals", "亿元保留几位小数未说明"},
    {"context", "据表名或分节推断"},
    {"unit of measure", "计量单位不符："},
    {"average of", "人均、户均的分母不明："},
    {"alike", "同一张表里另一个说法不同的栏目读成了同一个数"},
    {"total of what", "不知是哪几类的合计"},
    {"topic", "整张表说的是什么，这个词不认识："},
    {"amount counted", "是有多少户（人）还是多少钱"},
    {"share of an amount", "不知占哪一个金额的比重"},
    {"share of whom", "不知占谁的比重"},
    {"joined", "按另一台账的关联取数："},
    {"average of which", "平均的是哪些、只算已登记的还是全部，未说明"},
    {"before", "期初之前未了结的，不知按哪个日期"},
    {"change", "增减、变动的计算方法未说明"},
    {"last year", "上年的数不知按哪个日期"},
    {"new ledger", "词库还不认识这个台账"},
    {"not known of what", "未登记的是哪一列，不明"},
    {"numbers of what", "数字说的是什么，不明"},
    {"ages by which day", "年龄算到哪一天，没有读懂"},
    {"as at which day", "是哪一天的状态，没有读懂"},
    {"days", "说了多少日以内，比率里没有用上"},
    {"difference", "两数之差怎么算，没有读懂"},
    {"how long", "用了多久，没有读懂"},
    {"kind of title", "表名说的是哪一类，栏目里没有说"},
    {"limit", "只统计哪些，各部门口径不同"},
    {"members counted", "户内人口数的是哪些人，不明"},
    {"of any year", "是哪一年出生的，未说明"},
    {"of each ", "名册的表名说了各自的条件，没有用上："},
    {"said above ", "表头上方的说明没有用上："},
    {"scope", "统计范围里的条件没有用上"},
    {"sex of the first", "第一栏说了性别，这一栏没有说"},
    {"title age", "表名里的年龄与这里的不一致"},
    {"title ", "表名说的这一类没有用上："},
    {"which period", "是哪一期，不明"},
    {"which units", "数的是哪些单位，不明"},
    {"part of which", "是前一栏的一部分，还是全部的一部分，不明"},
    {"part of what", "是哪个总数的一部分，不明"},
    {"part of a question", "它所属的总数没有读准"},
    {"households", "有这样的人的户，还是全家都是，未说明"},
    {"share of people", "按户登记的台账，人数的比重不明"},
    {"note", "注里说了这几栏统计哪些人，没有读懂"},
    {"unread", "说了是哪一列，没有读出是哪些："},
    {"silent", "这个词没有说出是哪些："},
    {"either", "是同时具备还是有一即可："},
    {"two ledgers", "两个台账都说得通"},
    {"two labels", "上边和左边的标签说的不是一回事"},
    {"near", "与词库相近："},
    {"beside", "同一列代码的修饰："},
    {"of which unit", "数的是本单位的，还是本单位这些记录所涉及的，未说明"},
    {"each once or as often", "合计是否去重未说明"},
    {"example several", "几种读法都与例表相符"},
    {"example weak", "与例表相符，但数太小，不足为证"},
    {"example contradicts beside", "同类的格与例表不符"},
    {"example contradicts", "与例表不符"},
    {"example differs", "没有读法与各例表全部相符"},
    {"learned elsewhere", "别的表里确认过："},
    {"learned", "这里确认过的说法与词库不同："},
};

}  // namespace

std::string doubt_zh(std::string_view doubt) {
    for (const Doubt& known : kDoubts) {
        if (!doubt.starts_with(known.begins)) continue;
        std::string text(known.zh);
        if (text.ends_with("：")) text += doubt.substr(known.begins.size());
        return text;
    }
    return std::string(doubt);
}

std::string doubts_zh(const std::vector<std::string>& doubts) {
    std::string text;
    for (const std::string& doubt : doubts) text += (text.empty() ? "" : "；") + doubt_zh(doubt);
    return text;
}

}  // namespace yitao::recognise
