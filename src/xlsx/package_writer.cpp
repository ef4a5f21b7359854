#include <zlib.h>

#include <cstring>
#include <new>

#include "base/check.h"
#include "base/limits.h"
#include "xlsx/package.h"

namespace yitao::xlsx {
namespace {

constexpr size_t kLocalSize = 30;
constexpr size_t kCentralSize = 46;
constexpr uint64_t kMax32 = 0xfffffffe;  // 0xffffffff means "see the zip64 field"
constexpr uint16_t kDescriptorFlag = 8;
constexpr uint16_t kUtf8Flag = 0x800;
constexpr uint16_t kZip64Extra = 1;
constexpr uint16_t kFirstDosDate = 0x21;  // 1980-01-01

uint16_t u16(std::string_view bytes, size_t at) {
    uint16_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

template <typename Integer>
void put(std::string& bytes, size_t at, Integer value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

template <typename Integer>
void append_integer(std::string& bytes, Integer value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The extra field without its zip64 record: sizes written here always fit 32 bits.
std::string without_zip64(std::string_view extra) {
    std::string kept;
    while (extra.size() >= 4) {
        const size_t length = size_t{4} + u16(extra, 2);
        if (length > extra.size()) break;
        if (u16(extra, 0) != kZip64Extra) kept += extra.substr(0, length);
        extra.remove_prefix(length);
    }
    return kept += extra;
}

std::string deflate_raw(std::string_view content) {
    z_stream zip{};
    if (deflateInit2(&zip, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    std::string out(deflateBound(&zip, content.size()), '\0');
    zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    zip.avail_in = static_cast<uInt>(content.size());
    zip.next_out = reinterpret_cast<Bytef*>(out.data());
    zip.avail_out = static_cast<uInt>(out.size());
    const int status = deflate(&zip, Z_FINISH);
    out.resize(zip.total_out);
    deflateEnd(&zip);
    CHECK(status == Z_STREAM_END);
    return out;
}

std::unexpected<Error> too_large(std::string_view place) {
    return fail(ErrorCode::kLimit, "生成的工作簿太大", "the workbook would grow too large",
                std::string(place));
}

}  // namespace

struct PackageWriter::Sizes {
    ZipMethod method;
    uint32_t crc;
    uint64_t size;
};

Result<void> PackageWriter::append(const PackageEntry& like, std::string_view data,
                                   const Sizes& sizes) {
    if (sizes.size > kMax32 || out_.size() + data.size() > kMaxWorkbookBytes ||
        count_ >= kMaxWorkbookEntries) {
        return too_large(like.name);
    }
    const auto offset = static_cast<uint32_t>(out_.size());
    const size_t name_size = like.name.size();

    std::string local(like.local.substr(0, kLocalSize + name_size));
    const std::string local_extra = without_zip64(like.local.substr(local.size()));
    put(local, 6, static_cast<uint16_t>(u16(local, 6) & ~kDescriptorFlag));
    put(local, 8, sizes.method);
    put(local, 14, sizes.crc);
    put(local, 18, static_cast<uint32_t>(data.size()));
    put(local, 22, static_cast<uint32_t>(sizes.size));
    put(local, 28, static_cast<uint16_t>(local_extra.size()));
    out_ += local;
    out_ += local_extra;
    out_ += data;

    std::string central(like.central.substr(0, kCentralSize + name_size));
    const size_t extra_size = u16(like.central, 30);
    const std::string extra = without_zip64(like.central.substr(central.size(), extra_size));
    put(central, 8, static_cast<uint16_t>(u16(central, 8) & ~kDescriptorFlag));
    put(central, 10, sizes.method);
    put(central, 16, sizes.crc);
    put(central, 20, static_cast<uint32_t>(data.size()));
    put(central, 24, static_cast<uint32_t>(sizes.size));
    put(central, 30, static_cast<uint16_t>(extra.size()));
    put(central, 42, offset);
    central_ += central;
    central_ += extra;
    central_ += like.central.substr(kCentralSize + name_size + extra_size);  // its comment
    ++count_;
    return {};
}

Result<void> PackageWriter::copy(const PackageEntry& entry) {
    return append(entry, entry.data, {entry.method, entry.crc, entry.size});
}

Result<void> PackageWriter::replace(const PackageEntry& entry, std::string_view content) {
    if (content.size() > kMax32) return too_large(entry.name);
    const auto crc = static_cast<uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()));
    return append(entry, deflate_raw(content), {ZipMethod::kDeflated, crc, content.size()});
}

Result<void> PackageWriter::add(std::string_view name, std::string_view content) {
    CHECK(!name.empty() && name.size() <= 0xffff);
    std::string local(kLocalSize, '\0');
    put(local, 0, uint32_t{0x04034b50});
    put(local, 4, uint16_t{20});
    put(local, 6, kUtf8Flag);
    put(local, 12, kFirstDosDate);
    put(local, 26, static_cast<uint16_t>(name.size()));
    std::string central(kCentralSize, '\0');
    put(central, 0, uint32_t{0x02014b50});
    put(central, 4, uint16_t{20});
    put(central, 6, uint16_t{20});
    put(central, 8, kUtf8Flag);
    put(central, 14, kFirstDosDate);
    put(central, 28, static_cast<uint16_t>(name.size()));
    PackageEntry entry;
    entry.name = name;
    entry.local = local += name;
    entry.central = central += name;
    return replace(entry, content);
}

Result<std::string> PackageWriter::finish() && {
    const size_t offset = out_.size();
    if (offset + central_.size() > kMaxWorkbookBytes) return too_large({});
    out_ += central_;
    out_ += "PK\5\6";
    append_integer(out_, uint32_t{0});  // disks
    append_integer(out_, static_cast<uint16_t>(count_));
    append_integer(out_, static_cast<uint16_t>(count_));
    append_integer(out_, static_cast<uint32_t>(central_.size()));
    append_integer(out_, static_cast<uint32_t>(offset));
    append_integer(out_, uint16_t{0});  // comment
    return std::move(out_);
}

}  // namespace yitao::xlsx
