#include "ledger/store/store.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/check.h"
#include "ledger/store/sqlite.h"
#include "ledger/store/test_store.h"

namespace yitao::ledger {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StoreTest : public ::testing::Test {
  protected:
    void open(StoreMode mode = StoreMode::kWrite, size_t large_fill = kLargeFill) {
        store_.reset();
        store_ =
            must(open_store(folder_.path(), {.mode = mode, .large_fill = large_fill}, clock_));
        must(store_->declare(std::vector<const Schema*>{&residents_, &places_}));
    }
    std::unique_ptr<Writer> begin(const char* ledger = "resident",
                                  EntryInfo info = {"clerk", "居民.csv"}) {
        return must(store_->begin(ledger, info));
    }
    RowId insert(const std::vector<Field>& fields, const WriteOptions& options = {}) {
        auto writer = begin();
        const RowId row = must(writer->insert(fields, options));
        must(writer->commit());
        return row;
    }
    void set(RowId row, size_t column, Field value, const WriteOptions& options = {}) {
        auto writer = begin();
        const size_t columns[] = {column};
        const Field fields[] = {std::move(value)};
        must(writer->update(row, columns, fields, options));
        must(writer->commit());
    }
    Table load(std::vector<size_t> columns, Date as_of = kLatestDate,
               std::optional<Timestamp> known_at = {}) {
        return must(store_->load_table({.schema = &residents_,
                                        .columns = std::move(columns),
                                        .tree = &tree_,
                                        .as_of = as_of,
                                        .known_at = known_at}));
    }
    std::vector<std::string> names(const Table& table) {
        std::vector<std::string> out;
        for (uint32_t code : table.columns[1].codes)
            out.push_back(table.columns[1].dictionary[code]);
        return out;
    }
    std::string file_bytes(const std::string& name) {
        std::ifstream in(folder_.path() + "/" + name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    TemporaryFolder folder_;
    FixedClock clock_{*Date::from_civil(2026, 10, 3)};
    Schema residents_ = resident_schema();
    Schema places_ = place_schema();
    org::Tree tree_ = small_tree();
    std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, RowsComeBackInTheOrderOfTheTree) {
    open();
    auto writer = begin();
    must(writer->insert(resident("1", "乙一", kVillageB, 1020), {}));
    must(writer->insert(resident("2", "甲一", kVillageA), {}));
    must(writer->insert(resident("3", "无处", 999999999999), {}));
    must(writer->insert(resident("4", "镇上", kTown), {}));
    must(writer->insert(resident("5", "甲二", kVillageA), {}));
    must(writer->commit());
    Table table = load({1, 4});
    EXPECT_THAT(names(table), ElementsAre("镇上", "甲一", "甲二", "乙一", "无处"));
    EXPECT_THAT(table.row_ids, ElementsAre(4, 2, 5, 1, 3));
    EXPECT_THAT(table.unit_begin, ElementsAre(0, 1, 3, 4));
    EXPECT_EQ(table.columns[4].numbers[3], 1020);
    EXPECT_FALSE(table.columns[0].loaded);
    const org::UnitIndex village = *tree_.find(kVillageA);
    EXPECT_EQ(table.rows_of(tree_, village).begin, 1U);
    EXPECT_EQ(table.rows_of(tree_, *tree_.find(kTown)).end, 4U);
}

TEST_F(StoreTest, NothingLandsWithoutCommit) {
    open();
    {
        auto writer = begin();
        must(writer->insert(resident("1", "张三", kVillageA), {}));
    }
    EXPECT_EQ(load({1}).row_count(), 0U);
    EXPECT_EQ(insert(resident("1", "张三", kVillageA)), 1);
    EXPECT_THAT(must(store_->verify()), IsEmpty());
}

TEST_F(StoreTest, RowsAreFoundByKeyAndKeylessOnesByWhatTheyCameAs) {
    open();
    const RowId zhang = insert(resident("1", "张三", kVillageA));
    const RowId first = insert(resident("", "无证", kVillageA));
    const RowId second = insert(resident("", "无证", kVillageA));
    auto writer = begin();
    const Field key[] = {std::string("1")};
    EXPECT_EQ(must(writer->find(key)), zhang);
    const Field other[] = {std::string("2")};
    EXPECT_EQ(must(writer->find(other)), std::nullopt);
    EXPECT_THAT(must(writer->find_keyless(resident("", "无证", kVillageA))),
                ElementsAre(first, second));
    EXPECT_THAT(must(writer->find_keyless(resident("", "无证", kVillageB))), IsEmpty());
}

// While an empty ledger is filled look-ups are answered without the index, and soon there is none.
TEST_F(StoreTest, KeysOfALedgerThatIsFilledAreFound) {
    open(StoreMode::kWrite, 500);
    const auto find = [](Writer& writer, const std::string& key) {
        return must(writer.find(std::vector<Field>{key}));
    };
    for (int batch = 0; batch < 3; ++batch) {
        auto writer = begin();
        for (int i = 0; i < 300; ++i) {
            const int number = batch * 300 + i;
            must(writer->insert(resident("k" + std::to_string(number), "人", kVillageA), {}));
            EXPECT_EQ(find(*writer, "k" + std::to_string(number)), number + 1);
        }
        must(writer->commit());
    }
    set(5, 0, std::string("renamed"));
    auto writer = begin();
    must(writer->insert(resident("rolled back", "人", kVillageA), {}));
    writer.reset();
    writer = begin();
    for (int i = 0; i < 900; ++i) {
        const auto expected = i == 4 ? std::optional<RowId>() : i + 1;
        EXPECT_EQ(find(*writer, "k" + std::to_string(i)), expected);
    }
    EXPECT_EQ(find(*writer, "renamed"), 5);
    EXPECT_EQ(find(*writer, "rolled back"), std::nullopt);
    EXPECT_EQ(find(*writer, "k900"), std::nullopt);
}

TEST_F(StoreTest, ALargeFillKeepsKeysUniqueAndEndsWithItsIndex) {
    const auto has_index = [&](const std::string& folder) {
        auto database =
            must(Database::open(folder + "/ledgers.sqlite", Database::Access::kRead));
        return must(database.integer(
                   "SELECT count(*) FROM sqlite_master WHERE name = 'key_resident'", 0)) == 1;
    };
    const auto conflicts = [&](Store& store) {
        auto writer = must(store.begin("resident", {"clerk", "web"}));
        const auto again = writer->insert(resident("1", "又一人", kVillageA), {});
        return !again && again.error().code == ErrorCode::kConflict;
    };
    open(StoreMode::kWrite, 2);
    insert(resident("1", "张三", kVillageA));
    insert(resident("2", "李四", kVillageA));
    EXPECT_TRUE(has_index(folder_.path()));
    insert(resident("3", "王五", kVillageA));
    EXPECT_FALSE(has_index(folder_.path()));
    EXPECT_TRUE(conflicts(*store_));
    {
        auto writer = begin();
        const size_t columns[] = {0};
        const Field fields[] = {std::string("1")};
        const auto taken = writer->update(3, columns, fields, {});
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().code, ErrorCode::kConflict);
    }
    // Another ledger is written meanwhile.
    must(must(store_->begin("place", {"clerk", "web"}))->commit());
    // A crash: the files as they are now.
    TemporaryFolder crashed;
    std::filesystem::copy(folder_.path(), crashed.path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
    {
        auto store = must(open_store(crashed.path(), {.mode = StoreMode::kWrite}, clock_));
        must(store->declare(std::vector<const Schema*>{&residents_, &places_}));
        EXPECT_TRUE(has_index(crashed.path()));
        EXPECT_TRUE(conflicts(*store));
        EXPECT_THAT(must(store->verify()), IsEmpty());
    }
    store_.reset();  // an orderly end
    EXPECT_TRUE(has_index(folder_.path()));
    open();
    EXPECT_TRUE(conflicts(*store_));
    EXPECT_THAT(must(store_->verify()), IsEmpty());
}

TEST_F(StoreTest, ADuplicateKeyIsAConflictAndRollsBack) {
    open();
    insert(resident("1", "张三", kVillageA));
    {
        auto writer = begin();
        must(writer->insert(resident("2", "李四", kVillageA), {}));
        auto again = writer->insert(resident("1", "王五", kVillageA), {});
        ASSERT_FALSE(again);
        EXPECT_EQ(again.error().code, ErrorCode::kConflict);
        EXPECT_THROW((void)writer->commit(), Bug);
    }
    EXPECT_EQ(load({1}).row_count(), 1U);
    EXPECT_THAT(must(store_->verify()), IsEmpty());
}

TEST_F(StoreTest, HistoryTellsWhoWhenThroughWhatBeforeAndAfter) {
    open();
    const RowId row = insert(resident("1", "张三", kVillageA, 100), {.line = 7});
    clock_.advance(1000);
    set(row, 4, int64_t{250});
    set(row, 2, int64_t{kVillageB});
    auto history = must(store_->history("resident", row));
    ASSERT_EQ(history.size(), 3U);
    EXPECT_EQ(history[0].kind, EntryKind::kInsert);
    EXPECT_EQ(history[0].line, 7U);
    EXPECT_EQ(history[0].who, "clerk");
    EXPECT_EQ(history[0].through, "居民.csv");
    EXPECT_EQ(history[0].effective_on, kEarliestDate);
    EXPECT_EQ(history[0].changes.size(), 5U);
    EXPECT_EQ(history[1].kind, EntryKind::kUpdate);
    EXPECT_EQ(history[1].recorded_at - history[0].recorded_at, 1000);
    EXPECT_EQ(history[1].effective_on.iso(), "2026-10-03");
    ASSERT_EQ(history[1].changes.size(), 1U);
    EXPECT_EQ(history[1].changes[0].column, "income");
    EXPECT_EQ(history[1].changes[0].before, Field(int64_t{100}));
    EXPECT_EQ(history[1].changes[0].after, Field(int64_t{250}));
    EXPECT_EQ(history[2].kind, EntryKind::kMove);
}

TEST_F(StoreTest, AnEqualValueIsNoChange) {
    open();
    const RowId row = insert(resident("1", "张三", kVillageA, 100));
    auto writer = begin();
    const size_t columns[] = {1, 4};
    const Field same[] = {std::string("张三"), int64_t{100}};
    EXPECT_FALSE(must(writer->update(row, columns, same, {})));
    must(writer->commit());
    EXPECT_EQ(must(store_->history("resident", row)).size(), 1U);
    EXPECT_EQ(must(store_->status("resident")).entries, 1);
}

TEST_F(StoreTest, AsOfAndKnownAt) {
    open();
    const Date september_end = *Date::from_civil(2026, 9, 30);
    const RowId row = insert(resident("1", "张三", kVillageA, 100));
    const Timestamp before_update = clock_.now();
    clock_.advance(kMicrosecondsPerDay);  // now 2026-10-04
    set(row, 2, int64_t{kVillageB});
    set(row, 4, int64_t{300}, {.effective_on = *Date::from_civil(2026, 9, 15)});
    // Typed in on the 3rd, reported as at the end of last month; the move came later.
    Table then = load({1, 4}, september_end);
    EXPECT_EQ(then.columns[4].numbers[0], 300);
    EXPECT_EQ(then.unit_begin[*tree_.find(kVillageB)], 1U);
    EXPECT_EQ(load({4}, september_end, before_update).columns[4].numbers[0], 100);
    Table now = load({1, 4});
    EXPECT_EQ(now.columns[4].numbers[0], 300);
    EXPECT_EQ(now.unit_begin[*tree_.find(kVillageB)], 0U);
}

TEST_F(StoreTest, ABackdatedChangeDoesNotOverwriteALaterOne) {
    open();
    const RowId row = insert(resident("1", "张三", kVillageA, 100));
    const Date may_1 = *Date::from_civil(2026, 5, 1);
    const Date may_20 = *Date::from_civil(2026, 5, 20);
    set(row, 4, int64_t{900}, {.effective_on = may_20});
    set(row, 4, int64_t{500}, {.effective_on = may_1});
    EXPECT_EQ(load({4}).columns[4].numbers[0], 900);
    EXPECT_EQ(load({4}, may_1).columns[4].numbers[0], 500);
    EXPECT_EQ(load({4}, Date{may_1.days - 1}).columns[4].numbers[0], 100);
    auto history = must(store_->history("resident", row));
    EXPECT_EQ(history[2].changes[0].before, Field(int64_t{100}));
    EXPECT_THAT(must(store_->verify()), IsEmpty());
}

TEST_F(StoreTest, AFactCannotHoldBeforeItsRow) {
    open();
    const Date may_1 = *Date::from_civil(2026, 5, 1);
    const RowId row = insert(resident("1", "张三", kVillageA, 100), {.effective_on = may_1});
    set(row, 4, int64_t{500}, {.effective_on = Date{may_1.days - 10}});
    EXPECT_EQ(must(store_->history("resident", row))[1].effective_on, may_1);
    EXPECT_EQ(load({4}).columns[4].numbers[0], 500);
    EXPECT_EQ(load({4}, Date{may_1.days - 1}).row_count(), 0U);
    EXPECT_THAT(must(store_->verify()), IsEmpty());
}

TEST_F(StoreTest, DeletedRowsAreStillThereAsOfEarlier) {
    open();
    const RowId row = insert(resident("1", "张三", kVillageA, 100));
    const Timestamp before = clock_.now();
    clock_.advance(1);
    auto writer = begin();
    must(writer->remove(row, {.effective_on = *Date::from_civil(2026, 10, 1)}));
    must(writer->commit());
    EXPECT_EQ(load({1}).row_count(), 0U);
    EXPECT_THAT(names(load({1}, *Date::from_civil(2026, 9, 30))), ElementsAre("张三"));
    EXPECT_EQ(load({1}, *Date::from_civil(2026, 10, 1)).row_count(), 0U);
    EXPECT_EQ(load({1}, *Date::from_civil(2026, 10, 1), before).row_count(), 1U);
    EXPECT_NE(insert(resident("1", "张三", kVillageA)), row);
    EXPECT_THAT(must(store_->verify()), IsEmpty());
}

TEST_F(StoreTest, FlagsFollowTheirRow) {
    open();
    const Flag bad_check{.column = "id_number", .rule = "identity.check_digit"};
    const RowId row = insert(resident("1", "张三", kVillageA), {.flags = {&bad_check, 1}});
    auto flags = must(store_->flags("resident"));
    ASSERT_EQ(flags.size(), 1U);
    EXPECT_EQ(flags[0].row, row);
    EXPECT_EQ(flags[0].rule, "identity.check_digit");
    EXPECT_EQ(must(store_->status("resident")).flagged_rows, 1);
    set(row, 1, std::string("张三丰"));
    EXPECT_THAT(must(store_->flags("resident")), IsEmpty());
}

TEST_F(StoreTest, StatusCounts) {
    open();
    EXPECT_EQ(must(store_->status("resident")).last_entry, std::nullopt);
    const RowId row = insert(resident("1", "张三", kVillageA));
    insert(resident("2", "李四", kVillageA));
    clock_.advance(5);
    set(row, 1, std::string("张三丰"));
    const LedgerStatus status = must(store_->status("resident"));
    EXPECT_EQ(status.rows, 2);
    EXPECT_EQ(status.entries, 3);
    EXPECT_EQ(status.last_entry, clock_.now());
}

TEST_F(StoreTest, AReaderSeesWhatIsCommittedAndMayNotWrite) {
    open();
    insert(resident("1", "张三", kVillageA));
    auto reader = must(open_store(folder_.path(), {.mode = StoreMode::kRead}, clock_));
    must(reader->declare(std::vector<const Schema*>{&residents_, &places_}));
    EXPECT_EQ(must(reader->status("resident")).rows, 1);
    auto writer = begin();
    must(writer->insert(resident("2", "李四", kVillageA), {}));
    EXPECT_EQ(must(reader->status("resident")).rows, 1);
    must(writer->commit());
    EXPECT_EQ(must(reader->status("resident")).rows, 2);
    EXPECT_EQ(must(reader->history("resident", 2))[0].changes.size(), 5U);
    auto refused = reader->begin("resident", {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
}

TEST_F(StoreTest, PersonalPayloadsAreEncryptedOthersAreNot) {
    open();
    insert(resident("110105194912310021", "欧阳某某", kVillageA));
    auto writer = begin("place");
    must(writer->insert(std::vector<Field>{std::string("场所一号码"), kVillageA, int64_t{5}}, {}));
    must(writer->commit());
    store_.reset();
    Database raw =
        must(Database::open(folder_.path() + "/ledgers.sqlite", Database::Access::kRead));
    Statement payloads =
        must(raw.prepare("SELECT ledger, payload FROM journal WHERE row > 0 ORDER BY seq"));
    std::vector<bool> readable;
    while (must(payloads.step())) {
        const auto bytes = payloads.blob(1);
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        readable.push_back(text.find("欧阳某某") != std::string_view::npos ||
                           text.find("场所一号码") != std::string_view::npos);
    }
    EXPECT_THAT(readable, ElementsAre(false, true));
}

TEST_F(StoreTest, WhatIsForgottenCannotBeReadAndTheChainStaysWhole) {
    open();
    const std::string id = "110105194912310021";
    const RowId row = insert(resident(id, "欧阳某某", kVillageA));
    insert(resident("2", "李四", kVillageA));
    set(row, 1, std::string("欧阳某人"));
    auto writer = begin();  // a row deleted earlier is forgotten too
    const RowId gone = must(writer->insert(resident("", "欧阳某某", kVillageA), {}));
    const size_t key_column[] = {0};
    const Field key[] = {id + "9"};
    must(writer->update(gone, key_column, key, {}));
    must(writer->remove(gone, {}));
    must(writer->commit());
    EXPECT_EQ(must(store_->forget(id, {"officer", "第 7 号决定"})), 1U);
    EXPECT_EQ(must(store_->forget(id + "9", {"officer", "第 8 号决定"})), 1U);
    EXPECT_EQ(must(store_->forget("nobody", {"officer", ""})), 0U);

    EXPECT_THAT(names(load({1})), ElementsAre("李四"));
    EXPECT_EQ(load({1}, *Date::from_civil(2026, 9, 1)).row_count(), 1U);
    auto history = must(store_->history("resident", row));
    ASSERT_EQ(history.size(), 3U);
    EXPECT_FALSE(history[0].readable);
    EXPECT_THAT(history[0].changes, IsEmpty());
    EXPECT_EQ(history[2].kind, EntryKind::kForget);
    EXPECT_EQ(history[2].through, "第 7 号决定");
    EXPECT_THAT(must(store_->verify()), IsEmpty());
    for (const char* name : {"ledgers.sqlite", "ledgers.sqlite-wal", "keys/keys.sqlite"}) {
        EXPECT_EQ(file_bytes(name).find("欧阳"), std::string::npos) << name;
        EXPECT_EQ(file_bytes(name).find(id), std::string::npos) << name;
    }
}

TEST_F(StoreTest, HistoryUnderAMistypedNumberFollowsTheRightPerson) {
    open();
    const RowId wrong = insert(resident("1", "张三", kVillageA));
    set(wrong, 0, std::string("2"));  // it was number 2 all along
    const RowId right = insert(resident("1", "李四", kVillageA));
    EXPECT_EQ(must(store_->forget("1", {"officer", ""})), 1U);
    EXPECT_TRUE(must(store_->history("resident", wrong))[0].readable);
    EXPECT_FALSE(must(store_->history("resident", right))[0].readable);
    EXPECT_EQ(must(store_->forget("2", {"officer", ""})), 1U);
    EXPECT_FALSE(must(store_->history("resident", wrong))[0].readable);
    EXPECT_THAT(must(store_->verify()), IsEmpty());
}

TEST_F(StoreTest, ACrashBetweenRowsAndKeysIsCompletedAtTheNextStart) {
    open();
    const RowId row = insert(resident("1", "张三", kVillageA));
    store_.reset();
    {  // as if killed after the rows' transaction: the key is still there, the list says it must go
        Database raw =
            must(Database::open(folder_.path() + "/ledgers.sqlite", Database::Access::kWrite));
        must(raw.execute("INSERT INTO forgetting VALUES(" +
                         std::to_string((int64_t{1} << 40) | row) + ")"));
    }
    open();
    EXPECT_FALSE(must(store_->history("resident", row))[0].readable);
}

TEST_F(StoreTest, VerifyFindsWhatWasAlteredBehindItsBack) {
    open();
    const RowId row = insert(resident("1", "张三", kVillageA));
    insert(resident("2", "李四", kVillageA));
    store_.reset();
    const auto alter = [&](const char* sql) {
        Database raw =
            must(Database::open(folder_.path() + "/ledgers.sqlite", Database::Access::kWrite));
        must(raw.execute(sql));
    };
    alter("UPDATE ledger_resident SET name = '张三三' WHERE _row = 1");
    open();
    auto findings = must(store_->verify());
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].place, "居民 1");
    store_.reset();
    alter("UPDATE ledger_resident SET name = '张三' WHERE _row = 1");
    alter("UPDATE batches SET who = 'somebody else' WHERE number = 2");
    open();
    EXPECT_EQ(must(store_->verify()).size(), 1U);
    store_.reset();
    alter("UPDATE batches SET who = 'clerk' WHERE number = 2");
    alter("DELETE FROM journal WHERE seq = 3");
    open();
    EXPECT_FALSE(must(store_->verify()).empty());
    EXPECT_EQ(row, 1);
}

TEST_F(StoreTest, ABackupOfARunningStoreIsWhole) {
    open();
    insert(resident("1", "张三", kVillageA));
    TemporaryFolder with_keys;
    TemporaryFolder without_keys;
    must(store_->backup(with_keys.path(), {}));
    must(store_->backup(without_keys.path(), {.keys = BackupOptions::Keys::kLeaveOut}));
    EXPECT_FALSE(store_->backup(with_keys.path(), {}));
    insert(resident("2", "李四", kVillageA));
    for (const auto* folder : {&with_keys, &without_keys}) {
        auto copy = must(open_store(folder->path(), {.mode = StoreMode::kRead}, clock_));
        must(copy->declare(std::vector<const Schema*>{&residents_, &places_}));
        EXPECT_EQ(must(copy->status("resident")).rows, 1);
        EXPECT_EQ(must(copy->history("resident", 1))[0].readable, folder == &with_keys);
        EXPECT_EQ(must(copy->verify()).empty(), folder == &with_keys);
    }
}

TEST_F(StoreTest, RegistersOfUnitsAreKept) {
    open();
    EXPECT_EQ(must(store_->units_csv({})), "");
    must(store_->set_units_csv("first", {"clerk", "units.csv"}));
    const Timestamp then = clock_.now();
    clock_.advance(1);
    must(store_->set_units_csv("second", {"clerk", "units.csv"}));
    EXPECT_EQ(must(store_->units_csv({})), "second");
    EXPECT_EQ(must(store_->units_csv(then)), "first");
    EXPECT_THAT(must(store_->verify()), IsEmpty());
}

TEST_F(StoreTest, AClockSetBackDoesNotReorderWhatIsKnown) {
    open();
    insert(resident("1", "张三", kVillageA));
    const Timestamp first = clock_.now();
    clock_.set(first - kMicrosecondsPerDay);
    insert(resident("2", "李四", kVillageA));
    EXPECT_EQ(must(store_->history("resident", 2))[0].recorded_at, first);
}

TEST_F(StoreTest, WhatWasTouchedSinceAMomentIsKnownByRowAndByUnit) {
    open();
    insert(resident("1", "张三", kVillageA));
    insert(resident("2", "李四", kVillageB));
    clock_.advance(1'000'000);
    const Timestamp later = clock_.now();
    const std::vector<RowId> rows = {1, 2, 3};
    EXPECT_EQ(must(store_->touched_since("resident", rows, later)),
              (std::vector<uint8_t>{0, 0, 0}));
    EXPECT_TRUE(must(store_->units_touched_since("resident", later)).empty());
    insert(resident("3", "王五", kVillageB));
    EXPECT_EQ(must(store_->touched_since("resident", rows, later)),
              (std::vector<uint8_t>{0, 0, 1}));
    EXPECT_EQ(must(store_->touched_since("resident", rows, 0)), (std::vector<uint8_t>{1, 1, 1}));
    EXPECT_EQ(must(store_->units_touched_since("resident", later)),
              std::vector<org::UnitCode>{kVillageB});
}

TEST_F(StoreTest, AnOpenedFolderNeedsItsMasterKey) {
    open();
    insert(resident("1", "张三", kVillageA));
    store_.reset();
    std::filesystem::remove(folder_.path() + "/keys/master.key");
    auto opened = open_store(folder_.path(), {.mode = StoreMode::kWrite}, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kDamaged);
}

TEST_F(StoreTest, AFileThatIsNoDatabaseIsDamaged) {
    std::ofstream(folder_.path() + "/ledgers.sqlite") << std::string(8192, 'x');
    auto opened = open_store(folder_.path(), {.mode = StoreMode::kWrite}, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kDamaged);
    auto missing = open_store(folder_.path() + "/no", {.mode = StoreMode::kRead}, clock_);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace yitao::ledger
