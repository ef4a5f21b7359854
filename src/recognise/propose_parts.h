// What propose*.cpp share.
#pragma once

#include "recognise/propose.h"

namespace yitao::recognise {

// Bounds of one workbook: a form for people has hundreds of cells, not more.
inline constexpr size_t kMaxProposedCells = 20'000;
inline constexpr size_t kMaxMergesSeen = 20'000;
inline constexpr size_t kMaxSiblings = 60;

struct SheetCells {
    const xlsx::Grid& grid;
    [[nodiscard]] std::string text(xlsx::CellRef cell) const;  // as printed, "" for other cells
    [[nodiscard]] bool has_formula(xlsx::CellRef cell) const;
    [[nodiscard]] bool is_blank(xlsx::CellRef cell) const;
    // The upper left cell of the merge that covers it, or the cell itself.
    [[nodiscard]] xlsx::CellRef anchor(xlsx::CellRef cell) const;
};

// Lines of text of so many bytes that stand alone in their rows: notes, no labels beside blanks.
std::vector<std::string_view> lone_lines(const SheetCells& cells, size_t least, size_t most);

// Its key without the measure or brackets at its end: 人均收入（元） → 人均收入.
std::string bare_heading(std::string_view text);
// 一、…, （二）…: a chapter of the form; 一、二级 is none.
bool begins_chapter(std::string_view text);
// 其中：…
bool begins_part(const Vocabulary& words, std::string_view text);

// Its number format writes a date.
bool shows_dates(const xlsx::Workbook& book, const xlsx::Grid& grid, xlsx::CellRef cell);
NumberShape shape_of(const xlsx::Workbook& book, const xlsx::Grid& grid, xlsx::CellRef cell);

// "统计范围：户籍人口", "本表人口均按常住人口统计": what a form says of all its cells.
bool is_scope(std::string_view clause);
// What one note defines; read_notes does it for all notes of a sheet.
void read_definitions(std::string_view text, const SheetCells& cells, Vocabulary& words);

// Definitions in the notes of a form: “老年人”口径为本地户籍、年满60周岁;
// 参保率＝已参保人数÷在册人口.
void read_notes(const SheetCells& cells, Vocabulary& words);

// 参保率＝…，保留一位小数: how many decimals a note gives the heading; -1: it does not say.
// `of_average`: the cell is one, whatever this heading of it says.
int decimals_said(std::string_view text, const std::string& heading, bool of_average);
// 面积保留两位，户均住房面积保留一位: of the very heading alone; -1: it does not say.
int decimals_said_of_itself(std::string_view note, const std::string& heading);

// 流动人口口径同表一: the notes of other sheets hold here too.
bool refers_to_others(const xlsx::Grid& grid);
void read_notes_of_another(const xlsx::Grid& other, const SheetCells& cells, Vocabulary& words);

// The notes of a sheet that speak of decimals.
std::vector<std::string> decimal_notes(const xlsx::Grid& grid);

// Adds the clauses of a note that speak of all cells of its table: 统计范围：户籍人口.
void add_scope(std::string_view text, std::vector<std::string>& scope);

// A label of a form's head with its blank beside it (单位名称 | ____): its binding, where the label
// asks for what the scope knows.
std::optional<ProposedCell> propose_meta(const Vocabulary& words, const SheetCells& cells,
                                         size_t sheet, const Field& field, bool shows_dates);
// A label alone in its cell, and a blank of several columns beside it: 填报单位： | ________.
std::optional<ProposedCell> propose_meta_beside(const Vocabulary& words, const SheetCells& cells,
                                                size_t sheet, xlsx::CellRef cell,
                                                const std::string& text);
// All lines of one sheet that ask for a unit or a date and are not proposed yet.
void add_meta_lines(const Structure& structure, size_t sheet, const xlsx::Grid& grid,
                    const Vocabulary& words, Proposal& proposal);
// The same inside one text: "填报单位：______  数据截止：    年  月  日".
std::optional<ProposedCell> propose_meta_line(const Vocabulary& words, size_t sheet,
                                              xlsx::CellRef cell, const std::string& text);
// What a person writes: signatures, telephone numbers, remarks.
bool is_hand_label(const Vocabulary& words, std::string_view label);

std::optional<ProposedList> propose_list(const Vocabulary& words, const SheetCells& cells,
                                         const std::string& sheet_name, const Table& table);

}  // namespace yitao::recognise
