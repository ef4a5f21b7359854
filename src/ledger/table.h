// The rows of one ledger at one moment, column by column, for formulas and the live engine.
// Rows are sorted by the depth-first number of their unit (then by row id), so the rows of a
// subtree are one interval. Built once, then read by any number of threads.
//
//     RowRange rows = table.rows_of(tree, town);
//     for (uint32_t r = rows.begin; r < rows.end; ++r) total += table.columns[c].numbers[r];
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/excel_error.h"
#include "ledger/packed.h"
#include "ledger/schema.h"
#include "org/tree.h"

namespace yitao::ledger {

using RowId = int64_t;

struct ColumnData {
    bool loaded = false;  // only the columns asked for are
    // kInteger, kDecimal, kDate, kUnit: one number a row.
    PackedNumbers numbers;
    // kText, kCode, kMultiCode, kReference: one code a row into `dictionary`; [0] is blank.
    PackedCodes codes;
    std::vector<std::string> dictionary;
    // Codes of the dictionary that stand for an Excel error (calculated text columns); mostly
    // empty.
    std::unordered_map<uint32_t, ExcelError> code_errors;
    [[nodiscard]] bool is_coded() const { return !dictionary.empty(); }
};

struct RowRange {
    uint32_t begin = 0;
    uint32_t end = 0;
};

struct Table {
    const Schema* schema = nullptr;
    std::vector<RowId> row_ids;
    std::vector<ColumnData> columns;   // as schema->columns
    std::vector<uint32_t> unit_begin;  // first row of each unit by index; size: units + 1.
                                       // Rows whose unit the tree does not know stand behind all.
    [[nodiscard]] uint32_t row_count() const { return static_cast<uint32_t>(row_ids.size()); }
    [[nodiscard]] RowRange rows_of(const org::Tree& tree, org::UnitIndex unit) const {
        return {unit_begin[unit], unit_begin[tree.end_of(unit)]};
    }
};

// Collects strings of a coded column. The column may already have a dictionary.
class DictionaryBuilder {
  public:
    explicit DictionaryBuilder(ColumnData& column);
    uint32_t code(std::string_view text);  // "" is code of the empty text, not blank

  private:
    void rehash(size_t slot_count);
    ColumnData& column_;
    std::vector<uint64_t> slots_;  // upper half: of the hash; lower half: the code, 0: free
};

}  // namespace yitao::ledger
