// Rows by what they refer to: hazards by the places where they are (校园隐患, 商场超市、宾馆的隐患,
// 场所为水域的), whoever says so: the heading, those above it, lines above the table.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

// The codes of both, of one column of the other ledger.
void add_words(Test& test, const Test& more) {
    for (const std::string& word : more.words) {
        const bool known = std::ranges::find(test.words, word) != test.words.end();
        if (!known) test.words.push_back(word);
    }
}

}  // namespace

bool PathReader::leads_to(int ledger) const {
    if (ledger < 0 || ledger == static_cast<int>(ledger_)) return false;
    const std::string& id = words_.schema(static_cast<size_t>(ledger)).id;
    return std::ranges::any_of(words_.schema(ledger_).columns, [&](const ledger::Column& column) {
        return column.type == ledger::ColumnType::kReference && column.reference == id;
    });
}

// 水域这类场所里的隐患, 场所类型为“其他”, 场所为水域: the code is one of the places'.
bool PathReader::is_said_of_place(const Layer& layer, const Token& token) const {
    const auto is_code_there = [&](const Term& term) {
        return code_in(term) != nullptr && !term.vague && leads_to(term.ledger);
    };
    if (!std::ranges::any_of(token.terms, is_code_there)) return false;
    const auto names = [&](const Token& other) {
        return std::ranges::any_of(other.terms, [&](const Term& term) {
            const bool subject = term.kind == PhraseKind::kSubject && term.when.empty();
            return leads_to(term.ledger) && (subject || term.names_column);
        });
    };
    const auto& tokens = layer.cut->tokens;
    constexpr auto kIs = std::to_array<std::string_view>({"为", "是", "属", "属于", "登记为"});
    for (size_t i = 0; i < tokens.size(); ++i) {
        if (&tokens[i] != &token) continue;
        const bool is = i > 0 && std::ranges::find(kIs, tokens[i - 1].text) != kIs.end();
        if (i > 0 && names(tokens[i - (is && i > 1 ? 2 : 1)]) &&
            (is || tokens[i - 1].text.ends_with("类型")))
            return true;
        for (size_t next = i + 1; next < tokens.size() && next <= i + 3; ++next) {
            const bool same = tokens[next].bracketed == token.bracketed;
            if (!same || tokens[next].listed) break;
            if (names(tokens[next])) return true;
        }
    }
    return false;
}

bool PathReader::join_ledger(const Token& token) {
    const ledger::Schema& schema = words_.schema(ledger_);
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        if (schema.columns[c].type != ledger::ColumnType::kReference) continue;
        for (size_t other = 0; other < words_.schemas().size(); ++other) {
            bool meant = words_.schema(other).id == schema.columns[c].reference;
            if (meant && other != ledger_ && join_ledger(token, c, other)) return true;
        }
    }
    return false;
}

bool PathReader::join_ledger(const Token& token, size_t column, size_t other) {
    const ledger::Schema& schema = words_.schema(other);
    auto key = schema.key.empty() ? std::nullopt : schema.find_column(schema.key[0]);
    if (!key) return false;
    for (const Term& term : token.terms) {
        if (term.ledger != static_cast<int>(other)) continue;
        // 脱贫人口 is counted by households, 脱贫 alone is nobody's word.
        const bool houses = words_.facts(other).measure == "户";
        const bool whole = !houses || token.text.contains("户");
        if (!whole || !term.measure.empty() || (houses && layer_->inherited)) continue;
        const bool says = term.kind == PhraseKind::kCondition && !term.vague &&
                          term.when.size() == 1 && term.when[0].size() == 1 &&
                          term.when[0][0].kind == Test::Kind::kWords;
        if (!says || (houses && term.when[0][0].others)) continue;
        const Test& test = term.when[0][0];
        const Joined joined{looked_up(words_.schema(ledger_), column, schema, *key, test.column),
                            schema.columns[test.column].name, test, column};
        take_joined(joined, token);
        result_.identity = true;
        note(token, schema.columns[test.column].name);
        return true;
    }
    // 脱贫户家庭成员, 场所类型: what it is called there adds nothing.
    return !result_.filter.joined.empty() &&
           std::ranges::any_of(token.terms, [&](const Term& term) {
               bool members = term.kind == PhraseKind::kAmount && term.column >= 0 &&
                              term.column == words_.facts(other).members_column;
               bool silent = term.kind == PhraseKind::kSubject && term.when.empty();
               return term.ledger == static_cast<int>(other) &&
                      (members || silent || term.kind == PhraseKind::kFiller);
           });
}

void PathReader::take_joined(const Joined& joined, const Token& token) {
    const auto same = [&](const Joined& old) { return old.name == joined.name; };
    auto old = std::ranges::find_if(result_.filter.joined, same);
    if (old != result_.filter.joined.end()) {
        const Test before = old->test;
        const bool here = joined_here_ == layer_;
        joined_here_ = layer_;
        if (before == joined.test || is_some_of(before, joined.test)) return;
        // 人员密集场所（学校、养老机构、商超、宾馆）: either.
        const bool either = here && !before.others && !joined.test.others;
        if (either && (is_joined(token) || token.bracketed))
            return add_words(old->test, joined.test);
        if (!is_some_of(joined.test, before))
            result_.doubt(kContradiction, "contradiction " + token.text);
        old->test = joined.test;
        return;
    }
    // 建筑工地 of hazards: is 建筑 a kind of them, or is the place called so?
    const auto& done = words_.facts(ledger_).done;
    const bool both = std::ranges::any_of(here_, [&](const Test& own) {
        const bool state = std::ranges::any_of(done, [&](const std::vector<Test>& ends) {
            return std::ranges::any_of(ends, [&](const Test& e) { return e.column == own.column; });
        });
        return own.kind == Test::Kind::kWords && !state;
    });
    if (both) result_.doubt(kStrayWord, "either " + token.text);
    if (result_.filter.joined.empty()) result_.doubt(kFromTitle, "joined " + token.text);
    result_.filter.joined.push_back(joined);
    joined_here_ = layer_;
}

// 水域隐患 of a title, where a line says that the places are meant by the word.
// 人员密集场所（学校、宾馆）, 临水路段（场所为水域）: the brackets say which places are meant.
bool PathReader::is_called_by_place(const Token& token) const {
    const bool place = std::ranges::any_of(token.terms, [&](const Term& term) {
        const bool subject = term.kind == PhraseKind::kSubject && term.when.empty();
        return leads_to(term.ledger) && (subject || term.names_column);
    });
    return place && std::ranges::any_of(layer_->cut->tokens, [&](const Token& other) {
               return other.bracketed && std::ranges::any_of(other.terms, [&](const Term& term) {
                          return code_in(term) != nullptr && leads_to(term.ledger) && !term.vague;
                      });
           });
}

// 两类合计 over 商场超市 | 宾馆 of hazards: in places of either kind.
bool PathReader::joins_total(const std::string& text) {
    constexpr auto kAll = std::to_array<std::string_view>({"类合计", "项合计", "类小计", "项小计"});
    if (!has_any(text, kAll) || layers_.beside.size() < 2) return false;
    std::optional<Coded> all;
    const Token* said = nullptr;
    for (const Layer& layer : layers_.beside) {
        std::optional<Coded> one;
        for (const Token& token : layer.cut->tokens) {
            const auto code = code_meant(token);
            if (!code || code->ledger == static_cast<int>(ledger_)) continue;
            one = code;
            said = &token;
        }
        if (!one || (all && (all->ledger != one->ledger || all->test.column != one->test.column)))
            return false;
        if (!all)
            all = one;
        else
            add_words(all->test, one->test);
    }
    for (size_t c = 0; c < words_.schema(ledger_).columns.size(); ++c) {
        const ledger::Schema& other = words_.schema(static_cast<size_t>(all->ledger));
        if (words_.schema(ledger_).columns[c].reference != other.id || other.key.empty()) continue;
        const auto key = other.find_column(other.key[0]);
        if (!key) continue;
        take_joined({looked_up(words_.schema(ledger_), c, other, *key, all->test.column),
                     other.columns[all->test.column].name, all->test, c},
                    *said);
        result_.identity = true;
        return true;
    }
    return false;
}

bool PathReader::names_joined_place(const Test& code) const {
    return std::ranges::any_of(result_.filter.joined, [&](const Joined& joined) {
        return joined.test.words == code.words && joined.test.others == code.others;
    });
}

// 总计 | 商场超市 over rows of kinds of hazards, in a table of hazards: not how many places there
// are.
void PathReader::ask_things_of_title() {
    const LedgerFacts& facts = words_.facts(ledger_);
    if (!facts.measure.empty() || facts.event_column >= 0 || result_.amount >= 0) return;
    constexpr auto kPlaces =
        std::to_array<std::string_view>({"处数", "家数", "个数", "所数", "面积", "场所"});
    const bool counted = std::ranges::any_of(
        asked_.path, [&](const PathPart& part) { return has_any(part.text, kPlaces); });
    if (counted || !result_.filter.joined.empty()) return;
    for (size_t other = 0; other < words_.schemas().size(); ++other) {
        const int events = static_cast<int>(other);
        if (!words_.facts(other).known || !refers_here(events)) continue;
        const std::string& name = words_.schema(other).name;
        const auto titled = [&](const std::string& text) {
            return text.contains(name) && !text.contains(words_.schema(ledger_).name);
        };
        const auto of_rows = [&](const Layer& layer) {
            return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
                return std::ranges::any_of(token.terms, [&](const Term& term) {
                    return term.ledger == events && !term.generic &&
                           (term.kind == PhraseKind::kCondition ||
                            term.kind == PhraseKind::kSubject);
                });
            });
        };
        const bool things = std::ranges::any_of(asked_.context, titled) &&
                            std::ranges::count_if(layers_.siblings, of_rows) >= 2;
        if (things) return result_.doubt(kContradiction, "of which unit");
    }
}

// 有隐患未办结的村（社区）, 办过演出的村: units, each counted once.
bool PathReader::counts_units(const Layer& layer) {
    const auto index = static_cast<size_t>(&layer - layers_.path.data());
    if (layer.inherited || index >= asked_.path.size() || !is_own(index)) return false;
    constexpr auto kUnits = std::to_array<std::string_view>(
        {"的村（社区）", "的村（居）", "的村、社区", "的行政村", "的村(社区)", "的村"});
    const std::string& text = asked_.path[index].text;
    const auto unit = words_.schema(ledger_).find_column(words_.schema(ledger_).unit_column);
    const auto ends = [&](std::string_view end) { return text.ends_with(end); };
    if (!unit || words_.facts(ledger_).event_column < 0 || !std::ranges::any_of(kUnits, ends))
        return false;
    result_.each_once = static_cast<int>(*unit);
    return true;
}

bool PathReader::is_code_here(const std::string& name) const {
    return std::ranges::any_of(words_.schema(ledger_).columns, [&](const ledger::Column& column) {
        const ledger::CodeList* list = words_.code_list(column);
        return list != nullptr && std::ranges::any_of(list->codes, [&](const auto& code) {
                   return code.name == name;
               });
    });
}

// 隐患存量与工地底数 over 存量隐患 | 建筑工地: one of the title's two topics has its own column.
bool PathReader::has_column_of_places(const Layer& title, const Token& token) const {
    const auto& tokens = title.cut->tokens;
    const auto joint =
        std::ranges::find_if(tokens, [](const Token& other) { return is_joining(other.text); });
    if (joint == tokens.end() || &token < &*joint) return false;
    const std::string& name = words_.schema(ledger_).name;
    const auto is_of_rows = [&](const Token& other) { return other.text.contains(name); };
    const bool apart = std::any_of(tokens.begin(), joint, is_of_rows) &&
                       std::none_of(joint, tokens.end(), is_of_rows);
    if (!apart) return false;
    const auto same = [&](const Token& other) {
        return std::ranges::any_of(other.terms, [&](const Term& term) {
            const Test* code = code_in(term);
            return code != nullptr && std::ranges::any_of(token.terms, [&](const Term& said) {
                       const Test* place = code_in(said);
                       return place != nullptr && said.ledger == term.ledger && *place == *code;
                   });
        });
    };
    const auto names = [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, same);
    };
    return std::ranges::any_of(layers_.siblings, names) ||
           std::ranges::any_of(layers_.around, names) || std::ranges::any_of(layers_.groups, names);
}

// 经营性场所安全监管情况 over 本年检查发现: of those places, or of all?
void PathReader::ask_places_of_title() {
    if (!result_.filter.joined.empty() || result_.each_once >= 0) return;
    for (const Layer& layer : layers_.context) {
        if (is_of_sections(layer)) continue;
        for (const Token& token : layer.cut->tokens) {
            // 河湖管护: 水域 is a kind of hazard as well.
            const auto of_place = [&](const Term& term) {
                return code_in(term) != nullptr && leads_to(term.ledger) && !term.vague &&
                       words_.facts(static_cast<size_t>(term.ledger)).measure.empty() &&
                       !is_code_here(code_in(term)->words[0]);
            };
            const bool there = std::ranges::any_of(token.terms, of_place);
            if (there && has_column_of_places(layer, token)) continue;
            if (there && choose(token, true) == nullptr)
                return result_.doubt(kStrayWord, "context");
        }
    }
}

// 隐患以所在场所为工地者计, 水域这类场所里的隐患: of hazards the line says where they are.
void PathReader::take_stated_places() {
    if (!result_.filter.joined.empty()) return;
    for (const Layer& layer : layers_.lines) {
        for (const Token& token : layer.cut->tokens) {
            if (!is_said_of_place(layer, token) || is_denied(layer, token)) continue;
            layer_ = &layer;
            here_.clear();
            join_ledger(token);
        }
    }
}

}  // namespace yitao::recognise
