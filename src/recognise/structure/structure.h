// The structure of a workbook nobody prepared: which tables stand on its sheets, where their
// headings are and what each heading's path is, which rows and columns number, total or sign off.
// It looks at texts, merges, styles, formulas and the shape of the data, never at the meaning of
// a heading; that is meaning.h.
//
//     Structure structure = TRY(read_structure(book));
//     structure.tables[0].columns[2].path        // {"人口数(人)", "60岁以上", "女"}
//
// Rows and columns are zero-based here as in xlsx::CellRef; what is printed counts from one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "xlsx/cell.h"
#include "xlsx/workbook.h"

namespace yitao::recognise {

// Why something was found: how sure (0…1) and the cells it rests on.
struct Evidence {
    double confidence = 0;
    std::vector<xlsx::CellRef> cells;
    std::string reason;  // stable key: "heading.merge", "serial.word" …
};

enum class Orientation : uint8_t {
    kRows,          // one record a row below the headings
    kMatrix,        // indicators down, categories across
    kRowIndicator,  // one indicator a row with its value beside it
    kForm,          // labels beside or above blanks
};

// A heading and the headings above (or left of) it, outermost first; blanks and line breaks out.
struct Path {
    std::vector<std::string> texts;
    std::vector<xlsx::CellRef> cells;  // where each text stands
};

struct Column {
    uint32_t column = 0;
    Path path;
    std::string unit_of_measure;  // "元", "%", empty: not printed
    bool is_serial = false;       // 序号
    bool is_stub = false;         // names the row instead of holding a value
    Evidence evidence;
};

enum class RowRole : uint8_t { kData, kTotal, kSubtotal, kOfWhich, kSection };

// A row drawn in a matrix or row-indicator table, or a total row of any table.
struct DataRow {
    uint32_t row = 0;
    Path path;  // from its stub cells and the sections above it
    RowRole role = RowRole::kData;
    std::string unit_of_measure;  // printed in the row itself
    Evidence evidence;
};

// A label of a form, or of the line above a table (填报单位：____), and where its answer goes.
struct Field {
    Path label;
    xlsx::CellRange answer;  // may be the label's own cell: "填报单位：______"
    std::string unit_of_measure;
    Evidence evidence;
};

struct RowSpan {  // inclusive
    uint32_t first = 0;
    uint32_t last = 0;
};

struct Table {
    size_t sheet = 0;
    xlsx::CellRange range;  // title to footer
    Orientation orientation = Orientation::kRows;
    std::string title;
    std::vector<xlsx::CellRef> title_cells;
    std::vector<Field> meta;      // 填报单位, 日期, 单位:万元 above; 填报人, 审核人 below
    std::string unit_of_measure;  // of the whole table: "单位：万元"; several as printed ("户、人")
    std::optional<RowSpan> header_rows;  // nothing: no headings over columns
    std::optional<uint32_t> number_row;  // 甲 乙 1 2 3; stands below header_rows
    uint32_t data_start_row = 0;
    uint32_t data_end_row = 0;  // the last row drawn for data
    std::vector<Column> columns;
    std::vector<DataRow> rows;
    std::vector<Field> fields;            // kForm
    std::optional<uint32_t> unit_column;  // holds each row's unit of measure
    std::vector<uint32_t> footer_rows;
    std::vector<xlsx::CellRef> headings;  // every heading cell, of columns and of rows
    Evidence evidence;                    // of the table as such
};

// The rows of a list that hold its records: behind the totals and sections it begins with, before
// the totals it ends with. `parts` are the sections and totals between.
struct Records {
    uint32_t first = 0;
    uint32_t last = 0;
    uint32_t parts = 0;
};
Records records_of(const Table& table);

struct Structure {
    std::vector<Table> tables;  // in reading order
};

// All visible sheets. Bounded by base/limits.h: what lies beyond is left out and not looked at.
Result<Structure> read_structure(xlsx::Workbook& book);
// One sheet; `book` gives its styles.
Result<std::vector<Table>> read_sheet(xlsx::Workbook& book, size_t sheet);

}  // namespace yitao::recognise
