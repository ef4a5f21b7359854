// What is kept in memory of a ledger while it is filled, from batch to batch since it was empty: its
// keys, and its columns as long as rows only come. Unique keys arrive in no order, so that each
// batch would touch every page of their index: once a fill is large, the index is dropped and made
// again at its end (SqliteStore::end_fill), or by the next start after a crash. Until then the keys
// kept here see to it that no key comes twice.
//
//     fresh.inserted(row, seq, dated, fields);
//     fresh.keys().each(key, [&](RowId row) { ... });
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ledger/store/column_collector.h"
#include "ledger/store/key_rows.h"

namespace yitao::ledger {

inline constexpr size_t kMostFreshRows = 5'000'000;  // some 700 MB with 30 columns

class FreshLedger {
  public:
    explicit FreshLedger(const Layout& layout) : layout_(&layout), columns_(layout) {}

    [[nodiscard]] bool is_of(const Layout& layout) const { return layout_ == &layout; }
    [[nodiscard]] size_t rows() const { return rows_; }
    [[nodiscard]] const KeyRows& keys() const { return keys_; }
    // The key of a row that has one in full; valid until the next call.
    std::span<const Field> key_of(std::span<const Field> fields) {
        key_.clear();
        for (size_t column : layout_->key) key_.push_back(fields[column]);
        return key_;
    }
    // The SQL that makes the index again; empty where it was not dropped.
    [[nodiscard]] const std::string& missing_index() const { return missing_index_; }
    void set_missing_index(std::string sql) { missing_index_ = std::move(sql); }

    void inserted(RowId row, int64_t seq, int32_t dated, std::span<const Field> fields) {
        ++rows_;
        add_key(row, fields);
        if (columns_) columns_->add(row, seq, dated, fields);
    }
    // A row is no longer as it came, or did not stay.
    void changed() { columns_.reset(); }
    // Keys of rows that went or changed stay: the asker finds that the row has them no more.
    void add_key(RowId row, std::span<const Field> fields) {
        if (layout_->has_full_key(fields)) keys_.add(key_of(fields), row);
    }

    // Whether it holds all rows of the ledger, as they are.
    [[nodiscard]] bool has_columns(const Layout& layout, int64_t rows) const {
        return is_of(layout) && columns_ && static_cast<int64_t>(columns_->rows()) == rows;
    }
    ColumnCollector take_columns() { return *std::exchange(columns_, std::nullopt); }

  private:
    const Layout* layout_;
    size_t rows_ = 0;
    std::string missing_index_;
    KeyRows keys_;
    std::optional<ColumnCollector> columns_;
    std::vector<Field> key_;
};

}  // namespace yitao::ledger
