// What a row must be before it is stored, apart from the pack's formulas: values of the right type,
// required ones there, codes of their list (else refused); numbers that prove themselves, known
// units, birth date and sex as the identity number says (else flagged).
//
//     RowChecks checks(schema, site code lists, known units);
//     checks.check(fields, nullptr, remarks);
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ledger/change.h"
#include "ledger/schema.h"
#include "ledger/word_table.h"
#include "org/tree.h"

namespace yitao::site {

using KnownUnits = std::unordered_set<org::UnitCode>;

// Rules of this program; all others are Validation ids.
inline constexpr std::string_view kRuleType = "type";
inline constexpr std::string_view kRuleRequired = "required";
inline constexpr std::string_view kRuleCode = "code";
inline constexpr std::string_view kRuleKey = "key";
inline constexpr std::string_view kRuleMissingRow = "row.missing";
inline constexpr std::string_view kRuleUnitUnknown = "unit.unknown";
inline constexpr std::string_view kRuleUnitMissing = "unit.missing";
inline constexpr std::string_view kRuleUnitBeyond = "unit.beyond";
inline constexpr std::string_view kRuleIdentityCheck = "identity.check_digit";
inline constexpr std::string_view kRuleIdentityDate = "identity.no_such_day";
inline constexpr std::string_view kRuleIdentityBirth = "identity.birth_date";
inline constexpr std::string_view kRuleIdentitySex = "identity.sex";
inline constexpr std::string_view kRuleCreditCheck = "credit_code.check_digit";

// In words; the rule itself for one that is not known.
Message rule_message(const ledger::Schema& schema, std::string_view rule);

class RowChecks {
  public:
    using FindCodeList = std::function<const ledger::CodeList*(std::string_view id)>;
    // All must outlive it.
    RowChecks(const ledger::Schema& schema, const FindCodeList& code_lists,
              const KnownUnits& units);

    // `given`: one byte a column, what a change brings; only that is refused. nullptr: all is new.
    void check(std::span<const ledger::Field> fields, const std::vector<uint8_t>* given,
               std::vector<ledger::Remark>& remarks) const;

  private:
    void refuse_bad(std::span<const ledger::Field> fields, size_t column,
                    std::vector<ledger::Remark>& remarks) const;
    [[nodiscard]] bool is_in_list(size_t column, std::string_view text) const;
    void flag_units(std::span<const ledger::Field> fields,
                    std::vector<ledger::Remark>& remarks) const;
    void flag_numbers(std::span<const ledger::Field> fields,
                      std::vector<ledger::Remark>& remarks) const;
    void flag_identity(std::span<const ledger::Field> fields, size_t column,
                       std::vector<ledger::Remark>& remarks) const;
    void add(std::vector<ledger::Remark>& remarks, size_t column, std::string_view rule,
             ledger::Severity severity) const;

    const ledger::Schema& schema_;
    const KnownUnits& units_;
    std::vector<ledger::WordTable> code_names_;  // by column; empty: any text
    std::vector<size_t> unit_columns_;
    std::vector<size_t> checked_columns_;  // identity numbers, credit codes
    std::optional<size_t> unit_;
    std::optional<size_t> birth_date_;
    std::optional<size_t> sex_;
};

}  // namespace yitao::site
