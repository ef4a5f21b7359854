#include "recognise/notes/decimals_elsewhere.h"

#include <gtest/gtest.h>

namespace yitao::recognise {
namespace {

std::vector<std::string> as_before(const char* note, const std::vector<std::string>& before) {
    xlsx::Grid grid;
    grid.cells[{9, 0}].value = std::string(note);
    return decimals_as_before(grid, before);
}

using Notes = std::vector<std::string>;

TEST(DecimalsElsewhere, AreThoseOfTheWordThatIsReckonedAsBefore) {
    EXPECT_EQ(
        as_before("说明：2．户均面积的算法同表（一）。", {"注：①面积留一位小数；收入取整数。"}),
        Notes{"户均面积保留1位小数"});
}

TEST(DecimalsElsewhere, SayNothingOfOtherWordsOrWhereSheetsDisagree) {
    EXPECT_EQ(as_before("面积同表一。", {"面积留一位小数。"}), Notes{});
    EXPECT_EQ(as_before("户均面积的算法同上年。", {"面积留一位小数。"}), Notes{});
    EXPECT_EQ(as_before("户均面积的算法同前表。", {"面积留一位小数。", "面积留两位小数。"}),
              Notes{});
    EXPECT_EQ(as_before("成功率的算法同表一。", {"面积留一位小数。"}), Notes{});
}

}  // namespace
}  // namespace yitao::recognise
