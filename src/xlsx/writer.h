// New workbooks (rejects, starter, registers) through libxlsxwriter; the only file that includes it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "xlsx/cell.h"

namespace yitao::xlsx {

enum class WriteStyle { kPlain, kHeading, kDate, kText, kMoney, kWarning };

class Writer {
  public:
    static Result<Writer> create(const std::string& path);
    Writer(Writer&&) noexcept;
    Writer& operator=(Writer&&) noexcept;
    ~Writer();

    // Sheets are written one after another, rows ascending.
    Result<void> add_sheet(const std::string& name, const std::vector<double>& column_widths);
    Result<void> write(CellRef cell, const CellValue& value, WriteStyle style = WriteStyle::kPlain);
    Result<void> write_date(CellRef cell, Date date);
    // An Excel table over `range` (heading row included) with these column names.
    Result<void> add_table(CellRange range, const std::string& name,
                           const std::vector<std::string>& columns);
    Result<void> add_list_validation(CellRange range, const std::vector<std::string>& choices);
    Result<void> freeze_rows(uint32_t rows);
    // Writes the file; without it nothing is left on disk.
    Result<void> close();

  private:
    struct State;
    explicit Writer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yitao::xlsx
