// Filled copies read back: the township's own right copies agree with the ledgers everywhere; with
// cells altered, exactly those are proposed. Small forms drawn in text for what villages do to rows
// and columns.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "base/clock.h"
#include "base/temporary_folder.h"
#include "intake/filled_copies.h"
#include "intake/import.h"
#include "recognise/structure/testing.h"
#include "report/collect_book.h"
#include "report/collect_sum.h"
#include "site/past_worlds.h"
#include "site/words.h"
#include "xlsx/patch.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;
using report::CollectCopy;
using report::Collected;
using report::Typed;

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

constexpr std::pair<const char*, const char*> kLedgerFiles[] = {
    {"家庭", "households.csv"}, {"居民", "residents.csv"},  {"经营主体", "enterprises.csv"},
    {"场所", "places.csv"},     {"隐患", "hazards.csv"},    {"纠纷", "disputes.csv"},
    {"项目", "projects.csv"},   {"活动", "activities.csv"}, {"工作群", "workgroups.csv"}};

const std::string kTownship = YITAO_SOURCE_DIR "/tests/fixtures/township-a";
const std::string kMonthly = "01民政_社会救助和养老服务月报.xlsx";

// The township with its rows; made once for all tests.
struct Town {
    TemporaryFolder folder;
    FixedClock clock{*Date::from_civil(2026, 11, 3)};
    std::unique_ptr<site::Site> site;
    std::shared_ptr<const org::Tree> tree;
    std::unique_ptr<recognise::Vocabulary> words;
    report::FillDate date{*Date::from_civil(2026, 10, 31),
                          {*Date::from_civil(2026, 10, 1), *Date::from_civil(2026, 10, 31)},
                          *Date::from_civil(2026, 11, 3)};
};

Result<void> build(Town& town) {
    std::vector<std::string> folders;
    std::vector<std::string> wanted = {"base",     "burden",   "culture",
                                       "industry", "projects", "safety"};
    for (const auto& pack : TRY(pack::load_packs(YITAO_SOURCE_DIR "/packs", wanted))) {
        folders.push_back(pack.directory);
    }
    town.site = std::make_unique<site::Site>(TRY(site::Site::create(
        town.folder.path("data"), read_file(kTownship + "/units.csv"), folders, town.clock)));
    for (auto [ledger, file] : kLedgerFiles) {
        intake::ImportOptions options;
        options.who = "test";
        options.rejects = town.folder.path("rejects.xlsx");
        TRY(intake::import_file(*town.site, *town.site->schema(ledger),
                                kTownship + "/ledgers/" + file, options));
    }
    town.tree = TRY(town.site->tree(town.date.as_of));
    town.words = std::make_unique<recognise::Vocabulary>(
        TRY(site::vocabulary_of(*town.site, town.tree.get())));
    return {};
}

struct Collecting {
    std::unique_ptr<intake::OpenForm> form;
    std::vector<CollectCopy> copies;
    std::shared_ptr<const formula::World> world;
    Collected collected;
};

class CollectTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        town_ = new Town;
        auto built = build(*town_);
        ASSERT_TRUE(built) << built.error().text();
    }
    static void TearDownTestSuite() {
        delete town_;
        town_ = nullptr;
    }

    std::string copy_of(const std::string& village, const std::string& name,
                        const xlsx::Edits& edits, const std::string& as) {
        std::string bytes = read_file(kTownship + "/filled/" + village + "/" + name);
        if (!edits.cells.empty() || !edits.insertions.empty()) {
            auto patcher = xlsx::Patcher::open(std::move(bytes));
            EXPECT_TRUE(patcher) << patcher.error().text();
            auto patched = patcher->apply(edits);
            EXPECT_TRUE(patched) << patched.error().text();
            bytes = std::move(*patched);
        }
        return folder_.write(as, bytes);
    }

    // Every stored column of every ledger: simple, and small here.
    static Result<Collecting> run(const std::string& form, const std::vector<std::string>& files,
                                  const std::vector<std::string>& said = {}) {
        Collecting run;
        const formula::Catalog& catalog = town_->site->catalog();
        run.form = TRY(intake::open_collect_form(form, catalog, *town_->words));
        run.copies = TRY(intake::read_copies(run.form->form, *town_->tree, files, said));
        std::vector<formula::ColumnUse> uses;
        for (size_t t = 0; t < catalog.schemas.size(); ++t) {
            for (size_t c = 0; c < catalog.schemas[t]->columns.size(); ++c) uses.push_back({t, c});
        }
        run.world = TRY(town_->site->world({.as_of = town_->date.as_of, .columns = uses}));
        site::PastWorlds past(*town_->site, uses);
        auto filler = TRY(
            report::Filler::prepare(catalog, *run.world, &past, {&*run.form->bound}, town_->date));
        for (CollectCopy& copy : run.copies) {
            auto filled = TRY(filler.fill(0, *run.world->tree->find(copy.unit)));
            xlsx::Workbook book = TRY(xlsx::Workbook::from_bytes(std::move(filled.bytes)));
            copy.ours = TRY(recognise::read_grids(book));
        }
        run.collected = TRY(report::collect(run.form->form, run.copies, *run.world->tree));
        return run;
    }

    static std::string place(const Collecting& run, const report::Source& at) {
        return run.copies[at.copy].file + " " + run.form->form.sheets[at.sheet].name + "!" +
               xlsx::format_cell_ref(at.cell);
    }

    static double number_in(const xlsx::Grid& grid, const char* cell) {
        const auto* found = grid.find(*xlsx::parse_cell_ref(cell));
        const auto* number = found == nullptr ? nullptr : std::get_if<double>(&found->value);
        return number == nullptr ? -1 : *number;
    }
    static std::string text_in(const xlsx::Grid& grid, const char* cell) {
        const auto* found = grid.find(*xlsx::parse_cell_ref(cell));
        const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(&found->value);
        return text == nullptr ? "" : *text;
    }

    static xlsx::CellRef at(const char* cell) { return *xlsx::parse_cell_ref(cell); }

    static Town* town_;
    TemporaryFolder folder_;
};
Town* CollectTest::town_ = nullptr;

TEST_F(CollectTest, RightCopiesAgreeEverywhere) {
    size_t compared = 0;
    for (const auto& entry : fs::directory_iterator(kTownship + "/templates")) {
        std::string name = entry.path().filename().string();
        auto ran = run(entry.path().string(), {copy_of("421221106202", name, {}, "四邑村.xlsx"),
                                               copy_of("421221106203", name, {}, "羊毛岸村.xlsx"),
                                               copy_of("421221106208", name, {}, "三湾村.xlsx")});
        ASSERT_TRUE(ran) << name << ": " << ran.error().text();
        compared += ran->collected.compared;
        EXPECT_EQ(ran->collected.agreed, ran->collected.compared) << name;
        for (const auto& remark : ran->collected.remarks) {
            ADD_FAILURE() << name << " " << remark.place << " " << remark.message.zh;
        }
        for (const auto& roster : ran->collected.rosters) {
            EXPECT_TRUE(roster.changes.empty()) << name;
            EXPECT_TRUE(roster.added.empty()) << name;
            EXPECT_TRUE(roster.missing.empty()) << name;
        }
    }
    EXPECT_GE(compared, 2'000U);
}

TEST_F(CollectTest, WhatWasAlteredIsProposedAndSummed) {
    xlsx::Edits siyi;
    siyi.cells.push_back({0, at("C11"), 230.0});                           // 226 in the ledgers
    siyi.cells.push_back({0, at("D11"), std::string("６５７人")});         // the same
    siyi.cells.push_back({0, at("G11"), std::string("约48")});             // nobody can know
    siyi.cells.push_back({1, at("D4"), std::string("女")});                // 韩强 is 男
    siyi.cells.push_back({1, at("F4"), std::string("1933年1月13日")});     // the same day
    for (const char* cell : {"B5", "C5", "D5", "E5", "F5", "G5", "H5"}) {  // 周红艳 left out
        siyi.cells.push_back({1, at(cell), {}});
    }
    siyi.insertions.push_back({1, 3, 10, 1});  // a row put in, with somebody nobody knows
    siyi.cells.push_back({1, at("C12"), std::string("张新来")});
    siyi.cells.push_back({1, at("D12"), std::string("男")});
    siyi.cells.push_back({1, at("E12"), std::string("429999194203150857")});
    xlsx::Edits yangmaoan;
    yangmaoan.cells.push_back({0, at("M12"), std::string("无")});  // 2 in the ledgers
    xlsx::Edits sanwan;  // 家庭户数 and 户籍人口 have changed places
    sanwan.cells.push_back({0, at("C3"), std::string("户籍\n人口")});
    sanwan.cells.push_back({0, at("D3"), std::string("家庭户数")});
    sanwan.cells.push_back({0, at("C14"), 384.0});
    sanwan.cells.push_back({0, at("D14"), 122.0});
    auto ran = run(kTownship + "/templates/" + kMonthly,
                   {copy_of("421221106202", kMonthly, siyi, "四邑村.xlsx"),
                    copy_of("421221106203", kMonthly, yangmaoan, "羊毛岸村.xlsx"),
                    copy_of("421221106208", kMonthly, sanwan, "三湾村.xlsx")});
    ASSERT_TRUE(ran) << ran.error().text();
    const Collected& collected = ran->collected;

    std::string corrections;
    for (const auto& one : collected.corrections) {
        corrections += place(*ran, one.at) + " " + one.typed + " / " + one.held + "\n";
    }
    EXPECT_EQ(corrections,
              "四邑村.xlsx 月报!C11 230 / 226\n"
              "羊毛岸村.xlsx 月报!M12 无 / 2\n");
    EXPECT_EQ(collected.compared, 41U);
    EXPECT_EQ(collected.agreed, 39U);

    std::string remarks;
    for (const auto& remark : collected.remarks) {
        remarks +=
            ran->copies[remark.copy].file + " " + remark.place + " " + remark.message.zh + "\n";
    }
    EXPECT_EQ(remarks,
              "三湾村.xlsx 月报 列有移动，已按标题对上：C→D、D→C\n"
              "四邑村.xlsx 月报!G11 “约48”不是能确定的数，未采用\n");

    ASSERT_EQ(collected.rosters.size(), 1U);
    const auto& roster = collected.rosters[0];
    ASSERT_EQ(roster.changes.size(), 1U);
    EXPECT_EQ(roster.rows[roster.changes[0].row].values[1], "韩强");
    EXPECT_EQ(roster.rows[roster.changes[0].row].values[2], "女");
    EXPECT_EQ(roster.changes[0].held, "男");
    ASSERT_EQ(roster.added.size(), 1U);
    EXPECT_EQ(roster.rows[roster.added[0]].values[1], "张新来");
    ASSERT_EQ(roster.missing.size(), 1U);
    EXPECT_EQ(roster.missing[0].values[1], "周红艳");
    EXPECT_EQ(roster.rows.size(), 95U);

    auto sum = report::sum_copies(ran->form->form, ran->form->blank, ran->copies, collected,
                                  *ran->world, *town_->tree->find(421221106000), town_->date);
    ASSERT_TRUE(sum) << sum.error().text();
    auto book = xlsx::Workbook::from_bytes(sum->bytes);
    ASSERT_TRUE(book);
    auto monthly = book->grid(0);
    auto people = book->grid(1);
    ASSERT_TRUE(monthly && people);
    EXPECT_EQ(number_in(*monthly, "C11"), 230);
    EXPECT_EQ(number_in(*monthly, "D11"), 657);
    EXPECT_EQ(number_in(*monthly, "C14"), 122);
    EXPECT_EQ(number_in(*monthly, "D14"), 384);
    EXPECT_EQ(number_in(*monthly, "C15"), 464);  // its own SUM, computed anew
    EXPECT_EQ(number_in(*monthly, "D15"), 1431);
    EXPECT_EQ(number_in(*monthly, "G15"), 47);
    EXPECT_EQ(number_in(*monthly, "M15"), 10);
    EXPECT_EQ(text_in(*monthly, "A2"), "填报单位（盖章）：潘家湾镇");
    EXPECT_EQ(sum->list_rows, 95U);
    EXPECT_EQ(number_in(*people, "A98"), 95);
    EXPECT_EQ(text_in(*people, "C4"), "韩强");
    EXPECT_EQ(text_in(*people, "D4"), "女");
}

// What is proposed can be imported, and only then does anything change.
TEST_F(CollectTest, ProposalsAreFilesThatImportTakes) {
    xlsx::Edits edits;
    edits.cells.push_back({1, at("D4"), std::string("女")});
    edits.cells.push_back({1, at("C4"), std::string("韩小强")});
    auto ran = run(kTownship + "/templates/" + kMonthly,
                   {copy_of("421221106202", kMonthly, edits, "四邑村.xlsx")});
    ASSERT_TRUE(ran) << ran.error().text();
    const auto& roster = ran->collected.rosters.at(0);
    const auto& table = ran->world->tables[static_cast<size_t>(roster.table)];
    auto rows = report::corrections_of(ran->form->form, roster, table);
    ASSERT_EQ(rows.rows.size(), 1U);
    std::string path = folder_.path("更正_居民.xlsx");
    auto written = report::write_rows(path, rows);
    ASSERT_TRUE(written) << written.error().text();
    // Into a copy of the installation: the other tests want it as it is.
    ASSERT_TRUE(town_->site->backup(folder_.path("copy")));
    auto site = site::Site::open(folder_.path("copy"), site::OpenMode::kWrite, town_->clock);
    ASSERT_TRUE(site) << site.error().text();
    intake::ImportOptions options;
    options.who = "test";
    auto applied = intake::import_file(*site, *site->schema("居民"), path, options);
    ASSERT_TRUE(applied) << applied.error().text();
    EXPECT_EQ(applied->updated, 1U);
    EXPECT_EQ(applied->inserted + applied->rejected, 0U);
    // What the copy said is what the ledger says now.
    auto formula = formula::compile(
        "=XLOOKUP(\"429999193301139091\",居民[身份证号],居民[姓名])&"
        "XLOOKUP(\"429999193301139091\",居民[身份证号],居民[性别])",
        site->catalog());
    ASSERT_TRUE(formula) << formula.error().text();
    auto world = site->world({.as_of = *Date::from_civil(2026, 11, 4),
                              .columns = {formula->columns().begin(), formula->columns().end()}});
    ASSERT_TRUE(world) << world.error().text();
    formula::Evaluator evaluator(
        site->catalog(), **world,
        {0, *Date::from_civil(2026, 11, 4), town_->date.period, town_->date.filled_on});
    auto said = evaluator.evaluate(*formula);
    ASSERT_TRUE(std::holds_alternative<formula::Value>(said));
    EXPECT_EQ(formula::general_text(std::get<formula::Value>(said)), "韩小强女");
}

TEST_F(CollectTest, WhoseCopyItIsMustBeClear) {
    std::string form = kTownship + "/templates/" + kMonthly;
    xlsx::Edits nameless;
    nameless.cells.push_back({0, at("A2"), std::string("填报单位（盖章）：")});
    nameless.cells.push_back({1, at("A2"), std::string("填报单位：")});
    std::string file = copy_of("421221106202", kMonthly, nameless, "收到的表.xlsx");
    auto none = run(form, {file});
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.zh.find("看不出是哪个单位"), std::string::npos);
    EXPECT_TRUE(run(form, {file}, {"收到的表.xlsx=421221106202"}));
    EXPECT_TRUE(run(form, {copy_of("421221106202", kMonthly, nameless, "月报（四邑村）.xlsx")}));
    auto other = run(form, {file}, {"别的表.xlsx=421221106202"});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().place, "--unit");

    std::string siyi = copy_of("421221106202", kMonthly, {}, "a.xlsx");
    auto twice = run(form, {siyi, copy_of("421221106202", kMonthly, {}, "b.xlsx")});
    ASSERT_FALSE(twice);
    EXPECT_NE(twice.error().message.zh.find("有两份"), std::string::npos);
    auto nested = run(form, {siyi, copy_of("421221106000", kMonthly, {}, "镇.xlsx")});
    ASSERT_FALSE(nested);
    EXPECT_NE(nested.error().message.zh.find("上下级"), std::string::npos);
    auto disagree = run(form, {copy_of("421221106202", kMonthly, {}, "三湾村.xlsx")});
    ASSERT_FALSE(disagree);
    EXPECT_EQ(disagree.error().code, ErrorCode::kConflict);
    auto foreign =
        run(form, {copy_of("421221106202", "12组织_党员队伍结构统计表.xlsx", {}, "c.xlsx")},
            {"c.xlsx=421221106202"});
    ASSERT_FALSE(foreign);
    EXPECT_NE(foreign.error().message.zh.find("不是同一张表"), std::string::npos);
}

TEST_F(CollectTest, FactsNoLedgerHoldsBecomeDirectValues) {
    std::string form =
        folder_.write("设施表.xlsx", recognise::DrawnSheet("~*设施登记表 | < | <\n"
                                                           "~填报单位： | < | <\n"
                                                           "项目 | 数量 | 备注\n"
                                                           "按摩椅（台） | _ | _\n"
                                                           "图书室藏书（册） | _ | _\n"
                                                           "净水机（台） | _ | _\n")
                                         .bytes());
    // A row taken out, a row put in, a column put in.
    std::string copy =
        folder_.write("四邑村.xlsx", recognise::DrawnSheet("~*设施登记表 | < | < | <\n"
                                                           "~填报单位： | < | < | <\n"
                                                           "项目 | 去年 | 数量 | 备注\n"
                                                           "我村另有健身器材（件） | 2 | 3 | _\n"
                                                           "按摩椅（台） | 1 | ２台 | _\n"
                                                           "净水机（台） | _ | 4 | 好用\n")
                                         .bytes());
    auto ran = run(form, {copy});
    ASSERT_TRUE(ran) << ran.error().text();
    std::string direct;
    for (const auto& value : ran->collected.direct) {
        direct += fmt::format("{} {} {} {}\n", org::format_unit_code(value.unit), value.term,
                              *value.number, xlsx::format_cell_ref(value.at.cell));
    }
    EXPECT_EQ(direct,
              "421221106202 按摩椅（台） 2 C5\n"
              "421221106202 净水机（台） 4 C6\n");
    std::string remarks;
    for (const auto& remark : ran->collected.remarks) {
        remarks += remark.place + " " + remark.message.zh + "\n";
    }
    EXPECT_NE(remarks.find("表1 第 5 行 缺少原表这一行“图书室藏书（册）”"), std::string::npos)
        << remarks;
    std::string path = folder_.path("直报.xlsx");
    auto written =
        report::write_direct(path, ran->form->form, ran->copies, ran->collected, town_->date);
    ASSERT_TRUE(written) << written.error().text();
    intake::ImportOptions options;
    options.who = "test";
    auto applied = intake::import_file(*town_->site, *town_->site->schema("直报"), path, options);
    ASSERT_TRUE(applied) << applied.error().text();
    EXPECT_EQ(applied->inserted, 2U);
    EXPECT_EQ(applied->rejected, 0U);
}

// A village keeps only its own row, takes blank rows out of the list, writes a total below it.
TEST_F(CollectTest, RowsTakenOutAndTotalsWrittenIn) {
    const char* kForm =
        "~*人口情况统计表 | < | < | <\n"
        "~填报单位： | < | < | <\n"
        "村名 | 户籍人口（人） | 全村常住人口（人） | 备注\n"
        "四邑村 | _ | _ | _\n"
        "羊毛岸村 | _ | _ | _\n"
        "三湾村 | _ | _ | _\n"
        "合计 | =SUM(B4:B6) | =SUM(C4:C6) | _\n"
        ". | . | . | .\n"
        "~*80周岁及以上户籍老人花名册 | < | < | <\n"
        "序号 | 姓名 | 身份证号码 | 年龄\n"
        "1 | _ | _ | _\n"
        "2 | _ | _ | _\n"
        "3 | _ | _ | _\n"
        "~制表说明：按年龄排列。 | < | < | <\n";
    const char* kCopy =
        "~*人口情况统计表 | < | < | <\n"
        "~填报单位：四邑村 | < | < | <\n"
        "村名 | 户籍人口（人） | 全村常住人口（人） | 备注\n"
        "四邑村 | 658 | 557 | _\n"
        "合计 | 658 | 557 | _\n"
        ". | . | . | .\n"
        "~*80周岁及以上户籍老人花名册 | < | < | <\n"
        "序号 | 姓名 | 身份证号码 | 年龄\n"
        "1 | 林庆丰 | 42999919390308135X | 87\n"
        "2 | 韩强 | 429999193301139091 | 93\n"
        "3 | 黎广才 | 42999919410208191x | 86\n"
        "合计 | 3人 | _ | _\n"
        "~制表说明：按年龄排列。 | < | < | <\n";
    std::string form = folder_.write("高龄.xlsx", recognise::DrawnSheet(kForm).bytes());
    auto ran = run(form, {folder_.write("表.xlsx", recognise::DrawnSheet(kCopy).bytes())});
    ASSERT_TRUE(ran) << ran.error().text();
    std::string remarks;
    for (const auto& remark : ran->collected.remarks) {
        remarks += remark.place + " " + remark.message.zh + "\n";
    }
    EXPECT_EQ(remarks,  // drawn cells of digits are numbers
              "表1!C10 长号码被存成了数字，末几位已丢失；请把单元格设为文本重填\n"
              "表1!A10 这一行没有填写辨认用的列，未比对\n");
    ASSERT_EQ(ran->collected.corrections.size(), 1U);
    EXPECT_EQ(place(*ran, ran->collected.corrections[0].at), "表.xlsx 表1!B4");
    EXPECT_EQ(ran->collected.corrections[0].held, "657");
    ASSERT_EQ(ran->collected.rosters.size(), 1U);
    const auto& roster = ran->collected.rosters[0];
    ASSERT_EQ(roster.rows.size(), 3U);
    EXPECT_EQ(roster.rows[2].values[0], "黎广才");
    ASSERT_EQ(roster.changes.size(), 1U);
    EXPECT_EQ(roster.changes[0].held, "85");
    EXPECT_EQ(roster.missing.size(), 46U);  // of the 48 in the ledger
    EXPECT_TRUE(roster.added.empty());
    // 年龄 is computed by the ledger: there is nothing to import.
    const auto& table = ran->world->tables[static_cast<size_t>(roster.table)];
    EXPECT_TRUE(report::corrections_of(ran->form->form, roster, table).rows.empty());
}

TEST_F(CollectTest, ASheetThatIsGoneIsToldOnce) {
    auto ran = run(kTownship + "/templates/" + kMonthly,
                   {copy_of("421221106202", kMonthly, {}, "四邑村.xlsx")});
    ASSERT_TRUE(ran) << ran.error().text();
    ran->copies[0].sheets.erase(ran->copies[0].sheets.begin() + 1);
    auto again = report::collect(ran->form->form, ran->copies, *town_->tree);
    ASSERT_TRUE(again) << again.error().text();
    ASSERT_EQ(again->remarks.size(), 1U);
    EXPECT_EQ(again->remarks[0].place, "高龄老人花名册");
    EXPECT_EQ(again->remarks[0].message.zh, "缺少这个工作表");
    ASSERT_EQ(again->rosters.size(), 1U);
    EXPECT_TRUE(again->rosters[0].missing.empty());
    EXPECT_EQ(again->agreed, 14U);
}

// A register: dates and shares as people write them, a formula nobody computed.
TEST_F(CollectTest, OneValueWrittenInTwoWays) {
    std::string form = folder_.write(
        "登记表.xlsx", recognise::DrawnSheet("~*村情登记表 | < | < | <\n"
                                             "单位名称 | _ | 统计时间 | _\n"
                                             "户籍人口（人） | _ | 常住人口（人） | _\n"
                                             "合作医疗参保率（%） | _ | 总户数（户） | _\n")
                           .bytes());
    fs::path bindings = fs::path(form).replace_extension(".bindings.toml");
    std::ofstream(bindings)
        << "[[cell]]\ncell = \"B2\"\nformula = '=本单位名称'\n"
           "[[cell]]\ncell = \"D2\"\nformula = "
           "'=TEXT(XLOOKUP(\"429999193301139091\",居民[身份证号],居民[出生日期]),"
           "\"yyyy-mm-dd\")'\n"
           "[[cell]]\ncell = \"B3\"\nformula = "
           "'=COUNTIFS(居民[户籍状态],\"本地户籍\")'\n"
           "[[cell]]\ncell = \"D3\"\nformula = '=COUNTIFS(居民[常住],\"是\")'\n"
           "[[cell]]\ncell = \"B4\"\nformula = '=COUNTA(居民[姓名])*0+0.855'\n";
    std::string copy = folder_.write(
        "表.xlsx", recognise::DrawnSheet("~*村情登记表 | < | < | <\n"
                                         "单位名称 | 四邑村 | 统计时间 | 1933年1月13日\n"
                                         "户籍人口（人） | =600+57 | 常住人口（人） | 五百余\n"
                                         "合作医疗参保率（%） | 85.5% | 总户数（户） | 226\n")
                       .bytes());
    auto ran = run(form, {copy});
    ASSERT_TRUE(ran) << ran.error().text();
    std::string remarks;
    for (const auto& remark : ran->collected.remarks) {
        remarks += remark.place + " " + remark.message.zh + "\n";
    }
    EXPECT_EQ(remarks,
              "表1!B3 公式没有算出的值，请用 Excel 或 WPS 打开保存后再收\n"
              "表1!D3 “五百余”不是能确定的数，未采用\n");
    for (const auto& one : ran->collected.corrections) {
        ADD_FAILURE() << place(*ran, one.at) << " " << one.typed << " " << one.held;
    }
    EXPECT_EQ(ran->collected.agreed, 2U);
    // 总户数 is not bound by this form, but a ledger would know it: nothing for 直报.
    ASSERT_EQ(ran->collected.direct.size(), 1U);
    EXPECT_TRUE(ran->collected.direct[0].may_be_held);
}

TEST(ReadTyped, AsPeopleType) {
    auto told = [](xlsx::CellValue value, std::string_view measure) -> std::string {
        xlsx::Grid::GridCell cell;
        cell.value = std::move(value);
        Typed typed = report::read_typed(&cell, measure);
        switch (typed.kind) {
            case Typed::Kind::kBlank:
                return "blank";
            case Typed::Kind::kNumber:
                return fmt::format("{}", typed.number);
            case Typed::Kind::kText:
                return "text";
            case Typed::Kind::kUnclear:
                return "unclear";
        }
        return "";
    };
    EXPECT_EQ(told(12.5, "人"), "12.5");
    EXPECT_EQ(told("１２", "人"), "12");
    EXPECT_EQ(told("12人", "人"), "12");
    EXPECT_EQ(told("12人", ""), "12");
    EXPECT_EQ(told("1,234", "元"), "1234");
    EXPECT_EQ(told("1.2万元", "元"), "12000");
    EXPECT_EQ(told("1.2万", ""), "unclear");
    EXPECT_EQ(told("3户", "人"), "unclear");
    EXPECT_EQ(told("85.5%", "%"), "85.5");
    EXPECT_EQ(told("无", "人"), "0");
    EXPECT_EQ(told("—", "人"), "blank");
    EXPECT_EQ(told("  ", "人"), "blank");
    EXPECT_EQ(told("约30", "人"), "unclear");
    EXPECT_EQ(told("3-5", "人"), "unclear");
    EXPECT_EQ(told(xlsx::CellError{"#REF!"}, "人"), "unclear");
}

}  // namespace
}  // namespace yitao
