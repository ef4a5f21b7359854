// Work that outlives its request: imports, one after another. Asked after until it is done.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/temporary_folder.h"
#include "intake/import.h"

namespace yitao::api {

struct Job {
    enum class State : uint8_t { kRunning, kDone, kFailed };
    uint64_t id = 0;
    int64_t account = 0;                            // whose it is
    std::shared_ptr<const TemporaryFolder> folder;  // its file and its rejects; goes with the job
    State state = State::kRunning;
    size_t rows_read = 0;
    double part = 0;  // of the file, 0..1
    std::optional<intake::ImportReport> report;
    std::optional<Error> problem;
};

class Jobs {
  public:
    static constexpr size_t kKept = 200;
    using Tell = std::function<void(const Job&)>;
    // Works on the job and tells how it stands.
    using Work = std::function<void(Job, const Tell&)>;

    Jobs();
    ~Jobs();
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    Job start(int64_t account, std::shared_ptr<const TemporaryFolder> folder, Work work);
    [[nodiscard]] std::optional<Job> find(uint64_t id) const;
    // Until all that was started has ended; nothing may be started then.
    void finish();

  private:
    void run();

    mutable std::mutex mutex_;
    std::condition_variable woken_;
    std::map<uint64_t, Job> jobs_;
    std::deque<std::pair<uint64_t, Work>> waiting_;
    uint64_t next_ = 1;
    bool ends_ = false;
    std::thread worker_;
};

}  // namespace yitao::api
