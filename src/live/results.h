// Computed measures: the slots of each, the numbers of all units, and the errors among rows, which
// are few and kept as lists.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "formula/measure.h"
#include "live/plan.h"
#include "live/values.h"

namespace yitao::live {

// The first error among the matched rows a unit holds itself (not its subtree).
struct FoundError {
    uint32_t measure;
    org::UnitIndex unit;
    ExcelError error;
};

// What the slots of a measure hold at a unit; errors are the caller's to add.
formula::MeasureState state_of(const formula::Measure& measure, const Slots& slots,
                               const Values& values, org::UnitIndex unit);

class Results final : public formula::MeasureResults {
  public:
    Results(formula::MeasureSet set, std::shared_ptr<const org::Tree> tree);

    [[nodiscard]] const formula::MeasureSet& set() const override { return set_; }
    [[nodiscard]] formula::MeasureState state(uint32_t measure, org::UnitIndex unit) const override;
    [[nodiscard]] size_t bytes() const;

    [[nodiscard]] std::vector<Slots>& slots() { return slots_; }
    [[nodiscard]] Values& values() { return values_; }
    // In row order; the first of each measure and unit counts.
    void add_errors(const std::vector<FoundError>& errors);

  private:
    formula::MeasureSet set_;
    std::shared_ptr<const org::Tree> tree_;  // shared with the World, which may go first
    std::vector<Slots> slots_;               // by measure
    Values values_;
    std::unordered_map<uint32_t, std::vector<FoundError>> errors_;  // by measure, by unit
};

}  // namespace yitao::live
