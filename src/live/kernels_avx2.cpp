#include "live/kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "ledger/table.h"
#include "live/run_extremes.h"

// Compiled for AVX2 function by function, so that the program starts on any x86-64 processor.
#define YITAO_AVX2 __attribute__((target("avx2,bmi,popcnt")))

namespace yitao::live {

namespace {

YITAO_AVX2 inline __m256i load(const void* at) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(at));
}

YITAO_AVX2 inline void store(void* at, __m256i value) {
    _mm256_storeu_si256(static_cast<__m256i*>(at), value);
}

YITAO_AVX2 inline __m256i table_of(const uint8_t* bytes) {
    return _mm256_broadcastsi128_si256(
        _mm_loadu_si128(static_cast<const __m128i*>(static_cast<const void*>(bytes))));
}

// 32 numbers below 256 as bytes, in order: packing works inside halves of a register, the last
// step puts the eight groups of four back in place.
YITAO_AVX2 inline __m256i pack_bytes(__m256i a, __m256i b, __m256i c, __m256i d) {
    __m256i packed = _mm256_packus_epi16(_mm256_packus_epi32(a, b), _mm256_packus_epi32(c, d));
    return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

YITAO_AVX2 void classify_small(const uint8_t* codes, size_t rows, const uint8_t* table,
                               uint8_t* out) {
    __m256i classes = table_of(table);
    size_t row = 0;
    for (; row + 32 <= rows; row += 32) {
        store(out + row, _mm256_shuffle_epi8(classes, load(codes + row)));
    }
    for (; row < rows; ++row) out[row] = table[codes[row]];
}

// Top bits of 64 bytes as one word.
YITAO_AVX2 inline uint64_t top_bits(__m256i low, __m256i high) {
    auto first = static_cast<uint32_t>(_mm256_movemask_epi8(low));
    auto second = static_cast<uint32_t>(_mm256_movemask_epi8(high));
    return first | static_cast<uint64_t>(second) << 32;
}

YITAO_AVX2 void test_small(const uint8_t* classes, size_t words, const ClassSet& set,
                           uint64_t* out) {
    __m256i table = table_of(set.small_table);
    for (size_t w = 0; w < words; ++w) {
        out[w] = top_bits(_mm256_shuffle_epi8(table, load(classes + w * 64)),
                          _mm256_shuffle_epi8(table, load(classes + w * 64 + 32)));
    }
}

YITAO_AVX2 void test_range(const uint8_t* classes, size_t words, uint8_t first, uint8_t last,
                           uint64_t flip, uint64_t* out) {
    __m256i base = _mm256_set1_epi8(static_cast<char>(first));
    __m256i width = _mm256_set1_epi8(static_cast<char>(last - first));
    for (size_t w = 0; w < words; ++w) {
        // Unsigned a <= b is min(a, b) == a.
        __m256i low = _mm256_sub_epi8(load(classes + w * 64), base);
        __m256i high = _mm256_sub_epi8(load(classes + w * 64 + 32), base);
        low = _mm256_cmpeq_epi8(_mm256_min_epu8(low, width), low);
        high = _mm256_cmpeq_epi8(_mm256_min_epu8(high, width), high);
        out[w] = top_bits(low, high) ^ flip;
    }
}

struct SetTables {
    __m256i low_half;
    __m256i high_half;
    __m256i bit_of_high_nibble;
};

// A shuffle gives 0 where the top bit of its index is set: each half sees only its own classes.
YITAO_AVX2 inline __m256i members(__m256i classes, const SetTables& tables) {
    __m256i index_bits = _mm256_set1_epi8(static_cast<char>(0x8F));
    __m256i low = _mm256_and_si256(classes, index_bits);
    __m256i high = _mm256_xor_si256(low, _mm256_set1_epi8(static_cast<char>(0x80)));
    __m256i row = _mm256_or_si256(_mm256_shuffle_epi8(tables.low_half, low),
                                  _mm256_shuffle_epi8(tables.high_half, high));
    __m256i nibble = _mm256_and_si256(_mm256_srli_epi16(classes, 4), _mm256_set1_epi8(0x0F));
    __m256i bit = _mm256_shuffle_epi8(tables.bit_of_high_nibble, nibble);
    return _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit);
}

YITAO_AVX2 void test_set(const uint8_t* classes, size_t words, const ClassSet& set, uint64_t* out) {
    static constexpr uint8_t kBits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    SetTables tables{table_of(set.low_half), table_of(set.high_half), table_of(kBits)};
    for (size_t w = 0; w < words; ++w) {
        out[w] = top_bits(members(load(classes + w * 64), tables),
                          members(load(classes + w * 64 + 32), tables));
    }
}

// Bits of each byte, 0..8.
YITAO_AVX2 inline __m256i byte_counts(__m256i bits, __m256i counts_of_nibble) {
    __m256i nibble = _mm256_set1_epi8(0x0F);
    __m256i low = _mm256_and_si256(bits, nibble);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bits, 4), nibble);
    return _mm256_add_epi8(_mm256_shuffle_epi8(counts_of_nibble, low),
                           _mm256_shuffle_epi8(counts_of_nibble, high));
}

YITAO_AVX2 inline __m256i nibble_counts() {
    static constexpr uint8_t kCounts[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};
    return table_of(kCounts);
}

YITAO_AVX2 inline uint64_t sum_of_quads(__m256i quads) {
    __m128i half = _mm_add_epi64(_mm256_castsi256_si128(quads), _mm256_extracti128_si256(quads, 1));
    return static_cast<uint64_t>(_mm_cvtsi128_si64(half)) +
           static_cast<uint64_t>(_mm_extract_epi64(half, 1));
}

// A block has 16 groups of 4 words, so a byte of the running count stays at 128 or less.
static_assert(kBlockWords / kWordGroup * 8 <= 255);

YITAO_AVX2 uint32_t and_count(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    __m256i table = nibble_counts();
    __m256i counts = _mm256_setzero_si256();
    for (size_t w = 0; w < words; w += kWordGroup) {
        __m256i both = _mm256_and_si256(load(a + w), load(b + w));
        store(out + w, both);
        counts = _mm256_add_epi8(counts, byte_counts(both, table));
    }
    return static_cast<uint32_t>(sum_of_quads(_mm256_sad_epu8(counts, _mm256_setzero_si256())));
}

YITAO_AVX2 uint32_t count(const uint64_t* a, size_t words) {
    __m256i table = nibble_counts();
    __m256i counts = _mm256_setzero_si256();
    for (size_t w = 0; w < words; w += kWordGroup) {
        counts = _mm256_add_epi8(counts, byte_counts(load(a + w), table));
    }
    return static_cast<uint32_t>(sum_of_quads(_mm256_sad_epu8(counts, _mm256_setzero_si256())));
}

YITAO_AVX2 bool and_any(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    __m256i any = _mm256_setzero_si256();
    for (size_t w = 0; w < words; w += kWordGroup) {
        __m256i both = _mm256_and_si256(load(a + w), load(b + w));
        store(out + w, both);
        any = _mm256_or_si256(any, both);
    }
    return _mm256_testz_si256(any, any) == 0;
}

YITAO_AVX2 void and_all(const uint64_t* const* rows, size_t count, size_t words, uint64_t* out) {
    for (size_t w = 0; w < words; w += kWordGroup) {
        __m256i all = load(rows[0] + w);
        for (size_t i = 1; i < count; ++i) all = _mm256_and_si256(all, load(rows[i] + w));
        store(out + w, all);
    }
}

YITAO_AVX2 void or_difference(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    for (size_t w = 0; w < words; w += kWordGroup) {
        const __m256i differs = _mm256_xor_si256(load(a + w), load(b + w));
        store(out + w, _mm256_or_si256(load(out + w), differs));
    }
}

YITAO_AVX2 inline uint64_t quad_bits(__m256i quads) {
    return static_cast<uint64_t>(_mm256_movemask_pd(_mm256_castsi256_pd(quads)));
}

YITAO_AVX2 NumberSummary summarise(const int64_t* values, size_t rows, size_t words,
                                   uint64_t* numbers, uint64_t* present) {
    __m256i below_numbers = _mm256_set1_epi64x(ledger::kLeastNumber - 1);
    __m256i blank = _mm256_set1_epi64x(ledger::kBlankNumber);
    __m256i least = _mm256_set1_epi64x(INT64_MAX);
    __m256i greatest = _mm256_set1_epi64x(INT64_MIN);
    size_t full = rows / 64;
    for (size_t w = 0; w < full; ++w) {
        uint64_t number_bits = 0;
        uint64_t present_bits = 0;
        for (int i = 0; i < 64; i += 4) {
            __m256i four = load(values + w * 64 + i);
            __m256i is_number = _mm256_cmpgt_epi64(four, below_numbers);
            number_bits |= quad_bits(is_number) << i;
            present_bits |= quad_bits(_mm256_cmpgt_epi64(four, blank)) << i;
            // Blanks and errors lie below all numbers, so only the minimum must pass them over.
            greatest = _mm256_blendv_epi8(greatest, four, _mm256_cmpgt_epi64(four, greatest));
            __m256i lower = _mm256_and_si256(_mm256_cmpgt_epi64(least, four), is_number);
            least = _mm256_blendv_epi8(least, four, lower);
        }
        numbers[w] = number_bits;
        present[w] = present_bits;
    }
    NumberSummary out = portable_kernels().summarise(values + full * 64, rows - full * 64,
                                                     words - full, numbers + full, present + full);
    int64_t lows[4];
    int64_t highs[4];
    store(lows, least);
    store(highs, greatest);
    for (int i = 0; i < 4; ++i) {
        out.least = lows[i] < out.least ? lows[i] : out.least;
        out.greatest = highs[i] > out.greatest ? highs[i] : out.greatest;
    }
    // Without any number the greatest may be an error: nothing looks at it then.
    return out;
}

// The low (or, shifted, high) 32 bits of eight differences value - least, in order.
template <bool kHighHalf>
YITAO_AVX2 inline __m256i eight_halves(const int64_t* values, __m256i least) {
    __m256i first = _mm256_sub_epi64(load(values), least);
    __m256i second = _mm256_sub_epi64(load(values + 4), least);
    __m256 mixed = _mm256_shuffle_ps(_mm256_castsi256_ps(first), _mm256_castsi256_ps(second),
                                     kHighHalf ? 0xDD : 0x88);
    return _mm256_permute4x64_epi64(_mm256_castps_si256(mixed), 0xD8);
}

// The first `planes` bytes of one half of the differences of 32 rows.
template <bool kHighHalf>
YITAO_AVX2 inline void split_half(const int64_t* values, __m256i least, int planes, uint8_t* out) {
    __m256i parts[4];
    for (int i = 0; i < 4; ++i) parts[i] = eight_halves<kHighHalf>(values + 8 * i, least);
    __m256i byte = _mm256_set1_epi32(0xFF);
    for (int p = 0; p < planes; ++p) {
        store(out + static_cast<size_t>(p) * kBlockRows,
              pack_bytes(_mm256_and_si256(parts[0], byte), _mm256_and_si256(parts[1], byte),
                         _mm256_and_si256(parts[2], byte), _mm256_and_si256(parts[3], byte)));
        for (__m256i& part : parts) part = _mm256_srli_epi32(part, 8);
    }
}

YITAO_AVX2 void split_planes(const int64_t* values, size_t rows, int64_t least, int width,
                             uint8_t* planes) {
    __m256i base = _mm256_set1_epi64x(least);
    size_t row = 0;
    for (; row + 32 <= rows; row += 32) {
        split_half<false>(values + row, base, width < 4 ? width : 4, planes + row);
        if (width > 4) {
            split_half<true>(values + row, base, width - 4, planes + 4 * kBlockRows + row);
        }
    }
    portable_kernels().split_planes(values + row, rows - row, least, width, planes + row);
}

template <int kWidth>
YITAO_AVX2 void sum_width(const uint64_t* mask, size_t words, const uint8_t* planes,
                          uint64_t* sums) {
    // Each of 32 mask bits becomes a byte of ones: spread the mask's bytes, then test its bit.
    __m256i spread =
        _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    __m256i bits = _mm256_set1_epi64x(static_cast<int64_t>(0x8040201008040201));
    __m256i totals[kWidth];
    for (__m256i& total : totals) total = _mm256_setzero_si256();
    for (size_t chunk = 0; chunk < words * 2; ++chunk) {
        auto half = static_cast<int>(mask[chunk / 2] >> (chunk % 2 * 32));
        __m256i rows = _mm256_shuffle_epi8(_mm256_set1_epi32(half), spread);
        rows = _mm256_cmpeq_epi8(_mm256_and_si256(rows, bits), bits);
#pragma GCC unroll 8
        for (size_t p = 0; p < kWidth; ++p) {
            __m256i kept = _mm256_and_si256(rows, load(planes + p * kBlockRows + chunk * 32));
            totals[p] = _mm256_add_epi64(totals[p], _mm256_sad_epu8(kept, _mm256_setzero_si256()));
        }
    }
    for (size_t p = 0; p < kWidth; ++p) sums[p] = sum_of_quads(totals[p]);
}

void sum_planes(const uint64_t* mask, size_t words, const uint8_t* planes, int width,
                uint64_t* sums) {
    switch (width) {
        case 1:
            return sum_width<1>(mask, words, planes, sums);
        case 2:
            return sum_width<2>(mask, words, planes, sums);
        case 3:
            return sum_width<3>(mask, words, planes, sums);
        case 4:
            return sum_width<4>(mask, words, planes, sums);
        case 5:
            return sum_width<5>(mask, words, planes, sums);
        case 6:
            return sum_width<6>(mask, words, planes, sums);
        case 7:
            return sum_width<7>(mask, words, planes, sums);
        case 8:
            return sum_width<8>(mask, words, planes, sums);
        default:
            return;
    }
}

enum class Extreme : uint8_t { kGreatest, kLeast };

template <Extreme kExtreme>
YITAO_AVX2 int64_t extreme(const uint64_t* mask, size_t words, const int64_t* values, size_t rows) {
    constexpr bool kMax = kExtreme == Extreme::kGreatest;
    __m256i none = _mm256_set1_epi64x(kMax ? INT64_MIN : INT64_MAX);
    __m256i best = none;
    size_t full = rows / 64;
    for (size_t w = 0; w < full; ++w) {
        // Row i's bit is shifted into the sign, which is what blending looks at.
        __m256i shifts = _mm256_setr_epi64x(63, 62, 61, 60);
        __m256i word = _mm256_set1_epi64x(static_cast<int64_t>(mask[w]));
        for (int i = 0; i < 64; i += 4) {
            __m256d chosen = _mm256_castsi256_pd(_mm256_sllv_epi64(word, shifts));
            __m256i four = _mm256_castpd_si256(_mm256_blendv_pd(
                _mm256_castsi256_pd(none), _mm256_castsi256_pd(load(values + w * 64 + i)), chosen));
            __m256i better = kMax ? _mm256_cmpgt_epi64(four, best) : _mm256_cmpgt_epi64(best, four);
            best = _mm256_blendv_epi8(best, four, better);
            shifts = _mm256_sub_epi64(shifts, _mm256_set1_epi64x(4));
        }
    }
    const Kernels& rest = portable_kernels();
    auto tail = kMax ? rest.greatest : rest.least;
    int64_t out = tail(mask + full, words - full, values + full * 64, rows - full * 64);
    int64_t bests[4];
    store(bests, best);
    for (int64_t one : bests) out = (kMax ? one > out : one < out) ? one : out;
    return out;
}

YITAO_AVX2 void run_greatest(const uint8_t* bytes, int width, size_t rows, uint64_t* out) {
    run_extremes<true>(bytes, width, rows, out);
}

YITAO_AVX2 void run_least(const uint8_t* bytes, int width, size_t rows, uint64_t* out) {
    run_extremes<false>(bytes, width, rows, out);
}

constexpr Kernels kAvx2{"avx2",
                        classify_small,
                        test_small,
                        test_range,
                        test_set,
                        and_count,
                        count,
                        and_any,
                        and_all,
                        or_difference,
                        summarise,
                        split_planes,
                        sum_planes,
                        extreme<Extreme::kGreatest>,
                        extreme<Extreme::kLeast>,
                        run_greatest,
                        run_least};

}  // namespace

const Kernels* avx2_kernels() {
    static const bool available = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                                  __builtin_cpu_supports("popcnt");
    return available ? &kAvx2 : nullptr;
}

}  // namespace yitao::live

#else

namespace yitao::live {

const Kernels* avx2_kernels() {
    return nullptr;
}

}  // namespace yitao::live

#endif
