// One invented household with everything known of it: its people, their facts, what depends on
// living together (aid, left-behind children, older people alone), its house and land.
//
//     Household household = make_household(random, place, as_of, kAnySize);
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sample/household_shape.h"
#include "sample/person_facts.h"
#include "sample/place.h"

namespace yitao::sample {

struct Resident {
    Person person;
    PersonFacts facts;
    std::string_view ethnic_group;
};

struct Household {
    std::string number;  // 户号
    Home home;
    bool grandparents_only = false;
    std::vector<Resident> people;  // the head first

    std::string_view kind;  // 户类型
    bool low_income_aid = false;
    int64_t farmland = 0;     // 0.01 mu
    int64_t forest_land = 0;  // 0.01 mu
    int64_t house_area = 0;   // 0.1 m²; 0: not measured
    std::string_view structure;
    std::string_view danger;  // empty: not assessed
    bool tap_water = true;
    bool sanitary_toilet = true;
    bool broadband = true;
    int64_t yearly_income = kNoMoney;  // 0.01 yuan
};

inline constexpr size_t kAnySize = SIZE_MAX;

// At most `largest` people, 1 at least. The number is the caller's.
Household make_household(Random& random, const Place& place, Date as_of, size_t largest);

}  // namespace yitao::sample
