// The rows of one ledger while they change: for each unit blocks of packed columns, one allocation
// a block.
//
//     LiveRows rows(schema, units);
//     rows.load(table);                       // a ledger::Table, as of the same tree
//     rows.put(row_id, unit, raw values);     // see LiveRows::Image
//     rows.remove(row_id);
//
// Inside a unit rows lie in no order. Rows whose unit the tree does not know stand under the unit
// numbered units(), as in ledger::Table; no measure sees them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ledger/table.h"
#include "live/rows.h"

namespace yitao::live {

// One row: stored bytes of each column as the table codes them (PackedView), and where it belongs.
struct RowImage {
    org::UnitIndex unit = 0;
    std::vector<uint64_t> raw;  // by column; 0 where the column is not loaded
};

class LiveRows final : public RowSource {
  public:
    // `head` has the columns' dictionaries and codings and which are loaded; no rows. It must stay.
    LiveRows(const ledger::Table& head, size_t units);

    // All rows of a table; its columns are coded as in `head`, row for row.
    void load(const ledger::Table& table);
    [[nodiscard]] size_t row_count() const { return row_count_; }
    [[nodiscard]] size_t units() const { return units_.size() - 1; }
    [[nodiscard]] size_t rows_of(org::UnitIndex unit) const override;
    [[nodiscard]] size_t block_count(org::UnitIndex unit) const override;
    size_t block(org::UnitIndex unit, size_t number,
                 std::span<ledger::PackedView> columns) const override;
    [[nodiscard]] std::span<const ledger::RowId> ids(org::UnitIndex unit, size_t block) const;

    // Where the row stands: a number above all units where there is no such row.
    [[nodiscard]] org::UnitIndex unit_of(ledger::RowId row) const { return place_of(row).unit; }
    // False where there is no such row.
    bool read(ledger::RowId row, RowImage& image) const;
    void insert(ledger::RowId row, const RowImage& image);
    // In its unit, or moved to another; `before` is the row as it is.
    void update(ledger::RowId row, const RowImage& before, const RowImage& after);
    void remove(ledger::RowId row);

    // After head's coding of a column changed from `old`.
    void recode(size_t column, ledger::NumberCoding old);
    [[nodiscard]] size_t bytes() const;

  private:
    struct Block {
        uint32_t rows = 0;
        uint32_t capacity = 0;
        std::vector<ledger::RowId> ids;
        std::vector<uint8_t> bytes;  // column after column, each `capacity` rows
    };
    using Blocks = std::vector<Block>;

    // Where a row lies, by its id: ids are handed out one after another, so a table does.
    struct Place {
        org::UnitIndex unit = kNowhere;
        uint32_t at = 0;  // block * kBlockRows + row in it
    };
    static constexpr org::UnitIndex kNowhere = UINT32_MAX;
    static constexpr size_t kIdsOfPage = 4096;
    using PlacePage = std::vector<Place>;

    [[nodiscard]] Place place_of(ledger::RowId row) const;
    Place& place_to_change(ledger::RowId row);
    void lay_out();
    Block& block_with_room(org::UnitIndex unit);
    void grow(Block& block, uint32_t capacity) const;
    void write(Block& block, uint32_t at, const RowImage& image) const;

    const ledger::Table* head_;
    std::vector<size_t> column_at_;  // bytes a row before each column; last: bytes of a row
    std::vector<Blocks> units_;      // by unit; last: unknown units
    std::vector<std::unique_ptr<PlacePage>> places_;  // by id / kIdsOfPage
    size_t row_count_ = 0;
};

}  // namespace yitao::live
