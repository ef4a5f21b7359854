// A live city after any changes through the site against worlds loaded from the store.
#include "site/live_city.h"

#include <fstream>
#include <random>
#include <set>

#include "formula/test_text.h"
#include "site/test_site.h"
#include "xlsx/writer.h"

namespace yitao::site::testing {
namespace {

// A workbook with one formula a row, bound by being there.
templates::Template form_of(const std::vector<std::string>& formulas, const Site& site,
                            const std::string& folder) {
    const std::string path = folder + "/form.xlsx";
    xlsx::Writer writer = must(xlsx::Writer::create(path));
    must(writer.add_sheet("表", {30}));
    for (uint32_t row = 0; row < formulas.size(); ++row) {
        must(writer.write({row, 0}, formulas[row], xlsx::WriteStyle::kText));
    }
    must(writer.close());
    return must(templates::Template::open_file(path, path, site.catalog()));
}

const std::vector<std::string> kFormulas = {
    "=COUNTIFS(人员[性别],\"女\",人员[年龄],\">=60\")",
    "=SUM(人员[年收入])",
    "=IFERROR(ROUND(SUM(人员[年收入])/COUNTA(人员[姓名]),2),\"无\")",
    "=COUNTIFS(人员[单位],\"421221106001\",人员[类别],\"低保\")",
    "=MAX(人员[年收入])-MIN(人员[年收入])",
    "=COUNTIFS(人员[出生日期],\"<=\"&EDATE(截至日期,-720))",
    "=SORT(FILTER(人员[姓名],人员[年龄]>=60,\"\"))",
    "=COUNTA(场所[名称])",
    "=COUNTIFS(单位[level],\"village\")",
    "=IFERROR(COUNTA(人员[姓名])/COUNTIFS(单位[level],\"village\"),0)",
    "=ASOF(截至日期-30,COUNTA(人员[姓名]))",
    "=本单位名称&COUNTA(人员[姓名])",
    "=SUMPRODUCT((人员[性别]=\"女\")*(人员[出生日期]<=截至日期-18000)*(人员[年龄]<>人员[年收入]))",
    "=SORTBY(FILTER(HSTACK(人员[姓名],人员[年龄]),人员[性别]=\"女\",\"\"),"
    "FILTER(人员[出生日期],人员[性别]=\"女\",1),-1)",
    "=LET(各单位,FILTER(单位[code],单位[parent]=本单位,本单位),"
    "HSTACK(XLOOKUP(各单位,单位[code],单位[name]),COUNTIFS(人员[单位],各单位,人员[性别],\"女\"),"
    "SUMIFS(人员[年收入],人员[单位],各单位)))",
    "=COUNTIFS(人员[单位],\"*1001\",人员[性别],\"男\")",
};

class LiveCityTest : public SiteTest {
  protected:
    void open() {
        form_.emplace(form_of(kFormulas, *site_, folder_.path()));
        city_ = std::make_unique<LiveCity>(*site_);
    }
    // Every cell of every unit against the same formula over a world from the store.
    void expect_exact(uint32_t report, Date as_of) {
        for (uint32_t i = 0; i < form_->bindings().size(); ++i) {
            const formula::Formula& f = form_->bindings()[i].formula;
            const auto world =
                must(site_->world({.as_of = as_of,
                                   .known_at = {},
                                   .columns = {f.columns().begin(), f.columns().end()}}));
            PastWorlds past(*site_, f.columns());
            for (org::UnitIndex unit = 0; unit < world->tree->size(); ++unit) {
                formula::Evaluator evaluator(site_->catalog(), *world,
                                             {.unit = unit,
                                              .as_of = as_of,
                                              .period = {as_of.month_start(), as_of},
                                              .filled_on = as_of});
                evaluator.use_worlds(&past);
                ASSERT_EQ(formula::shown_text(must(city_->value(report, i, unit))),
                          formula::shown_text(evaluator.evaluate(f)))
                    << f.text() << " unit " << unit << " as of " << as_of.iso();
            }
        }
    }
    std::vector<std::string> shown(uint32_t report) {
        std::vector<std::string> out;
        for (uint32_t i = 0; i < form_->bindings().size(); ++i) {
            for (org::UnitIndex unit = 0; unit < 3; ++unit) {
                out.push_back(formula::shown_text(must(city_->value(report, i, unit))));
            }
        }
        return out;
    }
    // What differs from before is told, and what is told for certain does differ.
    void expect_told(uint32_t report, const std::vector<std::string>& before) {
        std::map<size_t, bool> told;
        for (const CellUpdate& update : city_->take_updates()) {
            ASSERT_EQ(update.report, report);
            told[update.binding * 3 + update.unit] |= update.is_certain;
        }
        const std::vector<std::string> after = shown(report);
        for (size_t i = 0; i < after.size(); ++i) {
            const bool differs = before[i] != after[i];
            EXPECT_TRUE(told.contains(i) || !differs) << i << " " << after[i];
            EXPECT_TRUE(differs || !told.contains(i) || !told[i]) << i << " " << after[i];
        }
    }
    std::optional<templates::Template> form_;
    std::unique_ptr<LiveCity> city_;
};

TEST_F(LiveCityTest, EveryChangeReachesEveryDate) {
    open();
    std::mt19937 random(7);
    const Date today = clock_.today();
    const Date month_end = Date{today.month_start().days - 1};
    const uint32_t now = must(city_->add_report(*form_, today, {today.month_start(), today}));
    const uint32_t before =
        must(city_->add_report(*form_, month_end, {month_end.month_start(), month_end}));
    std::map<std::string, bool> people;
    for (int i = 0; i < 60; ++i) {
        ledger::Batch batch{.ledger = "person",
                            .columns = {kId, kName, kUnit, kSex, kBirth, kIncome},
                            .changes = {}};
        const std::string id = "P" + std::to_string(random() % 15);
        const bool removes = people.contains(id) && random() % 4 == 0;
        const std::vector<ledger::Field> fields = {
            id,
            "人" + id,
            random() % 2 == 0 ? kVillageA : kVillageB,
            std::string(random() % 2 == 0 ? "男" : "女"),
            int64_t{today.days} - 15000 - static_cast<int64_t>(random() % 15000),
            static_cast<int64_t>(random() % 90000)};
        batch.changes.push_back(
            {.kind = removes ? ledger::ChangeKind::kDelete : ledger::ChangeKind::kPut,
             .row = 0,
             .line = 0,
             .fields = fields});
        people[id] = true;
        ledger::EntryInfo info{.who = "clerk", .through = "test", .effective_on = {}};
        // Corrections of last month, facts of today, facts that hold only next week.
        if (random() % 3 == 0) info.effective_on = Date{today.days - 40};
        if (random() % 5 == 0) info.effective_on = Date{today.days + 7};
        auto applied = site_->apply(std::move(batch), info);
        ASSERT_TRUE(applied.has_value()) << applied.error().text();
        ASSERT_FALSE(city_->failure().has_value());
        if (i % 6 != 5) continue;
        ASSERT_NO_FATAL_FAILURE(expect_exact(now, today)) << "change " << i;
        ASSERT_NO_FATAL_FAILURE(expect_exact(before, month_end)) << "change " << i;
    }
    // A week goes by, a day at a time: ages move and what was recorded ahead begins to hold.
    Date day = today;
    for (int i = 0; i < 8; ++i) {
        const Date next{day.days + 1};
        (void)city_->take_updates();
        const std::vector<std::string> yesterday = shown(now);
        ASSERT_TRUE(city_->advance(day, next).has_value());
        ASSERT_NO_FATAL_FAILURE(expect_told(now, yesterday));
        day = next;
        ASSERT_NO_FATAL_FAILURE(expect_exact(now, day));
    }
    ASSERT_NO_FATAL_FAILURE(expect_exact(before, month_end));
}

TEST_F(LiveCityTest, UpdatesNameTheCellsThatDiffer) {
    open();
    const Date today = clock_.today();
    const uint32_t report = must(city_->add_report(*form_, today, {today.month_start(), today}));
    ledger::Batch batch{
        .ledger = "person", .columns = {kId, kName, kUnit, kSex, kBirth, kIncome}, .changes = {}};
    batch.changes.push_back(
        {.kind = ledger::ChangeKind::kPut,
         .row = 0,
         .line = 0,
         .fields = {std::string("P1"), std::string("甲"), kVillageA, std::string("女"),
                    int64_t{today.days} - 10000, int64_t{1000}}});
    (void)must(site_->apply(std::move(batch), {.who = "c", .through = "t", .effective_on = {}}));
    std::set<uint32_t> certain;
    std::set<uint32_t> lists;
    const auto tree = must(site_->tree(today));
    for (const CellUpdate& update : city_->take_updates()) {
        EXPECT_EQ(update.report, report);
        EXPECT_NE(update.unit, *tree->find(kVillageB));
        (update.is_certain ? certain : lists).insert(update.binding);
    }
    // The sum, what is made of numbers of people, the list of women, the table of units; no woman
    // over 60, no range yet, no place. Who came without a date may have been there then.
    EXPECT_EQ(certain, (std::set<uint32_t>{1, 2, 9, 11, 13}));
    EXPECT_EQ(lists, (std::set<uint32_t>{10, 14}));
    EXPECT_TRUE(city_->take_updates().empty());
}

// Where the row was then, though nothing of today is another.
TEST_F(LiveCityTest, WhatMovesThePastAloneIsTold) {
    const std::vector<std::string> formulas = {"=ASOF(截至日期-30,SUM(人员[年收入]))"};
    form_.emplace(form_of(formulas, *site_, folder_.path()));
    city_ = std::make_unique<LiveCity>(*site_);
    const Date today = clock_.today();
    const auto put = [&](org::UnitCode unit, int64_t income, int32_t days_ago) {
        ledger::Batch batch{
            .ledger = "person", .columns = {kId, kName, kUnit, kIncome}, .changes = {}};
        batch.changes.push_back({.kind = ledger::ChangeKind::kPut,
                                 .row = 0,
                                 .line = 0,
                                 .fields = {std::string("P1"), std::string("甲"), unit, income}});
        const Date from{today.days - days_ago};
        (void)must(
            site_->apply(std::move(batch), {.who = "c", .through = "t", .effective_on = from}));
    };
    put(kVillageA, 10000, 400);
    put(kVillageB, 20000, 10);  // moved, and earns more
    const uint32_t report = must(city_->add_report(*form_, today, {today.month_start(), today}));
    const auto tree = must(site_->tree(today));
    const org::UnitIndex village_a = *tree->find(kVillageA);
    EXPECT_EQ(formula::shown_text(must(city_->value(report, 0, village_a))), "100");
    (void)city_->take_updates();
    put(kVillageA, 15000, 50);
    EXPECT_EQ(formula::shown_text(must(city_->value(report, 0, village_a))), "150");
    EXPECT_EQ(formula::shown_text(must(city_->value(report, 0, 0))), "150");
    std::set<org::UnitIndex> told;
    for (const CellUpdate& update : city_->take_updates()) told.insert(update.unit);
    EXPECT_TRUE(told.contains(village_a) && told.contains(0));
}

TEST_F(LiveCityTest, RowsOfAFormThatBelongToOtherUnitsShowNothing) {
    const std::string path = folder_.path() + "/villages.xlsx";
    xlsx::Writer writer = must(xlsx::Writer::create(path));
    must(writer.add_sheet("表", {30}));
    must(writer.write({0, 0}, "甲村", xlsx::WriteStyle::kText));
    must(writer.close());
    std::ofstream(folder_.path() + "/villages.bindings.toml")
        << "[[cell]]\nsheet = \"表\"\ncell = \"B1\"\nfor_unit = \"421221106001\"\n"
           "formula = '=COUNTIFS(人员[单位],\"421221106001\")'\n";
    form_.emplace(must(templates::Template::open_file(path, path, site_->catalog())));
    ASSERT_EQ(form_->bindings().size(), 1U);
    city_ = std::make_unique<LiveCity>(*site_);
    const Date today = clock_.today();
    const uint32_t report = must(city_->add_report(*form_, today, {today.month_start(), today}));
    ledger::Batch batch{.ledger = "person", .columns = {kId, kName, kUnit}, .changes = {}};
    batch.changes.push_back({.kind = ledger::ChangeKind::kPut,
                             .row = 0,
                             .line = 0,
                             .fields = {std::string("P1"), std::string("甲"), kVillageA}});
    (void)must(site_->apply(std::move(batch), {.who = "c", .through = "t", .effective_on = {}}));
    const auto tree = must(site_->tree(today));
    EXPECT_EQ(formula::shown_text(must(city_->value(report, 0, 0))), "1");
    EXPECT_EQ(formula::shown_text(must(city_->value(report, 0, *tree->find(kVillageA)))), "1");
    EXPECT_EQ(formula::shown_text(must(city_->value(report, 0, *tree->find(kVillageB)))), "");
    for (const CellUpdate& update : city_->take_updates()) {
        EXPECT_NE(update.unit, *tree->find(kVillageB));
    }
}

TEST_F(LiveCityTest, ReportsComeAndGoWhileItRuns) {
    open();
    const Date today = clock_.today();
    const formula::Period month{today.month_start(), today};
    const uint32_t first = must(city_->add_report(*form_, today, month));
    const uint32_t second = must(city_->add_report(*form_, today, month));
    city_->remove_report(first);
    EXPECT_FALSE(city_->value(first, 0, 0).has_value());
    ledger::Batch batch{.ledger = "person", .columns = {kId, kName, kUnit, kIncome}, .changes = {}};
    batch.changes.push_back(
        {.kind = ledger::ChangeKind::kPut,
         .row = 0,
         .line = 0,
         .fields = {std::string("P9"), std::string("乙"), kVillageB, int64_t{700}}});
    (void)must(site_->apply(std::move(batch), {.who = "c", .through = "t", .effective_on = {}}));
    ASSERT_NO_FATAL_FAILURE(expect_exact(second, today));
    const uint32_t third = must(city_->add_report(*form_, today, month));
    ASSERT_NO_FATAL_FAILURE(expect_exact(third, today));
    city_->remove_report(second);
    city_->remove_report(third);
    EXPECT_TRUE(city_->dates().empty());
}

TEST_F(LiveCityTest, UnitsMergeAndSubjectsAreForgotten) {
    open();
    const Date today = clock_.today();
    const uint32_t report = must(city_->add_report(*form_, today, {today.month_start(), today}));
    ledger::Batch batch{.ledger = "person", .columns = {kId, kName, kUnit, kIncome}, .changes = {}};
    for (int i = 0; i < 6; ++i) {
        batch.changes.push_back({.kind = ledger::ChangeKind::kPut,
                                 .row = 0,
                                 .line = 0,
                                 .fields = {"P" + std::to_string(i), std::string("丙"),
                                            i % 2 == 0 ? kVillageA : kVillageB, int64_t{100}}});
    }
    (void)must(site_->apply(std::move(batch), {.who = "c", .through = "t", .effective_on = {}}));
    const std::string merged =
        "code,name,level,parent,opened,closed,replaced_by\n"
        "421221106000,潘家湾镇,township,,,,\n"
        "421221106001,甲村,village,421221106000,,,\n"
        "421221106002,乙村,village,421221106000,,2026-10-02,421221106001\n";
    const Date month_end{today.month_start().days - 1};
    const uint32_t before =
        must(city_->add_report(*form_, month_end, {month_end.month_start(), month_end}));
    (void)city_->take_updates();
    using Place = std::pair<uint32_t, org::UnitCode>;
    const auto shown_by_code = [&] {
        std::map<Place, std::string> out;
        const auto tree = must(site_->tree(today));
        for (uint32_t i = 0; i < form_->bindings().size(); ++i) {
            for (org::UnitIndex unit = 0; unit < tree->size(); ++unit) {
                out[{i, tree->unit(unit).code}] =
                    formula::shown_text(must(city_->value(report, i, unit)));
            }
        }
        return out;
    };
    const std::map<Place, std::string> old = shown_by_code();
    ASSERT_TRUE(
        site_->update_units(merged, {.who = "c", .through = "t", .effective_on = {}}).has_value());
    ASSERT_NO_FATAL_FAILURE(expect_exact(report, today));
    ASSERT_NO_FATAL_FAILURE(expect_exact(before, month_end));
    const std::vector<CellUpdate> told = city_->take_updates();
    EXPECT_FALSE(told.empty());
    // At the end of the last month the register says what it said.
    const std::map<Place, std::string> now = shown_by_code();
    std::map<Place, bool> places;
    for (const CellUpdate& update : told) {
        EXPECT_EQ(update.report, report);
        places[{update.binding, must(site_->tree(today))->unit(update.unit).code}] =
            update.is_certain;
    }
    size_t moved = 0;
    for (const auto& [place, text] : now) {
        const bool differs = old.at(place) != text;
        moved += differs ? 1 : 0;
        if (differs) {
            EXPECT_TRUE(places.contains(place)) << place.first;
        } else {
            EXPECT_FALSE(places.contains(place) && places.at(place)) << place.first;
        }
    }
    EXPECT_GT(moved, 3U);  // 甲村 has the people of 乙村 now
    ASSERT_TRUE(site_->forget("P0", {.who = "c", .through = "t", .effective_on = {}}).has_value());
    ASSERT_NO_FATAL_FAILURE(expect_exact(report, today));
    EXPECT_EQ(formula::shown_text(must(city_->value(report, 1, 0))), "5");
}

}  // namespace
}  // namespace yitao::site::testing
