#include "access/throttle.h"

#include <gtest/gtest.h>

namespace yitao::access {
namespace {

constexpr Timestamp kSecond = 1'000'000;

TEST(Throttle, EachFurtherTryOnANameWaitsTwiceAsLong) {
    Throttle throttle;
    Timestamp now = 0;
    for (int i = 0; i < kNameRule.free_tries; ++i) EXPECT_FALSE(throttle.admit("a", "x", now));
    for (int wait : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
        EXPECT_EQ(throttle.admit("a", "y" + std::to_string(wait), now), wait);
        EXPECT_EQ(throttle.admit("a", "z", now + wait * kSecond - 1), 1);
        now += wait * kSecond;
        EXPECT_FALSE(throttle.admit("a", "other", now)) << wait;
    }
    EXPECT_FALSE(throttle.admit("b", "x", now)) << "another name is not slowed";
    EXPECT_TRUE(throttle.admit("a", "x", now));
    EXPECT_FALSE(throttle.admit("a", "x", now + kTriesForgotten + 900 * kSecond)) << "forgotten";
}

TEST(Throttle, AnAddressWaitsWhateverNamesItTries) {
    Throttle throttle;
    for (int i = 0; i < kAddressRule.free_tries; ++i) {
        EXPECT_FALSE(throttle.admit("n" + std::to_string(i), "x", 0));
    }
    EXPECT_EQ(throttle.admit("new", "x", 0), 1);
    EXPECT_FALSE(throttle.admit("new", "y", 0)) << "another address is not slowed";
    Timestamp now = 0;
    for (int i = 0; i < 20; ++i) {
        now += kAddressRule.longest_wait_s * kSecond;
        EXPECT_FALSE(throttle.admit("m" + std::to_string(i), "x", now)) << "at most this long";
    }
}

TEST(Throttle, SuccessClearsTheNameAndGivesTheAddressOneTryBack) {
    Throttle throttle;
    for (int round = 0; round < 100; ++round) {
        EXPECT_FALSE(throttle.admit("mine", "x", 0)) << round;
        throttle.succeeded("mine", "x");
    }
    EXPECT_EQ(throttle.size(), 0U);
    int tries = 0;
    while (!throttle.admit("victim" + std::to_string(tries), "x", 0)) {
        ++tries;
        ASSERT_LT(tries, 1000);
        if (throttle.admit("mine", "x", 0)) break;
        throttle.succeeded("mine", "x");
    }
    EXPECT_LE(tries, kAddressRule.free_tries) << "one's own account does not clear the address";
    throttle.succeeded("unknown", "unknown");
}

TEST(Throttle, StaysSmallAndForgetsShortWaitsFirst) {
    Throttle throttle(10);
    for (int i = 0; i < kNameRule.free_tries; ++i) EXPECT_FALSE(throttle.admit("a", "x", 0));
    for (int i = 0; i < 1000; ++i) {
        (void)throttle.admit("n" + std::to_string(i), "y" + std::to_string(i), i);
        EXPECT_LE(throttle.size(), 20U);
    }
    EXPECT_TRUE(throttle.admit("a", "z", 999)) << "spraying names does not free one";
}

}  // namespace
}  // namespace yitao::access
