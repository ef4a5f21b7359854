// Any bytes as a formula over a small catalog: refused with a message, or evaluated to a value, in
// bounded memory and time, and printed to text that compiles again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formula/test_golden.h"

namespace {

using namespace yitao;
using namespace yitao::formula;

struct Place {
    Place() {
        auto column = [](const char* name, ledger::ColumnType type) {
            ledger::Column made;
            made.id = made.name = name;
            made.type = type;
            return made;
        };
        schema.id = schema.name = "居民";
        schema.columns = {column("姓名", ledger::ColumnType::kText),
                          column("年龄", ledger::ColumnType::kInteger),
                          column("出生日期", ledger::ColumnType::kDate),
                          column("单位", ledger::ColumnType::kUnit)};
        schema.unit_column = "单位";
        catalog.schemas = {&schema, &unit_schema()};
        auto units = org::Register::parse_csv(
            "code,name,level,parent\n421221106000,镇,township,\n421221106201,村,village,421221106000\n",
            "units");
        world.tree = std::make_shared<const org::Tree>(*units->tree(Date{20000}));
        ledger::Table table;
        table.schema = &schema;
        table.row_ids = {1, 2, 3};
        table.unit_begin = {0, 0, 3};
        table.columns.resize(4);
        ledger::DictionaryBuilder names(table.columns[0]);
        table.columns[0].codes = {names.code("张三"), 0, names.code("12")};
        table.columns[1].numbers = {61, ledger::kBlankNumber, ledger::error_number(ExcelError::kNa)};
        table.columns[2].numbers = {-1000, 20000, ledger::kBlankNumber};
        table.columns[3].numbers = {421221106201, 421221106201, 421221106201};
        for (auto& data : table.columns) data.loaded = true;
        world.tables = {std::move(table), unit_table(*world.tree)};
        scope.as_of = scope.filled_on = Date{20757};
        scope.period = {Date{20727}, Date{20757}};
        options.row_table = 0;
        options.sheets = cells.sheets = {"表"};
        options.names = {{"税率", "=0.13"}, {"自己", "=自己+1"}};
        cells.cells[{0, 0, 0}] = 5.0;
        cells.cells[{0, 1, 0}] = "女";
        cells.cells[{0, 1, 1}] = ExcelError::kDiv0;
    }
    ledger::Schema schema;
    Catalog catalog;
    World world;
    Scope scope;
    CompileOptions options;
    GoldenCells cells;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static Place place;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    if (size > 2048) return 0;
    Result<Formula> formula = compile(text, place.catalog, place.options);
    if (!formula) {
        if (formula.error().message.zh.empty() || formula.error().message.en.empty()) std::abort();
        return 0;
    }
    Evaluator evaluator(place.catalog, place.world, place.scope);
    evaluator.use_cells(&place.cells);
    evaluator.limit_cells(200'000);
    evaluator.evaluate_row(*formula, 0, 0);
    MeasureSet wanted;
    collect_measures(*formula, place.catalog, place.world, place.scope, wanted);
    std::string printed = print(formula->root(), place.catalog);
    if (printed.size() < 8000 && !compile(printed, place.catalog, place.options)) std::abort();
    return 0;
}
