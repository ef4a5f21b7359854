#include "base/temporary_folder.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace yitao {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
    std::error_code code;
    std::string pattern = (fs::temp_directory_path(code) / "yitao-XXXXXX").string();
    if (!code && ::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::path(std::string_view name) const {
    return (fs::path(path_) / name).string();
}

std::string TemporaryFolder::write(std::string_view name, std::string_view text) const {
    std::error_code ignored;
    fs::create_directories(fs::path(path(name)).parent_path(), ignored);
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
}

}  // namespace yitao
