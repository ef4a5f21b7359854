// A unit as sample texts speak of it: its short everyday name and those of the units above.
//
//     Place place = place_of(tree, village);   // "四邑村", township "潘家湾镇", town "潘家湾"
#pragma once

#include <string>
#include <string_view>

#include "org/tree.h"

namespace yitao::sample {

struct Place {
    org::UnitIndex unit = 0;
    std::string code;      // 12 digits
    std::string name;      // short: "四邑村", "潘家湾社区"
    std::string township;  // the nearest above or the unit itself; empty where there is none
    std::string town;      // the township without 镇, 乡, 街道
    std::string county;
    bool community = false;  // 社区 rather than 村
};

Place place_of(const org::Tree& tree, org::UnitIndex unit);

// "四邑村民委员会" -> "四邑村", "潘家湾社区居委会" -> "潘家湾社区"; others as they are.
std::string short_unit_name(std::string_view name);

}  // namespace yitao::sample
