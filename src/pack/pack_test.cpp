#include "pack/pack.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace yitao::pack {
namespace {

namespace fs = std::filesystem;

// A folder of packs written for one test.
class Packs {
  public:
    Packs() {
        static int count = 0;
        folder_ = fs::temp_directory_path() /
                  fmt::format("yitao_packs_{}_{}", ::getpid(), count++);
        write("base/pack.toml", "id = 'base'\nname = '基础'\nname_en = 'Base'\nversion = 3\n");
        write("base/codes.toml",
              "[[list]]\nid = 'yes_no'\nname = '是否'\ncodes = ['是', '否']\n"
              "[[list]]\nid = 'sex'\nname = '性别'\nsource = 'GB/T 2261.1'\n"
              "[[list.code]]\nname = '男'\ncode = '1'\nsynonyms = ['男性']\n"
              "[[list.code]]\nname = '女'\ncode = '2'\n");
    }
    ~Packs() { fs::remove_all(folder_); }

    void write(const std::string& path, std::string_view text) const {
        fs::create_directories((folder_ / path).parent_path());
        std::ofstream(folder_ / path) << text;
    }
    [[nodiscard]] std::string folder() const { return folder_.string(); }
    [[nodiscard]] std::string base() const { return (folder_ / "base").string(); }
    [[nodiscard]] Result<Pack> load_ledger(std::string_view ledger) const {
        write("base/ledgers/resident.toml", ledger);
        return load_pack(base());
    }

  private:
    fs::path folder_;
};

constexpr std::string_view kLedger = R"(id = 'resident'
name = '居民'
name_en = 'Residents'
synonyms = ['人口']
key = ['id_number']
unit = 'unit'
subject = 'id_number'
owner = '公安局'
legal_basis = '条例'
retention = '五年'
[[column]]
id = 'id_number'
name = '身份证号'
type = 'text'
check = 'identity_number'
sensitivity = 'personal'
synonyms = ['证件号码']
[[column]]
id = 'unit'
name = '单位'
type = 'unit'
required = true
[[column]]
id = 'income'
name = '年收入'
type = 'decimal'
unit_of_measure = '元'
sensitivity = 'personal'
[[column]]
id = 'traits'
name = '特征'
type = 'multi_code'
codes = 'yes_no'
criteria = '由民政局认定'
sensitivity = 'personal'
[[column]]
id = 'head'
name = '户主'
type = 'reference'
reference = 'resident'
sensitivity = 'personal'
[[column]]
id = 'monthly'
name = '月收入'
type = 'decimal'
scale = 4
formula = '=[@年收入]/12'
sensitivity = 'personal'
[[validation]]
id = 'positive'
formula = '=[@年收入]>=0'
severity = 'warn'
zh = '不能是负数'
en = 'not negative'
)";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string result(text);
    size_t at = result.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return result.replace(at, from.size(), to);
}

TEST(Pack, ReadsAllOfTheTextForm) {
    Packs packs;
    packs.write("base/reports/人口表.xlsx", "x");
    packs.write("base/reports/人口表.bindings.toml", "");
    packs.write("base/reports/~$人口表.xlsx", "lock");
    packs.write("base/units/town.csv", "");
    packs.write("base/sample/resident.toml", "anything = 1979-05-27\n");
    packs.write("base/migrations.toml",
                "[[rename]]\nfrom_version = 2\nledger = 'resident'\ncolumn = 'pay'\nto = 'income'\n"
                "[[rename]]\nfrom_version = 1\nledger = 'person'\nto = 'resident'\n"
                "[[drop]]\nfrom_version = 2\nledger = 'resident'\ncolumn = 'photo'\n");
    auto pack = packs.load_ledger(kLedger);
    ASSERT_TRUE(pack) << pack.error().text();
    EXPECT_EQ(pack->name, "基础");
    EXPECT_EQ(pack->version, 3);
    ASSERT_EQ(pack->code_lists.size(), 2U);
    EXPECT_EQ(pack->code_lists[0].codes[1].name, "否");
    EXPECT_EQ(pack->code_lists[1].codes[0].synonyms[0], "男性");
    const ledger::Schema& resident = pack->ledgers.at(0);
    EXPECT_EQ(resident.pack, "base");
    EXPECT_EQ(resident.key, std::vector<std::string>{"id_number"});
    ASSERT_EQ(resident.columns.size(), 6U);
    EXPECT_EQ(resident.columns[0].check, ledger::TextCheck::kIdentityNumber);
    EXPECT_EQ(resident.columns[0].sensitivity, ledger::Sensitivity::kPersonal);
    EXPECT_TRUE(resident.columns[1].required);
    EXPECT_EQ(resident.columns[1].sensitivity, ledger::Sensitivity::kInternal);
    EXPECT_EQ(resident.columns[2].scale, 2);
    EXPECT_EQ(resident.columns[2].unit_of_measure, "元");
    EXPECT_EQ(resident.columns[3].code_list, "yes_no");
    EXPECT_EQ(resident.columns[3].criteria, "由民政局认定");
    EXPECT_EQ(resident.columns[4].reference, "resident");
    EXPECT_TRUE(resident.columns[5].is_calculated());
    EXPECT_EQ(resident.validations.at(0).severity, ledger::Severity::kWarn);
    EXPECT_EQ(pack->notes.at(0).retention, "五年");
    ASSERT_EQ(pack->reports.size(), 1U);
    EXPECT_EQ(pack->reports[0].name, "人口表");
    EXPECT_FALSE(pack->reports[0].bindings.empty());
    ASSERT_EQ(pack->migrations.size(), 3U);
    EXPECT_EQ(pack->migrations[0].kind, Migration::Kind::kRenameLedger);
    EXPECT_EQ(pack->migrations[1].to, "income");
    EXPECT_EQ(pack->migrations[2].kind, Migration::Kind::kDropColumn);
    EXPECT_EQ(pack->unit_files.size(), 1U);
    EXPECT_EQ(pack->sample_files.size(), 1U);
}

TEST(Pack, AColumnIsOwnedByItsDepartmentOrElseByTheLedgers) {
    Packs packs;
    auto pack = packs.load_ledger(replaced(kLedger, "criteria =", "owner = '民政局'\ncriteria ="));
    ASSERT_TRUE(pack) << pack.error().text();
    EXPECT_EQ(pack->ledgers.at(0).columns[0].owner, "公安局");
    EXPECT_EQ(pack->ledgers.at(0).columns[3].owner, "民政局");
    EXPECT_EQ(pack->ledgers.at(0).entered_by, ledger::EnteredBy::kUnits);
    auto kept = packs.load_ledger(
        replaced(kLedger, "retention =", "entered_by = 'department'\nretention ="));
    ASSERT_TRUE(kept) << kept.error().text();
    EXPECT_EQ(kept->ledgers.at(0).entered_by, ledger::EnteredBy::kDepartment);
}

TEST(Pack, RefusesABadLedgerAtItsLine) {
    struct Case {
        std::string_view from, to;
        int line;              // 0: the file as a whole
        std::string_view word;  // of the English message
    };
    for (const Case& bad : std::initializer_list<Case>{
             {"name = '居民'", "name = 居民", 2, "not TOML"},
             {"name = '居民'", "nmae = '居民'", 1, "name is missing"},
             {"owner = '公安局'", "ownr = '公安局'", 8, "did you mean owner"},
             {"id = 'resident'", "id = 'Resident'", 1, "[a-z]"},
             {"name = '居民'", "name = '居民 表'", 2, "formula"},
             {"name = '居民'", "name = '单位'", 2, "formula"},
             {"key = ['id_number']", "key = ['id_numbr']", 5, "did you mean id_number"},
             {"key = ['id_number']", "key = ['monthly']", 5, "calculated"},
             {"key = ['id_number']", "key = 'id_number'", 5, "list of texts"},
             {"unit = 'unit'", "unit = 'place'", 6, "not there"},
             {"unit = 'unit'", "unit = 'head'", 6, "not of type unit"},
             {"subject = 'id_number'", "subject = 'nobody'", 7, "not there"},
             {"type = 'text'", "type = 'string'", 14, "one of text"},
             {"type = 'text'\n", "", 11, "no type"},
             {"check = 'identity_number'", "check = 'maybe'", 15, "one of none"},
             {"check = 'identity_number'", "scale = 2", 15, "only a decimal"},
             {"sensitivity = 'personal'", "sensitivity = 'secret'", 16, "one of open"},
             {"required = true", "required = 'yes'", 22, "true or false"},
             {"unit_of_measure = '元'", "scale = 10", 27, "1 to 9"},
             {"codes = 'yes_no'", "owner = 'x'", 29, "no code list"},
             {"reference = 'resident'\n", "", 36, "names no ledger"},
             {"name = '年收入'", "name = '年[收入]'", 25, "line breaks"},
             {"id = 'income'", "id = 'id_number'", 23, "twice"},
             {"name = '年收入'", "name = '证件 号码'", 0, "means both"},
             {"severity = 'warn'", "severity = 'stop'", 52, "refuse | warn | flag"},
             {"zh = '不能是负数'\n", "", 49, "zh is missing"},
             {"formula = '=[@年收入]/12'", "formula = '=1'\nrequired = true", 48, "required"},
         }) {
        Packs packs;
        auto pack = packs.load_ledger(replaced(kLedger, bad.from, bad.to));
        ASSERT_FALSE(pack) << bad.to;
        const Error& error = pack.error();
        std::string place = packs.base() + "/ledgers/resident.toml";
        if (bad.line != 0) place += fmt::format(":{}", bad.line);
        EXPECT_EQ(error.place, place) << error.text();
        EXPECT_NE(error.message.en.find(bad.word), std::string::npos) << error.text();
        EXPECT_FALSE(error.message.zh.empty());
    }
}

TEST(Pack, RefusesBadCodesAndMigrations) {
    Packs packs;
    packs.write("base/codes.toml", "[[list]]\nid = 'a'\nname = 'A'\ncodes = ['男', ' 男 ']\n");
    EXPECT_NE(load_pack(packs.base()).error().message.en.find("twice"), std::string::npos);
    packs.write("base/codes.toml", "[[list]]\nid = 'a'\nname = 'A'\ncodes = []\n");
    EXPECT_EQ(load_pack(packs.base()).error().code, ErrorCode::kLimit);
    packs.write("base/codes.toml", "[[list]]\nid = 'a'\nname = 'A'\ncodes = ['男、女']\n");
    EXPECT_EQ(load_pack(packs.base()).error().code, ErrorCode::kInvalid);
    packs.write("base/codes.toml", "");
    packs.write("base/migrations.toml",
                "[[rename]]\nfrom_version = 3\nledger = 'a'\ncolumn = 'b'\nto = 'c'\n");
    Error error = load_pack(packs.base()).error();
    EXPECT_EQ(error.place, packs.base() + "/migrations.toml:2");
    packs.write("base/migrations.toml", "");
    packs.write("base/reports/甲.bindings.toml", "");
    EXPECT_EQ(load_pack(packs.base()).error().code, ErrorCode::kNotFound);
    packs.write("other/pack.toml", "id = 'base'\nname = 'x'\nname_en = 'x'\n");
    EXPECT_EQ(load_pack(packs.folder() + "/other").error().code, ErrorCode::kConflict);
    EXPECT_EQ(load_pack(packs.folder() + "/none").error().code, ErrorCode::kNotFound);
}

TEST(Packs, ComeWithWhatTheyNeedAndAreCheckedTogether) {
    Packs packs;
    packs.write("base/ledgers/resident.toml", kLedger);
    packs.write("voice/pack.toml",
                "id = 'voice'\nname = '五路'\nname_en = 'Voice'\nrequires = ['base']\n");
    std::string ledger = replaced(kLedger, "id = 'resident'", "id = 'matter'");
    ledger = replaced(ledger, "name = '居民'", "name = '事项'");
    ledger = replaced(ledger, "name_en = 'Residents'", "name_en = 'Matters'");
    packs.write("voice/ledgers/matter.toml", ledger);
    std::vector<std::string> ids = {"voice"};
    auto loaded = load_packs(packs.folder(), ids);
    ASSERT_TRUE(loaded) << loaded.error().text();
    ASSERT_EQ(loaded->size(), 2U);
    EXPECT_EQ((*loaded)[0].id, "base");
    EXPECT_EQ(*list_packs(packs.folder()), (std::vector<std::string>{"base", "voice"}));

    ids = {"voise"};
    EXPECT_NE(load_packs(packs.folder(), ids).error().message.en.find("voice"), std::string::npos);
    ids = {"../base"};
    EXPECT_EQ(load_packs(packs.folder(), ids).error().code, ErrorCode::kNotFound);
    ids = {"voice"};
    packs.write("voice/ledgers/matter.toml", replaced(ledger, "'yes_no'", "'no_such'"));
    EXPECT_EQ(load_packs(packs.folder(), ids).error().code, ErrorCode::kNotFound);
    packs.write("voice/ledgers/matter.toml", replaced(ledger, "name = '事项'", "name = '居民'"));
    EXPECT_EQ(load_packs(packs.folder(), ids).error().code, ErrorCode::kConflict);
    packs.write("base/pack.toml", "id = 'base'\nname = 'b'\nname_en = 'b'\nrequires = ['voice']\n");
    EXPECT_EQ(load_packs(packs.folder(), ids).error().code, ErrorCode::kConflict);
}

TEST(Packs, TheOnesThatShipAreWhole) {
    std::string folder = YITAO_SOURCE_DIR "/packs";
    ::setenv("YITAO_PACKS", folder.c_str(), 1);
    EXPECT_EQ(find_packs_directory(), folder);
    ::setenv("YITAO_PACKS", "/nonexistent", 1);
    EXPECT_FALSE(find_packs_directory());
    ::unsetenv("YITAO_PACKS");
    auto ids = list_packs(folder);
    ASSERT_TRUE(ids);
    EXPECT_TRUE(std::ranges::count(*ids, "base") == 1);
    std::vector<Pack> each;
    for (const std::string& id : *ids) {
        auto pack = load_pack(folder + "/" + id);
        ASSERT_TRUE(pack) << pack.error().text();
        each.push_back(std::move(*pack));
    }
    for (const Finding& finding : lint(each)) {
        ADD_FAILURE() << finding.place << " " << finding.rule << ": " << finding.message.zh;
    }
    auto packs = load_packs(folder, *ids);
    ASSERT_TRUE(packs) << packs.error().text();
    EXPECT_EQ(packs->size(), ids->size());
}

}  // namespace
}  // namespace yitao::pack
