// The burden of forms: small ones drawn in text, and the township set, whose cells.json says which
// cells repeat an earlier one. No rows are imported: what is known is known from the ledgers'
// columns alone.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <sstream>

#include "base/clock.h"
#include "base/temporary_folder.h"
#include "form/register.h"
#include "form/xlsform.h"
#include "recognise/burden/burden.h"
#include "recognise/structure/testing.h"
#include "site/words.h"
#include "township.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using recognise::Answer;
using recognise::AskedCell;
using recognise::AskingForm;
using recognise::Burden;

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

struct Form {
    std::string name;
    xlsx::Workbook book;
    std::vector<xlsx::Grid> grids;
    recognise::Structure structure;
    recognise::Proposal proposal;
    recognise::FormIdentity identity;
    recognise::BoundCells bound;
};

class BurdenTest : public testing::Test {
  protected:
    static constexpr const char* kTownship = YITAO_SOURCE_DIR "/tests/fixtures/township-a";

    void SetUp() override {
        std::vector<std::string> folders;
        std::vector<std::string> wanted = {"base",     "burden",   "culture",
                                           "industry", "projects", "safety"};
        auto packs = pack::load_packs(YITAO_SOURCE_DIR "/packs", wanted);
        ASSERT_TRUE(packs) << packs.error().text();
        for (const auto& pack : *packs) folders.push_back(pack.directory);
        auto made =
            site::Site::create(folder_.path("data"),
                               read_file(std::string(kTownship) + "/units.csv"), folders, clock_);
        ASSERT_TRUE(made) << made.error().text();
        site_ = std::make_unique<site::Site>(std::move(*made));
        auto tree = site_->tree(clock_.today());
        ASSERT_TRUE(tree) << tree.error().text();
        tree_ = *tree;
        auto words = site::vocabulary_of(*site_, tree_.get());
        ASSERT_TRUE(words) << words.error().text();
        words_ = std::make_unique<recognise::Vocabulary>(std::move(*words));
    }

    void add(std::string name, Result<xlsx::Workbook> book) {
        ASSERT_TRUE(book) << name << book.error().text();
        auto structure = recognise::read_structure(*book);
        ASSERT_TRUE(structure) << name << structure.error().text();
        auto proposal = recognise::propose(*book, *structure, *words_);
        ASSERT_TRUE(proposal) << name << proposal.error().text();
        auto identity = recognise::read_identity(*book);
        ASSERT_TRUE(identity) << name;
        std::vector<xlsx::Grid> grids;
        for (size_t s = 0; s < book->sheets().size(); ++s) grids.push_back(*book->grid(s));
        forms_.push_back(std::make_unique<Form>(Form{std::move(name),
                                                     std::move(*book),
                                                     std::move(grids),
                                                     std::move(*structure),
                                                     std::move(*proposal),
                                                     std::move(*identity),
                                                     {}}));
    }

    // A form with bindings in its cells, read as the command reads it.
    void add_bound(std::string name, const std::string& bytes) {
        auto form = templates::Template::open(bytes, name, "", site_->catalog());
        ASSERT_TRUE(form) << form.error().text();
        auto blank = recognise::without_bindings(*form);
        ASSERT_TRUE(blank) << blank.error().text();
        add(std::move(name), xlsx::Workbook::from_bytes(std::move(*blank)));
        forms_.back()->bound = recognise::bound_cells(*form);
    }

    std::vector<AskingForm> asking() const {
        std::vector<AskingForm> asking;
        for (const auto& form : forms_) {
            asking.push_back({form->name, &form->structure, &form->proposal, &form->book,
                              &form->grids, &form->identity, &form->bound});
        }
        return asking;
    }

    Burden weigh() const { return recognise::weigh(asking(), *words_, tree_.get()); }

    std::string told(const Burden& burden) const {
        static constexpr const char* kNames[] = {"formula",  "head",     "known", "derived",
                                                 "repeated", "question", "new",   "hand"};
        std::string text;
        for (const AskedCell& cell : burden.cells) {
            text += fmt::format("{}!{} {}{}\n", forms_[cell.form]->name,
                                xlsx::format_cell_ref(cell.cell),
                                kNames[static_cast<size_t>(cell.answer)],
                                cell.rows > 1 ? fmt::format(" x{}", cell.rows) : "");
        }
        for (const auto& question : burden.questions) {
            text += fmt::format("? {} [{}]{}\n", question.label, question.measure,
                                question.of_villages ? " each village" : "");
        }
        return text;
    }

    TemporaryFolder folder_;
    FixedClock clock_{*Date::from_civil(2026, 11, 3)};
    std::unique_ptr<site::Site> site_;
    std::shared_ptr<const org::Tree> tree_;
    std::unique_ptr<recognise::Vocabulary> words_;
    std::vector<std::unique_ptr<Form>> forms_;
};

TEST_F(BurdenTest, EachFactOnce) {
    add("甲", recognise::DrawnSheet("~*老年食堂情况表 | < | < | <\n"
                                    "村名 | 户籍人口（人） | 老年食堂座位（个） | 备注\n"
                                    "四邑村 | _ | _ | _\n"
                                    "羊毛岸村 | _ | _ | _\n"
                                    "合计 | _ | _ | _\n"
                                    "~填表人： | < | < | <\n")
                  .open());
    add("乙", recognise::DrawnSheet("~*养老服务登记表 | <\n"
                                    "项目 | 数量\n"
                                    "老年食堂座位（个） | _\n"
                                    "按摩椅（台） | _\n")
                  .open());
    EXPECT_EQ(told(weigh()),
              "甲!B3 known\n甲!C3 new\n甲!D3 hand\n"
              "甲!B4 known\n甲!C4 new\n甲!D4 hand\n"
              "甲!B5 known\n甲!C5 derived\n甲!D5 hand\n"
              "甲!A6 hand\n"
              "乙!B3 repeated\n乙!B4 new\n"
              "? 老年食堂座位（个） [个] each village\n"
              "? 按摩椅（台） [台]\n");
}

TEST_F(BurdenTest, AListIsKnownOrAskedRowByRow) {
    add("名册", recognise::DrawnSheet("~*80周岁及以上户籍老人花名册 | < | < | < | <\n"
                                      "序号 | 姓名 | 身份证号码 | 性别 | 津贴标准（元/月）\n"
                                      "1 | _ | _ | _ | _\n"
                                      "2 | _ | _ | _ | _\n"
                                      "3 | _ | _ | _ | _\n")
                    .open());
    add("器材", recognise::DrawnSheet("~*消防器材清单 | < | < | <\n"
                                      "序号 | 器材名称 | 型号 | 购置日期\n"
                                      "1 | _ | _ | _\n"
                                      "2 | _ | _ | _\n")
                    .open());
    Burden burden = weigh();
    EXPECT_EQ(told(burden),
              "名册!B3 known x3\n名册!C3 known x3\n名册!D3 known x3\n名册!E3 new x3\n"
              "器材!B3 new x2\n器材!C3 new x2\n器材!D3 new x2\n"
              "? 津贴标准（元/月） [元/月]\n? 器材名称 []\n? 型号 []\n? 购置日期 []\n");
    form::XlsForm form = form::form_of(burden, tree_.get());
    EXPECT_TRUE(form::check_xlsform(form).empty());
    std::string types;
    for (const auto& row : form.survey) types += row.type + " ";
    EXPECT_EQ(types,
              "text begin_group begin_repeat text decimal end_repeat end_group begin_group "
              "begin_repeat text text date end_repeat end_group ");
    ASSERT_EQ(burden.units.size(), 1U);
    EXPECT_EQ(burden.units[0].before, 18U);
    EXPECT_EQ(burden.units[0].after, 9U);
}

TEST_F(BurdenTest, SectionsAndTotalsOfAListAreNoRecords) {
    add("器材", recognise::DrawnSheet("~*消防器材清单 | < | < | <\n"
                                      "序号 | 器材名称 | 型号 | 数量\n"
                                      "一、第一村民小组 | < | < | <\n"
                                      "1 | _ | _ | _\n"
                                      "2 | _ | _ | _\n"
                                      "二、第二村民小组 | < | < | <\n"
                                      "3 | _ | _ | _\n"
                                      "合计 | < | < | =SUM(D4:D7)\n")
                    .open());
    add("渔具", recognise::DrawnSheet("~*渔具清单 | < | <\n"
                                      "序号 | 渔具名称 | 租金（元）\n"
                                      "合计 | — | =SUM(C4:C5)\n"
                                      "1 | _ | _\n"
                                      "2 | _ | _\n")
                    .open());
    EXPECT_EQ(told(weigh()).substr(0, told(weigh()).find('?')),
              "器材!B4 new x3\n器材!C4 new x3\n器材!D4 new x3\n器材!D8 formula\n"
              "渔具!B4 new x2\n渔具!C4 new x2\n");
}

// The row of the whole names the unit at the top: it is one unit, not two.
TEST_F(BurdenTest, TheTopIsCountedOnce) {
    const org::Unit& top = tree_->unit(*tree_->find(421221000000));
    add("甲", recognise::DrawnSheet("地区 | 老年食堂座位（个） | 按摩椅（台）\n" + top.name +
                                    " | _ | _\n四邑村 | _ | _\n羊毛岸村 | _ | _\n")
                  .open());
    const Burden burden = weigh();
    std::set<org::UnitCode> units;
    for (const auto& unit : burden.units) EXPECT_TRUE(units.insert(unit.unit).second) << unit.unit;
    EXPECT_TRUE(form::check_xlsform(form::form_of(burden, tree_.get())).empty());
}

TEST_F(BurdenTest, WhatNoLedgerKnowsIsToldApartByItsWords) {
    add("甲", recognise::DrawnSheet("~*设施登记表 | <\n"
                                    "项目 | 数量\n"
                                    "按摩椅（台） | _\n"
                                    "一、图书室藏书（册） | _\n"
                                    "其中：少儿读物（册） | _\n")
                  .open());
    add("乙", recognise::DrawnSheet("~*文化设施统计表 | <\n"
                                    "指标 | 本期数\n"
                                    "图书室藏书（册） | _\n"
                                    "人数 | _\n")
                  .open());
    add("丙", recognise::DrawnSheet("~*广场舞队伍统计表 | <\n"
                                    "指标 | 本期数\n"
                                    "队伍（支） | _\n"
                                    "人数 | _\n")
                  .open());
    Burden burden = weigh();
    std::string asked;
    for (const auto& question : burden.questions) asked += question.label + "\n";
    EXPECT_EQ(asked.substr(0, asked.find("人数")),
              "按摩椅（台）\n图书室藏书（册）\n图书室藏书（册） / 其中：少儿读物（册）\n");
    ASSERT_GE(burden.cells.size(), 4U);
    EXPECT_EQ(burden.cells[3].answer, Answer::kRepeated);
    EXPECT_EQ(burden.cells[3].earlier, 1);
    EXPECT_EQ(burden.cells[0].earlier, -1);
    // 人数 of two forms is not one fact.
    EXPECT_NE(burden.cells[4].key, burden.cells[6].key);
}

TEST_F(BurdenTest, WhatTheFormBindsItselfIsKnown) {
    add_bound("甲", recognise::DrawnSheet(
                        "~*设施登记表 | <\n"
                        "~=本单位名称 | <\n"
                        "项目 | 数量\n"
                        "按摩椅（台） | =COUNTIFS(居民[性别],\"女\")\n"
                        "净水机（台） | _\n"
                        ". | .\n"
                        "~*按摩椅使用者名册 | < | <\n"
                        "序号 | 使用者 | 使用者住处\n"
                        "1 | =FILTER(HSTACK(居民[姓名],居民[户号]),居民[性别]=\"女\") | _\n"
                        "2 | _ | _\n")
                        .bytes());
    add("乙", recognise::DrawnSheet("~*人口表 | <\n"
                                    "指标 | 本期数\n"
                                    "女（人） | _\n")
                  .open());
    Burden burden = weigh();
    std::map<std::string, Answer> answers;
    for (const AskedCell& cell : burden.cells) {
        answers[forms_[cell.form]->name + xlsx::format_cell_ref(cell.cell)] = cell.answer;
    }
    EXPECT_EQ(answers.at("甲A2"), Answer::kHead);
    EXPECT_EQ(answers.at("甲B4"), Answer::kKnown);
    EXPECT_EQ(answers.at("甲B5"), Answer::kNew);
    EXPECT_EQ(answers.at("甲B9"), Answer::kKnown);
    EXPECT_EQ(answers.at("甲C9"), Answer::kKnown);
    ASSERT_EQ(burden.cells.back().form, 1U);
}

// Sheets at random: each cell typed is counted once, each question answers what it says it does.
TEST_F(BurdenTest, RandomFormsAddUp) {
    const std::vector<std::string> kWords = {
        "序号", "村名",       "四邑村",      "合计",       "其中：女",    "人数",
        "姓名", "身份证号码", "备注",        "_",          "_",           "_",
        "_",    "12",         "=SUM(B2:B3)", "填表人：",   "座位数",      "面积（亩）",
        "<",    "^",          "小计",        "60岁及以上", "参保率（%）", "日期"};
    std::mt19937 random(20261031);
    for (int book = 0; book < 60; ++book) {
        std::string drawing = book % 2 == 0 ? "~*统计表 | < | <\n" : "";
        size_t width = 2 + random() % 6;
        for (size_t row = 0; row < 3 + random() % 10; ++row) {
            for (size_t column = 0; column < width; ++column) {
                std::string word = kWords[random() % kWords.size()];
                bool edge = (word == "<" && column == 0) || (word == "^" && row == 0);
                drawing += (column == 0 ? "" : " | ") + (edge ? "_" : word);
            }
            drawing += "\n";
        }
        add(fmt::format("{}", book), recognise::DrawnSheet(drawing).open());
    }
    Burden burden = weigh();
    size_t counted = 0;
    for (const auto& tally : burden.forms) {
        for (size_t cells : tally.cells) counted += cells;
    }
    size_t rows = 0;
    for (size_t i = 0; i < burden.cells.size(); ++i) {
        const AskedCell& cell = burden.cells[i];
        rows += cell.rows;
        bool open = cell.answer == Answer::kQuestion || cell.answer == Answer::kNew ||
                    cell.answer == Answer::kRepeated;
        EXPECT_EQ(open, cell.question >= 0);
        EXPECT_LT(cell.earlier, static_cast<int>(i));
        if (cell.earlier >= 0) {
            EXPECT_EQ(burden.cells[static_cast<size_t>(cell.earlier)].key, cell.key);
        }
    }
    EXPECT_EQ(rows, counted);
    for (size_t q = 0; q < burden.questions.size(); ++q) {
        ASSERT_FALSE(burden.questions[q].cells.empty());
        for (size_t index : burden.questions[q].cells) {
            EXPECT_EQ(burden.cells[index].question, static_cast<int>(q));
        }
    }
    for (const auto& unit : burden.units) EXPECT_LE(unit.after, unit.before);
    EXPECT_TRUE(form::check_xlsform(form::form_of(burden, tree_.get())).empty());
    EXPECT_GT(burden.questions.size(), 20U);
}

double part(size_t a, size_t b) {
    return b == 0 ? 1 : static_cast<double>(a) / static_cast<double>(b);
}

std::string field(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

// Repeats we say against same_fact_as: F1.
double repeats_f1(const Burden& burden, const std::vector<std::unique_ptr<Form>>& forms,
                  const std::string& folder) {
    std::map<std::string, std::string> group;  // cell → the first of its fact
    size_t repeats = 0;
    json::value all = json::parse(read_file(folder + "/cells.json"));
    for (const json::value& item : all.as_array()) {
        const json::object& cell = item.as_object();
        if (field(cell, "kind") != "fact") continue;
        std::string name =
            field(cell, "template") + "!" + field(cell, "sheet") + "!" + field(cell, "cell");
        std::string first = field(cell, "same_fact_as");
        repeats += first.empty() ? 0 : 1;
        group[name] = first.empty() ? name : group.contains(first) ? group[first] : first;
    }
    size_t said = 0;
    size_t right = 0;
    auto name_of = [&](const AskedCell& cell) {
        return fmt::format("{}.xlsx!{}!{}", forms[cell.form]->name,
                           forms[cell.form]->proposal.sheets[cell.sheet],
                           xlsx::format_cell_ref(cell.cell));
    };
    for (const AskedCell& cell : burden.cells) {
        if (cell.earlier < 0 || cell.list >= 0 || !group.contains(name_of(cell))) continue;
        ++said;
        auto earlier = group.find(name_of(burden.cells[static_cast<size_t>(cell.earlier)]));
        right += earlier != group.end() && earlier->second == group[name_of(cell)] ? 1 : 0;
    }
    double precision = part(right, said);
    double recall = part(right, repeats);
    fmt::print("repeats: {} said, {} right of {}: P {:.3f} R {:.3f}\n", said, right, repeats,
               precision, recall);
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
}

TEST_F(BurdenTest, TheTownship) {
    township::Township set = township::read_township(kTownship);
    for (const std::string& name : set.templates) {
        add(fs::path(name).stem().string(),
            xlsx::Workbook::from_bytes(read_file(std::string(kTownship) + "/templates/" + name)));
    }
    Burden burden = weigh();
    EXPECT_GE(repeats_f1(burden, forms_, kTownship), 0.9);
    size_t before = 0;
    size_t after = 0;
    for (const auto& unit : burden.units) {
        before += unit.before;
        after += unit.after;
    }
    recognise::Tally all;
    for (const auto& tally : burden.forms) {
        for (size_t i = 0; i < recognise::kAnswers; ++i) all.cells[i] += tally.cells[i];
        all.again += tally.again;
    }
    fmt::print(
        "cells typed before {}, after {}; of one copy of each form {}: known {}, head {}, "
        "derived {}, repeated {}, questions {}, new {}, by hand {}; asked again {}\n",
        before, after, all.typed_before(), all.of(Answer::kKnown), all.of(Answer::kHead),
        all.of(Answer::kDerived), all.of(Answer::kRepeated), all.of(Answer::kQuestion),
        all.of(Answer::kNew), all.of(Answer::kHand), all.again);
    // The township and its eight villages; what the set itself says of its size.
    ASSERT_EQ(burden.units.size(), 9U);
    EXPECT_EQ(org::format_unit_code(burden.units[0].unit), "421221106000");
    EXPECT_EQ(all.of(Answer::kFormula), 98U);
    EXPECT_EQ(all.typed_before(), 1633U);
    EXPECT_EQ(before, 10'721U);
    // What is read for sure is measured by recognition_test; here there is room for a few cells.
    EXPECT_LE(after, 930U);
    EXPECT_GE(all.of(Answer::kKnown), 1'490U);
    EXPECT_LE(burden.questions.size(), 16U);
    std::string path = folder_.path("register.xlsx");
    auto written =
        form::write_register(path, asking(), burden, tree_.get(), *Date::from_civil(2026, 10, 31));
    ASSERT_TRUE(written) << written.error().text();
    form::XlsForm form = form::form_of(burden, tree_.get());
    EXPECT_TRUE(form::check_xlsform(form).empty());
}

}  // namespace
}  // namespace yitao
