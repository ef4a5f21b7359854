// Formulas that walk over the rows of a ledger and come to nothing but measures are evaluated as
// such: SUMPRODUCT((T[a]="x")*(T[b]>=60)) as COUNTIFS, COUNTA(UNIQUE(FILTER(T[c],T[a]="x"))) by
// COUNTUNIQUEIFS. So they are live like all others, and cost no pass. The value is the same, bit for
// bit (sums of whole numbers beyond 2^53 are exact now, where a walk rounds as it goes); what is not
// surely the same stays as it is written.
#pragma once

#include <optional>

#include "formula/ast.h"
#include "formula/world.h"

namespace yitao::formula {

// The tree to evaluate in place of a resolved one; nothing where no part of it is separable.
std::optional<Node> separated(const Node& root, const Catalog& catalog);

}  // namespace yitao::formula
