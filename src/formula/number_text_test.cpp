#include "formula/number_text.h"

#include <gtest/gtest.h>

#include <string>

namespace yitao::formula {
namespace {

struct Case {
    const char* text;
    double number;
};

class ReadsAsNumber : public testing::TestWithParam<Case> {};

TEST_P(ReadsAsNumber, LikeExcel) {
    auto number = number_from_text(GetParam().text);
    ASSERT_TRUE(number) << GetParam().text;
    EXPECT_DOUBLE_EQ(*number, GetParam().number) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(NumberText, ReadsAsNumber,
                         testing::Values(Case{"12", 12}, Case{" 12 ", 12}, Case{"-3.5", -3.5},
                                         Case{"+7", 7}, Case{"- 7", -7}, Case{".5", 0.5},
                                         Case{"5.", 5}, Case{"1e3", 1000}, Case{"1E-2", 0.01},
                                         Case{"1.5e+2", 150}, Case{"1,234", 1234},
                                         Case{"12,345,678.9", 12345678.9}, Case{"50%", 0.5},
                                         Case{"1,200 %", 12}, Case{"1e-999", 0}, Case{"0012", 12},
                                         Case{"(5)", -5},
                                         // 15 significant digits, the rest 0
                                         Case{"110101199003071234", 110101199003071000.0},
                                         Case{"0.1234567890123456789", 0.123456789012345}));

INSTANTIATE_TEST_SUITE_P(
    DatesAndTimes, ReadsAsNumber,
    testing::Values(Case{"2024-1-1", 45292}, Case{"24-1-1", 45292}, Case{"2024/01/01", 45292},
                    Case{"2024年1月1日", 45292}, Case{"2024年2月", 45323}, Case{"2024-2", 45323},
                    Case{"1900-1-1", 1}, Case{"1900-3-1", 61}, Case{"9999-12-31", 2958465},
                    Case{"12:00", 0.5}, Case{"6:00:00", 0.25}, Case{"0:00:43.2", 0.0005},
                    Case{"36:00", 1.5}, Case{"3:00 PM", 0.625}, Case{"12:00 am", 0},
                    Case{"下午 3:00", 0.625}, Case{"6 AM", 0.25}, Case{"2024-1-1 12:00", 45292.5},
                    Case{"2024年1月1日 18:00", 45292.75}));

TEST(NumberText, LeavesTextAlone) {
    for (const char* text :
         {"",         " ",   "abc",        "1a",        "1,23",      "1,2345",    ",123",
          "1..2",     "1e",  "e5",         "--1",       "+-1",       "%",         "1 2",
          "0x10",     "inf", "nan",        "1e999",     "2023-2-29", "2024-13-1", "1899-12-31",
          "2024-1/1", "1-2", "2024年1月1", "2024-1-1x", "1:60",      "1:00:60",   "13:00 PM",
          "(5",       "5)",  "(-5)"}) {
        EXPECT_FALSE(number_from_text(text)) << text;
    }
    EXPECT_FALSE(number_from_text(std::string(256, '1')));
    EXPECT_TRUE(number_from_text(std::string(255, '1')));
}

}  // namespace
}  // namespace yitao::formula
