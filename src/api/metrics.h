// Numbers of the running server in Prometheus' text form. Of the machine and the work, never of
// persons.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace yitao::api {

class Metrics {
  public:
    void answered(unsigned status, double seconds);
    void changed(size_t rows) { rows_ += rows; }
    [[nodiscard]] std::string text(size_t open_pages, uint64_t password_checks) const;

  private:
    static constexpr std::array kBounds = {0.005, 0.025, 0.1, 0.5, 2.5, 10.0};
    std::array<std::atomic<uint64_t>, 6> by_class_{};  // 1xx … 5xx
    std::array<std::atomic<uint64_t>, kBounds.size() + 1> by_time_{};
    std::atomic<uint64_t> microseconds_{0};
    std::atomic<uint64_t> rows_{0};
};

}  // namespace yitao::api
