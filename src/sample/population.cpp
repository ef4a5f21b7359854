#include "sample/population.h"

#include <algorithm>
#include <array>

namespace yitao::sample {

namespace {

// Tables are easier to compare in rows.
// clang-format off
enum ResidentFact : size_t {
    kIdNumber, kName, kUnit, kHouseholdNo, kKinship, kSex, kBirthDate, kEthnicGroup, kRegister,
    kLivesHere, kMarital, kEducation, kParty, kWork, kWorkPlace, kDisability, kGrade, kLowIncome,
    kExtremePoverty, kMedical, kPension, kMonthlyPension, kYearlyIncome, kVeteran, kLeftBehind,
    kLivesAlone, kMovedIn, kResidentFacts
};
constexpr std::array<std::string_view, kResidentFacts> kResidentColumns = {
    "id_number", "name", "unit", "household_no", "kinship", "sex", "birth_date", "ethnic_group",
    "register_status", "lives_here", "marital_status", "education", "political_status",
    "employment", "work_place", "disability", "disability_grade", "low_income_aid",
    "extreme_poverty_aid", "medical_insurance", "pension_insurance", "monthly_pension",
    "yearly_income", "veteran", "left_behind_child", "lives_alone", "moved_in_on"};

enum HouseholdFact : size_t {
    kNumber, kHeadName, kHomeUnit, kKind, kAid, kFarmland, kForestLand, kHouseArea, kStructure,
    kDanger, kTapWater, kToilet, kBroadband, kIncome, kHouseholdFacts
};
constexpr std::array<std::string_view, kHouseholdFacts> kHouseholdColumns = {
    "household_no", "head_name", "unit", "kind", "low_income_aid", "farmland", "forest_land",
    "house_area", "house_structure", "house_danger", "tap_water", "sanitary_toilet", "broadband",
    "yearly_income"};

// Names as in packs/base/codes.toml, in the order of the enums.
constexpr std::array<std::string_view, 8> kKinshipNames = {"户主",   "配偶", "子",       "女",
                                                           "孙子女", "父母", "兄弟姐妹", "其他"};
constexpr std::array<std::string_view, 4> kMaritalNames = {"未婚", "已婚", "离异", "丧偶"};
constexpr std::array<std::string_view, 7> kEducationNames = {
    "", "文盲", "小学", "初中", "高中中专", "大专", "本科及以上"};
constexpr std::array<std::string_view, 6> kPartyNames = {"",         "群众",         "共青团员",
                                                         "中共党员", "中共预备党员", "民主党派"};
constexpr std::array<std::string_view, 8> kWorkNames = {"务农",     "本地务工", "外出务工", "经商",
                                                        "在校学生", "学龄前",   "退休",     "无业"};
constexpr std::array<std::string_view, 4> kWorkPlaceNames = {"", "县内", "县外省内", "省外"};
constexpr std::array<std::string_view, 4> kInsuranceNames = {"", "城乡居民", "职工", "未参保"};
constexpr std::array<std::string_view, 8> kDisabilityNames = {"",     "视力", "听力", "言语",
                                                              "肢体", "智力", "精神", "多重"};

// clang-format on

std::string_view yes_no(bool yes) {
    return yes ? "是" : "否";
}

template <size_t count, typename Enum>
std::string_view name_of(const std::array<std::string_view, count>& names, Enum value) {
    return names[static_cast<size_t>(value)];
}

}  // namespace

Result<Population> Population::create(const PopulationSchemas& schemas, uint64_t seed, Date as_of,
                                      const std::string& directory) {
    FactFile residents = TRY(FactFile::create(schemas.residents, kResidentColumns, directory));
    FactFile households = TRY(FactFile::create(schemas.households, kHouseholdColumns, directory));
    return Population(std::move(residents), std::move(households), seed, as_of);
}

void Population::settle(const Place& place, uint64_t people) {
    Random random(mix(seed_, hash_text("population"), hash_text(place.code)));
    for (uint64_t number = 1; people > 0; ++number) {
        const auto largest = static_cast<size_t>(std::min<uint64_t>(people, 64));
        Household household = make_household(random, place, as_of_, largest);
        household.number = "H" + place.code;
        for (uint64_t width = 1000; width > number; width /= 10) household.number += '0';
        household.number += std::to_string(number);
        people -= household.people.size();
        for (const Resident& resident : household.people) {
            write_resident(place, household, resident);
        }
        write_household(place, household);
    }
}

void Population::write_resident(const Place& place, const Household& household,
                                const Resident& resident) {
    const Person& person = resident.person;
    const PersonFacts& facts = resident.facts;
    FactFile& file = residents_;
    file.put(kIdNumber, identity_numbers_.next(person.born, person.sex));
    file.put(kName, person.name);
    file.put(kUnit, place.code);
    file.put(kHouseholdNo, household.number);
    file.put(kKinship, name_of(kKinshipNames, person.kinship));
    file.put(kSex, person.sex == Sex::kMale ? "男" : "女");
    file.put_date(kBirthDate, person.born);
    file.put(kEthnicGroup, resident.ethnic_group);
    file.put(kRegister, household.home.incomers ? "外来" : "本地户籍");
    file.put(kLivesHere, yes_no(facts.lives_here));
    file.put(kMarital, name_of(kMaritalNames, person.marital));
    file.put(kEducation, name_of(kEducationNames, facts.education));
    file.put(kParty, name_of(kPartyNames, facts.party));
    file.put(kWork, name_of(kWorkNames, facts.work));
    file.put(kWorkPlace, name_of(kWorkPlaceNames, facts.work_place));
    file.put(kDisability, name_of(kDisabilityNames, facts.disability));
    if (facts.grade > 0) file.put_units(kGrade, facts.grade, 0);
    file.put(kLowIncome, yes_no(facts.low_income_aid));
    file.put(kExtremePoverty, yes_no(facts.extreme_poverty_aid));
    file.put(kMedical, name_of(kInsuranceNames, facts.medical));
    file.put(kPension, name_of(kInsuranceNames, facts.pension));
    if (facts.monthly_pension != kNoMoney) {
        file.put_units(kMonthlyPension, facts.monthly_pension, 2);
    }
    if (facts.yearly_income != kNoMoney) file.put_units(kYearlyIncome, facts.yearly_income, 2);
    file.put(kVeteran, yes_no(facts.veteran));
    file.put(kLeftBehind, yes_no(facts.left_behind));
    file.put(kLivesAlone, yes_no(facts.lives_alone));
    if (facts.has_moved_in) file.put_date(kMovedIn, facts.moved_in);
    file.write();
}

void Population::write_household(const Place& place, const Household& household) {
    FactFile& file = households_;
    file.put(kNumber, household.number);
    file.put(kHeadName, household.people[0].person.name);
    file.put(kHomeUnit, place.code);
    file.put(kKind, household.kind);
    file.put(kAid, yes_no(household.low_income_aid));
    file.put_units(kFarmland, household.farmland, 2);
    file.put_units(kForestLand, household.forest_land, 2);
    if (household.house_area > 0) file.put_units(kHouseArea, household.house_area, 1);
    file.put(kStructure, household.structure);
    file.put(kDanger, household.danger);
    file.put(kTapWater, yes_no(household.tap_water));
    file.put(kToilet, yes_no(household.sanitary_toilet));
    file.put(kBroadband, yes_no(household.broadband));
    if (household.yearly_income != kNoMoney) file.put_units(kIncome, household.yearly_income, 2);
    file.write();
}

Result<void> Population::close() {
    TRY(residents_.close());
    TRY(households_.close());
    return {};
}

}  // namespace yitao::sample
