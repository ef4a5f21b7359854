// Time and memory of this process, as commands tell them.
//
//     Stopwatch filling;  …  filling.cpu_s()
#pragma once

#include <cstdint>

namespace yitao::cli {

struct Spent {
    double cpu_s = 0;  // user and system, all threads
    double wall_s = 0;
    Spent operator-(const Spent& other) const {
        return {cpu_s - other.cpu_s, wall_s - other.wall_s};
    }
    void operator+=(const Spent& other) {
        cpu_s += other.cpu_s;
        wall_s += other.wall_s;
    }
};

// Since some moment before the process; only differences mean anything. The wall clock alone costs
// a few nanoseconds, processor time a call of the system.
Spent spent_now();
double wall_now();

class Stopwatch {
  public:
    [[nodiscard]] double wall_s() const { return spent().wall_s; }
    [[nodiscard]] double cpu_s() const { return spent().cpu_s; }
    [[nodiscard]] Spent spent() const { return spent_now() - start_; }

  private:
    Spent start_ = spent_now();
};

int64_t peak_megabytes();

}  // namespace yitao::cli
