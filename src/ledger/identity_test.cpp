#include "ledger/identity.h"

#include <gtest/gtest.h>

namespace yitao::ledger {
namespace {

TEST(Identity, StandardExampleIsACitizenNumber) {
    const IdentityNumber number = read_identity_number("11010519491231002X");
    EXPECT_EQ(number.kind, IdentityKind::kCitizen);
    EXPECT_EQ(number.birth_date, Date::from_civil(1949, 12, 31));
    EXPECT_EQ(number.sex, Sex::kFemale);
}

TEST(Identity, LowerCaseFullWidthAndSpacesAreForgiven) {
    EXPECT_EQ(read_identity_number(" 11010519491231002x ").kind, IdentityKind::kCitizen);
    EXPECT_EQ(canonical_identity_number("１１０１０５１９４９１２３１００２ｘ"),
              "11010519491231002X");
    EXPECT_EQ(canonical_identity_number("　E12345678 "), "E12345678");
}

TEST(Identity, OneWrongDigitFailsTheCheck) {
    const std::string good = "11010519491231002X";
    for (size_t i = 0; i < 17; ++i) {
        std::string bad = good;
        bad[i] = bad[i] == '9' ? '0' : static_cast<char>(bad[i] + 1);
        EXPECT_EQ(read_identity_number(bad).kind, IdentityKind::kBadCheck) << bad;
    }
}

TEST(Identity, AnImpossibleBirthDateIsTold) {
    std::string number = "110105194902310021";
    number[17] = *identity_check_character(number.substr(0, 17));
    EXPECT_EQ(read_identity_number(number).kind, IdentityKind::kBadBirthDate);
    EXPECT_FALSE(read_identity_number(number).birth_date);
}

TEST(Identity, FifteenDigitsAreADocumentOfTheirOwn) {
    const IdentityNumber old = read_identity_number("110105491231002");
    EXPECT_EQ(old.kind, IdentityKind::kOldCitizen);
    EXPECT_EQ(old.birth_date, Date::from_civil(1949, 12, 31));
    EXPECT_EQ(old.sex, Sex::kFemale);
}

TEST(Identity, OtherDocumentsAreNotJudged) {
    for (const char* text : {"", "E12345678", "无", "1101051949123100", "A1010519491231002X"}) {
        EXPECT_EQ(read_identity_number(text).kind, IdentityKind::kOther) << text;
    }
}

TEST(CreditCode, StandardExample) {
    EXPECT_EQ(credit_code_check_character("91350100M000100Y4"), '3');
    EXPECT_EQ(read_credit_code("91350100M000100Y43"), CreditCodeKind::kValid);
    EXPECT_EQ(read_credit_code(" 91350100m000100y43"), CreditCodeKind::kValid);
    EXPECT_EQ(read_credit_code("91350100M000100Y44"), CreditCodeKind::kBadCheck);
}

TEST(CreditCode, RemainderNoughtGivesNought) {
    // All noughts sum to nought: the standard's 31 stands for the character '0'.
    EXPECT_EQ(credit_code_check_character("00000000000000000"), '0');
    EXPECT_EQ(read_credit_code("000000000000000000"), CreditCodeKind::kValid);
}

TEST(CreditCode, LettersOutsideTheAlphabetAreAnotherDocument) {
    EXPECT_EQ(read_credit_code("91350100I000100Y43"), CreditCodeKind::kOther);
    EXPECT_EQ(read_credit_code("91350100M000100Y4"), CreditCodeKind::kOther);
    EXPECT_EQ(read_credit_code("420100000012345"), CreditCodeKind::kOther);
}

}  // namespace
}  // namespace yitao::ledger
