// Which parts of a formula are certainly codes of units: a criterion on a ledger's unit column then
// means a subtree, whatever codes it comes to, and the measure without it answers in each unit.
//
//     =LET(各单位,FILTER(单位[code],单位[parent]=本单位,本单位),COUNTIFS(居民[单位],各单位,居民[性别],"女"))
//     UnitCodes codes(formula.plan(), catalog);  codes.are(criterion)    true for 各单位
#pragma once

#include <map>

#include "formula/ast.h"
#include "formula/world.h"

namespace yitao::formula {

class UnitCodes {
  public:
    // Both must outlive it.
    UnitCodes(const Node& root, const Catalog& catalog);
    // Codes, or an error; blank only where the tree's own columns are.
    [[nodiscard]] bool are(const Node& node) const;
    // The ledger's unit column, where criteria mean subtrees.
    [[nodiscard]] bool is_unit_column(const Node& range) const;
    // Whether some criterion picks units from the tree or from elsewhere, any number of them.
    [[nodiscard]] bool pick_units() const { return pick_units_; }
    // The organisation tree as a table: it changes with the register, not row by row.
    [[nodiscard]] bool is_unit_table(const Node& ledger) const;

  private:
    const Catalog& catalog_;
    std::map<uint32_t, const Node*> variables_;  // by slot
    bool pick_units_ = false;
};

}  // namespace yitao::formula
