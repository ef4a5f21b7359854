// A title of one topic: which rows the table is of.
#include <algorithm>
#include <array>
#include <ranges>

#include "base/text.h"
#include "dictionary/heading.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

bool is_negation(const Token& token) {
    return std::ranges::any_of(token.terms, [](const Term& term) {
        return term.kind == PhraseKind::kNot && term.how.empty();
    });
}

bool is_silent(const Term& term) {
    return term.kind == PhraseKind::kFiller && !term.names_column;
}
const Term kSilent{.kind = PhraseKind::kFiller};

// Words for rows, not for what they do: 外出务工人员 is a topic, 转移就业 what a form is about.
bool names_rows(std::string_view text) {
    constexpr auto kEnds = std::to_array<std::string_view>(
        {"人",   "员",   "人口", "者",   "儿童",   "妇女",   "女性", "男性", "青年",
         "学生", "军人", "对象", "户",   "家庭",   "项目",   "企业", "主体", "场所",
         "隐患", "纠纷", "活动", "群",   "劳动力", "合作社", "农场", "居民", "村民",
         "子女", "老年", "岁",   "以上", "以下",   "学校",   "机构", "群组", "账号"});
    return std::ranges::any_of(kEnds, [&](std::string_view end) { return text.ends_with(end); });
}

// 一、户籍育龄妇女: the mark stands behind the number of the chapter.
bool is_numbered_chapter(const Layer& layer, const Token& token) {
    constexpr auto kNumerals = std::to_array<std::string_view>(
        {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"});
    const auto& tokens = layer.cut->tokens;
    return tokens.size() > 1 && &token == &tokens[1] &&
           std::ranges::find(kNumerals, tokens[0].text) != kNumerals.end();
}

// What makes a text a title and not a chapter or a label of a form.
bool ends_title(std::string_view text) {
    return std::ranges::any_of(std::array{"情况", "表", "统计", "状况", "构成", "结构", "分布",
                                          "底数", "月报", "季报", "年报", "台账", "数据", "信息"},
                               [&](const char* word) { return text.contains(word); });
}

}  // namespace

bool PathReader::names_column_next(const Layer& layer, const Token& token) const {
    return std::ranges::any_of(layer.cut->tokens, [&](const Token& other) {
        return other.from == token.to && std::ranges::any_of(other.terms, [&](const Term& term) {
                   return speaks_here(term) && term.names_column;
               });
    });
}

bool PathReader::is_example(const Token& token) const {
    const auto& tokens = layer_->cut->tokens;
    for (size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (&tokens[i] != &token) continue;
        return tokens[i + 1].text == "等" && !tokens[i + 2].terms.empty();
    }
    return false;
}

bool PathReader::is_days(const Token& token) {
    const bool days = std::ranges::any_of(token.terms, [&](const Term& term) {
        return speaks_here(term) && term.source == Source::kPattern && !term.when.empty() &&
               !term.when[0].empty() && term.when[0][0].kind == Test::Kind::kDates;
    });
    return days && !days_are_of_event();
}

bool PathReader::is_named_by_days(const Token& token) {
    if (is_days(token)) return false;
    const Term* term = choose(token, true);
    return term == nullptr || !is_population(*term);
}

// 高中段（2008年9月1日—2011年8月31日出生） / 户籍儿童: another heading says by days of birth how
// old they are, 儿童 and 适龄儿童 only call them something. 未成年人 says what the law says.
bool PathReader::is_age_told_by_birth(const Token& token) {
    constexpr auto kCalled = std::to_array<std::string_view>({"儿童", "少年", "适龄", "学龄"});
    const Term* term = choose(token, true);
    return term != nullptr && term->kind == PhraseKind::kCondition && term->generic &&
           has_any(token.text, kCalled) && term->when.size() == 1 && !term->when[0].empty() &&
           std::ranges::all_of(term->when[0], [&](const Test& test) { return tells_age(test); });
}

std::vector<Test> PathReader::topic_of(const Layer& layer) {
    Filter topic{ledger_, {}, {}};
    size_t columns = 0;
    size_t kinds = 0;
    bool named = false;
    bool denies = false;
    bool titled = false;
    std::string_view last;
    layer_ = &layer;
    const auto& tokens = layer.cut->tokens;
    // 16—59周岁户籍人口按文化程度、就业状态分: how the table divides them.
    const auto is_by = [](const Token& token) { return token.text.starts_with("按"); };
    const bool divides = !tokens.empty() && tokens.back().text.ends_with("分");
    const auto by = divides ? std::ranges::find_if(tokens, is_by) : tokens.end();
    titled = by != tokens.end();
    for (const Token& token : std::ranges::subrange(tokens.begin(), by)) {
        if (token.listed && !is_numbered_chapter(layer, token)) return {};  // 老年人、残疾人
        if (is_negation(token)) {
            denies = true;
            continue;
        }
        const Term* term = choose(token, true);
        // 未成年人分年龄统计表: how the table divides.
        if (token.text == "分" && names_column_next(layer, token)) continue;
        // 台表三　外出务工人员分村情况
        if (token.terms.empty() && &token == tokens.data() && token.text.ends_with("表")) continue;
        if (term == nullptr) return {};  // of another ledger, or nobody knows
        if (is_called_by_ages(token)) return {};
        // 15周岁及以上常住人口受教育程度: what the table divides by.
        if (term->names_column && &token == &layer.cut->tokens.back()) {
            titled = true;
            continue;
        }
        // 转移就业 may be just what the form is about.
        if (std::ranges::any_of(token.terms, is_silent)) term = &kSilent;
        switch (term->kind) {
            case PhraseKind::kCondition:
                last = token.text;
                break;
            case PhraseKind::kSubject:
                last = token.text.starts_with("人口") ? "人口" : std::string_view(token.text);
                if (term->when.empty() || term->generic) continue;
                break;
            case PhraseKind::kFiller:
            case PhraseKind::kGrain:
            case PhraseKind::kTotal:
                if (token.text == "和" || token.text == "与" || token.text == "及") return {};
                titled = titled || ends_title(token.text);
                continue;
            case PhraseKind::kWindow:
                if (term->window == "years") continue;  // 2026年度退役军人情况
                return {};
            default:
                return {};  // an amount, an event, a time: more than who they are
        }
        if (is_population(*term)) continue;
        if (term->vague || term->when.size() != 1 || term->when[0].empty()) return {};
        std::vector<Test> tests = term->when[0];
        if (std::exchange(denies, false)) {
            auto other = tests.size() == 1 ? opposite(tests[0]) : std::nullopt;
            if (!other) return {};
            tests = {*other};
        }
        // 60周岁及以上老年人 is one topic, so is 就业年龄段残疾人; 妇女儿童 is a list.
        if (!term->generic && ++kinds > 1 && named) return {};
        named = named || (!term->generic && names_rows(token.text));
        if (kinds > 2 || ++columns > 2 || narrow(topic, tests) == Narrowed::kNothing) return {};
    }
    return titled && names_rows(last) ? topic.tests : std::vector<Test>{};
}

// 一、妇女（18周岁及以上常住女性） / 占妇女总数比重: of those whom the chapter calls so.
void PathReader::take_chapter_as_base(const Token& token) {
    if (layers_.context.empty()) return;
    const Layer& chapter = layers_.context.back();
    const auto is_same = [&](const Token& other) { return other.text == token.text; };
    if (std::ranges::none_of(chapter.cut->tokens, is_same)) return;
    const Layer* here = std::exchange(layer_, &chapter);
    Filter said{ledger_, {}, {}};
    bool clear = true;
    for (const Token& word : chapter.cut->tokens) {
        const Term* term = is_negation(word) ? nullptr : choose(word, true);
        const bool silent = term != nullptr && term->when.empty();
        const bool told = word.bracketed || is_same(word);  // 60岁及以上常住人口: by another word
        const bool one = term != nullptr && told && !term->vague && term->when.size() == 1;
        clear = clear && (silent || (one && narrow(said, term->when[0]) != Narrowed::kNothing));
    }
    layer_ = here;
    const auto is_said = [&](const Test& test) {
        return std::ranges::find(said.tests, test) != said.tests.end();
    };
    if (clear && std::ranges::all_of(result_.base.tests, is_said)) result_.base.tests = said.tests;
}

bool PathReader::stands_beside(const std::function<bool(const Term&)>& says) const {
    auto tests = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            // What the form itself defines is all that the word means here.
            const bool defined = std::ranges::any_of(
                token.terms, [](const Term& term) { return term.source == Source::kForm; });
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                bool meant = !defined || term.source == Source::kForm;
                return meant && speaks_here(term) && says(term);
            });
        });
    };
    return std::ranges::any_of(layers_.siblings, tests) ||
           std::ranges::any_of(layers_.around, tests) || std::ranges::any_of(layers_.path, tests);
}

bool PathReader::is_topic(const Term& term, const Test& topic) const {
    return term.kind == PhraseKind::kCondition &&
           std::ranges::any_of(term.when, [&](const std::vector<Test>& all) {
               Filter own{ledger_, {}, {}};
               narrow(own, all);
               return std::ranges::find(own.tests, topic) != own.tests.end();
           });
}

bool PathReader::names_topic(const Layer& layer, const Test& topic) const {
    return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
        return std::ranges::any_of(token.terms, [&](const Term& term) {
            return speaks_here(term) && is_topic(term, topic);
        });
    });
}

bool PathReader::is_topic_alone(const Layer& layer, const Test& topic) const {
    return names_topic(layer, topic) &&
           std::ranges::all_of(layer.cut->tokens, [&](const Token& token) {
               return std::ranges::any_of(token.terms, [&](const Term& term) {
                   return term.kind == PhraseKind::kFiller || term.kind == PhraseKind::kGrain ||
                          // 重度（一、二级） is some of them
                          (speaks_here(term) && term.when.size() == 1 && term.when[0].size() == 1 &&
                           is_topic(term, topic));
               });
           });
}

bool PathReader::leads(const Test& topic) const {
    return layers_.leading.empty() || names_topic(layers_.leading[0], topic);
}

bool PathReader::is_named_before(const Test& topic) const {
    return std::ranges::any_of(layers_.before,
                               [&](const Layer& layer) { return names_topic(layer, topic); });
}

bool PathReader::is_of_one_column(const Term& term) {
    if (term.when.size() != 1 || term.when[0].size() != 1 || is_population(term)) return false;
    const Test& topic = term.when[0][0];
    const auto says = [](const Token& token) {
        return std::ranges::any_of(token.terms, [](const Term& one) {
            return one.kind == PhraseKind::kCondition || one.kind == PhraseKind::kSubject;
        });
    };
    const bool another = !layers_.leading.empty() && !names_topic(layers_.leading[0], topic) &&
                         std::ranges::any_of(layers_.leading[0].cut->tokens, says);
    if (!another && !names_people()) return false;  // 总人数 | 女
    const auto is_alone = [&](const Layer& layer) { return is_topic_alone(layer, topic); };
    return std::ranges::any_of(layers_.before, is_alone) ||
           std::ranges::any_of(layers_.after, is_alone);
}

bool PathReader::is_of_one_row(const Term& term) const {
    if (term.when.size() != 1 || term.when[0].size() != 1 || is_population(term)) return false;
    const Test& topic = term.when[0][0];
    const auto is_alone = [&](const Layer& layer) { return is_topic_alone(layer, topic); };
    const bool all = std::ranges::any_of(asked_.path, [](const PathPart& part) {
        return part.text.starts_with("在册") || part.text.starts_with("全部");
    });
    return all && std::ranges::any_of(layers_.siblings, is_alone);
}

bool PathReader::stands_about(const Test& topic) const {
    // 户籍人口 | 劳动年龄人口: a column of its own behind others is no topic of all; the first is.
    bool number = topic.kind == Test::Kind::kNumber;
    if (number && !leads(topic) &&
        stands_beside([&](const Term& term) { return is_topic(term, topic); }))
        return true;
    return stands_beside([&](const Term& term) {
        if (term.names_column && term.column == static_cast<int>(topic.column)) return true;
        if (term.kind != PhraseKind::kCondition) return false;  // 就业率 divides nothing
        return std::ranges::any_of(term.when, [&](const std::vector<Test>& all) {
            Filter own{ledger_, {}, {}};  // 年龄>=16且年龄<=59 is one test
            narrow(own, all);
            return std::ranges::any_of(own.tests, [&](const Test& test) {
                // 妇女人数 beside is the topic itself, 60周岁及以上 beside 15周岁及以上 part of it
                Filter part{ledger_, {topic}, {}};
                const bool within = number && narrow(part, test) != Narrowed::kNothing &&
                                    part.tests == std::vector<Test>{test};
                return test.column == topic.column && !(test == topic) && !within;
            });
        });
    });
}

// 未成年人分年龄统计表 / 总计 over 0—2岁 … 16—17岁, 少数民族人口基本情况表 / 合计 over 土家族,
// 回族: the rows divide those the title speaks of, and the total is of them all.
bool PathReader::is_total_of_bands(const Test& topic) const {
    const bool number = topic.kind == Test::Kind::kNumber;
    const bool words = topic.kind == Test::Kind::kWords;
    if (!number && !words) return false;
    if (asked_.row_parts == 0 || asked_.row_parts > layers_.path.size()) return false;
    if (!says_total(layers_.path[asked_.row_parts - 1])) return false;
    auto within = [&](const Test& test) {
        Filter both{ledger_, {topic}, {}};
        return narrow(both, test) != Narrowed::kNothing && both.tests == std::vector<Test>{test};
    };
    size_t bands = 0;
    for (const auto* layers : {&layers_.siblings, &layers_.around, &layers_.path}) {
        for (const Layer& layer : *layers) {
            for (const Token& token : layer.cut->tokens) {
                for (const Term& term : token.terms) {
                    const bool band = number ? term.source == Source::kPattern
                                             : code_in(term) != nullptr && !term.names_column;
                    bool condition = speaks_here(term) && term.kind == PhraseKind::kCondition &&
                                     term.when.size() == 1 && band;
                    Filter said{ledger_, {}, {}};
                    if (condition) narrow(said, term.when[0]);
                    if (said.tests.size() != 1 || said.tests[0].column != topic.column) continue;
                    if (!within(said.tests[0])) return false;
                    ++bands;
                }
            }
        }
    }
    return bands > 1;
}

// 外出务工人员分村情况 over 务工地点 / 县内: what is told here is called by what they do.
bool PathReader::names_column_of_cell(const Test& topic) const {
    constexpr size_t kTwo = 2 * std::string_view("务").size();
    const auto& columns = words_.schema(ledger_).columns;
    return topic.kind == Test::Kind::kWords &&
           std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
               const std::string& name = columns[test.column].name;
               const bool told = test.kind == Test::Kind::kWords && name.size() > kTwo;
               return told && std::ranges::all_of(topic.words, [&](const std::string& word) {
                          return word.contains(name.substr(0, kTwo));
                      });
           });
}

void PathReader::take_topic_of_column() {
    for (const Layer& layer : layers_.context) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            const Test* topic =
                term == nullptr || term->vague || token.bracketed ? nullptr : code_in(*term);
            if (topic == nullptr || is_denied(layer, token)) continue;
            // 转移就业 of a title is not as much as 外出务工.
            const bool called = topic->words.size() == 1 && token.text.contains(topic->words[0]);
            if (!called || uses(static_cast<int>(topic->column)) || !names_column_of_cell(*topic))
                continue;
            if (narrow(result_.filter, *topic) == Narrowed::kNothing) continue;
            note(token, words_of({ledger_, {*topic}, {}}, words_.schema(ledger_)));
            return result_.doubt(kFromTitle, "context");
        }
    }
}

// 五年合计: of the years above it, which the reading does not say.
bool PathReader::names_years_untold() const {
    constexpr auto kYears = std::to_array<std::string_view>({"年合计", "年总计", "年小计"});
    const std::string row = match_key(asked_.path[asked_.row_parts - 1].text);
    const bool dated = std::ranges::any_of(
        result_.filter.tests, [](const Test& test) { return test.kind == Test::Kind::kDates; });
    return result_.window == Window::kNone && !dated && !row.starts_with("全年") &&
           std::ranges::any_of(kYears, [&](auto end) { return row.ends_with(end); });
}

// 总计 over 0—2岁 … 16—17岁, and nothing says of whom: of those the rows divide, not of everybody.
void PathReader::ask_total_of_bands() {
    if (asked_.row_parts == 0 || asked_.row_parts > asked_.path.size()) return;
    if (asked_.row_parts > layers_.path.size()) return;
    if (names_years_untold()) return result_.doubt(kWhichTime, "when");
    const Layer& own = layers_.path[asked_.row_parts - 1];
    const bool of_column = !says_total(own) && says_total(layers_.path.back());  // 小计 | 6岁以下
    if (!says_total(own) && !of_column) return;
    if (result_.is_ratio) return;
    std::map<size_t, std::vector<Test>> bands;  // by column
    for (const Layer& layer : of_column ? layers_.around : layers_.siblings) {
        if (layer.cut->tokens.size() != 1) continue;
        for (const Term& term : layer.cut->tokens[0].terms) {
            bool bound = speaks_here(term) && term.kind == PhraseKind::kCondition && term.generic &&
                         term.source == Source::kPattern && term.when.size() == 1 &&
                         term.when[0].size() == 1 && term.when[0][0].kind == Test::Kind::kNumber;
            if (bound) bands[term.when[0][0].column].push_back(term.when[0][0]);
        }
    }
    for (const auto& [column, tests] : bands) {
        bool open = std::ranges::any_of(tests, [](const Test& test) { return !test.most; });
        bool from = std::ranges::any_of(tests, [](const Test& test) { return !test.least; });
        bool ages = words_.schema(ledger_).columns[column].unit_of_measure.empty();
        // Of amounts there are those of whom none is known, which are in no band.
        const bool all = !of_column && own.cut->tokens[0].text == "全部";
        const bool whole = ages ? open && from : all;
        if (tests.size() > 2 && !whole && !uses(static_cast<int>(column)))
            return result_.doubt(kStrayWord, "total of what");
    }
}

// 三类对象合计 below rows of kinds: of those, not of what the dictionary calls 三类对象.
void PathReader::ask_kinds_counted() {
    if (kinds_united_) return;
    for (size_t i = 0; i < layers_.path.size(); ++i) {
        layer_ = &layers_.path[i];
        const bool total = std::ranges::any_of(layer_->cut->tokens, is_total);
        if (layer_->inherited || !total) continue;
        for (const Token& token : layer_->cut->tokens) {
            const Term* term = choose(token, true);
            const bool counts = std::ranges::any_of(
                kKindCounts, [&](std::string_view kinds) { return token.text.starts_with(kinds); });
            if (counts && term != nullptr && term->source != Source::kForm && code_in(*term))
                return result_.doubt(kStrayWord, "total of what");
        }
    }
}

bool PathReader::stands_against(const Test& topic) const {
    return stands_beside([&](const Term& term) {
        Filter both{ledger_, {topic}, {}};
        return term.kind == PhraseKind::kCondition && term.when.size() == 1 &&
               narrow(both, term.when[0]) == Narrowed::kNothing;
    });
}

// 户口变动情况 over 本地户籍 and 外来: what the table divides by; not 户籍人口按年龄分, nor
// 户籍劳动力资源.
bool PathReader::divides_population(const Layer& layer) {
    const auto tells_whom = [&](const Token& next) {
        const Term* term = choose(next, true);
        return term != nullptr && term->kind == PhraseKind::kCondition && !term->vague &&
               !next.listed && !is_population(*term);
    };
    return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
        const Term* term = choose(token, true);
        const Test* code = term == nullptr ? nullptr : code_in(*term);
        return code != nullptr && is_population(*code) && !token.text.ends_with("人口") &&
               std::ranges::none_of(
                   layer.cut->tokens,
                   [&](const Token& next) { return next.from == token.to && tells_whom(next); }) &&
               stands_against(*code);
    });
}

bool PathReader::is_denied(const Layer& layer, const Token& token) {
    bool denies = false;
    for (const Token& other : layer.cut->tokens) {
        if (&other == &token) return denies;
        denies = is_negation(other) || (denies && std::ranges::any_of(other.terms, is_silent));
    }
    return false;
}

// 在校学生和人口受教育程度 over sections of their own: each is of one of the two.
bool PathReader::is_of_sections(const Layer& layer) const {
    const auto& tokens = layer.cut->tokens;
    const bool joint = tokens.size() > 2 && std::ranges::any_of(tokens, [](const Token& token) {
                           return is_joining(token.text);
                       });
    return joint && layers_.sections.size() > 1;
}

// 党员基本情况统计表: one code, and no other word that says who they are.
std::vector<Test> PathReader::only_code_of(const Layer& layer) {
    std::vector<Test> topic;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr) return {};
        if (term->kind != PhraseKind::kCondition) continue;
        const Test* code = code_in(*term);
        if (code == nullptr || !topic.empty()) return {};
        topic.push_back(*code);
    }
    return topic;
}

// 党员基本情况 over 党员数 | 预备党员 | 35岁及以下: the first column is of the title's topic, and
// what says nothing of that is some of those.
void PathReader::take_topic_of_leading(const std::vector<Test>& topic) {
    if (topic.size() != 1 || topic[0].kind != Test::Kind::kWords || layers_.leading.empty()) return;
    const auto column = static_cast<int>(topic[0].column);
    if (uses(column) || !stands_about(topic[0])) return;
    for (const Token& token : layers_.leading[0].cut->tokens) {
        const Term* term = choose(token, true);
        const Test* code = term == nullptr ? nullptr : code_in(*term);
        if (code == nullptr || static_cast<int>(code->column) != column || code->others) continue;
        const bool wider = std::ranges::all_of(topic[0].words, [&](const std::string& word) {
            return std::ranges::find(code->words, word) != code->words.end();
        });
        if (!wider || narrow(result_.filter, *code) == Narrowed::kNothing) return;
        if (result_.has_base) narrow(result_.base, *code);
        result_.because.push_back({"", words_of({ledger_, {*code}, {}}, words_.schema(ledger_))});
        return result_.doubt(kFromTitle, "context");
    }
}

// 未化解矛盾时限结构 over 未化解件数 | 涉及人数 | 其中：5人以上: the first column says in which
// state the title's rows are, and those that speak of no state are of them.
void PathReader::take_state_from_title() {
    const auto& done = words_.facts(ledger_).done;
    if (done.empty() || layers_.leading.empty() || states_something()) return;
    const auto is_state = [&](const Test& test) {
        return std::ranges::any_of(done, [&](const std::vector<Test>& ends) {
            return std::ranges::any_of(ends,
                                       [&](const Test& end) { return end.column == test.column; });
        });
    };
    const auto happens = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                const bool date = term.names_column || token.text.ends_with("日期");
                return speaks_here(term) && term.kind == PhraseKind::kEvent && !date;
            });
        });
    };
    const auto& path = layers_.path;
    const auto columns = std::span(path).subspan(std::min(asked_.row_parts, path.size()));
    if (std::ranges::any_of(columns, happens) || std::ranges::any_of(layers_.before, happens) ||
        std::ranges::any_of(layers_.after, happens))
        return;
    for (const Layer& layer : std::views::reverse(layers_.context)) {
        const auto joins = [](const Token& token) { return is_joining(token.text); };
        if (std::ranges::any_of(layer.cut->tokens, joins)) continue;  // of two topics
        for (const Token& token : layer.cut->tokens) {
            const Term* term = is_denied(layer, token) ? nullptr : choose(token, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            if (code == nullptr || !is_state(*code) || stands_about(*code)) continue;
            if (!names_topic(layers_.leading[0], *code)) continue;
            if (result_.is_ratio) return result_.doubt(kStrayWord, "context");
            narrow(result_.filter, *code);
            note(token, words_of({ledger_, {*code}, {}}, words_.schema(ledger_)));
            return result_.doubt(kFromTitle, "context");
        }
    }
}

// 户籍人口 beside 户籍人口中60周岁及以上: what another column is a part of is all of them, whatever
// the title is of.
bool PathReader::has_part_beside() const {
    if (asked_.path.empty()) return false;
    const dictionary::Heading heading = dictionary::read_heading(asked_.path.back().text);
    const std::string own = (heading.bare.empty() ? heading.key : heading.bare) + "中";
    constexpr size_t kLeast = 3;  // characters
    const auto is_part = [&](const std::string& other) { return match_key(other).contains(own); };
    return code_point_count(own) > kLeast && (std::ranges::any_of(asked_.before, is_part) ||
                                              std::ranges::any_of(asked_.after, is_part));
}

void PathReader::take_topic_from_title() {
    if (names_people() && has_part_beside()) return;
    for (auto layer = layers_.context.rbegin(); layer != layers_.context.rend(); ++layer) {
        if (is_of_sections(*layer)) continue;
        std::vector<Test> topic = topic_of(*layer);
        if (topic.empty()) {
            take_topic_of_leading(only_code_of(*layer));
            continue;
        }
        // 少数民族人口 / 合计 / 在册人数: all of those whom the rows divide.
        const auto total = [&](const Test& test) { return is_total_of_bands(test); };
        if (names_population_ && !std::ranges::all_of(topic, total)) return;
        const Term whole{.when = {topic}};
        if ((names_people() && is_of_one_column(whole)) || is_apart_from(topic)) return;
        take_topic_of_leading(topic);
        // 18周岁以上妇女婚姻状况 above rows of ages: the women are still meant.
        std::erase_if(topic, [&](const Test& test) {
            return uses(static_cast<int>(test.column)) ||
                   (stands_about(test) && !is_total_of_bands(test));
        });
        if (topic.empty()) return;
        if (narrow(result_.filter, topic) == Narrowed::kNothing) return;
        if (result_.has_base) narrow(result_.base, topic);
        result_.because.push_back({"", words_of({ledger_, topic, {}}, words_.schema(ledger_))});
        if (std::ranges::find(result_.doubts, "context") == result_.doubts.end())
            result_.doubt(kFromTitle, "context");
        return;
    }
}

bool PathReader::is_titled_by_people() const {
    if (words_.facts(ledger_).members_column < 0) return false;
    const auto names_people = [&](const Term& term) {
        const bool condition = term.kind == PhraseKind::kCondition && !term.generic &&
                               term.when.size() == 1;  // 困难群体: no people in particular
        return condition && term.ledger >= 0 && term.ledger != static_cast<int>(ledger_) &&
               words_.facts(static_cast<size_t>(term.ledger)).measure == "人" &&
               !is_population(term);
    };
    return std::ranges::any_of(layers_.context, [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return !token.terms.empty() && std::ranges::all_of(token.terms, names_people);
        });
    });
}

}  // namespace yitao::recognise
