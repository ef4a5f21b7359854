// Ages that a form counts to a day that is not the report's: 年龄算到2026年12月31日,
// 周岁以2026年8月31日为准, 3—5岁 below 8月31日周岁, 至7月1日年满70周岁: whoever was born early
// enough.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "recognise/meaning/understood.h"

namespace yitao::recognise {

namespace {

// 3—5岁 on that day: born between two days.
std::optional<Test> born_for(const Test& age, const AgeDay& day, size_t born) {
    if (age.kind != Test::Kind::kNumber) return std::nullopt;
    const std::string year = day.year_text();
    const auto years_ago = [&](int years) {
        return fmt::format("DATE({}-{},{},{})", year, years, day.month, day.day);
    };
    Test test{.column = born, .kind = Test::Kind::kDates};
    if (age.most) {
        // Not yet a year older: from the day after on.
        const int most = static_cast<int>(*age.most) - (age.most_open ? 1 : 0);
        if (day.day == 31 && day.month == 12)
            test.dates.emplace_back(">=", fmt::format("DATE({}-{},1,1)", year, most));
        else if (day.day == 31 && day.month == 8)
            test.dates.emplace_back(">=", fmt::format("DATE({}-{},9,1)", year, most + 1));
        else
            test.dates.emplace_back(">", years_ago(most + 1));
    }
    if (age.least) {
        const int least = static_cast<int>(*age.least) + (age.least_open ? 1 : 0);
        test.dates.emplace_back("<=", years_ago(least));
    } else if (day.alive) {
        test.dates.emplace_back("<=", fmt::format("DATE({},{},{})", year, day.month, day.day));
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

// 年龄组（2026年5月4日实足年龄） over the rows, 至7月1日年满70周岁 of the cell itself,
// 年龄算到6月30日 of the form.
std::optional<AgeDay> day_of_ages(const Vocabulary& words, const Asked& asked) {
    std::optional<AgeDay> day = words.ages_by();
    const auto take = [&](const std::string& text) {
        const auto own = age_day_in(match_key(text));
        if (own && own->said) day = own;
    };
    take(asked.axis);
    for (const PathPart& part : asked.path) take(part.text);
    return day;
}

bool tests_age(const Understood& understood, size_t ages) {
    const auto any = [&](const std::vector<Test>& tests) {
        return std::ranges::any_of(tests, [&](const Test& test) { return test.column == ages; });
    };
    return any(understood.filter.tests) || std::ranges::any_of(understood.share, any) ||
           std::ranges::any_of(understood.unions, [&](const auto& alternatives) {
               return std::ranges::any_of(alternatives, any);
           });
}

// 年满60周岁, 满18周岁; 已满60周岁, 满60周岁以上 says how old they are.
bool says_birthday(const Asked& asked, int years) {
    constexpr auto kNot =
        std::to_array<std::string_view>({"已年", "已", "未", "不", "未年", "不年"});
    constexpr auto kMore =
        std::to_array<std::string_view>({"以上", "及以上", "(含)以上", "（含）以上"});
    const auto says = [&](const std::string& text) {
        for (std::string_view unit : {"周岁", "岁"}) {
            const std::string word = fmt::format("满{}{}", years, unit);
            const size_t at = text.find(word);
            if (at == std::string::npos) continue;
            const auto ends = [&](std::string_view end) {
                return std::string_view(text).substr(0, at).ends_with(end);
            };
            const auto goes_on = [&](std::string_view more) {
                return std::string_view(text).substr(at + word.size()).starts_with(more);
            };
            return std::ranges::none_of(kNot, ends) && std::ranges::none_of(kMore, goes_on);
        }
        return false;
    };
    return says(asked.axis) ||
           std::ranges::any_of(asked.path, [&](const PathPart& part) { return says(part.text); });
}

bool says_so_far(const Asked& asked) {
    return std::ranges::any_of(asked.path, [](const PathPart& part) {
        return part.text.contains("以来") || part.text.contains("至今") ||
               part.text.contains("累计") || part.text.contains("截至");
    });
}

}  // namespace

void settle_birthdays(const Vocabulary& words, const Asked& asked, Understood& understood) {
    const ledger::Schema& schema = words.schema(understood.filter.ledger);
    const auto ages = schema.find_column_named("年龄");
    const auto born = schema.find_column_named("出生日期");
    // 出生 / 男婴 / 2025年10月: the days say when, and who was born then is no baby by now.
    if (ages && born && understood.event == static_cast<int>(*born) &&
        understood.window != Window::kNone) {
        std::erase_if(understood.filter.tests, [&](const Test& test) {
            return test.column == *ages && test.kind == Test::Kind::kNumber && !test.least &&
                   test.most && *test.most <= 0;
        });
    }
    // 本月 alone over a column only says whose figure it is.
    const bool plain =
        understood.window_generic ||
        (understood.window_alone && understood.last_month == 0 && understood.from_year == 0 &&
         (understood.window == Window::kPeriod || understood.window == Window::kYear));
    // 当季年满80周岁: of which quarter?
    const bool quarter = understood.window == Window::kPeriod &&
                         std::ranges::any_of(asked.path, [](const PathPart& part) {
                             return part.text.contains("季");
                         });
    if (!ages || !born || understood.event >= 0 || plain || quarter) return;
    const auto window = window_test(understood, static_cast<int>(*born));
    if (!window || window->dates.size() != 2) return;
    for (Test& test : understood.filter.tests) {
        const bool from = test.column == *ages && test.kind == Test::Kind::kNumber && test.least &&
                          !test.least_open && (!test.most || *test.most == *test.least);
        if (!from || !says_birthday(asked, static_cast<int>(*test.least))) continue;
        constexpr int kMonths = 12;
        const int months = static_cast<int>(*test.least) * kMonths;
        Test days = *window;
        // 今年年内年满60周岁: those too whose birthday is yet to come.
        const bool year = understood.window == Window::kYear && understood.last_month == 0;
        if (year && !says_so_far(asked)) days.dates[1].second = "DATE(YEAR(截至日期),12,31)";
        for (auto& [sign, day] : days.dates) day = fmt::format("EDATE({},-{})", day, months);
        test = std::move(days);
        understood.window = Window::kNow;
        std::ranges::stable_sort(understood.filter.tests, {}, &Test::column);
        return;
    }
}

void settle_ages(const Vocabulary& words, const Asked& asked, Understood& understood) {
    const std::optional<AgeDay> day = day_of_ages(words, asked);
    const ledger::Schema& schema = words.schema(understood.filter.ledger);
    const auto ages = schema.find_column_named("年龄");
    const auto born = schema.find_column_named("出生日期");
    if (!day || !ages || !born) return;
    if (!day->understood) {
        if (tests_age(understood, *ages)) understood.doubt(losses::kWhichTime, "ages by which day");
        return;
    }
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
