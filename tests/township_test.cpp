// The whole way: a township's ledgers are imported, its departments' workbooks are bound, filled
// for each of its units, and compared cell by cell with the workbooks that are known to be right.
// YITAO_TOWNSHIP names another set to try.
#include "site/past_worlds.h"
#include "township.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/clock.h"
#include "intake/import.h"
#include "report/fill.h"
#include "report/period.h"
#include "site/site.h"
#include "template/template.h"
#include "xlsx/workbook.h"

namespace yitao {
namespace {

namespace fs = std::filesystem;

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

bool is_nothing(const xlsx::CellValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return std::holds_alternative<std::monostate>(value) || (text != nullptr && text->empty());
}

bool are_equal(const xlsx::CellValue& a, const xlsx::CellValue& b) {
    const auto* x = std::get_if<double>(&a);
    const auto* y = std::get_if<double>(&b);
    if (x != nullptr && y != nullptr) return std::fabs(*x - *y) <= 1e-9 * std::fabs(*y);
    if (is_nothing(a) && is_nothing(b)) return true;
    return a == b;
}

std::string shown(const xlsx::CellValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
    if (const auto* text = std::get_if<std::string>(&value)) return "\"" + *text + "\"";
    if (const auto* error = std::get_if<xlsx::CellError>(&value)) return error->text;
    return std::holds_alternative<bool>(value) ? "boolean" : "blank";
}

class TownshipTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const char* other = std::getenv("YITAO_TOWNSHIP");
        std::string folder =
            other != nullptr ? other : YITAO_SOURCE_DIR "/tests/fixtures/township-a";
        township_ = new township::Township(township::read_township(folder));
        data_ = new fs::path(fs::temp_directory_path() /
                             ("yitao-township-" + std::to_string(::getpid())));
        fs::remove_all(*data_);
        clock_ = new FixedClock(*Date::from_civil(2026, 11, 3));
    }
    static void TearDownTestSuite() {
        fs::remove_all(*data_);
        delete township_;
        delete data_;
        delete clock_;
    }

    static Result<site::Site> make_site() {
        std::vector<std::string> folders;
        std::string packs = YITAO_SOURCE_DIR "/packs";
        std::vector<std::string> wanted = {"base",     "burden",   "culture",
                                           "industry", "projects", "safety"};
        for (const pack::Pack& pack : TRY(pack::load_packs(packs, wanted))) {
            folders.push_back(pack.directory);
        }
        site::Site site = TRY(site::Site::create(
            data_->string(), read_file(township_->folder + "/units.csv"), folders, *clock_));
        for (auto [ledger, file] : kLedgerFiles) {
            intake::ImportOptions options;
            options.who = "test";
            options.rejects = data_->string() + "-rejects.xlsx";
            auto report = TRY(intake::import_file(site, *site.schema(ledger),
                                                  township_->folder + "/ledgers/" + file, options));
            EXPECT_EQ(report.rejected, 0U) << ledger;
            EXPECT_EQ(report.inserted, report.read) << ledger;
        }
        return site;
    }

    static township::Township* township_;
    static fs::path* data_;
    static FixedClock* clock_;
};

township::Township* TownshipTest::township_ = nullptr;
fs::path* TownshipTest::data_ = nullptr;
FixedClock* TownshipTest::clock_ = nullptr;

// Number of cells that differ, each reported.
size_t compare_workbooks(const std::string& label, std::string filled, std::string golden) {
    auto ours = xlsx::Workbook::from_bytes(std::move(filled));
    auto right = xlsx::Workbook::from_bytes(std::move(golden));
    if (!ours || !right) {
        ADD_FAILURE() << label << ": cannot be read";
        return 1;
    }
    size_t differences = 0;
    for (size_t sheet = 0; sheet < right->sheets().size(); ++sheet) {
        auto a = *ours->grid(sheet);
        auto b = *right->grid(sheet);
        EXPECT_EQ(a.merges.size(), b.merges.size()) << label;
        for (const auto& [cell, content] : b.cells) {
            a.cells.try_emplace(cell);
        }
        for (const auto& [cell, content] : a.cells) {
            const auto* expected = b.find(cell);
            xlsx::CellValue want = expected == nullptr ? xlsx::CellValue() : expected->value;
            std::string want_formula = expected == nullptr ? "" : expected->formula;
            if (are_equal(content.value, want) && content.formula == want_formula) continue;
            if (++differences > 5) continue;
            ADD_FAILURE() << label << " " << right->sheets()[sheet].name << "!"
                          << xlsx::format_cell_ref(cell) << ": " << shown(content.value) << " ="
                          << content.formula << ", should be " << shown(want) << " ="
                          << want_formula;
        }
    }
    return differences;
}

TEST_F(TownshipTest, EveryWorkbookOfEveryUnitEqualsTheGoldenOne) {
    auto site = make_site();
    ASSERT_TRUE(site) << site.error().text();
    std::vector<templates::Template> opened;
    for (const std::string& name : township_->templates) {
        auto t = templates::Template::open(read_file(township_->folder + "/templates/" + name),
                                           name, township_->bindings_toml[name], site->catalog());
        ASSERT_TRUE(t) << t.error().text();
        opened.push_back(std::move(*t));
    }
    std::vector<const templates::Template*> pointers;
    for (const auto& t : opened) pointers.push_back(&t);
    report::FillDate date{
        *Date::parse_iso(township_->as_of),
        {*Date::parse_iso(township_->period_start), *Date::parse_iso(township_->period_end)},
        clock_->today()};
    auto world = site->world({.as_of = date.as_of, .columns = report::columns_used(pointers)});
    ASSERT_TRUE(world) << world.error().text();
    site::PastWorlds past(*site, report::columns_used(pointers));
    auto filler = report::Filler::prepare(site->catalog(), **world, &past, pointers, date);
    ASSERT_TRUE(filler) << filler.error().text();
    size_t compared = 0;
    for (const std::string& code : township_->units) {
        auto unit = (*world)->tree->find(*org::parse_unit_code(code));
        ASSERT_TRUE(unit);
        for (size_t i = 0; i < opened.size(); ++i) {
            std::string label = code + "/" + opened[i].file_name();
            auto filled = filler->fill(i, *unit);
            ASSERT_TRUE(filled) << filled.error().text();
            std::string golden =
                read_file(township_->folder + "/filled/" + code + "/" + opened[i].file_name());
            EXPECT_EQ(compare_workbooks(label, std::move(filled->bytes), std::move(golden)), 0U)
                << label;
            ++compared;
        }
    }
    EXPECT_EQ(compared, township_->units.size() * township_->templates.size());
    EXPECT_GT(filler->measure_count(), 100U);

    auto findings = site->check();
    ASSERT_TRUE(findings) << findings.error().text();
    EXPECT_TRUE(findings->empty());
}

}  // namespace
}  // namespace yitao
