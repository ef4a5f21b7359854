#include "recognise/vocabulary/filter.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace yitao::recognise {

namespace {

constexpr size_t kMaxTerms = 24;

std::string number_text(double value) {
    const bool is_whole = value == std::floor(value) && std::fabs(value) < 1e15;
    return is_whole ? fmt::format("{}", static_cast<int64_t>(value)) : fmt::format("{}", value);
}

bool has(const std::vector<std::string>& words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
}

// Words that satisfy both; nothing where there are none.
std::optional<Test> both_words(const Test& a, const Test& b) {
    Test result = a;
    result.words.clear();
    if (a.others && b.others) {
        result.words = a.words;
        for (const auto& word : b.words) {
            if (!has(result.words, word)) result.words.push_back(word);
        }
        return result;
    }
    const Test& positive = a.others ? b : a;
    const Test& other = a.others ? a : b;
    if (!a.others && !b.others) {  // A* and A03: the narrower
        for (const auto& [wide, narrow] : {std::pair(&a, &b), std::pair(&b, &a)}) {
            bool within = std::ranges::all_of(narrow->words, [&](const std::string& word) {
                return std::ranges::any_of(wide->words, [&](const std::string& prefix) {
                    return prefix.ends_with("*") && word.size() >= prefix.size() &&
                           word.starts_with(prefix.substr(0, prefix.size() - 1));
                });
            });
            if (within) return *narrow;
        }
    }
    for (const auto& word : positive.words) {
        if (has(other.words, word) != other.others) result.words.push_back(word);
    }
    result.others = false;
    if (result.words.empty()) return std::nullopt;
    return result;
}

std::optional<Test> both_numbers(const Test& a, const Test& b) {
    Test result = a;
    if (b.least && (!a.least || *b.least > *a.least || (*b.least == *a.least && b.least_open))) {
        result.least = b.least;
        result.least_open = b.least_open;
    }
    if (b.most && (!a.most || *b.most < *a.most || (*b.most == *a.most && b.most_open))) {
        result.most = b.most;
        result.most_open = b.most_open;
    }
    if (result.least && result.most && *result.least > *result.most) return std::nullopt;
    return result;
}

// Both tests at once. Filled is implied by every other test but blank.
std::optional<Test> both(const Test& a, const Test& b) {
    using Kind = Test::Kind;
    if (a == b) return a;
    if (a.kind == Kind::kBlank || b.kind == Kind::kBlank) return std::nullopt;
    if (a.kind == Kind::kFilled && !(b.kind == Kind::kWords && b.others)) return b;
    if (b.kind == Kind::kFilled && !(a.kind == Kind::kWords && a.others)) return a;
    if (a.kind != b.kind) return a.kind == Kind::kWords ? a : b;
    if (a.kind == Kind::kWords) return both_words(a, b);
    if (a.kind == Kind::kNumber) return both_numbers(a, b);
    return b;
}

void number_criteria(const Test& test, const std::string& name, std::vector<std::string>& out) {
    if (test.least && test.most && *test.least == *test.most) {
        out.push_back(fmt::format("{},\"{}\"", name, number_text(*test.least)));
        return;
    }
    if (test.least) {
        out.push_back(fmt::format("{},\"{}{}\"", name,
                                  test.least_open ? ">" : ">=", number_text(*test.least)));
    }
    if (test.most) {
        out.push_back(
            fmt::format("{},\"{}{}\"", name, test.most_open ? "<" : "<=", number_text(*test.most)));
    }
}

std::string column_name(const ledger::Schema& schema, size_t column) {
    return fmt::format("{}[{}]", schema.name, schema.columns[column].name);
}

// Each inner vector is one way to satisfy the test.
std::vector<std::vector<std::string>> ways_of(const Test& test, const std::string& name) {
    std::vector<std::vector<std::string>> ways;
    switch (test.kind) {
        case Test::Kind::kWords:
            if (test.others) {
                ways.emplace_back();
                for (const auto& word : test.words) {
                    ways[0].push_back(fmt::format("{},\"<>{}\"", name, word));
                }
            } else {
                for (const auto& word : test.words) {
                    ways.push_back({fmt::format("{},\"{}\"", name, word)});
                }
            }
            break;
        case Test::Kind::kNumber:
            ways.emplace_back();
            number_criteria(test, name, ways[0]);
            break;
        case Test::Kind::kDates:
            ways.emplace_back();
            for (const auto& [compare, expression] : test.dates) {
                ways[0].push_back(fmt::format("{},\"{}\"&{}", name, compare, expression));
            }
            break;
        case Test::Kind::kFilled:
            ways.push_back({name + ",\"<>\""});
            break;
        case Test::Kind::kBlank:
            ways.push_back({name + ",\"\""});
            break;
    }
    return ways;
}

std::string words_mask(const Test& test, const std::string& name) {
    std::string text;
    for (const auto& word : test.words) {
        const bool within = word.starts_with('*') && word.size() > 2;  // *送戏*
        const bool prefix = word.ends_with('*');
        std::string one =
            within
                ? fmt::format("ISNUMBER(SEARCH(\"{}\",{}))", word.substr(1, word.size() - 2), name)
            : prefix ? fmt::format("(LEFT({},{})=\"{}\")", name, code_point_count(word) - 1,
                                   word.substr(0, word.size() - 1))
                     : fmt::format("({}{}\"{}\")", name, test.others ? "<>" : "=", word);
        if (!text.empty()) text += test.others ? "*" : "+";
        text += one;
    }
    return test.words.size() > 1 && !test.others ? "(" + text + ")" : text;
}

std::string test_mask(const Test& test, const std::string& name) {
    std::string text;
    auto add = [&](std::string_view compare, const std::string& value) {
        if (!text.empty()) text += "*";
        text += fmt::format("({}{}{})", name, compare, value);
    };
    switch (test.kind) {
        case Test::Kind::kWords:
            return words_mask(test, name);
        case Test::Kind::kFilled:
            return fmt::format("({}<>\"\")", name);
        case Test::Kind::kBlank:
            return fmt::format("({}=\"\")", name);
        case Test::Kind::kDates:
            for (const auto& [compare, expression] : test.dates) add(compare, expression);
            return fmt::format("{}*({}<>\"\")", text, name);
        case Test::Kind::kNumber:
            if (test.least && test.least == test.most) {
                add("=", number_text(*test.least));
            } else {
                if (test.least) add(test.least_open ? ">" : ">=", number_text(*test.least));
                if (test.most) add(test.most_open ? "<" : "<=", number_text(*test.most));
            }
            // How many members a household has is never blank.
            // Nor are days between two dates that are known.
            return name.contains("COUNTIFS(") || name.starts_with('(')
                       ? text
                       : fmt::format("{}*({}<>\"\")", text, name);
    }
    return text;
}

// "发现日期在本期", not ">= 期初 <= 期末".
std::string dates_words(const Test& test) {
    auto has = [&](std::string_view compare, std::string_view expression) {
        return std::ranges::any_of(test.dates, [&](const auto& date) {
            return date.first == compare && date.second == expression;
        });
    };
    if (has(">=", "期初") && has("<=", "期末")) return "在本期";
    if (has(">=", "DATE(YEAR(截至日期),1,1)") && has("<=", "截至日期")) return "在本年";
    if (has(">=", "EDATE(期初,-12)")) return "在上年同期";
    if (test.dates.size() == 1 && has("<", "期初")) return "在本期之前";
    if (test.dates.size() == 1 && has("<", "截至日期")) return "早于截至日期";
    std::string text;
    for (const auto& [compare, expression] : test.dates) {
        text += fmt::format(" {} {}", compare, expression);
    }
    return text;
}

std::string test_words(const Test& test, const std::string& name) {
    std::string text = name;
    switch (test.kind) {
        case Test::Kind::kWords:
            if (!test.others && test.words.size() == 1 && test.words[0].starts_with('*'))
                return text +
                       fmt::format("含“{}”", test.words[0].substr(1, test.words[0].size() - 2));
            text += test.others ? "不是" : "为";
            return text + fmt::format("{}", fmt::join(test.words, "或"));
        case Test::Kind::kFilled:
            return text + "已登记";
        case Test::Kind::kBlank:
            return text + "为空";
        case Test::Kind::kDates:
            return text + dates_words(test);
        case Test::Kind::kNumber:
            if (test.least && test.most && *test.least == *test.most) {
                return text + "＝" + number_text(*test.least);
            }
            if (test.least) text += (test.least_open ? "＞" : "≥") + number_text(*test.least);
            if (test.least && test.most) text += "且";
            if (test.most) text += (test.most_open ? "＜" : "≤") + number_text(*test.most);
            return text;
    }
    return text;
}

struct Comparison {
    std::string_view sign;
    size_t at = std::string_view::npos;
};

Comparison find_comparison(std::string_view text) {
    Comparison best;
    for (std::string_view sign : {"<>", ">=", "<=", "=", ">", "<"}) {
        size_t at = text.find(sign);
        if (at == std::string_view::npos || at > best.at) continue;
        if (at == best.at && sign.size() < best.sign.size()) continue;
        best = {sign, at};
    }
    return best;
}

Result<Test> parse_test(std::string_view text, const ledger::Schema& schema) {
    Comparison compare = find_comparison(text);
    std::string name(text.substr(0, std::min(compare.at, text.size())));
    std::optional<size_t> column = schema.find_column_named(name);
    if (compare.sign.empty() || !column) {
        return fail(ErrorCode::kInvalid, fmt::format("“{}”不是台账{}的条件", text, schema.name),
                    fmt::format("\"{}\" is no condition on {}", text, schema.name));
    }
    std::string value(text.substr(compare.at + compare.sign.size()));
    Test test;
    test.column = *column;
    bool equality = compare.sign == "=" || compare.sign == "<>";
    if (equality && value.empty()) {
        test.kind = compare.sign == "=" ? Test::Kind::kBlank : Test::Kind::kFilled;
        return test;
    }
    if (schema.columns[*column].type == ledger::ColumnType::kDate) {
        test.kind = Test::Kind::kDates;
        test.dates.emplace_back(compare.sign, value);
        return test;
    }
    bool is_number = schema.columns[*column].type == ledger::ColumnType::kInteger ||
                     schema.columns[*column].type == ledger::ColumnType::kDecimal;
    if (!is_number) {
        test.others = compare.sign == "<>";
        for (size_t from = 0; from <= value.size();) {
            size_t to = std::min(value.find('|', from), value.size());
            test.words.push_back(value.substr(from, to - from));
            from = to + 1;
        }
        return test;
    }
    test.kind = Test::Kind::kNumber;
    double number = std::strtod(value.c_str(), nullptr);
    if (compare.sign == "=" || compare.sign.starts_with('>')) test.least = number;
    if (compare.sign == "=" || compare.sign.starts_with('<')) test.most = number;
    test.least_open = compare.sign == ">";
    test.most_open = compare.sign == "<";
    // Of whole numbers < 18 is <= 17: one way to say it, so that equal facts are seen as equal.
    if (schema.columns[*column].type == ledger::ColumnType::kInteger) {
        if (std::exchange(test.least_open, false)) test.least = number + 1;
        if (std::exchange(test.most_open, false)) test.most = number - 1;
    }
    return test;
}

}  // namespace

Narrowed narrow(Filter& filter, const Test& test) {
    auto at = std::ranges::lower_bound(filter.tests, test.column, {}, &Test::column);
    if (at == filter.tests.end() || at->column != test.column) {
        filter.tests.insert(at, test);
        return Narrowed::kKept;
    }
    std::optional<Test> result = both(*at, test);
    if (!result) return Narrowed::kNothing;
    bool replaced = at->kind == Test::Kind::kDates && !(*at == test);
    *at = std::move(*result);
    return replaced ? Narrowed::kReplaced : Narrowed::kKept;
}

Narrowed narrow(Filter& filter, const std::vector<Test>& tests) {
    Filter tried = filter;
    Narrowed worst = Narrowed::kKept;
    for (const Test& test : tests) {
        Narrowed one = narrow(tried, test);
        if (one == Narrowed::kNothing) return one;
        if (one == Narrowed::kReplaced) worst = one;
    }
    filter = std::move(tried);
    return worst;
}

bool is_some_of(const Test& few, const Test& all) {
    const bool codes = few.column == all.column && few.kind == Test::Kind::kWords &&
                       all.kind == Test::Kind::kWords && !few.others && !all.others;
    return codes && few.words.size() < all.words.size() &&
           std::ranges::all_of(
               few.words,
               [&](const std::string& word) {
                   return std::ranges::find(all.words, word) != all.words.end();
               });
}

std::optional<Test> opposite(const Test& test) {
    Test result = test;
    switch (test.kind) {
        case Test::Kind::kWords:
            result.others = !test.others;
            return result;
        case Test::Kind::kFilled:
            result.kind = Test::Kind::kBlank;
            return result;
        case Test::Kind::kBlank:
            result.kind = Test::Kind::kFilled;
            return result;
        case Test::Kind::kNumber:
            if (test.least.has_value() == test.most.has_value()) return std::nullopt;
            result.least = test.most;
            result.least_open = !test.most_open;
            result.most = test.least;
            result.most_open = !test.least_open;
            return result;
        case Test::Kind::kDates:
            return std::nullopt;
    }
    return std::nullopt;
}

Result<std::vector<Test>> parse_tests(std::string_view text, const ledger::Schema& schema) {
    constexpr std::string_view kAnd = "且";
    std::vector<Test> tests;
    for (size_t from = 0; from <= text.size();) {
        size_t to = std::min(text.find(kAnd, from), text.size());
        tests.push_back(TRY(parse_test(text.substr(from, to - from), schema)));
        from = to + kAnd.size();
    }
    return tests;
}

std::vector<std::string> criteria_of(const Filter& filter, const ledger::Schema& schema,
                                     org::UnitCode unit) {
    std::vector<std::string> terms(1);
    if (unit != 0) {
        if (auto column = schema.find_column(schema.unit_column)) {
            terms[0] =
                fmt::format("{},\"{}\"", column_name(schema, *column), org::format_unit_code(unit));
        }
    }
    for (const Test& test : filter.tests) {
        std::vector<std::string> grown;
        auto ways = ways_of(test, column_name(schema, test.column));
        if (terms.size() * ways.size() > kMaxTerms) return {};
        for (const std::string& term : terms) {
            for (const auto& way : ways) {
                std::string text = term;
                for (const auto& criterion : way) text += (text.empty() ? "" : ",") + criterion;
                grown.push_back(std::move(text));
            }
        }
        terms = std::move(grown);
    }
    return terms;
}

std::string looked_up(const ledger::Schema& own, size_t reference, const ledger::Schema& other,
                      size_t key, size_t shown) {
    return fmt::format("XLOOKUP({}[{}],{}[{}],{}[{}],\"\")", own.name, own.columns[reference].name,
                       other.name, other.columns[key].name, other.name, other.columns[shown].name);
}

std::string mask_of(const Filter& filter, const ledger::Schema& schema) {
    std::string text;
    for (const Test& test : filter.tests) {
        if (!text.empty()) text += "*";
        text += test_mask(test, column_name(schema, test.column));
    }
    for (const Joined& joined : filter.joined) {
        if (!text.empty()) text += "*";
        text += test_mask(joined.test, joined.name);
    }
    return text;
}

std::string words_of(const Filter& filter, const ledger::Schema& schema) {
    std::string text;
    for (const Test& test : filter.tests) {
        if (!text.empty()) text += "、";
        text += test_words(test, schema.columns[test.column].name);
    }
    for (const Joined& joined : filter.joined) {
        if (!text.empty()) text += "、";
        text += test_words(joined.test, joined.column);
    }
    return text;
}

}  // namespace yitao::recognise
