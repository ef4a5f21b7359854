#include "cli/city_edits.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "ledger/identity.h"

namespace yitao::cli {

using ledger::Change;
using ledger::ChangeKind;
using ledger::Field;
using ledger::Row;
using ledger::RowId;

namespace {

constexpr int kCorrectionDays = 40;

// Where clerks work: of a hundred changes.
constexpr uint64_t kOfResidents = 55;
constexpr uint64_t kOfHouseholds = 15;

}  // namespace

Result<CityEdits> CityEdits::open(site::Site& site, uint64_t seed) {
    CityEdits edits(site, seed);
    const formula::Catalog& catalog = site.catalog();
    site::WorldRequest request{.as_of = site.clock().today(), .known_at = {}, .columns = {}};
    for (size_t t = 0; t < catalog.schemas.size(); ++t) {
        if (catalog.schemas[t] == &formula::unit_schema()) continue;
        Ledger ledger{.table = t, .schema = catalog.schemas[t]};
        edits.describe(ledger);
        request.columns.push_back({t, ledger.unit});
        edits.ledgers_.push_back(std::move(ledger));
    }
    const auto world = TRY(site.world(request));
    for (Ledger& ledger : edits.ledgers_) ledger.rows = world->tables[ledger.table].row_ids;
    std::erase_if(edits.ledgers_, [](const Ledger& ledger) { return ledger.rows.size() < 2; });
    if (edits.ledgers_.empty()) {
        return fail(ErrorCode::kNotFound, "这个数据目录里没有记录；先运行 yitao demo",
                    "there are no rows in this data directory; run yitao demo first",
                    site.folder());
    }
    return edits;
}

void CityEdits::describe(Ledger& ledger) const {
    const ledger::Schema& schema = *ledger.schema;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
        const ledger::Column& column = schema.columns[c];
        if (column.is_calculated()) continue;
        ledger.stored.push_back(c);
        const bool is_key = std::ranges::find(schema.key, column.id) != schema.key.end();
        if (column.id == schema.unit_column) {
            ledger.unit = c;
        } else if (!is_key) {
            ledger.facts.push_back(c);
        } else if (column.type == ledger::ColumnType::kText && ledger.serial < 0) {
            ledger.serial = static_cast<int>(c);
        }
    }
}

CityEdits::Ledger& CityEdits::pick_ledger() {
    const uint64_t roll = random_() % 100;
    const std::string_view wanted = roll < kOfResidents                   ? "resident"
                                    : roll < kOfResidents + kOfHouseholds ? "household"
                                                                          : "";
    for (Ledger& ledger : ledgers_) {
        if (ledger.schema->id == wanted) return ledger;
    }
    return ledgers_[random_() % ledgers_.size()];
}

// Files of corrections come for ledgers that are longer than they.
CityEdits::Ledger& CityEdits::pick_large_ledger(size_t rows) {
    for (int attempt = 0; attempt < 100; ++attempt) {
        Ledger& ledger = pick_ledger();
        if (ledger.rows.size() >= rows) return ledger;
    }
    return *std::ranges::max_element(ledgers_, {}, [](const Ledger& l) { return l.rows.size(); });
}

CityEdits::Kind CityEdits::pick_kind(const Ledger& ledger) {
    const uint64_t roll = random_() % 100;
    const bool can_insert = ledger.schema->key.empty() || ledger.serial >= 0;
    if (roll >= 90 && ledger.rows.size() > 2) return Kind::kDelete;
    if (roll >= 80 && can_insert) return Kind::kInsert;
    if (roll >= 65) return Kind::kMove;
    return roll < 40 ? Kind::kField : Kind::kTwoFields;
}

Result<std::array<Row, 2>> CityEdits::pick_rows(Ledger& ledger) {
    std::vector<Row> found;
    while (found.size() < 2) {
        const RowId id = ledger.rows[random_() % ledger.rows.size()];
        std::vector<Row> read =
            TRY(site_.rows_as_of(ledger.table, {&id, 1}, site_.clock().today()));
        if (read.empty()) {
            std::erase(ledger.rows, id);
            if (ledger.rows.empty()) {
                return fail(ErrorCode::kNotFound, "台账已空", "the ledger has become empty",
                            ledger.schema->name);
            }
            continue;
        }
        found.push_back(std::move(read.front()));
    }
    return std::array<Row, 2>{std::move(found[0]), std::move(found[1])};
}

// Another text of the same shape, with the check digit it needs.
std::string CityEdits::new_key(const ledger::Column& column, const std::string& like) {
    ++serial_;
    if (column.check == ledger::TextCheck::kIdentityNumber && like.size() == 18) {
        // Odd serials are men's.
        const uint64_t old = static_cast<uint64_t>(std::atoi(like.substr(14, 3).c_str()));
        const std::string first =
            like.substr(0, 14) + fmt::format("{:03}", (old + 2 * (serial_ % 499 + 1)) % 1000);
        if (const auto check = ledger::identity_check_character(first)) return first + *check;
    }
    if (column.check == ledger::TextCheck::kCreditCode && like.size() == 18) {
        const std::string first = like.substr(0, 8) + fmt::format("{:09}", serial_);
        if (const auto check = ledger::credit_code_check_character(first)) return first + *check;
    }
    return fmt::format("{}-{}", like, serial_);
}

std::vector<size_t> CityEdits::change_fields(const Ledger& ledger, Kind kind, const Row& donor,
                                             std::vector<Field>& fields) {
    if (kind == Kind::kInsert) {
        fields = donor.fields;
        if (ledger.serial < 0) return ledger.stored;
        const auto column = static_cast<size_t>(ledger.serial);
        const auto* like = std::get_if<std::string>(&fields[column]);
        fields[column] = new_key(ledger.schema->columns[column], like != nullptr ? *like : "");
        return ledger.stored;
    }
    std::vector<size_t> changed;
    if (kind == Kind::kMove || ledger.facts.empty()) changed.push_back(ledger.unit);
    const size_t wanted = std::min<size_t>(kind == Kind::kTwoFields ? 2 : 1, ledger.facts.size());
    for (int attempt = 0; changed.size() < wanted; ++attempt) {
        const size_t column = ledger.facts[random_() % ledger.facts.size()];
        if (std::ranges::find(changed, column) != changed.end()) continue;
        // Rather one that differs; of equal rows none does.
        if (attempt < 20 && fields[column] == donor.fields[column]) continue;
        changed.push_back(column);
    }
    for (const size_t column : changed) fields[column] = donor.fields[column];
    return changed;
}

Result<CityEdit> CityEdits::single() {
    Ledger& ledger = pick_ledger();
    const Kind kind = pick_kind(ledger);
    auto [row, donor] = TRY(pick_rows(ledger));
    CityEdit edit{.batch = {.ledger = ledger.schema->id},
                  .info = {.who = "bench", .through = "cli"}};
    if (random_() % 8 == 0) {
        edit.info.effective_on = Date{site_.clock().today().days - kCorrectionDays};
    }
    Change change{.kind = ChangeKind::kDelete, .row = row.id};
    if (kind != Kind::kDelete) {
        const bool is_new = kind == Kind::kInsert;
        change.kind = is_new ? ChangeKind::kInsert : ChangeKind::kUpdate;
        if (is_new) change.row = 0;
        edit.batch.columns = change_fields(ledger, kind, donor, row.fields);
        for (const size_t c : edit.batch.columns) change.fields.push_back(std::move(row.fields[c]));
    }
    edit.batch.changes.push_back(std::move(change));
    return edit;
}

Result<CityEdit> CityEdits::bulk(size_t rows) {
    Ledger& ledger = pick_large_ledger(rows);
    CityEdit edit{.batch = {.ledger = ledger.schema->id, .columns = ledger.stored},
                  .info = {.who = "bench", .through = "corrected.csv"}};
    for (uint32_t line = 1; line <= rows; ++line) {
        const Kind kind = pick_kind(ledger);
        auto [row, donor] = TRY(pick_rows(ledger));
        if (kind == Kind::kDelete) {
            edit.batch.changes.push_back(
                {.kind = ChangeKind::kDelete, .row = row.id, .line = line});
            continue;
        }
        const bool is_new = kind == Kind::kInsert;
        Change change{.kind = is_new ? ChangeKind::kInsert : ChangeKind::kUpdate,
                      .row = is_new ? 0 : row.id,
                      .line = line};
        (void)change_fields(ledger, kind, donor, row.fields);
        for (const size_t c : ledger.stored) change.fields.push_back(std::move(row.fields[c]));
        edit.batch.changes.push_back(std::move(change));
    }
    return edit;
}

void CityEdits::landed(const CityEdit& edit, const site::ApplyReport& report) {
    const auto ledger = std::ranges::find_if(
        ledgers_, [&](const Ledger& known) { return known.schema->id == edit.batch.ledger; });
    CHECK(ledger != ledgers_.end());
    for (const ledger::RowOutcome& row : report.rows) {
        if (row.outcome == ledger::Outcome::kInserted) ledger->rows.push_back(row.row);
        // Deleted ones are left out when they are met.
    }
}

}  // namespace yitao::cli
