// Golden proposals: small sheets drawn in text (recognise/structure/testing.h says how) and what is
// proposed for some of their cells, tests/golden/proposal/*.txt:
//
//     case 名称                begins one
//     ~情况表 | < | <          the sheet, row by row
//     => B5 =COUNTIFS(…)       sure, and this formula
//     => B6 ?                  asked, or nothing proposed
//     => B7 ? doubt            asked, with a doubt that begins so
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "pack_words.h"
#include "recognise/notes/days.h"
#include "recognise/proposal/propose.h"
#include "recognise/structure/testing.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;

struct Expected {
    std::string cell;
    std::string says;
    size_t line = 0;
};

struct Case {
    std::string name;
    std::string drawing;
    std::vector<Expected> expected;
};

std::vector<Case> read_cases(const fs::path& path) {
    std::vector<Case> cases;
    std::ifstream in(path);
    size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.starts_with("#") || trim(line).empty()) continue;
        if (line.starts_with("case ")) {
            cases.push_back({line.substr(5), "", {}});
        } else if (line.starts_with("=> ")) {
            size_t space = line.find(' ', 3);
            cases.back().expected.push_back(
                {line.substr(3, space - 3), line.substr(space + 1), number});
        } else {
            cases.back().drawing += line + "\n";
        }
    }
    return cases;
}

class Proposals : public testing::Test {
  protected:
    void SetUp() override {
        std::vector<std::string> ids = {"base",     "burden",   "culture",
                                        "industry", "projects", "safety"};
        auto loaded = PackWords::load(ids);
        ASSERT_TRUE(loaded) << loaded.error().text();
        words_.emplace(std::move(*loaded));
    }

    void check(const Case& one) {
        auto book = recognise::DrawnSheet(one.drawing).open();
        ASSERT_TRUE(book) << book.error().text();
        auto structure = recognise::read_structure(*book);
        ASSERT_TRUE(structure) << structure.error().text();
        auto proposal = recognise::propose(*book, *structure, words_->vocabulary);
        ASSERT_TRUE(proposal) << proposal.error().text();
        for (const Expected& expected : one.expected) {
            EXPECT_EQ(said_of(*proposal, expected), expected.says)
                << one.name << " " << expected.cell << ", line " << expected.line;
        }
    }

    static std::string said_of(const recognise::Proposal& proposal, const Expected& expected) {
        auto at = xlsx::parse_cell_ref(expected.cell);
        for (const auto& cell : proposal.cells) {
            if (!at || cell.cell != *at) continue;
            if (cell.is_sure()) return cell.readings[0].formula;
            if (cell.readings.empty() || expected.says.size() < 3) return "?";
            const std::string wanted = expected.says.substr(2);
            for (const std::string& doubt : cell.readings[0].doubts) {
                if (doubt.starts_with(wanted)) return expected.says;
            }
            return fmt::format("? {}", fmt::join(cell.readings[0].doubts, "; "));
        }
        for (const auto& list : proposal.lists) {  // the first cell of a column of a list
            if (!at || list.region.first.row != at->row) continue;
            for (const auto& column : list.columns) {
                if (column.column == at->column) return column.formula;
            }
        }
        return "?";
    }

    std::optional<PackWords> words_;
};

TEST_F(Proposals, AreWhatTheGoldenCasesSay) {
    size_t cases = 0;
    for (const auto& file : fs::directory_iterator(YITAO_SOURCE_DIR "/tests/golden/proposal")) {
        if (file.path().extension() != ".txt") continue;
        for (const Case& one : read_cases(file.path())) {
            SCOPED_TRACE(file.path().filename().string());
            check(one);
            ++cases;
        }
    }
    EXPECT_GE(cases, 5u);
}

// 分村表 says 各学段起止同“学段”表: what that sheet calls by days of birth is no schooling here.
TEST_F(Proposals, StagesOfAnotherSheetAreDaysOfBirth) {
    const auto tests_days = [](const recognise::Vocabulary& words, std::string_view text) {
        const recognise::Cut cut = words.cut(text);
        return cut.tokens.size() == 1 &&
               std::ranges::any_of(cut.tokens[0].terms, [](const recognise::Term& term) {
                   return term.source == recognise::Source::kForm && term.when.size() == 1 &&
                          term.when[0].size() == 1 &&
                          term.when[0][0].kind == recognise::Test::Kind::kDates;
               });
    };
    xlsx::Grid other;
    other.cells[{4, 0}].value = std::string("初中（2011年9月1日—2014年8月31日出生）");
    other.cells[{5, 0}].value = std::string("　其中：初一（2013年9月1日—2014年8月31日出生）");
    other.cells[{6, 0}].value = std::string("高中（2014年9月1日成立）");
    recognise::Vocabulary words = words_->vocabulary;
    recognise::read_stages_of_another(other, words);
    EXPECT_TRUE(tests_days(words, "初中"));
    EXPECT_FALSE(tests_days(words, "初一"));
    EXPECT_FALSE(tests_days(words, "高中"));
}

}  // namespace
}  // namespace yitao
