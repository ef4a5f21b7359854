#include "live/distinct.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace yitao::live {
namespace {

std::shared_ptr<const org::Tree> small_tree() {
    std::vector<org::Unit> units;
    const auto add = [&](org::UnitCode code, org::UnitCode parent, org::Level level) {
        org::Unit unit;
        unit.code = code;
        unit.name = org::format_unit_code(code);
        unit.level = level;
        unit.parent = parent;
        units.push_back(unit);
    };
    add(421200000000, 0, org::Level::kCity);
    for (int64_t county = 1; county <= 3; ++county) {
        const int64_t own = 421200000000 + county * 1000000;
        add(own, 421200000000, org::Level::kCounty);
        for (int64_t town = 1; town <= 3; ++town) {
            add(own + town * 1000, own, org::Level::kTownship);
            for (int64_t village = 1; village <= 4; ++village) {
                add(own + town * 1000 + village, own + town * 1000, org::Level::kVillage);
            }
        }
    }
    return std::make_shared<const org::Tree>(
        *org::Register::from_units(std::move(units))->tree(*Date::from_civil(2026, 1, 1)));
}

// Rows that come and go anywhere: the numbers of all units are those of a recount.
TEST(DistinctCounts, FollowRows) {
    const auto tree = small_tree();
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
