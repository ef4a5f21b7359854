#include "report/matched_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>

#include "base/check.h"
#include "live/kernels.h"

namespace yitao::report {

using live::kBlockRows;
using live::kBlockWords;

struct MatchedRows::Scratch {
    std::vector<uint8_t> classes = std::vector<uint8_t>(kBlockRows);
    std::array<uint64_t, kBlockWords> test{};
    std::array<uint64_t, kBlockWords> mask{};
    size_t words = 0;
};

MatchedRows::MatchedRows(const ledger::Schema& schema, const ledger::Table& table,
                         std::span<const ledger::RowRange> ranges,
                         std::span<const formula::Condition> conditions, Takes takes,
                         int value_column)
    : table_(&table), takes_(takes), value_column_(value_column) {
    if (takes != Takes::kAllRows) {
        const auto column = static_cast<size_t>(value_column);
        CHECK(table.columns[column].loaded);
        summable_ = formula::is_summable(schema.columns[column].type);
    }
    add_lanes(schema, conditions);
    count_blocks(ranges);
}

void MatchedRows::add_lanes(const ledger::Schema& schema,
                            std::span<const formula::Condition> conditions) {
    std::map<size_t, std::vector<formula::Predicate>> by_column;
    for (const formula::Condition& condition : conditions) {
        const ledger::ColumnData& data = table_->columns[condition.column];
        CHECK(data.loaded);
        by_column[condition.column].push_back(formula::compile_predicate(
            condition.criterion, schema.columns[condition.column], data));
    }
    for (const auto& [column, predicates] : by_column) {
        std::vector<const formula::Predicate*> pointers;
        std::vector<uint32_t> numbers;
        for (const formula::Predicate& predicate : predicates) {
            numbers.push_back(static_cast<uint32_t>(pointers.size()));
            pointers.push_back(&predicate);
        }
        auto lanes = live::make_lanes(column, table_->columns[column], pointers, numbers);
        std::ranges::move(lanes, std::back_inserter(lanes_));
    }
}

void MatchedRows::count_blocks(std::span<const ledger::RowRange> ranges) {
    Scratch scratch;
    for (const ledger::RowRange range : ranges) {
        for (uint32_t row = range.begin; row < range.end; row += kBlockRows) {
            const auto rows = static_cast<uint32_t>(std::min<size_t>(kBlockRows, range.end - row));
            const Block block{row, rows, count_};
            match(block, scratch);
            for (size_t w = 0; w < scratch.words; ++w) {
                count_ += static_cast<size_t>(std::popcount(scratch.mask[w]));
            }
            if (count_ > block.before) blocks_.push_back(block);
        }
    }
}

void MatchedRows::match(const Block& block, Scratch& scratch) const {
    const live::Kernels& kernels = live::best_kernels();
    scratch.words = live::words_of(block.rows);
    for (size_t w = 0; w < scratch.words; ++w) {
        const size_t before = w * 64;
        scratch.mask[w] = block.rows >= before + 64 ? ~uint64_t{0}
                          : block.rows > before     ? (uint64_t{1} << (block.rows - before)) - 1
                                                    : 0;
    }
    for (const live::Lane& lane : lanes_) {
        const ledger::ColumnData& data = table_->columns[lane.column];
        lane.classify(
            kernels,
            data.is_coded() ? data.codes.view(block.first_row) : data.numbers.view(block.first_row),
            block.rows, scratch.classes.data());
        for (const live::ClassTest& test : lane.tests) {
            test.run(kernels, scratch.classes.data(), scratch.words, scratch.test.data());
            kernels.and_any(scratch.mask.data(), scratch.test.data(), scratch.words,
                            scratch.mask.data());
        }
    }
    if (takes_ == Takes::kAllRows) return;
    for (size_t w = 0; w < scratch.words; ++w) {
        for (uint64_t left = scratch.mask[w]; left != 0; left &= left - 1) {
            const auto bit = static_cast<uint32_t>(std::countr_zero(left));
            const uint32_t row = block.first_row + static_cast<uint32_t>(w * 64) + bit;
            if (!takes_part(row)) scratch.mask[w] &= ~(uint64_t{1} << bit);
        }
    }
}

// As the aggregates of formula/ count: an error is a value, but no number; texts and units are no
// numbers.
bool MatchedRows::takes_part(uint32_t row) const {
    const ledger::ColumnData& data = table_->columns[static_cast<size_t>(value_column_)];
    if (data.is_coded()) {
        return takes_ == Takes::kValues && data.codes[row] != ledger::kBlankCode;
    }
    const int64_t number = data.numbers[row];
    if (takes_ == Takes::kValues) return number != ledger::kBlankNumber;
    return summable_ && number >= ledger::kLeastNumber;
}

std::vector<uint32_t> MatchedRows::page(size_t first, size_t most) const {
    std::vector<uint32_t> rows;
    if (first >= count() || most == 0) return rows;
    most = std::min(most, count() - first);
    if (table_ == nullptr) {
        const auto begin = known_.begin() + static_cast<ptrdiff_t>(first);
        return {begin, begin + static_cast<ptrdiff_t>(most)};
    }
    rows.reserve(most);
    auto block = std::ranges::upper_bound(blocks_, first, {}, &Block::before) - 1;
    size_t skip = first - block->before;
    Scratch scratch;
    for (; rows.size() < most; ++block) {
        match(*block, scratch);
        for (size_t w = 0; w < scratch.words && rows.size() < most; ++w) {
            const auto here = static_cast<size_t>(std::popcount(scratch.mask[w]));
            if (skip >= here) {
                skip -= here;
                continue;
            }
            for (uint64_t left = scratch.mask[w]; left != 0 && rows.size() < most;
                 left &= left - 1) {
                if (skip > 0) {
                    --skip;
                    continue;
                }
                rows.push_back(block->first_row + static_cast<uint32_t>(w * 64) +
                               static_cast<uint32_t>(std::countr_zero(left)));
            }
        }
    }
    return rows;
}

}  // namespace yitao::report
