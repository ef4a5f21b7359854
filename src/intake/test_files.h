// For tests only: a folder of its own, gone afterwards.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace yitao::intake {

class TestFolder {
  public:
    TestFolder() {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                fmt::format("yitao_intake_{}_{}", ::getpid(), count++);
        std::filesystem::create_directories(path_);
    }
    ~TestFolder() { std::filesystem::remove_all(path_); }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    [[nodiscard]] std::string path(std::string_view name) const { return (path_ / name).string(); }
    // Writes a file with this text; its path.
    std::string file(std::string_view name, std::string_view text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path(name);
    }

  private:
    std::filesystem::path path_;
};

}  // namespace yitao::intake
