#include "formula/lookup_index.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "formula/coerce.h"
#include "formula/reader.h"

namespace yitao::formula {

namespace {

constexpr size_t kWorthAnIndex = 4;  // look-ups in one column

}  // namespace

LookupIndex::LookupIndex(const Reader& cells, Along along) {
    const LedgerRange* range = cells.ledger();
    if (range != nullptr && along == Along::kDown) {
        const ledger::ColumnData& data = range->data().columns[range->first_column];
        if (data.is_coded() && data.code_errors.empty()) {
            add_codes(data, range->rows);
            return;
        }
    }
    Value scratch;
    size_t size = along == Along::kDown ? cells.stored_rows() : cells.stored_columns();
    for (size_t i = 0; i < size; ++i) {
        const Value& value = along == Along::kDown ? cells.at(i, 0, scratch)
                                                   : cells.at(0, i, scratch);
        add(value, static_cast<uint32_t>(i));
    }
}

void LookupIndex::add(const Value& value, uint32_t index) {
    auto extend = [index](auto& map, auto key) {
        auto [at, is_new] = map.try_emplace(std::move(key), Place{index, index});
        if (!is_new) at->second.last = index;
    };
    auto extend_one = [index](std::optional<Place>& place) {
        if (!place) place = Place{index, index};
        place->last = index;
    };
    if (value.is_text()) {
        extend(texts_, fold_case(value.text()));
    } else if (value.is_number()) {
        extend(numbers_, at_fifteen_digits(value.number()));
    } else if (value.is_boolean()) {
        extend_one(truths_[value.boolean() ? 1 : 0]);
    } else if (value.is_blank()) {
        extend_one(blanks_);
    }
}

// Each distinct text is folded once, however many rows hold it.
void LookupIndex::add_codes(const ledger::ColumnData& data, ledger::RowRange rows) {
    constexpr uint32_t kNone = UINT32_MAX;
    std::vector<Place> places(data.dictionary.size(), Place{kNone, kNone});
    for (uint32_t row = rows.begin; row < rows.end; ++row) {
        Place& place = places[data.codes[row]];
        if (place.first == kNone) place.first = row - rows.begin;
        place.last = row - rows.begin;
    }
    for (size_t code = 0; code < places.size(); ++code) {
        const Place& place = places[code];
        if (place.first == kNone) continue;
        if (code == ledger::kBlankCode) {
            blanks_ = place;
            continue;
        }
        auto [at, is_new] = texts_.try_emplace(fold_case(data.dictionary[code]), place);
        if (is_new) continue;
        at->second.first = std::min(at->second.first, place.first);
        at->second.last = std::max(at->second.last, place.last);
    }
}

// A blank finds blanks (XLOOKUP); callers for whom it means 0 ask for 0.
const LookupIndex::Place* LookupIndex::find(const Value& wanted) const {
    auto in = [](const auto& map, const auto& key) -> const Place* {
        auto found = map.find(key);
        return found == map.end() ? nullptr : &found->second;
    };
    auto one = [](const std::optional<Place>& place) { return place ? &*place : nullptr; };
    if (wanted.is_text()) return in(texts_, fold_case(wanted.text()));
    if (wanted.is_number()) return in(numbers_, at_fifteen_digits(wanted.number()));
    if (wanted.is_boolean()) return one(truths_[wanted.boolean() ? 1 : 0]);
    if (wanted.is_blank()) return one(blanks_);
    return nullptr;
}

std::optional<uint32_t> LookupIndex::first(const Value& wanted) const {
    const Place* place = find(wanted);
    return place != nullptr ? std::optional(place->first) : std::nullopt;
}

std::optional<uint32_t> LookupIndex::last(const Value& wanted) const {
    const Place* place = find(wanted);
    return place != nullptr ? std::optional(place->last) : std::nullopt;
}

const LookupIndex* LookupIndexes::of(const LedgerRange& range, const Reader& cells,
                                     size_t times) {
    Entry& entry = entries_[Key{range.world, range.table, range.first_column, range.rows.begin,
                                range.rows.end}];
    entry.asked += times;
    if (!entry.index && entry.asked >= kWorthAnIndex) entry.index.emplace(cells, Along::kDown);
    return entry.index ? &*entry.index : nullptr;
}

}  // namespace yitao::formula
