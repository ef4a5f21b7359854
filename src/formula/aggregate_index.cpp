#include "formula/aggregate_index.h"

#include <algorithm>

#include "formula/prepared_criterion.h"

namespace yitao::formula {

namespace {

constexpr uint32_t kNoKey = UINT32_MAX;

// Rows grouped by key, each group in row order; rows without a key are left out.
void group_rows(std::span<const uint32_t> key_of_row, size_t keys, std::vector<uint32_t>& begin,
                std::vector<uint32_t>& rows) {
    begin.assign(keys + 1, 0);
    for (uint32_t key : key_of_row) {
        if (key != kNoKey) ++begin[key + 1];
    }
    for (size_t key = 0; key < keys; ++key) begin[key + 1] += begin[key];
    rows.resize(begin[keys]);
    std::vector<uint32_t> next(begin.begin(), begin.end() - 1);
    for (uint32_t row = 0; row < key_of_row.size(); ++row) {
        if (key_of_row[row] != kNoKey) rows[next[key_of_row[row]]++] = row;
    }
}

}  // namespace

ColumnIndex::ColumnIndex(const ledger::ColumnData& data) {
    if (data.is_coded()) {
        index_texts(data);
    } else {
        index_numbers(data);
    }
}

void ColumnIndex::index_texts(const ledger::ColumnData& data) {
    std::vector<uint32_t> key_of_code(data.dictionary.size(), kNoKey);
    for (uint32_t code = ledger::kBlankCode + 1; code < key_of_code.size(); ++code) {
        if (data.code_errors.contains(code)) continue;
        std::string buffer;
        std::string text(folded(data.dictionary[code], buffer));
        key_of_code[code] =
            texts_.try_emplace(std::move(text), static_cast<uint32_t>(texts_.size())).first->second;
    }
    std::vector<uint32_t> key_of_row;
    key_of_row.reserve(data.codes.size());
    for (uint32_t code : data.codes) key_of_row.push_back(key_of_code[code]);
    group_rows(key_of_row, texts_.size(), begin_, rows_);
}

void ColumnIndex::index_numbers(const ledger::ColumnData& data) {
    numbers_.assign(data.numbers.begin(), data.numbers.end());
    std::sort(numbers_.begin(), numbers_.end());
    numbers_.erase(std::unique(numbers_.begin(), numbers_.end()), numbers_.end());
    std::vector<uint32_t> key_of_row;
    key_of_row.reserve(data.numbers.size());
    for (int64_t number : data.numbers) {
        auto at = std::lower_bound(numbers_.begin(), numbers_.end(), number);
        key_of_row.push_back(static_cast<uint32_t>(at - numbers_.begin()));
    }
    group_rows(key_of_row, numbers_.size(), begin_, rows_);
}

std::span<const uint32_t> ColumnIndex::rows_of_key(size_t key) const {
    return std::span(rows_).subspan(begin_[key], begin_[key + 1] - begin_[key]);
}

std::span<const uint32_t> ColumnIndex::rows_of_text(const std::string& folded_text) const {
    auto found = texts_.find(folded_text);
    if (found == texts_.end()) return {};
    return rows_of_key(found->second);
}

std::span<const uint32_t> ColumnIndex::rows_of_number(int64_t number) const {
    auto at = std::lower_bound(numbers_.begin(), numbers_.end(), number);
    if (at == numbers_.end() || *at != number) return {};
    return rows_of_key(static_cast<size_t>(at - numbers_.begin()));
}

IndexCache::IndexCache() : state_(std::make_unique<State>()) {}
IndexCache::~IndexCache() = default;
IndexCache::IndexCache(IndexCache&&) noexcept = default;
IndexCache& IndexCache::operator=(IndexCache&&) noexcept = default;

}  // namespace yitao::formula
