#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "pack/lint.h"
#include "xlsx/writer.h"

namespace yitao::pack {
namespace {

using ledger::Column;
using ledger::ColumnType;
using ledger::Schema;
using ledger::Sensitivity;

Column column(std::string id, std::string name, ColumnType type = ColumnType::kText) {
    Column made;
    made.id = std::move(id);
    made.name = std::move(name);
    made.type = type;
    made.sensitivity = Sensitivity::kPersonal;
    return made;
}

Schema residents() {
    Schema schema{.id = "resident", .name = "居民", .name_en = "Residents", .pack = "base"};
    schema.key = {"id_number"};
    schema.subject = "id_number";
    schema.unit_column = "unit";
    schema.columns = {column("id_number", "身份证号"), column("name", "姓名"),
                      column("unit", "单位", ColumnType::kUnit),
                      column("disability_grade", "残疾等级", ColumnType::kInteger)};
    schema.columns[0].check = ledger::TextCheck::kIdentityNumber;
    schema.columns[2].sensitivity = Sensitivity::kInternal;
    return schema;
}

Schema places() {
    Schema schema{.id = "place", .name = "场所", .name_en = "Places", .pack = "base"};
    schema.unit_column = "unit";
    schema.columns = {column("unit", "单位", ColumnType::kUnit), column("risk_level", "风险等级")};
    for (Column& c : schema.columns) c.sensitivity = Sensitivity::kInternal;
    return schema;
}

Pack pack_of(std::vector<Schema> ledgers) {
    Pack pack;
    pack.id = "base";
    pack.directory = "packs/base";
    for (Schema& schema : ledgers) {
        pack.notes.push_back({.ledger = schema.id, .path = "packs/base/ledgers/x.toml"});
        pack.ledgers.push_back(std::move(schema));
    }
    return pack;
}

std::vector<Finding> lint_one(const Pack& pack) { return lint_declarations(std::span(&pack, 1)); }

TEST(Lint, HonestLedgersPass) {
    Schema assets{.id = "asset", .name = "应用", .pack = "burden"};
    assets.unit_column = "unit";
    assets.columns = {column("unit", "单位", ColumnType::kUnit), column("leader", "负责人姓名"),
                      column("has_checkin", "有打卡要求", ColumnType::kCode)};
    assets.columns[2].code_list = "yes_no";  // asks it of the app, holds nobody's check-ins
    for (Column& c : assets.columns) c.sensitivity = Sensitivity::kInternal;
    Pack pack = pack_of({residents(), places(), assets});
    std::vector<Finding> findings = lint_one(pack);
    EXPECT_TRUE(findings.empty()) << findings[0].place << findings[0].message.en;
}

// The constructs that must never come in, each planted alone into honest ledgers.
TEST(Lint, EveryWayOfWatchingPeopleIsRefused) {
    using Plant = void (*)(Schema& people, Schema& places, Pack& pack);
    const std::vector<std::pair<std::string_view, Plant>> plants = {
        {"a watch list", [](Schema&, Schema& p, Pack&) { p.name = "重点人员"; }},
        {"a watch list in English", [](Schema&, Schema& p, Pack&) { p.id = "watch_list"; }},
        {"a focus group as synonym",
         [](Schema& p, Schema&, Pack&) { p.synonyms = {"重点人群台账"}; }},
        {"a score", [](Schema& p, Schema&, Pack&) { p.columns.push_back(column("s", "综合评分")); }},
        {"points",
         [](Schema&, Schema& p, Pack&) { p.columns.push_back(column("points", "文明积分")); }},
        {"a control level",
         [](Schema& p, Schema&, Pack&) { p.columns.push_back(column("c", "管控等级")); }},
        {"a risk level of a person",
         [](Schema& p, Schema&, Pack&) { p.columns.push_back(column("riskLevel", "层级")); }},
        {"a trail", [](Schema&, Schema& p, Pack&) { p.columns.push_back(column("t", "巡查轨迹")); }},
        {"a GPS trail",
         [](Schema&, Schema& p, Pack&) { p.columns.push_back(column("gps_track", "路线")); }},
        {"check-ins",
         [](Schema&, Schema& p, Pack&) { p.columns.push_back(column("d", "打卡次数")); }},
        {"check-ins in English",
         [](Schema&, Schema& p, Pack&) { p.columns.push_back(column("check_in_count", "次数")); }},
        {"online time",
         [](Schema&, Schema& p, Pack&) { p.columns.push_back(column("o", "在线时长")); }},
        {"log-ins", [](Schema&, Schema& p, Pack&) { p.columns.push_back(column("l", "登录次数")); }},
        {"a ranking",
         [](Schema&, Schema& p, Pack&) { p.columns.push_back(column("r", "干部排名")); }},
        {"a ranking by formula",
         [](Schema& p, Schema&, Pack&) {
             p.columns.push_back(column("place", "顺序", ColumnType::kInteger));
             p.columns.back().formula = "=RANK.EQ([@残疾等级],居民[残疾等级])";
         }},
        {"counting a person's matters",
         [](Schema& p, Schema&, Pack&) {
             p.columns.push_back(column("visits", "来访", ColumnType::kInteger));
             p.columns.back().formula = "=COUNTIFS(居民[身份证号],[@身份证号])";
         }},
        {"a rule over a person",
         [](Schema& p, Schema&, Pack&) {
             p.validations.push_back({"repeat", "=COUNTIFS(居民[ 身份证号 ],[@姓名])<3"});
         }},
        {"a rule named so",
         [](Schema& p, Schema&, Pack&) { p.validations.push_back({"key_person_alert", "=TRUE"}); }},
        {"faces", [](Schema& p, Schema&, Pack&) { p.columns.push_back(column("f", "人脸特征")); }},
        {"codes of control",
         [](Schema&, Schema&, Pack& pack) {
             pack.code_lists.push_back({"kind", "类别", "", {{"普通"}, {"稳控对象"}}});
         }},
        {"a label", [](Schema& p, Schema&, Pack&) { p.columns.push_back(column("g", "标签")); }},
        {"a report",
         [](Schema&, Schema&, Pack& pack) {
             pack.reports.push_back({"干部在线时长排名表", "packs/base/reports/x.xlsx", ""});
         }},
    };
    ASSERT_GE(plants.size(), 20U);
    for (const auto& [what, plant] : plants) {
        Pack pack;
        Schema people = residents();
        Schema place = places();
        plant(people, place, pack);
        Pack whole = pack_of({people, place});
        whole.code_lists = pack.code_lists;
        whole.reports = pack.reports;
        for (Schema& schema : whole.ledgers) {  // not what is tested here
            for (Column& c : schema.columns) c.sensitivity = Sensitivity::kPersonal;
        }
        std::vector<Finding> findings = lint_one(whole);
        ASSERT_EQ(findings.size(), 1U) << what;
        EXPECT_TRUE(findings[0].rule.starts_with("person-")) << what;
        EXPECT_FALSE(check_packs(std::span(&whole, 1))) << what;
    }
}

// What stands in a report's cells and bindings is read too.
TEST(Lint, ReportsAreReadCellByCell) {
    std::string path = fmt::format("{}/yitao_lint_{}.xlsx", testing::TempDir(), ::getpid());
    auto findings_with = [&](const std::string& text) {
        auto writer = xlsx::Writer::create(path);
        EXPECT_TRUE(writer && writer->add_sheet("表", {}) && writer->write({3, 1}, text) &&
                    writer->close());
        Pack pack = pack_of({residents()});
        pack.reports.push_back({"月报", path, ""});
        return lint(std::span(&pack, 1));
    };
    EXPECT_TRUE(findings_with("=FILTER(居民[身份证号],居民[残疾等级]=1)").empty());
    EXPECT_TRUE(findings_with("注：按单位列示，不对个人排名。").empty());
    for (const char* text :
         {"村干部打卡次数", "=COUNTIFS(居民[身份证号],\"42*\")", "重点人员（人）"}) {
        auto findings = findings_with(text);
        ASSERT_EQ(findings.size(), 1U) << text;
        EXPECT_NE(findings[0].place.find("表!B4"), std::string::npos) << findings[0].place;
    }
    std::string bindings = path + ".bindings.toml";
    std::ofstream(bindings) << "B2 = '=COUNTIFS(居民[ 身份证号 ],1)'\n";
    Pack pack = pack_of({residents()});
    pack.reports.push_back({"月报", path, bindings});
    EXPECT_EQ(lint(std::span(&pack, 1)).size(), 2U);
    std::filesystem::remove(path);
    std::filesystem::remove(bindings);
    pack.reports = {{"月报", path, ""}};
    EXPECT_EQ(lint(std::span(&pack, 1)).at(0).rule, "report");
}

TEST(Lint, FormulasNameWhatIsThere) {
    Schema people = residents();
    people.columns.push_back(column("months", "月数", ColumnType::kInteger));
    people.columns.back().formula = "=[@残疾等级]*12";
    Pack pack = pack_of({people});
    EXPECT_TRUE(lint(std::span(&pack, 1)).empty());
    pack.ledgers[0].columns.back().formula = "=[@残疾登级]*12";
    std::vector<Finding> findings = lint(std::span(&pack, 1));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].rule, "formula");
    EXPECT_NE(findings[0].message.zh.find("残疾等级"), std::string::npos) << findings[0].message.zh;
}

TEST(Lint, PersonalFactsAreNotOpen) {
    Schema people = residents();
    people.columns[3].sensitivity = Sensitivity::kOpen;
    std::vector<Finding> findings = lint_one(pack_of({people}));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].rule, "person-openness");
    EXPECT_NE(findings[0].place.find("居民.残疾等级"), std::string::npos);

    Schema place = places();
    place.columns.push_back(column("resident", "住户姓名"));
    place.columns.back().sensitivity = Sensitivity::kInternal;
    EXPECT_EQ(lint_one(pack_of({place})).at(0).rule, "person-openness");
    place.columns.back().sensitivity = Sensitivity::kSealed;
    EXPECT_TRUE(lint_one(pack_of({place})).empty());
}

TEST(Lint, PicturesAreNeverMandatory) {
    Schema place = places();
    place.columns.push_back(column("photo", "现场照片"));
    EXPECT_TRUE(lint_one(pack_of({place})).empty());
    place.columns.back().required = true;
    EXPECT_EQ(lint_one(pack_of({place})).at(0).rule, "photo");
}

}  // namespace
}  // namespace yitao::pack
