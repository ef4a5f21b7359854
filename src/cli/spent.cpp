#include "cli/spent.h"

#include <sys/resource.h>

#include <ctime>

namespace yitao::cli {

namespace {

double seconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

Spent spent_now() { return {seconds(CLOCK_PROCESS_CPUTIME_ID), wall_now()}; }

double wall_now() { return seconds(CLOCK_MONOTONIC); }

int64_t peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

}  // namespace yitao::cli
