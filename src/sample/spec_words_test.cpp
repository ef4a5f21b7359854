#include "sample/spec_words.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace yitao::sample {
namespace {

using ledger::Column;
using ledger::ColumnType;
using ledger::Schema;

Column column(std::string id, ColumnType type, int scale = 0) {
    Column column;
    column.name = id;
    column.id = std::move(id);
    column.type = type;
    column.scale = scale;
    return column;
}

Schema hazards() {
    Schema schema;
    schema.id = "hazard";
    schema.name = "隐患";
    schema.unit_column = "unit";
    schema.key = {"no"};
    schema.columns = {
        column("no", ColumnType::kText),        column("unit", ColumnType::kUnit),
        column("state", ColumnType::kCode),     column("found_on", ColumnType::kDate),
        column("people", ColumnType::kInteger), column("cost", ColumnType::kDecimal, 2),
        column("age", ColumnType::kInteger)};
    schema.columns[6].formula = "=1";
    return schema;
}

class SpecWords : public ::testing::Test {
  protected:
    SpecWords() {
        naming_.own = &schema_;
        naming_.picked.resize(schema_.columns.size());
    }
    Schema schema_ = hazards();
    Naming naming_;
};

TEST_F(SpecWords, SourcesAreStoredColumns) {
    ASSERT_TRUE(parse_source("cost", naming_));
    EXPECT_EQ(parse_source("cost", naming_)->scale, 2);
    EXPECT_FALSE(parse_source("age", naming_));          // calculated
    EXPECT_FALSE(parse_source("parent.cost", naming_));  // no parent
    naming_.parent = &schema_;
    EXPECT_EQ(parse_source("parent.cost", naming_)->from, Source::From::kParent);
    EXPECT_FALSE(parse_source("no.cost", naming_));  // picks nothing
    naming_.picked[0] = &schema_;
    EXPECT_EQ(parse_source("no.cost", naming_)->from, Source::From::kPicked);
}

TEST_F(SpecWords, Conditions) {
    const auto conditions = parse_conditions(
        "state is 已整改、整改中 and found_on last 60 and cost at_least 0.5 and chance 30",
        naming_);
    ASSERT_TRUE(conditions);
    ASSERT_EQ(conditions->size(), 4u);
    EXPECT_EQ((*conditions)[0].words, (std::vector<std::string>{"已整改", "整改中"}));
    EXPECT_EQ((*conditions)[1].number, 60);
    EXPECT_EQ((*conditions)[2].number, 50);
    for (const char* wrong : {"state", "state is", "nothing is 是", "people last 3",
                              "state at_least 2", "found_on last soon", "found_on any 3", "first",
                              "first some", "chance 101", "people soon 3"}) {
        EXPECT_FALSE(parse_conditions(wrong, naming_)) << wrong;
    }
}

TEST_F(SpecWords, NumbersAndRanges) {
    EXPECT_EQ(parse_range("0.5..2", 2)->most, 200);
    EXPECT_EQ(parse_range("7", 0)->least, 7);
    EXPECT_FALSE(parse_range("4..2", 0));
    EXPECT_FALSE(parse_range("many", 0));
    EXPECT_EQ(parse_counted("2..40", 0, naming_)->kind, Counted::Kind::kRange);
    EXPECT_EQ(parse_counted("30..105 % of cost", 2, naming_)->most, 10500);
    EXPECT_EQ(parse_counted("people % of cost", 2, naming_)->kind, Counted::Kind::kSourceShareOf);
    EXPECT_EQ(parse_counted("cost - people", 2, naming_)->kind, Counted::Kind::kDifference);
    EXPECT_EQ(parse_counted("index", 0, naming_)->kind, Counted::Kind::kIndex);
    EXPECT_FALSE(parse_counted("30 % of state", 2, naming_));
    EXPECT_FALSE(parse_counted("state", 2, naming_));
}

TEST_F(SpecWords, Dates) {
    EXPECT_EQ(parse_dated("-540..0", naming_)->least, -540);
    EXPECT_EQ(parse_dated("found_on-3..+15", naming_)->most, 15);
    EXPECT_EQ(parse_dated("found_on+30", naming_)->least, 30);
    EXPECT_TRUE(parse_dated("series", naming_)->series);
    for (const char* wrong : {"540", "people+3", "found_on", "found_on+9..2", "+99999999", "-"}) {
        EXPECT_FALSE(parse_dated(wrong, naming_)) << wrong;
    }
}

TEST_F(SpecWords, Patterns) {
    const std::vector<WordList> words = {{"brand", {"金桂"}}};
    naming_.words = words;
    const auto pattern = parse_pattern("YH{found_on:year}{serial:4}{brand}村", naming_);
    ASSERT_TRUE(pattern);
    EXPECT_EQ(pattern->size(), 5u);
    for (const char* wrong :
         {"{serial", "{nobody}", "{place:3}", "{people:year}", "{serial:99}", "{n:x}"}) {
        EXPECT_FALSE(parse_pattern(wrong, naming_)) << wrong;
    }
}

// Whole files, refused at their line.
class SampleTexts : public ::testing::Test {
  protected:
    SampleTexts() {
        path_ = (std::filesystem::temp_directory_path() /
                 fmt::format("yitao_sample_{}.toml", ::getpid()))
                    .string();
    }
    ~SampleTexts() override { std::filesystem::remove(path_); }

    Result<std::vector<LedgerSample>> read(std::string_view text) {
        std::ofstream(path_) << text;
        const std::vector<SampleText> texts = {{path_, &schema_}};
        return read_samples(texts);
    }
    std::string refused(std::string_view text) {
        Result<std::vector<LedgerSample>> read_back = read(text);
        if (read_back) return "accepted";
        return read_back.error().place.substr(path_.size());
    }
    Schema schema_ = hazards();
    std::string path_;
};

TEST_F(SampleTexts, AreReadInTheOrderOfTheirLines) {
    auto samples = read(
        "ledger = 'hazard'\nper = 'residents'\nrows = '0.5..2'\ncolumn = [\n"
        "{ id = 'found_on', date = '-9..0' },\n"
        "{ id = 'state', weights = ['已整改 3', '待整改'], when = 'found_on any' },\n]\n");
    ASSERT_TRUE(samples) << samples.error().text();
    ASSERT_EQ(samples->size(), 1u);
    const LedgerSample& sample = (*samples)[0];
    EXPECT_EQ(sample.rows_most, 200);
    ASSERT_EQ(sample.draws.size(), 2u);
    EXPECT_EQ(std::get<Choice>(sample.draws[1].how).weights, (std::vector<int>{3, 1}));
}

TEST_F(SampleTexts, AreRefusedAtTheirLine) {
    const std::string head = "ledger = 'hazard'\nper = 'residents'\nrows = '2'\ncolumn = [\n";
    EXPECT_EQ(refused("ledger = 'hazard'\nper = 'moon'\nrows = '2'\n"), ":2");
    EXPECT_EQ(refused("ledger = 'hazard'\nper = 'village'\nrows = '0'\n"), ":3");
    EXPECT_EQ(refused("ledger = 'hazard'\nper = 'village'\nrows = '2'\nwhere = 'state is 是'\n"),
              ":4");
    EXPECT_EQ(refused(head + "{ id = 'nobody', text = ['x'] },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'age', number = '3' },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'state' },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'state', weights = ['是 0'] },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'state', text = ['x'], weights = ['y'] },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'state', number = '3' },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'no', pick = 'hazard' },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'no', credit_code = '91' },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'no', text = ['x'], speed = 3 },\n]\n"), ":5");
    EXPECT_EQ(refused(head + "{ id = 'no', text = ['x'], when = 'maybe' },\n]\n"), ":5");
}

}  // namespace
}  // namespace yitao::sample
