// What is evaluated as measures gives what the walk over the rows gives.
#include <gtest/gtest.h>

#include <random>

#include "formula/ast.h"
#include "formula/formula.h"
#include "formula/test_ledger.h"

namespace yitao::formula {
namespace {

class Separable : public testing::TestWithParam<uint32_t> {
  protected:
    Separable() : ledger_(TestLedger::random(GetParam(), 300)), random_(GetParam() * 7 + 1) {
        // Errors are found in calculated columns only.
        ledger_.schema->columns[TestLedger::kScore].formula = "=0";
        ledger_.schema->columns[TestLedger::kRemark].formula = "=0";
    }

    std::string evaluated(const std::string& text, org::UnitIndex unit, bool as_written) {
        CompileOptions options;
        options.as_written = as_written;
        auto formula = compile(text, ledger_.catalog, options);
        if (!formula) return "refused: " + formula.error().text();
        separated_ += &formula->plan() != &formula->root() ? 1 : 0;
        Scope scope = ledger_.scope(unit);
        scope.as_of = *Date::parse_iso("2001-10-31");
        Evaluator evaluator(ledger_.catalog, ledger_.world, scope);
        const Operand result = evaluator.evaluate(*formula);
        if (const auto* value = std::get_if<Value>(&result)) return general_text(*value);
        const Matrix& matrix = *std::get<MatrixPtr>(result);
        std::string out = fmt::format("{}x{}:", matrix.rows, matrix.columns);
        for (const Value& value : matrix.values) out += general_text(value) + "|";
        return out;
    }
    bool is_separated(const std::string& text) {
        auto formula = compile(text, ledger_.catalog);
        return formula && &formula->plan() != &formula->root();
    }

    std::string pick(std::vector<std::string> from) { return from[random_() % from.size()]; }
    std::string test() {
        static const std::vector<std::string> kOperators = {"=", "<>", "<", "<=", ">", ">="};
        switch (random_() % 5) {
            case 0:
                return "(居民[age]" + pick(kOperators) + pick({"0", "18", "60", "35.5", "-1"}) + ")";
            case 1:
                return "(" + pick({"0", "18", "60"}) + pick(kOperators) + "居民[age])";
            case 2:
                return "(居民[name]" + pick({"=", "<>"}) +
                       pick({"\"张三\"", "\"wang\"", "\"\"", "\"12\"", "\"a?b\"", "\"wang*\"",
                             "\"true\"", "\"~x\"", "12"}) +
                       ")";
            case 3:
                return "(居民[born]" + pick(kOperators) + pick({"截至日期", "20000", "0"}) + ")";
            default:
                return "(居民[score]" + pick(kOperators) + pick({"0", "0.5", "-0.001"}) + ")";
        }
    }
    std::string tests() {
        std::string out = test();
        for (size_t more = random_() % 3; more > 0; --more) out += "*" + test();
        return out;
    }
    std::string formula() {
        switch (random_() % 6) {
            case 0: return "SUMPRODUCT(" + tests() + "*" + test() + ")";
            case 1: return "SUMPRODUCT(--" + test() + "," + tests() + "*1)";
            case 2: return "SUMPRODUCT(" + tests() + "*居民[age])";
            case 3: return "SUM(" + tests() + "*" + test() + ")";
            case 4:
                return pick({"COUNTA", "ROWS"}) + "(UNIQUE(FILTER(居民[" +
                       pick({"name", "household", "age", "amount", "born", "sex"}) + "]," + tests() +
                       ")))";
            default:
                return "IFERROR(ROWS(UNIQUE(FILTER(居民[household]," + test() + "))),0)";
        }
    }

    TestLedger ledger_;
    std::mt19937 random_;
    int separated_ = 0;
};

TEST_P(Separable, GivesWhatTheRowsGive) {
    const int kFormulas = 150;
    for (int i = 0; i < kFormulas; ++i) {
        const std::string text = formula();
        for (org::UnitIndex unit = 0; unit < ledger_.world.tree->size(); unit += 3) {
            ASSERT_EQ(evaluated(text, unit, false), evaluated(text, unit, true))
                << text << " at " << unit;
        }
    }
    EXPECT_GT(separated_, kFormulas / 2);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Separable, testing::Range(1U, 9U));

// FILTER takes a stack of columns apart before it filters.
TEST_P(Separable, AStackIsFilteredColumnByColumn) {
    const std::string look_up = "XLOOKUP(居民[age],居民[age],居民[name],\"-\")";
    for (int i = 0; i < 40; ++i) {
        const std::string mask = tests();
        const auto one = [&](const std::string& column) {
            return "FILTER(" + column + "," + mask + ")";
        };
        const std::string stacked =
            one("HSTACK(居民[name],居民[[age]:[amount]]," + look_up + ",居民[score]*2)");
        const std::string apart = "HSTACK(" + one("居民[name]") + "," + one("居民[[age]:[amount]]") +
                                  "," + one(look_up) + "," + one("居民[score]*2") + ")";
        for (org::UnitIndex unit = 0; unit < ledger_.world.tree->size(); unit += 3) {
            const std::string value = evaluated(stacked, unit, true);
            const std::string expected = evaluated(apart, unit, true);
            // Of no row, or of tests with an error, the stack is one error and not one a column.
            if (value.starts_with("#")) {
                ASSERT_EQ(expected.find(value), expected.find(':') + 1) << stacked;
            } else {
                ASSERT_EQ(value, expected) << stacked << " at " << unit;
                ++separated_;
            }
        }
    }
    EXPECT_GT(separated_, 5);
}

using SeparableForms = Separable;

TEST_P(SeparableForms, AreTold) {
    for (const char* text : {
             "SUMPRODUCT((居民[sex]=\"女\")*(居民[age]>=60))",
             "SUMPRODUCT(--(居民[sex]=\"女\"))",
             "SUMPRODUCT((居民[sex]=\"女\")*居民[age])",
             "COUNTA(UNIQUE(FILTER(居民[household],居民[sex]=\"女\")))",
             "COUNTA(UNIQUE(居民[household]))",
             "SUM((居民[sex]=\"女\")*1)+1",
         }) {
        EXPECT_TRUE(is_separated(text)) << text;
    }
    for (const char* text : {
             "SUMPRODUCT((居民[sex]=\"女\"))",                  // truths are no numbers: 0
             "SUMPRODUCT((居民[unit]=\"421200000000\")*1)",     // a criterion means the subtree
             "SUMPRODUCT((居民[kinds]=\"低保\")*1)",            // a criterion means one of several
             "SUMPRODUCT((居民[sex]=\"女\")*居民[amount])",     // sums of decimals are Excel's
             "SUMPRODUCT((居民[score]>1)*(居民[remark]=\"x\"))",  // errors of two columns
             "SUMPRODUCT((居民[sex]=\"女\")+(居民[age]>=60))",  // either, twice both
             "ROWS(UNIQUE(FILTER(居民[sex],居民[age]>1,\"无\")))",
         }) {
        EXPECT_FALSE(is_separated(text)) << text;
    }
}

INSTANTIATE_TEST_SUITE_P(Once, SeparableForms, testing::Values(1U));

}  // namespace
}  // namespace yitao::formula
