// Of which time a cell asks: the date that a period is put to, and what states say it has happened.
#include <algorithm>

#include "recognise/meaning/understood.h"

namespace yitao::recognise {

namespace {

using namespace losses;

bool tests_state(const Filter& filter, const std::vector<std::vector<Test>>& done) {
    for (const Test& test : filter.tests) {
        if (test.kind == Test::Kind::kDates) return true;
        for (const auto& alternative : done) {
            for (const Test& end : alternative) {
                if (end.column == test.column && !(end == test)) return true;
            }
        }
    }
    return false;
}

class Timer {
  public:
    Timer(const Vocabulary& words, Understood& u)
        : words_(words),
          u_(u),
          schema_(words.schema(u.filter.ledger)),
          facts_(words.facts(u.filter.ledger)) {}

    void settle() {
        take_own_period();
        bool dated = facts_.event_column >= 0;
        bool ranged = u_.window == Window::kPeriod || u_.window == Window::kYear ||
                      u_.window == Window::kLastPeriod || u_.window == Window::kWholeLastYear ||
                      u_.window == Window::kLastYearSoFar || u_.window == Window::kYears ||
                      u_.window == Window::kDays;
        if (u_.window == Window::kAll) return take_all();
        if (ranged || u_.window == Window::kLastYear) take_date_of_form();
        if (ranged) return settle_window();
        if (u_.window == Window::kBefore) {
            if (!dated) u_.doubt(kStrayWord, "before");
            return;
        }
        if (u_.window == Window::kLastYear) {
            bool known = (u_.event >= 0 || dated) && u_.same_month;
            if (!known)
                u_.doubt(kStrayWord, "last year");
            else if (u_.is_ratio && u_.ratio_top < 0)
                settle_window();  // 上年同月 / 调解成功率
            return;
        }
        bool as_it_stands = u_.window == Window::kNone || u_.window == Window::kNow;
        if (u_.event >= 0 && !u_.done.empty() && as_it_stands) {
            take_done();
        } else if (u_.event >= 0 && u_.window == Window::kNone) {
            // 迁入时间 / 未登记: at no time.
            const bool never = std::ranges::any_of(u_.filter.tests, [&](const Test& test) {
                return test.kind == Test::Kind::kBlank &&
                       test.column == static_cast<size_t>(u_.event);
            });
            if (!never) u_.doubt(kWhichTime, "when");
            return;
        }
        // 期限 alone is no event: before it, or past it?
        if (u_.event >= 0 && u_.window == Window::kNow && u_.done.empty()) {
            u_.doubt(kStrayWord, "which date");
        }
        if (dated && u_.window == Window::kNone && !tests_state(u_.filter, facts_.done)) {
            u_.doubt(kWhichTime, "when");
        }
    }

  private:
    // 所属期：2026年9月: what 本月, 上月, 期初 and 期末 are then.
    void take_own_period() {
        const bool days =
            u_.window == Window::kDays || u_.window == Window::kYears || u_.window == Window::kAll;
        const bool before = u_.window == Window::kBefore;
        const bool told =
            before && (u_.before_year || u_.before_month > 0 || !u_.before_day.empty());
        const bool year = u_.window == Window::kYear;
        if (days || told || (year && (u_.last_month > 0 || u_.from_year > 0))) return;
        const bool late = words_.is_reported_late();
        if (!words_.period()) return;
        const auto& [first, last] = *words_.period();
        const bool open = (u_.window == Window::kNow || u_.window == Window::kNone) &&
                          u_.event < 0 && facts_.event_column >= 0 && facts_.done_column >= 0 &&
                          tests_state(u_.filter, facts_.done) && !is_over();
        if (u_.window == Window::kPeriod) {
            take_days({{">=", first}, {"<=", last}});
        } else if (u_.window == Window::kLastPeriod) {
            take_days({{">=", fmt::format("EDATE({},-1)", first)}, {"<", first}});
        } else if (year) {
            take_days({{">=", fmt::format("DATE(YEAR({}),1,1)", last)}, {"<=", last}});
        } else if (before || open) {
            u_.before_day = before ? first + "-1" : last;
            u_.window = Window::kBefore;
        } else if (late || u_.window == Window::kLastYear) {
            u_.doubt(kWhichTime, "which period");
        }
    }

    void take_days(std::vector<std::pair<std::string, std::string>> dates) {
        u_.window = Window::kDays;
        u_.dates = std::move(dates);
    }

    // 1月至本月 / 办结, and all columns go by the day they came in: of those, what is over.
    void take_date_of_form() {
        const int date = words_.date_of(u_.filter.ledger);
        if (date < 0 || u_.event < 0 || u_.event == date || u_.done.empty()) return;
        take_done();
        u_.event = date;
        u_.done.clear();
    }

    // 历年化解: it has happened; 历年发现: every row; 历年迁入: of those who came.
    void take_all() {
        if (u_.event < 0) return;
        // 历年逾期整改: late and over at once.
        const bool never = u_.done.size() == 1 && [&] {
            Filter both = u_.filter;
            return narrow(both, u_.done[0]) == Narrowed::kNothing;
        }();
        if (never) return u_.doubt(kContradiction, "contradiction");
        if (!u_.done.empty()) return take_done();
        if (u_.event == facts_.event_column) return;
        narrow(u_.filter,
               Test{.column = static_cast<size_t>(u_.event), .kind = Test::Kind::kFilled});
    }

    // What the event named means where no time is said: it has happened.
    void take_done() {
        if (u_.event < 0 || u_.done.empty()) return;
        if (u_.done.size() == 1) {
            narrow(u_.filter, u_.done[0]);
        } else {
            u_.unions.push_back(u_.done);
        }
    }

    bool is_over() const {
        return std::ranges::any_of(u_.filter.tests,
                                   [&](const Test& test) { return facts_.ends(test); });
    }

    // 本年计划投资, 月养老金: the column holds the year's or the month's figure already.
    bool column_is_of(Window window) const {
        // 2026年投资 / 完成率: what stands over the line.
        const bool rate = u_.is_ratio && u_.ratio_top >= 0;
        const int column = u_.amount >= 0 && !rate ? u_.amount : u_.ratio_top;
        if (column < 0) return false;
        const std::string& name = schema_.columns[static_cast<size_t>(column)].name;
        if (window == Window::kDays) return false;
        bool year = window == Window::kYear || window == Window::kYears;
        std::string_view sign = year ? "年" : "月";
        return name.find(sign) != std::string::npos;
    }

    // 当年 / 开工: the state is asked as of a time, and a date of it is known.
    bool has_date_of_state() const {
        return std::ranges::any_of(u_.filter.tests, [&](const Test& test) {
            return std::ranges::any_of(test.words, [&](const std::string& word) {
                return std::ranges::any_of(schema_.columns, [&](const ledger::Column& column) {
                    return column.type == ledger::ColumnType::kDate &&
                           column.name.starts_with(word);
                });
            });
        });
    }

    // 本年 / 合并, where 合并 is a code of 处置 and the ledger has 处置日期; -1: none.
    int date_of_code() const {
        std::vector<Test> codes = u_.filter.tests;
        for (const auto& alternatives : u_.unions) {  // 合并、关闭
            for (const auto& tests : alternatives)
                codes.insert(codes.end(), tests.begin(), tests.end());
        }
        for (const Test& test : codes) {
            if (test.kind != Test::Kind::kWords || test.others) continue;
            auto date = schema_.find_column_named(schema_.columns[test.column].name + "日期");
            // 保留 / 2021—2023年: what is kept has had nothing done to it on a day.
            if (!facts_.done.empty() && !facts_.ends(test)) continue;
            if (date && schema_.columns[*date].type == ledger::ColumnType::kDate)
                return static_cast<int>(*date);
        }
        return -1;
    }

    // 本年 / 开工项目, where 开工 is a code of 阶段 and the ledger has 开工日期: what began then,
    // whatever stage it is at now; -1: none. `event`: the date that is named, -1: none is.
    int take_date_of_stage(int event) {
        // 开工项目 / 2024年: what began in that year, for nothing is at its stage of then now.
        if (u_.window_alone && u_.window != Window::kYears) return event;
        for (size_t i = 0; i < u_.filter.tests.size(); ++i) {
            const Test& test = u_.filter.tests[i];
            bool code = test.kind == Test::Kind::kWords && !test.others && test.words.size() == 1;
            if (!code) continue;
            auto date = schema_.find_column_named(test.words[0] + "日期");
            if (!date || schema_.columns[*date].type != ledger::ColumnType::kDate) continue;
            // 调解成功日期 is another name of 办结日期: a result, not a stage that has a date.
            const bool own = schema_.columns[*date].name == test.words[0] + "日期";
            if (event >= 0 && (static_cast<int>(*date) != event || !own)) continue;
            u_.filter.tests.erase(u_.filter.tests.begin() + static_cast<long>(i));
            return static_cast<int>(*date);
        }
        return event;
    }

    void settle_window() {
        int column = u_.event >= 0 ? u_.event : facts_.event_column;
        const int state = words_.date_of_state(u_.filter.ledger, u_.filter.tests);
        if (u_.event < 0 && state >= 0) column = state;
        // 按办结日期归月 over 调解成功: no heading says which date, the form does.
        const int said = words_.date_of(u_.filter.ledger);
        if (u_.event < 0 && state < 0 && said >= 0) column = said;
        if (column < 0 && !u_.window_generic) column = date_of_code();
        // 年限＝成立日期至10月31日的周年数, 按成立日期统计: the form says which date.
        if (column < 0) column = said;
        const bool stage = column < 0 || u_.event >= 0;  // 本年竣工项目（按竣工日期）
        if (stage && !u_.window_generic) column = take_date_of_stage(column);
        // 2025年及以前开工 / 本年完成投资: when it began, whatever year the amount is of.
        const bool happened =
            u_.window == Window::kYears && column >= 0 && (u_.from_year == 0 || u_.to_year == 0);
        if (column_is_of(u_.window) && !happened) return take_done();
        if (column < 0) {
            // 本期, or a column 本年 beside 上年, over what has no date: as things stand then.
            const bool years = u_.window == Window::kYears || u_.window == Window::kDays;
            // 一季度末 is no report's own time.
            const bool part = u_.window == Window::kYear && u_.last_month > 0;
            if (u_.window_alone && !years && !part && !has_date_of_state()) return;
            return u_.doubt(kWhichTime, "which date");
        }
        // 本月化解 without 受理: what was over within the month.
        bool over =
            u_.event < 0 && said < 0 && u_.window != Window::kYear && facts_.done_column >= 0;
        if (over && is_over()) column = facts_.done_column;
        const bool born = schema_.columns[static_cast<size_t>(column)].name == "出生日期";
        if (born && u_.from_year == 0 && words_.ignores_years_of_birth())
            u_.doubt(kWhichTime, "of any year");
        const Test test = u_.window == Window::kLastYear ? same_period_of_last_year(column)
                                                         : *window_test(u_, column);
        if (narrow(u_.filter, test) == Narrowed::kNothing)  // 没有迁入日期的 / 本年
            u_.doubt(kContradiction, "contradiction");
        if (u_.has_base) narrow(u_.base, test);
    }

    const Vocabulary& words_;
    Understood& u_;
    const ledger::Schema& schema_;
    const LedgerFacts& facts_;
};

}  // namespace

void settle_time(const Vocabulary& words, Understood& understood) {
    Timer(words, understood).settle();
}

}  // namespace yitao::recognise
