// Numbers that carry their own proof: GB 11643 citizen identity numbers and GB 32100 unified social
// credit codes. What fails lands flagged with the reason; nobody is dropped for a mistyped digit.
//
//     IdentityNumber n = read_identity_number("11010519491231002X");
//     n.kind == IdentityKind::kCitizen;  *n.birth_date;  n.sex == Sex::kFemale
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"

namespace yitao::ledger {

enum class IdentityKind : uint8_t {
    kCitizen,       // 18 characters, check digit right, a real birth date
    kBadCheck,      // has the shape, the check digit is wrong
    kBadBirthDate,  // has the shape, but there is no such day
    kOldCitizen,    // the 15-digit number in use until 2013: a document of its own
    kOther,         // passport, permit …: no statement is made
};

enum class Sex : uint8_t { kFemale, kMale };

struct IdentityNumber {
    IdentityKind kind = IdentityKind::kOther;
    std::optional<Date> birth_date;  // of kCitizen, kBadCheck and kOldCitizen
    std::optional<Sex> sex;          // likewise
};

// Also takes lower-case x and full-width digits.
IdentityNumber read_identity_number(std::string_view text);
// The form that is stored: trimmed, half width, x as X. Other documents: trimmed, half width.
std::string canonical_identity_number(std::string_view text);
// Check character for the first 17 digits ('0'..'9', 'X'); nothing when they are not digits.
std::optional<char> identity_check_character(std::string_view first_17);

enum class CreditCodeKind : uint8_t {
    kValid,
    kBadCheck,
    kOther,  // not 18 characters of the standard's alphabet: an older licence number, none yet
};

CreditCodeKind read_credit_code(std::string_view text);
// Trimmed, half width, upper case.
std::string canonical_credit_code(std::string_view text);
// Check character for the first 17 characters; nothing when one is outside the alphabet.
std::optional<char> credit_code_check_character(std::string_view first_17);

}  // namespace yitao::ledger
