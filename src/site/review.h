// Facts looked at again. Whoever keeps them confirms that a household, a row or a unit's whole
// ledger is as it stands (the ledger 核对); what nobody has typed or confirmed for a ledger's
// review_months is stale.
//
//     Confirmations said(confirmations, confirmations.rows_of(tree, unit), *resident.schema, tree, today);
//     for (uint32_t row : TRY(stale_rows(site, table, rows, range, said, tree, today))) …
//     TRY(site.apply(confirmation_batch(*schema, resident, {{village, "0312"}}, today), info));
//
// A unit that has confirmed a ledger without rows has said that there are none.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/table.h"
#include "site/site.h"

namespace yitao::site {

inline constexpr std::string_view kConfirmationLedger = "confirmation";
// The subject that stands for all rows of a unit.
inline constexpr std::string_view kWholeLedger = "全部";

// The code a unit's rows count under in that tree: its own, or its successor's.
org::UnitCode standing(const org::Tree& tree, org::UnitCode unit);

// What is confirmed together with a row: its household where the ledger knows one, else the row.
std::string review_subject(const ledger::Table& table, uint32_t row);
std::string review_subject(const ledger::Schema& schema, const ledger::Row& row);

// What has been confirmed of one ledger, the latest day each.
class Confirmations {
  public:
    // Nothing has been.
    Confirmations() = default;
    // Of the rows of `range` in the ledger 核对, loaded in full. What a unit said that was merged
    // since is its successor's; what was said after `until` is left out.
    Confirmations(const ledger::Table& confirmations, ledger::RowRange range,
                  const ledger::Schema& of, const org::Tree& tree, Date until);
    // The unit's whole ledger; nothing where it never was.
    [[nodiscard]] std::optional<Date> of_unit(org::UnitCode unit) const;
    // Of that subject or of the unit's whole ledger, whichever is later.
    [[nodiscard]] std::optional<Date> of(org::UnitCode unit, const std::string& subject) const;
    // Units that have confirmed anything of it on that day or later.
    [[nodiscard]] std::set<org::UnitCode> units_since(Date day) const;

  private:
    std::map<std::pair<org::UnitCode, std::string>, Date> days_;
};

// From this day on what was touched or confirmed is fresh; nothing where rows never go stale.
std::optional<Date> fresh_since(const ledger::Schema& schema, Date today);

// Places in the table of rows nobody has touched or confirmed lately, in their order. `table` is
// the catalog's number of rows.schema.
Result<std::vector<uint32_t>> stale_rows(Site& site, size_t table, const ledger::Table& rows,
                                         ledger::RowRange range, const Confirmations& said,
                                         const org::Tree& tree, Date today);

// `schema`: of the ledger 核对; `of`: of the rows confirmed.
ledger::Batch confirmation_batch(const ledger::Schema& schema, const ledger::Schema& of,
                                 const std::set<std::pair<org::UnitCode, std::string>>& subjects,
                                 Date today);

}  // namespace yitao::site
