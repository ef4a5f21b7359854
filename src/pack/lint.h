// The part of the linter that needs no more than a pack's declarations; check_packs() asks it each
// time packs are loaded. lint() of pack.h adds formulas and what stands in the reports.
#pragma once

#include <span>
#include <vector>

#include "pack/pack.h"

namespace yitao::pack {

std::vector<Finding> lint_declarations(std::span<const Pack> packs);

}  // namespace yitao::pack
