#include "live/results.h"

#include <algorithm>

#include "base/check.h"

namespace yitao::live {

using formula::Aggregate;
using formula::MeasureState;

TableResults::TableResults(const SlotCounts& slot_counts, const ledger::Table& table,
                           const org::Tree& tree)
    : slots(slot_counts), row_of_unit(tree.size(), kNoRow) {
    size_t rows = 0;
    for (org::UnitIndex unit = 0; unit < tree.size(); ++unit) {
        ledger::RowRange range = table.rows_of(tree, unit);
        if (range.begin < range.end) row_of_unit[unit] = static_cast<uint32_t>(rows++);
    }
    counts.resize(rows * slots.counts);
    sums.resize(rows * slots.sums);
    wide_sums.resize(rows * slots.wide_sums);
    maxima.resize(rows * slots.maxima, kNoExtreme);
    minima.resize(rows * slots.minima, lowered(kNoExtreme));
}

void TableResults::add_row(uint32_t from, uint32_t to) {
    auto fold = [&](auto& values, uint32_t width, auto merge) {
        auto* source = values.data() + size_t{from} * width;
        auto* target = values.data() + size_t{to} * width;
        for (uint32_t i = 0; i < width; ++i) target[i] = merge(target[i], source[i]);
    };
    auto plus = [](auto a, auto b) { return a + b; };
    fold(counts, slots.counts, plus);
    fold(sums, slots.sums, plus);
    fold(wide_sums, slots.wide_sums, plus);
    fold(maxima, slots.maxima, [](int64_t a, int64_t b) { return std::max(a, b); });
    fold(minima, slots.minima, [](int64_t a, int64_t b) { return std::min(a, b); });
}

void TableResults::roll_up(const org::Tree& tree) {
    for (auto unit = static_cast<org::UnitIndex>(tree.size()); unit-- > 0;) {
        org::UnitIndex parent = tree.parent_of(unit);
        if (parent != unit && row_of_unit[unit] != kNoRow) {
            add_row(row_of_unit[unit], row_of_unit[parent]);
        }
    }
}

Results::Results(formula::MeasureSet set, std::shared_ptr<const org::Tree> tree)
    : set_(std::move(set)), tree_(std::move(tree)), slots_(set_.measures().size()) {}

void Results::add_table(size_t table, TableResults results) {
    tables_.insert_or_assign(table, std::move(results));
}

void Results::add_errors(const std::vector<FoundError>& errors) {
    for (const FoundError& found : errors) {
        std::vector<FoundError>& known = errors_[found.measure];
        CHECK(known.empty() || known.back().unit <= found.unit);
        if (known.empty() || known.back().unit != found.unit) known.push_back(found);
    }
}

MeasureState Results::state(uint32_t measure, org::UnitIndex unit) const {
    CHECK(measure < slots_.size() && unit < tree_->size());
    const formula::Measure& what = set_.measures()[measure];
    MeasureState out;
    const TableResults& results = tables_.at(what.table);
    uint32_t row = results.row_of_unit[unit];
    if (row == TableResults::kNoRow) return out;
    const Slots& slots = slots_[measure];
    auto at = [&](const auto& values, uint32_t width, uint32_t slot) {
        return values[size_t{row} * width + slot];
    };
    if (slots.count != kNoSlot) out.count = at(results.counts, results.slots.counts, slots.count);
    if (slots.sum != kNoSlot) {
        out.sum = slots.wide ? at(results.wide_sums, results.slots.wide_sums, slots.sum)
                             : at(results.sums, results.slots.sums, slots.sum);
    }
    if (slots.extreme != kNoSlot) {
        int64_t extreme =
            what.aggregate == Aggregate::kMax
                ? at(results.maxima, results.slots.maxima, slots.extreme)
                : TableResults::raised(at(results.minima, results.slots.minima, slots.extreme));
        out.count = extreme == TableResults::kNoExtreme ? 0 : 1;
        out.extreme = out.count == 0 ? 0 : extreme;
    }
    if (auto errors = errors_.find(measure); errors != errors_.end()) {
        auto first = std::lower_bound(
            errors->second.begin(), errors->second.end(), unit,
            [](const FoundError& found, org::UnitIndex from) { return found.unit < from; });
        if (first != errors->second.end() && first->unit < tree_->end_of(unit)) {
            out.has_error = true;
            out.error = first->error;
        }
    }
    return out;
}

size_t Results::bytes() const {
    auto size = [](const auto& values) { return values.size() * sizeof values[0]; };
    size_t total = size(slots_);
    for (const auto& [table, results] : tables_) {
        total += size(results.row_of_unit) + size(results.counts) + size(results.sums) +
                 size(results.wide_sums) + size(results.maxima) + size(results.minima);
    }
    for (const auto& [measure, errors] : errors_) total += size(errors);
    return total;
}

}  // namespace yitao::live
