#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "dictionary/heading.h"
#include "dictionary/measure.h"
#include "dictionary/typed.h"

namespace yitao::dictionary {
namespace {

TEST(Measure, ConvertsExactly) {
    struct Case {
        std::string_view from, to;
        Factor factor;
    };
    for (const Case& c : std::initializer_list<Case>{
             {"万元", "元", {10'000, 1}},
             {"元", "万元", {1, 10'000}},
             {"亿元", "万元", {10'000, 1}},
             {"千元", "元", {1000, 1}},
             {"百万元", "万元", {100, 1}},
             {"亩", "公顷", {1, 15}},
             {"公顷", "亩", {15, 1}},
             {"万亩", "亩", {10'000, 1}},
             {"㎡", "平方米", {1, 1}},
             {"m²", "平方米", {1, 1}},
             {"万平方米", "㎡", {10'000, 1}},
             {"平方公里", "公顷", {100, 1}},
             {"万人", "人", {10'000, 1}},
             {"％", "%", {1, 1}},
             {"‰", "%", {1, 10}},
             {"万千瓦时", "度", {10'000, 1}},
             {"吨", "公斤", {1000, 1}},
             {"斤", "公斤", {1, 2}},
             {"万", "元", {10'000, 1}},
             {"万", "", {10'000, 1}},
             {"无此单位", "无此单位", {1, 1}},
         }) {
        EXPECT_EQ(convert(c.from, c.to), c.factor) << c.from << "→" << c.to;
    }
    EXPECT_FALSE(convert("斤", "亩"));
    EXPECT_FALSE(convert("人", "户"));
    EXPECT_FALSE(convert("元", ""));
    EXPECT_FALSE(convert("人次", "人"));
    EXPECT_FALSE(is_measure("必填"));
    EXPECT_FALSE(is_measure(""));
}

TEST(Heading, ForgivesWhatPeopleWrite) {
    HeadingIndex index;
    index.add("年收入", 7, HeadingIndex::Rank::kName);
    index.add("身份证号", 0, HeadingIndex::Rank::kName);
    index.add("公民身份号码", 0, HeadingIndex::Rank::kSynonym);
    index.add("村（社区）代码", 2, HeadingIndex::Rank::kSynonym);
    index.add("Annual income", 7, HeadingIndex::Rank::kSynonym);
    auto column = [&](std::string_view text) {
        auto match = index.find(text);
        return match ? static_cast<int>(match->column) : -1;
    };
    for (std::string_view text : {"年收入", " 年　收\n入 ", "*年收入", "年收入＊", "年收入(必填)", "ANNUAL INCOME",
                                  "年收入（万元）", "＊年 收入\r\n（单位：万元）", "年收入/万元", "年收入：元", "年收入：",
                                  "年收入（上年）"}) {
        EXPECT_EQ(column(text), 7) << text;
    }
    EXPECT_EQ(index.find("年收入（万元）")->measure, "万元");
    EXPECT_EQ(index.find("年收入 【亿元】")->measure, "亿元");
    EXPECT_EQ(index.find("年收入/万元")->measure, "万元");
    EXPECT_EQ(index.find("年收入（上年）")->measure, "");
    EXPECT_EQ(index.find("年收入（上年）")->rank, HeadingIndex::Rank::kBare);
    EXPECT_EQ(index.find("年收入（万元）")->rank, HeadingIndex::Rank::kName);
    EXPECT_EQ(column("村(社区)代码"), 2);
    EXPECT_EQ(column("家庭年收入"), -1);
    EXPECT_EQ(column(""), -1);
    EXPECT_EQ(column("（）"), -1);
    EXPECT_EQ(column("***"), -1);
    EXPECT_EQ(index.nearest("身份证号号"), "身份证号");
    EXPECT_EQ(index.nearest("年收人（万元）"), "年收入");
    EXPECT_FALSE(index.nearest("序号"));
}

TEST(Typed, DatesAsPeopleTypeThem) {
    for (std::string_view text :
         {"2024-11-21", "2024.11.21", "2024/11/21", "2024年11月21日", "20241121", "２０２４．１１．２１",
          "2024 年 11 月 21 日", "2024年11月21号", "2024-11-21 08:30", "2024/11/21 0:00:00",
          "2024-11-21T08:30:00Z", "45617", "45617.5", "2024年11月21"}) {
        EXPECT_EQ(read_date(text).date, Date::from_civil(2024, 11, 21)) << text;
    }
    EXPECT_EQ(read_date("2024-1-5").date->iso(), "2024-01-05");
    EXPECT_EQ(read_date("2024.1.5").date->iso(), "2024-01-05");
    struct Case {
        std::string_view text;
        DateProblem problem;
    };
    for (const Case& c : std::initializer_list<Case>{
             {"1978-02-30", DateProblem::kNoSuchDay},
             {"19780230", DateProblem::kNoSuchDay},
             {"2023年2月29日", DateProblem::kNoSuchDay},
             {"1985.03", DateProblem::kIncomplete},
             {"1985年3月", DateProblem::kIncomplete},
             {"1985", DateProblem::kIncomplete},
             {"198503", DateProblem::kIncomplete},
             {"24-11-21", DateProblem::kShortYear},
             {"11/21/2024", DateProblem::kShortYear},
             {"2024-11/21", DateProblem::kNotADate},
             {"去年", DateProblem::kNotADate},
             {"2024-11-21-3", DateProblem::kNotADate},
             {"-2024-11-21", DateProblem::kNotADate},
             {"99999999999", DateProblem::kNotADate},
             {"2024-", DateProblem::kNotADate},
         }) {
        DateReading reading = read_date(c.text);
        EXPECT_FALSE(reading.date) << c.text;
        EXPECT_EQ(reading.problem, c.problem) << c.text;
    }
    EXPECT_EQ(read_date_serial(7306.25).date->iso(), "1920-01-01");
    EXPECT_EQ(read_date_number(45617).date->iso(), "2024-11-21");
    EXPECT_EQ(read_date_number(20241121).date->iso(), "2024-11-21");
    EXPECT_EQ(read_date_number(1985).problem, DateProblem::kIncomplete);
    EXPECT_EQ(read_date_number(202411).problem, DateProblem::kIncomplete);
    EXPECT_FALSE(read_date_number(1e300).date);
    EXPECT_FALSE(read_date_serial(-1).date);
}

int64_t units(std::string_view text, int scale, Factor factor = {}) {
    auto number = read_number(text);
    auto scaled = number ? scale_number(*number, factor, scale) : std::nullopt;
    return scaled ? scaled->units : INT64_MIN;
}

TEST(Typed, NumbersAsPeopleTypeThem) {
    EXPECT_EQ(units("1234.5", 2), 123450);
    EXPECT_EQ(units("1,234.50", 2), 123450);
    EXPECT_EQ(units("１，２３４．５", 2), 123450);
    EXPECT_EQ(units("-0.005", 2), -1);
    EXPECT_EQ(units("(1,234)", 0), -1234);
    EXPECT_EQ(units("￥12.3元", 2), 1230);
    EXPECT_EQ(units("¥ -12", 0), -12);
    EXPECT_EQ(units("+7", 0), 7);
    EXPECT_EQ(units(".5", 1), 5);
    EXPECT_EQ(units("12 亩", 2), 1200);
    EXPECT_EQ(read_number("3.5万元")->measure, "万元");
    EXPECT_EQ(read_number("35%")->measure, "%");
    EXPECT_EQ(units("12.3456", 2, {10'000, 1}), 12'345'600);
    EXPECT_EQ(units("1", 2, {1, 15}), 7);
    for (std::string_view bad : {"约30", "1,23", "1,2345", "3-5", "12.3.4", "", "-", "abc", "1 2", "12岁半",
                                 "0x10", "1e5", ",123", "999999999999999999999999999999999"}) {
        EXPECT_EQ(units(bad, 2), INT64_MIN) << bad;
    }
    EXPECT_FALSE(scale_number(*read_number("9999999999999999999"), {}, 0));
    EXPECT_FALSE(scale_number(*read_number("999999999999999"), {10'000, 1}, 2));
    EXPECT_TRUE(scale_number(*read_number("3.14159"), {}, 2)->rounded);
    EXPECT_FALSE(scale_number(*read_number("3.1400"), {}, 2)->rounded);
    EXPECT_EQ(scale_number(*read_number("0.000000000000000000000000000012"), {}, 9)->units, 0);
}

TEST(Typed, DoublesAreReadAtFifteenDigits) {
    auto scaled = [](double value, int scale, Factor factor = {}) {
        return scale_number(*number_from_double(value), factor, scale)->units;
    };
    EXPECT_EQ(scaled(10.199999999999999, 2), 1020);
    EXPECT_EQ(scaled(1.005, 2), 101);
    EXPECT_EQ(scaled(2.9999999999999996, 0), 3);
    EXPECT_EQ(scaled(12.3456, 2, {10'000, 1}), 12'345'600);
    EXPECT_EQ(scaled(1e17, 0), 100'000'000'000'000'000);
    EXPECT_EQ(scaled(-3e-7, 2), 0);
    EXPECT_EQ(scaled(0.0, 2), 0);
    EXPECT_EQ(scaled(1e-300, 9), 0);
    EXPECT_FALSE(number_from_double(1e19));
    EXPECT_FALSE(scale_number(*number_from_double(2.9999999999999996), {}, 0)->rounded);
}

TEST(Typed, NumbersRoundTripThroughText) {
    rc::check([](int64_t raw, uint8_t scale_byte) {
        int scale = scale_byte % 10;
        int64_t value = raw % 1'000'000'000'000'000;
        std::string text = format_decimal(value, scale);
        RC_ASSERT(units(text, scale) == value);
        double number = decimal_to_double(value, scale);
        RC_ASSERT(scale_number(*number_from_double(number), {}, scale)->units == value);
    });
}

TEST(Typed, NothingHere) {
    for (std::string_view dash : {"", "-", "—", "——", "/", "／", "\\", "--", "…"}) {
        EXPECT_TRUE(is_dash(dash)) << dash;
    }
    EXPECT_FALSE(is_dash("无"));
    EXPECT_FALSE(is_dash("-1"));
    EXPECT_TRUE(says_none("无"));
    EXPECT_TRUE(says_none("N/A"));
    EXPECT_FALSE(says_none("无锡"));
    EXPECT_TRUE(is_scientific("4.2122E+17"));
    EXPECT_TRUE(is_scientific("4E+17"));
    EXPECT_FALSE(is_scientific("4.2122"));
    EXPECT_FALSE(is_scientific("E+17"));
    EXPECT_FALSE(is_scientific("1E5"));
}

}  // namespace
}  // namespace yitao::dictionary
