#include "formula/predicate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/decimal.h"
#include "formula/test_ledger.h"

namespace yitao::formula {
namespace {

bool excel(const Value& criterion, const Value& cell) {
    return matches(parse_criterion(criterion), cell);
}

const Value kBlank;
const Value kNa = ExcelError::kNa;
const Value kDiv0 = ExcelError::kDiv0;

TEST(Criterion, ParsesArguments) {
    EXPECT_EQ(parse_criterion(5).operand, Value(5));
    EXPECT_EQ(parse_criterion(kBlank).operand, Value(0));  // a reference to an empty cell
    EXPECT_EQ(parse_criterion(true).operand, Value(true));
    EXPECT_EQ(parse_criterion(kNa).operand, kNa);
    EXPECT_EQ(parse_criterion(">=60").operand, Value(60));
    EXPECT_EQ(parse_criterion(">=60").comparison, Comparison::kGreaterEqual);
    EXPECT_EQ(parse_criterion("<>").comparison, Comparison::kNotEqual);
    EXPECT_TRUE(parse_criterion("<>").operand.is_blank());
    EXPECT_EQ(parse_criterion("=>5").operand, Value(">5"));  // the longest operator is "="
    EXPECT_EQ(parse_criterion("><5").operand, Value("<5"));
    EXPECT_EQ(parse_criterion("=true").operand, Value(true));
    EXPECT_EQ(parse_criterion("#n/a").operand, kNa);
    EXPECT_EQ(parse_criterion("#N/A!").operand, Value("#N/A!"));
    EXPECT_EQ(parse_criterion(">2024年1月1日").operand, Value(45292));
    EXPECT_EQ(parse_criterion("12*").operand, Value("12*"));
}

TEST(Criterion, NumberRow) {  // what number cells match
    EXPECT_TRUE(excel(5, 5));
    EXPECT_TRUE(excel("5", 5));
    EXPECT_TRUE(excel("=5", 5));
    EXPECT_TRUE(excel("<=5", 5));
    EXPECT_FALSE(excel("<5", 5));
    EXPECT_TRUE(excel(">4.99", 5));
    EXPECT_FALSE(excel("<>5", 5));
    EXPECT_TRUE(excel("<>6", 5));
    EXPECT_TRUE(excel("50%", 0.5));
    EXPECT_FALSE(excel(true, 1));
    EXPECT_TRUE(excel("<>TRUE", 1));
    EXPECT_FALSE(excel(kNa, 1));
    EXPECT_TRUE(excel("<>#N/A", 1));
    EXPECT_FALSE(excel("abc", 1));
    EXPECT_TRUE(excel("<>abc", 1));
    EXPECT_FALSE(excel(">abc", 1));
    EXPECT_FALSE(excel("4*", 45));
    EXPECT_TRUE(excel("<>4*", 45));
    EXPECT_FALSE(excel("", 0));
    EXPECT_FALSE(excel("=", 0));
    EXPECT_TRUE(excel("<>", 0));
    EXPECT_TRUE(excel(kBlank, 0));
}

TEST(Criterion, TextRow) {
    EXPECT_TRUE(excel(5, "5"));
    EXPECT_TRUE(excel("5", " 5.0 "));
    EXPECT_TRUE(excel("<>5", "5"));  // Excel compares kinds first
    EXPECT_TRUE(excel("<>5", "6"));
    EXPECT_FALSE(excel(">4", "5"));
    EXPECT_FALSE(excel("<6", "5"));
    EXPECT_FALSE(excel(true, "TRUE"));
    EXPECT_FALSE(excel("TRUE", "TRUE"));
    EXPECT_TRUE(excel("<>TRUE", "TRUE"));
    EXPECT_FALSE(excel("#N/A", "#N/A"));
    EXPECT_TRUE(excel("<>#N/A", "#N/A"));
    EXPECT_TRUE(excel("ABC", "abc"));
    EXPECT_FALSE(excel("<>ABC", "abc"));
    EXPECT_TRUE(excel("<>abd", "abc"));
    EXPECT_TRUE(excel(">abb", "ABC"));
    EXPECT_FALSE(excel(">abc", "ABC"));
    EXPECT_TRUE(excel(">=abc", "ABC"));
    EXPECT_TRUE(excel("<b*", "b"));  // wildcards are literal under < and >
    EXPECT_TRUE(excel("", ""));
    EXPECT_FALSE(excel("=", ""));
    EXPECT_TRUE(excel("<>", ""));
    EXPECT_FALSE(excel("", "x"));
    EXPECT_TRUE(excel("<>", "x"));
    // Numbers of 16 digits and more are compared by 15.
    EXPECT_TRUE(excel("110101199003071234", "110101199003071235"));
}

TEST(Criterion, BooleanRow) {
    EXPECT_TRUE(excel(true, true));
    EXPECT_TRUE(excel("true", true));
    EXPECT_FALSE(excel("<>TRUE", true));
    EXPECT_TRUE(excel("<>FALSE", true));
    EXPECT_TRUE(excel(">FALSE", true));
    EXPECT_FALSE(excel("<TRUE", true));
    EXPECT_FALSE(excel(1, true));
    EXPECT_TRUE(excel("<>1", true));
    EXPECT_FALSE(excel("T*", true));
    EXPECT_TRUE(excel("<>T*", true));
    EXPECT_FALSE(excel("", false));
    EXPECT_FALSE(excel("=", false));
    EXPECT_TRUE(excel("<>", false));
}

TEST(Criterion, ErrorRow) {
    EXPECT_TRUE(excel(kNa, kNa));
    EXPECT_TRUE(excel("#N/A", kNa));
    EXPECT_FALSE(excel("#DIV/0!", kNa));
    EXPECT_TRUE(excel("<>#DIV/0!", kNa));
    EXPECT_FALSE(excel("<>#N/A", kNa));
    EXPECT_TRUE(excel(">#DIV/0!", kNa));  // by error number
    EXPECT_FALSE(excel("<#DIV/0!", kNa));
    EXPECT_FALSE(excel(0, kDiv0));
    EXPECT_TRUE(excel("<>0", kDiv0));
    EXPECT_TRUE(excel("<>x", kDiv0));
    EXPECT_FALSE(excel("", kDiv0));
    EXPECT_FALSE(excel("=", kDiv0));
    EXPECT_TRUE(excel("<>", kDiv0));
}

TEST(Criterion, BlankRow) {
    EXPECT_FALSE(excel(0, kBlank));
    EXPECT_FALSE(excel(kBlank, kBlank));
    EXPECT_TRUE(excel("<>0", kBlank));
    EXPECT_TRUE(excel("<>TRUE", kBlank));
    EXPECT_TRUE(excel("<>#N/A", kBlank));
    EXPECT_TRUE(excel("<>x", kBlank));
    EXPECT_TRUE(excel("", kBlank));
    EXPECT_TRUE(excel("=", kBlank));
    EXPECT_FALSE(excel("<>", kBlank));
    EXPECT_FALSE(excel("*", kBlank));
}

TEST(Criterion, OperatorAloneMatchesNothing) {
    for (const char* criterion : {"<", ">", "<=", ">="}) {
        for (const Value& cell : {kBlank, Value(0), Value(""), Value("x"), Value(true), kNa}) {
            EXPECT_FALSE(excel(criterion, cell)) << criterion << general_text(cell);
        }
    }
}

TEST(Criterion, Wildcards) {
    EXPECT_TRUE(excel("张*", "张三丰"));
    EXPECT_TRUE(excel("张*", "张"));
    EXPECT_TRUE(excel("张?", "张三"));
    EXPECT_FALSE(excel("张?", "张三丰"));
    EXPECT_TRUE(excel("*丰", "张三丰"));
    EXPECT_TRUE(excel("*三*", "张三丰"));
    EXPECT_TRUE(excel("??丰", "张三丰"));
    EXPECT_TRUE(excel("*?丰", "张三丰"));
    EXPECT_TRUE(excel("*", ""));
    EXPECT_TRUE(excel("**", "x"));
    EXPECT_FALSE(excel("?", ""));
    EXPECT_TRUE(excel("a~*b", "A*B"));
    EXPECT_FALSE(excel("a~*b", "axb"));
    EXPECT_TRUE(excel("a~?", "a?"));
    EXPECT_TRUE(excel("a~~", "a~"));
    EXPECT_TRUE(excel("a~b", "a~b"));
    EXPECT_TRUE(excel("a~", "a~"));
    EXPECT_TRUE(excel("a*b*c", "a1b2b3c"));
    EXPECT_FALSE(excel("a*b*c", "a1c2b"));
    EXPECT_FALSE(excel("ab*bc", "abc"));
    EXPECT_TRUE(excel("a*?b?*c", "aaabbbc"));
    EXPECT_TRUE(excel("<>张*", "李四"));
    EXPECT_FALSE(excel("<>张*", "张三"));
}

TEST(Wildcard, StaysPolynomialOnHostilePatterns) {
    std::string text(30000, 'a');
    std::string pattern;
    for (int i = 0; i < 100; ++i) pattern += "a*";
    EXPECT_FALSE(WildcardPattern(pattern + "b").matches(text));
    EXPECT_TRUE(WildcardPattern(pattern).matches(text));
    std::string single;
    for (int i = 0; i < 60; ++i) single += "*?a";
    EXPECT_FALSE(WildcardPattern(single + "b*").matches(text));
}

TEST(Criterion, TextColumnsCompareAsText) {
    auto as_text = [](const Value& criterion, const Value& cell) {
        return matches(parse_criterion(criterion, TextMode::kAsText), cell);
    };
    EXPECT_FALSE(as_text("110101199003071234", "110101199003071235"));
    EXPECT_TRUE(as_text("110101199003071234", "110101199003071234"));
    EXPECT_TRUE(as_text(1, "1"));
    EXPECT_TRUE(as_text("1", "1"));
    EXPECT_FALSE(as_text("1", "01"));
    EXPECT_FALSE(as_text("<>1", "1"));
    EXPECT_TRUE(as_text("<>1", "01"));
    EXPECT_TRUE(as_text("<>1", kBlank));
    EXPECT_TRUE(as_text(">=2", "3"));
    EXPECT_TRUE(as_text(kBlank, "0"));
    EXPECT_TRUE(as_text(421221106001.0, "421221106001"));
    EXPECT_TRUE(as_text("11010119900307123?", "11010119900307123X"));
    EXPECT_TRUE(as_text("#N/A", kNa));
    EXPECT_FALSE(as_text("TRUE", "TRUE"));
    EXPECT_TRUE(as_text("", kBlank));
    EXPECT_FALSE(as_text("=", ""));
}

TEST(Criterion, MultiCodeTestsMembership) {
    auto matches_codes = [](const char* criterion, const char* cell) {
        return CriterionTest(parse_criterion(criterion, TextMode::kAsText))
            .matches_multi_code(cell);
    };
    EXPECT_TRUE(matches_codes("低保", "残疾、低保"));
    EXPECT_TRUE(matches_codes("残疾", "残疾、低保"));
    EXPECT_FALSE(matches_codes("保", "残疾、低保"));
    EXPECT_FALSE(matches_codes("<>低保", "残疾、低保"));
    EXPECT_TRUE(matches_codes("<>五保", "残疾、低保"));
    EXPECT_TRUE(matches_codes("残疾、低保", "残疾、低保"));
    EXPECT_TRUE(matches_codes("低*", "残疾、低保"));
    EXPECT_TRUE(matches_codes("<>", "残疾"));
    EXPECT_FALSE(matches_codes("", "残疾"));
}

TEST(Criterion, AlternativesAreASet) {
    Criterion set = parse_criterion("小学");
    set.alternatives.push_back(parse_criterion("初中"));
    EXPECT_TRUE(matches(set, "小学"));
    EXPECT_TRUE(matches(set, "初中"));
    EXPECT_FALSE(matches(set, "高中"));
}

ledger::Column number_column(ledger::ColumnType type, int scale) {
    ledger::Column column;
    column.type = type;
    column.scale = scale;
    return column;
}

TEST(Predicate, NumberBoundsAreThoseOfDoubles) {
    ledger::Column cents = number_column(ledger::ColumnType::kDecimal, 2);
    auto ranges = matching_numbers(parse_criterion(">=10.20"), cents);
    ASSERT_EQ(ranges.size(), 1U);
    EXPECT_EQ(ranges[0].first, 1020);
    EXPECT_EQ(ranges[0].last, INT64_MAX);
    EXPECT_EQ(matching_numbers(parse_criterion("10.2"), cents),
              (std::vector<NumberRange>{{1020, 1020}}));
    EXPECT_TRUE(matching_numbers(parse_criterion("10.205"), cents).empty());
    ledger::Column date = number_column(ledger::ColumnType::kDate, 0);
    EXPECT_EQ(matching_numbers(parse_criterion("2024-1-1"), date),
              (std::vector<NumberRange>{{19723, 19723}}));
    EXPECT_TRUE(matching_numbers(parse_criterion("60"), date).empty());  // 1900-02-29
    // Above 2^53 several stored integers are one double.
    ledger::Column integer = number_column(ledger::ColumnType::kInteger, 0);
    auto large = matching_numbers(parse_criterion(std::ldexp(1.0, 60)), integer);
    ASSERT_EQ(large.size(), 1U);
    EXPECT_EQ(large[0].first, (int64_t{1} << 60) - 64);
    EXPECT_EQ(large[0].last, (int64_t{1} << 60) + 128);
}

TEST(Predicate, BlanksAndErrorsAreStoredNumbers) {
    ledger::Column integer = number_column(ledger::ColumnType::kInteger, 0);
    EXPECT_EQ(matching_numbers(parse_criterion("="), integer),
              (std::vector<NumberRange>{{ledger::kBlankNumber, ledger::kBlankNumber}}));
    EXPECT_EQ(matching_numbers(parse_criterion("<>5"), integer),
              (std::vector<NumberRange>{{INT64_MIN, 4}, {6, INT64_MAX}}));
    EXPECT_EQ(matching_numbers(parse_criterion("<>"), integer),
              (std::vector<NumberRange>{{INT64_MIN + 1, INT64_MAX}}));
    EXPECT_EQ(matching_numbers(parse_criterion("#N/A"), integer),
              (std::vector<NumberRange>{
                  {ledger::error_number(ExcelError::kNa), ledger::error_number(ExcelError::kNa)}}));
}

std::vector<Value> criteria_pool() {
    std::vector<Value> pool = {kBlank,
                               0,
                               5,
                               60,
                               1.5,
                               -0.003,
                               0.001,
                               true,
                               kNa,
                               kDiv0,
                               "",
                               "=",
                               "<>",
                               ">",
                               "<=",
                               "张*",
                               "?三",
                               "*",
                               "<>*",
                               "wang",
                               "WANG*",
                               "wang~*",
                               "<>wang",
                               ">李",
                               "<=wang",
                               "12",
                               "<>12",
                               ">=12",
                               "012",
                               "1.5",
                               "110101199003071234",
                               "TRUE",
                               "<>TRUE",
                               "#N/A",
                               "<>#N/A",
                               ">#DIV/0!",
                               "男",
                               "<>男",
                               "低保",
                               "<>低保",
                               "残疾、低保",
                               "残*",
                               ">=60",
                               "<60",
                               "<>60",
                               "<-5000",
                               ">=2024-1-1",
                               "<1950年1月1日",
                               "2024-1-1",
                               "=0.003",
                               "<>0.003",
                               "421200000000",
                               "<>421200000000",
                               "4212010*",
                               ">421201000000",
                               "1e18",
                               ">=-1e18",
                               "~x",
                               "ünal"};
    return pool;
}

// The compiled form of every criterion on every column is what `matches` says of each cell.
TEST(Predicate, CompiledEqualsReference) {
    for (uint32_t seed = 1; seed <= 5; ++seed) {
        TestLedger ledger = TestLedger::random(seed, 300);
        const ledger::Table& table = ledger.world.tables[0];
        for (size_t c = 0; c < TestLedger::kColumns; ++c) {
            const ledger::Column& column = ledger.schema->columns[c];
            for (const Value& argument : criteria_pool()) {
                Criterion criterion = parse_criterion(argument, text_mode(column.type));
                Predicate predicate = compile_predicate(criterion, column, table.columns[c]);
                CriterionTest test(criterion);
                for (uint32_t row = 0; row < table.row_count(); ++row) {
                    const Value& cell = ledger.cells[row][c];
                    ASSERT_EQ(cell_value(column, table.columns[c], row), cell);
                    bool multi = column.type == ledger::ColumnType::kMultiCode && cell.is_text();
                    bool expected =
                        multi ? test.matches_multi_code(cell.text()) : test.matches(cell);
                    ASSERT_EQ(predicate.matches(table.columns[c], row), expected)
                        << "seed " << seed << " column " << column.id << " criterion "
                        << general_text(argument) << " cell " << general_text(cell);
                }
            }
        }
    }
}

}  // namespace
}  // namespace yitao::formula
