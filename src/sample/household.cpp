#include "sample/household.h"

#include <algorithm>
#include <array>

namespace yitao::sample {

namespace {

std::string_view any_ethnic_group(Random& random) {
    constexpr std::array<std::string_view, 8> kGroups = {"汉族", "土家族", "苗族", "回族",
                                                         "壮族", "侗族",   "瑶族", "满族"};
    constexpr std::array<int, 8> kShares = {968, 14, 6, 4, 3, 2, 2, 1};
    return kGroups[random.weighted(kShares)];
}

bool works_far_away(const Resident& resident) {
    return resident.facts.work == Work::kAway && !resident.facts.lives_here;
}

class Maker {
  public:
    Maker(Random& random, const Place& place, Date as_of)
        : random_(random), place_(place), as_of_(as_of) {}

    Household make(size_t largest) {
        Shape shape = household_shape(
            random_, as_of_,
            place_.community ? HouseholdPlace::kCommunity : HouseholdPlace::kVillage);
        if (shape.people.size() > largest) shape.people.resize(largest);
        home(shape);
        people(shape);
        children();
        aid();
        lives_alone();
        kind();
        house();
        land();
        income();
        return std::move(household_);
    }

  private:
    void home(const Shape& shape) {
        household_.home.place =
            place_.community ? HouseholdPlace::kCommunity : HouseholdPlace::kVillage;
        household_.home.incomers = shape.incomers;
        household_.home.moved_in = Date{as_of_.days - random_.between(20, 4500)};
        household_.grandparents_only = shape.grandparents_only;
    }

    void people(Shape& shape) {
        const std::string_view group = any_ethnic_group(random_);
        for (Person& person : shape.people) {
            Resident resident;
            resident.facts = person_facts(random_, person, household_.home, as_of_);
            resident.ethnic_group = group;
            if (person.married_in && random_.per_mille(30)) {
                resident.ethnic_group = any_ethnic_group(random_);
            }
            resident.person = std::move(person);
            household_.people.push_back(std::move(resident));
        }
    }

    // Children live where somebody looks after them: with parents who went away, or left behind
    // with the grandparents.
    void children() {
        size_t parents = 0;
        size_t parents_away = 0;
        bool elder_here = false;
        for (const Resident& resident : household_.people) {
            const bool parent = resident.person.generation == Generation::kMiddle;
            parents += parent;
            parents_away += parent && works_far_away(resident);
            elder_here |= resident.person.generation == Generation::kElder &&
                          resident.facts.lives_here && resident.person.age < 82;
        }
        const bool all_away = parents > 0 && parents_away == parents;
        for (Resident& resident : household_.people) {
            if (resident.person.generation != Generation::kChild || resident.person.age >= 18) {
                continue;
            }
            if (all_away) resident.facts.lives_here = elder_here && random_.per_cent(52);
            if (!all_away && !household_.grandparents_only) resident.facts.lives_here = true;
            resident.facts.left_behind = resident.person.age < 16 && resident.facts.lives_here &&
                                         (all_away || household_.grandparents_only);
        }
    }

    // Per thousand: how likely a household of this kind lives on the minimum allowance.
    [[nodiscard]] int hardship() const {
        int share = 26;
        bool earner = false;
        for (const Resident& resident : household_.people) {
            const PersonFacts& facts = resident.facts;
            if (facts.grade == 1 || facts.grade == 2) share += 300;
            if (facts.grade >= 3) share += 35;
            if (facts.work == Work::kBusiness || facts.pension == Insurance::kEmployees) return 0;
            earner |= facts.work == Work::kNearby || facts.work == Work::kAway;
        }
        if (household_.people.size() == 1 && household_.people[0].person.age >= 60) share += 110;
        if (!earner) share += 60;
        return household_.home.incomers ? 0 : share;
    }

    void aid() {
        Resident& head = household_.people[0];
        const bool alone = household_.people.size() == 1;
        // 特困: old, nobody to depend on, no pension of a worker.
        if (alone && head.person.age >= 60 && head.person.marital == Marital::kSingle &&
            head.facts.pension != Insurance::kEmployees && random_.per_cent(62)) {
            head.facts.extreme_poverty_aid = true;
            return;
        }
        if (!random_.per_mille(hardship())) return;
        household_.low_income_aid = true;
        const bool whole = random_.per_cent(64);
        bool anybody = false;
        for (Resident& resident : household_.people) {
            const bool weak = resident.facts.disability != 0 || resident.person.age >= 65;
            resident.facts.low_income_aid = whole || weak;
            anybody |= resident.facts.low_income_aid;
        }
        if (!anybody) head.facts.low_income_aid = true;
    }

    void lives_alone() {
        Resident* only = nullptr;
        size_t here = 0;
        for (Resident& resident : household_.people) {
            if (!resident.facts.lives_here) continue;
            ++here;
            only = &resident;
        }
        if (here == 1 && only->person.age >= 60) only->facts.lives_alone = true;
    }

    void kind() {
        constexpr std::array<std::string_view, 3> kKinds = {"一般户", "脱贫户", "监测户"};
        std::array<int, 3> shares = {880, 100, 20};
        if (household_.home.place == HouseholdPlace::kCommunity) shares = {960, 35, 5};
        if (household_.low_income_aid) shares = {380, 470, 150};
        if (household_.home.incomers) shares = {1, 0, 0};
        household_.kind = kKinds[random_.weighted(shares)];
    }

    void house() {
        constexpr std::array<std::string_view, 4> kStructures = {"框架", "砖混", "砖木", "土木"};
        const bool poor = household_.low_income_aid || household_.people[0].facts.lives_alone;
        const bool community = household_.home.place == HouseholdPlace::kCommunity;
        std::array<int, 4> shares = {240, 610, 120, 30};
        if (community) shares = {520, 450, 28, 2};
        if (poor) shares = {90, 530, 280, 100};
        const size_t structure = random_.weighted(shares);
        household_.structure = kStructures[structure];
        const int people = static_cast<int>(household_.people.size());
        constexpr std::array<int, 4> kLeast = {780, 700, 420, 360};
        constexpr std::array<int, 4> kMost = {1900, 2200, 1300, 980};
        household_.house_area = random_.between(kLeast[structure], kMost[structure]);
        household_.house_area += random_.between(0, 120) * std::min(people, 6);
        if (community && random_.per_cent(60))
            household_.house_area = household_.house_area * 6 / 10;
        if (random_.per_mille(6)) household_.house_area = 0;
        danger(structure);
        household_.tap_water = !random_.per_mille(structure >= 2 ? 90 : 24);
        household_.sanitary_toilet = !random_.per_mille(structure >= 2 ? 260 : 62);
        household_.broadband = !random_.per_mille(poor ? 420 : community ? 90 : 180);
    }

    // Only older houses were assessed; earth walls fail more often.
    void danger(size_t structure) {
        constexpr std::array<std::string_view, 5> kGrades = {"", "A", "B", "C", "D"};
        constexpr std::array<std::array<int, 5>, 4> kShares = {{{930, 65, 5, 0, 0},
                                                                {700, 240, 55, 4, 1},
                                                                {330, 330, 280, 45, 15},
                                                                {120, 180, 450, 150, 100}}};
        household_.danger = kGrades[random_.weighted(kShares[structure])];
    }

    void land() {
        if (household_.home.incomers) return;
        const int people = static_cast<int>(household_.people.size());
        const bool community = household_.home.place == HouseholdPlace::kCommunity;
        if (!random_.per_cent(community ? 72 : 6)) {
            household_.farmland = random_.between(25, 190) * static_cast<int64_t>(people);
        }
        if (random_.per_cent(community ? 10 : 55)) {
            household_.forest_land = std::min(random_.between(20, 2600), random_.between(20, 2600));
        }
    }

    void income() {
        if (random_.per_mille(6)) return;
        household_.yearly_income = 0;
        for (const Resident& resident : household_.people) {
            household_.yearly_income += std::max<int64_t>(0, resident.facts.yearly_income);
        }
    }

    Random& random_;
    const Place& place_;
    Date as_of_;
    Household household_;
};

}  // namespace

Household make_household(Random& random, const Place& place, Date as_of, size_t largest) {
    return Maker(random, place, as_of).make(largest);
}

}  // namespace yitao::sample
