#include "live/scan.h"

#include <algorithm>
#include <atomic>
#include <bit>

#include "base/parallel.h"

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

// A value column that no more uses than this ask is not made ready for a few rows of a block: not
// for fewer than one of so many.
constexpr uint32_t kFewUses = 4;
constexpr uint32_t kSparseRows = 8;

// Enough rows that handing out a piece costs nothing, few enough that the last one is not waited
// for.
constexpr size_t kPieceRows = 64 * 1024;
// Rows × steps below which a second thread costs more than it brings.
constexpr double kSmallWork = 2e7;

// Consecutive units whose rows one scanner takes at a time.
struct Piece {
    org::UnitIndex first;
    org::UnitIndex last;
    std::vector<FoundError> errors;
};

std::vector<Piece> cut(const RowSource& rows, const org::Tree& tree, size_t& row_count) {
    std::vector<Piece> pieces;
    const auto end = static_cast<org::UnitIndex>(tree.size());
    for (org::UnitIndex first = 0; first < end;) {
        org::UnitIndex last = first;
        size_t size = 0;
        while (last < end && size < kPieceRows) size += rows.rows_of(last++);
        pieces.push_back({first, last, {}});
        first = last;
        row_count += size;
    }
    return pieces;
}

DistinctRows room_for_rows(const Program& program, const ledger::Table& table,
                           const RowSource& rows, const org::Tree& tree) {
    DistinctRows out;
    if (program.distincts.empty()) return out;
    std::vector<ledger::PackedView> views(table.columns.size());
    size_t words = 0;
    for (org::UnitIndex unit = 0; unit < tree.size(); ++unit) {
        out.first_word.push_back(words);
        for (size_t b = 0; b < rows.block_count(unit); ++b) {
            words += words_of(rows.block(unit, b, views));
        }
    }
    out.bits.assign(program.distincts.size(), std::vector<uint64_t>(words));
    return out;
}

}  // namespace

Scanned scan_units(const Program& program, const ledger::Table& table, const RowSource& rows,
                   const org::Tree& tree, const Kernels& kernels, unsigned threads,
                   Values& values) {
    size_t row_count = 0;
    std::vector<Piece> pieces = cut(rows, tree, row_count);
    if (threads == 0) {
        const double work =
            static_cast<double>(row_count) * static_cast<double>(program.steps.size());
        threads = work < kSmallWork ? 1 : processors();
    }
    // Pieces write to their own units only, so threads share nothing but the next number.
    std::atomic<size_t> next = 0;
    std::vector<std::set<size_t>> large(threads);
    Scanned out;
    out.distinct = room_for_rows(program, table, rows, tree);
    run_at_once(threads, [&](unsigned worker) {
        Scanner scanner(program, table, rows, kernels, values, out.distinct);
        for (size_t i = next++; i < pieces.size(); i = next++) {
            scanner.run(pieces[i].first, pieces[i].last, pieces[i].errors);
        }
        large[worker] = scanner.large_columns();
    });
    for (std::set<size_t>& columns : large) out.large_columns.merge(columns);
    for (Piece& piece : pieces) {
        out.errors.insert(out.errors.end(), piece.errors.begin(), piece.errors.end());
    }
    return out;
}

Scanner::Scanner(const Program& program, const ledger::Table& table, const RowSource& rows,
                 const Kernels& kernels, Values& values, DistinctRows& distinct)
    : program_(program),
      table_(table),
      source_(rows),
      kernels_(kernels),
      results_(values),
      distinct_(distinct),
      target_(program.slots),
      views_(table.columns.size()),
      ahead_(table.columns.size()),
      classes_(kBlockRows),
      bitmaps_((program.predicates.size() + 1) * kBlockWords),
      masks_(size_t{program.depth} * kBlockWords),
      mask_at_(program.depth),
      kept_(kBlockWords),
      values_(program.values.size()) {
    for (const ValueUse& use : program.uses) ++values_[use.value].uses;
    for (size_t i = 0; i < values_.size(); ++i) {
        for (auto* bits : {&values_[i].numbers, &values_[i].present, &values_[i].errors}) {
            bits->resize(kBlockWords);
        }
        values_[i].values.resize(kBlockRows);
        if (program.values[i].numeric) values_[i].planes.resize(8 * kBlockRows);
    }
}

void Scanner::run(org::UnitIndex first, org::UnitIndex last, std::vector<FoundError>& errors) {
    errors_ = &errors;
    for (unit_ = first; unit_ < last; ++unit_) {
        const size_t blocks = source_.block_count(unit_);
        if (blocks == 0) continue;
        target_.clear();
        if (!distinct_.first_word.empty()) first_word_ = distinct_.first_word[unit_];
        for (size_t i = 0; i < blocks; ++i) {
            rows_ = source_.block(unit_, i, views_);
            fetch_ahead(unit_, i + 1, last);
            words_ = words_of(rows_);
            for (ValueBlock& block : values_) block.ready = false;
            make_bitmaps();
            run_steps();
            first_word_ += words_;
        }
        results_.merge(unit_, target_, program_.first);
    }
}

// Where few measures are asked, waiting for the rows' bytes is most of the work: those of the next
// block are asked for while this one is scanned.
void Scanner::fetch_ahead(org::UnitIndex unit, size_t number, org::UnitIndex last) {
    constexpr size_t kLine = 64;
    for (; unit < last && number >= source_.block_count(unit); number = 0) ++unit;
    if (unit >= last) return;
    const size_t rows = source_.block(unit, number, ahead_);
    for (const Lane& lane : program_.lanes) {
        const ledger::PackedView& view = ahead_[lane.column];
        for (size_t at = 0; at < rows * view.coding.width; at += kLine) {
            __builtin_prefetch(view.bytes + at);
        }
    }
}

void Scanner::make_bitmaps() {
    uint64_t* all = bitmap(program_.all_rows());
    for (size_t w = 0; w < words_; ++w) {
        size_t before = w * 64;
        all[w] = rows_ >= before + 64 ? ~uint64_t{0}
                 : rows_ > before     ? (uint64_t{1} << (rows_ - before)) - 1
                                      : 0;
    }
    size_t partial = rows_ / 64;  // from this word on bits may lie behind the last row
    for (const Lane& lane : program_.lanes) {
        lane.classify(kernels_, views_[lane.column], rows_, classes_.data());
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
    if (use.distinct != kNoSlot) {
        std::copy_n(mask, words_,
                    distinct_.bits[use.distinct].begin() + static_cast<ptrdiff_t>(first_word_));
    }
    if (walk_use(use, mask, matched)) return;
    ValueBlock& block = value_block(use.value);
    if (use.present != kNoSlot) {
        target_.counts[use.present] +=
            kernels_.and_count(mask, block.present.data(), words_, kept_.data());
    }
    if (block.any_error && use.errors != kNoSlot) {
        target_.counts[use.errors] +=
            kernels_.and_count(mask, block.errors.data(), words_, kept_.data());
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
        known = std::min(known, lowered(least_of(block, rows, count)));
    }
}

// Few rows of a column that nobody else asks: looked up one by one where they lie. False: not here.
bool Scanner::walk_use(const ValueUse& use, const uint64_t* mask, uint32_t matched) {
    const ValueBlock& block = values_[use.value];
    const ValueColumn& column = program_.values[use.value];
    const ledger::PackedView& view = views_[column.column];
    if (block.ready || block.uses > kFewUses || matched > rows_ / kSparseRows) return false;
    if (!column.numeric || use.distinct != kNoSlot) return false;
    // Numbers too large for 64-bit sums are looked for among all rows.
    const ledger::NumberCoding& coding = view.coding;
    const auto last = ledger::NumberCoding::greatest_raw(coding.width);
    if (coding.width == 8 || coding.value(ledger::NumberCoding::kSpecials) < -program_.sum_limit ||
        coding.value(last) > program_.sum_limit) {
        return false;
    }
    int64_t sum = 0;
    uint32_t count = 0;
    int64_t greatest = INT64_MIN;
    int64_t least = INT64_MAX;
    bool any_error = false;
    for_each_row(mask, words_, [&](size_t row) {
        const int64_t stored = coding.value(ledger::load_raw(view.bytes, coding.width, row));
        if (stored == ledger::kBlankNumber) return;
        any_error |= stored < ledger::kLeastNumber;
        const int64_t number = formula::number_units(column.type, stored);
        sum = static_cast<int64_t>(static_cast<uint64_t>(sum) + static_cast<uint64_t>(number));
        greatest = std::max(greatest, number);
        least = std::min(least, number);
        ++count;
    });
    if (any_error) return false;
    if (count == 0) return true;
    if (use.present != kNoSlot) target_.counts[use.present] += count;
    if (use.numbers != kNoSlot) target_.counts[use.numbers] += count;
    if (use.sum != kNoSlot && column.wide) target_.wide_sums[use.sum] += sum;
    if (use.sum != kNoSlot && !column.wide) target_.sums[use.sum] += sum;
    if (use.max != kNoSlot) {
        target_.maxima[use.max] = std::max(target_.maxima[use.max], greatest);
    }
    if (use.min != kNoSlot) {
        target_.minima[use.min] = std::min(target_.minima[use.min], lowered(least));
    }
    return true;
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
            kernels_.split_planes(block.values.data(), rows_, block.least, block.width,
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
    if (count > kManyRows) return kernels_.greatest(rows, words_, block.values.data(), rows_);
    int64_t greatest = INT64_MIN;
    for_each_row(rows, words_,
                 [&](size_t row) { greatest = std::max(greatest, block.values[row]); });
    return greatest;
}

int64_t Scanner::least_of(const ValueBlock& block, const uint64_t* rows, uint32_t count) const {
    if (count > kManyRows) return kernels_.least(rows, words_, block.values.data(), rows_);
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
    const ledger::PackedView& view = views_[column.column];
    const uint64_t raw = ledger::load_raw(view.bytes, view.coding.width, row);
    if (data.is_coded()) return data.code_errors.at(static_cast<uint32_t>(raw));
    return ledger::number_error(view.coding.value(raw));
}

Scanner::ValueBlock& Scanner::value_block(uint32_t value) {
    ValueBlock& block = values_[value];
    if (block.ready) return block;
    block.ready = true;
    const ValueColumn& column = program_.values[value];
    const ledger::ColumnData& data = table_.columns[column.column];
    if (data.is_coded()) {
        read_codes(column, block);
    } else {
        read_numbers(column, block);
    }
    return block;
}

void Scanner::read_numbers(const ValueColumn& column, ValueBlock& block) {
    int64_t* values = block.values.data();
    ledger::unpack_numbers(views_[column.column], rows_, values);
    NumberSummary summary =
        kernels_.summarise(values, rows_, words_, block.numbers.data(), block.present.data());
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
    if (!column.numeric) {
        std::fill(block.numbers.begin(), block.numbers.end(), 0);
        block.all_numbers = false;
    } else if (column.type == ledger::ColumnType::kDate) {
        for (size_t row = 0; row < rows_; ++row) {
            values[row] = formula::number_units(column.type, values[row]);
        }
        block.least = formula::number_units(column.type, summary.least);
        block.greatest = formula::number_units(column.type, summary.greatest);
    }
}

void Scanner::read_codes(const ValueColumn& column, ValueBlock& block) {
    const ledger::ColumnData& data = table_.columns[column.column];
    const ledger::PackedView& view = views_[column.column];
    for (size_t w = 0; w < words_; ++w) {
        uint64_t present = 0;
        uint64_t errors = 0;
        size_t here = std::min<size_t>(64, rows_ - std::min(rows_, w * 64));
        for (size_t i = 0; i < here; ++i) {
            auto code =
                static_cast<uint32_t>(ledger::load_raw(view.bytes, view.coding.width, w * 64 + i));
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
