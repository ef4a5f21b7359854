// Slows guessing of passwords: after a few failures each further try on a name, or from an address,
// has to wait twice as long. In memory only, of bounded size, and never kept: who mistypes a
// password is nobody's business.
//
//     if (auto wait_s = throttle.admit(name, address, clock.now())) …429, Retry-After: *wait_s
//     if (right) throttle.succeeded(name, address);
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/limits.h"

namespace yitao::access {

struct ThrottleRule {
    int free_tries = 0;  // before the first wait
    int first_wait_s = 1;
    int longest_wait_s = 900;
};
// A person may mistype; an office of many people shares an address, and must not be locked out by
// one.
inline constexpr ThrottleRule kNameRule{5, 1, 900};
inline constexpr ThrottleRule kAddressRule{30, 1, 60};
// Tries are forgotten after this long without one.
inline constexpr Timestamp kTriesForgotten = Timestamp{3'600} * 1'000'000;

class Throttle {
  public:
    explicit Throttle(size_t most_entries = kMaxThrottled) : most_entries_(most_entries) {}

    // Seconds to wait, or nothing: then the try counts as failed until it is told to have
    // succeeded, so that tries sent at once are all counted.
    std::optional<int> admit(const std::string& name, const std::string& address, Timestamp now);
    // Clears the name; gives the address back its one try, or an account of one's own would clear
    // it.
    void succeeded(const std::string& name, const std::string& address);
    [[nodiscard]] size_t size() const;

  private:
    struct Entry {
        int tries = 0;
        Timestamp last = 0;
        Timestamp free_at = 0;
    };
    using Entries = std::unordered_map<std::string, Entry>;

    static int wait_s(const Entries& entries, const std::string& key, Timestamp now);
    void count(Entries& entries, const std::string& key, const ThrottleRule& rule, Timestamp now);

    size_t most_entries_;
    mutable std::mutex mutex_;
    Entries names_;
    Entries addresses_;
};

}  // namespace yitao::access
