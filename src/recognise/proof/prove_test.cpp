// Proofs with ledgers made up: `ask` answers from a table of formulas.
#include "recognise/proof/prove.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "recognise/proof/aggregate_text.h"

namespace yitao::recognise {
namespace {

using testing::Contains;
using testing::IsEmpty;

ledger::Column column(const char* id, const char* name, ledger::ColumnType type,
                      const char* codes = "") {
    ledger::Column one;
    one.id = id;
    one.name = name;
    one.name_en = id;
    one.type = type;
    one.code_list = codes;
    return one;
}

// 居民 with two conventions of whose people are meant.
struct Town {
    Town() {
        using Type = ledger::ColumnType;
        people.id = "resident";
        people.name = "居民";
        people.name_en = "Residents";
        people.columns = {column("id_number", "身份证号", Type::kText),
                          column("unit", "单位", Type::kUnit),
                          column("register", "户籍状态", Type::kCode, "register"),
                          column("lives_here", "常住", Type::kCode, "yes_no"),
                          column("sex", "性别", Type::kCode, "sex"),
                          column("age", "年龄", Type::kInteger)};
        people.columns[0].check = ledger::TextCheck::kIdentityNumber;
        people.key = {"id_number"};
        people.unit_column = "unit";
        sex = {"sex", "性别", "", {{"男", "1", {}}, {"女", "2", {}}}};
        yes_no = {"yes_no", "是否", "", {{"是", "1", {}}, {"否", "0", {}}}};
        registered = {"register", "户籍", "", {{"本地户籍", "1", {}}, {"外来", "2", {}}}};
        standing.kind = dictionary::PhraseKind::kStanding;
        standing.ledger = "居民";
        standing.when = {"*", "户籍状态=本地户籍", "常住=是"};
        subject.kind = dictionary::PhraseKind::kSubject;
        subject.ledger = "居民";
        subject.words = {"人口"};
        subject.measure = "人";
        subject.generic = true;
    }
    Vocabulary words() const {
        const ledger::Schema* schemas[] = {&people};
        auto built = Vocabulary::build(
            {schemas, {&sex, &yes_no, &registered}, {&standing, &subject}}, nullptr);
        EXPECT_TRUE(built) << built.error().text();
        return *built;
    }
    ledger::Schema people;
    ledger::CodeList sex, yes_no, registered;
    dictionary::Phrase standing, subject;
};

constexpr const char* kAll = "=COUNTIFS(居民[年龄],\">=60\")";
constexpr const char* kRegistered = "=COUNTIFS(居民[户籍状态],\"本地户籍\",居民[年龄],\">=60\")";
constexpr const char* kLiving = "=COUNTIFS(居民[常住],\"是\",居民[年龄],\">=60\")";

Reading reading(const char* formula, double confidence, std::vector<std::string> doubts) {
    Reading one;
    one.formula = formula;
    one.key = formula + 1;
    one.confidence = confidence;
    one.doubts = std::move(doubts);
    return one;
}

class ProveTest : public testing::Test {
  protected:
    // A form of one cell, B2, and copies that say these numbers.
    void add_copy(xlsx::CellValue value) {
        AlignedCopy copy;
        copy.name = fmt::format("表{}", copies_.size() + 1);
        SheetGrid sheet{"表", {}};
        sheet.grid.cells[{1, 1}].value = std::move(value);
        copy.sheets.push_back(std::move(sheet));
        copy.rows.push_back({0, 1});
        copy.printed.push_back({0});
        copies_.push_back(std::move(copy));
    }
    void ask_of(std::vector<Reading> readings) {
        ProposedCell cell;
        cell.cell = {1, 1};
        cell.path = {"60岁以上"};
        cell.readings = std::move(readings);
        proposal_.sheets = {"表"};
        proposal_.cells = {std::move(cell)};
    }
    void ask_population() {
        ask_of({reading(kAll, 0.5, {"population"}), reading(kRegistered, 0.5, {"population"}),
                reading(kLiving, 0.5, {"population"})});
    }
    CellProof run() {
        Vocabulary words = town_.words();
        auto proof = prove(proposal_, words, copies_,
                           [&](std::span<const Asking> askings) -> Result<std::vector<Values>> {
                               std::vector<Values> all;
                               for (const Asking& asking : askings) {
                                   auto known = ledger_.find(asking.formula);
                                   if (known == ledger_.end()) {
                                       all.push_back({formula::Value(-1)});
                                   } else {
                                       all.push_back({known->second[asking.copy]});
                                   }
                               }
                               return all;
                           });
        EXPECT_TRUE(proof) << proof.error().text();
        EXPECT_EQ(proof->cells.size(), 1U);
        return proof->cells.empty() ? CellProof{} : proof->cells[0];
    }
    const Reading& first() const { return proposal_.cells[0].readings[0]; }

    Town town_;
    std::map<std::string, std::vector<formula::Value>> ledger_;
    std::vector<AlignedCopy> copies_;
    Proposal proposal_;
};

TEST_F(ProveTest, TheOneReadingThatReproducesAllCopiesIsProved) {
    ask_population();
    add_copy(412.0);
    add_copy(88.0);
    ledger_[kAll] = {501.0, 97.0};
    ledger_[kRegistered] = {412.0, 88.0};
    ledger_[kLiving] = {412.0, 90.0};
    EXPECT_EQ(run().verdict, Verdict::kProved);
    EXPECT_EQ(first().formula, kRegistered);
    EXPECT_TRUE(proposal_.cells[0].is_sure());
    EXPECT_EQ(proposal_.cells[0].note, "已填表证实：表1、表2");
}

TEST_F(ProveTest, SeveralThatAgreeStayAQuestionWithThoseFirst) {
    ask_population();
    add_copy(412.0);
    ledger_[kAll] = {501.0};
    ledger_[kRegistered] = {412.0};
    ledger_[kLiving] = {412.0};
    EXPECT_EQ(run().verdict, Verdict::kSeveral);
    EXPECT_FALSE(proposal_.cells[0].is_sure());
    EXPECT_EQ(first().formula, kRegistered);
    EXPECT_THAT(first().doubts, Contains("example several"));
}

TEST_F(ProveTest, ASmallNumberIsNoProof) {
    ask_population();
    add_copy(2.0);
    ledger_[kAll] = {5.0};
    ledger_[kRegistered] = {2.0};
    ledger_[kLiving] = {3.0};
    EXPECT_EQ(run().verdict, Verdict::kWeak);
    EXPECT_FALSE(proposal_.cells[0].is_sure());
    EXPECT_EQ(first().formula, kRegistered);
}

TEST_F(ProveTest, ZerosProveNothing) {
    ask_population();
    add_copy(0.0);
    add_copy(0.0);
    ledger_[kAll] = {1.0, 0.0};
    ledger_[kRegistered] = {0.0, 0.0};
    ledger_[kLiving] = {0.0, 1.0};
    EXPECT_EQ(run().verdict, Verdict::kWeak);
    EXPECT_FALSE(proposal_.cells[0].is_sure());
}

TEST_F(ProveTest, ASureReadingContradictedBecomesAQuestion) {
    ask_of({reading(kLiving, 0.95, {})});
    add_copy(412.0);
    add_copy(88.0);
    ledger_[kLiving] = {430.0, 92.0};
    ledger_[kRegistered] = {412.0, 88.0};
    CellProof proof = run();
    EXPECT_EQ(proof.verdict, Verdict::kContradicted);
    EXPECT_FALSE(proposal_.cells[0].is_sure());
    EXPECT_EQ(first().formula, kRegistered);
    ASSERT_EQ(proof.differences.size(), 2U);
    EXPECT_EQ(std::get<double>(proof.differences[0].theirs), 412.0);
    EXPECT_EQ(proof.differences[0].ours.number(), 430.0);
}

TEST_F(ProveTest, ASureReadingThatAgreesStaysSureWhateverElseAgrees) {
    ask_of({reading(kLiving, 0.95, {})});
    add_copy(412.0);
    ledger_[kLiving] = {412.0};
    ledger_[kRegistered] = {412.0};
    EXPECT_EQ(run().verdict, Verdict::kConfirmed);
    EXPECT_TRUE(proposal_.cells[0].is_sure());
    EXPECT_EQ(first().formula, kLiving);
}

TEST_F(ProveTest, AVariantIsFoundWhereNoReadingFits) {
    ask_of({reading(kRegistered, 0.5, {"unknown 花甲"})});
    add_copy(412.0);
    add_copy(88.0);
    ledger_[kRegistered] = {440.0, 95.0};
    ledger_["=COUNTIFS(居民[户籍状态],\"本地户籍\",居民[年龄],\">=61\")"] = {412.0, 88.0};
    CellProof proof = run();
    EXPECT_EQ(proof.verdict, Verdict::kProved);
    EXPECT_EQ(proof.how.zh, "年龄≥61");
    EXPECT_EQ(first().formula, "=COUNTIFS(居民[户籍状态],\"本地户籍\",居民[年龄],\">=61\")");
    EXPECT_EQ(first().explanation.zh, "“居民”台账中户籍状态为本地户籍、年龄≥61的人数。");
}

TEST_F(ProveTest, WhatAlmostAgreesIsToldWithTheRowsThatDiffer) {
    ask_population();
    add_copy(413.0);
    ledger_[kAll] = {501.0};
    ledger_[kRegistered] = {412.0};
    ledger_[kLiving] = {410.0};
    std::string rows;
    Vocabulary words = town_.words();
    auto proof = prove(proposal_, words, copies_,
                       [&](std::span<const Asking> askings) -> Result<std::vector<Values>> {
                           std::vector<Values> all;
                           for (const Asking& asking : askings) {
                               auto known = ledger_.find(asking.formula);
                               bool lists = asking.formula.starts_with("=FILTER(居民[身份证号]");
                               if (lists) rows = asking.formula;
                               if (lists)
                                   all.push_back({formula::Value("421221196001010011")});
                               else if (known != ledger_.end())
                                   all.push_back({known->second[0]});
                               else
                                   all.push_back({formula::Value(-1)});
                           }
                           return all;
                       });
    ASSERT_TRUE(proof);
    ASSERT_EQ(proof->cells.size(), 1U);
    EXPECT_EQ(proof->cells[0].verdict, Verdict::kAlmost);
    EXPECT_EQ(proof->cells[0].row_count, 1U);
    EXPECT_THAT(proof->cells[0].rows, Contains("421221********0011"));
    EXPECT_NE(rows.find("(居民[户籍状态]=\"本地户籍\")"), std::string::npos) << rows;
    EXPECT_NE(rows.find("(居民[常住]=\"是\")"), std::string::npos) << rows;
}

TEST_F(ProveTest, ACopyOfAnotherUnitIsLeftOut) {
    for (uint32_t row = 1; row <= 6; ++row) {
        ProposedCell cell;
        cell.cell = {row, 1};
        cell.path = {fmt::format("第{}行", row)};
        cell.readings = {reading(kLiving, 0.95, {})};
        proposal_.cells.push_back(std::move(cell));
    }
    proposal_.sheets = {"表"};
    for (double number : {412.0, 77.0}) {
        add_copy(number);
        for (uint32_t row = 2; row <= 6; ++row) {
            copies_.back().sheets[0].grid.cells[{row, 1}].value = number;
        }
        copies_.back().rows[0] = {0, 1, 2, 3, 4, 5, 6};
    }
    Vocabulary words = town_.words();
    auto proof = prove(proposal_, words, copies_, [](std::span<const Asking> askings) {
        return Result<std::vector<Values>>(
            std::vector<Values>(askings.size(), Values{formula::Value(412.0)}));
    });
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->left_out, std::vector<size_t>{1});
    for (const CellProof& one : proof->cells) {
        EXPECT_EQ(one.verdict, Verdict::kConfirmed);
        EXPECT_EQ(one.copies, std::vector<size_t>{0});
    }
    for (const ProposedCell& cell : proposal_.cells) EXPECT_TRUE(cell.is_sure());
}

TEST_F(ProveTest, AFormOfManyCellsStaysBounded) {
    constexpr uint32_t kRows = 6'000;
    add_copy(412.0);
    copies_[0].rows[0].clear();
    for (uint32_t row = 0; row < kRows; ++row) {
        ProposedCell cell;
        cell.cell = {row, 1};
        cell.readings = {reading(kAll, 0.5, {"vague 老人"})};
        proposal_.cells.push_back(std::move(cell));
        copies_[0].rows[0].push_back(row);
        copies_[0].sheets[0].grid.cells[{row, 1}].value = 1000.0 + row;
    }
    proposal_.sheets = {"表"};
    Vocabulary words = town_.words();
    size_t most = 0;
    auto proof = prove(proposal_, words, copies_, [&](std::span<const Asking> askings) {
        most = std::max(most, askings.size());
        return Result<std::vector<Values>>(
            std::vector<Values>(askings.size(), Values{formula::Value(-1)}));
    });
    ASSERT_TRUE(proof);
    EXPECT_GT(proof->candidates, 10'000U);
    EXPECT_LE(proof->candidates, 200'000U);
    EXPECT_LE(most, 500'000U);
}

TEST_F(ProveTest, BlankCopiesSayNothing) {
    ask_of({reading(kLiving, 0.95, {})});
    add_copy({});
    add_copy(std::string("—"));
    Vocabulary words = town_.words();
    auto proof = prove(proposal_, words, copies_, [](std::span<const Asking>) {
        return Result<std::vector<Values>>(std::vector<Values>{});
    });
    ASSERT_TRUE(proof);
    EXPECT_THAT(proof->cells, IsEmpty());
    EXPECT_TRUE(proposal_.cells[0].is_sure());
}

TEST(AggregateTextTest, FormulasComeApartAndTogether) {
    Town town;
    Vocabulary words = town.words();
    for (const char* formula :
         {kAll, kRegistered, "=ROUND(SUMIFS(项目[总投资],项目[状态],\"在建,续建\")/10000,2)",
          "=IFERROR(ROUND(COUNTIFS(居民[性别],\"女\")/COUNTA(居民[身份证号])*100,2),\"\")",
          "=\"COUNTIFS(\"&本单位名称", "=SUM(A1:A3)", "=COUNTIFS(居民[性别],\"女\",居民[年龄]"}) {
        EXPECT_EQ(take_apart(formula).text(words), formula);
    }
    AggregateText two = take_apart("=COUNTIFS(居民[性别],\"女\")/COUNTA(居民[身份证号])");
    ASSERT_EQ(two.calls.size(), 2U);
    EXPECT_EQ(two.calls[1].name, "COUNTIFS");
    EXPECT_TRUE(two.calls[1].criteria.empty());
    EXPECT_EQ(two.between[1], "/");
}

TEST(VariantsTest, OneThingChangesEverywhere) {
    Town town;
    Vocabulary words = town.words();
    std::map<std::string, Aspect> found;
    for (const Variant& v : variants_of(kRegistered, words)) found[v.formula] = v.aspect;
    EXPECT_EQ(found.at(kAll), Aspect::kPopulation);
    EXPECT_EQ(found.at(kLiving), Aspect::kPopulation);
    EXPECT_EQ(found.at("=COUNTIFS(居民[户籍状态],\"本地户籍\",居民[年龄],\">=65\")"),
              Aspect::kBound);
    EXPECT_EQ(found.at("=ASOF(期初-1,COUNTIFS(居民[户籍状态],\"本地户籍\",居民[年龄],\">=60\"))"),
              Aspect::kTime);
    EXPECT_EQ(
        found.at("=COUNTIFS(居民[户籍状态],\"本地户籍\",居民[性别],\"女\",居民[年龄],\">=60\")"),
        Aspect::kAdded);
    EXPECT_FALSE(found.contains(kRegistered));
}

TEST(AlignTest, RowsInsertedByListsAreFound) {
    auto sheet = [](std::vector<std::pair<uint32_t, const char*>> texts) {
        SheetGrid one{"表", {}};
        for (const auto& [row, text] : texts) one.grid.cells[{row, 0}].value = std::string(text);
        return one;
    };
    std::vector<SheetGrid> form = {sheet({{0, "名册"}, {1, "姓名"}, {5, "合计"}, {7, "制表人："}})};
    std::vector<SheetGrid> filled = {sheet({{0, "名册"},
                                            {1, "姓名"},
                                            {2, "甲"},
                                            {3, "乙"},
                                            {4, "丙"},
                                            {5, "丁"},
                                            {6, "戊"},
                                            {8, "合计"},
                                            {10, "制表人："}})};
    AlignedCopy copy = align_copy(form, filled);
    EXPECT_EQ(copy.share, 1.0);
    EXPECT_EQ(copy.row(0, 5), 8U);
    EXPECT_EQ(copy.row(0, 7), 10U);
    EXPECT_EQ(copy.row(0, 2), 2U);
    EXPECT_EQ(copy.rows_of(0, 2, 4), (std::pair<uint32_t, uint32_t>(2, 7)));
    EXPECT_EQ(copy.inserted, 3U);
    AlignedCopy other = align_copy(form, {sheet({{0, "另一张表"}, {1, "电话"}})});
    EXPECT_LT(other.share, kSameForm);
}

}  // namespace
}  // namespace yitao::recognise
