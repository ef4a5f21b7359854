// A path put to one ledger: how the meanings of its words join.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

bool is_numeric_text(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return is_digit(c); });
}

// 率, no 占比
bool is_rate(const Token& token) {
    constexpr std::string_view kRate = "率";
    return token.text == kRate && std::ranges::any_of(token.terms, [](const Term& term) {
               return term.kind == PhraseKind::kAggregate && term.how == "share";
           });
}

// 10日内 | 11—20日 | 30日以上: how long it took, not how long ago it was.
bool is_longest_band(const Asked& asked) {
    constexpr auto kLonger = std::to_array<std::string_view>({"日以上", "天以上"});
    constexpr auto kWithin = std::to_array<std::string_view>({"日内", "天内", "日以内", "天以内"});
    const auto ends = [](std::string_view text, Marks marks) {
        return std::ranges::any_of(marks,
                                   [&](std::string_view one) { return text.ends_with(one); });
    };
    return std::ranges::any_of(asked.siblings,
                               [&](const std::string& text) { return ends(text, kWithin); }) &&
           std::ranges::any_of(asked.path,
                               [&](const PathPart& part) { return ends(part.text, kLonger); });
}

}  // namespace

Understood PathReader::read() {
    has_window_ =
        std::ranges::any_of(layers_.path, [&](const Layer& layer) { return says_when(layer); });
    names_axis_ = codes_stand_beside();
    ask_axis_of_another();
    for (const Layer& layer : layers_.path) read_layer(layer);
    take_axis_condition();
    total_of_group();
    take_total_of_axis();
    take_total_of_codes();
    share_of_row_label();
    take_share_from_beside();
    take_amount_from_beside();
    take_banded_amount();
    take_scope();
    take_stated_places();
    take_population_of_whole();
    take_state_from_title();
    take_identity_from_context();
    take_register_from_title();
    take_topic_from_title();
    take_topic_of_column();
    result_.titled_people = is_titled_by_people();
    skip_zero_band();
    take_population();
    settle_deadline();
    take_time_from_context();
    take_as_of();
    take_end_of_period();
    ask_cumulated();
    take_time_of_totals();
    take_stock();
    ask_time_of_state();
    if (result_.grain.empty()) result_.grain = measure_printed();
    // 装了宽带的低保户有几家 | 家
    if (result_.grain == "家" && words_.facts(ledger_).measure == "户") result_.grain = "户";
    // 人口底数 / 家庭户（户）: the heading's own unit.
    const std::string& rows = words_.facts(ledger_).measure;
    if (asked_.measured_here && !rows.empty() && asked_.measure == rows) result_.grain = rows;
    // 年产值（万元） / 总额: the unit that is printed.
    const std::string printed = measure_printed();
    bool turned = !printed.empty() && result_.grain == "元" && result_.amount >= 0;
    if (turned && dictionary::convert(printed, result_.grain)) result_.grain = printed;
    apply_standing();
    take_kind_of_blank();
    ask_silent();
    if (result_.days.empty() && is_longest_band(asked_)) result_.doubt(kVagueWord, "how long");
    ask_kind_of_amount();
    if (asked_.of_which_sex) result_.doubt(kAmbiguousWord, "part of which");
    if (asked_.of_some_units) result_.doubt(kAmbiguousWord, "which units");
    return std::move(result_);
}

void PathReader::read_layer(const Layer& layer) {
    layer_ = &layer;
    negated_ = false;
    any_ = false;
    over_ = false;
    const auto& tokens = layer.cut->tokens;
    const bool shares = !layer.inherited && std::ranges::any_of(tokens, [&](const Token& token) {
        return std::ranges::any_of(token.terms, [&](const Term& t) {
            return t.kind == PhraseKind::kAggregate && t.how == "share";
        });
    });
    part_shares_ = shares;
    const size_t part_from = shares ? first_of_part(tokens) : 0;
    amount_here_ = false;
    read_marks(tokens);
    layer_has_window_ = says_when(layer);
    names_days_ = std::ranges::any_of(tokens, [&](const Token& one) { return is_days(one); });
    before_ = result_.filter;
    here_.clear();
    numbered_ = days_here_ = false;
    if (read_area(layer) || is_denied_beside(layer) || is_total_of_kinds(layer)) return;
    if (calls_kinds_below(layer) || names_topics(layer) || heads_whole_and_part(layer) ||
        read_members(layer) || read_holders(layer) || read_span(layer))
        return;
    if (read_rest(layer) || read_beyond(layer) || read_called(layer) || read_all_of(layer)) return;
    // 其他 / 在校就读: the group of what is left, its headings say which.
    const auto index = static_cast<size_t>(&layer - layers_.path.data());
    bool rest = tokens.size() == 1 && tokens[0].text == "其他";
    if (rest && asked_.row_parts > 0 && !is_own(index)) return;
    // 新设立（1月—本月） / 上年同期: the same event, a year before.
    const bool same_event = std::ranges::any_of(tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms,
                                   [](const Term& term) { return term.window == "last_year"; });
    });
    if (layer_has_window_ && !layer.inherited && !same_event && !is_which_month() &&
        !is_below_month() && !is_year_of_months() && !is_month_of_event())
        keep_event();
    layer_event_ = false;
    bool numbers = tokens.size() > 1 && std::ranges::all_of(tokens, [](const Token& token) {
                       return token.terms.empty() && is_numeric_text(token.text);
                   });
    if (numbers) result_.doubt(kUnknownWord, "numbers of what");
    const size_t unions = result_.unions.size();
    size_t from = read_union_in_brackets(tokens);
    if (from == 0) from = std::max(read_sexes(tokens), read_union(tokens));
    for (size_t i = from; i < tokens.size(); ++i) {
        size_t next = i + 1;  // 年收入在1万元以下
        if (next + 1 < tokens.size() && tokens[next].text == "在") ++next;
        if (const Token* planned = planned_event(tokens, i)) {
            planned_ = planned;
            continue;
        }
        const Term* bound = next < tokens.size() ? bound_of(tokens[i], tokens[next]) : nullptr;
        if (bound != nullptr) {
            if (bound->vague && !is_defined(tokens[next]))
                result_.doubt(kVagueWord, "vague " + tokens[next].text);
            join(*bound, tokens[next]);
            i = next;
            continue;
        }
        // 文盲率（15周岁及以上常住人口）: of whom.
        const bool of_whom = tokens[i].bracketed && i > 0 &&
                             std::ranges::any_of(std::span(tokens).first(i), is_rate);
        part_shares_ = shares && i >= part_from && !of_whom;
        read_token(tokens[i]);
    }
    part_shares_ = shares;
    share_of_rest();
    if (negated_ && denies_facility(layer)) negated_ = false;
    if (negated_ || (excludes_ && !excluded_)) result_.doubt(kUnknownWord, "negation");
    ask_like_columns(unions);
    counts_units(layer);
    if (blank_ && !blank_read_) read_blank_of_others();
    if (blank_ && !blank_read_) result_.doubt(kUnknownWord, "not known of what");
    const bool of_row = asked_.row_parts == 0 || index < asked_.row_parts;
    bool first = of_row && !layer.inherited && result_.row_columns.empty() && !layer.leaf;
    if (first) {
        for (const Test& test : here_) result_.row_columns.push_back(test.column);
    }
    if (layer.inherited) inherited_ = result_.filter;
    if (base_before_ && !here_.empty() && !layer.inherited) ask_base();
    base_before_ = base_before_ || result_.has_base;
    bool both = layer_event_ && layer_has_window_ && !layer.leaf && !layer.inherited;
    if (both) group_event_ = result_.event;
}

// 务农人员中 | 60岁及以上占比, 15岁以上 | 文盲率: which words say what the share is of, which the
// part.
size_t PathReader::first_of_part(std::span<const Token> tokens) {
    // 15岁及以上女性文盲率: of those women, the ones right before it.
    for (size_t i = 1; i < tokens.size(); ++i) {
        if (!is_rate(tokens[i])) continue;
        const Term* part = choose(tokens[i - 1], true);
        const bool one = part != nullptr && part->kind == PhraseKind::kCondition &&
                         !part->generic && !tokens[i - 1].bracketed;
        if (one) return i - 1;
    }
    size_t from = 0;
    bool part_behind = false;  // words that say who stand behind this one
    for (size_t i = tokens.size(); i-- > 0 && from == 0;) {
        if (tokens[i].bracketed) continue;
        const Term* term = choose(tokens[i], true);
        if (term == nullptr) continue;
        const bool says_over = term->kind == PhraseKind::kAggregate && term->how == "over";
        if (says_over) return 0;
        const bool people = term->kind == PhraseKind::kSubject && term->when.empty();
        const bool named = tokens[i].text.ends_with("人口") || tokens[i].text.ends_with("人员");
        const bool ends_whole =
            people || named || term->kind == PhraseKind::kGrain || tokens[i].text == "中";
        if (ends_whole && part_behind) from = i + 1;
        const bool says_who = term->kind == PhraseKind::kCondition && term->when.size() == 1;
        const bool age =
            says_who && term->when[0].size() == 1 && term->when[0][0].kind == Test::Kind::kNumber;
        if (age && part_behind) from = i + 1;
        part_behind = part_behind || says_who;
    }
    return from;
}

// 待办 over 纠纷 | 隐患: a state of the one that the form means of the other too.
bool PathReader::is_state_elsewhere(const Token& token) const {
    return std::ranges::any_of(token.terms, [&](const Term& term) {
        const Test* code = term.ledger < 0 ? nullptr : code_in(term);
        if (code == nullptr) return false;
        const auto& done = words_.facts(static_cast<size_t>(term.ledger)).done;
        return std::ranges::any_of(done, [&](const std::vector<Test>& ends) {
            return std::ranges::any_of(ends,
                                       [&](const Test& end) { return end.column == code->column; });
        });
    });
}

void PathReader::read_token(const Token& token) {
    if (takes_amount_of_axis(token) || is_said_of_deadline(token)) return;
    // 上年结转（2025年受理、到年底没有办结）: said again.
    if (token.bracketed && result_.window == Window::kBefore && result_.before_year) return;
    if (read_bracket(token) || read_blank(token) || ends_blank(token) || is_code_letter(token))
        return;
    if (names_days_ && is_named_by_days(token)) return;
    if (is_told_by_birth(token) || is_age_told_by_birth(token)) return;
    if (token.terms.empty()) {
        if (is_told_by_time(token)) return;
        // 2014 of a day nobody could read; 女=100 is none.
        bool year = token.text.size() == 4 && is_numeric_text(token.text) && !layer_->inherited;
        if (year) return result_.doubt(kUnknownWord, "unknown " + token.text);
        if (is_numeric_text(token.text) || is_axis_name() || is_explained(token)) return;
        if (only_joins(token) || says_as_registered(token)) return;
        if (is_example(token) || is_before_defined(token)) return;
        if (decorates_code(token)) return result_.doubt(kFromTitle, "beside " + token.text);
        size_t length = code_point_count(token.text);
        if (only_decorates(token) || only_explains(token))
            return result_.doubt(kFromTitle, "unknown " + token.text);
        result_.doubt(length > 1 ? kUnknownWord : kUnknownLetter, "unknown " + token.text);
        return;
    }
    if (read_code_beside(token)) return;
    const Term* term = choose(token, false);
    if (term == nullptr) {
        if (is_axis_name() || counts_members(token) || counts_those_with(token) ||
            join_ledger(token) || (layer_->inherited && !narrows(token))) {
            return;
        }
        if (says_how_divided(token) || is_whose(token) || is_called_by_place(token)) return;
        bool subject = std::ranges::all_of(
            token.terms, [](const Term& t) { return t.kind == PhraseKind::kSubject; });
        // 民生保障（全部在册人员） over 低保户: whoever the people of its other cells are.
        const bool everybody = std::ranges::all_of(
            token.terms, [](const Term& t) { return t.when.empty() && !t.generic; });
        if (subject && everybody && token.bracketed && !layer_->leaf) return;
        // 产业与住房 over 耕地: a group of two topics, of which the other is meant.
        const bool names = std::ranges::all_of(token.terms, [](const Term& t) {
            return t.kind == PhraseKind::kSubject || t.kind == PhraseKind::kFiller;
        });
        const bool joins = names && !layer_->leaf &&
                           std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
                               return is_joining(other.text);
                           });
        // 农业就业 over 务农, 耕地（亩）
        const bool topic = !layer_->leaf && heads_topics() && !is_state_elsewhere(token) &&
                           (only_decorates(token) || leaf_names_amount());
        if (joins || topic) return result_.doubt(kFromTitle, "foreign " + token.text);
        result_.doubt(subject ? kForeignWord * 1.2 : kForeignWord, "foreign " + token.text);
        return;
    }
    if (is_gloss(*term, token) || is_numbered(*term) || is_named_age(*term, token)) return;
    if (is_of_no_matter(*layer_, token)) return;
    keep_bound(*term, token);
    if (is_chapter_of_codes(*term)) return;
    bool elsewhere = stands_elsewhere(token, *term);
    if (elsewhere && join_ledger(token)) return;
    if (elsewhere) result_.doubt(kForeignWord, "foreign " + token.text);
    if (takes_back(*term)) return;
    if (term->source == Source::kNear) result_.doubt(kNearWord, "near " + token.text);
    if (const auto division = class_within(*term, token)) {
        Term narrower = *term;
        narrower.when = {{*division}};
        return join(narrower, token);
    }
    if (term->vague && !layer_->inherited && !is_defined(token) && !is_said_beside(*term, token) &&
        !is_settled(*term, token.text) && !is_stated_whose(*term) && !is_of_rate_beside(*term) &&
        !is_said_below(*term) && !is_told_by_others(*term) && !denies_done(*term, token) &&
        !(term->kind == PhraseKind::kEvent && says_standing()))
        result_.doubt(kVagueWord, "vague " + token.text);
    join(*term, token);
}

// 2020年以来设立的企业中仍在营的: what became of those founded then is said.
bool PathReader::says_standing() {
    const auto& standing = words_.facts(ledger_).standing;
    if (standing.size() != 1 || standing[0].empty()) return false;
    const auto shares = [](const Layer& layer) {  // 存活率（在营占比）
        return std::ranges::any_of(layer.cut->tokens, [](const Token& token) {
            return std::ranges::any_of(token.terms,
                                       [](const Term& term) { return term.how == "share"; });
        });
    };
    return std::ranges::any_of(layers_.path, [&](const Layer& layer) {
        return !shares(layer) && std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            const Term* term = choose(token, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            return code != nullptr && code->column == standing[0][0].column;
        });
    });
}

// 占婚姻状况已登记人口: those of whom it is known.
bool PathReader::is_known_next(const Token& token) const {
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& next) {
        return next.from == token.to && next.text.contains("登记") && !next.text.contains("未");
    });
}

// 有残疾成员的家庭, 女性担任户主, 待业（登记无业）: of people and their households.
bool PathReader::only_joins(const Token& token) const {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"成员", "家庭成员", "担任", "当", "登记", "登记为", "现登记", "同户", "同"});
    const auto& facts = words_.facts(ledger_);
    const bool people = facts.standing.size() > 1 || facts.members_column >= 0;
    if (!people || std::ranges::find(kWords, token.text) == kWords.end()) return false;
    if (token.text.ends_with("成员")) return true;
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& next) {
        return next.from == token.to && std::ranges::any_of(next.terms, [&](const Term& term) {
                   return term.kind == PhraseKind::kCondition || term.kind == PhraseKind::kAmount ||
                          next.text == "户" || next.text.starts_with("户内");
               });
    });
}

size_t PathReader::part_being_read() const {
    const auto part =
        std::ranges::find_if(layers_.path, [&](const Layer& one) { return &one == layer_; });
    return static_cast<size_t>(part - layers_.path.begin());
}

bool PathReader::reads_own() const {
    const size_t part = part_being_read();
    return part < layers_.path.size() && is_own(part);
}

bool PathReader::counts_members(const Token& token) {
    if (words_.facts(ledger_).members_column < 0) return false;
    for (const Term& term : token.terms) {
        // 在册人口 of a household are all its members.
        const bool all = term.when.empty() && !asked_.measure.starts_with("户");
        bool people = term.kind == PhraseKind::kSubject && term.ledger >= 0 &&
                      (term.generic ? !term.measure.empty() : all);
        if (!people) continue;
        const std::string& measure = words_.facts(static_cast<size_t>(term.ledger)).measure;
        if (measure.empty() || measure == words_.facts(ledger_).measure) continue;
        result_.grain = measure;
        return true;
    }
    return false;
}

// 占全部隐患
bool PathReader::follows_all(const Token& token) const {
    constexpr auto kAll = std::to_array<std::string_view>({"全部", "所有", "全部的"});
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& before) {
        return before.to == token.from && std::ranges::find(kAll, before.text) != kAll.end();
    });
}

void PathReader::note(const Token& token, std::string meaning) {
    result_.because.push_back({token.text, std::move(meaning)});
}

void PathReader::join(const Term& term, const Token& token) {
    switch (term.kind) {
        case PhraseKind::kCondition:
            join_condition(term, token);
            break;
        case PhraseKind::kSubject:
            names_subject_ = names_subject_ || !layer_->inherited;
            any_before_ = any_before_ || is_any_of(token.text);
            if (!term.generic) result_.identity = true;
            if (!term.generic && term.when.empty()) names_population_ = result_.names_all = true;
            // 有耕地的农户数: how many have some.
            if (result_.amount >= 0 && amount_here_ && token.text.ends_with("数")) {
                result_.grain = words_.facts(ledger_).measure;
            }
            if (over_ && term.when.empty()) {
                result_.has_base = true;  // 占农户总数
                result_.base_everywhere = joined_here_ == layer_ && follows_all(token);
            }
            if (!term.when.empty()) join_condition(term, token);
            break;
        case PhraseKind::kGrain:
            if (layer_->cut->tokens[0].text == "按") break;  // 按人数: what the rows differ by
            if (over_ && token.text.starts_with("总"))
                result_.has_base = true;  // 占总户数
            else if (over_ && layer_->leaf)
                share_of_row();
            if (layer_->inherited || over_) break;
            result_.grain = term.measure;
            // 户主是党员的有几家, 家里有退役军人: of homes, no firms.
            if (token.text == "家" && is_of_homes()) result_.grain = "户";
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
            if (term.how.empty() && !denies_before(token)) negated_ = true;
            break;
        case PhraseKind::kMeta:
        case PhraseKind::kStanding:
        case PhraseKind::kTotal:
        case PhraseKind::kOfWhich:
            break;
        case PhraseKind::kFiller:
            if (over_ && term.names_column && term.column >= 0 && is_known_next(token)) {
                result_.has_base = true;
                narrow(result_.base, Test{.column = static_cast<size_t>(term.column),
                                          .kind = Test::Kind::kFilled});
            }
            // 没有结果的: the column is denied, not what stands behind it.
            if (negated_ && term.names_column) {
                negated_ = false;
                result_.doubt(kUnknownWord, "negation " + token.text);
            }
            break;
    }
}

void PathReader::join_condition(const Term& term, const Token& token) {
    // 不限劳动年龄; 不分户籍、常住
    any_before_ = std::exchange(any_, false) || (any_before_ && token.listed);
    if (any_before_) return;
    bool negated = std::exchange(negated_, false);
    if (!term.measure.empty() && !layer_->inherited) result_.grain = term.measure;
    bool known = std::exchange(result_.identity, result_.identity || !term.generic);
    if (term.when.size() == 1) {
        bool only_bare = known && !term.otherwise.empty();
        std::vector<Test> tests = only_bare ? term.otherwise : term.when[0];
        if (negated) {
            auto other = tests.size() == 1 ? opposite(tests[0]) : std::nullopt;
            const bool none = other && other->kind == Test::Kind::kNumber && tests[0].least == 0 &&
                              tests[0].least_open && !tests[0].most;
            if (none) {  // 未领取养老金: nothing is said of most of them
                const Test blank{.column = tests[0].column, .kind = Test::Kind::kBlank};
                result_.unions.push_back({{*other}, {blank}});
                note(token, "没有的");
                return;
            }
            if (other) {
                // 未参保 is none of the schemes; whoever has no entry is neither.
                bool several = other->others && other->words.size() > 1;
                if (several) result_.doubt(kStrayWord, "negation " + token.text);
                tests = {*other};
            } else {
                result_.doubt(kContradiction, "negation " + token.text);
            }
        }
        // 外出（不在本地常住）: does it narrow the word, or say what is meant by it?
        bool explains = token.bracketed && is_population(term) && tests.size() == 1 &&
                        tests[0].others && !here_.empty() && !is_population(here_[0]) &&
                        here_[0].kind == Test::Kind::kWords;
        if (explains) result_.doubt(kStrayWord, "either " + token.text);
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

void PathReader::add_tests(const std::vector<Test>& tests, const Token& token) {
    if (over_) {
        result_.has_base = true;
        narrow(result_.base, tests);
        take_chapter_as_base(token);
        return;
    }
    if (part_shares_) {  // 残疾人占比: a share of the rows so far
        if (result_.share.empty()) result_.share.emplace_back();
        auto& share = result_.share[0];
        share.insert(share.end(), tests.begin(), tests.end());
        return;
    }
    if (!layer_->inherited) widen(tests);
    if (token.bracketed && holds_said(tests) && join_words(tests)) return;
    bool both = narrow(result_.filter, tests) != Narrowed::kNothing;
    if (!both && !(is_joined(token) && join_words(tests))) {
        // 保留 / 关停或归并的: either of two, whatever stands above.
        std::vector<Test> meant = tests;
        for (Test& said : here_) {
            const bool either = is_joined(token) && meant.size() == 1 &&
                                said.column == meant[0].column && said.kind == Test::Kind::kWords &&
                                meant[0].kind == Test::Kind::kWords && !said.others &&
                                !meant[0].others;
            if (!either) continue;
            said.words.insert(said.words.end(), meant[0].words.begin(), meant[0].words.end());
            meant[0] = said;
        }
        // The innermost heading says what is asked; the contradiction is told.
        for (const Test& test : tests) {
            std::erase_if(result_.filter.tests,
                          [&](const Test& old) { return old.column == test.column; });
        }
        narrow(result_.filter, meant);
        if (token.bracketed || !is_below_another_code(tests))
            result_.doubt(kContradiction, "contradiction " + token.text);
    }
    for (const Test& test : tests) {
        bool known =
            std::ranges::any_of(here_, [&](const Test& old) { return old.column == test.column; });
        if (!known) here_.push_back(test);
    }
    Filter own{ledger_, tests};
    note(token, words_of(own, words_.schema(ledger_)));
}

bool PathReader::join_words(const std::vector<Test>& tests) {
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

// 按家庭年收入分 over 2万元以下, 2—5万元: what divides the rows is not added up.
bool PathReader::divides_by_amount(const Term& amount) const {
    const size_t part = part_being_read();
    if (part + 1 >= layers_.path.size()) return false;
    const std::string key = match_key(asked_.path[part].text);
    if (!key.starts_with("按") || key.ends_with("计算")) return false;
    return std::ranges::any_of(layers_.path[part + 1].cut->tokens, [&](const Token& token) {
        return std::ranges::any_of(token.terms, [&](const Term& term) {
            if (term.kind == PhraseKind::kNot && term.how == "blank") return true;  // 未登记
            return term.source == Source::kPattern && term.when.size() == 1 &&
                   term.when[0].size() == 1 &&
                   static_cast<int>(term.when[0][0].column) == amount.column;
        });
    });
}

void PathReader::join_amount(const Term& term, const Token& token) {
    if (divides_by_amount(term)) return note(token, "分组");
    if (layer_->inherited) {
        result_.amount_above = term.column;
        // 登记了住房面积的户数 / 这些户的人口: those of whom it is known.
        const bool known = std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
            return other.to == token.from && other.text.contains("登记") &&
                   !other.text.contains("未");
        });
        const bool these = std::ranges::any_of(asked_.path, [](const PathPart& part) {
            return part.text.starts_with("这些") || part.text.starts_with("上述");
        });
        if (known && these) {
            add_tests(
                {Test{.column = static_cast<size_t>(term.column), .kind = Test::Kind::kFilled}},
                token);
        }
        if (term.when.size() == 1) add_tests(term.when[0], token);  // 领取养老金 / 其中：女
        return;
    }
    names_subject_ = true;
    // 未通户人口: not households of nobody.
    if (negated_ && term.column == words_.facts(ledger_).members_column) {
        negated_ = false;
        result_.doubt(kUnknownWord, "negation " + token.text);
    }
    if (std::exchange(negated_, false)) {  // 无耕地农户: those who have none
        Test none{.column = static_cast<size_t>(term.column),
                  .kind = Test::Kind::kNumber,
                  .least = 0,
                  .most = 0};
        result_.identity = true;
        return add_tests({none}, token);
    }
    // 每月领取养老金 beside 独居, 享受低保: whoever draws one.
    if (is_drawn_beside_kinds(term, token)) {
        const Test some{.column = static_cast<size_t>(term.column),
                        .kind = Test::Kind::kNumber,
                        .least = 0,
                        .least_open = true};
        result_.identity = true;
        return add_tests({some}, token);
    }
    // 税收占产值比重: one amount over another.
    if (over_ && result_.amount >= 0 && result_.amount != term.column && result_.ratio_top < 0) {
        result_.ratio_top = std::exchange(result_.amount, -1);
        result_.ratio_base = term.column;
        result_.how = How::kCount;
        over_ = false;
        return note(token, words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name);
    }
    // 占登记收入户数, 占有耕地的户: of those of whom it is known, of those that have some.
    if (over_ && take_base_of_amount(term, token)) return;
    if (over_ && takes_whole_of_amount(term, token)) return;
    amount_here_ = true;
    // 有税收主体户均纳税: said before, of the same amount.
    const bool had = result_.amount_had && result_.amount == term.column;
    result_.amount_had = had || std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
                             return other.to == token.from && other.text.ends_with("有");
                         });
    result_.amount_known = std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        return other.to == token.from && other.text.contains("登记") && !other.text.contains("未");
    });
    result_.amount = term.column;
    result_.amount_measure = term.measure;
    if (!term.when.empty()) {
        add_tests(term.when[0], token);
        result_.identity = true;  // of those who have it, whoever they are
    }
    note(token, words_.schema(ledger_).columns[static_cast<size_t>(term.column)].name);
    if (result_.how == How::kCount) result_.how = How::kSum;
}

void PathReader::join_aggregate(const Term& term, const Token& token) {
    if (layer_->inherited) {
        if (term.how == "average") result_.average_above = term.measure;
        result_.how_above = term.how == "average" ? How::kAverage
                            : term.how == "most"  ? How::kMost
                            : term.how == "least" ? How::kLeast
                                                  : result_.how_above;
        return;
    }
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
        if (is_over_figures()) return;
        if (take_change(token)) return note(token, token.text);
        result_.doubt(kContradiction, "change");
    }
    note(token, term.how);
}

}  // namespace yitao::recognise
