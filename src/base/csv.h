// Rows of separated text (RFC 4180 as people write it): quotes, CRLF, a byte order mark, comma,
// semicolon or tab, UTF-8 or GB18030. Reads straight from the bytes in bounded memory.
//
//     CsvReader rows = TRY(CsvReader::from_text(bytes));       // bytes outlive the reader
//     while (const CsvRecord* row = TRY(rows.next())) { … row->line … row->fields[2] … }
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace yitao {

enum class TextEncoding : uint8_t { kUtf8, kGb18030 };

struct CsvRecord {
    size_t line = 0;  // first line of the record in a text editor, from 1
    size_t row = 0;   // its row in Excel (a quoted line break opens no row), from 1
    // Valid until the next call. UTF-8; bytes that are no text are U+FFFD.
    std::vector<std::string_view> fields;
};

class CsvReader {
  public:
    // The whole text is UTF-8, or else GB18030 if it can be read so, else UTF-8 with broken bytes.
    // Refused: UTF-16, and text with zero bytes (a binary file).
    static Result<CsvReader> from_text(std::string_view bytes);
    // Maps the file and keeps it.
    static Result<CsvReader> open(const std::string& path);
    CsvReader(CsvReader&&) noexcept;
    CsvReader& operator=(CsvReader&&) noexcept;
    ~CsvReader();

    // The next record that has anything in it (lines of nothing are stepped over), nullptr at the
    // end. Errors name the line: a quote that never closes, a field over kMaxCsvField bytes, a
    // record over kMaxCsvColumns fields; the reader is at its end afterwards.
    Result<const CsvRecord*> next();
    // Back to the first record.
    void rewind();

    [[nodiscard]] TextEncoding encoding() const;
    [[nodiscard]] char separator() const;
    // For progress: bytes behind and in all.
    [[nodiscard]] size_t position() const;
    [[nodiscard]] size_t size() const;

  private:
    struct State;
    explicit CsvReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The text as one field: quoted where it must be.
void append_csv_field(std::string& out, std::string_view text);

}  // namespace yitao
