#include "org/tree.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

namespace yitao::org {
namespace {

constexpr std::string_view kHead = "code,name,level,parent,opened,closed,replaced_by,legal_unit\n";

Result<Register> parse(std::string_view rows) {
    return Register::parse_csv(std::string(kHead) + std::string(rows), "units.csv");
}

Error refusal(std::string_view rows) {
    auto units = parse(rows);
    EXPECT_FALSE(units) << rows;
    return units ? Error{} : units.error();
}

Date day(std::string_view iso) { return *Date::parse_iso(iso); }

TEST(Level, ReadsTheWordsPeopleUse) {
    for (std::string_view word : {"village", "村", "社区", "村级", "村（社区）", "Community", " 村 "}) {
        EXPECT_EQ(parse_level(word), Level::kVillage) << word;
    }
    for (std::string_view word : {"乡镇", "township", "街道", "乡镇（街道）", "镇"}) {
        EXPECT_EQ(parse_level(word), Level::kTownship) << word;
    }
    EXPECT_EQ(parse_level("县"), Level::kCounty);
    EXPECT_EQ(parse_level("区"), Level::kCounty);
    EXPECT_EQ(parse_level("市级"), Level::kCity);
    EXPECT_EQ(parse_level("省"), Level::kProvince);
    EXPECT_EQ(parse_level("全国"), Level::kNation);
    EXPECT_FALSE(parse_level("组"));
    EXPECT_FALSE(parse_level(""));
    for (int i = 0; i < 6; ++i) {
        auto level = static_cast<Level>(i);
        EXPECT_EQ(parse_level(level_name(level)), level);
        EXPECT_EQ(parse_level(level_name_zh(level)), level);
    }
}

TEST(UnitCode, IsTwelveDigits) {
    EXPECT_EQ(parse_unit_code("421221106001"), 421221106001);
    EXPECT_EQ(format_unit_code(11010000000), "011010000000");
    for (std::string_view bad : {"", "42122110600", "4212211060011", "42122110600x", "000000000000"}) {
        EXPECT_FALSE(parse_unit_code(bad)) << bad;
    }
}

TEST(Register, NumbersDepthFirst) {
    auto units = parse(
        "421221106002,乙社区,村,421221106000\n"
        "421200000000,咸宁市,city,\n"
        "421221106001,甲村,village,421221106000\n"
        "421221000000,嘉鱼县,县,421200000000\n"
        "421221106000,潘家湾镇,乡镇,421221000000\n"
        "421202000000,咸安区,county,421200000000,,,,是\n"
        "421221570000,开发区,township,421221000000,,,,否\n");
    ASSERT_TRUE(units) << units.error().text();
    Tree tree = *units->tree(day("2026-10-31"));
    ASSERT_EQ(tree.size(), 7U);
    EXPECT_EQ(tree.unit(0).name, "咸宁市");
    EXPECT_EQ(tree.end_of(0), 7U);
    EXPECT_EQ(tree.parent_of(0), 0U);
    UnitIndex town = *tree.find(421221106000);
    EXPECT_EQ(tree.end_of(town) - town, 3U);
    EXPECT_EQ(tree.unit(town + 1).name, "甲村");
    EXPECT_TRUE(tree.contains(town, town + 2));
    EXPECT_FALSE(tree.contains(town + 1, town));
    EXPECT_EQ(tree.of_level(Level::kVillage, 0).size(), 2U);
    EXPECT_EQ(tree.find_by_name("甲村"), (std::vector<UnitIndex>{town + 1}));
    EXPECT_EQ(tree.find_by_name("社区"), (std::vector<UnitIndex>{town + 2}));
    EXPECT_TRUE(tree.find_by_name("无此村").empty());
    EXPECT_EQ(tree.named("甲村").size(), 1U);
    EXPECT_EQ(tree.named("甲村")[0], town + 1);
    EXPECT_TRUE(tree.named("村").empty());
    EXPECT_FALSE(tree.find(1));
    EXPECT_FALSE(tree.unit(*tree.find(421221570000)).legal_unit);
}

TEST(Register, ReadsChineseHeadingsAndGbk) {
    // 代码,名称,级别,上级 / 421221106001,甲村,村, in GBK with CRLF
    std::string gbk =
        "\xB4\xFA\xC2\xEB,\xC3\xFB\xB3\xC6,\xBC\xB6\xB1\xF0,\xC9\xCF\xBC\xB6\r\n"
        "421221106001,\xBC\xD7\xB4\xE5,\xB4\xE5,\r\n";
    auto units = Register::parse_csv(gbk, "u.csv");
    ASSERT_TRUE(units) << units.error().text();
    EXPECT_EQ(units->versions()[0].name, "甲村");
    auto quoted = Register::parse_csv(
        "\xEF\xBB\xBF上级,法定,\"名称\",代码,级别\n,1,\"甲,村\",421221106001,村\n", "u.csv");
    ASSERT_TRUE(quoted) << quoted.error().text();
    EXPECT_EQ(quoted->versions()[0].name, "甲,村");
}

TEST(Register, RefusesBadTreesWithTheirLine) {
    struct Case {
        std::string_view rows;
        std::string_view place;
        std::string_view word;  // of the Chinese message
    };
    constexpr std::string_view kRoot = "421200000000,咸宁市,city,\n";
    for (const Case& bad : std::initializer_list<Case>{
             {"421221000000,嘉鱼县,county,421200000000\n", "units.csv:3", "不在表中"},
             {"421221000000,嘉鱼县,city,421200000000\n", "units.csv:3", "级别"},
             {"421200000000,咸宁,city,\n", "units.csv:3", "重复"},
             {"42122,嘉鱼县,county,421200000000\n", "units.csv:3", "12 位"},
             {"421221000000,嘉鱼县,county,4212\n", "units.csv:3", "12 位"},
             {"421221000000,嘉鱼县,厅,421200000000\n", "units.csv:3", "级别"},
             {"421221000000,,county,421200000000\n", "units.csv:3", "名称"},
             {"\n421221000000,嘉鱼县,county,421221000000\n", "units.csv:4", "循环"},
             {"421221000000,甲,county,421222000000\n421222000000,乙,township,421221000000\n",
              "units.csv:3", "循环"},
             {"421221000000,甲,county,421200000000,2020-1-1\n", "units.csv:3", "yyyy-mm-dd"},
             {"421221000000,甲,county,421200000000,2020-01-01,2019-01-01\n", "units.csv:3", "晚于"},
             {"421221000000,甲,county,421200000000,,2019-01-01,421222000000\n", "units.csv:3",
              "并入"},
             {"421221000000,甲,county,421200000000,,,,也许\n", "units.csv:3", "是/否"},
         }) {
        std::string rows(bad.rows == "421221000000,嘉鱼县,county,421200000000\n" ? "" : kRoot);
        if (rows.empty()) rows = "421300000000,随州市,city,\n";
        Error error = refusal(rows + std::string(bad.rows));
        EXPECT_EQ(error.place, bad.place) << bad.rows;
        EXPECT_NE(error.message.zh.find(bad.word), std::string::npos) << error.text();
        EXPECT_FALSE(error.message.en.empty());
    }
    EXPECT_EQ(refusal("").message.zh, "单位表只有标题，没有单位");
    EXPECT_FALSE(Register::parse_csv("", "u.csv"));
    EXPECT_FALSE(Register::parse_csv("code,name,level\n", "u.csv"));
    EXPECT_FALSE(Register::parse_csv("code,name,level,parent,代码\n", "u.csv"));
    EXPECT_FALSE(Register::from_units({{.code = 1, .name = "a", .parent = 2}}));
}

TEST(Register, NamesParentsAndCodesChangeOverTime) {
    auto units = parse(
        "421200000000,咸宁市,city,\n"
        "421221000000,嘉鱼县,county,421200000000\n"
        "421221100000,东镇,township,421221000000\n"
        "421221101000,西乡,township,421221000000,,2020-01-01\n"
        "421221101000,西镇,township,421221000000,2020-01-01,2024-07-01,421221100000\n"
        "421221101001,河村,village,421221101000\n"
        "421221101002,山村,village,421221101000,,2024-07-01,421221100009\n"
        "421221100009,山水村,village,421221100000,2024-07-01\n");
    ASSERT_TRUE(units) << units.error().text();
    Tree before = *units->tree(day("2019-12-31"));
    EXPECT_EQ(before.unit(*before.find(421221101000)).name, "西乡");
    EXPECT_FALSE(before.find(421221100009));
    Tree between = *units->tree(day("2024-06-30"));
    EXPECT_EQ(between.unit(*between.find(421221101000)).name, "西镇");
    EXPECT_EQ(between.size(), 6U);
    // The closed township leads to its successor, and so does a village that still names it.
    Tree after = *units->tree(day("2024-07-01"));
    EXPECT_EQ(after.unit(*after.find(421221101000)).name, "东镇");
    EXPECT_EQ(after.unit(*after.find(421221101002)).name, "山水村");
    UnitIndex river = *after.find(421221101001);
    EXPECT_EQ(after.unit(after.parent_of(river)).name, "东镇");
    EXPECT_EQ(after.size(), 5U);
    EXPECT_EQ(after.as_of(), day("2024-07-01"));
}

TEST(Register, RefusesALifeWithoutAParent) {
    Error error = refusal(
        "421200000000,咸宁市,city,\n"
        "421221000000,嘉鱼县,county,421200000000,,2020-01-01\n"
        "421221100000,东镇,township,421221000000\n");
    EXPECT_EQ(error.place, "units.csv:4");
    EXPECT_NE(error.message.zh.find("2020-01-01"), std::string::npos);
    // Successors in a circle are no successors.
    error = refusal(
        "421200000000,咸宁市,city,\n"
        "421221000000,甲县,county,421200000000,,2020-01-01,421222000000\n"
        "421222000000,乙县,county,421200000000,,2020-01-01,421221000000\n"
        "421221100000,东镇,township,421221000000\n");
    EXPECT_EQ(error.place, "units.csv:5");
    auto gone = parse("421200000000,咸宁市,city,,,2020-01-01\n");
    EXPECT_EQ(gone->tree(day("2021-01-01")).error().code, ErrorCode::kNotFound);
}

TEST(Register, SubtreesAreIntervalsInAnyTree) {
    rc::check([](const std::vector<uint32_t>& choices) {
        std::vector<Unit> units;
        for (size_t i = 0; i < choices.size() + 1; ++i) {
            Unit unit;
            unit.code = 100000000000 + static_cast<UnitCode>((i * 7919) % 100000);
            unit.name = "u";
            size_t parent = i == 0 ? 0 : choices[i - 1] % (i + 1);
            bool root = i == 0 || parent == i || units[parent].level == Level::kVillage;
            unit.parent = root ? 0 : units[parent].code;
            unit.level = root ? Level::kNation
                              : static_cast<Level>(static_cast<int>(units[parent].level) + 1);
            units.push_back(unit);
        }
        std::map<UnitCode, UnitCode> parents;
        for (const Unit& unit : units) parents[unit.code] = unit.parent;
        auto made = Register::from_units(units);
        RC_ASSERT(made.has_value());
        Tree tree = *made->tree(Date{0});
        RC_ASSERT(tree.size() == units.size());
        for (UnitIndex u = 0; u < tree.size(); ++u) {
            for (UnitIndex a = 0; a < tree.size(); ++a) {
                UnitCode above = tree.unit(u).code;
                while (above != tree.unit(a).code && above != 0) above = parents[above];
                RC_ASSERT(tree.contains(a, u) == (above != 0));
            }
            RC_ASSERT(*tree.find(tree.unit(u).code) == u);
        }
    });
}

// 31 provinces, 341 cities, 2,900 counties, 41,000 townships, the rest villages.
TEST(Register, ANationalTreeLoadsInAboutASecond) {
    std::string text(kHead.substr(0, kHead.find(",opened")));
    text += '\n';
    size_t count = 0;
    auto add = [&](int64_t code, std::string_view level, int64_t parent) {
        text += fmt::format("{:012},单位{},{},", code, count++, level);
        text += parent == 0 ? "\n" : fmt::format("{:012}\n", parent);
    };
    for (int64_t p = 11; p < 42; ++p) {
        int64_t province = p * 10'000'000'000;
        add(province, "province", 0);
        for (int64_t c = 1; c <= 11; ++c) {
            int64_t city = province + c * 100'000'000;
            add(city, "city", province);
            for (int64_t d = 1; d <= 9; ++d) {
                int64_t county = city + d * 1'000'000;
                add(county, "county", city);
                for (int64_t t = 100; t < 113; ++t) {
                    int64_t town = county + t * 1'000;
                    add(town, "township", county);
                    for (int64_t v = 1; v <= 15 && count < 620'000; ++v) add(town + v, "village", town);
                }
            }
        }
    }
    ASSERT_GE(count, 620'000U);
    auto start = std::chrono::steady_clock::now();
    auto units = Register::parse_csv(text, "nation.csv");
    ASSERT_TRUE(units) << units.error().text();
    auto parsed = std::chrono::steady_clock::now();
    auto tree = units->tree(Date{20000});
    ASSERT_TRUE(tree);
    auto built = std::chrono::steady_clock::now();
    auto ms = [](auto from, auto to) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(to - from).count();
    };
    std::printf("%zu units: read and checked in %lld ms, tree in %lld ms\n", tree->size(),
                static_cast<long long>(ms(start, parsed)), static_cast<long long>(ms(parsed, built)));
    EXPECT_EQ(tree->size(), count);
    EXPECT_LT(ms(start, built), 20'000);  // loose: sanitizers and loaded machines run this too
}

TEST(Register, TheTreeOfXianning) {
    std::ifstream file(YITAO_SOURCE_DIR "/packs/base/units/xianning.csv");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    auto units = Register::parse_csv(text, "xianning.csv");
    ASSERT_TRUE(units) << units.error().text();
    Tree tree = *units->tree(day("2026-10-31"));
    EXPECT_EQ(tree.size(), 1192U);
    EXPECT_EQ(tree.unit(0).name, "咸宁市");
    EXPECT_EQ(tree.end_of(0), 1192U);
    EXPECT_EQ(tree.of_level(Level::kCounty, 0).size(), 6U);
    EXPECT_EQ(tree.of_level(Level::kTownship, 0).size(), 89U);
    EXPECT_EQ(tree.of_level(Level::kVillage, 0).size(), 1096U);
    EXPECT_TRUE(tree.unit(*tree.find(421221106000)).legal_unit);
    EXPECT_FALSE(tree.unit(*tree.find(421221570000)).legal_unit);
    EXPECT_FALSE(tree.unit(*tree.find(421221450000)).legal_unit);
}

}  // namespace
}  // namespace yitao::org
