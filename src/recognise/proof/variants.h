// What a heading may have meant beside its reading: the same formula with one thing changed the way
// departments differ: whose people, > for >=, when, which date, which unit of measure, finished
// ones counted or not, households or their members.
//
//     for (const Variant& v :
//     variants_of("=COUNTIFS(居民[户籍状态],\"本地户籍\",居民[年龄],\">=60\")", words))
//         v.formula      // =COUNTIFS(居民[常住],"是",居民[年龄],">=60"), …
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "recognise/vocabulary/vocabulary.h"

namespace yitao::recognise {

enum class Aspect : uint8_t {
    kWording,     // the reading itself
    kPopulation,  // registered here, living here, all on the books
    kBound,       // > or >=, 60 or 65
    kTime,        // as of another day, in another window
    kEvent,       // by another date
    kMeasure,     // 元 or 万元
    kState,       // with or without those that are over
    kGrain,       // households or their members
    kAmount,      // another column of the same measure
    kDropped,     // one condition less
    kCode,        // another code of the same list
    kSibling,     // as the cells beside it are made
    kAdded,       // one condition more
};

struct Variant {
    std::string formula;
    Aspect aspect = Aspect::kWording;
    Message how;  // "常住口径"
};

// At most kMaxVariants, in the order of Aspect, none equal to the formula itself.
inline constexpr size_t kMaxVariants = 1'500;
std::vector<Variant> variants_of(std::string_view formula, const Vocabulary& words);

}  // namespace yitao::recognise
