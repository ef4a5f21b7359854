#include "site/site.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "ledger/store/sqlite.h"
#include "site/row_checks.h"
#include "site/test_site.h"

namespace yitao::site {
namespace {

using namespace testing;
using ledger::Field;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(SiteTest, AFreshInstallationOpensAndIsSound) {
    reopen();
    EXPECT_EQ(site_->packs().size(), 1U);
    EXPECT_EQ(site_->catalog().schemas.size(), 3U);
    ASSERT_NE(site_->schema("person"), nullptr);
    EXPECT_EQ(site_->schema("人员"), site_->schema("person"));
    EXPECT_EQ(site_->schema("单位"), nullptr);
    EXPECT_EQ(site_->code_list("sex")->codes.size(), 2U);
    EXPECT_EQ(site_->code_list(""), nullptr);
    EXPECT_EQ(must(site_->tree(clock_.today()))->size(), 3U);
    expect_sound();
}

TEST_F(SiteTest, WhatCannotBeCreatedLeavesNothingBehind) {
    TemporaryFolder other;
    EXPECT_EQ(Site::create(data_, kUnits, packs_, clock_).error().code, ErrorCode::kConflict);
    const std::string bad_units = other.path() + "/a";
    EXPECT_FALSE(Site::create(bad_units, "code,name\n1,x\n", packs_, clock_));
    EXPECT_FALSE(std::filesystem::exists(bad_units));
    const std::string bad_pack = other.path() + "/b";
    const std::vector<std::string> broken = {
        write_pack(other.path() + "/packs", 1, "id = 'person'\nname = '人员'\nwhat = 1\n")};
    EXPECT_FALSE(Site::create(bad_pack, kUnits, broken, clock_));
    EXPECT_TRUE(std::filesystem::is_empty(bad_pack));
    EXPECT_EQ(Site::open(other.path(), OpenMode::kRead, clock_).error().code, ErrorCode::kNotFound);
}

TEST_F(SiteTest, OneProcessWritesAndReadersStandBesideIt) {
    const auto second = Site::open(data_, OpenMode::kWrite, clock_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kBusy);
    EXPECT_THAT(second.error().message.en, HasSubstr(std::to_string(::getpid())));
    Site reader = must(Site::open(data_, OpenMode::kRead, clock_));
    EXPECT_EQ(must(reader.status("person")).rows, 0);
    put({person("P1", "张三")});
    EXPECT_EQ(must(reader.status("person")).rows, 1);
    EXPECT_EQ(must(reader.history("person", 1))[0].changes.size(), 3U);
    EXPECT_THAT(must(reader.check()), IsEmpty());
    site_.reset();
    EXPECT_TRUE(Site::open(data_, OpenMode::kWrite, clock_));
}

TEST_F(SiteTest, WorldsHoldRowsCalculatedColumnsAndUnits) {
    put_columns({kId, kName, kUnit, kBirth, kIncome},
                {std::string("P1"), std::string("张三"), kVillageA,
                 int64_t{Date::from_civil(1990, 10, 4)->days}, int64_t{1050}});
    put({person("P2", "李四", kVillageB, int64_t{5}), person("P3", "王五", kNowhere)});
    EXPECT_EQ(eval("=SUM(人员[年收入])"), "10.55");
    EXPECT_EQ(eval("=SUM(人员[年收入])", kVillageB), "0.05");
    EXPECT_EQ(eval("=COUNTIFS(人员[年龄],35)"), "1");
    clock_.advance(kMicrosecondsPerDay);  // a birthday
    EXPECT_EQ(eval("=COUNTIFS(人员[年龄],35)"), "0");
    EXPECT_EQ(eval("=COUNTIFS(人员[年龄],36)"), "1");
    EXPECT_EQ(eval("=COUNTIFS(单位[级别],\"village\")"), "2");
    const auto empty = must(site_->world({.as_of = clock_.today()}));
    EXPECT_EQ(empty->tables[0].unit_begin.size(), 4U);
    EXPECT_EQ(empty->tables.back().row_count(), 3U);
}

TEST_F(SiteTest, AsOfAndKnownAtAndTheSameMonthLastYear) {
    put({person("P1", "张三", kVillageA, int64_t{100})});
    const Timestamp then = clock_.now();
    const Date first_day = clock_.today();
    clock_.advance(10 * kMicrosecondsPerDay);
    put({person("P1", "张三", kVillageA, int64_t{900})});
    EXPECT_EQ(eval("=SUM(人员[年收入])"), "9");
    EXPECT_EQ(eval("=SUM(人员[年收入])", kTown, first_day), "1");
    EXPECT_EQ(eval("=SUM(人员[年收入])", kTown, clock_.today(), then), "1");
    EXPECT_EQ(eval("=SUM(人员[年收入])-ASOF(DATE(2026,10,3),SUM(人员[年收入]))"), "8");
    // World by world: asked again, the same one, until it is told of a change; and what others ask of
    // the site in between is nothing to it.
    const std::vector<formula::ColumnUse> income = {{0, kIncome}};
    PastWorlds past(*site_, income);
    const auto first = must(past.world_at(first_day));
    (void)must(site_->world({.as_of = first_day}));
    EXPECT_EQ(must(past.world_at(first_day)), first);
    EXPECT_TRUE(first->tables[0].columns[kIncome].loaded);
    past.forget(Date{first_day.days + 1});  // of days after: the same
    EXPECT_EQ(must(past.world_at(first_day)), first);
    put({person("P2", "李四")});
    past.forget(first_day);
    const auto second = must(past.world_at(first_day));
    EXPECT_NE(second, first);
    EXPECT_TRUE(second->tables[0].columns[kIncome].loaded);
}

TEST_F(SiteTest, UnitsAreUpdatedAndFlagsWithThem) {
    put({person("P1", "张三", kNowhere)});
    EXPECT_THAT(flags(), ElementsAre("1 unit unit.unknown"));
    const Timestamp then = clock_.now();
    clock_.advance(1);
    EXPECT_FALSE(site_->update_units("code,name,level,parent\nx,y,z,\n", {"clerk", "u.csv", {}}));
    must(site_->update_units(std::string(kUnits) + "421221106999,丙村,village,421221106000\n",
                             {"clerk", "u.csv", {}}));
    EXPECT_THAT(flags(), IsEmpty());
    EXPECT_EQ(must(site_->tree(clock_.today()))->size(), 4U);
    EXPECT_EQ(must(site_->tree(clock_.today(), then))->size(), 3U);
    EXPECT_EQ(eval("=COUNTA(人员[姓名])", kNowhere), "1");
    expect_sound();
}

TEST_F(SiteTest, NobodyIsLeftAfterForgetting) {
    put({person("P1", "欧阳某某", kVillageA, int64_t{100}), person("P2", "李四"),
         person("", "无证")});
    EXPECT_EQ(must(site_->forget("P1", {"officer", "第 7 号", {}})), 1U);
    EXPECT_EQ(must(site_->forget_row("person", 3, {"officer", "第 8 号", {}})), 1U);
    EXPECT_EQ(eval("=COUNTA(人员[姓名])"), "1");
    EXPECT_FALSE(must(site_->history("person", 1))[0].readable);
    expect_sound();
    put({person("P1", "欧阳某某")});  // comes back of their own will
    expect_sound();
}

TEST_F(SiteTest, ABackupOfARunningInstallationOpens) {
    put({person("P1", "张三", kVillageA, int64_t{100})});
    const std::string copy = folder_.path() + "/copy";
    const std::string bare = folder_.path() + "/bare";
    Site reader = must(Site::open(data_, OpenMode::kRead, clock_));  // the writer stays open
    must(reader.backup(copy));
    must(reader.backup(bare, {.keys = ledger::BackupOptions::Keys::kLeaveOut}));
    EXPECT_EQ(reader.backup(copy).error().code, ErrorCode::kConflict);
    Site restored = must(Site::open(copy, OpenMode::kWrite, clock_));
    EXPECT_EQ(must(restored.status("person")).rows, 1);
    EXPECT_THAT(must(restored.check()), IsEmpty());
    Site without = must(Site::open(bare, OpenMode::kRead, clock_));
    EXPECT_EQ(must(without.status("person")).rows, 1);
    EXPECT_FALSE(must(without.history("person", 1))[0].readable);
}

TEST_F(SiteTest, NewerPacksMigrateTheData) {
    put({person("P1", "张三", kVillageA, int64_t{100})});
    site_.reset();
    std::string person2(kPerson);
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (size_t at = person2.find(from); at != std::string::npos;
             at = person2.find(from, at + to.size())) {
            person2.replace(at, from.size(), to);
        }
    };
    replace("scale = 2", "scale = 3");
    replace("'phone'", "'mobile'");
    const std::string pack = write_pack(
        folder_.path() + "/v2", 2, person2,
        "[[rename]]\nfrom_version = 1\nledger = 'person'\ncolumn = 'phone'\nto = 'mobile'\n");
    const std::vector<std::string> packs = {pack};
    must(Site::update_packs(data_, packs, clock_));
    reopen();
    EXPECT_EQ(site_->packs()[0].version, 2);
    EXPECT_EQ(eval("=SUM(人员[年收入])"), "1");
    EXPECT_TRUE(site_->schema("person")->find_column("mobile"));
    expect_sound();
    // Back to the older pack: refused, and all stays as it is.
    site_.reset();
    EXPECT_FALSE(Site::update_packs(data_, packs_, clock_));
    reopen();
    EXPECT_EQ(site_->packs()[0].version, 2);
    expect_sound();
}

TEST_F(SiteTest, APackThatDoesNotFitTheRowsIsRefused) {
    put({person("P1", "张三", kVillageA, int64_t{150})});
    site_.reset();
    std::string person2(kPerson);
    const size_t at = person2.find("type = 'decimal'\nscale = 2");
    person2.replace(at, 26, "type = 'integer'");
    const std::vector<std::string> packs = {write_pack(folder_.path() + "/v2", 2, person2)};
    const auto refused = Site::update_packs(data_, packs, clock_);
    ASSERT_FALSE(refused);
    EXPECT_FALSE(std::filesystem::exists(data_ + "/packs.new"));
    reopen();
    EXPECT_EQ(eval("=SUM(人员[年收入])"), "1.5");
}

TEST_F(SiteTest, ACrashBetweenDataAndPacksIsCompletedAtTheNextOpening) {
    put({person("P1", "张三")});
    site_.reset();
    const std::vector<std::string> packs = {write_pack(folder_.path() + "/v2", 2)};
    must(Site::update_packs(data_, packs, clock_));
    // As if killed when the data was of version 2 and the folders not yet exchanged.
    std::filesystem::rename(data_ + "/packs", data_ + "/packs.new");
    std::filesystem::create_directories(data_ + "/packs");
    std::filesystem::copy(packs_[0], data_ + "/packs/people",
                          std::filesystem::copy_options::recursive);
    reopen();
    EXPECT_EQ(site_->packs()[0].version, 2);
    EXPECT_FALSE(std::filesystem::exists(data_ + "/packs.new"));
    expect_sound();
}

TEST_F(SiteTest, CheckFindsFlagsThatDoNotStand) {
    put({person("P1", "张三"), person("P2", "李四", kVillageA, int64_t{-1})});
    site_.reset();
    {
        ledger::Database raw = must(
            ledger::Database::open(data_ + "/ledgers.sqlite", ledger::Database::Access::kWrite));
        must(raw.execute("UPDATE flags SET row = 1"));
    }
    reopen();
    const auto findings = must(site_->check());
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_THAT(findings[0].message.en, HasSubstr("left over"));
    EXPECT_THAT(findings[1].message.en, HasSubstr("missing"));
}

// Puts batches until somebody stops it.
[[noreturn]] void put_for_ever(const std::string& data, uint32_t seed) {
    const SystemClock clock;
    auto site = Site::open(data, OpenMode::kWrite, clock);
    if (!site) ::_exit(1);
    std::mt19937 random(seed);
    while (true) {
        ledger::Batch batch{.ledger = "person", .columns = {kId, kName, kUnit, kIncome}};
        for (int i = 0; i < 50; ++i) {
            batch.changes.push_back({.fields = {"P" + std::to_string(random() % 400),
                                                "人" + std::to_string(random() % 9), kVillageA,
                                                int64_t(random() % 2000) - 100}});
        }
        if (!site->apply(batch, {"child", "crash test", {}})) ::_exit(1);
    }
}

TEST_F(SiteTest, KilledInTheMiddleItIsSoundAndGoesOn) {
    site_.reset();
    int64_t entries = 0;
    for (uint32_t round = 0; round < 6; ++round) {
        const pid_t child = ::fork();
        if (child == 0) put_for_ever(data_, round);
        std::this_thread::sleep_for(std::chrono::milliseconds(150 + 37 * round));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        reopen();
        expect_sound();
        const ledger::LedgerStatus now = must(site_->status("person"));
        EXPECT_GE(now.entries, entries);
        entries = now.entries;
        put({person("Q" + std::to_string(round), "后来人")});
        site_.reset();
    }
    EXPECT_GT(entries, 6);
}

TEST_F(SiteTest, ADiskThatIsFullIsToldAndNothingIsHalfLanded) {
    put({person("P1", "张三")});
    site_.reset();
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        auto site = Site::open(data_, OpenMode::kWrite, clock_);
        if (!site) ::_exit(1);
        const rlimit limit{1 << 19, 1 << 19};  // files cannot grow beyond half a megabyte
        ::setrlimit(RLIMIT_FSIZE, &limit);
        for (int batch = 0; batch < 50; ++batch) {
            ledger::Batch rows{.ledger = "person", .columns = {kId, kName, kUnit, kIncome}};
            for (int i = 0; i < 500; ++i) {
                rows.changes.push_back({.fields = {"B" + std::to_string(batch * 500 + i),
                                                   std::string(100, 'x'),
                                                   kVillageA,
                                                   {}}});
            }
            auto applied = site->apply(rows, {"child", "full", {}});
            if (!applied) ::_exit(applied.error().code == ErrorCode::kIo ? 42 : 2);
        }
        ::_exit(3);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 42);
    reopen();
    expect_sound();
    EXPECT_EQ((must(site_->status("person")).rows - 1) % 500, 0);
    put({person("P2", "李四")});
}

TEST_F(SiteTest, AFileThatCannotBeOpenedIsAnError) {
    site_.reset();
    std::filesystem::remove(data_ + "/keys/keys.sqlite");
    std::filesystem::create_directory(data_ + "/keys/keys.sqlite");
    EXPECT_EQ(Site::open(data_, OpenMode::kWrite, clock_).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace yitao::site
