#include "live/classes.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace yitao::live {

using formula::Predicate;
using ledger::ColumnData;

namespace {

constexpr size_t kMostClasses = 256;
constexpr size_t kSmallClasses = 16;
constexpr size_t kSpecials = static_cast<size_t>(ledger::kLeastNumber - INT64_MIN);
constexpr size_t kMostBuckets = 4096;  // they stay in the nearest cache
constexpr int kMostSteps = 4;

// What a lane's classes are made of: dictionary codes, or segments of numbers between the bounds
// of predicates and then the blank and error numbers.
class Items {
  public:
    Items(const ColumnData& data, std::span<const Predicate* const> predicates)
        : coded_(data.is_coded()), count_(data.dictionary.size()) {
        if (coded_) return;
        for (const Predicate* predicate : predicates) {
            for (const formula::NumberRange& range : predicate->ranges) {
                add_start(range.first);
                if (range.last != INT64_MAX) add_start(range.last + 1);
            }
        }
        std::sort(starts_.begin(), starts_.end());
        starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
        count_ = segments() + kSpecials;
    }

    [[nodiscard]] size_t count() const { return count_; }
    [[nodiscard]] size_t segments() const { return starts_.size() + 1; }
    [[nodiscard]] const std::vector<int64_t>& starts() const { return starts_; }
    [[nodiscard]] bool matches(const Predicate& predicate, size_t item) const {
        if (coded_) return predicate.code_matches[item] != 0;
        if (item >= segments()) {
            return predicate.contains(INT64_MIN + static_cast<int64_t>(item - segments()));
        }
        return predicate.contains(item == 0 ? ledger::kLeastNumber : starts_[item - 1]);
    }

  private:
    void add_start(int64_t number) {
        if (number > ledger::kLeastNumber) starts_.push_back(number);
    }

    bool coded_;
    size_t count_;
    std::vector<int64_t> starts_;
};

// A class for each item, split further with every predicate.
struct Partition {
    std::vector<uint8_t> class_of;
    size_t classes = 1;

    explicit Partition(size_t items) : class_of(items, 0) {}

    // False, and nothing changed, when the predicate would make too many classes.
    bool split(const Items& items, const Predicate& predicate) {
        constexpr uint16_t kNone = UINT16_MAX;
        std::vector<uint16_t> renamed(2 * classes, kNone);
        std::vector<uint8_t> next(class_of.size());
        uint16_t count = 0;
        for (size_t item = 0; item < class_of.size(); ++item) {
            size_t key = size_t{2} * class_of[item] + (items.matches(predicate, item) ? 1 : 0);
            if (renamed[key] == kNone) {
                if (count == kMostClasses) return false;
                renamed[key] = count++;
            }
            next[item] = static_cast<uint8_t>(renamed[key]);
        }
        class_of = std::move(next);
        classes = count;
        return true;
    }
};

// Every segment its own class, in order, and the specials behind them: predicates then are runs of
// classes, which are tested faster than scattered ones. Nothing changes when these are too many.
void number_in_order(Partition& partition, const Items& items) {
    size_t segments = items.segments();
    std::vector<uint8_t> kinds;  // classes of the specials, each once
    Partition ordered(items.count());
    for (size_t item = 0; item < items.count(); ++item) {
        if (item < segments) {
            ordered.class_of[item] = static_cast<uint8_t>(item);
            continue;
        }
        auto at = std::find(kinds.begin(), kinds.end(), partition.class_of[item]);
        ordered.class_of[item] = static_cast<uint8_t>(segments + (at - kinds.begin()));
        if (at == kinds.end()) kinds.push_back(partition.class_of[item]);
    }
    ordered.classes = segments + kinds.size();
    if (ordered.classes <= kMostClasses) partition = std::move(ordered);
}

bool is_run(const ClassSet& set, size_t classes, bool wanted, uint8_t& first, uint8_t& last) {
    size_t begin = 0;
    while (begin < classes && set.contains(static_cast<uint8_t>(begin)) != wanted) ++begin;
    size_t end = begin;
    while (end < classes && set.contains(static_cast<uint8_t>(end)) == wanted) ++end;
    for (size_t rest = end; rest < classes; ++rest) {
        if (set.contains(static_cast<uint8_t>(rest)) == wanted) return false;
    }
    first = static_cast<uint8_t>(begin);
    last = static_cast<uint8_t>(end - 1);
    return end > begin;
}

ClassTest make_test(const Items& items, const Partition& partition, const Predicate& predicate) {
    ClassTest test;
    size_t members = 0;
    for (size_t item = 0; item < items.count(); ++item) {
        uint8_t name = partition.class_of[item];
        if (!items.matches(predicate, item) || test.set.contains(name)) continue;
        test.set.add(name);
        ++members;
    }
    using Kind = ClassTest::Kind;
    if (members == 0) {
        test.kind = Kind::kNever;
    } else if (members == partition.classes) {
        test.kind = Kind::kAlways;
    } else if (partition.classes <= kSmallClasses) {
        test.kind = Kind::kSmall;
    } else if (is_run(test.set, partition.classes, true, test.first, test.last)) {
        test.kind = Kind::kRange;
    } else if (is_run(test.set, partition.classes, false, test.first, test.last)) {
        test.kind = Kind::kRange;
        test.flip = ~uint64_t{0};
    } else {
        test.kind = Kind::kSet;
    }
    return test;
}

}  // namespace

void ClassTest::run(const Kernels& kernels, const uint8_t* classes, size_t words,
                    uint64_t* out) const {
    switch (kind) {
        case Kind::kNever:
            std::fill_n(out, words, uint64_t{0});
            return;
        case Kind::kAlways:
            std::fill_n(out, words, ~uint64_t{0});
            return;
        case Kind::kSmall:
            return kernels.test_small(classes, words, set, out);
        case Kind::kRange:
            return kernels.test_range(classes, words, first, last, flip, out);
        case Kind::kSet:
            return kernels.test_set(classes, words, set, out);
    }
}

NumberClasses::NumberClasses(std::vector<int64_t> starts, std::vector<uint8_t> classes,
                             std::vector<uint8_t> special)
    : starts_(std::move(starts)), classes_(std::move(classes)), special_(std::move(special)) {
    CHECK(classes_.size() == starts_.size() + 1 && special_.size() == kSpecials);
    if (starts_.empty() || classes_.size() > kMostClasses) return;
    make_buckets();
    steps_ = bounds_in_a_bucket();
    if (steps_ > size_t{kMostSteps}) buckets_.clear();
    // A step past the last bound meets the largest number: only that itself goes one further.
    padded_starts_ = starts_;
    padded_starts_.resize(starts_.size() + kMostSteps, INT64_MAX);
    padded_classes_ = classes_;
    padded_classes_.resize(classes_.size() + kMostSteps, classes_.back());
}

void NumberClasses::make_buckets() {
    base_ = starts_.front() - 1;
    auto span = static_cast<uint64_t>(starts_.back()) - static_cast<uint64_t>(base_);
    while ((span >> shift_) >= kMostBuckets) ++shift_;
    for (uint64_t bucket = 0; bucket <= span >> shift_; ++bucket) {
        auto first = static_cast<int64_t>(static_cast<uint64_t>(base_) + (bucket << shift_));
        auto after = std::upper_bound(starts_.begin(), starts_.end(), first);
        buckets_.push_back(static_cast<uint8_t>(after - starts_.begin()));
    }
}

size_t NumberClasses::bounds_in_a_bucket() const {
    size_t most = 0;
    for (size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
        size_t next = bucket + 1 < buckets_.size() ? buckets_[bucket + 1] : starts_.size();
        most = std::max(most, next - buckets_[bucket]);
    }
    // A bound at the very beginning of the next bucket is counted above though it is not inside;
    // where every bucket is one number, nothing is.
    return shift_ == 0 ? 0 : most;
}

// Numbers are drawn to the bounds' span first. Blanks and errors lie below every bound; where there
// are any, they are mended afterwards.
template <int kSteps>
void NumberClasses::classify_steps(const int64_t* numbers, size_t rows, uint8_t* out) const {
    int64_t base = base_;
    int64_t high = starts_.back();
    const int64_t* starts = padded_starts_.data();
    const uint8_t* buckets = buckets_.data();
    const uint8_t* classes = padded_classes_.data();
    int shift = shift_;
    bool any_special = false;
    for (size_t row = 0; row < rows; ++row) {
        int64_t number = numbers[row];
        any_special |= number < ledger::kLeastNumber;
        int64_t inside = std::min(std::max(number, base), high);
        size_t segment =
            buckets[(static_cast<uint64_t>(inside) - static_cast<uint64_t>(base)) >> shift];
        for (int step = 0; step < kSteps; ++step) {
            segment += static_cast<size_t>(inside >= starts[segment]);
        }
        out[row] = classes[segment];
    }
    if (!any_special) return;
    for (size_t row = 0; row < rows; ++row) {
        if (numbers[row] >= ledger::kLeastNumber) continue;
        out[row] = special_[static_cast<size_t>(numbers[row] - INT64_MIN)];
    }
}

void NumberClasses::classify_by_search(const int64_t* numbers, size_t rows, uint8_t* out) const {
    for (size_t row = 0; row < rows; ++row) {
        if (numbers[row] < ledger::kLeastNumber) {
            out[row] = special_[static_cast<size_t>(numbers[row] - INT64_MIN)];
            continue;
        }
        auto after = std::upper_bound(starts_.begin(), starts_.end(), numbers[row]);
        out[row] = classes_[static_cast<size_t>(after - starts_.begin())];
    }
}

void NumberClasses::classify(const int64_t* numbers, size_t rows, uint8_t* out) const {
    if (buckets_.empty()) return classify_by_search(numbers, rows, out);
    switch (steps_) {
        case 0:
            return classify_steps<0>(numbers, rows, out);
        case 1:
            return classify_steps<1>(numbers, rows, out);
        case 2:
            return classify_steps<2>(numbers, rows, out);
        default:
            return classify_steps<kMostSteps>(numbers, rows, out);
    }
}

namespace {

// Every stored value of one or two bytes with its class; empty for wider ones.
std::vector<uint8_t> classes_by_raw(const NumberClasses& numbers, ledger::NumberCoding coding) {
    if (coding.width > 2) return {};
    std::vector<int64_t> values(ledger::NumberCoding::greatest_raw(coding.width) + 1);
    for (size_t raw = 0; raw < values.size(); ++raw) values[raw] = coding.value(raw);
    std::vector<uint8_t> classes(values.size());
    numbers.classify(values.data(), values.size(), classes.data());
    return classes;
}

template <typename Raw>
void classify_raw(const uint8_t* bytes, size_t rows, const uint8_t* classes, uint8_t* out) {
    const auto class_at = [&](size_t row) {
        Raw raw = 0;
        std::memcpy(&raw, bytes + row * sizeof raw, sizeof raw);
        return classes[raw];
    };
    size_t row = 0;
    // Eight at a time, stored as one word: half the work is storing.
    for (; row + 8 <= rows; row += 8) {
        uint64_t eight = 0;
        for (size_t i = 0; i < 8; ++i) eight |= uint64_t{class_at(row + i)} << (8 * i);
        std::memcpy(out + row, &eight, sizeof eight);
    }
    for (; row < rows; ++row) out[row] = class_at(row);
}

}  // namespace

void Lane::classify(const Kernels& kernels, const ledger::PackedView& view, size_t rows,
                    uint8_t* out) const {
    const uint8_t* classes = class_of_raw.data();
    if (small) return kernels.classify_small(view.bytes, rows, classes, out);
    if (class_of_raw.empty()) {
        int64_t unpacked[kBlockRows];
        ledger::unpack_numbers(view, rows, unpacked);
        return numbers.classify(unpacked, rows, out);
    }
    switch (view.coding.width) {
        case 1:
            return classify_raw<uint8_t>(view.bytes, rows, classes, out);
        case 2:
            return classify_raw<uint16_t>(view.bytes, rows, classes, out);
        default:
            return classify_raw<uint32_t>(view.bytes, rows, classes, out);
    }
}

std::vector<Lane> make_lanes(size_t column, const ColumnData& data,
                             std::span<const Predicate* const> predicates,
                             std::span<const uint32_t> numbers) {
    Items all(data, predicates);
    std::vector<Lane> lanes;
    for (size_t begin = 0; begin < predicates.size();) {
        Partition partition(all.count());
        size_t end = begin;
        while (end < predicates.size() && partition.split(all, *predicates[end])) ++end;
        CHECK(end > begin);
        auto mine = predicates.subspan(begin, end - begin);
        // Bounds of the other lanes' predicates are not this lane's: fewer segments.
        Items items(data, mine);
        partition = Partition(items.count());
        for (const Predicate* predicate : mine) CHECK(partition.split(items, *predicate));
        Lane lane;
        lane.column = column;
        if (!data.is_coded() && partition.classes > kSmallClasses)
            number_in_order(partition, items);
        for (size_t i = begin; i < end; ++i) {
            lane.predicates.push_back(numbers[i]);
            lane.tests.push_back(make_test(items, partition, *predicates[i]));
        }
        if (data.is_coded()) {
            lane.class_of_raw = std::move(partition.class_of);
            lane.small = lane.class_of_raw.size() <= kSmallClasses;
            lane.class_of_raw.resize(std::max(lane.class_of_raw.size(), kSmallClasses));
        } else {
            auto middle = partition.class_of.begin() + static_cast<ptrdiff_t>(items.segments());
            lane.numbers = NumberClasses(items.starts(), {partition.class_of.begin(), middle},
                                         {middle, partition.class_of.end()});
            lane.class_of_raw = classes_by_raw(lane.numbers, data.numbers.coding());
        }
        lanes.push_back(std::move(lane));
        begin = end;
    }
    return lanes;
}

}  // namespace yitao::live
