// Random formulas: what is printed parses to the same; nothing crashes; arrays keep their promises.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <random>

#include "base/limits.h"
#include "formula/coerce.h"
#include "formula/functions.h"
#include "formula/sort_places.h"
#include "formula/test_golden.h"
#include "formula/test_ledger.h"

namespace yitao::formula {
namespace {

// Writes formulas that compile, over a TestLedger and a few cells.
class RandomFormula {
  public:
    explicit RandomFormula(uint32_t seed) : random_(seed), names_(function_names()) {}

    std::string expression(int depth) {
        switch (depth <= 0 ? below(6) : below(12)) {
            case 0: return number();
            case 1: return text();
            case 2: return pick({"TRUE", "FALSE", "#N/A", "#DIV/0!", "本单位", "截至日期", "期初"});
            case 3: return pick({"A1", "$B$2", "A1:B3", "A:A", "2:2", "C4", "表!A2"});
            case 4: return array();
            case 5: return column();
            case 6:
            case 7: return binary(depth);
            case 8: return "(" + expression(depth - 1) + ")";
            case 9: return pick({"-", "+", "@"}) + operand(depth - 1);
            case 10: return operand(depth - 1) + "%";
            default: return call(depth);
        }
    }

    std::string call(int depth) {
        const Function& function = *find_function(names_[below(names_.size())]);
        size_t most = function.most == kManyArguments ? size_t{function.least} + 3 : function.most;
        size_t count = function.least + below(most - function.least + 1);
        if (function.pairing != Pairing::kAny && count % 2 != (function.pairing == Pairing::kOdd)) {
            ++count;
        }
        std::string out(function.name);
        out += '(';
        for (size_t i = 0; i < count; ++i) {
            if (i > 0) out += ',';
            if (below(20) > 0 || i == 0) out += expression(depth - 1);
        }
        return out + ")";
    }

  private:
    size_t below(size_t limit) { return random_() % limit; }
    std::string pick(std::vector<std::string> from) { return from[below(from.size())]; }
    std::string number() {
        return pick({"0", "1", "2.5", "3", "10", "45292", "0.1", "1E+20", "7.25", "100", "1E-9"});
    }
    std::string text() {
        return pick({"\"\"", "\"a\"", "\"女\"", "\">=3\"", "\"2024-1-5\"", "\"12\"", "\"*\"",
                     "\"yyyy-mm-dd\"", "\"#,##0.00\"", "\"~?\"", "\"a\"\"b\"", "\"Y\""});
    }
    std::string array() {
        return pick({"{1,2;3,4}", "{\"a\";\"b\";3}", "{TRUE,#N/A,-1}", "{0}", "{5,4,3,2,1}",
                     "{\"\",1}"});
    }
    std::string column() {
        return pick({"居民[姓名]", "居民[[年龄]:[金额]]", "居民[[#Headers],[年龄]]", "居民[#All]",
                     "居民[性别]", "居民[年龄]", "居民[出生日期]", "居民[备注]", "居民"});
    }
    std::string operand(int depth) { return "(" + expression(depth) + ")"; }
    std::string binary(int depth) {
        return expression(depth - 1) +
               pick({"+", "-", "*", "/", "^", "&", "=", "<>", "<", "<=", ">", ">="}) +
               expression(depth - 1);
    }

    std::mt19937 random_;
    std::vector<std::string> names_;
};

std::string shown(const Operand& operand) {
    if (const Value* value = std::get_if<Value>(&operand)) return general_text(*value);
    const Matrix& matrix = *std::get<MatrixPtr>(operand);
    std::string out = fmt::format("{}x{}:", matrix.rows, matrix.columns);
    for (const Value& value : matrix.values) out += general_text(value) + "|";
    return out;
}

class RandomFormulas : public ::testing::TestWithParam<uint32_t> {
  protected:
    RandomFormulas() : ledger_(TestLedger::random(GetParam(), 12)) {
        std::map<size_t, std::string> names = {
            {TestLedger::kName, "姓名"},   {TestLedger::kSex, "性别"},
            {TestLedger::kAge, "年龄"},    {TestLedger::kAmount, "金额"},
            {TestLedger::kBorn, "出生日期"}, {TestLedger::kRemark, "备注"}};
        ledger_.schema->name = "居民";
        for (const auto& [column, name] : names) ledger_.schema->columns[column].name = name;
        options_.sheets = cells_.sheets = {"表"};
        cells_.cells[{0, 0, 0}] = 5.0;
        cells_.cells[{0, 1, 0}] = "女";
        cells_.cells[{0, 1, 1}] = ExcelError::kNa;
        cells_.cells[{0, 2, 1}] = true;
        cells_.cells[{0, 3, 2}] = "";
    }

    std::string evaluated(const Formula& formula) {
        Scope scope = ledger_.scope(0);
        scope.as_of = *Date::parse_iso("2026-10-31");
        Evaluator evaluator(ledger_.catalog, ledger_.world, scope);
        evaluator.use_cells(&cells_);
        evaluator.limit_cells(20'000);  // A:A has a million
        return shown(evaluator.evaluate(formula));
    }

    TestLedger ledger_;
    GoldenCells cells_;
    CompileOptions options_;
};

TEST_P(RandomFormulas, PrintedFormulasMeanTheSame) {
    bool holds = rc::check("print, then parse: the same value", [this](uint32_t seed) {
        std::string text = RandomFormula(seed).expression(4);
        Result<Formula> formula = compile(text, ledger_.catalog, options_);
        RC_PRE(formula.has_value());
        std::string printed = print(formula->root(), ledger_.catalog);
        Result<Formula> again = compile(printed, ledger_.catalog, options_);
        RC_LOG() << text << "\n" << printed << "\n";
        RC_ASSERT(again.has_value());
        RC_ASSERT(print(again->root(), ledger_.catalog) == printed);
        RC_ASSERT(evaluated(*again) == evaluated(*formula));
    });
    EXPECT_TRUE(holds);
}

TEST_P(RandomFormulas, MostOfThemCompile) {
    RandomFormula random(GetParam());
    int compiled = 0;
    for (int i = 0; i < 200; ++i) {
        std::string text = random.expression(3);
        Result<Formula> formula = compile(text, ledger_.catalog, options_);
        compiled += formula ? 1 : 0;
        if (!formula) ADD_FAILURE() << text << "\n" << formula.error().text();
    }
    EXPECT_EQ(compiled, 200);
}

// Every function with arguments of every kind, in every number it takes.
TEST_P(RandomFormulas, NoFunctionCrashes) {
    RandomFormula random(GetParam() * 31);
    for (int i = 0; i < 1000; ++i) {
        std::string text = random.call(1);
        Result<Formula> formula = compile(text, ledger_.catalog, options_);
        ASSERT_TRUE(formula) << text << "\n" << formula.error().text();
        evaluated(*formula);
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomFormulas, ::testing::Range(1u, 7u));

Value random_value(std::mt19937& random) {
    switch (random() % 7) {
        case 0: return {};
        case 1: return static_cast<double>(random() % 5) - 2;
        case 2: return std::ldexp(static_cast<double>(random() % 1000), -3);
        case 3: return random() % 2 == 0;
        case 4: return 0.1 * static_cast<double>(random() % 4);
        default: break;
    }
    static const std::vector<std::string> kTexts = {"",   "a",  "A",  "b",   "Ａ", "张三", "李四",
                                                    "10", "9",  "é",  "a b", "ab", "421", "z"};
    return kTexts[random() % kTexts.size()];
}

TEST(ValueOrder, IsAnOrder) {
    std::mt19937 random(7);
    auto sign = [](int n) { return (n > 0) - (n < 0); };
    for (int i = 0; i < 20000; ++i) {
        Value a = random_value(random);
        Value b = random_value(random);
        EXPECT_EQ(sign(compare_values(a, b)), -sign(compare_values(b, a)));
        EXPECT_EQ(equal_values(a, b), compare_values(a, b) == 0);
        EXPECT_EQ(compare_values(a, a), 0);
        // Blanks equal the nothing of every kind, so they are left out of transitivity.
        Value c = random_value(random);
        if (a.is_blank() || b.is_blank() || c.is_blank()) continue;
        if (compare_values(a, b) <= 0 && compare_values(b, c) <= 0) {
            EXPECT_LE(compare_values(a, c), 0) << general_text(a) << " " << general_text(b) << " "
                                               << general_text(c);
        }
    }
}

TEST(ValueOrder, SortPlacesAgreeWithIt) {
    std::mt19937 random(11);
    std::vector<Value> values;
    for (int i = 0; i < 300; ++i) {
        Value value = random_value(random);
        if (!value.is_blank()) values.push_back(std::move(value));
    }
    std::vector<SortPlace> places =
        sort_places(values.size(), [&](size_t i, Value&) -> const Value& { return values[i]; });
    for (size_t i = 0; i < values.size(); ++i) {
        for (size_t k = 0; k < values.size(); ++k) {
            EXPECT_EQ(places[i] < places[k], compare_values(values[i], values[k]) < 0)
                << general_text(values[i]) << " and " << general_text(values[k]);
        }
    }
}

}  // namespace
}  // namespace yitao::formula
