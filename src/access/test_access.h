// What the tests of this room share: a small tree, a ledger, and unwrapping of Results.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "access/accounts.h"
#include "base/temporary_folder.h"
#include "org/tree.h"

namespace yitao::access {

template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

inline constexpr org::UnitCode kCity = 421200000000, kCounty = 421221000000, kTown = 421221106000,
                               kVillageA = 421221106201, kVillageB = 421221106202,
                               kOtherCounty = 421202000000;

inline org::Register test_register() {
    return must(
        org::Register::parse_csv("code,name,level,parent,opened,closed,replaced_by\n"
                                 "421200000000,咸宁市,city,,,,\n"
                                 "421202000000,咸安区,county,421200000000,,,\n"
                                 "421221000000,嘉鱼县,county,421200000000,,,\n"
                                 "421221106000,潘家湾镇,township,421221000000,,,\n"
                                 "421221106201,肖家洲村,village,421221106000,,,\n"
                                 "421221106202,四邑村,village,421221106000,,,\n"
                                 "421221106203,老村,village,421221106000,,2026-01-01,"
                                 "421221106202\n",
                                 "units.csv"));
}

inline org::Tree test_tree() {
    return must(test_register().tree(*Date::from_civil(2026, 10, 31)));
}

inline ledger::Schema test_schema() {
    using ledger::Column;
    using ledger::Sensitivity;
    ledger::Schema schema{.id = "resident", .name = "居民"};
    schema.columns = {
        Column{.id = "id_number", .owner = "公安局", .sensitivity = Sensitivity::kPersonal},
        Column{.id = "unit", .type = ledger::ColumnType::kUnit, .owner = "公安局"},
        Column{.id = "allowance", .owner = "民政局", .sensitivity = Sensitivity::kPersonal},
        Column{.id = "lead", .owner = "纪律检查委员会", .sensitivity = Sensitivity::kSealed},
        Column{.id = "age", .owner = "公安局", .formula = "=1"},
    };
    schema.key = {"id_number"};
    schema.unit_column = "unit";
    return schema;
}

// An installation's accounts in a folder of their own.
struct TestAccounts {
    TemporaryFolder folder;
    FixedClock clock{*Date::from_civil(2026, 10, 31)};
    std::unique_ptr<Accounts> accounts = open();

    std::unique_ptr<Accounts> open() {
        return must(Accounts::open(folder.path(), clock, {.cost = kCheapPasswords}));
    }
    void reopen() {
        accounts.reset();
        accounts = open();
    }
    Account account(const std::string& login) {
        return must(accounts->create_account({}, {.login = login,
                                                  .person = "某人",
                                                  .password = "春天来了万物生长",
                                                  .must_change_password = false}));
    }
    Post post(Role role, int64_t holder, org::UnitCode unit = kVillageB,
              std::string department = {}) {
        return must(accounts->create_post({}, {role, unit, std::move(department), holder}));
    }
    SignIn sign_in(std::string_view login, std::string_view password = "春天来了万物生长",
                   const std::string& address = "10.0.0.1") {
        return must(accounts->sign_in(login, password, address));
    }
};

}  // namespace yitao::access
