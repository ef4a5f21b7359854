#include "access/password.h"

#include <sodium.h>

#include "base/check.h"
#include "base/text.h"

namespace yitao::access {

namespace {

void ready_sodium() {
    static const bool ready = sodium_init() >= 0;
    CHECK(ready);
}

class Working {
  public:
    explicit Working(std::counting_semaphore<kMaxPasswordChecks>& places) : places_(places) {
        places_.acquire();
    }
    ~Working() { places_.release(); }
    Working(const Working&) = delete;
    Working& operator=(const Working&) = delete;

  private:
    std::counting_semaphore<kMaxPasswordChecks>& places_;
};

}  // namespace

Result<void> check_new_password(std::string_view password, std::string_view login) {
    if (password.size() > kMaxPasswordBytes) {
        return fail(ErrorCode::kLimit, "密码太长", "the password is too long");
    }
    if (!is_valid_utf8(password) || code_point_count(password) < kMinPasswordLength) {
        return fail(ErrorCode::kInvalid, fmt::format("密码至少 {} 个字符", kMinPasswordLength),
                    fmt::format("a password has at least {} characters", kMinPasswordLength));
    }
    if (match_key(password).find(match_key(login)) != std::string::npos) {
        return fail(ErrorCode::kInvalid, "密码不能包含账号名",
                    "the password must not contain the account's name");
    }
    return {};
}

Result<std::unique_ptr<PasswordChecker>> PasswordChecker::make(const PasswordCost& cost) {
    ready_sodium();
    std::unique_ptr<PasswordChecker> checker(new PasswordChecker(cost));
    checker->nobody_ = TRY(checker->hash(draw_token()));
    return checker;
}

Result<std::string> PasswordChecker::hash(std::string_view password) {
    Working working(working_);
    std::array<char, crypto_pwhash_STRBYTES> kept{};
    if (crypto_pwhash_str_alg(kept.data(), password.data(), password.size(), cost_.operations,
                              cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(ErrorCode::kIo, "内存不足，无法处理密码",
                    "not enough memory to work on a password");
    }
    return std::string(kept.data());
}

bool PasswordChecker::check(const std::string& kept, std::string_view typed) {
    Working working(working_);
    ++checks_;
    // Cut rather than refused: too long is wrong at the price of any other wrong one.
    typed = typed.substr(0, kMaxPasswordBytes + 1);
    return crypto_pwhash_str_verify(kept.c_str(), typed.data(), typed.size()) == 0;
}

void PasswordChecker::check_nobody(std::string_view typed) {
    check(nobody_, typed);
}

bool PasswordChecker::is_outdated(const std::string& kept) const {
    return crypto_pwhash_str_needs_rehash(kept.c_str(), cost_.operations, cost_.memory_bytes) != 0;
}

std::string draw_token() {
    ready_sodium();
    std::array<uint8_t, 32> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::array<char, sodium_base64_ENCODED_LEN(32, kVariant)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
    return text.data();
}

TokenHash token_hash(std::string_view token) {
    TokenHash hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const uint8_t*>(token.data()),
                       token.size(), nullptr, 0);
    return hash;
}

}  // namespace yitao::access
