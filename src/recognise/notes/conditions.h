// Conditions that running text names: of definitions, of lines beside a list.
//
//     conditions_of(words, "本地户籍、年满60周岁")      both
//     any_listed(words, "凡低保、特困、残疾三类中有其一的未成年人")      one of three, minors all
#pragma once

#include <optional>
#include <string_view>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

// All of them together, for the ledger that knows most of them. `only`: put to this ledger alone;
// `vague`: words that departments use differently count too.
std::optional<Term> conditions_of(const Vocabulary& words, std::string_view text, int only = -1,
                                  bool vague = false);
// 低保、特困、残疾: one of two to four. Nothing: one of them is not understood.
std::optional<Term> union_of(const Vocabulary& words, std::string_view text);
// 低保、特困、残疾三类中有其一的未成年人: one of them, and what follows holds for each. Nothing: no
// such text.
std::optional<Term> any_of_kinds(const Vocabulary& words, std::string_view text);
// The same, or 停业和注销的, 低保、特困三类未成年人; codes of one column are one condition, all of
// its codes none.
std::optional<Term> any_listed(const Vocabulary& words, std::string_view text);

}  // namespace yitao::recognise
