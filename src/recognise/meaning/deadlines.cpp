// Dates that were planned, and what became of it: 已过计划竣工日期仍未竣工, 计划明年竣工的,
// 到期未竣工 of a quarter. What has not come about by then has no date of its own.
#include <algorithm>
#include <array>

#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

constexpr std::string_view kPlanned = "计划";
constexpr std::string_view kDate = "日期";
constexpr std::string_view kToday = "截至日期";

bool is_deadline(const ledger::Schema& schema, const Test& test) {
    return test.kind == Test::Kind::kDates && test.dates.size() == 1 &&
           test.dates[0].second == kToday && actual_date(schema, test.column) >= 0;
}

bool is_ranged(Window window) {
    return window == Window::kPeriod || window == Window::kYear || window == Window::kLastPeriod ||
           window == Window::kYears || window == Window::kDays;
}

}  // namespace

int actual_date(const ledger::Schema& schema, size_t column) {
    const ledger::Column& own = schema.columns[column];
    if (own.type != ledger::ColumnType::kDate || !own.name.starts_with(kPlanned)) return -1;
    const auto actual = schema.find_column_named(own.name.substr(kPlanned.size()));
    return actual ? static_cast<int>(*actual) : -1;
}

// 竣工 of 计划明年竣工: the planned date of what the word says comes about; -1: of nothing.
int PathReader::planned_of(const Token& token) const {
    const ledger::Schema& schema = words_.schema(ledger_);
    for (size_t column = 0; column < schema.columns.size(); ++column) {
        const int actual = actual_date(schema, column);
        if (actual < 0) continue;
        const std::string& name = schema.columns[static_cast<size_t>(actual)].name;
        const bool says = std::ranges::any_of(token.terms, [&](const Term& term) {
            if (!speaks_here(term)) return false;
            const Test* code = code_in(term);
            const bool stage = code != nullptr && !code->others && code->words.size() == 1 &&
                               name == code->words[0] + std::string(kDate);
            return stage || (term.kind == PhraseKind::kEvent && term.column == actual);
        });
        if (says) return static_cast<int>(column);
    }
    return -1;
}

// 计划明年竣工, 预计在11月、12月完工: what is planned for that time, and nothing that was done
// then. The word that names it; nullptr: the token at `at` begins no such thing.
const Token* PathReader::planned_event(std::span<const Token> tokens, size_t at) {
    constexpr auto kPlans = std::to_array<std::string_view>(
        {"计划", "原计划", "预计", "拟", "拟于", "计划于", "预计于"});
    if (std::ranges::find(kPlans, tokens[at].text) == kPlans.end()) return nullptr;
    for (size_t i = at + 1; i < tokens.size(); ++i) {
        if (planned_of(tokens[i]) >= 0) return &tokens[i];
        const bool time =
            tokens[i].bracketed || std::ranges::any_of(tokens[i].terms, [](const Term& term) {
                return term.kind == PhraseKind::kWindow ||
                       (term.kind == PhraseKind::kFiller && !term.names_column);
            });
        if (!time && tokens[i].text != "在" && tokens[i].text != "于") return nullptr;
    }
    return nullptr;
}

// The path speaks of a planned date, or of its having passed.
bool PathReader::names_planned() const {
    const ledger::Schema& schema = words_.schema(ledger_);
    const auto planned = [&](const Term& term) {
        return term.ledger == static_cast<int>(ledger_) && term.column >= 0 &&
               actual_date(schema, static_cast<size_t>(term.column)) >= 0;
    };
    return planned_ != nullptr || std::ranges::any_of(layers_.path, [&](const Layer& layer) {
               return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
                   return std::ranges::any_of(token.terms, planned);
               });
           });
}

// 未竣工 beside a planned date: whatever stage it is at, the date on which it came about is open.
bool PathReader::denies_done(const Term& term, const Token& token) const {
    constexpr auto kNot = std::to_array<std::string_view>({"未", "没", "尚未", "还没", "仍未"});
    const bool denies = std::ranges::any_of(
        kNot, [&](std::string_view word) { return token.text.starts_with(word); });
    return denies && code_in(term) != nullptr && names_planned();
}

// 竣工 of 计划明年竣工; 当天不算 behind 已过计划竣工日期.
bool PathReader::is_said_of_deadline(const Token& token) {
    if (&token == planned_) {
        const Term planned{.kind = PhraseKind::kEvent,
                           .ledger = static_cast<int>(ledger_),
                           .column = planned_of(token)};
        join_event(planned, token);
        return true;
    }
    const bool day = token.text.contains("当天") || token.text.contains("当日");
    Test* deadline = token.bracketed && day ? deadline_in_filter() : nullptr;
    if (deadline == nullptr || (!includes_ && !excludes_)) return false;
    std::string& sign = deadline->dates[0].first;
    if (includes_) sign = sign.starts_with("<") ? "<=" : ">=";
    if (excludes_) sign = sign.starts_with("<") ? "<" : ">";
    negated_ = false;
    return excluded_ = true;
}

Test* PathReader::deadline_in_filter() {
    const ledger::Schema& schema = words_.schema(ledger_);
    const auto found = std::ranges::find_if(
        result_.filter.tests, [&](const Test& test) { return is_deadline(schema, test); });
    return found == result_.filter.tests.end() ? nullptr : &*found;
}

// 计划竣工日期已过（10月31日以前，不含当天）: the day by which it has.
bool PathReader::take_day_of_deadline(const Term& days, const Token& token) {
    Test* deadline = token.bracketed ? deadline_in_filter() : nullptr;
    const bool same = deadline != nullptr && days.dates.size() == 1 &&
                      days.dates[0].first.substr(0, 1) == deadline->dates[0].first.substr(0, 1);
    if (same) deadline->dates = days.dates;
    return same;
}

void PathReader::settle_deadline() {
    const ledger::Schema& schema = words_.schema(ledger_);
    const int event = result_.event;
    bool planned = event >= 0 && actual_date(schema, static_cast<size_t>(event)) >= 0;
    // 计划明年竣工、目前未竣工: said before of what is so now.
    const auto said = std::ranges::find_if(result_.filter.tests, [&](const Test& test) {
        return test.kind == Test::Kind::kDates && actual_date(schema, test.column) >= 0;
    });
    if (said == result_.filter.tests.end() && !planned) return;
    const size_t column = planned ? static_cast<size_t>(event) : said->column;
    planned = planned || !is_deadline(schema, *said);
    const auto actual = static_cast<size_t>(actual_date(schema, column));
    // 一季度 / 到期未竣工: what was to be done in that time.
    const bool due = std::ranges::any_of(asked_.path, [](const PathPart& part) {
        return part.text.contains("到期") || part.text.contains("应竣工");
    });
    if (due && !planned && event < 0 && is_ranged(result_.window))
        result_.event = static_cast<int>(column);
    const auto dated = [&](const Test& test) { return test.column == actual; };
    if (std::ranges::any_of(result_.filter.tests, dated)) return;
    // 未竣工, as a stage.
    const std::string stage =
        schema.columns[actual].name.substr(0, schema.columns[actual].name.size() - kDate.size());
    const auto has = [&](const Test& test) {
        return std::ranges::find(test.words, stage) != test.words.end();
    };
    std::set<size_t> denied;  // columns
    for (const Layer& layer : layers_.path) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            if (term == nullptr || !denies_done(*term, token)) continue;
            const Test& code = *code_in(*term);
            if (has(code) == code.others) denied.insert(code.column);
        }
    }
    const auto says = [&](const Test& test) {
        return test.kind == Test::Kind::kWords &&
               (test.others ? has(test) : denied.contains(test.column) && !has(test));
    };
    if (std::erase_if(result_.filter.tests, says) > 0) {
        result_.filter.tests.push_back(Test{.column = actual, .kind = Test::Kind::kBlank});
        return;
    }
    // 其中：计划竣工日期已过, 计划11月、12月竣工, and nothing says whether those count that have
    // been completed since, or already.
    const bool staged = std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
        return test.kind == Test::Kind::kWords && schema.columns[test.column].name == "阶段";
    });
    if ((!planned || planned_ != nullptr) && !staged)
        result_.doubt(kVagueWord, "vague " + schema.columns[column].name);
}

}  // namespace yitao::recognise
