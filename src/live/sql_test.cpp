// The SQL of conditions and measures, as text in both dialects. What it means is tested against the
// engine in tests/sql_test.cpp.
#include "live/sql.h"

#include <gtest/gtest.h>

#include <sstream>

#include "formula/test_ledger.h"
#include "live/engine.h"
#include "live/sql_answers.h"

namespace yitao::live {
namespace {

using formula::Aggregate;
using formula::TestLedger;
using formula::Value;

constexpr SqlDialect kClick = SqlDialect::kClickHouse;
constexpr SqlDialect kPostgres = SqlDialect::kPostgreSql;

// A few rows of known values.
struct Small {
    TestLedger ledger = TestLedger::random(1, 0);

    Small() {
        ledger::Table& table = ledger.world.tables[0];
        ledger.schema->columns[TestLedger::kScore].formula = "=1";
        ledger.schema->columns[TestLedger::kRemark].formula = "=1";
        fill(TestLedger::kName, {"Wang", "张三", "张三丰", "O'Neil\\", ""});
        fill(TestLedger::kSex, {"男", "女"});
        fill(TestLedger::kKinds, {"低保", "残疾、低保", "残疾"});
        table.columns[TestLedger::kOther].numbers = {421200000000, 421201000000};
    }
    void fill(size_t column, const std::vector<std::string>& texts) {
        ledger::DictionaryBuilder builder(ledger.world.tables[0].columns[column]);
        for (const std::string& text : texts) builder.code(text);
    }
    std::string condition(size_t column, const std::string& criterion, SqlDialect dialect) const {
        const ledger::Column& declared = ledger.schema->columns[column];
        const formula::Criterion parsed =
            formula::parse_criterion(criterion, formula::text_mode(declared.type));
        return sql_condition(parsed, declared, ledger.world.tables[0].columns[column], dialect)
            .text;
    }
};

TEST(Sql, ConditionsInPostgreSql) {
    struct Case {
        size_t column;
        std::string criterion;
        std::string sql;
    };
    const std::vector<Case> cases = {
        {TestLedger::kAge, ">=60", R"("age" >= 60)"},
        {TestLedger::kAge, "35", R"("age" = 35)"},
        {TestLedger::kAge, "<>5", R"(("age" IS NULL OR "age" <= 4 OR "age" >= 6))"},
        {TestLedger::kAge, "", R"("age" IS NULL)"},
        {TestLedger::kAge, "<>", R"("age" IS NOT NULL)"},
        {TestLedger::kAge, "x", "(1 = 0)"},
        {TestLedger::kAge, "<>x", ""},
        {TestLedger::kAmount, ">0.1", R"("amount" >= 11)"},
        {TestLedger::kBorn, "<2000-1-1", R"("born" <= 10956)"},
        {TestLedger::kScore, "<>0",
         R"((("score" IS NULL AND "_score_error" IS NULL) OR "score" <= -1 OR "score" >= 1 OR )"
         R"("_score_error" IS NOT NULL))"},
        {TestLedger::kScore, "#N/A", R"("_score_error" IN (6))"},
        {TestLedger::kSex, "男", R"("sex" = '男')"},
        {TestLedger::kSex, "<>男", R"(("sex" IS NULL OR "sex" <> '男'))"},
        {TestLedger::kSex, "=", R"("sex" IS NULL)"},
        {TestLedger::kName, "", R"(("name" IS NULL OR "name" = ''))"},
        {TestLedger::kName, "<>", R"("name" IS NOT NULL)"},
        {TestLedger::kName, "张*", R"("name" LIKE '张%' ESCAPE '!')"},
        {TestLedger::kName, "*三*", R"("name" LIKE '%三%' ESCAPE '!')"},
        {TestLedger::kName, "*5%", R"("name" LIKE '%5!%' ESCAPE '!')"},
        {TestLedger::kName, "wang", R"("name" = 'Wang')"},
        {TestLedger::kName, "o'neil*", R"("name" = 'O''Neil\')"},
        {TestLedger::kName, "张?", R"("name" = '张三')"},
        {TestLedger::kKinds, "低保", R"("kinds" IN ('低保', '残疾、低保'))"},
        {TestLedger::kKinds, "<>低保", R"(("kinds" IS NULL OR "kinds" = '残疾'))"},
        {TestLedger::kOther, "421201000000", R"("other" = 421201000000)"},
        {TestLedger::kRemark, "<>好", R"(("remark" IS NULL OR "remark" <> '好'))"},
    };
    const Small small;
    for (const Case& one : cases) {
        EXPECT_EQ(small.condition(one.column, one.criterion, kPostgres), one.sql) << one.criterion;
    }
}

TEST(Sql, ConditionsInClickHouseWhereTheyDiffer) {
    const Small small;
    EXPECT_EQ(small.condition(TestLedger::kName, "张*", kClick), R"(startsWith("name", '张'))");
    EXPECT_EQ(small.condition(TestLedger::kName, "*三", kClick), R"(endsWith("name", '三'))");
    EXPECT_EQ(small.condition(TestLedger::kName, "*三*", kClick), R"(position("name", '三') > 0)");
    EXPECT_EQ(small.condition(TestLedger::kName, "o*", kClick), R"("name" = 'O''Neil\\')");
}

formula::MeasureSet small_set(const TestLedger& ledger) {
    formula::MeasureSet set;
    const auto condition = [&](size_t column, const std::string& criterion) {
        const auto mode = formula::text_mode(ledger.schema->columns[column].type);
        return set.add_condition({0, column, formula::parse_criterion(criterion, mode)});
    };
    const uint32_t old = condition(TestLedger::kAge, ">=60");
    const uint32_t women = condition(TestLedger::kSex, "女");
    set.add({0, Aggregate::kCountRows, -1, {old, women}});
    set.add({0, Aggregate::kCountValues, TestLedger::kName, {}});
    set.add({0, Aggregate::kCountNumbers, TestLedger::kAge, {women}});
    set.add({0, Aggregate::kSum, TestLedger::kAmount, {old}});
    set.add({0, Aggregate::kAverage, TestLedger::kAge, {}});
    set.add({0, Aggregate::kMax, TestLedger::kBorn, {women}});
    set.add({0, Aggregate::kMin, TestLedger::kScore, {}});
    set.add({0, Aggregate::kCountDistinct, TestLedger::kName, {women}});
    set.add({0, Aggregate::kSum, TestLedger::kName, {}});  // texts add up to nothing: not asked
    return set;
}

TEST(Sql, QueryInPostgreSql) {
    const Small small;
    const formula::MeasureSet set = small_set(small.ledger);
    const SqlPlan plan(small.ledger.catalog, small.ledger.world, set, {.dialect = kPostgres});
    ASSERT_EQ(plan.queries().size(), 2U);
    EXPECT_EQ(plan.queries()[1].text, R"(SELECT "_ancestor" AS unit, m7
FROM (SELECT "_ancestor",
  count(DISTINCT CASE WHEN "sex" = '女' THEN nullif(lower("name"), '') END) AS m7
FROM (SELECT unit AS "_below", ancestor AS "_ancestor" FROM "yitao"."_unit_closure") AS c )"
                                      R"(LEFT JOIN "yitao"."people" p ON p."_unit" = c."_below"
GROUP BY "_ancestor") AS d
ORDER BY unit)");
    EXPECT_EQ(
        plan.queries()[0].text,
        R"(SELECT c.ancestor AS unit, coalesce(sum(pm0), 0) AS m0, )"
        R"(coalesce(sum(pm1), 0) AS m1, coalesce(sum(pm2), 0) AS m2, sum(pm3_sum) AS m3_sum, )"
        R"(coalesce(sum(pm4_count), 0) AS m4_count, sum(pm4_sum) AS m4_sum, max(pm5) AS m5, )"
        R"(min(pm6) AS m6, min(pm6_error) AS m6_error
FROM "yitao"."_unit_closure" c LEFT JOIN (SELECT "_unit",
  count(*) FILTER (WHERE "age" >= 60 AND "sex" = '女') AS pm0,
  count(*) FILTER (WHERE "name" IS NOT NULL) AS pm1,
  count(*) FILTER (WHERE "sex" = '女' AND "age" IS NOT NULL) AS pm2,
  sum("amount") FILTER (WHERE "age" >= 60) AS pm3_sum,
  count(*) FILTER (WHERE "age" IS NOT NULL) AS pm4_count,
  sum("age") AS pm4_sum,
  max(("born" + CASE WHEN "born" <= -25509 THEN 25568 ELSE 25569 END)) FILTER (WHERE "sex" = '女') AS pm5,
  min("score") AS pm6,
  min(("_row" * 16 + "_score_error")) AS pm6_error
  FROM "yitao"."people"
  GROUP BY "_unit") p ON p."_unit" = c.unit
GROUP BY c.ancestor ORDER BY c.ancestor)");
}

TEST(Sql, QueryInClickHouse) {
    Small small;
    // So large that 64 bits cannot hold the sum of as many rows.
    small.ledger.world.tables[0].columns[TestLedger::kAmount].numbers = {INT64_MAX};
    const formula::MeasureSet set = small_set(small.ledger);
    const SqlPlan plan(small.ledger.catalog, small.ledger.world, set,
                       {.dialect = kClick, .schema = "province", .numbered = true});
    ASSERT_EQ(plan.queries().size(), 2U);
    EXPECT_EQ(plan.queries()[1].text, R"(SELECT '@1' AS query, "_ancestor" AS unit, m7
FROM (SELECT "_ancestor",
  count(DISTINCT CASE WHEN "sex" = '女' THEN nullif(lower("name"), '') END) AS m7
FROM (SELECT "_unit", "_ancestor" FROM "province"."_unit_ancestors" )"
                                      R"(ARRAY JOIN ancestors AS "_ancestor") AS c )"
                                      R"(ALL LEFT JOIN "province"."people" AS p USING "_unit"
GROUP BY "_ancestor") AS d
ORDER BY unit)");
    EXPECT_EQ(
        plan.queries()[0].text,
        R"(SELECT '@0' AS query, ancestor AS unit, sum(pm0) AS m0, )"
        R"(sum(pm1) AS m1, sum(pm2) AS m2, sum(pm3_sum) AS m3_sum, sum(pm4_count) AS m4_count, )"
        R"(sum(pm4_sum) AS m4_sum, max(pm5) AS m5, min(pm6) AS m6, min(pm6_error) AS m6_error
FROM (SELECT * FROM (SELECT "_unit", ancestors FROM "province"."_unit_ancestors") AS a ANY LEFT JOIN (SELECT "_unit",
  countIf("age" >= 60 AND "sex" = '女') AS pm0,
  countIf("name" IS NOT NULL) AS pm1,
  countIf("sex" = '女' AND "age" IS NOT NULL) AS pm2,
  sumIf(toDecimal128("amount", 0), "age" >= 60) AS pm3_sum,
  countIf("age" IS NOT NULL) AS pm4_count,
  sum("age") AS pm4_sum,
  max(if("sex" = '女', ("born" + CASE WHEN "born" <= -25509 THEN 25568 ELSE 25569 END), NULL)) AS pm5,
  min("score") AS pm6,
  min(("_row" * 16 + "_score_error")) AS pm6_error
  FROM "province"."people"
  GROUP BY "_unit") AS p USING "_unit")
ARRAY JOIN ancestors AS ancestor
GROUP BY ancestor ORDER BY ancestor)");
}

TEST(Sql, DefinitionsAndRows) {
    Small small;
    formula::MeasureSet set;
    set.add({0, Aggregate::kCountValues, TestLedger::kName, {}});
    set.add({0, Aggregate::kSum, TestLedger::kScore, {}});
    ledger::Table& table = small.ledger.world.tables[0];
    table.row_ids = {1, 2, 3};
    table.columns[TestLedger::kName].codes = {0, 4, 5};
    table.columns[TestLedger::kScore].numbers = {-1500, ledger::kBlankNumber,
                                                 ledger::error_number(ExcelError::kNa)};
    std::fill(table.unit_begin.begin() + 1, table.unit_begin.end(), 3);
    const auto text = [&](SqlDialect dialect) {
        const SqlPlan plan(small.ledger.catalog, small.ledger.world, set, {.dialect = dialect});
        std::ostringstream definitions;
        plan.write_definitions(definitions);
        std::ostringstream rows;
        plan.write_rows(rows);
        return definitions.str() + rows.str().substr(rows.str().find("people") - 30);
    };
    const std::string postgres = text(kPostgres);
    EXPECT_NE(postgres.find(R"(CREATE TABLE "yitao"."people" (
  "_unit" bigint NOT NULL,
  "_row" bigint NOT NULL,
  "name" text,  -- name
  "score" bigint,  -- score × 10^3
  "_score_error" bigint
);
)"),
              std::string::npos)
        << postgres;
    EXPECT_NE(postgres.find(R"(COPY "yitao"."people" FROM STDIN WITH (FORMAT csv);
421200000000,0,,-1500,
421200000000,1,"O'Neil\",,
421200000000,2,"",,6
\.
)"),
              std::string::npos)
        << postgres;
    const std::string click = text(kClick);
    EXPECT_NE(click.find(R"(  "name" Nullable(String),  -- name
  "score" Nullable(Int64),  -- score × 10^3
  "_score_error" Nullable(Int64)
) ENGINE = MergeTree ORDER BY ("_unit", "_row");
)"),
              std::string::npos)
        << click;
    EXPECT_NE(click.find(R"(INSERT INTO "yitao"."people" VALUES (421200000000,0,NULL,-1500,NULL),)"
                         R"((421200000000,1,'O''Neil\\',NULL,NULL),(421200000000,2,'',NULL,6);)"),
              std::string::npos)
        << click;
}

TEST(Sql, ManyMeasuresAreSeveralQueries) {
    const Small small;
    formula::MeasureSet set;
    for (int age = 0; age < 250; ++age) {
        const auto criterion = formula::parse_criterion(">=" + std::to_string(age));
        set.add(
            {0, Aggregate::kCountRows, -1, {set.add_condition({0, TestLedger::kAge, criterion})}});
    }
    const auto count = [&](SqlOptions options) {
        return SqlPlan(small.ledger.catalog, small.ledger.world, set, options).queries().size();
    };
    EXPECT_EQ(count({.dialect = kPostgres}), 3U);
    EXPECT_EQ(count({.dialect = kClick}), 2U);
    EXPECT_EQ(count({.dialect = kClick, .measures_a_query = 1}), 250U);
}

TEST(Sql, AnswersOfEitherClientAreRead) {
    const auto psql = parse_answer("@12|421200000000|5||-170141183460469231731687303715");
    ASSERT_TRUE(psql);
    EXPECT_EQ(psql->query, 12U);
    EXPECT_EQ(psql->unit, 421200000000);
    ASSERT_EQ(psql->numbers.size(), 3U);
    EXPECT_TRUE(psql->numbers[0] == 5);
    EXPECT_FALSE(psql->numbers[1]);
    EXPECT_TRUE(*psql->numbers[2] < INT64_MIN);
    const auto click = parse_answer("@0\t421200000000\t\\N\t7\r");
    ASSERT_TRUE(click);
    EXPECT_FALSE(click->numbers[0]);
    EXPECT_TRUE(parse_answer("\"@0\",421200000000,7"));
    for (const char* talk : {"", "COPY 5", "@x|1|2", "@1", "@1|421200000000|2.5"}) {
        EXPECT_FALSE(parse_answer(talk)) << talk;
    }
}

TEST(Sql, MissingAndWrongAnswersAreFound) {
    TestLedger ledger = TestLedger::random(2, 200);
    formula::MeasureSet set;
    set.add({0, Aggregate::kCountRows, -1, {}});
    const SqlPlan plan(ledger.catalog, ledger.world, set, {.numbered = true});
    const auto results = compute(ledger.catalog, ledger.world, set);
    const org::Tree& tree = *ledger.world.tree;
    std::string lines;
    for (org::UnitIndex unit = 0; unit + 1 < tree.size(); ++unit) {
        const int64_t count = results->state(0, unit).count + (unit == 1 ? 1 : 0);
        lines += "@0|" + std::to_string(tree.unit(unit).code) + "|" + std::to_string(count) + "\n";
    }
    std::istringstream in(lines);
    const SqlComparison found = compare_answers(in, plan.queries(), *results, tree);
    EXPECT_EQ(found.values, tree.size() - 1);
    EXPECT_EQ(found.missing, 1U);
    EXPECT_EQ(found.differences, 1U);
    ASSERT_EQ(found.examples.size(), 1U);
    EXPECT_EQ(found.examples[0].unit, 1U);
}

}  // namespace
}  // namespace yitao::live
