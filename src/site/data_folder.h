// The data directory as files: who may write, which packs lie in it. Nothing here knows ledgers.
//
//     Lock lock = TRY(Lock::take(folder));              // until it goes out of scope
//     TRY(copy_packs(pack_folders, folder + "/packs"));
#pragma once

#include <span>
#include <string>
#include <utility>

#include "base/result.h"

namespace yitao::site {

// The right to write, held by one process at a time; the system gives it back when that one dies.
class Lock {
  public:
    // kBusy names the process that has it. What has a writer of its own has a file of its own.
    static Result<Lock> take(const std::string& folder, const std::string& name = "lock");
    Lock() = default;
    Lock(Lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
    Lock& operator=(Lock&& other) noexcept {
        std::swap(file_, other.file_);
        return *this;
    }
    ~Lock();

  private:
    int file_ = -1;
};

inline constexpr int kFolderFormat = 1;

// site.toml: "format = 1". Refuses folders that are no installation or one of a newer program.
Result<void> write_folder_mark(const std::string& folder);
Result<void> check_folder_mark(const std::string& folder);

// A folder to fill: made if missing, refused (kConflict) if there is something in it.
Result<void> make_empty_folder(const std::string& folder);
// Each pack's folder into `target`/<its own name>; `target` must be missing.
Result<void> copy_packs(std::span<const std::string> pack_folders, const std::string& target);
Result<void> copy_folder(const std::string& from, const std::string& to);
Result<void> rename_folder(const std::string& from, const std::string& to);
void remove_folder(const std::string& folder);
bool folder_exists(const std::string& folder);

}  // namespace yitao::site
