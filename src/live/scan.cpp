#include "live/scan.h"

#include <algorithm>
#include <bit>

namespace yitao::live {

namespace {

template <typename Visit>
void for_each_row(const uint64_t* mask, size_t words, Visit visit) {
    for (size_t w = 0; w < words; ++w) {
        for (uint64_t bits = mask[w]; bits != 0; bits &= bits - 1) {
            visit(w * 64 + static_cast<size_t>(std::countr_zero(bits)));
        }
    }
}

// Below this many rows walking the set bits is cheaper than adding whole planes.
constexpr uint32_t kFewRows = 24;
// From this many on looking at every row is cheaper than walking.
constexpr uint32_t kManyRows = 300;

}  // namespace

Scanner::Scanner(const Program& program, const ledger::Table& table, const Kernels& kernels,
                 TableResults& results)
    : program_(program),
      table_(table),
      kernels_(kernels),
      results_(results),
      classes_(kBlockRows),
      bitmaps_((size_t{program.predicates} + 1) * kBlockWords),
      masks_(size_t{program.depth} * kBlockWords),
      mask_at_(program.depth),
      kept_(kBlockWords),
      values_(program.values.size()) {
    for (size_t i = 0; i < values_.size(); ++i) {
        for (auto* bits : {&values_[i].numbers, &values_[i].present, &values_[i].errors}) {
            bits->resize(kBlockWords);
        }
        if (!program.values[i].numeric) continue;
        values_[i].planes.resize(8 * kBlockRows);
        if (program.values[i].type == ledger::ColumnType::kDate) {
            values_[i].converted.resize(kBlockRows);
        }
    }
}

void Scanner::run(org::UnitIndex first, org::UnitIndex last, std::vector<FoundError>& errors) {
    errors_ = &errors;
    const SlotCounts& slots = results_.slots;
    for (unit_ = first; unit_ < last; ++unit_) {
        uint32_t end = table_.unit_begin[unit_ + 1];
        uint32_t row = table_.unit_begin[unit_];
        if (row == end) continue;
        size_t place = results_.row_of_unit[unit_];
        target_ = {results_.counts.data() + place * slots.counts,
                   results_.sums.data() + place * slots.sums,
                   results_.wide_sums.data() + place * slots.wide_sums,
                   results_.maxima.data() + place * slots.maxima,
                   results_.minima.data() + place * slots.minima};
        for (; row < end; row += static_cast<uint32_t>(rows_)) {
            run_block(row, std::min<size_t>(kBlockRows, end - row));
        }
    }
}

void Scanner::run_block(uint32_t first_row, size_t rows) {
    first_row_ = first_row;
    rows_ = rows;
    words_ = words_of(rows);
    for (ValueBlock& block : values_) block.ready = false;
    make_bitmaps(first_row, rows);
    run_steps();
}

void Scanner::make_bitmaps(uint32_t first_row, size_t rows) {
    uint64_t* all = bitmap(program_.all_rows());
    for (size_t w = 0; w < words_; ++w) {
        size_t before = w * 64;
        all[w] = rows >= before + 64 ? ~uint64_t{0}
                 : rows > before     ? (uint64_t{1} << (rows - before)) - 1
                                     : 0;
    }
    size_t partial = rows / 64;  // from this word on bits may lie behind the last row
    for (const Lane& lane : program_.lanes) {
        lane.classify(kernels_, table_.columns[lane.column], first_row, rows, classes_.data());
        for (size_t i = 0; i < lane.tests.size(); ++i) {
            uint64_t* out = bitmap(lane.predicates[i]);
            lane.tests[i].run(kernels_, classes_.data(), words_, out);
            for (size_t w = partial; w < words_; ++w) out[w] &= all[w];
        }
    }
}

void Scanner::run_steps() {
    const std::vector<Step>& steps = program_.steps;
    for (size_t i = 0; i < steps.size();) {
        const Step& step = steps[i];
        const uint64_t*& mask = mask_at_[step.depth];
        uint32_t matched = 0;
        if (step.depth == 0) {
            mask = bitmap(step.predicate);
            matched = kernels_.count(mask, words_);
        } else {
            uint64_t* out = masks_.data() + size_t{step.depth} * kBlockWords;
            const uint64_t* prefix = mask_at_[step.depth - 1];
            const uint64_t* own = bitmap(step.predicate);
            matched = step.is_prefix_only() ? kernels_.and_any(prefix, own, words_, out)
                                            : kernels_.and_count(prefix, own, words_, out);
            mask = out;
        }
        if (matched == 0) {
            i = step.after;
            continue;
        }
        if (step.row_count != kNoSlot) target_.counts[step.row_count] += matched;
        for (uint32_t use = step.first_use; use < step.first_use + step.uses; ++use) {
            run_use(program_.uses[use], mask, matched);
        }
        ++i;
    }
}

void Scanner::run_use(const ValueUse& use, const uint64_t* mask, uint32_t matched) {
    ValueBlock& block = value_block(use.value);
    if (use.present != kNoSlot) {
        target_.counts[use.present] +=
            kernels_.and_count(mask, block.present.data(), words_, kept_.data());
    }
    if (block.any_error && use.error_measures > 0) find_error(use, block, mask);
    if (!program_.values[use.value].numeric) return;
    const uint64_t* rows = mask;
    uint32_t count = matched;
    if (!block.all_numbers) {
        count = kernels_.and_count(mask, block.numbers.data(), words_, kept_.data());
        rows = kept_.data();
    }
    if (count == 0) return;
    if (use.numbers != kNoSlot) target_.counts[use.numbers] += count;
    if (use.sum != kNoSlot) add_sum(use, block, rows, count);
    if (use.max != kNoSlot) {
        int64_t& known = target_.maxima[use.max];
        known = std::max(known, greatest_of(block, rows, count));
    }
    if (use.min != kNoSlot) {
        int64_t& known = target_.minima[use.min];
        known = std::min(known, TableResults::lowered(least_of(block, rows, count)));
    }
}

void Scanner::add_sum(const ValueUse& use, ValueBlock& block, const uint64_t* rows,
                      uint32_t count) {
    // Unsigned arithmetic wraps, so parts may overflow as long as the whole sum fits its slot.
    using uint128 = unsigned __int128;
    uint128 sum = 0;
    if (count < kFewRows) {
        for_each_row(rows, words_,
                     [&](size_t row) { sum += static_cast<uint128>(int128{block.values[row]}); });
    } else {
        if (block.width < 0) {
            auto span = static_cast<uint64_t>(block.greatest) - static_cast<uint64_t>(block.least);
            block.width = (std::bit_width(span) + 7) / 8;
            kernels_.split_planes(block.values, rows_, block.least, block.width,
                                  block.planes.data());
        }
        uint64_t plane_sums[8];
        kernels_.sum_planes(rows, words_, block.planes.data(), block.width, plane_sums);
        for (int p = 0; p < block.width; ++p) sum += uint128{plane_sums[p]} << (8 * p);
        sum += static_cast<uint128>(int128{block.least} * count);
    }
    if (program_.values[use.value].wide) {
        int128& total = target_.wide_sums[use.sum];
        total = static_cast<int128>(static_cast<uint128>(total) + sum);
    } else {
        int64_t& total = target_.sums[use.sum];
        total = static_cast<int64_t>(static_cast<uint64_t>(total) + static_cast<uint64_t>(sum));
    }
}

int64_t Scanner::greatest_of(const ValueBlock& block, const uint64_t* rows, uint32_t count) const {
    if (count > kManyRows) return kernels_.greatest(rows, words_, block.values, rows_);
    int64_t greatest = INT64_MIN;
    for_each_row(rows, words_,
                 [&](size_t row) { greatest = std::max(greatest, block.values[row]); });
    return greatest;
}

int64_t Scanner::least_of(const ValueBlock& block, const uint64_t* rows, uint32_t count) const {
    if (count > kManyRows) return kernels_.least(rows, words_, block.values, rows_);
    int64_t least = INT64_MAX;
    for_each_row(rows, words_, [&](size_t row) { least = std::min(least, block.values[row]); });
    return least;
}

void Scanner::find_error(const ValueUse& use, const ValueBlock& block, const uint64_t* mask) {
    for (size_t w = 0; w < words_; ++w) {
        uint64_t bits = mask[w] & block.errors[w];
        if (bits == 0) continue;
        size_t row = w * 64 + static_cast<size_t>(std::countr_zero(bits));
        ExcelError error = error_at(program_.values[use.value], row);
        for (uint32_t i = 0; i < use.error_measures; ++i) {
            uint32_t measure = program_.error_measures[use.first_error_measure + i];
            errors_->push_back({measure, unit_, error});
        }
        return;
    }
}

ExcelError Scanner::error_at(const ValueColumn& column, size_t row) const {
    const ledger::ColumnData& data = table_.columns[column.column];
    if (data.is_coded()) return data.code_errors.at(data.codes[first_row_ + row]);
    return ledger::number_error(data.numbers[first_row_ + row]);
}

Scanner::ValueBlock& Scanner::value_block(uint32_t value) {
    ValueBlock& block = values_[value];
    if (block.ready) return block;
    block.ready = true;
    const ValueColumn& column = program_.values[value];
    const ledger::ColumnData& data = table_.columns[column.column];
    if (data.is_coded()) {
        read_codes(data, block);
    } else {
        read_numbers(column, data.numbers.data() + first_row_, block);
    }
    return block;
}

void Scanner::read_numbers(const ValueColumn& column, const int64_t* stored, ValueBlock& block) {
    NumberSummary summary =
        kernels_.summarise(stored, rows_, words_, block.numbers.data(), block.present.data());
    const uint64_t* all = bitmap(program_.all_rows());
    uint64_t missing = 0;
    uint64_t errors = 0;
    for (size_t w = 0; w < words_; ++w) {
        block.errors[w] = block.present[w] & ~block.numbers[w];
        errors |= block.errors[w];
        missing |= all[w] & ~block.numbers[w];
    }
    block.all_numbers = missing == 0;
    block.any_error = errors != 0;
    block.least = summary.least;
    block.greatest = summary.greatest;
    bool any_number = summary.least <= summary.greatest;
    if (any_number && (block.least < -program_.sum_limit || block.greatest > program_.sum_limit)) {
        large_columns_.insert(column.column);
    }
    block.width = -1;
    block.values = stored;
    if (!column.numeric) {
        std::fill(block.numbers.begin(), block.numbers.end(), 0);
        block.all_numbers = false;
    } else if (column.type == ledger::ColumnType::kDate) {
        for (size_t row = 0; row < rows_; ++row) {
            block.converted[row] = formula::number_units(column.type, stored[row]);
        }
        block.values = block.converted.data();
        block.least = formula::number_units(column.type, summary.least);
        block.greatest = formula::number_units(column.type, summary.greatest);
    }
}

void Scanner::read_codes(const ledger::ColumnData& data, ValueBlock& block) {
    for (size_t w = 0; w < words_; ++w) {
        uint64_t present = 0;
        uint64_t errors = 0;
        size_t here = std::min<size_t>(64, rows_ - std::min(rows_, w * 64));
        for (size_t i = 0; i < here; ++i) {
            uint32_t code = data.codes[first_row_ + w * 64 + i];
            present |= static_cast<uint64_t>(code != ledger::kBlankCode) << i;
            if (!data.code_errors.empty()) {
                errors |= static_cast<uint64_t>(data.code_errors.contains(code)) << i;
            }
        }
        block.present[w] = present;
        block.errors[w] = errors;
    }
    block.any_error =
        std::any_of(block.errors.begin(), block.errors.begin() + static_cast<ptrdiff_t>(words_),
                    [](uint64_t bits) { return bits != 0; });
}

}  // namespace yitao::live
