#include "xlsx/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <limits>

#include "base/limits.h"
#include "xlsx/reader_testing.h"

namespace yitao::xlsx {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;

class WriterTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ =
            std::filesystem::temp_directory_path() / ("yitao_writer_" + std::to_string(::getpid()));
        std::filesystem::create_directory(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string path() const { return (folder_ / "簿.xlsx").string(); }
    [[nodiscard]] size_t files() const {
        return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder_),
                                                 std::filesystem::directory_iterator()));
    }
    [[nodiscard]] std::string part(const std::string& name) const {
        auto package = Package::open(path());
        EXPECT_TRUE(package);
        const PackageEntry* entry = package->find(name);
        return entry == nullptr ? "" : *Package::read(*entry, kMaxSmallPartBytes);
    }

    std::filesystem::path folder_;
};

TEST_F(WriterTest, WritesWhatTheReaderReads) {
    for (WriteMemory memory : {WriteMemory::kWhole, WriteMemory::kRows}) {
        auto writer = Writer::create(path(), memory);
        ASSERT_TRUE(writer) << writer.error().text();
        ASSERT_TRUE(writer->add_sheet("居民", {10, 20}));
        ASSERT_TRUE(writer->write({0, 0}, std::string("姓名"), WriteStyle::kHeading));
        ASSERT_TRUE(writer->write({1, 0}, std::string("=1+1 <&>\n_x0041_\x01"), WriteStyle::kText));
        ASSERT_TRUE(writer->write({1, 1}, 10.2, WriteStyle::kMoney));
        ASSERT_TRUE(writer->write({1, 2}, true));
        ASSERT_TRUE(writer->write({1, 3}, CellError{"#N/A"}, WriteStyle::kWarning));
        ASSERT_TRUE(writer->write({1, 4}, std::monostate()));
        ASSERT_TRUE(writer->write({1, 5}, std::numeric_limits<double>::infinity()));
        ASSERT_TRUE(writer->write_date({2, 0}, *Date::from_civil(2026, 10, 31)));
        ASSERT_TRUE(writer->write_date({2, 1}, *Date::from_civil(1898, 1, 1)));
        ASSERT_TRUE(writer->add_sheet("第二张", {}));
        ASSERT_TRUE(writer->write({0, 0}, -1e-7));
        EXPECT_FALSE(std::filesystem::exists(path()) && memory == WriteMemory::kWhole);
        auto closed = writer->close();
        ASSERT_TRUE(closed) << closed.error().text();
        auto book = Workbook::open(path());
        ASSERT_TRUE(book) << book.error().text();
        EXPECT_THAT(read_lines(*book, 0),
                    ElementsAre("A1='姓名'",
                                "A2='=1+1 <&>\n_x0041_\x01' B2=10.2 C2=TRUE D2='#N/A' F2='#NUM!'",
                                "A3=46326(date) B3='1898-01-01'"));
        EXPECT_THAT(read_lines(*book, 1), ElementsAre("A1=-1e-07"));
        EXPECT_EQ(book->sheets()[1].name, "第二张");
        EXPECT_EQ(files(), 1u);
    }
}

TEST_F(WriterTest, LeavesNothingWithoutClose) {
    const auto open_files = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                             std::filesystem::directory_iterator());
    };
    const auto before = open_files();
    for (WriteMemory memory : {WriteMemory::kWhole, WriteMemory::kRows}) {
        auto writer = Writer::create(path(), memory);
        ASSERT_TRUE(writer);
        ASSERT_TRUE(writer->add_sheet("表", {}));
        ASSERT_TRUE(writer->write({0, 0}, 1.0));
    }
    EXPECT_EQ(files(), 0u);
    EXPECT_EQ(open_files(), before);
}

TEST_F(WriterTest, SaysWhereItCannotWrite) {
    auto nowhere = Writer::create((folder_ / "none" / "a.xlsx").string());
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::kIo);
    EXPECT_THAT(nowhere.error().place, HasSubstr("a.xlsx"));
    std::filesystem::create_directory(path());  // a folder stands where the file should go
    auto writer = Writer::create(path());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->add_sheet("表", {}));
    auto closed = writer->close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, ErrorCode::kIo);
    writer = Writer::create((folder_ / "other.xlsx").string());
    EXPECT_EQ(files(), 1u);  // the folder
}

TEST_F(WriterTest, RefusesNamesExcelDoesNotTake) {
    auto writer = Writer::create(path());
    ASSERT_TRUE(writer);
    for (const char* name : {"", "a/b", "[a]", "a:b", "'a", "1234567890123456789012345678901x"}) {
        auto added = writer->add_sheet(name, {});
        ASSERT_FALSE(added) << name;
        EXPECT_EQ(added.error().code, ErrorCode::kInvalid);
    }
    ASSERT_TRUE(writer->add_sheet("表", {}));
    EXPECT_FALSE(writer->add_sheet("表", {}));
    EXPECT_FALSE(writer->write({kMaxSheetRows, 0}, 1.0));
    EXPECT_TRUE(writer->write({kMaxSheetRows - 1, kMaxSheetColumns - 1}, 1.0));
}

TEST_F(WriterTest, CutsTextAtExcelsLimit) {
    auto writer = Writer::create(path());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->add_sheet("表", {}));
    ASSERT_TRUE(writer->write({0, 0}, std::string(kMaxCellText, 'a')));
    ASSERT_TRUE(writer->write({1, 0}, std::string(kMaxCellText + 1, 'b')));
    ASSERT_TRUE(writer->write({2, 0}, std::string("\xff")));
    ASSERT_TRUE(writer->close());
    auto book = Workbook::open(path());
    ASSERT_TRUE(book);
    EXPECT_THAT(read_lines(*book),
                ElementsAre("A1='" + std::string(kMaxCellText, 'a') + "'",
                            "A2='" + std::string(kMaxCellText - 1, 'b') + "…'", "A3='\uFFFD'"));
}

TEST_F(WriterTest, AFullDiskLeavesNothing) {
    // A limit on file size stands in for the full disk: every write beyond it fails.
    for (WriteMemory memory : {WriteMemory::kWhole, WriteMemory::kRows}) {
        auto writer = Writer::create(path(), memory);
        ASSERT_TRUE(writer);
        ASSERT_TRUE(writer->add_sheet("表", {}));
        rlimit before{};
        ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{100'000, before.rlim_max};
        ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
        for (uint32_t row = 0; row < 20000; ++row) {
            (void)writer->write({row, 0}, std::string("张") + std::to_string(row * 7919));
        }
        const auto closed = writer->close();
        ::setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        ASSERT_FALSE(closed);
        EXPECT_EQ(closed.error().code, ErrorCode::kIo);
        EXPECT_EQ(files(), 0u);
    }
}

TEST_F(WriterTest, MakesRoomForWrappedText) {
    for (WriteMemory memory : {WriteMemory::kWhole, WriteMemory::kRows}) {
        auto writer = Writer::create(path(), memory);
        ASSERT_TRUE(writer);
        ASSERT_TRUE(writer->add_sheet("表", {11, 11}));
        ASSERT_TRUE(writer->write({0, 0}, std::string("一二三四五六"), WriteStyle::kWarning));
        ASSERT_TRUE(writer->write({0, 1}, std::string("一"), WriteStyle::kWarning));
        ASSERT_TRUE(writer->write({1, 0}, std::string("一二三四五"), WriteStyle::kWarning));
        ASSERT_TRUE(writer->write({2, 0}, std::string("a\nb\nc"), WriteStyle::kHeading));
        ASSERT_TRUE(writer->close());
        const std::string sheet = part("xl/worksheets/sheet1.xml");
        EXPECT_THAT(sheet, ContainsRegex("<row r=\"1\"[^>]* ht=\"30\" customHeight=\"1\">"));
        EXPECT_THAT(sheet, ContainsRegex("<row r=\"2\"( spans=\"1:2\")?>"));
        EXPECT_THAT(sheet, ContainsRegex("<row r=\"3\"[^>]* ht=\"45\" customHeight=\"1\">"));
    }
}

TEST_F(WriterTest, WritesTablesListsAndFrozenRows) {
    auto writer = Writer::create(path());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->add_sheet("居民", {10, 20}));
    auto table = writer->add_table({{0, 0}, {3, 1}}, "居民", {"姓名", "性别&"});
    ASSERT_TRUE(table) << table.error().text();
    ASSERT_TRUE(writer->write({1, 0}, std::string("张三")));
    ASSERT_TRUE(writer->freeze_rows(1));
    ASSERT_TRUE(writer->add_list_validation({{1, 1}, {3, 1}}, {"男", "女"}));
    std::vector<std::string> many;
    for (int i = 0; i < 200; ++i) many.push_back("第" + std::to_string(i) + "村");
    ASSERT_TRUE(writer->add_list_validation({{1, 0}, {3, 0}}, many));
    ASSERT_TRUE(writer->define_name("截至日期", "=TODAY()"));
    ASSERT_TRUE(writer->close());
    EXPECT_THAT(part("xl/workbook.xml"),
                HasSubstr("<definedName name=\"截至日期\">TODAY()</definedName>"));
    auto book = Workbook::open(path());
    ASSERT_TRUE(book);
    EXPECT_THAT(read_lines(*book), ElementsAre("A1='姓名' B1='性别&'", "A2='张三'"));
    ASSERT_EQ(book->sheets().size(), 2u);
    EXPECT_FALSE(book->sheets()[1].visible);
    EXPECT_EQ(read_lines(*book, 1).size(), 200u);
    EXPECT_THAT(part("xl/tables/table1.xml"), HasSubstr("displayName=\"居民\""));
    const std::string sheet = part("xl/worksheets/sheet1.xml");
    EXPECT_THAT(sheet, HasSubstr("<formula1>\"男,女\"</formula1>"));
    EXPECT_THAT(sheet, HasSubstr("<formula1>'_选项'!$A$1:$A$200</formula1>"));
    EXPECT_THAT(sheet, HasSubstr("state=\"frozen\""));
}

}  // namespace
}  // namespace yitao::xlsx
