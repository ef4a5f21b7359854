// Invented names and numbers: surnames by how common they are, given names by sex and decade,
// identity numbers and credit codes with right check digits in area codes nobody was assigned.
//
//     std::string_view surname = random_surname(random);
//     std::string name = person_name(random, surname, Sex::kFemale, 1968);
//     std::string number = identity_numbers.next(birth_date, Sex::kFemale);
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "ledger/identity.h"
#include "sample/random.h"

namespace yitao::sample {

using ledger::Sex;

std::string_view random_surname(Random& random);
std::string person_name(Random& random, std::string_view surname, Sex sex, int birth_year);

// Hands out every number once. 500 of each day and sex in an area code, then the next area code:
// 4299 99, 4299 98 … are counties Hubei does not have.
class IdentityNumbers {
  public:
    IdentityNumbers();
    // `birth` on or after 1890-01-01 and at most 160 years later.
    std::string next(Date birth, Sex sex);

  private:
    std::vector<uint16_t> used_;  // of each day and sex
};

// `prefix`: registering department and kind ("91" firm, "92" individual, "93" cooperative).
std::string credit_code(std::string_view prefix, uint64_t serial);

}  // namespace yitao::sample
