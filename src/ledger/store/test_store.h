// What the store's tests share: a folder that goes away, a small tree, two ledgers.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/temporary_folder.h"
#include "ledger/store/store.h"

namespace yitao::ledger::testing {

inline constexpr org::UnitCode kTown = 421221106000;
inline constexpr org::UnitCode kVillageA = 421221106001;
inline constexpr org::UnitCode kVillageB = 421221106002;

inline org::Tree small_tree(Date as_of = Date{20000}) {
    auto units = org::Register::from_units(
        {{.code = kTown, .name = "潘家湾镇", .level = org::Level::kTownship},
         {.code = kVillageA, .name = "甲村", .level = org::Level::kVillage, .parent = kTown},
         {.code = kVillageB, .name = "乙村", .level = org::Level::kVillage, .parent = kTown}});
    return *units->tree(as_of);
}

inline Schema resident_schema() {
    Schema schema{.id = "resident", .name = "居民", .key = {"id_number"}, .unit_column = "unit"};
    schema.subject = "id_number";
    schema.columns = {
        {.id = "id_number", .name = "身份证号", .sensitivity = Sensitivity::kPersonal},
        {.id = "name", .name = "姓名", .sensitivity = Sensitivity::kPersonal},
        {.id = "unit", .name = "单位", .type = ColumnType::kUnit},
        {.id = "sex", .name = "性别", .type = ColumnType::kCode, .code_list = "sex"},
        {.id = "income", .name = "年收入", .type = ColumnType::kDecimal, .scale = 2},
        {.id = "age", .name = "年龄", .type = ColumnType::kInteger, .formula = "=1"},
    };
    return schema;
}

inline Schema place_schema() {
    Schema schema{.id = "place", .name = "场所", .key = {"code"}, .unit_column = "unit"};
    schema.columns = {
        {.id = "code", .name = "场所编号"},
        {.id = "unit", .name = "单位", .type = ColumnType::kUnit},
        {.id = "area", .name = "面积", .type = ColumnType::kInteger},
    };
    return schema;
}

inline std::vector<Field> resident(std::string id, std::string name, org::UnitCode unit,
                                   int64_t income = 0) {
    Field key;
    if (!id.empty()) key = std::move(id);
    return {key, std::move(name), unit, std::string("男"), income, {}};
}

// The value of a Result, or a failed test that tells the error.
template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace yitao::ledger::testing
