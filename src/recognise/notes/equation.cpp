#include "recognise/notes/equation.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"
#include "recognise/text/decimals.h"
#include "recognise/text/happened.h"

namespace yitao::recognise {

bool is_average(std::string_view word) {
    return word.starts_with("户均") || word.starts_with("人均") || word.starts_with("平均") ||
           word.starts_with("场均");
}

int number_of(std::string_view text) {
    constexpr std::string_view kOrdinal = "第";
    if (text.starts_with(kOrdinal)) text.remove_prefix(kOrdinal.size());
    int value = 0;
    while (begins_with_digit(text) && value < 1000) {
        value = value * 10 + (text[0] - '0');
        text.remove_prefix(1);
    }
    bool alone = text.empty() || text == "栏" || text == "列" || text == "行" || text == "项";
    return alone ? value : 0;
}

std::string without_item(std::string key) {
    size_t digits = 0;
    while (digits < key.size() && is_digit(key[digits])) ++digits;
    if (digits > 0 && digits < key.size() && key[digits] == '.') key.erase(0, digits + 1);
    return key;
}

namespace {

// （合并＋关闭） → + 合并, + 关闭. Empty: brackets that do not open and close around all of it.
std::vector<Equation::Part> parts_of(std::string_view side) {
    side = trim(side);
    for (auto [open, close] : {std::pair("（", "）"), std::pair("(", ")")}) {
        const std::string_view first(open);
        const std::string_view last(close);
        if (!side.starts_with(first) || !side.ends_with(last)) continue;
        side = side.substr(first.size(), side.size() - first.size() - last.size());
        break;
    }
    constexpr auto kSigns = std::to_array<std::string_view>({"＋", "+", "－", "−"});
    std::vector<Equation::Part> parts;
    int sign = 1;
    for (size_t from = 0; from <= side.size();) {
        size_t to = first_of(side, kSigns, from);
        std::string_view text = trim(side.substr(from, to - from));
        // 同龄段常住人口, 该类场所总数: of the very row.
        constexpr auto kOwn = std::to_array<std::string_view>(
            {"同一行的", "同一行", "同行的", "同龄段", "同年龄段", "同年龄组", "同组", "同类",
             "该类户", "该类对象", "该类人员", "该户", "该类", "本类", "该村", "该组", "该行",
             "其中的", "其中"});
        constexpr std::string_view kNumber = "数";  // 该类户数: how many there are
        for (std::string_view own : kOwn) {
            const bool before = text.starts_with(own) && text.size() > own.size();
            if (before && !text.substr(own.size()).starts_with(kNumber))
                text.remove_prefix(own.size());
        }
        if (text.empty() || parts.size() > 6) return {};
        parts.push_back({sign, std::string(text)});
        if (to == side.size()) break;
        auto mark = std::ranges::find_if(
            kSigns, [&](std::string_view s) { return side.substr(to).starts_with(s); });
        sign = mark - kSigns.begin() < 2 ? 1 : -1;
        from = to + mark->size();
    }
    return parts;
}

// ×100%, of what is left of the equation.
std::string_view without_hundred(std::string_view side) {
    for (std::string_view mark : {"×", "*", "x100", "X100"}) {
        size_t at = side.rfind(mark);
        if (at != std::string_view::npos && side.substr(at).contains("100"))
            side = side.substr(0, at);
    }
    return side;
}

// ×100, ×1000‰: what an equation ends with where it is of a rate; 0: it does not.
int times_of(std::string_view side) {
    constexpr int kMost = 10'000;
    for (std::string_view mark : {"×", "*"}) {
        const size_t at = side.rfind(mark);
        if (at == std::string_view::npos) continue;
        std::string_view rest = trim(side.substr(at + mark.size()));
        int value = 0;
        while (begins_with_digit(rest) && value < kMost) {
            value = value * 10 + (rest[0] - '0');
            rest.remove_prefix(1);
        }
        return value;
    }
    return 0;
}

// 普及率分母为总户数: what stands over the line is the column before it.
std::optional<Equation> base_in(std::string_view clause) {
    for (std::string_view is :
         {"的分母均为", "分母均为", "的分母为", "分母为", "的分母是", "分母是"}) {
        const size_t at = clause.find(is);
        if (at == std::string_view::npos || at == 0) continue;
        std::string_view word = clause.substr(0, at);
        for (std::string_view mark : {"：", ":", ".", "．"}) {
            size_t end = word.rfind(mark);
            if (end != std::string_view::npos) word = word.substr(end + mark.size());
        }
        Equation equation;
        equation.word = match_key(trim(word));
        equation.base = parts_of(clause.substr(at + is.size()));
        equation.text = trim(clause);
        bool whole = equation.word.ends_with("率") && equation.base.size() == 1 &&
                     code_point_count(equation.word) <= 12;
        return whole ? std::optional(std::move(equation)) : std::nullopt;
    }
    return std::nullopt;
}

// 人均耕地按户籍人口平均
std::optional<Equation> average_in(std::string_view clause) {
    constexpr std::string_view kBy = "按";
    constexpr auto kEnds = std::to_array<std::string_view>({"平均", "计算", "算"});
    const size_t by = clause.find(kBy);
    if (by == std::string_view::npos) return std::nullopt;
    std::string_view word = trim(clause.substr(0, by));
    for (std::string_view mark : {"：", ":", ".", "．", "、"}) {
        const size_t at = word.rfind(mark);
        if (at != std::string_view::npos) word = word.substr(at + mark.size());
    }
    constexpr std::string_view kEach = "人均";
    std::string_view whom = clause.substr(by + kBy.size());
    const auto* end =
        std::ranges::find_if(kEnds, [&](std::string_view one) { return whom.ends_with(one); });
    const bool plain = word.starts_with(kEach) && word.size() > kEach.size() &&
                       code_point_count(word) <= 10 && end != kEnds.end();
    if (!plain) return std::nullopt;
    whom.remove_suffix(end->size());
    if (whom.empty() || !(whom.contains("人口") || whom.contains("人数"))) return std::nullopt;
    Equation equation;
    equation.word = match_key(word);
    equation.top = {{1, std::string(word.substr(kEach.size()))}};
    equation.base = {{1, std::string(whom)}};
    equation.text = trim(clause);
    return equation;
}

// 年度计划减1—10月完成, 计划－完成: what is left of the first; empty: it is no such thing.
std::vector<Equation::Part> difference_of(std::string_view side) {
    constexpr auto kMinus = std::to_array<std::string_view>({"－", "−", "减去", "减"});
    constexpr auto kOther = std::to_array<std::string_view>({"÷", "×", "＋", "+", "=", "＝"});
    const size_t at = first_of(side, kMinus);
    if (at == side.size() || has_any(side, kOther)) return {};
    const auto* mark = std::ranges::find_if(
        kMinus, [&](std::string_view one) { return side.substr(at).starts_with(one); });
    const std::string_view left = trim(side.substr(0, at));
    const std::string_view right = trim(side.substr(at + mark->size()));
    const bool plain = !left.empty() && !right.empty() && first_of(right, kMinus) == right.size() &&
                       std::ranges::none_of(std::array{left, right}, [](std::string_view one) {
                           return one.contains("日期") || one.contains("时间");
                       });
    if (!plain) return {};
    return {{1, std::string(left)}, {-1, std::string(right)}};
}

// 结余＝年度计划－已执行
std::optional<Equation> difference_in(std::string_view clause) {
    constexpr auto kEquals = std::to_array<std::string_view>({"＝", "="});
    const size_t equals = first_of(clause, kEquals);
    if (equals == clause.size()) return std::nullopt;
    Equation equation;
    equation.difference = true;
    equation.word = match_key(trim(clause.substr(0, equals)));
    equation.top = difference_of(clause.substr(equals + (clause[equals] == '=' ? 1 : 3)));
    equation.text = trim(clause);
    const bool whole = !equation.top.empty() && code_point_count(equation.word) >= 2 &&
                       code_point_count(equation.word) <= 12;
    return whole ? std::optional(std::move(equation)) : std::nullopt;
}

std::optional<Equation> equation_in(std::string_view clause) {
    constexpr auto kEquals = std::to_array<std::string_view>({"＝", "="});
    constexpr std::string_view kOver = "÷";
    size_t equals = first_of(clause, kEquals);
    size_t over = clause.find(kOver);
    if (auto difference = difference_in(clause)) return difference;
    if (equals >= over || over == std::string_view::npos) {
        if (auto average = average_in(clause)) return average;
        return base_in(clause);
    }
    if (clause.find(kOver, over + kOver.size()) != std::string_view::npos) return std::nullopt;
    std::string_view word = clause.substr(0, equals);
    for (std::string_view mark : {"：", ":", "、", ".", "．", "①", "②", "③", "④", "⑤", "⑥"}) {
        size_t at = word.rfind(mark);
        if (at != std::string_view::npos) word = word.substr(at + mark.size());
    }
    size_t behind = clause.substr(equals).starts_with("=") ? 1 : 3;
    Equation equation;
    equation.word = match_key(trim(word));
    equation.top = parts_of(clause.substr(equals + behind, over - equals - behind));
    const int times = times_of(clause.substr(over + kOver.size()));
    if (times >= 1000) equation.per = times;  // 每千人受理件数＝受理件数÷在册人口×1000
    std::string_view base = without_hundred(clause.substr(over + kOver.size()));
    // …÷户内在册人口（元，两位小数）: the clause ends within the brackets.
    const size_t open = base.rfind("（");
    const bool cut = open != std::string_view::npos && open > 0;
    const std::string_view inside = cut ? base.substr(open + std::string_view("（").size()) : "";
    // 5÷1（所有农户都作分母，…
    const bool remark = inside.ends_with("分母") && !inside.contains("不");
    if (cut && (dictionary::is_measure(inside) || remark)) base = base.substr(0, open);
    equation.base = parts_of(base);
    equation.text = trim(clause);
    bool rate = number_of(equation.word) > 0 || equation.word.ends_with("率") ||
                equation.word.ends_with("比例") || equation.word.ends_with("比重") ||
                equation.word.ends_with("占比") || equation.word.ends_with("比") || times >= 100 ||
                is_average(equation.word);  // 低保面＝低保人数÷户籍人口×100
    bool whole = rate && !equation.top.empty() && !equation.base.empty() &&
                 code_point_count(equation.word) <= 16;
    return whole ? std::optional(std::move(equation)) : std::nullopt;
}

// What a rate is called, before the words that say how it is reckoned: 注：3.在校率， → 在校率.
std::string called(std::string_view text) {
    constexpr auto kTails = std::to_array<std::string_view>(
        {"，", ",", "的", "栏", "：", "一律", "均", "都", "拿", "用"});
    constexpr auto kMarks = std::to_array<std::string_view>(
        {"：", ":", "、", ".", "．", "。", "；", "①", "②", "③", "④", "⑤", "⑥", "，", "\u3000"});
    text = trim(text);
    for (bool more = true; more;) {
        more = false;
        for (std::string_view tail : kTails) {
            if (!text.ends_with(tail)) continue;
            text = trim(text.substr(0, text.size() - tail.size()));
            more = true;
        }
    }
    for (std::string_view mark : kMarks) {
        const size_t at = text.rfind(mark);
        if (at != std::string_view::npos) text.remove_prefix(at + mark.size());
    }
    const std::string word = match_key(trim(text));
    const size_t length = code_point_count(word);
    return length >= 2 && length <= 12 ? word : "";
}

// What stands between a word and the next mark: 分母为…，
std::string_view behind(std::string_view sentence, Marks words) {
    constexpr auto kEnds = std::to_array<std::string_view>({"，", "；", "。", "（", "("});
    const size_t at = first_of(sentence, words);
    if (at >= sentence.size()) return {};
    std::string_view rest = sentence.substr(at);
    take(rest, words);
    return trim(rest.substr(0, first_of(rest, kEnds)));
}

// 在校率，分母为同龄段常住人口，分子为其中的在校学生; 整改率以本年查出数为分母: over the line,
// where nothing says it, the column before.
std::optional<Equation> over_and_under(std::string_view sentence) {
    constexpr auto kUnder = std::to_array<std::string_view>(
        {"分母为", "分母是", "分母取", "分母用", "分母按", "分母指"});
    constexpr auto kOver = std::to_array<std::string_view>(
        {"分子为其中的", "分子为其中", "分子为", "分子是", "分子取", "分子用", "分子按", "分子指"});
    constexpr auto kAs = std::to_array<std::string_view>({"为分母", "作分母", "做分母", "当分母"});
    constexpr auto kBy = std::to_array<std::string_view>({"以", "用", "拿"});
    Equation equation;
    const std::string_view under = behind(sentence, kUnder);
    const size_t as = first_of(sentence, kAs);
    const size_t by = first_of(sentence, kBy);
    if (!under.empty()) {
        const size_t first = std::min(first_of(sentence, kUnder), first_of(sentence, kOver));
        equation.word = called(sentence.substr(0, first));
        equation.base = parts_of(under);
    } else if (as < sentence.size() && by < as) {
        equation.word = called(sentence.substr(0, by));
        equation.base = parts_of(sentence.substr(by + kBy[0].size(), as - by - kBy[0].size()));
    }
    const std::string_view over = behind(sentence, kOver);
    if (!over.empty()) equation.top = parts_of(over);
    equation.text = trim(sentence);
    const bool whole = !equation.word.empty() && equation.base.size() == 1;
    return whole ? std::optional(std::move(equation)) : std::nullopt;
}

// 覆盖率为每千名户籍人口中享受低保的人数, 每百名常住老人拥有床位
std::optional<Equation> of_so_many(std::string_view sentence) {
    struct Many {
        std::string_view word;
        int per;
    };
    constexpr auto kMany = std::to_array<Many>(
        {{"每千", 1000}, {"每百", 100}, {"每万", 10000}, {"每1000", 1000}, {"每100", 100}});
    constexpr auto kOf = std::to_array<std::string_view>({"名", "位", "个", "户", "人"});
    constexpr auto kAmong = std::to_array<std::string_view>({"中有", "中", "里", "拥有", "内"});
    constexpr auto kIs = std::to_array<std::string_view>({"为", "是", "即", "指", "＝", "="});
    const size_t end = first_of(sentence, std::to_array<std::string_view>({"，保留", "。", "；"}));
    sentence = sentence.substr(0, end);
    for (const Many& many : kMany) {
        const size_t at = sentence.find(many.word);
        if (at == std::string_view::npos || at == 0) continue;
        std::string_view name = sentence.substr(0, at);
        for (std::string_view is : kIs) {
            if (name.ends_with(is)) name.remove_suffix(is.size());
        }
        std::string_view rest = sentence.substr(at + many.word.size());
        take(rest, kOf);
        const size_t among = first_of(rest, kAmong);
        if (among >= rest.size() || among == 0) return std::nullopt;
        std::string_view top = rest.substr(among);
        take(top, kAmong);
        Equation equation;
        equation.word = called(name);
        equation.base = {{1, std::string(rest.substr(0, among))}};
        equation.top = {{1, std::string(top.substr(0, top.find("，")))}};
        equation.text = trim(sentence);
        equation.per = many.per;
        const bool whole = !equation.word.empty() && !equation.top[0].text.empty();
        return whole ? std::optional(std::move(equation)) : std::nullopt;
    }
    return std::nullopt;
}

// 团青比为14—28岁团员占14—28岁青年的百分数, 压减比例即关闭与合并之和比清理前总数
std::optional<Equation> part_of_whole(std::string_view clause) {
    constexpr auto kIs = std::to_array<std::string_view>({"为", "是", "即", "指", "＝", "="});
    constexpr auto kOver = std::to_array<std::string_view>({"占", "与", "比"});
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"的百分数", "的百分比", "的比例", "的比重", "之比", "的比", "百分比", "比例", "比重"});
    clause = clause.substr(0, first_of(clause, std::to_array<std::string_view>({"，"})));
    const size_t is = first_of(clause, kIs);
    if (is >= clause.size() || is == 0) return std::nullopt;
    std::string word = called(clause.substr(0, is));
    std::string_view said = clause.substr(is);
    take(said, kIs);
    const bool rate = word.ends_with("率") || word.ends_with("比") || word.ends_with("比例") ||
                      word.ends_with("比重") || word.ends_with("占比");
    if (!rate || said.contains("÷")) return std::nullopt;
    std::string_view bare = said;
    for (std::string_view end : kEnds) {
        if (!bare.ends_with(end)) continue;
        bare.remove_suffix(end.size());
        break;
    }
    // 关闭与合并之和 is one side.
    constexpr std::string_view kSum = "之和";
    std::string text(bare);
    const size_t sum = text.find(kSum);
    if (sum != std::string::npos) {
        for (std::string_view join : {"与", "和", "、"}) {
            const size_t at = text.substr(0, sum).find(join);
            if (at == std::string::npos) continue;
            text.replace(at, join.size(), "＋");
            text.erase(text.find(kSum), kSum.size());
            break;
        }
    }
    for (std::string_view over : kOver) {
        const size_t at = text.find(over);
        if (at == std::string::npos || at == 0) continue;
        if (bare.size() == said.size() && over != "比") continue;  // 占 and 与 need their end
        Equation equation;
        equation.word = word;
        equation.top = parts_of(std::string_view(text).substr(0, at));
        equation.base = parts_of(std::string_view(text).substr(at + over.size()));
        equation.text = trim(clause);
        const bool whole = !equation.top.empty() && equation.base.size() == 1;
        return whole ? std::optional(std::move(equation)) : std::nullopt;
    }
    return std::nullopt;
}

// A rate told in words, within one sentence.
std::optional<Equation> told_in_words(std::string_view sentence) {
    constexpr size_t kLongest = 240;  // bytes
    if (sentence.size() > kLongest || sentence.contains("÷")) return std::nullopt;
    if (auto found = over_and_under(sentence)) return found;
    if (auto found = of_so_many(sentence)) return found;
    return part_of_whole(sentence);
}

// 成功率＝调解成功/受理, 拿未整改条数除以场所总数: written with ÷.
std::string with_division(std::string_view note) {
    constexpr std::string_view kDivided = "除以";
    std::string text(note);
    for (size_t at = text.find(kDivided); at != std::string::npos; at = text.find(kDivided))
        text.replace(at, kDivided.size(), "÷");
    bool equals = false;
    for (size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = std::string_view(text).substr(at);
        if (rest.starts_with("＝") || rest.starts_with("=")) equals = true;
        if (rest.starts_with("。") || rest.starts_with("；") || rest.starts_with("÷"))
            equals = false;
        if (!equals || text[at] != '/' || at == 0 || at + 1 == text.size()) continue;
        text.replace(at, 1, "÷");
        equals = false;
    }
    return text;
}

struct Brackets {
    std::string_view before, inside, after;
};

// The last that are closed: 打工收入（本地、外出）占全部（两位小数） → 两位小数.
std::optional<Brackets> brackets_of(std::string_view text) {
    constexpr auto kOpen = std::to_array<std::string_view>({"（", "("});
    constexpr auto kClose = std::to_array<std::string_view>({"）", ")"});
    std::optional<Brackets> found;
    size_t from = 0;  // behind the bracket that opens the outermost
    size_t open = 0;
    int depth = 0;
    for (size_t at = 0; at < text.size();) {
        const auto is = [&](std::string_view mark) { return text.substr(at).starts_with(mark); };
        const auto* opens = std::ranges::find_if(kOpen, is);
        const auto* closes = std::ranges::find_if(kClose, is);
        if (opens != kOpen.end()) {
            if (depth++ == 0) {
                open = at;
                from = at + opens->size();
            }
            at += opens->size();
        } else if (closes != kClose.end()) {
            if (depth > 0 && --depth == 0)
                found = {text.substr(0, open), text.substr(from, at - from),
                         text.substr(at + closes->size())};
            at += closes->size();
        } else {
            ++at;
        }
    }
    return found;
}

}  // namespace

std::vector<Equation> equations_in(std::string_view printed) {
    const std::string written = with_division(printed);
    const std::string_view note = written;
    constexpr auto kEnds = std::to_array<std::string_view>({"。", "；", ";", "\n", "，"});
    std::vector<Equation> equations;
    bool follows = false;  // the clause goes on what the one before says
    bool behind = false;   // an equation stands before the clause in its sentence
    for (size_t from = 0; from < note.size();) {
        size_t to = first_of(note, kEnds, from);
        const std::string_view clause = note.substr(from, to - from);
        const auto decimals = find_decimals(trim(clause));
        behind = behind && follows;
        if (auto equation = equation_in(clause)) {
            equations.push_back(std::move(*equation));
            behind = true;
        } else if (decimals && decimals->at == 0 && follows && !equations.empty()) {
            equations.back().decimals = decimals->number;
        } else if (behind && equations.back().time.empty()) {
            Equation& last = equations.back();
            last.time = happened_on_both_sides(clause);
            last.time_open |= last.time.empty() && !happened_in(clause).second.empty();
        }
        constexpr std::string_view kComma = "，";
        follows = to < note.size() && note.substr(to).starts_with(kComma);
        from = to + 1;
        while (from < note.size() && (static_cast<unsigned char>(note[from]) & 0xC0) == 0x80)
            ++from;
    }
    for (std::string_view rest = note; !rest.empty();) {
        const std::string_view sentence = take_clause(rest, kSentenceEnds);
        auto told = told_in_words(sentence);
        const bool known = told && std::ranges::any_of(equations, [&](const Equation& one) {
                               return one.word == told->word;
                           });
        if (!told || known) continue;
        if (const auto decimals = find_decimals(sentence)) told->decimals = decimals->number;
        equations.push_back(std::move(*told));
    }
    return equations;
}

namespace {

// 抚养比（0—14岁比15—64岁）, 抚养比（65岁及以上人口与15—64岁人口之比）: one group to another;
// empty: no such words.
std::pair<std::string, std::string> groups_compared(std::string_view clause) {
    constexpr std::string_view kTo = "比";
    constexpr std::string_view kRatio = "之比";
    constexpr std::string_view kAnd = "与";
    constexpr std::string_view kSum = "之和";
    if (clause.ends_with(kRatio)) {
        const size_t at = clause.find(kAnd);
        if (at == std::string_view::npos) return {};
        const std::string_view base = clause.substr(at + kAnd.size());
        return {std::string(clause.substr(0, at)),
                std::string(base.substr(0, base.size() - kRatio.size()))};
    }
    const size_t at = clause.find(kTo);
    if (at == std::string_view::npos || at == 0 || at + kTo.size() == clause.size()) return {};
    std::string top(clause.substr(0, at));
    if (top.ends_with(kSum)) {
        top.resize(top.size() - kSum.size());
        const size_t joined = top.find(kAnd);
        if (joined == std::string::npos) return {};
        top.replace(joined, kAnd.size(), "＋");
    }
    return {std::move(top), std::string(clause.substr(at + kTo.size()))};
}

// 60岁及以上老年人口性别比（女性=100）, 30—45岁未婚男女比（男÷女）: the men of them to the women.
std::optional<OwnEquation> sexes_compared(const Brackets& brackets) {
    const std::string word = without_item(bare_heading(brackets.before));
    for (std::string_view end : {"人口性别比", "性别比", "男女比"}) {
        if (!word.ends_with(end)) continue;
        const std::string stem = word.substr(0, word.size() - end.size());
        const std::string key = match_key(brackets.inside);
        const bool hundred = key.contains("100");
        if (!hundred && !key.starts_with("男÷女")) return std::nullopt;
        if (stem.contains("本期")) return std::nullopt;  // which time, the rest of the form says
        OwnEquation own;
        own.equation.word = word;
        own.equation.top = {{1, stem + "男性"}};
        own.equation.base = {{1, stem + "女性"}};
        own.equation.text = brackets.inside;
        own.heading = brackets.before;
        return own;
    }
    return std::nullopt;
}

}  // namespace

// 每百名18岁以上户籍居民中有党员（名）: of those, so many of each hundred.
static std::optional<OwnEquation> so_many_of_heading(std::string_view heading) {
    constexpr std::string_view kEach = "每";
    if (!trim(heading).starts_with(kEach)) return std::nullopt;
    const std::string bare = bare_heading(heading);
    auto equation = of_so_many("比率为" + bare.substr(0, bare.find('(')));
    if (!equation) return std::nullopt;
    equation->word = without_item(bare);
    equation->top[0].text = equation->base[0].text + "中" + equation->top[0].text;
    return OwnEquation{std::move(*equation), std::string(heading)};
}

// 在册人口人均耕地（亩）, 人均耕地（亩，按户籍人口计）: over those people, whoever holds it.
static std::optional<OwnEquation> average_of_heading(std::string_view heading) {
    constexpr std::string_view kEach = "人均";
    constexpr std::string_view kBy = "按";
    constexpr auto kOpen = std::to_array<std::string_view>({"（", "("});
    constexpr auto kClose = std::to_array<std::string_view>({"）", ")", "，", ","});
    constexpr std::string_view kPeople = "人口";
    constexpr auto kEnds = std::to_array<std::string_view>({"计算", "平均", "计", "算"});
    const std::string_view bare = heading.substr(0, first_of(heading, kOpen));
    const size_t each = bare.find(kEach);
    if (each == std::string_view::npos || each + kEach.size() >= bare.size()) return std::nullopt;
    OwnEquation own;
    std::string whom(trim(bare.substr(0, each)));
    own.heading = heading.substr(each);
    if (whom.empty()) {
        const size_t by = own.heading.find(kBy);
        const size_t close = first_of(own.heading, kClose, by);
        if (by == std::string::npos || close == own.heading.size()) return std::nullopt;
        std::string_view said = std::string_view(own.heading).substr(by, close - by);
        const auto* end =
            std::ranges::find_if(kEnds, [&](std::string_view one) { return said.ends_with(one); });
        if (end == kEnds.end()) return std::nullopt;
        said = said.substr(kBy.size(), said.size() - kBy.size() - end->size());
        whom = match_key(said);
        own.heading.erase(by, close - by);
    }
    if (!whom.ends_with(kPeople)) return std::nullopt;
    own.equation.word = without_item(bare_heading(own.heading));
    own.equation.top = {{1, std::string(trim(bare.substr(each + kEach.size())))}};
    own.equation.base = {{1, std::move(whom)}};
    own.equation.across = true;
    own.equation.text = heading;
    return own;
}

std::optional<OwnEquation> equation_of_heading(std::string_view heading) {
    constexpr auto kClauses = std::to_array<std::string_view>({"，", ",", "；", ";"});
    constexpr auto kOver = std::to_array<std::string_view>({"÷", "占"});
    if (auto many = so_many_of_heading(heading)) return many;
    if (auto average = average_of_heading(heading)) return average;
    const auto brackets = brackets_of(heading);
    if (!brackets || brackets->before.empty()) return std::nullopt;
    const size_t end = first_of(brackets->inside, kClauses);
    const std::string_view clause = trim(brackets->inside.substr(0, end));
    if (auto sexes = sexes_compared(*brackets)) return sexes;
    if (bare_heading(brackets->before).ends_with("比")) {
        auto [top, base] = groups_compared(clause);
        OwnEquation own;
        own.equation.word = without_item(bare_heading(brackets->before));
        own.equation.top = parts_of(top);
        own.equation.base = parts_of(base);
        own.equation.text = clause;
        own.heading = brackets->before;
        if (!own.equation.top.empty() && !own.equation.base.empty()) return own;
    }
    if (auto parts = difference_of(clause); !parts.empty()) {
        OwnEquation own;
        own.equation.difference = true;
        own.equation.word = without_item(bare_heading(brackets->before));
        own.equation.top = std::move(parts);
        own.equation.text = clause;
        own.heading = fmt::format("{}{}", brackets->before, brackets->after);
        return own;
    }
    for (std::string_view over : kOver) {
        const size_t at = clause.find(over);
        if (at == std::string_view::npos || at == 0) continue;
        // 有收入登记的住户：收入合计÷在册人口 is of some of them.
        if (clause.substr(0, at).contains("：")) return std::nullopt;
        if (clause.find(over, at + over.size()) != std::string_view::npos) return std::nullopt;
        OwnEquation own;
        own.equation.word = without_item(bare_heading(brackets->before));
        own.equation.top = parts_of(clause.substr(0, at));
        std::string_view base = without_hundred(clause.substr(at + over.size()));
        for (std::string_view share : {"的比例", "的比重", "的百分比", "比例", "比重"}) {
            if (base.ends_with(share)) base.remove_suffix(share.size());
        }
        own.equation.base = parts_of(base);
        own.equation.text = clause;
        if (own.equation.top.empty() || own.equation.base.empty()) return std::nullopt;
        own.heading = brackets->before;
        if (end < brackets->inside.size())  // （%，两位小数） is left
            own.heading += fmt::format("（{}）", brackets->inside.substr(end));
        own.heading += brackets->after;
        return own;
    }
    return std::nullopt;
}

std::vector<Equation> equations_of(const xlsx::Grid& grid) {
    constexpr size_t kMost = 30;
    std::vector<Equation> all;
    for (const auto& [cell, content] : grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        if (text == nullptr || text->size() > 6000 ||
            (!text->contains("÷") && !text->contains("分母") && !text->contains("人均") &&
             !text->contains("＝") && !text->contains("除以") && !text->contains("每") &&
             !text->contains("占") && !text->contains("之和")))
            continue;
        for (Equation& one : equations_in(without_rings(*text))) {
            if (all.size() < kMost) all.push_back(std::move(one));
        }
    }
    return all;
}

}  // namespace yitao::recognise
