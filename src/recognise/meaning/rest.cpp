// What is left of a column's codes: 消防、用电、燃气以外的, 除邻里、婚姻家庭外, 上述五类之外的,
// 其余; and how many codes a heading says it adds up: 三类合计.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/structure/heading_text.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

constexpr auto kBeyond =
    std::to_array<std::string_view>({"以外的", "之外的", "以外", "之外", "外的", "外"});

}  // namespace

// The code that a word stands for, of this ledger's own columns or of the places it refers to.
std::optional<PathReader::Coded> PathReader::code_meant(const Token& token) const {
    for (const Term& term : token.terms) {
        const Test* code = code_in(term);
        if (code == nullptr || term.vague || code->others || term.ledger < 0) continue;
        const bool own = term.ledger == static_cast<int>(ledger_);
        if (own || leads_to(term.ledger)) return Coded{term.ledger, *code};
    }
    return std::nullopt;
}

// 宾馆酒店消防、用电、燃气以外的隐患: which tokens the words deny, all codes of one column.
std::optional<PathReader::Beyond> PathReader::beyond_in(std::span<const Token> tokens) const {
    for (size_t at = 1; at < tokens.size(); ++at) {
        const Token& word = tokens[at];
        const bool says = std::ranges::find(kBeyond, word.text) != kBeyond.end() ||
                          (word.text == "以" && at + 1 < tokens.size() &&
                           std::ranges::find(kBeyond, tokens[at + 1].text) != kBeyond.end());
        if (!says) continue;
        Beyond beyond{.to = at};
        size_t from = at;
        while (from > 0) {
            const Token& before = tokens[from - 1];
            const auto code = code_meant(before);
            const bool same =
                code && (!beyond.coded || (beyond.coded->ledger == code->ledger &&
                                           beyond.coded->test.column == code->test.column));
            if (!same) break;
            if (!beyond.coded)
                beyond.coded = code;
            else
                beyond.coded->test.words.insert(beyond.coded->test.words.begin(),
                                                code->test.words.begin(), code->test.words.end());
            --from;
            // 道路消防、用电以外的: the first of a list has no mark before it.
            if (!before.listed && from > 0 && !is_joining(tokens[from - 1].text)) break;
            if (from > 0 && is_joining(tokens[from - 1].text)) --from;
        }
        if (!beyond.coded) continue;
        beyond.from = from;
        if (from > 0 && tokens[from - 1].text == "除") beyond.from = from - 1;
        while (beyond.to + 1 < tokens.size() &&
               (std::ranges::find(kBeyond, tokens[beyond.to + 1].text) != kBeyond.end() ||
                tokens[beyond.to + 1].text == "的"))
            ++beyond.to;
        return beyond;
    }
    return std::nullopt;
}

bool PathReader::read_beyond(const Layer& layer) {
    const auto& tokens = layer.cut->tokens;
    const auto beyond = beyond_in(tokens);
    if (!beyond) return false;
    Test rest = beyond->coded->test;
    rest.others = true;
    const bool own = beyond->coded->ledger == static_cast<int>(ledger_);
    for (size_t i = 0; i < tokens.size(); ++i) {
        const bool denied = i >= beyond->from && i <= beyond->to;
        // 除涉水以外的其他各类隐患: the others of them, not the code that is called so.
        const bool others = i > beyond->to && tokens[i].text == "其他";
        if (!denied && !others) read_token(tokens[i]);
    }
    if (own) {
        add_tests({rest}, tokens[beyond->from]);
    } else {
        for (size_t c = 0; c < words_.schema(ledger_).columns.size(); ++c) {
            const ledger::Schema& other = words_.schema(static_cast<size_t>(beyond->coded->ledger));
            if (words_.schema(ledger_).columns[c].reference != other.id || other.key.empty())
                continue;
            const auto key = other.find_column(other.key[0]);
            if (!key) continue;
            take_joined({looked_up(words_.schema(ledger_), c, other, *key, rest.column),
                         other.columns[rest.column].name, rest, c},
                        tokens[beyond->from]);
            break;
        }
    }
    result_.identity = true;
    return true;
}

// 其余各类, 剩余场所, 其他类别: what begins so is what no other heading names.
bool PathReader::says_rest(const Layer& layer, const std::string& text) {
    constexpr auto kLeft =
        std::to_array<std::string_view>({"其余", "剩余", "余下", "剩下", "除此"});
    constexpr auto kOther = std::to_array<std::string_view>({"其他", "其它"});
    constexpr auto kKinds =
        std::to_array<std::string_view>({"各类", "类别", "类型", "种类", "门类", "各种", "各项"});
    const auto begins = [&](Marks starts) {
        const auto start = std::ranges::find_if(
            starts, [&](std::string_view one) { return text.starts_with(one); });
        return start == starts.end() ? size_t{0} : start->size();
    };
    if (begins(kLeft) > 0) return true;
    const size_t other = begins(kOther);
    if (other == 0) return false;
    const std::string_view rest = std::string_view(text).substr(other);
    if (rest.empty()) return true;
    const bool kinds =
        std::ranges::any_of(kKinds, [&](std::string_view kind) { return rest.starts_with(kind); });
    return kinds || std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
               return std::ranges::any_of(token.terms, [&](const Term& term) {
                   return speaks_here(term) && term.names_column;
               });
           });
}

// 上述五类之外的, 上列以外, 前三类以外: how many it says stand above; 0: it says no such thing, 1:
// not how many.
static size_t said_above(std::string_view text) {
    constexpr auto kAbove =
        std::to_array<std::string_view>({"上述", "以上", "前述", "上列", "所列", "前面", "上面"});
    constexpr auto kNot = std::to_array<std::string_view>(
        {"之外", "以外", "未包括", "未列", "外的", "不属", "不在其中", "没列"});
    constexpr auto kNumbers =
        std::to_array<std::string_view>({"两", "三", "四", "五", "六", "七", "八"});
    constexpr auto kOf = std::to_array<std::string_view>({"类", "种", "项", "者", "样", "行"});
    constexpr std::string_view kFirst = "前";
    if (!has_any(text, kNot) && !text.ends_with("外")) return 0;
    for (size_t n = 0; n < kNumbers.size(); ++n) {
        const size_t at = text.find(fmt::format("{}{}", kFirst, kNumbers[n]));
        if (at == std::string_view::npos) continue;
        const std::string_view rest = text.substr(at + kFirst.size() + kNumbers[n].size());
        if (std::ranges::any_of(kOf, [&](auto of) { return rest.starts_with(of); })) return n + 2;
    }
    // 上述五类之外的: five, which the rows right before may not be.
    for (size_t n = 0; n < kNumbers.size(); ++n) {
        for (std::string_view above : kAbove) {
            if (text.contains(fmt::format("{}{}", above, kNumbers[n]))) return n + 2;
        }
    }
    return has_any(text, kAbove) ? 1 : 0;
}

// The code or codes of one column that a heading is; no words: it is none. A 农、林、牧、渔业 has
// most of one.
Test PathReader::codes_in(const Layer& heading) {
    std::map<size_t, std::vector<std::string>> words;
    for (const Token& token : heading.cut->tokens) {
        const Term* term = choose(token, true);
        const Test* code =
            term == nullptr || term->vague || term->generic ? nullptr : code_in(*term);
        if (code == nullptr || code->others || is_population(*code)) continue;
        if (uses(static_cast<int>(code->column))) continue;  // of what is settled before
        auto& own = words[code->column];
        own.insert(own.end(), code->words.begin(), code->words.end());
    }
    const auto most =
        std::ranges::max_element(words, {}, [](const auto& entry) { return entry.second.size(); });
    return most == words.end() ? Test{} : Test{.column = most->first, .words = most->second};
}

// The codes of one column that the headings right before this one are, back to one that is none;
// no words: there are none, or one is of another column.
Test PathReader::codes_named_before(const Layer& layer) {
    const bool by_row = static_cast<size_t>(&layer - layers_.path.data()) < asked_.row_parts;
    const std::vector<Layer>& labels = by_row ? layers_.siblings : layers_.before;
    const auto own =
        std::ranges::find_if(labels, [&](const Layer& label) { return label.cut == layer.cut; });
    if (by_row && own == labels.end()) return {};
    const auto is_total_or_part = [](const Token& token) {
        return is_total(token) || std::ranges::any_of(token.terms, [](const Term& term) {
                   return term.kind == PhraseKind::kOfWhich;
               });
    };
    Test codes;
    for (auto label = own; label != labels.begin();) {
        --label;
        if (std::ranges::any_of(label->cut->tokens, is_total_or_part)) continue;
        const Test one = codes_in(*label);
        if (one.words.empty()) break;
        if (!codes.words.empty() && codes.column != one.column) return {};
        codes.column = one.column;
        for (const std::string& word : one.words) {
            if (std::ranges::find(codes.words, word) == codes.words.end())
                codes.words.push_back(word);
        }
    }
    return codes;
}

// The codes that the other headings are, of the column that most of them are of.
Test PathReader::codes_named_anywhere() {
    std::map<size_t, std::vector<std::string>> words;
    for (const Layer& sibling : layers_.siblings) {
        const Test one = codes_in(sibling);
        for (const std::string& word : one.words) {
            auto& own = words[one.column];
            if (std::ranges::find(own, word) == own.end()) own.push_back(word);
        }
    }
    const auto most =
        std::ranges::max_element(words, {}, [](const auto& entry) { return entry.second.size(); });
    return most == words.end() ? Test{} : Test{.column = most->first, .words = most->second};
}

// 其余, 上述五类之外的 below rows of codes of one column: those that no row names.
bool PathReader::read_rest(const Layer& layer) {
    const auto index = static_cast<size_t>(&layer - layers_.path.data());
    if (layer.inherited || index >= asked_.path.size() || !is_own(index)) return false;
    std::string text = match_key(asked_.path[index].text);
    if (begins_chapter(asked_.path[index].text)) text = without_numeral(asked_.path[index].text);
    const size_t above = said_above(text);
    if (above == 0 && !says_rest(layer, text)) return false;
    if (above > 0 && beyond_in(layer.cut->tokens)) return false;
    if (read_rest_listed(layer)) return true;
    Test rest = codes_named_before(layer);
    if (above > 1 && rest.words.size() != above) rest = codes_named_anywhere();
    if (rest.words.empty() || (above > 1 && rest.words.size() != above)) return false;
    const size_t column = rest.column;
    const ledger::CodeList* list = words_.code_list(words_.schema(ledger_).columns[column]);
    const auto is_named = [&](const std::string& code) {
        return std::ranges::find(rest.words, code) != rest.words.end();
    };
    const bool plain = text == "其他" || text == "其它";
    const bool left_over = above > 0 || !(text.starts_with("其他") || text.starts_with("其它"));
    if (!left_over && rest.words.size() < 2) return false;
    if (plain) {  // the code that is called so, where there is one
        const bool called =
            list != nullptr &&
            std::ranges::any_of(list->codes, [](const auto& code) { return code.name == "其他"; });
        if (called || list == nullptr) return false;
    }
    rest.others = true;
    // Of kinds that not everybody has, the rest has one too.
    if (list != nullptr) {
        Test left{.column = column};
        for (const auto& code : list->codes) {
            if (!is_named(code.name)) left.words.push_back(code.name);
        }
        if (left.words.empty()) return false;
        const bool some = words_.facts(ledger_).kinds.contains(column);
        if (some || left.words.size() <= 2) rest = std::move(left);
    }
    add_tests({rest}, layer.cut->tokens[0]);
    read_beside_rest(layer, static_cast<int>(column));
    result_.identity = true;
    return true;
}

// 农业类（合作社、家庭农场）: a name that says nothing here, and the codes that it stands for.
bool PathReader::read_called(const Layer& layer) {
    const auto says = [&](const Token& token) {
        const Term* term = choose(token, true);
        return term != nullptr && (term->kind != PhraseKind::kFiller || term->column >= 0);
    };
    if (layer.cut->tokens.empty() || !layer.cut->tokens.back().bracketed) return false;
    bool named = false;
    for (const Token& token : layer.cut->tokens) {
        if (token.bracketed) continue;
        if (token.terms.empty() || says(token)) return false;
        named = named || token.to - token.from > 1;
    }
    return named && !layer.inherited && read_rest_listed(layer);
}

// 其他（公众号、小程序、APP）: the brackets say which they are.
bool PathReader::read_rest_listed(const Layer& layer) {
    Test listed;
    const Token* first = nullptr;
    for (const Token& token : layer.cut->tokens) {
        if (!token.bracketed) continue;
        const Term* term = choose(token, true);
        const Test* code = term == nullptr || term->vague ? nullptr : code_in(*term);
        const bool fits = code != nullptr && !code->others &&
                          (listed.words.empty() || code->column == listed.column);
        if (!fits) return false;
        if (first == nullptr) first = &token;
        listed.column = code->column;
        listed.words.insert(listed.words.end(), code->words.begin(), code->words.end());
    }
    if (listed.words.size() < 2) return false;
    add_tests({listed}, *first);
    result_.identity = true;
    return true;
}

// 其余少数民族: what else the heading says; not what the rest is called, nor 含未登记.
void PathReader::read_beside_rest(const Layer& layer, int column) {
    constexpr auto kSilent = std::to_array<std::string_view>(
        {"其", "余", "各", "类", "各类", "类别", "的", "上", "前", "外", "列", "以", "除"});
    for (const Token& token : layer.cut->tokens) {
        const bool known = token.terms.empty() || token.bracketed;
        const bool names = std::ranges::any_of(token.terms, [&](const Term& term) {
            return term.names_column ||
                   (speaks_here(term) && !term.when.empty() && term.when[0].size() == 1 &&
                    static_cast<int>(term.when[0][0].column) == column &&
                    term.when[0][0].kind == Test::Kind::kWords);
        });
        const bool silent = std::ranges::find(kSilent, token.text) != kSilent.end() ||
                            token.text.starts_with("其余") || token.text.starts_with("其他") ||
                            token.text.starts_with("其它");
        // 其余少数民族: of the same column, and more of it.
        const Term* term = names && !silent ? choose(token, true) : nullptr;
        const Test* more = term == nullptr ? nullptr : code_in(*term);
        if (more != nullptr && more->others) add_tests({*more}, token);
        if (!known && !names && !silent) read_token(token);
    }
}

// 三类受理数, and one code or none was read; 三项活动次数, and nothing says which.
void PathReader::ask_kinds_said() {
    for (size_t i = 0; i < layers_.path.size() && i < asked_.path.size(); ++i) {
        if (!is_own(i) || layers_.path[i].inherited) continue;
        const std::string& text = asked_.path[i].text;
        const size_t at = first_of(text, kKindCounts);
        if (at == text.size() || has_any(text, kBeyond)) continue;
        constexpr auto kNumbers =
            std::to_array<std::string_view>({"两", "二", "三", "四", "五", "六"});
        constexpr auto kValues = std::to_array<size_t>({2, 2, 3, 4, 5, 6});
        size_t said = 0;
        for (size_t n = 0; n < kNumbers.size(); ++n) {
            if (std::string_view(text).substr(at).starts_with(kNumbers[n])) said = kValues[n];
        }
        size_t most =
            result_.filter.joined.empty() ? 0 : result_.filter.joined[0].test.words.size();
        bool others = false;
        for (const Test& test : result_.filter.tests) {
            if (test.kind == Test::Kind::kWords) most = std::max(most, test.words.size());
            others = others || test.others;
        }
        for (const auto& alternatives : result_.unions) most = std::max(most, alternatives.size());
        for (const Test& test : result_.base.tests) most = std::max(most, test.words.size());
        const bool known = std::ranges::any_of(layers_.path[i].cut->tokens, [](const Token& token) {
            return std::ranges::any_of(
                token.terms, [](const Term& term) { return term.source == Source::kForm; });
        });
        // 自来水、卫生厕所、宽带三项齐全: a test of each.
        constexpr auto kEach = std::to_array<std::string_view>(
            {"齐全", "俱全", "都有", "均有", "全有", "都没", "都无", "均无", "均没有", "全无"});
        if (has_any(asked_.path[i].text, kEach)) most = std::max(most, result_.filter.tests.size());
        const auto& columns = words_.schema(ledger_).columns;
        const bool all = std::ranges::any_of(columns, [&](const ledger::Column& column) {
            const ledger::CodeList* list = words_.code_list(column);
            return list != nullptr && list->codes.size() == said;
        });
        if (most < said && !others && !known && (!all || most > 0))
            return result_.doubt(kStrayWord, "total of what");
    }
}

}  // namespace yitao::recognise
