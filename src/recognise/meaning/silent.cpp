// What a path names and the reading does not use: every such word is a doubt, whatever it means.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

// Words that say nothing by themselves and are no sign that something was not read.
bool is_plain(const Token& token) {
    const bool of_all = counts_once(token.text) || token.text.ends_with("总数") ||
                        token.text == "对象" || token.text == "人员";  // 低保 / 对象（人）
    return of_all ||
           std::ranges::any_of(token.terms, [](const Term& term) { return term.how == "plain"; });
}

// 不限行业
bool takes_any(const Layer& layer) {
    return std::ranges::any_of(layer.cut->tokens, [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& term) {
            return term.kind == PhraseKind::kNot && term.how == "any";
        });
    });
}

}  // namespace

bool PathReader::uses(int column) const {
    auto tests = [&](const std::vector<Test>& all) {
        return std::ranges::any_of(
            all, [&](const Test& test) { return static_cast<int>(test.column) == column; });
    };
    auto alternatives = [&](const std::vector<std::vector<Test>>& all) {
        return std::ranges::any_of(all, tests);
    };
    bool value = column == result_.amount || column == result_.amount_above ||
                 column == result_.event || column == result_.ratio_top ||
                 column == result_.ratio_base;
    return value || tests(result_.filter.tests) || tests(result_.base.tests) ||
           alternatives(result_.share) || tests(result_.base_extra) || alternatives(result_.done) ||
           std::ranges::any_of(result_.unions, alternatives);
}

bool PathReader::is_own(size_t part) const {
    return part + 1 == layers_.path.size() || part + 1 == asked_.row_parts;
}

void PathReader::ask_unread_columns() {
    for (size_t i = 0; i < layers_.path.size(); ++i) {
        if (!is_own(i)) continue;
        layer_ = &layers_.path[i];
        if (is_axis_name() || takes_any(*layer_)) continue;
        read_marks(layer_->cut->tokens);
        for (const Token& token : layer_->cut->tokens) {
            if (token.bracketed && includes_) continue;  // 登记总数（含已处置）
            bool names = false;
            bool used = false;
            for (const Term& term : token.terms) {
                if (!speaks_here(term) || !term.names_column || term.column < 0) continue;
                names = true;
                used = used || uses(term.column);
            }
            const Term* term = choose(token, true);
            bool bare = term != nullptr && term->kind == PhraseKind::kFiller;
            if (names && !used && bare) result_.doubt(kStrayWord, "unread " + token.text);
        }
    }
}

bool PathReader::is_repeated(const Token& token) const {
    return std::ranges::any_of(layers_.path, [&](const Layer& layer) {
        return &layer != layer_ && std::ranges::any_of(layer.cut->tokens, [&](const Token& other) {
            return other.text.contains(token.text);
        });
    });
}

PathReader::Says PathReader::says_of(const Token& token) {
    const Term* term = choose(token, true);
    if (term == nullptr) return Says::kSome;
    switch (term->kind) {
        case PhraseKind::kSubject:
            return term->generic || term->when.empty() ? Says::kNothing : Says::kSome;
        case PhraseKind::kGrain:
        case PhraseKind::kTotal:
        case PhraseKind::kOfWhich:
        case PhraseKind::kMeta:
        case PhraseKind::kStanding:
            return Says::kNothing;
        case PhraseKind::kFiller:
            if (term->names_column) return Says::kSome;
            return token.to - token.from > 1 && !is_plain(token) ? Says::kUnclear : Says::kNothing;
        default:
            return Says::kSome;
    }
}

void PathReader::ask_silent_headings() {
    for (size_t i = 0; i < layers_.path.size(); ++i) {
        layer_ = &layers_.path[i];
        const Token* unclear = nullptr;
        bool some = false;
        bool subject = false;  // 流动人口 above 其中：常住本地
        for (const Token& token : layer_->cut->tokens) {
            Says says = says_of(token);
            if (says == Says::kSome) some = true;
            const Term* term = choose(token, true);
            subject = subject || (term != nullptr && term->kind == PhraseKind::kSubject);
            if (says == Says::kUnclear && !is_repeated(token)) unclear = &token;
        }
        // 耕地 / 面积, 面积合计: the end of the name of what is added.
        constexpr auto kTotals = std::to_array<std::string_view>({"合计", "总计", "总"});
        std::string named = unclear == nullptr ? "" : unclear->text;
        erase_all(named, kTotals);
        const bool ends_amount =
            !named.empty() && result_.amount >= 0 &&
            words_.schema(ledger_).columns[static_cast<size_t>(result_.amount)].name.ends_with(
                named);
        if (ends_amount) continue;
        // 平均办理天数, alone in its heading: what is averaged.
        if (!result_.days.empty() && i < asked_.path.size() && counts_days(asked_.path[i].text))
            continue;
        if (!some && unclear != nullptr && (is_own(i) || subject))
            result_.doubt(kStrayWord, "silent " + unclear->text);
    }
}

void PathReader::ask_pair(const Token& first, const Token& second) {
    auto plain = [&](const Token& token) -> const Test* {
        const Term* term = choose(token, true);
        bool one = term != nullptr && term->kind == PhraseKind::kCondition && !term->generic &&
                   term->when.size() == 1 && term->when[0].size() == 1;
        return one && !is_population(*term) ? term->when[0].data() : nullptr;
    };
    const Test* a = plain(first);
    const Test* b = plain(second);
    if (a == nullptr && b == nullptr) return;
    if (a == nullptr || b == nullptr) {
        // 已参保（居民＋职工）: what stands before is both.
        if (first.bracketed && reads_several((a == nullptr ? b : a)->column)) return;
        const Token& other = a == nullptr ? first : second;
        if (is_said_blank(other)) return;  // 有残疾、等级没评
        if (says_of(other) != Says::kSome && other.to - other.from > 1)
            result_.doubt(kStrayWord, "silent " + other.text);
        return;
    }
    auto holds = [&](const Test& test) {
        return std::ranges::any_of(result_.filter.tests,
                                   [&](const Test& other) { return other.column == test.column; });
    };
    if (a->column != b->column && holds(*a) && holds(*b) && !are_both(first, second))
        result_.doubt(kStrayWord, "either " + first.text + "、" + second.text);
}

void PathReader::ask_either(const Token& first, const Token& second) {
    const auto column_of = [&](const Token& token) {
        const Term* term = choose(token, true);
        const Test* code = term == nullptr || is_population(*term) ? nullptr : code_in(*term);
        return code == nullptr ? -1 : static_cast<int>(code->column);
    };
    const int a = column_of(first);
    const int b = column_of(second);
    if (a < 0 || b < 0 || a == b) return;
    const auto holds = [&](int column) {
        return std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
            return static_cast<int>(test.column) == column;
        });
    };
    if (holds(a) && holds(b))
        result_.doubt(kStrayWord, "either " + first.text + "、" + second.text);
}

// 通自来水、无卫生厕所; 通自来水、有卫生厕所 beside 通自来水、无卫生厕所: each a kind of both.
bool PathReader::are_both(const Token& first, const Token& second) {
    const auto denied = [&](const Token& token) {
        constexpr auto kNo = std::to_array<std::string_view>({"未", "无", "没", "不", "非"});
        const bool own = std::ranges::any_of(
            kNo, [&](std::string_view no) { return token.text.starts_with(no); });
        return own || is_denied(*layer_, token);
    };
    if (denied(first) != denied(second)) return true;
    const auto column_of = [&](const Token& token) {
        const Term* term = choose(token, true);
        const Test* code = term == nullptr ? nullptr : code_in(*term);
        return code == nullptr ? -1 : static_cast<int>(code->column);
    };
    const int a = column_of(first);
    const int b = column_of(second);
    if (a < 0 || b < 0) return false;
    return std::ranges::any_of(layers_.siblings, [&](const Layer& layer) {
        if (layer.cut == layer_->cut) return false;
        bool has_a = false;
        bool has_b = false;
        for (const Token& token : layer.cut->tokens) {
            const int column = column_of(token);
            has_a = has_a || column == a;
            has_b = has_b || column == b;
        }
        const bool crossed = std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return (token.text == first.text || token.text == second.text) && !token.bracketed;
        });
        return has_a && has_b && crossed;
    });
}

void PathReader::ask_lists() {
    for (const Layer& layer : layers_.path) {
        layer_ = &layer;
        if (names_topics(layer)) continue;
        const auto& tokens = layer.cut->tokens;
        for (size_t i = 1; i < tokens.size(); ++i) {
            bool pair = tokens[i].listed && tokens[i].bracketed == tokens[i - 1].bracketed &&
                        tokens[i - 1].to + 1 == tokens[i].from;
            if (pair) ask_pair(tokens[i - 1], tokens[i]);
            // 领低保或是特困人员的户, read as both at once.
            const bool either = i > 1 && tokens[i - 1].text == "或" && !union_said_;
            if (either) ask_either(tokens[i - 2], tokens[i]);
        }
    }
}

std::vector<const Test*> PathReader::several_codes() const {
    std::vector<const Test*> several;
    for (const Test& test : result_.filter.tests) {
        if (test.kind == Test::Kind::kWords && !test.others && test.words.size() > 1)
            several.push_back(&test);
    }
    for (const auto& alternatives : result_.unions) {
        for (const auto& tests : alternatives) {
            bool code = tests.size() == 1 && tests[0].kind == Test::Kind::kWords;
            if (code) several.push_back(tests.data());
        }
    }
    return several;
}

bool PathReader::reads_several(size_t column) const {
    return std::ranges::any_of(several_codes(),
                               [&](const Test* test) { return test->column == column; });
}

void PathReader::ask_codes_named() {
    const std::vector<const Test*> several = several_codes();
    if (several.empty()) return;
    for (size_t i = 0; i < layers_.path.size(); ++i) {
        if (!is_own(i)) continue;
        layer_ = &layers_.path[i];
        for (const Token& token : layer_->cut->tokens) {
            bool word = !token.bracketed && token.to - token.from > 1;
            if (!word || says_of(token) == Says::kSome) continue;
            bool named = std::ranges::any_of(several, [&](const Test* test) {
                return std::ranges::any_of(test->words, [&](const std::string& word) {
                    return word.contains(token.text);
                });
            });
            if (named) return result_.doubt(kStrayWord, "silent " + token.text);
        }
    }
}

void PathReader::ask_like_columns(size_t unions_before) {
    std::vector<const Test*> added;
    for (const Test& test : here_) added.push_back(&test);
    for (size_t i = unions_before; i < result_.unions.size(); ++i) {
        for (const auto& tests : result_.unions[i]) {
            for (const Test& test : tests) added.push_back(&test);
        }
    }
    const auto& columns = words_.schema(ledger_).columns;
    auto list = [&](const Test& test) -> const ledger::CodeList* {
        return test.kind == Test::Kind::kWords ? words_.code_list(columns[test.column]) : nullptr;
    };
    for (const Test* a : added) {
        const ledger::CodeList* codes = list(*a);
        if (codes == nullptr || codes->codes.size() < 3) continue;
        for (const Test* b : added) {
            if (a->column >= b->column || list(*b) != codes) continue;
            result_.senseless = true;
            return result_.doubt(kContradiction, "contradiction " + columns[a->column].name);
        }
    }
}

// 三类合计 / 重大, and nothing says of which three.
void PathReader::ask_kinds_added() {
    for (size_t i = 0; i + 1 < layers_.path.size() && i < asked_.path.size(); ++i) {
        const std::string& text = asked_.path[i].text;
        const bool adds = text.contains("类合计") || text.contains("项合计");
        if (!adds || layers_.path[i].inherited || is_own(i)) continue;
        bool says = std::ranges::any_of(layers_.path[i].cut->tokens, [&](const Token& token) {
            const Term* term = choose(token, true);
            return term != nullptr && term->kind == PhraseKind::kCondition;
        });
        if (!says) result_.doubt(kStrayWord, "total of what");
    }
    // 合计（不重复） / 其中：常住, where no kinds were found that it counts once each.
    const bool once = std::ranges::any_of(asked_.path, [](const PathPart& part) {
        return !part.inherited && part.text.contains("合计") && counts_once(part.text);
    });
    if (once && result_.unions.empty()) result_.doubt(kStrayWord, "total of what");
}

// 换届选举选民登记 over 选民总数, 文化程度: the word nobody knows is what the whole table is of.
void PathReader::ask_unknown_topic() {
    const bool people = words_.facts(ledger_).standing.size() > 1;
    // 潘家湾村党支部 | 肖家洲村党支部: the columns are units.
    if (layers_.leading.empty() || !people || words_.find_unit(asked_.leading)) return;
    auto unknown = [](const Token& token) {
        return token.terms.empty() && token.to - token.from > 1;
    };
    auto holds = [](const Layer& layer, const std::string& word) {
        return std::ranges::any_of(layer.cut->tokens,
                                   [&](const Token& token) { return token.text.contains(word); });
    };
    for (const Layer& layer : layers_.context) {
        for (const Token& token : layer.cut->tokens) {
            if (!unknown(token) || !holds(layers_.leading[0], token.text)) continue;
            bool named = std::ranges::any_of(
                layers_.path, [&](const Layer& own) { return holds(own, token.text); });
            if (!named) return result_.doubt(kStrayWord, "topic " + token.text);
        }
    }
}

// 就业年龄段 cut into 就业 and 年龄段: an age of a name, and no number says which.
void PathReader::ask_named_age() {
    auto is_number = [](const Term& term) {
        return term.when.size() == 1 && !term.when[0].empty() &&
               term.when[0][0].kind != Test::Kind::kWords;
    };
    // 团员年龄：14—17周岁
    const bool numbered = std::ranges::any_of(
        result_.filter.tests, [](const Test& test) { return test.kind == Test::Kind::kNumber; });
    if (numbered) return;
    for (const Layer& layer : layers_.path) {
        const auto& tokens = layer.cut->tokens;
        for (size_t i = 1; i < tokens.size(); ++i) {
            const Token& before = tokens[i - 1];
            if (!tokens[i].text.starts_with("年龄") || before.to != tokens[i].from) continue;
            const Term* term = choose(before, true);
            bool named = term != nullptr && term->kind == PhraseKind::kCondition &&
                         !is_number(*term) && !is_population(*term);
            if (named) return result_.doubt(kStrayWord, "unread " + before.text + tokens[i].text);
        }
    }
}

// 住房总面积, where only places have an area: a word before the amount that says of what, and that
// the reading does not use.
void PathReader::ask_amounts_of() {
    if (result_.amount < 0) return;
    for (size_t i = 0; i < layers_.path.size(); ++i) {
        if (!is_own(i)) continue;
        layer_ = &layers_.path[i];
        const auto& tokens = layer_->cut->tokens;
        for (size_t t = 1; t < tokens.size(); ++t) {
            const Term* amount = choose(tokens[t], true);
            bool own = amount != nullptr && amount->kind == PhraseKind::kAmount &&
                       amount->column == result_.amount && tokens[t - 1].to == tokens[t].from;
            const Term* of = own ? choose(tokens[t - 1], true) : nullptr;
            bool filler = of != nullptr && of->kind == PhraseKind::kFiller && !of->names_column &&
                          of->ledger == kAnyLedger && !is_plain(tokens[t - 1]);
            const std::string& name = tokens[t - 1].text;
            if (filler && code_point_count(name) == 2 && !is_repeated(tokens[t - 1]))
                result_.doubt(kStrayWord, "silent " + name);
        }
    }
}

void PathReader::ask_silent() {
    ask_amounts_of();
    ask_total_of_bands();
    ask_kinds_counted();
    ask_named_age();
    ask_unknown_topic();
    ask_kinds_added();
    ask_lists();
    ask_codes_named();
    ask_unread_columns();
    ask_silent_headings();
    ask_stated();
    ask_kinds_said();
    ask_things_of_title();
    ask_places_of_title();
}

}  // namespace yitao::recognise
