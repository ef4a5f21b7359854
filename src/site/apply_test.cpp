#include <gmock/gmock.h>

#include "base/limits.h"
#include "site/row_checks.h"
#include "site/test_site.h"

namespace yitao::site {
namespace {

using namespace testing;
using ledger::ChangeKind;
using ledger::Field;
using ledger::Outcome;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kGood = "11010519491231002X";  // a woman, born 1949-12-31
constexpr const char* kBad = "110105194912310021";

using ApplyTest = SiteTest;

// A row of another village is beyond a clerk, by whichever way it is found or would leave.
TEST_F(ApplyTest, RowsBeyondReachAreRefusedOneByOne) {
    (void)put({person(kGood, "张三", kVillageB), person("P1", "李四", kVillageA)});
    const MayTouch own = [](org::UnitCode code) { return code == kVillageA; };
    const auto apply = [&](std::vector<ledger::Change> changes) {
        return must(site_->apply({.ledger = "person",
                                  .columns = {kId, kName, kUnit, kIncome},
                                  .changes = std::move(changes)},
                                 {"clerk", "page", {}}, nullptr, own));
    };
    ledger::Change taken = person(kGood, "张三", kVillageA);  // to oneself, by its key
    ledger::Change sent = person("P1", "李四", kVillageB);    // away
    ledger::Change placed = person("P2", "王五", kVillageB);  // there
    ledger::Change nowhere = person("P3", "赵六", Field{});
    ledger::Change kept = person("P1", "李四", kVillageA, int64_t{5});
    const ApplyReport report = apply({taken, sent, placed, nowhere, kept});
    EXPECT_EQ(report.refused, 4U);
    EXPECT_EQ(report.updated, 1U);
    for (size_t i = 0; i < 4; ++i) {
        EXPECT_THAT(rules(report.rows[i]), ElementsAre(std::string(kRuleUnitBeyond))) << i;
    }
    taken.kind = ChangeKind::kDelete;
    EXPECT_EQ(apply({taken}).refused, 1U);
    EXPECT_EQ(eval("=COUNTA(人员[姓名])", kVillageB), "1");
    expect_sound();
}

TEST_F(ApplyTest, RowsLandAndASecondRunChangesNothing) {
    ImportRun run;
    ApplyReport first = put({person(kGood, "张三", kVillageA, int64_t{100}), person("P1", "李四"),
                             person("", "无证"), person("", "无证")},
                            &run);
    EXPECT_EQ(first.inserted, 4U);
    EXPECT_EQ(first.refused, 0U);
    ImportRun again;
    ApplyReport second = put({person(kGood, "张三", kVillageA, int64_t{100}), person("P1", "李四"),
                              person("", "无证"), person("", "无证")},
                             &again);
    EXPECT_EQ(second.unchanged, 4U);
    EXPECT_EQ(second.rows[2].row, 3);
    EXPECT_EQ(second.rows[3].row, 4);
    EXPECT_EQ(must(site_->status("person")).entries, 4);
    // One more of the same is one more row.
    EXPECT_EQ(put({person("", "无证")}, &again).inserted, 1U);
    expect_sound();
}

TEST_F(ApplyTest, OnlyWhatDiffersIsJournalled) {
    put({person(kGood, "张三", kVillageA, int64_t{100})});
    ApplyReport report = put({person(kGood, "张三", kVillageB, int64_t{100})});
    EXPECT_EQ(report.updated, 1U);
    auto history = must(site_->history("person", report.rows[0].row));
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[1].kind, ledger::EntryKind::kMove);
    ASSERT_EQ(history[1].changes.size(), 1U);
    EXPECT_EQ(history[1].changes[0].column, "unit");
    EXPECT_EQ(history[1].through, "people.csv");
}

TEST_F(ApplyTest, TheSameKeyTwiceInABatchIsOneRow) {
    ApplyReport report =
        put({person("P1", "张三"), person("P1", "张三丰"), person("P1", "张三丰")});
    EXPECT_EQ(report.inserted, 1U);
    EXPECT_EQ(report.updated, 1U);
    EXPECT_EQ(report.unchanged, 1U);
    EXPECT_EQ(report.rows[1].row, report.rows[0].row);
    EXPECT_EQ(eval("=COUNTA(人员[姓名])"), "1");
}

TEST_F(ApplyTest, KindsOfChange) {
    const auto kind = [&](ChangeKind kind, const char* id) {
        return put_columns({kId, kName, kUnit}, {std::string(id), std::string("某人"), kVillageA},
                           kind)
            .rows[0];
    };
    EXPECT_THAT(rules(kind(ChangeKind::kUpdate, "P1")), ElementsAre(kRuleMissingRow));
    EXPECT_EQ(kind(ChangeKind::kInsert, "P1").outcome, Outcome::kInserted);
    EXPECT_THAT(rules(kind(ChangeKind::kInsert, "P1")), ElementsAre(kRuleKey));
    EXPECT_EQ(kind(ChangeKind::kUpdate, "P1").outcome, Outcome::kUnchanged);
    EXPECT_EQ(kind(ChangeKind::kDelete, "P1").outcome, Outcome::kDeleted);
    EXPECT_THAT(rules(kind(ChangeKind::kDelete, "P1")), ElementsAre(kRuleMissingRow));
    EXPECT_EQ(must(site_->status("person")).rows, 0);
    expect_sound();
}

TEST_F(ApplyTest, RowsWithoutKeyAreReachedById) {
    const ledger::RowId row = put({person("", "无证")}).rows[0].row;
    EXPECT_EQ(put_columns({kName}, {std::string("有名")}, ChangeKind::kUpdate, row).updated, 1U);
    EXPECT_EQ(put_columns({kId}, {std::string("P7")}, ChangeKind::kUpdate, row).updated, 1U);
    put({person("P8", "别人")});
    EXPECT_THAT(rules(put_columns({kId}, {std::string("P8")}, ChangeKind::kUpdate, row).rows[0]),
                ElementsAre(kRuleKey));
    EXPECT_EQ(put_columns({}, {}, ChangeKind::kDelete, row).deleted, 1U);
    EXPECT_THAT(rules(put_columns({kName}, {std::string("x")}, ChangeKind::kUpdate, 99).rows[0]),
                ElementsAre(kRuleMissingRow));
    expect_sound();
}

TEST_F(ApplyTest, WhatCannotBeStoredIsRefusedWithItsColumnAndTheOthersLand) {
    const auto row = [](Field name, Field unit, Field sex, Field kinds) {
        static int next = 0;
        return ledger::Change{.fields = {"P" + std::to_string(++next), name, unit, sex, kinds}};
    };
    const std::string name = "某人";
    ApplyReport report = must(site_->apply(
        {.ledger = "person",
         .columns = {kId, kName, kUnit, kSex, kKinds},
         .changes = {row(name, kVillageA, std::string("男"), std::string("低保、残疾")),
                     row({}, kVillageA, {}, {}), row(name, kVillageA, std::string("男性"), {}),
                     row(name, kVillageA, {}, std::string("低保、富裕")),
                     row(name, std::string("甲村"), {}, {}), row(name, int64_t{-1}, {}, {}),
                     row(name, {}, {}, {}), row(std::string("\xff"), kVillageA, {}, {})}},
        {"clerk", "x.csv", {}}));
    EXPECT_EQ(report.inserted, 1U);
    EXPECT_EQ(report.refused, 7U);
    const char* expected[] = {"", "required", "code", "code", "type", "type", "required", "type"};
    const size_t columns[] = {0, kName, kSex, kKinds, kUnit, kUnit, kUnit, kName};
    for (size_t i = 1; i < 8; ++i) {
        ASSERT_EQ(report.rows[i].remarks.size(), 1U) << i;
        EXPECT_EQ(report.rows[i].remarks[0].rule, expected[i]) << i;
        EXPECT_EQ(report.rows[i].remarks[0].column, columns[i]) << i;
        EXPECT_EQ(report.rows[i].row, 0);
    }
    EXPECT_EQ(must(site_->status("person")).rows, 1);
}

TEST_F(ApplyTest, ContradictionsLandFlaggedAndAreListedUntilMended) {
    ApplyReport report = must(site_->apply(
        {.ledger = "person",
         .columns = {kId, kName, kUnit, kSex, kBirth},
         .changes = {{.fields = {std::string(kBad), std::string("甲"), kVillageA, {}, {}}},
                     {.fields = {std::string(kGood), std::string("乙"), kVillageB,
                                 std::string("男"), int64_t{0}}},
                     {.fields = {std::string("E123"), std::string("丙"), kNowhere, {}, {}}}}},
        {"clerk", "x.csv", {}}));
    EXPECT_EQ(report.inserted, 3U);
    EXPECT_EQ(report.flagged, 3U);
    EXPECT_THAT(flags(),
                ElementsAre("1 id_number identity.check_digit", "2 birth_date identity.birth_date",
                            "2 sex identity.sex", "3 unit unit.unknown"));
    const auto listed = must(site_->flagged("person"));
    EXPECT_EQ(listed[1].unit, kVillageB);
    EXPECT_EQ(listed[1].key, kGood);
    EXPECT_EQ(listed[2].message.en.find(kGood), std::string::npos);
    // Nobody disappears from a total.
    EXPECT_EQ(eval("=COUNTA(人员[姓名])"), "2");
    expect_sound();

    put_columns({kId, kSex, kBirth}, {std::string(kGood), std::string("女"),
                                      int64_t{Date::from_civil(1949, 12, 31)->days}});
    EXPECT_THAT(flags(), ElementsAre("1 id_number identity.check_digit", "3 unit unit.unknown"));
    put_columns({}, {}, ChangeKind::kDelete, 1);
    EXPECT_THAT(flags(), ElementsAre("3 unit unit.unknown"));
    expect_sound();
}

TEST_F(ApplyTest, ValidationsRefuseWarnOrFlag) {
    const auto income = [&](const char* id, int64_t cents) {
        return put({person(id, "某人", kVillageA, cents)}).rows[0];
    };
    EXPECT_THAT(rules(income("P1", 100)), IsEmpty());
    const ledger::RowOutcome negative = income("P2", -100);
    EXPECT_EQ(negative.outcome, Outcome::kInserted);
    EXPECT_THAT(rules(negative), ElementsAre("income_sane"));
    EXPECT_EQ(negative.remarks[0].column, kIncome);
    EXPECT_EQ(negative.remarks[0].message.zh, "年收入为负");
    const ledger::RowOutcome large = income("P3", 100000000);
    EXPECT_EQ(large.remarks[0].severity, ledger::Severity::kWarn);
    EXPECT_THAT(flags(), ElementsAre("2 income income_sane"));
    const auto old =
        put_columns({kId, kName, kUnit, kBirth}, {std::string("P4"), std::string("某人"), kVillageA,
                                                  int64_t{Date::from_civil(1902, 1, 1)->days}});
    EXPECT_EQ(old.refused, 1U);
    EXPECT_THAT(rules(old.rows[0]), ElementsAre("old_enough"));
    expect_sound();
}

TEST_F(ApplyTest, AValidationSeesTheWholeLedgerAsItWillBe) {
    const auto phone = [](const char* id, const char* number) {
        return ledger::Change{
            .fields = {std::string(id), std::string("某人"), kVillageA, std::string(number)}};
    };
    const auto apply = [&](std::vector<ledger::Change> changes) {
        return must(site_->apply({.ledger = "person",
                                  .columns = {kId, kName, kUnit, kPhone},
                                  .changes = std::move(changes)},
                                 {"clerk", "x.csv", {}}));
    };
    EXPECT_EQ(apply({phone("P1", "111"), phone("P2", "222")}).flagged, 0U);
    EXPECT_EQ(apply({phone("P3", "111")}).flagged, 1U);
    EXPECT_EQ(apply({phone("P4", "333"), phone("P5", "333")}).flagged, 2U);
    EXPECT_EQ(apply({phone("P3", "444")}).flagged, 0U);
}

TEST_F(ApplyTest, AgesAreJudgedByTodaysDate) {
    // 120 on 2026-10-04.
    const auto born = [&](const char* id) {
        return put_columns({kId, kName, kUnit, kBirth},
                           {std::string(id), std::string("某人"), kVillageA,
                            int64_t{Date::from_civil(1906, 10, 4)->days}});
    };
    EXPECT_EQ(born("P1").inserted, 1U);
    clock_.advance(kMicrosecondsPerDay);
    EXPECT_EQ(born("P2").refused, 1U);
}

TEST_F(ApplyTest, ABackdatedChangeLeavesTheFlagsOfTheRowAsItIs) {
    put({person("P1", "某人", kVillageA, int64_t{100})});
    clock_.advance(30 * kMicrosecondsPerDay);
    put({person("P1", "某人", kVillageA, int64_t{200})});
    const Date earlier{clock_.today().days - 10};
    EXPECT_EQ(put({person("P1", "某人", kVillageA, int64_t{-5})}, nullptr, earlier).updated, 1U);
    EXPECT_EQ(eval("=SUM(人员[年收入])"), "2");
    EXPECT_EQ(eval("=SUM(人员[年收入])", kTown, earlier), "-0.05");
    EXPECT_THAT(flags(), IsEmpty());
    // The same again is no change, though the row as it is today differs.
    EXPECT_EQ(put({person("P1", "某人", kVillageA, int64_t{-5})}, nullptr, earlier).unchanged, 1U);
    expect_sound();
}

TEST_F(ApplyTest, BatchesThatMakeNoSenseAreRefusedWhole) {
    const auto apply = [&](ledger::Batch batch) {
        return site_->apply(batch, {"clerk", "cli", {}});
    };
    EXPECT_EQ(apply({.ledger = "nobody"}).error().code, ErrorCode::kNotFound);
    EXPECT_FALSE(apply({.ledger = "unit"}));
    EXPECT_FALSE(apply({.ledger = "person", .columns = {kName, kName}}));
    EXPECT_FALSE(apply({.ledger = "person", .columns = {99}}));
    EXPECT_FALSE(apply({.ledger = "person", .columns = {kAge}}));
    EXPECT_FALSE(apply({.ledger = "person", .columns = {kName}, .changes = {{}}}));
    ledger::Batch large{.ledger = "place", .columns = {0, 1}};
    large.changes.resize(kImportBatchRows, {.fields = {std::string("同名"), kVillageA}});
    EXPECT_EQ(must(apply(large)).inserted, kImportBatchRows);
    large.changes.push_back(large.changes[0]);
    EXPECT_EQ(apply(large).error().code, ErrorCode::kLimit);
    EXPECT_EQ(must(apply({.ledger = "person"})).rows.size(), 0U);
}

// More rows than are judged together: each is checked, each finds what came before it.
TEST_F(ApplyTest, LongBatchesAreJudgedRowByRow) {
    constexpr size_t kRows = 5'000;
    ledger::Batch batch{.ledger = "person", .columns = {kId, kName, kUnit}};
    for (size_t i = 0; i < kRows; ++i) {
        const org::UnitCode unit = i % 1000 == 999 ? 421221106999 : kVillageA;
        batch.changes.push_back(
            {.line = static_cast<uint32_t>(i + 2),
             .fields = {fmt::format("P{}", i % 4000), std::string("甲"), unit}});
    }
    const ApplyReport report = must(site_->apply(batch, {"clerk", "cli", {}}));
    EXPECT_EQ(report.inserted, 4000U);
    EXPECT_EQ(report.unchanged, 1000U);
    for (size_t i = 0; i < 4000; ++i) {
        EXPECT_EQ(report.rows[i].remarks.size(), i % 1000 == 999 ? 1U : 0U) << i;
    }
    EXPECT_EQ(must(site_->apply(std::move(batch), {"clerk", "cli", {}})).unchanged, kRows);
    EXPECT_TRUE(must(site_->check()).empty());
}

TEST_F(ApplyTest, CreditCodesProveThemselves) {
    const auto apply = [&](const char* code) {
        return must(site_->apply(
            {.ledger = "place",
             .columns = {0, 1, 2},
             .changes = {{.fields = {std::string("店"), kVillageA, std::string(code)}}}},
            {"clerk", "cli", {}}));
    };
    EXPECT_EQ(apply("91350100M000100Y43").flagged, 0U);
    EXPECT_EQ(apply("91350100M000100Y44").flagged, 1U);
    EXPECT_EQ(apply("420100000012345").flagged, 0U);
}

TEST_F(ApplyTest, AReaderMayNotWrite) {
    reopen(OpenMode::kRead);
    auto applied = site_->apply({.ledger = "person"}, {"clerk", "cli", {}});
    ASSERT_FALSE(applied);
    EXPECT_EQ(applied.error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace yitao::site
