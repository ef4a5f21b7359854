#include "live/kernels.h"

#if defined(__x86_64__)

// GCC 12 takes the registers that its own header leaves undefined on purpose for mistakes.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop

#include "ledger/table.h"
#include "live/run_extremes.h"

// Compiled for AVX-512 function by function (Intel since Ice Lake, AMD since Zen 4), so that the
// program starts on any x86-64 processor.
#define YITAO_AVX512                                                            \
    __attribute__((                                                             \
        target("avx512f,avx512bw,avx512dq,avx512vbmi,avx512vpopcntdq,bmi,bmi2," \
               "popcnt")))

namespace yitao::live {

namespace {

constexpr size_t kQuads = 8;  // 64-bit numbers in a register

YITAO_AVX512 inline __m512i load(const void* at) {
    return _mm512_loadu_si512(at);
}

YITAO_AVX512 inline __m512i table_of(const uint8_t* bytes) {
    return _mm512_broadcast_i32x4(
        _mm_loadu_si128(static_cast<const __m128i*>(static_cast<const void*>(bytes))));
}

// Words come in whole groups of four: half a register is left at the end, or nothing.
static_assert(kWordGroup * 2 == kQuads);
constexpr __mmask8 kAll = 0xFF;
constexpr __mmask8 kHalf = 0x0F;

// The lanes of the first `count` of 8 numbers, of all where there are more.
YITAO_AVX512 inline __mmask8 first_lanes(size_t count) {
    return count >= kQuads ? kAll : static_cast<__mmask8>((1U << count) - 1);
}

YITAO_AVX512 void classify_small(const uint8_t* codes, size_t rows, const uint8_t* table,
                                 uint8_t* out) {
    const __m512i classes = table_of(table);
    size_t row = 0;
    for (; row + 64 <= rows; row += 64) {
        _mm512_storeu_si512(out + row, _mm512_shuffle_epi8(classes, load(codes + row)));
    }
    if (row < rows) {
        const __mmask64 rest = (uint64_t{1} << (rows - row)) - 1;
        const __m512i some = _mm512_maskz_loadu_epi8(rest, codes + row);
        _mm512_mask_storeu_epi8(out + row, rest, _mm512_shuffle_epi8(classes, some));
    }
}

YITAO_AVX512 void test_small(const uint8_t* classes, size_t words, const ClassSet& set,
                             uint64_t* out) {
    const __m512i table = table_of(set.small_table);
    for (size_t w = 0; w < words; ++w) {
        out[w] = _mm512_movepi8_mask(_mm512_shuffle_epi8(table, load(classes + w * 64)));
    }
}

YITAO_AVX512 void test_range(const uint8_t* classes, size_t words, uint8_t first, uint8_t last,
                             uint64_t flip, uint64_t* out) {
    const __m512i base = _mm512_set1_epi8(static_cast<char>(first));
    const __m512i width = _mm512_set1_epi8(static_cast<char>(last - first));
    for (size_t w = 0; w < words; ++w) {
        const __m512i above = _mm512_sub_epi8(load(classes + w * 64), base);
        out[w] = _mm512_cmple_epu8_mask(above, width) ^ flip;
    }
}

// The set's 32 bytes of bits are one table: byte class / 8, bit class % 8.
YITAO_AVX512 void test_set(const uint8_t* classes, size_t words, const ClassSet& set,
                           uint64_t* out) {
    static constexpr uint8_t kBits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const __m512i members = _mm512_broadcast_i64x4(
        _mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(set.bits))));
    const __m512i bits = table_of(kBits);
    const __m512i byte_index = _mm512_set1_epi8(0x1F);
    const __m512i bit_index = _mm512_set1_epi8(0x07);
    for (size_t w = 0; w < words; ++w) {
        const __m512i some = load(classes + w * 64);
        const __m512i at = _mm512_and_si512(_mm512_srli_epi16(some, 3), byte_index);
        const __m512i byte = _mm512_permutexvar_epi8(at, members);
        const __m512i bit = _mm512_shuffle_epi8(bits, _mm512_and_si512(some, bit_index));
        out[w] = _mm512_test_epi8_mask(byte, bit);
    }
}

YITAO_AVX512 inline __m512i and_step(const uint64_t* a, const uint64_t* b, uint64_t* out,
                                     __mmask8 here) {
    const __m512i both =
        _mm512_and_si512(_mm512_maskz_loadu_epi64(here, a), _mm512_maskz_loadu_epi64(here, b));
    _mm512_mask_storeu_epi64(out, here, both);
    return both;
}

YITAO_AVX512 uint32_t and_count(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    __m512i counts = _mm512_setzero_si512();
    size_t w = 0;
    for (; w + kQuads <= words; w += kQuads) {
        const __m512i both = and_step(a + w, b + w, out + w, kAll);
        counts = _mm512_add_epi64(counts, _mm512_popcnt_epi64(both));
    }
    if (w < words) {
        const __m512i both = and_step(a + w, b + w, out + w, kHalf);
        counts = _mm512_add_epi64(counts, _mm512_popcnt_epi64(both));
    }
    return static_cast<uint32_t>(_mm512_reduce_add_epi64(counts));
}

YITAO_AVX512 uint32_t count(const uint64_t* a, size_t words) {
    __m512i counts = _mm512_setzero_si512();
    size_t w = 0;
    for (; w + kQuads <= words; w += kQuads) {
        counts = _mm512_add_epi64(counts, _mm512_popcnt_epi64(load(a + w)));
    }
    if (w < words) {
        const __m512i rest = _mm512_maskz_loadu_epi64(kHalf, a + w);
        counts = _mm512_add_epi64(counts, _mm512_popcnt_epi64(rest));
    }
    return static_cast<uint32_t>(_mm512_reduce_add_epi64(counts));
}

YITAO_AVX512 bool and_any(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    __m512i any = _mm512_setzero_si512();
    size_t w = 0;
    for (; w + kQuads <= words; w += kQuads) {
        any = _mm512_or_si512(any, and_step(a + w, b + w, out + w, kAll));
    }
    if (w < words) any = _mm512_or_si512(any, and_step(a + w, b + w, out + w, kHalf));
    return _mm512_test_epi64_mask(any, any) != 0;
}

YITAO_AVX512 inline void and_all_step(const uint64_t* const* rows, size_t count, size_t w,
                                      uint64_t* out, __mmask8 here) {
    __m512i all = _mm512_maskz_loadu_epi64(here, rows[0] + w);
    for (size_t i = 1; i < count; ++i) {
        all = _mm512_and_si512(all, _mm512_maskz_loadu_epi64(here, rows[i] + w));
    }
    _mm512_mask_storeu_epi64(out + w, here, all);
}

YITAO_AVX512 void and_all(const uint64_t* const* rows, size_t count, size_t words, uint64_t* out) {
    size_t w = 0;
    for (; w + kQuads <= words; w += kQuads) and_all_step(rows, count, w, out, kAll);
    if (w < words) and_all_step(rows, count, w, out, kHalf);
}

YITAO_AVX512 inline void difference_step(const uint64_t* a, const uint64_t* b, uint64_t* out,
                                         __mmask8 here) {
    constexpr int kOrOfXor = 0xF6;  // out | (a ^ b), as the table of a function of three bits
    const __m512i differs = _mm512_ternarylogic_epi64(_mm512_maskz_loadu_epi64(here, out),
                                                      _mm512_maskz_loadu_epi64(here, a),
                                                      _mm512_maskz_loadu_epi64(here, b), kOrOfXor);
    _mm512_mask_storeu_epi64(out, here, differs);
}

YITAO_AVX512 void or_difference(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out) {
    size_t w = 0;
    for (; w + kQuads <= words; w += kQuads) difference_step(a + w, b + w, out + w, kAll);
    if (w < words) difference_step(a + w, b + w, out + w, kHalf);
}

YITAO_AVX512 NumberSummary summarise(const int64_t* values, size_t rows, size_t words,
                                     uint64_t* numbers, uint64_t* present) {
    const __m512i below_numbers = _mm512_set1_epi64(ledger::kLeastNumber - 1);
    const __m512i blank = _mm512_set1_epi64(ledger::kBlankNumber);
    __m512i least = _mm512_set1_epi64(INT64_MAX);
    __m512i greatest = _mm512_set1_epi64(INT64_MIN);
    for (size_t w = 0; w < words; ++w) {
        uint64_t number_bits = 0;
        uint64_t present_bits = 0;
        for (size_t i = 0; i < 64; i += kQuads) {
            const size_t row = w * 64 + i;
            if (row >= rows) break;
            const __mmask8 here = first_lanes(rows - row);
            const __m512i some = _mm512_maskz_loadu_epi64(here, values + row);
            const __mmask8 is_number = _mm512_mask_cmpgt_epi64_mask(here, some, below_numbers);
            const __mmask8 is_present = _mm512_mask_cmpneq_epi64_mask(here, some, blank);
            number_bits |= static_cast<uint64_t>(is_number) << i;
            present_bits |= static_cast<uint64_t>(is_present) << i;
            least = _mm512_mask_min_epi64(least, is_number, least, some);
            greatest = _mm512_mask_max_epi64(greatest, is_number, greatest, some);
        }
        numbers[w] = number_bits;
        present[w] = present_bits;
    }
    return {_mm512_reduce_min_epi64(least), _mm512_reduce_max_epi64(greatest)};
}

// The first `planes` of the four bytes from `first_byte` on, of the differences of 64 rows.
YITAO_AVX512 inline void split_half(const int64_t* values, __m512i least, int first_byte,
                                    int planes, uint8_t* out) {
    // Of two registers, 16 rows: byte p of each row into the p-th quarter.
    alignas(64) static constexpr uint8_t kByPlane[64] = {
        0, 8,  16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120,
        1, 9,  17, 25, 33, 41, 49, 57, 65, 73, 81, 89, 97, 105, 113, 121,
        2, 10, 18, 26, 34, 42, 50, 58, 66, 74, 82, 90, 98, 106, 114, 122,
        3, 11, 19, 27, 35, 43, 51, 59, 67, 75, 83, 91, 99, 107, 115, 123};
    const __m512i by_plane =
        _mm512_add_epi8(load(kByPlane), _mm512_set1_epi8(static_cast<char>(first_byte)));
    __m512i rows[4];
    for (size_t i = 0; i < 4; ++i) {
        const __m512i one = _mm512_sub_epi64(load(values + 16 * i), least);
        const __m512i next = _mm512_sub_epi64(load(values + 16 * i + kQuads), least);
        rows[i] = _mm512_permutex2var_epi8(one, by_plane, next);
    }
    // Quarters 0 and 1, then 2 and 3, of each pair; then one quarter of all four.
    __m512i low[2];
    __m512i high[2];
    for (size_t i = 0; i < 2; ++i) {
        low[i] = _mm512_shuffle_i64x2(rows[2 * i], rows[2 * i + 1], 0x44);
        high[i] = _mm512_shuffle_i64x2(rows[2 * i], rows[2 * i + 1], 0xEE);
    }
    const __m512i split[4] = {
        _mm512_shuffle_i64x2(low[0], low[1], 0x88), _mm512_shuffle_i64x2(low[0], low[1], 0xDD),
        _mm512_shuffle_i64x2(high[0], high[1], 0x88), _mm512_shuffle_i64x2(high[0], high[1], 0xDD)};
    for (size_t p = 0; p < static_cast<size_t>(planes); ++p) {
        _mm512_storeu_si512(out + p * kBlockRows, split[p]);
    }
}

YITAO_AVX512 void split_planes(const int64_t* values, size_t rows, int64_t least, int width,
                               uint8_t* planes) {
    const __m512i base = _mm512_set1_epi64(least);
    size_t row = 0;
    for (; row + 64 <= rows; row += 64) {
        split_half(values + row, base, 0, width < 4 ? width : 4, planes + row);
        if (width > 4) {
            split_half(values + row, base, 4, width - 4, planes + 4 * kBlockRows + row);
        }
    }
    portable_kernels().split_planes(values + row, rows - row, least, width, planes + row);
}

template <size_t kWidth>
YITAO_AVX512 void sum_width(const uint64_t* mask, size_t words, const uint8_t* planes,
                            uint64_t* sums) {
    __m512i totals[kWidth];  // in registers, as every loop over them is unrolled
#pragma GCC unroll 8
    for (size_t p = 0; p < kWidth; ++p) totals[p] = _mm512_setzero_si512();
    for (size_t w = 0; w < words; ++w) {
        if (mask[w] == 0) continue;
#pragma GCC unroll 8
        for (size_t p = 0; p < kWidth; ++p) {
            const __m512i kept = _mm512_maskz_loadu_epi8(mask[w], planes + p * kBlockRows + w * 64);
            totals[p] = _mm512_add_epi64(totals[p], _mm512_sad_epu8(kept, _mm512_setzero_si512()));
        }
    }
#pragma GCC unroll 8
    for (size_t p = 0; p < kWidth; ++p) {
        sums[p] = static_cast<uint64_t>(_mm512_reduce_add_epi64(totals[p]));
    }
}

void sum_planes(const uint64_t* mask, size_t words, const uint8_t* planes, int width,
                uint64_t* sums) {
    using Sum = void (*)(const uint64_t*, size_t, const uint8_t*, uint64_t*);
    static constexpr Sum kSums[] = {sum_width<1>, sum_width<2>, sum_width<3>, sum_width<4>,
                                    sum_width<5>, sum_width<6>, sum_width<7>, sum_width<8>};
    if (width > 0) kSums[width - 1](mask, words, planes, sums);
}

template <bool kMax>
YITAO_AVX512 int64_t extreme(const uint64_t* mask, size_t words, const int64_t* values,
                             size_t /*rows*/) {
    __m512i best = _mm512_set1_epi64(kMax ? INT64_MIN : INT64_MAX);
    for (size_t w = 0; w < words; ++w) {
        for (size_t i = 0; i < 64; i += kQuads) {
            const auto chosen = static_cast<__mmask8>(mask[w] >> i);
            if (chosen == 0) continue;
            const __m512i some = _mm512_maskz_loadu_epi64(chosen, values + w * 64 + i);
            best = kMax ? _mm512_mask_max_epi64(best, chosen, best, some)
                        : _mm512_mask_min_epi64(best, chosen, best, some);
        }
    }
    return kMax ? _mm512_reduce_max_epi64(best) : _mm512_reduce_min_epi64(best);
}

YITAO_AVX512 void run_greatest(const uint8_t* bytes, int width, size_t rows, uint64_t* out) {
    run_extremes<true>(bytes, width, rows, out);
}

YITAO_AVX512 void run_least(const uint8_t* bytes, int width, size_t rows, uint64_t* out) {
    run_extremes<false>(bytes, width, rows, out);
}

constexpr Kernels kAvx512{"avx512",     classify_small, test_small, test_range,    test_set,
                          and_count,    count,          and_any,    and_all,       or_difference,
                          summarise,    split_planes,   sum_planes, extreme<true>, extreme<false>,
                          run_greatest, run_least};

}  // namespace

const Kernels* avx512_kernels() {
    static const bool available =
        __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("bmi2");
    return available ? &kAvx512 : nullptr;
}

}  // namespace yitao::live

#else

namespace yitao::live {

const Kernels* avx512_kernels() {
    return nullptr;
}

}  // namespace yitao::live

#endif
