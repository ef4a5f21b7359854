#include "api/jobs.h"

#include <algorithm>

namespace yitao::api {

Jobs::Jobs() : worker_([this] { run(); }) {}

Jobs::~Jobs() {
    finish();
}

Job Jobs::start(int64_t account, std::shared_ptr<const TemporaryFolder> folder, Work work) {
    const std::lock_guard lock(mutex_);
    const uint64_t id = next_++;
    const Job job{.id = id, .account = account, .folder = std::move(folder)};
    jobs_[id] = job;
    if (jobs_.size() > kKept) {
        const auto ended = std::ranges::find_if(
            jobs_, [](const auto& one) { return one.second.state != Job::State::kRunning; });
        if (ended != jobs_.end()) jobs_.erase(ended);
    }
    waiting_.emplace_back(id, std::move(work));
    woken_.notify_one();
    return job;
}

std::optional<Job> Jobs::find(uint64_t id) const {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    return found == jobs_.end() ? std::nullopt : std::optional(found->second);
}

void Jobs::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        woken_.wait(lock, [&] { return ends_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        const auto [id, work] = std::move(waiting_.front());
        waiting_.pop_front();
        const Job job = jobs_[id];
        lock.unlock();
        work(job, [this](const Job& now) {
            const std::lock_guard guard(mutex_);
            jobs_[now.id] = now;
        });
        lock.lock();
    }
}

void Jobs::finish() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    woken_.notify_one();
    if (worker_.joinable()) worker_.join();
}

}  // namespace yitao::api
