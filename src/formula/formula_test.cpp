#include <gtest/gtest.h>

#include "base/limits.h"
#include "formula/calculated_columns.h"
#include "formula/formula.h"
#include "formula/functions.h"
#include "formula/reads_rows.h"
#include "formula/rounding.h"
#include "formula/test_golden.h"

namespace yitao::formula {
namespace {

using ledger::ColumnType;

ledger::Column column(std::string name, ColumnType type, std::string formula = "") {
    ledger::Column made;
    made.id = name;
    made.name = std::move(name);
    made.type = type;
    made.formula = std::move(formula);
    return made;
}

// 居民 (two villages of a township) and the tree.
struct Small {
    Small() {
        residents.id = residents.name = "居民";
        residents.columns = {column("姓名", ColumnType::kText),
                             column("年龄", ColumnType::kInteger),
                             column("单位", ColumnType::kUnit)};
        residents.unit_column = "单位";
        catalog.schemas = {&residents, &unit_schema()};
        auto units = org::Register::parse_csv(
            "code,name,level,parent\n421221106000,镇,township,\n421221106201,甲村,village,"
            "421221106000\n421221106202,乙村,village,421221106000\n",
            "units");
        world.tree =
            std::make_shared<const org::Tree>(*units->tree(*Date::parse_iso("2026-01-01")));
        ledger::Table table;
        table.schema = &residents;
        table.row_ids = {1, 2, 3};
        table.unit_begin = {0, 0, 2, 3};
        table.columns.resize(residents.columns.size());
        ledger::DictionaryBuilder names(table.columns[0]);
        for (const char* name : {"张三", "李四", "王五"}) {
            table.columns[0].codes.push_back(names.code(name));
        }
        table.columns[1].numbers = {61, ledger::kBlankNumber, 35};
        table.columns[2].numbers = {421221106201, 421221106201, 421221106202};
        for (auto& data : table.columns) data.loaded = true;
        world.tables = {table, unit_table(*world.tree)};
        scope.as_of = *Date::parse_iso("2026-10-31");
    }
    Operand evaluate(std::string_view text, const CompileOptions& options = {}) {
        Result<Formula> formula = compile(text, catalog, options);
        if (!formula) return Value("! " + formula.error().text());
        return Evaluator(catalog, world, scope).evaluate(*formula);
    }
    ledger::Schema residents;
    Catalog catalog;
    World world;
    Scope scope;
};

std::string sum_of_ones(size_t characters) {
    std::string text = "1";
    while (text.size() + 2 <= characters) text += "+1";
    return text;
}

TEST(FormulaLimits, Length) {
    Small small;
    std::string longest = sum_of_ones(kMaxFormulaLength);  // 8191
    EXPECT_EQ(small.evaluate(longest + " "), Operand(Value(4096.0)));
    Result<Formula> refused = compile(longest + "  ", small.catalog);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
}

TEST(FormulaLimits, LengthCountsCharactersNotBytes) {
    Small small;
    std::string text = "\"";
    for (size_t i = 0; i + 2 < kMaxFormulaLength; ++i) text += "村";
    text += '"';
    EXPECT_TRUE(compile(text, small.catalog));
    EXPECT_FALSE(compile(text + " ", small.catalog));
}

TEST(FormulaLimits, Depth) {
    Small small;
    auto nested = [](int levels) {
        std::string text = "1";
        for (int i = 1; i < levels; ++i) text = "(" + text + ")";
        return text;
    };
    EXPECT_EQ(small.evaluate(nested(kMaxFormulaDepth)), Operand(Value(1.0)));
    Result<Formula> refused = compile(nested(kMaxFormulaDepth + 1), small.catalog);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
    // Signs nest as well, before and behind.
    EXPECT_FALSE(compile(std::string(200, '-') + "1", small.catalog));
    EXPECT_FALSE(compile("1" + std::string(200, '%'), small.catalog));
    EXPECT_TRUE(compile(std::string(100, '-') + "1", small.catalog));
}

TEST(FormulaLimits, NodesOfNestedNames) {
    Small small;
    CompileOptions options;
    options.names.push_back({"a0", "=1"});
    for (int i = 1; i <= 20; ++i) {
        options.names.push_back(
            {fmt::format("a_{}", i), i == 1 ? "=1+1" : fmt::format("=a_{}+a_{}", i - 1, i - 1)});
    }
    Operand shallow = small.evaluate("=a_10", options);
    EXPECT_EQ(shallow, Operand(Value(1024.0))) << general_text(std::get<Value>(shallow));
    Result<Formula> refused = compile("=a_20", small.catalog, options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
}

TEST(FormulaLimits, ArrayCells) {
    Small small;
    EXPECT_EQ(small.evaluate(fmt::format("=ROWS(SEQUENCE({}))", kMaxArrayCells + 1)),
              Operand(Value(ExcelError::kNum)));
    EXPECT_EQ(small.evaluate("=ROWS(SEQUENCE(100000))"), Operand(Value(1e5)));
}

// Arrays that are fine each add up: the budget of one evaluation, here made small.
TEST(FormulaLimits, CellsOfOneEvaluation) {
    Small small;
    Evaluator evaluator(small.catalog, small.world, small.scope);
    evaluator.limit_cells(1000);
    auto rows = [&](const char* text) { return evaluator.evaluate(*compile(text, small.catalog)); };
    EXPECT_EQ(rows("=ROWS(SEQUENCE(1000))"), Operand(Value(1000.0)));
    EXPECT_EQ(rows("=ROWS(SEQUENCE(1001))"), Operand(Value(ExcelError::kNum)));
    EXPECT_EQ(rows("=ROWS(SEQUENCE(500))+ROWS(SEQUENCE(500))"), Operand(Value(1000.0)));
    EXPECT_EQ(rows("=ROWS(SEQUENCE(500))+ROWS(SEQUENCE(501))"), Operand(Value(ExcelError::kNum)));
    EXPECT_EQ(rows("=ROWS(REPT(\"x\",{30000,30000}))"), Operand(Value(ExcelError::kNum)));
    EXPECT_EQ(evaluator.evaluate(*compile("=1", small.catalog)), Operand(Value(1.0)));
}

TEST(FormulaLimits, CellText) {
    Small small;
    EXPECT_EQ(small.evaluate(fmt::format("=LEN(REPT(\"长\",{}))", kMaxCellText)),
              Operand(Value(static_cast<double>(kMaxCellText))));
    EXPECT_EQ(small.evaluate(fmt::format("=LEN(REPT(\"长\",{})&\"x\")", kMaxCellText)),
              Operand(Value(ExcelError::kValue)));
}

TEST(Formula, KnowsWhatItReads) {
    Small small;
    CompileOptions options;
    options.sheets = {"表一", "表二"};
    options.sheet = 1;
    Result<Formula> formula =
        compile("=COUNTIFS(居民[姓名],\"张*\",居民[年龄],\">=60\")+A1+SUM(表一!B2:C3)",
                small.catalog, options);
    ASSERT_TRUE(formula);
    ASSERT_EQ(formula->columns().size(), 2u);
    EXPECT_EQ(formula->columns()[0], (ColumnUse{0, 0}));
    EXPECT_EQ(formula->columns()[1], (ColumnUse{0, 1}));
    ASSERT_EQ(formula->cells().size(), 2u);
    EXPECT_EQ(formula->cells()[0].sheet, 1u);
    EXPECT_EQ(formula->cells()[1].sheet, 0u);
    EXPECT_EQ(formula->cells()[1].first_row, 1u);
    EXPECT_EQ(formula->cells()[1].last_column, 2u);
    EXPECT_FALSE(formula->reads_scope());
    EXPECT_TRUE(formula->uses_ledgers());
    EXPECT_TRUE(compile("=期初", small.catalog)->reads_scope());
    EXPECT_TRUE(compile("=ASOF(1,2)", small.catalog)->reads_scope());
    EXPECT_FALSE(compile("=TODAY()", small.catalog)->reads_scope());
    EXPECT_EQ(compile("=居民", small.catalog)->columns().size(), 3u);
    EXPECT_TRUE(compile("=居民[[#Headers],[姓名]]", small.catalog)->columns().empty());
}

TEST(Formula, OwnCellIsKnownWhereTheTemplateSaysIt) {
    Small small;
    CompileOptions options;
    options.sheets = {"表"};
    EXPECT_EQ(small.evaluate("=ROW()", options), Operand(Value(ExcelError::kValue)));
    options.row = 6;
    options.column = 2;
    EXPECT_EQ(small.evaluate("=ROW()-4", options), Operand(Value(3.0)));
    EXPECT_EQ(small.evaluate("=COLUMN()", options), Operand(Value(3.0)));
    Result<Formula> formula = compile("=@A1:A10&@A7:F7", small.catalog, options);
    ASSERT_TRUE(formula);
    GoldenCells cells;
    cells.cells[{0, 6, 0}] = "第七行";
    cells.cells[{0, 6, 2}] = "第三列";
    Evaluator evaluator(small.catalog, small.world, small.scope);
    evaluator.use_cells(&cells);
    EXPECT_EQ(evaluator.evaluate(*formula), Operand(Value("第七行第三列")));
}

TEST(Formula, InvalidUtf8IsRefused) {
    Small small;
    EXPECT_FALSE(compile("=\"\xff\"", small.catalog));
}

TEST(Formula, ScopeNarrowsRowsUnlessToldOtherwise) {
    Small small;
    small.scope.unit = 1;
    Formula names = *compile("=ROWS(居民[姓名])", small.catalog);
    Evaluator evaluator(small.catalog, small.world, small.scope);
    EXPECT_EQ(evaluator.evaluate(names), Operand(Value(2.0)));
    evaluator.see_whole_ledgers();
    EXPECT_EQ(evaluator.evaluate(names), Operand(Value(3.0)));
}

TEST(Formula, EvaluatesRows) {
    Small small;
    CompileOptions options;
    options.row_table = 0;
    Formula formula = *compile("=[@姓名]&COUNTIFS([年龄],\">=\"&[@年龄])", small.catalog, options);
    Evaluator evaluator(small.catalog, small.world, small.scope);
    EXPECT_EQ(evaluator.evaluate_row(formula, 0, 0), Value("张三1"));
    EXPECT_EQ(evaluator.evaluate_row(formula, 0, 2), Value("王五2"));
    EXPECT_EQ(evaluator.evaluate_row(formula, 0, 9), Value(ExcelError::kValue));
    // Without a row there is none.
    EXPECT_EQ(evaluator.evaluate(formula), Operand(Value(ExcelError::kValue)));
    // A list for the row keeps all its values; where one value is wanted it is the first.
    Formula younger = *compile("=FILTER([姓名],[年龄]<=[@年龄])", small.catalog, options);
    Operand list = evaluator.evaluate(younger, 0, 0);
    ASSERT_TRUE(std::holds_alternative<MatrixPtr>(list));
    EXPECT_EQ(std::get<MatrixPtr>(list)->at(0, 0), evaluator.evaluate_row(younger, 0, 0));
}

TEST(Formula, AsOfWithoutWorldsIsNotAvailable) {
    Small small;
    EXPECT_EQ(small.evaluate("=ASOF(46000,1)"), Operand(Value(ExcelError::kNa)));
}

// A structured reference to the workbook's own table is a name for cells.
TEST(Formula, OwnTablesAreCells) {
    Catalog catalog;
    CompileOptions options;
    options.sheets = {"表", "汇总"};
    options.sheet = 1;
    options.tables = {{"名单", {0, 2, 0, 6, 2}, 1, 1, {"序号", "姓名", "养老金"}}};
    auto cells = [&](std::string_view text) -> std::string {
        auto formula = compile(text, catalog, options);
        if (!formula) return formula.error().text();
        if (formula->cells().empty()) return "none";
        const auto& use = formula->cells()[0];
        return fmt::format("{}:{},{}-{},{}", use.sheet, use.first_row, use.first_column,
                           use.last_row, use.last_column);
    };
    EXPECT_EQ(cells("=SUM(名单[养老金])"), "0:3,2-5,2");
    EXPECT_EQ(cells("=COUNTA(名单)"), "0:3,0-5,2");
    EXPECT_EQ(cells("=ROWS(名单[#All])"), "0:2,0-6,2");
    EXPECT_EQ(cells("=SUM(名单[[姓名]:[养老金]])"), "0:3,1-5,2");
    EXPECT_EQ(cells("=名单[[#Totals],[养老金]]"), "0:6,2-6,2");
    EXPECT_EQ(cells("=名单[[#Headers],[姓名]]"), "0:2,1-2,1");
    EXPECT_EQ(cells("=名单[[#This Row],[养老金]]*12"), "none") << "outside the table: #REF!";
    EXPECT_NE(cells("=SUM(名单[养老])").find("养老金"), std::string::npos) << "names the nearest";
    options.sheet = 0;
    options.row = 4;
    options.column = 2;
    EXPECT_EQ(cells("=名单[[#This Row],[养老金]]*12"), "0:4,2-4,2");
    EXPECT_EQ(cells("=SUBTOTAL(109,[养老金])"), "0:3,2-5,2");
}

TEST(CollectMeasures, SharesWhatMeansTheSame) {
    Small small;
    MeasureSet wanted;
    auto collect = [&](std::string_view text) {
        collect_measures(*compile(text, small.catalog), small.catalog, small.world, small.scope,
                         wanted);
        return wanted.measures().size();
    };
    EXPECT_EQ(collect("=COUNTIFS(居民[年龄],\">=60\")"), 1u);
    EXPECT_EQ(collect("=IFERROR(COUNTIF(居民[年龄],\">=\"&30*2)/COUNTA(居民[姓名]),0)"), 2u);
    // A unit is no condition.
    EXPECT_EQ(collect("=COUNTIFS(居民[单位],本单位,居民[年龄],\">=60\")"), 2u);
    EXPECT_EQ(collect("=SUMIFS(居民[年龄],居民[年龄],\"<\"&YEAR(截至日期))"), 3u);
    EXPECT_EQ(collect("=SUM(COUNTIFS(居民[年龄],{1,2,3}))"), 6u);
    EXPECT_EQ(collect("=MAX(居民[年龄])-MIN(居民[年龄])+AVERAGE(居民[年龄])"), 9u);
    EXPECT_EQ(collect("=COUNTBLANK(居民[年龄])"), 10u);
    // What depends on cells, rows, other aggregates or another day is scanned.
    EXPECT_EQ(collect("=COUNTIFS(居民[年龄],A1)"), 10u);
    EXPECT_EQ(collect("=COUNTIFS(居民[年龄],居民[年龄])"), 10u);
    EXPECT_EQ(collect("=ASOF(46000,COUNTIFS(居民[年龄],7))"), 10u);
    EXPECT_EQ(collect("=SUMPRODUCT((居民[年龄]>3)*居民[年龄]/2)"), 10u);
    // A walk that comes to measures is evaluated as such.
    EXPECT_EQ(collect("=SUMPRODUCT((居民[年龄]>3)*1)"), 11u);
    EXPECT_EQ(collect("=COUNTUNIQUEIFS(居民[姓名],居民[年龄],\">3\")"), 12u);
    EXPECT_EQ(collect("=COUNTUNIQUE(居民[姓名],居民[年龄])"), 12u);
}

// One measure for all units a formula picks; what picks otherwise has to look at rows.
TEST(CollectMeasures, UnitsThatAreCodesAreNoConditions) {
    Small small;
    const auto reads = [&](std::string_view text) {
        return reads_rows(*compile(text, small.catalog), small.catalog);
    };
    const std::string_view each =
        "=LET(各,FILTER(单位[code],单位[parent]=本单位,本单位),"
        "HSTACK(XLOOKUP(各,单位[code],单位[name]),COUNTIFS(居民[单位],各,居民[年龄],\">=18\")))";
    EXPECT_FALSE(reads(each));
    EXPECT_FALSE(reads("=COUNTIFS(居民[单位],{\"421221106201\",\"421221106202\"})"));
    EXPECT_FALSE(reads("=SUMIFS(居民[年龄],居民[单位],SORT(UNIQUE(单位[code])))"));
    EXPECT_TRUE(reads("=COUNTIFS(居民[单位],\"甲村\")"));
    EXPECT_TRUE(reads("=COUNTIFS(居民[单位],FILTER(单位[name],单位[level]=\"village\"))"));
    EXPECT_TRUE(reads("=COUNTIFS(居民[单位],FILTER(居民[单位],居民[年龄]>60))"));
    EXPECT_TRUE(reads("=FILTER(居民[姓名],居民[单位]=本单位,\"\")"));
    MeasureSet set;
    collect_measures(*compile(each, small.catalog), small.catalog, small.world, small.scope, set);
    collect_measures(*compile("=COUNTIFS(居民[年龄],\">=18\")", small.catalog), small.catalog,
                     small.world, small.scope, set);
    EXPECT_EQ(set.measures().size(), 1U);
}

TEST(Definitions, CirclesAreRefusedWithTheirWay) {
    Small small;
    small.residents.columns.push_back(column("甲", ColumnType::kInteger, "=[@乙]+1"));
    small.residents.columns.push_back(column("乙", ColumnType::kInteger, "=SUM([甲])"));
    auto checked = check_definitions(small.catalog);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::kConflict);
    EXPECT_NE(checked.error().text().find("居民[甲] → 居民[乙] → 居民[甲]"), std::string::npos)
        << checked.error().text();
}

TEST(Definitions, ErrorsNameTheColumnOrValidation) {
    Small small;
    small.residents.columns.push_back(column("甲", ColumnType::kInteger, "=[@年令]"));
    auto checked = check_definitions(small.catalog);
    ASSERT_FALSE(checked);
    EXPECT_NE(checked.error().text().find("居民[甲]"), std::string::npos);
    small.residents.columns.pop_back();
    EXPECT_TRUE(check_definitions(small.catalog));
    small.residents.validations.push_back({"v1", "=[@年龄]<NOSUCH(1)", {}, {}});
    checked = check_definitions(small.catalog);
    ASSERT_FALSE(checked);
    EXPECT_NE(checked.error().text().find("v1"), std::string::npos);
}

TEST(Definitions, StoredColumnsFollowCalculatedOnes) {
    Small small;
    small.residents.columns.push_back(column("甲", ColumnType::kInteger, "=[@年龄]+1"));
    small.residents.columns.push_back(column("乙", ColumnType::kText, "=[@姓名]&[@甲]"));
    std::vector<ColumnUse> uses = {{0, 4}};
    auto stored = stored_columns(small.catalog, uses);
    ASSERT_TRUE(stored);
    EXPECT_EQ(*stored, (std::vector<ColumnUse>{{0, 0}, {0, 1}}));
}

TEST(CalculatedColumns, StoreByDeclaredType) {
    Small small;
    auto add = [&](const char* name, ColumnType type, const char* formula, int scale = 0) {
        small.residents.columns.push_back(column(name, type, formula));
        small.residents.columns.back().scale = scale;
    };
    add("整", ColumnType::kInteger, "=[@年龄]/2");
    add("小数", ColumnType::kDecimal, "=[@年龄]*0.105", 2);
    add("日期", ColumnType::kDate, "=IF([@年龄]=\"\",\"\",DATE(2026,1,[@年龄]))");
    add("文字", ColumnType::kText, "=IF([@年龄]=\"\",NA(),[@姓名])");
    add("码", ColumnType::kCode, "=IF([@年龄]>=60,\"是\",\"\")");
    add("村", ColumnType::kUnit, "=[@单位]");
    add("大", ColumnType::kInteger, "=1E+30");
    add("错", ColumnType::kInteger, "=\"x\"");
    add("常", ColumnType::kText, "=\"常\"");
    std::vector<ColumnUse> uses;
    for (size_t c = 3; c < small.residents.columns.size(); ++c) uses.push_back({0, c});
    small.world.tables[0].columns.resize(small.residents.columns.size());
    auto done = calculate_columns(small.catalog, small.world, small.scope, uses);
    ASSERT_TRUE(done) << done.error().text();
    auto cells = [&](size_t c) {
        std::string out;
        for (uint32_t r = 0; r < 3; ++r) {
            const ledger::Table& table = small.world.tables[0];
            out += general_text(cell_value(small.residents.columns[c], table.columns[c], r)) + "|";
        }
        return out;
    };
    EXPECT_EQ(cells(3), "31|0|18|");      // 30.5 and 17.5 away from zero
    EXPECT_EQ(cells(4), "6.41|0|3.68|");  // 6.405 and 3.675 at 15 digits
    EXPECT_EQ(cells(5), "46083||46057|");
    EXPECT_EQ(cells(6), "张三|#N/A|王五|");
    EXPECT_EQ(cells(7), "是|||");
    EXPECT_EQ(cells(8), "421221106201|421221106201|421221106202|");
    EXPECT_EQ(cells(9), "#NUM!|#NUM!|#NUM!|");
    EXPECT_EQ(cells(10), "#VALUE!|#VALUE!|#VALUE!|");
    EXPECT_EQ(cells(11), "常|常|常|");
}

// Keys of several columns, more of them than rows repeat: the same as row by row.
TEST(CalculatedColumns, EqualRowByRow) {
    Small small;
    small.residents.columns.push_back(
        column("丙", ColumnType::kText, "=[@姓名]&[@年龄]&COUNTIFS([年龄],[@年龄])"));
    ledger::Table& table = small.world.tables[0];
    for (uint32_t i = 3; i < 2000; ++i) {
        table.row_ids.push_back(i + 1);
        table.columns[0].codes.push_back(1 + i % 3);
        table.columns[1].numbers.push_back(i % 7 == 0 ? ledger::kBlankNumber : i % 90);
        table.columns[2].numbers.push_back(421221106202);
    }
    table.unit_begin = {0, 0, 2, 2000};
    table.columns.resize(small.residents.columns.size());
    std::vector<ColumnUse> uses = {{0, 3}};
    ASSERT_TRUE(calculate_columns(small.catalog, small.world, small.scope, uses));
    CompileOptions options;
    options.row_table = 0;
    Formula formula = *compile(small.residents.columns[3].formula, small.catalog, options);
    Evaluator evaluator(small.catalog, small.world, small.scope);
    evaluator.see_whole_ledgers();
    for (uint32_t row = 0; row < 2000; row += 13) {
        EXPECT_EQ(cell_value(small.residents.columns[3], table.columns[3], row),
                  evaluator.evaluate_row(formula, 0, row));
    }
}

TEST(Rounding, TheLastDigitCarriesThroughNines) {
    EXPECT_EQ(round_decimals(9.995, 2, Rounding::kHalfAway), 10);
    EXPECT_EQ(round_decimals(-999.5, 0, Rounding::kHalfAway), -1000);
    EXPECT_EQ(round_decimals(0.5, 0, Rounding::kTowardsZero), 0);
    EXPECT_EQ(round_decimals(1e-300, 400, Rounding::kAway), 1e-300);
    EXPECT_EQ(round_decimals(5e307, -400, Rounding::kHalfAway), 0);
}

TEST(Functions, NamesAreUniqueAndComplete) {
    std::vector<std::string> names = function_names();
    EXPECT_GE(names.size(), 170u);
    for (const std::string& name : names) {
        const Function* function = find_function(name);
        ASSERT_NE(function, nullptr);
        int kinds = (function->scalar != nullptr) + (function->general != nullptr) +
                    (function->lazy != nullptr);
        EXPECT_EQ(kinds, 1) << name;
        EXPECT_LE(function->least, function->most) << name;
    }
    EXPECT_EQ(find_function("sum"), find_function("SUM"));
    EXPECT_EQ(find_function("NOSUCH"), nullptr);
}

}  // namespace
}  // namespace yitao::formula
