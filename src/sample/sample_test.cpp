#include "sample/sample.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/csv.h"
#include "base/text.h"
#include "intake/import.h"
#include "ledger/identity.h"
#include "sample/random.h"
#include "site/site.h"

namespace yitao::sample {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnits =
    "code,name,level,parent\n"
    "421200000000,咸宁市,city,\n"
    "421221000000,嘉鱼县,county,421200000000\n"
    "421221106000,潘家湾镇,township,421221000000\n"
    "421221106001,潘家湾社区居委会,village,421221106000\n"
    "421221106202,四邑村民委员会,village,421221106000\n"
    "421221106208,三湾村民委员会,village,421221106000\n"
    "421221107000,官桥镇,township,421221000000\n"
    "421221107201,官桥村民委员会,village,421221107000\n";

const Date kAsOf = *Date::from_civil(2026, 10, 31);

using Row = std::map<std::string, std::string>;

std::vector<Row> read_rows(const std::string& path) {
    Result<CsvReader> reader = CsvReader::open(path);
    if (!reader) throw std::runtime_error(reader.error().text());
    std::vector<std::string> headings;
    std::vector<Row> rows;
    while (true) {
        Result<const CsvRecord*> record = reader->next();
        if (!record) throw std::runtime_error(record.error().text());
        if (*record == nullptr) return rows;
        if (headings.empty()) {
            headings.assign((*record)->fields.begin(), (*record)->fields.end());
            continue;
        }
        EXPECT_EQ((*record)->fields.size(), headings.size()) << path << ":" << (*record)->line;
        Row row;
        for (size_t i = 0; i < headings.size(); ++i) row[headings[i]] = (*record)->fields[i];
        rows.push_back(std::move(row));
    }
}

std::string read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// The shipped packs and one sample of 3,000 residents, made once for all tests.
class Samples : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = (fs::temp_directory_path() / fmt::format("yitao_sample_{}", ::getpid())).string();
        const std::string root = std::string(YITAO_SOURCE_DIR) + "/packs";
        packs_ = pack::load_packs(root, *pack::list_packs(root)).value();
        Result<org::Register> units = org::Register::parse_csv(kUnits, "units.csv");
        tree_ = units->tree(kAsOf).value();
        SampleOptions options{.residents = 3000, .seed = 1, .as_of = kAsOf};
        Result<std::vector<SampleFile>> files = generate(packs_, tree_, options, folder_ + "/a");
        ASSERT_TRUE(files) << files.error().text();
        files_ = std::move(*files);
    }
    static void TearDownTestSuite() { fs::remove_all(folder_); }

    static const ledger::Schema& schema(const std::string& id) {
        for (const pack::Pack& pack : packs_) {
            for (const ledger::Schema& schema : pack.ledgers) {
                if (schema.id == id) return schema;
            }
        }
        throw std::runtime_error("no ledger " + id);
    }

    static inline std::string folder_;
    static inline std::vector<pack::Pack> packs_;
    static inline org::Tree tree_;
    static inline std::vector<SampleFile> files_;
};

TEST_F(Samples, EveryLedgerHasRows) {
    std::set<std::string> filled;
    for (const SampleFile& file : files_) {
        EXPECT_GE(file.rows, 1u) << file.ledger;
        EXPECT_EQ(read_rows(file.path).size(), file.rows) << file.ledger;
        filled.insert(file.ledger);
    }
    for (const pack::Pack& pack : packs_) {
        for (const ledger::Schema& schema : pack.ledgers) {
            // What the program keeps of people, nobody has done yet.
            if (schema.entered_by == ledger::EnteredBy::kProgram) continue;
            EXPECT_TRUE(filled.contains(schema.id)) << schema.id << " has no sample";
        }
    }
    EXPECT_EQ(files_[1].ledger, "resident");
    EXPECT_EQ(files_[1].rows, 3000u);
}

TEST_F(Samples, AreTheSameBytesOnEveryRunAndOthersForAnotherSeed) {
    for (uint64_t seed : {1, 2}) {
        const std::string folder = folder_ + "/b";
        SampleOptions options{.residents = 3000, .seed = seed, .as_of = kAsOf};
        ASSERT_TRUE(generate(packs_, tree_, options, folder));
        size_t same = 0;
        for (const SampleFile& file : files_) {
            same += read_text(file.path) == read_text(folder + "/" + file.ledger + ".csv");
        }
        if (seed == 1) {
            EXPECT_EQ(same, files_.size());
        }
        if (seed == 2) {
            EXPECT_LT(same, files_.size() / 8);
        }
    }
}

// Pinned, so that another compiler or machine that gives other residents is noticed. A change of
// the population changes it on purpose.
TEST_F(Samples, ResidentsAreTheSameOnEveryMachine) {
    EXPECT_EQ(hash_text(read_text(files_[1].path)), 1633847750709606155u);
}

TEST_F(Samples, StaySmallWhereFewAreWanted) {
    for (uint64_t residents : {1, 600}) {
        for (uint64_t seed : {5, 6, 7}) {
            SampleOptions options{.residents = residents, .seed = seed, .as_of = kAsOf};
            Result<std::vector<SampleFile>> files =
                generate(packs_, tree_, options, folder_ + "/small");
            ASSERT_TRUE(files) << files.error().text();
            EXPECT_EQ((*files)[1].rows, residents);
            for (const SampleFile& file : *files) {
                EXPECT_GE(file.rows + (residents == 1 ? 1 : 0), 1u) << file.ledger << seed;
            }
        }
    }
}

TEST_F(Samples, RefuseNobodyTooManyAndNoTree) {
    SampleOptions options{.residents = 0, .seed = 1, .as_of = kAsOf};
    EXPECT_FALSE(generate(packs_, tree_, options, folder_ + "/c"));
    options.residents = kMaxSampleResidents + 1;
    EXPECT_FALSE(generate(packs_, tree_, options, folder_ + "/c"));
    options.residents = 10;
    EXPECT_FALSE(generate(packs_, org::Tree(), options, folder_ + "/c"));
    EXPECT_FALSE(generate(packs_, tree_, options, "/proc/nowhere"));
}

int full_years(Date born, Date day) {
    const Civil a = born.civil();
    const Civil b = day.civil();
    return b.year - a.year - (b.month < a.month || (b.month == a.month && b.day < a.day) ? 1 : 0);
}

TEST_F(Samples, ResidentsAreWhoAVillageClerkWouldBelieve) {
    std::set<std::string> numbers;
    std::map<std::string, int> heads;
    std::map<std::string, int> members;
    int young = 0;
    int old = 0;
    int men = 0;
    const std::vector<Row> rows = read_rows(files_[1].path);
    for (const Row& row : rows) {
        const std::string& number = row.at("身份证号");
        const Date born = *Date::parse_iso(row.at("出生日期"));
        const ledger::IdentityNumber read = ledger::read_identity_number(number);
        ASSERT_EQ(read.kind, ledger::IdentityKind::kCitizen) << number;
        EXPECT_EQ(*read.birth_date, born);
        EXPECT_EQ(*read.sex == ledger::Sex::kMale, row.at("性别") == "男");
        EXPECT_TRUE(numbers.insert(number).second) << number;
        EXPECT_LE(born, kAsOf);

        const int age = full_years(born, kAsOf);
        EXPECT_LE(age, 110);
        young += age < 15;
        old += age >= 60;
        men += row.at("性别") == "男";
        ++members[row.at("户号")];
        if (row.at("与户主关系") == "户主") {
            ++heads[row.at("户号")];
            EXPECT_GE(age, 20) << number;
        }
        if (row.at("婚姻状况") != "未婚") {
            EXPECT_GE(age, 20) << number;
        }
        if (row.at("婚姻状况") == "丧偶") {
            EXPECT_GE(age, 28) << number;
        }
        if (age < 6) {
            EXPECT_EQ(row.at("就业状态"), "学龄前");
        }
        if (age >= 6 && age < 16) {
            EXPECT_EQ(row.at("就业状态"), "在校学生");
        }
        if (age < 16) {
            EXPECT_TRUE(row.at("养老保险").empty() && row.at("月养老金").empty()) << number;
        }
        if (!row.at("月养老金").empty()) {
            EXPECT_GE(age, 52) << number;
        }
        if (row.at("就业状态") == "退休") {
            EXPECT_GE(age, 52) << number;
        }
        if (row.at("政治面貌") == "中共党员") {
            EXPECT_GE(age, 20) << number;
        }
        if (row.at("留守儿童") == "是") {
            EXPECT_TRUE(age < 16 && row.at("常住") == "是") << number;
        }
        if (row.at("独居老人") == "是") {
            EXPECT_TRUE(age >= 60 && row.at("常住") == "是") << number;
        }
        if (row.at("残疾类别").empty()) {
            EXPECT_TRUE(row.at("残疾等级").empty()) << number;
        }
        if (row.at("特困") == "是") {
            EXPECT_EQ(row.at("低保"), "否") << number;
        }
        const bool wages = row.at("就业状态").ends_with("务工");
        EXPECT_EQ(!row.at("务工地点").empty(), wages) << number;
    }
    const int total = static_cast<int>(rows.size());
    EXPECT_GT(young * 100, total * 11);
    EXPECT_LT(young * 100, total * 20);
    EXPECT_GT(old * 100, total * 18);
    EXPECT_LT(old * 100, total * 31);
    EXPECT_GT(men * 100, total * 47);
    EXPECT_LT(men * 100, total * 55);
    EXPECT_EQ(heads.size(), files_[0].rows);
    EXPECT_EQ(members.size(), files_[0].rows);
    for (const auto& [number, count] : heads) EXPECT_EQ(count, 1) << number;
}

TEST_F(Samples, HouseholdsAgreeWithTheirMembers) {
    std::map<std::string, Row> households;
    for (Row& row : read_rows(files_[0].path)) households[row.at("户号")] = row;
    std::map<std::string, bool> aided;
    for (const Row& row : read_rows(files_[1].path)) {
        const Row& household = households.at(row.at("户号"));
        EXPECT_EQ(household.at("单位"), row.at("单位"));
        if (row.at("与户主关系") == "户主") {
            EXPECT_EQ(household.at("户主姓名"), row.at("姓名"));
        }
        aided[row.at("户号")] |= row.at("低保") == "是";
    }
    for (const auto& [number, household] : households) {
        EXPECT_EQ(household.at("低保户") == "是", aided[number]) << number;
    }
}

// Words of columns that may lie ahead: terms, plans, expiries.
bool may_lie_ahead(std::string_view column) {
    for (std::string_view word : {"期限", "计划", "有效期", "到期", "失效", "下次", "复评", "预计",
                                  "用尽", "删除", "约定"}) {
        if (column.find(word) != std::string_view::npos) return true;
    }
    return false;
}

TEST_F(Samples, NothingHappenedInTheFuture) {
    for (const SampleFile& file : files_) {
        const std::vector<Row> rows = read_rows(file.path);
        for (const ledger::Column& column : schema(file.ledger).columns) {
            if (column.type != ledger::ColumnType::kDate || may_lie_ahead(column.name)) continue;
            for (const Row& row : rows) {
                const std::string& text = row.at(column.name);
                if (text.empty()) continue;
                const std::optional<Date> date = Date::parse_iso(text);
                ASSERT_TRUE(date) << file.ledger << " " << column.name << " " << text;
                EXPECT_LE(*date, kAsOf) << file.ledger << " " << column.name;
            }
        }
    }
}

TEST_F(Samples, KeysAreUniqueAndReferencesLeadToRows) {
    std::map<std::string, std::set<std::string>> keys;
    for (const SampleFile& file : files_) {
        const ledger::Schema& ledger = schema(file.ledger);
        for (const Row& row : read_rows(file.path)) {
            std::string key;
            for (const std::string& id : ledger.key) {
                key += row.at(ledger.columns[*ledger.find_column(id)].name) + "\n";
            }
            EXPECT_TRUE(keys[file.ledger].insert(key).second) << file.ledger << " " << key;
        }
    }
    for (const SampleFile& file : files_) {
        for (const ledger::Column& column : schema(file.ledger).columns) {
            if (column.reference.empty()) continue;
            for (const Row& row : read_rows(file.path)) {
                const std::string& text = row.at(column.name);
                if (text.empty()) continue;
                EXPECT_TRUE(keys[column.reference].contains(text + "\n"))
                    << file.ledger << " " << column.name << " " << text;
            }
        }
    }
}

TEST_F(Samples, ReportsAboutCadresLeaveAnEnvelopeOnly) {
    for (const Row& row : read_rows(folder_ + "/a/intake.csv")) {
        if (row.at("类别") != "检举控告") continue;
        EXPECT_TRUE(row.at("内容摘要").empty() && row.at("反映人").empty());
        EXPECT_EQ(row.at("转入事项"), "密封线索");
    }
}

// The packs are clean, and what is invented obeys every rule of its ledger.
TEST_F(Samples, ImportWithoutARejectFlagOrWarning) {
    for (const pack::Finding& finding : pack::lint(packs_)) {
        ADD_FAILURE() << finding.rule << " " << finding.place << " " << finding.message.zh;
    }
    std::vector<std::string> folders;
    for (const pack::Pack& pack : packs_) folders.push_back(pack.directory);
    const FixedClock clock(kAsOf);
    Result<site::Site> site = site::Site::create(folder_ + "/site", kUnits, folders, clock);
    ASSERT_TRUE(site) << site.error().text();
    for (const SampleFile& file : files_) {
        Result<intake::ImportReport> report =
            intake::import_file(*site, *site->schema(file.ledger), file.path, {.who = "test"});
        ASSERT_TRUE(report) << file.ledger << " " << report.error().text();
        EXPECT_EQ(report->inserted, file.rows) << file.ledger;
        EXPECT_EQ(report->rejected, 0u) << file.ledger;
        EXPECT_EQ(report->flagged, 0u) << file.ledger;
        EXPECT_EQ(report->warned, 0u) << file.ledger;
        for (const intake::RowRemark& remark : report->examples) {
            ADD_FAILURE() << file.ledger << " " << remark.row << " " << remark.column << " "
                          << remark.value << " " << remark.message.zh;
        }
        if (report->flagged == 0) continue;
        const Result<std::vector<site::FlaggedRow>> flagged = site->flagged(file.ledger);
        for (size_t i = 0; i < flagged->size() && i < 3; ++i) {
            ADD_FAILURE() << file.ledger << " " << (*flagged)[i].message.zh;
        }
    }
}

}  // namespace
}  // namespace yitao::sample
