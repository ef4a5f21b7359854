#include "report/period.h"

#include <gtest/gtest.h>

namespace yitao::report {
namespace {

std::string shown(std::string_view text) {
    auto period = parse_period(text);
    return period ? period->start.iso() + ".." + period->end.iso() : "refused";
}

TEST(Period, IsReadAsPeopleWriteIt) {
    for (std::string_view text : {"2026-10", "202610", "2026年10月", "２０２６年１０月"}) {
        EXPECT_EQ(shown(text), "2026-10-01..2026-10-31") << text;
    }
    for (std::string_view text : {"2026Q3", "2026q3", "2026年三季度", "2026年第三季度"}) {
        EXPECT_EQ(shown(text), "2026-07-01..2026-09-30") << text;
    }
    EXPECT_EQ(shown("2026H2"), "2026-07-01..2026-12-31");
    EXPECT_EQ(shown("2026年上半年"), "2026-01-01..2026-06-30");
    EXPECT_EQ(shown("2026"), "2026-01-01..2026-12-31");
    EXPECT_EQ(shown("2026年度"), "2026-01-01..2026-12-31");
    EXPECT_EQ(shown("2026年全年"), "2026-01-01..2026-12-31");
    EXPECT_EQ(shown("2024-2"), "2024-02-01..2024-02-29");
    EXPECT_EQ(shown("2026-10-05..2026-11-04"), "2026-10-05..2026-11-04");
}

TEST(Period, NonsenseIsRefused) {
    for (std::string_view text : {"", "上月", "2026-13", "2026Q5", "2026-10-05..2026-10-04", "26-1",
                                  "2026-100"}) {
        EXPECT_EQ(shown(text), "refused") << text;
    }
}

TEST(Period, WhatWasNotSaidIsCompleted) {
    Date today = *Date::from_civil(2026, 11, 23);
    FillDate nothing = complete_date({}, {}, today);
    EXPECT_EQ(nothing.as_of, today);
    EXPECT_EQ(nothing.period.end.iso(), "2026-11-30");
    FillDate past = complete_date({}, *parse_period("2026-10"), today);
    EXPECT_EQ(past.as_of.iso(), "2026-10-31");
    FillDate running = complete_date({}, *parse_period("2026-11"), today);
    EXPECT_EQ(running.as_of, today);
    FillDate date_alone = complete_date(Date::from_civil(2026, 9, 15), {}, today);
    EXPECT_EQ(date_alone.period.start.iso(), "2026-09-01");
    EXPECT_EQ(date_alone.filled_on, today);
}

}  // namespace
}  // namespace yitao::report
