#include "recognise/notes/whose.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

namespace {

// 统计对象：本地户籍; another label's value (填报单位：, 统计时点：, 青年：) says nothing of whom.
// False: the clause is such a value.
bool take_label(std::string_view& clause) {
    constexpr std::string_view kColon = "：";
    const size_t colon = clause.find(kColon);
    if (colon == std::string_view::npos) return true;
    const std::string_view label = trim(clause.substr(0, colon));
    constexpr auto kWhose = std::to_array<std::string_view>(
        {"对象", "范围", "口径", "统计人口", "说明"});  // 说明：只摸本地户籍人员
    constexpr size_t kLongest = 8;                      // characters
    const bool whose =
        code_point_count(label) <= kLongest &&
        std::ranges::any_of(kWhose, [&](std::string_view end) { return label.ends_with(end); });
    if (whose) clause = trim(clause.substr(colon + kColon.size()));
    return whose;
}

// 户籍和居住地不限, 含随迁的外来儿童, “老人”为60周岁及以上, 受理日期归段, 保留一位小数
bool is_aside(std::string_view part, bool limits = false) {
    constexpr auto kOther = std::to_array<std::string_view>(
        {"均限", "都限", "不限", "不论", "不分", "不问", "不看", "不管", "无论",
         "≠",    "＝",   "=",    "÷",    "指",   "即",   "单位", "小数", "注明",
         "说明", "写明", "写的", "归入", "归段", "计入", "为准", "推算", "年龄",
         "日期", "除",   "排列", "在前", "填报", "时点", "联合", "制表"});
    constexpr auto kStarts =
        std::to_array<std::string_view>({"含", "包括", "包含", "不含", "截至", "截止", "数据"});
    // C级、D级为危房, 未销号数截至10月31日: of a word, or of one column.
    constexpr std::string_view kIs = "为";
    const size_t is = part.find(kIs);
    const bool defines = is != std::string_view::npos && is > 0;
    const bool of_one = part.contains("截至") || part.contains("截止");
    return (!limits && (defines || of_one)) || has_any(part, kTakesIn) || has_any(part, kOther) ||
           std::ranges::any_of(kStarts,
                               [&](std::string_view start) { return part.starts_with(start); });
}

// 只统计水域这类场所里的隐患 → 水域这类场所里的隐患; 仅限学校, 统计户籍人口
std::string_view without_limit(std::string_view part) {
    constexpr auto kLimits = std::to_array<std::string_view>(
        {"只统计", "仅统计", "只登记", "只填报", "仅填报", "只填", "只报", "只数", "只算", "只摸",
         "仅限", "只限", "均限", "限", "本表统计", "统计"});
    for (std::string_view limit : kLimits) {
        if (part.starts_with(limit)) return part.substr(limit.size());
    }
    return part;
}

// 请按在册人员报数 → 在册人员
std::string_view without_request(std::string_view part) {
    constexpr auto kStarts = std::to_array<std::string_view>({"各地请按", "请按", "一律按", "按"});
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"报数", "填报", "统计", "汇总", "登记", "计算", "自查", "供数"});
    const auto start =
        std::ranges::find_if(kStarts, [&](std::string_view one) { return part.starts_with(one); });
    const auto end =
        std::ranges::find_if(kEnds, [&](std::string_view one) { return part.ends_with(one); });
    if (start == kStarts.end() || end == kEnds.end()) return part;
    if (part.size() <= start->size() + end->size()) return part;
    return part.substr(start->size(), part.size() - start->size() - end->size());
}

// 务农人员只数常住的: of one heading, not of all rows.
bool is_of_one(std::string_view part) {
    constexpr auto kOnly = std::to_array<std::string_view>(
        {"只数", "只算", "只统计", "只填", "只报", "只登记", "仅数", "仅算", "仅统计", "仅填"});
    constexpr auto kAll =
        std::to_array<std::string_view>({"本表", "全表", "表中", "表内", "以下", "以上", "各栏",
                                         "各行", "各项", "都", "均", "一律"});
    const std::string_view before = part.substr(0, first_of(part, kOnly));
    return !before.empty() && before.size() < part.size() && !has_any(before, kAll);
}

// Without brackets that say how it is measured, what is taken in, or several things.
std::string without_remarks(std::string_view clause) {
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    std::string kept;
    while (!clause.empty()) {
        const size_t open = std::min(clause.find(kOpen), clause.size());
        const size_t close = clause.find(kClose, open);
        kept += clause.substr(0, open);
        if (close == std::string_view::npos) {
            kept += clause.substr(open);
            break;
        }
        const std::string_view inside =
            clause.substr(open + kOpen.size(), close - open - kOpen.size());
        const bool remark =
            inside.contains("，") || is_aside(inside) || dictionary::is_measure(inside);
        if (!remark) kept += clause.substr(open, close + kClose.size() - open);
        clause.remove_prefix(close + kClose.size());
    }
    return kept;
}

// 2026年10月31日在营企业, 到2026年10月末满20周岁的人: when goes; empty: it said nothing else.
std::string without_days(std::string_view part) {
    constexpr auto kLetters =
        std::to_array<std::string_view>({"年", "月", "日", "时", "末", "底", "份"});
    std::string kept;
    while (!part.empty()) {
        size_t end = 0;
        bool dated = false;
        for (bool more = true; more;) {
            more = false;
            while (end < part.size() && (is_digit(part[end]) || part[end] == ' ')) {
                ++end;
                more = true;
            }
            for (std::string_view letter : kLetters) {
                if (end == 0 || !part.substr(end).starts_with(letter)) continue;
                dated = dated || letter == "年" || letter == "月";
                end += letter.size();
                more = true;
            }
        }
        if (dated) {
            for (std::string_view until : {"截至", "到", "至"}) {
                if (kept.ends_with(until)) kept.resize(kept.size() - until.size());
            }
            part.remove_prefix(end);
            continue;
        }
        const size_t next = std::max<size_t>(end, 1);
        kept += part.substr(0, next);
        part.remove_prefix(next);
    }
    return std::string(trim(kept));
}

// 年, 月份: the blanks of a date.
bool is_date_to_fill(std::string_view part) {
    constexpr auto kWords = std::to_array<std::string_view>({"年", "月", "月份", "日", "年度"});
    return std::ranges::find(kWords, part) != kWords.end();
}

// 1. 本地户籍的人
std::string_view without_row_number(std::string_view clause) {
    size_t digits = 0;
    while (digits < clause.size() && is_digit(clause[digits])) ++digits;
    for (std::string_view mark : {"．", ". ", "、"}) {
        if (digits > 0 && digits < 3 && clause.substr(digits).starts_with(mark))
            return trim(clause.substr(digits + mark.size()));
    }
    return clause;
}

// 凡台账“退役军人”登记为“是”的均统计在内 → 退役军人
std::string_view flag_of(std::string_view clause) {
    constexpr std::string_view kOpen = "“";
    constexpr std::string_view kClose = "”";
    constexpr std::string_view kYes = "为“是”的";
    if (!clause.starts_with("凡") || !clause.contains(kYes)) return {};
    const size_t open = clause.find(kOpen);
    const size_t close = clause.find(kClose, open);
    if (close >= clause.find(kYes)) return {};
    return clause.substr(open + kOpen.size(), close - open - kOpen.size());
}

// 领取人员＝月养老金大于0的户籍人员: what the people are called that the table is of.
std::string_view people_defined(std::string_view clause) {
    constexpr std::string_view kEquals = "＝";
    constexpr auto kPeople = std::to_array<std::string_view>({"人员", "对象", "人口"});
    const size_t at = clause.find(kEquals);
    if (at == std::string_view::npos) return {};
    const std::string_view name = clause.substr(0, at);
    const bool people =
        std::ranges::any_of(kPeople, [&](std::string_view end) { return name.ends_with(end); });
    const std::string_view meaning = clause.substr(at + kEquals.size());
    return people && code_point_count(name) <= 6 && !meaning.contains("÷") ? meaning
                                                                           : std::string_view{};
}

// What one word of the clause is.
enum class Word : uint8_t { kSilent, kAll, kPopulation, kCondition, kOther };

Word word_of(const Vocabulary& words, const Token& token) {
    using dictionary::PhraseKind;
    constexpr auto kSilent =  // 台账标注退役军人的全部在册人员, 险种为城乡居民的
        std::to_array<std::string_view>(
            {"的",   "标注", "台账标注", "台账登记", "登记", "登记为", "标注为", "为",
             "是",   "且",   "并且",     "并",       "及",   "和",     "与",     "现",
             "目前", "现在", "本人",     "已",       "类",   "这类",   "等",     "在本地"});
    if (token.terms.empty()) {
        const bool silent = std::ranges::find(kSilent, token.text) != kSilent.end();
        return silent ? Word::kSilent : Word::kOther;
    }
    const auto is_population = [&](const Term& term) {
        return term.ledger >= 0 && term.when.size() == 1 && term.when[0].size() == 1 &&
               words.facts(static_cast<size_t>(term.ledger)).is_population(term.when[0][0]);
    };
    const auto is_condition = [](const Term& term) {
        return term.kind == PhraseKind::kCondition && !term.names_column && term.when.size() == 1;
    };
    const auto is_silent = [](const Term& term) {
        return term.kind == PhraseKind::kFiller || term.names_column ||
               term.kind == PhraseKind::kGrain || term.kind == PhraseKind::kTotal ||
               (term.kind == PhraseKind::kSubject && term.when.empty());
    };
    if (std::ranges::any_of(token.terms, is_population)) return Word::kPopulation;
    const bool all = std::ranges::any_of(token.terms, [&](const Term& term) {
        return term.kind == PhraseKind::kSubject && !term.generic && term.when.empty() &&
               term.ledger >= 0 &&
               words.facts(static_cast<size_t>(term.ledger)).standing.size() > 1;
    });
    const bool vague =
        std::ranges::any_of(token.terms, [](const Term& term) { return term.vague; });
    if (std::ranges::any_of(token.terms, is_condition))
        return vague ? Word::kOther : Word::kCondition;
    if (all) return Word::kAll;
    return std::ranges::all_of(token.terms, is_silent) ? Word::kSilent : Word::kOther;
}

}  // namespace

// The column that a word tests; nothing: none, or several.
static std::optional<size_t> column_of(const Token& token) {
    for (const Term& term : token.terms) {
        const bool one = term.kind == dictionary::PhraseKind::kCondition && term.when.size() == 1 &&
                         term.when[0].size() == 1;
        if (one) return term.when[0][0].column;
    }
    return std::nullopt;
}

Whose read_whose(const Vocabulary& words, const std::string& clause) {
    Whose whose;
    size_t populations = 0;
    bool both = false;  // 户籍在本地且常住
    std::optional<size_t> last;
    for (const Token& token : words.cut(clause).tokens) {
        switch (word_of(words, token)) {
            case Word::kOther:
                return {};
            case Word::kPopulation:
                if (both && populations == 1) whose.population += "且";
                populations += both ? 0 : 1;
                whose.population += token.text;
                break;
            case Word::kCondition: {
                const auto column = column_of(token);
                const bool codes = column && last == column;  // 企业、合作社
                if (!whose.condition.empty()) whose.condition += codes ? "、" : "，";
                whose.condition += token.text;
                last = column;
                break;
            }
            case Word::kAll:
                whose.all = token.text;
                break;
            case Word::kSilent:
                both = both || (populations == 1 && token.text == "且");
                break;
        }
    }
    return populations > 1 ? Whose{} : whose;
}

std::string_view remark_of_measure(std::string_view line) {
    constexpr std::string_view kLabel = "单位：";
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    const size_t label = line.find(kLabel);
    const size_t open = line.find(kOpen, std::min(label, line.size()));
    if (open == std::string_view::npos || !line.ends_with(kClose)) return {};
    const size_t from = label + kLabel.size();
    if (!dictionary::is_measure(trim(line.substr(from, open - from)))) return {};
    line.remove_suffix(kClose.size());
    return line.substr(open + kOpen.size());
}

std::vector<std::string> whose_clauses(std::string_view line) {
    constexpr auto kEnds =
        std::to_array<std::string_view>({"。", "；", ";", "\n", "\u3000\u3000", "   "});
    constexpr auto kMarks = std::to_array<std::string_view>({"，", ",", "\u3000"});
    constexpr size_t kMost = 10;
    constexpr size_t kLongest = 120;  // bytes
    std::vector<std::string> clauses;
    line = trim(line);
    if (const std::string_view remark = remark_of_measure(line); !remark.empty()) line = remark;
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    if (line.starts_with(kOpen) && line.ends_with(kClose)) {
        line.remove_prefix(kOpen.size());
        line.remove_suffix(kClose.size());
    }
    while (!line.empty() && clauses.size() < kMost) {
        std::string_view clause = without_row_number(trim(take_clause(line, kEnds)));
        if (!take_label(clause)) continue;
        if (const std::string_view flag = flag_of(clause); !flag.empty()) {
            clauses.emplace_back(flag);
            continue;
        }
        if (const std::string_view people = people_defined(clause); !people.empty()) {
            clauses.emplace_back(people);
            continue;
        }
        const std::string bare = without_remarks(clause);
        for (std::string_view rest = bare; !rest.empty();) {
            const std::string_view part = trim(take_clause(rest, kMarks));
            const std::string_view limited = without_request(without_limit(part));
            const bool limits = limited.size() < part.size();
            // 以下除另有说明外，均指常住人口
            constexpr std::string_view kMeant = "均指";
            if (part.starts_with(kMeant)) {
                clauses.emplace_back(part.substr(kMeant.size()));
                continue;
            }
            if (part.empty() || part.size() > kLongest || is_aside(part, limits)) continue;
            if (is_of_one(part)) continue;
            if (is_date_to_fill(part) || (!limits && part.contains("“"))) continue;
            std::string said = without_days(limited);
            if (!said.empty()) clauses.push_back(std::move(said));
        }
    }
    return clauses;
}

// What one pair of brackets says of whom: 只填在营; 18—50周岁，在校学生除外.
static std::vector<std::string> conditions_inside(const Vocabulary& words,
                                                  std::string_view inside) {
    constexpr auto kMarks = std::to_array<std::string_view>({"，", ","});
    const bool named = inside.ends_with("表") || code_point_count(inside) < 3;  // （A表）
    if (named || inside.contains("、") || dictionary::is_measure(inside)) return {};
    std::vector<std::string> conditions;
    std::string kept;
    while (!inside.empty()) {
        const std::string_view clause = take_clause(inside, kMarks);
        const std::string_view out = left_out_in(clause);
        const Whose whose = read_whose(words, std::string(out));
        if (out.empty() || whose.condition.empty()) {
            kept += (kept.empty() ? "" : "，") + std::string(clause);
            continue;
        }
        conditions.push_back("（不含" + whose.condition + "）");
    }
    for (const std::string& clause : whose_clauses(kept)) {
        Whose whose = read_whose(words, clause);
        if (!whose.condition.empty()) conditions.push_back(std::move(whose.condition));
        if (!whose.population.empty()) conditions.push_back(std::move(whose.population));
    }
    return conditions;
}

std::vector<std::string> conditions_in_brackets(const Vocabulary& words, std::string_view heading) {
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    std::vector<std::string> conditions;
    for (size_t open = heading.find(kOpen); open != std::string_view::npos;
         open = heading.find(kOpen, open + kOpen.size())) {
        const size_t close = heading.find(kClose, open);
        if (close == std::string_view::npos) break;
        const std::string_view inside =
            heading.substr(open + kOpen.size(), close - open - kOpen.size());
        // 青壮年（18—50周岁）文化程度构成: within a title, of ages alone.
        const bool last = close + kClose.size() == heading.size();
        if (open == 0 || (!last && !inside.contains("岁"))) continue;
        for (std::string& one : conditions_inside(words, inside))
            conditions.push_back(std::move(one));
    }
    return conditions;
}

}  // namespace yitao::recognise
