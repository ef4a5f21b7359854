#include "sample/names.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "base/text.h"
#include "sample/place.h"

namespace yitao::sample {
namespace {

// Pinned: another first number would mean other bytes on that machine.
TEST(Random, GivesTheSameNumbersEverywhere) {
    Random random(mix(uint64_t{1}, hash_text("resident"), uint64_t{421221106202}));
    EXPECT_EQ(random.next(), 1078421512201443793u);
    EXPECT_EQ(random.next(), 1921683290936562763u);
}

TEST(Random, StaysWithinItsBounds) {
    Random random(7);
    std::array<int, 3> seen{};
    constexpr std::array<int, 3> kWeights = {0, 3, 1};
    for (int i = 0; i < 4000; ++i) {
        const int number = random.between(-2, 2);
        EXPECT_TRUE(number >= -2 && number <= 2);
        ++seen[random.weighted(kWeights)];
    }
    EXPECT_EQ(seen[0], 0);
    EXPECT_NEAR(seen[1], 3000, 200);
}

TEST(IdentityNumbers, AreUniqueAndRightInAreasNobodyHas) {
    IdentityNumbers numbers;
    const Date day = *Date::from_civil(1966, 3, 7);
    std::set<std::string> seen;
    for (int i = 0; i < 1200; ++i) {
        const std::string number = numbers.next(day, Sex::kFemale);
        const ledger::IdentityNumber read = ledger::read_identity_number(number);
        ASSERT_EQ(read.kind, ledger::IdentityKind::kCitizen) << number;
        EXPECT_EQ(*read.birth_date, day);
        EXPECT_EQ(*read.sex, Sex::kFemale);
        EXPECT_EQ(number.substr(0, 4), "4299");
        EXPECT_TRUE(seen.insert(number).second) << number;
    }
    // 500 of a day and sex fit one area code.
    EXPECT_TRUE(seen.begin()->starts_with("429997"));
    EXPECT_TRUE(numbers.next(day, Sex::kMale).starts_with("429999"));
}

TEST(CreditCode, IsRightAndUnique) {
    std::set<std::string> seen;
    for (uint64_t serial = 1; serial < 3000; ++serial) {
        const std::string code = credit_code(serial % 2 == 0 ? "91" : "92", serial);
        ASSERT_EQ(ledger::read_credit_code(code), ledger::CreditCodeKind::kValid) << code;
        EXPECT_TRUE(seen.insert(code.substr(2)).second) << code;
    }
}

TEST(PersonName, IsASurnameAndOneOrTwoCharacters) {
    Random random(3);
    for (int year : {1930, 1970, 2020}) {
        for (int i = 0; i < 300; ++i) {
            const std::string name = person_name(random, random_surname(random),
                                                 i % 2 == 0 ? Sex::kMale : Sex::kFemale, year);
            EXPECT_TRUE(is_valid_utf8(name)) << name;
            const size_t length = code_point_count(name);
            EXPECT_TRUE(length == 2 || length == 3) << name;
        }
    }
}

TEST(ShortUnitName, IsTheEverydayOne) {
    EXPECT_EQ(short_unit_name("四邑村民委员会"), "四邑村");
    EXPECT_EQ(short_unit_name("四邑村村民委员会"), "四邑村");
    EXPECT_EQ(short_unit_name("大桥村委会"), "大桥村");
    EXPECT_EQ(short_unit_name("羊楼洞村村委会"), "羊楼洞村");
    EXPECT_EQ(short_unit_name("潘家湾社区居委会"), "潘家湾社区");
    EXPECT_EQ(short_unit_name("温泉街道办事处"), "温泉街道");
    EXPECT_EQ(short_unit_name("头墩农场"), "头墩农场");
    EXPECT_EQ(short_unit_name("村委会"), "村委会");
}

}  // namespace
}  // namespace yitao::sample
