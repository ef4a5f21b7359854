#include "ledger/table.h"

#include <functional>

#include "base/check.h"

namespace yitao::ledger {

namespace {

uint64_t hash_text(std::string_view text) {
    return std::hash<std::string_view>{}(text);
}

}  // namespace

DictionaryBuilder::DictionaryBuilder(ColumnData& column) : column_(column) {
    if (column_.dictionary.empty()) column_.dictionary.emplace_back();  // [0]: blank
    size_t slot_count = 64;
    while (slot_count < column_.dictionary.size() * 2) slot_count *= 2;
    rehash(slot_count);
}

uint32_t DictionaryBuilder::code(std::string_view text) {
    const uint64_t hash = hash_text(text);
    const size_t mask = slots_.size() - 1;
    size_t at = hash & mask;
    // A slot holds a code and the hash's upper half, so that most misses touch no string.
    const uint64_t tag = hash & 0xffffffff00000000U;
    while (slots_[at] != 0) {
        const auto code = static_cast<uint32_t>(slots_[at]);
        if ((slots_[at] & 0xffffffff00000000U) == tag && column_.dictionary[code] == text) {
            return code;
        }
        at = (at + 1) & mask;
    }
    CHECK(column_.dictionary.size() < UINT32_MAX);
    const auto code = static_cast<uint32_t>(column_.dictionary.size());
    column_.dictionary.emplace_back(text);
    slots_[at] = tag | code;
    if (column_.dictionary.size() * 2 > slots_.size()) rehash(slots_.size() * 2);
    return code;
}

void DictionaryBuilder::rehash(size_t slot_count) {
    slots_.assign(slot_count, 0);
    const size_t mask = slot_count - 1;
    for (uint32_t code = 1; code < column_.dictionary.size(); ++code) {
        const uint64_t hash = hash_text(column_.dictionary[code]);
        size_t at = hash & mask;
        while (slots_[at] != 0) at = (at + 1) & mask;
        slots_[at] = (hash & 0xffffffff00000000U) | code;
    }
}

}  // namespace yitao::ledger
