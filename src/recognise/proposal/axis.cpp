#include "recognise/proposal/axis.h"

#include <algorithm>
#include <array>
#include <bit>
#include <set>

#include "base/text.h"
#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "recognise/proposal/chapter.h"
#include "recognise/structure/heading_text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

bool is_code_heading(std::string_view heading) {
    std::string key = match_key(heading);
    for (std::string_view word : {"代码", "行次", "行号", "代号", "编码"}) {
        if (key.ends_with(word)) return true;
    }
    return false;
}

bool is_code_letter(std::string_view text) {
    const std::string key = match_key(text);
    return key.size() == 1 && key[0] >= 'a' && key[0] <= 'z';
}

bool names_classes(std::string_view text) {
    constexpr auto kJoins = std::to_array<std::string_view>({"—", "-", "～", "~", "至", "、"});
    size_t classes = 0;
    while (!text.empty()) {
        const std::string key = match_key(trim(take_clause(text, kJoins)));
        const bool letter = !key.empty() && key[0] >= 'a' && key[0] <= 't';
        const bool digits = std::ranges::all_of(std::string_view(key).substr(letter ? 1 : 0),
                                                [](char c) { return c >= '0' && c <= '9'; });
        if (!letter || !digits || key.size() == 2 || key.size() > 3) return false;
        ++classes;
    }
    return classes > 1;
}

bool is_aside_heading(std::string_view heading) {
    constexpr auto kAsides = std::to_array<std::string_view>(
        {"频次", "频率", "责任单位", "牵头单位", "责任部门", "数据来源", "取数来源", "资料来源",
         "完成时限", "报送时限", "填报部门", "填报单位", "责任人"});
    const std::string key = match_key(heading);
    return std::ranges::any_of(kAsides, [&](std::string_view end) { return key.ends_with(end); });
}

bool is_answer_heading(std::string_view heading) {
    constexpr auto kDone = std::to_array<std::string_view>(
        {"填报", "上报", "填写", "报送", "录入", "采集",   "登记", "统计", "汇总", "核对",
         "核查", "核实", "核定", "检查", "调查", "排查",   "摸排", "摸底", "自查", "清查",
         "监测", "测评", "完成", "预警", "过录", "应走访", "走访", "调度", "台账", "指标",
         "回",   "答",   "报",   "取",   "供",   "计",     "实",   "底"});
    constexpr auto kAnswers = std::to_array<std::string_view>(
        {"结果", "回答", "答复", "答案", "答", "数据", "数字", "数值", "数目", "数", "值", "多少"});
    const std::string key = match_key(heading);
    if (key == "符合人数" || key == "符合条件人数") return true;
    std::string_view rest = key;
    take(rest, kDone);
    return std::ranges::find(kAnswers, rest) != kAnswers.end();
}

bool is_of_several_measures(std::string_view heading) {
    enum Kind : uint8_t {
        kNone = 0,
        kPeople = 1,
        kHouseholds = 2,
        kMoney = 4,
        kShare = 8,
        kCount = 16
    };
    struct Word {
        std::string_view text;
        Kind kind;
    };
    constexpr auto kWords = std::to_array<Word>({{"人数", kPeople},
                                                 {"户数", kHouseholds},
                                                 {"金额", kMoney},
                                                 {"比例", kShare},
                                                 {"数量", kCount},
                                                 {"个数", kCount},
                                                 {"户", kHouseholds},
                                                 {"人", kPeople},
                                                 {"数", kNone},
                                                 {"或", kNone},
                                                 {"和", kNone},
                                                 {"/", kNone},
                                                 {"(", kNone},
                                                 {")", kNone}});
    const std::string key = match_key(heading);
    std::string_view rest = key;
    unsigned kinds = 0;
    while (!rest.empty()) {
        const auto* word = std::ranges::find_if(
            kWords, [&](const Word& one) { return rest.starts_with(one.text); });
        if (word == kWords.end()) return false;
        kinds |= word->kind;
        rest.remove_prefix(word->text.size());
    }
    // 数量（人） has one.
    return std::popcount(kinds) > 1 && kinds != (kCount | kPeople) &&
           kinds != (kCount | kHouseholds);
}

// 计 | 女 | #外来: a part of all, not of the women. 按性别分：男
bool is_sex(const std::string& text) {
    std::string key = match_key(text);
    constexpr std::string_view kBySex = "按性别分:";
    if (key.starts_with(kBySex)) key.erase(0, kBySex.size());
    constexpr size_t kMost = 2;  // 男, 女性, 男婴
    return code_point_count(key) <= kMost && (key.starts_with("男") || key.starts_with("女"));
}

static bool is_total(const std::string& text) {
    const std::string key = match_key(text);
    return key == "合计" || key == "总计" || key == "小计" || key == "计";
}

// 65周岁及以上 / 合计, 男, 女 | 其中 / 残疾: the group right before, which the sexes make up.
static std::optional<std::string> divided_group(const Table& table, size_t index) {
    if (index == 0) return std::nullopt;
    size_t before = index;  // behind the columns of the group 其中 itself
    const std::string& own = table.columns[index].path.texts[0];
    while (before > 0 && !table.columns[before - 1].path.texts.empty() &&
           table.columns[before - 1].path.texts[0] == own)
        --before;
    std::optional<std::string> group;
    for (size_t c = before; c-- > 0;) {
        const auto& texts = table.columns[c].path.texts;
        if (texts.size() != 2 || (group && texts[0] != *group)) break;
        if (!is_total(texts[1]) && !is_sex(texts[1])) return std::nullopt;
        group = texts[0];
    }
    return group;
}

std::optional<std::string> whole_before(const Table& table, const Vocabulary& words, size_t index) {
    // 未成年人总数 | 男 | 常住 | 总数中: the column that is called so.
    const std::string part = match_key(table.columns[index].path.texts[0]);
    constexpr std::string_view kOf = "中";
    if (part.ends_with(kOf) && code_point_count(part) > 2) {
        const std::string_view name = std::string_view(part).substr(0, part.size() - kOf.size());
        for (size_t c = 0; c < index; ++c) {
            const Column& column = table.columns[c];
            bool alone = !column.is_stub && !column.is_serial && column.path.texts.size() == 1;
            if (alone && match_key(column.path.texts[0]).contains(name))
                return column.path.texts[0];
        }
    }
    if (part == "其中") {
        if (auto group = divided_group(table, index)) return group;
    }
    size_t parts = 0;
    for (size_t c = index; c-- > 0;) {
        const Column& column = table.columns[c];
        if (column.is_stub || column.is_serial || column.path.texts.empty()) continue;
        const auto& texts = column.path.texts;
        // 合计 | 16—59岁 | 60岁及以上 | #女, 存量合计 | 待整改 | 整改中 | 其中：逾期: of all of
        // them.
        const bool total = texts.size() == 1 && is_total(texts[0]);
        if (total && parts > 1) return std::nullopt;
        if (parts > 1 && texts.size() == 1 && texts[0].ends_with("合计")) return texts[0];
        if (!begins_part(words, texts[0])) ++parts;
    }
    for (size_t c = index; c-- > 0;) {
        const Column& column = table.columns[c];
        if (column.is_stub || column.is_serial || column.path.texts.empty()) continue;
        const auto& texts = column.path.texts;
        // 合计 | 男 | 女 | 其中：60周岁及以上: the sexes make up the whole.
        if (texts.size() > 1 || begins_part(words, texts[0]) || is_sex(texts[0])) continue;
        return texts.back();
    }
    return std::nullopt;
}

std::string group_among(const Table& table, size_t index) {
    constexpr std::string_view kOf = "中";
    const auto& own = table.columns[index].path.texts;
    if (own.size() < 2) return "";
    const std::string key = match_key(bare_heading(own[0]));
    const bool ages = key.ends_with(kOf) && key.find_first_of("0123456789") == 0;
    if (!ages) return "";
    for (size_t c = index; c-- > 0;) {
        const auto& texts = table.columns[c].path.texts;
        if (texts.empty() || texts[0] == own[0]) continue;
        return texts.size() > 1 && !table.columns[c].is_stub ? texts[0] : "";
    }
    return "";
}

namespace {

// 男童 → 女童
std::string of_other_sex(std::string_view heading) {
    constexpr std::string_view kMale = "男";
    constexpr std::string_view kFemale = "女";
    for (auto [from, to] : {std::pair(kMale, kFemale), std::pair(kFemale, kMale)}) {
        const size_t at = heading.find(from);
        if (at == std::string_view::npos) continue;
        return fmt::format("{}{}{}", heading.substr(0, at), to, heading.substr(at + from.size()));
    }
    return "";
}

}  // namespace

std::optional<std::string> whole_before_parts(const Table& table, const Vocabulary& words,
                                              size_t index) {
    size_t c = index;
    const auto texts = [&](size_t at) -> const std::vector<std::string>& {
        return table.columns[at].path.texts;
    };
    while (c > 0 && !texts(c - 1).empty() && begins_part(words, texts(c - 1)[0])) --c;
    if (c == 0 || c == index || table.columns[c - 1].is_stub || texts(c - 1).empty())
        return std::nullopt;
    return texts(c - 1)[0];
}

std::optional<std::string> matter_before(const Table& table, size_t index) {
    const auto is_alone = [&](size_t c) {
        const Column& column = table.columns[c];
        return !column.is_stub && !column.is_serial && column.path.texts.size() == 1;
    };
    const auto times = [&](const std::string& heading) {
        return std::ranges::count_if(table.columns, [&](const Column& column) {
            return !column.path.texts.empty() && column.path.texts.back() == heading;
        });
    };
    if (index == 0 || !is_alone(index)) return std::nullopt;
    const std::string& own = table.columns[index].path.texts[0];
    if (times(own) < 2) return std::nullopt;
    for (size_t c = 0; c < table.columns.size(); ++c) {
        const auto& texts = table.columns[c].path.texts;
        if (texts.empty() || texts.back() != own) continue;
        const bool behind = c > 0 && is_alone(c) && is_alone(c - 1) &&
                            times(table.columns[c - 1].path.texts[0]) == 1;
        if (!behind) return std::nullopt;
    }
    return table.columns[index - 1].path.texts[0];
}

std::string sex_before_part(const Table& table, const Vocabulary& words, size_t index) {
    const auto& own = table.columns[index].path.texts;
    if (own.back().starts_with("#")) return "";  // 小计 | 女 | #外来随迁: of the total
    const auto in_group = [&](size_t c) {
        const auto& texts = table.columns[c].path.texts;
        return texts.size() == own.size() && std::equal(own.begin(), own.end() - 1, texts.begin());
    };
    std::string sex;
    for (size_t c = 0; c < table.columns.size(); ++c) {
        if (c == index || !in_group(c)) continue;
        const std::string& heading = table.columns[c].path.texts.back();
        if (c < index && !begins_part(words, heading)) sex = is_sex(heading) ? heading : "";
    }
    const auto is_other = [&](const Column& column) {
        if (column.path.texts.empty()) return false;
        const std::string& heading = column.path.texts.back();
        return is_sex(heading) && heading.contains("女") != sex.contains("女");
    };
    return sex.empty() || std::ranges::any_of(table.columns, is_other) ? "" : sex;
}

bool title_names_sex(std::string_view title, const std::string& sex) {
    constexpr auto kWomen = std::to_array<std::string_view>({"女", "母", "巾帼"});
    constexpr auto kMen = std::to_array<std::string_view>({"男", "兵役", "征兵"});
    const bool women = has_any(title, kWomen);
    const bool men = has_any(title, kMen);
    return women != men && women == sex.contains("女");
}

// The ledgers' columns that a heading's words are codes of, with their ledgers.
static std::set<std::pair<int, size_t>> columns_coded(const Vocabulary& words,
                                                      const std::string& heading) {
    std::set<std::pair<int, size_t>> columns;
    for (const Token& token : words.cut(heading).tokens) {
        for (const Term& term : token.terms) {
            const Test* code = code_in(term);
            if (code != nullptr) columns.emplace(term.ledger, code->column);
        }
    }
    return columns;
}

std::optional<std::string> whole_in_group(const Table& table, const Vocabulary& words,
                                          size_t index) {
    const auto& own = table.columns[index].path.texts;
    // 合并 | 关闭 | #10月份: when, of them all.
    const Cut leaf = words.cut(own.back());
    const bool only_time = std::ranges::all_of(leaf.tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == dictionary::PhraseKind::kWindow ||
                   term.kind == dictionary::PhraseKind::kOfWhich;
        });
    });
    if (only_time && index > 1) return std::nullopt;
    const auto is_in_group = [&](size_t column) {
        const auto& texts = table.columns[column].path.texts;
        return texts.size() == own.size() && std::equal(own.begin(), own.end() - 1, texts.begin());
    };
    // 计 | 待整改 | 整改中 | 其中：逾期: several make up the total, of which it is part.
    // 未整改 / 待整改 | 整改中 | 其中：重大: the group is what they divide, and it is part of that.
    const auto divided_by = own.size() > 1 ? columns_coded(words, own[own.size() - 2])
                                           : std::set<std::pair<int, size_t>>{};
    const auto divides = [&](const std::string& heading) {
        const auto coded = columns_coded(words, heading);
        return std::ranges::any_of(coded,
                                   [&](const auto& one) { return divided_by.contains(one); });
    };
    size_t parts = 0;
    size_t dividing = 0;
    for (size_t c = index; c-- > 0 && is_in_group(c);) {
        const std::string& heading = table.columns[c].path.texts.back();
        const Cut cut = words.cut(heading);
        const bool total = cut.tokens.size() == 1 &&
                           std::ranges::any_of(cut.tokens[0].terms, [](const Term& term) {
                               return term.kind == dictionary::PhraseKind::kTotal;
                           });
        if (total && parts > 1) return std::nullopt;
        if (begins_part(words, heading)) continue;
        ++parts;
        dividing += divides(heading) ? 1 : 0;
    }
    if (dividing > 1 && dividing == parts) return std::nullopt;
    for (size_t c = index; c-- > 0 && is_in_group(c);) {
        const std::string& heading = table.columns[c].path.texts.back();
        if (begins_part(words, heading) || is_sex(heading)) continue;
        // 男童 | 女童 | 其中：留守儿童: the two divide the group, of which it is part.
        const std::string other = of_other_sex(heading);
        bool divided = false;
        for (size_t d = 0; d < index && !other.empty(); ++d) {
            divided = divided || (is_in_group(d) && table.columns[d].path.texts.back() == other);
        }
        if (!divided) return heading;
    }
    return std::nullopt;
}

size_t parent_named(const Path& path) {
    const std::string own = match_key(path.texts.back());
    for (size_t i = 0; i + 2 < path.texts.size(); ++i) {
        std::string name = match_key(path.texts[i]);
        size_t dot = name.find_first_of(".)");
        if (dot != std::string::npos && dot < 5) name.erase(0, dot + 1);
        // 三、务工人员 … 务工人员中：女性
        if (begins_chapter(path.texts[i])) name = without_numeral(path.texts[i]);
        if (code_point_count(name) >= 3 && own.starts_with(name)) return i;
    }
    return path.texts.size();
}

bool is_grades(const std::string& text) {
    return text.contains("、") && !begins_chapter(text) && begins_chapter(text.substr(0, 6));
}

size_t kinds_said(std::string_view key) {
    constexpr auto kNumerals = std::to_array<std::string_view>({"两", "三", "四"});
    constexpr auto kOf = std::to_array<std::string_view>({"类", "项", "种"});
    for (size_t i = 0; i < kNumerals.size(); ++i) {
        for (std::string_view of : kOf) {
            if (key.starts_with(std::string(kNumerals[i]) + std::string(of))) return i + 2;
        }
    }
    return 0;
}

size_t kinds_above(std::string_view heading) {
    const std::string key = match_key(heading);
    for (std::string_view start : {"以上", "上述"}) {
        if (key.starts_with(start)) return kinds_said(std::string_view(key).substr(start.size()));
    }
    return 0;
}

// 合计（不重复） before 低保对象 | 特困人员 | 另：独居老人: of those below it, up to the first of
// others.
static std::vector<std::string> rows_below_total(const Table& table, size_t index) {
    constexpr std::string_view kOther = "另";
    std::vector<std::string> rows;
    for (size_t i = index + 1; i < table.rows.size(); ++i) {
        const DataRow& row = table.rows[i];
        if (row.path.texts.empty() || row.role == RowRole::kOfWhich) continue;
        if (row.path.texts.back().starts_with(kOther)) return rows;
        if (row.role != RowRole::kData) return {};
        rows.push_back(row.path.texts.back());
    }
    return {};
}

std::vector<std::string> rows_of_total(const Table& table, size_t index) {
    const DataRow& total = table.rows[index];
    if (total.path.texts.empty()) return {};
    const std::string key = match_key(total.path.texts.back());
    const size_t above = kinds_above(key);
    const size_t kinds = above > 0 ? above : kinds_said(key);
    if (!counts_once(key) || (kinds == 0 && !key.contains("计"))) return {};
    if (index == 0 && kinds == 0) return rows_below_total(table, index);
    constexpr auto kNumerals = std::to_array<std::string_view>(
        {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"});
    const bool numbered = kinds == 0 && key.contains("项");
    std::vector<std::string> rows;
    for (size_t i = index; i-- > 0 && rows.size() < 4;) {
        const DataRow& row = table.rows[i];
        if (row.role == RowRole::kSection || row.role == RowRole::kTotal) break;
        if (row.role == RowRole::kOfWhich || row.path.texts.empty()) continue;
        if (above > 0 && rows.size() == above) break;
        const std::string label = match_key(row.path.texts.back());
        bool named = std::ranges::any_of(kNumerals, [&](std::string_view numeral) {
            return label.starts_with(numeral) && key.contains(numeral);
        });
        if (!numbered || named) rows.push_back(row.path.texts.back());
    }
    if (kinds > 0 && rows.size() != kinds) return {};
    return {rows.rbegin(), rows.rend()};
}

}  // namespace yitao::recognise
