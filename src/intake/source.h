// A file of rows, whatever its kind, as rows of plain cells. Bounded memory: text is mapped, sheets
// are streamed.
//
//     SourceFile file = TRY(SourceFile::open("居民.xlsx"));
//     RowSource rows = TRY(file.rows(0));
//     while (const SourceRow* row = TRY(rows.next())) { … row->cell(3).text … }
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/result.h"
#include "xlsx/workbook.h"

namespace yitao::intake {

struct SourceCell {
    enum class Kind : uint8_t { kBlank, kText, kNumber, kBoolean, kError };
    Kind kind = Kind::kBlank;
    bool is_date = false;     // a number shown as a date; a serial of the 1900 calendar
    bool is_percent = false;  // a number shown as a percentage
    bool boolean = false;
    double number = 0;
    std::string_view text;  // of kText (trimmed) and kError; until the next row
};

struct SourceRow {
    size_t row = 0;  // as Excel counts, from 1
    std::vector<SourceCell> cells;
    [[nodiscard]] const SourceCell& cell(size_t column) const {
        static const SourceCell blank;
        return column < cells.size() ? cells[column] : blank;
    }
};

// The cell as people see it: "1234.5", "2024-11-21", "35%", "TRUE".
std::string cell_text(const SourceCell& cell);

class RowSource {
  public:
    // The next row with anything in it; nullptr at the end.
    Result<const SourceRow*> next();
    // How much of the file is behind, 0..1; 0 where it is not known.
    [[nodiscard]] double part() const;

  private:
    friend class SourceFile;
    explicit RowSource(std::shared_ptr<CsvReader> csv) : csv_(std::move(csv)) {}
    RowSource(xlsx::Workbook& book, xlsx::RowReader rows);
    Result<bool> read_csv();
    Result<bool> read_sheet();
    void take(const xlsx::Cell& cell);

    std::shared_ptr<CsvReader> csv_;  // the file's; looking through it for its encoding is once
    std::unique_ptr<xlsx::RowReader> sheet_;
    xlsx::Workbook* book_ = nullptr;
    std::vector<int8_t> is_percent_;  // by style; -1: not yet looked up
    SourceRow row_;
};

class SourceFile {
  public:
    // Old workbooks go through the converter first. An empty file is refused.
    static Result<SourceFile> open(const std::string& path);

    // Names of the visible sheets; one "" for text.
    [[nodiscard]] std::span<const std::string> sheets() const { return names_; }
    // May be asked again to read once more; one source at a time.
    Result<RowSource> rows(size_t sheet);

  private:
    std::string path_;
    std::unique_ptr<xlsx::Workbook> book_;  // none: text
    std::shared_ptr<CsvReader> csv_;        // opened with the first source
    std::vector<std::string> names_;
    std::vector<size_t> indices_;  // of the visible sheets in the workbook
};

// trim() of base/text.h, quick where there is nothing to trim.
std::string_view quick_trim(std::string_view text);

}  // namespace yitao::intake
