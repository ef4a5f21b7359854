// The words of a heading: which of their meanings this ledger takes, and what stands beside them.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

bool PathReader::speaks_here(const Term& term) const {
    return term.ledger == kAnyLedger || term.ledger == static_cast<int>(ledger_);
}

bool PathReader::is_total(const Token& token) {
    return std::ranges::any_of(token.terms,
                               [](const Term& term) { return term.kind == PhraseKind::kTotal; });
}

bool PathReader::says_total(const Layer& layer) {
    return !layer.cut->tokens.empty() && std::ranges::all_of(layer.cut->tokens, is_total);
}

bool PathReader::says_when(const Layer& layer) {
    return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
        const bool when = std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kWindow && !term.generic;
        });
        return when && !is_days(token);
    });
}

// 2014.9.1—2020.8.31 are days of birth, unless something else is said to have happened then.
bool PathReader::days_are_of_event() const {
    const auto names = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                const bool event =
                    speaks_here(term) && term.kind == PhraseKind::kEvent && term.column >= 0;
                return event &&
                       words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name !=
                           "出生日期";
            });
        });
    };
    return std::ranges::any_of(layers_.path, names) || std::ranges::any_of(layers_.axis, names) ||
           std::ranges::any_of(layers_.context, names) || std::ranges::any_of(layers_.scope, names);
}

// The column that all its meanings here test and that none of them names; -1: several, or none.
int PathReader::only_column_of(const Token& token) const {
    int only = -1;
    for (const Term& term : token.terms) {
        if (!speaks_here(term)) continue;
        const Test* code = code_in(term);
        const int column =
            code == nullptr || term.column >= 0 ? -1 : static_cast<int>(code->column);
        if (column < 0 || (only >= 0 && only != column)) return -1;
        only = column;
    }
    return only;
}

void PathReader::count_votes() {
    auto count = [&](const std::vector<Layer>& layers, int named, int coded) {
        for (const Layer& layer : layers) {
            for (const Token& token : layer.cut->tokens) {
                for (const Term& term : token.terms) {
                    if (!speaks_here(term) || term.column < 0) continue;
                    votes_[term.column] += term.names_column ? named : coded;
                }
                // 基本养老保险参保 of a title: of that insurance and of no other.
                if (const int only = only_column_of(token); only >= 0) votes_[only] += coded;
            }
        }
    };
    count(layers_.path, 4, 1);
    count(layers_.context, 2, 1);
    own_votes_ = votes_;
    count(layers_.siblings, 0, 2);
    count(layers_.around, 0, 1);
}

int PathReader::votes(const Term& term) const {
    int column = term.column;
    if (column < 0 && !term.when.empty() && !term.when[0].empty()) {
        column = static_cast<int>(term.when[0][0].column);
    }
    auto found = votes_.find(column);
    int count = found == votes_.end() ? 0 : found->second;
    return term.names_column ? count - 4 : count;
}

// 未参保 of a workbook that speaks of 医保 alone, and of no other insurance.
bool PathReader::is_of_workbook(const Term& term) const {
    const bool one = term.when.size() == 1 && term.when[0].size() == 1;
    return one && words_.names_column(ledger_, static_cast<int>(term.when[0][0].column));
}

const Term* PathReader::choose(const Token& token, bool quiet) {
    const Term* best = nullptr;
    const Term* second = nullptr;
    const bool days =
        std::ranges::any_of(token.terms, [](const Term& term) { return term.window == "days"; });
    const bool of_event = days && token.terms.size() > 1 && days_are_of_event();
    auto rank = [&](const Term& term) {
        bool event = term.kind == PhraseKind::kEvent;
        return std::tuple(term.source == Source::kForm,
                          of_event && term.kind == PhraseKind::kWindow,
                          event && (layer_has_window_ || has_window_), is_of_axis(term),
                          !term.turned, is_of_whole(term), votes(term), is_of_workbook(term),
                          -static_cast<int>(term.source), term.kind == PhraseKind::kCondition);
    };
    for (const Term& term : token.terms) {
        if (!speaks_here(term)) continue;
        if (best == nullptr || rank(term) > rank(*best)) {
            second = best;
            best = &term;
        } else if (second == nullptr || rank(term) > rank(*second)) {
            second = &term;
        }
    }
    if (best == nullptr || second == nullptr || quiet) return best;
    if (second->kind == PhraseKind::kFiller || days) return best;
    if ((best->kind == PhraseKind::kEvent) != (second->kind == PhraseKind::kEvent)) return best;
    const bool change = best->kind == PhraseKind::kFiller && second->how == "change";
    if (change && is_over_figures()) return best;
    bool same =
        best->kind == second->kind && best->when == second->when && best->column == second->column;
    bool settled = is_of_axis(*best) || is_of_whole(*best) || best->turned != second->turned;
    settled = settled || is_of_workbook(*best) != is_of_workbook(*second);
    bool close = votes(*best) == votes(*second) && !settled &&
                 (best->source == second->source ||
                  (best->source > Source::kPattern && second->source > Source::kPattern));
    close = close || (!settled && is_code_of_two(*best, *second));
    if (!same && close) result_.doubt(kAmbiguousWord, "ambiguous " + token.text);
    return best;
}

const Term* PathReader::bound_of(const Token& amount, const Token& bound) {
    const Term* column = choose(amount, true);
    if (column == nullptr || column->kind != PhraseKind::kAmount) return nullptr;
    for (const Term& test : bound.terms) {
        bool of = speaks_here(test) && test.source == Source::kPattern &&
                  test.kind == PhraseKind::kCondition && test.column == column->column;
        if (of && column->column >= 0) return &test;
    }
    return nullptr;
}

bool PathReader::is_code_letter(const Token& token) {
    const std::string& text = token.text;
    bool letter = text.size() == 1 && text[0] >= 'a' && text[0] <= 'z';
    if (!letter) return false;
    const char upper = static_cast<char>(text[0] - 'a' + 'A');
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        const Term* term = &other == &token ? nullptr : choose(other, true);
        bool code = term != nullptr && term->kind == PhraseKind::kCondition &&
                    term->when.size() == 1 && term->when[0].size() == 1 &&
                    term->when[0][0].words.size() == 1;
        return code && term->when[0][0].words[0].starts_with(upper);
    });
}

bool PathReader::decorates_code(const Token& token) {
    constexpr auto kNarrowing =
        std::to_array<std::string_view>({"新", "拟", "再", "续", "半", "仅", "无", "逾", "超", "缓",
                                         "停", "待", "应", "曾", "原", "非", "未", "不"});
    bool narrows = std::ranges::any_of(
        kNarrowing, [&](std::string_view word) { return token.text.contains(word); });
    if (narrows || token.bracketed || code_point_count(token.text) != 2) return false;
    const int column = code_column(*layer_);
    if (column < 0) return false;
    size_t others = 0;
    for (const Layer& sibling : layers_.siblings) {
        if (sibling.cut == layer_->cut || code_column(sibling) != column) continue;
        const auto* own = code_of(*layer_);
        const auto* other = code_of(sibling);
        bool same = own != nullptr && other != nullptr && *own == *other;
        others += same ? 100 : 1;  // told apart by that word
    }
    return others >= 3 && others < 100;
}

bool PathReader::codes_stand_beside() {
    if (layers_.path.size() < 2) return false;
    int column = code_column(layers_.path.back());
    if (column < 0) return false;
    auto same = [&](const Layer& layer) { return code_column(layer) == column; };
    return std::ranges::count_if(layers_.beside, same) >= 1;
}

int PathReader::code_column(const Layer& layer) {
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr || term->kind != PhraseKind::kCondition || term->generic) continue;
        bool code = term->when.size() == 1 && term->when[0].size() == 1 &&
                    term->when[0][0].kind == Test::Kind::kWords;
        if (code) return static_cast<int>(term->when[0][0].column);
    }
    return -1;
}

const std::vector<Test>* PathReader::code_of(const Layer& layer) {
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        bool code = term != nullptr && term->kind == PhraseKind::kCondition && !term->generic &&
                    term->when.size() == 1 && term->when[0].size() == 1;
        if (code) return &term->when[0];
    }
    return nullptr;
}

bool PathReader::is_axis_name() const {
    if (!names_axis_ || layers_.path.size() < 2) return false;
    if (layer_ != &layers_.path[layers_.path.size() - 2]) return false;
    return std::ranges::none_of(layer_->cut->tokens, [&](const Token& token) {
        bool own =
            std::ranges::any_of(token.terms, [&](const Term& term) { return speaks_here(term); });
        return std::ranges::any_of(token.terms, [&](const Term& term) {
            // 外出务工人数 / 脱贫户: it says who is counted, of another ledger.
            bool elsewhere =
                !own && term.kind == PhraseKind::kCondition && !term.generic && !term.names_column;
            if (elsewhere) return true;
            // 场所隐患 / 学校: things of which this ledger's are only a trait.
            if (!own && term.kind == PhraseKind::kSubject && refers_here(term.ledger)) return true;
            bool says = term.kind == PhraseKind::kCondition || term.kind == PhraseKind::kSubject ||
                        term.kind == PhraseKind::kAmount || term.kind == PhraseKind::kWindow ||
                        term.kind == PhraseKind::kNot;
            return says && speaks_here(term) && !term.names_column;
        });
    });
}

bool PathReader::refers_here(int ledger) const {
    if (ledger < 0 || ledger == static_cast<int>(ledger_)) return false;
    return std::ranges::any_of(words_.schema(static_cast<size_t>(ledger)).columns,
                               [&](const ledger::Column& column) {
                                   return column.type == ledger::ColumnType::kReference &&
                                          column.reference == words_.schema(ledger_).id;
                               });
}

bool PathReader::stands_elsewhere(const Token& token, const Term& term) const {
    if (term.kind != PhraseKind::kCondition || term.generic) return false;
    if (is_said_of_place(*layer_, token)) return true;
    if (term.column < 0) return false;
    // 水域类未整改隐患 of a card: what the labels around are of says nothing.
    const bool own_rows =
        asked_.scattered && std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
            return std::ranges::any_of(other.terms, [&](const Term& one) {
                return one.kind == PhraseKind::kSubject && one.ledger == static_cast<int>(ledger_);
            });
        });
    if (own_rows) return false;
    auto support = [&](int ledger, int column) {
        return std::ranges::count_if(layers_.siblings, [&](const Layer& layer) {
            return std::ranges::any_of(layer.cut->tokens, [&](const Token& other) {
                return other.text != token.text &&
                       std::ranges::any_of(other.terms, [&](const Term& t) {
                           return t.ledger == ledger && t.column == column;
                       });
            });
        });
    };
    auto own = support(term.ledger, term.column);
    return std::ranges::any_of(token.terms, [&](const Term& other) {
        bool code = other.kind == PhraseKind::kCondition && other.ledger >= 0 &&
                    other.ledger != term.ledger && other.column >= 0;
        return code && support(other.ledger, other.column) >= 2 + own;
    });
}

bool PathReader::narrows(const Token& token) {
    return std::ranges::all_of(
        token.terms, [](const Term& term) { return term.kind == PhraseKind::kCondition; });
}

// 6—11岁　小学, 初中（12—14岁）: the ages at which children go there, and no more is said.
bool PathReader::is_school_of_ages(const Term& term, const Token& token) {
    struct School {
        std::string_view name;
        double least;
        double most;
    };
    constexpr auto kSchools = std::to_array<School>(
        {{"小学", 5, 13}, {"初中", 11, 16}, {"高中", 14, 19}, {"中专", 14, 19}, {"大学", 17, 23}});
    const auto school = std::ranges::find_if(
        kSchools, [&](const School& one) { return token.text.starts_with(one.name); });
    if (school == kSchools.end() || code_in(term) == nullptr) return false;
    const auto is_band = [&](const Term& one) {
        const bool ages = speaks_here(one) && one.source == Source::kPattern &&
                          one.when.size() == 1 && one.when[0].size() == 1 &&
                          one.when[0][0].kind == Test::Kind::kNumber;
        return ages && one.when[0][0].least.value_or(0) >= school->least &&
               one.when[0][0].most.value_or(school->most + 1) <= school->most;
    };
    const auto& tokens = layer_->cut->tokens;
    bool banded = false;
    for (const Token& other : tokens) {
        if (&other == &token) continue;
        const bool band = std::ranges::any_of(other.terms, is_band);
        const bool silent = std::ranges::all_of(other.terms, [](const Term& one) {
            return (one.kind == PhraseKind::kFiller && !one.names_column) ||
                   one.kind == PhraseKind::kGrain;
        });
        if (!band && !silent) return false;
        banded = banded || band;
    }
    return banded;
}

bool PathReader::is_gloss(const Term& term, const Token& token) {
    if (is_school_of_ages(term, token)) return true;
    bool number = term.kind == PhraseKind::kCondition && term.when.size() == 1 &&
                  term.when[0].size() == 1 && term.when[0][0].kind == Test::Kind::kNumber;
    if (number && !token.bracketed) numbered_ = true;
    if (token.bracketed && sums_up(term)) return true;
    // 2008年（18岁）: born in that year.
    if (number && token.bracketed && result_.window == Window::kYears) return true;
    bool words = term.kind == PhraseKind::kCondition && !term.generic && !number;
    return token.bracketed && numbered_ && words && !is_population(term);
}

bool PathReader::is_population(const Term& term) const {
    return std::ranges::any_of(term.when, [&](const std::vector<Test>& tests) {
        return std::ranges::any_of(tests, [&](const Test& test) { return is_population(test); });
    });
}

bool PathReader::is_population(const Test& test) const {
    return words_.facts(ledger_).is_population(test);
}

bool PathReader::is_numbered(const Term& term) {
    // 1亩以上3亩以下: the second bound is one of its own.
    bool one = term.source != Source::kPattern && term.when.size() == 1 && !term.when[0].empty();
    // 15—64岁劳动年龄人口, where it is 16—59 elsewhere.
    const bool named_age = one && !term.vague && term.kind == PhraseKind::kCondition &&
                           std::ranges::all_of(term.when[0], [](const Test& test) {
                               return test.kind == Test::Kind::kNumber && test.least && test.most;
                           });
    if (!one || (!term.vague && !named_age)) return false;
    const size_t column = term.when[0][0].column;
    bool same =
        std::ranges::all_of(term.when[0], [&](const Test& test) { return test.column == column; });
    const auto says = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& other) {
            return std::ranges::any_of(other.terms, [&](const Term& told) {
                const bool span = !named_age || (!other.bracketed && told.when.size() == 1 &&
                                                 told.when[0].size() == 1 &&
                                                 told.when[0][0].least && told.when[0][0].most);
                return speaks_here(told) && told.source == Source::kPattern && !told.vague &&
                       told.kind == PhraseKind::kCondition && told.when.size() == 1 &&
                       told.when[0].size() == 1 && told.when[0][0].column == column && span;
            });
        });
    };
    if (!same || says(*layer_)) return same;
    if (named_age) return false;
    // 14—28周岁 / 青年: the heading above it.
    const size_t own = part_being_read();
    return own > 0 && own < layers_.path.size() && says(layers_.path[own - 1]);
}

static bool is_age_name(std::string_view word) {
    constexpr auto kAges = std::to_array<std::string_view>({"学龄前", "学前"});
    return has_any(word, kAges);
}

// 3—6岁学龄前儿童: the ages right before it say who they are, not whether they are at school.
bool PathReader::is_named_age(const Term& term, const Token& token) {
    const Test* code = code_in(term);
    if (code == nullptr || code->others || !is_age_name(token.text)) return false;
    if (layer_->inherited && is_called_by_ages(token)) return true;
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        return other.to == token.from && tells_ages(other);
    });
}

bool PathReader::tells_ages(const Token& token) const {
    return !token.bracketed && std::ranges::any_of(token.terms, [&](const Term& told) {
        return speaks_here(told) && told.source == Source::kPattern && told.when.size() == 1 &&
               told.when[0].size() == 1 && told.when[0][0].kind == Test::Kind::kNumber &&
               told.when[0][0].least && told.when[0][0].most;
    });
}

bool PathReader::is_called_by_ages(const Token& token) const {
    return is_age_name(token.text) && std::ranges::any_of(layers_.path, [&](const Layer& layer) {
               return !layer.inherited &&
                      std::ranges::any_of(layer.cut->tokens,
                                          [&](const Token& one) { return tells_ages(one); });
           });
}

bool PathReader::is_defined(const Token& token) {
    if (token.bracketed) return false;
    const Term* vague = choose(token, true);
    auto column_of = [](const Term& term) {
        bool one = term.when.size() == 1 && term.when[0].size() == 1;
        return one ? static_cast<int>(term.when[0][0].column) : -1;
    };
    // 务工人员（本地、外出）: the brackets speak of the same column.
    int column = vague == nullptr ? -1 : column_of(*vague);
    // 新落户企业（成立日期在今年）: which date it is by.
    const bool dated = vague != nullptr && vague->kind == PhraseKind::kEvent &&
                       !token.text.ends_with("企业");  // nor which kind of firms
    const int date = dated ? vague->column : -1;
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        return other.bracketed && std::ranges::any_of(other.terms, [&](const Term& term) {
                   if (date >= 0 && term.names_column && term.column == date)
                       return speaks_here(term);
                   bool same = column >= 0 && term.kind == PhraseKind::kCondition && !term.vague &&
                               column_of(term) == column;
                   bool told = term.source == Source::kPattern || term.source == Source::kForm;
                   return speaks_here(term) && (same || told);
               });
    });
}

bool PathReader::is_joined(const Token& token) const {
    const Token* before = nullptr;
    for (const Token& other : layer_->cut->tokens) {
        if (other.to <= token.from) before = &other;
    }
    if (before == nullptr) return false;
    constexpr auto kJoining = std::to_array<std::string_view>({"和", "及", "与", "或", "以及"});
    return before->to < token.from || std::ranges::find(kJoining, before->text) != kJoining.end();
}

}  // namespace yitao::recognise
