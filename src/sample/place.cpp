#include "sample/place.h"

#include <array>

namespace yitao::sample {

namespace {

struct Ending {
    std::string_view long_form;
    std::string_view short_form;
};

// Longest first: the first that fits is taken.
constexpr std::array<Ending, 8> kEndings = {{
    {"社区居民委员会", "社区"},
    {"社区居委会", "社区"},
    {"村村民委员会", "村"},
    {"居民委员会", "社区"},
    {"村民委员会", "村"},
    {"村村委会", "村"},
    {"居委会", "社区"},
    {"村委会", "村"},
}};

std::string without(std::string_view name, std::initializer_list<std::string_view> endings) {
    for (std::string_view ending : endings) {
        if (name.size() > ending.size() && name.ends_with(ending)) {
            return std::string(name.substr(0, name.size() - ending.size()));
        }
    }
    return std::string(name);
}

}  // namespace

std::string short_unit_name(std::string_view name) {
    for (const Ending& ending : kEndings) {
        if (name.size() > ending.long_form.size() && name.ends_with(ending.long_form)) {
            return without(name, {ending.long_form}) + std::string(ending.short_form);
        }
    }
    return without(name, {"办事处"});
}

Place place_of(const org::Tree& tree, org::UnitIndex unit) {
    Place place;
    place.unit = unit;
    place.code = org::format_unit_code(tree.unit(unit).code);
    place.name = short_unit_name(tree.unit(unit).name);
    place.community = place.name.ends_with("社区");
    for (org::UnitIndex above = unit;; above = tree.parent_of(above)) {
        const org::Unit& at = tree.unit(above);
        if (at.level == org::Level::kTownship) place.township = short_unit_name(at.name);
        if (at.level == org::Level::kCounty) place.county = at.name;
        if (tree.parent_of(above) == above) break;
    }
    place.town = without(place.township, {"街道", "镇", "乡"});
    return place;
}

}  // namespace yitao::sample
