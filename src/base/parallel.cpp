#include "base/parallel.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <vector>

namespace yitao {

unsigned processors() {
    static const unsigned count = std::max(1U, std::thread::hardware_concurrency());
    return count;
}

void run_at_once(unsigned threads, const std::function<void(unsigned worker)>& work) {
    std::vector<std::exception_ptr> failures(std::max(1U, threads));
    const auto guarded = [&](unsigned worker) {
        try {
            work(worker);
        } catch (...) {
            failures[worker] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        for (unsigned worker = 1; worker < threads; ++worker) others.emplace_back(guarded, worker);
        guarded(0);
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace yitao
