// What the site's tests share: a folder that goes away, a small pack, a town with two villages.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "base/temporary_folder.h"
#include "site/past_worlds.h"
#include "site/site.h"

namespace yitao::site::testing {

inline constexpr org::UnitCode kTown = 421221106000;
inline constexpr org::UnitCode kVillageA = 421221106001;
inline constexpr org::UnitCode kVillageB = 421221106002;
inline constexpr org::UnitCode kNowhere = 421221106999;

inline constexpr std::string_view kUnits =
    "code,name,level,parent\n"
    "421221106000,潘家湾镇,township,\n"
    "421221106001,甲村,village,421221106000\n"
    "421221106002,乙村,village,421221106000\n";

inline constexpr std::string_view kCodes = R"([[list]]
id = 'sex'
name = '性别'
codes = ['男', '女']
[[list]]
id = 'kinds'
name = '类别'
codes = ['低保', '残疾', '退役']
)";

inline constexpr std::string_view kPerson = R"(id = 'person'
name = '人员'
key = ['id_number']
subject = 'id_number'
review_months = 12
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
id = 'sex'
name = '性别'
type = 'code'
codes = 'sex'
sensitivity = 'personal'
[[column]]
id = 'birth_date'
name = '出生日期'
type = 'date'
sensitivity = 'personal'
[[column]]
id = 'kinds'
name = '类别'
type = 'multi_code'
codes = 'kinds'
criteria = '本人'
sensitivity = 'personal'
[[column]]
id = 'income'
name = '年收入'
type = 'decimal'
scale = 2
unit_of_measure = '元'
sensitivity = 'personal'
[[column]]
id = 'phone'
name = '电话'
type = 'text'
sensitivity = 'personal'
[[column]]
id = 'age'
name = '年龄'
type = 'integer'
formula = '=DATEDIF([@出生日期],TODAY(),"Y")'
sensitivity = 'personal'
[[validation]]
id = 'income_sane'
formula = '=OR([@年收入]="",[@年收入]>=0)'
severity = 'flag'
zh = '年收入为负'
en = 'income is negative'
[[validation]]
id = 'income_large'
formula = '=OR([@年收入]="",[@年收入]<1000000)'
severity = 'warn'
zh = '年收入超过百万'
en = 'income over a million'
[[validation]]
id = 'old_enough'
formula = '=OR([@出生日期]="",[@年龄]<120)'
severity = 'refuse'
zh = '年龄超过120岁'
en = 'older than 120'
[[validation]]
id = 'phone_once'
formula = '=OR([@电话]="",COUNTIFS(人员[电话],[@电话])=1)'
severity = 'flag'
zh = '电话与他人重复'
en = 'somebody else has this phone'
)";

inline constexpr std::string_view kPlace = R"(id = 'place'
name = '场所'
[[column]]
id = 'name'
name = '名称'
type = 'text'
[[column]]
id = 'unit'
name = '单位'
type = 'unit'
[[column]]
id = 'credit_code'
name = '信用代码'
type = 'text'
check = 'credit_code'
)";

enum PersonColumn : size_t { kId, kName, kUnit, kSex, kBirth, kKinds, kIncome, kPhone, kAge };

template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

inline void write(const std::string& path, std::string_view text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

// A pack "people" in a folder of its own, as a test likes it.
inline std::string write_pack(const std::string& folder, int version = 1,
                              std::string_view person = kPerson, std::string_view migrations = "") {
    const std::string pack = folder + "/people";
    std::filesystem::remove_all(pack);
    write(pack + "/pack.toml", "id = 'people'\nname = '人员'\nname_en = 'People'\nversion = " +
                                   std::to_string(version) + "\n");
    write(pack + "/codes.toml", kCodes);
    write(pack + "/ledgers/person.toml", person);
    write(pack + "/ledgers/place.toml", kPlace);
    if (!migrations.empty()) write(pack + "/migrations.toml", migrations);
    return pack;
}

class SiteTest : public ::testing::Test {
  protected:
    SiteTest() : data_(folder_.path() + "/data") {
        packs_ = {write_pack(folder_.path())};
        site_.emplace(must(Site::create(data_, kUnits, packs_, clock_)));
    }
    void reopen(OpenMode mode = OpenMode::kWrite) {
        site_.reset();
        site_.emplace(must(Site::open(data_, mode, clock_)));
    }
    // Id, name, unit, income of people; further columns by the caller.
    static ledger::Change person(std::string id, std::string name, ledger::Field unit = kVillageA,
                                 ledger::Field income = {}) {
        ledger::Field key;
        if (!id.empty()) key = std::move(id);
        ledger::Change change;
        change.fields = {key, std::move(name), std::move(unit), std::move(income)};
        return change;
    }
    ApplyReport put(std::vector<ledger::Change> changes, ImportRun* run = nullptr,
                    std::optional<Date> effective_on = {}) {
        return must(site_->apply({.ledger = "person",
                                  .columns = {kId, kName, kUnit, kIncome},
                                  .changes = std::move(changes)},
                                 {"clerk", "people.csv", effective_on}, run));
    }
    ApplyReport put_columns(std::vector<size_t> columns, std::vector<ledger::Field> fields,
                            ledger::ChangeKind kind = ledger::ChangeKind::kPut,
                            ledger::RowId row = 0) {
        return must(
            site_->apply({.ledger = "person",
                          .columns = std::move(columns),
                          .changes = {{.kind = kind, .row = row, .fields = std::move(fields)}}},
                         {"clerk", "cli", {}}));
    }
    std::vector<std::string> rules(const ledger::RowOutcome& outcome) {
        std::vector<std::string> rules;
        for (const ledger::Remark& remark : outcome.remarks) rules.push_back(remark.rule);
        return rules;
    }
    std::vector<std::string> flags(const char* ledger = "person") {
        std::vector<std::string> out;
        for (const FlaggedRow& row : must(site_->flagged(ledger))) {
            out.push_back(std::to_string(row.flag.row) + " " + row.flag.column + " " +
                          row.flag.rule);
        }
        return out;
    }
    void expect_sound() {
        for (const ledger::Finding& finding : must(site_->check())) {
            ADD_FAILURE() << finding.place << ": " << finding.message.en;
        }
    }
    // The value of a formula for a unit.
    std::string eval(std::string_view text, org::UnitCode unit = kTown,
                     std::optional<Date> as_of = {}, std::optional<Timestamp> known_at = {}) {
        const Date day = as_of.value_or(clock_.today());
        const formula::Formula f = must(formula::compile(text, site_->catalog()));
        const auto world =
            must(site_->world({.as_of = day,
                               .known_at = known_at,
                               .columns = {f.columns().begin(), f.columns().end()}}));
        formula::Evaluator evaluator(site_->catalog(), *world,
                                     {.unit = *world->tree->find(unit),
                                      .as_of = day,
                                      .period = {day, day},
                                      .filled_on = day});
        PastWorlds past(*site_, f.columns(), known_at);
        evaluator.use_worlds(&past);
        const formula::Operand result = evaluator.evaluate(f);
        return formula::general_text(std::get<formula::Value>(result));
    }

    TemporaryFolder folder_;
    std::string data_;
    FixedClock clock_{*Date::from_civil(2026, 10, 3)};
    std::vector<std::string> packs_;
    std::optional<Site> site_;
};

}  // namespace yitao::site::testing
