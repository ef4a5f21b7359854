#include "formula/search.h"

#include "formula/coerce.h"
#include "formula/wildcard.h"

namespace yitao::formula {

namespace {

constexpr size_t kWorthAnIndex = 8;

bool is_same_kind(const Value& a, const Value& b) {
    return (a.is_number() && b.is_number()) || (a.is_text() && b.is_text()) ||
           (a.is_boolean() && b.is_boolean());
}

}  // namespace

Search::Search(Interpreter& interpreter, const Reader& cells, Along along, size_t times)
    : cells_(cells), along_(along),
      size_(along == Along::kDown ? cells.rows() : cells.columns()),
      stored_(along == Along::kDown ? cells.stored_rows() : cells.stored_columns()) {
    if (cells.ledger() != nullptr && along == Along::kDown) {
        index_ = interpreter.memory().lookup_indexes.of(*cells.ledger(), cells, times);
    } else if (times >= kWorthAnIndex) {
        own_index_.emplace(cells, along);
        index_ = &*own_index_;
    }
    if (times >= kWorthAnIndex) look_for_order();
}

void Search::look_for_order() {
    Value before_scratch;
    Value scratch;
    for (size_t i = 1; i < stored_; ++i) {
        const Value& before = at(i - 1, before_scratch);
        const Value& value = at(i, scratch);
        if (!is_same_kind(before, value) || compare_values(before, value) > 0) return;
    }
    is_ascending_ = stored_ > 0;
}

std::optional<size_t> Search::find(const Value& wanted, SearchMode mode) const {
    if (wanted.is_error()) return std::nullopt;
    bool exact = mode.match == Match::kExact;
    if (mode.match == Match::kWildcard) {
        if (wanted.is_text()) {
            WildcardPattern pattern(wanted.text());
            if (!pattern.is_literal()) {
                return first_that(mode.direction, [&](const Value& value) {
                    return value.is_text() && pattern.matches(value.text());
                });
            }
            return find(Value(pattern.literal()), {Match::kExact, mode.direction});
        }
        exact = true;
    }
    if (wanted.is_blank() && stored_ < size_ && mode.direction == Direction::kBackward) {
        return size_ - 1;
    }
    if (exact && index_ != nullptr) {
        return mode.direction == Direction::kForward ? index_->first(wanted)
                                                     : index_->last(wanted);
    }
    if (exact) {
        return first_that(mode.direction, [&](const Value& value) {
            if (wanted.is_blank()) return value.is_blank();
            return is_same_kind(value, wanted) && equal_values(value, wanted);
        });
    }
    if (mode.match == Match::kLastNotAbove) return last_not_above(wanted);
    if (mode.match == Match::kLastNotBelow) return last_not_below(wanted);
    return nearest(wanted, mode);
}

template <typename Test>
std::optional<size_t> Search::first_that(Direction direction, Test&& test) const {
    Value scratch;
    for (size_t i = 0; i < stored_; ++i) {
        size_t place = direction == Direction::kForward ? i : stored_ - 1 - i;
        if (test(at(place, scratch))) return place;
    }
    return std::nullopt;
}

// Exact, else the closest on the side asked for; the first such in the direction of search.
std::optional<size_t> Search::nearest(const Value& wanted, SearchMode mode) const {
    int side = mode.match == Match::kSmaller ? -1 : 1;
    std::optional<size_t> best;
    Value best_value;
    Value scratch;
    for (size_t i = 0; i < stored_; ++i) {
        size_t place = mode.direction == Direction::kForward ? i : stored_ - 1 - i;
        const Value& value = at(place, scratch);
        if (!is_same_kind(value, wanted)) continue;
        int order = compare_values(value, wanted);
        if (order == 0) return place;
        if (order * side < 0) continue;
        if (best && compare_values(value, best_value) * side >= 0) continue;
        best = place;
        best_value = value;
    }
    return best;
}

std::optional<size_t> Search::last_not_above(const Value& wanted) const {
    Value scratch;
    if (is_ascending_) {
        if (!is_same_kind(at(0, scratch), wanted)) return std::nullopt;
        size_t low = 0;  // first place that is above
        for (size_t high = stored_; low < high;) {
            size_t middle = low + (high - low) / 2;
            if (compare_values(at(middle, scratch), wanted) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? std::nullopt : std::optional(low - 1);
    }
    return first_that(Direction::kBackward, [&](const Value& value) {
        return is_same_kind(value, wanted) && compare_values(value, wanted) <= 0;
    });
}

std::optional<size_t> Search::last_not_below(const Value& wanted) const {
    std::optional<size_t> best;
    Value scratch;
    for (size_t i = 0; i < stored_; ++i) {
        const Value& value = at(i, scratch);
        if (!is_same_kind(value, wanted)) continue;
        int order = compare_values(value, wanted);
        if (order == 0) return i;
        if (order < 0) break;
        best = i;
    }
    return best;
}

}  // namespace yitao::formula
