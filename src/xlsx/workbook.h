// Reading .xlsx: the small parts once (sheets, styles, shared strings, names), then each sheet as a
// stream of rows in bounded memory. Never writes. One Workbook is used by one thread at a time.
//
//     Workbook book = TRY(Workbook::open("人口.xlsx"));
//     RowReader rows = TRY(book.rows(0));
//     while (const Row* row = TRY(rows.next())) { … row->cells[i].value … }
//
// Text of a cell is a view: a shared string's lives as long as the Workbook (and work done for it
// can be kept under its number); other text lives until the next row.
//
// Dates are serials of the 1900 system throughout: those of a workbook that counts from 1904 are
// moved on reading (date cells only, not times and durations).
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "xlsx/cell.h"
#include "xlsx/cell_look.h"

namespace yitao::xlsx {

class Package;

struct SheetInfo {
    std::string name;
    std::string part;  // "xl/worksheets/sheet1.xml"
    bool visible = true;
};

struct DefinedName {
    std::string name;
    std::string formula;  // without "="
    int sheet = -1;       // index of the sheet it is local to, -1: the workbook
};

// An Excel table ("套用表格格式") of a sheet.
struct TableInfo {
    std::string name;  // as formulas write it
    size_t sheet = 0;
    CellRange range;   // headings and totals included
    uint32_t headings = 1;
    uint32_t totals = 0;
    std::vector<std::string> columns;
};

inline constexpr uint32_t kNotShared = 0xffffffff;

struct Cell {
    uint32_t column = 0;
    uint32_t style = 0;            // index into cellXfs
    uint32_t shared = kNotShared;  // number of the shared string that `value` is
    bool is_date = false;          // the style's number format shows a date or time
    CellView value;                // to_value(value) owns its text
    std::string_view formula;      // without "=", already translated for shared formulas; valid
                                   // until the next row; empty: none. Only with kYes.
};

struct Row {
    uint32_t index = 0;       // zero-based
    std::vector<Cell> cells;  // ascending columns; cells without value and formula are left out
                              // unless ReadBlanks::kYes
};

enum class ReadFormulas { kNo, kYes };
enum class ReadBlanks { kNo, kYes };
enum class ReadRanges { kNo, kYes };

// What a sheet says about ranges behind its rows; at most kMaxSheetRanges of each.
struct SheetRanges {
    std::vector<CellRange> merges;
    std::vector<CellRange> validations;  // where input is checked or chosen from a list
};

class RowReader {
  public:
    RowReader(RowReader&&) noexcept;
    RowReader& operator=(RowReader&&) noexcept;
    ~RowReader();
    // The next row that has cells; nullptr after the last. The row is valid until the next call.
    // Errors name sheet and row: damaged XML, over a limit, shared string out of range.
    Result<const Row*> next();
    // Complete after the last row, with ReadRanges::kYes; to be taken once.
    [[nodiscard]] SheetRanges take_ranges();

  private:
    friend class Workbook;
    struct State;
    explicit RowReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// What a template's sheet holds beside its cells; held in memory.
struct Grid {
    struct GridCell {
        CellValue value;
        std::string formula;      // without "=", empty: none
        std::string array_range;  // "A4:A9" of an array formula's anchor, else empty
        bool spills = false;      // a dynamic array formula: its range follows its result
        uint32_t style = 0;
        bool is_date = false;
    };
    std::map<CellRef, GridCell> cells;  // row-major order; styled blanks included
    std::vector<CellRange> merges;
    [[nodiscard]] const GridCell* find(CellRef cell) const {
        auto it = cells.find(cell);
        return it == cells.end() ? nullptr : &it->second;
    }
};

class Workbook {
  public:
    // A damaged, encrypted, oversized or foreign file is refused with a message that says which:
    // .xls/.et (D0CF11E0) and encrypted packages are told apart from files that are no workbook.
    static Result<Workbook> open(const std::string& path);
    static Result<Workbook> from_bytes(std::string bytes);
    Workbook(Workbook&&) noexcept;
    Workbook& operator=(Workbook&&) noexcept;
    ~Workbook();

    [[nodiscard]] std::span<const SheetInfo> sheets() const;
    [[nodiscard]] std::span<const DefinedName> defined_names() const;
    // Number format code of a style ("yyyy/m/d", "General").
    [[nodiscard]] std::string_view number_format(uint32_t style) const;
    [[nodiscard]] CellLook look(uint32_t style) const;
    // How dates must be written back; those read are serials of the 1900 system already.
    [[nodiscard]] bool uses_1904_dates() const;
    // The parts it was read from, for what is read beside rows (drawing.h).
    [[nodiscard]] const Package& package() const;
    // How many shared strings there are; 0 before the first rows() or grid().
    [[nodiscard]] size_t shared_count() const;

    Result<RowReader> rows(size_t sheet, ReadFormulas formulas = ReadFormulas::kNo,
                           ReadBlanks blanks = ReadBlanks::kNo,
                           ReadRanges ranges = ReadRanges::kNo);
    // The tables of all sheets.
    Result<std::vector<TableInfo>> tables() const;
    // A whole sheet of bounded size (kMaxTemplatePartBytes, `most_cells` with styled blanks) with
    // formulas, merges and blanks.
    Result<Grid> grid(size_t sheet, size_t most_cells = kMaxTemplateCells);

  private:
    struct State;
    explicit Workbook(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace yitao::xlsx
