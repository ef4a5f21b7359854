// Days from the day on which a matter came in to the one on which it was over, or from that to the
// day by which it should have been: 平均办理天数, 7日以内办结, 超过30天才改完, 受理当天就办结,
// 逾期才整改到位, 按期完成.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

enum class Days : uint8_t { kNone, kAverage, kMost, kCount, kLate, kOnTime };

constexpr auto kOver = std::to_array<std::string_view>(
    {"办结", "结案", "改完", "改好", "改毕", "改掉", "补改", "整改", "完成", "销号", "办完", "治理",
     "闭合", "处置", "化解", "了结", "办理", "用时", "耗时"});
constexpr auto kOpen = std::to_array<std::string_view>(
    {"未", "没", "仍", "尚", "还在", "在办", "正在", "以来", "率", "占", "÷", "比"});
constexpr auto kUnits = std::to_array<std::string_view>({"天", "日"});
constexpr auto kLateSaid = std::to_array<std::string_view>(
    {"但超出整改期限", "但超过整改期限", "超出整改期限才", "超过整改期限才", "超出整改期限后",
     "超过整改期限后", "超出整改期限", "超过整改期限", "超过期限才", "逾期才", "逾期后", "逾期",
     "超期才", "超期后", "超期", "过期才", "过期补", "过期后", "过期"});
constexpr auto kOnTimeSaid = std::to_array<std::string_view>(
    {"且没有超出整改期限", "且没有超过整改期限", "没有超出整改期限", "没有超过整改期限",
     "且未超出整改期限", "且未超过整改期限", "未超出整改期限", "未超过整改期限", "在整改期限以内",
     "在整改期限内", "整改期限以内", "整改期限内", "在期限内", "按期", "按时", "如期"});
constexpr auto kEnded =
    std::to_array<std::string_view>({"完成", "到位", "改完", "改好", "改毕", "改掉", "补改", "办结",
                                     "已整改", "整改的", "销号", "才"});
// What only says that days are counted, longer ones first.
constexpr auto kSaysDays = std::to_array<std::string_view>({"从发现到整改完成",
                                                            "从发现到整改到位",
                                                            "从发现到整改",
                                                            "从发现到销号",
                                                            "从受理到办结",
                                                            "从受理到结案",
                                                            "从立案到结案",
                                                            "平均办理天数",
                                                            "平均办结天数",
                                                            "平均整改天数",
                                                            "平均用了几天",
                                                            "平均用时几天",
                                                            "平均花多少天",
                                                            "平均要多少天",
                                                            "平均用多少天",
                                                            "的平均天数",
                                                            "平均天数",
                                                            "平均用时",
                                                            "平均时长",
                                                            "平均耗时",
                                                            "办理用时",
                                                            "整改耗时",
                                                            "用时最长的一条",
                                                            "用时最长的一件",
                                                            "耗时最长的一条",
                                                            "耗时最长的一件",
                                                            "最长的一条",
                                                            "最长的一件",
                                                            "用时最长",
                                                            "耗时最长",
                                                            "最长用时",
                                                            "用了几天",
                                                            "用了多少天",
                                                            "多少天",
                                                            "几天",
                                                            "用时",
                                                            "耗时",
                                                            "天数",
                                                            "平均",
                                                            "发现后",
                                                            "受理后",
                                                            "登记后",
                                                            "一处",
                                                            "一条",
                                                            "一件",
                                                            "即",
                                                            "就",
                                                            "才",
                                                            "用了",
                                                            "以内",
                                                            "之内"});

// 11—20天
std::optional<Test> take_days_between(std::string& text) {
    constexpr auto kDashes =
        std::to_array<std::string_view>({"——", "—", "-", "～", "~", "至", "－"});
    int from = 0;
    int to = 0;
    const char* const end = text.data() + text.size();
    const auto [dash, no_number] = std::from_chars(text.data(), end, from);
    if (no_number != std::errc{} || from > 999) return std::nullopt;
    std::string_view rest(dash, static_cast<size_t>(end - dash));
    const auto* mark =
        std::ranges::find_if(kDashes, [&](std::string_view one) { return rest.starts_with(one); });
    if (mark == kDashes.end()) return std::nullopt;
    rest.remove_prefix(mark->size());
    const auto [unit, none] = std::from_chars(rest.data(), end, to);
    rest = {unit, static_cast<size_t>(end - unit)};
    const bool days = std::ranges::find(kUnits, rest) != kUnits.end();
    if (none != std::errc{} || !days || to < from || to > 999) return std::nullopt;
    text.clear();
    return Test{.kind = Test::Kind::kNumber, .least = from, .most = to};
}

// 7日以内, 超过30天, 30日以上（不含30日）, 发现当日, as a test of the number of days. Nothing: not
// said.
std::optional<Test> take_days(std::string& text) {
    if (auto band = take_days_between(text)) return band;
    constexpr auto kSameDay = std::to_array<std::string_view>(
        {"发现当日", "发现当天", "受理当日", "受理当天", "登记当日", "登记当天"});
    if (take_out(text, kSameDay)) return Test{.kind = Test::Kind::kNumber, .most = 0};
    const auto digit_at = [&](size_t i) { return i < text.size() && is_digit(text[i]); };
    for (size_t at = 0; at < text.size(); ++at) {
        if (!digit_at(at) || (at > 0 && digit_at(at - 1))) continue;
        size_t end = at;
        while (digit_at(end)) ++end;
        const std::string_view rest = std::string_view(text).substr(end);
        const auto* unit = std::ranges::find_if(
            kUnits, [&](std::string_view one) { return rest.starts_with(one); });
        if (unit == kUnits.end() || end - at > 3) continue;
        int days = 0;
        std::from_chars(text.data() + at, text.data() + end, days);
        const std::string_view before = std::string_view(text).substr(0, at);
        const std::string_view behind = rest.substr(unit->size());
        constexpr auto kElse =
            std::to_array<std::string_view>({"月", "近", "最近", "未来", "第", "至", "前"});
        if (std::ranges::any_of(kElse, [&](std::string_view one) { return before.ends_with(one); }))
            return std::nullopt;
        Test test{.kind = Test::Kind::kNumber};
        std::string_view start;
        std::string_view stop;
        for (std::string_view word : {"不超过", "超过"}) {
            if (start.empty() && before.ends_with(word)) start = word;
        }
        for (std::string_view word : {"以内", "之内", "内", "及以上", "以上"}) {
            if (stop.empty() && behind.starts_with(word)) stop = word;
        }
        const bool within = start == "不超过" || stop == "以内" || stop == "之内" || stop == "内";
        if (within) {
            test.most = days;
        } else if (start == "超过" || stop == "以上" || stop == "及以上") {
            // 30日以上（不含30日）
            const bool open = start == "超过" || text.contains("不含");
            const bool closed = stop == "及以上" || text.contains("（含");
            if (!open && !closed) return std::nullopt;
            test.least = days;
            test.least_open = open;
        } else {
            return std::nullopt;
        }
        text.erase(at - start.size(), end - at + start.size() + unit->size() + stop.size());
        return test;
    }
    return std::nullopt;
}

// （含第7日）, （办结日与受理日相差不超过15天）, （立行立改）: what the words outside have said.
void drop_brackets(std::string& text) {
    constexpr std::string_view kClose = "）";
    for (std::string_view mark : {"（含", "（不含", "（办结日", "（立行立改", "（即", "（天",
                                  "（日", "（晚于", "（不晚于", "（早于", "（不迟于", "（迟于"}) {
        const size_t at = text.find(mark);
        const size_t close = text.find(kClose, std::min(at, text.size()));
        if (close != std::string::npos) text.erase(at, close + kClose.size() - at);
    }
}

}  // namespace

// 隐患[整改日期]-隐患[发现日期]
std::string PathReader::days_between(int from, size_t to) const {
    const ledger::Schema& schema = words_.schema(ledger_);
    return fmt::format("({}[{}]-{}[{}])", schema.name, schema.columns[to].name, schema.name,
                       schema.columns[static_cast<size_t>(from)].name);
}

bool PathReader::read_span(const Layer& layer) {
    const LedgerFacts& facts = words_.facts(ledger_);
    const auto index = static_cast<size_t>(&layer - layers_.path.data());
    if (facts.event_column < 0 || facts.done_column < 0 || index >= asked_.path.size())
        return false;
    std::string text = asked_.path[index].text;
    // 用时 | 11—20天: of what is over, whatever it is called.
    constexpr auto kTook = std::to_array<std::string_view>(
        {"用时", "耗时", "历时", "办理天数", "办结天数", "整改天数", "办理时长"});
    const bool took = has_any(asked_.axis, kTook) && index < asked_.row_parts;
    // 整改完成 / 其中：按期: the heading above says that it was over.
    const bool over = result_.event == facts.done_column && !layer.inherited;
    // 时段依整改日期划分 over 按期 | 逾期: all that is counted was over.
    const bool open = !facts.done.empty() && !facts.done[0].empty() &&
                      std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
                          return test.column == facts.done[0][0].column;
                      });
    const bool all_over = !open && words_.date_of(ledger_) == facts.done_column;
    const bool ended = over || all_over || has_any(text, kEnded);
    if (!over && !all_over && !took && !has_any(text, kOver)) return false;
    const auto due = words_.schema(ledger_).find_column_named("整改期限");
    Days said = Days::kNone;
    std::optional<Test> days;
    if (due && take_out(text, kOnTimeSaid)) {
        said = Days::kOnTime;
    } else if (due && ended && take_out(text, kLateSaid)) {
        said = Days::kLate;
    } else if ((text.contains("平均") || text.contains("均用时")) && counts_days(text)) {
        said = Days::kAverage;
    } else if (text.contains("最长") && counts_days(text)) {
        said = Days::kMost;
    } else if ((days = take_days(text))) {
        said = Days::kCount;
    }
    if (said == Days::kNone) return false;
    drop_brackets(text);
    const bool taken = took && said == Days::kCount && text.empty();
    if (has_any(text, kOpen) || (said <= Days::kCount && !over && !taken && !has_any(text, kOver)))
        return false;
    if ((said == Days::kLate || said == Days::kOnTime) && !ended) return false;
    erase_all(text, kSaysDays);
    const Cut rest = words_.cut(text);
    for (const Token& token : rest.tokens) read_token(token);
    if (layer.inherited) return true;
    if (result_.event != facts.event_column) {
        result_.event = facts.done_column;
        result_.done = facts.done;
        layer_event_ = true;
    }
    result_.identity = names_subject_ = true;
    const auto done = static_cast<size_t>(facts.done_column);
    narrow(result_.filter, Test{.column = done, .kind = Test::Kind::kFilled});
    if (said == Days::kLate || said == Days::kOnTime) {
        narrow(result_.filter, Test{.column = *due, .kind = Test::Kind::kFilled});
        days = Test{.kind = Test::Kind::kNumber};
        (said == Days::kLate ? days->least : days->most) = 0;
        days->least_open = said == Days::kLate;
        result_.filter.joined.push_back(
            {days_between(static_cast<int>(*due), done), "超过期限的天数", *days, 0});
    } else if (said == Days::kCount) {
        result_.filter.joined.push_back(
            {days_between(facts.event_column, done), "所用天数", *days, 0});
    } else {
        result_.how = said == Days::kAverage ? How::kAverage : How::kMost;
        result_.days = days_between(facts.event_column, done);
        result_.average_of.clear();
        result_.amount = -1;
        result_.grain.clear();
    }
    result_.because.push_back({asked_.path[index].text, "办完日期减登记日期的天数"});
    return true;
}

bool PathReader::counts_days(const std::string& text) const {
    constexpr auto kCounts =
        std::to_array<std::string_view>({"天数", "几天", "多少天", "用时", "耗时", "时长"});
    return asked_.measure.starts_with("天") || asked_.measure.starts_with("日") ||
           has_any(text, kCounts);
}

}  // namespace yitao::recognise
