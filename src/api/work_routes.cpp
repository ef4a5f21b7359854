// Today's work: what is flagged in one's own units, what almost everybody else has filled in and
// these rows have not, what nobody has looked at for long, what forms ask that no ledger holds,
// what others say is wrong.
#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "api/asked.h"
#include "api/objection_view.h"
#include "api/routes.h"
#include "api/row_view.h"
#include "formula/predicate.h"
#include "formula/value.h"
#include "site/own_rows.h"

namespace yitao::api {

namespace {

constexpr size_t kMostOfKind = 2'000;  // of one kind in one ledger

struct Item {
    std::string_view kind;
    size_t table = 0;
    ledger::RowId row = 0;  // 0: there is none yet
    std::vector<size_t> columns = {};
    std::string message = {};
    std::string group = {};  // as people see it: two households may look the same, masked
    std::string key = {};    // tells groups apart, and says nothing
    json::object more = {};  // fields of that kind alone
};

// People are looked for at home: the household, else the row's own name.
void set_group(const Call& call, const ledger::Table& table, const ledger::Schema& schema,
               uint32_t row, Item& item) {
    item.group = schema.name;
    std::string whose;
    for (const std::string_view id : {"household_no", "name"}) {
        const auto column = schema.find_column(id);
        if (!column) continue;
        std::string text = site::text_at(table, id, row);
        if (text.empty()) continue;
        whose = fmt::format("{} {} {}", schema.id, id, text);
        text = seen_text(call, schema.columns[*column], std::move(text));
        if (text.empty()) continue;
        item.group = schema.columns[*column].name + " " + text;
        break;
    }
    // Salted with what only this process knows: nobody tries out numbers against it.
    static const uint64_t kSalt = (uint64_t{std::random_device()()} << 32) | std::random_device()();
    const uint64_t hash = std::hash<std::string>()(fmt::format("{} {}", kSalt, whose));
    item.key = whose.empty() ? item.group : fmt::format("{:016x}", hash);
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
        set_group(call, table, *ledger.schema, place->second, item);
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
             .message = call.in_words({"还没有填：" + names, "not filled in: " + names})});
        set_group(call, table, schema, row, items.back());
    }
    return {};
}

// Rows nobody has touched or confirmed for the ledger's review_months.
Result<void> add_stale(Call& call, const SeenLedger& ledger, std::vector<Item>& items) {
    const Date today = call.office.site.clock().today();
    const auto since = site::fresh_since(*ledger.schema, today);
    if (!since || !may_confirm(call, *ledger.schema)) return {};
    const auto world = TRY(call.office.rows.world(ledger.table));
    const ledger::Table& table = world->tables[ledger.table];
    const auto said = TRY(confirmations_of(call, *ledger.schema));
    const auto stale = TRY(site::stale_rows(call.office.site, ledger.table, table,
                                            table.rows_of(*world->tree, call.scope.begin), said,
                                            *world->tree, today));
    for (const uint32_t row : stale) {
        if (items.size() >= kMostOfKind) break;
        items.push_back({.kind = "stale",
                         .table = ledger.table,
                         .row = table.row_ids[row],
                         .message = call.in_words(
                             {fmt::format("{} 以来没有人核对过", since->iso()),
                              fmt::format("nobody has looked at it since {}", since->iso())}),
                         .more = {{"since", since->iso()}}});
        set_group(call, table, *ledger.schema, row, items.back());
    }
    return {};
}

// Direct values that forms ask of a village and that it has not given for the month that ended.
Result<void> add_asked(Call& call, std::vector<Item>& items) {
    const AskedCells& asked = *TRY(asked_cells(call.office));
    if (asked.direct.empty() || call.scope.end != call.scope.begin + 1) return {};
    const SeenLedger direct = TRY(ledger_of(call, site::kDirectLedger));
    if (!call.scope.may_write_some(*direct.schema)) return {};
    const std::string period = site::asked_period(call.office.site.clock().today());
    const auto world = TRY(call.office.rows.world(direct.table));
    const ledger::Table& table = world->tables[direct.table];
    const ledger::RowRange range = table.rows_of(*world->tree, call.scope.begin);
    std::set<std::string> given;
    for (uint32_t row = range.begin; row < range.end; ++row) {
        if (site::text_at(table, "period", row) == period) {
            given.insert(site::text_at(table, "term", row));
        }
    }
    const std::string unit = org::format_unit_code(call.tree->unit(call.scope.begin).code);
    for (const auto& [term, forms] : asked.direct) {
        if (given.contains(term)) continue;
        std::string names;
        for (size_t i = 0; i < std::min<size_t>(forms.size(), 3); ++i)
            names += "《" + forms[i] + "》";
        items.push_back(
            {.kind = "asked",
             .table = direct.table,
             .columns = {*direct.schema->find_column("value")},
             .message = call.in_words({names + "问：" + term, names + " ask: " + term}),
             .group = direct.schema->name + " " + period,
             .more = {{"fields",
                       {{"unit", unit}, {"period", period}, {"term", term}, {"value", nullptr}}}}});
    }
    return {};
}

// What others say is wrong and this post must answer.
Result<void> add_disputed(Call& call, std::vector<Item>& items) {
    for (const site::Objection& one : TRY(seen_objections(call))) {
        if (one.state != site::ObjectionState::kOpen || !may_answer(call, one)) continue;
        const auto ledger = ledger_of(call, one.ledger);
        if (!ledger) continue;
        const auto column = ledger->schema->find_column_named(one.column);
        Item item{
            .kind = "disputed",
            .table = ledger->table,
            .row = one.row,
            .columns = {column.value_or(0)},
            .message = call.in_words({fmt::format("{} 对“{}”有异议，{} 前答复", one.raised_by,
                                                  one.column, one.due_on.iso()),
                                      fmt::format("{} objects to \"{}\"; answer by {}",
                                                  one.raised_by, one.column, one.due_on.iso())}),
            .group = call.in_words({"异议", "Objections"})};
        item.more = TRY(objection_json(call, one));
        item.more["dispute"] = one.id;
        items.push_back(std::move(item));
    }
    return {};
}

json::object item_json(Call& call, const Item& item, const ledger::Schema& schema) {
    json::array columns;
    for (const size_t c : item.columns) columns.push_back(json::string(schema.columns[c].id));
    json::object out{{"kind", item.kind},
                     {"ledger", schema.id},
                     {"ledger_name", schema.name},
                     {"row", nullptr},
                     {"etag", nullptr},
                     {"group", item.group},
                     {"group_key", item.key.empty() ? item.group : item.key},
                     {"columns", std::move(columns)},
                     {"message", item.message},
                     {"fields", json::object{}}};
    if (item.row != 0) {
        out["row"] = item.row;
        const SeenLedger ledger{item.table, &schema};
        if (const auto row = row_of(call, ledger, std::to_string(item.row))) {
            out["etag"] = etag_of(row->row);
            out["fields"] = fields_json(call, schema, row->row, nullptr, Shown::kAsAllowed);
        }
    }
    for (const auto& [name, value] : item.more) {
        if (name != "ledger" && name != "row") out.insert_or_assign(name, value);
    }
    return out;
}

}  // namespace

Answer list_work(Call& call) {
    Office& office = call.office;
    const Page page = TRY(page_of(call, 200));
    std::vector<Item> items;
    std::map<std::string_view, size_t> counts = {
        {"flagged", 0}, {"missing", 0}, {"stale", 0}, {"asked", 0}, {"disputed", 0}};
    const auto& schemas = office.site.catalog().schemas;
    for (size_t t = 0; t + 1 < schemas.size(); ++t) {
        const SeenLedger ledger{t, schemas[t]};
        if (!call.scope.sees_ledger(*ledger.schema)) continue;
        if (!call.scope.may_write_some(*ledger.schema)) continue;
        if (TRY(office.site.status(ledger.schema->id)).rows == 0) continue;
        // Each ledger and kind has room of its own, so that one that fails as a whole hides no
        // other.
        for (const auto add : {add_flagged, add_missing, add_stale}) {
            std::vector<Item> found;
            TRY(add(call, ledger, found));
            items.insert(items.end(), std::make_move_iterator(found.begin()),
                         std::make_move_iterator(found.end()));
        }
    }
    TRY(add_asked(call, items));
    for (const Item& item : items) ++counts[item.kind];
    std::ranges::stable_sort(items, [](const Item& a, const Item& b) {
        return std::tie(a.table, a.group, a.key) < std::tie(b.table, b.group, b.key);
    });
    // What somebody waits for comes first.
    std::vector<Item> disputed;
    TRY(add_disputed(call, disputed));
    counts["disputed"] = disputed.size();
    items.insert(items.begin(), std::make_move_iterator(disputed.begin()),
                 std::make_move_iterator(disputed.end()));
    json::array out;
    for (size_t i = page.first; i < std::min(page.first + page.most, items.size()); ++i) {
        out.push_back(item_json(call, items[i], *schemas[items[i].table]));
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
