// Days of birth that a form gives for its rows or columns: whoever was born between them is meant,
// whatever the row or column is called (一年级 | 2019.9.1 | 2020.8.31; 2027年秋季新生 over
// 2020.9.1—2021.8.31).
#pragma once

#include <string>

#include "recognise/structure/sheet_cells.h"
#include "recognise/structure/structure.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// "2019.9.1—2020.8.31"; empty: the row gives none.
std::string days_of_row(const Vocabulary& words, const SheetCells& cells, const Table& table,
                        uint32_t row);
std::string days_of_column(const Vocabulary& words, const SheetCells& cells, const Table& table,
                           size_t index);
// 常住儿童中将入小学一年级人数 → 常住儿童中人数: without what days of birth say better.
std::string without_school(std::string text);

// 年龄算到2026年12月31日, 8月31日周岁: the day ages are counted to, where it is not the report's.
void read_age_days(const SheetCells& cells, Vocabulary& words);

// 小学（2014年9月1日—2020年8月31日出生） of a sheet that this one refers to: what its words mean
// here.
void read_stages_of_another(const xlsx::Grid& other, Vocabulary& words);

}  // namespace yitao::recognise
