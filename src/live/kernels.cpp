#include "live/kernels.h"

#include <algorithm>
#include <bit>

#include "ledger/table.h"
#include "live/run_extremes.h"

namespace yitao::live {

namespace {

void classify_small(const uint8_t* codes, size_t rows, const uint8_t* table, uint8_t* out) {
    for (size_t row = 0; row < rows; ++row) out[row] = table[codes[row]];
}

template <typename Test>
void test_rows(const uint8_t* classes, size_t words, uint64_t* out, Test test) {
    for (size_t w = 0; w < words; ++w) {
        uint64_t bits = 0;
        for (size_t i = 0; i < 64; ++i) {
            bits |= static_cast<uint64_t>(test(classes[w * 64 + i])) << i;
        }
        out[w] = bits;
    }
}

void test_set(const uint8_t* classes, size_t words, const ClassSet& set, uint64_t* out) {
    test_rows(classes, words, out, [&](uint8_t c) { return set.contains(c); });
}

void test_range(const uint8_t* classes, size_t words, uint8_t first, uint8_t last, uint64_t flip,
                uint64_t* out) {
    auto width = static_cast<uint8_t>(last - first);
    test_rows(classes, words, out,
              [&](uint8_t c) { return static_cast<uint8_t>(c - first) <= width; });
    for (size_t w = 0; w < words; ++w) out[w] ^= flip;
}

uint32_t and_count(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    uint32_t total = 0;
    for (size_t w = 0; w < words; ++w) {
        uint64_t both = a[w] & b[w];
        out[w] = both;
        total += static_cast<uint32_t>(std::popcount(both));
    }
    return total;
}

uint32_t count(const uint64_t* a, size_t words) {
    uint32_t total = 0;
    for (size_t w = 0; w < words; ++w) total += static_cast<uint32_t>(std::popcount(a[w]));
    return total;
}

void and_all(const uint64_t* const* rows, size_t count, size_t words, uint64_t* out) {
    for (size_t w = 0; w < words; ++w) {
        uint64_t all = rows[0][w];
        for (size_t i = 1; i < count; ++i) all &= rows[i][w];
        out[w] = all;
    }
}

void or_difference(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    for (size_t w = 0; w < words; ++w) out[w] |= a[w] ^ b[w];
}

bool and_any(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    uint64_t any = 0;
    for (size_t w = 0; w < words; ++w) {
        out[w] = a[w] & b[w];
        any |= out[w];
    }
    return any != 0;
}

NumberSummary summarise(const int64_t* values, size_t rows, size_t words, uint64_t* numbers,
                        uint64_t* present) {
    NumberSummary out;
    for (size_t w = 0; w < words; ++w) {
        uint64_t number_bits = 0;
        uint64_t present_bits = 0;
        size_t begin = std::min(rows, w * 64);
        size_t here = std::min(rows - begin, size_t{64});
        for (size_t i = 0; i < here; ++i) {
            int64_t value = values[begin + i];
            bool is_number = value >= ledger::kLeastNumber;
            number_bits |= static_cast<uint64_t>(is_number) << i;
            present_bits |= static_cast<uint64_t>(value != ledger::kBlankNumber) << i;
            if (!is_number) continue;
            out.least = std::min(out.least, value);
            out.greatest = std::max(out.greatest, value);
        }
        numbers[w] = number_bits;
        present[w] = present_bits;
    }
    return out;
}

void split_planes(const int64_t* values, size_t rows, int64_t least, int width, uint8_t* planes) {
    for (size_t row = 0; row < rows; ++row) {
        uint64_t above = static_cast<uint64_t>(values[row]) - static_cast<uint64_t>(least);
        for (int p = 0; p < width; ++p) {
            planes[static_cast<size_t>(p) * kBlockRows + row] = static_cast<uint8_t>(above);
            above >>= 8;
        }
    }
}

void sum_planes(const uint64_t* mask, size_t words, const uint8_t* planes, int width,
                uint64_t* sums) {
    for (int p = 0; p < width; ++p) {
        const uint8_t* plane = planes + static_cast<size_t>(p) * kBlockRows;
        uint64_t sum = 0;
        for (size_t w = 0; w < words; ++w) {
            for (uint64_t bits = mask[w]; bits != 0; bits &= bits - 1) {
                sum += plane[w * 64 + static_cast<size_t>(std::countr_zero(bits))];
            }
        }
        sums[p] = sum;
    }
}

template <typename Better>
int64_t best(const uint64_t* mask, size_t words, const int64_t* values, int64_t none,
             Better better) {
    for (size_t w = 0; w < words; ++w) {
        for (uint64_t bits = mask[w]; bits != 0; bits &= bits - 1) {
            none = better(none, values[w * 64 + static_cast<size_t>(std::countr_zero(bits))]);
        }
    }
    return none;
}

int64_t greatest(const uint64_t* mask, size_t words, const int64_t* values, size_t /*rows*/) {
    return best(mask, words, values, INT64_MIN,
                [](int64_t a, int64_t b) { return std::max(a, b); });
}

int64_t least(const uint64_t* mask, size_t words, const int64_t* values, size_t /*rows*/) {
    return best(mask, words, values, INT64_MAX,
                [](int64_t a, int64_t b) { return std::min(a, b); });
}

void run_greatest(const uint8_t* bytes, int width, size_t rows, uint64_t* out) {
    run_extremes<true>(bytes, width, rows, out);
}

void run_least(const uint8_t* bytes, int width, size_t rows, uint64_t* out) {
    run_extremes<false>(bytes, width, rows, out);
}

}  // namespace

void ClassSet::add(uint8_t member) {
    bits[member >> 6] |= uint64_t{1} << (member & 63);
    if (member < 16) small_table[member] = 0x80;
    uint8_t* half = member < 128 ? low_half : high_half;
    half[member & 15] |= static_cast<uint8_t>(1 << (member >> 4 & 7));
}

const Kernels& portable_kernels() {
    static constexpr Kernels kPortable{
        "portable", classify_small, test_set, test_range,    test_set,  and_count,
        count,      and_any,        and_all,  or_difference, summarise, split_planes,
        sum_planes, greatest,       least,    run_greatest,  run_least};
    return kPortable;
}

const Kernels& best_kernels() {
    static const Kernels& best = avx512_kernels() != nullptr ? *avx512_kernels()
                                 : avx2_kernels() != nullptr ? *avx2_kernels()
                                                             : portable_kernels();
    return best;
}

}  // namespace yitao::live
