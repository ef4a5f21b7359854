#include "site/value_history.h"

#include <random>

#include "site/test_site.h"

namespace yitao::site {
namespace {

using namespace testing;

Date day(int month, int number) {
    return *Date::from_civil(2026, month, number);
}

class ValueHistoryTest : public SiteTest {
  protected:
    ValueHistoryTest() { clock_ = FixedClock(day(10, 8)); }

    HistoryPoint point(org::UnitCode unit, Date as_of, std::optional<Timestamp> known_at = {}) {
        auto tree = must(site_->tree(as_of));
        return {{.unit = *tree->find(unit),
                 .as_of = as_of,
                 .period = {as_of.month_start(), as_of.month_end()},
                 .filled_on = as_of},
                known_at};
    }
    ValueHistory history(const formula::Formula& f, org::UnitCode unit, Date from, Date to,
                         bool as_known_then = false) {
        asked_ = {.formula = &f};
        const auto known = [&](Date at) {
            return as_known_then ? std::optional(end_of_day(at)) : std::nullopt;
        };
        return must(ValueHistory::between(*site_, asked_, point(unit, from, known(from)),
                                          point(unit, to, known(to))));
    }
    formula::Formula compiled(std::string_view text) {
        return must(formula::compile(text, site_->catalog()));
    }
    void change(std::string id, std::vector<size_t> columns, std::vector<ledger::Field> fields,
                std::optional<Date> effective_on,
                ledger::ChangeKind kind = ledger::ChangeKind::kPut) {
        columns.insert(columns.begin(), kId);
        fields.insert(fields.begin(), std::move(id));
        must(site_->apply({.ledger = "person",
                           .columns = std::move(columns),
                           .changes = {{.kind = kind, .line = 7, .fields = std::move(fields)}}},
                          {"clerk", "people.csv", effective_on}));
    }

    report::AskedCell asked_;
};

TEST_F(ValueHistoryTest, TellsEntriesWithWhoAndBeforeAndAfter) {
    put({person("A1", "张美玲"), person("A2", "李四"), person("A3", "王五", kVillageB)});
    change("A1", {kSex}, {std::string("女")}, day(10, 5));
    change("A3", {kUnit}, {kVillageA}, day(10, 6));
    change("A2", {kPhone}, {std::string("13812345678")}, day(10, 7));  // moves nothing
    const auto f = compiled("=COUNTIFS(人员[性别],\"<>男\")");
    for (const auto& [unit, moved] : {std::pair{kVillageA, 1}, {kVillageB, -1}, {kTown, 0}}) {
        ValueHistory told = history(f, unit, day(9, 30), day(10, 31));
        const auto rows = must(told.page(0, 0, 10, report::Personal::kMasked));
        ASSERT_EQ(rows.size(), moved == 0 ? 0U : 1U);
        if (moved == 0) continue;
        EXPECT_EQ(rows[0].moved, moved);
        ASSERT_EQ(rows[0].entries.size(), 1U);
        const ledger::JournalEntry& entry = rows[0].entries[0];
        EXPECT_EQ(entry.kind, ledger::EntryKind::kMove);
        EXPECT_EQ(entry.who, "clerk");
        EXPECT_EQ(entry.through, "people.csv");
        EXPECT_EQ(entry.effective_on, day(10, 6));
        ASSERT_EQ(entry.changes.size(), 1U);
        EXPECT_EQ(entry.changes[0].before, ledger::Field(kVillageB));
        EXPECT_EQ(entry.changes[0].after, ledger::Field(kVillageA));
        EXPECT_EQ(std::get<std::string>(rows[0].fields[kName]), "王五");
    }
    const auto women = compiled("=COUNTIFS(人员[性别],\"女\")");
    ValueHistory told = history(women, kTown, day(9, 30), day(10, 31));
    const auto rows = must(told.page(0, 0, 10, report::Personal::kMasked));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].entries[0].changes[0].column, "sex");
    EXPECT_EQ(rows[0].cells_after, std::vector<std::string>{"女"});
}

TEST_F(ValueHistoryTest, ABirthdayIsThePassingOfTime) {
    put({person("A1", "张美玲")});
    change("A1", {kBirth}, {int64_t{Date::from_civil(1946, 10, 15)->days}}, kEarliestDate);
    const auto f = compiled("=COUNTIFS(人员[年龄],\">=80\")");
    ValueHistory told = history(f, kTown, day(9, 30), day(10, 31));
    const auto rows = must(told.page(0, 0, 10, report::Personal::kMasked));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].moved, 1);
    EXPECT_EQ(rows[0].by, MovedBy::kTime);
    EXPECT_TRUE(rows[0].entries.empty());
    EXPECT_EQ(rows[0].cells_before, std::vector<std::string>{"79"});
    EXPECT_EQ(rows[0].cells_after, std::vector<std::string>{"80"});
}

TEST_F(ValueHistoryTest, WhatCameInLateMovesOnlyWhatWasKnownThen) {
    put({person("A1", "张美玲")});  // holds since ever, recorded on 8 October
    const auto f = compiled("=COUNTA(人员[姓名])");
    EXPECT_TRUE(history(f, kTown, day(10, 5), day(10, 31)).parts()[0].rows.empty());
    ValueHistory told = history(f, kTown, day(10, 5), day(10, 31), true);
    const auto rows = must(told.page(0, 0, 10, report::Personal::kMasked));
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_EQ(rows[0].entries.size(), 1U);
    EXPECT_EQ(rows[0].entries[0].kind, ledger::EntryKind::kInsert);
}

TEST_F(ValueHistoryTest, AUnitThatChangesItsParentIsAChangeOfUnits) {
    put({person("A1", "张美玲")});
    must(
        site_->update_units("code,name,level,parent,opened,closed\n"
                            "421221106000,潘家湾镇,township,,,\n"
                            "421221107000,另镇,township,,,\n"
                            "421221106001,甲村,village,421221106000,,2026-10-10\n"
                            "421221106001,甲村,village,421221107000,2026-10-10,\n"
                            "421221106002,乙村,village,421221106000,,\n",
                            {"office", "units.csv", {}}));
    const auto f = compiled("=COUNTA(人员[姓名])");
    ValueHistory told = history(f, kTown, day(9, 30), day(10, 31));
    const auto rows = must(told.page(0, 0, 10, report::Personal::kMasked));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].moved, -1);
    EXPECT_EQ(rows[0].by, MovedBy::kUnits);
}

// Random edits of all kinds with effective dates around the two days.
class Editing {
  public:
    Editing(Site& site, uint32_t seed) : site_(site), random_(seed) {}

    void edit() {
        const std::string id = "R" + std::to_string(below(40));
        const std::optional<Date> on =
            below(4) == 0 ? std::nullopt : std::optional(Date{day(9, 1).days + int(below(80))});
        ledger::Change change;
        change.kind = below(6) == 0 ? ledger::ChangeKind::kDelete : ledger::ChangeKind::kPut;
        std::vector<size_t> columns = {kId};
        change.fields = {id};
        if (change.kind == ledger::ChangeKind::kPut) {
            columns.insert(columns.end(), {kName, kUnit, kSex, kIncome, kBirth});
            const auto sex = below(2) == 0 ? "男" : "女";
            const ledger::Field income =
                below(5) == 0 ? ledger::Field() : ledger::Field(int64_t(below(1'000'000)));
            change.fields.insert(
                change.fields.end(),
                {std::string("某"), below(2) == 0 ? kVillageA : kVillageB, std::string(sex), income,
                 int64_t{Date::from_civil(1966, 8, 20)->days + int64_t(below(120))}});
        }
        must(site_.apply({.ledger = "person", .columns = columns, .changes = {change}},
                         {"clerk", "cli", on}));
    }

  private:
    size_t below(size_t limit) { return random_() % limit; }
    Site& site_;
    std::mt19937 random_;
};

TEST_F(ValueHistoryTest, ContributionsSumToTheDifference) {
    const uint32_t seed = std::random_device{}();
    SCOPED_TRACE(seed);
    Editing editing(*site_, seed);
    for (int i = 0; i < 250; ++i) {
        editing.edit();
        if (i % 25 == 0) clock_.advance(kMicrosecondsPerDay);
    }
    size_t moved_rows = 0;
    for (const char* text :
         {"=COUNTIFS(人员[性别],\"女\",人员[年龄],\">=60\")",
          "=SUMIFS(人员[年收入],人员[性别],\"男\")", "=COUNTA(人员[年收入])", "=SUM(人员[年收入])",
          "=COUNTIFS(人员[单位],\"421221106001\",人员[年收入],\">500\")"}) {
        const auto f = compiled(text);
        for (org::UnitCode unit : {kTown, kVillageA, kVillageB}) {
            for (bool then : {false, true}) {
                ValueHistory told = history(f, unit, day(10, 10), day(10, 25), then);
                const report::PartChanges& part = told.parts()[0];
                int128 total = 0;
                for (const report::RowChange& row : part.rows) total += row.moved;
                const double scale = static_cast<double>(power_of_ten(part.scale));
                EXPECT_EQ(std::llround(told.before().value().number() * scale) + int64_t(total),
                          std::llround(told.after().value().number() * scale))
                    << text;
                const auto rows = must(told.page(0, 0, 1'000, report::Personal::kMasked));
                for (const MovedRow& row : rows) {
                    EXPECT_EQ(row.entries.empty(), row.by != MovedBy::kEntries);
                }
                moved_rows += rows.size();
            }
        }
    }
    EXPECT_GT(moved_rows, 20U);
}

}  // namespace
}  // namespace yitao::site
