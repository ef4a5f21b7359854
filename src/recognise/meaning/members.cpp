// Households by who lives in them: 没装宽带的家庭 / 有60岁以上老人, 户主为女性, 成员全是老年人.
// What is said of the household narrows its row, what is said of a member is counted among the
// residents of each.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/path.h"
#include "recognise/text/clauses.h"

namespace yitao::recognise {

using dictionary::PhraseKind;
using namespace losses;

namespace {

// How many of its members must be so.
enum class Members : uint8_t { kSome, kNone, kAll };

constexpr auto kHave =
    std::to_array<std::string_view>({"有", "户内", "家中", "家里", "家有", "户主", "成员", "至少"});
constexpr auto kAll = std::to_array<std::string_view>(
    {"成员全部是", "成员全部",   "成员全都", "成员全是", "成员全为",     "成员全",   "成员均为",
     "成员均",     "成员都是",   "成员都在", "成员都",   "全部成员均为", "全部成员", "全体成员",
     "全家都是",   "全家人都是", "全家人都", "全家都",   "全家均",       "全户都",   "全户均"});
// Words of the household that say nothing of it where its members are spoken of.
constexpr auto kHousehold =
    std::to_array<std::string_view>({"全家", "全户", "在册成员", "户内成员", "家庭成员", "成员"});

constexpr auto kNobody =
    std::to_array<std::string_view>({"没有一人", "无一人", "没有一名", "无一名", "没有一个",
                                     "没有一个人", "没有人", "没人", "无人"});
constexpr auto kSomebody = std::to_array<std::string_view>({"至少有一人", "至少一人", "有人"});

// Surer than the same by residents of such households, less sure than by residents alone.
constexpr double kBesideJoined = 0.95;
constexpr double kBesideMembers = 0.93;

// How many of its members: from, and to.
struct Count {
    int least = 1;
    int most = 0;  // 0: no bound
};

// 两名及以上, 三个以上, 至少两人; 只有一名, 恰好两名: taken out of the text with 含两名 in
// brackets.
Count take_count(std::string& text) {
    struct Number {
        std::string_view word;
        int value;
    };
    constexpr auto kNumbers = std::to_array<Number>({{"一", 1},
                                                     {"1", 1},
                                                     {"两", 2},
                                                     {"二", 2},
                                                     {"2", 2},
                                                     {"三", 3},
                                                     {"3", 3},
                                                     {"四", 4},
                                                     {"4", 4}});
    constexpr auto kOf = std::to_array<std::string_view>({"名", "个", "位", "人"});
    constexpr auto kMore =
        std::to_array<std::string_view>({"及以上", "或以上", "及其以上", "以上"});
    constexpr auto kLeast = std::to_array<std::string_view>({"至少有", "至少"});
    constexpr auto kOnly =
        std::to_array<std::string_view>({"仅有", "只有", "恰好有", "恰好", "恰有"});
    constexpr auto kHomes =
        std::to_array<std::string_view>({"户", "的户", "家庭", "的家庭", "之家"});
    const auto take = [&](const std::string& phrase) {
        const size_t at = text.find(phrase);
        if (at == std::string::npos) return false;
        const std::string_view rest = std::string_view(text).substr(at + phrase.size());
        const bool size = std::ranges::any_of(  // 3人以上的家庭
            kHomes, [&](std::string_view home) { return rest.starts_with(home); });
        if (size) return false;
        text.erase(at, phrase.size());
        return true;
    };
    for (const Number& number : kNumbers) {
        for (std::string_view of : kOf) {
            const std::string one = fmt::format("{}{}", number.word, of);
            for (std::string_view only : kOnly) {
                if (take(fmt::format("{}{}", only, one))) return {number.value, number.value};
            }
            const bool more = std::ranges::any_of(
                kMore, [&](std::string_view above) { return take(one + std::string(above)); });
            const bool least = more || std::ranges::any_of(kLeast, [&](std::string_view at) {
                                   return take(std::string(at) + one);
                               });
            if (!least) continue;
            for (std::string_view brackets : {"（含{}）", "(含{})"}) {
                take(fmt::format(fmt::runtime(brackets), one));
            }
            return {number.value, 0};
        }
    }
    return {};
}

bool is_condition_of(const Token& token, int ledger) {
    return std::ranges::any_of(token.terms, [&](const Term& term) {
        return term.ledger == ledger && term.kind == PhraseKind::kCondition;
    });
}

bool speaks_of(const Token& token, int ledger) {
    return std::ranges::any_of(token.terms, [&](const Term& term) {
        const bool says = term.kind != PhraseKind::kFiller && term.kind != PhraseKind::kMeta;
        return (term.ledger == ledger && says) || (term.ledger == kAnyLedger && term.generic);
    });
}

bool denies(const Token& token) {
    return std::ranges::any_of(token.terms, [](const Term& term) {
        return term.kind == PhraseKind::kNot && term.how.empty();
    });
}

}  // namespace

// The ledger whose rows are members of this ledger's, and the column that says of which.
std::optional<std::pair<size_t, size_t>> PathReader::members_of() const {
    const LedgerFacts& facts = words_.facts(ledger_);
    if (facts.members_column < 0 || facts.measure != "户") return std::nullopt;
    for (size_t other = 0; other < words_.schemas().size(); ++other) {
        if (words_.facts(other).measure != "人") continue;
        const auto& columns = words_.schema(other).columns;
        for (size_t c = 0; c < columns.size(); ++c) {
            if (columns[c].reference == words_.schema(ledger_).id) return std::pair(other, c);
        }
    }
    return std::nullopt;
}

// Conditions or amounts that only the household has.
bool PathReader::says_of_household(size_t members) const {
    return std::ranges::any_of(layers_.path, [&](const Layer& layer) {
        return std::ranges::any_of(layer.cut->tokens, [&](const Token& token) {
            if (is_condition_of(token, static_cast<int>(members))) return false;
            return std::ranges::any_of(token.terms, [&](const Term& term) {
                return term.ledger == static_cast<int>(ledger_) &&
                       (term.kind == PhraseKind::kCondition || term.kind == PhraseKind::kAmount);
            });
        });
    });
}

bool PathReader::narrows_household(const Token& token) const {
    return std::ranges::any_of(token.terms, [&](const Term& term) {
        return term.ledger == static_cast<int>(ledger_) && term.kind == PhraseKind::kCondition;
    });
}

// 居民[低保] and 家庭[低保户]: said of a household it is the household's own.
bool PathReader::is_of_household_too(const Filter& filter) const {
    return std::ranges::any_of(filter.tests, [&](const Test& test) {
        const std::string& name = words_.schema(filter.ledger).columns[test.column].name;
        return words_.schema(ledger_).find_column_named(name + "户").has_value();
    });
}

bool PathReader::read_members(const Layer& layer) {
    const auto members = members_of();
    const auto index = static_cast<size_t>(&layer - layers_.path.data());
    if (!members || asked_.measure.starts_with("人") || index >= asked_.path.size()) return false;
    const auto [ledger, reference] = *members;
    const auto own = [&](const Token& token) { return choose(token, true) != nullptr; };
    const auto of_member = [&](const Token& token) {
        return !own(token) && speaks_of(token, static_cast<int>(ledger));
    };
    if (std::ranges::none_of(layer.cut->tokens, [&](const Token& token) {
            return of_member(token) && is_condition_of(token, static_cast<int>(ledger));
        }))
        return false;
    std::string text = asked_.path[index].text;
    const bool have = has_any(text, kHave);
    const bool all = take_out(text, kAll);
    const bool nobody = take_out(text, kNobody);
    const bool somebody = take_out(text, kSomebody);
    const Count count_said = take_count(text);
    constexpr auto kDenied = std::to_array<std::string_view>({"没有", "无", "未", "不"});
    if (all && has_any(text, kDenied)) return false;  // 成员都没有就业: nobody, or not all?
    bool cleared = all || nobody || somebody || count_said.least > 1 || count_said.most > 0;
    while (take_out(text, kHousehold)) cleared = true;
    std::shared_ptr<const Cut> cut = layer.cut;
    if (text != asked_.path[index].text) cleared = true;
    if (cleared) cut = std::make_shared<const Cut>(words_.cut(text));

    // 既有残疾人又有老年人: two, each by words that stand together.
    struct Group {
        Cut cut;
        Members how = Members::kSome;
    };
    std::vector<Group> groups;
    std::vector<const Token*> rest;
    bool apart = true;
    const Token* before = nullptr;
    for (const Token& token : cut->tokens) {
        // 退役军人家庭中有残疾成员的: another member of it.
        const bool home = token.text == "家庭" || token.text == "家庭中" || token.text == "户中";
        if (home && !groups.empty()) apart = true;
        if (token.text == "又" || token.text == "又有" || token.text == "且") apart = true;
        const bool narrows_member = token.bracketed && !apart && !narrows_household(token);
        if (of_member(token) || narrows_member) {
            const bool either = token.listed || (before != nullptr && before->text == "或");
            if (either && !apart && !token.bracketed) return false;
            if (apart) {
                const bool none = before != nullptr && denies(*before);
                groups.push_back({{},
                                  all              ? Members::kAll
                                  : none || nobody ? Members::kNone
                                                   : Members::kSome});
                if (none && !rest.empty() && rest.back() == before) rest.pop_back();
                apart = false;
            }
            groups.back().cut.tokens.push_back(token);
        } else {
            rest.push_back(&token);
        }
        before = &token;
    }
    if (nobody && groups.size() != 1) return false;
    const bool one_count = groups.size() == 1 || (count_said.least == 1 && count_said.most == 0);
    if (!one_count) return false;
    std::vector<Joined> joined;
    bool by_age = false;
    for (const Group& group : groups) {
        Asked of_members;
        of_members.measure = "人";
        Layers layers;
        layers.path.push_back({.cut = std::make_shared<const Cut>(group.cut), .leaf = true});
        const Understood said = PathReader(words_, of_members, layers, ledger).read();
        const bool plain = said.unions.empty() && said.event < 0 && !said.is_ratio &&
                           said.filter.joined.empty() && said.window == Window::kNone &&
                           said.amount < 0 && !said.filter.tests.empty();
        if (!plain || !said.doubts.empty() || is_of_household_too(said.filter)) return false;
        by_age = by_age || !said.identity;
        const std::string where = count_of_members(said.filter, reference);
        if (where.empty()) return false;
        const std::string words = "户内" + words_of(said.filter, words_.schema(ledger)) + "的人数";
        Test count{.kind = Test::Kind::kNumber, .least = count_said.least};
        if (count_said.most > 0) count.most = count_said.most;
        if (group.how == Members::kNone) count = {.kind = Test::Kind::kNumber, .most = 0};
        joined.push_back({where, words, count, 0});
        if (group.how == Members::kAll) {
            const auto& column =
                words_.schema(ledger_)
                    .columns[static_cast<size_t>(words_.facts(ledger_).members_column)];
            joined.push_back(
                {fmt::format("({}-{}[{}])", where, words_.schema(ledger_).name, column.name),
                 "户内其余的人数", Test{.kind = Test::Kind::kNumber, .least = 0, .most = 0}, 0});
        }
    }
    // By who lives in it alone, the ledger of residents reads it as well.
    const bool of_household = says_of_household(ledger);
    const bool counted = count_said.least > 1 || count_said.most > 0 || groups.size() > 1 ||
                         nobody || groups[0].how != Members::kSome;
    if (!by_age && !of_household && !counted) return false;
    // 户内16—59岁人口: those people, and not their households.
    constexpr auto kPeople =
        std::to_array<std::string_view>({"人口", "人数", "人口数", "成员数", "劳动力", "人员"});
    const std::string own_heading = match_key(asked_.path[index].text);
    const std::string_view bare = std::string_view(own_heading).substr(0, own_heading.find('('));
    const bool people =
        layer.leaf || index + 1 == asked_.row_parts
            ? std::ranges::any_of(kPeople,
                                  [&](std::string_view end) { return bare.ends_with(end); })
            : false;
    constexpr std::string_view kWith = "有";
    if (people && !bare.contains(kWith)) result_.doubt(kUnknownWord, "members counted");
    for (const Token* token : rest) read_token(*token);
    result_.filter.joined.insert(result_.filter.joined.end(), joined.begin(), joined.end());
    result_.identity = names_subject_ = true;
    result_.confidence *= of_household ? kBesideJoined : kBesideMembers;
    const bool told = have || somebody || counted || words_.households_once();
    if (!told) result_.doubt(kUnknownWord, "households");
    result_.because.push_back({text, joined[0].column});
    return true;
}

// COUNTIFS(居民[户号],家庭[户号],居民[年龄],">=60"): of each household; empty: it cannot be said.
std::string PathReader::count_of_members(const Filter& filter, size_t reference) const {
    const ledger::Schema& members = words_.schema(filter.ledger);
    const ledger::Schema& own = words_.schema(ledger_);
    if (own.key.empty()) return "";
    std::string text;
    const auto ways = criteria_of(filter, members, 0);
    for (const std::string& criteria : ways) {
        text += fmt::format("{}COUNTIFS({}[{}],{}[{}]{}{})", text.empty() ? "" : "+", members.name,
                            members.columns[reference].name, own.name,
                            own.columns[*own.find_column(own.key[0])].name,
                            criteria.empty() ? "" : ",", criteria);
    }
    return ways.size() > 1 ? "(" + text + ")" : text;
}

}  // namespace yitao::recognise
