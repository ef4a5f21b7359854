// A row as one reader may see it, and the mark by which two people on one row notice each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/call.h"
#include "api/office.h"
#include "site/review.h"

namespace yitao::api {

struct SeenLedger {
    size_t table = 0;
    const ledger::Schema* schema = nullptr;
};
// By id or name; kNotFound too where the post sees nothing of it.
Result<SeenLedger> ledger_of(const Call& call, std::string_view id);

// A ledger the program keeps, whoever asks; kUnsupported where the installation's packs lack it.
Result<SeenLedger> program_ledger(const Office& office, std::string_view id);
// What has been confirmed of that ledger within what the post sees; nothing where the packs are too
// old to keep it.
Result<site::Confirmations> confirmations_of(const Call& call, const ledger::Schema& of,
                                             Date until = kLatestDate);
// The post says of that ledger whether it is as it stands.
bool may_confirm(const Call& call, const ledger::Schema& schema);

// The text of a field as this reader sees it; empty where it is hidden.
std::string seen_text(const Call& call, const ledger::Column& column, std::string text);

// What people call a row, as this reader sees it: "张** 四邑村".
std::string row_label(const Call& call, const ledger::Schema& schema,
                      std::span<const ledger::Field> fields);

enum class Shown : uint8_t { kAsAllowed, kInFull };
// `calculated`: values of calculated columns by column; null: they are left out.
json::object fields_json(const Call& call, const ledger::Schema& schema, const ledger::Row& row,
                         const std::vector<std::string>* calculated, Shown shown);
// {"row","etag","unit","fields","flags"}
json::object row_json(const Call& call, const SeenLedger& ledger, const ledger::Row& row,
                      const std::vector<std::string>* calculated,
                      std::span<const site::FlaggedRow> flags);
// Of what is stored now: equal rows have equal tags.
std::string etag_of(const ledger::Row& row);
// The row as it is today where the post sees its unit.
struct SeenRow {
    ledger::Row row;
    org::UnitIndex unit = 0;
};
Result<SeenRow> row_of(const Call& call, const SeenLedger& ledger, std::string_view id);
// The unit a row stands under; nothing where the tree does not know it.
std::optional<org::UnitIndex> unit_of_row(const Call& call, const ledger::Schema& schema,
                                          std::span<const ledger::Field> fields);
json::array remarks_json(const Call& call, const ledger::Schema& schema,
                         std::span<const ledger::Remark> remarks);

}  // namespace yitao::api
