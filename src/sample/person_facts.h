// What is known of a person beside sex, age and family: schooling, work, insurance, aid. Drawn so
// that the facts fit each other: pupils have no pension, who works in another province does not
// live here, a farmer's pension is small.
//
//     PersonFacts facts = person_facts(random, person, home, as_of);
#pragma once

#include <cstdint>
#include <string_view>

#include "sample/household_shape.h"

namespace yitao::sample {

enum class Education : uint8_t { kUnknown, kNone, kPrimary, kMiddle, kHigh, kCollege, kUniversity };
enum class Work : uint8_t {
    kFarming,
    kNearby,
    kAway,
    kBusiness,
    kPupil,
    kBeforeSchool,
    kRetired,
    kNone
};
enum class WorkPlace : uint8_t { kBlank, kCounty, kProvince, kOtherProvince };
enum class Insurance : uint8_t { kBlank, kResidents, kEmployees, kUninsured };
enum class Party : uint8_t { kUnknown, kNobody, kYouth, kMember, kProbationary, kOther };

inline constexpr int64_t kNoMoney = -1;

struct PersonFacts {
    Education education = Education::kUnknown;
    Work work = Work::kNone;
    WorkPlace work_place = WorkPlace::kBlank;
    Party party = Party::kNobody;
    Insurance medical = Insurance::kResidents;
    Insurance pension = Insurance::kBlank;
    int64_t monthly_pension = kNoMoney;  // in 0.01 yuan
    int64_t yearly_income = kNoMoney;    // in 0.01 yuan
    int disability = 0;                  // 0: none, else place in the code list, from 1
    int grade = 0;                       // 1 to 4; 0: not assessed
    bool lives_here = true;
    bool veteran = false;
    bool low_income_aid = false;
    bool extreme_poverty_aid = false;
    bool left_behind = false;
    bool lives_alone = false;
    bool has_moved_in = false;
    Date moved_in;
};

// What the household has in common.
struct Home {
    HouseholdPlace place = HouseholdPlace::kVillage;
    bool incomers = false;
    Date moved_in;  // of incomers
};

PersonFacts person_facts(Random& random, const Person& person, const Home& home, Date as_of);

}  // namespace yitao::sample
