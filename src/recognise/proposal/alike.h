// Two headings of one table that say different things ask for different facts. Where both were read
// as the same one, a word of one of them was not understood for what it says: both are asked.
//
//     在册人口 / 居民医保 and 资助参保对象 / 居民医保, both as 医疗保险=城乡居民
#pragma once

#include <span>
#include <vector>

#include "recognise/proposal/propose.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// `cells`: those of one table.
void doubt_alike(const Vocabulary& words, std::span<ProposedCell> cells);

// Whether it is of a ledger of which a form must say whose people it means: 户籍 or 常住.
bool counts_people(const Vocabulary& words, const std::string& formula);

// 60周岁及以上老人 | 60周岁及以上老人中 / 独居: where the form leaves open whose people the whole
// counts, it leaves that open of its parts too, whatever they are called.
void doubt_parts_of_asked(const Vocabulary& words, std::span<ProposedCell> cells);

// 本地常住人口 / #满65岁: where a word of the whole was not understood (本地), its parts took it
// over.
void doubt_parts_of_questions(const Vocabulary& words, std::span<ProposedCell> cells);

// Two blanks of a sheet with the very same headings, read as the same fact: what tells them apart
// (a chapter, a band of the form) was not read.
void doubt_twins(std::span<ProposedCell> cells);

// In the order of the sheets. Of two labels that claim one blank (above it and beside it) the surer
// is kept, and asked where they do not say the same.
void keep_one_each(std::vector<ProposedCell>& cells);

}  // namespace yitao::recognise
