#include "access/sample_accounts.h"

#include <algorithm>

namespace yitao::access {

namespace {

constexpr org::UnitCode kSampleVillage = 421221106202;

struct Sample {
    std::string_view login;
    std::string_view person;
    Role role;
    org::Level level;  // the unit of this level that the village lies in
    std::string_view department;
};

constexpr Sample kSamples[] = {
    {"cun", "许文", Role::kClerk, org::Level::kVillage, ""},
    {"zhen", "周敏", Role::kClerk, org::Level::kTownship, ""},
    {"minzheng", "陈静", Role::kOfficer, org::Level::kCounty, "民政局"},
    {"gongan", "刘洋", Role::kOfficer, org::Level::kCounty, "公安局"},
    {"tongji", "黄丽", Role::kOfficer, org::Level::kCounty, "统计局"},
    {"nongye", "吴刚", Role::kOfficer, org::Level::kCounty, "农业农村局"},
    {"xinfang", "郑平", Role::kHandler, org::Level::kCounty, "信访局"},
    {"shuju", "何清", Role::kDataOffice, org::Level::kCity, "政务和数据局"},
    {"xian", "孙浩", Role::kLeader, org::Level::kCounty, ""},
    {"shi", "马远", Role::kLeader, org::Level::kCity, ""},
    {"shenji", "杨正", Role::kAuditor, org::Level::kCity, ""},
    {"admin", "管理员", Role::kAdministrator, org::Level::kCity, ""},
};

Result<org::UnitIndex> sample_village(const org::Tree& tree) {
    if (auto index = tree.find(kSampleVillage)) return *index;
    auto first = std::ranges::find(tree.units(), org::Level::kVillage, &org::Unit::level);
    if (first != tree.units().end()) {
        return static_cast<org::UnitIndex>(first - tree.units().begin());
    }
    return fail(ErrorCode::kNotFound, "单位目录中没有村（社区）",
                "there is no village in the register of units");
}

// The unit of that level above the village, or the highest there is.
org::UnitCode unit_above(const org::Tree& tree, org::UnitIndex village, org::Level level) {
    org::UnitIndex at = village;
    while (tree.unit(at).level > level && tree.parent_of(at) != at) at = tree.parent_of(at);
    return tree.unit(at).code;
}

}  // namespace

Result<std::vector<SampleAccount>> create_sample_accounts(Accounts& accounts,
                                                          const org::Tree& tree) {
    const org::UnitIndex village = TRY(sample_village(tree));
    std::vector<SampleAccount> made;
    for (const Sample& sample : kSamples) {
        auto account = TRY(accounts.find_account(sample.login));
        if (!account) {
            account = TRY(accounts.create_account({}, {.login = std::string(sample.login),
                                                       .person = std::string(sample.person),
                                                       .password = std::string(kSamplePassword),
                                                       .must_change_password = false}));
        }
        std::vector<Post> posts = TRY(accounts.posts_of(account->id));
        if (posts.empty()) {
            posts.push_back(
                TRY(accounts.create_post({}, {.role = sample.role,
                                              .unit = unit_above(tree, village, sample.level),
                                              .department = std::string(sample.department),
                                              .holder = account->id})));
        }
        made.push_back({account->login, std::string(kSamplePassword), account->person,
                        posts.front(), post_label(posts.front(), tree)});
    }
    return made;
}

}  // namespace yitao::access
