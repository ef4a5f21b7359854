// Maxima and minima of a view: a better number takes its place; where the best itself goes, the
// next is looked for among the children's and the unit's own rows.
#include <algorithm>
#include <array>

#include "live/view_edit.h"

namespace yitao::live {

namespace {

// As it is stored: minima one lower, so that "none" is the largest.
template <bool kMax>
int64_t stored_extreme(int64_t value) {
    return kMax ? value : lowered(value);
}

template <bool kMax>
bool is_better(int64_t a, int64_t b) {
    return kMax ? a > b : a < b;
}

template <bool kMax>
constexpr int64_t kNone = kMax ? kNoExtreme : lowered(kNoExtreme);

}  // namespace

void View::Edit::apply_extreme(const Extreme& extreme) {
    const uint32_t measure = extreme.is_max ? extreme.use->max_of : extreme.use->min_of;
    for (const org::UnitIndex unit : units_) {
        const bool changed = extreme.is_max ? change_extreme<true>(extreme, unit)
                                            : change_extreme<false>(extreme, unit);
        if (!changed || measure == kNoSlot) continue;
        const uint32_t errors = extreme.use->errors;
        if (errors != kNoSlot && values_.get<uint32_t>(Section::kCounts, unit, errors) > 0)
            continue;
        const ValueChange change{measure, unit};
        if (extreme.use->errors == kNoSlot ||
            std::ranges::find(*changes_, change) == changes_->end()) {
            changes_->push_back(change);
        }
    }
}

// As a formula sees it: 0 of nothing.
double View::Edit::shown(int64_t extreme, const LiveUse& use) const {
    return extreme == kNoExtreme
               ? 0
               : decimal_to_double(extreme, table_->schema.columns[use.column].scale);
}

// Children lie behind the unit's own rows and are right already.
template <bool kMax>
bool View::Edit::change_extreme(const Extreme& extreme, org::UnitIndex unit) {
    constexpr Section kSection = kMax ? Section::kMaxima : Section::kMinima;
    const uint32_t slot = kMax ? extreme.use->max : extreme.use->min;
    const auto known = values_.get<int64_t>(kSection, unit, slot);
    int64_t best = known;
    if (extreme.has && !is_better<kMax>(known, stored_extreme<kMax>(extreme.after))) {
        best = stored_extreme<kMax>(extreme.after);
    } else if (extreme.had && stored_extreme<kMax>(extreme.before) == known) {
        best = recount_extreme<kMax>(extreme, unit);
    }
    if (best == known) return false;
    values_.change<int64_t>(kSection, unit, slot) = best;
    return shown(kMax ? known : raised(known), *extreme.use) !=
           shown(kMax ? best : raised(best), *extreme.use);
}

template <bool kMax>
int64_t View::Edit::recount_extreme(const Extreme& extreme, org::UnitIndex unit) {
    constexpr Section kSection = kMax ? Section::kMaxima : Section::kMinima;
    const uint32_t slot = kMax ? extreme.use->max : extreme.use->min;
    int64_t best = kNone<kMax>;
    for (org::UnitIndex child = unit + 1; child < tree_.end_of(unit); child = tree_.end_of(child)) {
        const auto value = values_.get<int64_t>(kSection, child, slot);
        if (is_better<kMax>(value, best)) best = value;
    }
    views_.resize(table_->head.columns.size());
    for (size_t b = 0; b < table_->rows.block_count(unit); ++b) {
        better_in_block<kMax>(extreme, table_->rows.block(unit, b, views_), best);
    }
    return best;
}

// Most runs of rows are passed over by their own best, whoever they belong to.
template <bool kMax>
void View::Edit::better_in_block(const Extreme& extreme, size_t rows, int64_t& best) const {
    const ledger::PackedView& view = views_[extreme.use->column];
    // As it is kept; nothing where the row holds no number that is better.
    const auto better = [&](uint64_t raw) -> std::optional<int64_t> {
        const int64_t number = view.coding.value(raw);
        if (number < ledger::kLeastNumber) return std::nullopt;
        const int64_t stored =
            stored_extreme<kMax>(formula::number_units(extreme.use->type, number));
        if (!is_better<kMax>(stored, best)) return std::nullopt;
        return stored;
    };
    std::array<uint64_t, kBlockRows / kRunRows> run_bests;
    (kMax ? kernels_.run_greatest : kernels_.run_least)(view.bytes, view.coding.width, rows,
                                                        run_bests.data());
    for (size_t first = 0; first < rows; first += kRunRows) {
        if (!better(run_bests[first / kRunRows])) continue;
        for (size_t row = first; row < std::min(rows, first + kRunRows); ++row) {
            const auto found = better(ledger::load_raw(view.bytes, view.coding.width, row));
            if (found && table_->matcher.matches(extreme.group, views_, row)) best = *found;
        }
    }
}

}  // namespace yitao::live
