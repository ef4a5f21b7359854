// What a proposal notices of itself, without knowing a word more: two headings that cannot be one
// fact, explanations that hold for one row only.
#include <gtest/gtest.h>

#include <map>

#include "pack_words.h"
#include "recognise/proposal/propose.h"
#include "recognise/structure/testing.h"

namespace yitao {
namespace {

using recognise::Proposal;
using recognise::ProposedCell;

class SelfChecksTest : public testing::Test {
  protected:
    void SetUp() override {
        std::vector<std::string> ids = {"base"};
        auto loaded = PackWords::load(ids);
        ASSERT_TRUE(loaded) << loaded.error().text();
        words_.emplace(std::move(*loaded));
    }

    Proposal propose(const char* form) {
        auto book = recognise::DrawnSheet(form).open();
        EXPECT_TRUE(book) << book.error().text();
        auto structure = recognise::read_structure(*book);
        EXPECT_TRUE(structure) << structure.error().text();
        auto proposal = recognise::propose(*book, *structure, words_->vocabulary);
        EXPECT_TRUE(proposal) << proposal.error().text();
        return std::move(*proposal);
    }

    static const ProposedCell& cell(const Proposal& proposal, std::string_view at) {
        for (const auto& cell : proposal.cells) {
            if (xlsx::format_cell_ref(cell.cell) == at) return cell;
        }
        ADD_FAILURE() << at << " was not proposed";
        static const ProposedCell kNone;
        return kNone;
    }

    static std::string key(const Proposal& proposal, std::string_view at) {
        const ProposedCell& found = cell(proposal, at);
        return found.is_sure() ? found.readings[0].key : "";
    }

    std::optional<PackWords> words_;
};

TEST_F(SelfChecksTest, TwoHeadingsReadAsOneFactAreAsked) {
    Proposal proposal = propose(
        "~*基本医疗保险参保情况表 | < | < | <\n"
        "序号 | 人群 | 居民医保 | 职工医保\n"
        "1 | 在册人口 | _ | _\n"
        "2 | 常住人口 | _ | _\n"
        "3 | 资助参保对象 | _ | _\n");
    EXPECT_TRUE(cell(proposal, "C3").is_sure());
    EXPECT_FALSE(cell(proposal, "C5").is_sure());
    EXPECT_TRUE(cell(proposal, "C4").is_sure());
    EXPECT_TRUE(cell(proposal, "D4").is_sure());
}

TEST_F(SelfChecksTest, OneFactInTwoWordingsIsARepeat) {
    Proposal proposal = propose(
        "~*常住人口情况表 | < | <\n"
        "序号 | 指标 | 人数\n"
        "1 | 60岁及以上常住人口 | _\n"
        "2 | 其中：女 | _\n"
        "3 | 年满60周岁常住人口 | _\n");
    EXPECT_EQ(key(proposal, "C3"), key(proposal, "C5"));
    EXPECT_NE(key(proposal, "C3"), "");
}

TEST_F(SelfChecksTest, APartIsNotItsWhole) {
    Proposal proposal = propose(
        "~*基本情况表 | < | <\n"
        "序号 | 指标 | 人数\n"
        "1 | 低保对象 | _\n"
        "2 | 其中：资助参保对象 | _\n"
        "3 | 特困人员 | _\n");
    EXPECT_FALSE(cell(proposal, "C4").is_sure());
    EXPECT_TRUE(cell(proposal, "C3").is_sure());
    EXPECT_TRUE(cell(proposal, "C5").is_sure());
}

TEST_F(SelfChecksTest, TheSameHeadingsTwiceAreAsked) {
    Proposal proposal = propose(
        "~*人员情况 | <\n"
        "项目 | 人数\n"
        "低保对象 | _\n"
        "残疾人 | _\n"
        "低保对象 | _\n");
    EXPECT_FALSE(cell(proposal, "B3").is_sure());
    EXPECT_TRUE(cell(proposal, "B4").is_sure());
    EXPECT_FALSE(cell(proposal, "B5").is_sure());
}

TEST_F(SelfChecksTest, AHeadingThatSaysNothingIsAsked) {
    Proposal proposal = propose(
        "~*残疾人参保情况表 | < | <\n"
        "序号 | 指标 | 残疾人数（人）\n"
        "1 | 参加居民养老保险 | _\n"
        "2 | 基本养老保险 | _\n"
        "3 | 资助参保对象 | _\n");
    EXPECT_TRUE(cell(proposal, "C3").is_sure());
    EXPECT_FALSE(cell(proposal, "C4").is_sure());  // names a column, not its value
    EXPECT_FALSE(cell(proposal, "C5").is_sure());
}

TEST_F(SelfChecksTest, AnEnumerationIsBothOrEither) {
    Proposal proposal = propose(
        "~*常住人口参保情况表 | < | <\n"
        "序号 | 指标 | 人数（人）\n"
        "1 | 参加居民医保的（低保、独居老人） | _\n"
        "2 | 参加居民医保的（不含杜撰对象） | _\n"
        "3 | 参加居民医保的低保对象 | _\n");
    EXPECT_EQ(key(proposal, "C3"), "");
    EXPECT_FALSE(cell(proposal, "C4").is_sure());
    EXPECT_TRUE(cell(proposal, "C5").is_sure());
}

TEST_F(SelfChecksTest, ColumnsOfAListAreKnownByAPartOfTheirName) {
    Proposal proposal = propose(
        "~*危房户台账 | < | < | < | < | <\n"
        "序号 | 户主所在村 | 户主姓名 | 结构 | 面积（平方米） | 预计改造时间\n"
        " | _ | _ | _ | _ | _\n"
        " | _ | _ | _ | _ | _\n"
        " | _ | _ | _ | _ | _\n");
    ASSERT_EQ(proposal.lists.size(), 1U);
    std::map<uint32_t, std::string> columns;
    for (const auto& column : proposal.lists[0].columns) columns[column.column] = column.formula;
    EXPECT_TRUE(columns[1].contains("XLOOKUP(家庭[单位],单位[code],单位[name])")) << columns[1];
    EXPECT_TRUE(columns[3].contains("FILTER(家庭[住房结构],")) << columns[3];
    EXPECT_TRUE(columns[4].contains("FILTER(家庭[住房面积],")) << columns[4];
    EXPECT_EQ(columns[5], "");
}

TEST_F(SelfChecksTest, AnOfficeOfAUnitIsTheFormsUnit) {
    Proposal proposal = propose(
        "~*人员情况表 | <\n"
        "综治中心（村）：      | \n"
        "项目 | 人数\n"
        "低保对象 | _\n"
        "残疾人 | _\n");
    EXPECT_TRUE(key(proposal, "A2").contains("本单位名称")) << key(proposal, "A2");
}

TEST_F(SelfChecksTest, AnExplanationHoldsForItsRow) {
    Proposal proposal = propose(
        "~*农村基本情况 | < | < | < | <\n"
        "序号 | 指标名称 | 计量单位 | 本期数 | 指标说明\n"
        "1 | 60岁及以上人口 | 人 | _ | 户籍口径\n"
        "2 | 80岁及以上人口 | 人 | _ | 常住口径\n"
        "3 | 独居老人 | 人 | _ | 不限户籍\n"
        "4 | 低保对象 | 人 | _ | —\n"
        "5 | 中共党员 | 人 | _ | 含预备党员\n"
        "6 | 　其中：女 | 人 | _ | —\n");
    EXPECT_EQ(key(proposal, "D3"), "COUNTIFS(居民[户籍状态],\"本地户籍\",居民[年龄],\">=60\")");
    EXPECT_EQ(key(proposal, "D4"), "COUNTIFS(居民[常住],\"是\",居民[年龄],\">=80\")");
    EXPECT_EQ(key(proposal, "D5"), "COUNTIFS(居民[独居老人],\"是\")");
    EXPECT_EQ(key(proposal, "D6"), "COUNTIFS(居民[低保],\"是\")");
    EXPECT_TRUE(key(proposal, "D8").contains("预备党员")) << key(proposal, "D8");
}

}  // namespace
}  // namespace yitao
