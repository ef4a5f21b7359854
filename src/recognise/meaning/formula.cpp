// From what was understood to a formula, the key of its fact and one sentence.
#include <algorithm>

#include "dictionary/measure.h"
#include "recognise/meaning/understood.h"

namespace yitao::recognise {

namespace {

using losses::kStrayWord;

struct Signed {
    int sign = 1;
    Filter filter;
};

// |A ∪ B| = |A| + |B| − |A ∩ B|, for each union in turn: nobody is counted twice.
std::vector<Signed> expand(const Filter& filter,
                           const std::vector<std::vector<std::vector<Test>>>& unions) {
    std::vector<Signed> terms = {{1, filter}};
    for (const auto& alternatives : unions) {
        std::vector<Signed> grown;
        for (const Signed& term : terms) {
            for (uint32_t set = 1; set < (1U << alternatives.size()); ++set) {
                Signed one = term;
                if (__builtin_popcount(set) % 2 == 0) one.sign = -one.sign;
                bool possible = true;
                for (size_t i = 0; i < alternatives.size() && possible; ++i) {
                    if ((set >> i & 1) == 0) continue;
                    possible = narrow(one.filter, alternatives[i]) != Narrowed::kNothing;
                }
                if (possible) grown.push_back(std::move(one));
            }
        }
        terms = std::move(grown);
        if (terms.size() > 64) return {};
    }
    return terms;
}

class FormulaWriter {
  public:
    FormulaWriter(const Vocabulary& words, const Asked& asked, const Understood& u)
        : words_(words),
          asked_(asked),
          u_(u),
          schema_(words.schema(u.filter.ledger)),
          facts_(words.facts(u.filter.ledger)) {}

    Reading write() {
        Reading reading;
        reading.confidence = u_.confidence;
        reading.doubts = u_.doubts;
        reading.because = u_.because;
        std::string core = u_.compared   ? change()
                           : u_.is_ratio ? ratio()
                                         : in_time(u_.how, u_.amount);
        if (core.empty()) return reading;
        reading.key = core;
        reading.formula = "=" + finish(core);
        explain(reading);
        if (of_itself_) {
            reading.confidence *= losses::kContradiction;
            reading.doubts.emplace_back("share of what");
        }
        if (guessed_ == 0) return reading;
        reading.explanation.zh += fmt::format("小数位数表上没有说，按{}位。", guessed_);
        reading.explanation.en += fmt::format(" Decimals are not said: {}.", guessed_);
        // Departments write 亿元 with one, two or four.
        if (u_.grain.starts_with("亿")) {
            reading.confidence *= kStrayWord;
            reading.doubts.emplace_back("decimals");
        }
        return reading;
    }

  private:
    std::string column(int index) const {
        return fmt::format("{}[{}]", schema_.name,
                           schema_.columns[static_cast<size_t>(index)].name);
    }
    std::string key_column() const {
        auto key = schema_.find_column(schema_.key.empty() ? schema_.unit_column : schema_.key[0]);
        return column(static_cast<int>(key.value_or(0)));
    }

    std::string one(How how, int amount, const std::string& criteria) const {
        switch (how) {
            case How::kCount:
                return criteria.empty() ? fmt::format("COUNTA({})", key_column())
                                        : fmt::format("COUNTIFS({})", criteria);
            case How::kSum:
                return aggregate("SUM", "SUMIFS", amount, criteria);
            case How::kAverage:
                return aggregate("AVERAGE", "AVERAGEIFS", amount, criteria);
            case How::kMost:
                return aggregate("MAX", "MAXIFS", amount, criteria);
            case How::kLeast:
                return aggregate("MIN", "MINIFS", amount, criteria);
        }
        return "";
    }
    std::string aggregate(std::string_view bare, std::string_view with, int amount,
                          const std::string& criteria) const {
        if (criteria.empty()) return fmt::format("{}({})", bare, column(amount));
        return fmt::format("{}({},{})", with, column(amount), criteria);
    }

    // Empty: it cannot be added up from parts (an average over several words), or is too long, or
    // it is not known of what.
    std::string over(How how, int amount, const Filter& filter,
                     const std::vector<std::vector<std::vector<Test>>>& unions) const {
        if (how != How::kCount && amount < 0) return "";  // of which amount was not found
        std::string text;
        size_t parts = 0;
        if (u_.each_once >= 0) return unions.empty() ? different(u_.each_once, filter) : "";
        if (!filter.joined.empty()) return over_joined(how, amount, filter, unions);
        for (const Signed& term : expand(filter, unions)) {
            auto criteria = criteria_of(term.filter, schema_, asked_.unit);
            if (criteria.empty()) return "";
            for (const std::string& one_criteria : criteria) {
                if (!text.empty() || term.sign < 0) text += term.sign < 0 ? "-" : "+";
                text += one(how, amount, one_criteria);
                ++parts;
            }
        }
        if (parts > 64) return "";
        bool adds = how == How::kCount || how == How::kSum;
        return parts > 1 && !adds ? over_parts(how, amount, filter, unions) : text;
    }

    // 党员平均年龄, of two codes: their sum over their number; the largest: of the largest of each.
    std::string over_parts(How how, int amount, const Filter& filter,
                           const std::vector<std::vector<std::vector<Test>>>& unions) const {
        if (how == How::kAverage) {
            Filter known = filter;
            const Test filled{.column = static_cast<size_t>(amount), .kind = Test::Kind::kFilled};
            if (narrow(known, filled) == Narrowed::kNothing) return "";
            const std::string top = over(How::kSum, amount, filter, unions);
            const std::string bottom = over(How::kCount, -1, known, unions);
            return top.empty() || bottom.empty() ? "" : bracket(top) + "/" + bracket(bottom);
        }
        if (how != How::kMost || !unions.empty()) return "";
        std::vector<std::string> each;
        for (const std::string& criteria : criteria_of(filter, schema_, asked_.unit))
            each.push_back(one(how, amount, criteria));
        return fmt::format("MAX({})", fmt::join(each, ","));
    }

    // "(居民[单位]="421221106202")*" where the row is of one unit.
    std::string mask_of_unit() const {
        if (asked_.unit == 0) return "";
        return fmt::format("({}=\"{}\")*",
                           column(static_cast<int>(*schema_.find_column(schema_.unit_column))),
                           org::format_unit_code(asked_.unit));
    }

    std::string different(int of, const Filter& filter) const {
        std::string mask = mask_of(filter, schema_);
        if (!mask.empty()) mask += "*";
        return fmt::format("IFERROR(ROWS(UNIQUE(FILTER({},{}{}({}<>\"\")))),0)", column(of),
                           mask_of_unit(), mask, filter.joined.empty() ? found(of) : column(of));
    }

    // What the rows refer to, where it is one of the unit's: places that have such hazards.
    std::string found(int of) const {
        const ledger::Column& own = schema_.columns[static_cast<size_t>(of)];
        if (own.type != ledger::ColumnType::kReference || words_.refers_to_households(own))
            return column(of);
        for (const ledger::Schema* other : words_.schemas()) {
            if (other->id != own.reference || other->key.empty()) continue;
            const auto key = other->find_column(other->key[0]);
            if (!key) continue;
            return looked_up(schema_, static_cast<size_t>(of), *other, *key, *key);
        }
        return column(of);
    }

    // COUNTIFS cannot look into another ledger: the rows are counted by a mask.
    std::string over_joined(How how, int amount, const Filter& filter,
                            const std::vector<std::vector<std::vector<Test>>>& unions) const {
        const bool adds = how == How::kSum && unions.empty() && asked_.unit == 0;
        if (adds)
            return fmt::format("SUM(FILTER({},{},0))", column(amount), mask_of(filter, schema_));
        if (how != How::kCount || (asked_.unit % 1000 == 0 && asked_.unit != 0)) return "";
        if (asked_.unit != 0 && !schema_.find_column(schema_.unit_column)) return "";
        const std::string unit = mask_of_unit();
        std::string text;
        for (const Signed& term : expand(filter, unions)) {
            if (!text.empty() || term.sign < 0) text += term.sign < 0 ? "-" : "+";
            const std::string mask = unit + mask_of(term.filter, schema_);
            // One comparison alone is true or false, no number.
            text += fmt::format("SUMPRODUCT({}{})", mask.contains(")*(") ? "" : "--", mask);
        }
        return text;
    }

    static std::string bracket(const std::string& text) {
        int depth = 0;
        for (char c : text) {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 && (c == '+' || c == '-')) return "(" + text + ")";
        }
        return text;
    }

    std::string in_time(How how, int amount) const {
        if (u_.per_member) return per_member();
        if (!u_.days.empty()) return days();
        if (u_.window == Window::kBefore) return before(how, amount);
        if (u_.window == Window::kLastYear) return last_year(how, amount);
        return over(how, amount, u_.filter, u_.unions);
    }

    bool is_rate_of_change() const {
        return asked_.measure == "%" || asked_.shape.is_quotient() ||
               (!asked_.path.empty() && asked_.path.back().text.contains("%"));
    }

    // 比上月增减: this figure less the one before; 增幅（%）: over that one.
    std::string change() const {
        const std::string now = in_time(u_.how, u_.amount);
        const std::string then =
            FormulaWriter(words_, asked_, *u_.compared).in_time(u_.how, u_.amount);
        if (now.empty() || then.empty()) return "";
        const std::string less = now + "-" + bracket(then);
        return is_rate_of_change() ? fmt::format("({})/{}", less, bracket(then)) : less;
    }

    // How long it took, on average or at most.
    std::string days() const {
        if (!u_.unions.empty() || (asked_.unit % 1000 == 0 && asked_.unit != 0)) return "";
        std::string mask = mask_of_unit() + mask_of(u_.filter, schema_);
        if (u_.how == How::kMost) return fmt::format("SUMPRODUCT(MAX({}*{}))", mask, u_.days);
        const std::string count = over(How::kCount, -1, u_.filter, u_.unions);
        return count.empty() ? ""
                             : fmt::format("SUMPRODUCT({}*{})/{}", mask, u_.days, bracket(count));
    }

    // What each member has of what households hold, where it is known of the household.
    std::string per_member() const {
        Filter known = u_.filter;
        const bool all = words_.counts_all_members();
        Test filled{.column = static_cast<size_t>(u_.amount), .kind = Test::Kind::kFilled};
        if (!all && narrow(known, filled) == Narrowed::kNothing) return "";
        std::string top = over(How::kSum, u_.amount, u_.filter, u_.unions);
        std::string bottom = over(How::kSum, facts_.members_column, known, u_.unions);
        if (top.empty() || bottom.empty()) return "";
        return bracket(top) + "/" + bracket(bottom);
    }

    // 2025年9月 / 月末未整改
    std::string year_then() const {
        return u_.from_year > 0 ? std::to_string(u_.from_year) : "YEAR(截至日期)";
    }

    // What had happened before the period and was not over then.
    std::string before(How how, int amount) const {
        if (facts_.event_column < 0 || facts_.done_column < 0) {
            std::string now = over(how, amount, u_.filter, u_.unions);
            const std::string day =
                !u_.before_day.empty() ? u_.before_day
                : u_.before_month > 0
                    ? fmt::format("EOMONTH(DATE({},{},1),0)", year_then(), u_.before_month)
                    : std::string("期初-1");
            return now.empty() ? "" : fmt::format("ASOF({},{})", day, now);
        }
        // What had not been over then is told by its dates, not by its state now.
        Filter begun = u_.filter;
        for (const auto& done : facts_.done) {
            for (const Test& end : done) {
                std::erase_if(begun.tests, [&](const Test& t) { return t.column == end.column; });
            }
        }
        Filter over_then = begun;
        const std::string then =
            u_.before_month > 0 ? fmt::format("DATE({},{},1)", year_then(), u_.before_month + 1)
            : u_.before_year    ? fmt::format("DATE({},1,1)", year_then())
                                : std::string("期初");
        const bool day = !u_.before_day.empty();
        auto date = [&](int column) {
            return Test{.column = static_cast<size_t>(column),
                        .kind = Test::Kind::kDates,
                        .dates = {{day ? "<=" : "<", day ? u_.before_day : then}}};
        };
        narrow(begun, date(facts_.event_column));
        narrow(over_then, date(facts_.event_column));
        narrow(over_then, date(facts_.done_column));
        std::string first = over(how, amount, begun, u_.unions);
        std::string second = over(how, amount, over_then, u_.unions);
        if (first.empty() || second.empty()) return "";
        return first + "-" + bracket(second);
    }

    std::string last_year(How how, int amount) const {
        int date = u_.event >= 0 ? u_.event : facts_.event_column;
        if (date < 0) {
            std::string now = over(how, amount, u_.filter, u_.unions);
            return now.empty() ? "" : fmt::format("ASOF(EDATE(截至日期,-12),{})", now);
        }
        Filter then = u_.filter;
        narrow(then, same_period_of_last_year(date));
        return over(how, amount, then, u_.unions);
    }

    std::string ratio() const {
        std::string top, bottom;
        if (u_.ratio_top >= 0) {
            top = over(How::kSum, u_.ratio_top, u_.filter, u_.unions);
            bottom = over(How::kSum, u_.ratio_base, u_.filter, u_.unions);
        } else {
            auto unions = u_.unions;
            if (!u_.share.empty()) unions.push_back(u_.share);
            // 企业税收占比: of what all of them pay.
            const How how = u_.amount >= 0 ? How::kSum : How::kCount;
            top = over(how, u_.amount, u_.filter, unions);
            Filter base = u_.has_base ? u_.base : u_.filter;
            if (!u_.base_everywhere) base.joined = u_.filter.joined;
            // 有人外出务工的户 / 占总户数: who lives in them is what is shared.
            if (u_.has_base) {
                std::erase_if(base.joined,
                              [](const Joined& one) { return one.name.contains("COUNTIFS("); });
            }
            if (narrow(base, u_.base_extra) == Narrowed::kNothing) return "";
            bottom = over(how, u_.amount, base,
                          u_.has_base ? std::vector<std::vector<std::vector<Test>>>{} : u_.unions);
        }
        if (top.empty() || bottom.empty()) return "";
        const bool unread = std::ranges::any_of(
            u_.doubts, [](const std::string& doubt) { return doubt.starts_with("unknown"); });
        of_itself_ = top == bottom && (!u_.has_base || unread);
        return bracket(top) + "/" + bracket(bottom);
    }

    std::string finish(const std::string& core) {
        int decimals = asked_.shape.decimals;
        if (u_.is_ratio || (u_.compared && is_rate_of_change())) {
            if (asked_.shape.is_quotient()) {
                return fmt::format("IFERROR(ROUND({},{}),\"\")", core,
                                   asked_.shape.quotient_decimals());
            }
            const int places = asked_.shape.whole ? 0 : decimals > 0 ? decimals : 2;
            guessed_ = decimals > 0 || asked_.shape.whole ? 0 : 2;
            const int per = std::max(100, share_per(asked_));
            return fmt::format("IFERROR(ROUND({}*{},{}),\"\")", core, per, places);
        }
        // 户籍人口（万人）: how many, in ten thousands.
        const std::string& rows = words_.facts(u_.filter.ledger).measure;
        const std::string& own = u_.amount >= 0 ? u_.amount_measure : rows;
        auto factor = dictionary::convert(own, u_.grain);
        bool turned = !own.empty() && factor && !(*factor == dictionary::Factor{});
        std::string value = core;
        if (turned) {
            value = bracket(value);
            if (factor->denominator != 1) value += fmt::format("/{}", factor->denominator);
            if (factor->numerator != 1) value += fmt::format("*{}", factor->numerator);
        }
        const bool whole = asked_.shape.whole;
        int digits = decimals > 0 ? decimals : u_.grain.starts_with("亿") ? 4 : 2;
        if (whole) digits = 0;
        bool rounds = u_.how == How::kAverage || turned;
        guessed_ = rounds && decimals <= 0 && !whole ? digits : 0;
        if (u_.how == How::kAverage) {
            return fmt::format("IFERROR(ROUND({},{}),\"\")", value, digits);
        }
        // 总面积取整数, of a column with decimals.
        const bool multiple = u_.grain.starts_with("万") || u_.grain.starts_with("亿");
        const bool cut =
            whole && !multiple && u_.amount >= 0 &&
            schema_.columns[static_cast<size_t>(u_.amount)].type == ledger::ColumnType::kDecimal;
        if (turned || cut) value = fmt::format("ROUND({},{})", value, digits);
        const bool extreme = u_.how == How::kMost || u_.how == How::kLeast;
        return extreme ? blank_without_any(value) : value;
    }

    // The largest of none is no 0.
    std::string blank_without_any(const std::string& value) const {
        const auto criteria = criteria_of(u_.filter, schema_, asked_.unit);
        const bool plain = criteria.size() == 1 && u_.unions.empty() && u_.filter.joined.empty();
        if (!plain || u_.amount < 0) return value;
        if (u_.how == How::kMost && words_.fills_zero_for_none()) return value;
        return fmt::format("IF(COUNTIFS({}{}{},\"<>\")=0,\"\",{})", criteria[0],
                           criteria[0].empty() ? "" : ",", column(u_.amount), value);
    }

    // One sentence each for the officer.
    void explain(Reading& reading) const {
        static constexpr std::string_view kDo[] = {"", "合计", "平均", "最大值", "最小值"};
        static constexpr std::string_view kDoEn[] = {"Number of rows", "Sum", "Average", "Largest",
                                                     "Smallest"};
        auto how = static_cast<size_t>(u_.how);
        std::string rows = words_of(u_.filter, schema_);
        std::string what = facts_.measure.empty() ? "数量" : facts_.measure + "数";
        std::string what_en(kDoEn[how]);
        if (!u_.days.empty()) {
            what = "天数" + std::string(kDo[how]);
            what_en += " of days taken";
        } else if (u_.amount >= 0) {
            const ledger::Column& column = schema_.columns[static_cast<size_t>(u_.amount)];
            what = column.name + std::string(kDo[how]);
            what_en += " of " + column.name_en;
        }
        if (u_.is_ratio) {
            what = "比率";
            what_en = "Share";
            if (!u_.share.empty()) {
                what = words_of({u_.filter.ledger, u_.share[0]}, schema_) + "的比率";
            } else if (u_.has_base) {
                what = "占" + words_of(u_.base, schema_) + "的比率";
            }
        }
        const auto [when, when_en] = time_then();
        reading.explanation.zh = fmt::format(
            "{}“{}”台账中{}{}{}{}。", asked_.unit == 0 ? "" : "本行单位", schema_.name, when,
            rows.empty() ? "全部" : rows + "的", what, u_.unions.empty() ? "" : "（几类去重合并）");
        reading.explanation.en =
            fmt::format("{} in {}{}{}.", what_en, schema_.name_en,
                        rows.empty() ? "" : fmt::format(" where {}", rows), when_en);
    }

    // Another time than the report's, where no test of the rows says it.
    std::pair<std::string, std::string> time_then() const {
        if (u_.window == Window::kLastYear)
            return {"上年同期", ", in the same period of last year"};
        if (u_.window != Window::kBefore) return {};
        if (!u_.before_day.empty()) return {"那天终了时", ", at the end of that day"};
        if (u_.before_month > 0)
            return {fmt::format("{}月末时", u_.before_month),
                    fmt::format(", at the end of month {}", u_.before_month)};
        if (u_.before_year) return {"上年末时", ", at the end of last year"};
        return {"期初时", ", at the start of the period"};
    }

    const Vocabulary& words_;
    const Asked& asked_;
    const Understood& u_;
    const ledger::Schema& schema_;
    const LedgerFacts& facts_;
    mutable bool of_itself_ = false;  // 老年人口比重：60岁及以上, read as all of those
    int guessed_ = 0;                 // decimals that neither the format nor a note gives
};

}  // namespace

Reading write_reading(const Vocabulary& words, const Asked& asked, const Understood& understood) {
    return FormulaWriter(words, asked, understood).write();
}

}  // namespace yitao::recognise
