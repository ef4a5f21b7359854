#include "ledger/packed.h"

#include <gtest/gtest.h>

#include <random>

namespace yitao::ledger {

namespace {

TEST(Packed, OneByteHoldsBlanksErrorsAndNear) {
    PackedNumbers ages = {61, kBlankNumber, 35, error_number(ExcelError::kNum)};
    EXPECT_EQ(ages.width(), 1);
    EXPECT_EQ(ages[0], 61);
    EXPECT_EQ(ages[1], kBlankNumber);
    EXPECT_EQ(number_error(ages[3]), ExcelError::kNum);
}

TEST(Packed, GrowsWiderByNeed) {
    PackedNumbers numbers = {0};
    numbers.push_back(30'000);
    EXPECT_EQ(numbers.width(), 2);
    numbers.push_back(-3'000'000);
    EXPECT_EQ(numbers.width(), 4);
    numbers.push_back(INT64_MAX);
    EXPECT_EQ(numbers.width(), 8);
    numbers.push_back(kLeastNumber);
    numbers.set(0, kBlankNumber);
    EXPECT_EQ(numbers,
              (std::vector<int64_t>{kBlankNumber, 30'000, -3'000'000, INT64_MAX, kLeastNumber}));
}

TEST(Packed, EdgesOfEveryWidth) {
    for (const int width : {1, 2, 4}) {
        const uint64_t places = NumberCoding::greatest_raw(width) - NumberCoding::kSpecials;
        const int64_t base = -12'345;
        const auto last = base + static_cast<int64_t>(places);
        EXPECT_EQ(NumberCoding::of(base, last, false).width, width);
        EXPECT_EQ(NumberCoding::of(base, last + 1, false).width, 2 * width);
        const NumberCoding coding{static_cast<uint8_t>(width), base};
        EXPECT_TRUE(coding.fits(base) && coding.fits(last) && coding.fits(kBlankNumber));
        EXPECT_FALSE(coding.fits(base - 1) || coding.fits(last + 1));
        EXPECT_EQ(coding.value(coding.raw(last)), last);
    }
    EXPECT_EQ(NumberCoding::of(kLeastNumber, INT64_MAX, true).width, 8);
    EXPECT_EQ(NumberCoding::of(kLeastNumber, kLeastNumber, true).base, kLeastNumber);
}

// Against a plain vector, with all that vectors of rows are asked to do.
TEST(Packed, RandomChangesEqualAVector) {
    for (uint32_t seed = 1; seed <= 40; ++seed) {
        std::mt19937_64 random(seed);
        PackedNumbers packed;
        std::vector<int64_t> plain;
        for (int step = 0; step < 400; ++step) {
            const int bits = static_cast<int>(random() % 64);
            auto number = static_cast<int64_t>(random() >> bits);
            if (random() % 3 == 0) number = -number;
            if (random() % 5 == 0) number = kBlankNumber + static_cast<int64_t>(random() % 17);
            if (plain.empty() || random() % 3 != 0) {
                packed.push_back(number);
                plain.push_back(number);
            } else {
                const size_t row = random() % plain.size();
                packed[row] = number;
                plain[row] = number;
            }
            if (random() % 50 == 0) {
                std::vector<uint32_t> order(plain.size());
                for (uint32_t& row : order) row = static_cast<uint32_t>(random() % plain.size());
                packed.reorder(order);
                std::vector<int64_t> moved;
                for (const uint32_t row : order) moved.push_back(plain[row]);
                plain = std::move(moved);
            }
        }
        packed.shrink();
        ASSERT_EQ(packed, plain) << "seed " << seed;
        ASSERT_EQ(PackedNumbers(std::span<const int64_t>(plain)), plain) << "seed " << seed;
        std::vector<int64_t> unpacked(plain.size());
        unpack_numbers(packed.view(), plain.size(), unpacked.data());
        ASSERT_EQ(unpacked, plain) << "seed " << seed;
    }
}

TEST(Packed, CodesWiden) {
    PackedCodes codes = {0, 255};
    EXPECT_EQ(codes.width(), 1);
    codes.push_back(256);
    EXPECT_EQ(codes.width(), 2);
    codes.set(0, 70'000);
    EXPECT_EQ(codes.width(), 4);
    EXPECT_EQ(codes, (std::vector<uint32_t>{70'000, 255, 256}));
}

TEST(Packed, LentBytesAreCopiedBeforeTheyChange) {
    auto bytes = std::make_shared<uint8_t[]>(3);
    bytes[1] = 7;
    PackedCodes codes = PackedCodes::lent(bytes, 3, {1, 0});
    PackedCodes reader = codes;
    codes.set(1, 9);
    EXPECT_EQ(codes[1], 9U);
    EXPECT_EQ(reader[1], 7U);
    EXPECT_EQ(bytes[1], 7);
}

}  // namespace

}  // namespace yitao::ledger
