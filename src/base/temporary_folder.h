// A folder of its own under the system's temporary one, gone with all in it when the object goes.
//
//     TemporaryFolder folder;
//     std::string csv = folder.write("people.csv", "姓名\n张三\n");
#pragma once

#include <string>
#include <string_view>

namespace yitao {

class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    // Empty when the system could not make one.
    [[nodiscard]] const std::string& path() const { return path_; }
    // Of a file in it.
    [[nodiscard]] std::string path(std::string_view name) const;
    // Writes a file with this text, folders on its way included; its path.
    std::string write(std::string_view name, std::string_view text) const;

  private:
    std::string path_;
};

}  // namespace yitao
