#include "xlsx/styles.h"

#include <gtest/gtest.h>

namespace yitao::xlsx {
namespace {

TEST(FormatKind, FindsDates) {
    for (const char* code :
         {"yyyy/m/d", "m/d/yy h:mm", "yyyy\"年\"m\"月\"d\"日\";@", "[$-804]yyyy\\-mm\\-dd",
          "mmm-yy", "m\"月\"", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "yyyy.mm.dd",
          "[DBNum1]yyyy年m月d日", "aaaa", "e/m/d", "D-MMM", "mm", "[Red]yyyy"}) {
        EXPECT_EQ(format_kind(code), FormatKind::kDate) << code;
    }
}

TEST(FormatKind, FindsTimes) {
    for (const char* code : {"h:mm", "[h]:mm:ss", "mm:ss.0", "[mm]:ss", "h:mm AM/PM",
                             "上午/下午h\"时\"mm\"分\"", "[ss]", "[$-409]h:mm:ss A/P"}) {
        EXPECT_EQ(format_kind(code), FormatKind::kTime) << code;
    }
}

TEST(FormatKind, LeavesNumbersAlone) {
    for (const char* code : {"",
                             "General",
                             "GENERAL",
                             "0.00",
                             "#,##0",
                             "0.00E+00",
                             "0.0e-0",
                             "@",
                             "\"yyyy\"0",
                             "\\d0",
                             "[Red]0.00;[Blue]-0.00",
                             "[DBNum2]0",
                             "[>=100]0",
                             "_d0",
                             "*y0",
                             "0\"元/m\"",
                             "[$¥-804]#,##0",
                             "0.00\"",
                             "[",
                             "\\",
                             "#,##0\\h",
                             "0%",
                             "# ?/?"}) {
        EXPECT_EQ(format_kind(code), FormatKind::kNumber) << code;
    }
}

TEST(BuiltinFormat, DatesAreTheOnesOfTheStandard) {
    for (uint32_t id = 0; id < 100; ++id) {
        const bool is_date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) ||
                             id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58;
        const bool is_time = (id >= 18 && id <= 21) || (id >= 32 && id <= 35) ||
                             (id >= 45 && id <= 47) || id == 55 || id == 56;
        const FormatKind expected = is_date   ? FormatKind::kDate
                                    : is_time ? FormatKind::kTime
                                              : FormatKind::kNumber;
        EXPECT_EQ(format_kind(builtin_format(id)), expected) << id;
    }
    EXPECT_EQ(builtin_format(13), "# ?\?/?\?");
    EXPECT_EQ(builtin_format(49), "@");
}

TEST(Styles, SayHowCellsLook) {
    const auto styles = Styles::parse(
        "<styleSheet><fonts><font/><font><b/></font><font><b val=\"0\"/></font></fonts>"
        "<fills><fill><patternFill patternType=\"none\"/></fill>"
        "<fill><patternFill patternType=\"gray125\"/></fill>"
        "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFF00\"/></patternFill></fill>"
        "<fill><gradientFill degree=\"90\"/></fill></fills>"
        "<borders><border><left/><right/></border>"
        "<border><left/><bottom style=\"thin\"/></border></borders>"
        "<cellXfs><xf/><xf fontId=\"1\" fillId=\"2\" borderId=\"1\">"
        "<alignment horizontal=\"center\" indent=\"2\"/></xf>"
        "<xf fontId=\"2\" fillId=\"1\" borderId=\"0\"/><xf fillId=\"3\"/>"
        "<xf fontId=\"99\" fillId=\"99\" borderId=\"99\"><alignment indent=\"4000000000\"/></xf>"
        "</cellXfs></styleSheet>",
        "styles.xml");
    ASSERT_TRUE(styles.has_value());
    EXPECT_EQ(styles->look(0), CellLook{});
    EXPECT_EQ(styles->look(1), (CellLook{true, true, true, true, 2}));
    EXPECT_EQ(styles->look(2), CellLook{});
    EXPECT_TRUE(styles->look(3).is_filled);
    EXPECT_EQ(styles->look(4).indent, 250);  // numbers of parts that are not there mean nothing
    EXPECT_FALSE(styles->look(4).is_bold);
    EXPECT_EQ(styles->look(5), CellLook{});  // beyond the last
}

}  // namespace
}  // namespace yitao::xlsx
