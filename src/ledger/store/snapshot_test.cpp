// Column snapshots: a load that takes one answers what the rows answer, whatever was changed, lost,
// altered or forgotten since; and a check tells one that is wrong.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "ledger/store/column_file.h"
#include "ledger/store/test_store.h"

namespace yitao::ledger {
namespace {

using namespace testing;
using ::testing::ElementsAre;

class SnapshotTest : public ::testing::Test {
  protected:
    SnapshotTest() {
        open();
        auto writer = must(store_->begin("resident", {"clerk", "residents.csv"}));
        for (int i = 1; i <= 6; ++i) {
            const auto unit = i % 2 == 0 ? kVillageA : kVillageB;
            must(
                writer->insert(resident(std::to_string(i), "人" + std::to_string(i), unit, i), {}));
        }
        must(writer->commit());
        EXPECT_EQ(must(store_->save_columns()), 1U);
    }

    void open(size_t least = 6) {
        store_.reset();
        store_ = must(open_store(
            folder_.path(), {.mode = StoreMode::kWrite, .least_snapshot_rows = least}, clock_));
        must(store_->declare(std::vector<const Schema*>{&schema_}));
    }
    std::vector<std::string> names(const org::Tree& tree) {
        const Table table =
            must(store_->load_table({.schema = &schema_, .columns = {1}, .tree = &tree}));
        EXPECT_EQ(table.unit_begin.size(), tree.size() + 1);
        std::vector<std::string> out;
        for (uint32_t code : table.columns[1].codes) {
            out.emplace_back(table.columns[1].dictionary[code]);
        }
        return out;
    }
    std::vector<std::string> names() { return names(tree_); }
    std::string path() const { return folder_.path() + "/columns/1.cols"; }
    std::string bytes() const {
        std::ifstream in(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void put(const std::string& bytes) const {
        std::ofstream out(path(), std::ios::binary | std::ios::trunc);
        out << bytes;
    }
    // A sound file that lies: the same rows, another stamp, every name "假".
    void forge(const std::function<void(ColumnStamp&)>& change, size_t rows = 6) const {
        ColumnStamp stamp = must(ColumnFile::open(path()))->stamp();
        change(stamp);
        std::vector<int64_t> ids, zeros, ends = {static_cast<int64_t>(rows)}, units = {kVillageA};
        PackedCodes codes;
        for (size_t i = 1; i <= rows; ++i) {
            ids.push_back(static_cast<int64_t>(i));
            zeros.push_back(0);
            codes.push_back(1);
        }
        const PackedNumbers none(zeros);
        auto file = must(ColumnFileWriter::create(path(), stamp, rows, 16));
        must(file.add({Section::kRows}, PackedNumbers(std::span<const int64_t>(ids))));
        must(file.add({Section::kSeqs}, none));
        must(file.add({Section::kDates}, none));
        must(file.add({Section::kUnits}, PackedNumbers(std::span<const int64_t>(units))));
        must(file.add({Section::kRunEnds}, PackedNumbers(std::span<const int64_t>(ends))));
        for (uint32_t column : {1U, 2U, 4U}) {
            must(file.add({Section::kCodes, column}, codes));
            must(file.add_texts(column, std::vector<std::string>{"", "假"}));
        }
        for (uint32_t column : {3U, 5U}) must(file.add({Section::kNumbers, column}, none));
        must(file.finish());
    }

    TemporaryFolder folder_;
    FixedClock clock_{*Date::from_civil(2026, 10, 3)};
    Schema schema_ = resident_schema();
    org::Tree tree_ = small_tree();
    std::unique_ptr<Store> store_;
    const std::vector<std::string> true_names_ = {"人2", "人4", "人6", "人1", "人3", "人5"};
};

TEST_F(SnapshotTest, IsTakenAndForItsOwnerOnly) {
    EXPECT_EQ(names(), true_names_);
    struct stat info {};
    ASSERT_EQ(::stat(path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    forge([](ColumnStamp&) {});
    EXPECT_THAT(names(), ::testing::Each("假"));   // it was indeed read from the file
    EXPECT_FALSE(must(store_->verify()).empty());  // and a check tells
}

// The columns of a ledger that is filled are kept as its rows come: byte for byte what a scan finds.
TEST_F(SnapshotTest, TheColumnsOfAFillAreThoseOfAScan) {
    const std::string filled = bytes();
    ASSERT_FALSE(filled.empty());
    std::filesystem::remove(path());
    open();
    EXPECT_EQ(must(store_->save_columns()), 1U);
    EXPECT_EQ(bytes(), filled);
}

// Rows that changed, went or did not stay while the ledger was filled.
TEST_F(SnapshotTest, AFillWithChangesIsScanned) {
    enum class Then : uint8_t { kUpdate, kRemove, kRollBack, kForget };
    for (const Then then : {Then::kUpdate, Then::kRemove, Then::kRollBack, Then::kForget}) {
        TemporaryFolder folder;
        auto store = must(open_store(
            folder.path(), {.mode = StoreMode::kWrite, .least_snapshot_rows = 1}, clock_));
        must(store->declare(std::vector<const Schema*>{&schema_}));
        auto writer = must(store->begin("resident", {"clerk", "residents.csv"}));
        for (int i = 1; i <= 3; ++i) {
            must(writer->insert(resident(std::to_string(i), "人", kVillageA), {}));
        }
        must(writer->commit());
        writer = must(store->begin("resident", {"clerk", "web"}));
        const std::vector<size_t> name = {1};
        if (then == Then::kUpdate) {
            must(writer->update(2, name, std::vector<Field>{std::string("新名")}, {}));
        } else if (then == Then::kRemove) {
            must(writer->remove(2, {}));
        } else {
            must(writer->insert(resident("4", "人", kVillageA), {}));
        }
        if (then != Then::kRollBack) must(writer->commit());
        writer.reset();
        if (then == Then::kForget) must(store->forget("2", {"office", "web"}));
        EXPECT_EQ(must(store->save_columns()), 1U);
        EXPECT_TRUE(must(store->verify()).empty()) << static_cast<int>(then);
    }
}

TEST_F(SnapshotTest, WhatChangedSinceComesFromTheRows) {
    auto writer = must(store_->begin("resident", {"clerk", "web"}));
    const std::vector<size_t> name = {1};
    const std::vector<size_t> unit = {2};
    must(writer->update(1, name, std::vector<Field>{std::string("新名")}, {}));
    must(writer->update(2, unit, std::vector<Field>{int64_t{kVillageB}}, {}));
    must(writer->remove(4, {}));
    must(writer->insert(resident("7", "人7", kVillageA), {}));
    must(writer->insert(resident("8", "人8", kTown), {}));
    // Also what is not committed yet.
    const std::vector<std::string> after = {"人8", "人6", "人7", "新名", "人2", "人3", "人5"};
    EXPECT_EQ(names(), after);
    must(writer->commit());
    EXPECT_EQ(names(), after);
    EXPECT_TRUE(must(store_->verify()).empty());
    EXPECT_EQ(must(store_->save_columns()), 0U);  // few changes: the file stays
}

TEST_F(SnapshotTest, OnlyDeletions) {
    auto writer = must(store_->begin("resident", {"clerk", "web"}));
    must(writer->remove(6, {}));
    must(writer->commit());
    EXPECT_THAT(names(), ElementsAre("人2", "人4", "人1", "人3", "人5"));
}

TEST_F(SnapshotTest, AnotherTreeAnotherOrder) {
    // Village A now belongs to a township that comes after; village B is known by no unit.
    auto units = org::Register::from_units(
        {{.code = kTown, .name = "镇", .level = org::Level::kTownship},
         {.code = 421221107000, .name = "乡", .level = org::Level::kTownship},
         {.code = kVillageA, .name = "甲村", .level = org::Level::kVillage, .parent = 421221107000},
         {.code = kVillageB, .name = "乙村", .level = org::Level::kVillage, .parent = kTown}});
    EXPECT_THAT(names(*must(std::move(units)).tree(Date{20000})),
                ElementsAre("人1", "人3", "人5", "人2", "人4", "人6"));
    auto fewer = org::Register::from_units(
        {{.code = kVillageB, .name = "乙村", .level = org::Level::kVillage}});
    EXPECT_THAT(names(*must(std::move(fewer)).tree(Date{20000})),
                ElementsAre("人1", "人3", "人5", "人2", "人4", "人6"));
}

TEST_F(SnapshotTest, AnyAlteredByteIsNoticed) {
    const std::string sound = bytes();
    for (size_t at = 0; at < sound.size(); at += 1 + at % 4) {
        std::string altered = sound;
        altered[at] = static_cast<char>(altered[at] ^ 0x10);
        put(altered);
        ASSERT_EQ(names(), true_names_) << at;
    }
    for (size_t length = 0; length < sound.size(); length += 37) {
        put(sound.substr(0, length));
        ASSERT_EQ(names(), true_names_) << length;
    }
    EXPECT_FALSE(must(store_->verify()).empty());
    put(sound);
    EXPECT_TRUE(must(store_->verify()).empty());
}

TEST_F(SnapshotTest, AnotherHistoryLedgerOrDeclarationIsNotTaken) {
    const std::string sound = bytes();
    const std::function<void(ColumnStamp&)> lies[] = {
        [](ColumnStamp& stamp) { stamp.head[5] ^= 1; },
        [](ColumnStamp& stamp) { stamp.schema[5] ^= 1; },
        [](ColumnStamp& stamp) { ++stamp.position; },
        [](ColumnStamp& stamp) { --stamp.position; },
        [](ColumnStamp& stamp) { ++stamp.ledger; },
    };
    for (const auto& lie : lies) {
        put(sound);
        forge(lie);
        EXPECT_EQ(names(), true_names_);
    }
    put(sound);
    forge([](ColumnStamp&) {}, 5);  // the ledger counts 6 rows
    EXPECT_EQ(names(), true_names_);
    EXPECT_FALSE(must(store_->verify()).empty());
}

TEST_F(SnapshotTest, ANewDeclarationMakesItAnew) {
    schema_.columns.push_back({.id = "phone", .name = "电话"});
    open();
    EXPECT_EQ(names(), true_names_);
    EXPECT_EQ(must(store_->save_columns()), 1U);
    EXPECT_EQ(names(), true_names_);
    schema_.columns[4].scale = 3;
    open();
    const Table table =
        must(store_->load_table({.schema = &schema_, .columns = {4}, .tree = &tree_}));
    EXPECT_THAT(table.columns[4].numbers, ElementsAre(20, 40, 60, 10, 30, 50));
}

TEST_F(SnapshotTest, TheForgottenAreGoneFromItAtOnce) {
    EXPECT_NE(bytes().find("人3"), std::string::npos);
    std::ofstream(path() + ".new") << "人3";  // what a crash left
    const auto reader = must(ColumnFile::open(path()));
    EXPECT_EQ(must(store_->forget("3", {"clerk", "request"})), 1U);
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path() + "/columns"));
    EXPECT_TRUE(reader->column(2, false).has_value());  // who reads it meanwhile reads it in peace
    EXPECT_THAT(names(), ElementsAre("人2", "人4", "人6", "人1", "人5"));
    open(5);
    EXPECT_EQ(must(store_->save_columns()), 1U);
    EXPECT_EQ(bytes().find("人3"), std::string::npos);
    EXPECT_TRUE(must(store_->verify()).empty());
}

TEST_F(SnapshotTest, TheErasedBytesAreOverwritten) {
    const int handle = ::open(path().c_str(), O_RDONLY);
    must(erase_column_file(path()));
    std::string left(4096, 'x');
    ASSERT_GT(::pread(handle, left.data(), left.size(), 0), 0);
    ::close(handle);
    EXPECT_EQ(left.find_first_not_of(std::string_view("\0x", 2)), std::string::npos);
}

TEST_F(SnapshotTest, SmallLedgersHaveNone) {
    open(7);
    EXPECT_EQ(must(store_->save_columns()), 0U);
    EXPECT_FALSE(std::filesystem::exists(path()));
    EXPECT_EQ(names(), true_names_);
    open(6);
    EXPECT_EQ(must(store_->save_columns()), 1U);
    EXPECT_EQ(must(store_->save_columns()), 0U);
}

TEST_F(SnapshotTest, WhatACrashLeftGoes) {
    std::ofstream(path() + ".new") << "half";
    EXPECT_EQ(names(), true_names_);
    open();
    EXPECT_FALSE(std::filesystem::exists(path() + ".new"));
    EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(SnapshotTest, OneOfAnotherDaysBackupGoes) {
    forge([](ColumnStamp& stamp) { stamp.head[0] ^= 1; });
    open();
    EXPECT_FALSE(std::filesystem::exists(path()));
    EXPECT_EQ(must(store_->save_columns()), 1U);
    put(bytes().substr(1));
    open();
    EXPECT_FALSE(std::filesystem::exists(path()));
}

}  // namespace
}  // namespace yitao::ledger
