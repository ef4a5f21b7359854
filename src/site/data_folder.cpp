#include "site/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace yitao::site {

namespace fs = std::filesystem;

namespace {

std::unexpected<Error> folder_error(const std::string& path, const std::string& reason) {
    return fail(
        ErrorCode::kIo, fmt::format("无法读写文件夹（{}）；请检查磁盘和权限", reason),
        fmt::format("cannot read or write the folder ({}); check disk and permissions", reason),
        path);
}

std::string mark_path(const std::string& folder) {
    return folder + "/site.toml";
}

}  // namespace

Result<Lock> Lock::take(const std::string& folder, const std::string& name) {
    const std::string path = folder + "/" + name;
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) return folder_error(path, std::strerror(errno));
    Lock lock;
    lock.file_ = file;
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return folder_error(path, std::strerror(errno));
        std::array<char, 32> text{};
        const ssize_t size = ::pread(file, text.data(), text.size() - 1, 0);
        const std::string pid(text.data(), static_cast<size_t>(std::max<ssize_t>(size, 0)));
        return fail(ErrorCode::kBusy, fmt::format("数据目录正由进程 {} 写入，请等它结束", pid),
                    fmt::format("process {} is writing to this data directory; wait for it", pid),
                    folder);
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(file, 0) != 0 ||
        ::pwrite(file, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        return folder_error(path, std::strerror(errno));
    }
    return lock;
}

Lock::~Lock() {
    if (file_ >= 0) ::close(file_);  // gives the lock back
}

Result<void> write_folder_mark(const std::string& folder) {
    std::ofstream out(mark_path(folder), std::ios::binary | std::ios::trunc);
    out << "# One installation of Yitao. Copy the whole folder, or use `yitao backup`.\n"
        << "format = " << kFolderFormat << "\n";
    out.close();
    if (!out) return folder_error(mark_path(folder), std::strerror(errno));
    return {};
}

Result<void> check_folder_mark(const std::string& folder) {
    std::ifstream in(mark_path(folder), std::ios::binary);
    if (!in) {
        return fail(
            ErrorCode::kNotFound, "这里不是一个数据目录；请先用 yitao init 或 yitao demo 建立",
            "this is no data directory; make one with `yitao init` or `yitao demo`", folder);
    }
    std::string line;
    int format = 0;
    while (std::getline(in, line)) {
        constexpr std::string_view kKey = "format = ";
        if (line.starts_with(kKey)) format = std::atoi(line.c_str() + kKey.size());
    }
    if (format == kFolderFormat) return {};
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("数据目录为第 {} 版，本程序只认第 {} 版；请使用更新的程序", format,
                    kFolderFormat),
        fmt::format("the data directory has format {}, this program knows {}; use a newer program",
                    format, kFolderFormat),
        folder);
}

Result<void> make_empty_folder(const std::string& folder) {
    std::error_code error;
    if (fs::exists(folder, error)) {
        if (!fs::is_directory(folder, error) || !fs::is_empty(folder, error)) {
            return fail(ErrorCode::kConflict, "文件夹已存在且不是空的，请换一个",
                        "the folder exists and is not empty; choose another", folder);
        }
        return {};
    }
    fs::create_directories(folder, error);
    if (error) return folder_error(folder, error.message());
    return {};
}

Result<void> copy_folder(const std::string& from, const std::string& to) {
    std::error_code error;
    fs::copy(from, to, fs::copy_options::recursive, error);
    if (error) return folder_error(to, error.message());
    return {};
}

Result<void> copy_packs(std::span<const std::string> pack_folders, const std::string& target) {
    std::error_code error;
    fs::create_directories(target, error);
    if (error) return folder_error(target, error.message());
    for (const std::string& folder : pack_folders) {
        // "packs/base/" and "packs/base" both end in base.
        fs::path path = fs::path(folder).lexically_normal();
        if (!path.has_filename()) path = path.parent_path();
        TRY(copy_folder(folder, target + "/" + path.filename().string()));
    }
    return {};
}

Result<void> rename_folder(const std::string& from, const std::string& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) return folder_error(to, error.message());
    return {};
}

void remove_folder(const std::string& folder) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
}

bool folder_exists(const std::string& folder) {
    std::error_code ignored;
    return fs::exists(folder, ignored);
}

}  // namespace yitao::site
