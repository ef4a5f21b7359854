#include "dictionary/pinyin.h"

#include <gtest/gtest.h>

namespace yitao::dictionary {
namespace {

TEST(Pinyin, FindsPeopleByInitials) {
    EXPECT_TRUE(has_initials("张美玲", "zml"));
    EXPECT_TRUE(has_initials("张美玲", "ml"));
    EXPECT_TRUE(has_initials("张美玲", ""));
    EXPECT_FALSE(has_initials("张美玲", "zl"));
    EXPECT_FALSE(has_initials("张", "zm"));
    EXPECT_TRUE(has_initials("A3栋", "a3d"));
    // Each reading of a character that has several.
    EXPECT_TRUE(has_initials("单长寿", "scs"));
    EXPECT_TRUE(has_initials("单长寿", "dzs"));
    EXPECT_TRUE(has_initials("曾国强", "zgq"));
    EXPECT_FALSE(has_initials("𠮷", "j"));
}

}  // namespace
}  // namespace yitao::dictionary
