// Rows of a ledger that meet some conditions, found block by block as bitmaps: counted at once,
// read page by page. A page looks only at the blocks it lies in.
//
//     MatchedRows rows(schema, table, ranges, conditions, Takes::kAllRows, -1);
//     rows.count();                  // 26
//     rows.page(20, 10)              // the last six, as rows of the table
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "formula/measure.h"
#include "ledger/table.h"
#include "live/classes.h"

namespace yitao::report {

// Which of the rows that meet the conditions an aggregate counts.
enum class Takes : uint8_t {
    kAllRows,
    kValues,   // those whose value is not blank
    kNumbers,  // those whose value is a number
};

class MatchedRows {
  public:
    // `table` must outlive the rows; the columns of the conditions and the value must be loaded.
    MatchedRows(const ledger::Schema& schema, const ledger::Table& table,
                std::span<const ledger::RowRange> ranges,
                std::span<const formula::Condition> conditions, Takes takes, int value_column);
    // Rows known otherwise, ascending.
    explicit MatchedRows(std::vector<uint32_t> rows) : known_(std::move(rows)) {}

    [[nodiscard]] size_t count() const { return table_ == nullptr ? known_.size() : count_; }
    // At most `most` rows from the one numbered `first` on, in the order of the table.
    [[nodiscard]] std::vector<uint32_t> page(size_t first, size_t most) const;
    [[nodiscard]] std::vector<uint32_t> all() const { return page(0, count()); }

  private:
    struct Block {
        uint32_t first_row;
        uint32_t rows;
        size_t before;  // matching rows of the blocks before it
    };
    struct Scratch;
    void add_lanes(const ledger::Schema& schema, std::span<const formula::Condition> conditions);
    void count_blocks(std::span<const ledger::RowRange> ranges);
    // Bits of the matching rows of a block.
    void match(const Block& block, Scratch& scratch) const;
    [[nodiscard]] bool takes_part(uint32_t row) const;

    const ledger::Table* table_ = nullptr;
    Takes takes_ = Takes::kAllRows;
    int value_column_ = -1;
    bool summable_ = false;
    std::vector<live::Lane> lanes_;
    std::vector<Block> blocks_;  // those with at least one matching row
    size_t count_ = 0;
    std::vector<uint32_t> known_;
};

}  // namespace yitao::report
