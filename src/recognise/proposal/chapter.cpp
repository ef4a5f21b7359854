#include "recognise/proposal/chapter.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning/meaning.h"
#include "recognise/notes/notes.h"
#include "recognise/proposal/fractions.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/structure/words.h"
#include "recognise/text/clauses.h"
#include "recognise/text/decimals.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

// One condition and nothing that is not understood.
bool names_people(const Vocabulary& words, std::string_view text) {
    using dictionary::PhraseKind;
    Cut cut = words.cut(text);
    // 本地户籍育龄妇女: where they are registered, and who they are.
    const auto says_where = [&](const Token& token) {
        return std::ranges::any_of(token.terms, [&](const Term& term) {
            return term.kind == PhraseKind::kCondition && term.ledger >= 0 &&
                   term.when.size() == 1 && term.when[0].size() == 1 &&
                   words.facts(static_cast<size_t>(term.ledger)).is_population(term.when[0][0]);
        });
    };
    const bool where = cut.tokens.size() > 1 && std::ranges::any_of(cut.tokens, says_where);
    size_t said = 0;
    for (const Token& token : cut.tokens) {
        if (where && says_where(token)) continue;
        bool condition = std::ranges::any_of(token.terms, [&](const Term& term) {
            return term.kind == PhraseKind::kCondition && (!term.generic || (where && !term.vague));
        });
        bool silent = std::ranges::all_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kFiller && term.column < 0;
        });
        if (!condition && !silent) return false;
        said += condition ? 1 : 0;
    }
    return said == 1 && cut.unknown == 0;
}

// 消防类隐患, 竣工投产项目, 在营个体户: codes and what they are codes of, and nothing else.
bool names_rows_by_codes(const Vocabulary& words, std::string_view text) {
    using dictionary::PhraseKind;
    const Cut cut = words.cut(text);
    if (cut.unknown > 0 || cut.tokens.empty()) return false;
    constexpr auto kJoins = std::to_array<std::string_view>({"的", "类", "和", "与", "及", "或"});
    for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
        const auto subject = [&](const Term& term) {
            return term.kind == PhraseKind::kSubject && term.when.empty() &&
                   term.ledger == static_cast<int>(ledger);
        };
        const auto code = [&](const Term& term) {
            return term.ledger == static_cast<int>(ledger) && !term.vague && !term.generic &&
                   code_in(term) != nullptr;
        };
        const auto any = [](const Token& token, const auto& test) {
            return std::ranges::any_of(token.terms, test);
        };
        const auto silent = [](const Term& term) {
            return term.kind == PhraseKind::kFiller && term.column < 0;
        };
        const Token& last = cut.tokens.back();
        const bool own = any(last, code) && last.text.ends_with(words.schema(ledger).name);
        if (!any(last, subject) && !own) continue;
        const bool rest = std::ranges::all_of(cut.tokens, [&](const Token& token) {
            return &token == &last || any(token, code) ||
                   std::ranges::all_of(token.terms, silent) ||
                   std::ranges::find(kJoins, token.text) != kJoins.end();
        });
        const auto is_code = [&](const Token& token) { return any(token, code); };
        if (rest && std::ranges::any_of(cut.tokens, is_code)) return true;
    }
    return false;
}

}  // namespace

std::map<uint32_t, org::UnitCode> unit_lines(const Vocabulary& words, const SheetCells& cells,
                                             const Table& table) {
    std::map<uint32_t, org::UnitCode> lines;
    auto at = cells.grid.cells.lower_bound({table.range.first.row, 0});
    for (; at != cells.grid.cells.end() && at->first.row <= table.range.last.row; ++at) {
        const auto* text = std::get_if<std::string>(&at->second.value);
        if (text == nullptr || text->size() > 90 || !begins_chapter(*text)) continue;
        if (auto unit = words.find_unit(without_numeral(*text))) lines[at->first.row] = *unit;
    }
    return lines;
}

// 收入未登记的不参加平均: as averages and bounds do anyway.
static bool leaves_blanks(std::string_view clause) {
    constexpr auto kBlank = std::to_array<std::string_view>(
        {"未登记", "没登记", "没有登记", "无登记", "没有收入登记", "无养老金登记", "未填", "没填"});
    constexpr auto kLeft = std::to_array<std::string_view>(
        {"不参加", "不参与", "不平均", "不计", "不算", "除外", "剔除"});
    return has_any(clause, kBlank) && has_any(clause, kLeft);
}

// 年收入平均数（有收入登记者）, 月养老金低于300元（养老金有登记的）: whose is known.
static bool is_of_known(std::string_view heading, std::string_view clause) {
    constexpr auto kKnown =
        std::to_array<std::string_view>({"有登记", "登记了", "收入登记", "已登记"});
    constexpr auto kBounds = std::to_array<std::string_view>(
        {"均", "低于", "不足", "不到", "不满", "以下", "以上", "超过", "高于"});
    return has_any(clause, kKnown) && !clause.contains("未") && !clause.contains("没") &&
           has_any(heading, kBounds) && code_point_count(clause) <= 14;
}

// 农情基本数（10月31日）: the day of the report.
static bool is_report_day(std::string_view clause) {
    std::string key = match_key(clause);
    for (std::string_view end : {"数", "止", "时点"}) {
        if (key.ends_with(end)) key.resize(key.size() - end.size());
    }
    const size_t month = key.find("月");
    const auto digits = [](std::string_view text) {
        return !text.empty() && text.size() <= 2 &&
               text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    constexpr std::string_view kDay = "日";
    if (month == std::string::npos || !key.ends_with(kDay)) return false;
    const std::string_view rest = std::string_view(key).substr(month + kDay.size());
    return digits(key.substr(0, month)) && digits(rest.substr(0, rest.size() - kDay.size()));
}

// 按行业代码归类: how the rows are told apart.
static bool is_how_sorted(std::string_view clause) {
    return clause.starts_with("按") && (clause.ends_with("归类") || clause.ends_with("分类"));
}

// 只填在营的 → 在营的
static std::string_view without_only(std::string_view clause) {
    constexpr auto kOnly = std::to_array<std::string_view>(
        {"只填", "只算", "只数", "只统计", "只报", "仅填", "仅统计"});
    for (std::string_view only : kOnly) {
        if (clause.starts_with(only)) return clause.substr(only.size());
    }
    return clause;
}

// 居民养老和职工养老合并, 户籍和外来合并统计, 户口不限: it takes in.
static bool adds_together(std::string_view clause) {
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"合并", "合并统计", "合并计算", "合并填报", "合并计", "合并填", "户口不限", "户籍不限",
         "户口不论", "户籍不论", "户口不问", "户籍不问"});
    return std::ranges::any_of(kEnds, [&](std::string_view end) { return clause.ends_with(end); });
}

// 本地户籍，住外面的也算; 核查时点同上; 行业代码A01—A05: what says nothing of whom goes.
static std::string without_asides(std::string_view inside, bool of_chapter = false) {
    constexpr auto kMarks = std::to_array<std::string_view>({"，", ",", "；"});
    constexpr auto kAsides = std::to_array<std::string_view>(
        {"同上", "算满岁", "包括在内", "都含", "均含", "两头", "不详的"});
    std::string kept;
    while (!inside.empty()) {
        std::string_view mark;
        const std::string_view clause = without_only(take_clause(inside, kMarks, &mark));
        // 全部在册人员，含外来和不常住: it takes in, it narrows nothing.
        const bool takes_in =
            !kept.empty() &&
            (clause.starts_with("含") || clause.starts_with("包括") || clause.starts_with("包含"));
        const bool aside =
            has_any(clause, kAsides) || adds_together(clause) || leaves_blanks(clause) ||
            has_any(clause, kTakesIn) || takes_in || clause.starts_with("行业代码") ||
            clause.contains("算到") || (clause.starts_with("取") && clause.contains("台账")) ||
            clause.starts_with("按名称") || clause.starts_with("凡") ||
            (clause.starts_with("按") && clause.ends_with("日期")) ||
            (clause.starts_with("“") && clause.contains("”指"));  // “开着的”指在营: a definition
        if (aside || (of_chapter && (is_report_day(clause) || is_how_sorted(clause)))) continue;
        if (!kept.empty()) kept += "，";
        // 停业、注销的不列入底数
        constexpr auto kLeavesOut = std::to_array<std::string_view>(
            {"的不列入", "的不计入", "的不在内", "的不统计", "的不算"});
        const size_t without = first_of(clause, kLeavesOut);
        kept += without < clause.size() ? fmt::format("不含{}", clause.substr(0, without)) : clause;
    }
    return kept;
}

// 户、人、元: how the columns are measured.
static bool lists_measures(std::string_view inside) {
    constexpr auto kMarks = std::to_array<std::string_view>({"、", "，", "/"});
    while (!inside.empty()) {
        if (!dictionary::is_measure(trim(take_clause(inside, kMarks)))) return false;
    }
    return true;
}

std::string in_brackets(const std::string& text, bool of_chapter) {
    for (auto [open, close] : {std::pair("（", "）"), std::pair("(", ")")}) {
        size_t from = text.find(open);
        size_t to = text.rfind(close);
        if (from == std::string::npos || to == std::string::npos || to < from) continue;
        from += std::string_view(open).size();
        const std::string inside = without_asides(text.substr(from, to - from), of_chapter);
        if (inside.empty() || lists_measures(inside)) continue;
        // 不含停业、注销 leaves out as brackets do; …的人员，不含本地务工: of those named before.
        constexpr std::string_view kComma = "，";
        const size_t without = inside.find("不含");
        if (without == std::string::npos) return inside;
        const std::string_view kept = std::string_view(inside).substr(0, without);
        if (!kept.ends_with(kComma)) return fmt::format("（{}）", inside);
        return fmt::format("{}（{}）", kept.substr(0, kept.size() - kComma.size()),
                           inside.substr(without));
    }
    return "";
}

std::string without_includes(const std::string& text) {
    const size_t open = text.find("（");
    const size_t close = text.find("）", std::min(open, text.size()));
    if (close != std::string::npos) {
        constexpr size_t kBracket = std::string_view("（").size();
        const std::string inside = text.substr(open + kBracket, close - open - kBracket);
        std::string kept = without_asides(inside, begins_chapter(text) || text.starts_with("附"));
        if (is_of_known(text.substr(0, open), kept.substr(0, kept.find("，"))))
            kept.erase(0, kept.contains("，") ? kept.find("，") + kBracket : kept.size());
        if (kept != inside) {
            return text.substr(0, open) + (kept.empty() ? "" : "（" + kept + "）") +
                   text.substr(close + kBracket);
        }
    }
    for (std::string_view includes : {"，含", "，包括", "，包含"}) {
        const size_t at = text.find(includes);
        const size_t end = at == std::string::npos ? at : text.find("）", at);
        const bool bracketed =
            end != std::string::npos && text.rfind("（", at) != std::string::npos;
        if (bracketed) return text.substr(0, at) + text.substr(end);
    }
    return text;
}

bool numbers_table(std::string_view text) {
    return std::ranges::any_of(std::array{"表", "附表", "调查表", "台表", "分表", "基表", "报表"},
                               [&](const char* start) { return text.starts_with(start); });
}

std::string bare_title(std::string text) {
    constexpr auto kGaps = std::to_array<std::string_view>({"\u3000", " "});
    const bool numbered = numbers_table(text);
    std::string_view title = text;
    take_clause(title, kGaps);
    if (numbered && !title.empty()) text = std::string(title);
    // 附：在校学生情况, 附表2：…
    constexpr std::string_view kColon = "：";
    const size_t colon = text.starts_with("附") ? text.find(kColon) : std::string::npos;
    if (colon != std::string::npos && code_point_count(text.substr(0, colon)) <= 3)
        text.erase(0, colon + kColon.size());
    std::string_view before = std::string_view(text).substr(0, text.find("（单位："));
    // 在营企业按行业分（个）: how they are counted.
    const std::string measure = dictionary::read_heading(text).measure;
    const bool counted = !measure.empty() && text.ends_with("（" + measure + "）");
    if (counted) before = before.substr(0, text.rfind("（"));
    if (text.ends_with("）") && (numbered || before.ends_with("分"))) text.resize(before.size());
    return text;
}

bool divides_people(const std::string& line) {
    const std::string text = bare_title(line);
    return text.contains("按") && text.ends_with("分");
}

// 18周岁及以上妇女的婚姻和文化程度 → 18周岁及以上妇女: those of whom the rows tell what
// columns say; "": it says something else.
static std::string people_of_columns(const Vocabulary& words, const std::string& text) {
    constexpr std::string_view kOf = "的";
    const size_t of = text.rfind(kOf);
    if (of == std::string::npos || of == 0) return "";
    const std::string people = text.substr(0, of);
    const Cut told = words.cut(text.substr(of + kOf.size()));
    const bool columns =
        !told.tokens.empty() && std::ranges::all_of(told.tokens, [](const Token& token) {
            return token.text == "和" || token.text == "与" || token.text == "及" ||
                   std::ranges::any_of(token.terms,
                                       [](const Term& term) { return term.names_column; });
        });
    const Cut who = words.cut(people);
    const bool known = who.unknown == 0 && std::ranges::all_of(who.tokens, [](const Token& token) {
                           return std::ranges::any_of(token.terms, [](const Term& term) {
                               return term.kind == dictionary::PhraseKind::kCondition;
                           });
                       });
    return columns && known ? people : "";
}

std::string rows_of_chapter(const Vocabulary& words, const std::string& text) {
    const size_t number = begins_chapter(text) && text.starts_with("（") ? 1 : 0;
    std::string bare = text.substr(0, std::min(text.find("（", number), text.find('(', number)));
    if (begins_chapter(bare)) bare = without_numeral(bare);
    if (names_rows_by_codes(words, bare)) return bare;
    return people_of_columns(words, bare);
}

// （二）未成年人（在册） → 未成年人（在册）
static std::string without_numeral_in_brackets(std::string text) {
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    const size_t close = text.find(kClose);
    const bool numbered = text.starts_with(kOpen) && begins_chapter(text) &&
                          close != std::string::npos && code_point_count(text.substr(0, close)) < 4;
    return numbered ? text.substr(close + kClose.size()) : text;
}

// 外出务工的去了哪里: those of whom it says something, by the code that stands first; empty: none.
static std::string people_asked(const Vocabulary& words, const std::string& text) {
    const Cut cut = words.cut(text);
    const auto& tokens = cut.tokens;
    const bool of = tokens.size() > 1 && tokens[1].text.starts_with("的");
    const bool code = of && std::ranges::any_of(tokens[0].terms, [](const Term& term) {
                          return code_in(term) != nullptr && !term.generic && !term.vague;
                      });
    return code ? tokens[0].text : "";
}

std::string code_of_name(const Vocabulary& words, const std::string& text) {
    const std::string bare =
        without_numeral(text.substr(0, std::min(text.find("（"), text.find('('))));
    const Cut cut = words.cut(bare);
    if (cut.tokens.size() != 1) return "";
    for (const Term& term : cut.tokens[0].terms) {
        if (!term.generic || term.when.size() != 1 || term.when[0].size() < 2) continue;
        for (const Test& test : term.when[0]) {
            const bool code = test.kind == Test::Kind::kWords && test.words.size() == 1;
            if (code && !test.others) return test.words[0];
        }
    }
    return "";
}

std::vector<std::string> parts_of_chapter(const Vocabulary& words, const std::string& line) {
    std::vector<std::string> parts;
    // 表1　本地户籍育龄妇女（15—49周岁）　　单位：人
    size_t end = line.find("\u3000单位：");
    end = std::min(end, line.find(" 单位："));
    std::string text = bare_title(std::string(trim(std::string_view(line).substr(0, end))));
    text.erase(0, part_number(text));
    text = without_numeral_in_brackets(std::string(trim(text)));
    if (divides_people(text)) text.resize(text.rfind("按"));
    // 外出务工的去了哪里——在册人口，年龄不限: the dash says what brackets say.
    constexpr std::string_view kDash = "——";
    if (const size_t dash = text.find(kDash); dash != std::string::npos && dash > 0) {
        const std::string asked = people_asked(words, text.substr(0, dash));
        if (!asked.empty()) parts.push_back(asked);
        text = text.substr(0, dash) + "（" + text.substr(dash + kDash.size()) + "）";
    }
    std::string bare = text.substr(0, std::min(text.find("（"), text.find('(')));
    std::string narrowed = in_brackets(without_includes(text), true);
    if (names_people(words, bare) || !rows_of_chapter(words, bare).empty()) {
        parts.push_back(bare);
    } else if (narrowed.contains("岁")) {
        if (std::string code = code_of_name(words, bare); !code.empty())
            parts.push_back(std::move(code));
    }
    constexpr std::string_view kUnits = "单位：";  // 矛盾纠纷（单位：件、人、元）
    if (!narrowed.empty() && !narrowed.starts_with(kUnits)) parts.push_back(narrowed);
    return parts;
}

std::string people_of_group(const Vocabulary& words, const std::string& text) {
    using dictionary::PhraseKind;
    std::string bare = text.substr(0, std::min(text.find("（"), text.find('(')));
    const Cut cut = words.cut(bare);
    if (cut.tokens.size() != 1) return "";
    bool people = std::ranges::any_of(cut.tokens[0].terms, [&](const Term& term) {
        return term.kind == PhraseKind::kCondition && term.ledger >= 0 && !term.when.empty() &&
               words.facts(static_cast<size_t>(term.ledger)).standing.size() > 1;
    });
    return people ? bare : "";
}

bool names_things(const Vocabulary& words, const std::string& group, const std::string& label) {
    auto speaks_of = [](const Cut& cut, auto test) {
        return std::ranges::any_of(
            cut.tokens, [&](const Token& token) { return std::ranges::any_of(token.terms, test); });
    };
    const Cut things = words.cut(group);
    const Cut trait = words.cut(label);
    for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
        bool named = speaks_of(things, [&](const Term& term) {
            return term.kind == dictionary::PhraseKind::kSubject && term.when.empty() &&
                   term.ledger == static_cast<int>(ledger);
        });
        if (!named) continue;
        for (const ledger::Column& column : words.schema(ledger).columns) {
            if (column.type != ledger::ColumnType::kReference) continue;
            bool of = speaks_of(trait, [&](const Term& term) {
                return term.kind == dictionary::PhraseKind::kCondition && term.ledger >= 0 &&
                       words.schema(static_cast<size_t>(term.ledger)).id == column.reference;
            });
            if (of && column.reference != words.schema(ledger).id) return true;
        }
    }
    return false;
}

void take_decimals(const std::vector<std::string>& notes, Asked& asked) {
    take_fraction(notes, asked);
    if (asked.shape.fraction) return;
    // 总投资按亿元填报，保留四位小数, where the cell is drawn with two: the words are meant.
    const bool drawn = asked.shape.decimals > 0;
    const bool of_average = std::ranges::any_of(
        asked.path, [](const PathPart& part) { return part.text.contains("均"); });
    const bool hundred_millions =
        asked.measure.starts_with("亿") ||
        (!asked.path.empty() && match_key(asked.path.back().text).contains("(亿"));
    for (const std::string& note : notes) {
        if (!drawn || !hundred_millions || !note.contains("亿")) continue;
        for (auto part = asked.path.rbegin(); part != asked.path.rend(); ++part) {
            if (part->inherited) continue;
            int said = decimals_said(note, part->text, of_average);
            if (said <= 0) continue;
            asked.shape.decimals = said;
            break;
        }
        if (asked.path.empty() || !asked.measure.starts_with("亿")) continue;
        int said =
            decimals_said(note, asked.path.back().text + "（" + asked.measure + "）", of_average);
        if (said > 0) asked.shape.decimals = said;
    }
    for (const std::string& note : notes) {  // 占比填百分数，不带百分号
        if (note.contains("千分")) asked.shape.per = 1000;
        if (asked.shape.per == 0 && note.contains("百分")) asked.shape.per = 100;
    }
    const auto take = [&](int said) {
        if (said < 0) return;
        asked.shape.decimals = said;
        asked.shape.whole = said == 0;
    };
    // What a note says of the very heading goes before what it says of all.
    for (const std::string& note : notes) {
        for (size_t end : {asked.path.size(), asked.row_parts}) {
            if (asked.shape.decimals > 0 || asked.shape.whole) return;
            if (end == 0 || (of_average && !asked.path[end - 1].text.contains("均"))) continue;
            take(decimals_said_of_itself(note, asked.path[end - 1].text));
        }
    }
    for (const std::string& note : notes) {
        for (auto part = asked.path.rbegin(); part != asked.path.rend(); ++part) {
            // 0 is how a blank is drawn, no answer
            if (asked.shape.decimals > 0 || asked.shape.whole) return;
            take(decimals_said(note, part->text, of_average));
        }
        // 百分数保留一位小数
        const bool share = asked.measure == "%" || asked.measure == "％";
        if (share && asked.shape.decimals <= 0 && !asked.shape.whole)
            take(decimals_said(note, "占比", of_average));
        // 亿元、万人次保留四位小数: the unit stands in a column of its own.
        bool multiple = asked.measure.starts_with("万") || asked.measure.starts_with("亿");
        if (!multiple || asked.shape.decimals > 0 || asked.shape.whole || asked.path.empty())
            continue;
        take(decimals_said(note, asked.path.back().text + "（" + asked.measure + "）", of_average));
    }
}

void take_decimals_of_rows(const std::vector<std::string>& notes, const std::vector<int>& rows,
                           Asked& asked) {
    if (rows.empty() || asked.shape.decimals > 0 || asked.shape.whole) return;
    constexpr std::string_view kRow = "行";
    for (const std::string& note : notes) {
        for (std::string_view rest = note; !rest.empty();) {
            const std::string_view sentence = take_clause(rest, kSentenceEnds);
            const size_t row = sentence.find(kRow);
            if (row == std::string_view::npos) continue;
            int number = 0;
            int power = 1;
            for (size_t at = row; at > 0 && power < 10000; --at) {
                const char digit = sentence[at - 1];
                if (digit < '0' || digit > '9') break;
                number += (digit - '0') * power;
                power *= 10;
            }
            const auto said = find_decimals(sentence);
            if (!said || std::ranges::find(rows, number) == rows.end()) continue;
            asked.shape.decimals = said->number;
            asked.shape.whole = said->number == 0;
            return;
        }
    }
}

}  // namespace yitao::recognise
