// Who lives together: the persons of one invented household with sex, age, relationship and
// marital status. What else is known of them is added by person_facts.
//
//     Shape shape = household_shape(random, as_of, HouseholdPlace::kVillage);
//     shape.people[0] is the head
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "ledger/identity.h"
#include "sample/random.h"

namespace yitao::sample {

using ledger::Sex;

enum class Kinship : uint8_t {
    kHead,
    kSpouse,
    kSon,
    kDaughter,
    kGrandchild,
    kParent,
    kSibling,
    kOther
};
enum class Marital : uint8_t { kSingle, kMarried, kDivorced, kWidowed };
enum class Generation : uint8_t { kElder, kMiddle, kChild };

struct Person {
    Sex sex = Sex::kMale;
    Kinship kinship = Kinship::kHead;
    Marital marital = Marital::kSingle;
    Generation generation = Generation::kMiddle;
    bool married_in = false;  // came to the household by marriage
    int age = 0;              // full years at the as-of date
    Date born;
    std::string name;
};

struct Shape {
    std::vector<Person> people;      // the head first
    bool incomers = false;           // a household registered elsewhere
    bool grandparents_only = false;  // children whose parents are not registered here
};

enum class HouseholdPlace : uint8_t { kVillage, kCommunity };

Shape household_shape(Random& random, Date as_of, HouseholdPlace place);

}  // namespace yitao::sample
