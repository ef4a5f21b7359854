#include "ledger/identity.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace yitao::ledger {

namespace {

constexpr std::string_view kIdentityCheck = "10X98765432";
constexpr std::array<int, 17> kIdentityWeights = {7, 9, 10, 5,  8, 4, 2, 1, 6,
                                                  3, 7, 9,  10, 5, 8, 4, 2};
// GB 32100: digits and capitals without I, O, S, V, Z.
constexpr std::string_view kCreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> kCreditWeights = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                                29, 25, 13, 8,  24, 10, 30, 28};

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int digits_value(std::string_view digits) {
    int value = 0;
    for (char c : digits) value = value * 10 + (c - '0');
    return value;
}

std::string trimmed_half_width(std::string_view text) {
    const std::string_view trimmed = trim(text);
    const bool ascii =
        std::ranges::all_of(trimmed, [](char c) { return static_cast<signed char>(c) >= 0; });
    return ascii ? std::string(trimmed) : std::string(trim(fold_width(trimmed)));
}

Sex sex_of_digit(char digit) {
    return (digit - '0') % 2 == 1 ? Sex::kMale : Sex::kFemale;
}

// Of canonical text with 18 characters, 17 of them digits.
IdentityNumber read_18(std::string_view number) {
    IdentityNumber result;
    const std::string_view birth = number.substr(6, 8);
    result.birth_date =
        Date::from_civil(digits_value(birth.substr(0, 4)), digits_value(birth.substr(4, 2)),
                         digits_value(birth.substr(6, 2)));
    result.sex = sex_of_digit(number[16]);
    if (identity_check_character(number.substr(0, 17)) != number[17]) {
        result.kind = IdentityKind::kBadCheck;
    } else if (!result.birth_date) {
        result.kind = IdentityKind::kBadBirthDate;
    } else {
        result.kind = IdentityKind::kCitizen;
    }
    return result;
}

}  // namespace

std::optional<char> identity_check_character(std::string_view first_17) {
    if (first_17.size() != 17 || !all_digits(first_17)) return std::nullopt;
    int sum = 0;
    for (size_t i = 0; i < 17; ++i) sum += (first_17[i] - '0') * kIdentityWeights[i];
    return kIdentityCheck[static_cast<size_t>(sum % 11)];
}

std::string canonical_identity_number(std::string_view text) {
    std::string out = trimmed_half_width(text);
    if (out.size() == 18 && out.back() == 'x' && all_digits(std::string_view(out).substr(0, 17))) {
        out.back() = 'X';
    }
    return out;
}

IdentityNumber read_identity_number(std::string_view text) {
    const std::string number = canonical_identity_number(text);
    const std::string_view view = number;
    if (view.size() == 18 && all_digits(view.substr(0, 17)) &&
        (all_digits(view.substr(17)) || view[17] == 'X')) {
        return read_18(view);
    }
    if (view.size() == 15 && all_digits(view)) {
        // Years are those of the 20th century: the old numbers ended in 1999.
        IdentityNumber old{.kind = IdentityKind::kOldCitizen};
        old.birth_date =
            Date::from_civil(1900 + digits_value(view.substr(6, 2)),
                             digits_value(view.substr(8, 2)), digits_value(view.substr(10, 2)));
        old.sex = sex_of_digit(view[14]);
        return old;
    }
    return {};
}

std::optional<char> credit_code_check_character(std::string_view first_17) {
    if (first_17.size() != 17) return std::nullopt;
    size_t sum = 0;
    for (size_t i = 0; i < 17; ++i) {
        const size_t value = kCreditAlphabet.find(first_17[i]);
        if (value == std::string_view::npos) return std::nullopt;
        sum += value * static_cast<size_t>(kCreditWeights[i]);
    }
    return kCreditAlphabet[(31 - sum % 31) % 31];
}

std::string canonical_credit_code(std::string_view text) {
    std::string out = trimmed_half_width(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

CreditCodeKind read_credit_code(std::string_view text) {
    const std::string code = canonical_credit_code(text);
    if (code.size() != 18 || kCreditAlphabet.find(code[17]) == std::string_view::npos) {
        return CreditCodeKind::kOther;
    }
    const std::optional<char> expected =
        credit_code_check_character(std::string_view(code).substr(0, 17));
    if (!expected) return CreditCodeKind::kOther;
    return *expected == code[17] ? CreditCodeKind::kValid : CreditCodeKind::kBadCheck;
}

}  // namespace yitao::ledger
