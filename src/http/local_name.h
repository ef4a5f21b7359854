// The name of a socket in the file system. An address holds 107 bytes, a data directory may lie
// deeper: the folder is opened and named by its number instead. Private to http/.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace yitao::http {

class LocalName {
  public:
    explicit LocalName(const std::filesystem::path& path)
        : folder_(::open((path.has_parent_path() ? path.parent_path() : ".").c_str(),
                         O_PATH | O_DIRECTORY | O_CLOEXEC)),
          text_(fmt::format("/proc/self/fd/{}/{}", folder_, path.filename().string())) {}
    ~LocalName() {
        if (folder_ >= 0) ::close(folder_);
    }
    LocalName(const LocalName&) = delete;
    LocalName& operator=(const LocalName&) = delete;
    // While this lives; of a folder that cannot be opened a name that leads nowhere.
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    int folder_;
    std::string text_;
};

}  // namespace yitao::http
