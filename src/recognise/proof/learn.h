// What a person corrects is remembered: the bindings they confirmed, compared with what was
// proposed, give new words and whole headings with their formula. Nothing is kept here;
// site/words.h does, and only what somebody agreed to.
//
//     std::vector<Lesson> lessons = lessons_of(proposal, structure, confirmed, words);
//     // {kFiller, "（据实）"}  {kCondition, "五保老人", ledger 居民, meaning "特困=是"}
//     // {kHeading, "人口/五保", form "民政月报", meaning "=COUNTIFS(居民[特困],\"是\")"}
#pragma once

#include <string>
#include <vector>

#include "recognise/proposal/propose.h"
#include "template/bindings_file.h"

namespace yitao::recognise {

enum class LessonKind : uint8_t {
    kHeading,    // a cell's whole path in one form: its formula, {unit} for the row's own unit
    kCondition,  // a word: which rows of a ledger
    kColumn,     // a word: a column of a ledger, in lists
    kFiller,     // a word that says nothing
};

struct Lesson {
    LessonKind kind = LessonKind::kHeading;
    std::string word;     // as printed; a path with "/" between its parts
    std::string form;     // kHeading: title of the table
    std::string ledger;   // name; empty for kHeading and kFiller
    std::string meaning;  // formula, tests ("年龄>=60且性别=女") or column name
    std::string source;   // file it was confirmed in
    auto operator<=>(const Lesson&) const = default;
};

// What `confirmed` says that the proposal did not know for sure. Bindings of cells that were not
// proposed are passed over.
std::vector<Lesson> lessons_of(const Proposal& proposal, const Structure& structure,
                               const templates::BindingsFile& confirmed, const Vocabulary& words);

// Headings learned, put to a proposal. In the form they were confirmed in they are sure, unless the
// words say otherwise for sure: then both are a question; in another form a candidate. Words that
// contradict the dictionary (`doubtful`) make a question of every cell they stand over.
void apply_lessons(Proposal& proposal, const Structure& structure, const Vocabulary& words,
                   const std::vector<Lesson>& lessons, const std::vector<std::string>& doubtful);

}  // namespace yitao::recognise
