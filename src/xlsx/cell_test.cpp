#include "xlsx/cell.h"

#include <gtest/gtest.h>

namespace yitao::xlsx {
namespace {

TEST(CellRef, ReadsAddressesWithAndWithoutDollars) {
    EXPECT_EQ(parse_cell_ref("A1"), (CellRef{0, 0}));
    EXPECT_EQ(parse_cell_ref("$B$4"), (CellRef{3, 1}));
    EXPECT_EQ(parse_cell_ref("aa$10"), (CellRef{9, 26}));
    EXPECT_EQ(parse_cell_ref("XFD1048576"), (CellRef{1048575, 16383}));
}

TEST(CellRef, RefusesWhatIsNoCell) {
    for (const char* text : {"", "A", "1", "A0", "A01", "XFE1", "A1048577", "AAAA1", "A1B", "$$A1",
                             "A 1", "A-1", "A99999999999", "甲1"}) {
        EXPECT_FALSE(parse_cell_ref(text)) << text;
    }
}

TEST(CellRange, ReadsAndOrdersCorners) {
    EXPECT_EQ(parse_cell_range("A4:K11"), (CellRange{{3, 0}, {10, 10}}));
    EXPECT_EQ(parse_cell_range("K11:A4"), (CellRange{{3, 0}, {10, 10}}));
    EXPECT_EQ(parse_cell_range("B4"), (CellRange{{3, 1}, {3, 1}}));
    EXPECT_FALSE(parse_cell_range("A4:"));
    EXPECT_FALSE(parse_cell_range(":A4"));
    EXPECT_FALSE(parse_cell_range("A:B"));
}

TEST(CellRange, ContainsItsCorners) {
    const CellRange range{{1, 1}, {2, 2}};
    EXPECT_TRUE(range.contains({1, 1}));
    EXPECT_TRUE(range.contains({2, 2}));
    EXPECT_FALSE(range.contains({0, 1}));
    EXPECT_FALSE(range.contains({2, 3}));
}

TEST(CellRef, FormatsEveryColumnBack) {
    for (uint32_t column = 0; column < 16384; ++column) {
        const CellRef cell{column * 3, column};
        ASSERT_EQ(parse_cell_ref(format_cell_ref(cell)), cell);
    }
    EXPECT_EQ(column_letters(25), "Z");
    EXPECT_EQ(column_letters(26), "AA");
    EXPECT_EQ(column_letters(702), "AAA");
    EXPECT_EQ(format_cell_range({{0, 0}, {0, 0}}), "A1");
    EXPECT_EQ(format_cell_range({{0, 0}, {9, 1}}), "A1:B10");
}

TEST(CellView, BecomesAnOwnedValue) {
    EXPECT_EQ(to_value(CellView{}), CellValue{});
    EXPECT_EQ(to_value(CellView{1.5}), CellValue{1.5});
    EXPECT_EQ(to_value(CellView{true}), CellValue{true});
    EXPECT_EQ(to_value(CellView{std::string_view{"女"}}), CellValue{std::string{"女"}});
    EXPECT_EQ(to_value(CellView{CellErrorView{"#N/A"}}), CellValue{CellError{"#N/A"}});
}

}  // namespace
}  // namespace yitao::xlsx
