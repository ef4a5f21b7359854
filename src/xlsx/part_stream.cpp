#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "base/limits.h"
#include "xlsx/package.h"

namespace yitao::xlsx {
namespace {

constexpr size_t kMaxStep = size_t{1} << 30;  // zlib counts in 32 bits

std::unexpected<Error> damaged(const PackageEntry& entry, const char* zh, const char* en) {
    return fail(ErrorCode::kDamaged, fmt::format("文件已损坏（{}），请重新下载或另存一份", zh),
                fmt::format("the file is damaged ({}); download or save it again", en),
                std::string(entry.name));
}

}  // namespace

struct PartStream::State {
    explicit State(const PackageEntry& part) : entry(part) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (inflating) inflateEnd(&zip);
    }

    Result<void> start();
    Result<size_t> inflate_into(char* buffer, size_t size);
    size_t copy_into(char* buffer, size_t size);
    [[nodiscard]] Result<void> check_end() const;

    PackageEntry entry;
    z_stream zip{};
    bool inflating = false;
    bool started = false;
    bool ended = false;
    size_t consumed = 0;
    uint64_t produced = 0;
    uint32_t crc = 0;
};

Result<void> PartStream::State::start() {
    started = true;
    if (entry.method == ZipMethod::kStored) return {};
    if (entry.method != ZipMethod::kDeflated) {
        return fail(ErrorCode::kUnsupported,
                    "压缩方式不受支持，请用 Excel 或 WPS 打开后另存为 .xlsx",
                    "unsupported compression method; save it again as .xlsx with Excel or WPS",
                    std::string(entry.name));
    }
    if (inflateInit2(&zip, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    inflating = true;
    return {};
}

size_t PartStream::State::copy_into(char* buffer, size_t size) {
    const size_t count = std::min(size, entry.data.size() - consumed);
    if (count > 0) std::memcpy(buffer, entry.data.data() + consumed, count);
    consumed += count;
    ended = consumed == entry.data.size();
    return count;
}

Result<size_t> PartStream::State::inflate_into(char* buffer, size_t size) {
    size_t done = 0;
    while (done < size && !ended) {
        const size_t input = std::min(kMaxStep, entry.data.size() - consumed);
        const size_t room = std::min(kMaxStep, size - done);
        zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(entry.data.data() + consumed));
        zip.avail_in = static_cast<uInt>(input);
        zip.next_out = reinterpret_cast<Bytef*>(buffer + done);
        zip.avail_out = static_cast<uInt>(room);
        const int status = inflate(&zip, Z_NO_FLUSH);
        const size_t progress = (input - zip.avail_in) + (room - zip.avail_out);
        consumed += input - zip.avail_in;
        done += room - zip.avail_out;
        ended = status == Z_STREAM_END;
        if (status == Z_MEM_ERROR) throw std::bad_alloc();
        if (!ended && (status != Z_OK || progress == 0)) {
            return damaged(entry, "压缩数据不完整", "compressed data is broken off");
        }
    }
    return done;
}

Result<void> PartStream::State::check_end() const {
    if (produced != entry.size) {
        return damaged(entry, "长度与目录不符", "length differs from the directory");
    }
    if (crc != entry.crc) return damaged(entry, "校验和不符", "checksum differs");
    return {};
}

PartStream::PartStream(const PackageEntry& entry) : state_(std::make_unique<State>(entry)) {}
PartStream::PartStream(PartStream&&) noexcept = default;
PartStream& PartStream::operator=(PartStream&&) noexcept = default;
PartStream::~PartStream() = default;

Result<size_t> PartStream::read(char* buffer, size_t size) {
    State& state = *state_;
    if (!state.started) {
        if (auto started = state.start(); !started) return std::unexpected(started.error());
    }
    if (state.ended || size == 0) return size_t{0};
    size_t count = 0;
    if (state.inflating) {
        auto inflated = state.inflate_into(buffer, size);
        if (!inflated) return inflated;
        count = *inflated;
    } else {
        count = state.copy_into(buffer, size);
    }
    state.produced += count;
    if (state.produced > state.entry.size) {  // a bomb that lies about its size ends here
        return damaged(state.entry, "长度与目录不符", "length differs from the directory");
    }
    state.crc =
        static_cast<uint32_t>(crc32_z(state.crc, reinterpret_cast<const Bytef*>(buffer), count));
    if (state.ended) {
        if (auto end = state.check_end(); !end) return std::unexpected(end.error());
    }
    return count;
}

}  // namespace yitao::xlsx
