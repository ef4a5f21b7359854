// What notes define words by; used by propose_definitions and propose_meant.
#pragma once

#include <optional>

#include "recognise/propose_parts.h"

namespace yitao::recognise {

// The conditions a text names, all together, for the ledger that knows most of them.
// 低保、特困、残疾三类未成年人, 停业和注销的: those of one kind or another, with what is said of
// all of them; codes of one column are one condition, all of its codes none. Nothing: no such list.
std::optional<Term> any_listed(const Vocabulary& words, std::string_view text);

// `only`: put to this ledger alone; `vague`: words that departments use differently count too.
std::optional<Term> conditions_of(const Vocabulary& words, std::string_view text, int only = -1,
                                  bool vague = false);
// False: the meaning is not understood, or says no more than an age (unless `ages_too`).
bool define_word(Vocabulary& words, std::string_view word, std::string_view meaning,
                 bool ages_too = false);
// Asked wherever it stands: the form explains it, and that was not understood.
void doubt_word(Vocabulary& words, std::string_view word);

// 3.流动人口指户口不在本村的外来人口; 新设立以成立日期为准; 中共党员含预备党员.
void read_meant(std::string_view text, const SheetCells& cells, Vocabulary& words);
void read_born(std::string_view text, Vocabulary& words);
void read_dated(std::string_view text, Vocabulary& words);

}  // namespace yitao::recognise
