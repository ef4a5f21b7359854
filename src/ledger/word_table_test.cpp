#include "ledger/word_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace yitao::ledger {

namespace {

TEST(WordTable, FindsEachWordAtItsPlace) {
    WordTable words;
    EXPECT_TRUE(words.empty());
    EXPECT_FALSE(words.has("男"));
    for (int i = 0; i < 1000; ++i) words.add(fmt::format("城乡居民基本养老保险{}", i));
    for (size_t i = 0; i < 1000; ++i) {
        EXPECT_EQ(words.find(fmt::format("城乡居民基本养老保险{}", i)), i);
    }
    EXPECT_FALSE(words.has("城乡居民基本养老保险1000"));
    EXPECT_FALSE(words.has("保险1"));
    EXPECT_FALSE(words.has(""));
}

TEST(WordTable, KeepsTheFirstOfEqualWordsAndTheEmptyOne) {
    WordTable words;
    words.add("是");
    words.add("");
    words.add("是");
    words.add("否");
    EXPECT_EQ(words.find("是"), 0U);
    EXPECT_EQ(words.find(""), 1U);
    EXPECT_EQ(words.find("否"), 3U);
    for (int i = 0; i < 100; ++i) words.add(std::to_string(i));  // places survive growing
    EXPECT_EQ(words.find("是"), 0U);
    EXPECT_EQ(words.find("99"), 103U);
}

}  // namespace

}  // namespace yitao::ledger
