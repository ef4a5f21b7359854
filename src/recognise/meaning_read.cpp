// A path put to one ledger: each word's meaning there, and how the meanings join.
#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning_understood.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

using namespace losses;

bool is_numeric_text(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

class PathReader {
  public:
    PathReader(const Vocabulary& words, const Asked& asked, const Layers& layers, size_t ledger)
        : words_(words), asked_(asked), layers_(layers), ledger_(ledger) {
        result_.filter.ledger = ledger;
        result_.base.ledger = ledger;
        count_votes();
    }

    Understood read() {
        has_window_ = std::ranges::any_of(layers_.path, says_when);
        names_axis_ = codes_stand_beside();
        for (const Layer& layer : layers_.path) read_layer(layer);
        total_of_group();
        take_scope();
        take_identity_from_context();
        take_population();
        take_time_from_context();
        if (result_.grain.empty()) result_.grain = measure_printed();
        apply_standing();
        return std::move(result_);
    }

  private:
    bool speaks_here(const Term& term) const {
        return term.ledger == kAnyLedger || term.ledger == static_cast<int>(ledger_);
    }

    static bool says_when(const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [](const Token& token) {
            return std::ranges::any_of(token.terms, [](const Term& term) {
                return term.kind == PhraseKind::kWindow && !term.generic;
            });
        });
    }

    // A column whose heading stands about, or whose codes stand beside, is the one meant.
    void count_votes() {
        auto count = [&](const std::vector<Layer>& layers, int named, int coded) {
            for (const Layer& layer : layers) {
                for (const Token& token : layer.cut->tokens) {
                    for (const Term& term : token.terms) {
                        if (!speaks_here(term) || term.column < 0) continue;
                        votes_[term.column] += term.names_column ? named : coded;
                    }
                }
            }
        };
        count(layers_.path, 4, 1);
        count(layers_.context, 2, 1);
        count(layers_.siblings, 0, 2);
        count(layers_.around, 0, 1);
    }

    int votes(const Term& term) const {
        int column = term.column;
        if (column < 0 && !term.when.empty() && !term.when[0].empty()) {
            column = static_cast<int>(term.when[0][0].column);
        }
        auto found = votes_.find(column);
        int count = found == votes_.end() ? 0 : found->second;
        return term.names_column ? count - 4 : count;
    }

    // The meaning of the word in this ledger, nullptr: none.
    const Term* choose(const Token& token, bool quiet) {
        const Term* best = nullptr;
        const Term* second = nullptr;
        auto rank = [&](const Term& term) {
            bool event = term.kind == PhraseKind::kEvent;
            return std::tuple(term.source == Source::kForm, event && layer_has_window_,
                              votes(term), event && has_window_,
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
        if (second->kind == PhraseKind::kFiller) return best;
        if ((best->kind == PhraseKind::kEvent) != (second->kind == PhraseKind::kEvent)) return best;
        bool same = best->kind == second->kind && best->when == second->when &&
                    best->column == second->column;
        bool close = votes(*best) == votes(*second) &&
                     (best->source == second->source ||
                      (best->source > Source::kPattern && second->source > Source::kPattern));
        if (!same && close) result_.doubt(kAmbiguousWord, "ambiguous " + token.text);
        return best;
    }

    void read_layer(const Layer& layer) {
        layer_ = &layer;
        negated_ = false;
        any_ = false;
        over_ = false;
        const auto& tokens = layer.cut->tokens;
        part_shares_ = !layer.inherited && std::ranges::any_of(tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& t) {
                return t.kind == PhraseKind::kAggregate && t.how == "share";
            });
        });
        amount_here_ = false;
        read_marks(tokens);
        layer_has_window_ = says_when(layer);
        before_ = result_.filter;
        here_.clear();
        numbered_ = false;
        size_t from = read_sexes(tokens);
        for (size_t i = from; i < tokens.size(); ++i) {
            size_t next = i + 1;  // 年收入在1万元以下
            if (next + 1 < tokens.size() && tokens[next].text == "在") ++next;
            if (next < tokens.size() && is_bounded(tokens[i], tokens[next])) continue;
            read_token(tokens[i]);
        }
        if (negated_) result_.doubt(kUnknownWord, "negation");
    }

    // What brackets and blanks do to the words of a heading: （含预备）, （在校学生除外）, 未登记.
    void read_marks(std::span<const Token> tokens) {
        includes_ = excludes_ = blank_ = false;
        for (const Token& token : tokens) {
            std::string_view text = token.text;
            bool in = text.starts_with("含") || text.starts_with("包括") || text.starts_with("包含");
            includes_ = includes_ || (token.bracketed && in && !excludes_);
            excludes_ = excludes_ || (token.bracketed && (text == "除外" || text == "不含"));
            blank_ = blank_ || std::ranges::any_of(token.terms, [](const Term& term) {
                         return term.kind == PhraseKind::kNot && term.how == "blank";
                     });
        }
        includes_ = includes_ && !excludes_;
    }
    // （含预备）: one more word of what stands before, or nothing new. True: dealt with.
    bool read_bracket(const Token& token) {
        if (!token.bracketed || (!includes_ && !excludes_)) return false;
        const Term* term = choose(token, true);
        bool plain = term != nullptr && term->kind == PhraseKind::kCondition &&
                     term->when.size() == 1 && term->when[0].size() == 1;
        if (includes_) {
            if (plain && !term->generic) join_words(term->when[0]);
            return true;
        }
        auto other = plain ? opposite(term->when[0][0]) : std::nullopt;
        if (other) add_tests({*other}, token);
        return other || token.text == "除外" || token.text == "不含";
    }
    // 耕地未登记的户, 学历未登记: those of whom it is not known.
    bool read_blank(const Token& token) {
        if (!blank_) return false;
        const Term* term = choose(token, true);
        bool names = term != nullptr && term->column >= 0 &&
                     (term->kind == PhraseKind::kAmount || term->names_column);
        if (!names) return false;
        result_.identity = true;
        names_subject_ = true;
        Test none{.column = static_cast<size_t>(term->column), .kind = Test::Kind::kBlank};
        add_tests({none}, token);
        return true;
    }

    // 男16-59周岁、女16-54周岁: either. How many tokens that took.
    size_t read_sexes(std::span<const Token> tokens) {
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

    // 总投资5000万元以上: the amount is no sum here, the bound speaks of it.
    bool is_bounded(const Token& amount, const Token& bound) {
        const Term* column = choose(amount, true);
        if (column == nullptr || column->kind != PhraseKind::kAmount) return false;
        const Term* test = choose(bound, true);
        return test != nullptr && test->source == Source::kPattern && test->column >= 0 &&
               test->kind == PhraseKind::kCondition && test->column == column->column;
    }

    // The cell's own heading is one code of a column, and codes of the same column stand beside:
    // whatever the heading above them says, it names that column.
    bool codes_stand_beside() {
        if (layers_.path.size() < 2) return false;
        int column = code_column(layers_.path.back());
        if (column < 0) return false;
        auto same = [&](const Layer& layer) { return code_column(layer) == column; };
        return std::ranges::count_if(layers_.beside, same) >= 1;
    }
    int code_column(const Layer& layer) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            if (term == nullptr || term->kind != PhraseKind::kCondition || term->generic) continue;
            bool code = term->when.size() == 1 && term->when[0].size() == 1 &&
                        term->when[0][0].kind == Test::Kind::kWords;
            if (code) return static_cast<int>(term->when[0][0].column);
        }
        return -1;
    }
    // The layer right above the cell's own, where it says nothing that this ledger knows.
    bool is_axis_name() const {
        if (!names_axis_ || layers_.path.size() < 2) return false;
        if (layer_ != &layers_.path[layers_.path.size() - 2]) return false;
        return std::ranges::none_of(layer_->cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                bool says = term.kind == PhraseKind::kCondition ||
                            term.kind == PhraseKind::kSubject || term.kind == PhraseKind::kAmount ||
                            term.kind == PhraseKind::kWindow || term.kind == PhraseKind::kNot;
                return says && speaks_here(term) && !term.names_column;
            });
        });
    }

    // A code of one column stands among names that are codes of another ledger's: 其他 below
    // 学校, 宾馆 is a kind of place, not of hazard.
    bool stands_elsewhere(const Token& token, const Term& term) const {
        if (term.kind != PhraseKind::kCondition || term.generic || term.column < 0) return false;
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

    void read_token(const Token& token) {
        if (read_bracket(token) || read_blank(token)) return;
        if (token.terms.empty()) {
            if (is_numeric_text(token.text) || is_axis_name()) return;
            size_t length = code_point_count(token.text);
            result_.doubt(length > 1 ? kUnknownWord : kUnknownLetter, "unknown " + token.text);
            return;
        }
        const Term* term = choose(token, false);
        if (term == nullptr) {
            if (is_axis_name() || counts_members(token) || (layer_->inherited && !narrows(token))) {
                return;
            }
            bool subject = std::ranges::all_of(
                token.terms, [](const Term& t) { return t.kind == PhraseKind::kSubject; });
            result_.doubt(subject ? kForeignWord * 1.2 : kForeignWord, "foreign " + token.text);
            return;
        }
        if (is_gloss(*term, token)) return;
        if (stands_elsewhere(token, *term)) result_.doubt(kForeignWord, "foreign " + token.text);
        if (term->source == Source::kNear) result_.doubt(kNearWord, "near " + token.text);
        if (term->vague && !layer_->inherited && !is_defined(token)) result_.doubt(kVagueWord, "vague " + token.text);
        join(*term, token);
    }

    static bool narrows(const Token& token) {
        return std::ranges::all_of(
            token.terms, [](const Term& term) { return term.kind == PhraseKind::kCondition; });
    }

    // 15-17周岁（高中阶段）: the numbers say it, the words in brackets only call it something.
    bool is_gloss(const Term& term, const Token& token) {
        bool number = term.kind == PhraseKind::kCondition && term.when.size() == 1 &&
                      term.when[0].size() == 1 && term.when[0][0].kind == Test::Kind::kNumber;
        if (number && !token.bracketed) numbered_ = true;
        bool words = term.kind == PhraseKind::kCondition && !term.generic && !number;
        return token.bracketed && numbered_ && words && !is_population(term);
    }
    // Says whose people are meant: those registered here, living here.
    bool is_population(const Term& term) const {
        return std::ranges::any_of(term.when, [&](const std::vector<Test>& tests) {
            return std::ranges::any_of(tests,
                                       [&](const Test& test) { return is_population(test); });
        });
    }
    bool is_population(const Test& test) const {
        const auto& standing = words_.facts(ledger_).standing;
        if (standing.size() < 2) return false;
        return std::ranges::any_of(standing, [&](const std::vector<Test>& tests) {
            return std::ranges::any_of(
                tests, [&](const Test& other) { return other.column == test.column; });
        });
    }

    // 轻度（3、4级）: the brackets say what is meant by it.
    bool is_defined(const Token& token) const {
        if (token.bracketed) return false;
        return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
            return other.bracketed && std::ranges::any_of(other.terms, [&](const Term& term) {
                       return term.source == Source::kPattern && speaks_here(term);
                   });
        });
    }

    // 脱贫户 / 人口: the people of those households.
    bool counts_members(const Token& token) {
        if (words_.facts(ledger_).members_column < 0) return false;
        for (const Term& term : token.terms) {
            bool people = term.kind == PhraseKind::kSubject && term.generic && term.ledger >= 0 &&
                          !term.measure.empty();
            if (!people) continue;
            const std::string& measure = words_.facts(static_cast<size_t>(term.ledger)).measure;
            if (measure.empty() || measure == words_.facts(ledger_).measure) continue;
            result_.grain = measure;
            return true;
        }
        return false;
    }

    void note(const Token& token, std::string meaning) {
        result_.because.push_back({token.text, std::move(meaning)});
    }

    void join(const Term& term, const Token& token) {
        switch (term.kind) {
            case PhraseKind::kCondition:
                join_condition(term, token);
                break;
            case PhraseKind::kSubject:
                names_subject_ = names_subject_ || !layer_->inherited;
                if (!term.generic) result_.identity = true;
                if (!term.generic && term.when.empty()) names_population_ = true;
                // 有耕地的农户数: how many have some.
                if (result_.amount >= 0 && amount_here_ && token.text.ends_with("数")) {
                    result_.grain = words_.facts(ledger_).measure;
                }
                if (over_ && term.when.empty()) result_.has_base = true;  // 占农户总数
                if (!term.when.empty()) join_condition(term, token);
                break;
            case PhraseKind::kGrain:
                if (!layer_->inherited) result_.grain = term.measure;
                break;
            case PhraseKind::kAmount:
                join_amount(term, token);
                break;
            case PhraseKind::kAggregate:
                join_aggregate(term, token);
                break;
            case PhraseKind::kWindow:
                join_window(term, token);
                break;
            case PhraseKind::kEvent:
                join_event(term, token);
                break;
            case PhraseKind::kRatio:
                join_ratio(term, token);
                break;
            case PhraseKind::kNot:
                if (term.how == "any") any_ = true;
                if (term.how.empty()) negated_ = true;
                break;
            case PhraseKind::kMeta:
            case PhraseKind::kStanding:
            case PhraseKind::kTotal:
            case PhraseKind::kOfWhich:
            case PhraseKind::kFiller:
                break;
        }
    }

    void join_condition(const Term& term, const Token& token) {
        if (std::exchange(any_, false)) return;  // 不限劳动年龄
        bool negated = std::exchange(negated_, false);
        if (!term.measure.empty() && !layer_->inherited) result_.grain = term.measure;
        bool known = std::exchange(result_.identity, result_.identity || !term.generic);
        if (term.when.size() == 1) {
            bool only_bare = known && !term.otherwise.empty();
            std::vector<Test> tests = only_bare ? term.otherwise : term.when[0];
            if (negated) {
                auto other = tests.size() == 1 ? opposite(tests[0]) : std::nullopt;
                if (other) {
                    // 未参保 is none of the schemes; whoever has no entry is neither.
                    bool several = other->others && other->words.size() > 1;
                    if (several) result_.doubt(kStrayWord, "negation " + token.text);
                    tests = {*other};
                } else {
                    result_.doubt(kContradiction, "negation " + token.text);
                }
            }
            add_tests(tests, token);
            return;
        }
        if (negated || over_ || term.when.size() > 4) {
            result_.doubt(kContradiction, "negation " + token.text);
        }
        if (!term.when.empty()) {
            result_.unions.push_back(term.when);
            note(token, "其中任一类");
        }
    }

    void add_tests(const std::vector<Test>& tests, const Token& token) {
        if (over_) {
            result_.has_base = true;
            narrow(result_.base, tests);
            return;
        }
        if (part_shares_) {  // 残疾人占比: a share of the rows so far
            if (result_.share.empty()) result_.share.emplace_back();
            auto& share = result_.share[0];
            share.insert(share.end(), tests.begin(), tests.end());
            return;
        }
        bool both = narrow(result_.filter, tests) != Narrowed::kNothing;
        if (!both && !(is_joined(token) && join_words(tests))) {
            // The innermost heading says what is asked; the contradiction is told.
            for (const Test& test : tests) {
                std::erase_if(result_.filter.tests,
                              [&](const Test& old) { return old.column == test.column; });
            }
            narrow(result_.filter, tests);
            result_.doubt(kContradiction, "contradiction " + token.text);
        }
        for (const Test& test : tests) {
            bool known = std::ranges::any_of(
                here_, [&](const Test& old) { return old.column == test.column; });
            if (!known) here_.push_back(test);
        }
        Filter own{ledger_, tests};
        note(token, words_of(own, words_.schema(ledger_)));
    }

    // 燃气、用电, 用地和审批: a mark or a joining word stands right before.
    bool is_joined(const Token& token) const {
        const Token* before = nullptr;
        for (const Token& other : layer_->cut->tokens) {
            if (other.to <= token.from) before = &other;
        }
        if (before == nullptr) return false;
        constexpr auto kJoining = std::to_array<std::string_view>({"和", "及", "与", "或", "以及"});
        return before->to < token.from ||
               std::ranges::find(kJoining, before->text) != kJoining.end();
    }

    // 燃气、用电: two codes of one column in one heading are either.
    bool join_words(const std::vector<Test>& tests) {
        if (tests.size() != 1 || tests[0].kind != Test::Kind::kWords || tests[0].others) {
            return false;
        }
        auto column = [&](const Test& test) { return test.column == tests[0].column; };
        auto said = std::ranges::find_if(here_, column);
        if (said == here_.end() || said->kind != Test::Kind::kWords || said->others) return false;
        Test either = *said;
        for (const std::string& word : tests[0].words) {
            bool known = std::ranges::find(either.words, word) != either.words.end();
            if (!known) either.words.push_back(word);
        }
        Filter joined = before_;
        for (const Test& test : result_.filter.tests) {
            if (!column(test) && narrow(joined, test) == Narrowed::kNothing) return false;
        }
        if (narrow(joined, either) == Narrowed::kNothing) return false;
        *said = either;
        result_.filter = std::move(joined);
        return true;
    }

    void join_amount(const Term& term, const Token& token) {
        if (layer_->inherited) {
            result_.amount_above = term.column;
            if (term.when.size() == 1) add_tests(term.when[0], token);  // 领取养老金 / 其中：女
            return;
        }
        names_subject_ = true;
        if (std::exchange(negated_, false)) {  // 无耕地农户: those who have none
            Test none{.column = static_cast<size_t>(term.column),
                      .kind = Test::Kind::kNumber,
                      .least = 0,
                      .most = 0};
            result_.identity = true;
            return add_tests({none}, token);
        }
        amount_here_ = true;
        result_.amount = term.column;
        result_.amount_measure = term.measure;
        if (!term.when.empty()) {
            add_tests(term.when[0], token);
            result_.identity = true;  // of those who have it, whoever they are
        }
        note(token, words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name);
        if (result_.how == How::kCount) result_.how = How::kSum;
    }

    void join_aggregate(const Term& term, const Token& token) {
        if (layer_->inherited) return;
        if (term.how == "share") {
            result_.is_ratio = true;
            over_ = false;
        } else if (term.how == "over") {
            over_ = true;
            result_.is_ratio = true;
            return;
        } else if (term.how == "average") {
            result_.how = How::kAverage;
            result_.average_of = term.measure;
        } else if (term.how == "most") {
            result_.how = How::kMost;
        } else if (term.how == "least") {
            result_.how = How::kLeast;
        } else if (term.how == "change") {
            result_.doubt(kContradiction, "change");
        }
        note(token, term.how);
    }

    void join_window(const Term& term, const Token& token) {
        static const std::map<std::string, Window, std::less<>> kWindows = {
            {"now", Window::kNow},
            {"period", Window::kPeriod},
            {"year", Window::kYear},
            {"before", Window::kBefore},
            {"last_period", Window::kLastPeriod},
            {"last_year", Window::kLastYear}};
        auto found = kWindows.find(term.window);
        if (found == kWindows.end()) return;
        // 今年新开工项目 / 本期数: the column only says that it is this report's figure.
        if (term.generic && result_.window != Window::kNone) return;
        result_.window = found->second;
        result_.last_month = term.month;
        result_.first_month = term.first_month;
        result_.window_alone = term.generic || layer_->cut->tokens.size() == 1;
        note(token, term.window);
    }

    void join_event(const Term& term, const Token& token) {
        bool negated = std::exchange(negated_, false);
        if (negated) {
            if (term.when.empty()) {
                result_.doubt(kContradiction, "negation " + token.text);
                return;
            }
            for (const auto& done : term.when) {
                auto open = done.size() == 1 ? opposite(done[0]) : std::nullopt;
                if (open) add_tests({*open}, token);
            }
            result_.identity = true;
            if (result_.window == Window::kPeriod || result_.window == Window::kNone) {
                result_.window = Window::kNow;
            }
            return;
        }
        names_subject_ = names_subject_ || !layer_->inherited;
        // 今年累计发现 / 其中：已整改: of what was found then, what is over now.
        bool part = !layer_->inherited && inherited_event_ >= 0 && !layer_has_window_ &&
                    inherited_event_ != term.column && term.when.size() == 1;
        if (part) return add_tests(term.when[0], token);
        if (layer_->inherited) inherited_event_ = term.column;
        result_.event = term.column;
        result_.done = term.when;
        if (term.column >= 0) {
            note(token, words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name);
        }
    }

    void join_ratio(const Term& term, const Token& token) {
        if (layer_->inherited) return;
        result_.is_ratio = true;
        if (term.source == Source::kForm) result_.identity = result_.base_said = true;
        result_.ratio_top = term.column;
        result_.ratio_base = term.base;
        if (!term.when.empty()) result_.share = term.when;
        note(token, "比率");
    }

    // 合计（不重复） of a group that says nothing itself: those in one column (or row) of the group
    // or another, each once.
    void total_of_group() {
        if (layers_.path.empty() || layers_.beside.size() < 2) return;
        auto is_total = [](const Token& token) {
            return std::ranges::any_of(token.terms,
                                       [](const Term& t) { return t.kind == PhraseKind::kTotal; });
        };
        auto is_once = [](const std::string& text) {
            return text.contains("不重复") || text.contains("去重") || text.contains("计一次");
        };
        auto has = [](const Layer& layer, auto test) {
            return std::ranges::any_of(layer.cut->tokens, test);
        };
        const Layer& leaf = layers_.path.back();
        const Layer& said = asked_.row_total ? layers_.path.front() : leaf;
        const std::string& text = asked_.row_total ? asked_.path.front().text
                                                   : asked_.path.back().text;
        bool joined = text.contains("类合计") || text.contains("项合计");
        bool once = is_once(text) || joined;
        if (!has(said, is_total) || (!once && (result_.identity || names_subject_))) return;
        if (!asked_.row_total && result_.identity && !joined) return;
        std::vector<std::vector<Test>> alternatives;
        for (const Layer& layer : layers_.beside) {
            Filter one{ledger_, {}};
            for (const Token& token : layer.cut->tokens) {
                const Term* term = choose(token, true);
                bool plain = term != nullptr && term->kind == PhraseKind::kCondition &&
                             term->when.size() == 1;
                if (plain) narrow(one, term->when[0]);
            }
            if (one.tests.empty()) return result_.doubt(kStrayWord, "total of what");
            alternatives.push_back(std::move(one.tests));
        }
        // Codes of one column have no row in common.
        bool apart = std::ranges::all_of(alternatives, [&](const std::vector<Test>& tests) {
            const Test& first = alternatives[0][0];
            return tests.size() == 1 && tests[0].column == first.column &&
                   tests[0].kind == Test::Kind::kWords;
        });
        if (!once && !apart) result_.doubt(kStrayWord, "each once or as often");
        if (alternatives.size() > 4) return result_.doubt(kContradiction, "total of what");
        result_.identity = true;
        result_.unions.push_back(std::move(alternatives));
        result_.because.push_back({said.cut->tokens[0].text, "同组各栏去重合计"});
    }

    // Of "单位：个、万元、%" the one that fits the amount; of one unit, that.
    std::string measure_printed() const {
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

    // "60岁以上 / 女" says nothing about whose people: the nearest section, title or sheet that
    // does is meant to.
    void take_identity_from_context() {
        if (result_.identity && is_part_of_total()) return take_register_from_context();
        // 基础设施 above 项目总投资 is a chapter of the form, not a kind of project.
        bool people = words_.facts(ledger_).standing.size() > 1;
        if (!people && (names_subject_ || result_.identity)) return take_kind_from_context();
        if (result_.identity || !result_.unions.empty() || result_.is_ratio) return;
        for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
            size_t took = 0;
            for (const Token& token : layer->cut->tokens) {
                const Term* term = choose(token, true);
                if (term == nullptr || term->when.size() != 1 || term->vague) continue;
                if (term->kind != PhraseKind::kCondition && term->kind != PhraseKind::kSubject) {
                    continue;
                }
                if (term->generic) continue;
                layer_ = &*layer;
                part_shares_ = false;
                if (narrow(result_.filter, term->when[0]) == Narrowed::kNothing) continue;
                note(token, words_of({ledger_, term->when[0]}, words_.schema(ledger_)));
                ++took;
            }
            if (took == 0) continue;
            result_.identity = true;
            // A title that names several kinds of people speaks of different columns.
            bool plain = people && took == 1 && result_.amount < 0;
            result_.doubt(plain ? 0.9 : kStrayWord, "context");
            return;
        }
    }

    // 总数 / 其中：吃低保的: part of all that the title speaks of.
    bool is_part_of_total() const {
        if (layers_.path.empty() || !layers_.path.front().inherited) return false;
        const auto& tokens = layers_.path.front().cut->tokens;
        return !tokens.empty() && std::ranges::all_of(tokens, [](const Token& token) {
            return std::ranges::any_of(token.terms, [](const Term& term) {
                return term.kind == PhraseKind::kTotal;
            });
        });
    }

    // 残疾人基本情况 / 吃低保的: the title names the people the table is of, the cell some of them.
    void take_register_from_context() {
        if (words_.facts(ledger_).standing.size() < 2) return;
        for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
            const Term* only = nullptr;
            size_t said = 0;
            for (const Token& token : layer->cut->tokens) {
                const Term* term = choose(token, true);
                bool kind = term != nullptr && term->kind == PhraseKind::kCondition &&
                            !term->generic && !is_population(*term);
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
            result_.because.push_back(
                {"", words_of({ledger_, only->when[0]}, words_.schema(ledger_))});
            return result_.doubt(kFromTitle, "context");
        }
        result_.doubt(kStrayWord, "part of what");
    }

    // 农业项目 / 在建项目: the group names the rows too, and says which kind.
    void take_kind_from_context() {
        const std::string& name = words_.schema(ledger_).name;
        for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
            for (const Token& token : layer->cut->tokens) {
                const Term* term = choose(token, true);
                bool kind = term != nullptr && term->kind == PhraseKind::kCondition &&
                            term->when.size() == 1 && !term->vague && !term->generic &&
                            token.text.ends_with(name);
                if (!kind || narrow(result_.filter, term->when[0]) == Narrowed::kNothing) continue;
                note(token, words_of({ledger_, term->when[0]}, words_.schema(ledger_)));
                return result_.doubt(kFromTitle, "context");
            }
        }
    }

    // The state of a matter is asked, not what came in.
    bool states_something() const {
        const auto& done = words_.facts(ledger_).done;
        return std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
            return std::ranges::any_of(done, [&](const std::vector<Test>& ends) {
                return std::ranges::any_of(
                    ends, [&](const Test& end) { return end.column == test.column; });
            });
        });
    }

    // 本年受理的纠纷分类情况 / 邻里: the title says what happened and when.
    void take_time_from_context() {
        if (result_.window != Window::kNone) return;
        if (words_.facts(ledger_).event_column < 0) return;
        for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
            const Term* event = nullptr;
            const Term* window = nullptr;
            const Token* said = nullptr;
            for (const Token& token : layer->cut->tokens) {
                const Term* term = choose(token, true);
                if (term == nullptr) continue;
                if (term->kind == PhraseKind::kWindow) window = term;
                if (term->kind != PhraseKind::kEvent || term->column < 0) continue;
                event = term;
                said = &token;
            }
            bool year = window != nullptr && window->window == "year";
            if (event == nullptr && year && !states_something()) {
                layer_ = &*layer;
                join_window(*window, layer->cut->tokens.front());
                return result_.doubt(kFromTitle, "context");
            }
            if (event == nullptr || window == nullptr) continue;
            if (result_.event >= 0 && result_.event != event->column) return;
            layer_ = &*layer;
            join_window(*window, *said);
            join_event(*event, *said);
            return result_.doubt(kFromTitle, "context");
        }
    }

    // Whose people a form counts is said once for all its cells: 统计范围：户籍人口. Where the
    // path names none of its own, the nearest text that names exactly one is meant.
    void take_population() {
        if (words_.facts(ledger_).standing.size() < 2 || names_population_) return;
        auto says = [&](const Test& test) { return is_population(test); };
        if (std::ranges::any_of(result_.filter.tests, says)) return;
        if (std::ranges::any_of(result_.base.tests, says)) return;
        for (auto layer = layers_.scope.rbegin(); layer != layers_.scope.rend(); ++layer) {
            if (take_population_of(*layer)) return;
        }
        for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
            if (!take_population_of(*layer)) continue;
            result_.doubt(kFromTitle, "context");
            return;
        }
        // Another section says whose people it counts, this one does not.
        Understood kept = result_;
        bool elsewhere = std::ranges::any_of(
            layers_.sections, [&](const Layer& layer) { return take_population_of(layer); });
        result_ = std::move(kept);
        if (elsewhere) result_.doubt(kAmbiguousWord, "population");
    }
    // 各栏均为党员人数: a condition that the form says of all its cells.
    void take_scope() {
        if (words_.facts(ledger_).standing.size() < 2 || names_population_) return;
        for (const Layer& layer : layers_.scope) {
            for (const Token& token : layer.cut->tokens) {
                const Term* term = choose(token, true);
                bool kind = term != nullptr && term->kind == PhraseKind::kCondition &&
                            !term->generic && !term->vague && term->when.size() == 1 &&
                            term->when[0].size() == 1 && !is_population(*term);
                if (!kind) continue;
                const Test& test = term->when[0][0];
                auto same = [&](const Test& other) { return other.column == test.column; };
                if (std::ranges::any_of(result_.filter.tests, same)) continue;
                narrow(result_.filter, test);
                result_.identity = true;
                note(token, words_of({ledger_, {test}}, words_.schema(ledger_)));
            }
        }
    }
    bool take_population_of(const Layer& layer) {
        const Term* one = nullptr;
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            if (term == nullptr) continue;
            bool all = term->kind == PhraseKind::kSubject && !term->generic && term->when.empty() &&
                       term->ledger == static_cast<int>(ledger_);
            if (!all && !is_population(*term)) continue;
            if (one != nullptr && one->when != term->when) return false;
            one = term;
        }
        if (one == nullptr || one->when.size() > 1) return false;
        if (!one->when.empty() && narrow(result_.filter, one->when[0]) == Narrowed::kNothing) {
            return false;
        }
        result_.identity = true;
        Filter own{ledger_, one->when.empty() ? std::vector<Test>{} : one->when[0]};
        result_.because.push_back({"", words_of(own, words_.schema(ledger_))});
        return true;
    }

    void apply_standing() {
        const auto& standing = words_.facts(ledger_).standing;
        if (standing.size() != 1) return;
        for (const Test& test : standing[0]) {
            auto same = [&](const Test& other) { return other.column == test.column; };
            if (std::ranges::any_of(result_.filter.tests, same)) continue;
            narrow(result_.filter, test);
            result_.because.push_back({"", words_of({ledger_, {test}}, words_.schema(ledger_))});
        }
    }

    const Vocabulary& words_;
    const Asked& asked_;
    const Layers& layers_;
    size_t ledger_;
    Understood result_;
    std::map<int, int> votes_;
    const Layer* layer_ = nullptr;
    bool negated_ = false;
    bool any_ = false;
    bool over_ = false;
    bool part_shares_ = false;
    bool names_subject_ = false;
    bool names_population_ = false;  // 在册人口: all of them
    bool names_axis_ = false;        // the heading above the cell's own names its column
    bool has_window_ = false;        // the path says when
    bool layer_has_window_ = false;  // this heading does
    bool includes_ = false;          // （含…）
    bool excludes_ = false;          // （…除外）
    bool blank_ = false;             // 未登记
    bool amount_here_ = false;       // this heading names an amount
    int inherited_event_ = -1;       // 受理 / 其中：…
    bool numbered_ = false;          // the heading has said an age before its brackets
    Filter before_;                  // as the headings above left it
    std::vector<Test> here_;         // what this heading has added
};

}  // namespace

Understood understand(const Vocabulary& words, const Asked& asked, const Layers& layers,
                      size_t ledger) {
    Understood result = PathReader(words, asked, layers, ledger).read();
    settle_measure(words, asked, result);
    return result;
}

}  // namespace yitao::recognise
