#include "api/jobs.h"

namespace yitao::api {

Jobs::~Jobs() {
    finish();
}

uint64_t Jobs::start(int64_t account, Work work) {
    const std::lock_guard lock(mutex_);
    const uint64_t id = next_++;
    jobs_[id] = {.id = id, .account = account};
    if (jobs_.size() > kKept) {
        for (auto old = jobs_.begin(); old != jobs_.end(); ++old) {
            if (old->second.state == Job::State::kRunning) continue;
            jobs_.erase(old);
            break;
        }
    }
    threads_.emplace_back([this, id, account, work = std::move(work)] {
        const std::lock_guard turn(one_at_a_time_);
        work(
            [&](const Job& now) {
                const std::lock_guard lock(mutex_);
                Job& job = jobs_[id];
                job = now;
                job.id = id;
                job.account = account;
            },
            id);
    });
    return id;
}

std::optional<Job> Jobs::find(uint64_t id) const {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    return found == jobs_.end() ? std::nullopt : std::optional(found->second);
}

void Jobs::finish() {
    std::list<std::thread> running;
    {
        const std::lock_guard lock(mutex_);
        running.swap(threads_);
    }
    for (std::thread& thread : running) thread.join();
}

}  // namespace yitao::api
