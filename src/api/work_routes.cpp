// Today's work: what is flagged in one's own units, and what almost everybody else has filled in
// and these rows have not.
#include <algorithm>
#include <map>
#include <tuple>

#include "api/routes.h"
#include "api/row_view.h"
#include "formula/predicate.h"
#include "formula/value.h"
#include "report/mask.h"

namespace yitao::api {

namespace {

constexpr size_t kMostOfKind = 2'000;  // of one ledger

struct Item {
    std::string_view kind;
    size_t table = 0;
    ledger::RowId row = 0;
    std::vector<size_t> columns;
    std::string message;
    std::string group;
};

std::string text_at(const ledger::Table& table, const ledger::Schema& schema, std::string_view id,
                    uint32_t row) {
    const auto column = schema.find_column(id);
    if (!column || !table.columns[*column].loaded) return {};
    return formula::general_text(
        formula::cell_value(schema.columns[*column], table.columns[*column], row));
}

// People are looked for at home: the household, else the row's own name.
std::string group_of(const Call& call, const ledger::Table& table, const ledger::Schema& schema,
                     uint32_t row) {
    for (const std::string_view id : {"household_no", "name"}) {
        const auto column = schema.find_column(id);
        if (!column) continue;
        std::string text = text_at(table, schema, id, row);
        if (text.empty()) continue;
        text = seen_text(call, schema.columns[*column], std::move(text));
        if (text.empty()) continue;
        return schema.columns[*column].name + " " + text;
    }
    return schema.name;
}

Result<void> add_flagged(Call& call, const SeenLedger& ledger, std::vector<Item>& items) {
    const auto flags = TRY(call.office.site.flagged(ledger.schema->id));
    if (flags.empty()) return {};
    const auto world = TRY(call.office.rows.world(ledger.table));
    const ledger::Table& table = world->tables[ledger.table];
    std::map<ledger::RowId, uint32_t> places;
    const ledger::RowRange range = table.rows_of(*world->tree, call.scope.begin);
    for (uint32_t row = range.begin; row < range.end; ++row) places[table.row_ids[row]] = row;
    for (const site::FlaggedRow& flag : flags) {
        const auto place = places.find(flag.flag.row);
        if (place == places.end() || items.size() >= kMostOfKind) continue;
        Item item{.kind = "flagged", .table = ledger.table, .row = flag.flag.row};
        if (const auto column = ledger.schema->find_column(flag.flag.column))
            item.columns = {*column};
        item.message = call.in_words(flag.message);
        item.group = group_of(call, table, *ledger.schema, place->second);
        items.push_back(std::move(item));
    }
    return {};
}

// A column that nearly all rows of the whole ledger have filled in is missing where it is blank;
// one that is blank for most says that there is nothing to say.
Result<void> add_missing(Call& call, const SeenLedger& ledger, std::vector<Item>& items) {
    const auto world = TRY(call.office.rows.world(ledger.table));
    const ledger::Table& table = world->tables[ledger.table];
    const ledger::Schema& schema = *ledger.schema;
    const ledger::RowRange range = table.rows_of(*world->tree, call.scope.begin);
    if (range.begin == range.end) return {};
    const std::vector<uint8_t>& usual = *TRY(call.office.rows.usually_filled(ledger.table));
    std::map<uint32_t, std::vector<size_t>> missing;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        const ledger::Column& column = schema.columns[c];
        if (usual[c] == 0 || !call.scope.may_write(schema, column, call.scope.begin)) continue;
        for (uint32_t row = range.begin; row < range.end; ++row) {
            const auto value = formula::cell_value(column, table.columns[c], row);
            if (value.is_blank()) missing[row].push_back(c);
        }
    }
    for (auto& [row, columns] : missing) {
        if (items.size() >= kMostOfKind) break;
        std::string names;
        for (const size_t c : columns)
            names += (names.empty() ? "" : "、") + schema.columns[c].name;
        items.push_back(
            {.kind = "missing",
             .table = ledger.table,
             .row = table.row_ids[row],
             .columns = std::move(columns),
             .message = call.in_words({"还没有填：" + names, "not filled in: " + names}),
             .group = group_of(call, table, schema, row)});
    }
    return {};
}

}  // namespace

Answer list_work(Call& call) {
    Office& office = call.office;
    const Page page = TRY(page_of(call, 200));
    std::vector<Item> items;
    std::map<std::string_view, size_t> counts = {{"flagged", 0}, {"missing", 0}, {"stale", 0}};
    const auto& schemas = office.site.catalog().schemas;
    for (size_t t = 0; t + 1 < schemas.size(); ++t) {
        const SeenLedger ledger{t, schemas[t]};
        if (!call.scope.sees_ledger(*ledger.schema)) continue;
        if (!call.scope.may_write_some(*ledger.schema)) continue;
        if (TRY(office.site.status(ledger.schema->id)).rows == 0) continue;
        TRY(add_flagged(call, ledger, items));
        TRY(add_missing(call, ledger, items));
    }
    for (const Item& item : items) ++counts[item.kind];
    std::ranges::stable_sort(items, [](const Item& a, const Item& b) {
        return std::tie(a.table, a.group) < std::tie(b.table, b.group);
    });
    json::array out;
    for (size_t i = page.first; i < std::min(page.first + page.most, items.size()); ++i) {
        const Item& item = items[i];
        const SeenLedger ledger{item.table, schemas[item.table]};
        const auto row = row_of(call, ledger, std::to_string(item.row));
        if (!row) continue;
        json::array columns;
        for (const size_t c : item.columns)
            columns.push_back(json::string(ledger.schema->columns[c].id));
        out.push_back(json::object{
            {"kind", item.kind},
            {"ledger", ledger.schema->id},
            {"ledger_name", ledger.schema->name},
            {"row", item.row},
            {"etag", etag_of(row->row)},
            {"group", item.group},
            {"columns", std::move(columns)},
            {"message", item.message},
            {"fields", fields_json(call, *ledger.schema, row->row, nullptr, Shown::kAsAllowed)}});
    }
    json::object body = page_body(std::move(out), page, items.size());
    const size_t next = page.first + page.most;
    body["next"] = next < items.size() ? json::value(std::to_string(next)) : json::value(nullptr);
    json::object totals;
    for (const auto& [kind, count] : counts) totals[kind] = count;
    body["counts"] = std::move(totals);
    return reply(body);
}

}  // namespace yitao::api
