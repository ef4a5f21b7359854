// The cells of a blank template as one formula sees them: what is bound to them is evaluated when
// it is read, without filling the whole copy. The rows of lists beyond the first are not there.
//
//     CellsBehind cells(blank, evaluator, tree, unit);
//     evaluator.use_cells(&cells);
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "formula/formula.h"
#include "report/evidence.h"

namespace yitao::report {

// A formula that a cell's value comes from.
struct SourceCell {
    size_t sheet = 0;
    xlsx::CellRef cell;
    const formula::Formula* formula = nullptr;
    org::UnitCode for_unit = 0;
};

// The cell asked for and all cells it reads in turn, each once, in reading order; empty where the
// cell holds no formula.
std::vector<SourceCell> source_cells(const AskedCell& asked);

class CellsBehind final : public formula::CellSource {
  public:
    CellsBehind(const templates::Template& blank, formula::Evaluator& evaluator,
                const org::Tree& tree, org::UnitIndex unit);

    formula::Value cell(size_t sheet, uint32_t row, uint32_t column) override;
    std::pair<uint32_t, uint32_t> extent(size_t sheet) override;
    // A row of the form that belongs to a unit outside of the scope stays empty.
    [[nodiscard]] bool is_outside(org::UnitCode for_unit) const;

  private:
    using Place = std::pair<size_t, xlsx::CellRef>;
    const templates::Template& blank_;
    formula::Evaluator& evaluator_;
    const org::Tree& tree_;
    org::UnitIndex unit_;
    std::map<Place, SourceCell> formulas_;
    std::map<Place, formula::Value> values_;
    std::set<Place> evaluating_;
};

}  // namespace yitao::report
