#include "formula/aggregate.h"

#include <gtest/gtest.h>

#include "formula/test_aggregates.h"

namespace yitao::formula {
namespace {

std::string describe(const AggregateCall& call) {
    std::string out = "aggregate " + std::to_string(static_cast<int>(call.aggregate));
    if (call.value) out += " of column " + std::to_string(call.value->column);
    for (const auto& [where, argument] : call.criteria) {
        out += ", " + std::to_string(where.column) + ": " + general_text(argument);
    }
    return out;
}

TEST(Aggregate, ScanEqualsNaiveForEveryUnit) {
    for (uint32_t seed = 1; seed <= 12; ++seed) {
        std::mt19937 random(seed);
        TestLedger ledger = TestLedger::random(seed, 20 + random() % 400);
        for (int i = 0; i < 60; ++i) {
            AggregateCall call = random_call(random, ledger);
            SCOPED_TRACE("seed " + std::to_string(seed) + " " + describe(call));
            for (org::UnitIndex unit = 0; unit < ledger.world.tree->size(); ++unit) {
                Scope scope = ledger.scope(unit);
                Value scanned = evaluate_aggregate(call, {ledger.catalog, ledger.world, scope});
                ASSERT_TRUE(identical(scanned, naive_aggregate(ledger, call, unit))) << unit;
            }
        }
    }
}

// A calculated column asks the same question for every row: the index must not change an answer.
TEST(Aggregate, IndexEqualsNaiveOverTheWholeLedger) {
    for (uint32_t seed = 1; seed <= 12; ++seed) {
        std::mt19937 random(seed);
        TestLedger ledger = TestLedger::random(seed, 100 + random() % 300);
        IndexCache indexes;
        Scope scope = ledger.scope(0);
        for (int i = 0; i < 12; ++i) {
            AggregateCall call = random_call(random, ledger);
            size_t key = random() % TestLedger::kColumns;
            call.criteria.emplace_back(ColumnArgument{0, key}, Value());
            for (size_t row = 0; row < ledger.cells.size(); row += 7) {
                call.criteria.back().second = ledger.cells[row][key];
                SCOPED_TRACE("seed " + std::to_string(seed) + " " + describe(call));
                Value found = evaluate_aggregate(call, {.catalog = ledger.catalog,
                                                        .world = ledger.world,
                                                        .scope = scope,
                                                        .rows = RowScope::kWholeLedger,
                                                        .indexes = &indexes});
                ASSERT_TRUE(identical(found, naive_aggregate(ledger, call, std::nullopt)));
                Value in_unit = evaluate_aggregate(call, {.catalog = ledger.catalog,
                                                          .world = ledger.world,
                                                          .scope = scope,
                                                          .indexes = &indexes});
                ASSERT_TRUE(identical(in_unit, naive_aggregate(ledger, call, 0U)));
            }
        }
    }
}

// Four rows in a village, two in another, one in the township itself, one nowhere.
class SmallLedger : public testing::Test {
  protected:
    SmallLedger() {
        schema_.id = "people";
        schema_.unit_column = "unit";
        schema_.columns.resize(3);
        schema_.columns[0] = {.id = "unit", .type = ledger::ColumnType::kUnit};
        schema_.columns[1] = {.id = "sex", .type = ledger::ColumnType::kCode};
        schema_.columns[2] = {.id = "income", .type = ledger::ColumnType::kDecimal, .scale = 2};
        std::vector<org::Unit> units;
        units.push_back({.code = 421221106000, .name = "镇", .level = org::Level::kTownship});
        units.push_back({.code = 421221106001, .name = "甲", .parent = 421221106000});
        units.push_back({.code = 421221106002, .name = "乙", .parent = 421221106000});
        auto reg = org::Register::from_units(units);
        world_.tree = std::make_shared<org::Tree>(*reg->tree(*Date::from_civil(2024, 1, 1)));
        catalog_.schemas = {&schema_, &unit_schema()};
        ledger::Table table;
        table.schema = &schema_;
        table.row_ids = {1, 2, 3, 4, 5, 6, 7, 8};
        table.unit_begin = {0, 1, 5, 7};
        table.columns.resize(3);
        for (ledger::ColumnData& data : table.columns) data.loaded = true;
        table.columns[0].numbers = {421221106000, 421221106001, 421221106001, 421221106001,
                                    421221106001, 421221106002, 421221106002, 421299999001};
        table.columns[1].dictionary = {"", "男", "女"};
        table.columns[1].codes = {1, 1, 2, 2, 0, 2, 1, 1};
        int64_t blank = ledger::kBlankNumber;
        table.columns[2].numbers = {100, 10, 20, blank, 30, -5, 1000, 7};
        world_.tables = {std::move(table), unit_table(*world_.tree)};
    }

    Value evaluate(const AggregateCall& call, org::UnitIndex unit,
                   RowScope rows = RowScope::kUnit) {
        Scope scope;
        scope.unit = unit;
        return evaluate_aggregate(call, {catalog_, world_, scope, rows});
    }
    static AggregateCall count(std::vector<std::pair<ColumnArgument, Value>> criteria) {
        return {Aggregate::kCountRows, std::nullopt, std::move(criteria)};
    }

    static constexpr ColumnArgument kUnit{0, 0};
    static constexpr ColumnArgument kSex{0, 1};
    static constexpr ColumnArgument kIncome{0, 2};
    ledger::Schema schema_;
    Catalog catalog_;
    World world_;
};

TEST_F(SmallLedger, CountsInsideTheScopeOnly) {
    EXPECT_EQ(evaluate(count({{kSex, "女"}}), 0), Value(3));
    EXPECT_EQ(evaluate(count({{kSex, "女"}}), 1), Value(2));
    EXPECT_EQ(evaluate(count({{kSex, "男"}}), 0), Value(3));
    EXPECT_EQ(evaluate(count({{kSex, "男"}}), 0, RowScope::kWholeLedger), Value(4));
    EXPECT_EQ(evaluate(count({{kSex, "<>男"}}), 1), Value(3));  // the blank too
    EXPECT_EQ(evaluate(count({{kSex, ""}}), 1), Value(1));
}

TEST_F(SmallLedger, UnitCriterionMeansItsSubtree) {
    EXPECT_EQ(evaluate(count({{kUnit, "421221106000"}}), 0), Value(7));
    EXPECT_EQ(evaluate(count({{kUnit, 421221106001.0}}), 0), Value(4));
    EXPECT_EQ(evaluate(count({{kUnit, "=421221106001"}}), 0), Value(4));
    EXPECT_EQ(evaluate(count({{kUnit, "421221106000"}}), 1), Value(4));  // the deeper one
    EXPECT_EQ(evaluate(count({{kUnit, "421221106002"}}), 1), Value(0));  // apart
    EXPECT_EQ(evaluate(count({{kUnit, "<>421221106001"}}), 0), Value(3));
    EXPECT_EQ(evaluate(count({{kUnit, "镇"}}), 0), Value(7));
    EXPECT_EQ(evaluate(count({{kUnit, "甲"}}), 0), Value(4));
    EXPECT_EQ(evaluate(count({{kUnit, "=甲"}}), 2), Value(0));  // apart
    EXPECT_EQ(evaluate(count({{kUnit, "镇"}}), 1), Value(4));   // the deeper one
    EXPECT_EQ(evaluate(count({{kUnit, "<>甲"}, {kSex, "女"}}), 0), Value(1));
    EXPECT_EQ(evaluate(count({{kUnit, "丙"}}), 0), Value(0));
    EXPECT_EQ(evaluate(count({{kUnit, "镇"}}), 0, RowScope::kWholeLedger), Value(7));
    EXPECT_EQ(evaluate(count({{kUnit, "<>421221106001"}}), 0, RowScope::kWholeLedger), Value(4));
    EXPECT_EQ(evaluate(count({{kUnit, "999999999999"}}), 0), Value(0));
    EXPECT_EQ(evaluate(count({{kUnit, "4212211060*"}}), 0), Value(7));  // a text condition
    EXPECT_EQ(evaluate(count({{kUnit, "421221106001"}}), 0, RowScope::kWholeLedger), Value(4));
}

TEST_F(SmallLedger, UnitsAreALedgerToo) {
    EXPECT_EQ(evaluate(count({{{1, 0}, "421221106001"}}), 0), Value(1));
    EXPECT_EQ(evaluate(count({{{1, 0}, "421221106000"}}), 0), Value(3));
    EXPECT_EQ(evaluate(count({{{1, 1}, "甲"}}), 0), Value(1));
    EXPECT_EQ(evaluate(count({{{1, 1}, "甲"}}), 2), Value(0));
}

TEST_F(SmallLedger, AggregatesOfNothing) {
    auto of = [&](Aggregate aggregate) {
        return evaluate({aggregate, kIncome, {{kSex, "无"}}}, 0);
    };
    EXPECT_EQ(of(Aggregate::kSum), Value(0));
    EXPECT_EQ(of(Aggregate::kAverage), Value(ExcelError::kDiv0));
    EXPECT_EQ(of(Aggregate::kMax), Value(0));
    EXPECT_EQ(of(Aggregate::kMin), Value(0));
    EXPECT_EQ(of(Aggregate::kCountNumbers), Value(0));
}

TEST_F(SmallLedger, Unconditional) {
    auto of = [&](Aggregate aggregate) { return evaluate({aggregate, kIncome, {}}, 0); };
    EXPECT_EQ(of(Aggregate::kSum), Value(11.55));
    EXPECT_EQ(of(Aggregate::kAverage), Value(11.55 / 6));
    EXPECT_EQ(of(Aggregate::kMax), Value(10));
    EXPECT_EQ(of(Aggregate::kMin), Value(-0.05));
    EXPECT_EQ(of(Aggregate::kCountNumbers), Value(6));
    EXPECT_EQ(of(Aggregate::kCountValues), Value(6));
    EXPECT_EQ(of(Aggregate::kCountRows), Value(7));
    EXPECT_EQ(evaluate({Aggregate::kSum, kSex, {}}, 0), Value(0));
    EXPECT_EQ(evaluate({Aggregate::kCountValues, kSex, {}}, 0), Value(6));
    EXPECT_EQ(evaluate({Aggregate::kMax, kSex, {}}, 0), Value(0));
}

TEST_F(SmallLedger, FirstErrorOfAMatchedRowIsTheResult) {
    auto& income = world_.tables[0].columns[2].numbers;
    income[2] = ledger::error_number(ExcelError::kNum);
    income[5] = ledger::error_number(ExcelError::kNa);
    EXPECT_EQ(evaluate({Aggregate::kSum, kIncome, {{kSex, "女"}}}, 0), Value(ExcelError::kNum));
    EXPECT_EQ(evaluate({Aggregate::kMin, kIncome, {{kSex, "女"}}}, 2), Value(ExcelError::kNa));
    EXPECT_EQ(evaluate({Aggregate::kSum, kIncome, {{kSex, "男"}}}, 0), Value(11.1));
    EXPECT_EQ(evaluate({Aggregate::kCountNumbers, kIncome, {}}, 0), Value(4));
    EXPECT_EQ(evaluate({Aggregate::kCountValues, kIncome, {}}, 0), Value(6));
    EXPECT_EQ(evaluate(count({{kIncome, "#N/A"}}), 0), Value(1));
}

TEST_F(SmallLedger, ColumnsOfTwoLedgersHaveNoCommonShape) {
    AggregateCall call = count({{kSex, "女"}, {{1, 1}, "甲"}});
    EXPECT_EQ(evaluate(call, 0), Value(ExcelError::kValue));
    MeasureSet set;
    EXPECT_FALSE(add_measure(call, catalog_, set));
}

TEST_F(SmallLedger, RowsOfAReportShareOneMeasure) {
    MeasureSet set;
    auto first = add_measure(count({{kUnit, "421221106001"}, {kSex, "女"}}), catalog_, set);
    auto second = add_measure(count({{kSex, "=女"}, {kUnit, "421221106002"}}), catalog_, set);
    auto third = add_measure(count({{kSex, "女"}}), catalog_, set);
    ASSERT_TRUE(first && second && third);
    EXPECT_EQ(*first, *second);
    EXPECT_EQ(*first, *third);
    EXPECT_EQ(set.measures().size(), 1U);
    EXPECT_EQ(set.conditions().size(), 1U);
    EXPECT_FALSE(add_measure(count({{kUnit, "<>421221106002"}}), catalog_, set));
}

// A result set that answers with recognisable numbers.
class FakeResults final : public MeasureResults {
  public:
    explicit FakeResults(MeasureSet set) : set_(std::move(set)) {}
    const MeasureSet& set() const override { return set_; }
    MeasureState state(uint32_t measure, org::UnitIndex unit) const override {
        MeasureState state;
        state.count = 1000 + 10 * static_cast<int64_t>(measure) + unit;
        return state;
    }

  private:
    MeasureSet set_;
};

TEST_F(SmallLedger, KnownMeasuresAreNotScanned) {
    MeasureSet set;
    add_measure(count({{kSex, "女"}}), catalog_, set);
    FakeResults results(set);
    Scope scope;
    AggregateContext context{
        .catalog = catalog_, .world = world_, .scope = scope, .measures = &results};
    EXPECT_EQ(evaluate_aggregate(count({{kSex, "女"}}), context), Value(1000));
    EXPECT_EQ(evaluate_aggregate(count({{kSex, "女"}, {kUnit, "421221106002"}}), context),
              Value(1002));
    EXPECT_EQ(evaluate_aggregate(count({{kSex, "男"}}), context), Value(3));
    context.rows = RowScope::kWholeLedger;
    EXPECT_EQ(evaluate_aggregate(count({{kSex, "女"}}), context), Value(3));
}

TEST(MeasureSet, EqualMeaningsAreOne) {
    MeasureSet set;
    auto condition = [&](const Value& argument) {
        return set.add_condition({0, 3, parse_criterion(argument)});
    };
    EXPECT_EQ(condition("=5"), condition(5));
    EXPECT_EQ(condition("ABC"), condition("=abc"));
    EXPECT_NE(condition(""), condition("="));
    EXPECT_NE(condition("5*"), condition(5));
    EXPECT_NE(condition("<5"), condition("<=5"));
    EXPECT_NE(condition(true), condition(1));
    uint32_t five = condition(5);
    uint32_t text = condition("abc");
    uint32_t first = set.add({0, Aggregate::kSum, 2, {text, five, text}});
    EXPECT_EQ(set.add({0, Aggregate::kSum, 2, {five, text}}), first);
    EXPECT_EQ(*set.find({0, Aggregate::kSum, 2, {text, five}}), first);
    EXPECT_NE(set.add({0, Aggregate::kAverage, 2, {five, text}}), first);
    EXPECT_EQ(set.add({0, Aggregate::kCountRows, 7, {five}}),
              set.add({0, Aggregate::kCountRows, -1, {five}}));
    EXPECT_FALSE(set.find({0, Aggregate::kMax, 2, {}}));
}

TEST(MeasureValue, SumsBeyondDoublesAreRoundedOnce) {
    MeasureState state;
    state.sum = (int128{1} << 70) + 1;
    state.count = 3;
    EXPECT_EQ(measure_value(state, Aggregate::kSum, ledger::ColumnType::kDecimal, 2),
              Value(11805916207174113034.25));
    state.sum = int128{9007199254740993} * 3;  // 3 × (2^53 + 1)
    EXPECT_EQ(measure_value(state, Aggregate::kSum, ledger::ColumnType::kInteger, 0),
              Value(27021597764222979.0));
}

Matrix matrix(size_t rows, size_t columns, std::vector<Value> values) {
    return {rows, columns, std::move(values)};
}

TEST(AggregateCells, FollowsExcel) {
    Matrix keys = matrix(5, 1, {"a", "A", "b", Value(), 5});
    Matrix values = matrix(5, 1, {1, "2", 4, 8, true});
    auto run = [&](Aggregate aggregate, const Value& criterion) {
        CellCriterion one{&keys, criterion};
        return evaluate_aggregate_cells(
            aggregate, aggregate == Aggregate::kCountRows ? nullptr : &values, {&one, 1});
    };
    EXPECT_EQ(run(Aggregate::kCountRows, "a"), Value(2));
    EXPECT_EQ(run(Aggregate::kSum, "a"), Value(1));  // numeric text is passed over
    EXPECT_EQ(run(Aggregate::kSum, "<>a"), Value(12));
    EXPECT_EQ(run(Aggregate::kAverage, "5"), Value(ExcelError::kDiv0));
    EXPECT_EQ(run(Aggregate::kMax, "<>5"), Value(8));
    EXPECT_EQ(run(Aggregate::kMin, "z"), Value(0));
    EXPECT_EQ(run(Aggregate::kCountValues, "a"), Value(2));
    EXPECT_EQ(run(Aggregate::kCountNumbers, "a"), Value(1));
    values.values[3] = ExcelError::kRef;
    EXPECT_EQ(run(Aggregate::kSum, ""), Value(ExcelError::kRef));
    EXPECT_EQ(run(Aggregate::kSum, "b"), Value(4));
    Matrix wide = matrix(1, 5, std::vector<Value>(5));
    CellCriterion other{&wide, ""};
    EXPECT_EQ(evaluate_aggregate_cells(Aggregate::kSum, &values, {&other, 1}),
              Value(ExcelError::kValue));
}

}  // namespace
}  // namespace yitao::formula
