#include "intake/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "base/mapped_file.h"
#include "base/temporary_folder.h"
#include "intake/source.h"
#include "ledger/identity.h"
#include "pack/pack.h"
#include "xlsx/workbook.h"
#include "xlsx/writer.h"

namespace yitao::intake {
namespace {

using testing::HasSubstr;

constexpr std::string_view kUnits =
    "code,name,level,parent\n"
    "421221106000,潘家湾镇,township,\n"
    "421221106001,四邑村民委员会,village,421221106000\n"
    "421221106002,头墩社区居民委员会,village,421221106000\n";

constexpr std::string_view kPerson = R"(id = 'person'
name = '人员'
key = ['id_number']
subject = 'id_number'
[[column]]
id = 'id_number'
name = '身份证号'
type = 'text'
check = 'identity_number'
sensitivity = 'personal'
[[column]]
id = 'name'
name = '姓名'
type = 'text'
required = true
sensitivity = 'personal'
[[column]]
id = 'unit'
name = '单位'
type = 'unit'
[[column]]
id = 'birth'
name = '出生日期'
type = 'date'
sensitivity = 'personal'
[[column]]
id = 'income'
name = '年收入'
type = 'decimal'
unit_of_measure = '元'
sensitivity = 'personal'
[[column]]
id = 'aid'
name = '低保'
type = 'code'
codes = 'yes_no'
sensitivity = 'personal'
[[column]]
id = 'monthly'
name = '月收入'
type = 'decimal'
formula = '=[@年收入]/12'
sensitivity = 'personal'
[[validation]]
id = 'positive'
formula = '=[@年收入]>=0'
severity = 'warn'
zh = '收入是负数'
en = 'income is negative'
[[validation]]
id = 'not_too_rich'
formula = '=[@年收入]<1000000000'
severity = 'refuse'
zh = '收入超过十亿'
en = 'income over a milliard'
)";

constexpr std::string_view kNote = R"(id = 'note'
name = '记事'
[[column]]
id = 'unit'
name = '单位'
type = 'unit'
[[column]]
id = 'text'
name = '内容'
type = 'text'
[[column]]
id = 'day'
name = '日期'
type = 'date'
)";

std::string identity(int i) {
    std::string first = fmt::format("99999919800101{:03}", i % 1000);
    first[4] = static_cast<char>('0' + i / 1000 % 10);
    first[5] = static_cast<char>('0' + i / 10'000 % 10);
    return first + *ledger::identity_check_character(first);
}

class Import : public testing::Test {
  protected:
    Import() : clock_(*Date::parse_iso("2026-10-31")) {
        folder_.write("packs/base/pack.toml", "id = 'base'\nname = '基'\nname_en = 'Base'\n");
        folder_.write("packs/base/codes.toml",
                      "[[list]]\nid = 'yes_no'\nname = '是否'\ncodes = ['是', '否']\n");
        folder_.write("packs/base/ledgers/person.toml", kPerson);
        folder_.write("packs/base/ledgers/note.toml", kNote);
        std::vector<std::string> packs = {folder_.path("packs/base")};
        auto site = site::Site::create(folder_.path("data"), kUnits, packs, clock_);
        EXPECT_TRUE(site) << site.error().text();
        if (site) site_.emplace(std::move(*site));
    }

    Result<ImportReport> import(const std::string& path, std::string_view ledger = "人员",
                                ImportOptions options = {.who = "clerk"}) {
        auto report = import_file(*site_, *site_->schema(ledger), path, options);
        if (report) {
            EXPECT_EQ(report->read, report->inserted + report->updated + report->unchanged +
                                        report->rejected + report->untried);
        }
        return report;
    }
    Result<ImportReport> import_text(std::string_view text, std::string_view ledger = "人员") {
        return import(folder_.write("rows.csv", text), ledger);
    }
    // Cells of a sheet as text.
    static std::vector<std::vector<std::string>> cells(const std::string& path, size_t sheet) {
        SourceFile file = *SourceFile::open(path);
        std::vector<std::vector<std::string>> rows;
        RowSource source = *file.rows(sheet);
        while (const SourceRow* row = *source.next()) {
            rows.emplace_back();
            for (const SourceCell& cell : row->cells) rows.back().push_back(cell_text(cell));
        }
        return rows;
    }

    TemporaryFolder folder_;
    FixedClock clock_;
    std::optional<site::Site> site_;
};

TEST_F(Import, GoodRowsLandAndBadOnesComeBackWithTheirReason) {
    std::string bad_check = identity(3);
    bad_check.back() = bad_check.back() == '1' ? '2' : '1';
    std::string text =
        "人员登记表,,,,,,,\n序号,身份证号,*姓名,所属,出生日期,年收入（万元）,低保,单位\n";
    text += fmt::format("1,{},张三,x,1980.1.1,1.5,是,四邑村\n", identity(1));
    text += fmt::format("2,{},李四,x,1978-02-30,约3,√,四邑村\n", identity(2));
    text += fmt::format("3,{},王五,x,1980年1月1日,\"1,234\",×,头墩社区\n", bad_check);
    text += fmt::format("4,{},,x,19800101,—,否,421221106001\n", identity(4));
    text += fmt::format("5,{},赵六,x,1980/1/1,-1,否,无名村\n", identity(5));
    text += fmt::format("6,{},钱七,x,1980/1/1,-1,否,四邑村\n", identity(6));
    text += fmt::format("7,{},孙八,x,1980/1/1,9999999,否,四邑村\n", identity(7));
    text += "8,4.29999E+17,周九,x,1980/1/1,1,否,四邑村\n";
    auto report = import_text(text);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->read, 8U);
    EXPECT_EQ(report->inserted, 3U);
    EXPECT_EQ(report->rejected, 5U);
    EXPECT_EQ(report->flagged, 1U);
    EXPECT_EQ(report->warned, 1U);
    EXPECT_EQ(report->heading_row, 2U);
    EXPECT_FALSE(report->stopped);
    ASSERT_EQ(report->headings.size(), 8U);
    EXPECT_EQ(report->headings[0].kind, HeadingOutcome::Kind::kUnknown);
    EXPECT_EQ(report->headings[5].measure, "万元");
    ASSERT_FALSE(report->examples.empty());
    EXPECT_EQ(report->examples[0].row, 4U);
    EXPECT_EQ(report->examples[0].value, "1978-02-30");

    EXPECT_EQ(report->rejects, folder_.path("rows.rejects.xlsx"));
    auto rejected = cells(report->rejects, 0);
    ASSERT_EQ(rejected.size(), 6U);
    EXPECT_THAT(rejected[0],
                testing::ElementsAre("序号", "身份证号", "*姓名", "所属", "出生日期",
                                     "年收入（万元）", "低保", "单位", "退回：行号", "退回：字段",
                                     "退回：值", "退回：原因", "退回：Reason"));
    EXPECT_EQ(rejected[1][8], "4");
    EXPECT_EQ(rejected[1][9], "出生日期；年收入");
    EXPECT_EQ(rejected[1][10], "1978-02-30；约3");
    EXPECT_THAT(rejected[1][11], HasSubstr("没有这一天"));
    EXPECT_THAT(rejected[1][12], HasSubstr("no such day"));
    EXPECT_EQ(rejected[2][9], "姓名");
    EXPECT_THAT(rejected[3][11], HasSubstr("无名村"));
    EXPECT_THAT(rejected[4][11], HasSubstr("十亿"));
    EXPECT_THAT(rejected[5][11], HasSubstr("15 位"));
    auto landed = cells(report->rejects, 1);
    ASSERT_EQ(landed.size(), 3U);
    EXPECT_EQ(landed[1][0], "5");
    EXPECT_THAT(landed[1][3], HasSubstr("校验码"));
    EXPECT_THAT(landed[2][3], HasSubstr("负数"));

    // The same file again changes nothing; the workbook somebody may be mending is left alone.
    auto again = import(folder_.path("rows.csv"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->unchanged, 3U);
    EXPECT_EQ(again->rejected, 5U);
    EXPECT_EQ(again->inserted + again->updated, 0U);
    EXPECT_EQ(again->rejects, folder_.path("rows.rejects-2.xlsx"));
    // Imported as it is, the rejects workbook gives the same rejects.
    auto rejects = import(report->rejects);
    ASSERT_TRUE(rejects) << rejects.error().text();
    EXPECT_EQ(rejects->read, 5U);
    EXPECT_EQ(rejects->rejected, 5U);
}

TEST_F(Import, AMendedRejectsWorkbookLands) {
    auto report = import_text(fmt::format(
        "身份证号,姓名,单位,出生日期,年收入\n{},张三,四邑村,1980-02-30,1\n", identity(1)));
    ASSERT_TRUE(report);
    ASSERT_EQ(report->rejected, 1U);
    auto rows = cells(report->rejects, 0);
    rows[1][3] = "1980-02-28";
    xlsx::Writer writer = *xlsx::Writer::create(folder_.path("mended.xlsx"));
    ASSERT_TRUE(writer.add_sheet("退回", {}));
    for (uint32_t r = 0; r < rows.size(); ++r) {
        for (uint32_t c = 0; c < rows[r].size(); ++c) {
            if (!rows[r][c].empty()) ASSERT_TRUE(writer.write({r, c}, rows[r][c]));
        }
    }
    ASSERT_TRUE(writer.close());
    auto mended = import(folder_.path("mended.xlsx"));
    ASSERT_TRUE(mended) << mended.error().text();
    EXPECT_EQ(mended->inserted, 1U);
    EXPECT_TRUE(mended->rejects.empty());
}

TEST_F(Import, ByKeyOnlyWhatChangedIsUpdated) {
    std::string head = "身份证号,姓名,单位,年收入\n";
    std::string one = fmt::format("{},张三,四邑村,100\n", identity(1));
    std::string two = fmt::format("{},李四,四邑村,200\n", identity(2));
    ASSERT_EQ(import_text(head + one + two)->inserted, 2U);
    auto report = import_text(head + one + fmt::format("{},李四,四邑村,250\n", identity(2)));
    EXPECT_EQ(report->unchanged, 1U);
    EXPECT_EQ(report->updated, 1U);
    // A file of two columns brings more about rows that are there; others are refused.
    report = import_text(fmt::format("身份证号,低保\n{},是\n{},是\n", identity(1), identity(9)));
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->updated, 1U);
    EXPECT_EQ(report->rejected, 1U);
    auto history = site_->history("person", 2);
    ASSERT_TRUE(history);
    ASSERT_EQ(history->size(), 2U);
    EXPECT_EQ(history->back().changes.size(), 1U);
    EXPECT_EQ(history->back().through, "rows.csv");
}

TEST_F(Import, WithoutAKeyEqualRowsAreCountedNotMerged) {
    std::string text =
        "单位,内容,日期\n四邑村,巡查,2026-10-01\n四邑村,巡查,2026-10-01\n四邑村,开会,/\n";
    auto report = import_text(text, "记事");
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->inserted, 3U);
    report = import_text(text, "记事");
    EXPECT_EQ(report->unchanged, 3U);
    EXPECT_EQ(report->inserted, 0U);
    report = import_text(text + "四邑村,巡查,2026-10-01\n", "记事");
    EXPECT_EQ(report->unchanged, 3U);
    EXPECT_EQ(report->inserted, 1U);
    EXPECT_EQ(site_->status("note")->rows, 4);
}

TEST_F(Import, WorkbooksAreReadWithTheirKindsOfCells) {
    xlsx::Writer writer = *xlsx::Writer::create(folder_.path("rows.xlsx"));
    ASSERT_TRUE(writer.add_sheet("说明", {}));
    ASSERT_TRUE(writer.write({0, 0}, "姓名怎么填"));
    ASSERT_TRUE(writer.add_sheet("数据", {}));
    uint32_t column = 0;
    for (std::string heading : {"身份证号", "姓名", "单位", "出生日期", "年收入", "低保"}) {
        ASSERT_TRUE(writer.write({1, column++}, heading, xlsx::WriteStyle::kHeading));
    }
    ASSERT_TRUE(writer.write({2, 0}, identity(1)));
    ASSERT_TRUE(writer.write({2, 1}, std::string("张三")));
    ASSERT_TRUE(writer.write({2, 2}, 421221106001.0));
    ASSERT_TRUE(writer.write_date({2, 3}, *Date::parse_iso("1980-01-01")));
    ASSERT_TRUE(writer.write({2, 4}, 10.199999999999999));
    ASSERT_TRUE(writer.write({2, 5}, std::string("√")));
    ASSERT_TRUE(writer.write({5, 0}, 429999198001010011.0));  // a number where text should be
    ASSERT_TRUE(writer.write({5, 1}, std::string("李四")));
    ASSERT_TRUE(writer.write({5, 2}, std::string("四邑村")));
    ASSERT_TRUE(writer.close());
    auto report = import(folder_.path("rows.xlsx"));
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->sheet, "数据");
    EXPECT_EQ(report->heading_row, 2U);
    EXPECT_EQ(report->inserted, 1U);
    ASSERT_EQ(report->rejected, 1U);
    EXPECT_EQ(report->examples[0].row, 6U);
    auto history = site_->history("person", 1);
    ASSERT_TRUE(history);
    for (const auto& change : history->front().changes) {
        if (change.column == "income") EXPECT_EQ(change.after, ledger::Field(int64_t{1020}));
        if (change.column == "aid") EXPECT_EQ(change.after, ledger::Field(std::string("是")));
    }
    auto again = import(folder_.path("rows.xlsx"), "人员", {.who = "clerk", .sheet = "说明"});
    EXPECT_FALSE(again);
    again = import(folder_.path("rows.xlsx"), "人员", {.who = "clerk", .sheet = "没有"});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kNotFound);
}

TEST_F(Import, FilesThatAreNoTableAreRefusedWhole) {
    EXPECT_EQ(import(folder_.path("none.csv")).error().code, ErrorCode::kNotFound);
    EXPECT_FALSE(import_text(""));
    EXPECT_FALSE(import_text("甲,乙\n1,2\n"));
    auto missing = import_text(fmt::format("身份证号,单位\n{},四邑村\n", identity(1)));
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message.zh, HasSubstr("姓名"));
    EXPECT_FALSE(import_text("姓名,姓名,单位\n"));
    EXPECT_FALSE(import_text("姓名,单位,年收入（亩）\n"));
    EXPECT_FALSE(import(folder_.write("rows.xlsx", "PK\x03\x04 broken")));
    EXPECT_FALSE(import(folder_.write("rows2.xlsx", "no workbook at all")));
    auto heading_only = import_text("身份证号,姓名,单位\n");
    ASSERT_TRUE(heading_only) << heading_only.error().text();
    EXPECT_EQ(heading_only->read, 0U);
    EXPECT_EQ(site_->status("person")->rows, 0);
}

TEST_F(Import, StrangeFilesStayWithinBounds) {
    std::string wide = "身份证号,姓名,单位" + std::string(kMaxCsvColumns - 3, ',') + "\n";
    wide += fmt::format("{},张三,四邑村\n", identity(1));
    EXPECT_EQ(import_text(wide)->inserted, 1U);
    // A cell of a megabyte is more than a workbook can hold, and than a name can be.
    std::string text = fmt::format("身份证号,姓名,单位\n{},{},四邑村\n", identity(2),
                                   std::string(kMaxCsvField, 'x'));
    auto report = import_text(text);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->rejected, 1U);
    EXPECT_LT(cells(report->rejects, 0)[1][1].size(), size_t{40'000});
    // 姓名,身份证号,单位 in GBK.
    auto gbk = import_text(
        "\xD0\xD5\xC3\xFB,\xC9\xED\xB7\xDD\xD6\xA4\xBA\xC5,\xB5\xA5\xCE\xBB\n"
        "\xC0\xEE\xCB\xC4," +
        identity(3) + ",\xCB\xC4\xD2\xD8\xB4\xE5\n");
    ASSERT_TRUE(gbk) << gbk.error().text();
    EXPECT_EQ(gbk->inserted, 1U) << (gbk->examples.empty() ? "" : gbk->examples[0].message.zh);
}

TEST_F(Import, AFileThatBreaksOffKeepsWhatStoodBefore) {
    std::string text = fmt::format("身份证号,姓名,单位\n{},张三,四邑村\n{},\"李四,四邑村\n",
                                   identity(1), identity(2));
    auto report = import_text(text);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->inserted, 1U);
    ASSERT_TRUE(report->stopped);
    EXPECT_THAT(report->stopped->place, HasSubstr("line 3"));
}

TEST_F(Import, ADryRunChangesNothing) {
    std::string path = folder_.write(
        "rows.csv",
        fmt::format("身份证号,姓名,单位\n{},张三,四邑村\n{},,四邑村\n", identity(1), identity(2)));
    auto report = import(path, "人员", {.who = "clerk", .mode = ImportMode::kDryRun});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->untried, 1U);
    EXPECT_EQ(report->rejected, 1U);
    EXPECT_TRUE(report->rejects.empty());
    EXPECT_EQ(site_->status("person")->rows, 0);
}

TEST_F(Import, BatchesLandOneAfterAnother) {
    std::string text = "身份证号,姓名,单位,年收入\n";
    for (size_t i = 0; i < kImportBatchRows + 1; ++i) {
        const size_t who = i == 10'000 ? 5'000 : i;  // once again, in the same batch
        text += fmt::format("{},张{},四邑村,{}\n", identity(static_cast<int>(who)), who,
                            who % 5'000 == 0 ? -1 : 1);
    }
    std::vector<size_t> seen;
    ImportOptions options{.who = "clerk"};
    options.progress = [&](const Progress& progress) {
        seen.push_back(progress.rows);
        EXPECT_GT(progress.part, 0);
    };
    auto report = import(folder_.write("rows.csv", text), "人员", options);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->inserted, kImportBatchRows);
    EXPECT_EQ(report->unchanged, 1U);
    EXPECT_EQ(report->warned, kImportBatchRows / 5'000);  // 0, 5,000, 15,000 …
    EXPECT_EQ(seen, (std::vector<size_t>{kImportBatchRows, kImportBatchRows + 1}));
}

// The small world with known answers: every row of every ledger lands, and once.
TEST(ImportTownship, EveryLedgerLands) {
    TemporaryFolder folder;
    FixedClock clock(*Date::parse_iso("2026-10-31"));
    std::string fixtures = YITAO_SOURCE_DIR "/tests/fixtures/township-a/";
    std::vector<std::string> ids = {"base", "burden", "culture", "industry", "projects", "safety"};
    auto packs = pack::load_packs(YITAO_SOURCE_DIR "/packs", ids);
    ASSERT_TRUE(packs) << packs.error().text();
    std::vector<std::string> folders;
    for (const pack::Pack& pack : *packs) folders.push_back(pack.directory);
    MappedFile units = *MappedFile::open(fixtures + "units.csv");
    auto site = site::Site::create(folder.path("data"), units.bytes(), folders, clock);
    ASSERT_TRUE(site) << site.error().text();
    const std::vector<std::pair<std::string, std::string>> files = {
        {"家庭", "households"}, {"居民", "residents"},  {"经营主体", "enterprises"},
        {"场所", "places"},     {"隐患", "hazards"},    {"纠纷", "disputes"},
        {"项目", "projects"},   {"活动", "activities"}, {"工作群", "workgroups"}};
    for (const auto& [ledger, name] : files) {
        const ledger::Schema* schema = site->schema(ledger);
        ASSERT_NE(schema, nullptr) << ledger;
        std::string path = fixtures + "ledgers/" + name + ".csv";
        ImportOptions options{.who = "test", .rejects = folder.path(name + ".xlsx")};
        auto report = import_file(*site, *schema, path, options);
        ASSERT_TRUE(report) << report.error().text();
        EXPECT_EQ(report->rejected, 0U)
            << ledger << " " << (report->examples.empty() ? "" : report->examples[0].message.zh);
        EXPECT_EQ(report->inserted, report->read) << ledger;
        EXPECT_GT(report->read, 0U);
        auto again = import_file(*site, *schema, path, options);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->unchanged, again->read) << ledger;
    }
}

}  // namespace
}  // namespace yitao::intake
