// What a cell of a matrix or of a list of indicators is asked by: the labels of its row, with what
// they are part of, and the headings of its column.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "recognise/meaning/meaning.h"
#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// Of one cell: more headings beside it are not looked at.
inline constexpr size_t kMaxSiblings = 60;

// What each label of a sheet is, those of panels before this one too.
using RowRoles = std::map<xlsx::CellRef, RowRole>;

// The headings of one row, before those of any column.
struct RowAsked {
    Asked asked;
    std::vector<std::string> shown;  // its labels as printed, outermost first
};

// Refers to all it is made of; they must outlive it.
class TablePaths {
  public:
    TablePaths(const Vocabulary& words, const SheetCells& cells, const Table& table,
               const RowRoles& roles)
        : words_(words), cells_(cells), table_(table), roles_(roles) {}

    // `row` is an index into the table's rows, no section; `context` what holds for all its cells.
    RowAsked of_row(size_t row, const std::vector<std::string>& context) const;
    // Adds what the column (an index into the table's columns, with a path) says to its row's.
    Asked with_column(const RowAsked& row, size_t row_index, size_t column) const;

  private:
    std::string explained(std::string text, uint32_t row) const;
    void take_row_before(size_t index, Asked& base) const;
    std::string leading() const;
    std::string measure_of(const DataRow& row, const Column& column) const;
    std::string measure_of_whole(const DataRow& row) const;
    void split_row_path(const DataRow& row, Asked& asked) const;
    std::string whole_divided(const DataRow& row, size_t section) const;
    std::string sex_of_section(const std::string& section, const DataRow& row) const;
    std::string whole_among(const std::string& section) const;
    bool defines_rows(const Path& path, size_t index) const;
    std::string stub_heading(uint32_t column) const;
    std::string whole_of(const DataRow& row, const std::string& parent) const;
    std::string whole_measured_alike(const DataRow& row, const std::string& parent) const;
    std::optional<std::string> row_before(const DataRow& row, xlsx::CellRef group) const;
    std::optional<org::UnitCode> village_in(const std::vector<std::string>& texts, size_t at) const;
    void add_column_path(size_t index, const DataRow& row, Asked& asked) const;
    void take_kinds_above(size_t index, Asked& asked) const;
    bool is_of_other_rows(const std::string& heading, const DataRow& row) const;
    bool is_done_beside_plan(const std::string& heading) const;
    bool says_nothing(const std::string& heading, const Asked& asked) const;
    bool is_part(const std::string& text) const;
    const std::vector<std::string>& row_labels() const;
    const std::string& days_of(size_t column) const;

    const Vocabulary& words_;
    const SheetCells& cells_;
    const Table& table_;
    const RowRoles& roles_;
    mutable std::vector<std::string> row_labels_;
    mutable std::map<size_t, std::string> days_;  // days of birth that each column asked gives
    mutable std::map<std::string, bool> parts_;   // begins_part of each heading asked
};

}  // namespace yitao::recognise
