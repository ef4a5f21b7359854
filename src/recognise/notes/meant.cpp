// Words explained in the running text of a note.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "recognise/notes/conditions.h"
#include "recognise/notes/definitions.h"
#include "recognise/notes/included.h"
#include "recognise/structure/heading_text.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/text/clauses.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

// Some heading of the sheet is called so, or has it in it.
bool is_in_heading(const SheetCells& cells, std::string_view word, bool exactly) {
    std::string key = match_key(word);
    return std::ranges::any_of(cells.grid.cells, [&](const auto& cell) {
        const auto* text = std::get_if<std::string>(&cell.second.value);
        if (text == nullptr || text->size() > 120) return false;
        const std::string heading = bare_heading(*text);
        return exactly ? heading == key : heading.contains(key);
    });
}

// 实有人口, 住户人口: people, and nobody knows which.
bool is_open(const Cut& cut) {
    return cut.tokens.size() == 1 && std::ranges::any_of(cut.tokens[0].terms, [](const Term& term) {
               bool people = term.kind == PhraseKind::kSubject && term.generic && term.when.empty();
               return term.vague || people;
           });
}

// 户籍妇女指本地户籍、已满18周岁的女性: words that are known, and the form says how old.
bool names_ages(const Cut& cut, std::string_view meaning) {
    constexpr size_t kMost = 3;
    const bool few = cut.tokens.size() >= 2 && cut.tokens.size() <= kMost;
    return few && meaning.contains("岁") && std::ranges::all_of(cut.tokens, [](const Token& token) {
               return std::ranges::any_of(token.terms, [](const Term& term) {
                   return term.kind == PhraseKind::kCondition && !term.vague;
               });
           });
}

// 群体性事项: words that are known, and none says which.
bool names_nothing(const Cut& cut) {
    const auto silent = [](const Term& term) {
        return term.kind == PhraseKind::kFiller || term.kind == PhraseKind::kGrain ||
               (term.kind == PhraseKind::kSubject && term.when.empty());
    };
    return cut.unknown == 0 && cut.tokens.size() > 1 &&
           std::ranges::all_of(cut.tokens, [&](const Token& token) {
               return !token.terms.empty() && std::ranges::all_of(token.terms, silent);
           });
}

// 群体性事项指涉及10人以上的: of the ledger that the word is of, whatever else is counted in 人.
bool define_in_own_ledger(Vocabulary& words, std::string_view word, const Cut& cut,
                          std::string_view meaning) {
    for (const Token& token : cut.tokens) {
        for (const Term& term : token.terms) {
            if (term.kind != PhraseKind::kSubject || term.ledger < 0) continue;
            auto meant = conditions_of(words, meaning, term.ledger);
            if (!meant || meant->when.size() != 1 || meant->when[0].empty()) continue;
            meant->generic = false;
            words.define(word, std::move(*meant));
            return true;
        }
    }
    return false;
}

bool speaks_of_population(std::string_view text) {
    return text.contains("在册") || text.contains("户籍") || text.contains("常住");
}

// One condition the dictionary knows and does not doubt.
bool is_known(const Cut& cut) {
    return cut.tokens.size() == 1 && std::ranges::any_of(cut.tokens[0].terms, [](const Term& term) {
               return term.kind == PhraseKind::kCondition && !term.vague;
           });
}

// The ledger the meaning speaks of does not know all of the words: 期末 | 实有户数 of firms.
bool is_strange_to(const Cut& cut, const std::optional<Term>& meaning) {
    if (!meaning || meaning->when.empty() || meaning->when[0].empty()) return false;
    std::set<int> common;
    bool first = true;
    for (const Token& token : cut.tokens) {
        std::set<int> own;
        for (const Term& term : token.terms) {
            if (term.ledger == kAnyLedger) own.clear();
            if (term.ledger == kAnyLedger) break;
            own.insert(term.ledger);
        }
        if (own.empty()) continue;
        if (first) common = own;
        if (!first) std::erase_if(common, [&](int ledger) { return !own.contains(ledger); });
        first = false;
    }
    return !first && !common.contains(meaning->ledger);
}

// 用地项目指登记在库的全部项目，含洽谈、签约的: all there are, whatever the words say by
// themselves.
bool means_all(const Vocabulary& words, std::string_view meaning) {
    constexpr auto kAll =
        std::to_array<std::string_view>({"全部", "所有", "全体", "一切", "各类", "全量", "全口径"});
    constexpr auto kRemarks = std::to_array<std::string_view>({"，", "（", "("});
    const std::string_view said = meaning.substr(0, first_of(meaning, kRemarks));
    const auto all = has_any(said, kAll) ? conditions_of(words, said) : std::nullopt;
    if (!all || all->generic || all->when.size() != 1 || !all->when[0].empty()) return false;
    const auto happens = [](const Term& term) {  // 截至当月末的全部隐患
        return term.kind == PhraseKind::kEvent || term.kind == PhraseKind::kWindow;
    };
    return std::ranges::none_of(words.cut(said).tokens, [&](const Token& token) {
        return std::ranges::any_of(token.terms, happens);
    });
}

// 外出务工人数指脱贫户、监测户的家庭成员中目前外出务工的人 says more than conditions of households.
bool is_of_same_ledger(const Cut& cut, const std::optional<Term>& meaning) {
    if (!meaning) return true;
    return std::ranges::any_of(cut.tokens[0].terms, [&](const Term& term) {
        return term.kind == PhraseKind::kCondition && term.ledger == meaning->ledger;
    });
}

// 已参保 of two insurances: a word that two columns of a ledger have.
bool is_of_two_columns(const Cut& cut) {
    if (cut.tokens.size() != 1) return false;
    const Test* first = nullptr;
    return std::ranges::any_of(cut.tokens[0].terms, [&](const Term& term) {
        const Test* code = code_in(term);
        if (code == nullptr) return false;
        if (first == nullptr) first = code;
        return code->column != first->column;
    });
}

// What the word means in that column.
void define_of_column(Vocabulary& words, const std::string& word, int ledger, size_t column) {
    const Cut cut = words.cut(word);
    if (cut.tokens.size() != 1) return;
    for (const Term& term : cut.tokens[0].terms) {
        const Test* code = code_in(term);
        if (code == nullptr || term.ledger != ledger || code->column != column) continue;
        return words.define(word, Term(term));
    }
}

// 已参保＝居民医保＋职工医保: of that insurance, and 未参保 of the same form too.
void settle_column(Vocabulary& words, std::string_view word, const Term& sum) {
    constexpr std::string_view kDone = "已";
    const size_t column = sum.when[0][0].column;
    define_of_column(words, std::string(word), sum.ledger, column);
    if (!word.starts_with(kDone)) return;
    word.remove_prefix(kDone.size());
    for (std::string_view start : {"", "未", "没", "没有", "尚未"}) {
        define_of_column(words, std::string(start) + std::string(word), sum.ledger, column);
    }
}

// A word that says nothing by itself, and is no 合计.
bool is_filler(const Cut& cut) {
    return cut.unknown == 0 && cut.tokens.size() == 1 && !cut.tokens[0].terms.empty() &&
           std::ranges::all_of(cut.tokens[0].terms, [](const Term& term) {
               return term.kind == PhraseKind::kFiller && !term.names_column;
           });
}

// 实有人口＝户籍人口＋流动人口: all of them, where these are all the codes there are; else those
// that have one of them.
bool read_sum(std::string_view clause, size_t equals, const SheetCells& cells, Vocabulary& words) {
    constexpr auto kPlus = std::to_array<std::string_view>({"＋", "+"});
    constexpr auto kOther = std::to_array<std::string_view>({"－", "÷", "×", "，", "（"});
    constexpr auto kLeaves = std::to_array<std::string_view>({"，不含", "，不包括"});
    const std::string_view word = trim(clause.substr(0, equals));
    std::string_view rest = clause.substr(equals);
    rest.remove_prefix(rest.starts_with("=") ? 1 : std::string_view("＝").size());
    rest = rest.substr(0, first_of(rest, kLeaves));  // ，不含已注销: the others
    if (!has_any(rest, kPlus) || has_any(rest, kOther)) return false;
    const Cut cut = words.cut(word);
    const bool of_two = is_of_two_columns(cut);
    const bool silent = is_filler(cut) && code_point_count(word) >= 2;  // 实有＝在营＋停业
    if (!is_open(cut) && cut.unknown == 0 && !of_two && !silent) return false;
    if (!is_in_heading(cells, word, !silent)) return false;
    std::optional<Term> all;
    while (!rest.empty()) {
        auto one = conditions_of(words, trim(take_clause(rest, kPlus)), -1, true);
        const Test* code = one ? code_in(*one) : nullptr;
        if (code == nullptr || code->others) return false;
        if (!all) {
            all = std::move(one);
            continue;
        }
        Test& own = all->when[0][0];
        const Test& more = one->when[0][0];
        if (all->ledger != one->ledger || own.column != more.column) return false;
        own.words.insert(own.words.end(), more.words.begin(), more.words.end());
    }
    if (!all) return false;
    if (of_two) {
        settle_column(words, word, *all);
        return true;
    }
    const Test& test = all->when[0][0];
    const auto& columns = words.schema(static_cast<size_t>(all->ledger)).columns;
    const ledger::CodeList* list = words.code_list(columns[test.column]);
    all->generic = false;
    if (list != nullptr && list->codes.size() == test.words.size()) {
        all->kind = PhraseKind::kSubject;
        all->when.clear();
    }
    // 实有＝在营＋停业 over 实有户数
    for (std::string_view of : {"户数", "总户数", "数量", "总数"}) {
        const std::string counted = std::string(word) + std::string(of);
        if (is_in_heading(cells, counted, true)) words.define(counted, Term(*all));
    }
    words.define(word, std::move(*all));
    return true;
}

// 待办（截止日未了结） over 纠纷 | 隐患: what the brackets say in the other ledgers of the word.
void define_elsewhere(Vocabulary& words, const Token& token, std::string_view inside, int but) {
    for (Term term : token.terms) {
        if (!term.vague || term.ledger < 0 || term.ledger == but) continue;
        const auto meant = conditions_of(words, inside, term.ledger);
        if (!meant || meant->when.size() != 1 || meant->when[0].empty()) continue;
        term.vague = false;
        term.when = meant->when;
        words.define_in_ledger(token.text, std::move(term));
    }
}

// 户籍人口加流动人口（外来人员）: of what departments mean by the word, the brackets name one.
void read_brackets(std::string_view clause, Vocabulary& words) {
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    constexpr size_t kMost = 120;  // bytes; each part of a clause is cut once
    for (size_t from = 0;;) {
        const size_t open = clause.find(kOpen, from);
        const size_t close = open == std::string_view::npos ? open : clause.find(kClose, open);
        if (close == std::string_view::npos) return;
        const std::string_view before = clause.substr(from, open - from);
        const std::string_view inside =
            clause.substr(open + kOpen.size(), close - open - kOpen.size());
        from = close + kClose.size();
        if (before.size() > kMost || inside.size() > kMost) continue;
        const Cut cut = words.cut(before);
        const bool open_word =
            !cut.tokens.empty() && std::ranges::any_of(cut.tokens.back().terms, &Term::vague);
        const auto meant = open_word ? conditions_of(words, inside) : std::nullopt;
        if (!meant) continue;
        for (Term term : cut.tokens.back().terms) {
            if (!term.vague || term.ledger != meant->ledger || term.when != meant->when) continue;
            term.vague = false;
            words.define(cut.tokens.back().text, std::move(term));
            define_elsewhere(words, cut.tokens.back(), inside, meant->ledger);
            break;
        }
    }
}

// 注：, ①, 1.
std::string_view without_start(std::string_view clause) {
    for (std::string_view start : {"注：", "说明：", "口径：", "填表说明：", "指标解释：",
                                   "名词解释：", "解释：", "备注："}) {
        if (clause.starts_with(start)) clause.remove_prefix(start.size());
    }
    take(clause, kCircledNumbers);
    take(clause, kNoteMarks);
    take(clause, kBullets);
    take_item_number(clause);
    return clause;
}

// 本表所称老年人，系指…: what is explained begins behind.
std::string_view without_called(std::string_view clause) {
    for (std::string_view called :
         {"本表所称的", "本表所称", "本表中的", "本表中", "本表所说的", "所称", "所谓", "表中所称",
          "表中的", "这里的", "此处的", "文中", "表内"}) {
        if (clause.starts_with(called)) return clause.substr(called.size());
    }
    return clause;
}

// 涉及场所指有尚未整改隐患的场所，同一场所计1处: places, by what is found there.
bool read_places(std::string_view clause, const SheetCells& cells, Vocabulary& words) {
    constexpr std::string_view kMeans = "指";
    const size_t at = clause.find(kMeans);
    if (at == std::string_view::npos) return false;
    const std::string word = match_key(clause.substr(0, at));
    const std::string_view meaning = clause.substr(at + kMeans.size());
    const std::string_view said = meaning.substr(0, meaning.find("，"));
    const size_t length = code_point_count(word);
    if (length < 2 || length > 8 || !is_in_heading(cells, word, true)) return false;
    for (const ledger::Schema* found : words.schemas()) {
        for (const ledger::Column& column : found->columns) {
            if (column.type != ledger::ColumnType::kReference || !said.contains(found->name))
                continue;
            for (const ledger::Schema* place : words.schemas()) {
                const bool ends = place->id == column.reference && place != found &&
                                  said.ends_with("的" + place->name);
                if (!ends) continue;
                words.call_places(word, std::string(said));
                return true;
            }
        }
    }
    return false;
}

void read_clause(std::string_view clause, const SheetCells& cells, Vocabulary& words) {
    clause = without_start(clause);
    if (read_places(clause, cells, words)) return;
    read_brackets(clause, words);
    // 实有人口＝户籍人口＋流动人口，即在册的全部人员
    constexpr std::string_view kThatIs = "，即";
    size_t equals = std::min(clause.find("＝"), clause.find("="));
    size_t that = clause.find(kThatIs);
    if (equals < that && that != std::string_view::npos) {
        std::string_view word = trim(clause.substr(0, equals));
        if (is_open(words.cut(word)))
            define_word(words, word, clause.substr(that + kThatIs.size()));
        return;
    }
    if (equals != std::string_view::npos && read_sum(clause, equals, cells, words)) return;
    if (read_including(clause, cells, words)) return;
    clause = without_called(clause);
    for (std::string_view verb :
         {"在这里指", "在此指", "此处指", "这里指", "，系指", "，是指", "系指", "单指", "专指",
          "特指", "统指", "，指", "是指", "，即", "指", "即", "为", "：", "＝"}) {
        size_t at = clause.find(verb);
        if (at == std::string_view::npos || at < 6 || at > 30) continue;
        constexpr auto kReckons = std::to_array<std::string_view>(
            {"÷", "×", "/", "+", "＋", "－", "-", "减", "加", "除以", "之和", "栏", "行"});
        if (verb == "＝" && has_any(clause, kReckons)) return;
        std::string_view word = clause.substr(0, at);
        std::string_view meaning = clause.substr(at + verb.size());
        const std::string_view open = "（";  // 常住户口＝本地户籍人口（公安口径，…）
        if (verb == "＝") meaning = meaning.substr(0, meaning.find(open));
        Cut cut = words.cut(word);
        bool unknown = cut.unknown > 0 && is_in_heading(cells, word, true);
        bool says = is_open(cut) && (verb != "为" || speaks_of_population(meaning));
        bool vague =
            cut.tokens.size() == 1 && std::ranges::any_of(cut.tokens[0].terms, &Term::vague);
        // 期末实有户数指已登记、尚未注销的: a heading of several words, told as a whole.
        bool whole =
            cut.tokens.size() > 1 && verb != "为" && verb != "即" &&
            is_in_heading(cells, word, true) &&
            (means_all(words, meaning) || (!meaning.contains("不分") && !meaning.contains("不论") &&
                                           is_strange_to(cut, conditions_of(words, meaning))));
        const bool ages = vague && meaning.find_first_of("0123456789") != std::string::npos &&
                          meaning.contains("岁");
        // 三类困难对象指低保、特困、重度残疾: a number of kinds, which the form lists.
        const bool kinds = verb != "为" && verb != "即" && counts_once(meaning) &&
                           meaning.contains("、") && first_of(word, kKindCounts) == 0;
        const bool silent =
            verb != "为" && verb != "即" && names_nothing(cut) && is_in_heading(cells, word, false);
        // 青年：14至35周岁; 范围：… is no word.
        if (verb == "：" && (!(vague && ages) || word.starts_with("（"))) return;
        if (vague || unknown || says || whole || kinds || silent) {
            const bool read = define_word(words, word, meaning, ages) ||
                              (silent && define_in_own_ledger(words, word, cut, meaning));
            if (!read && (whole || silent)) words.leave_unknown(word);
        } else if (verb != "为" && verb != "即" && (is_known(cut) || names_ages(cut, meaning)) &&
                   is_of_same_ledger(cut, conditions_of(words, meaning)) &&
                   is_in_heading(cells, word, false)) {
            bool defined = define_word(words, word, meaning, true);
            bool ages = meaning.contains("岁") && !meaning.contains("不限");
            if (!defined && ages) doubt_word(words, word);
        }
        return;
    }
}

// The date columns that a clause names, the first of each ledger; none where more is said.
std::vector<const Term*> dates_named(const Vocabulary& words, const Cut& cut) {
    std::vector<const Term*> dates;
    for (const Token& token : cut.tokens) {
        for (const Term& term : token.terms) {
            if (term.ledger < 0 || term.column < 0 || !term.names_column) continue;
            const auto& column = words.schema(static_cast<size_t>(term.ledger))
                                     .columns[static_cast<size_t>(term.column)];
            const auto same = [&](const Term* date) { return date->ledger == term.ledger; };
            if (column.type == ledger::ColumnType::kDate && std::ranges::none_of(dates, same))
                dates.push_back(&term);
        }
    }
    return cut.unknown == 0 ? dates : std::vector<const Term*>{};
}

// The date column that a clause names alone; nullptr: none, or those of two ledgers.
const Term* date_named(const Vocabulary& words, const Cut& cut) {
    const auto dates = dates_named(words, cut);
    return dates.size() == 1 ? dates[0] : nullptr;
}

// 调解成功 of the ledger, named alone; nothing: more is named, or it has a date of its own (竣工).
std::optional<Test> state_named(const Vocabulary& words, std::string_view text, int ledger) {
    std::optional<Test> found;
    for (const Token& token : words.cut(text).tokens) {
        for (const Term& term : token.terms) {
            const Test* code = term.ledger == ledger ? code_in(term) : nullptr;
            if (code == nullptr || code->words.size() != 1 || code->others) continue;
            const ledger::Schema& schema = words.schema(static_cast<size_t>(ledger));
            const std::string date = code->words[0] + "日期";
            const bool own = std::ranges::any_of(
                schema.columns, [&](const ledger::Column& one) { return one.name == date; });
            if (found || own) return std::nullopt;
            found = *code;
            break;
        }
    }
    return found;
}

// 按办结日期归月, 按整改期限所在月份归行: what is done by the date.
bool is_sorted_by(std::string_view rest) {
    constexpr auto kVerbs = std::to_array<std::string_view>(
        {"统计", "归", "划", "分", "计", "为准", "算", "所在", "落在", "取数", "汇总"});
    return std::ranges::any_of(kVerbs,
                               [&](std::string_view verb) { return rest.starts_with(verb); });
}

// 时段依整改日期划分, 另两项看办结日期: what the columns are called, or the others.
bool names_columns(std::string_view before) {
    constexpr auto kTimes = std::to_array<std::string_view>(
        {"时段",       "时期",     "时间段",   "各期",     "期别",     "月份",       "各月",
         "季度",       "各季",     "各季度",   "年度",     "各年",     "年份",       "季度、月份",
         "月份、季度", "阶段",     "各阶段",   "时间",     "归期",     "件数",       "个数",
         "户数",       "场次",     "数量",     "条数",     "金额",     "件数、金额", "件数和金额",
         "各时段",     "各时期",   "统计时间", "另两项",   "另两栏",   "其余",       "其余各栏",
         "其余各项",   "其他各栏", "其他各项", "其它各栏", "其余两项", "其余两栏",   "另外两项",
         "另外两栏",   "其他两项", "其他",     "全表",     "本表"});
    return std::ranges::find(kTimes, before) != kTimes.end();
}

// 各栏均按…, 均按…
bool speaks_of_columns(std::string_view before) {
    before = without_start(before);
    if (names_columns(before)) return true;
    bool all = false;
    for (std::string_view end : {"一律", "均", "都", "统一"}) {
        if (!before.ends_with(end)) continue;
        before.remove_suffix(end.size());
        all = true;
        break;
    }
    return all && (before.empty() || before == "各栏" || before == "各项" || before == "本表" ||
                   before == "表中各栏" || before == "本表各栏" || before == "本表各项");
}

}  // namespace

// 2008年12月15日及以前出生的为年满18周岁: ages are told by a day.
void read_born(std::string_view text, Vocabulary& words) {
    constexpr std::string_view kBorn = "出生的";
    for (size_t at = text.find(kBorn); at != std::string_view::npos;
         at = text.find(kBorn, at + 1)) {
        std::string_view rest = text.substr(at + kBorn.size());
        for (std::string_view skip : {"人", "为", "即", "年满", "已满", "满"}) {
            if (rest.starts_with(skip)) rest.remove_prefix(skip.size());
        }
        const std::string age(take_digits(rest));
        bool years = rest.starts_with("周岁") || rest.starts_with("岁");
        const std::string day = day_before(text.substr(0, at));
        if (!years || age.empty() || age.size() > 2 || day.empty()) continue;
        for (size_t ledger = 0; ledger < words.schemas().size(); ++ledger) {
            auto column = words.schema(ledger).find_column_named("出生日期");
            if (!column) continue;
            Term term{.kind = PhraseKind::kCondition, .ledger = static_cast<int>(ledger)};
            term.column = static_cast<int>(*column);
            term.generic = true;
            term.when = {
                {Test{.column = *column, .kind = Test::Kind::kDates, .dates = {{"<=", day}}}}};
            for (std::string_view unit : {"周岁", "岁"}) {
                for (std::string_view form : {"年满{}{}", "满{}{}", "已满{}{}", "{}{}以上",
                                              "{}{}及以上", "年满{}{}及以上", "年满{}{}以上"})
                    words.define(fmt::format(fmt::runtime(form), age, unit), term);
            }
        }
    }
}

// 老年人（第3栏、第4栏），指…; 妇女（A02及以下各行）是指…: where the word stands is no part of it.
static std::string without_place(std::string_view clause) {
    constexpr std::string_view kOpen = "（";
    constexpr std::string_view kClose = "）";
    constexpr auto kMeans =
        std::to_array<std::string_view>({"，指", "，是指", "，系指", "指", "是指"});
    constexpr auto kPlaces = std::to_array<std::string_view>({"栏", "行", "列", "项"});
    std::string said(clause);
    const size_t open = said.find(kOpen);
    const size_t close = open == std::string::npos ? open : said.find(kClose, open);
    if (close == std::string::npos || open == 0) return said;
    const std::string_view behind = std::string_view(said).substr(close + kClose.size());
    const std::string_view inside = std::string_view(said).substr(open, close - open);
    const bool means = first_of(behind, kMeans) == 0;
    const bool place =
        has_any(inside, kPlaces) && inside.find_first_of("0123456789") != std::string_view::npos;
    if (means && place) said.erase(open, close + kClose.size() - open);
    return said;
}

void read_meant(std::string_view text, const SheetCells& cells, Vocabulary& words) {
    constexpr std::string_view kComma = "，";
    constexpr std::string_view kMeans = "指";
    // 登记日期：2026年10月31日　　青少年指25周岁以下
    constexpr auto kEnds = std::to_array<std::string_view>({"。", "；", ";", "\n", "\u3000\u3000"});
    while (!text.empty()) {
        const std::string said = without_place(trim(take_clause(text, kEnds)));
        std::string_view clause = said;
        // 老年人指60周岁及以上，成年人指18—59周岁
        for (size_t at = clause.find(kComma); at != std::string_view::npos;
             at = clause.find(kComma, at + 1)) {
            size_t means = clause.find(kMeans, at);
            if (means == std::string_view::npos) break;
            if (clause.find(kComma, at + 1) < means || means - at > 30 || means - at < 9) continue;
            read_clause(clause.substr(0, at), cells, words);
            clause = clause.substr(at + kComma.size());
            at = 0;
        }
        read_clause(clause, cells, words);
    }
}

// 竣工以竣工日期为准: 未竣工 are those without that date, where the dictionary only knows it by a
// state that departments differ by.
static void settle_denied(Vocabulary& words, const std::string& event, const Term& date) {
    for (std::string_view no : {"未", "没", "尚未", "没有"}) {
        const std::string word = std::string(no) + event;
        const Cut cut = words.cut(word);
        if (cut.tokens.size() != 1) continue;
        const bool open = std::ranges::any_of(cut.tokens[0].terms, [&](const Term& term) {
            return term.kind == PhraseKind::kCondition && term.vague && term.ledger == date.ledger;
        });
        if (!open) continue;
        Term term{.kind = PhraseKind::kCondition, .ledger = date.ledger};
        term.when = {
            {Test{.column = static_cast<size_t>(date.column), .kind = Test::Kind::kBlank}}};
        words.define_in_ledger(word, std::move(term));
    }
}

// What happened on that date, of the words before it.
static void settle_events(Vocabulary& words, std::string_view before, const Term& date) {
    for (const Token& token : words.cut(before).tokens) {
        for (const Term& known : token.terms) {
            const bool event = known.kind == PhraseKind::kEvent && known.ledger == date.ledger &&
                               known.column == date.column;
            if (!event) continue;
            settle_denied(words, token.text, date);
            if (!known.vague) continue;
            Term term = known;
            term.vague = false;
            words.define(token.text, std::move(term));
            break;
        }
    }
}

// 新设立以成立日期为准: a word that departments use differently is what happened on that date,
// whatever became of it.
void read_dated(std::string_view text, Vocabulary& words) {
    // “受理”以受理日期、“调解成功”以办结日期归入季度
    constexpr auto kClauses =
        std::to_array<std::string_view>({"。", "；", ";", "，", "\n", "：", "日期、“"});
    while (!text.empty()) {
        std::string_view mark;
        const std::string_view said = trim(take_clause(text, kClauses, &mark));
        const std::string whole = std::string(said) + (mark == "日期、“" ? "日期" : "");
        std::string_view clause = whole;
        const size_t by =
            first_of(clause, std::to_array<std::string_view>({"以", "按", "看", "依", "凭"}));
        // 年限＝成立日期至10月31日的周年数
        constexpr std::string_view kYears = "年限＝";
        const size_t from_by = clause.starts_with(kYears) ? 0 : std::min(by, clause.size());
        // 办结日期, 办结时间, 整改期限
        std::string_view kDate = "日期";
        for (std::string_view word : {"时间", "期限"}) {
            if (!clause.substr(from_by).contains(kDate)) kDate = word;
        }
        const size_t end = clause.find(kDate, from_by);
        if (end == std::string_view::npos) continue;
        const bool lasting = clause.starts_with(kYears) && end < kYears.size() + 24;
        const std::string_view behind = clause.substr(end + kDate.size());
        const bool bare = by == 0 && (behind.empty() || is_sorted_by(behind));
        if (lasting || bare) {  // 按成立日期统计
            const size_t from = lasting ? kYears.size() : std::string_view("按").size();
            const Cut cut = words.cut(clause.substr(from, end + kDate.size() - from));
            for (const Term* date : dates_named(words, cut))  // 发现日期 of several ledgers
                words.date_by(date->ledger, date->column);
            continue;
        }
        if (by == 0 || by >= end) continue;
        constexpr std::string_view kBy = "以";
        std::string_view which =
            clause.substr(by + kBy.size(), end + kDate.size() - by - kBy.size());
        // 按营业执照上的成立日期
        constexpr std::string_view kOn = "上的";
        if (const size_t on = which.find(kOn); on != std::string_view::npos)
            which.remove_prefix(on + kOn.size());
        const std::string_view before = clause.substr(0, by);
        // 办结时间: 办结日期
        std::string spelled(which);
        if (dates_named(words, words.cut(spelled)).empty() && spelled.ends_with("时间"))
            spelled = spelled.substr(0, spelled.size() - kDate.size()) + "日期";
        const Cut named = words.cut(spelled);
        if (speaks_of_columns(before)) {
            for (const Term* one : dates_named(words, named))
                words.date_by(one->ledger, one->column);
        }
        for (const Term* one : dates_named(words, named)) {  // 办结日期 of several ledgers
            const auto state = state_named(words, before, one->ledger);
            if (state) words.date_state(one->ledger, *state, one->column);
        }
        const Term* date = date_named(words, named);
        if (date == nullptr) continue;
        settle_events(words, before, *date);
        // 新开工、竣工以开工日期、竣工日期为准: the second by the second.
        constexpr std::string_view kMark = "、";
        std::string_view rest = clause.substr(end + kDate.size());
        while (rest.starts_with(kMark) && rest.contains(kDate)) {
            rest.remove_prefix(kMark.size());
            const size_t next = rest.find(kDate) + kDate.size();
            const Cut other = words.cut(rest.substr(0, next));
            if (const Term* also = date_named(words, other)) settle_events(words, before, *also);
            rest.remove_prefix(next);
        }
    }
}

}  // namespace yitao::recognise
