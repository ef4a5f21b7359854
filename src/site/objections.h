// Objections (异议): somebody who may not change a fact says that it is wrong, and whoever owns the
// fact answers by a day. Rows of a ledger of the same name, kept by the program.
//
//     TRY(site.apply(raise_batch(*schema, objection), info));
//     for (const Objection& one : read_objections(table, table.rows_of(tree, unit))) …
//     TRY(site.apply(answer_batch(*schema, one), info));
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/change.h"
#include "ledger/table.h"

namespace yitao::site {

inline constexpr std::string_view kObjectionLedger = "objection";
// Days to answer in. Our own rule: no law names a day for a clerk's typing error, and within ten
// the month's reports can still be right.
inline constexpr int kObjectionDays = 10;

enum class ObjectionState : uint8_t { kOpen, kAccepted, kRejected };

struct Objection {
    ledger::RowId id = 0;  // of its own row
    org::UnitCode unit = 0;
    std::string ledger;     // name
    ledger::RowId row = 0;  // the one that is said to be wrong
    std::string column;     // name
    std::string subject;    // of that row, as its ledger names it
    std::string proposed;   // as typed; empty: it is only said to be wrong
    std::string reason;
    std::string raised_by;  // the post in words
    int64_t raised_post = 0;
    Date raised_on;
    Date due_on;
    ObjectionState state = ObjectionState::kOpen;
    std::string answer;
    std::string answered_by;
    std::optional<Date> answered_on;
};

// Of rows of the ledger 异议, loaded in full; in the order they were raised.
std::vector<Objection> read_objections(const ledger::Table& table, ledger::RowRange range);

// `schema`: of the ledger 异议.
ledger::Batch raise_batch(const ledger::Schema& schema, const Objection& objection);
ledger::Batch answer_batch(const ledger::Schema& schema, const Objection& objection);

}  // namespace yitao::site
