// Words that what stands beside or above them settles: no doubt, and no condition of their own.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "dictionary/measure.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;

// 户籍不在本镇、在本镇常住: it denies what stands right before it, not what follows.
bool PathReader::denies_before(const Token& token) {
    const auto& tokens = layer_->cut->tokens;
    for (size_t i = 1; i < tokens.size(); ++i) {
        if (&tokens[i] != &token) continue;
        bool where = token.text == "不在" || (i + 1 < tokens.size() && token.text == "不" &&
                                              tokens[i + 1].text.starts_with("在"));
        const Token& before = tokens[i - 1];
        const Term* term = before.to == token.from ? choose(before, true) : nullptr;
        bool whose = where && term != nullptr && term->kind == PhraseKind::kCondition &&
                     is_population(*term) && term->when.size() == 1 && term->when[0].size() == 1;
        // 自来水没有通到家, 宽带没装: what is denied stands before.
        constexpr auto kVerbs = std::to_array<std::string_view>(
            {"通", "装", "改", "接", "建", "办", "用上", "普及", "覆盖"});
        const bool verb = i + 1 < tokens.size() && std::ranges::any_of(kVerbs, [&](auto one) {
                              return tokens[i + 1].text.starts_with(one);
                          });
        const bool has = verb && term != nullptr && term->kind == PhraseKind::kCondition &&
                         !term->generic && term->when.size() == 1 && term->when[0].size() == 1 &&
                         term->when[0][0].words == std::vector<std::string>{"是"};
        auto other = whose || has ? opposite(term->when[0][0]) : std::nullopt;
        if (!other) return false;
        auto same = [&](const Test& test) { return test.column == other->column; };
        std::erase_if(result_.filter.tests, same);
        std::erase_if(here_, same);
        add_tests({*other}, before);
        return true;
    }
    return false;
}

// 经商创业, 宾馆、招待所: the word beside it says the same for sure.
bool PathReader::is_said_beside(const Term& vague, const Token& token) {
    if (vague.kind == PhraseKind::kFiller && names_axis_ && !layer_->leaf) return true;
    // 2020年及以前 | 2021年以后
    if (vague.kind == PhraseKind::kWindow && vague.window == "years") {
        return stands_beside([&](const Term& term) {
            return term.kind == PhraseKind::kWindow && term.window == "years" &&
                   term.month == vague.first_month - 1;
        });
    }
    if (vague.kind != PhraseKind::kCondition) return false;
    // 人户分离：本地户籍但不常住: each of its conditions is told beside it.
    const auto told = [&](const Test& test) {
        return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
            const Term* term = &other == &token ? nullptr : choose(other, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            return code != nullptr && code->column == test.column;
        });
    };
    if (vague.when.size() == 1 && vague.when[0].size() > 1 &&
        std::ranges::all_of(vague.when[0], told))
        return true;
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
        const Term* term = &other == &token ? nullptr : choose(other, true);
        return term != nullptr && !term->vague && term->kind == vague.kind &&
               term->when == vague.when;
    });
}

// 选举日 | 年满18周岁, where a note says from which day they are: it says all that the day does.
bool PathReader::is_before_defined(const Token& token) const {
    const auto& tokens = layer_->cut->tokens;
    for (size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (&tokens[i] != &token) continue;
        for (size_t next = i + 1; next < tokens.size() && next <= i + 2; ++next) {
            bool dated = std::ranges::any_of(tokens[next].terms, [](const Term& term) {
                return term.source == Source::kForm && !term.when.empty() &&
                       !term.when[0].empty() && term.when[0][0].kind == Test::Kind::kDates;
            });
            if (dated) return true;
        }
    }
    return false;
}

// 3—6岁 / #常住的0—6岁: more than what stands above it, so no part of that.
void PathReader::widen(const std::vector<Test>& tests) {
    for (const Test& test : tests) {
        if (test.kind != Test::Kind::kNumber || !test.most) continue;
        auto within = [&](const Test& old) {
            return old.column == test.column && old.kind == Test::Kind::kNumber && old.least &&
                   old.most && *old.least >= test.least.value_or(0) && *old.most <= *test.most &&
                   !(old == test);
        };
        auto old = std::ranges::find_if(inherited_.tests, within);
        if (old == inherited_.tests.end()) continue;
        std::erase_if(result_.filter.tests, [&](const Test& one) { return one == *old; });
    }
}

// 场所隐患: what each of them belongs to.
bool PathReader::is_whose(const Token& token) const {
    const auto& columns = words_.schema(ledger_).columns;
    auto subject_of = [](const Token& one, auto test) {
        return std::ranges::any_of(one.terms, [&](const Term& term) {
            return term.kind == PhraseKind::kSubject && term.when.empty() && term.ledger >= 0 &&
                   test(static_cast<size_t>(term.ledger));
        });
    };
    const Token* next = nullptr;
    for (const Token& other : layer_->cut->tokens) {
        if (other.from == token.to) next = &other;
    }
    return next != nullptr && subject_of(*next, [&](size_t of) { return of == ledger_; }) &&
           subject_of(token, [&](size_t of) {
               return std::ranges::any_of(columns, [&](const ledger::Column& column) {
                   return column.type == ledger::ColumnType::kReference &&
                          column.reference == words_.schema(of).id && of != ledger_;
               });
           });
}

// 住宿和餐饮业 / #规模以上（不分行业）: what another heading says of that column does not hold
// here.
bool PathReader::takes_back(const Term& term) {
    if (!any_ || !term.names_column || term.column < 0) return false;
    any_ = false;
    any_before_ = true;  // 不分户籍、常住
    std::erase_if(result_.filter.tests,
                  [&](const Test& test) { return static_cast<int>(test.column) == term.column; });
    return true;
}

// 户口不限, 常住不限: said behind it, and nothing follows.
bool PathReader::is_of_no_matter(const Layer& layer, const Token& token) {
    const auto& tokens = layer.cut->tokens;
    auto next = std::ranges::find(tokens, token.to, &Token::from);
    for (auto at = std::ranges::find(tokens, token.from, &Token::from);
         next == tokens.end() && at != tokens.end() && ++at != tokens.end() && at->listed;) {
        next = std::ranges::find(tokens, at->to, &Token::from);  // 户籍、常住不限
    }
    if (next == tokens.end() || next->from <= token.from) return false;
    const bool any = std::ranges::any_of(next->terms, [](const Term& term) {
        return term.kind == PhraseKind::kNot && term.how == "any";
    });
    return any && std::ranges::find(tokens, next->to, &Token::from) == tokens.end();
}

bool PathReader::is_chapter_of_codes(const Term& term) {
    const Test* code = code_in(term);
    if (code == nullptr || !layer_->inherited || !term.vague) return false;
    const int column = static_cast<int>(code->column);
    auto same = [&](const Layer& layer) {
        return !layer.inherited && code_column(layer) == column;
    };
    return std::ranges::any_of(layers_.path, same) &&
           std::ranges::count_if(layers_.siblings, same) >= 2;
}

// 独居老人 | 享受低保 | 每月领取养老金, and no unit of money: what people draw, among kinds of
// them.
bool PathReader::is_drawn_beside_kinds(const Term& amount, const Token& token) const {
    constexpr auto kDrawn = std::to_array<std::string_view>({"领取", "享受", "发放"});
    if (!layer_->leaf || layers_.beside.size() < 2 || !amount.when.empty()) return false;
    if (!has_any(token.text, kDrawn)) return false;
    const auto& column = words_.schema(ledger_).columns[static_cast<size_t>(amount.column)];
    const bool measured = asked_.shape.decimals > 0 || asked_.measure.contains('/') ||
                          dictionary::convert(column.unit_of_measure, asked_.measure).has_value();
    const auto names_kind = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& other) {
            return std::ranges::any_of(other.terms, [&](const Term& term) {
                return speaks_here(term) && term.kind == PhraseKind::kCondition;
            });
        });
    };
    return !measured && std::ranges::all_of(layers_.beside, names_kind);
}

bool PathReader::is_of_rate_beside(const Term& vague) const {
    if (vague.column < 0) return false;
    const auto stands = [&](const auto& says) {
        const auto in = [&](const Layer& layer) {
            return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
                return std::ranges::any_of(token.terms, [&](const Term& term) {
                    return term.ledger == static_cast<int>(ledger_) && says(term);
                });
            });
        };
        return std::ranges::any_of(layers_.around, in) || std::ranges::any_of(layers_.siblings, in);
    };
    const auto amount = [&](int column) {
        return stands([&](const Term& term) {
            return term.kind == PhraseKind::kAmount && term.column == column && term.when.empty();
        });
    };
    if (vague.kind == PhraseKind::kRatio)
        return vague.base >= 0 && amount(vague.column) && amount(vague.base);
    return vague.kind == PhraseKind::kAmount && stands([&](const Term& term) {
               return term.kind == PhraseKind::kRatio && term.base >= 0 &&
                      term.column == vague.column && amount(term.base);
           });
}

// 户籍 | 本地, 外来: the heading above names the column, another code of it stands beside.
bool PathReader::is_below_its_column(const Test& code) const {
    const auto names = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            // 户籍 over 本地, 外来: the column is 户籍状态.
            const std::string& name = words_.schema(ledger_).columns[code.column].name;
            const bool alone = layer.cut->tokens.size() == 1 && token.to - token.from > 1;
            return (alone && name.starts_with(token.text)) ||
                   std::ranges::any_of(token.terms, [&](const Term& term) {
                       return speaks_here(term) && term.names_column &&
                              term.column == static_cast<int>(code.column);
                   });
        });
    };
    const auto divides = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                const Test* other = speaks_here(term) ? code_in(term) : nullptr;
                return other != nullptr && other->column == code.column && !(*other == code);
            });
        });
    };
    const bool above = layer_ != nullptr && layer_ > layers_.path.data() &&
                       layer_ < layers_.path.data() + layers_.path.size() && names(*(layer_ - 1));
    return above && std::ranges::any_of(layers_.siblings, divides);
}

// 残疾青年, where the form says 14—35周岁 of all: the number is said.
bool PathReader::is_settled(const Term& vague, const std::string& word) const {
    if (vague.when.size() != 1 || vague.when[0].empty()) return false;
    // 务工人员, where the form has 本地务工 and 外出务工: it says itself which they are.
    const Test& first = vague.when[0][0];
    const bool codes =
        vague.when[0].size() == 1 && first.kind == Test::Kind::kWords && !first.others;
    // 登记在册 / 在营: the other heading says which state.
    const auto says_code = [&](const Layer& layer) {
        return &layer != layer_ && std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                const Test* code = speaks_here(term) && !term.vague ? code_in(term) : nullptr;
                return code != nullptr && code->column == first.column;
            });
        });
    };
    const auto& standing = words_.facts(ledger_).standing;
    const bool state = codes && standing.size() == 1 && !standing[0].empty() &&
                       standing[0][0].column == first.column;
    if (state && std::ranges::any_of(layers_.path, says_code)) return true;
    // 登记在册 | 在营, 登记在册 | 其中：停业、注销: it takes in all that the form counts by state.
    const bool every_state = state && first.words.size() > 1;
    if (every_state && (std::ranges::any_of(layers_.siblings, says_code) ||
                        std::ranges::any_of(layers_.around, says_code)))
        return true;
    const auto shares_word = [&](const std::string& code) {  // 务工 of 本地务工
        const std::vector<char32_t> own = code_points(code);
        for (size_t i = 0; i + 1 < own.size(); ++i) {
            std::string pair;
            append_utf8(pair, own[i]);
            append_utf8(pair, own[i + 1]);
            if (word.contains(pair)) return true;
        }
        return false;
    };
    if (codes && std::ranges::all_of(first.words, shares_word) &&
        words_.names_codes(static_cast<int>(ledger_), first))
        return true;
    // 本地户籍 / 人户分离: half of it is said above.
    const bool half =
        vague.when[0].size() > 1 && std::ranges::any_of(vague.when[0], [&](const Test& test) {
            return std::ranges::find(result_.filter.tests, test) != result_.filter.tests.end();
        });
    if (half) return true;
    // 现存（未销号） / 未启动: one of those that the heading above leaves.
    constexpr auto kDenied = std::to_array<std::string_view>({"未", "没", "尚", "待"});
    const bool denied = std::ranges::any_of(
        kDenied, [&](std::string_view start) { return word.starts_with(start); });
    const bool left = codes && denied && first.words.size() == 1 &&
                      std::ranges::any_of(before_.tests, [&](const Test& said) {
                          return said.column == first.column && said.others &&
                                 std::ranges::find(said.words, first.words[0]) == said.words.end();
                      });
    if (left) return true;
    if (codes && is_below_its_column(first)) return true;
    Filter meant{ledger_, {}, {}};
    narrow(meant, vague.when[0]);
    auto says = [&](const Layer& layer) {
        Filter said{ledger_, {}, {}};
        for (const Token& token : layer.cut->tokens) {
            for (const Term& term : token.terms) {
                bool number = speaks_here(term) && term.source == Source::kPattern && !term.vague &&
                              term.kind == PhraseKind::kCondition && term.when.size() == 1;
                if (number) narrow(said, term.when[0]);
            }
        }
        return !said.tests.empty() && said.tests == meant.tests;
    };
    return std::ranges::any_of(layers_.scope, says) || std::ranges::any_of(layers_.leading, says) ||
           std::ranges::any_of(layers_.context, says);
}

// 本年以来变动 / 出生, 与上年同月比较 / 上年同月受理: the group only says what its figures are for.
bool PathReader::is_over_figures() const {
    if (layer_->leaf || layers_.path.empty()) return false;
    const Layer& leaf = layers_.path.back();
    auto says = [&](auto test) {
        return std::ranges::any_of(leaf.cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(
                token.terms, [&](const Term& term) { return speaks_here(term) && test(term); });
        });
    };
    bool changes = says([](const Term& term) { return term.how == "change"; });
    bool row = asked_.row_parts > 0 && layer_ < &layers_.path[asked_.row_parts];
    return !changes && !row &&
           (says([](const Term& term) {
                return term.kind == PhraseKind::kEvent || term.kind == PhraseKind::kWindow;
            }) ||
            group_of_events());
}

// 出生 / 男 below 本年以来变动
bool PathReader::group_of_events() const {
    return std::ranges::any_of(layers_.path, [&](const Layer& layer) {
        return &layer != layer_ && std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                return speaks_here(term) && term.kind == PhraseKind::kEvent;
            });
        });
    });
}

// 登记面积, 上报产值: the amount as it is written down, which it is anyway.
bool PathReader::says_as_registered(const Token& token) const {
    constexpr auto kWays = std::to_array<std::string_view>({"登记", "已登记", "填报", "上报"});
    const auto& tokens = layer_->cut->tokens;
    if (token.bracketed || &token == &tokens.back()) return false;
    const Token& next = *(&token + 1);
    return std::ranges::find(kWays, token.text) != kWays.end() && next.from == token.to &&
           std::ranges::any_of(next.terms, [&](const Term& term) {
               return speaks_here(term) && term.kind == PhraseKind::kAmount;
           });
}

// 户厕改造 / 卫生厕所, 普及率: the heading below, or one beside it, says it without a doubt.
bool PathReader::is_said_below(const Term& vague) {
    const bool one = vague.when.size() == 1 && vague.when[0].size() == 1;
    // 帮扶对象 / 脱贫户: the heading below is one of them.
    const auto names_one_of = [&](const Test& test) {
        return std::ranges::any_of(layers_.path.back().cut->tokens, [&](const Token& token) {
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                const Test* code = speaks_here(term) ? code_in(term) : nullptr;
                return code != nullptr && code->column == test.column && code->words.size() == 1 &&
                       !code->others && !term.vague &&
                       std::ranges::find(test.words, code->words[0]) != test.words.end();
            });
        });
    };
    if (!layer_->leaf && !layers_.path.empty() && layer_ != &layers_.path.back()) {
        for (const std::vector<Test>& tests : vague.when) {
            if (tests.size() == 1 && tests[0].kind == Test::Kind::kWords && !tests[0].others &&
                (vague.when.size() > 1 || tests[0].words.size() > 1) && names_one_of(tests[0]))
                return true;
        }
    }
    if (!one || layer_->leaf || layers_.path.empty() || layer_ == &layers_.path.back())
        return false;
    const auto says = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            const Term* term = token.bracketed ? nullptr : choose(token, true);
            return term != nullptr && term->kind == PhraseKind::kCondition && !term->vague &&
                   term->when.size() == 1 && term->when[0].size() == 1 &&
                   term->when[0][0] == vague.when[0][0];
        });
    };
    return says(layers_.path.back()) ||
           (!reads_own() && std::ranges::any_of(layers_.siblings, says));
}

// 正在调解案件, 今年受理案件: what is said of them beside is said of this ledger's rows alone.
bool PathReader::is_told_by_others(const Term& vague) {
    if (vague.kind != PhraseKind::kSubject || !vague.when.empty()) return false;
    return std::ranges::any_of(layer_->cut->tokens, [&](const Token& token) {
        const Term* term = token.terms.empty() ? nullptr : choose(token, true);
        const bool says =
            term != nullptr && !term->vague && !term->generic &&
            (term->kind == PhraseKind::kCondition || term->kind == PhraseKind::kEvent);
        return says && std::ranges::all_of(token.terms, [&](const Term& one) {
                   return one.ledger == static_cast<int>(ledger_);
               });
    });
}

// 饮水安全 / 自来水（户） | 普及率（%）: of all, those of the one column beside it.
void PathReader::take_share_from_beside() {
    const bool open = result_.is_ratio && result_.share.empty() && !result_.has_base &&
                      result_.ratio_top < 0 && result_.amount < 0 && result_.unions.empty();
    if (!open || asked_.path.empty() || !asked_.path.back().text.contains("率")) return;
    const bool narrowed = std::ranges::any_of(result_.filter.tests, [&](const Test& test) {
        return asked_.row_parts == 0 ||
               std::ranges::find(result_.row_columns, test.column) == result_.row_columns.end();
    });
    if (narrowed) return;
    const Test* only = nullptr;
    const Token* said = nullptr;
    for (const Layer& layer : layers_.beside) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
            if (code == nullptr || (only != nullptr && *only == *code)) continue;
            if (only != nullptr) return;
            only = code;
            said = &token;
        }
    }
    if (only == nullptr) return take_share_of_service();
    result_.share = {{*only}};
    result_.identity = true;
    result_.doubt(losses::kFromTitle, "beside " + said->text);
}

// 入户率 of a table of 自来水: of the one service that its title or its other headings name.
void PathReader::take_share_of_service() {
    constexpr auto kRates =
        std::to_array<std::string_view>({"入户率", "入网率", "接入率", "通达率", "普及率"});
    const std::string& own = asked_.path.back().text;
    const bool rate =
        std::ranges::any_of(kRates, [&](std::string_view one) { return own.starts_with(one); });
    if (!rate) return;
    const std::vector<std::string> yes{"是"};
    std::set<size_t> columns;
    for (const auto* layers : {&layers_.context, &layers_.siblings, &layers_.around}) {
        for (const Layer& layer : *layers) {
            for (const Token& token : layer.cut->tokens) {
                const Term* term = choose(token, true);
                const Test* code = term == nullptr ? nullptr : code_in(*term);
                // 低保户 is no service.
                if (code != nullptr && code->words == yes &&
                    !words_.schema(ledger_).columns[code->column].name.ends_with("户"))
                    columns.insert(code->column);
            }
        }
        if (!columns.empty()) break;
    }
    if (columns.size() != 1) return;
    result_.share = {{Test{.column = *columns.begin(), .kind = Test::Kind::kWords, .words = yes}}};
    result_.identity = true;
    result_.doubt(losses::kFromTitle, "beside " + own);
}

void PathReader::take_amount_from_beside() {
    const bool extreme = result_.how == How::kMost || result_.how == How::kLeast;
    const bool average = result_.how == How::kAverage && !asked_.measure.empty();
    const bool open = result_.amount < 0 && result_.amount_above < 0 &&
                      ((extreme && result_.grain.empty()) || average);
    if (!open) return;
    const auto fits = [&](int column) {
        const std::string& own =
            words_.schema(ledger_).columns[static_cast<size_t>(column)].unit_of_measure;
        const bool listed = asked_.measure.contains("、");  // 户、平方米 of the whole table
        return !average || dictionary::convert(own, asked_.measure).has_value() ||
               (listed && (dictionary::convert(own, "m2") || dictionary::convert(own, "元")));
    };
    int only = -1;
    const Token* said = nullptr;
    for (const Layer& layer : layers_.siblings) {
        for (const Token& token : layer.cut->tokens) {
            const Term* term = choose(token, true);
            const bool amount = term != nullptr && term->kind == PhraseKind::kAmount &&
                                term->ledger == static_cast<int>(ledger_) && fits(term->column);
            if (!amount || term->column == only) continue;
            if (only >= 0) return;
            only = term->column;
            said = &token;
        }
    }
    if (only < 0) return;
    result_.amount = only;
    result_.amount_measure =
        words_.schema(ledger_).columns[static_cast<size_t>(only)].unit_of_measure;
    note(*said, said->text);
}

// 建筑（水面）面积, 占地（经营）面积: one amount of all places, whatever it is called of some.
bool PathReader::read_area(const Layer& layer) {
    constexpr std::string_view kArea = "面积";
    const auto& tokens = layer.cut->tokens;
    const bool open = !layer.inherited && tokens.size() > 2 && tokens.back().text == kArea &&
                      !tokens.back().bracketed &&
                      std::ranges::any_of(tokens, [](const Token& one) { return one.bracketed; });
    if (!open) return false;
    const auto column_of = [&](const Token& token) {
        for (const Term& term : token.terms) {
            if (term.kind == PhraseKind::kAmount && term.ledger == static_cast<int>(ledger_))
                return term.column;
        }
        return -1;
    };
    const int column = column_of(tokens.back());
    if (column < 0) return false;
    for (const Token& token : std::span(tokens).first(tokens.size() - 1)) {
        const Cut spelled = words_.cut(token.text + std::string(kArea));
        if (spelled.tokens.size() != 1 || column_of(spelled.tokens[0]) != column) return false;
    }
    result_.amount = column;
    result_.amount_measure =
        words_.schema(ledger_).columns[static_cast<size_t>(column)].unit_of_measure;
    if (result_.how == How::kCount) result_.how = How::kSum;
    amount_here_ = names_subject_ = true;
    note(tokens.back(), words_.schema(ledger_).columns[static_cast<size_t>(column)].name);
    return true;
}

// 不足3亩 / 面积: of what the bands are.
void PathReader::take_banded_amount() {
    constexpr auto kOpen = std::to_array<std::string_view>(
        {"面积", "总面积", "面积合计", "合计面积", "金额", "总金额", "金额合计"});
    if (result_.amount >= 0 || result_.how != How::kCount || result_.is_ratio) return;
    const Token* open = nullptr;
    for (const Layer& layer : layers_.path) {
        for (const Token& token : layer.cut->tokens) {
            const bool names = std::ranges::find(kOpen, token.text) != kOpen.end();
            const bool alone = layer.cut->tokens.size() == 1 && !layer.inherited;
            if (alone && names) open = &token;
        }
    }
    const Test* band = nullptr;
    for (const Test& test : result_.filter.tests) {
        if (test.kind != Test::Kind::kNumber) continue;
        if (band != nullptr) return;
        band = &test;
    }
    if (open == nullptr || band == nullptr) return;
    const ledger::Column& column = words_.schema(ledger_).columns[band->column];
    const bool area = open->text.contains("面积");
    if (!dictionary::convert(column.unit_of_measure, "元") == !area) return;
    result_.amount = static_cast<int>(band->column);
    result_.amount_measure = column.unit_of_measure;
    result_.how = How::kSum;
    std::erase_if(result_.bounds, [&](const auto& bound) { return bound.first == result_.amount; });
    note(*open, column.name);
}

}  // namespace yitao::recognise
