#include "live/key_index.h"

#include "base/check.h"
#include "formula/wildcard.h"

namespace yitao::live {

using ledger::Field;
using ledger::RowId;

std::string KeyIndex::text_of(const Field& field) {
    const auto* text = std::get_if<std::string>(&field);
    if (text == nullptr) return {};
    std::string buffer;
    return std::string(formula::folded(*text, buffer));
}

bool KeyIndex::same_key(const Field& a, const Field& b) {
    const bool are_texts =
        std::holds_alternative<std::string>(a) && std::holds_alternative<std::string>(b);
    return are_texts ? text_of(a) == text_of(b) : a == b;
}

uint32_t KeyIndex::find(const Field& field) const {
    if (const auto* number = std::get_if<int64_t>(&field)) {
        const auto known = numbers_.find(*number);
        return known == numbers_.end() ? kNone : known->second;
    }
    const auto known = texts_.find(text_of(field));
    return known == texts_.end() ? kNone : known->second;
}

void KeyIndex::put(RowId row, const Field& field) {
    CHECK(row >= 0 && row < int64_t{kNone});
    remove(row);
    uint32_t key = find(field);
    if (key == kNone) {
        key = static_cast<uint32_t>(first_.size());
        first_.push_back(kNone);
        if (const auto* number = std::get_if<int64_t>(&field)) {
            numbers_[*number] = key;
        } else {
            texts_[text_of(field)] = key;
        }
    }
    const auto at = static_cast<uint32_t>(row);
    if (at >= links_.size()) links_.resize(size_t{at} + at / 8 + 1);
    links_[at] = {key, first_[key], kNone};
    if (first_[key] != kNone) links_[first_[key]].before = at;
    first_[key] = at;
}

void KeyIndex::remove(RowId row) {
    const auto at = static_cast<uint32_t>(row);
    if (at >= links_.size() || links_[at].key == kNone) return;
    const Link link = links_[at];
    if (link.before != kNone) {
        links_[link.before].next = link.next;
    } else {
        first_[link.key] = link.next;
    }
    if (link.next != kNone) links_[link.next].before = link.before;
    links_[at] = {};
}

void KeyIndex::rows_of(const Field& field, std::vector<RowId>& rows) const {
    const uint32_t key = find(field);
    if (key == kNone) return;
    for (uint32_t at = first_[key]; at != kNone; at = links_[at].next) rows.push_back(at);
}

size_t KeyIndex::bytes() const {
    return links_.capacity() * sizeof(Link) + first_.capacity() * sizeof(uint32_t) +
           texts_.size() * (sizeof(std::string) + 48) + numbers_.size() * 40;
}

}  // namespace yitao::live
