// Posting lists of one criterion column: the rows that hold exactly one value, in row order.
// Behind IndexCache (aggregate.h).
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formula/aggregate.h"

namespace yitao::formula {

class ColumnIndex {
  public:
    explicit ColumnIndex(const ledger::ColumnData& data);

    // Rows of a coded column whose text folds to `folded_text`.
    [[nodiscard]] std::span<const uint32_t> rows_of_text(const std::string& folded_text) const;
    // Rows of a numbers column that store `number`.
    [[nodiscard]] std::span<const uint32_t> rows_of_number(int64_t number) const;

  private:
    void index_texts(const ledger::ColumnData& data);
    void index_numbers(const ledger::ColumnData& data);
    [[nodiscard]] std::span<const uint32_t> rows_of_key(size_t key) const;

    std::unordered_map<std::string, uint32_t> texts_;  // folded text → key
    std::vector<int64_t> numbers_;                     // ascending; the place is the key
    std::vector<uint32_t> begin_;  // of each key in rows_, and one past the last
    std::vector<uint32_t> rows_;
};

struct PreparedCriterion;  // prepared_criterion.h

struct IndexCache::State {
    std::map<ColumnArgument, ColumnIndex> indexes;
    std::map<ColumnArgument, uint32_t> requests;  // for columns not indexed yet
    // Criteria used last, latest first: the constant ones of a formula evaluated for every row.
    std::vector<std::shared_ptr<PreparedCriterion>> recent;
};

}  // namespace yitao::formula
