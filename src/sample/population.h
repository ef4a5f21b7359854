// The invented population: 居民 and 家庭 of one village after another, written as they come.
//
//     Population population = TRY(Population::create(residents, households, options…));
//     population.settle(place, 812);   // 812 residents in their households
//     TRY(population.close());
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "ledger/schema.h"
#include "sample/fact_file.h"
#include "sample/household.h"
#include "sample/names.h"
#include "sample/place.h"

namespace yitao::sample {

struct PopulationSchemas {
    const ledger::Schema& residents;
    const ledger::Schema& households;
};

class Population {
  public:
    static Result<Population> create(const PopulationSchemas& schemas, uint64_t seed, Date as_of,
                                     const std::string& directory);

    // Exactly `people` residents: the last household is as small as it must be.
    void settle(const Place& place, uint64_t people);
    Result<void> close();
    [[nodiscard]] uint64_t residents() const { return residents_.rows(); }
    [[nodiscard]] uint64_t households() const { return households_.rows(); }

  private:
    Population(FactFile residents, FactFile households, uint64_t seed, Date as_of)
        : residents_(std::move(residents)),
          households_(std::move(households)),
          seed_(seed),
          as_of_(as_of) {}

    void write_resident(const Place& place, const Household& household, const Resident& resident);
    void write_household(const Place& place, const Household& household);

    FactFile residents_;
    FactFile households_;
    uint64_t seed_;
    Date as_of_;
    IdentityNumbers identity_numbers_;
};

}  // namespace yitao::sample
