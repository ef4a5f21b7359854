#include "live/results.h"

#include <algorithm>

#include "base/check.h"

namespace yitao::live {

using formula::Aggregate;
using formula::MeasureState;

Results::Results(formula::MeasureSet set, std::shared_ptr<const org::Tree> tree)
    : set_(std::move(set)),
      tree_(std::move(tree)),
      slots_(set_.measures().size()),
      values_(tree_->size()) {}

void Results::add_errors(const std::vector<FoundError>& errors) {
    for (const FoundError& found : errors) {
        std::vector<FoundError>& known = errors_[found.measure];
        CHECK(known.empty() || known.back().unit <= found.unit);
        if (known.empty() || known.back().unit != found.unit) known.push_back(found);
    }
}

MeasureState state_of(const formula::Measure& measure, const Slots& slots, const Values& values,
                      org::UnitIndex unit) {
    MeasureState out;
    if (slots.count != kNoSlot) {
        out.count = values.get<uint32_t>(Section::kCounts, unit, slots.count);
    }
    if (slots.sum != kNoSlot) {
        out.sum = slots.wide ? values.get<int128>(Section::kWideSums, unit, slots.sum)
                             : values.get<int64_t>(Section::kSums, unit, slots.sum);
    }
    if (slots.extreme != kNoSlot) {
        const bool is_max = measure.aggregate == Aggregate::kMax;
        const auto stored =
            values.get<int64_t>(is_max ? Section::kMaxima : Section::kMinima, unit, slots.extreme);
        const int64_t extreme = is_max ? stored : raised(stored);
        out.count = extreme == kNoExtreme ? 0 : 1;
        out.extreme = out.count == 0 ? 0 : extreme;
    }
    return out;
}

MeasureState Results::state(uint32_t measure, org::UnitIndex unit) const {
    CHECK(measure < slots_.size() && unit < tree_->size());
    MeasureState out = state_of(set_.measures()[measure], slots_[measure], values_, unit);
    if (auto errors = errors_.find(measure); errors != errors_.end()) {
        auto first = std::lower_bound(
            errors->second.begin(), errors->second.end(), unit,
            [](const FoundError& found, org::UnitIndex from) { return found.unit < from; });
        if (first != errors->second.end() && first->unit < tree_->end_of(unit)) {
            out.has_error = true;
            out.error = first->error;
        }
    }
    return out;
}

size_t Results::bytes() const {
    size_t total = values_.bytes() + slots_.size() * sizeof(Slots);
    for (const auto& [measure, errors] : errors_) total += errors.size() * sizeof(FoundError);
    return total;
}

}  // namespace yitao::live
