#include "site/review.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "site/own_rows.h"

namespace yitao::site {

namespace {

constexpr std::string_view kHousehold = "household_no";

std::string subject_text(std::string household, ledger::RowId row) {
    return household.empty() ? fmt::format("记录 {}", row) : std::move(household);
}

}  // namespace

org::UnitCode standing(const org::Tree& tree, org::UnitCode unit) {
    const auto found = tree.find(unit);
    return found ? tree.unit(*found).code : unit;
}

std::string review_subject(const ledger::Table& table, uint32_t row) {
    return subject_text(text_at(table, kHousehold, row), table.row_ids[row]);
}

std::string review_subject(const ledger::Schema& schema, const ledger::Row& row) {
    const auto column = schema.find_column(kHousehold);
    return subject_text(
        column ? ledger::format_field(schema.columns[*column], row.fields[*column]) : "", row.id);
}

Confirmations::Confirmations(const ledger::Table& confirmations, ledger::RowRange range,
                             const ledger::Schema& of, const org::Tree& tree, Date until) {
    for (uint32_t row = range.begin; row < range.end; ++row) {
        if (text_at(confirmations, "ledger", row) != of.name) continue;
        const Date day{static_cast<int32_t>(number_at(confirmations, "confirmed_on", row))};
        if (day > until) continue;
        const org::UnitCode unit = standing(tree, number_at(confirmations, "unit", row));
        Date& latest = days_[{unit, text_at(confirmations, "subject", row)}];
        latest = std::max(latest, day);
    }
}

std::optional<Date> Confirmations::of_unit(org::UnitCode unit) const {
    return of(unit, std::string(kWholeLedger));
}

std::optional<Date> Confirmations::of(org::UnitCode unit, const std::string& subject) const {
    std::optional<Date> latest;
    for (const std::string& one : {subject, std::string(kWholeLedger)}) {
        const auto known = days_.find({unit, one});
        if (known != days_.end() && (!latest || *latest < known->second)) latest = known->second;
    }
    return latest;
}

std::set<org::UnitCode> Confirmations::units_since(Date day) const {
    std::set<org::UnitCode> units;
    for (const auto& [said, on] : days_) {
        if (on >= day) units.insert(said.first);
    }
    return units;
}

std::optional<Date> fresh_since(const ledger::Schema& schema, Date today) {
    if (schema.review_months == 0) return std::nullopt;
    return today.plus_months(-schema.review_months);
}

Result<std::vector<uint32_t>> stale_rows(Site& site, size_t table, const ledger::Table& rows,
                                         ledger::RowRange range, const Confirmations& said,
                                         const org::Tree& tree, Date today) {
    std::vector<uint32_t> stale;
    const auto since = fresh_since(*rows.schema, today);
    const auto unit = rows.schema->find_column(rows.schema->unit_column);
    if (!since || !unit || range.begin == range.end) return stale;
    const std::span ids(rows.row_ids.data() + range.begin, range.end - range.begin);
    const std::vector<uint8_t> touched = TRY(site.touched_since(table, ids, *since));
    for (uint32_t row = range.begin; row < range.end; ++row) {
        if (touched[row - range.begin] != 0) continue;
        const auto confirmed =
            said.of(standing(tree, rows.columns[*unit].numbers[row]), review_subject(rows, row));
        if (!confirmed || *confirmed < *since) stale.push_back(row);
    }
    return stale;
}

ledger::Batch confirmation_batch(const ledger::Schema& schema, const ledger::Schema& of,
                                 const std::set<std::pair<org::UnitCode, std::string>>& subjects,
                                 Date today) {
    CHECK(!subjects.empty());
    ledger::Batch batch;
    for (const auto& [unit, subject] : subjects) {
        const ledger::Field day{int64_t{today.days}};
        if (batch.changes.empty()) {
            batch = own_row(
                schema, ledger::ChangeKind::kPut, 0,
                {{"unit", unit}, {"ledger", of.name}, {"subject", subject}, {"confirmed_on", day}});
        } else {
            add_own_row(batch, {unit, of.name, subject, day});
        }
    }
    return batch;
}

}  // namespace yitao::site
