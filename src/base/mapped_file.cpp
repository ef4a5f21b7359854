#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace yitao {

namespace {

std::unexpected<Error> system_failure(const std::string& path, int code) {
    if (code == ENOENT) {
        return fail(ErrorCode::kNotFound, "没有这个文件", "no such file", path);
    }
    return fail(ErrorCode::kIo, fmt::format("无法打开文件（{}）", std::strerror(code)),
                fmt::format("cannot open the file ({})", std::strerror(code)), path);
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return system_failure(path, errno);
    Result<MappedFile> file = of(descriptor, path, Reading::kThrough);
    ::close(descriptor);
    return file;
}

Result<MappedFile> MappedFile::of(int descriptor, const std::string& path, Reading reading) {
    struct stat info{};
    MappedFile file;
    int code = ::fstat(descriptor, &info) != 0 ? errno : 0;
    if (code == 0 && !S_ISREG(info.st_mode)) code = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
    if (code == 0 && info.st_size > 0) {
        auto size = static_cast<size_t>(info.st_size);
        void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (data == MAP_FAILED) {
            code = errno;
        } else {
            if (reading == Reading::kThrough) ::madvise(data, size, MADV_SEQUENTIAL);
            file.data_ = static_cast<const char*>(data);
            file.size_ = size;
        }
    }
    if (code != 0) return system_failure(path, code);
    return file;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace yitao
