#include "sample/csv_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace yitao::sample {

namespace {

std::unexpected<Error> io_error(const std::string& path) {
    return fail(ErrorCode::kIo, fmt::format("写不了文件：{}", std::strerror(errno)),
                fmt::format("cannot write the file: {}", std::strerror(errno)), path);
}

}  // namespace

Result<CsvFile> CsvFile::create(const std::string& path) {
    CsvFile file;
    file.path_ = path;
    file.file_.reset(std::fopen(path.c_str(), "wb"));
    if (file.file_ == nullptr) return io_error(path);
    return file;
}

void CsvFile::flush() {
    if (!failed_ && std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) {
        failed_ = true;
    }
    buffer_.clear();
}

Result<void> CsvFile::close() {
    flush();
    if (std::fclose(file_.release()) != 0) failed_ = true;
    if (failed_) return io_error(path_);
    return {};
}

}  // namespace yitao::sample
