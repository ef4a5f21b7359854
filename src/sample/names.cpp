#include "sample/names.h"

#include <array>

#include "base/check.h"

namespace yitao::sample {

namespace {

// Common characters, most common first; each 3 bytes of UTF-8.
constexpr std::string_view kSurnames =
    "王李张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺"
    "赖龚"
    "文饶舒柯阮涂游镇庞章鲁葛殷华俞翁祝严";
constexpr std::string_view kMenOld =
    "国建华德明志文忠光荣福贵生平祥清金海山春林发永正学先义仁礼家全根水木大兴成";
constexpr std::string_view kMenMiddle =
    "军伟强勇刚斌涛波辉峰磊超俊平红兵文华建国志明海龙云飞鹏亮宏新立东林松杰";
constexpr std::string_view kMenYoung =
    "子浩宇轩俊杰泽睿博文天明佳豪晨阳嘉诚一凡思源梓航奕辰家乐志远启承彦";
constexpr std::string_view kWomenOld = "秀英兰桂珍凤玉梅香莲菊珠翠云金春腊冬荷花月娥仙银贵芝淑芳";
constexpr std::string_view kWomenMiddle =
    "芳燕敏丽霞红艳娟玲静英华萍慧琴琳洁婷雪梅丹莉平娜倩晓云蓉";
constexpr std::string_view kWomenYoung =
    "子涵欣怡梓萱思雨诗佳琪桐梦婷可馨语嫣若曦紫艺心悦婉莹静雯一诺安然";

constexpr size_t kBytes = 3;

std::string_view character(std::string_view of, size_t index) {
    return of.substr(index * kBytes, kBytes);
}

// The earlier half of a list comes up more often.
std::string_view common(Random& random, std::string_view of) {
    const uint64_t count = of.size() / kBytes;
    const uint64_t index = random.below(count) * random.below(count) / count;
    return character(of, (index + random.below(3)) % count);
}

std::string_view given_characters(Sex sex, int birth_year) {
    const bool man = sex == Sex::kMale;
    if (birth_year < 1966) return man ? kMenOld : kWomenOld;
    if (birth_year < 1992) return man ? kMenMiddle : kWomenMiddle;
    return man ? kMenYoung : kWomenYoung;
}

const int kFirstDay = Date::from_civil(1890, 1, 1)->days;
constexpr size_t kDays = size_t{160} * 366;
constexpr int kPerDay = 500;  // three digits, odd for men, even for women

// GB 11714: the check character of the organisation part of a credit code.
char organisation_check(std::string_view first_8) {
    constexpr std::array<int, 8> kWeights = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < kWeights.size(); ++i) {
        const char c = first_8[i];
        sum += kWeights[i] * (c <= '9' ? c - '0' : c - 'A' + 10);
    }
    const int check = 11 - sum % 11;
    if (check == 10) return 'X';
    return check == 11 ? '0' : static_cast<char>('0' + check);
}

}  // namespace

std::string_view random_surname(Random& random) {
    const uint64_t count = kSurnames.size() / kBytes;
    // Squared: the twenty commonest make up about 40 %.
    return character(kSurnames, random.below(count) * random.below(count) / count);
}

std::string person_name(Random& random, std::string_view surname, Sex sex, int birth_year) {
    const std::string_view characters = given_characters(sex, birth_year);
    std::string name(surname);
    const std::string_view first = common(random, characters);
    name += first;
    const int single = birth_year >= 1966 && birth_year < 1992 ? 30 : 12;
    if (random.per_cent(single)) return name;
    std::string_view second = common(random, characters);
    if (second == first && birth_year < 1992) second = character(characters, 0);
    name += second;
    return name;
}

IdentityNumbers::IdentityNumbers() : used_(kDays * 2) {}

std::string IdentityNumbers::next(Date birth, Sex sex) {
    const bool man = sex == Sex::kMale;
    CHECK(birth.days >= kFirstDay);
    const auto day = static_cast<size_t>(birth.days - kFirstDay);
    CHECK(day < kDays);
    const int number = used_[day * 2 + (man ? 1 : 0)]++;
    const int area = 429999 - number / kPerDay;
    CHECK(area >= 429900);
    // 137 has no factor in common with 500: every number comes up once, in no visible order.
    const int order = (number % kPerDay * 137 + static_cast<int>(day % kPerDay)) % kPerDay;
    const Civil civil = birth.civil();
    std::array<char, 18> digits{};
    auto put = [&digits](size_t from, size_t count, int value) {
        for (size_t i = count; i > 0; --i, value /= 10) {
            digits[from + i - 1] = static_cast<char>('0' + value % 10);
        }
    };
    put(0, 6, area);
    put(6, 4, civil.year);
    put(10, 2, civil.month);
    put(12, 2, civil.day);
    put(14, 3, order * 2 + (man ? 1 : 0));
    digits[17] = *ledger::identity_check_character({digits.data(), 17});
    return {digits.data(), digits.size()};
}

std::string credit_code(std::string_view prefix, uint64_t serial) {
    constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    constexpr uint64_t kCount = 31ULL * 31 * 31 * 31 * 31 * 31;
    std::string code(prefix);
    code += "429999";
    // An odd multiplier that is no multiple of 31: every serial gives another number.
    uint64_t number = serial * 387'420'491 % kCount;
    std::string organisation = "MA";
    for (int i = 0; i < 6; ++i, number /= 31) organisation += kAlphabet[number % 31];
    code += organisation;
    code += organisation_check(organisation);
    code += *ledger::credit_code_check_character(code);
    return code;
}

}  // namespace yitao::sample
