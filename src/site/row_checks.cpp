#include "site/row_checks.h"

#include <algorithm>
#include <array>

#include "base/date.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/identity.h"

namespace yitao::site {

using ledger::Column;
using ledger::ColumnType;
using ledger::Field;
using ledger::Remark;
using ledger::Severity;

namespace {

struct RuleText {
    std::string_view rule;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array<RuleText, 13> kRuleTexts = {{
    {kRuleType, "不是这一字段应有的类型", "not of the column's type"},
    {kRuleRequired, "必填项为空", "a required value is missing"},
    {kRuleCode, "不在代码表中", "not in the code list"},
    {kRuleKey, "主键与另一条记录重复", "another row has the same key"},
    {kRuleMissingRow, "没有这条记录", "there is no such row"},
    {kRuleUnitUnknown, "单位代码不在单位名册中，暂不计入任何单位",
     "the unit is not in the register, so the row counts for none"},
    {kRuleUnitMissing, "没有填单位，暂不计入任何单位",
     "no unit is given, so the row counts for none"},
    {kRuleUnitBeyond, "记录所在或要去的单位不在您岗位的范围内",
     "the unit the row stands in or goes to is beyond your post"},
    {kRuleIdentityCheck, "身份证号校验码不符，请核对证件",
     "the check digit of the identity number is wrong; check the document"},
    {kRuleIdentityDate, "身份证号中的出生日期不存在，请核对证件",
     "the identity number names a day that does not exist; check the document"},
    {kRuleIdentityBirth, "出生日期与身份证号不一致，请核对证件",
     "the date of birth differs from the identity number; check the document"},
    {kRuleIdentitySex, "性别与身份证号不一致，请核对证件",
     "the sex differs from the identity number; check the document"},
    {kRuleCreditCheck, "统一社会信用代码校验码不符，请核对证照",
     "the check character of the credit code is wrong; check the licence"},
}};

constexpr int64_t kMaxUnitCode = 999'999'999'999;
constexpr int64_t kMaxNumber = 999'999'999'999'999'999;  // 18 digits, as parse_decimal

bool is_blank(const Field& field) {
    return std::holds_alternative<std::monostate>(field);
}

bool has_type(const Column& column, const Field& field) {
    if (!ledger::is_number_type(column.type)) {
        const auto* text = std::get_if<std::string>(&field);
        return text != nullptr && text->size() <= kMaxCsvField && is_valid_utf8(*text);
    }
    const auto* number = std::get_if<int64_t>(&field);
    if (number == nullptr) return false;
    switch (column.type) {
        case ColumnType::kDate:
            return *number >= kEarliestDate.days && *number <= kLatestDate.days;
        case ColumnType::kUnit:
            return *number > 0 && *number <= kMaxUnitCode;
        default:
            return *number >= -kMaxNumber && *number <= kMaxNumber;
    }
}

}  // namespace

Message rule_message(const ledger::Schema& schema, std::string_view rule) {
    for (const RuleText& text : kRuleTexts) {
        if (text.rule == rule) return {std::string(text.zh), std::string(text.en)};
    }
    for (const ledger::Validation& validation : schema.validations) {
        if (validation.id == rule) return validation.message;
    }
    return {std::string(rule), std::string(rule)};
}

RowChecks::RowChecks(const ledger::Schema& schema, const FindCodeList& code_lists,
                     const KnownUnits& units)
    : schema_(schema), units_(units), code_names_(schema.columns.size()) {
    for (size_t i = 0; i < schema.columns.size(); ++i) {
        const Column& column = schema.columns[i];
        if (column.is_calculated()) continue;
        if (column.type == ColumnType::kUnit) unit_columns_.push_back(i);
        if (column.check != ledger::TextCheck::kNone) checked_columns_.push_back(i);
        if (const ledger::CodeList* list = code_lists(column.code_list)) {
            for (const ledger::CodeList::Code& code : list->codes) code_names_[i].add(code.name);
        }
    }
    unit_ = schema.find_column(schema.unit_column);
    if (auto birth = schema.find_column("birth_date");
        birth && schema.columns[*birth].type == ColumnType::kDate) {
        birth_date_ = birth;
    }
    sex_ = schema.find_column("sex");
}

void RowChecks::add(std::vector<Remark>& remarks, size_t column, std::string_view rule,
                    Severity severity) const {
    remarks.push_back({.column = column,
                       .rule = std::string(rule),
                       .severity = severity,
                       .message = rule_message(schema_, rule)});
}

void RowChecks::check(std::span<const Field> fields, const std::vector<uint8_t>* given,
                      std::vector<Remark>& remarks) const {
    const size_t before = remarks.size();
    for (size_t i = 0; i < fields.size(); ++i) {
        if (schema_.columns[i].is_calculated()) continue;
        if (given == nullptr || (*given)[i] != 0) refuse_bad(fields, i, remarks);
    }
    if (remarks.size() != before) return;
    flag_units(fields, remarks);
    flag_numbers(fields, remarks);
}

void RowChecks::refuse_bad(std::span<const Field> fields, size_t column,
                           std::vector<Remark>& remarks) const {
    const Column& declared = schema_.columns[column];
    const Field& field = fields[column];
    if (is_blank(field)) {
        if (declared.required) add(remarks, column, kRuleRequired, Severity::kRefuse);
        return;
    }
    if (!has_type(declared, field)) {
        add(remarks, column, kRuleType, Severity::kRefuse);
        return;
    }
    if (code_names_[column].empty()) return;
    if (!is_in_list(column, std::get<std::string>(field))) {
        add(remarks, column, kRuleCode, Severity::kRefuse);
    }
}

bool RowChecks::is_in_list(size_t column, std::string_view text) const {
    const ledger::WordTable& names = code_names_[column];
    if (schema_.columns[column].type != ColumnType::kMultiCode) return names.has(text);
    constexpr std::string_view kBetween = "、";
    while (true) {
        const size_t end = text.find(kBetween);
        if (!names.has(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + kBetween.size());
    }
}

void RowChecks::flag_units(std::span<const Field> fields, std::vector<Remark>& remarks) const {
    for (size_t column : unit_columns_) {
        const auto* code = std::get_if<int64_t>(&fields[column]);
        if (code != nullptr && !units_.contains(*code)) {
            add(remarks, column, kRuleUnitUnknown, Severity::kFlag);
        }
        if (code == nullptr && unit_ == column) {
            add(remarks, column, kRuleUnitMissing, Severity::kFlag);
        }
    }
}

void RowChecks::flag_numbers(std::span<const Field> fields, std::vector<Remark>& remarks) const {
    for (size_t column : checked_columns_) {
        const auto* text = std::get_if<std::string>(&fields[column]);
        if (text == nullptr) continue;
        if (schema_.columns[column].check == ledger::TextCheck::kIdentityNumber) {
            flag_identity(fields, column, remarks);
        } else if (ledger::read_credit_code(*text) == ledger::CreditCodeKind::kBadCheck) {
            add(remarks, column, kRuleCreditCheck, Severity::kFlag);
        }
    }
}

void RowChecks::flag_identity(std::span<const Field> fields, size_t column,
                              std::vector<Remark>& remarks) const {
    const ledger::IdentityNumber number =
        ledger::read_identity_number(std::get<std::string>(fields[column]));
    if (number.kind == ledger::IdentityKind::kBadCheck) {
        add(remarks, column, kRuleIdentityCheck, Severity::kFlag);
    }
    if (number.kind == ledger::IdentityKind::kBadBirthDate) {
        add(remarks, column, kRuleIdentityDate, Severity::kFlag);
    }
    // Only a number that proves itself can contradict another value.
    if (number.kind != ledger::IdentityKind::kCitizen) return;
    if (birth_date_) {
        const auto* birth = std::get_if<int64_t>(&fields[*birth_date_]);
        if (birth != nullptr && *birth != number.birth_date->days) {
            add(remarks, *birth_date_, kRuleIdentityBirth, Severity::kFlag);
        }
    }
    if (sex_) {
        const auto* sex = std::get_if<std::string>(&fields[*sex_]);
        const std::string_view told = number.sex == ledger::Sex::kMale ? "男" : "女";
        // Codes of the standard beyond the two (未知, 未说明) contradict nothing.
        if (sex != nullptr && (*sex == "男" || *sex == "女") && *sex != told) {
            add(remarks, *sex_, kRuleIdentitySex, Severity::kFlag);
        }
    }
}

}  // namespace yitao::site
