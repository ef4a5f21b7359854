// What notes define words by; used by notes/definitions and notes/meant.
#pragma once

#include <optional>

#include "recognise/structure/sheet_cells.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// What one note defines; read_notes does it for all notes of a sheet.
void read_definitions(std::string_view text, const SheetCells& cells, Vocabulary& words);

// False: the meaning is not understood, or says no more than an age (unless `ages_too`).
bool define_word(Vocabulary& words, std::string_view word, std::string_view meaning,
                 bool ages_too = false);
// Asked wherever it stands: the form explains it, and that was not understood.
void doubt_word(Vocabulary& words, std::string_view word);

// 小学（6—11周岁） above 初中（12—14周岁）: bands that follow each other are what the names mean.
void read_named_bands(const SheetCells& cells, Vocabulary& words);

// 3.流动人口指户口不在本村的外来人口; 新设立以成立日期为准; 中共党员含预备党员.
void read_meant(std::string_view text, const SheetCells& cells, Vocabulary& words);
// 火灾隐患包括消防、用电、燃气三类; 办结＝已整改.
void read_coded(std::string_view text, const SheetCells& cells, Vocabulary& words);
// 护河巡河（名称含“护河”）
void read_names(const SheetCells& cells, Vocabulary& words);
void read_born(std::string_view text, Vocabulary& words);
void read_dated(std::string_view text, Vocabulary& words);

}  // namespace yitao::recognise
