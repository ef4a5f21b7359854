// New workbooks (rejects, starter, registers) through libxlsxwriter; writer.cpp alone includes it.
//
//     Writer writer = TRY(Writer::create("退回.xlsx"));
//     TRY(writer.add_sheet("退回的行", {6, 12, 40}));
//     TRY(writer.write({0, 0}, "行号", WriteStyle::kHeading));
//     TRY(writer.freeze_rows(1));
//     TRY(writer.close());
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "xlsx/cell.h"

namespace yitao::xlsx {

// kWrapped: text that may take several lines; kTitle, kNote: lines without a frame.
enum class WriteStyle {
    kPlain,
    kHeading,
    kDate,
    kText,
    kMoney,
    kWarning,
    kWrapped,
    kPercent,
    kTitle,
    kNote
};

// kRows keeps one row in memory and has no tables; kWhole keeps the workbook, about 100 bytes a
// cell.
enum class WriteMemory { kWhole, kRows };

class Writer {
  public:
    // Errors: kIo when no file can be made there.
    static Result<Writer> create(const std::string& path, WriteMemory memory = WriteMemory::kWhole);
    Writer(Writer&&) noexcept;
    Writer& operator=(Writer&&) noexcept;
    ~Writer();

    // Sheets are written one after another, rows ascending. kInvalid: a name Excel does not take.
    Result<void> add_sheet(const std::string& name, const std::vector<double>& column_widths);
    // Text beyond Excel's 32,767 characters is cut and ends in "…"; errors and numbers that are
    // none become their text.
    Result<void> write(CellRef cell, const CellValue& value, WriteStyle style = WriteStyle::kPlain);
    // Days before 1900, which Excel cannot count, become text.
    Result<void> write_date(CellRef cell, Date date);
    // An Excel table over `range` (heading row and at least one more) with these column names,
    // which it writes itself. Only with WriteMemory::kWhole.
    Result<void> add_table(CellRange range, const std::string& name,
                           const std::vector<std::string>& columns);
    // A name of the whole workbook: "截至日期" for "=TODAY()".
    Result<void> define_name(const std::string& name, const std::string& formula);
    // A drop-down list; long ones stand on a hidden sheet.
    Result<void> add_list_validation(CellRange range, const std::vector<std::string>& choices);
    // Keeps the first rows in sight, on every printed page too.
    Result<void> freeze_rows(uint32_t rows);
    // Writes the file, reads it once more and puts it in its place; nothing is left on disk without
    // close() or when it fails.
    Result<void> close();

  private:
    struct State;
    explicit Writer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yitao::xlsx
