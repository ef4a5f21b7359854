#include "recognise/notes/days.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

constexpr std::string_view kBorn = "出生";

bool are_days(const Vocabulary& words, const std::string& text) {
    const Cut cut = words.cut(text);
    return cut.tokens.size() == 1 && std::ranges::any_of(cut.tokens[0].terms, [](const Term& term) {
               return term.source == Source::kPattern && term.when.size() == 1 &&
                      term.when[0].size() == 1 && term.when[0][0].kind == Test::Kind::kDates;
           });
}

// 2014.9.1—2020.8.31出生: days of birth, and of nothing else.
std::string as_births(std::string days) {
    if (!days.ends_with(kBorn)) days += kBorn;
    return days;
}

std::string plain(std::string text) {
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
    return text;
}

}  // namespace

std::string days_of_row(const Vocabulary& words, const SheetCells& cells, const Table& table,
                        uint32_t row) {
    std::vector<std::string> found;
    for (const Column& column : table.columns) {
        const bool born = std::ranges::any_of(
            column.path.texts, [](const std::string& text) { return text.contains(kBorn); });
        if (!born) continue;
        const std::string text = plain(cells.text({row, column.column}));
        if (!text.empty()) found.push_back(text);
    }
    std::string days;
    if (found.size() == 1) days = found[0];
    if (found.size() == 2) days = found[0] + "—" + found[1];
    return !days.empty() && are_days(words, days) ? as_births(days) : "";
}

std::string days_of_column(const Vocabulary& words, const SheetCells& cells, const Table& table,
                           size_t index) {
    const Column& own = table.columns[index];
    for (const std::string& text : own.path.texts) {
        if (are_days(words, plain(text))) return as_births(plain(text));
    }
    for (const DataRow& row : table.rows) {
        const bool born = std::ranges::any_of(
            row.path.texts, [](const std::string& text) { return text.contains(kBorn); });
        if (!born) continue;
        // One text over several columns: 2020.9.1—2021.8.31 over 户籍 and 常住.
        const std::string text = plain(cells.text(cells.anchor({row.row, own.column})));
        if (are_days(words, text)) return as_births(text);
    }
    return "";
}

std::string without_school(std::string text) {
    constexpr auto kSchool = std::to_array<std::string_view>(
        {"小学一年级", "初中一年级", "高中一年级", "一年级", "二年级", "三年级", "四年级",
         "五年级",     "六年级",     "七年级",     "八年级", "九年级", "小班",   "中班",
         "大班",       "学前段",     "义务教育段", "小学段", "初中段", "高中段", "学前教育段",
         "新生",       "将入",       "应入",       "应读",   "拟入",   "将读",   "入学",
         "秋季",       "春季",       "学年"});
    const bool any = has_any(text, kSchool);
    erase_all(text, kSchool);
    // 2027年 of 2027年秋季新生, 3—5岁段
    constexpr std::string_view kStage = "岁段";
    const size_t stage = text.find(kStage);
    const auto is_number = [](char c) { return (c >= '0' && c <= '9') || c == '-'; };
    if (stage != std::string::npos) {
        text = text.substr(stage + kStage.size());
    } else if (any && text.size() >= 4 && std::ranges::all_of(text.substr(0, 4), is_number)) {
        constexpr std::string_view kYear = "年";
        const size_t year = text.find(kYear);
        if (year == 4) text.erase(0, year + kYear.size());
    }
    return text;
}

void read_age_days(const SheetCells& cells, Vocabulary& words) {
    constexpr auto kEnds = std::to_array<std::string_view>({"。", "；", ";", "\n", "，", "："});
    constexpr size_t kLongest = 6000;  // bytes
    constexpr auto kLater =
        std::to_array<std::string_view>({"之后出生的不", "以后出生的不", "后出生的不"});
    std::vector<std::string> said;
    for (const auto& [cell, content] : cells.grid.cells) {
        const auto* text = std::get_if<std::string>(&content.value);
        const bool ages = text != nullptr && (text->contains("龄") || text->contains("岁"));
        if (!ages || text->size() > kLongest) continue;
        const bool alive = has_any(*text, kLater);
        for (std::string_view rest = *text; !rest.empty();) {
            const std::string_view clause = trim(take_clause(rest, kEnds));
            auto day = age_day_of_all(clause);
            if (!day) continue;
            day->alive = alive;
            words.tell_ages_by(*day);
        }
        const std::string heading = plain(*text);
        const auto day = age_day_in(heading);
        if (day && day->said) said.push_back(heading.substr(day->from, day->to - day->from));
    }
    for (const std::string& word : said) words.define(word, Term{});
}

void read_stages_of_another(const xlsx::Grid& other, Vocabulary& words) {
    constexpr size_t kLongest = 200;  // bytes
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    for (const auto& [cell, content] : other.cells) {
        const auto* said = std::get_if<std::string>(&content.value);
        if (said == nullptr || said->size() > kLongest || !said->contains(kBorn)) continue;
        const std::string text = plain(std::string(trim(*said)));
        const size_t open = text.find(kOpen);
        const bool named = open != std::string::npos && open > 0 && text.ends_with(kClose);
        if (!named || begins_part(words, text)) continue;
        const size_t from = open + kOpen.size();
        const std::string days = text.substr(from, text.size() - kClose.size() - from);
        if (!days.ends_with(kBorn) || !are_days(words, days)) continue;
        const Cut cut = words.cut(days);
        for (Term term : cut.tokens[0].terms) {
            if (term.source != Source::kPattern) continue;
            words.define(text.substr(0, open), std::move(term));
            break;
        }
    }
}

}  // namespace yitao::recognise
