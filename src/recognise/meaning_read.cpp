// A path put to one ledger: each word's meaning there, and how the meanings join.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning_understood.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

// How much a reading loses by what it cannot account for. Below kSure: a question.
constexpr double kForeignWord = 0.45;   // a word that only other ledgers know
constexpr double kUnknownWord = 0.6;    // a word nobody knows
constexpr double kUnknownLetter = 0.7;  // the same, of one character
constexpr double kContradiction = 0.4;
constexpr double kAmbiguousWord = 0.5;
constexpr double kVagueWord = 0.6;
constexpr double kNearWord = 0.7;
constexpr double kWhichTime = 0.55;  // an event without a time
constexpr double kStrayWord = 0.7;   // a word whose part in the whole is not clear

bool is_numeric_text(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool tests_state(const Filter& filter, const std::vector<std::vector<Test>>& done) {
    for (const Test& test : filter.tests) {
        if (test.kind == Test::Kind::kDates) return true;
        for (const auto& alternative : done) {
            for (const Test& end : alternative) {
                if (end.column == test.column && !(end == test)) return true;
            }
        }
    }
    return false;
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
        for (const Layer& layer : layers_.path) read_layer(layer);
        total_of_group();
        take_identity_from_context();
        if (result_.grain.empty()) result_.grain = measure_printed();
        apply_standing();
        return std::move(result_);
    }

  private:
    bool speaks_here(const Term& term) const {
        return term.ledger == kAnyLedger || term.ledger == static_cast<int>(ledger_);
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
            return std::tuple(term.source == Source::kForm, votes(term),
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
        over_ = false;
        const auto& tokens = layer.cut->tokens;
        part_shares_ = !layer.inherited && std::ranges::any_of(tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& t) {
                return t.kind == PhraseKind::kAggregate && t.how == "share";
            });
        });
        for (const Token& token : tokens) read_token(token);
        if (negated_) result_.doubt(kUnknownWord, "negation");
    }

    void read_token(const Token& token) {
        if (token.terms.empty()) {
            if (is_numeric_text(token.text) || layer_->inherited) return;
            size_t length = code_point_count(token.text);
            result_.doubt(length > 1 ? kUnknownWord : kUnknownLetter, "unknown " + token.text);
            return;
        }
        const Term* term = choose(token, false);
        if (term == nullptr) {
            if (layer_->inherited || counts_members(token)) return;
            bool subject = std::ranges::all_of(
                token.terms, [](const Term& t) { return t.kind == PhraseKind::kSubject; });
            result_.doubt(subject ? kForeignWord * 1.2 : kForeignWord, "foreign " + token.text);
            return;
        }
        if (term->source == Source::kNear) result_.doubt(kNearWord, "near " + token.text);
        if (term->vague && !layer_->inherited) result_.doubt(kVagueWord, "vague " + token.text);
        join(*term, token);
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
                negated_ = true;
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
        if (narrow(result_.filter, tests) == Narrowed::kNothing) {
            // The innermost heading says what is asked; the contradiction is told.
            for (const Test& test : tests) {
                std::erase_if(result_.filter.tests,
                              [&](const Test& old) { return old.column == test.column; });
            }
            narrow(result_.filter, tests);
            result_.doubt(kContradiction, "contradiction " + token.text);
        }
        Filter own{ledger_, tests};
        note(token, words_of(own, words_.schema(ledger_)));
    }

    void join_amount(const Term& term, const Token& token) {
        if (layer_->inherited) {
            result_.amount_above = term.column;
            return;
        }
        names_subject_ = true;
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
            {"last_year", Window::kLastYear}};
        auto found = kWindows.find(term.window);
        if (found == kWindows.end()) return;
        result_.window = found->second;
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

    // 合计（不重复） of a group that says nothing itself: those in one column of the group or
    // another, each once.
    void total_of_group() {
        if (layers_.path.empty() || layers_.beside.size() < 2 || result_.identity) return;
        const Cut& leaf = *layers_.path.back().cut;
        auto is_total = [](const Token& token) {
            return std::ranges::any_of(token.terms,
                                       [](const Term& t) { return t.kind == PhraseKind::kTotal; });
        };
        if (std::ranges::none_of(leaf.tokens, is_total)) return;
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
        bool once = std::ranges::any_of(leaf.tokens, [](const Token& token) {
            return token.text == "不重复" || token.text == "去重";
        });
        if (!once) result_.doubt(kStrayWord, "each once or as often");
        if (alternatives.size() > 4) return result_.doubt(kContradiction, "total of what");
        result_.identity = true;
        result_.unions.push_back(std::move(alternatives));
        result_.because.push_back({leaf.tokens[0].text, "同组各栏去重合计"});
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
        if (result_.identity || !result_.unions.empty() || result_.is_ratio) return;
        // 基础设施 above 项目总投资 is a chapter of the form, not a kind of project.
        bool people = words_.facts(ledger_).standing.size() > 1;
        if (!people && names_subject_) return;
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
    bool over_ = false;
    bool part_shares_ = false;
    bool names_subject_ = false;
};

// One word of measure stands for all that can be turned into it.
bool measures(std::string_view measure, std::string_view base) {
    return !measure.empty() && dictionary::convert(measure, base).has_value();
}

// The only column of the ledger that is measured so; -1: none or several.
int only_column(const ledger::Schema& schema, std::string_view base) {
    int found = -1;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        if (!measures(schema.columns[c].unit_of_measure, base)) continue;
        if (found >= 0) return -1;
        found = static_cast<int>(c);
    }
    return found;
}

// What is counted or added up, from the amount named and the unit of measure.
class Measurer {
  public:
    Measurer(const Vocabulary& words, const Asked& asked, Understood& u)
        : words_(words),
          asked_(asked),
          u_(u),
          schema_(words.schema(u.filter.ledger)),
          facts_(words.facts(u.filter.ledger)) {}

    void settle() {
        if (u_.is_ratio) {
            settle_ratio();
        } else {
            settle_value();
        }
        settle_time();
        ask_population();
    }

  private:
    void settle_ratio() {
        bool halves = !u_.share.empty() || u_.ratio_top >= 0 || u_.has_base;
        if (!halves) u_.doubt(kContradiction, "share of what");
        if (u_.ratio_top < 0 && u_.amount >= 0) u_.doubt(kStrayWord, "share of an amount");
        // 老年人占户籍人口: the old among those registered here.
        if (u_.has_base) narrow(u_.filter, u_.base.tests);
        bool of_all = facts_.standing.size() > 1 && u_.filter.tests.empty() && u_.unions.empty();
        if (of_all && !u_.share.empty() && !u_.base_said) u_.doubt(kAmbiguousWord, "share of whom");
        bool printed = asked_.measure == "%" || asked_.shape.percent;
        if (!printed && asked_.shape.decimals < 0) u_.doubt(0.85, "percent");
    }

    void settle_value() {
        const std::string& grain = u_.grain;
        if (measures(grain, "%")) return u_.doubt(kContradiction, "share of what");
        if (u_.amount >= 0) return settle_amount();
        for (std::string_view base : {"元", "亩", "人次"}) {
            if (!measures(grain, base)) continue;
            u_.amount = amount_above(base);
            if (u_.amount < 0) u_.amount = only_column(schema_, base);
            if (u_.amount < 0) {
                u_.how = How::kCount;
                return u_.doubt(kContradiction, "which amount");
            }
            if (u_.how == How::kCount) u_.how = How::kSum;
            u_.amount_measure = schema_.columns[static_cast<size_t>(u_.amount)].unit_of_measure;
            return;
        }
        bool people_a_house = u_.how == How::kAverage && u_.average_of == facts_.measure &&
                              facts_.members_column >= 0;
        if (people_a_house) {
            u_.amount = facts_.members_column;
            return;
        }
        if (u_.how != How::kCount) u_.doubt(kContradiction, "which amount");
        u_.how = How::kCount;
        settle_count();
    }

    int amount_above(std::string_view base) const {
        if (u_.amount_above < 0) return -1;
        const auto& column = schema_.columns[static_cast<size_t>(u_.amount_above)];
        return measures(column.unit_of_measure, base) ? u_.amount_above : -1;
    }

    void settle_amount() {
        const std::string& grain = u_.grain;
        if (!u_.average_of.empty() && u_.average_of != facts_.measure) {
            return u_.doubt(kContradiction, "average of " + u_.average_of);
        }
        if (u_.how == How::kCount) u_.how = How::kSum;
        if (grain.empty() || dictionary::convert(u_.amount_measure, grain)) return;
        if (u_.amount_measure.empty()) return;
        bool counts = measures(grain, "人") || measures(grain, "户") || measures(grain, "个");
        if (counts && fits_rows(grain)) {
            // 养老金 / 人数: how many have one.
            Test filled{.column = static_cast<size_t>(u_.amount),
                        .kind = Test::Kind::kNumber,
                        .least = 0,
                        .least_open = true};
            narrow(u_.filter, filled);
            u_.amount = -1;
            u_.how = How::kCount;
            u_.doubt(kStrayWord, "amount counted");
            return;
        }
        u_.doubt(kContradiction, "unit of measure " + grain);
    }

    bool fits_rows(std::string_view grain) const {
        if (!facts_.measure.empty()) return measures(grain, facts_.measure);
        return measures(grain, "个") || measures(grain, "次");
    }

    void settle_count() {
        if (u_.grain.empty() || fits_rows(u_.grain)) return;
        if (measures(u_.grain, "人") && facts_.members_column >= 0) {
            u_.amount = facts_.members_column;
            u_.how = How::kSum;
            u_.because.push_back({u_.grain, "这些户的人口数"});
            return;
        }
        int column = measures(u_.grain, "人") ? only_column(schema_, "人") : -1;
        if (column >= 0) {
            u_.amount = column;
            u_.how = How::kSum;
            u_.doubt(kStrayWord, "which amount");
            return;
        }
        u_.doubt(kContradiction, "unit of measure " + u_.grain);
    }

    void settle_time() {
        bool dated = facts_.event_column >= 0;
        if (u_.window == Window::kPeriod || u_.window == Window::kYear) return settle_window();
        if (u_.window == Window::kBefore) {
            if (!dated) u_.doubt(kStrayWord, "before");
            return;
        }
        if (u_.window == Window::kLastYear) return u_.doubt(kStrayWord, "last year");
        if (u_.event >= 0 && !u_.done.empty() && u_.window == Window::kNone) {
            if (u_.done.size() == 1) {
                narrow(u_.filter, u_.done[0]);
            } else {
                u_.unions.push_back(u_.done);
            }
        } else if (u_.event >= 0 && u_.window == Window::kNone) {
            return u_.doubt(kWhichTime, "when");
        }
        if (dated && u_.window == Window::kNone && !tests_state(u_.filter, facts_.done)) {
            u_.doubt(kWhichTime, "when");
        }
    }

    bool is_over() const {
        for (const auto& alternative : facts_.done) {
            for (const Test& end : alternative) {
                for (const Test& test : u_.filter.tests) {
                    bool same = test.column == end.column && !test.others && !test.words.empty();
                    if (same && std::ranges::all_of(test.words, [&](const std::string& word) {
                            return std::ranges::find(end.words, word) != end.words.end();
                        })) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    // 本年计划投资, 月养老金: the column holds the year's or the month's figure already.
    bool column_is_of(Window window) const {
        int column = u_.amount >= 0 ? u_.amount : u_.ratio_top;
        if (column < 0) return false;
        const std::string& name = schema_.columns[static_cast<size_t>(column)].name;
        std::string_view sign = window == Window::kYear ? "年" : "月";
        return name.find(sign) != std::string::npos;
    }

    void settle_window() {
        int column = u_.event >= 0 ? u_.event : facts_.event_column;
        if (column_is_of(u_.window)) return;
        if (column < 0) return u_.doubt(kWhichTime, "which date");
        // 本月化解: of what came in this month, or what was over this month?
        if (u_.event < 0 && u_.window == Window::kPeriod && is_over()) {
            u_.doubt(kWhichTime, "which date");
        }
        Test test{.column = static_cast<size_t>(column), .kind = Test::Kind::kDates};
        if (u_.window == Window::kPeriod) {
            test.dates = {{">=", "期初"}, {"<=", "期末"}};
        } else {
            test.dates = {{">=", "DATE(YEAR(截至日期),1,1)"}, {"<=", "截至日期"}};
        }
        narrow(u_.filter, test);
        if (u_.has_base) narrow(u_.base, test);
    }

    void ask_population() {
        if (facts_.standing.size() < 2 || u_.identity) return;
        bool amounts = u_.amount >= 0 && u_.amount != facts_.members_column;
        if (amounts && u_.how != How::kCount) return;
        u_.doubt(kAmbiguousWord, "population");
    }

    const Vocabulary& words_;
    const Asked& asked_;
    Understood& u_;
    const ledger::Schema& schema_;
    const LedgerFacts& facts_;
};

}  // namespace

Understood understand(const Vocabulary& words, const Asked& asked, const Layers& layers,
                      size_t ledger) {
    Understood result = PathReader(words, asked, layers, ledger).read();
    Measurer(words, asked, result).settle();
    return result;
}

}  // namespace yitao::recognise
