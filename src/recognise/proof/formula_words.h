// A formula in words, where it is one count or sum over a ledger; else the formula itself.
//
//     words_of_formula("=COUNTIFS(居民[性别],\"女\",居民[年龄],\">=60\")", words)
//     // “居民”台账中性别为女、年龄≥60的人数
#pragma once

#include <string>

#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

std::string words_of_formula(const std::string& formula, const Vocabulary& words);

}  // namespace yitao::recognise
