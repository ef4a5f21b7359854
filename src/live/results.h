// Where computed measures are kept: for each ledger one row of numbers a unit, only for units whose
// subtree has rows; a count takes 4 bytes, a sum or extreme 8. Errors are few and kept as lists.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "formula/measure.h"
#include "live/plan.h"

namespace yitao::live {

// The first error among the matched rows a unit holds itself (not its subtree).
struct FoundError {
    uint32_t measure;
    org::UnitIndex unit;
    ExcelError error;
};

// Numbers of one ledger, unit by unit. Extremes hold kNoExtreme where no value took part; minima
// are stored one lower (wrapping), which makes the same number the largest of all there.
struct TableResults {
    static constexpr uint32_t kNoRow = UINT32_MAX;
    static constexpr int64_t kNoExtreme = ledger::kBlankNumber;

    SlotCounts slots;
    std::vector<uint32_t> row_of_unit;
    std::vector<uint32_t> counts;
    std::vector<int64_t> sums;
    std::vector<int128> wide_sums;
    std::vector<int64_t> maxima;
    std::vector<int64_t> minima;

    TableResults() = default;
    TableResults(const SlotCounts& slot_counts, const ledger::Table& table, const org::Tree& tree);
    // Adds every unit's numbers to its parent's, deepest first.
    void roll_up(const org::Tree& tree);

    static int64_t lowered(int64_t minimum) {
        return static_cast<int64_t>(static_cast<uint64_t>(minimum) - 1);
    }
    static int64_t raised(int64_t lowered) {
        return static_cast<int64_t>(static_cast<uint64_t>(lowered) + 1);
    }

  private:
    void add_row(uint32_t from, uint32_t to);
};

class Results final : public formula::MeasureResults {
  public:
    Results(formula::MeasureSet set, std::shared_ptr<const org::Tree> tree);

    [[nodiscard]] const formula::MeasureSet& set() const override { return set_; }
    [[nodiscard]] formula::MeasureState state(uint32_t measure, org::UnitIndex unit) const override;
    [[nodiscard]] size_t bytes() const;

    [[nodiscard]] std::vector<Slots>& slots() { return slots_; }
    void add_table(size_t table, TableResults results);
    // In row order; the first of each measure and unit counts.
    void add_errors(const std::vector<FoundError>& errors);

  private:
    formula::MeasureSet set_;
    std::shared_ptr<const org::Tree> tree_;  // shared with the World, which may go first
    std::vector<Slots> slots_;               // by measure
    std::unordered_map<size_t, TableResults> tables_;
    std::unordered_map<uint32_t, std::vector<FoundError>> errors_;  // by measure, by unit
};

}  // namespace yitao::live
