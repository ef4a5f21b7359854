#include "live/distinct.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "formula/test_ledger.h"

namespace yitao::live {
namespace {

// Rows that come and go anywhere: the numbers of all units are those of a recount.
TEST(DistinctCounts, FollowRows) {
    const auto tree = formula::TestLedger::random(4, 1).world.tree;
    ASSERT_GT(tree->size(), 10U);
    std::mt19937 random(5);
    DistinctCounts counts(*tree, ledger::Column{});
    std::vector<int> numbers(tree->size());
    std::vector<std::pair<int64_t, org::UnitIndex>> rows;
    const auto climb = [&](org::UnitIndex unit, org::UnitIndex stop, int by) {
        for (;; unit = tree->parent_of(unit)) {
            if (unit == stop) return;
            numbers[unit] += by;
            if (tree->parent_of(unit) == unit) {
                ASSERT_EQ(stop, tree->size());
                return;
            }
        }
    };
    for (int i = 0; i < 4000; ++i) {
        const bool is_removal = !rows.empty() && random() % (i < 2000 ? 3 : 2) == 0;
        if (is_removal) {
            const size_t at = random() % rows.size();
            climb(rows[at].second, counts.remove(rows[at].first, rows[at].second), -1);
            rows[at] = rows.back();
            rows.pop_back();
        } else {
            const int64_t key = random() % 2 == 0 ? random() % 5 : random() % 500;
            const auto unit = static_cast<org::UnitIndex>(random() % tree->size());
            climb(unit, counts.add(key, unit), 1);
            rows.emplace_back(key, unit);
        }
        if (i % 50 != 0) continue;
        for (org::UnitIndex unit = 0; unit < tree->size(); ++unit) {
            std::set<int64_t> seen;
            for (const auto& [key, at] : rows) {
                if (tree->contains(unit, at)) seen.insert(key);
            }
            ASSERT_EQ(numbers[unit], static_cast<int>(seen.size())) << "unit " << unit;
        }
    }
}

}  // namespace
}  // namespace yitao::live
