// When a number of ours is the number somebody wrote, and how much that says.
#pragma once

#include <vector>

#include "recognise/proof/prove.h"

namespace yitao::recognise {

// What a person wrote into a cell of a copy: dashes are blank, "35人" is 35.
xlsx::CellValue written_value(const xlsx::Grid::GridCell* cell);
bool is_blank_value(const xlsx::CellValue& value);

enum class Match : uint8_t { kNo, kExact, kRounded };
Match match_values(const xlsx::CellValue& theirs, const formula::Value& ours);
// Decimals somebody wrote: 12.30 → 1.
int decimals_written(const xlsx::CellValue& value);
// How far off, 0 for equal.
double distance(const xlsx::CellValue& theirs, const formula::Value& ours);
// How unlikely it is to meet this value by chance, in bits. 0 for a zero.
double bits_of(const xlsx::CellValue& value);
std::string text_of(const formula::Value& value);
std::string text_of(const xlsx::CellValue& value);

// A list's filling of the proof, prove_lists.cpp.
Result<void> prove_lists(Proposal& proposal, const Vocabulary& words,
                         std::span<const AlignedCopy> copies, const Ask& ask, Proof& proof);
// Names of the copies that hold a value, for people: "四邑村.xlsx、三湾村.xlsx".
std::string names_of(std::span<const AlignedCopy> copies, const std::vector<size_t>& which);

}  // namespace yitao::recognise
