// A file's bytes without holding them in memory: the system pages them in and out. Whoever maps a
// file trusts that nobody cuts it short meanwhile.
//
//     MappedFile file = TRY(MappedFile::open("居民.csv"));   file.bytes()
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace yitao {

class MappedFile {
  public:
    // kNotFound, kIo; a folder or a pipe is refused. The path is the place of the error.
    static Result<MappedFile> open(const std::string& path);
    // Of an open file, which stays the caller's; the path is for errors.
    enum class Reading : uint8_t { kThrough, kAnyOrder };
    static Result<MappedFile> of(int descriptor, const std::string& path, Reading reading);
    MappedFile() = default;
    MappedFile(MappedFile&& other) noexcept { swap(other); }
    MappedFile& operator=(MappedFile&& other) noexcept {
        swap(other);
        return *this;
    }
    ~MappedFile();

    [[nodiscard]] std::string_view bytes() const { return {data_, size_}; }

  private:
    void swap(MappedFile& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
    }
    const char* data_ = nullptr;
    size_t size_ = 0;
};

}  // namespace yitao
