// What the lines above a table say of all its rows, and the reading does not use.
#include <algorithm>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

// 统计对象：外来人口 over 流动人口, 户籍人口 beside 流动人口, 退役军人 of the title over 老兵:
// which of what departments mean by it.
bool PathReader::is_stated_whose(const Term& vague) {
    const Test* own = code_in(vague);
    if (own == nullptr) return false;
    const auto names = [&](const Layer& layer, auto test) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            const Term* term = choose(token, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            return code != nullptr && test(*code);
        });
    };
    const auto same = [&](const Layer& layer) {
        return names(layer, [&](const Test& test) { return test == *own; });
    };
    const auto other = [&](const Layer& layer) {
        return names(
            layer, [&](const Test& test) { return test.column == own->column && !(test == *own); });
    };
    return std::ranges::any_of(layers_.lines, same) || std::ranges::any_of(layers_.scope, same) ||
           (is_population(*own) ? std::ranges::any_of(layers_.groups, other)
                                : own->words == std::vector<std::string>{"是"} &&
                                      std::ranges::any_of(layers_.context, same));
}

// 孩子 over 18岁以上仍在念书的: the table has those too who are not of it.
bool PathReader::goes_beyond(const Test& test) {
    if (test.kind != Test::Kind::kNumber) return false;
    return std::ranges::any_of(layers_.siblings, [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            const Term* term = choose(token, true);
            if (term == nullptr || term->when.size() != 1 || term->when[0].size() != 1)
                return false;
            Filter both{ledger_, {test}, {}};
            return term->when[0][0].column == test.column &&
                   narrow(both, term->when[0][0]) == Narrowed::kNothing;
        });
    });
}

// 0—6岁儿童健康管理底册 over 儿童总数: as old as the title says, not as the word does elsewhere.
bool PathReader::is_age_of_word_below(const Layer& title, const Token& token) {
    const Term* term = choose(token, true);
    const Test* age = term != nullptr && term->source == Source::kPattern && !token.bracketed &&
                              term->when.size() == 1 && term->when[0].size() == 1 &&
                              term->when[0][0].kind == Test::Kind::kNumber
                          ? term->when[0].data()
                          : nullptr;
    const size_t next = static_cast<size_t>(&token - title.cut->tokens.data()) + 1;
    if (age == nullptr || next >= title.cut->tokens.size()) return false;
    const std::string& word = title.cut->tokens[next].text;
    const auto has = [&](std::string_view text) {
        return std::ranges::any_of(asked_.path,
                                   [&](const PathPart& part) { return part.text.contains(text); });
    };
    const auto other = [&](const Test& test) {
        return test.column == age->column && !(test == *age);
    };
    return code_point_count(word) > 1 && has(word) && !has("岁") &&
           std::ranges::any_of(result_.filter.tests, other);
}

// 15周岁及以上常住人口受教育程度 over 小学 / 常住人口 / 男: how old all of them are.
void PathReader::take_titled_age() {
    if (words_.facts(ledger_).standing.size() < 2 || layers_.context.empty()) return;
    if (names_people() && has_part_beside()) return;
    const Layer& title = layers_.context.back();
    const auto joins = [](const Token& token) {
        return token.text == "及" || token.text == "和" || token.text == "与" || token.text == "、";
    };
    // 在校学生（全部在册人员）
    const auto all = [](const PathPart& part) { return part.text.contains("全部"); };
    if (std::ranges::any_of(title.cut->tokens, joins) || std::ranges::any_of(asked_.path, all))
        return;
    for (const Token& token : title.cut->tokens) {
        const Term* term = choose(token, true);
        if (is_age_of_word_below(title, token)) return result_.doubt(kStrayWord, "title age");
        const bool age = term != nullptr && !token.bracketed && token.text.contains("岁") &&
                         term->when.size() == 1 && term->when[0].size() == 1 &&
                         term->when[0][0].kind == Test::Kind::kNumber;
        if (!age || uses(static_cast<int>(term->when[0][0].column))) continue;
        add_tests(term->when[0], token);
        result_.doubt(kFromTitle, "context");
    }
}

// 调解成功案件分析 over 涉及2人: a title that names the rows by a code, which the reading does not
// test and nothing in the table divides by.
void PathReader::ask_titled() {
    if (words_.facts(ledger_).standing.size() > 1 || words_.facts(ledger_).measure == "户") return;
    const std::string& name = words_.schema(ledger_).name;
    for (const Layer& layer : layers_.context) {
        const auto& tokens = layer.cut->tokens;
        const auto joins = [](const Token& token) { return is_joining(token.text); };
        if (std::ranges::any_of(tokens, joins)) continue;
        for (size_t i = 0; i < tokens.size(); ++i) {
            const Term* term = choose(tokens[i], true);
            const Test* code =
                term == nullptr || term->vague || term->generic ? nullptr : code_in(*term);
            if (code == nullptr || is_denied(layer, tokens[i])) continue;
            // 消防安全检查情况（月末未整改，条）
            const bool rows = tokens[i].bracketed || tokens[i].text.ends_with(name) ||
                              (i + 1 < tokens.size() && tokens[i + 1].text.starts_with(name));
            const auto column = static_cast<int>(code->column);
            const auto divides = [&](const Term& other) {
                const Test* beside = code_in(other);
                return other.column == column ||
                       (beside != nullptr && beside->column == code->column);
            };
            if (!rows || uses(column) || stands_beside(divides)) continue;
            if (!result_.filter.joined.empty() || result_.event >= 0) continue;
            return result_.doubt(kStrayWord, "title " + tokens[i].text);
        }
    }
}

void PathReader::ask_stated() {
    take_titled_age();
    ask_titled();
    for (const Layer& layer : layers_.lines) {
        ask_stated(layer);
        ask_stated_elsewhere(layer);
        ask_stated_population(layer);
    }
}

// 青年 over 出生日期2008年: the day of birth says how old they are.
bool PathReader::tells_age(const Test& test) const {
    const ledger::Schema& schema = words_.schema(ledger_);
    const auto born = schema.find_column_named("出生日期");
    return born && schema.columns[test.column].name == "年龄" && uses(static_cast<int>(*born));
}

// 户籍老年人分年龄段情况 over 人数 | 其中：在本地常住, 统计口径：常住人口 over 合计中：本地户籍:
// those of the whole who are that as well.
void PathReader::take_population_of_whole() {
    constexpr auto kParts = std::to_array<std::string_view>(
        {"其中", "合计中", "总数中", "总计中", "人数中", "#", "＃"});
    const auto is_part = [&](const PathPart& part) {
        const std::string_view text = trim(part.text);
        return std::ranges::any_of(kParts,
                                   [&](std::string_view start) { return text.starts_with(start); });
    };
    if (words_.facts(ledger_).standing.size() < 2 || names_people() || result_.is_ratio) return;
    // 在校学生（全部在册人员） / 其中：外来人员: the whole says of whom it is.
    constexpr auto kAll =
        std::to_array<std::string_view>({"全部", "在册", "不分", "不限", "不论", "所有"});
    const auto of_all = [&](const PathPart& part) { return has_any(part.text, kAll); };
    if (std::ranges::none_of(asked_.path, is_part) || std::ranges::any_of(asked_.path, of_all))
        return;
    const auto whose = [&](const Test& test) { return is_population(test); };
    if (std::ranges::count_if(result_.filter.tests, whose) != 1) return;
    const Test own = *std::ranges::find_if(result_.filter.tests, whose);
    std::optional<Test> said;
    for (const auto* layers : {&layers_.context, &layers_.scope, &layers_.lines}) {
        for (const Layer& layer : *layers) {
            for (const Token& token : layer.cut->tokens) {
                const Term* term = choose(token, true);
                const bool one = term != nullptr && !term->vague && is_population(*term) &&
                                 term->when.size() == 1 && term->when[0].size() == 1;
                if (!one || token.bracketed || is_denied(layer, token)) continue;
                if (is_of_no_matter(layer, token)) return;
                if (said && !(*said == term->when[0][0])) return;
                said = term->when[0][0];
            }
        }
    }
    if (!said || said->column == own.column) return;
    const bool divided = stands_beside([&](const Term& other) {
        const Test* beside = code_in(other);
        return beside != nullptr && beside->column == said->column && !(*beside == *said);
    });
    if (divided || narrow(result_.filter, *said) == Narrowed::kNothing) return;
    result_.because.push_back({"", words_of({ledger_, {*said}, {}}, words_.schema(ledger_))});
    result_.doubt(kFromTitle, "context");
}

void PathReader::ask_stated(const Layer& layer) {
    for (const Token& token : layer.cut->tokens) {
        if (is_of_no_matter(layer, token) || is_denied(layer, token)) continue;
        if (!result_.filter.joined.empty() && is_said_of_place(layer, token)) continue;
        const Term* term = choose(token, true);
        const bool says = term != nullptr && term->kind == PhraseKind::kCondition &&
                          !term->when.empty() && !is_population(*term);
        const bool used = says && std::ranges::any_of(term->when, [&](const auto& tests) {
                              return std::ranges::any_of(tests, [&](const Test& test) {
                                  return uses(static_cast<int>(test.column)) || tells_age(test);
                              });
                          });
        const bool loose = says && term->when.size() == 1 && term->when[0].size() == 1 &&
                           goes_beyond(term->when[0][0]);
        // 残疾人分村人数 over 户籍人口 | 残疾人总数: of everybody, the others have a column.
        const bool apart = says && names_people() && stands_beside([&](const Term& other) {
                               return speaks_here(other) && other.when == term->when;
                           });
        if (!says || used || loose || apart) continue;
        return result_.doubt(kStrayWord, "said above " + token.text);
    }
}

// 常住人口 over 外来: of those who live here, or of all?
void PathReader::ask_stated_population(const Layer& layer) {
    if (words_.facts(ledger_).standing.size() < 2 || names_population_ || names_people()) return;
    const Test* said = nullptr;
    for (const Token& token : layer.cut->tokens) {
        const Term* term = choose(token, true);
        if (term == nullptr || !is_population(*term) || is_of_no_matter(layer, token)) continue;
        if (said != nullptr || term->when.size() != 1 || term->when[0].size() != 1) return;
        said = term->when[0].data();
    }
    if (said == nullptr || uses(static_cast<int>(said->column))) return;
    result_.doubt(kStrayWord, "population");
}

// 学校里查出来的隐患, 水域这类场所里的隐患: of hazards the line says where they are.
void PathReader::ask_stated_elsewhere(const Layer& layer) {
    if (!result_.filter.joined.empty()) return;
    const auto& tokens = layer.cut->tokens;
    for (size_t i = 0; i < tokens.size(); ++i) {
        const auto is_code_there = [&](const Term& term) {
            return code_in(term) != nullptr && !term.vague && leads_to(term.ledger);
        };
        if (!std::ranges::any_of(tokens[i].terms, is_code_there)) continue;
        const bool here = choose(tokens[i], true) != nullptr;
        bool named = false;  // … 场所
        for (size_t next = i + 1; next < tokens.size() && next <= i + 3; ++next) {
            named = named || std::ranges::any_of(tokens[next].terms, [&](const Term& term) {
                        return term.kind == PhraseKind::kSubject && leads_to(term.ledger);
                    });
        }
        if (!here || named) return result_.doubt(kStrayWord, "said above " + tokens[i].text);
    }
}

}  // namespace yitao::recognise
