#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>
#include <stdexcept>

#include "base/date.h"
#include "base/decimal.h"
#include "base/parallel.h"
#include "base/text.h"

namespace yitao {
namespace {

TEST(Date, CivilAndSerialAgreeWithExcel) {
    EXPECT_EQ(Date::from_civil(1970, 1, 1)->days, 0);
    EXPECT_EQ(Date::from_civil(1900, 1, 1)->serial(), 1);
    EXPECT_EQ(Date::from_civil(1900, 2, 28)->serial(), 59);
    EXPECT_EQ(Date::from_civil(1900, 3, 1)->serial(), 61);
    EXPECT_EQ(Date::from_civil(2024, 2, 29)->serial(), 45351);
    EXPECT_EQ(Date::from_serial(59)->iso(), "1900-02-28");
    EXPECT_EQ(Date::from_serial(61)->iso(), "1900-03-01");
    EXPECT_FALSE(Date::from_serial(0));
    EXPECT_EQ(Date::from_serial_number(61.75)->iso(), "1900-03-01");
    for (double far : {1e20, -1e20, 0.99, std::nan("")})
        EXPECT_FALSE(Date::from_serial_number(far));
    EXPECT_FALSE(Date::from_civil(2023, 2, 29));
    EXPECT_EQ(kEarliestDate.iso(), "0001-01-01");
    EXPECT_EQ(kLatestDate.iso(), "9999-12-31");
}

TEST(Date, EveryDayRoundTrips) {
    for (int32_t days = kEarliestDate.days; days < kLatestDate.days; days += 13) {
        Civil c = Date{days}.civil();
        ASSERT_EQ(Date::from_civil(c.year, c.month, c.day)->days, days);
        ASSERT_EQ(Date::parse_iso(Date{days}.iso())->days, days);
    }
}

TEST(Date, MonthsEndWhereTheMonthEnds) {
    EXPECT_EQ(Date::from_civil(2024, 1, 31)->plus_months(1).iso(), "2024-02-29");
    EXPECT_EQ(Date::from_civil(2024, 3, 31)->plus_months(-13).iso(), "2023-02-28");
    EXPECT_EQ(Date::from_civil(2024, 2, 3)->month_end().iso(), "2024-02-29");
}

TEST(Decimal, ParsesExactlyAndRoundsHalfAway) {
    EXPECT_EQ(parse_decimal("10.20", 2), 1020);
    EXPECT_EQ(parse_decimal("-0.005", 2), -1);
    EXPECT_EQ(parse_decimal("1.2349", 3), 1235);
    EXPECT_EQ(parse_decimal("12", 2), 1200);
    EXPECT_EQ(parse_decimal(".5", 0), 1);
    EXPECT_FALSE(parse_decimal("1,2", 2));
    EXPECT_FALSE(parse_decimal("", 2));
    EXPECT_FALSE(parse_decimal("-", 2));
    EXPECT_FALSE(parse_decimal("99999999999999999999", 2));
    EXPECT_EQ(format_decimal(-5, 2), "-0.05");
    EXPECT_EQ(format_decimal(1020, 2), "10.20");
}

TEST(Decimal, DoubleTailsAreReadAtFifteenDigits) {
    EXPECT_EQ(decimal_from_double(10.199999999999999, 2), 1020);
    EXPECT_EQ(decimal_from_double(1.005, 2), 101);  // shown as 1.005, so half away from zero
    EXPECT_EQ(decimal_from_double(-3e-7, 2), 0);
    EXPECT_EQ(decimal_from_double(123456789012345.0, 0), 123456789012345);
    EXPECT_FALSE(decimal_from_double(1e19, 0));
    EXPECT_FALSE(decimal_from_double(std::nan(""), 0));
}

TEST(Decimal, SumsTurnIntoTheNearestDouble) {
    std::mt19937_64 random(20261031);
    for (int i = 0; i < 20000; ++i) {
        auto units = static_cast<int64_t>(random());
        int scale = static_cast<int>(random() % 10);
        double expected =
            std::strtod((std::to_string(units) + "e-" + std::to_string(scale)).c_str(), nullptr);
        ASSERT_EQ(decimal_to_double(units, scale), expected) << units << " " << scale;
    }
}

TEST(Text, WidthCaseAndKeys) {
    EXPECT_EQ(fold_width("（ＡＢ１２）　“是”"), "(AB12) \"是\"");
    EXPECT_EQ(fold_case("İabcÄ") != fold_case("iabcä"), true);
    EXPECT_EQ(fold_case("ABÄ"), fold_case("abä"));
    EXPECT_EQ(fold_case("A股村"), "a股村");
    EXPECT_EQ(fold_case("村Ａ"), fold_case("村ａ"));  // full-width letters have cases too
    EXPECT_EQ(fold_case("村ⅣΣ"), fold_case("村ⅳσ"));
    EXPECT_EQ(match_key(" 身份证 号（Ａ）"), match_key("身份证号(a)"));
    EXPECT_EQ(trim("\xEF\xBB\xBF 　姓名　 "), "姓名");
    EXPECT_EQ(trim("　"), "");
}

// Plain texts get their key without the library; a letter at the end that only it knows shows what
// it would have said.
TEST(Text, KeysOfPlainTextsAreTheLibrarys) {
    const std::vector<std::string> pieces = {"人", "户", "龥",     "一", "鿿", "a",  "Z",  "7",
                                             " ",  "\t", "\n",     "(",  "（", "）", "：", "，",
                                             "、", "。", "“",      "”",  "—",  "％", "Ａ", "ｚ",
                                             "～", "！", "\u3000", "％", "/",  "＝", "#",  "&"};
    std::mt19937 random(5);
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (size_t i = random() % 12; i > 0; --i) text += pieces[random() % pieces.size()];
        EXPECT_EQ(match_key(text) + "é", match_key(text + "É")) << text;
    }
    EXPECT_EQ(match_key("①级"), "1级");
    EXPECT_EQ(match_key("人\xE4"), match_key("人\xE4"));  // cut off: the library's business
}

TEST(Text, GbkAndBrokenBytes) {
    EXPECT_EQ(utf8_from_gb18030("\xD0\xD5\xC3\xFB"), "姓名");
    EXPECT_EQ(utf8_from_gb18030("a\xD0\xD5\x95\x32\x82\x36z\xC3\xFB"), "a姓𠀀z名");
    EXPECT_FALSE(utf8_from_gb18030("\xD0"));
    EXPECT_FALSE(utf8_from_gb18030("ok\xFF\xFF"));
    EXPECT_FALSE(utf8_from_gb18030("\xD0\x20"));
    EXPECT_FALSE(is_valid_utf8("\xD0\xD5"));
    EXPECT_TRUE(is_valid_utf8("姓名𠮷"));
    EXPECT_EQ(repair_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
}

// Every lead and second byte, with a good and a bad third, at every place in a word of eight.
TEST(Text, ValidUtf8IsWhatRepairLeavesAlone) {
    for (int lead = 0; lead < 256; ++lead) {
        for (int second = 0; second < 256; ++second) {
            for (int third : {0x61, 0x80, 0xBF}) {
                std::string text(static_cast<size_t>(lead % 9), 'a');
                for (int byte : {lead, second, third}) text += static_cast<char>(byte);
                ASSERT_EQ(is_valid_utf8(text), repair_utf8(text) == text) << lead << " " << second;
                text += "\x80表ab12345";
                ASSERT_EQ(is_valid_utf8(text), repair_utf8(text) == text) << lead << " " << second;
            }
        }
    }
}

TEST(Text, NearestName) {
    std::vector<std::string> names = {"居民", "家庭", "经营主体", "COUNTIFS"};
    EXPECT_EQ(nearest_name("countif", names), "COUNTIFS");
    EXPECT_EQ(nearest_name("居名", names), "居民");
    EXPECT_FALSE(nearest_name("完全无关的词", names));
}

TEST(Text, PinyinOrder) {
    EXPECT_LT(compare_collated("阿", "李"), 0);
    EXPECT_LT(compare_collated("李", "王"), 0);
    EXPECT_EQ(compare_collated("abc", "ABC"), 0);
}

TEST(RunAtOnce, CallsEachWorkerOnceAndThrowsWhatOneThrew) {
    for (unsigned threads : {0U, 1U, 5U}) {
        std::vector<std::atomic<int>> calls(std::max(1U, threads));
        run_at_once(threads, [&](unsigned worker) { ++calls[worker]; });
        for (const auto& count : calls) EXPECT_EQ(count, 1);
    }
    std::atomic<int> ended = 0;
    const auto work = [&](unsigned worker) {
        if (worker == 1) throw std::runtime_error("full");
        ++ended;
    };
    EXPECT_THROW(run_at_once(3, work), std::runtime_error);
    EXPECT_EQ(ended, 2);
}

}  // namespace
}  // namespace yitao
