#include "sample/household_shape.h"

#include <array>
#include <utility>

#include "sample/names.h"

namespace yitao::sample {

namespace {

enum Kind : size_t {
    kElderAlone,
    kElderCouple,
    kAdultAlone,
    kCouple,
    kNuclear,
    kThreeGenerations,
    kSingleParent,
    kWithAdultChild,
    kGrandparents,
    kSiblings,
    kElderWithSon,
    kKinds
};

// Shares of households, per thousand: an ageing county with many three-generation homes.
constexpr std::array<int, kKinds> kVillageKinds = {85, 140, 55, 90, 195, 270, 20, 90, 18, 7, 30};
constexpr std::array<int, kKinds> kCommunityKinds = {70, 115, 90, 125, 290, 160, 30, 85, 8, 7, 20};
constexpr std::array<int, kKinds> kIncomerKinds = {0, 0, 250, 250, 450, 0, 50, 0, 0, 0, 0};

// Middle couples by five years of the man's age from 24; the thin cohorts after 1995 show.
constexpr std::array<int, 6> kMiddleAges = {65, 165, 225, 185, 215, 145};

// One draw a statement: compilers order the arguments of a call each in its own way.
class Builder {
  public:
    Builder(Random& random, Date as_of) : random_(random), as_of_(as_of) {}

    Shape build(HouseholdPlace place) {
        const bool village = place == HouseholdPlace::kVillage;
        shape_.incomers = random_.per_mille(village ? 25 : 110);
        const auto& shares = shape_.incomers ? kIncomerKinds
                             : village       ? kVillageKinds
                                             : kCommunityKinds;
        switch (static_cast<Kind>(random_.weighted(shares))) {
            case kElderAlone:
                elder_alone();
                break;
            case kElderCouple:
                elder_couple();
                break;
            case kAdultAlone:
                adult_alone();
                break;
            case kCouple:
                couple();
                break;
            case kNuclear:
                nuclear();
                break;
            case kThreeGenerations:
                three_generations();
                break;
            case kSingleParent:
                single_parent();
                break;
            case kWithAdultChild:
                with_adult_child();
                break;
            case kGrandparents:
                grandparents();
                break;
            case kSiblings:
                siblings();
                break;
            case kElderWithSon:
                elder_with_son();
                break;
            case kKinds:
                break;
        }
        return std::move(shape_);
    }

  private:
    Person person(Sex sex, int age, Kinship kinship, Marital marital, Generation generation,
                  std::string_view surname) {
        Person person;
        person.sex = sex;
        person.age = age;
        person.born = Date{as_of_.plus_months(-12 * age).days - random_.between(0, 364)};
        person.kinship = kinship;
        person.marital = marital;
        person.generation = generation;
        person.name = person_name(random_, surname, sex, person.born.civil().year);
        return person;
    }
    Person& add(Sex sex, int age, Kinship kinship, Marital marital, Generation generation,
                std::string_view surname) {
        shape_.people.push_back(person(sex, age, kinship, marital, generation, surname));
        return shape_.people.back();
    }
    // A wife of a man of this age; she brings her own surname.
    Person wife(int age, Kinship kinship, Generation generation) {
        const int years = age - random_.between(-2, 5);
        Person wife = person(Sex::kFemale, years < 20 ? 20 : years, kinship, Marital::kMarried,
                             generation, random_surname(random_));
        wife.married_in = true;
        return wife;
    }
    Sex any_sex() { return random_.per_mille(515) ? Sex::kMale : Sex::kFemale; }
    int middle_age() {
        const int first = 24 + 5 * static_cast<int>(random_.weighted(kMiddleAges));
        return first + random_.between(0, 4);
    }
    int elder_age() {
        const int first = 60 + random_.between(0, 16);
        return first + random_.between(0, 14);
    }

    void elder_alone() {
        const Sex sex = random_.per_cent(58) ? Sex::kFemale : Sex::kMale;
        int age = 62 + random_.between(0, 15);
        age += random_.between(0, 14);
        constexpr std::array<int, 4> kMen = {22, 0, 8, 70};
        constexpr std::array<int, 4> kWomen = {1, 0, 4, 95};
        const auto& shares = sex == Sex::kMale ? kMen : kWomen;
        const std::string_view surname = random_surname(random_);
        const auto marital = static_cast<Marital>(random_.weighted(shares));
        add(sex, age, Kinship::kHead, marital, Generation::kElder, surname);
    }

    void elder_couple() {
        const int age = elder_age();
        add(Sex::kMale, age, Kinship::kHead, Marital::kMarried, Generation::kElder,
            random_surname(random_));
        shape_.people.push_back(wife(age, Kinship::kSpouse, Generation::kElder));
    }

    void adult_alone() {
        const int age = random_.between(23, 59);
        constexpr std::array<int, 4> kYoung = {88, 6, 6, 0};
        constexpr std::array<int, 4> kOlder = {38, 14, 34, 14};
        const auto& shares = age < 36 ? kYoung : kOlder;
        const std::string_view surname = random_surname(random_);
        const auto marital = static_cast<Marital>(random_.weighted(shares));
        const Sex sex = random_.per_cent(66) ? Sex::kMale : Sex::kFemale;
        add(sex, age, Kinship::kHead, marital, Generation::kMiddle, surname);
    }

    void couple() {
        const int age = random_.per_cent(25) ? random_.between(24, 33) : random_.between(46, 66);
        middle_couple(age, Kinship::kHead, random_surname(random_));
    }

    void middle_couple(int age, Kinship of_man, std::string_view surname) {
        add(Sex::kMale, age, of_man, Marital::kMarried, Generation::kMiddle, surname);
        const Kinship of_wife = of_man == Kinship::kHead ? Kinship::kSpouse : Kinship::kOther;
        shape_.people.push_back(wife(age, of_wife, Generation::kMiddle));
    }

    // Children of a mother of this age, each old enough or not born yet. Grown ones moved out.
    void children(int mother, std::string_view surname, Kinship grandchild_or_own) {
        constexpr std::array<int, 4> kHowMany = {4, 43, 44, 9};
        const size_t count = random_.weighted(kHowMany);
        int at_birth = random_.between(21, 29);
        for (size_t i = 0; i < count; ++i, at_birth += random_.between(2, 6)) {
            const int age = mother - at_birth;
            if (age < 0 || age > 24) continue;
            const Sex sex = random_.per_mille(525) ? Sex::kMale : Sex::kFemale;
            Kinship kinship = grandchild_or_own;
            if (kinship != Kinship::kGrandchild) {
                kinship = sex == Sex::kMale ? Kinship::kSon : Kinship::kDaughter;
            }
            add(sex, age, kinship, Marital::kSingle, Generation::kChild, surname);
        }
    }

    void nuclear() {
        const int age = middle_age();
        const std::string_view surname = random_surname(random_);
        middle_couple(age, Kinship::kHead, surname);
        children(shape_.people.back().age, surname, Kinship::kSon);
    }

    // Per cent alive at an age.
    static int alive(int age) {
        if (age < 60) return 97;
        if (age < 70) return 90;
        if (age < 80) return 66;
        return age < 90 ? 30 : 6;
    }

    void three_generations() {
        const int age = middle_age();
        const int father = age + random_.between(22, 31);
        const int mother = father - random_.between(-2, 5);
        const bool father_lives = random_.per_cent(alive(father));
        const bool mother_lives = random_.per_cent(alive(mother) + 5);
        const std::string_view surname = random_surname(random_);
        if (!father_lives && !mother_lives) {
            middle_couple(age, Kinship::kHead, surname);
            children(shape_.people.back().age, surname, Kinship::kSon);
            return;
        }
        const bool elder_is_head = father_lives && father < 78 && random_.per_cent(65);
        const Marital marital =
            father_lives && mother_lives ? Marital::kMarried : Marital::kWidowed;
        if (elder_is_head) {
            add(Sex::kMale, father, Kinship::kHead, marital, Generation::kElder, surname);
            if (mother_lives) add_mother(mother, Kinship::kSpouse, marital);
            line_of_elder(age, surname);
            return;
        }
        middle_couple(age, Kinship::kHead, surname);
        children(shape_.people.back().age, surname, Kinship::kSon);
        if (father_lives) {
            add(Sex::kMale, father, Kinship::kParent, marital, Generation::kElder, surname);
        }
        if (mother_lives) add_mother(mother, Kinship::kParent, marital);
    }

    void add_mother(int age, Kinship kinship, Marital marital) {
        add(Sex::kFemale, age, kinship, marital, Generation::kElder, random_surname(random_))
            .married_in = true;
    }

    // The next generation under an elder head: mostly a son and his wife, sometimes a daughter
    // whose husband moved in.
    void line_of_elder(int age, std::string_view surname) {
        if (random_.per_cent(90)) {
            middle_couple(age, Kinship::kSon, surname);
            children(shape_.people.back().age, surname, Kinship::kGrandchild);
            return;
        }
        const int woman = age < 26 ? 24 : age - 2;
        add(Sex::kFemale, woman, Kinship::kDaughter, Marital::kMarried, Generation::kMiddle,
            surname);
        add(Sex::kMale, age, Kinship::kOther, Marital::kMarried, Generation::kMiddle,
            random_surname(random_))
            .married_in = true;
        children(woman, surname, Kinship::kGrandchild);
    }

    void single_parent() {
        const Sex sex = random_.per_cent(58) ? Sex::kMale : Sex::kFemale;
        const int age = random_.between(31, 49);
        const std::string_view surname = random_surname(random_);
        add(sex, age, Kinship::kHead, random_.per_cent(72) ? Marital::kDivorced : Marital::kWidowed,
            Generation::kMiddle, surname);
        const Sex of_child = any_sex();
        add(of_child, random_.between(3, age - 24 > 17 ? 17 : age - 24),
            of_child == Sex::kMale ? Kinship::kSon : Kinship::kDaughter, Marital::kSingle,
            Generation::kChild, surname);
    }

    void with_adult_child() {
        const int age = random_.between(46, 64);
        const std::string_view surname = random_surname(random_);
        middle_couple(age, Kinship::kHead, surname);
        const int mother = shape_.people.back().age;
        const int oldest = mother - 22 > 33 ? 33 : mother - 22;
        const Sex sex = random_.per_cent(62) ? Sex::kMale : Sex::kFemale;
        add(sex, random_.between(oldest - 4 < 18 ? 18 : oldest - 4, oldest < 18 ? 18 : oldest),
            sex == Sex::kMale ? Kinship::kSon : Kinship::kDaughter, Marital::kSingle,
            Generation::kChild, surname);
    }

    void grandparents() {
        const int age = random_.between(56, 72);
        const std::string_view surname = random_surname(random_);
        add(Sex::kMale, age, Kinship::kHead, Marital::kMarried, Generation::kElder, surname);
        shape_.people.push_back(wife(age, Kinship::kSpouse, Generation::kElder));
        for (int count = random_.between(1, 2); count > 0; --count) {
            const int age = random_.between(3, 15);
            add(any_sex(), age, Kinship::kGrandchild, Marital::kSingle, Generation::kChild,
                surname);
        }
        shape_.grandparents_only = true;
    }

    void siblings() {
        const int age = random_.between(34, 62);
        const std::string_view surname = random_surname(random_);
        add(Sex::kMale, age, Kinship::kHead, Marital::kSingle, Generation::kMiddle, surname);
        const Marital marital = random_.per_cent(80) ? Marital::kSingle : Marital::kDivorced;
        const int younger = random_.between(1, 7);
        add(any_sex(), age - younger, Kinship::kSibling, marital, Generation::kMiddle, surname);
    }

    void elder_with_son() {
        const int mother = 62 + random_.between(0, 22);
        const int son = mother - random_.between(22, 32);
        const std::string_view surname = random_surname(random_);
        const Marital marital = random_.per_cent(55) ? Marital::kSingle : Marital::kDivorced;
        add(Sex::kMale, son, Kinship::kHead, marital, Generation::kMiddle, surname);
        add_mother(mother, Kinship::kParent, Marital::kWidowed);
    }

    Random& random_;
    Date as_of_;
    Shape shape_;
};

}  // namespace

Shape household_shape(Random& random, Date as_of, HouseholdPlace place) {
    return Builder(random, as_of).build(place);
}

}  // namespace yitao::sample
