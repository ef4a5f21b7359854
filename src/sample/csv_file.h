// A CSV file being written: buffered, its first failure kept and told at close().
//
//     CsvFile file = TRY(CsvFile::create("out/resident.csv"));
//     file.text("潘家湾").end_field();  file.end_row();
//     TRY(file.close());
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/csv.h"
#include "base/result.h"

namespace yitao::sample {

class CsvFile {
  public:
    static Result<CsvFile> create(const std::string& path);

    // A whole field, quoted where it must be.
    void field(std::string_view text) {
        separate();
        append_csv_field(buffer_, text);
    }
    // A field whose text needs no quotes.
    void plain(std::string_view text) {
        separate();
        buffer_.append(text);
    }
    void blank() { separate(); }
    // The buffer, for fields written piece by piece after blank().
    std::string& bytes() { return buffer_; }
    void end_row() {
        buffer_.push_back('\n');
        first_ = true;
        ++rows_;
        if (buffer_.size() >= kFlushBytes) flush();
    }
    [[nodiscard]] uint64_t rows() const { return rows_; }  // with the heading
    Result<void> close();

  private:
    static constexpr size_t kFlushBytes = size_t{256} << 10;
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    void separate() {
        if (!first_) buffer_.push_back(',');
        first_ = false;
    }
    void flush();

    std::string path_;
    std::unique_ptr<std::FILE, Closer> file_;
    std::string buffer_;
    bool first_ = true;
    bool failed_ = false;
    uint64_t rows_ = 0;
};

}  // namespace yitao::sample
