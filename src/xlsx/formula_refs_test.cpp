#include "xlsx/formula_refs.h"

#include <gtest/gtest.h>

#include <vector>

namespace yitao::xlsx {
namespace {

std::vector<std::string> references(std::string_view formula) {
    std::vector<std::string> found;
    for_each_reference(formula, [&](const FormulaReference& reference) {
        std::string text = reference.sheet();
        if (!text.empty()) text += '|';
        found.push_back(text + format_cell_range(reference.range));
    });
    return found;
}

using Texts = std::vector<std::string>;

TEST(FormulaRefs, FindsCellsAndRanges) {
    EXPECT_EQ(references("A1+$B$2*SUM(C3:D$4)"), (Texts{"A1", "B2", "C3:D4"}));
    EXPECT_EQ(references("IF(AND(A1>0,B1<=2),C1,-D1%)"), (Texts{"A1", "B1", "C1", "D1"}));
    EXPECT_EQ(references("A1 B2:C3"), (Texts{"A1", "B2:C3"}));
    EXPECT_EQ(references("B2:A1"), (Texts{"A1:B2"}));
    EXPECT_EQ(references("A1:INDEX(B1:B9,2)"), (Texts{"A1", "B1:B9"}));
    EXPECT_EQ(references("{1,2;3,4}*XFD1048576"), (Texts{"XFD1048576"}));
}

TEST(FormulaRefs, FindsWholeRowsAndColumns) {
    EXPECT_EQ(references("SUM(A:C)"), (Texts{"A1:C1048576"}));
    EXPECT_EQ(references("SUM($2:3)"), (Texts{"A2:XFD3"}));
    EXPECT_EQ(references("COUNTIF(Sheet2!B:B,\"x\")"), (Texts{"Sheet2|B1:B1048576"}));
}

TEST(FormulaRefs, KnowsSheets) {
    EXPECT_EQ(references("Sheet1!A1+表一!$B$2"), (Texts{"Sheet1|A1", "表一|B2"}));
    EXPECT_EQ(references("'It''s A1'!B2:B3"), (Texts{"It's A1|B2:B3"}));
    EXPECT_EQ(references("[1]Sheet1!A1"), (Texts{"[1]Sheet1|A1"}));
    EXPECT_EQ(references("'[Book A1.xlsx]S'!A1"), (Texts{"[Book A1.xlsx]S|A1"}));
    EXPECT_EQ(references("SUM(Sheet1:Sheet3!A1)"), (Texts{"Sheet1:Sheet3|A1"}));
    EXPECT_EQ(references("Sheet1!A1:Sheet1!B2"), (Texts{"Sheet1|A1", "Sheet1|B2"}));
}

TEST(FormulaRefs, StepsOverWhatIsNoReference) {
    for (const char* formula : {"\"A1\"&\"say \"\"B2\"\"\"",
                                "LOG10(5)",
                                "ATAN2(1,2)",
                                "居民[A1]",
                                "居民[[#This Row],[A1:B2]]",
                                "T1[列'[A1]",
                                "_A1",
                                "A1.5x",
                                "A1048577",
                                "XFE1",
                                "TRUE",
                                "1E5",
                                "1.5E+10",
                                "#REF!",
                                "#REF!A1",
                                "#DIV/0!",
                                "#N/A",
                                "#NAME?",
                                "A",
                                "年龄A1",
                                "[1]!居民A",
                                "'A1'",
                                "\"A1",
                                "[A1",
                                "'A1",
                                "#",
                                "$",
                                "$A",
                                "A$",
                                "1",
                                "5:A",
                                "Sheet1!"}) {
        EXPECT_EQ(references(formula), Texts{}) << formula;
    }
}

TEST(FormulaRefs, TranslatesRelativePartsOnly) {
    EXPECT_EQ(translate_formula("SUM(A$1:B2)&\"A1\"", 1, 1), "SUM(B$1:C3)&\"A1\"");
    EXPECT_EQ(translate_formula("$A1+A$1+$A$1", 2, 3), "$A3+D$1+$A$1");
    EXPECT_EQ(translate_formula("'A1'!B2+LOG10(A1)", 1, 0), "'A1'!B3+LOG10(A2)");
    EXPECT_EQ(translate_formula("SUM(A:B)+SUM(1:2)", 1, 1), "SUM(B:C)+SUM(2:3)");
    EXPECT_EQ(translate_formula("a1", 0, 0), "a1");
    EXPECT_EQ(translate_formula("A1+B2", -1, 0), "#REF!+B1");
    EXPECT_EQ(translate_formula("XFD1", 0, 1), "#REF!");
}

TEST(FormulaRefs, TranslatingBackGivesTheSameText) {
    for (const char* formula : {"SUM(C5:$D$9)*'x y'!E7-IF(F6>\"G7\",H8,I9:J10)", "B:C", "$3:4"}) {
        EXPECT_EQ(translate_formula(translate_formula(formula, 7, 5), -7, -5), formula);
    }
}

std::string grown(std::string_view formula, RowGrowth growth) {
    return move_references(formula, [&](const FormulaReference& reference) {
        return grow_reference(reference, growth);
    });
}

TEST(FormulaRefs, GrowsWithInsertedRows) {
    const RowGrowth growth{4, 8, 10};  // rows 5..9, ten more behind row 9
    EXPECT_EQ(grown("SUM(B5:B9)", growth), "SUM(B5:B19)");
    EXPECT_EQ(grown("SUM(B1:B9)", growth), "SUM(B1:B19)");
    EXPECT_EQ(grown("SUM(B6:B9)", growth), "SUM(B6:B9)");
    EXPECT_EQ(grown("SUM(B5:B8)", growth), "SUM(B5:B8)");
    EXPECT_EQ(grown("SUM(B5:B10)", growth), "SUM(B5:B20)");
    EXPECT_EQ(grown("B9+B10+$B$10", growth), "B9+B20+$B$20");
    EXPECT_EQ(grown("SUM(5:9)+SUM(B:B)", growth), "SUM(5:19)+SUM(B:B)");
    EXPECT_EQ(grown("A1048576+SUM(A1:A1048576)", growth), "#REF!+SUM(A1:A1048576)");
}

}  // namespace
}  // namespace yitao::xlsx
