// For tests of formula and live: a ledger with a column of every type and rows kept twice, as a
// Table and as plain Values that no code under test has touched.
//
//     TestLedger ledger = TestLedger::random(seed, 500);
//     ledger.cells[row][kAmount]; ledger.world.tables[0]
#pragma once

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "formula/value.h"
#include "formula/world.h"

namespace yitao::formula {

struct TestLedger {
    enum Column : size_t {
        kUnitCode,
        kName,       // text, also texts that read as numbers, empty texts, capitals
        kSex,        // code
        kKinds,      // multi-code
        kHousehold,  // reference
        kAge,        // integer
        kAmount,     // decimal(2), some beyond 2^53 units
        kBorn,       // date, also before 1900
        kOther,      // unit, not the one rows belong to
        kScore,      // calculated decimal(3) with errors
        kRemark,     // calculated text with errors
        kColumns,
    };

    std::unique_ptr<ledger::Schema> schema = std::make_unique<ledger::Schema>();
    Catalog catalog;
    World world;
    std::vector<std::vector<Value>> cells;    // by row of the table
    std::vector<std::vector<int64_t>> units;  // number_units of numeric cells, else 0
    std::vector<int64_t> unit_of_row;         // tree index, or -1: unknown to the tree
    std::vector<std::string> codes;           // of the tree's units

    static TestLedger random(uint32_t seed, size_t rows);
    [[nodiscard]] Scope scope(org::UnitIndex unit) const {
        Scope out;
        out.unit = unit;
        return out;
    }

  private:
    using Random = std::mt19937;

    static size_t below(Random& random, size_t limit) { return random() % limit; }
    void make_schema();
    void make_tree(Random& random);
    void add_row(Random& random, ledger::Table& table,
                 std::vector<std::unique_ptr<ledger::DictionaryBuilder>>& texts, int64_t unit);
};

inline void TestLedger::make_schema() {
    using ledger::ColumnType;
    struct Declared {
        const char* id;
        ColumnType type;
        int scale;
    };
    static constexpr Declared kDeclared[kColumns] = {{"unit", ColumnType::kUnit, 0},
                                                     {"name", ColumnType::kText, 0},
                                                     {"sex", ColumnType::kCode, 0},
                                                     {"kinds", ColumnType::kMultiCode, 0},
                                                     {"household", ColumnType::kReference, 0},
                                                     {"age", ColumnType::kInteger, 0},
                                                     {"amount", ColumnType::kDecimal, 2},
                                                     {"born", ColumnType::kDate, 0},
                                                     {"other", ColumnType::kUnit, 0},
                                                     {"score", ColumnType::kDecimal, 3},
                                                     {"remark", ColumnType::kText, 0}};
    schema->id = "people";
    schema->name = "居民";
    schema->unit_column = "unit";
    for (const Declared& declared : kDeclared) {
        ledger::Column column;
        column.id = declared.id;
        column.name = declared.id;
        column.type = declared.type;
        column.scale = declared.scale;
        schema->columns.push_back(column);
    }
    catalog.schemas = {schema.get()};
}

inline void TestLedger::make_tree(Random& random) {
    std::vector<org::Unit> units;
    auto code = [](size_t county, size_t town, size_t village) {
        return static_cast<org::UnitCode>(421200000000 + static_cast<int64_t>(county) * 1000000 +
                                          static_cast<int64_t>(town) * 1000 +
                                          static_cast<int64_t>(village));
    };
    auto add = [&](org::UnitCode own, org::UnitCode parent, org::Level level) {
        org::Unit unit;
        unit.code = own;
        unit.name = org::format_unit_code(own);
        unit.level = level;
        unit.parent = parent;
        units.push_back(unit);
    };
    add(code(0, 0, 0), 0, org::Level::kCity);
    size_t counties = 1 + below(random, 3);
    for (size_t county = 1; county <= counties; ++county) {
        add(code(county, 0, 0), code(0, 0, 0), org::Level::kCounty);
        size_t towns = below(random, 4);
        for (size_t town = 1; town <= towns; ++town) {
            add(code(county, town, 0), code(county, 0, 0), org::Level::kTownship);
            size_t villages = below(random, 6);
            for (size_t village = 1; village <= villages; ++village) {
                add(code(county, town, village), code(county, town, 0), org::Level::kVillage);
            }
        }
    }
    auto reg = org::Register::from_units(std::move(units));
    world.tree = std::make_shared<org::Tree>(*reg->tree(*Date::from_civil(2024, 6, 1)));
    for (const org::Unit& unit : world.tree->units())
        codes.push_back(org::format_unit_code(unit.code));
}

inline void TestLedger::add_row(Random& random, ledger::Table& table,
                                std::vector<std::unique_ptr<ledger::DictionaryBuilder>>& texts,
                                int64_t unit) {
    static const std::vector<std::string> kNamePool = {"张三",
                                                       "张三丰",
                                                       "李四",
                                                       "Wang",
                                                       "WANG",
                                                       "wang*",
                                                       "a?b",
                                                       "~x",
                                                       "",
                                                       "12",
                                                       "012",
                                                       "1.50",
                                                       "110101199003071234",
                                                       "110101199003071235",
                                                       "TRUE",
                                                       "是*",
                                                       "Ünal",
                                                       "2024-1-1"};
    static const std::vector<std::string> kSexPool = {"男", "女"};
    static const std::vector<std::string> kKindPool = {"低保", "残疾、低保", "残疾",
                                                       "五保、残疾、军属"};
    static const std::vector<std::string> kRemarkPool = {"好", "", "差", "#N/A text", "12"};
    cells.emplace_back(kColumns);
    units.emplace_back(kColumns, 0);
    std::vector<Value>& cell = cells.back();
    auto blank = [&](size_t one_in) { return below(random, one_in) == 0; };
    auto text = [&](size_t column, const std::vector<std::string>& pool) {
        if (blank(6)) return table.columns[column].codes.push_back(ledger::kBlankCode);
        const std::string& chosen = pool[below(random, pool.size())];
        table.columns[column].codes.push_back(texts[column]->code(chosen));
        cell[column] = chosen;
    };
    auto number = [&](size_t column, int64_t stored, int64_t in_units, Value value) {
        if (blank(7)) return table.columns[column].numbers.push_back(ledger::kBlankNumber);
        table.columns[column].numbers.push_back(stored);
        units.back()[column] = in_units;
        cell[column] = std::move(value);
    };
    auto decimal = [&](size_t column, int64_t stored, int scale) {
        number(column, stored, stored, decimal_to_double(stored, scale));
    };
    unit_of_row.push_back(unit);
    int64_t code =
        unit < 0 ? 429999999999 : world.tree->unit(static_cast<org::UnitIndex>(unit)).code;
    table.columns[kUnitCode].numbers.push_back(code);
    cell[kUnitCode] = org::format_unit_code(code);
    text(kName, kNamePool);
    text(kSex, kSexPool);
    text(kKinds, kKindPool);
    text(kHousehold, kNamePool);
    decimal(kAge, static_cast<int64_t>(below(random, 110)), 0);
    int64_t amount = static_cast<int64_t>(below(random, 2000000)) - 1000000;
    if (blank(20)) amount += (int64_t{1} << 58) + 1;
    if (blank(20)) amount -= (int64_t{1} << 57) + 1;
    decimal(kAmount, amount, 2);
    Date born{static_cast<int32_t>(below(random, 50000)) - 26500};
    number(kBorn, born.days, born.serial(), static_cast<double>(born.serial()));
    int64_t other = world.tree->unit(static_cast<org::UnitIndex>(below(random, codes.size()))).code;
    number(kOther, other, 0, org::format_unit_code(other));
    if (blank(9)) {
        auto error = static_cast<ExcelError>(below(random, kExcelErrorTexts.size()));
        table.columns[kScore].numbers.push_back(ledger::error_number(error));
        cell[kScore] = error;
    } else {
        decimal(kScore, static_cast<int64_t>(below(random, 9)) - 4, 3);
    }
    text(kRemark, kRemarkPool);
    if (blank(8)) {
        auto error = static_cast<ExcelError>(below(random, 3));
        uint32_t error_code =
            texts[kRemark]->code(std::string("\x01") + std::string(error_text(error)));
        table.columns[kRemark].code_errors[error_code] = error;
        table.columns[kRemark].codes.back() = error_code;
        cell[kRemark] = error;
    }
}

inline TestLedger TestLedger::random(uint32_t seed, size_t rows) {
    TestLedger out;
    Random random(seed);
    out.make_schema();
    out.make_tree(random);
    ledger::Table table;
    table.schema = out.schema.get();
    table.columns.resize(kColumns);
    std::vector<std::unique_ptr<ledger::DictionaryBuilder>> texts(kColumns);
    for (size_t column : {kName, kSex, kKinds, kHousehold, kRemark}) {
        texts[column] = std::make_unique<ledger::DictionaryBuilder>(table.columns[column]);
    }
    for (ledger::ColumnData& data : table.columns) data.loaded = true;
    // Some units get many rows, many none, and a few rows belong to no known unit.
    size_t unit_count = out.world.tree->size();
    std::vector<int64_t> places;
    size_t favourite = below(random, unit_count);
    for (size_t i = 0; i < rows; ++i) {
        bool unknown = below(random, 40) == 0;
        size_t unit = below(random, 3) == 0 ? favourite : below(random, unit_count);
        places.push_back(unknown ? static_cast<int64_t>(unit_count) : static_cast<int64_t>(unit));
    }
    std::sort(places.begin(), places.end());
    for (size_t unit = 0; unit <= unit_count; ++unit) {
        auto at = std::lower_bound(places.begin(), places.end(), static_cast<int64_t>(unit));
        table.unit_begin.push_back(static_cast<uint32_t>(at - places.begin()));
    }
    for (size_t row = 0; row < rows; ++row) {
        table.row_ids.push_back(static_cast<ledger::RowId>(row) + 1);
        bool unknown = places[row] == static_cast<int64_t>(unit_count);
        out.add_row(random, table, texts, unknown ? -1 : places[row]);
    }
    out.world.tables.push_back(std::move(table));
    return out;
}

}  // namespace yitao::formula
