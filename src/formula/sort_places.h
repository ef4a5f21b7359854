// Where values stand in Excel's order, as numbers that compare in a blink: collating 100,000 names
// costs once for each distinct name, not once for each comparison.
//
//     std::vector<SortPlace> places = sort_places(count, [&](size_t i, Value& scratch) …);
#pragma once

#include <compare>
#include <functional>
#include <vector>

#include "formula/value.h"

namespace yitao::formula {

// Numbers < texts < booleans < errors < blanks; within a kind by `value`.
struct SortPlace {
    enum class Kind : uint8_t { kNumber, kText, kBoolean, kError, kBlank };
    Kind kind = Kind::kBlank;
    double value = 0;
    auto operator<=>(const SortPlace&) const = default;
    [[nodiscard]] bool is_blank() const { return kind == Kind::kBlank; }
};

// `cell(i, scratch)` gives the i-th of `count` values, stored in scratch where need be.
using SortCell = std::function<const Value&(size_t, Value&)>;
std::vector<SortPlace> sort_places(size_t count, const SortCell& cell);

}  // namespace yitao::formula
