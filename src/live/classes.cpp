#include "live/classes.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace yitao::live {

using formula::Predicate;
using ledger::ColumnData;

namespace {

constexpr size_t kMostClasses = 256;
constexpr size_t kSmallClasses = 16;
constexpr size_t kSpecials = static_cast<size_t>(ledger::kLeastNumber - INT64_MIN);
constexpr size_t kMostBuckets = size_t{1} << 15;

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
        uint16_t next = 0;
        for (size_t item = 0; item < class_of.size(); ++item) {
            size_t key = size_t{2} * class_of[item] + (items.matches(predicate, item) ? 1 : 0);
            if (renamed[key] != kNone) continue;
            if (next == kMostClasses) return false;
            renamed[key] = next++;
        }
        for (size_t item = 0; item < class_of.size(); ++item) {
            size_t key = size_t{2} * class_of[item] + (items.matches(predicate, item) ? 1 : 0);
            class_of[item] = static_cast<uint8_t>(renamed[key]);
        }
        classes = next;
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
        case Kind::kNever: std::fill_n(out, words, uint64_t{0}); return;
        case Kind::kAlways: std::fill_n(out, words, ~uint64_t{0}); return;
        case Kind::kSmall: return kernels.test_small(classes, words, set, out);
        case Kind::kRange: return kernels.test_range(classes, words, first, last, flip, out);
        case Kind::kSet: return kernels.test_set(classes, words, set, out);
    }
}

NumberClasses::NumberClasses(std::vector<int64_t> starts, std::vector<uint8_t> classes,
                             std::vector<uint8_t> special)
    : starts_(std::move(starts)), classes_(std::move(classes)), special_(std::move(special)) {
    CHECK(classes_.size() == starts_.size() + 1 && special_.size() == kSpecials);
    if (starts_.empty()) return;
    low_ = starts_.front();
    auto span = static_cast<uint64_t>(starts_.back()) - static_cast<uint64_t>(low_);
    while ((span >> shift_) >= kMostBuckets) ++shift_;
    size_t count = (span >> shift_) + 1;
    exact_ = shift_ == 0;
    for (size_t bucket = 0; bucket < count; ++bucket) {
        auto first = static_cast<int64_t>(static_cast<uint64_t>(low_) +
                                          (static_cast<uint64_t>(bucket) << shift_));
        auto segment = std::upper_bound(starts_.begin(), starts_.end(), first) - starts_.begin();
        buckets_.push_back(static_cast<uint32_t>(segment));
        bucket_classes_.push_back(classes_[static_cast<size_t>(segment)]);
    }
}

uint8_t NumberClasses::class_of(int64_t number) const {
    if (number < ledger::kLeastNumber) {
        return special_[static_cast<size_t>(number - INT64_MIN)];
    }
    if (starts_.empty() || number < low_) return classes_.front();
    if (number >= starts_.back()) return classes_.back();
    auto bucket = (static_cast<uint64_t>(number) - static_cast<uint64_t>(low_)) >> shift_;
    if (exact_) return bucket_classes_[bucket];
    // number < starts_.back(), so there is a start above it.
    size_t segment = buckets_[bucket];
    while (number >= starts_[segment]) ++segment;
    return classes_[segment];
}

void NumberClasses::classify(const int64_t* numbers, size_t rows, uint8_t* out) const {
    for (size_t row = 0; row < rows; ++row) out[row] = class_of(numbers[row]);
}

void Lane::classify(const ColumnData& data, uint32_t first_row, size_t rows, uint8_t* out) const {
    if (!coded) return numbers.classify(data.numbers.data() + first_row, rows, out);
    const uint32_t* codes = data.codes.data() + first_row;
    for (size_t row = 0; row < rows; ++row) out[row] = class_of_code[codes[row]];
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
        lane.coded = data.is_coded();
        if (!lane.coded && partition.classes > kSmallClasses) number_in_order(partition, items);
        for (size_t i = begin; i < end; ++i) {
            lane.predicates.push_back(numbers[i]);
            lane.tests.push_back(make_test(items, partition, *predicates[i]));
        }
        if (lane.coded) {
            lane.class_of_code = std::move(partition.class_of);
        } else {
            auto middle = partition.class_of.begin() + static_cast<ptrdiff_t>(items.segments());
            lane.numbers = NumberClasses(items.starts(), {partition.class_of.begin(), middle},
                                         {middle, partition.class_of.end()});
        }
        lanes.push_back(std::move(lane));
        begin = end;
    }
    return lanes;
}

}  // namespace yitao::live
