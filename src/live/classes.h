// Values of a condition column, sorted into at most 256 classes that no predicate tells apart. A
// row then is one byte a column, and every predicate on the column a set of classes.
//
//     ages 0..120 under {">=60", "<6"}: three classes 0..5, 6..59, 60.. (and blank, errors)
//
// A column whose predicates need more classes gets several lanes, each with some of the predicates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "formula/predicate.h"
#include "ledger/table.h"
#include "live/kernels.h"

namespace yitao::live {

// How a predicate is tested on class bytes.
struct ClassTest {
    enum class Kind : uint8_t { kNever, kAlways, kSmall, kRange, kSet };
    Kind kind = Kind::kNever;
    ClassSet set;
    uint8_t first = 0;  // kRange
    uint8_t last = 0;
    uint64_t flip = 0;

    void run(const Kernels& kernels, const uint8_t* classes, size_t words, uint64_t* out) const;
};

// From stored numbers to classes. Numbers between the first and the last bound fall into buckets of
// equal width, which know the segment of their first number; the bounds inside a bucket, usually
// none, are counted without a branch.
class NumberClasses {
  public:
    NumberClasses() = default;
    // `starts`: first number of each segment but the first, ascending, all above kLeastNumber;
    // `classes`: of each segment; `special`: of the blank and error numbers.
    NumberClasses(std::vector<int64_t> starts, std::vector<uint8_t> classes,
                  std::vector<uint8_t> special);
    void classify(const int64_t* numbers, size_t rows, uint8_t* out) const;

  private:
    template <int kSteps>
    void classify_steps(const int64_t* numbers, size_t rows, uint8_t* out) const;
    void classify_by_search(const int64_t* numbers, size_t rows, uint8_t* out) const;
    void make_buckets();
    [[nodiscard]] size_t bounds_in_a_bucket() const;

    std::vector<int64_t> starts_;
    std::vector<uint8_t> classes_;
    std::vector<uint8_t> special_;
    // Bucket 0 begins one number below the first bound, so that what lies lower falls into it.
    int64_t base_ = 0;
    int shift_ = 0;
    std::vector<int64_t> padded_starts_;  // with numbers behind that nothing reaches
    std::vector<uint8_t> padded_classes_;
    std::vector<uint8_t> buckets_;  // segment of the first number; empty: too many segments
    size_t steps_ = 0;              // most bounds inside one bucket, not at its beginning
};

// One byte a row for some predicates of one column.
struct Lane {
    size_t column = 0;
    // By stored value, where these are few: codes, and numbers of one or two bytes.
    std::vector<uint8_t> class_of_raw;
    NumberClasses numbers;             // else
    bool small = false;                // no stored value reaches 16: the table is one register
    std::vector<uint32_t> predicates;  // numbers of those it serves, as given
    std::vector<ClassTest> tests;      // one for each of them

    // At most kBlockRows rows.
    void classify(const Kernels& kernels, const ledger::PackedView& view, size_t rows,
                  uint8_t* out) const;
};

// Lanes that together serve `predicates` of one column; `numbers[i]` is what predicate i is called.
std::vector<Lane> make_lanes(size_t column, const ledger::ColumnData& data,
                             std::span<const formula::Predicate* const> predicates,
                             std::span<const uint32_t> numbers);

}  // namespace yitao::live
