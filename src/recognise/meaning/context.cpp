// What the path leaves open and the form says elsewhere: whose people, which kind, what time.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning/path.h"
#include "recognise/notes/period.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

std::string PathReader::measure_printed() const {
    constexpr std::string_view kMark = "、";
    const std::string& printed = asked_.measure;
    if (printed.find(kMark) == std::string::npos) return printed;
    for (size_t from = 0; from <= printed.size();) {
        size_t to = std::min(printed.find(kMark, from), printed.size());
        std::string one = printed.substr(from, to - from);
        bool fits = dictionary::convert(result_.amount_measure, one).has_value();
        if (fits && !result_.amount_measure.empty()) return one;
        from = to + kMark.size();
    }
    return "";
}

void PathReader::take_identity_from_context() {
    if (names_people()) return;
    if (words_.facts(ledger_).standing.size() < 2) take_kinds_listed();
    // 已婚育龄妇女 of the title over 未婚, or over 合计 beside it: no such people, and the rest of
    // the word still holds.
    const auto contradicts = [&](const Test& test) {
        Filter both = result_.filter;
        return narrow(both, test) == Narrowed::kNothing ||
               (test.kind == Test::Kind::kWords && stands_against(test));
    };
    for (const Token& token :
         layers_.context.empty() ? std::vector<Token>{} : layers_.context.back().cut->tokens) {
        const Term* term = choose(token, true);
        const bool several = term != nullptr && term->kind == PhraseKind::kCondition &&
                             term->when.size() == 1 && term->when[0].size() > 1;
        if (!several || !std::ranges::any_of(term->when[0], contradicts)) continue;
        const bool open = std::ranges::any_of(term->when[0], [&](const Test& test) {
            return !uses(static_cast<int>(test.column)) && !stands_about(test);
        });
        if (open) result_.doubt(kStrayWord, "context " + token.text);
    }
    if (result_.identity && is_part_of_total()) return take_register_from_context();
    // 基础设施 above 项目总投资 is a chapter of the form, not a kind of project.
    bool people = words_.facts(ledger_).standing.size() > 1;
    const bool named = names_subject_ || result_.identity || result_.is_ratio;
    if (!people && named) return take_kind_from_context();
    if (result_.identity || !result_.unions.empty() || result_.is_ratio) return;
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        size_t took = 0;
        bool joined = false;
        bool bounded = true;
        bool as_counted = !people;
        for (const Token& token : layer->cut->tokens) {
            const Term* term = choose(token, true);
            if (term == nullptr || term->when.size() != 1 || term->vague) continue;
            if (term->kind != PhraseKind::kCondition && term->kind != PhraseKind::kSubject) {
                continue;
            }
            if (term->generic || is_denied(*layer, token) || is_called_by_ages(token)) continue;
            // 医疗保险参保情况 above 未参保: the table divides by it.
            const bool divided = is_population(*term)
                                     ? divides_population(*layer)
                                     : std::ranges::any_of(term->when[0], [&](const Test& one) {
                                           return stands_against(one);
                                       });
            if (divided || is_apart_from(term->when[0])) continue;
            // 青年和共青团员情况: a topic of its own, which one of the columns is of.
            if (people && is_behind_joining(*layer, token) && is_column_beside(*term))
                return;  // nor is a word further out of all cells
            if (people ? is_of_one_row(*term) : is_apart_from(term->when[0])) return;
            if (people && is_of_one_column(*term)) {
                if (is_named_before(term->when[0][0])) result_.doubt(kStrayWord, "context");
                return;
            }
            layer_ = &*layer;
            part_shares_ = false;
            bounded =
                bounded && std::ranges::all_of(term->when[0], [&](const Test& test) {
                    return test.kind == Test::Kind::kNumber && uses(static_cast<int>(test.column));
                });
            if (narrow(result_.filter, term->when[0]) == Narrowed::kNothing) {
                // 已婚育龄妇女 over 未婚: still of women.
                const bool part = term->when[0].size() > 1 &&
                                  std::ranges::any_of(term->when[0], [&](const Test& test) {
                                      return !uses(static_cast<int>(test.column));
                                  });
                if (part) result_.doubt(kStrayWord, "context " + token.text);
                continue;
            }
            note(token, words_of({ledger_, term->when[0]}, words_.schema(ledger_)));
            joined = joined || is_behind_joining(*layer, token) || is_of_topics(*layer, token);
            const auto& standing = words_.facts(ledger_).standing;
            as_counted = as_counted && standing.size() == 1 && term->when[0] == standing[0];
            ++took;
        }
        if (took == 0) continue;
        take_sex_of(*layer);
        result_.identity = true;
        // A title that names several kinds of people speaks of different columns.
        const bool adds = result_.amount >= 0 && result_.how != How::kAverage;
        bool plain = people && took == 1 && !adds && !joined;
        // 领取养老金 over 月养老金不足300元: of the column that the path bounds anyway.
        plain = plain || (people && result_.amount < 0 && bounded);
        plain = plain || as_counted;  // 在营主体存续年限分布: firms are counted so anyway
        result_.doubt(plain ? 0.9 : kStrayWord, "context");
        return;
    }
}

// 组织、退役军人、就业: topics, one of which is called like people.
bool PathReader::is_of_topics(const Layer& layer, const Token& token) {
    const auto& tokens = layer.cut->tokens;
    const bool listed = token.listed || std::ranges::any_of(tokens, [&](const Token& other) {
                            return other.listed && other.from == token.to + 1;
                        });
    const bool several = std::ranges::count_if(tokens, [](const Token& other) {
                             return other.listed && !other.bracketed;
                         }) >= 2;
    return listed && several && !token.bracketed &&
           std::ranges::any_of(tokens, [&](const Token& other) {
               const bool beside = other.from == token.to + 1 || other.to + 1 == token.from;
               const Term* term = choose(other, true);
               return beside && !other.bracketed &&
                      (term == nullptr || term->kind == PhraseKind::kFiller);
           });
}

bool PathReader::is_column_beside(const Term& term) const {
    const Test* topic = code_in(term);
    if (topic == nullptr) return false;
    const auto says = [&](const Term& other) { return is_topic(other, *topic); };
    return stands_beside(says) || std::ranges::any_of(layers_.groups, [&](const Layer& group) {
               return std::ranges::any_of(group.cut->tokens, [&](const Token& token) {
                   return std::ranges::any_of(token.terms, says);
               });
           });
}

bool PathReader::is_part_of_total() const {
    return !layers_.path.empty() && layers_.path.front().inherited &&
           says_total(layers_.path.front());
}

void PathReader::take_register_from_context() {
    if (words_.facts(ledger_).standing.size() < 2) return;
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        const Term* only = nullptr;
        size_t said = 0;
        for (const Token& token : layer->cut->tokens) {
            const Term* term = choose(token, true);
            bool kind = term != nullptr && term->kind == PhraseKind::kCondition && !term->generic &&
                        !is_population(*term) && !is_denied(*layer, token) &&
                        !is_behind_joining(*layer, token);  // 学龄人口及在校学生
            if (!kind) continue;
            ++said;
            only = term;
        }
        if (said == 0) continue;
        bool clear = said == 1 && !only->vague && only->when.size() == 1;
        if (!clear || only->when[0].empty()) continue;
        auto same = [&](const Test& test) { return test.column == only->when[0][0].column; };
        if (std::ranges::any_of(result_.filter.tests, same)) return;
        if (narrow(result_.filter, only->when[0]) == Narrowed::kNothing) return;
        result_.because.push_back({"", words_of({ledger_, only->when[0]}, words_.schema(ledger_))});
        return result_.doubt(kFromTitle, "context");
    }
    if (!names_population_ && !result_.all_people) result_.doubt(kStrayWord, "part of what");
}

// 本地户籍男性适龄青年: the men of them, where the table does not divide by sex.
void PathReader::take_sex_of(const Layer& layer) {
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        const Test* code = term == nullptr || !term->generic ? nullptr : code_in(*term);
        if (code == nullptr || is_denied(layer, token) || is_behind_joining(layer, token)) continue;
        if (code->words.size() != 1 || uses(static_cast<int>(code->column))) continue;
        if (stands_about(*code) || narrow(result_.filter, *code) == Narrowed::kNothing) continue;
        note(token, words_of({ledger_, {*code}}, words_.schema(ledger_)));
    }
}

bool PathReader::is_joining(std::string_view word) {
    constexpr auto kJoining = std::to_array<std::string_view>({"及", "和", "与", "暨", "以及"});
    return std::ranges::find(kJoining, word) != kJoining.end();
}

bool PathReader::is_behind_joining(const Layer& layer, const Token& token) {
    const auto& tokens = layer.cut->tokens;
    for (size_t i = 0; i < tokens.size() && &tokens[i] != &token; ++i) {
        if (i > 0 && is_joining(tokens[i].text)) return true;
    }
    return false;
}

// 道路 | 隐患排查治理, the code's own name: 火灾 is said of more kinds than 消防.
bool PathReader::is_kind_before(const Layer& layer, const Token& token, const Term& term,
                                std::string_view name) {
    const Test* code = code_in(term);
    // 制造业 | 经营主体: a class of industry has no other name.
    const bool classed =
        code != nullptr && code->words.size() == 1 && code->words[0].ends_with("*");
    if (code == nullptr || (!classed && code->words != std::vector{token.text})) return false;
    return std::ranges::any_of(layer.cut->tokens, [&](const Token& next) {
        return next.from == token.to && !next.listed && next.text.starts_with(name);
    });
}

// 道路、水域两类隐患月度排查整改: the codes listed right before what they are codes of, each by its
// own name; no words: there is no such list.
Test PathReader::kinds_listed(const Layer& layer, std::string_view name) {
    const auto& tokens = layer.cut->tokens;
    constexpr auto kBetween = std::to_array<std::string_view>(
        {"两", "二", "三", "四", "类", "两类", "二类", "三类", "四类", "五类", "等", "的"});
    Test kinds;
    for (size_t i = 0; i < tokens.size(); ++i) {
        const Term* term = choose(tokens[i], true);
        const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
        if (code != nullptr && code->words == std::vector{tokens[i].text}) {
            const bool goes_on = !kinds.words.empty() && kinds.column == code->column &&
                                 (tokens[i].listed || is_joining(tokens[i - 1].text));
            if (!goes_on) kinds = {.column = code->column};
            kinds.words.push_back(tokens[i].text);
        } else if (kinds.words.size() > 1 && tokens[i].text.contains(name)) {
            return kinds;
        } else if (!is_joining(tokens[i].text) &&
                   std::ranges::find(kBetween, tokens[i].text) == kBetween.end()) {
            kinds.words.clear();
        }
    }
    return {};
}

// 在建项目调度表（含新开工）: the kind with what the brackets take in; no words: nothing.
Test PathReader::with_included(const Layer& layer, const Test& kind) {
    Test both = kind;
    bool includes = false;
    for (const Token& token : layer.cut->tokens) {
        if (!token.bracketed) continue;
        includes = includes || token.text.starts_with("含") || token.text.starts_with("包括");
        const Term* term = choose(token, true);
        const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
        if (!includes || code == nullptr || code->column != kind.column || code->others) continue;
        for (const std::string& word : code->words) {
            if (std::ranges::find(both.words, word) == both.words.end()) both.words.push_back(word);
        }
    }
    return both.words.size() > kind.words.size() ? both : Test{};
}

// 逾期未整改隐患督办表: what stands right before a kind narrows it.
void PathReader::take_before_kind(const Layer& layer, const Token& kind) {
    const auto& tokens = layer.cut->tokens;
    for (size_t i = static_cast<size_t>(&kind - tokens.data()); i-- > 0;) {
        const Token& before = tokens[i];
        const Term* term = before.to == tokens[i + 1].from ? choose(before, true) : nullptr;
        const bool condition = term != nullptr && term->kind == PhraseKind::kCondition &&
                               term->when.size() == 1 && !term->vague && !term->generic;
        if (!condition || tokens[i + 1].listed || is_denied(layer, before)) return;
        if (narrow(result_.filter, term->when[0]) == Narrowed::kNothing) return;
        note(before, words_of({ledger_, term->when[0]}, words_.schema(ledger_)));
    }
}

void PathReader::take_kinds_listed() {
    const std::string& name = words_.schema(ledger_).name;
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        const Test listed = kinds_listed(*layer, name);
        const bool open = !listed.words.empty() && !uses(static_cast<int>(listed.column)) &&
                          result_.filter.joined.empty();
        if (!open || narrow(result_.filter, listed) == Narrowed::kNothing) continue;
        result_.because.push_back({"", words_of({ledger_, {listed}}, words_.schema(ledger_))});
        return result_.doubt(kFromTitle, "context");
    }
}

void PathReader::take_kind_from_context() {
    const std::string& name = words_.schema(ledger_).name;
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        for (const Token& token : layer->cut->tokens) {
            const Term* term = choose(token, true);
            bool kind = term != nullptr && term->kind == PhraseKind::kCondition &&
                        term->when.size() == 1 && !term->vague && !term->generic &&
                        (token.text.ends_with(name) || is_kind_before(*layer, token, *term, name));
            // 存量隐患 of a title says nothing of 本月整改.
            auto state = [&](const Test& test) {
                const auto& done = words_.facts(ledger_).done;
                return std::ranges::any_of(done, [&](const std::vector<Test>& ends) {
                    return std::ranges::any_of(
                        ends, [&](const Test& end) { return end.column == test.column; });
                });
            };
            const bool began = result_.event == words_.facts(ledger_).event_column;
            const bool happened = result_.event >= 0 && !began;
            if (kind && happened && std::ranges::any_of(term->when[0], state)) continue;
            // 未整改隐患和场所情况 over 发现隐患 | 未整改隐患: of that column, not of this.
            const bool beside = kind && std::ranges::any_of(term->when[0], state) &&
                                stands_beside([&](const Term& other) {
                                    return other.kind == term->kind && other.when == term->when;
                                });
            if (beside) continue;
            const Test* said = kind ? code_in(*term) : nullptr;
            if (!kind || (said != nullptr && names_joined_place(*said))) continue;
            if (is_denied(*layer, token)) return result_.doubt(kStrayWord, "context");
            // 土地资源与新型农业经营主体情况 above 家庭农场, 基础设施和民生项目 above 基础设施: the
            // cell has said it, or that it is of another kind.
            Filter both = result_.filter;
            // 在建项目调度表（含新开工）
            const Test widened = said == nullptr ? Test{} : with_included(*layer, *said);
            const auto& tests = widened.words.empty() ? term->when[0] : std::vector{widened};
            const bool other = narrow(both, tests) == Narrowed::kNothing;
            if (other || both.tests == result_.filter.tests) continue;
            // 隐患月度比较及重大隐患挂牌: of one of its tables; a line of its own says which.
            if (is_behind_joining(*layer, token)) {
                if (layer == layers_.context.rbegin()) result_.doubt(kStrayWord, "context");
                continue;
            }
            result_.filter = std::move(both);
            note(token, words_of({ledger_, tests}, words_.schema(ledger_)));
            take_before_kind(*layer, token);
            return result_.doubt(kFromTitle, "context");
        }
    }
}

bool PathReader::states_something() const {
    const auto& done = words_.facts(ledger_).done;
    return std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
        return std::ranges::any_of(done, [&](const std::vector<Test>& ends) {
            return std::ranges::any_of(ends,
                                       [&](const Test& end) { return end.column == test.column; });
        });
    });
}

// 常住人口参保构成 over 本地户籍 and 外来人口: those of the title, by where they are registered.
void PathReader::take_people_divided() {
    const auto says = [&](const Test& test) { return is_population(test); };
    const auto own = std::ranges::find_if(result_.filter.tests, says);
    const bool one = std::ranges::count_if(result_.filter.tests, says) == 1;
    if (!one || layers_.context.empty() || result_.has_base) return;
    const size_t column = own->column;
    const Test* title = nullptr;
    for (const Token& token : layers_.context.back().cut->tokens) {
        const Term* term = choose(token, true);
        const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
        if (code == nullptr || !is_population(*code)) continue;
        if (title != nullptr || code->column == column) return;
        title = code;
    }
    if (title == nullptr || asked_.row_parts == 0) return;
    // 外来人口迁入时间构成 over 人数 | #现常住
    const std::string& leaf = asked_.path.back().text;
    const bool part = leaf.starts_with("#") || leaf.starts_with("＃") || leaf.starts_with("其中");
    size_t registered = 0;
    for (const Layer& layer : layers_.siblings) {
        bool divides = false;
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            const Test* code = term == nullptr ? nullptr : code_in(*term);
            if (code == nullptr || !is_population(*code)) continue;
            if (code->column != column && !part) return;
            divides = true;
        }
        registered += divides ? 1 : 0;
    }
    if (registered < 2 && !part) return;
    if (narrow(result_.filter, *title) == Narrowed::kNothing) return;
    result_.because.push_back({"", words_of({ledger_, {*title}}, words_.schema(ledger_))});
    result_.doubt(kFromTitle, "context");
}

void PathReader::take_population() {
    if (words_.facts(ledger_).standing.size() < 2 || names_population_) return;
    auto says = [&](const Test& test) { return is_population(test); };
    // （户籍口径） of the title over 占60岁以上老年人比重: of those too.
    const bool bare = result_.has_base && std::ranges::none_of(result_.base.tests, says);
    for (const Test& test : inherited_.tests) {
        if (bare && is_population(test)) narrow(result_.base, test);
    }
    if (std::ranges::any_of(result_.filter.tests, says)) return take_people_divided();
    if (std::ranges::any_of(result_.base.tests, says)) return;
    for (auto layer = layers_.scope.rbegin(); layer != layers_.scope.rend(); ++layer) {
        if (take_population_of(*layer)) return share_population();
    }
    // 只统计本地户籍男青年，在外地的…: said, and not understood.
    const auto says_whose = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            const Term* term = choose(token, true);
            return term != nullptr && is_population(*term) && !is_of_no_matter(layer, token);
        });
    };
    if (std::ranges::any_of(layers_.limits, says_whose)) result_.doubt(kStrayWord, "population");
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        if (divides_population(*layer) || !take_population_of(*layer)) continue;
        take_sex_of(*layer);
        share_population();
        // 出生和流入: the topic of another table, or of one column.
        const bool of_another = std::ranges::any_of(layer->cut->tokens, [&](const Token& token) {
            return is_behind_joining(*layer, token) &&
                   std::ranges::any_of(token.terms, [&](const Term& term) {
                       return speaks_here(term) && is_population(term);
                   });
        });
        // 实有人口 of the title, and a section says 均指常住.
        const bool all = std::ranges::none_of(result_.filter.tests, says);
        const bool open = all && is_narrowed_in_sections();
        result_.doubt(of_another || open ? kStrayWord : kFromTitle, "context");
        return;
    }
    if (is_narrowed_in_sections()) result_.doubt(kAmbiguousWord, "population");
}

// Another section says whose people it counts, this one does not.
bool PathReader::is_narrowed_in_sections() {
    // 走访底数（在册，不分户籍）: everybody, as here where nothing says it.
    const bool narrows = std::ranges::any_of(asked_.sections, [](std::string_view section) {
        constexpr auto kAny = std::to_array<std::string_view>({"不分", "不限", "不论", "不管"});
        const std::string_view said = section.substr(0, first_of(section, kAny));
        return section.contains("常住") || said.contains("户籍");
    });
    if (!narrows) return false;
    Understood kept = result_;
    const bool says_whose = std::ranges::any_of(
        layers_.sections, [&](const Layer& layer) { return take_population_of(layer); });
    result_ = std::move(kept);
    return says_whose;
}

// 统计口径：常住人口 over 女性占人口比重: of those who live here.
void PathReader::share_population() {
    if (!result_.has_base) return;
    for (const Test& test : result_.filter.tests) {
        if (is_population(test)) narrow(result_.base, test);
    }
}

void PathReader::take_scope() {
    for (const Layer& layer : layers_.scope) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            bool all = term != nullptr && term->kind == PhraseKind::kSubject && !term->generic &&
                       term->when.empty() && term->ledger == static_cast<int>(ledger_);
            result_.all_people = result_.all_people || all;
        }
    }
    take_defined_scope();
    take_limits();
    // 除户籍人口外，各栏均只统计退役军人
    if (words_.facts(ledger_).standing.size() < 2 || names_population_ || names_people()) return;
    for (const Layer& layer : layers_.scope) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            bool kind = term != nullptr && term->kind == PhraseKind::kCondition && !term->vague &&
                        term->when.size() == 1 && term->when[0].size() == 1 &&
                        !is_population(*term) && !is_of_no_matter(layer, token);
            if (!kind) continue;
            const Test& test = term->when[0][0];
            // 本表统计户籍男性公民, where the table does not divide by sex.
            bool plain = test.kind == Test::Kind::kWords && !stands_about(test);
            // 限本地户口男青年，写明“女”的除外
            const bool of_others = term->generic && test.kind == Test::Kind::kWords && !plain;
            const bool open =
                of_others && !uses(static_cast<int>(test.column)) && !is_denied(layer, token);
            const bool excepted = open && !asked_.excepted.empty();
            if (open && !excepted) result_.doubt(kStrayWord, "scope");
            if (term->generic && !plain && !excepted) continue;
            auto same = [&](const Test& other) { return other.column == test.column; };
            if (std::ranges::any_of(result_.filter.tests, same)) continue;
            narrow(result_.filter, test);
            result_.identity = result_.identity || !term->generic;
            note(token, words_of({ledger_, {test}}, words_.schema(ledger_)));
        }
    }
}

// 只报场所类型为学校的场所的隐患: hazards of those places, and of places those.
void PathReader::take_limits() {
    for (const Layer& layer : layers_.limits) {
        // 只统计已开工的项目, where departments differ by the word: asked.
        const bool open = std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            const Term* term = choose(token, true);
            const bool event = term != nullptr && term->kind == PhraseKind::kEvent;
            return (event && !says_when(layer) && !term->when.empty() &&
                    result_.event != term->column) ||
                   (term != nullptr && term->kind == PhraseKind::kCondition && term->vague);
        });
        if (open && words_.facts(ledger_).standing.empty()) result_.doubt(kStrayWord, "limit");
        layer_ = &layer;
        here_.clear();
        take_time_of(layer);
        for (const Token& token : layer_->cut->tokens) {
            if (is_said_of_place(layer, token) && join_ledger(token)) continue;
            const Term* term = choose(token, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            if (code == nullptr) {
                const bool elsewhere = term == nullptr && result_.filter.joined.empty();
                if (elsewhere) join_ledger(token);
                continue;
            }
            auto same = [&](const Test& other) { return other.column == code->column; };
            // 开工、在建、竣工: any of those that the clause names of that column.
            const auto codes_listed = [&](const Layer& of, Test all) {
                for (const Token& other : of.cut->tokens) {
                    for (const Term& one : other.terms) {
                        const Test* more = one.ledger == static_cast<int>(ledger_) && !one.vague
                                               ? code_in(one)
                                               : nullptr;
                        if (more == nullptr || more->column != all.column || more->others) continue;
                        for (const std::string& word : more->words) {
                            if (std::ranges::find(all.words, word) == all.words.end())
                                all.words.push_back(word);
                        }
                    }
                }
                return all;
            };
            const bool own = !is_population(*term) && term->ledger == static_cast<int>(ledger_) &&
                             words_.facts(ledger_).standing.empty();
            if (!own || std::ranges::any_of(result_.filter.tests, same)) continue;
            const Test either = codes_listed(layer, *code);
            narrow(result_.filter, either);
            note(token, words_of({ledger_, {either}}, words_.schema(ledger_)));
        }
        if (names_state_then(layer)) result_.doubt(kStrayWord, "limit");
    }
}

// 只跟踪6月30日那天在办的那一批: a time, and not what happened then.
bool PathReader::names_state_then(const Layer& layer) {
    const LedgerFacts& facts = words_.facts(ledger_);
    bool window = false;
    bool event = false;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr) continue;
        window = window || (term->kind == PhraseKind::kWindow && !term->generic &&
                            term->window != "all" && term->window != "now");
        event = event || term->kind == PhraseKind::kEvent;
    }
    return facts.event_column >= 0 && window && !event;
}

// 口径同登记情况表的期末实有户数, which that table defines.
void PathReader::take_defined_scope() {
    for (const Layer& layer : layers_.scope) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            bool defined = term != nullptr && term->source == Source::kForm &&
                           term->kind == PhraseKind::kCondition && term->when.size() == 1 &&
                           term->when[0].size() == 1 && words_.facts(ledger_).standing.size() == 1;
            if (!defined) continue;
            const Test& test = term->when[0][0];
            auto same = [&](const Test& other) { return other.column == test.column; };
            if (std::ranges::any_of(result_.filter.tests, same)) continue;
            narrow(result_.filter, test);
            note(token, words_of({ledger_, {test}}, words_.schema(ledger_)));
        }
    }
}

bool PathReader::asks_both(const Layer& layer) {
    return std::ranges::any_of(layer.cut->tokens, [](const Token& token) {
        return token.text == "且" || token.text.starts_with("且");
    });
}

bool PathReader::take_population_of(const Layer& layer) {
    const Term* one = nullptr;
    bool any = false;  // 不分户籍、常住
    for (const Token& token : layer.cut->tokens) {
        const bool denies =
            std::ranges::any_of(token.terms,
                                [](const Term& term) {
                                    return term.kind == PhraseKind::kNot && term.how == "any";
                                }) ||
            is_any_of(token.text);
        const Term* term = choose(token, true);
        // 户籍、流入人口: whose people, whatever happened to them.
        for (const Term& other : token.terms) {
            const bool event = term != nullptr && term->kind == PhraseKind::kEvent;
            if (event && speaks_here(other) && is_population(other)) term = &other;
        }
        const bool of_no_matter = any || is_of_no_matter(layer, token);
        any = denies || (any && term != nullptr &&
                         (token.listed || term->names_column || is_joining(token.text) ||
                          is_population(*term)));
        if (term == nullptr || (of_no_matter && is_population(*term))) continue;
        bool all = term->kind == PhraseKind::kSubject && !term->generic && term->when.empty() &&
                   term->ledger == static_cast<int>(ledger_);
        if (!all && !is_population(*term)) continue;
        // 户籍在本地且常住的人员: both.
        const bool both =
            one != nullptr && one->when.size() == 1 && term->when.size() == 1 && asks_both(layer);
        if (both && narrow(result_.filter, one->when[0]) == Narrowed::kNothing) return false;
        if (one != nullptr && one->when != term->when && !both) return false;
        one = term;
    }
    if (one == nullptr || one->when.size() > 1) return false;
    if (!one->when.empty() && narrow(result_.filter, one->when[0]) == Narrowed::kNothing) {
        return false;
    }
    result_.identity = true;
    result_.names_all = result_.names_all || one->when.empty();
    Filter own{ledger_, one->when.empty() ? std::vector<Test>{} : one->when[0]};
    result_.because.push_back({"", words_of(own, words_.schema(ledger_))});
    return true;
}

}  // namespace yitao::recognise
