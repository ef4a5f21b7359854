// Words of headings that no ledger's column or code is called by, and what they say about a cell.
// Pure data of packs/<id>/dictionary/*.toml; recognise/vocabulary/vocabulary.h gives it its
// meaning.
//
//     [[phrase]]                               [[phrase]]
//     words = ["老年人", "老人"]                 words = ["结转"]
//     ledger = "居民"                           kind = "window"
//     when = ["年龄>=60"]                       window = "before"
//     generic = true
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace yitao::dictionary {

enum class PhraseKind : uint8_t {
    kCondition,  // which rows: `when`
    kSubject,    // what is counted: the rows of `ledger` (that satisfy `when`)
    kStanding,   // what a count of `ledger` means unless its state is named: `when`, no words
    kGrain,      // what one of the counted is: `measure` (人数 → 人, 户数 → 户)
    kAmount,     // the sum of `column` of `ledger`
    kAggregate,  // how amounts become one: `how` = sum, average, most, least, share
    kWindow,     // when it happened: `window` = period, year, before, last_year, now
    kEvent,      // what happened: `column` is its date; without a window `when`
    kRatio,      // of the rows asked for those with `when`, or `column` over `base`
    kMeta,       // a label of the form's head: `meta` = unit, code, date, month, period, hand
    kTotal,      // 合计: all of what stands beside it
    kOfWhich,    // 其中
    kNot,        // 未, 非
    kFiller,     // says nothing: 情况, 统计表
};

struct Phrase {
    PhraseKind kind = PhraseKind::kCondition;
    std::vector<std::string> words;
    std::string ledger;  // name, as in formulas
    // Alternatives; each is tests joined by 且: "低保=是", "年龄>=60且年龄<=64", "残疾类别<>",
    // "户类型=脱贫户|监测户", "状态<>已整改"; "*": every row.
    std::vector<std::string> when;
    std::string column;
    std::string base;
    std::string
        of;  // kRatio: the rows it is over, as tests, where they are others than those asked for
    std::string measure;
    std::string how;
    std::string window;
    std::string meta;
    // Age and sex say nothing about whose people are meant (registered here, living here …).
    bool generic = false;
    // Departments mean different things by it: always a question, unless the form defines it.
    bool vague = false;
    std::string place;  // file:line, for errors
};

}  // namespace yitao::dictionary
