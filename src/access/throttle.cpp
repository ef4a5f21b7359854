#include "access/throttle.h"

#include <algorithm>

namespace yitao::access {

namespace {

constexpr Timestamp kSecond = 1'000'000;

}  // namespace

int Throttle::wait_s(const Entries& entries, const std::string& key, Timestamp now) {
    auto found = entries.find(key);
    if (found == entries.end() || now >= found->second.free_at) return 0;
    return static_cast<int>((found->second.free_at - now + kSecond - 1) / kSecond);
}

void Throttle::count(Entries& entries, const std::string& key, const ThrottleRule& rule,
                     Timestamp now) {
    if (!entries.contains(key) && entries.size() >= most_entries_) {
        std::erase_if(entries,
                      [&](const auto& e) { return now - e.second.last > kTriesForgotten; });
        // Whoever sprays names fills the table with short waits: these go first, the long ones
        // stay.
        while (entries.size() >= most_entries_) {
            entries.erase(std::ranges::min_element(entries, {}, [](const auto& e) {
                return std::pair(e.second.tries, e.second.last);
            }));
        }
    }
    Entry& entry = entries[key];
    if (now - entry.last > kTriesForgotten) entry = {};
    ++entry.tries;
    entry.last = now;
    const int doublings = entry.tries - rule.free_tries;
    if (doublings < 0) return;
    const int64_t wait = std::min<int64_t>(rule.longest_wait_s,
                                           int64_t{rule.first_wait_s} << std::min(doublings, 20));
    entry.free_at = now + wait * kSecond;
}

std::optional<int> Throttle::admit(const std::string& name, const std::string& address,
                                   Timestamp now) {
    std::lock_guard lock(mutex_);
    const int wait = std::max(wait_s(names_, name, now), wait_s(addresses_, address, now));
    if (wait > 0) return wait;
    count(names_, name, kNameRule, now);
    count(addresses_, address, kAddressRule, now);
    return std::nullopt;
}

void Throttle::succeeded(const std::string& name, const std::string& address) {
    std::lock_guard lock(mutex_);
    names_.erase(name);
    auto found = addresses_.find(address);
    if (found == addresses_.end()) return;
    if (--found->second.tries <= 0) {
        addresses_.erase(found);
    } else if (found->second.tries < kAddressRule.free_tries) {
        found->second.free_at = 0;
    }
}

size_t Throttle::size() const {
    std::lock_guard lock(mutex_);
    return names_.size() + addresses_.size();
}

}  // namespace yitao::access
