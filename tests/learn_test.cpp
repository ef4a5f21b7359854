// What a person confirms once is known the next time: forms drawn in text, bindings confirmed, the
// ledger of terms between.
#include <gmock/gmock.h>
#include <set>

#include <gtest/gtest.h>

#include <memory>

#include "base/clock.h"
#include "base/temporary_folder.h"
#include "recognise/structure/testing.h"
#include "site/words.h"
#include "township_site.h"

namespace yitao {
namespace {

using recognise::Lesson;
using recognise::LessonKind;
using recognise::Proposal;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kForm =
    "~*关爱服务统计表 | <\n"
    "项目 | 人数\n"
    "花甲寿星 | _\n"
    "低保人员 | _\n"
    "男性 | _\n";

class LearnTest : public testing::Test {
  protected:
    void SetUp() override {
        std::vector<std::string> folders;
        std::vector<std::string> wanted = {"base"};
        auto packs = pack::load_packs(YITAO_SOURCE_DIR "/packs", wanted);
        ASSERT_TRUE(packs) << packs.error().text();
        for (const auto& pack : *packs) folders.push_back(pack.directory);
        auto made = site::Site::create(
            folder_.path("data"),
            township::read_file(YITAO_SOURCE_DIR "/tests/fixtures/township-a/units.csv"), folders,
            clock_);
        ASSERT_TRUE(made) << made.error().text();
        site_ = std::make_unique<site::Site>(std::move(*made));
    }

    struct Seen {
        recognise::Structure structure;
        Proposal proposal;
        site::Words words;
    };
    Seen see(const char* form) {
        auto tree = site_->tree(clock_.today());
        auto words = site::words_of(*site_, tree->get());
        EXPECT_TRUE(words) << words.error().text();
        auto book = recognise::DrawnSheet(form).open();
        auto structure = recognise::read_structure(*book);
        auto proposal = recognise::propose(*book, *structure, words->vocabulary);
        EXPECT_TRUE(proposal) << proposal.error().text();
        recognise::apply_lessons(*proposal, *structure, words->vocabulary, words->lessons,
                                 words->doubtful);
        return {std::move(*structure), std::move(*proposal), std::move(*words)};
    }

    static const recognise::ProposedCell& cell(const Seen& seen, std::string_view at) {
        for (const auto& cell : seen.proposal.cells) {
            if (xlsx::format_cell_ref(cell.cell) == at) return cell;
        }
        ADD_FAILURE() << at << " was not proposed";
        static const recognise::ProposedCell kNone;
        return kNone;
    }

    std::vector<Lesson> confirm(const Seen& seen, const std::string& toml) {
        auto confirmed = templates::parse_bindings_file(toml);
        EXPECT_TRUE(confirmed) << confirmed.error().text();
        auto lessons =
            recognise::lessons_of(seen.proposal, seen.structure, *confirmed, seen.words.vocabulary);
        auto kept = site::remember(*site_, lessons, "test");
        EXPECT_TRUE(kept) << kept.error().text();
        EXPECT_EQ(kept.value_or(0), lessons.size());
        return lessons;
    }

    FixedClock clock_{*Date::from_civil(2026, 11, 3)};
    TemporaryFolder folder_;
    std::unique_ptr<site::Site> site_;
};

TEST_F(LearnTest, AConfirmedCellIsSureNextTimeInThatFormAndOfferedInOthers) {
    Seen first = see(kForm);
    EXPECT_FALSE(cell(first, "B3").is_sure());
    constexpr const char* kFormula = "=COUNTIFS(居民[常住],\"是\",居民[年龄],\">=60\")";
    auto lessons =
        confirm(first, std::string("[[cell]]\ncell = \"B3\"\nformula = '") + kFormula + "'\n");
    ASSERT_FALSE(lessons.empty());
    EXPECT_EQ(lessons[0].kind, LessonKind::kHeading);
    EXPECT_EQ(lessons[0].form, "关爱服务统计表");

    Seen again = see(kForm);
    EXPECT_TRUE(cell(again, "B3").is_sure());
    EXPECT_EQ(cell(again, "B3").readings[0].formula, kFormula);
    EXPECT_THAT(cell(again, "B3").note, HasSubstr("记得"));
    // Confirmed again there is nothing new.
    EXPECT_THAT(
        confirm(again, std::string("[[cell]]\ncell = \"B3\"\nformula = '") + kFormula + "'\n"),
        IsEmpty());

    Seen other = see("~*寿星台账 | <\n项目 | 人数\n花甲寿星 | _\n低保人员 | _\n");
    EXPECT_FALSE(cell(other, "B3").is_sure());
    EXPECT_EQ(cell(other, "B3").readings[0].formula, kFormula);
    EXPECT_THAT(cell(other, "B3").readings[0].doubts,
                ElementsAre("learned elsewhere 关爱服务统计表"));
}

TEST_F(LearnTest, AWordIsLearnedFromWhatTheFormulaHasMore) {
    const char* form =
        "~*在册户籍人口统计表 | <\n项目 | 人数\n花甲寿星户籍人口 | _\n女性户籍人口 | _\n";
    Seen first = see(form);
    ASSERT_FALSE(cell(first, "B3").readings.empty());
    EXPECT_FALSE(cell(first, "B3").is_sure());
    auto lessons =
        confirm(first,
                "[[cell]]\ncell = \"B3\"\n"
                "formula = '=COUNTIFS(居民[户籍状态],\"本地户籍\",居民[年龄],\">=60\")'\n");
    bool word = false;
    for (const Lesson& lesson : lessons) {
        if (lesson.kind != LessonKind::kCondition) continue;
        word = true;
        EXPECT_EQ(lesson.word, "花甲寿星");
        EXPECT_EQ(lesson.ledger, "居民");
        EXPECT_EQ(lesson.meaning, "年龄>=60");
    }
    EXPECT_TRUE(word);
    // Another heading of another form is understood with it.
    Seen other = see("~*老龄情况 | <\n项目 | 人数\n女性花甲寿星（户籍） | _\n男性 | _\n");
    ASSERT_FALSE(cell(other, "B3").readings.empty());
    EXPECT_TRUE(cell(other, "B3").is_sure());
    EXPECT_EQ(cell(other, "B3").readings[0].formula,
              "=COUNTIFS(居民[性别],\"女\",居民[户籍状态],\"本地户籍\",居民[年龄],\">=60\")");
}

TEST_F(LearnTest, WhatContradictsTheDictionaryIsAQuestion) {
    Lesson old{LessonKind::kCondition, "老年人", "", "居民", "年龄>=65", "卫健.bindings.toml"};
    ASSERT_TRUE(site::remember(*site_, {old}, "test"));
    Seen seen = see("~*户籍人口统计表 | <\n项目 | 人数\n户籍老年人 | _\n户籍女性 | _\n");
    EXPECT_THAT(seen.words.doubtful, ElementsAre("老年人"));
    EXPECT_FALSE(cell(seen, "B3").is_sure());
    EXPECT_TRUE(cell(seen, "B4").is_sure());
}

TEST_F(LearnTest, AHeadingLearnedOtherwiseThanItsWordsSayIsAQuestion) {
    Lesson heading{LessonKind::kHeading,
                   "户籍女性/人数",
                   "户籍人口统计表",
                   "",
                   "=COUNTIFS(居民[常住],\"是\",居民[性别],\"女\")",
                   "甲.bindings.toml"};
    ASSERT_TRUE(site::remember(*site_, {heading}, "test"));
    Seen seen = see("~*户籍人口统计表 | <\n项目 | 人数\n户籍女性 | _\n户籍男性 | _\n");
    EXPECT_FALSE(cell(seen, "B3").is_sure());
    ASSERT_EQ(cell(seen, "B3").readings.size(), 2U);
    EXPECT_EQ(cell(seen, "B3").readings[0].formula, heading.meaning);
    EXPECT_TRUE(cell(seen, "B4").is_sure());
}

TEST_F(LearnTest, AColumnOfAListIsLearned) {
    const char* form =
        "~*户籍人口花名册 | < | < | <\n"
        "序号 | 姓名 | 身份证号码 | 贵庚\n"
        "1 | _ | _ | _\n"
        "2 | _ | _ | _\n"
        "3 | _ | _ | _\n";
    Seen first = see(form);
    ASSERT_EQ(first.proposal.lists.size(), 1U);
    auto column = [](const Seen& seen) {
        for (const auto& one : seen.proposal.lists[0].columns) {
            if (one.heading == "贵庚") return one.formula;
        }
        return std::string("(none)");
    };
    EXPECT_EQ(column(first), "");
    auto lessons = confirm(first,
                           "[[list]]\nregion = \"A3:D5\"\nserial = \"A\"\n"
                           "columns.D = '=FILTER(居民[年龄],(居民[户籍状态]=\"本地户籍\"))'\n");
    ASSERT_EQ(lessons.size(), 1U);
    EXPECT_EQ(lessons[0].kind, LessonKind::kColumn);
    EXPECT_EQ(lessons[0].word, "贵庚");
    EXPECT_EQ(lessons[0].meaning, "年龄");
    EXPECT_THAT(column(see(form)), HasSubstr("FILTER(居民[年龄],"));
}

TEST_F(LearnTest, WordsOfLedgersThatAreGoneDoNoHarm) {
    Lesson gone{LessonKind::kCondition, "甲乙丙", "", "没有的台账", "无此列=是", "x"};
    Lesson broken{LessonKind::kCondition, "丁戊己", "", "居民", "无此列=是", "x"};
    ASSERT_TRUE(site::remember(*site_, {gone, broken}, "test"));
    Seen seen = see(kForm);
    EXPECT_EQ(seen.words.lessons.size(), 2U);
}

// Activities have few names that come back; firms, places and projects each have their own.
TEST(NamesInUse, AreThoseThatComeBackAndNobodysOwn) {
    TemporaryFolder folder;
    FixedClock clock(*Date::from_civil(2026, 11, 3));
    auto site = township::make_site(YITAO_SOURCE_DIR "/tests/fixtures/township-a",
                                    folder.path("data"), clock);
    ASSERT_TRUE(site) << site.error().text();
    auto names = site::names_in_use(*site);
    ASSERT_TRUE(names) << names.error().text();
    std::set<std::string> words;
    for (const auto& phrase : *names) {
        EXPECT_EQ(phrase.ledger, "活动") << phrase.words[0];
        ASSERT_EQ(phrase.when.size(), 1U);
        EXPECT_EQ(phrase.when[0].substr(std::string_view("名称=").size()), phrase.words[0]);
        words.insert(phrase.words[0]);
    }
    EXPECT_TRUE(words.contains("护河巡查"));
    EXPECT_EQ(words.size(), 15U);
}

}  // namespace
}  // namespace yitao
