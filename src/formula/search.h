// Finding a value in a row or column of cells: the match and search modes of XLOOKUP, which MATCH,
// VLOOKUP and LOOKUP are special cases of.
//
//     Search search(interpreter, cells, Along::kDown, 1);
//     std::optional<size_t> at = search.find(Value("甲"), {Match::kExact, Direction::kForward});
#pragma once

#include <optional>

#include "formula/lookup_index.h"
#include "formula/reader.h"

namespace yitao::formula {

enum class Match : uint8_t {
    kExact,
    kSmaller,     // exact, else the largest below
    kLarger,      // exact, else the smallest above
    kWildcard,
    kLastNotAbove,  // sorted upwards: the last one that is not above (MATCH 1, VLOOKUP TRUE)
    kLastNotBelow,  // sorted downwards: the first equal, else the last above (MATCH -1)
};
enum class Direction : uint8_t { kForward, kBackward };

struct SearchMode {
    Match match = Match::kExact;
    Direction direction = Direction::kForward;
};

class Search {
  public:
    // `times` searches are about to follow: many pay for an index. The reader must stay.
    Search(Interpreter& interpreter, const Reader& cells, Along along, size_t times);

    // Zero-based place. Only cells of the wanted value's own kind are compared; errors find nothing.
    [[nodiscard]] std::optional<size_t> find(const Value& wanted, SearchMode mode) const;
    [[nodiscard]] size_t size() const { return size_; }

  private:
    [[nodiscard]] const Value& at(size_t index, Value& scratch) const {
        return along_ == Along::kDown ? cells_.at(index, 0, scratch)
                                      : cells_.at(0, index, scratch);
    }
    template <typename Test>
    [[nodiscard]] std::optional<size_t> first_that(Direction direction, Test&& test) const;
    [[nodiscard]] std::optional<size_t> nearest(const Value& wanted, SearchMode mode) const;
    [[nodiscard]] std::optional<size_t> last_not_above(const Value& wanted) const;
    [[nodiscard]] std::optional<size_t> last_not_below(const Value& wanted) const;
    void look_for_order();

    const Reader& cells_;
    Along along_;
    size_t size_;
    size_t stored_;
    const LookupIndex* index_ = nullptr;
    std::optional<LookupIndex> own_index_;
    bool is_ascending_ = false;  // known to be, and all of one kind
};

}  // namespace yitao::formula
