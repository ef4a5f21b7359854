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

// From stored numbers to classes.
class NumberClasses {
  public:
    NumberClasses() = default;
    // `starts`: first number of each segment but the first, ascending, all above kLeastNumber;
    // `classes`: of each segment; `special`: of the blank and error numbers.
    NumberClasses(std::vector<int64_t> starts, std::vector<uint8_t> classes,
                  std::vector<uint8_t> special);
    void classify(const int64_t* numbers, size_t rows, uint8_t* out) const;

  private:
    [[nodiscard]] uint8_t class_of(int64_t number) const;

    std::vector<int64_t> starts_;
    std::vector<uint8_t> classes_;
    std::vector<uint8_t> special_;
    // Numbers from low_ on fall into buckets of 2^shift_; a bucket knows the segment of its first
    // number, so that one or two comparisons find the number's own.
    int64_t low_ = 0;
    int shift_ = 0;
    std::vector<uint32_t> buckets_;
    bool exact_ = false;  // every bucket lies inside one segment
    std::vector<uint8_t> bucket_classes_;  // when exact_
};

// One byte a row for some predicates of one column.
struct Lane {
    size_t column = 0;
    bool coded = false;
    std::vector<uint8_t> class_of_code;  // coded
    NumberClasses numbers;               // else
    std::vector<uint32_t> predicates;    // numbers of those it serves, as given
    std::vector<ClassTest> tests;        // one for each of them

    void classify(const ledger::ColumnData& data, uint32_t first_row, size_t rows,
                  uint8_t* out) const;
};

// Lanes that together serve `predicates` of one column; `numbers[i]` is what predicate i is called.
std::vector<Lane> make_lanes(size_t column, const ledger::ColumnData& data,
                             std::span<const formula::Predicate* const> predicates,
                             std::span<const uint32_t> numbers);

}  // namespace yitao::live
