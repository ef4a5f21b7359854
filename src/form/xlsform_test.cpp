#include "form/xlsform.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/temporary_folder.h"
#include "xlsx/workbook.h"

namespace yitao::form {
namespace {

using recognise::AnswerType;
using recognise::AskedCell;
using recognise::Burden;
using recognise::Question;

Question question(std::string label, std::string topic, AnswerType type, size_t cell) {
    Question q;
    q.label = std::move(label);
    q.topic = std::move(topic);
    q.type = type;
    q.cells = {cell};
    return q;
}

Burden sample() {
    Burden burden;
    burden.cells.resize(5);
    burden.questions.push_back(question("老年食堂座位数", "民政月报", AnswerType::kInteger, 0));
    burden.questions.back().measure = "个";
    burden.questions.push_back(
        question("老年食堂座位数 / 其中：助餐点", "民政月报", AnswerType::kInteger, 1));
    burden.questions.back().measure = "个";
    burden.questions.push_back(question("联系电话", "名册", AnswerType::kText, 2));
    burden.questions.back().list = 0;
    burden.questions.push_back(question("性别", "名册", AnswerType::kChoice, 3));
    static const ledger::CodeList kGender{"gender", "性别", "", {{"男", "1", {}}, {"女", "2", {}}}};
    burden.questions.back().choices = &kGender;
    burden.questions.back().list = 0;
    burden.questions.push_back(question("同比增长", "民政月报", AnswerType::kDecimal, 4));
    burden.lists.push_back({"名册", "姓名", 0, 0, {}, {2, 3}});
    return burden;
}

TEST(XlsFormTest, QuestionsInGroupsListsInRepeats) {
    XlsForm form = form_of(sample(), nullptr);
    std::string told;
    for (const XlsRow& row : form.survey) {
        told += row.type + "|" + row.name + "|" + row.zh + "|" + row.constraint + "|" +
                row.relevant + "\n";
    }
    EXPECT_EQ(
        told,
        "text|unit|填报单位||\n"
        "begin_group|g01|民政月报||\n"
        "integer|q001|老年食堂座位数（个）|. >= 0|\n"
        "integer|q002|老年食堂座位数 / 其中：助餐点（个）|. >= 0 and . <= ${q001}|${q001} > 0\n"
        "decimal|q005|同比增长||\n"
        "end_group||||\n"
        "begin_group|g02|名册||\n"
        "begin_repeat|r01|名册（逐行填写）||\n"
        "text|r01_row|哪一行（姓名）||\n"
        "text|q003|联系电话|regex(., '^[0-9 -]{7,15}$')|\n"
        "select_one c_gender|q004|性别||\n"
        "end_repeat||||\n"
        "end_group||||\n");
    ASSERT_EQ(form.choices.size(), 2U);
    EXPECT_EQ(form.choices[1].name + form.choices[1].zh, "2女");
    EXPECT_TRUE(check_xlsform(form).empty());
}

TEST(XlsFormTest, WhatDoesNotHoldTogetherIsRefused) {
    XlsForm form = form_of(sample(), nullptr);
    form.survey.push_back({.type = "integer", .name = "q001"});
    form.survey.push_back({.type = "select_one nothing", .name = "1st"});
    form.survey.push_back({.type = "begin_group", .name = "open", .relevant = "${ghost} = 1"});
    auto wrong = check_xlsform(form);
    EXPECT_EQ(wrong,
              (std::vector<std::string>{"name twice: q001", "name: 1st", "no such list: nothing",
                                        "no such question: ghost", "not ended: group"}));
    TemporaryFolder folder;
    EXPECT_FALSE(write_xlsform(folder.path() + "/form.xlsx", form));
}

TEST(XlsFormTest, SheetsAndColumnsAsReadersWantThem) {
    TemporaryFolder folder;
    std::string path = folder.path() + "/form.xlsx";
    auto written = write_xlsform(path, form_of(sample(), nullptr));
    ASSERT_TRUE(written) << written.error().text();
    auto book = xlsx::Workbook::open(path);
    ASSERT_TRUE(book) << book.error().text();
    ASSERT_EQ(book->sheets().size(), 3U);
    EXPECT_EQ(book->sheets()[0].name, "survey");
    EXPECT_EQ(book->sheets()[1].name, "choices");
    EXPECT_EQ(book->sheets()[2].name, "settings");
    auto grid = book->grid(0);
    ASSERT_TRUE(grid);
    auto text = [&](uint32_t row, uint32_t column) {
        const auto* cell = grid->find({row, column});
        const auto* found = cell == nullptr ? nullptr : std::get_if<std::string>(&cell->value);
        return found == nullptr ? std::string() : *found;
    };
    EXPECT_EQ(text(0, 0), "type");
    EXPECT_EQ(text(0, 1), "name");
    EXPECT_EQ(text(0, 2), "label::中文 (zh)");
    EXPECT_EQ(text(0, 3), "label::English (en)");
    EXPECT_EQ(text(3, 0), "integer");
    EXPECT_EQ(text(3, 1), "q001");
}

}  // namespace
}  // namespace yitao::form
