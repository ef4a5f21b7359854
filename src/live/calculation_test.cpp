// Calculated columns after any changes against all of them worked out from scratch.
#include "live/calculation.h"

#include <gtest/gtest.h>

#include <random>

namespace yitao::live {
namespace {

using ledger::ColumnType;
using ledger::Field;

ledger::Column column(const char* id, const char* name, ColumnType type, const char* formula = "") {
    ledger::Column made;
    made.id = id;
    made.name = name;
    made.type = type;
    made.formula = formula;
    if (type == ColumnType::kDecimal) made.scale = 2;
    return made;
}

// Residents and households that read each other, three steps deep.
struct Village {
    enum Resident : size_t {
        kUnit,
        kNumber,
        kHousehold,
        kBorn,
        kIncome,
        kAge,
        kKind,
        kAlone,
        kShare
    };
    enum Household : size_t { kHomeUnit, kHome, kHomeKind, kLand, kPeople, kOld, kIncomeOf, kRank };

    Village(uint32_t seed, size_t residents, size_t households) : random(seed) {
        people.id = "resident";
        people.name = "居民";
        people.unit_column = "unit";
        people.columns = {
            column("unit", "单位", ColumnType::kUnit),
            column("number", "编号", ColumnType::kText),
            column("household", "户号", ColumnType::kText),
            column("born", "出生日期", ColumnType::kDate),
            column("income", "年收入", ColumnType::kDecimal),
            column("age", "年龄", ColumnType::kInteger, "=DATEDIF([@出生日期],TODAY(),\"Y\")"),
            column("kind", "户类型", ColumnType::kText,
                   "=XLOOKUP([@户号],家庭[户号],家庭[类型],\"\")"),
            column("alone", "独居", ColumnType::kCode,
                   "=IF(XLOOKUP([@户号],家庭[户号],家庭[人口数],0)=1,\"是\",\"否\")"),
            column("share", "占户收入", ColumnType::kDecimal,
                   "=ROUND([@年收入]/SUMIFS(居民[年收入],居民[户号],[@户号]),2)")};
        homes.id = "household";
        homes.name = "家庭";
        homes.unit_column = "unit";
        homes.columns = {
            column("unit", "单位", ColumnType::kUnit),
            column("number", "户号", ColumnType::kText),
            column("kind", "类型", ColumnType::kCode),
            column("land", "耕地", ColumnType::kDecimal),
            column("people", "人口数", ColumnType::kInteger, "=COUNTIFS(居民[户号],[@户号])"),
            column("old", "老人数", ColumnType::kInteger,
                   "=COUNTIFS(居民[户号],[@户号],居民[年龄],\">=60\")"),
            column("income", "户收入", ColumnType::kDecimal,
                   "=SUMIFS(居民[年收入],居民[户号],[@户号])"),
            column("rank", "耕地居前", ColumnType::kInteger,
                   "=COUNTIFS(家庭[耕地],\">\"&[@耕地])+1")};
        catalog.schemas = {&people, &homes};
        make_tree();
        scope.as_of = *Date::from_civil(2026, 10, 31);
        for (size_t i = 0; i < households; ++i) stored[1][next_id++] = random_row(1);
        for (size_t i = 0; i < residents; ++i) stored[0][next_id++] = random_row(0);
        view = std::make_unique<View>(catalog, tree);
        formula::World world = computed();
        for (size_t t = 0; t < 2; ++t) view->load(t, std::move(world.tables[t]));
        calculation = std::make_unique<Calculation>(catalog, *view, scope);
        for (const formula::ColumnUse use : calculated()) {
            EXPECT_TRUE(calculation->add(use).has_value());
        }
    }

    std::vector<formula::ColumnUse> calculated() const {
        std::vector<formula::ColumnUse> out;
        for (size_t t = 0; t < 2; ++t) {
            for (size_t c = 0; c < catalog.schemas[t]->columns.size(); ++c) {
                if (catalog.schemas[t]->columns[c].is_calculated()) out.push_back({t, c});
            }
        }
        return out;
    }

    void make_tree() {
        std::vector<org::Unit> units;
        const auto add = [&](org::UnitCode code, org::UnitCode parent, org::Level level) {
            org::Unit unit;
            unit.code = code;
            unit.name = "u" + std::to_string(code);
            unit.level = level;
            unit.parent = parent;
            units.push_back(unit);
        };
        add(421221106000, 0, org::Level::kTownship);
        for (int v = 201; v < 206; ++v) add(421221106000 + v, 421221106000, org::Level::kVillage);
        tree = std::make_shared<org::Tree>(
            *org::Register::from_units(std::move(units))->tree(*Date::from_civil(2026, 1, 1)));
    }

    Field random_field(size_t table, size_t c) {
        static const std::vector<std::string> kOdd = {"*", "H1?", ">H2", "h3", "", "0"};
        const auto home = [&]() -> Field {
            if (random() % 25 == 0) return {};
            if (random() % 25 == 0) return kOdd[random() % kOdd.size()];
            return "H" + std::to_string(random() % 30);
        };
        if (c == kUnit) return int64_t{421221106200} + static_cast<int64_t>(random() % 7);
        if (table == 0) {
            if (c == kNumber) return "N" + std::to_string(random());
            if (c == kHousehold) return home();
            if (random() % 12 == 0) return {};
            if (c == kBorn)
                return int64_t{scope.as_of.days} - static_cast<int64_t>(random() % 33000);
            return static_cast<int64_t>(random() % 100000);
        }
        if (c == kHome) return home();
        if (random() % 12 == 0) return {};
        if (c == kHomeKind) return random() % 2 == 0 ? "脱贫户" : "一般户";
        return static_cast<int64_t>(random() % 900);
    }

    std::vector<Field> random_row(size_t table) {
        std::vector<Field> row(catalog.schemas[table]->columns.size());
        for (size_t c = 0; c < row.size(); ++c) {
            if (!catalog.schemas[table]->columns[c].is_calculated())
                row[c] = random_field(table, c);
        }
        return row;
    }

    // Stored columns of the model, calculated ones from scratch.
    formula::World computed() const {
        formula::World world;
        world.tree = tree;
        for (size_t t = 0; t < 2; ++t) {
            const ledger::Schema& schema = *catalog.schemas[t];
            ledger::Table& table = world.tables.emplace_back();
            table.schema = &schema;
            table.columns.resize(schema.columns.size());
            const auto units = static_cast<org::UnitIndex>(tree->size());
            std::map<std::pair<org::UnitIndex, ledger::RowId>, const std::vector<Field>*> rows;
            for (const auto& [id, fields] : stored[t]) {
                rows[{tree->find(std::get<int64_t>(fields[0])).value_or(units), id}] = &fields;
            }
            table.unit_begin.assign(units + 1, 0);
            for (size_t c = 0; c < schema.columns.size(); ++c) {
                if (schema.columns[c].is_calculated()) continue;
                ledger::ColumnData& data = table.columns[c];
                data.loaded = true;
                const bool is_number = ledger::is_number_type(schema.columns[c].type);
                std::unique_ptr<ledger::DictionaryBuilder> texts;
                if (!is_number) texts = std::make_unique<ledger::DictionaryBuilder>(data);
                for (const auto& [place, fields] : rows) {
                    const auto* number = std::get_if<int64_t>(&(*fields)[c]);
                    const auto* text = std::get_if<std::string>(&(*fields)[c]);
                    if (is_number)
                        data.numbers.push_back(number ? *number : ledger::kBlankNumber);
                    else
                        data.codes.push_back(text ? texts->code(*text) : ledger::kBlankCode);
                }
            }
            for (const auto& [place, fields] : rows) {
                table.row_ids.push_back(place.second);
                for (org::UnitIndex u = place.first + 1; u <= units; ++u) ++table.unit_begin[u];
            }
        }
        const std::vector<formula::ColumnUse> uses = calculated();
        EXPECT_TRUE(formula::calculate_columns(catalog, world, scope, uses).has_value());
        return world;
    }

    void change(std::vector<ValueChange>& changes) {
        std::vector<std::vector<size_t>> columns(1 + random() % 3);
        std::vector<std::vector<Field>> fields(columns.size());
        std::vector<RowEdit> edits;
        for (size_t i = 0; i < columns.size(); ++i) {
            const size_t t = random() % 3 == 0 ? 1 : 0;
            RowEdit edit{.table = t, .row = next_id};
            if (random() % 5 != 0 && !stored[t].empty()) {
                auto at = stored[t].begin();
                std::advance(at, random() % stored[t].size());
                edit.row = at->first;
                edit.is_removal = random() % 6 == 0;
            }
            if (edit.is_removal) {
                stored[t].erase(edit.row);
            } else if (!stored[t].contains(edit.row)) {
                stored[t][edit.row] = random_row(t);
                for (size_t c = 0; c < catalog.schemas[t]->columns.size(); ++c) {
                    if (catalog.schemas[t]->columns[c].is_calculated()) continue;
                    columns[i].push_back(c);
                    fields[i].push_back(stored[t][edit.row][c]);
                }
                ++next_id;
            } else {
                const size_t stored_columns = t == 0 ? kAge : kPeople;
                columns[i] = {random() % stored_columns};
                fields[i] = {random_field(t, columns[i][0])};
                stored[t][edit.row][columns[i][0]] = fields[i][0];
            }
            edit.columns = columns[i];
            edit.fields = fields[i];
            edits.push_back(edit);
        }
        calculation->apply(edits, changes);
    }

    void expect_exact() const {
        const formula::World expected = computed();
        for (const formula::ColumnUse use : calculated()) {
            const size_t wanted[] = {use.column};
            const ledger::Table now = view->rows_of(use.table, std::nullopt, wanted);
            ASSERT_EQ(now.row_ids, expected.tables[use.table].row_ids);
            const ledger::Column& declared = catalog.schemas[use.table]->columns[use.column];
            for (uint32_t row = 0; row < now.row_count(); ++row) {
                const formula::Value mine =
                    formula::cell_value(declared, now.columns[use.column], row);
                const formula::Value right = formula::cell_value(
                    declared, expected.tables[use.table].columns[use.column], row);
                ASSERT_TRUE(mine == right)
                    << declared.name << " row " << now.row_ids[row] << ": " << general_text(mine)
                    << " is not " << general_text(right);
            }
        }
    }

    std::mt19937 random;
    ledger::Schema people;
    ledger::Schema homes;
    formula::Catalog catalog;
    std::shared_ptr<const org::Tree> tree;
    formula::Scope scope;
    std::map<ledger::RowId, std::vector<Field>> stored[2];
    ledger::RowId next_id = 1;
    std::unique_ptr<View> view;
    std::unique_ptr<Calculation> calculation;
};

TEST(Calculation, FollowsChangesAcrossLedgers) {
    for (uint32_t seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Village village(seed, 80, 25);
        ASSERT_NO_FATAL_FAILURE(village.expect_exact());
        std::vector<ValueChange> changes;
        for (int i = 0; i < 120; ++i) {
            village.change(changes);
            if (i % 4 == 3) ASSERT_NO_FATAL_FAILURE(village.expect_exact()) << "after change " << i;
        }
    }
}

TEST(Calculation, DaysGoByAndAgesWithThem) {
    Village village(11, 300, 60);
    std::vector<ValueChange> changes;
    size_t changed = 0;
    for (int day = 1; day <= 40; ++day) {
        village.scope.as_of = Date{village.scope.as_of.days + 1};
        changed += village.calculation->advance(village.scope.as_of, changes);
        village.change(changes);
        ASSERT_NO_FATAL_FAILURE(village.expect_exact()) << "day " << day;
    }
    // A day is the birthday of one in 365, and of those a household or two differ.
    EXPECT_LT(changed, 40U * 12U);
    EXPECT_GT(changed, 0U);
}

TEST(Calculation, MeasuresOfCalculatedColumnsAreToldToo) {
    Village village(12, 200, 40);
    formula::MeasureSet set;
    formula::Measure old{0, formula::Aggregate::kCountRows, -1, {}};
    old.conditions = {
        set.add_condition({0, Village::kAge, formula::parse_criterion(formula::Value(">=60"))})};
    set.add(old);
    const uint32_t measure = village.view->add(set).front();
    std::vector<ValueChange> changes;
    const auto before = village.view->state(measure, 0).count;
    village.scope.as_of = *Date::from_civil(2036, 10, 31);
    village.calculation->advance(village.scope.as_of, changes);
    EXPECT_GT(village.view->state(measure, 0).count, before);
    EXPECT_TRUE(std::ranges::any_of(changes, [&](const ValueChange& c) {
        return c == ValueChange{measure, 0};
    }));
}

TEST(ColumnLinks, KeysAreFoundAndWholeReadsToo) {
    Village village(13, 10, 5);
    const auto links = [&](const char* text, size_t table) {
        formula::CompileOptions options;
        options.row_table = static_cast<int>(table);
        auto formula = formula::compile(text, village.catalog, options);
        EXPECT_TRUE(formula.has_value());
        return formula::links_of(*formula, table);
    };
    const auto keyed = links("=COUNTIFS(居民[年龄],\">60\",居民[户号],[@户号])", 1);
    ASSERT_EQ(keyed.links.size(), 1U);
    EXPECT_EQ(keyed.links[0].key, Village::kHousehold);
    EXPECT_EQ(keyed.links[0].reads, (std::vector<size_t>{Village::kHousehold, Village::kAge}));
    EXPECT_TRUE(keyed.whole.empty());
    EXPECT_FALSE(keyed.reads_date);
    const auto whole = links("=SUM(居民[年收入])+XLOOKUP([@户号],居民[户号],居民[年龄],0,-1)", 1);
    EXPECT_TRUE(whole.links.empty());
    EXPECT_EQ(whole.whole.size(), 3U);
    EXPECT_TRUE(links("=[@出生日期]<截至日期", 0).reads_date);
}

}  // namespace
}  // namespace yitao::live
