// A ledger's rows as a file of packed columns, to be mapped and read without turning them over one
// by one. Only the format is known here: a header that says of which ledger and up to which journal
// entry, then sections of bytes, each with its length and sum. What it says is never trusted alone:
// who reads it compares the stamp with the journal (load_columns.cpp).
//
//     auto writer = TRY(ColumnFileWriter::create(path, stamp, rows, sections));
//     TRY(writer.add({.kind = Section::kNumbers, .column = 7}, ages));
//     TRY(writer.finish());                                  // durable, under its name
//     auto file = TRY(ColumnFile::open(path));
//     PackedNumbers ages = TRY(file->numbers(Section::kNumbers, 7));   // lent: not a byte copied
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"
#include "ledger/store/journal.h"
#include "ledger/table.h"

namespace yitao::ledger {

// What the columns are: one ledger's, after one entry of one journal, as declared so.
struct ColumnStamp {
    int64_t ledger = 0;
    int64_t position = 0;  // seq of the journal's last entry then
    ChainHash head{};      // the hash of that entry: of all that came before
    ChainHash schema{};
    bool operator==(const ColumnStamp&) const = default;
};

enum class Section : uint32_t {
    kRows = 1,  // ids; ascending within a run
    kSeqs,      // each row's last entry
    kDates,     // each row's latest effective day
    kUnits,     // unit code of each run of rows, ascending; blank comes last
    kRunEnds,   // one past the last row of each run
    kNumbers,   // a stored column; also below: the column's number in the store
    kCodes,
    kTextEnds,  // of the dictionary of a coded column: one past each text's last byte
    kTextBytes,
};

struct SectionName {
    Section kind{};
    uint32_t column = 0;
    bool operator==(const SectionName&) const = default;
};

// Writes beside and renames: a crash leaves the old file or none.
class ColumnFileWriter {
  public:
    static Result<ColumnFileWriter> create(const std::string& path, const ColumnStamp& stamp,
                                           size_t rows, size_t sections);
    ColumnFileWriter(ColumnFileWriter&& other) noexcept { swap(other); }
    ColumnFileWriter& operator=(ColumnFileWriter&& other) noexcept {
        swap(other);
        return *this;
    }
    ~ColumnFileWriter();  // without finish() nothing is left

    Result<void> add(SectionName name, const PackedNumbers& numbers);
    Result<void> add(SectionName name, const PackedCodes& codes);
    Result<void> add_texts(uint32_t column, std::span<const std::string> texts);
    Result<void> finish();

  private:
    struct Entry;
    ColumnFileWriter() = default;
    Result<void> add(SectionName name, NumberCoding coding, size_t count,
                     std::span<const uint8_t> bytes);
    Result<void> write(std::span<const uint8_t> bytes);
    [[nodiscard]] std::string header() const;
    void swap(ColumnFileWriter& other) noexcept;

    std::string path_;
    int file_ = -1;
    ColumnStamp stamp_;
    size_t rows_ = 0;
    size_t sections_ = 0;
    uint64_t at_ = 0;
    std::string table_;  // entries of the sections, as stored
};

class ColumnFile : public std::enable_shared_from_this<ColumnFile> {
  public:
    // kNotFound, or kDamaged: not such a file, of another version, cut short, header altered.
    static Result<std::shared_ptr<const ColumnFile>> open(const std::string& path);
    ColumnFile(const ColumnFile&) = delete;
    ColumnFile& operator=(const ColumnFile&) = delete;
    ~ColumnFile();

    [[nodiscard]] const ColumnStamp& stamp() const { return stamp_; }
    [[nodiscard]] size_t rows() const { return rows_; }
    // kDamaged where the section is missing or its sum differs. All numbers are lent.
    [[nodiscard]] Result<PackedNumbers> numbers(Section kind, uint32_t column = 0) const;
    [[nodiscard]] Result<ColumnData> column(uint32_t column, bool is_number) const;
    // Runs cover the rows, in order.
    struct Run {
        int64_t unit = kBlankNumber;
        uint32_t begin = 0;
        uint32_t end = 0;
    };
    [[nodiscard]] Result<std::vector<Run>> runs() const;

  private:
    struct Found {
        std::span<const uint8_t> bytes;
        NumberCoding coding;
        size_t count = 0;
    };
    explicit ColumnFile(std::string path) : path_(std::move(path)) {}
    Result<void> read_header();
    [[nodiscard]] Result<Found> find(SectionName name) const;
    [[nodiscard]] std::unexpected<Error> damaged(std::string_view what) const;
    [[nodiscard]] std::shared_ptr<const uint8_t[]> lend(std::span<const uint8_t> bytes) const;

    std::string path_;
    int file_ = -1;  // holds a shared lock: nobody overwrites what is mapped
    MappedFile mapped_;
    ColumnStamp stamp_;
    size_t rows_ = 0;
    size_t sections_ = 0;
};

// Takes the file away, and what its bytes said: overwritten unless somebody reads it just then, in
// which case the system frees it after them. Nothing to do where there is none.
Result<void> erase_column_file(const std::string& path);
// What a crash left of an unfinished file.
Result<void> erase_unfinished_column_file(const std::string& path);

}  // namespace yitao::ledger
