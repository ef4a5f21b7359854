// What collecting found, written for people and for `yitao import`: the comparison workbook, one
// file of corrections and one of additions for each ledger, and one of direct values. None of it
// changes anything until a person imports it.
//
//     TRY(write_comparison("比对.xlsx", form, copies, collected, notes, tree));
//     TRY(write_direct("直报.xlsx", form, collected, copies, date));
#pragma once

#include <string>
#include <vector>

#include "report/collect.h"
#include "report/fill.h"

namespace yitao::report {

// Said beside the findings: units without a copy, cells that do not add up.
struct CollectNote {
    std::string place;
    std::string text;
};

Result<void> write_comparison(const std::string& path, const CollectForm& form,
                              const std::vector<CollectCopy>& copies, const Collected& collected,
                              const std::vector<CollectNote>& notes, const org::Tree& tree);

// Rows of one ledger as a file that import takes: headings are names of columns.
struct ImportRows {
    const ledger::Schema* schema = nullptr;
    std::vector<size_t> columns;
    std::vector<std::vector<std::string>> rows;  // texts, as columns
};
// Rows of the roster that say something else than the ledger: its key, what every row must have and
// what differs; all else as `table` has it. Only where the roster holds the ledger's key.
ImportRows corrections_of(const CollectForm& form, const Roster& roster,
                          const ledger::Table& table);
// Rows that the ledger has nowhere; a row it has elsewhere becomes a remark instead.
ImportRows additions_of(const CollectForm& form, const std::vector<CollectCopy>& copies,
                        Collected& collected, const Roster& roster, const ledger::Table& table);
Result<void> write_rows(const std::string& path, const ImportRows& rows);

// For the ledger 直报.
Result<void> write_direct(const std::string& path, const CollectForm& form,
                          const std::vector<CollectCopy>& copies, const Collected& collected,
                          const FillDate& date);
// "2026-10", "2026Q3", "2026", or its last day.
std::string period_text(const formula::Period& period);

}  // namespace yitao::report
