// Changing rows. What people typed is read as an import reads it; two people on one row notice by
// ETag and If-Match.
#include <algorithm>

#include "api/routes.h"
#include "api/row_view.h"
#include "api/typing.h"

namespace yitao::api {

namespace {

Result<json::object> fields_of(const Call& call) {
    const json::value* given = call.body.if_contains("fields");
    if (given != nullptr && given->is_object()) return given->as_object();
    return fail(ErrorCode::kInvalid, "缺少 fields", "fields is missing", "fields");
}

// Whether the post owns all these facts: columns of a row at `unit`, and at the unit it moves to.
bool may_write(const Call& call, const SeenLedger& ledger, const Typed& typed,
               org::UnitIndex unit) {
    for (size_t i = 0; i < typed.columns.size(); ++i) {
        const ledger::Column& column = ledger.schema->columns[typed.columns[i]];
        if (!call.scope.may_write(*ledger.schema, column, unit)) return false;
        if (column.id != ledger.schema->unit_column) continue;
        const auto* code = std::get_if<int64_t>(&typed.fields[i]);
        const auto to = code != nullptr ? call.tree->find(*code) : std::nullopt;
        if (!to || !call.scope.may_write(*ledger.schema, column, *to)) return false;
    }
    return true;
}

// The unit of a new row: as typed, else the post's own where that is a unit of the lowest level.
Result<org::UnitIndex> unit_for_new(const Call& call, const SeenLedger& ledger, Typed& typed) {
    const auto column = ledger.schema->find_column(ledger.schema->unit_column);
    for (size_t i = 0; i < typed.columns.size(); ++i) {
        if (!column || typed.columns[i] != *column) continue;
        const auto* code = std::get_if<int64_t>(&typed.fields[i]);
        const auto unit = code != nullptr ? call.tree->find(*code) : std::nullopt;
        if (unit && call.scope.sees(*unit)) return *unit;
        return fail(ErrorCode::kInvalid, "请选择您范围内的单位", "choose a unit your post sees",
                    ledger.schema->columns[*column].name);
    }
    const bool lowest = call.scope.end == call.scope.begin + 1;
    if (!column || !lowest) {
        return fail(ErrorCode::kInvalid, "请选择单位", "choose a unit",
                    column ? ledger.schema->columns[*column].name : std::string());
    }
    typed.columns.push_back(*column);
    typed.fields.emplace_back(call.tree->unit(call.scope.begin).code);
    return call.scope.begin;
}

Result<ledger::EntryInfo> info_of(const Call& call, std::string_view through) {
    ledger::EntryInfo info{.who = call.who, .through = std::string(through), .effective_on = {}};
    info.effective_on = TRY(day_of(text_or(call, "effective_on")));
    return info;
}

ledger::Batch batch_of(const SeenLedger& ledger, Typed typed, ledger::ChangeKind kind,
                       ledger::RowId row) {
    ledger::Batch batch{
        .ledger = ledger.schema->id, .columns = std::move(typed.columns), .changes = {}};
    batch.changes.push_back({.kind = kind, .row = row, .fields = std::move(typed.fields)});
    return batch;
}

// The row as it is now with what was said of it.
Answer landed(Call& call, const SeenLedger& ledger, const ledger::RowOutcome& outcome,
              unsigned status) {
    const SeenRow now = TRY(row_of(call, ledger, std::to_string(outcome.row)));
    const auto flags = TRY(call.office.site.flagged(ledger.schema->id));
    json::object body = row_json(call, ledger, now.row, nullptr, flags);
    body["remarks"] = remarks_json(call, *ledger.schema, outcome.remarks);
    http::Response response = reply(body, status);
    response.headers.emplace_back("ETag", etag_of(now.row));
    return response;
}

// Nothing: the caller has the row as it is. Else the answer that says so.
Result<std::optional<http::Response>> other_than_seen(Call& call, const SeenLedger& ledger,
                                                      const SeenRow& seen) {
    const std::string_view tag = call.request.header("if-match");
    if (tag.empty()) {
        return problem(
            call.request, 428, "if_match",
            {"请先读取这条记录（缺少 If-Match）", "read the row first (If-Match is missing)"});
    }
    if (tag == etag_of(seen.row)) return std::nullopt;
    http::Response response = problem(call.request, 409, "changed",
                                      {"这条记录刚被别人改过，请对照后再保存",
                                       "somebody has changed this row; compare, then save again"});
    json::object body = json::parse(response.body).as_object();
    const auto flags = TRY(call.office.site.flagged(ledger.schema->id));
    body["current"] = row_json(call, ledger, seen.row, nullptr, flags);
    response.body = json::serialize(body);
    return response;
}

}  // namespace

Answer add_row(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    Typed typed = TRY(typed_of(call, ledger, TRY(fields_of(call))));
    if (!typed.remarks.empty()) return refused(call, ledger, typed.remarks);
    const org::UnitIndex unit = TRY(unit_for_new(call, ledger, typed));
    const bool may =
        call.scope.may_add_or_remove(*ledger.schema, unit) && may_write(call, ledger, typed, unit);
    if (!may) return forbidden(call);
    const auto report =
        TRY(apply(call, batch_of(ledger, std::move(typed), ledger::ChangeKind::kInsert, 0),
                  TRY(info_of(call, "page"))));
    const ledger::RowOutcome& outcome = report.rows[0];
    if (outcome.outcome == ledger::Outcome::kRefused) return refused(call, ledger, outcome.remarks);
    return landed(call, ledger, outcome, 201);
}

Answer change_row(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const SeenRow seen = TRY(row_of(call, ledger, call.arguments[1]));
    Typed typed = TRY(typed_of(call, ledger, TRY(fields_of(call))));
    if (!may_write(call, ledger, typed, seen.unit)) return forbidden(call);
    if (auto other = TRY(other_than_seen(call, ledger, seen))) return std::move(*other);
    if (!typed.remarks.empty()) return refused(call, ledger, typed.remarks);
    const auto report = TRY(
        apply(call, batch_of(ledger, std::move(typed), ledger::ChangeKind::kUpdate, seen.row.id),
              TRY(info_of(call, "page"))));
    const ledger::RowOutcome& outcome = report.rows[0];
    if (outcome.outcome == ledger::Outcome::kRefused) return refused(call, ledger, outcome.remarks);
    return landed(call, ledger, outcome, 200);
}

Answer remove_row(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const SeenRow seen = TRY(row_of(call, ledger, call.arguments[1]));
    if (!call.scope.may_add_or_remove(*ledger.schema, seen.unit)) return forbidden(call);
    if (auto other = TRY(other_than_seen(call, ledger, seen))) return std::move(*other);
    const auto report =
        TRY(apply(call, batch_of(ledger, {}, ledger::ChangeKind::kDelete, seen.row.id),
                  TRY(info_of(call, "page"))));
    if (report.deleted == 0) return refused(call, ledger, report.rows[0].remarks);
    return nothing();
}

Answer check_row(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    Typed typed = TRY(typed_of(call, ledger, TRY(fields_of(call))));
    std::vector<ledger::Remark> remarks = typed.remarks;
    if (remarks.empty()) {
        const json::value* given = call.body.if_contains("row");
        const bool is_new = given == nullptr || given->is_null();
        ledger::RowId row = 0;
        if (is_new) {
            const org::UnitIndex unit = TRY(unit_for_new(call, ledger, typed));
            if (!may_write(call, ledger, typed, unit)) return forbidden(call);
        } else {
            const SeenRow seen = TRY(row_of(call, ledger, json::serialize(*given)));
            if (!may_write(call, ledger, typed, seen.unit)) return forbidden(call);
            row = seen.row.id;
        }
        auto report = TRY(call.office.site.try_out(
            batch_of(ledger, std::move(typed),
                     is_new ? ledger::ChangeKind::kInsert : ledger::ChangeKind::kUpdate, row),
            TRY(info_of(call, "page")), may_touch(call)));
        remarks = std::move(report.rows[0].remarks);
    }
    return reply(json::object{{"remarks", remarks_json(call, *ledger.schema, remarks)}});
}

Answer paste_rows(Call& call) {
    constexpr size_t kMostPasted = 10'000;
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const json::array columns = TRY(array_of(call, "columns"));
    const json::array rows = TRY(array_of(call, "rows"));
    if (rows.size() > kMostPasted) {
        return fail(ErrorCode::kLimit, "一次粘贴最多 10,000 行，更多请用导入",
                    "at most 10,000 rows are pasted at once; import more", "rows");
    }
    Typing typing(call, ledger);
    ledger::Batch batch{.ledger = ledger.schema->id, .columns = {}, .changes = {}};
    for (const json::value& id : columns) {
        batch.columns.push_back(TRY(typing.column(id.is_string() ? id.as_string() : "")));
    }
    const auto unit_column = ledger.schema->find_column(ledger.schema->unit_column);
    const bool adds_unit = unit_column && call.scope.end == call.scope.begin + 1 &&
                           std::ranges::find(batch.columns, *unit_column) == batch.columns.end();
    if (adds_unit) batch.columns.push_back(*unit_column);
    json::array outcomes;
    std::vector<size_t> places;  // of the changes among the rows
    size_t refused_rows = 0;
    const auto refuse = [&](size_t row, std::string_view column, std::string_view message) {
        ++refused_rows;
        outcomes.push_back(json::object{{"row", row}, {"column", column}, {"message", message}});
    };
    for (size_t r = 0; r < rows.size(); ++r) {
        Typed typed;
        typed.columns = batch.columns;
        const json::array none;
        const json::array& cells = rows[r].is_array() ? rows[r].as_array() : none;
        for (size_t c = 0; c < columns.size(); ++c) {
            typed.fields.push_back(TRY(typing.read(
                batch.columns[c], c < cells.size() ? cells[c] : json::value(), typed.remarks)));
        }
        if (adds_unit) typed.fields.emplace_back(call.tree->unit(call.scope.begin).code);
        if (!typed.remarks.empty()) {
            refuse(r, ledger.schema->columns[typed.remarks[0].column].name,
                   call.in_words(typed.remarks[0].message));
            continue;
        }
        const auto unit = unit_for_new(call, ledger, typed);
        if (!unit || !call.scope.may_add_or_remove(*ledger.schema, *unit) ||
            !may_write(call, ledger, typed, *unit)) {
            refuse(r, "",
                   call.in_words({"不在您岗位的范围内", "beyond what your post may change"}));
            continue;
        }
        places.push_back(r);
        batch.changes.push_back({.kind = ledger::ChangeKind::kPut,
                                 .line = static_cast<uint32_t>(r + 1),
                                 .fields = std::move(typed.fields)});
    }
    const auto report = TRY(apply(call, std::move(batch), TRY(info_of(call, "paste"))));
    for (size_t i = 0; i < report.rows.size(); ++i) {
        const ledger::RowOutcome& outcome = report.rows[i];
        for (const ledger::Remark& remark : outcome.remarks) {
            outcomes.push_back(
                json::object{{"row", places[i]},
                             {"column", remark.column < ledger.schema->columns.size()
                                            ? ledger.schema->columns[remark.column].name
                                            : ""},
                             {"message", call.in_words(remark.message)}});
        }
    }
    return reply(json::object{{"inserted", report.inserted},
                              {"updated", report.updated},
                              {"unchanged", report.unchanged},
                              {"refused", report.refused + refused_rows},
                              {"flagged", report.flagged},
                              {"outcomes", std::move(outcomes)}});
}

}  // namespace yitao::api
