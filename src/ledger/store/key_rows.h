// Which rows may have a key: a hash table of all keys of a ledger, by 64 bits of each. The asker
// compares the rows it names, mostly none or the one.
//
//     KeyRows keys;
//     keys.add(key, row);
//     keys.each(other, [&](RowId row) { ... });
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/table.h"

namespace yitao::ledger {

class KeyRows {
  public:
    KeyRows() : slots_(kFirstSlots) {}

    void add(std::span<const Field> key, RowId row) {
        if ((used_ + 1) * 4 > slots_.size() * 3) grow();
        place({hash_of(key), row});
        ++used_;
    }
    void each(std::span<const Field> key, const auto& visit) const {
        const uint64_t hash = hash_of(key);
        const size_t mask = slots_.size() - 1;
        for (size_t at = hash & mask; slots_[at].row != 0; at = (at + 1) & mask) {
            if (slots_[at].hash == hash) visit(slots_[at].row);
        }
    }

  private:
    struct Slot {
        uint64_t hash = 0;
        RowId row = 0;  // 0: free
    };
    static constexpr size_t kFirstSlots = 64;

    static uint64_t hash_of(std::span<const Field> key) {
        uint64_t hash = 0;
        for (const Field& field : key) {
            uint64_t one = 0;
            if (const auto* text = std::get_if<std::string>(&field)) {
                one = std::hash<std::string_view>()(*text);
            } else if (const auto* number = std::get_if<int64_t>(&field)) {
                one = static_cast<uint64_t>(*number);
            }
            hash = (hash ^ one) * 0x9E3779B97F4A7C15;  // 2^64 / the golden ratio
            hash ^= hash >> 32;
        }
        return hash;
    }
    void place(const Slot& slot) {
        const size_t mask = slots_.size() - 1;
        size_t at = slot.hash & mask;
        while (slots_[at].row != 0) at = (at + 1) & mask;
        slots_[at] = slot;
    }
    void grow() {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.row != 0) place(slot);
        }
    }

    std::vector<Slot> slots_;
    size_t used_ = 0;
};

}  // namespace yitao::ledger
