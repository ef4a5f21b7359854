// The cells that one form asks, one after another, with what is printed beside them; used by
// burden.cpp, which then says who knows them.
//
//     std::vector<AskedCell> cells = cells_of(form, 0, words);   // answers: kFormula, kHead,
//                                                                // kKnown, kHand or kNew
#pragma once

#include <vector>

#include "recognise/burden/burden.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// Bound of all forms together.
inline constexpr size_t kMaxAskedCells = 200'000;

struct AskedList {
    std::string label;
    size_t sheet = 0;
    xlsx::CellRange region;
};

struct FormCells {
    std::vector<AskedCell> cells;  // in reading order of tables
    std::vector<AskedList> lists;  // AskedCell::list counts these
};

FormCells cells_of(const AskingForm& form, size_t number, const Vocabulary& words);

// A path for people: "老年食堂 / 其中：助餐点", without numbers of chapters and without 数量 behind
// it.
std::string label_of(const std::vector<std::string>& path);

// What a path asks, as far as wording goes: marks, numbers of chapters, units of measure and words
// that add nothing (数量) left out. The title's words come in where the path alone says too little.
std::string wording_key(const std::vector<std::string>& path, const std::string& title);

}  // namespace yitao::recognise
