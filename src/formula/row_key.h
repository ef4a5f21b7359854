// What a row holds in a few columns, as a key of hash tables: rows with the same key are alike to a
// formula that reads these columns of its row.
//
//     std::unordered_map<RowKey, bool, RowKeyHash> known;
//     known.try_emplace(row_key(columns, row), false);
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/check.h"
#include "ledger/table.h"

namespace yitao::formula {

inline constexpr size_t kMostKeyColumns = 4;

using RowKey = std::array<int64_t, kMostKeyColumns>;

struct RowKeyHash {
    size_t operator()(const RowKey& key) const {
        uint64_t hash = 0;
        for (int64_t part : key) {
            hash = (hash ^ static_cast<uint64_t>(part)) * 0x9E3779B97F4A7C15U;
            hash ^= hash >> 29;
        }
        return hash;
    }
};

// Of at most kMostKeyColumns loaded columns of one table. Keys of one table compare, not of two.
inline RowKey row_key(std::span<const ledger::ColumnData* const> columns, uint32_t row) {
    CHECK(columns.size() <= kMostKeyColumns);
    RowKey key{};
    for (size_t i = 0; i < columns.size(); ++i) {
        const ledger::ColumnData& data = *columns[i];
        key[i] = data.is_coded() ? static_cast<int64_t>(data.codes[row]) : data.numbers[row];
    }
    return key;
}

}  // namespace yitao::formula
