#include "formula/world.h"

#include "base/text.h"

namespace yitao::formula {

namespace {

using ledger::Column;
using ledger::ColumnType;

Column column(std::string id, std::string name, ColumnType type) {
    Column made;
    made.name_en = id;
    made.id = std::move(id);
    made.name = std::move(name);
    made.type = type;
    made.sensitivity = ledger::Sensitivity::kOpen;
    return made;
}

ledger::Schema make_unit_schema() {
    ledger::Schema schema;
    schema.id = "unit";
    schema.name = "单位";
    schema.name_en = "Units";
    schema.pack = "base";
    schema.synonyms = {"unit", "组织机构"};
    schema.columns = {column("code", "代码", ColumnType::kUnit),
                      column("name", "名称", ColumnType::kText),
                      column("level", "级别", ColumnType::kText),
                      column("parent", "上级", ColumnType::kUnit)};
    schema.columns[0].synonyms = {"单位代码", "单位", "unit"};
    schema.columns[1].synonyms = {"单位名称"};
    schema.key = {"code"};
    schema.unit_column = "code";
    return schema;
}

}  // namespace

std::optional<size_t> Catalog::find(std::string_view table_name) const {
    std::string key = match_key(table_name);
    auto is_named = [&key](std::string_view name) { return !name.empty() && match_key(name) == key; };
    for (size_t i = 0; i < schemas.size(); ++i) {
        if (is_named(schemas[i]->name)) return i;
    }
    for (size_t i = 0; i < schemas.size(); ++i) {
        const ledger::Schema& schema = *schemas[i];
        if (is_named(schema.name_en) || is_named(schema.id)) return i;
        for (const std::string& synonym : schema.synonyms) {
            if (is_named(synonym)) return i;
        }
    }
    return std::nullopt;
}

const ledger::Schema& unit_schema() {
    static const ledger::Schema schema = make_unit_schema();
    return schema;
}

ledger::Table unit_table(const org::Tree& tree) {
    ledger::Table table;
    table.schema = &unit_schema();
    table.columns.resize(4);
    for (ledger::ColumnData& data : table.columns) data.loaded = true;
    ledger::DictionaryBuilder names(table.columns[1]);
    ledger::DictionaryBuilder levels(table.columns[2]);
    for (org::UnitIndex i = 0; i < tree.size(); ++i) {
        const org::Unit& unit = tree.unit(i);
        table.row_ids.push_back(static_cast<ledger::RowId>(i) + 1);
        table.unit_begin.push_back(i);
        table.columns[0].numbers.push_back(unit.code);
        table.columns[1].codes.push_back(names.code(unit.name));
        table.columns[2].codes.push_back(levels.code(org::level_name(unit.level)));
        table.columns[3].numbers.push_back(unit.parent == 0 ? ledger::kBlankNumber : unit.parent);
    }
    table.unit_begin.push_back(static_cast<uint32_t>(tree.size()));
    return table;
}

}  // namespace yitao::formula
