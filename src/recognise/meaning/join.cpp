// What joins across headings and across ledgers: two events with their times, one group or the
// other, the rows that a reference leads to.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

bool has_term(const Token& token, PhraseKind kind) {
    return std::ranges::any_of(token.terms, [&](const Term& term) { return term.kind == kind; });
}

bool counts_once(const Layer& layer) {
    return std::ranges::any_of(
        layer.cut->tokens, [](const Token& token) { return recognise::counts_once(token.text); });
}

}  // namespace

void PathReader::keep_event() {
    auto test = window_test(result_, result_.event);
    if (!test) return;
    bool other = layer_event_ || std::ranges::any_of(layer_->cut->tokens, [&](const Token& token) {
                     return std::ranges::any_of(token.terms, [&](const Term& term) {
                         return term.kind == PhraseKind::kEvent && speaks_here(term) &&
                                term.column >= 0 && term.column != result_.event;
                     });
                 });
    if (!other || narrow(result_.filter, *test) == Narrowed::kNothing) return;
    result_.event = -1;
    result_.done.clear();
    result_.window = Window::kNone;
    layer_event_ = false;
}

size_t PathReader::read_sexes(std::span<const Token> tokens) {
    auto plain = [&](const Token& token, Test::Kind kind) -> const Test* {
        const Term* term = choose(token, true);
        bool one = term != nullptr && term->kind == PhraseKind::kCondition && term->generic &&
                   term->when.size() == 1 && term->when[0].size() == 1 &&
                   term->when[0][0].kind == kind;
        return one ? term->when[0].data() : nullptr;
    };
    for (size_t i = 0; i + 3 < tokens.size(); ++i) {
        const Test* first = plain(tokens[i], Test::Kind::kWords);
        const Test* first_age = plain(tokens[i + 1], Test::Kind::kNumber);
        const Test* second = plain(tokens[i + 2], Test::Kind::kWords);
        const Test* second_age = plain(tokens[i + 3], Test::Kind::kNumber);
        if (!first || !first_age || !second || !second_age) continue;
        if (first->column != second->column || *first == *second) continue;
        result_.unions.push_back({{*first, *first_age}, {*second, *second_age}});
        note(tokens[i], "男女年龄各按其界");
        for (const Token& token : tokens.first(i)) read_token(token);
        return i + 4;
    }
    return 0;
}

size_t PathReader::read_union(std::span<const Token> tokens) {
    auto plain = [&](const Token& token) -> const Term* {
        const Term* term = token.bracketed ? nullptr : choose(token, true);
        bool one = term != nullptr && term->kind == PhraseKind::kCondition && !term->generic &&
                   !term->when.empty() && !term->when[0].empty();
        return one ? term : nullptr;
    };
    const bool or_said = std::ranges::any_of(
        tokens, [](const Token& token) { return token.text == "或" && !token.bracketed; });
    const bool once = counts_once(*layer_) || or_said;
    size_t from = 0;
    while (from < tokens.size() && plain(tokens[from]) == nullptr) ++from;
    std::vector<std::vector<Test>> alternatives;
    size_t at = from;
    for (; at < tokens.size(); ++at) {
        const Term* term = plain(tokens[at]);
        if (term != nullptr) {
            alternatives.insert(alternatives.end(), term->when.begin(), term->when.end());
        } else if (!has_term(tokens[at], PhraseKind::kFiller) && tokens[at].text != "或") {
            break;
        }
    }
    // 享受低保或特困供养的人数: what is counted may stand behind.
    while (or_said && at < tokens.size() && !tokens[at].bracketed &&
           (tokens[at].text == "的" || tokens[at].text == "人数" || tokens[at].text == "的人数" ||
            tokens[at].text == "供养"))
        ++at;
    if (alternatives.size() < 2 || alternatives.size() > 4) return 0;
    // 低保、特困、重残（去重）: the brackets say it where no 合计 does.
    const bool ends = at >= tokens.size() || tokens[at].bracketed;
    if (ends ? !once : !has_term(tokens[at], PhraseKind::kTotal)) return 0;
    bool apart = std::ranges::all_of(alternatives, [&](const std::vector<Test>& tests) {
        return tests[0].column == alternatives[0][0].column;
    });
    if (or_said && at < tokens.size() && !counts_once(*layer_)) return 0;
    if (apart) return 0;  // codes of one column: either
    for (const Token& token : tokens.first(from)) read_token(token);
    if (!once) result_.doubt(kStrayWord, "each once or as often");
    result_.identity = union_said_ = true;
    result_.unions.push_back(std::move(alternatives));
    note(tokens[from], "其中任一类，各计一次");
    return at;
}

size_t PathReader::read_union_in_brackets(std::span<const Token> tokens) {
    std::vector<std::vector<Test>> kinds;
    const Token* first = nullptr;
    bool once = false;
    for (const Token& token : tokens) {
        if (!token.bracketed) continue;
        const Term* term = choose(token, true);
        const bool kind = term != nullptr && term->kind == PhraseKind::kCondition &&
                          !term->generic && !term->when.empty() && !term->when[0].empty();
        once = once || recognise::counts_once(token.text);
        if (!kind && !has_term(token, PhraseKind::kFiller) && !recognise::counts_once(token.text))
            return 0;
        if (!kind) continue;
        if (first == nullptr) first = &token;
        kinds.insert(kinds.end(), term->when.begin(), term->when.end());
    }
    const bool apart = std::ranges::all_of(kinds, [&](const std::vector<Test>& tests) {
        return tests[0].column == kinds[0][0].column;
    });
    if (!once || apart || kinds.size() < 2 || kinds.size() > 4) return 0;
    // What the kinds are called together says no more than they do.
    for (const Token& token : tokens) {
        const Term* term = choose(token, true);
        const bool several = term != nullptr && term->kind == PhraseKind::kCondition &&
                             (term->vague || term->when.size() > 1);
        if (!token.bracketed && !several) read_token(token);
    }
    result_.identity = union_said_ = true;
    result_.unions.push_back(std::move(kinds));
    note(*first, "其中任一类，各计一次");
    return tokens.size();
}

bool PathReader::sums_up(const Term& term) {
    bool code = term.kind == PhraseKind::kCondition && term.when.size() == 1 &&
                term.when[0].size() == 1 && term.when[0][0].kind == Test::Kind::kWords;
    // 建成投产（阶段为投产）: one of them alone narrows.
    auto in_brackets = [](const Token& token) {
        return token.bracketed && std::ranges::any_of(token.terms, [](const Term& one) {
                   return code_in(one) != nullptr || one.kind == PhraseKind::kSubject;
               });
    };
    if (!code || std::ranges::count_if(layer_->cut->tokens, in_brackets) < 2) return false;
    const Test& own = term.when[0][0];
    return std::ranges::any_of(here_, [&](const Test& said) {
        return said.column == own.column && said.words.size() > 1 && !said.others &&
               std::ranges::all_of(own.words, [&](const std::string& word) {
                   return std::ranges::find(said.words, word) != said.words.end();
               });
    });
}

bool PathReader::is_explained(const Token& token) {
    if (token.bracketed) return false;
    bool says = false;
    for (const Token& other : layer_->cut->tokens) {
        if (!other.bracketed) continue;
        if (other.terms.empty()) return false;
        const Term* term = choose(other, true);
        says = says || (term != nullptr && term->kind == PhraseKind::kCondition && !term->generic &&
                        !term->vague && term->when.size() == 1);
    }
    return says;
}

bool PathReader::read_code_beside(const Token& token) {
    const auto index = static_cast<size_t>(layer_ - layers_.path.data());
    if (layer_->inherited || !is_own(index) || layer_->cut->tokens.size() != 1) return false;
    bool name = !token.terms.empty() && std::ranges::all_of(token.terms, [](const Term& term) {
        return term.kind == PhraseKind::kSubject && term.when.empty();
    });
    if (!name) return false;
    for (const Layer& beside : layers_.beside) {
        int column = code_column(beside);
        if (column < 0) continue;
        const ledger::Column& own = words_.schema(ledger_).columns[static_cast<size_t>(column)];
        const ledger::CodeList* list = words_.code_list(own);
        if (list == nullptr) continue;
        for (const auto& code : list->codes) {
            if (!code.name.ends_with(token.text) || code.name == token.text) continue;
            Test test{.column = static_cast<size_t>(column), .words = {code.name}};
            auto same = [&](const Test& old) { return old.column == test.column; };
            bool narrows_some = std::ranges::any_of(result_.filter.tests, same);
            if (!narrows_some && votes_[column] == 0) continue;
            add_tests({test}, token);
            return true;
        }
    }
    return false;
}

// 在校学生和文化程度调查表: of two tables, the other by a column that this cell tests.
bool PathReader::names_column_joined(const Layer& layer, const Token& token) {
    const auto& tokens = layer.cut->tokens;
    for (size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (&tokens[i] != &token || !is_joining(tokens[i + 1].text)) continue;
        return std::ranges::any_of(tokens[i + 2].terms, [&](const Term& term) {
            return speaks_here(term) && term.names_column && term.column >= 0 && uses(term.column);
        });
    }
    return false;
}

// 低保、特困填全部登记人员，残疾人不限: whom the title names is no condition of these.
bool PathReader::is_said_of_no_matter(const Term& topic) {
    return std::ranges::any_of(layers_.scope, [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            const Term* term = choose(token, true);
            return term != nullptr && term->when == topic.when && is_of_no_matter(layer, token);
        });
    });
}

bool PathReader::is_row_beside(const Term& term) const {
    const Test* topic = code_in(term);
    return topic != nullptr && std::ranges::any_of(layers_.siblings, [&](const Layer& layer) {
               return names_topic(layer, *topic);
           });
}

void PathReader::take_register_from_title() {
    if (words_.facts(ledger_).standing.size() < 2 || names_population_) return;
    bool open = result_.share.empty() && !result_.has_base && result_.ratio_top < 0;
    if (result_.is_ratio && !open) return;
    auto population = [&](const Test& test) { return is_population(test); };
    // 户籍人口 in a form of the disabled are all who are registered, what the others are part of.
    bool whom =
        std::ranges::any_of(result_.filter.tests, population) && (names_subject_ || names_people());
    if (whom || result_.filter.tests.empty()) return;
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"军人", "残疾人", "对象", "人员", "儿童", "党员", "团员", "老人", "妇女", "学生"});
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        if (is_of_sections(*layer)) continue;
        const Term* only = nullptr;
        size_t said = 0;
        const Term* person_named = nullptr;
        for (const Token& token : layer->cut->tokens) {
            const Term* term = choose(token, true);
            bool kind = term != nullptr && term->kind == PhraseKind::kCondition && !term->generic &&
                        !is_population(*term) && !is_denied(*layer, token) &&
                        !is_called_by_ages(token);
            if (!kind) continue;
            if (is_behind_joining(*layer, token)) {
                // 生活保障和残疾, below a table of 退役军人: those of the sheet, by both.
                const bool divided = is_row_beside(*term) && layer + 1 != layers_.context.rend();
                if (is_column_beside(*term) && !divided) return;  // 各村学校和在校学生情况
                continue;
            }
            if (names_column_joined(*layer, token)) return;
            said += is_of_topics(*layer, token) ? 2 : 1;  // 组织、退役军人、就业
            bool person = std::ranges::any_of(
                kEnds, [&](std::string_view end) { return token.text.ends_with(end); });
            only = person && layer->cut->unknown == 0 ? term : nullptr;
            if (person && token.from == 0) person_named = term;
        }
        if (said == 0) continue;
        bool clear = said == 1 && only != nullptr && !only->vague && only->when.size() == 1 &&
                     !only->when[0].empty();
        if (!clear) {
            // 退役军人优待褒扬情况: who they are is said, the rest is not understood.
            bool asked = said == 1 && person_named != nullptr && only == nullptr &&
                         person_named->when.size() == 1 && !person_named->when[0].empty();
            if (asked && !uses(static_cast<int>(person_named->when[0][0].column)))
                result_.doubt(kStrayWord, "context");
            return;
        }
        auto same = [&](const Test& test) { return test.column == only->when[0][0].column; };
        if (std::ranges::any_of(result_.filter.tests, same)) return;
        if (is_of_one_row(*only)) return;
        // 退役军人分布情况 over 户籍人口 | 退役军人: one column is of them, not those before it.
        if (is_of_one_column(*only)) {
            if (is_said_of_no_matter(*only)) return;
            if (is_named_before(only->when[0][0])) result_.doubt(kStrayWord, "context");
            return;
        }
        if (narrow(result_.filter, only->when[0]) == Narrowed::kNothing) return;
        result_.because.push_back(
            {"", words_of({ledger_, only->when[0], {}}, words_.schema(ledger_))});
        return result_.doubt(kFromTitle, "context");
    }
}

bool PathReader::names_people() {
    if (layers_.path.empty()) return false;
    // 户籍人口, 未满18周岁常住儿童
    constexpr auto kPeople = std::to_array<std::string_view>({"人口", "儿童", "居民", "村民"});
    bool whose = false;
    bool people = false;
    for (const Token& token : layers_.path.back().cut->tokens) {
        const Term* term = choose(token, true);
        whose = whose || (term != nullptr && is_population(*term));
        people = people || std::ranges::any_of(kPeople, [&](std::string_view end) {
                     return token.text.ends_with(end);
                 });
    }
    return whose && people;
}

void PathReader::skip_zero_band() {
    if (layers_.siblings.empty()) return;
    for (Test& test : result_.filter.tests) {
        bool lowest =
            test.kind == Test::Kind::kNumber && !test.least && test.most && *test.most > 0;
        const bool age = words_.schema(ledger_).columns[test.column].unit_of_measure.empty();
        if (!lowest || age) continue;  // 0—6岁 beside 不满1周岁
        bool none = std::ranges::any_of(layers_.siblings, [&](const Layer& layer) {
            bool negated = false;
            bool zero = false;
            for (const Token& token : layer.cut->tokens) {
                for (const Term& term : token.terms) {
                    negated = negated || (term.kind == PhraseKind::kNot && term.how.empty());
                    bool own = term.column == static_cast<int>(test.column) && speaks_here(term);
                    zero = zero || (own && negated && term.kind == PhraseKind::kAmount);
                    zero = zero || (own && term.when.size() == 1 && term.when[0].size() == 1 &&
                                    term.when[0][0].most == 0);
                }
            }
            return zero;
        });
        if (!none) continue;
        test.least = 0;
        test.least_open = true;
    }
}

bool PathReader::is_of_month(const Token& token) const {
    auto window = [](const Layer& layer, auto test) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& one) {
            return std::ranges::any_of(one.terms, [&](const Term& term) {
                return term.kind == PhraseKind::kWindow && test(one, term);
            });
        });
    };
    auto month = [](const Token& one, const Term& term) {
        return one.bracketed && term.window == "period";
    };
    auto period = [](const Token&, const Term& term) { return term.window == "period"; };
    auto year = [](const Token&, const Term& term) { return term.window == "year"; };
    if (token.text.ends_with("月") || window(*layer_, month)) return true;
    bool beside = std::ranges::any_of(layers_.beside,
                                      [&](const Layer& layer) { return window(layer, period); });
    return beside && std::ranges::none_of(layers_.beside,
                                          [&](const Layer& layer) { return window(layer, year); });
}

void PathReader::ask_base() {
    if (!result_.has_base) return;
    if (!words_.bases_narrow()) return result_.doubt(kAmbiguousWord, "share of whom");
    narrow(result_.base, here_);
}

// 农户与人口 over 户籍人口: rows of two ledgers, and no condition.
bool PathReader::names_two_subjects(const Layer& layer) const {
    bool here = false;
    bool elsewhere = false;
    for (const Token& token : layer.cut->tokens) {
        if (is_joining(token.text)) continue;
        const auto subject = [](const Term& term) {
            return term.kind == PhraseKind::kSubject && term.when.empty();
        };
        if (token.bracketed || !std::ranges::any_of(token.terms, subject)) return false;
        const bool own = std::ranges::any_of(
            token.terms, [&](const Term& term) { return speaks_here(term) && subject(term); });
        here = here || own;
        elsewhere = elsewhere || !own;
    }
    return here && elsewhere;
}

bool PathReader::names_topics(const Layer& layer) {
    if (layer.leaf || layers_.path.empty()) return false;
    if (!layer.inherited && names_two_subjects(layer)) return true;
    std::vector<size_t> columns;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = token.bracketed ? nullptr : choose(token, true);
        bool plain = term != nullptr && term->kind == PhraseKind::kCondition && !term->generic &&
                     term->when.size() == 1 && term->when[0].size() == 1;
        if (plain) columns.push_back(term->when[0][0].column);
    }
    if (columns.size() < 2 || columns[0] == columns[1]) return false;
    bool joined = std::ranges::any_of(layer.cut->tokens, [](const Token& token) {
        return token.text == "和" || token.text == "与";
    });
    if (!joined) return false;
    return std::ranges::any_of(layers_.path.back().cut->tokens, [&](const Token& token) {
        const Term* term = choose(token, true);
        bool plain = term != nullptr && term->when.size() == 1 && !term->when[0].empty();
        return plain && std::ranges::find(columns, term->when[0][0].column) != columns.end();
    });
}

bool PathReader::is_enumerated(const Term& month) const {
    // 一季度 | 二季度 | 10月份: spans of months and months beside each other.
    const auto is_span = [](const Term& term) {
        return term.window == "year" && term.month > 0 && term.source == Source::kPattern;
    };
    const auto first_of = [&](const Term& term) {
        return is_span(term) ? term.first_month : term.month;
    };
    auto other = [&](const Token& token) {
        return std::ranges::any_of(token.terms, [&](const Term& term) {
            const bool told = term.kind == PhraseKind::kWindow && term.month > 0 &&
                              (is_span(term) || term.window == "period");
            // 10月 | 1—10月: this month and the year so far.
            const bool so_far = is_span(term) && term.first_month == 1 && !is_span(month);
            return told && !so_far && first_of(term) != first_of(month);
        });
    };
    auto says = [&](const Layer& layer) { return std::ranges::any_of(layer.cut->tokens, other); };
    return std::ranges::any_of(layers_.siblings, says) ||
           std::ranges::any_of(layers_.groups, says);  // 9月份 / 场次 | 10月份 / 场次
}

void PathReader::join_age(const Term& term, const Token& token) {
    int column = result_.event >= 0 ? result_.event : words_.facts(ledger_).event_column;
    if (column < 0) {
        for (const Token& other : layer_->cut->tokens) {  // 2020年以前建的: said behind it
            const Term* event = choose(other, true);
            if (event != nullptr && event->kind == PhraseKind::kEvent) column = event->column;
        }
    }
    if (column < 0) return result_.doubt(kWhichTime, "which date");
    Test test{.column = static_cast<size_t>(column), .kind = Test::Kind::kDates};
    if (term.window == "older") {
        test.dates = {{term.bare_below ? "<" : "<=", fmt::format("截至日期-{}", term.month)}};
    }
    result_.event = -1;
    result_.done.clear();
    result_.window = Window::kNow;
    names_subject_ = true;
    add_tests({test}, token);
}

// 退役军人家庭（户）: households of such people. 有未整改隐患的场所: places that have some.
bool PathReader::counts_those_with(const Token& token) {
    const ledger::Schema& schema = words_.schema(ledger_);
    const auto names = [&](const ledger::Column& column) {
        return column.type == ledger::ColumnType::kReference &&
               std::ranges::any_of(token.terms, [&](const Term& term) {
                   return term.kind == PhraseKind::kSubject && term.when.empty() &&
                          term.ledger >= 0 && static_cast<size_t>(term.ledger) != ledger_ &&
                          words_.schema(static_cast<size_t>(term.ledger)).id == column.reference;
               });
    };
    const auto column = std::ranges::find_if(schema.columns, names);
    if (column == schema.columns.end()) return false;
    if (words_.refers_to_households(*column) && words_.facts(ledger_).measure == "人") {
        if (!asked_.measure.empty() && !asked_.measure.contains("户")) return false;
        result_.grain = "户";
        return true;
    }
    const bool have = std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        return other.to <= token.from &&
               (other.text.starts_with("有") || other.text.starts_with("存在"));
    });
    if (!have) return false;
    result_.each_once = static_cast<int>(column - schema.columns.begin());
    note(token, "每个计一次");
    return true;
}

// 火灾隐患（消防、用电、燃气）: the brackets say which are meant, the word is one of them.
bool PathReader::holds_said(const std::vector<Test>& tests) const {
    return tests.size() == 1 &&
           std::ranges::any_of(here_, [&](const Test& said) { return is_some_of(said, tests[0]); });
}

}  // namespace yitao::recognise
