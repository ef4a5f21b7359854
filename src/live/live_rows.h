// The rows of one ledger while they change: for each unit blocks of packed columns, one allocation
// a block. Copies share blocks until one of them changes, so a copy is a consistent cut.
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
#include <optional>
#include <span>
#include <vector>

#include "base/shared.h"
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
    // The same rows for somebody else to read; `head` is theirs to bring.
    [[nodiscard]] LiveRows share(const ledger::Table& head);

    [[nodiscard]] size_t row_count() const { return row_count_; }
    [[nodiscard]] size_t units() const { return root_->size() - 1; }
    [[nodiscard]] size_t rows_of(org::UnitIndex unit) const override;
    [[nodiscard]] size_t block_count(org::UnitIndex unit) const override;
    size_t block(org::UnitIndex unit, size_t number,
                 std::span<ledger::PackedView> columns) const override;
    [[nodiscard]] std::span<const ledger::RowId> ids(org::UnitIndex unit, size_t block) const;

    // False where there is no such row.
    bool read(ledger::RowId row, RowImage& image) const;
    void insert(ledger::RowId row, const RowImage& image);
    // In its unit, or moved to another; `before` is the row as it is.
    void update(ledger::RowId row, const RowImage& before, const RowImage& after);
    void remove(ledger::RowId row);

    // After head's coding of a column changed from `old`, or the column was loaded (no old coding:
    // all rows blank).
    void recode(size_t column, std::optional<ledger::NumberCoding> old);
    [[nodiscard]] size_t bytes() const;

  private:
    struct Block {
        uint32_t rows = 0;
        uint32_t capacity = 0;
        std::vector<ledger::RowId> ids;
        std::vector<uint8_t> bytes;  // column after column, each `capacity` rows
    };
    using Blocks = std::vector<Shared<Block>>;
    using Root = std::vector<Shared<Blocks>>;  // by unit; last: unknown units

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
    Block& change_block(org::UnitIndex unit, size_t number);
    Block& block_with_room(org::UnitIndex unit);
    void grow(Block& block, uint32_t capacity) const;
    void write(Block& block, uint32_t at, const RowImage& image) const;

    const ledger::Table* head_;
    std::vector<size_t> column_at_;  // bytes a row before each column; last: bytes of a row
    Shared<Root> root_;
    std::vector<std::unique_ptr<PlacePage>> places_;  // by id / kIdsOfPage; the writer's alone
    size_t row_count_ = 0;
    uint32_t epoch_ = 1;
};

}  // namespace yitao::live
