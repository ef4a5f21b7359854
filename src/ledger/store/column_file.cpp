#include "ledger/store/column_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/check.h"

namespace yitao::ledger {

namespace {

// "YTCOLS" and the version, as a number of this machine: another byte order reads as no such file.
constexpr uint64_t kMagic = 0x0001'534C'4F43'5459;
constexpr size_t kAlignment = 64;  // a kernel's widest load

struct Header {
    uint64_t magic = kMagic;
    uint64_t sum = 0;  // of header and table, this being 0
    uint64_t file_bytes = 0;
    uint64_t rows = 0;
    uint64_t sections = 0;
    int64_t ledger = 0;
    int64_t position = 0;
    ChainHash head{};
    ChainHash schema{};
};
static_assert(sizeof(Header) == 7 * 8 + 2 * 32);

struct TableEntry {
    uint32_t kind = 0;
    uint32_t column = 0;
    uint64_t offset = 0;
    uint64_t bytes = 0;
    uint64_t count = 0;
    uint64_t sum = 0;
    int64_t base = 0;
    uint64_t width = 1;
};
static_assert(sizeof(TableEntry) == 7 * 8);

constexpr uint64_t aligned(uint64_t at) {
    return (at + kAlignment - 1) / kAlignment * kAlignment;
}

uint64_t mixed(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    return hash ^ (hash >> 32);
}

// Against accidents, at the speed of memory: four chains side by side.
uint64_t sum_of(std::span<const uint8_t> bytes) {
    std::array<uint64_t, 4> lanes = {1, 2, 3, 4};
    size_t at = 0;
    for (; at + 32 <= bytes.size(); at += 32) {
        for (size_t lane = 0; lane < 4; ++lane) {
            uint64_t word = 0;
            std::memcpy(&word, bytes.data() + at + 8 * lane, 8);
            lanes[lane] = mixed(lanes[lane], word);
        }
    }
    uint64_t sum = bytes.size();
    for (; at < bytes.size(); ++at) sum = mixed(sum, bytes[at]);
    for (uint64_t lane : lanes) sum = mixed(sum, lane);
    return sum;
}

template <typename T>
std::string_view bytes_of(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::span<const uint8_t> span_of(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::unexpected<Error> write_failure(const std::string& path) {
    return fail(
        ErrorCode::kIo,
        fmt::format("写不了台账的列快照（{}），请检查磁盘空间与权限", std::strerror(errno)),
        fmt::format("the column snapshot cannot be written ({}); check disk space and permissions",
                    std::strerror(errno)),
        path);
}

std::string unfinished(const std::string& path) {
    return path + ".new";
}

Result<void> sync_folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return write_failure(folder);
    const int code = ::fsync(handle);
    ::close(handle);
    if (code != 0) return write_failure(folder);
    return {};
}

bool overwrite(int file) {
    struct stat info {};
    if (::fstat(file, &info) != 0) return false;
    const std::vector<uint8_t> zeros(size_t{1} << 20);
    for (off_t at = 0; at < info.st_size;) {
        const auto left = static_cast<size_t>(info.st_size - at);
        const ssize_t written = ::pwrite(file, zeros.data(), std::min(zeros.size(), left), at);
        if (written <= 0) return false;
        at += written;
    }
    return ::fsync(file) == 0;
}

}  // namespace

Result<ColumnFileWriter> ColumnFileWriter::create(const std::string& path, const ColumnStamp& stamp,
                                                  size_t rows, size_t sections) {
    ColumnFileWriter writer;
    writer.path_ = path;
    writer.stamp_ = stamp;
    writer.rows_ = rows;
    writer.sections_ = sections;
    // What lies in it is as personal as the rows: for the owner's eyes.
    std::error_code ignored;
    const auto folder = std::filesystem::path(path).parent_path();
    if (std::filesystem::create_directory(folder, ignored)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
    }
    TRY(erase_unfinished_column_file(path));
    writer.file_ = ::open(unfinished(path).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (writer.file_ < 0) return write_failure(path);
    const std::vector<uint8_t> place(aligned(sizeof(Header) + sections * sizeof(TableEntry)));
    TRY(writer.write(place));
    return writer;
}

ColumnFileWriter::~ColumnFileWriter() {
    if (file_ < 0) return;
    ::close(file_);
    ::unlink(unfinished(path_).c_str());
}

void ColumnFileWriter::swap(ColumnFileWriter& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(file_, other.file_);
    std::swap(stamp_, other.stamp_);
    std::swap(rows_, other.rows_);
    std::swap(sections_, other.sections_);
    std::swap(at_, other.at_);
    std::swap(table_, other.table_);
}

Result<void> ColumnFileWriter::write(std::span<const uint8_t> bytes) {
    at_ += bytes.size();
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return write_failure(path_);
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return {};
}

Result<void> ColumnFileWriter::add(SectionName name, NumberCoding coding, size_t count,
                                   std::span<const uint8_t> bytes) {
    const TableEntry entry{.kind = static_cast<uint32_t>(name.kind),
                           .column = name.column,
                           .offset = at_,
                           .bytes = bytes.size(),
                           .count = count,
                           .sum = sum_of(bytes),
                           .base = coding.base,
                           .width = coding.width};
    table_ += bytes_of(entry);
    TRY(write(bytes));
    constexpr std::array<uint8_t, kAlignment> kZeros{};
    return write(std::span(kZeros).first(aligned(at_) - at_));
}

Result<void> ColumnFileWriter::add(SectionName name, const PackedNumbers& numbers) {
    return add(name, numbers.coding(), numbers.size(), {numbers.bytes(), numbers.byte_count()});
}

Result<void> ColumnFileWriter::add(SectionName name, const PackedCodes& codes) {
    return add(name, codes.coding(), codes.size(), {codes.bytes(), codes.byte_count()});
}

Result<void> ColumnFileWriter::add_texts(uint32_t column, std::span<const std::string> texts) {
    std::vector<int64_t> ends;
    std::string bytes;
    for (const std::string& text : texts) {
        bytes += text;
        ends.push_back(static_cast<int64_t>(bytes.size()));
    }
    TRY(add({Section::kTextEnds, column}, PackedNumbers(std::span<const int64_t>(ends))));
    return add({Section::kTextBytes, column}, NumberCoding{}, bytes.size(), span_of(bytes));
}

std::string ColumnFileWriter::header() const {
    Header header{.file_bytes = at_,
                  .rows = rows_,
                  .sections = sections_,
                  .ledger = stamp_.ledger,
                  .position = stamp_.position,
                  .head = stamp_.head,
                  .schema = stamp_.schema};
    std::string text(bytes_of(header));
    text += table_;
    header.sum = sum_of(span_of(text));
    return text.replace(0, sizeof header, bytes_of(header));
}

Result<void> ColumnFileWriter::finish() {
    CHECK(table_.size() == sections_ * sizeof(TableEntry));
    const std::string header = this->header();
    if (::pwrite(file_, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()) ||
        ::fsync(file_) != 0 || ::rename(unfinished(path_).c_str(), path_.c_str()) != 0) {
        return write_failure(path_);
    }
    ::close(file_);
    file_ = -1;
    return sync_folder_of(path_);
}

Result<std::shared_ptr<const ColumnFile>> ColumnFile::open(const std::string& path) {
    std::shared_ptr<ColumnFile> file(new ColumnFile(path));
    file->file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file->file_ < 0 || ::flock(file->file_, LOCK_SH | LOCK_NB) != 0) {
        return fail(ErrorCode::kNotFound, "没有列快照", "there is no column snapshot", path);
    }
    file->mapped_ = TRY(MappedFile::of(file->file_, path, MappedFile::Reading::kAnyOrder));
    TRY(file->read_header());
    return file;
}

ColumnFile::~ColumnFile() {
    if (file_ >= 0) ::close(file_);
}

std::unexpected<Error> ColumnFile::damaged(std::string_view what) const {
    return fail(ErrorCode::kDamaged, fmt::format("列快照损坏（{}），不用它", what),
                fmt::format("the column snapshot is damaged ({}) and is not used", what), path_);
}

Result<void> ColumnFile::read_header() {
    const std::string_view all = mapped_.bytes();
    Header header;
    if (all.size() < sizeof header) return damaged("length");
    std::memcpy(&header, all.data(), sizeof header);
    if (header.magic != kMagic) return damaged("version");
    if (header.file_bytes != all.size()) return damaged("length");
    const size_t most = (all.size() - sizeof header) / sizeof(TableEntry);
    if (header.sections > most || header.rows >= UINT32_MAX) return damaged("header");
    std::string text(all.substr(0, sizeof header + header.sections * sizeof(TableEntry)));
    const uint64_t sum = std::exchange(header.sum, 0);
    text.replace(0, sizeof header, bytes_of(header));
    if (sum != sum_of(span_of(text))) return damaged("header");
    stamp_ = {header.ledger, header.position, header.head, header.schema};
    rows_ = header.rows;
    sections_ = header.sections;
    return {};
}

Result<ColumnFile::Found> ColumnFile::find(SectionName name) const {
    const std::string_view all = mapped_.bytes();
    for (size_t i = 0; i < sections_; ++i) {
        TableEntry entry;
        std::memcpy(&entry, all.data() + sizeof(Header) + i * sizeof entry, sizeof entry);
        if (SectionName{static_cast<Section>(entry.kind), entry.column} != name) continue;
        const bool known =
            entry.width == 1 || entry.width == 2 || entry.width == 4 || entry.width == 8;
        if (!known || entry.offset > all.size() || entry.bytes > all.size() - entry.offset ||
            entry.bytes / entry.width != entry.count || entry.bytes % entry.width != 0) {
            return damaged("section");
        }
        const auto bytes = span_of(all.substr(entry.offset, entry.bytes));
        if (sum_of(bytes) != entry.sum) return damaged("sum");
        return Found{bytes, {static_cast<uint8_t>(entry.width), entry.base}, entry.count};
    }
    return damaged("missing");
}

std::shared_ptr<const uint8_t[]> ColumnFile::lend(std::span<const uint8_t> bytes) const {
    return {shared_from_this(), bytes.data()};
}

Result<PackedNumbers> ColumnFile::numbers(Section kind, uint32_t column) const {
    const Found found = TRY(find({kind, column}));
    const bool per_row =
        kind != Section::kUnits && kind != Section::kRunEnds && kind != Section::kTextEnds;
    if (per_row && found.count != rows_) return damaged("rows");
    return PackedNumbers::lent(lend(found.bytes), found.count, found.coding);
}

Result<ColumnData> ColumnFile::column(uint32_t column, bool is_number) const {
    ColumnData data;
    data.loaded = true;
    if (is_number) {
        data.numbers = TRY(numbers(Section::kNumbers, column));
        return data;
    }
    const Found codes = TRY(find({Section::kCodes, column}));
    const PackedNumbers ends = TRY(numbers(Section::kTextEnds, column));
    const Found bytes = TRY(find({Section::kTextBytes, column}));
    if (codes.count != rows_ || codes.coding.width > 4) return damaged("codes");
    std::vector<std::string> texts;
    texts.reserve(ends.size());
    int64_t begin = 0;
    for (const int64_t end : ends) {
        if (end < begin || end > static_cast<int64_t>(bytes.bytes.size())) return damaged("texts");
        texts.emplace_back(reinterpret_cast<const char*>(bytes.bytes.data()) + begin,
                           static_cast<size_t>(end - begin));
        begin = end;
    }
    data.codes = PackedCodes::lent(lend(codes.bytes), rows_, codes.coding);
    uint32_t greatest = 0;
    for (const uint32_t code : data.codes) greatest = std::max(greatest, code);
    if (texts.empty() || greatest >= texts.size()) return damaged("codes");
    data.dictionary = std::move(texts);
    return data;
}

Result<std::vector<ColumnFile::Run>> ColumnFile::runs() const {
    const PackedNumbers units = TRY(numbers(Section::kUnits));
    const PackedNumbers ends = TRY(numbers(Section::kRunEnds));
    if (units.size() != ends.size()) return damaged("runs");
    std::vector<Run> runs;
    int64_t begin = 0;
    for (size_t i = 0; i < units.size(); ++i) {
        const int64_t end = ends[i];
        if (end <= begin || end > static_cast<int64_t>(rows_)) return damaged("runs");
        runs.push_back({units[i], static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
        begin = end;
    }
    if (begin != static_cast<int64_t>(rows_)) return damaged("runs");
    return runs;
}

Result<void> erase_column_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return {};
    // Gone from the folder first: whoever opens it from now on finds none.
    if (::unlink(path.c_str()) != 0) {
        if (file >= 0) ::close(file);
        return write_failure(path);
    }
    bool done = file >= 0;
    if (done && ::flock(file, LOCK_EX | LOCK_NB) == 0) done = overwrite(file);
    if (file >= 0) ::close(file);
    if (!done) return write_failure(path);
    return sync_folder_of(path);
}

Result<void> erase_unfinished_column_file(const std::string& path) {
    return erase_column_file(unfinished(path));
}

}  // namespace yitao::ledger
