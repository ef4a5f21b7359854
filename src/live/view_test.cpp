// A view after any changes against a computation from scratch, for every measure and unit, bit for
// bit; the changes it tells against the values before and after.
#include "live/view.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <thread>

#include "live/engine.h"
#include "live/kernels.h"
#include "live/test_changing.h"

namespace yitao::live {
namespace {

using formula::MeasureState;
using formula::TestLedger;
using ledger::Field;

std::vector<size_t> all_columns() {
    std::vector<size_t> columns(TestLedger::kColumns);
    for (size_t c = 0; c < columns.size(); ++c) columns[c] = c;
    return columns;
}

TEST(View, EqualsAComputationFromScratchAfterRandomChanges) {
    for (uint32_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Changing world(seed, 20 + seed * 40, seed % 3 == 0 ? &portable_kernels() : nullptr);
        world.view.add(world.random_measures(90));
        ASSERT_NO_FATAL_FAILURE(world.expect_exact());
        std::vector<ValueChange> changes;
        for (int round = 0; round < 8; ++round) {
            if (round % 2 == 0) {
                for (int i = 0; i < 60; ++i) world.change(changes);
            } else {
                world.change_many(60, changes);
            }
            ASSERT_NO_FATAL_FAILURE(world.expect_exact());
            if (round % 3 == 1) world.view.add(world.random_measures(15));
        }
    }
}

// What is told is just what differs.
TEST(View, TellsExactlyWhatChanged) {
    for (uint32_t seed = 21; seed <= 26; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Changing world(seed, 60);
        world.view.add(world.random_measures(60));
        const formula::MeasureSet& set = world.view.definitions().set;
        const size_t units = world.view.tree().size();
        for (int i = 0; i < 150; ++i) {
            const auto before = world.view.cut();
            std::vector<ValueChange> told;
            world.change(told);
            std::ranges::sort(told);
            ASSERT_EQ(std::ranges::adjacent_find(told), told.end()) << "told twice";
            for (uint32_t m = 0; m < set.measures().size(); ++m) {
                const formula::Measure& measure = set.measures()[m];
                const int column = std::max(0, measure.value_column);
                const ledger::Column& declared =
                    world.ledger.schema->columns[static_cast<size_t>(column)];
                const auto value = [&](const MeasureState& state) {
                    return formula::measure_value(state, measure.aggregate, declared.type,
                                                  declared.scale);
                };
                for (org::UnitIndex unit = 0; unit < units; ++unit) {
                    const bool differs =
                        !(value(before->state(m, unit)) == value(world.view.state(m, unit)));
                    const bool is_told = std::ranges::binary_search(told, ValueChange{m, unit});
                    ASSERT_EQ(is_told, differs)
                        << "change " << i << " measure " << m << " unit " << unit << ", aggregate "
                        << static_cast<int>(measure.aggregate) << " of column "
                        << measure.value_column << ": " << text_of(before->state(m, unit))
                        << " then " << text_of(world.view.state(m, unit));
                }
            }
        }
    }
}

// Sums that fit 64 bits at first and do not later.
TEST(View, NumbersThatGrowLargeStayExact) {
    Changing world(61, 80);
    std::vector<ValueChange> changes;
    const auto set_amount = [&](ledger::RowId row, int64_t amount) {
        const size_t column[] = {TestLedger::kAmount};
        const Field field[] = {amount};
        world.view.apply({.row = row, .columns = column, .fields = field}, changes);
        world.model[row][TestLedger::kAmount] = amount;
    };
    int64_t next = 1;
    for (const auto& [row, fields] : std::map(world.model)) set_amount(row, next++);
    world.view.add(world.random_measures(120));
    ASSERT_NO_FATAL_FAILURE(world.expect_exact());
    const auto before = world.view.cut();
    for (const auto& [row, fields] : std::map(world.model)) {
        set_amount(row, row % 2 == 0 ? INT64_MAX - next : INT64_MAX / 2 + next);
        ++next;
    }
    ASSERT_NO_FATAL_FAILURE(world.expect_exact());
    EXPECT_EQ(before->set().measures().size(), world.view.set().measures().size());
}

TEST(View, RetiredMeasuresAreToldNoMoreAndComeBackExact) {
    Changing world(31, 200);
    const formula::MeasureSet set = world.random_measures(40);
    const std::vector<uint32_t> numbers = world.view.add(set);
    const std::vector<uint32_t> half(numbers.begin(), numbers.begin() + 20);
    world.view.retire(half);
    world.retired.insert(half.begin(), half.end());
    std::vector<ValueChange> changes;
    for (int i = 0; i < 200; ++i) world.change(changes);
    for (const ValueChange& change : changes) EXPECT_FALSE(world.retired.contains(change.measure));
    ASSERT_NO_FATAL_FAILURE(world.expect_exact());
    EXPECT_EQ(world.view.add(set), numbers);
    world.retired.clear();
    ASSERT_NO_FATAL_FAILURE(world.expect_exact());
}

// Cuts taken while changes go on stay as they were, read by other threads meanwhile.
TEST(View, ReadersSeeOneMoment) {
    Changing world(41, 400);
    world.view.add(world.random_measures(50));
    const size_t measures = world.view.definitions().set.measures().size();
    const size_t units = world.view.tree().size();
    std::vector<std::jthread> readers;
    std::vector<ValueChange> changes;
    std::atomic<int> mixed = 0;
    for (int i = 0; i < 40; ++i) {
        std::vector<MeasureState> now;
        for (uint32_t m = 0; m < measures; ++m) {
            for (org::UnitIndex u = 0; u < units; ++u) now.push_back(world.view.state(m, u));
        }
        readers.emplace_back(
            [cut = world.view.cut(), now = std::move(now), measures, units, &mixed] {
                size_t at = 0;
                for (uint32_t m = 0; m < measures; ++m) {
                    for (org::UnitIndex u = 0; u < units; ++u) {
                        if (!same(cut->state(m, u), now[at++])) ++mixed;
                    }
                }
            });
        for (int k = 0; k < 20; ++k) world.change(changes);
    }
    readers.clear();
    EXPECT_EQ(mixed, 0);
}

TEST(View, RowsOfAUnitAreThoseOfTheModel) {
    Changing world(51, 300);
    std::vector<ValueChange> changes;
    for (int i = 0; i < 300; ++i) world.change(changes);
    const std::vector<size_t> columns = all_columns();
    const ledger::Table all = world.view.rows_of(0, std::nullopt, columns);
    const formula::World expected = world.world();
    ASSERT_EQ(all.row_ids, expected.tables[0].row_ids);
    ASSERT_EQ(all.unit_begin, expected.tables[0].unit_begin);
    for (const size_t c : columns) {
        const ledger::ColumnData& mine = all.columns[c];
        const ledger::ColumnData& wanted = expected.tables[0].columns[c];
        ASSERT_EQ(mine.numbers, wanted.numbers);
        for (uint32_t row = 0; row < all.row_count() && mine.is_coded(); ++row) {
            ASSERT_EQ(mine.dictionary[mine.codes.at(row)], wanted.dictionary[wanted.codes.at(row)]);
        }
    }
    for (const auto& [id, fields] : world.model)
        ASSERT_EQ(world.view.read(0, id).has_value(), true);
}

}  // namespace
}  // namespace yitao::live
