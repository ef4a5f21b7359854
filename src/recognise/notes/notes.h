// The notes of a form: the words they define, what they say of all cells and of decimals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "recognise/structure/sheet_cells.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// "统计范围：户籍人口", "本表人口均按常住人口统计": what a form says of all its cells.
bool is_scope(std::string_view clause);

// Adds the clauses of a note that speak of all cells of its table: 统计范围：户籍人口.
void add_scope(std::string_view text, std::vector<std::string>& scope);

// Definitions in the notes of a form: “老年人”口径为本地户籍、年满60周岁;
// 参保率＝已参保人数÷在册人口.
void read_notes(const SheetCells& cells, Vocabulary& words);

// 流动人口口径同表一: the notes of other sheets hold here too.
bool refers_to_others(const xlsx::Grid& grid);

void read_notes_of_another(const xlsx::Grid& other, const SheetCells& cells, Vocabulary& words);

// The notes of a sheet that speak of decimals.
std::vector<std::string> decimal_notes(const xlsx::Grid& grid);

// 参保率＝…，保留一位小数: how many decimals a note gives the heading; -1: it does not say.
// `of_average`: the cell is one, whatever this heading of it says.
int decimals_said(std::string_view text, const std::string& heading, bool of_average);

// 面积保留两位，户均住房面积保留一位: of the very heading alone; -1: it does not say.
int decimals_said_of_itself(std::string_view note, const std::string& heading);

}  // namespace yitao::recognise
