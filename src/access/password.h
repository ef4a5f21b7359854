// Passwords and tokens: the one place of the room that knows libsodium's secrets. A password is
// kept as Argon2id with its own salt and limits in the text, a token of a session as its BLAKE2b
// alone.
//
//     PasswordChecker checker = TRY(PasswordChecker::make({}));
//     std::string kept = TRY(checker.hash("四邑村的春天"));
//     checker.check(kept, typed)
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace yitao::access {

// What one check costs whoever guesses. The default is libsodium's INTERACTIVE.
struct PasswordCost {
    uint64_t operations = 2;
    size_t memory_bytes = size_t{64} << 20;
};
inline constexpr PasswordCost kCheapPasswords{1, 8192};  // for tests only

// Why a password may not be chosen, or nothing.
Result<void> check_new_password(std::string_view password, std::string_view login);

// Safe to use by several threads: at most kMaxPasswordChecks work at once, the others wait.
class PasswordChecker {
  public:
    static Result<std::unique_ptr<PasswordChecker>> make(const PasswordCost& cost);

    Result<std::string> hash(std::string_view password);
    bool check(const std::string& kept, std::string_view typed);
    // The work of a check for a name that nobody has, so that time does not tell the two apart.
    void check_nobody(std::string_view typed);
    // Kept with other limits than those of today.
    [[nodiscard]] bool is_outdated(const std::string& kept) const;
    // Checks done, for tests and metrics.
    [[nodiscard]] uint64_t checks() const { return checks_; }

  private:
    explicit PasswordChecker(const PasswordCost& cost) : cost_(cost) {}

    PasswordCost cost_;
    std::string nobody_;  // kept of a password that nobody knows
    std::atomic<uint64_t> checks_ = 0;
    std::counting_semaphore<kMaxPasswordChecks> working_{kMaxPasswordChecks};
};

using TokenHash = std::array<uint8_t, 32>;

// 256 random bits as 43 characters that may stand in a cookie.
std::string draw_token();
TokenHash token_hash(std::string_view token);

}  // namespace yitao::access
