#include "recognise/proof/variants.h"

#include <algorithm>
#include <array>
#include <set>

#include "dictionary/measure.h"
#include "recognise/proof/aggregate_text.h"

namespace yitao::recognise {

namespace {

using ledger::ColumnType;

bool is_time(const CriterionText& criterion) {
    return criterion.test.find("期初") != std::string::npos ||
           criterion.test.find("期末") != std::string::npos ||
           criterion.test.find("截至日期") != std::string::npos;
}

// One test as a criterion; nothing where it takes several.
std::optional<CriterionText> criterion_of(const Test& test, size_t ledger,
                                          const ledger::Schema& schema) {
    auto all = criteria_of({ledger, {test}}, schema, 0);
    if (all.size() != 1) return std::nullopt;
    size_t comma = all[0].find(',');
    std::string rest = all[0].substr(comma + 1);
    if (comma == std::string::npos || rest.find(schema.name + "[") == 0) return std::nullopt;
    if (test.kind == Test::Kind::kDates && test.dates.size() > 1) return std::nullopt;
    return CriterionText{all[0].substr(0, comma), std::move(rest)};
}

class VariantMaker {
  public:
    VariantMaker(std::string_view formula, const Vocabulary& words)
        : words_(words), own_(take_apart(formula)) {
        seen_.insert(own_.text(words));
    }

    std::vector<Variant> make() {
        if (own_.calls.empty() || own_.calls.size() > 64) return {};
        for (const CallText& call : own_.calls) {
            auto ledger = ledger_named(words_, call.ledger);
            if (!ledger || (ledger_ && *ledger_ != *ledger)) return {};
            ledger_ = ledger;
        }
        populations();
        bounds();
        times();
        measures();
        states();
        grains();
        people();
        amounts();
        dropped();
        codes();
        added();
        return std::move(variants_);
    }

  private:
    const ledger::Schema& schema() const { return words_.schema(*ledger_); }
    const LedgerFacts& facts() const { return words_.facts(*ledger_); }
    std::string reference(size_t column) const {
        return fmt::format("{}[{}]", schema().name, schema().columns[column].name);
    }

    void add(const AggregateText& changed, Aspect aspect, std::string zh, std::string en) {
        add(changed.text(words_), aspect, std::move(zh), std::move(en));
    }
    void add(std::string text, Aspect aspect, std::string zh, std::string en) {
        if (variants_.size() >= kMaxVariants || !seen_.insert(text).second) return;
        variants_.push_back({std::move(text), aspect, {std::move(zh), std::move(en)}});
    }

    // Every call changed by `change`; of a ratio also only what is above or below the line.
    template <typename Change>
    void change_calls(Aspect aspect, const std::string& zh, const std::string& en, Change change) {
        AggregateText all = own_;
        for (CallText& call : all.calls) {
            change(call);
            sort(call);
        }
        add(all, aspect, zh, en);
        if (own_.calls.size() != 2 || own_.between[1].find('/') == std::string::npos) return;
        for (size_t part = 0; part < 2; ++part) {
            AggregateText one = own_;
            change(one.calls[part]);
            sort(one.calls[part]);
            add(one, aspect, (part == 0 ? "分子" : "分母") + zh,
                en + (part == 0 ? " above the line" : " below the line"));
        }
    }

    // As readings write them: the unit, then by column, so that equal facts are equal texts.
    void sort(CallText& call) const {
        std::ranges::stable_sort(call.criteria, {}, [&](const CriterionText& c) {
            size_t column = column_of(schema(), c.column).value_or(schema().columns.size());
            bool unit = column < schema().columns.size() &&
                        schema().columns[column].id == schema().unit_column;
            return unit ? 0 : column + 1;
        });
    }

    void populations() {
        const auto& standing = facts().standing;
        if (standing.size() < 2) return;
        std::set<std::string> columns;
        for (const auto& tests : standing) {
            for (const Test& test : tests) columns.insert(reference(test.column));
        }
        for (const auto& tests : standing) {
            std::vector<CriterionText> wanted;
            for (const Test& test : tests) {
                if (auto one = criterion_of(test, *ledger_, schema())) wanted.push_back(*one);
            }
            std::string said = words_of({*ledger_, tests}, schema());
            change_calls(Aspect::kPopulation, said.empty() ? "不分户籍与常住" : said,
                         said.empty() ? "everybody on the books" : said, [&](CallText& call) {
                             std::erase_if(call.criteria, [&](const CriterionText& c) {
                                 return columns.contains(c.column);
                             });
                             call.criteria.insert(call.criteria.end(), wanted.begin(),
                                                  wanted.end());
                         });
        }
    }

    std::vector<CriterionText> distinct() const {
        std::vector<CriterionText> all;
        for (const CallText& call : own_.calls) {
            for (const CriterionText& c : call.criteria) {
                auto column = column_of(schema(), c.column);
                bool unit = column && schema().columns[*column].id == schema().unit_column;
                if (!unit && std::ranges::find(all, c) == all.end()) all.push_back(c);
            }
        }
        return all;
    }

    void replace(const CriterionText& old, const std::string& test, Aspect aspect,
                 const std::string& zh, const std::string& en) {
        change_calls(aspect, zh, en, [&](CallText& call) {
            for (CriterionText& c : call.criteria) {
                if (c == old) c.test = test;
            }
        });
    }

    void bounds() {
        for (const CriterionText& c : distinct()) {
            auto column = column_of(schema(), c.column);
            if (!column || schema().columns[*column].type != ColumnType::kInteger) continue;
            for (std::string_view sign : {">=", "<="}) {
                std::string begin = "\"" + std::string(sign);
                if (!c.test.starts_with(begin) || !c.test.ends_with('"')) continue;
                int bound = std::atoi(c.test.c_str() + begin.size());
                const std::string& name = schema().columns[*column].name;
                std::vector<int> others = {bound + 1, bound - 1};
                bool age = name.find("年龄") != std::string::npos;
                if (age && sign == ">=" && bound >= 60) others.insert(others.end(), {60, 65, 80});
                if (age && bound < 60) others.insert(others.end(), {14, 15, 16, 17, 18, 59, 60});
                for (int other : others) {
                    if (other == bound) continue;
                    std::string sign_zh = sign == ">=" ? "≥" : "≤";
                    replace(
                        c, fmt::format("\"{}{}\"", sign, other), Aspect::kBound,
                        fmt::format("{}{}{}", name, sign_zh, other),
                        fmt::format("{} {} {}", schema().columns[*column].name_en, sign, other));
                }
            }
        }
    }

    void times() {
        static constexpr std::array<std::array<const char*, 3>, 4> kDays = {{
            {"期初-1", "上期末时点", "as of the end of the period before"},
            {"期初", "期初时点", "as of the first day of the period"},
            {"期末", "期末时点", "as of the last day of the period"},
            {"DATE(YEAR(截至日期),1,1)-1", "上年末时点", "as of the end of last year"},
        }};
        bool timed = std::ranges::any_of(distinct(), is_time);
        std::string text = own_.text(words_);
        bool moved = text.find("ASOF(") != std::string::npos;
        if (!timed && !moved) {
            for (const auto& [day, zh, en] : kDays) {
                add(fmt::format("=ASOF({},{})", day, text.substr(1)), Aspect::kTime, zh, en);
            }
        }
        if (!moved) windows();
    }

    void windows() {
        using Dates = std::vector<std::string>;
        const std::array<std::tuple<const char*, const char*, Dates>, 4> kWindows = {{
            {"在本期", "within the period", {"\">=\"&期初", "\"<=\"&期末"}},
            {"在本年", "within the year", {"\">=\"&DATE(YEAR(截至日期),1,1)", "\"<=\"&截至日期"}},
            {"在截至日期之前", "up to the date", {"\"<=\"&截至日期"}},
            {"在本期之前", "before the period", {"\"<\"&期初"}},
        }};
        for (size_t c = 0; c < schema().columns.size(); ++c) {
            if (schema().columns[c].type != ColumnType::kDate) continue;
            const std::string& name = schema().columns[c].name;
            for (const auto& [zh, en, dates] : kWindows) {
                change_calls(Aspect::kTime, name + zh,
                             fmt::format("{} {}", schema().columns[c].name_en, en),
                             [&](CallText& call) {
                                 std::erase_if(call.criteria, is_time);
                                 for (const auto& test : dates) {
                                     call.criteria.push_back({reference(c), test});
                                 }
                             });
            }
        }
        if (std::ranges::any_of(distinct(), is_time)) {
            change_calls(Aspect::kTime, "不限时间", "at any time",
                         [](CallText& call) { std::erase_if(call.criteria, is_time); });
        }
    }

    void measures() {
        static constexpr std::array<std::array<const char*, 3>, 6> kFactors = {{
            {"/10000", "以万计", "in ten thousands"},
            {"*10000", "由万折算", "times ten thousand"},
            {"*100", "乘以100", "times a hundred"},
            {"/100", "除以100", "a hundredth"},
            {"/15", "亩折公顷", "from mu to hectares"},
            {"*15", "公顷折亩", "from hectares to mu"},
        }};
        std::string core = own_.text(words_).substr(1);
        for (const auto& [factor, zh, en] : kFactors) {
            add(fmt::format("=({}){}", core, factor), Aspect::kMeasure, zh, en);
        }
    }

    void states() {
        std::set<std::string> columns;
        for (const auto& alternatives : {facts().standing, facts().done}) {
            for (const auto& tests : alternatives) {
                for (const Test& test : tests) columns.insert(reference(test.column));
            }
        }
        if (facts().standing.size() < 2) {
            for (const std::string& column : columns) {
                change_calls(
                    Aspect::kState, "不看状态", "whatever their state", [&](CallText& call) {
                        std::erase_if(call.criteria,
                                      [&](const CriterionText& c) { return c.column == column; });
                    });
            }
        }
        for (const auto& tests : facts().done) {
            if (tests.size() != 1) continue;
            auto open = opposite(tests[0]);
            for (const auto& [test, en] : {std::pair(std::optional(tests[0]), "those over"),
                                           std::pair(open, "those not over")}) {
                auto one = test ? criterion_of(*test, *ledger_, schema()) : std::nullopt;
                if (!one) continue;
                change_calls(Aspect::kState, words_of({*ledger_, {*test}}, schema()), en,
                             [&](CallText& call) {
                                 std::erase_if(call.criteria, [&](const CriterionText& c) {
                                     return c.column == one->column;
                                 });
                                 call.criteria.push_back(*one);
                             });
            }
        }
    }

    void grains() {
        if (facts().members_column < 0) return;
        std::string members = reference(static_cast<size_t>(facts().members_column));
        AggregateText changed = own_;
        bool counted = own_.calls[0].counts();
        for (CallText& call : changed.calls) {
            if (call.counts() != counted || (!counted && call.amount != members)) return;
            call.name = counted ? "SUMIFS" : "COUNTIFS";
            call.amount = counted ? members : "";
        }
        add(changed, Aspect::kGrain, counted ? "按户内人口数" : "按户数",
            counted ? "members, not households" : "households, not members");
    }

    // The people of another ledger instead of the members of households: counted, or what an
    // average is divided by (人均).
    void people() {
        if (own_.calls.size() != 1) return;
        const CallText& own = own_.calls[0];
        bool average = own.name == "AVERAGEIFS";
        int members = facts().members_column;
        bool sum = own.name == "SUMIFS" && members >= 0 &&
                   own.amount == reference(static_cast<size_t>(members));
        if (!average && !sum) return;
        for (size_t i = 0; i < words_.schemas().size(); ++i) {
            const LedgerFacts& others = words_.facts(i);
            if (i == *ledger_ || others.measure != "人" || others.standing.size() < 2) continue;
            for (const auto& tests : others.standing) {
                const ledger::Schema& other = words_.schema(i);
                std::string said = words_of({i, tests}, other);
                if (said.empty()) said = "全部" + other.name;
                AggregateText changed = own_;
                if (average) {
                    changed.calls[0].name = "SUMIFS";
                    changed.calls.push_back(people_of(i, tests));
                    changed.between.insert(changed.between.begin() + 1, "/");
                } else {
                    changed.calls[0] = people_of(i, tests);
                }
                add(changed, Aspect::kGrain, (average ? "除以人数：" : "人数：") + said,
                    (average ? "over the people: " : "the people: ") + said);
            }
        }
    }

    CallText people_of(size_t ledger, const std::vector<Test>& tests) const {
        const ledger::Schema& other = words_.schema(ledger);
        CallText count{other.name, "COUNTIFS", "", {}};
        for (const CriterionText& c : own_.calls[0].criteria) {
            auto column = column_of(schema(), c.column);
            bool unit = column && schema().columns[*column].id == schema().unit_column;
            auto theirs = other.find_column(other.unit_column);
            if (!unit || !theirs) continue;
            count.criteria.push_back(
                {fmt::format("{}[{}]", other.name, other.columns[*theirs].name), c.test});
        }
        for (const Test& test : tests) {
            if (auto one = criterion_of(test, ledger, other)) count.criteria.push_back(*one);
        }
        return count;
    }

    void amounts() {
        for (size_t c = 0; c < schema().columns.size(); ++c) {
            const ledger::Column& column = schema().columns[c];
            bool number =
                column.type == ColumnType::kDecimal || column.type == ColumnType::kInteger;
            AggregateText changed = own_;
            bool fits = number;
            for (CallText& call : changed.calls) {
                auto own = call.counts() ? std::nullopt : column_of(schema(), call.amount);
                fits =
                    fits && own && schema().columns[*own].unit_of_measure == column.unit_of_measure;
                call.amount = reference(c);
            }
            if (fits) add(changed, Aspect::kAmount, column.name, column.name_en);
        }
    }

    void dropped() {
        for (const CriterionText& c : distinct()) {
            auto column = column_of(schema(), c.column);
            if (!column) continue;
            change_calls(Aspect::kDropped, "不看" + schema().columns[*column].name,
                         "whatever " + schema().columns[*column].name_en,
                         [&](CallText& call) { std::erase(call.criteria, c); });
        }
    }

    void codes() {
        constexpr size_t kMostCodes = 24;
        for (const CriterionText& c : distinct()) {
            auto column = column_of(schema(), c.column);
            const ledger::CodeList* list =
                column ? words_.code_list(schema().columns[*column]) : nullptr;
            if (list == nullptr || list->codes.size() > kMostCodes) continue;
            const ledger::Column& own = schema().columns[*column];
            for (const auto& code : list->codes) {
                std::string test = "\"" + code.name + "\"";
                std::string other = "\"<>" + code.name + "\"";
                if (test != c.test) {
                    replace(c, test, Aspect::kCode, own.name + "为" + code.name,
                            own.name_en + " is " + code.name);
                }
                if (other != c.test) {
                    replace(c, other, Aspect::kCode, own.name + "不是" + code.name,
                            own.name_en + " is not " + code.name);
                }
            }
        }
    }

    // One of two codes: 危房 C 级 or D 级.
    void add_pairs(size_t column, const ledger::CodeList& list) {
        constexpr size_t kMostPaired = 8;
        bool plain = own_.is_single() && own_.between[0] == "=" && own_.between[1].empty() &&
                     own_.calls[0].counts();
        if (!plain || list.codes.size() > kMostPaired || list.codes.size() < 3) return;
        for (size_t a = 0; a < list.codes.size(); ++a) {
            for (size_t b = a + 1; b < list.codes.size(); ++b) {
                AggregateText both = own_;
                both.calls.push_back(both.calls[0]);
                both.between = {"=", "+", ""};
                for (size_t i = 0; i < 2; ++i) {
                    auto& criteria = both.calls[i].criteria;
                    std::erase_if(criteria, [&](const CriterionText& c) {
                        return c.column == reference(column);
                    });
                    const std::string& code = list.codes[i == 0 ? a : b].name;
                    criteria.push_back({reference(column), "\"" + code + "\""});
                    sort(both.calls[i]);
                }
                std::string either = list.codes[a].name + "或" + list.codes[b].name;
                add(both, Aspect::kAdded, schema().columns[column].name + "为" + either,
                    fmt::format("{} is {} or {}", schema().columns[column].name_en,
                                list.codes[a].name, list.codes[b].name));
            }
        }
    }

    void added() {
        constexpr size_t kMostCodes = 16;
        std::set<std::string> taken;
        for (const CriterionText& c : distinct()) taken.insert(c.column);
        for (size_t i = 0; i < schema().columns.size(); ++i) {
            const ledger::Column& column = schema().columns[i];
            const ledger::CodeList* list = words_.code_list(column);
            bool unit = column.id == schema().unit_column;
            if (!taken.contains(reference(i)) && !column.required && !unit) {
                change_calls(
                    Aspect::kAdded, column.name + "已登记", column.name_en + " is known",
                    [&](CallText& call) { call.criteria.push_back({reference(i), "\"<>\""}); });
            }
            if (list == nullptr || list->codes.size() > kMostCodes) continue;
            add_pairs(i, *list);
            if (taken.contains(reference(i))) continue;
            for (const auto& code : list->codes) {
                change_calls(Aspect::kAdded, column.name + "为" + code.name,
                             column.name_en + " is " + code.name, [&](CallText& call) {
                                 call.criteria.push_back({reference(i), "\"" + code.name + "\""});
                             });
            }
        }
    }

    const Vocabulary& words_;
    AggregateText own_;
    std::optional<size_t> ledger_;
    std::vector<Variant> variants_;
    std::set<std::string> seen_;
};

}  // namespace

std::vector<Variant> variants_of(std::string_view formula, const Vocabulary& words) {
    if (!formula.starts_with('=')) return {};
    return VariantMaker(formula, words).make();
}

}  // namespace yitao::recognise
