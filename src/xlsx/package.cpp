#include "xlsx/package.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_map>

#include "base/limits.h"

namespace yitao::xlsx {
namespace {

constexpr std::string_view kCompoundFile = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr std::string_view kEndRecord = "PK\5\6";
constexpr std::string_view kEnd64Record = "PK\6\6";
constexpr std::string_view kEnd64Locator = "PK\6\7";
constexpr std::string_view kCentralRecord = "PK\1\2";
constexpr std::string_view kLocalRecord = "PK\3\4";
constexpr size_t kEndSize = 22;
constexpr size_t kCentralSize = 46;
constexpr size_t kLocalSize = 30;
constexpr uint16_t kEncryptedFlags = 0x2041;  // encrypted, strong encryption, masked headers

uint16_t u16(std::string_view bytes, size_t at) {
    uint16_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}
uint32_t u32(std::string_view bytes, size_t at) {
    uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}
uint64_t u64(std::string_view bytes, size_t at) {
    uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

// Part names are compared as OPC does: ASCII case does not matter. Some writers use '\'.
std::string name_key(std::string_view name) {
    std::string key(name);
    for (char& c : key) {
        if (c == '\\') c = '/';
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    if (key.starts_with('/')) key.erase(0, 1);
    return key;
}

std::unexpected<Error> damaged(std::string_view zh, std::string_view en,
                               std::string_view place = {}) {
    return fail(ErrorCode::kDamaged, fmt::format("文件已损坏（{}），请重新下载或另存一份", zh),
                fmt::format("the file is damaged ({}); download or save it again", en),
                std::string(place));
}

std::unexpected<Error> over_limit(std::string zh, std::string en, std::string_view place = {}) {
    return fail(ErrorCode::kLimit, std::move(zh), std::move(en), std::string(place));
}

bool holds_utf16(std::string_view bytes, std::string_view ascii) {
    std::string wide;
    for (char c : ascii) wide += {c, '\0'};
    return bytes.find(wide) != std::string_view::npos;
}

// Why a file that is no zip cannot be read: the message says what to do about it.
std::unexpected<Error> foreign(std::string_view bytes) {
    if (bytes.empty()) {
        return fail(ErrorCode::kInvalid, "文件是空的", "the file is empty");
    }
    if (!bytes.starts_with(kCompoundFile)) {
        return fail(ErrorCode::kInvalid, "不是工作簿（.xlsx）文件", "not a workbook (.xlsx)");
    }
    if (holds_utf16(bytes, "EncryptedPackage")) {
        return fail(ErrorCode::kUnsupported,
                    "工作簿设有打开密码，请在 Excel 或 WPS 中取消密码后再试",
                    "the workbook is encrypted; remove its password in Excel or WPS and try again");
    }
    if (holds_utf16(bytes, "Workbook") || holds_utf16(bytes, "Book")) {
        return fail(ErrorCode::kUnsupported,
                    "这是旧格式（.xls 或 .et），请用 Excel、WPS 或 LibreOffice 另存为 .xlsx"
                    "（soffice --headless --convert-to xlsx 文件）",
                    "this is a legacy .xls or .et file; save it as .xlsx with Excel, WPS or "
                    "LibreOffice (soffice --headless --convert-to xlsx FILE)");
    }
    return fail(ErrorCode::kInvalid, "是 Office 旧格式文件，但不是工作簿",
                "an old Office file, but not a workbook");
}

struct Directory {
    uint64_t count = 0;
    uint64_t offset = 0;
    uint64_t size = 0;
};

// The last end record whose comment fits into the file (bytes may have been added behind it).
size_t find_end(std::string_view bytes) {
    if (bytes.size() < kEndSize) return std::string_view::npos;
    const size_t lowest = bytes.size() - std::min(bytes.size(), kEndSize + 0xffff);
    for (size_t at = bytes.rfind(kEndRecord); at != std::string_view::npos && at >= lowest;
         at = at == 0 ? std::string_view::npos : bytes.rfind(kEndRecord, at - 1)) {
        if (at + kEndSize <= bytes.size() && at + kEndSize + u16(bytes, at + 20) <= bytes.size()) {
            return at;
        }
    }
    return std::string_view::npos;
}

Result<Directory> find_directory(std::string_view bytes) {
    const size_t end = find_end(bytes);
    if (end == std::string_view::npos) {
        return damaged("没有目录，可能没有下载完整", "no directory: perhaps cut short");
    }
    Directory directory{u16(bytes, end + 10), u32(bytes, end + 16), u32(bytes, end + 12)};
    if (u16(bytes, end + 4) != 0 || u16(bytes, end + 6) != 0) {
        return damaged("分卷压缩", "split over several volumes");
    }
    size_t limit = end;
    if (directory.count == 0xffff || directory.offset == 0xffffffff ||
        directory.size == 0xffffffff) {
        if (end >= 20 && bytes.substr(end - 20, 4) == kEnd64Locator) {
            const uint64_t at = u64(bytes, end - 12);
            if (at > end - 20 || end - 20 - at < 56 || bytes.substr(at, 4) != kEnd64Record) {
                return damaged("目录错误", "bad zip64 directory");
            }
            directory = {u64(bytes, at + 32), u64(bytes, at + 48), u64(bytes, at + 40)};
            limit = at;
        }
    }
    if (directory.offset > limit || directory.size > limit - directory.offset) {
        return damaged("目录错误", "directory lies outside the file");
    }
    if (directory.count > kMaxWorkbookEntries) {
        return over_limit(
            fmt::format("包含 {} 个部件，超过上限 {}", directory.count, kMaxWorkbookEntries),
            fmt::format("{} parts, more than the limit {}", directory.count, kMaxWorkbookEntries));
    }
    return directory;
}

struct Spans {
    uint64_t size;
    uint64_t compressed;
    uint64_t offset;
};

// Sizes and offset of a central record; zip64 values stand in its extra field in this order.
Result<Spans> central_spans(std::string_view record, std::string_view extra,
                            std::string_view name) {
    Spans spans{u32(record, 24), u32(record, 20), u32(record, 42)};
    uint64_t* const wide[] = {&spans.size, &spans.compressed, &spans.offset};
    for (size_t at = 0; at + 4 <= extra.size();) {
        const size_t length = u16(extra, at + 2);
        if (at + 4 + length > extra.size()) break;  // padding some writers leave
        size_t used = at + 4;
        if (u16(extra, at) == 1) {
            for (uint64_t* value : wide) {
                if (*value != 0xffffffff) continue;
                if (used + 8 > at + 4 + length) return damaged("目录错误", "bad zip64 field", name);
                *value = u64(extra, used);
                used += 8;
            }
        }
        at += 4 + length;
    }
    return spans;
}

Result<void> check_sizes(const PackageEntry& entry) {
    if (entry.size > kMaxPartBytes) {
        return over_limit(
            fmt::format("展开后 {} 字节，超过上限 {}", entry.size, kMaxPartBytes),
            fmt::format("{} bytes inflated, more than the limit {}", entry.size, kMaxPartBytes),
            entry.name);
    }
    if (entry.size / kMaxInflateRatio > entry.data.size()) {
        return over_limit("压缩比不可信，疑似压缩炸弹", "inflate ratio beyond belief: a zip bomb?",
                          entry.name);
    }
    if (entry.method == ZipMethod::kStored && entry.size != entry.data.size()) {
        return damaged("长度不符", "stored length differs", entry.name);
    }
    return {};
}

// Fills in local header and data of an entry, which must lie before the directory.
Result<void> locate(PackageEntry& entry, const Spans& spans, std::string_view before_directory) {
    const std::string_view bytes = before_directory;
    if (spans.offset > bytes.size() || bytes.size() - spans.offset < kLocalSize ||
        bytes.substr(spans.offset, 4) != kLocalRecord) {
        return damaged("部件位置错误", "a part lies outside the file", entry.name);
    }
    const size_t header =
        kLocalSize + u16(bytes, spans.offset + 26) + u16(bytes, spans.offset + 28);
    const size_t room = bytes.size() - spans.offset;
    if (header > room || spans.compressed > room - header) {
        return damaged("部件位置错误", "a part lies outside the file", entry.name);
    }
    entry.local = bytes.substr(spans.offset, header);
    entry.data = bytes.substr(spans.offset + header, spans.compressed);
    if (entry.local.substr(kLocalSize, u16(entry.local, 26)) != entry.name) {
        return damaged("部件名称前后不符", "a part's two names differ", entry.name);
    }
    return {};
}

Result<PackageEntry> parse_entry(std::string_view bytes, const Directory& directory, size_t& at) {
    const size_t end = directory.offset + directory.size;
    if (at + kCentralSize > end || bytes.substr(at, 4) != kCentralRecord) {
        return damaged("目录错误", "directory broken off");
    }
    const size_t name_size = u16(bytes, at + 28);
    const size_t extra_size = u16(bytes, at + 30);
    const size_t size = kCentralSize + name_size + extra_size + u16(bytes, at + 32);
    if (size > end - at) return damaged("目录错误", "directory broken off");
    PackageEntry entry;
    entry.central = bytes.substr(at, size);
    entry.name = entry.central.substr(kCentralSize, name_size);
    entry.method = static_cast<ZipMethod>(u16(entry.central, 10));
    entry.crc = u32(entry.central, 16);
    if ((u16(entry.central, 8) & kEncryptedFlags) != 0) {
        return fail(ErrorCode::kUnsupported, "压缩包设有密码，请取消密码后再试",
                    "the zip is encrypted; remove its password and try again",
                    std::string(entry.name));
    }
    if (entry.name.empty() || entry.name.find('\0') != std::string_view::npos) {
        return damaged("部件名称错误", "a part without a proper name");
    }
    const Spans spans = TRY(central_spans(
        entry.central, entry.central.substr(kCentralSize + name_size, extra_size), entry.name));
    entry.size = spans.size;
    if (auto done = locate(entry, spans, bytes.substr(0, directory.offset)); !done) {
        return std::unexpected(done.error());
    }
    if (auto fits = check_sizes(entry); !fits) return std::unexpected(fits.error());
    at += size;
    return entry;
}

// Two entries over the same bytes are how bombs multiply.
Result<void> check_overlap(std::span<const PackageEntry> entries) {
    std::vector<const PackageEntry*> order;
    for (const PackageEntry& entry : entries) order.push_back(&entry);
    std::ranges::sort(order, {}, [](const PackageEntry* entry) { return entry->local.data(); });
    const char* free_from = nullptr;
    for (const PackageEntry* entry : order) {
        if (free_from != nullptr && entry->local.data() < free_from) {
            return damaged("部件互相重叠", "parts overlap", entry->name);
        }
        free_from = entry->data.data() + entry->data.size();
    }
    return {};
}

}  // namespace

struct Package::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (mapped != nullptr) munmap(mapped, bytes.size());
    }
    Result<void> index();

    std::string owned;
    void* mapped = nullptr;
    std::string_view bytes;  // of one or the other
    std::vector<PackageEntry> entries;
    std::unordered_map<std::string, size_t> by_name;
};

Result<void> Package::State::index() {
    if (!bytes.starts_with("PK")) return foreign(bytes);
    const Directory directory = TRY(find_directory(bytes));
    size_t at = directory.offset;
    entries.reserve(directory.count);
    for (uint64_t i = 0; i < directory.count; ++i) {
        entries.push_back(TRY(parse_entry(bytes, directory, at)));
        if (!by_name.try_emplace(name_key(entries.back().name), i).second) {
            return damaged("部件重名", "two parts of one name", entries.back().name);
        }
    }
    return check_overlap(entries);
}

Package::Package(std::unique_ptr<State> state) : state_(std::move(state)) {}
Package::Package(Package&&) noexcept = default;
Package& Package::operator=(Package&&) noexcept = default;
Package::~Package() = default;

Result<Package> Package::from_bytes(std::string bytes) {
    if (bytes.size() > kMaxWorkbookBytes) {
        return over_limit("文件太大", "the file is too large");
    }
    auto state = std::make_unique<State>();
    state->owned = std::move(bytes);
    state->bytes = state->owned;
    if (auto done = state->index(); !done) return std::unexpected(done.error());
    return Package(std::move(state));
}

Result<Package> Package::open(const std::string& path) {
    const auto io_error = [&](int code) {
        return fail(code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                    fmt::format("无法打开文件：{}", std::strerror(code)),
                    fmt::format("cannot open the file: {}", std::strerror(code)), path);
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return io_error(errno);
    struct stat info{};
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        const int code = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
        ::close(file);
        return io_error(code);
    }
    const auto size = static_cast<size_t>(info.st_size);
    auto state = std::make_unique<State>();
    if (size > 0 && size <= kMaxWorkbookBytes) {
        void* const mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
        const int code = errno;
        if (mapped == MAP_FAILED) {
            ::close(file);
            return io_error(code);
        }
        state->mapped = mapped;
        state->bytes = {static_cast<const char*>(mapped), size};
    }
    ::close(file);
    if (size > kMaxWorkbookBytes) return over_limit("文件太大", "the file is too large", path);
    if (auto done = state->index(); !done)
        return std::unexpected(std::move(done).error().within(path));
    return Package(std::move(state));
}

std::span<const PackageEntry> Package::entries() const {
    return state_->entries;
}

const PackageEntry* Package::find(std::string_view part) const {
    const auto found = state_->by_name.find(name_key(part));
    return found == state_->by_name.end() ? nullptr : &state_->entries[found->second];
}

Result<std::string> Package::read(const PackageEntry& entry, size_t max_bytes) {
    if (entry.size > max_bytes) {
        return over_limit(
            fmt::format("部件展开后 {} 字节，超过上限 {}", entry.size, max_bytes),
            fmt::format("{} bytes inflated, more than the limit {}", entry.size, max_bytes),
            entry.name);
    }
    std::string content(entry.size, '\0');
    PartStream stream(entry);
    size_t done = 0;
    while (true) {
        char end = 0;  // reading one byte past the last makes the stream see its end
        const bool full = done == content.size();
        const size_t count = TRY(full ? stream.read(&end, 1)
                                      : stream.read(content.data() + done, content.size() - done));
        if (count == 0) break;
        done += count;
        if (done > content.size()) return damaged("长度不符", "length differs", entry.name);
    }
    return content;
}

}  // namespace yitao::xlsx
