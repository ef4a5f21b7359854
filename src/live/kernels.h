// The inner loops of the live engine: bits of rows, 64 to a word. Three sets with the same results:
// portable C++, AVX2 and AVX-512; the best the processor has is chosen once.
//
//     const Kernels& k = best_kernels();
//     uint32_t matched = k.and_count(sex, age, words, both);
//
// Row bitmaps and class bytes are padded to whole groups of 256 rows (kWordGroup words); bits of
// rows behind the last are the caller's to clear. No call looks at more than kBlockRows rows.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yitao::live {

inline constexpr size_t kBlockRows = 4096;
inline constexpr size_t kBlockWords = kBlockRows / 64;
inline constexpr size_t kWordGroup = 4;
inline constexpr size_t kRunRows = 64;

constexpr size_t words_of(size_t rows) {
    return (rows + 64 * kWordGroup - 1) / (64 * kWordGroup) * kWordGroup;
}

// A set of classes 0..255 in the forms the kernels take.
struct ClassSet {
    uint64_t bits[4] = {};         // one bit a class
    uint8_t small_table[16] = {};  // 0x80 for members below 16
    uint8_t low_half[16] = {};     // by low nibble: bit h is the class 16 h + nibble, h < 8
    uint8_t high_half[16] = {};    // the same for classes from 128 on

    void add(uint8_t member);
    [[nodiscard]] bool contains(uint8_t member) const {
        return (bits[member >> 6] >> (member & 63) & 1) != 0;
    }
};

// Of one block of a numbers column. Without any number least is above greatest.
struct NumberSummary {
    int64_t least = INT64_MAX;
    int64_t greatest = INT64_MIN;
};

struct Kernels {
    const char* name;
    // out[i] = table[codes[i]], all codes below 16.
    void (*classify_small)(const uint8_t* codes, size_t rows, const uint8_t* table, uint8_t* out);
    // Row bits from class bytes. `small`: every class is below 16. `range`: first <= class <= last.
    // `flip` is xored into each word: all ones turns the test round.
    void (*test_small)(const uint8_t* classes, size_t words, const ClassSet& set, uint64_t* out);
    void (*test_range)(const uint8_t* classes, size_t words, uint8_t first, uint8_t last,
                       uint64_t flip, uint64_t* out);
    void (*test_set)(const uint8_t* classes, size_t words, const ClassSet& set, uint64_t* out);
    // out = a & b; the number of bits in it. `out` may be a or b.
    uint32_t (*and_count)(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out);
    uint32_t (*count)(const uint64_t* a, size_t words);
    // The same without counting: is there any?
    bool (*and_any)(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out);
    // out = rows[0] & … & rows[count-1], count > 0; `words` in whole groups of 4.
    void (*and_all)(const uint64_t* const* rows, size_t count, size_t words, uint64_t* out);
    // out |= a ^ b; `words` in whole groups of 4.
    void (*or_difference)(const uint64_t* a, const uint64_t* b, size_t words, uint64_t* out);
    // Bits of the rows that hold numbers and of those that are not blank; the extremes of the
    // numbers. `rows` values are read, all words are written.
    NumberSummary (*summarise)(const int64_t* values, size_t rows, size_t words, uint64_t* numbers,
                               uint64_t* present);
    // Bytes of values minus `least`, one plane of kBlockRows a byte, lowest first; `width` planes.
    void (*split_planes)(const int64_t* values, size_t rows, int64_t least, int width,
                         uint8_t* planes);
    // sums[p] = sum of plane p over the rows of the mask.
    void (*sum_planes)(const uint64_t* mask, size_t words, const uint8_t* planes, int width,
                       uint64_t* sums);
    // Extremes of the values of the mask's rows; INT64_MIN, INT64_MAX of none. Bits of the mask
    // behind `rows` are clear.
    int64_t (*greatest)(const uint64_t* mask, size_t words, const int64_t* values, size_t rows);
    int64_t (*least)(const uint64_t* mask, size_t words, const int64_t* values, size_t rows);
    // Of packed numbers, `width` bytes each: the stored bytes of the greatest (least) of every run
    // of kRunRows, the last one shorter; a special (NumberCoding) where a run has no number.
    void (*run_greatest)(const uint8_t* bytes, int width, size_t rows, uint64_t* out);
    void (*run_least)(const uint8_t* bytes, int width, size_t rows, uint64_t* out);
};

const Kernels& portable_kernels();
const Kernels* avx2_kernels();    // null where the processor or the compiler has none
const Kernels* avx512_kernels();  // the same; Intel since Ice Lake, AMD since Zen 4
const Kernels& best_kernels();

}  // namespace yitao::live
