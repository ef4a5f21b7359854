// Cells that look at rows, told after random changes, against what they show before and after.
#include "live/cells.h"

#include <gtest/gtest.h>

#include <numeric>

#include "formula/test_text.h"
#include "live/test_changing.h"

namespace yitao::live {
namespace {

// Each with whether a change that moves nothing may be told: where the order alone might move, only
// a part is shown, or something else is made of what is seen.
struct Shape {
    const char* formula;
    bool may_be_told_in_vain = true;
};
constexpr Shape kShapes[] = {
    {"=FILTER(居民[name],居民[age]>=60,\"\")"},
    {"=FILTER(HSTACK(居民[name],居民[age]+1,IF(居民[sex]=\"女\",1,0)),"
     "(居民[sex]=\"女\")*(居民[age]>=30),\"\")"},
    {"=SORT(FILTER(居民[name],(居民[age]>=80)+(居民[sex]=\"男\"),\"\"))"},
    {"=SORTBY(FILTER(居民[name],居民[age]>=60,\"\"),FILTER(居民[born],居民[age]>=60,1),-1)"},
    {"=IFERROR(SORTBY(FILTER(居民[sex],居民[amount]>0),FILTER(居民[age],居民[amount]>0)),\"无\")"},
    {"=TAKE(SORT(FILTER(居民[age],居民[sex]=\"女\",0),,-1),3)"},
    {"=UNIQUE(FILTER(居民[sex],居民[age]>=40,\"\"))"},
    {"=SUMPRODUCT((居民[sex]=\"女\")*(居民[born]>居民[age]*300))", false},
    {"=SUMPRODUCT((居民[sex]=\"女\")*(居民[age]>居民[score]*10))"},
    {"=SUMPRODUCT((居民[age]>=60)*(居民[born]<=居民[age]*500)*居民[age])", false},
    {"=SUM((居民[name]<>居民[household])*1)", false},
    {"=IFERROR(SUMPRODUCT((居民[age]>=20)*(居民[amount]+居民[age])),0)"},
    {"=LET(n,SUMPRODUCT((居民[sex]=\"男\")*(居民[age]>居民[score])),IF(n<3,\"＜3\",n))"},
    {"=SUMPRODUCT((XLOOKUP(居民[household],居民[name],居民[sex],\"\")=\"女\")*(居民[age]>=50))"},
    {"=LET(各项,UNIQUE(FILTER(居民[sex],居民[age]>=30,\"\")),"
     "HSTACK(各项,COUNTIFS(居民[sex],各项,居民[age],\">=30\")))"},
    {"=FILTER(居民[name],居民[age]=MAX(居民[age]),\"\")"},
    {"=COUNTIFS(居民[unit],\"*001*\",居民[sex],\"女\")"},
    {"=FILTER(居民[name],居民[unit]=本单位,\"\")"},
    {"=INDEX(居民[name],2)"},
    {"=TEXTJOIN(\"、\",TRUE,FILTER(居民[name],居民[age]>=90,\"\"))"},
    {"=SUM((居民[age]>=60)*1,居民[age]-居民[amount]*0)"},
    {"=TEXTJOIN(\"、\",TRUE,FILTER(居民[name],居民[age]>=90,\"\"))&SUMIF(居民[age],\">60\")"},
    {"=SUM(FILTER(居民[age],居民[sex]=\"女\",0))-SUMIFS(居民[age],居民[sex],\"男\")"},
};

// All that differs is told; what is told for certain differs. Most changes of fields nobody looks
// at, of rows nobody sees, are not told.
TEST(Cells, ThatLookAtRowsAreToldWhereTheyShowSomethingElse) {
    size_t told_in_vain = 0;
    size_t places = 0;
    size_t differing = 0;
    for (uint32_t seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Changing world(seed, 24);
        std::vector<formula::Formula> formulas;
        for (const Shape& shape : kShapes) {
            auto compiled = formula::compile(shape.formula, world.ledger.catalog);
            ASSERT_TRUE(compiled.has_value()) << shape.formula;
            formulas.push_back(*compiled);
        }
        Cells cells(world.ledger.catalog, world.view, world.ledger.scope(0));
        ASSERT_EQ(cells.add(formulas), 0U);
        const size_t units = world.view.tree().size();
        const auto shown = [&] {
            std::vector<std::string> out;
            for (uint32_t cell = 0; cell < formulas.size(); ++cell) {
                for (org::UnitIndex unit = 0; unit < units; ++unit) {
                    out.push_back(formula::shown_text(cells.value(cell, unit)));
                }
            }
            return out;
        };
        std::vector<std::string> before = shown();
        for (int i = 0; i < 60; ++i) {
            std::vector<ValueChange> changes;
            i % 3 == 0 ? world.change_many(4, changes) : world.change(changes);
            std::vector<CellChange> told;
            const auto touches = world.view.take_touches();
            cells.follow(changes, touches, told);
            std::map<size_t, bool> at;
            for (const CellChange& one : told) at[one.cell * units + one.unit] |= one.is_certain;
            const std::vector<std::string> after = shown();
            for (size_t place = 0; place < after.size(); ++place) {
                const bool differs = before[place] != after[place];
                const Shape& shape = kShapes[place / units];
                const std::string where = std::string(shape.formula) + " unit " +
                                          std::to_string(place % units) + ": " + before[place] +
                                          " then " + after[place];
                const bool is_told = at.contains(place);
                const bool in_vain = is_told && !differs;
                ASSERT_TRUE(is_told || !differs) << where;
                ASSERT_TRUE(differs || !is_told || !at[place]) << where;
                ASSERT_TRUE(!in_vain || shape.may_be_told_in_vain || i % 3 == 0) << where;
                told_in_vain += in_vain ? 1 : 0;
                differing += differs ? 1 : 0;
                ++places;
            }
            before = after;
        }
        // Once nobody looks at rows any more, touches say no more what rows were and are.
        std::vector<uint32_t> all(formulas.size());
        std::iota(all.begin(), all.end(), 0U);
        cells.remove(all);
        std::vector<ValueChange> changes;
        world.change_many(4, changes);
        for (const RowTouch& touch : world.view.take_touches()) {
            EXPECT_TRUE(touch.was.empty() && touch.is.empty());
        }
    }
    EXPECT_GT(differing, 2000U);
    EXPECT_LT(told_in_vain, differing);
    RecordProperty("told_in_vain", static_cast<int>(told_in_vain));
    RecordProperty("differing", static_cast<int>(differing));
    RecordProperty("places", static_cast<int>(places));
}

}  // namespace
}  // namespace yitao::live
