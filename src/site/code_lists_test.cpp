// A city's own codes, on a running installation.
#include "site/code_lists.h"

#include "site/live_city.h"
#include "site/row_checks.h"
#include "site/test_site.h"
#include "xlsx/writer.h"

namespace yitao::site::testing {
namespace {

constexpr std::string_view kCodeSchema = R"(id = 'code'
name = '代码'
key = ['list', 'name']
[[column]]
id = 'unit'
name = '单位'
type = 'unit'
[[column]]
id = 'list'
name = '代码表'
type = 'code'
codes = 'code_list'
required = true
[[column]]
id = 'name'
name = '名称'
type = 'text'
required = true
[[column]]
id = 'standard_code'
name = '标准代码'
type = 'text'
[[column]]
id = 'synonyms'
name = '同义词'
type = 'text'
)";

class CodeListsTest : public SiteTest {
  protected:
    CodeListsTest() {
        write(packs_[0] + "/ledgers/code.toml", kCodeSchema);
        site_.reset();
        std::filesystem::remove_all(data_);
        site_.emplace(must(Site::create(data_, kUnits, packs_, clock_)));
    }
    Result<ApplyReport> change_code(ledger::ChangeKind kind, std::string list, std::string name,
                                    std::string synonyms = "") {
        return site_->apply({.ledger = "code",
                             .columns = {0, 1, 2, 4},
                             .changes = {{.kind = kind,
                                          .fields = {kTown, std::move(list), std::move(name),
                                                     std::move(synonyms)}}}},
                            {"office", "cli", {}});
    }
    Result<ApplyReport> add_code(std::string list, std::string name, std::string synonyms = "") {
        return change_code(ledger::ChangeKind::kPut, std::move(list), std::move(name),
                           std::move(synonyms));
    }
    ledger::Outcome put_kinds(const std::string& id, const std::string& kinds) {
        const ApplyReport report =
            put_columns({kId, kName, kUnit, kKinds}, {id, std::string("甲"), kVillageA, kinds});
        return report.rows[0].outcome;
    }
};

TEST_F(CodeListsTest, ACodeIsGoodFromTheNextRowOn) {
    const ledger::CodeList* kinds = site_->code_list("kinds");
    EXPECT_EQ(put_kinds("P1", "低保、优抚"), ledger::Outcome::kRefused);
    EXPECT_EQ(must(add_code("类别", "优抚", "优抚对象、烈属")).inserted, 1U);
    EXPECT_EQ(site_->code_list("kinds"), kinds);
    EXPECT_EQ(kinds->codes.size(), 4U);
    EXPECT_EQ(kinds->find("烈属"), "优抚");
    EXPECT_EQ(put_kinds("P1", "低保、优抚"), ledger::Outcome::kInserted);
    reopen();
    EXPECT_EQ(site_->code_list("kinds")->codes.size(), 4U);
    EXPECT_EQ(put_kinds("P2", "优抚"), ledger::Outcome::kInserted);
    EXPECT_EQ(eval("=COUNTIFS(人员[类别],\"优抚\")"), "2");
    reopen(OpenMode::kRead);
    EXPECT_EQ(site_->code_list("kinds")->codes.size(), 4U);
    expect_sound();
}

TEST_F(CodeListsTest, RefusesListsThatAreNotThere) {
    const ApplyReport report = must(add_code("没有的表", "优抚"));
    EXPECT_EQ(rules(report.rows[0]), std::vector<std::string>{std::string(kRuleCode)});
}

TEST_F(CodeListsTest, ACodeInUseStays) {
    (void)must(add_code("类别", "优抚"));
    (void)must(add_code("类别", "五保"));
    EXPECT_EQ(put_kinds("P1", "低保、优抚"), ledger::Outcome::kInserted);
    EXPECT_EQ(must(change_code(ledger::ChangeKind::kDelete, "类别", "五保")).deleted, 1U);
    EXPECT_EQ(put_kinds("P2", "五保"), ledger::Outcome::kRefused);
    const Error error = change_code(ledger::ChangeKind::kDelete, "类别", "优抚").error();
    EXPECT_EQ(error.code, ErrorCode::kConflict);
    EXPECT_EQ(error.place, "人员.类别");
    EXPECT_EQ(site_->code_list("kinds")->codes.size(), 4U);
    EXPECT_EQ(put_kinds("P1", "低保"), ledger::Outcome::kUpdated);
    EXPECT_EQ(must(change_code(ledger::ChangeKind::kDelete, "类别", "优抚")).deleted, 1U);
    EXPECT_EQ(put_kinds("P1", "优抚"), ledger::Outcome::kRefused);
    expect_sound();
}

// Codes change, the city stays as it is: what is told is what the rows that get the code show.
TEST_F(CodeListsTest, ALiveCityIsNotReloaded) {
    EXPECT_EQ(put_kinds("P1", "低保"), ledger::Outcome::kInserted);
    const std::string path = folder_.path() + "/form.xlsx";
    xlsx::Writer writer = must(xlsx::Writer::create(path));
    must(writer.add_sheet("表", {30}));
    must(writer.write({0, 0}, "=COUNTIFS(人员[类别],\"优抚\")", xlsx::WriteStyle::kText));
    must(writer.write({1, 0}, "=COUNTIFS(人员[类别],\"低保\")", xlsx::WriteStyle::kText));
    must(writer.write({2, 0}, "=COUNTA(人员[姓名])", xlsx::WriteStyle::kText));
    must(writer.close());
    const auto form = must(templates::Template::open_file(path, path, site_->catalog()));
    LiveCity city(*site_);
    const Date today = clock_.today();
    const uint32_t report = must(city.add_report(form, today, {today.month_start(), today}));
    (void)must(add_code("类别", "优抚"));
    EXPECT_TRUE(city.take_updates().empty());
    EXPECT_EQ(put_kinds("P1", "优抚"), ledger::Outcome::kUpdated);
    const auto tree = must(site_->tree(today));
    const org::UnitIndex town = *tree->find(kTown);
    const org::UnitIndex village = *tree->find(kVillageA);
    const std::vector<CellUpdate> expected = {
        {report, 0, town}, {report, 0, village}, {report, 1, town}, {report, 1, village}};
    EXPECT_EQ(city.take_updates(), expected);
    EXPECT_EQ(formula::general_text(std::get<formula::Value>(must(city.value(report, 0, village)))),
              "1");
}

}  // namespace
}  // namespace yitao::site::testing
