#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace yitao {

namespace fs = std::filesystem;

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return fail(ErrorCode::kNotFound, "打不开这个文件", "this file cannot be opened", path);
    }
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (in.bad()) return fail(ErrorCode::kIo, "读不了这个文件", "cannot read the file", path);
    return std::move(bytes).str();
}

Result<void> write_file(const std::string& path, std::string_view bytes, Durable durable) {
    std::error_code code;
    const fs::path parent = fs::path(path).parent_path();
    if (!parent.empty()) fs::create_directories(parent, code);
    const std::string part = path + ".part";
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool good = file >= 0;
    while (good && !bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        good = written > 0;
        if (good) bytes.remove_prefix(static_cast<size_t>(written));
    }
    if (durable == Durable::kYes) good = good && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    code.clear();
    if (good) fs::rename(part, path, code);
    if (good && !code) return {};
    fs::remove(part, code);
    return fail(ErrorCode::kIo, "写不了这个文件，请检查磁盘空间与权限",
                "this file cannot be written; check disk space and permissions", path);
}

std::string file_name_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool bad = static_cast<unsigned char>(c) < 0x20 ||
                         std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos;
        out += bad ? '_' : c;
    }
    return out;
}

}  // namespace yitao
