// Work that outlives its request: imports. Asked after until it is done.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "intake/import.h"

namespace yitao::api {

struct Job {
    enum class State : uint8_t { kRunning, kDone, kFailed };
    uint64_t id = 0;
    int64_t account = 0;  // whose it is
    State state = State::kRunning;
    size_t rows_read = 0;
    std::optional<intake::ImportReport> report;
    std::optional<Error> problem;
};

class Jobs {
  public:
    static constexpr size_t kKept = 200;

    using Tell = std::function<void(const Job&)>;
    using Work = std::function<void(const Tell&, uint64_t id)>;

    ~Jobs();
    // `work` runs on a thread of its own, one after another.
    uint64_t start(int64_t account, Work work);
    [[nodiscard]] std::optional<Job> find(uint64_t id) const;
    // Until what runs has ended.
    void finish();

  private:
    mutable std::mutex mutex_;
    std::mutex one_at_a_time_;
    std::map<uint64_t, Job> jobs_;
    std::list<std::thread> threads_;
    uint64_t next_ = 1;
};

}  // namespace yitao::api
