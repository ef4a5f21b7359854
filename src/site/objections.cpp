#include "site/objections.h"

#include <algorithm>
#include <array>

#include "site/own_rows.h"

namespace yitao::site {

namespace {

constexpr std::array<std::string_view, 3> kStates = {"待答复", "已采纳", "未采纳"};

std::string state_text(ObjectionState state) {
    return std::string(kStates[static_cast<size_t>(state)]);
}

ledger::Field text_or_blank(const std::string& text) {
    return text.empty() ? ledger::Field{} : ledger::Field{text};
}

Date date_at(const ledger::Table& table, std::string_view column, uint32_t row) {
    return Date{static_cast<int32_t>(number_at(table, column, row))};
}

}  // namespace

std::vector<Objection> read_objections(const ledger::Table& table, ledger::RowRange range) {
    std::vector<Objection> out;
    for (uint32_t row = range.begin; row < range.end; ++row) {
        Objection one{.id = table.row_ids[row],
                      .unit = number_at(table, "unit", row),
                      .ledger = text_at(table, "ledger", row),
                      .row = number_at(table, "row", row),
                      .column = text_at(table, "column", row),
                      .subject = text_at(table, "subject", row),
                      .proposed = text_at(table, "proposed", row),
                      .reason = text_at(table, "reason", row),
                      .raised_by = text_at(table, "raised_by", row),
                      .raised_post = number_at(table, "raised_post", row),
                      .raised_on = date_at(table, "raised_on", row),
                      .due_on = date_at(table, "due_on", row),
                      .answer = text_at(table, "answer", row),
                      .answered_by = text_at(table, "answered_by", row)};
        const auto state = std::ranges::find(kStates, text_at(table, "state", row));
        if (state != kStates.end())
            one.state = static_cast<ObjectionState>(state - kStates.begin());
        if (one.state != ObjectionState::kOpen)
            one.answered_on = date_at(table, "answered_on", row);
        out.push_back(std::move(one));
    }
    std::ranges::sort(out, {}, &Objection::id);
    return out;
}

ledger::Batch raise_batch(const ledger::Schema& schema, const Objection& one) {
    return own_row(schema, ledger::ChangeKind::kInsert, 0,
                   {{"unit", one.unit},
                    {"ledger", one.ledger},
                    {"row", one.row},
                    {"column", one.column},
                    {"subject", text_or_blank(one.subject)},
                    {"proposed", text_or_blank(one.proposed)},
                    {"reason", one.reason},
                    {"raised_by", one.raised_by},
                    {"raised_post", one.raised_post},
                    {"raised_on", int64_t{one.raised_on.days}},
                    {"due_on", int64_t{one.due_on.days}},
                    {"state", state_text(one.state)}});
}

ledger::Batch answer_batch(const ledger::Schema& schema, const Objection& one) {
    return own_row(schema, ledger::ChangeKind::kUpdate, one.id,
                   {{"state", state_text(one.state)},
                    {"answer", text_or_blank(one.answer)},
                    {"answered_by", one.answered_by},
                    {"answered_on", one.answered_on ? ledger::Field{int64_t{one.answered_on->days}}
                                                    : ledger::Field{}}});
}

}  // namespace yitao::site
