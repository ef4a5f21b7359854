#include "site/value_history.h"

#include <algorithm>
#include <set>

namespace yitao::site {

using ledger::EntryKind;
using ledger::JournalEntry;

namespace {

bool holds_at(const JournalEntry& entry, Date as_of, std::optional<Timestamp> known_at) {
    return entry.effective_on <= as_of && (!known_at || entry.recorded_at <= *known_at);
}

// The stored columns of a part's own ledger that decide over its rows, and whether others do too.
struct Deciding {
    std::set<std::string> columns;  // ids
    bool other_ledgers = false;
};

Result<Deciding> deciding_columns(const report::EvidencePart& part,
                                  const formula::Catalog& catalog) {
    const ledger::Schema& schema = *catalog.schemas[part.table];
    std::vector<formula::ColumnUse> uses;
    for (size_t column : part.columns) uses.push_back({part.table, column});
    Deciding out;
    if (!schema.unit_column.empty()) out.columns.insert(schema.unit_column);
    for (const formula::ColumnUse& use : TRY(formula::stored_columns(catalog, uses))) {
        if (use.table == part.table) {
            out.columns.insert(schema.columns[use.column].id);
        } else {
            out.other_ledgers = true;
        }
    }
    return out;
}

// A row that stands under this unit: those of one unit are in the order of their ids.
std::optional<uint32_t> find_row(const formula::World& world, size_t table, org::UnitCode code,
                                 ledger::RowId row) {
    const auto unit = world.tree->find(code);
    if (!unit) return std::nullopt;
    const ledger::Table& rows = world.tables[table];
    const auto begin = rows.row_ids.begin() + rows.unit_begin[*unit];
    const auto end = rows.row_ids.begin() + rows.unit_begin[*unit + 1];
    const auto found = std::lower_bound(begin, end, row);
    if (found == end || *found != row) return std::nullopt;
    return static_cast<uint32_t>(found - rows.row_ids.begin());
}

bool lies_in(const org::Tree& tree, org::UnitIndex unit, org::UnitCode code) {
    const auto at = tree.find(code);
    return at && tree.contains(unit, *at);
}

}  // namespace

Result<ValueHistory> ValueHistory::between(Site& site, const report::AskedCell& asked,
                                           const HistoryPoint& from, const HistoryPoint& to) {
    ValueHistory out;
    out.site_ = &site;
    out.points_ = {from, to};
    for (size_t i = 0; i < out.points_.size(); ++i) {
        const HistoryPoint& point = out.points_[i];
        out.worlds_[i] = TRY(site.world({.as_of = point.scope.as_of,
                                         .known_at = point.known_at,
                                         .columns = report::columns_behind(asked)}));
        out.past_[i] =
            std::make_unique<PastWorlds>(site, report::columns_behind(asked), point.known_at);
        out.evidence_[i] = std::make_unique<report::Evidence>(TRY(
            report::Evidence::gather(asked, site.catalog(), *out.worlds_[i], point.scope, out.past_[i].get())));
    }
    out.parts_ = report::changes_between(out.before(), out.after(), site.catalog());
    return out;
}

Result<std::vector<MovedRow>> ValueHistory::page(size_t part, size_t first, size_t most,
                                                 report::Personal personal) {
    const report::PartChanges& changes = parts_[part];
    std::vector<MovedRow> out;
    for (size_t i = first; i < changes.rows.size() && out.size() < most; ++i) {
        out.push_back(TRY(explained(changes, changes.rows[i])));
        show_cells(changes, changes.rows[i], personal, out.back());
    }
    return out;
}

void ValueHistory::show_cells(const report::PartChanges& part, const report::RowChange& change,
                              report::Personal personal, MovedRow& out) const {
    const report::EvidencePart& shown = part.part();
    const auto unit = out.fields.empty() ? std::nullopt
                                         : worlds_[0]->tables[shown.table].schema->find_column(
                                               worlds_[0]->tables[shown.table].schema->unit_column);
    const auto* code = unit ? std::get_if<int64_t>(&out.fields[*unit]) : nullptr;
    for (size_t i = 0; i < worlds_.size(); ++i) {
        std::optional<uint32_t> row = i == 0 ? change.before : change.after;
        if (!row && code != nullptr) row = find_row(*worlds_[i], shown.table, *code, change.row);
        if (!row) continue;
        (i == 0 ? out.cells_before : out.cells_after) =
            evidence_[i]->row(shown, *row, personal).cells;
    }
}

Result<MovedRow> ValueHistory::explained(const report::PartChanges& part,
                                         const report::RowChange& change) {
    const formula::Catalog& catalog = site_->catalog();
    const ledger::Schema& schema = *catalog.schemas[part.part().table];
    MovedRow out{.row = change.row,
                 .moved = change.moved,
                 .was_behind = change.before.has_value(),
                 .is_behind = change.after.has_value()};
    if (&schema == &formula::unit_schema()) {
        out.by = MovedBy::kUnits;
        return out;
    }
    const Deciding deciding = TRY(deciding_columns(part.part(), catalog));
    std::vector<JournalEntry> entries = TRY(site_->history(schema.id, change.row));
    const HistoryPoint& shown = points_[out.is_behind ? 1 : 0];
    if (auto fields = row_at(schema, entries, shown.scope.as_of, shown.known_at)) {
        out.fields = std::move(*fields);
    }
    for (JournalEntry& entry : entries) {
        const auto holds = [&](const HistoryPoint& point) {
            return holds_at(entry, point.scope.as_of, point.known_at);
        };
        if (holds(points_[0]) == holds(points_[1])) continue;
        const bool changes_row = entry.kind != EntryKind::kUpdate && entry.kind != EntryKind::kMove;
        std::erase_if(entry.changes, [&](const JournalEntry::FieldChange& field) {
            return !deciding.columns.contains(field.column);
        });
        if (changes_row || !entry.changes.empty()) out.entries.push_back(std::move(entry));
    }
    if (!out.entries.empty()) return out;
    out.by = deciding.other_ledgers ? MovedBy::kOtherLedgers : MovedBy::kTime;
    const auto unit = schema.find_column(schema.unit_column);
    if (unit && *unit < out.fields.size()) {
        if (const auto* code = std::get_if<int64_t>(&out.fields[*unit])) {
            const bool was = lies_in(*worlds_[0]->tree, points_[0].scope.unit, *code);
            const bool is = lies_in(*worlds_[1]->tree, points_[1].scope.unit, *code);
            if (was != is) out.by = MovedBy::kUnits;
        }
    }
    return out;
}

std::optional<std::vector<ledger::Field>> row_at(const ledger::Schema& schema,
                                                 std::span<const JournalEntry> entries, Date as_of,
                                                 std::optional<Timestamp> known_at) {
    std::vector<const JournalEntry*> valid;
    bool exists = false;
    for (const JournalEntry& entry : entries) {
        if (!holds_at(entry, as_of, known_at)) continue;
        if (entry.kind == EntryKind::kDelete || entry.kind == EntryKind::kForget) {
            return std::nullopt;
        }
        if (!entry.readable) return std::nullopt;
        exists = exists || entry.kind == EntryKind::kInsert;
        valid.push_back(&entry);
    }
    if (!exists) return std::nullopt;
    std::ranges::sort(valid, {}, [](const JournalEntry* entry) {
        return std::pair(entry->effective_on, entry->seq);
    });
    std::vector<ledger::Field> fields(schema.columns.size());
    for (const JournalEntry* entry : valid) {
        for (const JournalEntry::FieldChange& change : entry->changes) {
            if (const auto column = schema.find_column(change.column)) {
                fields[*column] = change.after;
            }
        }
    }
    return fields;
}

Result<std::vector<ledger::Field>> row_fields(Site& site, const ledger::Schema& schema,
                                              ledger::RowId row, Date as_of,
                                              std::optional<Timestamp> known_at) {
    if (&schema == &formula::unit_schema()) return std::vector<ledger::Field>();
    const auto entries = TRY(site.history(schema.id, row));
    return row_at(schema, entries, as_of, known_at).value_or(std::vector<ledger::Field>());
}

}  // namespace yitao::site
