#include "sample/person_facts.h"

#include <algorithm>
#include <array>

namespace yitao::sample {

namespace {

// Per thousand by age: none, primary, middle, high, college, university.
struct Schooling {
    int from_age;
    std::array<int, 6> men;
    std::array<int, 6> women;
};
constexpr std::array<Schooling, 7> kSchooling = {{
    {80, {190, 560, 180, 60, 6, 4}, {450, 450, 80, 18, 1, 1}},
    {70, {80, 480, 330, 100, 6, 4}, {280, 500, 180, 38, 1, 1}},
    {60, {30, 310, 470, 170, 12, 8}, {120, 420, 360, 90, 6, 4}},
    {50, {12, 210, 560, 180, 24, 14}, {40, 290, 520, 120, 20, 10}},
    {40, {5, 100, 590, 210, 60, 35}, {9, 130, 580, 190, 58, 33}},
    {30, {2, 35, 450, 240, 160, 113}, {3, 40, 440, 230, 165, 122}},
    {0, {2, 14, 260, 330, 245, 149}, {2, 14, 220, 320, 260, 184}},
}};

class Drawing {
  public:
    Drawing(Random& random, const Person& person, const Home& home, Date as_of)
        : random_(random), person_(person), home_(home), as_of_(as_of) {}

    PersonFacts draw() {
        disability();
        work();
        education();
        residence();
        insurance();
        money();
        party();
        if (man() && age() >= 20 && age() <= 82) facts_.veteran = random_.per_mille(34);
        moved_in();
        return facts_;
    }

  private:
    [[nodiscard]] int age() const { return person_.age; }
    [[nodiscard]] bool man() const { return person_.sex == Sex::kMale; }
    [[nodiscard]] bool community() const { return home_.place == HouseholdPlace::kCommunity; }
    [[nodiscard]] bool severe() const { return facts_.grade == 1 || facts_.grade == 2; }

    void disability() {
        const int share = age() < 18 ? 11 : age() < 60 ? 34 : age() < 75 ? 85 : 130;
        if (!random_.per_mille(share)) return;
        // 视力 听力 言语 肢体 智力 精神 多重: the old lose sight and hearing.
        constexpr std::array<int, 7> kYoung = {6, 7, 4, 46, 17, 15, 5};
        constexpr std::array<int, 7> kOld = {17, 22, 2, 48, 2, 4, 5};
        facts_.disability = 1 + static_cast<int>(random_.weighted(age() < 60 ? kYoung : kOld));
        constexpr std::array<int, 5> kGrades = {4, 13, 23, 31, 29};
        facts_.grade = static_cast<int>(random_.weighted(kGrades));
    }

    [[nodiscard]] bool is_student() {
        if (person_.generation != Generation::kChild || person_.marital != Marital::kSingle) {
            return false;
        }
        if (age() < 16) return true;
        if (age() < 18) return random_.per_cent(92);
        return age() < 22 ? random_.per_cent(58) : age() < 24 && random_.per_cent(18);
    }

    void work() {
        if (age() < 6) {
            facts_.work = Work::kBeforeSchool;
            return;
        }
        if (is_student()) {
            facts_.work = Work::kPupil;
            return;
        }
        if (severe() && random_.per_cent(80)) {
            facts_.work = Work::kNone;
            return;
        }
        if (retired()) {
            facts_.work = Work::kRetired;
            return;
        }
        facts_.work = static_cast<Work>(random_.weighted(work_shares()));
        work_place();
    }

    bool retired() {
        const int from = man() ? 60 : 52;
        if (age() < from) return false;
        if (community()) return random_.per_cent(age() < 60 ? 26 : 46);
        return random_.per_cent(age() < 60 ? 5 : 13);
    }

    // 务农 本地务工 外出务工 经商, then nobody at school, then 无业 in the last place.
    [[nodiscard]] std::array<int, 8> work_shares() const {
        if (age() >= 75) return {18, 0, 0, 1, 0, 0, 0, 81};
        if (age() >= 65) return {46, 4, 1, 2, 0, 0, 0, 47};
        if (age() >= 60) return {52, 13, 5, 4, 0, 0, 0, 26};
        if (home_.incomers) return {6, 52, 0, 28, 0, 0, 0, 14};
        if (age() < 24) return {3, 34, 45, 3, 0, 0, 0, 15};
        const bool young = age() < 45;
        std::array<int, 8> shares = young ? std::array<int, 8>{7, 25, 44, 11, 0, 0, 0, 8}
                                          : std::array<int, 8>{31, 26, 24, 8, 0, 0, 0, 9};
        if (community())
            shares = young ? std::array<int, 8>{2, 43, 24, 19, 0, 0, 0, 9}
                           : std::array<int, 8>{9, 39, 15, 17, 0, 0, 0, 14};
        if (!man()) {
            shares[2] = shares[2] * 7 / 10;
            shares[7] = shares[7] * 2;
        }
        return shares;
    }

    void work_place() {
        if (facts_.work == Work::kNearby) facts_.work_place = WorkPlace::kCounty;
        if (facts_.work != Work::kAway) return;
        constexpr std::array<int, 3> kPlaces = {8, 37, 55};
        facts_.work_place = static_cast<WorkPlace>(1 + random_.weighted(kPlaces));
    }

    void education() {
        if (age() < 6) return;
        if (facts_.work == Work::kPupil) {
            facts_.education = age() < 12             ? Education::kPrimary
                               : age() < 15           ? Education::kMiddle
                               : age() < 18           ? Education::kHigh
                               : random_.per_cent(52) ? Education::kCollege
                                                      : Education::kUniversity;
            return;
        }
        if (random_.per_mille(6)) return;  // nobody asked
        for (const Schooling& row : kSchooling) {
            if (age() < row.from_age) continue;
            facts_.education =
                static_cast<Education>(1 + random_.weighted(man() ? row.men : row.women));
            break;
        }
        // A severe disability of the mind mostly ended schooling early.
        if (severe() && facts_.education > Education::kMiddle && random_.per_cent(70)) {
            facts_.education = Education::kPrimary;
        }
        // Few under 21 have a degree behind them.
        if (age() < 21 && facts_.education > Education::kHigh) facts_.education = Education::kHigh;
    }

    void residence() {
        if (home_.incomers) return;
        const bool far = facts_.work_place == WorkPlace::kProvince ||
                         facts_.work_place == WorkPlace::kOtherProvince;
        if (far) {
            facts_.lives_here = !random_.per_cent(91);
        } else if (facts_.work == Work::kPupil && age() >= 18) {
            facts_.lives_here = random_.per_cent(25);
        } else {
            facts_.lives_here = !random_.per_mille(22);
        }
    }

    void insurance() {
        if (age() >= 16 && facts_.work != Work::kPupil) pension_scheme();
        if (facts_.pension == Insurance::kEmployees && random_.per_cent(90)) {
            facts_.medical = Insurance::kEmployees;
        } else {
            facts_.medical = random_.per_mille(38) ? Insurance::kUninsured : Insurance::kResidents;
        }
        const bool newborn = as_of_.days - person_.born.days < 90;
        if (newborn && random_.per_cent(35)) facts_.medical = Insurance::kUninsured;
        if (random_.per_mille(3)) facts_.medical = Insurance::kBlank;
    }

    void pension_scheme() {
        int employees = 0;  // per cent
        switch (facts_.work) {
            case Work::kRetired:
                employees = 96;
                break;
            case Work::kNearby:
                employees = community() ? 52 : 27;
                break;
            case Work::kAway:
                employees = 33;
                break;
            case Work::kBusiness:
                employees = 12;
                break;
            default:
                employees = 1;
                break;
        }
        if (age() >= 60 && facts_.work != Work::kRetired) employees = 0;
        if (random_.per_cent(employees)) {
            facts_.pension = Insurance::kEmployees;
            return;
        }
        const int uninsured = age() >= 60 ? 3 : age() >= 45 ? 6 : age() >= 30 ? 13 : 28;
        facts_.pension =
            random_.per_cent(uninsured) ? Insurance::kUninsured : Insurance::kResidents;
    }

    int64_t yuan(int least, int most) { return random_.between64(least * 100LL, most * 100LL); }
    // More often near the lower end.
    int64_t low_yuan(int least, int most) {
        return std::min(yuan(least, most), std::min(yuan(least, most), yuan(least, most)));
    }

    void money() {
        const bool old_enough = age() >= 60;
        if (facts_.pension == Insurance::kEmployees && facts_.work == Work::kRetired) {
            facts_.monthly_pension = man() ? yuan(2100, 5200) : yuan(1850, 4200);
        } else if (facts_.pension == Insurance::kResidents && old_enough) {
            facts_.monthly_pension = age() >= 80 ? low_yuan(190, 420) : low_yuan(160, 380);
        }
        if (facts_.work == Work::kBeforeSchool || facts_.work == Work::kPupil) return;
        if (random_.per_mille(28)) return;  // not surveyed
        facts_.yearly_income = earned();
        if (facts_.monthly_pension != kNoMoney) facts_.yearly_income += facts_.monthly_pension * 12;
    }

    int64_t earned() {
        switch (facts_.work) {
            case Work::kFarming:
                return age() < 65 ? low_yuan(8000, 46000) : yuan(1800, 11000);
            case Work::kNearby:
                return yuan(21000, 62000);
            case Work::kAway:
                return low_yuan(34000, 128000);
            case Work::kBusiness:
                return low_yuan(26000, 260000);
            case Work::kRetired:
                return random_.per_cent(30) ? yuan(500, 9000) : 0;
            default:
                return random_.per_cent(45) ? 0 : low_yuan(600, 9000);
        }
    }

    void party() {
        if (random_.per_mille(3)) {
            facts_.party = Party::kUnknown;
            return;
        }
        const bool schooled = facts_.education >= Education::kHigh;
        if (age() >= 20) {
            int members = (man() ? 62 : 22) + (schooled ? 45 : 0) + (age() >= 60 && man() ? 30 : 0);
            if (age() < 26) members /= 3;
            if (random_.per_mille(members)) {
                facts_.party =
                    age() < 45 && random_.per_cent(9) ? Party::kProbationary : Party::kMember;
                return;
            }
        }
        if (age() >= 14 && age() <= 27 && random_.per_cent(schooled ? 48 : 16)) {
            facts_.party = Party::kYouth;
        } else if (schooled && age() >= 30 && random_.per_mille(6)) {
            facts_.party = Party::kOther;
        }
    }

    void moved_in() {
        if (home_.incomers) {
            set_moved_in(home_.moved_in);
            return;
        }
        if (!person_.married_in || age() < 21 || random_.per_cent(38)) return;
        const int at_age = std::min(age(), random_.between(20, 28));
        const Date birthday = person_.born.plus_months(12 * at_age);
        set_moved_in(Date{birthday.days + random_.between(0, 300)});
    }

    void set_moved_in(Date day) {
        if (day <= person_.born || day > as_of_) return;  // born here, or not yet
        facts_.has_moved_in = true;
        facts_.moved_in = day;
    }

    Random& random_;
    const Person& person_;
    const Home& home_;
    Date as_of_;
    PersonFacts facts_;
};

}  // namespace

PersonFacts person_facts(Random& random, const Person& person, const Home& home, Date as_of) {
    return Drawing(random, person, home, as_of).draw();
}

}  // namespace yitao::sample
