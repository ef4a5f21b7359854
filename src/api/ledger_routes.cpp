// Reading ledgers: which there are, their columns, their rows page by page.
#include <algorithm>

#include "api/asked.h"
#include "api/routes.h"
#include "api/row_view.h"
#include "formula/predicate.h"
#include "formula/value.h"
#include "ledger/type_name.h"

namespace yitao::api {

namespace {

constexpr size_t kMostRows = 500;

// Calculated values of a row of a loaded table, by column.
std::vector<std::string> calculated_of(const ledger::Schema& schema, const ledger::Table& table,
                                       uint32_t row) {
    std::vector<std::string> texts(schema.columns.size());
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        if (!schema.columns[c].is_calculated() || !table.columns[c].loaded) continue;
        texts[c] =
            formula::general_text(formula::cell_value(schema.columns[c], table.columns[c], row));
    }
    return texts;
}

Result<RowQuery> query_of(const Call& call, const SeenLedger& ledger) {
    RowQuery query{.table = ledger.table, .unit = TRY(unit_of(call, *call.tree))};
    for (const ledger::Column& column : ledger.schema->columns) {
        query.searchable.push_back(call.scope.may_search(column) ? 1 : 0);
    }
    query.search = std::string(call.query("q"));
    query.filter = std::string(call.query("filter"));
    std::string_view sort = call.query("sort");
    if (sort.starts_with('-')) {
        query.descending = true;
        sort.remove_prefix(1);
    }
    if (sort.empty()) return query;
    query.sort = ledger.schema->find_column(sort);
    if (query.sort && query.searchable[*query.sort] != 0) return query;
    return fail(ErrorCode::kInvalid, "不能按这个字段排序", "rows cannot be sorted by this column",
                std::string(sort));
}

}  // namespace

namespace {

// Rows of each table under the post's unit; the unit column of every ledger is read for it.
Result<std::vector<size_t>> own_rows(const Call& call) {
    const auto& schemas = call.office.site.catalog().schemas;
    site::WorldRequest request{.as_of = call.tree->as_of(), .known_at = {}, .columns = {}};
    for (size_t t = 0; t + 1 < schemas.size(); ++t) {
        if (!call.scope.sees_ledger(*schemas[t])) continue;
        if (const auto unit = schemas[t]->find_column(schemas[t]->unit_column)) {
            request.columns.push_back({t, *unit});
        }
    }
    const auto world = TRY(call.office.site.world(request));
    std::vector<size_t> rows(schemas.size(), 0);
    for (const formula::ColumnUse& use : request.columns) {
        const ledger::RowRange range =
            world->tables[use.table].rows_of(*world->tree, call.scope.begin);
        rows[use.table] = range.end - range.begin;
    }
    return rows;
}

}  // namespace

// When the post's own village last confirmed the whole ledger.
Result<void> add_review(const Call& call, const ledger::Schema& schema, json::object& out) {
    out["may_confirm"] = may_confirm(call, schema);
    out["review_months"] = schema.review_months;
    out["confirmed_on"] = nullptr;
    if (call.scope.end != call.scope.begin + 1 || !may_confirm(call, schema)) return {};
    const auto said = TRY(confirmations_of(call, schema));
    if (const auto day = said.of_unit(call.tree->unit(call.scope.begin).code)) {
        out["confirmed_on"] = day->iso();
    }
    return {};
}

Answer list_ledgers(Call& call) {
    json::array items;
    Office& office = call.office;
    const bool sees_all = call.scope.begin == 0 && call.scope.end == call.tree->size();
    const std::vector<size_t> own = sees_all ? std::vector<size_t>() : TRY(own_rows(call));
    size_t table = 0;
    for (const pack::Pack& pack : office.site.packs()) {
        for (const ledger::Schema& schema : pack.ledgers) {
            const size_t at = table++;  // ledgers stand in the catalog as in the packs
            if (!call.scope.sees_ledger(schema)) continue;
            const ledger::LedgerStatus status = TRY(office.site.status(schema.id));
            items.push_back(
                json::object{{"id", schema.id},
                             {"name", schema.name},
                             {"name_en", schema.name_en},
                             {"pack", pack.id},
                             {"pack_name", pack.name},
                             {"rows", sees_all ? static_cast<size_t>(status.rows) : own[at]},
                             {"flagged", status.flagged_rows},
                             {"may_write", call.scope.may_write_some(schema)}});
            TRY(add_review(call, schema, items.back().as_object()));
        }
    }
    return reply(json::object{{"items", std::move(items)}, {"next", nullptr}});
}

Answer show_ledger(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const ledger::Schema& schema = *ledger.schema;
    json::array columns;
    for (const ledger::Column& column : schema.columns) {
        const access::View view = call.scope.view_of(column);
        if (view == access::View::kHidden) continue;
        constexpr std::string_view kSensitivity[] = {"open", "internal", "personal", "sealed"};
        json::value codes = nullptr;
        if (const ledger::CodeList* list = call.office.site.code_list(column.code_list)) {
            json::array names;
            for (const auto& code : list->codes) names.push_back(json::string(code.name));
            codes = std::move(names);
        }
        columns.push_back(json::object{
            {"id", column.id},
            {"name", column.name},
            {"name_en", column.name_en},
            {"type", ledger::type_name(column.type)},
            {"required", column.required},
            {"codes", std::move(codes)},
            {"unit_of_measure", column.unit_of_measure},
            {"scale", column.scale},
            {"sensitivity", kSensitivity[static_cast<size_t>(column.sensitivity)]},
            {"masked", view == access::View::kMasked},
            {"calculated", column.is_calculated()},
            {"formula", column.formula},
            {"may_search", call.scope.may_search(column)},
            {"may_dispute", !column.is_calculated() && call.scope.may(access::Action::kDispute) &&
                                schema.entered_by != ledger::EnteredBy::kProgram &&
                                !call.scope.may_write(schema, column, call.scope.begin)},
            {"may_write", !column.is_calculated() && call.scope.begin < call.scope.end &&
                              call.scope.may_write(schema, column, call.scope.begin)}});
    }
    json::array key;
    for (const std::string& id : schema.key) key.push_back(json::string(id));
    json::object out{{"id", schema.id},
                     {"name", schema.name},
                     {"name_en", schema.name_en},
                     {"key", std::move(key)},
                     {"unit_column", schema.unit_column},
                     {"may_write", call.scope.may_write_some(schema)},
                     {"columns", std::move(columns)}};
    TRY(add_review(call, schema, out));
    return reply(out);
}

Answer list_rows(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const Page page = TRY(page_of(call, kMostRows));
    const RowQuery query = TRY(query_of(call, ledger));
    Office& office = call.office;
    const RowList& list = *TRY(office.rows.list(query));
    const ledger::Table& table = list.world->tables[ledger.table];
    std::vector<ledger::RowId> ids;
    std::map<ledger::RowId, uint32_t> places;
    for (size_t i = page.first; i < std::min(page.first + page.most, list.rows.size()); ++i) {
        ids.push_back(table.row_ids[list.rows[i]]);
        places[ids.back()] = list.rows[i];
    }
    std::map<ledger::RowId, ledger::Row> rows;
    for (ledger::Row& row : TRY(office.site.rows_as_of(ledger.table, ids, call.tree->as_of()))) {
        rows[row.id] = std::move(row);
    }
    const auto flags = TRY(office.site.flagged(ledger.schema->id));
    json::array items;
    for (const ledger::RowId id : ids) {
        const auto row = rows.find(id);
        if (row == rows.end()) continue;
        const auto calculated = calculated_of(*ledger.schema, table, places[id]);
        items.push_back(row_json(call, ledger, row->second, &calculated, flags));
    }
    const size_t shown = items.size();
    json::object body = page_body(std::move(items), page, list.rows.size());
    const size_t next = page.first + ids.size();
    if (shown < ids.size() && next < list.rows.size()) body["next"] = std::to_string(next);
    return reply(body);
}

Answer show_row(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const SeenRow seen = TRY(row_of(call, ledger, call.arguments[1]));
    const auto flags = TRY(call.office.site.flagged(ledger.schema->id));
    http::Response response = reply(row_json(call, ledger, seen.row, nullptr, flags));
    response.headers.emplace_back("ETag", etag_of(seen.row));
    return response;
}

Answer row_history(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const SeenRow seen = TRY(row_of(call, ledger, call.arguments[1]));
    const ledger::Schema& schema = *ledger.schema;
    json::array items;
    // To the second, beside what else happened then, it would tell who it was.
    if (schema.id == kAskedBefore) return reply(page_body(std::move(items), {}, 0));
    for (const ledger::JournalEntry& entry :
         TRY(call.office.site.history(schema.id, seen.row.id))) {
        json::array changes;
        for (const auto& change : entry.changes) {
            const auto column = schema.find_column(change.column);
            if (!column) continue;
            if (call.scope.view_of(schema.columns[*column]) == access::View::kHidden) continue;
            const auto text = [&](const ledger::Field& field) {
                return seen_text(call, schema.columns[*column],
                                 ledger::format_field(schema.columns[*column], field));
            };
            changes.push_back(json::object{{"column", schema.columns[*column].name},
                                           {"before", text(change.before)},
                                           {"after", text(change.after)}});
        }
        constexpr std::string_view kKinds[] = {"", "insert", "update", "delete"};
        const auto kind = static_cast<size_t>(entry.kind);
        items.push_back(json::object{
            {"recorded_at", moment_text(entry.recorded_at)},
            {"post", entry.who},
            {"through", entry.through},
            {"effective_on", entry.effective_on == kEarliestDate ? "" : entry.effective_on.iso()},
            {"kind", kind < std::size(kKinds) ? kKinds[kind] : "other"},
            {"changes", std::move(changes)}});
    }
    return reply(json::object{{"items", std::move(items)}, {"next", nullptr}});
}

Answer unmask_row(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const SeenRow seen = TRY(row_of(call, ledger, call.arguments[1]));
    const std::string reason = TRY(text_of(call, "reason"));
    std::string what = fmt::format("{} {}", ledger.schema->id, seen.row.id);
    bool any = false;
    for (const ledger::Column& column : ledger.schema->columns) {
        if (call.scope.view_of(column) != access::View::kMasked) continue;
        if (!call.scope.may_unmask(column, seen.unit)) return forbidden(call);
        any = true;
        what += " " + column.id;
    }
    // The trail comes first: what cannot be recorded is not shown.
    if (any) TRY(call.office.accounts->record_unmasking(call.session->actor(), what, reason));
    return reply(json::object{
        {"fields", fields_json(call, *ledger.schema, seen.row, nullptr, Shown::kInFull)},
        {"etag", etag_of(seen.row)}});
}

}  // namespace yitao::api
