// Only the owner of a fact changes it; anybody else who sees it may say that it is wrong, with a
// day to answer by, and sees the outcome.
#include <algorithm>
#include <charconv>

#include "api/objection_view.h"
#include "api/routes.h"
#include "api/typing.h"
#include "base/text.h"

namespace yitao::api {

namespace {

constexpr size_t kMostText = 1'600;  // bytes of a reason or an answer
constexpr size_t kMostOpen = 2'000;

Result<std::string> short_text(const Call& call, std::string_view name) {
    std::string text(trim(text_or(call, name)));
    if (text.size() > kMostText) {
        return fail(ErrorCode::kLimit, "太长了，请写短一些", "too long; say it shorter",
                    std::string(name));
    }
    return text;
}

// The fact objected to, where the post sees it.
struct Fact {
    SeenLedger ledger;
    SeenRow row;
    size_t column = 0;
};

Result<Fact> fact_of(const Call& call, const site::Objection& one) {
    Fact fact{.ledger = TRY(ledger_of(call, one.ledger)), .row = {}};
    fact.row = TRY(row_of(call, fact.ledger, std::to_string(one.row)));
    const auto column = fact.ledger.schema->find_column_named(one.column);
    if (!column) {
        return fail(ErrorCode::kNotFound, "这个字段已经没有了", "the column is no more",
                    one.column);
    }
    fact.column = *column;
    return fact;
}

http::Response unfit(const Call& call, std::string zh, std::string en) {
    return problem(call.request, 422, "invalid", {std::move(zh), std::move(en)}, "");
}

Answer changed(Call& call, const site::Objection& one, unsigned status) {
    return reply(TRY(objection_json(call, one)), status);
}

// An open objection is of the unit the row stands under now; of a row that is gone it stays where
// it was.
Result<void> follow_row(const Call& call, site::Objection& one) {
    if (one.state != site::ObjectionState::kOpen) return {};
    const auto& schemas = call.office.site.catalog().schemas;
    const auto of = std::ranges::find(schemas, one.ledger, &ledger::Schema::name);
    if (of == schemas.end()) return {};
    const auto rows = TRY(call.office.site.rows_as_of(static_cast<size_t>(of - schemas.begin()),
                                                      {&one.row, 1}, call.tree->as_of()));
    if (rows.empty()) return {};
    if (const auto unit = unit_of_row(call, **of, rows[0].fields)) {
        one.unit = call.tree->unit(*unit).code;
    }
    return {};
}

}  // namespace

Result<std::vector<site::Objection>> seen_objections(const Call& call) {
    std::vector<site::Objection> seen;
    const auto kept = program_ledger(call.office, site::kObjectionLedger);
    if (!kept || TRY(call.office.site.status(kept->schema->id)).rows == 0) return seen;
    const auto world = TRY(call.office.rows.world(kept->table));
    const ledger::Table& table = world->tables[kept->table];
    for (site::Objection& one : site::read_objections(table, {0, table.row_count()})) {
        TRY(follow_row(call, one));
        const auto unit = call.tree->find(one.unit);
        if ((unit && call.scope.sees(*unit)) || one.raised_post == call.scope.post) {
            seen.push_back(std::move(one));
        }
    }
    return seen;
}

bool may_answer(const Call& call, const site::Objection& one) {
    const ledger::Schema* schema = call.office.site.schema(one.ledger);
    const auto column = schema != nullptr ? schema->find_column_named(one.column) : std::nullopt;
    const auto unit = call.tree->find(one.unit);
    return column && unit && call.scope.may_write(*schema, schema->columns[*column], *unit);
}

Result<json::object> objection_json(const Call& call, const site::Objection& one) {
    constexpr std::string_view kStates[] = {"open", "accepted", "rejected"};
    const bool mine = one.raised_post == call.scope.post;
    const bool answers = one.state == site::ObjectionState::kOpen && may_answer(call, one);
    json::object out{{"id", one.id},
                     {"ledger", ""},
                     {"ledger_name", one.ledger},
                     {"row", one.row},
                     {"label", ""},
                     {"column", ""},
                     {"column_name", one.column},
                     {"unit", nullptr},
                     {"current", ""},
                     {"proposed", ""},
                     {"reason", ""},
                     {"raised_by", one.raised_by},
                     {"raised_on", one.raised_on.iso()},
                     {"due_on", one.due_on.iso()},
                     {"overdue", one.state == site::ObjectionState::kOpen &&
                                     one.due_on < call.office.site.clock().today()},
                     {"state", kStates[static_cast<size_t>(one.state)]},
                     {"answer", ""},
                     {"answered_by", one.answered_by},
                     {"answered_on", nullptr},
                     {"mine", mine},
                     {"may_answer", answers}};
    if (mine || may_answer(call, one)) {
        out["proposed"] = one.proposed;
        out["reason"] = one.reason;
        out["answer"] = one.answer;
    }
    if (one.answered_on) out["answered_on"] = one.answered_on->iso();
    if (const auto unit = call.tree->find(one.unit)) out["unit"] = to_json(*call.tree, *unit);
    if (const ledger::Schema* of = call.office.site.schema(one.ledger)) out["ledger"] = of->id;
    const auto fact = fact_of(call, one);
    if (!fact) return out;  // the row is gone, or is another unit's now
    const ledger::Schema& schema = *fact->ledger.schema;
    out["column"] = schema.columns[fact->column].id;
    out["current"] = seen_text(
        call, schema.columns[fact->column],
        ledger::format_field(schema.columns[fact->column], fact->row.row.fields[fact->column]));
    out["label"] = row_label(call, schema, fact->row.row.fields);
    return out;
}

Answer raise_objection(Call& call) {
    Office& office = call.office;
    const SeenLedger ledger = TRY(ledger_of(call, call.arguments[0]));
    const SeenRow seen = TRY(row_of(call, ledger, call.arguments[1]));
    const std::string id = TRY(text_of(call, "column"));
    const ledger::Schema& schema = *ledger.schema;
    const auto at = schema.find_column(id);
    if (!at || call.scope.view_of(schema.columns[*at]) == access::View::kHidden) {
        return fail(ErrorCode::kNotFound, "没有这个字段", "there is no such column", id);
    }
    const ledger::Column& column = schema.columns[*at];
    if (column.is_calculated() || schema.entered_by == ledger::EnteredBy::kProgram) {
        return unfit(call, "这个值是系统算出来的，请对它所依据的字段提出异议",
                     "this value is calculated; object to what it is calculated from");
    }
    if (call.scope.may_write(schema, column, seen.unit)) {
        return unfit(call, "这个字段归您的岗位填写，直接改就行",
                     "your post keeps this fact: change it");
    }
    site::Objection one{.unit = call.tree->unit(seen.unit).code,
                        .ledger = schema.name,
                        .row = seen.row.id,
                        .column = column.name,
                        .proposed = TRY(short_text(call, "proposed")),
                        .reason = TRY(short_text(call, "reason")),
                        .raised_by = call.who,
                        .raised_post = call.scope.post,
                        .raised_on = office.site.clock().today()};
    if (one.reason.empty()) return unfit(call, "请写明理由", "say why");
    if (!one.proposed.empty()) {
        const Typed typed = TRY(typed_of(call, ledger, {{column.id, one.proposed}}));
        if (!typed.remarks.empty()) return refused(call, ledger, typed.remarks);
        one.proposed = ledger::format_field(column, typed.fields[0]);
    }
    if (const auto subject = schema.find_column(schema.subject)) {
        one.subject = ledger::format_field(schema.columns[*subject], seen.row.fields[*subject]);
    }
    one.due_on = Date{one.raised_on.days + site::kObjectionDays};
    const auto others = TRY(seen_objections(call));
    size_t open = 0;
    for (const site::Objection& other : others) {
        if (other.state != site::ObjectionState::kOpen) continue;
        ++open;
        const bool same = other.raised_post == one.raised_post && other.row == one.row &&
                          other.ledger == one.ledger && other.column == one.column;
        if (same) {
            return unfit(call, "您已对这个字段提出过异议，还没有答复",
                         "you have objected to this already; it is not answered yet");
        }
    }
    if (open >= kMostOpen) {
        return fail(ErrorCode::kLimit, "待答复的异议太多了", "there are too many open objections");
    }
    const SeenLedger kept = TRY(program_ledger(office, site::kObjectionLedger));
    const auto report = TRY(keep(call, site::raise_batch(*kept.schema, one), call.who));
    one.id = report.rows[0].row;
    return changed(call, one, 201);
}

Answer list_objections(Call& call) {
    const Page page = TRY(page_of(call, 200));
    const bool closed = call.query("state") == "closed";
    std::vector<site::Objection> mine;
    for (site::Objection& one : TRY(seen_objections(call))) {
        if ((one.state == site::ObjectionState::kOpen) == closed) continue;
        if (one.raised_post == call.scope.post || may_answer(call, one)) {
            mine.push_back(std::move(one));
        }
    }
    if (closed) std::ranges::reverse(mine);
    json::array items;
    for (size_t i = page.first; i < std::min(page.first + page.most, mine.size()); ++i) {
        items.push_back(TRY(objection_json(call, mine[i])));
    }
    return reply(page_body(std::move(items), page, mine.size()));
}

Answer answer_objection(Call& call) {
    Office& office = call.office;
    ledger::RowId id = 0;
    const std::string& text = call.arguments[0];
    std::from_chars(text.data(), text.data() + text.size(), id);
    const auto seen = TRY(seen_objections(call));
    const auto found = std::ranges::find(seen, id, &site::Objection::id);
    if (found == seen.end()) {
        return fail(ErrorCode::kNotFound, "没有这条异议，或不在您岗位的范围内",
                    "there is no such objection, or your post does not see it", text);
    }
    site::Objection one = *found;
    if (!may_answer(call, one)) return forbidden(call);
    if (one.state != site::ObjectionState::kOpen) {
        return problem(call.request, 409, "changed",
                       {"这条异议已经答复过了", "this objection has been answered"}, "");
    }
    const json::value* accept = call.body.if_contains("accept");
    if (accept == nullptr || !accept->is_bool()) {
        return fail(ErrorCode::kInvalid, "缺少 accept", "accept is missing", "accept");
    }
    one.answer = TRY(short_text(call, "answer"));
    if (!accept->as_bool() && one.answer.empty()) {
        return unfit(call, "不采纳请写明理由", "say why it is not accepted");
    }
    if (accept->as_bool()) {
        // Whoever keeps the fact says what is right where nobody proposed it.
        if (one.proposed.empty()) one.proposed = TRY(short_text(call, "value"));
        if (one.proposed.empty()) {
            return unfit(call, "请写明正确的是什么", "say what is right");
        }
        const Fact fact = TRY(fact_of(call, one));
        const ledger::Column& column = fact.ledger.schema->columns[fact.column];
        if (!call.scope.may_write(*fact.ledger.schema, column, fact.row.unit)) {
            return forbidden(call);  // it stands elsewhere since
        }
        const Typed typed = TRY(typed_of(call, fact.ledger, {{column.id, one.proposed}}));
        if (!typed.remarks.empty()) return refused(call, fact.ledger, typed.remarks);
        ledger::Batch batch{
            .ledger = fact.ledger.schema->id, .columns = typed.columns, .changes = {}};
        batch.changes.push_back(
            {.kind = ledger::ChangeKind::kUpdate, .row = one.row, .fields = typed.fields});
        const auto report = TRY(apply(
            call, std::move(batch), {.who = call.who, .through = "objection", .effective_on = {}}));
        if (report.rows[0].outcome == ledger::Outcome::kRefused) {
            return refused(call, fact.ledger, report.rows[0].remarks);
        }
    }
    one.state =
        accept->as_bool() ? site::ObjectionState::kAccepted : site::ObjectionState::kRejected;
    one.answered_by = call.who;
    one.answered_on = office.site.clock().today();
    const SeenLedger kept = TRY(program_ledger(office, site::kObjectionLedger));
    TRY(keep(call, site::answer_batch(*kept.schema, one), call.who));
    return changed(call, one, 200);
}

}  // namespace yitao::api
