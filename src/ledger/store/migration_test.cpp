// A pack's newer version meets rows and journal written under the older one.
#include <gmock/gmock.h>

#include "ledger/store/test_store.h"

namespace yitao::ledger {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MigrationTest : public ::testing::Test {
  protected:
    MigrationTest() {
        schema_.columns[5].formula = "";  // age: an integer of its own here
        open();
        insert({std::string("1"), std::string("张三"), kVillageA, std::string("男"), int64_t{1020},
                int64_t{41}});
    }
    Result<void> declare(StoreMode mode = StoreMode::kWrite, std::vector<Rename> renames = {}) {
        store_.reset();
        store_ = must(open_store(folder_.path(), {.mode = mode}, clock_));
        return store_->declare(std::vector<const Schema*>{&schema_}, renames);
    }
    void open() { must(declare()); }
    RowId insert(const std::vector<Field>& fields) {
        auto writer = must(store_->begin(schema_.id, {"clerk", "test"}));
        const RowId row = must(writer->insert(fields, {}));
        must(writer->commit());
        return row;
    }
    std::vector<Field> row(RowId id = 1) {
        const RowId ids[] = {id};
        return must(store_->read_rows(schema_.id, ids)).at(0).fields;
    }
    void expect_sound() {
        for (const Finding& finding : must(store_->verify())) {
            ADD_FAILURE() << finding.place << ": " << finding.message.en;
        }
    }
    Column& column(const char* id) { return schema_.columns[*schema_.find_column(id)]; }
    Table load(Date as_of = kLatestDate, std::optional<Timestamp> known_at = {}) {
        const org::Tree tree = small_tree();
        std::vector<size_t> all;
        for (size_t i = 0; i < schema_.columns.size(); ++i) all.push_back(i);
        return must(store_->load_table({.schema = &schema_,
                                        .columns = all,
                                        .tree = &tree,
                                        .as_of = as_of,
                                        .known_at = known_at}));
    }

    TemporaryFolder folder_;
    FixedClock clock_{*Date::from_civil(2026, 10, 3)};
    Schema schema_ = resident_schema();
    std::unique_ptr<Store> store_;
};

TEST_F(MigrationTest, ANewColumnIsBlankInOldRows) {
    schema_.columns.push_back({.id = "phone", .name = "电话"});
    open();
    EXPECT_EQ(row()[6], Field{});
    EXPECT_EQ(row()[1], Field(std::string("张三")));
    expect_sound();
}

TEST_F(MigrationTest, AReaderCannotMigrate) {
    schema_.columns.push_back({.id = "phone", .name = "电话"});
    Result<void> declared = declare(StoreMode::kRead);
    ASSERT_FALSE(declared);
    EXPECT_EQ(declared.error().code, ErrorCode::kConflict);
    open();
    EXPECT_TRUE(declare(StoreMode::kRead));
}

TEST_F(MigrationTest, ADroppedColumnIsHiddenAndComesBack) {
    const Schema before = schema_;
    schema_.columns.erase(schema_.columns.begin() + 4);
    open();
    EXPECT_EQ(row().size(), 5U);
    insert({std::string("2"), std::string("李四"), kVillageA, std::string("男"), int64_t{30}});
    expect_sound();
    schema_ = before;
    open();
    EXPECT_EQ(row()[4], Field(int64_t{1020}));
    EXPECT_EQ(row(2)[4], Field{});
    expect_sound();
}

TEST_F(MigrationTest, AnotherNameNeedsNothing) {
    column("name").name = "姓名（曾用名）";
    schema_.name = "人口";
    open();
    EXPECT_EQ(row()[1], Field(std::string("张三")));
    EXPECT_EQ(must(store_->status("resident")).rows, 1);
}

TEST_F(MigrationTest, ADecimalsScaleGrowsInRowsAndHistory) {
    const Timestamp before = clock_.now();
    clock_.advance(1);
    column("income").scale = 4;
    open();
    EXPECT_EQ(row()[4], Field(int64_t{102000}));
    EXPECT_EQ(must(store_->history("resident", 1))[0].changes[4].after, Field(int64_t{102000}));
    EXPECT_EQ(load(kLatestDate, before).columns[4].numbers[0], 102000);
    auto writer = must(store_->begin("resident", {"clerk", "test"}));
    const size_t columns[] = {4};
    const Field fields[] = {int64_t{5}};
    must(writer->update(1, columns, fields, {}));
    must(writer->commit());
    EXPECT_EQ(load(kEarliestDate).columns[4].numbers[0], 102000);
    expect_sound();
}

TEST_F(MigrationTest, AnIntegerBecomesADecimal) {
    column("age").type = ColumnType::kDecimal;
    column("age").scale = 1;
    open();
    EXPECT_EQ(row()[5], Field(int64_t{410}));
    expect_sound();
}

TEST_F(MigrationTest, ACodeBecomesText) {
    column("sex").type = ColumnType::kText;
    open();
    EXPECT_EQ(row()[3], Field(std::string("男")));
    expect_sound();
}

TEST_F(MigrationTest, WhatDoesNotFitIsRefusedAndNothingHasChanged) {
    const Schema before = schema_;
    schema_.columns.push_back({.id = "phone", .name = "电话"});
    column("income").scale = 1;
    Result<void> narrower = declare();
    ASSERT_FALSE(narrower);
    EXPECT_EQ(narrower.error().code, ErrorCode::kConflict);
    EXPECT_THAT(narrower.error().message.en, HasSubstr("decimal(2) to decimal(1)"));
    schema_ = before;
    column("name").type = ColumnType::kInteger;
    EXPECT_FALSE(declare());
    schema_ = before;
    column("age").type = ColumnType::kText;
    EXPECT_FALSE(declare());
    schema_ = before;
    open();
    EXPECT_EQ(row()[4], Field(int64_t{1020}));
    EXPECT_EQ(must(store_->status("resident")).entries, 1);
    expect_sound();
}

TEST_F(MigrationTest, ANumberTooLargeForTheScaleIsRefused) {
    insert({std::string("2"),
            std::string("李四"),
            kVillageA,
            std::string("男"),
            int64_t{999'999'999'999'999'999},
            {}});
    column("income").scale = 3;
    EXPECT_FALSE(declare());
}

TEST_F(MigrationTest, ANewKeyIsBuiltUnlessRowsContradictIt) {
    insert({std::string("2"), std::string("张三"), kVillageA, std::string("男"), int64_t{0}, {}});
    schema_.key = {"name"};
    Result<void> duplicates = declare();
    ASSERT_FALSE(duplicates);
    EXPECT_THAT(duplicates.error().message.en, HasSubstr("duplicates"));
    schema_.key = {"name", "id_number"};
    open();
    auto writer = must(store_->begin("resident", {"clerk", "test"}));
    const Field key[] = {std::string("张三"), std::string("2")};
    EXPECT_EQ(must(writer->find(key)), 2);
}

TEST_F(MigrationTest, ColumnsAndLedgersMayBeRenamedById) {
    column("id_number").id = "identity";
    schema_.key = {"identity"};
    schema_.subject = "identity";
    schema_.id = "person";
    must(declare(StoreMode::kWrite,
                 {{"resident", "id_number", "identity"}, {"resident", "", "person"}}));
    EXPECT_EQ(row()[0], Field(std::string("1")));
    auto writer = must(store_->begin("person", {"clerk", "test"}));
    const Field key[] = {std::string("1")};
    EXPECT_EQ(must(writer->find(key)), 1);
    writer.reset();
    EXPECT_EQ(must(store_->history("person", 1))[0].changes[0].column, "identity");
    expect_sound();
    must(declare(StoreMode::kWrite, {{"resident", "", "person"}}));  // seen before: nothing to do
}

TEST_F(MigrationTest, PackVersionsAreKept) {
    const std::vector<PackVersion> versions = {{"base", 3}, {"voice", 1}};
    must(store_->declare(std::vector<const Schema*>{&schema_}, {}, versions));
    EXPECT_EQ(must(store_->pack_versions()), versions);
}

TEST_F(MigrationTest, ALedgerThatBecomesPersonalProtectsItsRowsFromThenOn) {
    Schema place = place_schema();
    must(store_->declare(std::vector<const Schema*>{&schema_, &place}));
    auto writer = must(store_->begin("place", {"clerk", "test"}));
    const RowId row = must(writer->insert(std::vector<Field>{std::string("A"), kVillageA, {}}, {}));
    must(writer->commit());
    place.columns[2].sensitivity = Sensitivity::kPersonal;
    place.subject = "code";
    must(store_->declare(std::vector<const Schema*>{&schema_, &place}));
    writer = must(store_->begin("place", {"clerk", "test"}));
    const size_t columns[] = {2};
    const Field fields[] = {int64_t{7}};
    must(writer->update(row, columns, fields, {}));
    must(writer->commit());
    EXPECT_EQ(must(store_->forget("A", {"officer", ""})), 1U);
    auto history = must(store_->history("place", row));
    EXPECT_TRUE(history[0].readable);
    EXPECT_FALSE(history[1].readable);
}

}  // namespace
}  // namespace yitao::ledger
