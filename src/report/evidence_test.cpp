#include "report/evidence.h"

#include <gtest/gtest.h>

#include <random>

#include "formula/test_aggregates.h"
#include "report/period.h"

namespace yitao::report {
namespace {

using formula::AggregateCall;
using formula::TestLedger;

formula::Formula compiled(std::string_view text, const formula::Catalog& catalog) {
    auto formula = formula::compile(text, catalog);
    if (!formula) throw std::runtime_error(formula.error().text());
    return *formula;
}

Evidence gathered(const formula::Formula& f, const TestLedger& ledger, org::UnitIndex unit = 0) {
    auto evidence = Evidence::gather({.formula = &f}, ledger.catalog, ledger.world,
                                     ledger.scope(unit), nullptr);
    if (!evidence) throw std::runtime_error(evidence.error().text());
    return *std::move(evidence);
}

// Which of the rows the aggregate counts.
std::vector<uint32_t> naive_part(const TestLedger& ledger, const AggregateCall& call,
                                 org::UnitIndex unit) {
    std::vector<uint32_t> rows;
    for (size_t row : formula::naive_rows(ledger, call, unit)) {
        if (call.aggregate == formula::Aggregate::kCountValues &&
            ledger.cells[row][call.value->column].is_blank()) {
            continue;
        }
        if (call.aggregate == formula::Aggregate::kCountNumbers &&
            !ledger.cells[row][call.value->column].is_number()) {
            continue;
        }
        rows.push_back(static_cast<uint32_t>(row));
    }
    return rows;
}

void expect_pages(const MatchedRows& rows, const std::vector<uint32_t>& wanted, size_t step) {
    EXPECT_EQ(rows.count(), wanted.size());
    EXPECT_EQ(rows.all(), wanted);
    std::vector<uint32_t> read;
    for (size_t first = 0; first < wanted.size() + step; first += step) {
        for (uint32_t row : rows.page(first, step)) read.push_back(row);
    }
    EXPECT_EQ(read, wanted);
}

TEST(Evidence, PagesAreTheRowsAPlainFilterFinds) {
    const uint32_t seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 12; ++round) {
        const size_t size = round == 0 ? 0 : 50 + random() % (round < 3 ? 20'000 : 800);
        TestLedger ledger = TestLedger::random(random(), size);
        for (int i = 0; i < 40; ++i) {
            const AggregateCall call = formula::random_call(random, ledger);
            const auto unit = static_cast<org::UnitIndex>(random() % ledger.world.tree->size());
            const auto scope = ledger.scope(unit);
            const auto behind = formula::rows_behind(call, {ledger.catalog, ledger.world, scope});
            ASSERT_TRUE(behind);
            const Takes takes = call.aggregate == formula::Aggregate::kCountValues ? Takes::kValues
                                : call.aggregate == formula::Aggregate::kCountNumbers
                                    ? Takes::kNumbers
                                    : Takes::kAllRows;
            const MatchedRows rows(
                *ledger.schema, ledger.world.tables[0], behind->ranges, behind->conditions, takes,
                takes == Takes::kAllRows ? -1 : static_cast<int>(call.value->column));
            expect_pages(rows, naive_part(ledger, call, unit), 1 + random() % 300);
            if (HasFailure()) return;
        }
    }
}

TEST(Evidence, EveryAggregateOfAFormulaIsAPart) {
    TestLedger ledger = TestLedger::random(3, 500);
    const auto f = compiled(
        "=IF(1,COUNTIFS(居民[sex],\"女\")/COUNTA(居民[name]),0)+"
        "SUM(COUNTIFS(居民[age],{\">60\",\"<6\"}))+AVERAGEIFS(居民[age],居民[sex],\"男\")",
        ledger.catalog);
    const Evidence evidence = gathered(f, ledger);
    ASSERT_EQ(evidence.parts().size(), 5U);
    EXPECT_EQ(evidence.parts()[0].text, "COUNTIFS(居民[sex],\"女\")");
    EXPECT_EQ(evidence.parts()[1].text, "COUNTA(居民[name])");
    EXPECT_EQ(evidence.parts()[2].text, "COUNTIFS(居民[age],\">60\")");
    EXPECT_EQ(evidence.parts()[3].text, "COUNTIFS(居民[age],\"<6\")");
    EXPECT_EQ(evidence.parts()[4].text, "AVERAGEIFS(居民[age],居民[sex],\"男\")");
    EXPECT_FALSE(evidence.parts()[4].is_additive());
    EXPECT_TRUE(evidence.not_listed().empty());
    const EvidencePage page = evidence.page(0, 0, 3, Personal::kMasked);
    EXPECT_EQ(page.headings, std::vector<std::string>{"sex"});
    ASSERT_EQ(page.rows.size(), 3U);
    EXPECT_EQ(page.rows[0].cells, std::vector<std::string>{"女"});
    EXPECT_FALSE(page.rows[0].unit_name.empty());
}

TEST(Evidence, FiltersAndCountingProductsListTheRowsTheyPick) {
    TestLedger ledger = TestLedger::random(4, 700);
    const auto counted =
        compiled("=COUNTIFS(居民[sex],\"女\",居民[born],\">=1990-1-1\")", ledger.catalog);
    const auto filtered = compiled(
        "=ROWS(FILTER(居民[name],(居民[sex]=\"女\")*(居民[born]>=DATE(1990,1,1))*(居民[born]<>\"\")"
        "))",
        ledger.catalog);
    const auto product =
        compiled("=SUMPRODUCT((居民[sex]=\"女\")*(居民[born]>=DATE(1990,1,1))*(居民[born]<>\"\"))",
                 ledger.catalog);
    for (org::UnitIndex unit : {0U, 1U}) {
        const Evidence wanted = gathered(counted, ledger, unit);
        for (const auto* f : {&filtered, &product}) {
            const Evidence evidence = gathered(*f, ledger, unit);
            ASSERT_EQ(evidence.parts().size(), 1U) << f->text();
            EXPECT_EQ(evidence.parts()[0].rows.all(), wanted.parts()[0].rows.all()) << f->text();
        }
    }
}

TEST(Evidence, WhatAFormulaSaysTwiceIsOnePart) {
    TestLedger ledger = TestLedger::random(8, 100);
    const auto f =
        compiled("=COUNTIFS(居民[sex],\"女\")/(COUNTIFS(居民[sex],\"女\")+COUNTA(居民[name]))",
                 ledger.catalog);
    EXPECT_EQ(gathered(f, ledger).parts().size(), 2U);
    const auto list = compiled(
        "=SORTBY(FILTER(HSTACK(居民[name],居民[age]*2),居民[sex]=\"女\"),"
        "FILTER(居民[age],居民[sex]=\"女\"),1)",
        ledger.catalog);
    const Evidence rows = gathered(list, ledger);
    EXPECT_EQ(rows.parts().size(), 1U);
    EXPECT_TRUE(rows.not_listed().empty());
}

TEST(Evidence, WhatIsNotRowByRowIsSaid) {
    TestLedger ledger = TestLedger::random(5, 50);
    const auto f =
        compiled("=XLOOKUP(\"张三\",居民[name],居民[age],0)+SUMPRODUCT(居民[age],居民[age])",
                 ledger.catalog);
    const Evidence evidence = gathered(f, ledger);
    EXPECT_TRUE(evidence.parts().empty());
    ASSERT_EQ(evidence.not_listed().size(), 2U);
    EXPECT_EQ(evidence.not_listed()[0].columns.size(), 2U);
    EXPECT_EQ(evidence.not_listed()[1].columns.size(), 1U);
}

TEST(Evidence, DatesOfCriteriaAreSaidAsDates) {
    TestLedger ledger = TestLedger::random(6, 50);
    const auto f = compiled("=COUNTIFS(居民[born],\">=\"&DATE(2000,1,1))", ledger.catalog);
    EXPECT_EQ(gathered(f, ledger).parts()[0].text, "COUNTIFS(居民[born],\">=2000-01-01\")");
}

TEST(Mask, LeavesEnoughToRecogniseARowBy) {
    ledger::Column text;
    text.sensitivity = ledger::Sensitivity::kPersonal;
    EXPECT_EQ(masked(text, "421221194610030012"), "421***********0012");
    EXPECT_EQ(masked(text, "13812345678"), "138****5678");
    EXPECT_EQ(masked(text, "张美玲"), "张**");
    EXPECT_EQ(masked(text, "张三"), "张**");
    EXPECT_EQ(masked(text, "K12"), "K**");
    EXPECT_EQ(masked(text, ""), "");
    ledger::Column day = text;
    day.type = ledger::ColumnType::kDate;
    EXPECT_EQ(masked(day, "1946-10-03"), "1946-**-**");
    ledger::Column code = text;
    code.type = ledger::ColumnType::kCode;
    EXPECT_EQ(masked(code, "女"), "女");
    code.sensitivity = ledger::Sensitivity::kSealed;
    EXPECT_EQ(masked(code, "女"), "***");
    text.sensitivity = ledger::Sensitivity::kInternal;
    EXPECT_EQ(masked(text, "张美玲"), "张美玲");
}

TEST(Period, OfTheSameKindAtAnotherDay) {
    const auto like = [](const char* period, const char* day) {
        const auto out = period_like(*parse_period(period), *Date::parse_iso(day));
        return out.start.iso() + " " + out.end.iso();
    };
    EXPECT_EQ(like("2026-10", "2026-09-30"), "2026-09-01 2026-09-30");
    EXPECT_EQ(like("2026Q3", "2026-06-30"), "2026-04-01 2026-06-30");
    EXPECT_EQ(like("2026", "2025-12-31"), "2025-01-01 2025-12-31");
    EXPECT_EQ(like("2026-10-05..2026-10-09", "2026-09-30"), "2026-10-05 2026-10-09");
}

}  // namespace
}  // namespace yitao::report
