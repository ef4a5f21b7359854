// The engine against the plainest evaluation, for every unit, bit for bit; and its parts.
#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "formula/test_aggregates.h"
#include "live/classes.h"
#include "live/engine.h"
#include "live/kernels.h"
#include "live/results.h"

namespace yitao::live {
namespace {

using formula::AggregateCall;
using formula::TestLedger;
using formula::Value;

struct Asked {
    AggregateCall call;
    uint32_t measure;
};

std::vector<Asked> ask(std::mt19937& random, const TestLedger& ledger, size_t count,
                       formula::MeasureSet& set) {
    std::vector<Asked> out;
    while (out.size() < count) {
        AggregateCall call = formula::random_call(random, ledger);
        auto measure = formula::add_measure(call, ledger.catalog, set);
        if (measure) out.push_back({std::move(call), *measure});
    }
    return out;
}

TEST(Engine, EqualsScanAndNaiveForEveryUnit) {
    for (uint32_t seed = 1; seed <= 10; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        TestLedger ledger = TestLedger::random(seed, 30 + random() % 600);
        formula::MeasureSet set;
        std::vector<Asked> asked = ask(random, ledger, 80, set);
        auto results = compute(ledger.catalog, ledger.world, set, {.threads = 1 + seed % 3});
        for (const Asked& one : asked) {
            for (org::UnitIndex unit = 0; unit < ledger.world.tree->size(); ++unit) {
                formula::Scope scope = ledger.scope(unit);
                formula::AggregateContext context{
                    .catalog = ledger.catalog, .world = ledger.world, .scope = scope};
                Value scanned = evaluate_aggregate(one.call, context);
                context.measures = results.get();
                Value live = evaluate_aggregate(one.call, context);
                ASSERT_TRUE(formula::identical(live, scanned))
                    << "measure " << one.measure << " unit " << unit << ": " << general_text(live)
                    << " is not " << general_text(scanned);
                Value naive = formula::naive_aggregate(ledger, one.call, unit);
                ASSERT_TRUE(formula::identical(live, naive)) << general_text(naive);
            }
        }
    }
}

bool same_state(const formula::MeasureState& a, const formula::MeasureState& b) {
    return a.sum == b.sum && a.count == b.count && a.extreme == b.extreme &&
           a.has_error == b.has_error && (!a.has_error || a.error == b.error);
}

// Units of more than one block, several threads, every set of kernels: one result.
TEST(Engine, ResultDoesNotDependOnKernelsOrThreads) {
    std::mt19937 random(7);
    TestLedger ledger = TestLedger::random(7, 30000);
    formula::MeasureSet set;
    ask(random, ledger, 150, set);
    auto reference =
        compute(ledger.catalog, ledger.world, set, {.threads = 1, .kernels = &portable_kernels()});
    for (unsigned threads : {1U, 2U, 5U}) {
        auto results = compute(ledger.catalog, ledger.world, set, {.threads = threads});
        for (uint32_t measure = 0; measure < set.measures().size(); ++measure) {
            for (org::UnitIndex unit = 0; unit < ledger.world.tree->size(); ++unit) {
                ASSERT_TRUE(
                    same_state(results->state(measure, unit), reference->state(measure, unit)))
                    << "threads " << threads << " measure " << measure << " unit " << unit;
            }
        }
    }
}

TEST(Engine, ManyBlocksEqualNaive) {
    std::mt19937 random(11);
    TestLedger ledger = TestLedger::random(11, 20000);
    formula::MeasureSet set;
    std::vector<Asked> asked = ask(random, ledger, 40, set);
    auto results = compute(ledger.catalog, ledger.world, set);
    for (const Asked& one : asked) {
        for (org::UnitIndex unit = 0; unit < ledger.world.tree->size(); unit += 5) {
            formula::Scope scope = ledger.scope(unit);
            Value live = evaluate_aggregate(one.call, {.catalog = ledger.catalog,
                                                       .world = ledger.world,
                                                       .scope = scope,
                                                       .measures = results.get()});
            ASSERT_TRUE(formula::identical(live, naive_aggregate(ledger, one.call, unit)));
        }
    }
}

TEST(Engine, EmptySetAndEmptyLedger) {
    TestLedger ledger = TestLedger::random(3, 0);
    formula::MeasureSet set;
    EXPECT_NE(compute(ledger.catalog, ledger.world, set), nullptr);
    uint32_t age = set.add_condition({0, TestLedger::kAge, formula::parse_criterion(">=60")});
    uint32_t count = set.add({0, formula::Aggregate::kCountRows, -1, {age}});
    uint32_t most = set.add({0, formula::Aggregate::kMax, TestLedger::kAge, {}});
    auto results = compute(ledger.catalog, ledger.world, set);
    EXPECT_EQ(results->state(count, 0).count, 0);
    EXPECT_EQ(results->state(most, 0).count, 0);
}

// Sums of values near the ends of 64 bits go to 128-bit slots.
TEST(Engine, SumsBeyond64BitsStayExact) {
    TestLedger ledger = TestLedger::random(5, 9000);
    ledger::PackedNumbers& amounts = ledger.world.tables[0].columns[TestLedger::kAmount].numbers;
    int128 expected = 0;
    std::mt19937_64 random(5);
    for (size_t row = 0; row < amounts.size(); ++row) {
        amounts[row] = static_cast<int64_t>(random());
        if (amounts[row] < ledger::kLeastNumber) amounts[row] = ledger::kLeastNumber;
        if (ledger.unit_of_row[row] >= 0) expected += amounts[row];
    }
    formula::MeasureSet set;
    uint32_t sum = set.add({0, formula::Aggregate::kSum, TestLedger::kAmount, {}});
    for (const Kernels* kernels : {&portable_kernels(), avx2_kernels(), &best_kernels()}) {
        if (kernels == nullptr) continue;
        auto results = compute(ledger.catalog, ledger.world, set, {.kernels = kernels});
        EXPECT_TRUE(results->state(sum, 0).sum == expected);
    }
}

// More predicates on one column than one byte can tell apart.
TEST(Engine, ColumnsWithManyPredicatesUseSeveralLanes) {
    TestLedger ledger = TestLedger::random(9, 5000);
    ledger::PackedNumbers& ages = ledger.world.tables[0].columns[TestLedger::kAge].numbers;
    ledger::ColumnData& names = ledger.world.tables[0].columns[TestLedger::kName];
    ledger::DictionaryBuilder builder(names);
    std::mt19937 random(9);
    for (size_t row = 0; row < ages.size(); ++row) {
        ages[row] = static_cast<int64_t>(random() % 1000) - 200;
        names.codes[row] = builder.code("n" + std::to_string(random() % 700));
    }
    formula::MeasureSet set;
    auto count = [&](size_t column, const std::string& criterion) {
        formula::TextMode mode = formula::text_mode(ledger.schema->columns[column].type);
        uint32_t condition =
            set.add_condition({0, column, formula::parse_criterion(Value(criterion), mode)});
        return set.add({0, formula::Aggregate::kCountRows, -1, {condition}});
    };
    std::vector<std::pair<uint32_t, int>> equal;
    std::vector<std::pair<uint32_t, int>> below;
    std::vector<std::pair<uint32_t, int>> named;
    for (int i = -200; i < 800; i += 2) {
        equal.emplace_back(count(TestLedger::kAge, "=" + std::to_string(i)), i);
        below.emplace_back(count(TestLedger::kAge, "<" + std::to_string(i)), i);
        if (i >= 0) named.emplace_back(count(TestLedger::kName, "n" + std::to_string(i)), i);
    }
    auto results = compute(ledger.catalog, ledger.world, set);
    auto expected = [&](auto test) {
        int64_t total = 0;
        for (size_t row = 0; row < ages.size(); ++row) {
            total += ledger.unit_of_row[row] >= 0 && test(row) ? 1 : 0;
        }
        return total;
    };
    for (auto [measure, i] : equal) {
        ASSERT_EQ(results->state(measure, 0).count,
                  expected([&](size_t row) { return ages[row] == i; }))
            << i;
    }
    for (auto [measure, i] : below) {
        ASSERT_EQ(results->state(measure, 0).count,
                  expected([&](size_t row) { return ages[row] < i; }))
            << i;
    }
    for (auto [measure, i] : named) {
        std::string name = "n" + std::to_string(i);
        ASSERT_EQ(results->state(measure, 0).count,
                  expected([&](size_t row) { return names.dictionary[names.codes[row]] == name; }))
            << i;
    }
}

TEST(Results, CountsTakeFourBytesAUnit) {
    TestLedger ledger = TestLedger::random(2, 2000);
    formula::MeasureSet set;
    for (int age = 0; age < 512; ++age) {  // two whole pages
        uint32_t condition =
            set.add_condition({0, TestLedger::kAge,
                               formula::parse_criterion(Value(">" + std::to_string(age - 600)))});
        set.add({0, formula::Aggregate::kCountRows, -1, {condition}});
    }
    auto results = compute(ledger.catalog, ledger.world, set);
    size_t units = ledger.world.tree->size();
    EXPECT_LE(dynamic_cast<const Results&>(*results).bytes(),
              512 * units * 4 + units * 3 * sizeof(void*) * 2 + 512 * sizeof(Slots));
}

// Each set of kernels that this processor has gives what the portable one gives.
struct KernelSet {
    const char* name;
    const Kernels* (*kernels)();
};

class KernelsTest : public testing::TestWithParam<KernelSet> {
  protected:
    void SetUp() override {
        if (GetParam().kernels() == nullptr) GTEST_SKIP() << "no " << GetParam().name << " here";
    }
    static const Kernels& fast() { return *GetParam().kernels(); }
    std::vector<uint64_t> random_words() {
        std::vector<uint64_t> out(kBlockWords);
        uint64_t dense = random_();
        for (uint64_t& word : out)
            word = dense % 3 == 0 ? random_() & random_() & random_() : random_();
        return out;
    }
    std::mt19937_64 random_{42};
};

INSTANTIATE_TEST_SUITE_P(Sets, KernelsTest,
                         testing::Values(KernelSet{"AVX2", avx2_kernels},
                                         KernelSet{"AVX512", avx512_kernels}),
                         [](const auto& set) { return set.param.name; });

TEST_P(KernelsTest, TestsAgree) {
    for (int round = 0; round < 200; ++round) {
        std::vector<uint8_t> classes(kBlockRows);
        bool small = round % 3 == 0;
        for (uint8_t& c : classes) c = static_cast<uint8_t>(random_() % (small ? 16 : 256));
        ClassTest test;
        for (int i = 0; i < 40; ++i)
            test.set.add(static_cast<uint8_t>(random_() % (small ? 16 : 256)));
        test.first = static_cast<uint8_t>(random_() % 200);
        test.last = static_cast<uint8_t>(test.first + random_() % (256 - test.first));
        test.flip = round % 2 == 0 ? 0 : ~uint64_t{0};
        for (auto kind :
             {ClassTest::Kind::kNever, ClassTest::Kind::kAlways, ClassTest::Kind::kSmall,
              ClassTest::Kind::kRange, ClassTest::Kind::kSet}) {
            if (kind == ClassTest::Kind::kSmall && !small) continue;
            test.kind = kind;
            size_t words = kWordGroup * (1 + random_() % (kBlockWords / kWordGroup));
            std::vector<uint64_t> a(kBlockWords, 1);
            std::vector<uint64_t> b(kBlockWords, 1);
            test.run(portable_kernels(), classes.data(), words, a.data());
            test.run(fast(), classes.data(), words, b.data());
            ASSERT_EQ(a, b) << static_cast<int>(kind);
            for (size_t row = 0; row < words * 64 && kind == ClassTest::Kind::kSet; ++row) {
                ASSERT_EQ((a[row / 64] >> (row % 64) & 1) != 0, test.set.contains(classes[row]));
            }
        }
    }
}

TEST_P(KernelsTest, CountsAgree) {
    for (size_t words = kWordGroup; words <= kBlockWords; words += kWordGroup) {
        std::vector<uint64_t> a = random_words();
        std::vector<uint64_t> b = random_words();
        std::vector<uint64_t> full(kBlockWords, ~uint64_t{0});
        std::vector<uint64_t> out(kBlockWords);
        std::vector<uint64_t> expected(kBlockWords);
        EXPECT_EQ(fast().and_count(a.data(), b.data(), words, out.data()),
                  portable_kernels().and_count(a.data(), b.data(), words, expected.data()));
        EXPECT_EQ(out, expected);
        EXPECT_EQ(fast().count(full.data(), words), words * 64);
        EXPECT_EQ(fast().count(a.data(), words), portable_kernels().count(a.data(), words));
    }
}

TEST_P(KernelsTest, AnyAndSummariesAgree) {
    std::vector<uint64_t> none(kBlockWords);
    std::vector<uint64_t> out(kBlockWords);
    for (int round = 0; round < 60; ++round) {
        size_t rows = 1 + random_() % kBlockRows;
        std::vector<int64_t> values(rows);
        for (int64_t& value : values) {
            uint64_t kind = random_() % 8;
            value = kind == 0   ? ledger::kBlankNumber
                    : kind == 1 ? ledger::error_number(ExcelError::kNa)
                                : static_cast<int64_t>(random_()) >> random_() % 60;
            if (kind > 1 && value < ledger::kLeastNumber) value = ledger::kLeastNumber;
        }
        std::vector<uint64_t> numbers[2];
        std::vector<uint64_t> present[2];
        NumberSummary summary[2];
        for (int i = 0; i < 2; ++i) {
            const Kernels& kernels = i == 0 ? portable_kernels() : fast();
            numbers[i].assign(kBlockWords, 5);
            present[i].assign(kBlockWords, 5);
            summary[i] = kernels.summarise(values.data(), rows, words_of(rows), numbers[i].data(),
                                           present[i].data());
        }
        EXPECT_EQ(numbers[0], numbers[1]);
        EXPECT_EQ(present[0], present[1]);
        if (summary[0].least > summary[0].greatest) continue;  // no number at all
        EXPECT_EQ(summary[0].least, summary[1].least);
        EXPECT_EQ(summary[0].greatest, summary[1].greatest);
        std::vector<uint64_t> a = random_words();
        EXPECT_FALSE(fast().and_any(a.data(), none.data(), kBlockWords, out.data()));
        EXPECT_EQ(out, none);
        EXPECT_TRUE(fast().and_any(a.data(), a.data(), kBlockWords, out.data()));
        EXPECT_EQ(out, a);
    }
}

TEST_P(KernelsTest, ExtremesAndSmallClassesAgree) {
    for (size_t rows : {size_t{1}, size_t{63}, size_t{64}, size_t{1000}, kBlockRows}) {
        std::vector<int64_t> values(rows);
        std::vector<uint8_t> codes(rows);
        for (int64_t& value : values) value = static_cast<int64_t>(random_());
        for (uint8_t& code : codes) code = static_cast<uint8_t>(random_() % 16);
        std::vector<uint64_t> mask = random_words();
        for (size_t bit = rows; bit < kBlockRows; ++bit)
            mask[bit / 64] &= ~(uint64_t{1} << bit % 64);
        size_t words = words_of(rows);
        EXPECT_EQ(fast().greatest(mask.data(), words, values.data(), rows),
                  portable_kernels().greatest(mask.data(), words, values.data(), rows));
        EXPECT_EQ(fast().least(mask.data(), words, values.data(), rows),
                  portable_kernels().least(mask.data(), words, values.data(), rows));
        std::vector<uint64_t> none(kBlockWords);
        EXPECT_EQ(fast().greatest(none.data(), words, values.data(), rows), INT64_MIN);
        EXPECT_EQ(fast().least(none.data(), words, values.data(), rows), INT64_MAX);
        uint8_t table[16];
        for (uint8_t& one : table) one = static_cast<uint8_t>(random_());
        std::vector<uint8_t> a(rows);
        std::vector<uint8_t> b(rows);
        fast().classify_small(codes.data(), rows, table, a.data());
        portable_kernels().classify_small(codes.data(), rows, table, b.data());
        EXPECT_EQ(a, b);
    }
}

// Packed numbers of any width, some blank or errors, some runs without any number.
TEST_P(KernelsTest, ExtremesOfRunsAreThoseOfTheNumbers) {
    const auto none_to = [](int64_t value) { return value < ledger::kLeastNumber; };
    for (int64_t spread : {int64_t{200}, int64_t{60'000}, int64_t{4'000'000'000}, INT64_MAX / 2}) {
        for (size_t rows : {size_t{1}, size_t{64}, size_t{65}, size_t{1000}, kBlockRows}) {
            ledger::PackedNumbers numbers;
            for (size_t row = 0; row < rows; ++row) {
                const bool blank = row / kRunRows % 3 == 1 || random_() % 9 == 0;
                const auto value = static_cast<int64_t>(random_() % static_cast<uint64_t>(spread));
                numbers.push_back(blank ? (row % 2 == 0 ? ledger::kBlankNumber
                                                        : ledger::error_number(ExcelError::kNa))
                                        : value - spread / 2);
            }
            const ledger::PackedView view = numbers.view();
            const int width = view.coding.width;
            std::vector<uint64_t> greatest(kBlockRows / kRunRows);
            std::vector<uint64_t> least(kBlockRows / kRunRows);
            for (const Kernels* kernels : {&portable_kernels(), &fast()}) {
                kernels->run_greatest(view.bytes, width, rows, greatest.data());
                kernels->run_least(view.bytes, width, rows, least.data());
                for (size_t first = 0; first < rows; first += kRunRows) {
                    int64_t max = ledger::kBlankNumber;
                    int64_t min = INT64_MAX;
                    for (size_t row = first; row < std::min(rows, first + kRunRows); ++row) {
                        const int64_t number = numbers[row];
                        if (none_to(number)) continue;
                        max = std::max(max, number);
                        min = std::min(min, number);
                    }
                    const int64_t max_here = view.coding.value(greatest[first / kRunRows]);
                    const int64_t min_here = view.coding.value(least[first / kRunRows]);
                    if (min == INT64_MAX) {
                        EXPECT_TRUE(none_to(max_here) && none_to(min_here))
                            << width << " " << first;
                        continue;
                    }
                    EXPECT_EQ(max_here, max) << width << " " << first;
                    EXPECT_EQ(min_here, min) << width << " " << first;
                }
            }
        }
    }
}

TEST_P(KernelsTest, PlanesAndSumsAgree) {
    for (int width = 1; width <= 8; ++width) {
        for (size_t rows : {size_t{1}, size_t{31}, size_t{32}, size_t{100}, kBlockRows}) {
            std::vector<int64_t> values(rows);
            int64_t least = static_cast<int64_t>(random_()) >> 1;
            for (int64_t& value : values) {
                uint64_t above =
                    width == 8 ? random_() : random_() & ((uint64_t{1} << 8 * width) - 1);
                value = static_cast<int64_t>(static_cast<uint64_t>(least) + above);
            }
            std::vector<uint8_t> a(8 * kBlockRows);
            std::vector<uint8_t> b(8 * kBlockRows);
            portable_kernels().split_planes(values.data(), rows, least, width, a.data());
            fast().split_planes(values.data(), rows, least, width, b.data());
            ASSERT_EQ(a, b) << width << " " << rows;
            std::vector<uint64_t> mask = random_words();
            uint64_t x[8] = {};
            uint64_t y[8] = {};
            portable_kernels().sum_planes(mask.data(), words_of(rows), a.data(), width, x);
            fast().sum_planes(mask.data(), words_of(rows), a.data(), width, y);
            for (int p = 0; p < 8; ++p) ASSERT_EQ(x[p], y[p]) << width << " " << p;
        }
    }
}

TEST(NumberClasses, FindsTheSegmentOfAnyNumber) {
    std::mt19937_64 random(4);
    for (int round = 0; round < 100; ++round) {
        std::vector<int64_t> starts;
        int shift = static_cast<int>(random() % 63);
        for (size_t i = 0; i < 1 + random() % 60; ++i) {
            int64_t start = static_cast<int64_t>(random()) >> shift;
            starts.push_back(std::max(start, ledger::kLeastNumber + 1));
        }
        std::sort(starts.begin(), starts.end());
        starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
        std::vector<uint8_t> names;
        for (size_t i = 0; i <= starts.size(); ++i) names.push_back(static_cast<uint8_t>(i));
        std::vector<uint8_t> special(17);
        for (size_t i = 0; i < special.size(); ++i) special[i] = static_cast<uint8_t>(200 + i);
        NumberClasses classes(starts, names, special);
        std::vector<int64_t> numbers = {INT64_MIN, INT64_MIN + 16, ledger::kLeastNumber, INT64_MAX};
        for (int64_t start : starts) {
            for (int64_t near : {start - 1, start, start == INT64_MAX ? start : start + 1}) {
                numbers.push_back(near);
            }
        }
        for (int i = 0; i < 200; ++i) numbers.push_back(static_cast<int64_t>(random()) >> shift);
        std::vector<uint8_t> out(numbers.size());
        classes.classify(numbers.data(), numbers.size(), out.data());
        for (size_t i = 0; i < numbers.size(); ++i) {
            auto segment =
                std::upper_bound(starts.begin(), starts.end(), numbers[i]) - starts.begin();
            int expected = numbers[i] < ledger::kLeastNumber
                               ? 200 + static_cast<int>(numbers[i] - INT64_MIN)
                               : static_cast<int>(segment);
            ASSERT_EQ(out[i], expected) << numbers[i];
        }
    }
}

}  // namespace
}  // namespace yitao::live
