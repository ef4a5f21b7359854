// "No change": facts confirmed as they stand, by household or by a unit's whole ledger.
#include <set>

#include "api/routes.h"
#include "api/row_view.h"

namespace yitao::api {

namespace {

constexpr size_t kMostConfirmed = 2'000;  // rows of one request

using Subjects = std::set<std::pair<org::UnitCode, std::string>>;

Result<void> confirm(Call& call, const ledger::Schema& of, const Subjects& subjects) {
    const SeenLedger kept = TRY(program_ledger(call.office, site::kConfirmationLedger));
    const Date today = call.office.site.clock().today();
    TRY(keep(call, site::confirmation_batch(*kept.schema, of, subjects, today), call.who));
    return {};
}

}  // namespace

Answer confirm_rows(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, TRY(text_of(call, "ledger"))));
    if (!may_confirm(call, *ledger.schema)) return forbidden(call);
    const json::array rows = TRY(array_of(call, "rows"));
    if (rows.empty() || rows.size() > kMostConfirmed) {
        return fail(ErrorCode::kInvalid, "一次确认 1 到 2,000 条",
                    "confirm 1 to 2,000 rows at once", "rows");
    }
    Subjects subjects;
    for (const json::value& id : rows) {
        const SeenRow seen = TRY(row_of(call, ledger, json::serialize(id)));
        subjects.emplace(call.tree->unit(seen.unit).code,
                         site::review_subject(*ledger.schema, seen.row));
    }
    TRY(confirm(call, *ledger.schema, subjects));
    return reply(json::object{{"confirmed", rows.size()}});
}

Answer confirm_ledger(Call& call) {
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    if (!may_confirm(call, *ledger.schema)) return forbidden(call);
    const std::string code = text_or(call, "unit");
    const org::UnitIndex unit =
        code.empty() ? call.scope.begin : TRY(seen_unit(call.scope, *call.tree, code));
    // Who looked at one village's rows says nothing of the next one's.
    if (call.tree->end_of(unit) != unit + 1) {
        return fail(ErrorCode::kInvalid, "请选择一个村（社区）：整本核对一次只对一个村",
                    "choose one village: a whole ledger is confirmed for one at a time", "unit");
    }
    TRY(confirm(call, *ledger.schema,
                {{call.tree->unit(unit).code, std::string(site::kWholeLedger)}}));
    return reply(json::object{{"confirmed_on", call.office.site.clock().today().iso()}});
}

}  // namespace yitao::api
