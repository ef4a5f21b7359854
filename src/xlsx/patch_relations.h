// Relationship parts (_rels/*.rels): who points at whom in a package.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xlsx/package.h"

namespace yitao::xlsx {

struct Relation {
    std::string id;
    std::string type;  // last word of the type's address: "worksheet", "drawing", "comments"
    std::string part;  // full name of the target
};

// Those of `part` ("" for the package itself); targets outside the package are left out. None when
// there is no relationship part.
Result<std::vector<Relation>> relations_of(const Package& package, std::string_view part);
// The name of the relationship part of `part`.
std::string relations_name(std::string_view part);

}  // namespace yitao::xlsx
