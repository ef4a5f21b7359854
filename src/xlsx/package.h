// The zip container (OPC package) of a workbook. Package reads one strictly, from memory or from a
// mapped file; PackageWriter builds one, copying entries of a Package as the bytes they are.
//
//     Package package = TRY(Package::from_bytes(std::move(bytes)));
//     std::string xml = TRY(package.read(*package.find("xl/workbook.xml"), kMaxTemplatePartBytes));
//     PackageWriter writer;
//     for (const PackageEntry& entry : package.entries()) {
//         if (entry.name == "xl/worksheets/sheet1.xml") TRY(writer.replace(entry, patched));
//         else TRY(writer.copy(entry));
//     }
//     std::string copy = TRY(std::move(writer).finish());
//
// A Package is immutable: any number of threads may read from it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace yitao::xlsx {

enum class ZipMethod : uint16_t { kStored = 0, kDeflated = 8 };

// One part as it lies in the file. The views live as long as the Package.
struct PackageEntry {
    std::string_view name;  // as written in the central directory
    ZipMethod method = ZipMethod::kDeflated;
    uint32_t crc = 0;
    uint64_t size = 0;         // inflated
    std::string_view data;     // compressed
    std::string_view local;    // local header with name and extra field
    std::string_view central;  // central record with name, extra field and comment
    [[nodiscard]] bool is_folder() const { return name.ends_with('/'); }
};

// Inflates one part block by block; memory is zlib's window. Must not outlive its Package.
class PartStream {
  public:
    explicit PartStream(const PackageEntry& entry);
    PartStream(PartStream&&) noexcept;
    PartStream& operator=(PartStream&&) noexcept;
    ~PartStream();

    // Fills up to `size` bytes; fewer only at the end, 0 after it. The call that reaches the end
    // has checked length and CRC: kDamaged when they disagree.
    Result<size_t> read(char* buffer, size_t size);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

class Package {
  public:
    // Errors tell apart: a compound file with an encrypted workbook, a legacy .xls/.et, a zip that
    // is damaged or over a limit (entries, size, inflate ratio), a file that is no zip at all.
    static Result<Package> from_bytes(std::string bytes);
    // Maps the file: it must not be cut short by others while the Package lives.
    static Result<Package> open(const std::string& path);
    Package(Package&&) noexcept;
    Package& operator=(Package&&) noexcept;
    ~Package();

    // In the order of the central directory. Names are unique without case (as OPC demands).
    [[nodiscard]] std::span<const PackageEntry> entries() const;
    // By part name: case, a leading '/' and '\' for '/' do not matter. nullptr: no such part.
    [[nodiscard]] const PackageEntry* find(std::string_view part) const;
    // The whole part, checked by CRC. kLimit when it is larger than `max_bytes`.
    [[nodiscard]] static Result<std::string> read(const PackageEntry& entry, size_t max_bytes);

  private:
    struct State;
    explicit Package(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Entries in the order of the calls. Everything is in memory; no zip64 (kLimit beyond 4 GiB).
class PackageWriter {
  public:
    PackageWriter() = default;
    // Room for a file of about this size.
    explicit PackageWriter(size_t expected_bytes) { out_.reserve(expected_bytes); }

    // Same header fields, extra fields, times and compressed bytes; only a data descriptor becomes
    // sizes in the local header, and zip64 fields plain ones.
    Result<void> copy(const PackageEntry& entry);
    // An entry with new content, otherwise (name, times, attributes) like `entry`.
    Result<void> replace(const PackageEntry& entry, std::string_view content);
    // A new entry, dated 1980-01-01 as Office does.
    Result<void> add(std::string_view name, std::string_view content);
    Result<std::string> finish() &&;

  private:
    struct Sizes;
    Result<void> append(const PackageEntry& like, std::string_view data, const Sizes& sizes);

    std::string out_;
    std::string central_;
    uint32_t count_ = 0;
};

}  // namespace yitao::xlsx
