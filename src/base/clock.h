// The time of day comes in through a Clock, so that tests and replays decide what time it is.
//
//     Site site = TRY(Site::open(dir, OpenMode::kRead, system_clock()));
//     FixedClock clock(*Date::from_civil(2026, 10, 31));   // in a test
#pragma once

#include <chrono>
#include <cstdint>

#include "base/date.h"

namespace yitao {

using Timestamp = int64_t;  // microseconds since 1970-01-01 00:00 UTC

inline constexpr Timestamp kMicrosecondsPerDay = int64_t{86'400} * 1'000'000;
// Days are those of Beijing time, the one civil time of the country: reproducible on any machine.
inline constexpr Timestamp kCivilOffset = int64_t{8} * 3'600 * 1'000'000;

// The civil day a moment falls on.
constexpr Date civil_date(Timestamp moment) {
    const Timestamp shifted = moment + kCivilOffset;
    Timestamp days = shifted / kMicrosecondsPerDay;
    if (shifted % kMicrosecondsPerDay < 0) --days;
    return Date{static_cast<int32_t>(days)};
}

// The last microsecond of a civil day: "as we knew it at the end of that day".
constexpr Timestamp end_of_day(Date day) {
    return (int64_t{day.days} + 1) * kMicrosecondsPerDay - kCivilOffset - 1;
}

class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
    [[nodiscard]] Date today() const { return civil_date(now()); }
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Timestamp now() const override {
        return std::chrono::duration_cast<std::chrono::microseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
};

// Stands still until told otherwise; starts at noon of a day.
class FixedClock final : public Clock {
  public:
    explicit FixedClock(Date day) : now_(end_of_day(day) - kMicrosecondsPerDay / 2) {}
    [[nodiscard]] Timestamp now() const override { return now_; }
    void advance(Timestamp microseconds) { now_ += microseconds; }
    void set(Timestamp moment) { now_ = moment; }

  private:
    Timestamp now_;
};

inline const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

}  // namespace yitao
