// Click a number: the formula in words, who has entered, the rows behind it, and what moved it.
#include <algorithm>

#include "api/reading.h"
#include "api/routes.h"
#include "api/row_view.h"
#include "report/evidence.h"
#include "report/period.h"
#include "report/wording.h"
#include "site/value_history.h"

namespace yitao::api {

namespace {

constexpr size_t kMostRows = 200;
constexpr size_t kMostMissing = 200;

struct Asked {
    std::shared_ptr<const templates::Template> form;
    report::AskedCell cell;
    report::FillDate date;
    std::shared_ptr<const org::Tree> tree;  // of that date
    org::UnitIndex unit = 0;
    [[nodiscard]] formula::Scope scope() const {
        return {unit, date.as_of, date.period, date.filled_on};
    }
};

Result<Asked> asked_of(const Call& call) {
    Asked asked;
    asked.form = TRY(call.office.shelf.open(call.arguments[0]));
    if (asked.form->each()) {
        return fail(ErrorCode::kUnsupported, "每行一份的表，其数字就是该行的值",
                    "of a form made once a row the numbers are that row's");
    }
    const auto cell = xlsx::parse_cell_ref(call.query("cell"));
    const size_t number = TRY(number_of(call, "sheet", 0));
    if (!cell || number >= asked.form->sheets().size()) {
        return fail(ErrorCode::kNotFound, "没有这一格", "there is no such cell",
                    std::string(call.query("cell")));
    }
    asked.cell = {.blank = asked.form.get(), .sheet = number, .cell = *cell};
    asked.date = TRY(date_of(call));
    asked.tree = TRY(call.office.site.tree(asked.date.as_of));
    asked.unit = TRY(unit_of(call, *asked.tree));
    return asked;
}

std::vector<size_t> label_columns(const Call& call, const ledger::Schema& schema) {
    std::vector<size_t> columns = report::label_columns(schema);
    std::erase_if(columns, [&](size_t column) {
        return call.scope.view_of(schema.columns[column]) == access::View::kHidden;
    });
    return columns;
}

// Of the villages: which have rows of these ledgers or have said that there are none, and which
// have entered, changed or confirmed something of them since that day.
Result<json::object> coverage(const Call& call, const report::Evidence& evidence,
                              const Asked& asked, Date since) {
    std::set<size_t> tables;
    for (const report::EvidencePart& part : evidence.parts()) tables.insert(part.table);
    std::set<org::UnitCode> fresh;
    std::vector<site::Confirmations> said;
    for (const size_t table : tables) {
        const ledger::Schema& schema = *call.office.site.catalog().schemas[table];
        if (&schema == &formula::unit_schema()) continue;
        for (const org::UnitCode unit : *TRY(call.office.rows.units_touched(table, since))) {
            fresh.insert(site::standing(*asked.tree, unit));
        }
        said.push_back(TRY(confirmations_of(call, schema, asked.date.as_of)));
        fresh.merge(said.back().units_since(since));
    }
    size_t units = 0;
    size_t entered = 0;
    size_t confirmed = 0;
    json::array missing;
    for (const org::UnitIndex village : asked.tree->of_level(org::Level::kVillage, asked.unit)) {
        const org::UnitCode code = asked.tree->unit(village).code;
        const bool has = std::ranges::any_of(tables, [&](size_t t) {
            const ledger::Table& table = evidence.world().tables[t];
            if (table.unit_begin.empty()) return false;
            const ledger::RowRange range = table.rows_of(*asked.tree, village);
            return range.begin < range.end;
        });
        const bool none = !has && std::ranges::any_of(said, [&](const site::Confirmations& one) {
            return one.of_unit(code).has_value();
        });
        ++units;
        if (has || none)
            ++entered;
        else if (missing.size() < kMostMissing)
            missing.push_back(to_json(*asked.tree, village));
        if (fresh.contains(code)) ++confirmed;
    }
    return json::object{{"units", units},
                        {"entered", entered},
                        {"confirmed", confirmed},
                        {"since", since.iso()},
                        {"missing", std::move(missing)}};
}

Result<json::object> row_behind(Call& call, const Asked& asked, const ledger::Schema& schema,
                                const report::EvidencePart& part, const report::EvidenceRow& row,
                                const ledger::Row* stored) {
    json::array cells;
    for (const size_t column : label_columns(call, schema)) {
        std::string text =
            stored != nullptr ? ledger::format_field(schema.columns[column], stored->fields[column])
                              : std::string();
        cells.push_back(json::string(seen_text(call, schema.columns[column], std::move(text))));
    }
    for (size_t i = 0; i < part.columns.size(); ++i) {
        cells.push_back(
            json::string(seen_text(call, schema.columns[part.columns[i]], row.cells[i])));
    }
    json::object out{
        {"row", row.row}, {"unit", nullptr}, {"cells", std::move(cells)}, {"entered", nullptr}};
    if (const auto unit = asked.tree->find(row.unit)) out["unit"] = to_json(*asked.tree, *unit);
    const auto history = TRY(call.office.site.history(schema.id, row.row));
    if (!history.empty()) {
        out["entered"] = {{"on", moment_text(history.back().recorded_at)},
                          {"post", history.back().who},
                          {"through", history.back().through}};
    }
    return out;
}

}  // namespace

Answer show_evidence(Call& call) {
    Office& office = call.office;
    std::unique_lock lock(office.mutex);
    const Asked asked = TRY(asked_of(call));
    const formula::Catalog& catalog = office.site.catalog();
    const Fills::Ready fill =
        TRY(office.fills.ready(office.site, asked.form, asked.date, office.mutex));
    lock.unlock();  // one pass over the ledgers, in which others are answered
    const report::Evidence evidence = TRY(report::Evidence::gather(
        asked.cell, catalog, fill->world(), asked.scope(), fill->other_dates()));
    lock.lock();
    json::array parts;
    for (const report::EvidencePart& part : evidence.parts()) {
        parts.push_back(json::object{{"cell", part.cell},
                                     {"text", part.text},
                                     {"words", in_words(office, part.text)},
                                     {"value", formula::general_text(part.value)},
                                     {"ledger", catalog.schemas[part.table]->name},
                                     {"rows", part.rows.count()}});
    }
    json::object body{{"formula", evidence.formula()},
                      {"words", in_words(office, evidence.formula())},
                      {"value", formula::general_text(evidence.value())},
                      {"as_of", asked.date.as_of.iso()},
                      {"unit", to_json(*asked.tree, asked.unit)},
                      {"parts", std::move(parts)},
                      {"coverage", TRY(coverage(call, evidence, asked, asked.date.period.start))},
                      {"rows", nullptr}};
    // A text taken from people's rows: what the reader may see of it.
    if (evidence.value().is_text()) {
        ledger::Column strictest{.sensitivity = ledger::Sensitivity::kOpen};
        for (const formula::ColumnUse& use : report::columns_behind(asked.cell)) {
            strictest.sensitivity = std::max(
                strictest.sensitivity, catalog.schemas[use.table]->columns[use.column].sensitivity);
        }
        body["value"] = seen_text(call, strictest, formula::general_text(evidence.value()));
    }
    if (evidence.parts().empty()) return reply(body);
    const size_t number = std::min(TRY(number_of(call, "part", 0)), evidence.parts().size() - 1);
    const report::EvidencePart& part = evidence.parts()[number];
    const ledger::Schema& schema = *catalog.schemas[part.table];
    const Page page = TRY(page_of(call, kMostRows));
    const report::EvidencePage rows =
        evidence.page(number, page.first, page.most, report::Personal::kShown);
    std::vector<ledger::RowId> ids;
    for (const report::EvidenceRow& row : rows.rows) ids.push_back(row.row);
    std::map<ledger::RowId, ledger::Row> stored;
    if (&schema != &formula::unit_schema() && call.scope.may(access::Action::kReadRows)) {
        for (ledger::Row& row : TRY(office.site.rows_as_of(part.table, ids, asked.date.as_of))) {
            stored[row.id] = std::move(row);
        }
        json::array items;
        for (const report::EvidenceRow& row : rows.rows) {
            const auto known = stored.find(row.row);
            items.push_back(TRY(row_behind(call, asked, schema, part, row,
                                           known == stored.end() ? nullptr : &known->second)));
        }
        json::array headings;
        for (const size_t column : label_columns(call, schema)) {
            headings.push_back(json::string(schema.columns[column].name));
        }
        for (const std::string& heading : rows.headings) headings.push_back(json::string(heading));
        json::object shown = page_body(std::move(items), page, part.rows.count());
        shown["part"] = number;
        shown["headings"] = std::move(headings);
        body["rows"] = std::move(shown);
    }
    return reply(body);
}

namespace {

std::string cause(const Call& call, site::MovedBy by) {
    switch (by) {
        case site::MovedBy::kTime:
            return call.in_words({"时间推移", "time passed"});
        case site::MovedBy::kOtherLedgers:
            return call.in_words({"其他台账变动", "another ledger changed"});
        case site::MovedBy::kUnits:
            return call.in_words({"单位调整", "units changed"});
        case site::MovedBy::kEntries:
            return "";
    }
    return "";
}

std::string change_words(const Call& call, const ledger::Schema& schema,
                         const ledger::JournalEntry& entry) {
    std::string text;
    for (const auto& change : entry.changes) {
        const auto at = schema.find_column(change.column);
        if (!at || entry.kind == ledger::EntryKind::kDelete) continue;
        const ledger::Column& column = schema.columns[*at];
        const std::string before =
            seen_text(call, column, ledger::format_field(column, change.before));
        const std::string after =
            seen_text(call, column, ledger::format_field(column, change.after));
        if (before.empty() && after.empty()) continue;
        text += (text.empty() ? "" : "；") + column.name + " " + before + "→" + after;
    }
    if (entry.kind == ledger::EntryKind::kInsert)
        return call.in_words({"新增：", "added: "}) + text;
    if (entry.kind == ledger::EntryKind::kDelete) return call.in_words({"删除", "removed"});
    return text;
}

}  // namespace

Answer show_changes(Call& call) {
    Office& office = call.office;
    const Asked asked = TRY(asked_of(call));
    const Date until = TRY(day_of(call.query("until"))).value_or(asked.date.as_of);
    const Date since =
        TRY(day_of(call.query("since"))).value_or(Date{until.month_start().days - 1});
    const org::UnitCode code = asked.tree->unit(asked.unit).code;
    const auto point = [&](Date date) -> Result<site::HistoryPoint> {
        const auto tree = TRY(office.site.tree(date));
        const auto unit = tree->find(code);
        if (!unit) {
            return fail(ErrorCode::kNotFound, "那时还没有这个单位", "there was no such unit then",
                        date.iso());
        }
        return site::HistoryPoint{
            .scope = {*unit, date, report::period_like(asked.date.period, date),
                      asked.date.filled_on},
            .known_at = {}};
    };
    site::ValueHistory history = TRY(
        site::ValueHistory::between(office.site, asked.cell, TRY(point(since)), TRY(point(until))));
    json::array items;
    for (size_t p = 0; p < history.parts().size() && items.size() < kMostRows; ++p) {
        const report::PartChanges& part = history.parts()[p];
        const ledger::Schema& schema = *office.site.catalog().schemas[part.part().table];
        for (const site::MovedRow& row :
             TRY(history.page(p, 0, kMostRows - items.size(), report::Personal::kMasked))) {
            json::object item{{"on", ""},
                              {"post", ""},
                              {"through", ""},
                              {"row", row_label(call, schema, row.fields)},
                              {"words", cause(call, row.by)},
                              {"delta", report::signed_text(row.moved, part.scale)}};
            if (!row.entries.empty()) {
                const ledger::JournalEntry& last = row.entries.back();
                item["on"] = moment_text(last.recorded_at);
                item["post"] = last.who;
                item["through"] = last.through;
                item["words"] = change_words(call, schema, last);
            }
            items.push_back(std::move(item));
        }
    }
    return reply(json::object{{"before", formula::general_text(history.before().value())},
                              {"after", formula::general_text(history.after().value())},
                              {"since", since.iso()},
                              {"until", until.iso()},
                              {"items", std::move(items)}});
}

}  // namespace yitao::api
