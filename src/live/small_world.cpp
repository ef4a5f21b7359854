#include "live/small_world.h"

#include <memory>

namespace yitao::live {

using ledger::ColumnData;
using ledger::Field;

namespace {

void append(ColumnData& data, ledger::DictionaryBuilder* texts, const Field& field) {
    const auto* number = std::get_if<int64_t>(&field);
    if (texts == nullptr) {
        data.numbers.push_back(number != nullptr ? *number : ledger::kBlankNumber);
    } else if (const auto* text = std::get_if<std::string>(&field)) {
        data.codes.push_back(texts->code(*text));
    } else if (number != nullptr) {
        // An error: the mark keeps it apart from a text that reads like one.
        const ExcelError error = ledger::number_error(*number);
        const uint32_t code = texts->code("\x01" + std::string(error_text(error)));
        data.code_errors[code] = error;
        data.codes.push_back(code);
    } else {
        data.codes.push_back(ledger::kBlankCode);
    }
}

}  // namespace

formula::World empty_world(const formula::Catalog& catalog, const org::Tree& tree) {
    formula::World world;
    world.tree = std::shared_ptr<const org::Tree>(std::shared_ptr<void>(), &tree);
    for (const ledger::Schema* schema : catalog.schemas) {
        if (schema == &formula::unit_schema()) {
            world.tables.push_back(formula::unit_table(tree));
            continue;
        }
        ledger::Table& table = world.tables.emplace_back();
        table.schema = schema;
        table.columns.resize(schema->columns.size());
        table.unit_begin.assign(tree.size() + 1, 0);
    }
    return world;
}

void put_rows(ledger::Table& table, std::span<const size_t> columns, const PlacedRows& rows,
              size_t units) {
    table.row_ids.clear();
    table.unit_begin.assign(units + 1, 0);
    std::vector<std::unique_ptr<ledger::DictionaryBuilder>> texts;
    for (const size_t c : columns) {
        ColumnData& data = table.columns[c];
        data = {};
        data.loaded = true;
        const bool is_number = ledger::is_number_type(table.schema->columns[c].type);
        texts.push_back(is_number ? nullptr : std::make_unique<ledger::DictionaryBuilder>(data));
    }
    for (const auto& [place, fields] : rows) {
        table.row_ids.push_back(place.second);
        if (place.first < units) ++table.unit_begin[place.first + 1];
        for (size_t i = 0; i < columns.size(); ++i) {
            append(table.columns[columns[i]], texts[i].get(), fields[columns[i]]);
        }
    }
    for (size_t u = 0; u < units; ++u) table.unit_begin[u + 1] += table.unit_begin[u];
}

}  // namespace yitao::live
