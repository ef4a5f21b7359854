#include "report/evidence_change.h"

#include <algorithm>

namespace yitao::report {

namespace {

struct Given {
    ledger::RowId id;
    uint32_t row;
    std::optional<int64_t> number;  // what the row gives; nothing: blank, or an error
};

std::vector<Given> given_by(const Evidence& evidence, const EvidencePart& part,
                            const ledger::Schema& schema) {
    const ledger::Table& table = evidence.world().tables[part.table];
    std::vector<Given> out;
    for (uint32_t row : part.rows.all()) {
        Given given{table.row_ids[row], row, 1};
        if (!part.counts()) {
            const auto column = static_cast<size_t>(part.value_column);
            const ledger::ColumnType type = schema.columns[column].type;
            const ledger::ColumnData& data = table.columns[column];
            given.number.reset();
            if (!data.is_coded() && formula::is_summable(type) &&
                data.numbers[row] >= ledger::kLeastNumber) {
                given.number = formula::number_units(type, data.numbers[row]);
            }
        }
        out.push_back(given);
    }
    std::ranges::sort(out, {}, &Given::id);
    return out;
}

std::vector<RowChange> rows_changed(const std::vector<Given>& before,
                                    const std::vector<Given>& after) {
    std::vector<RowChange> out;
    auto was = before.begin();
    auto is = after.begin();
    while (was != before.end() || is != after.end()) {
        const bool only_was = is == after.end() || (was != before.end() && was->id < is->id);
        const bool only_is = !only_was && (was == before.end() || is->id < was->id);
        RowChange change{.row = only_is ? is->id : was->id};
        std::optional<int64_t> from;
        std::optional<int64_t> to;
        if (!only_is) {
            change.before = was->row;
            from = was->number;
            ++was;
        }
        if (!only_was) {
            change.after = is->row;
            to = is->number;
            ++is;
        }
        if (from == to) continue;
        change.moved = int128{to.value_or(0)} - int128{from.value_or(0)};
        out.push_back(change);
    }
    return out;
}

}  // namespace

std::vector<PartChanges> changes_between(const Evidence& before, const Evidence& after,
                                         const formula::Catalog& catalog) {
    std::vector<PartChanges> out;
    const size_t parts = std::max(before.parts().size(), after.parts().size());
    for (size_t i = 0; i < parts; ++i) {
        PartChanges changes;
        if (i < before.parts().size()) changes.before = &before.parts()[i];
        if (i < after.parts().size()) changes.after = &after.parts()[i];
        const EvidencePart& part = changes.part();
        const ledger::Schema& schema = *catalog.schemas[part.table];
        if (!part.counts()) {
            const ledger::Column& column = schema.columns[static_cast<size_t>(part.value_column)];
            if (column.type == ledger::ColumnType::kDecimal) changes.scale = column.scale;
        }
        std::vector<Given> from;
        std::vector<Given> to;
        if (changes.before != nullptr) from = given_by(before, *changes.before, schema);
        if (changes.after != nullptr) to = given_by(after, *changes.after, schema);
        changes.rows = rows_changed(from, to);
        out.push_back(std::move(changes));
    }
    return out;
}

}  // namespace yitao::report
