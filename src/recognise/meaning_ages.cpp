// Ages that a form counts to a day that is not the report's: 年龄算到2026年12月31日,
// 周岁以2026年8月31日为准, 3—5岁 below 8月31日周岁: whoever was born early enough.
#include <algorithm>

#include "base/text.h"
#include "recognise/meaning_understood.h"

namespace yitao::recognise {

namespace {

// 3—5岁 on that day: born between two days.
std::optional<Test> born_for(const Test& age, const AgeDay& day, size_t born) {
    if (age.kind != Test::Kind::kNumber) return std::nullopt;
    const std::string year = day.year > 0 ? std::to_string(day.year) : "YEAR(截至日期)";
    const bool ends_year = day.month == 12;
    Test test{.column = born, .kind = Test::Kind::kDates};
    if (age.most) {
        // Not yet a year older: from the day after on.
        const int most = static_cast<int>(*age.most) - (age.most_open ? 1 : 0);
        test.dates.emplace_back(
            ">=", ends_year ? fmt::format("DATE({}-{},1,1)", year, most)
                            : fmt::format("DATE({}-{},{},1)", year, most + 1, day.month + 1));
    }
    if (age.least) {
        const int least = static_cast<int>(*age.least) + (age.least_open ? 1 : 0);
        test.dates.emplace_back("<=", fmt::format("DATE({}-{},{},31)", year, least, day.month));
    }
    return test;
}

void put_to_day(const AgeDay& day, size_t ages, size_t born, std::vector<Test>& tests) {
    const bool told = std::ranges::any_of(tests, [&](const Test& t) { return t.column == born; });
    for (Test& test : tests) {
        if (told || test.column != ages) continue;
        if (auto days = born_for(test, day, born)) test = std::move(*days);
    }
    std::ranges::stable_sort(tests, {}, &Test::column);
}

}  // namespace

void settle_ages(const Vocabulary& words, const Asked& asked, Understood& understood) {
    std::optional<AgeDay> day = words.ages_by();
    for (const PathPart& part : asked.path) {
        const auto own = age_day_in(match_key(part.text));
        if (own && own->said) day = own;
    }
    const ledger::Schema& schema = words.schema(understood.filter.ledger);
    const auto ages = schema.find_column_named("年龄");
    const auto born = schema.find_column_named("出生日期");
    if (!day || !ages || !born) return;
    const auto put = [&](std::vector<Test>& tests) { put_to_day(*day, *ages, *born, tests); };
    put(understood.filter.tests);
    put(understood.base.tests);
    put(understood.base_extra);
    for (auto& tests : understood.share) put(tests);
    for (auto& alternatives : understood.unions) {
        for (auto& tests : alternatives) put(tests);
    }
}

}  // namespace yitao::recognise
