// The words of an installation: its ledgers' names and codes, its packs' dictionaries and, from the
// ledger 词语, what people here have confirmed. What recognise/ reads headings with.
//
//     auto tree = TRY(site.tree(today));
//     Words words = TRY(words_of(site, tree.get()));
//     recognise::propose(book, structure, words.vocabulary)
//     recognise::apply_lessons(proposal, structure, words.vocabulary, words.lessons,
//     words.doubtful)
#pragma once

#include <string>
#include <vector>

#include "recognise/proof/learn.h"
#include "recognise/vocabulary/vocabulary.h"
#include "site/site.h"

namespace yitao::site {

inline constexpr std::string_view kTermLedger = "term";

struct Words {
    recognise::Vocabulary vocabulary;
    std::vector<recognise::Lesson> lessons;  // all that are remembered
    // Words learned that the dictionary knows otherwise: they stay a question.
    std::vector<std::string> doubtful;
};

// What rows of ledgers are called where few names come back again and again, of things that
// anybody may know of: 护河巡查 of activities, never of persons or firms. As conditions.
Result<std::vector<dictionary::Phrase>> names_in_use(Site& site);

// `tree` may be nullptr: no heading names a unit then. `site` must outlive the words.
Result<Words> words_of(Site& site, const org::Tree* tree);
// Their vocabulary alone.
Result<recognise::Vocabulary> vocabulary_of(Site& site, const org::Tree* tree);

// Writes lessons into the ledger 词语, as said by `who`; how many are new or changed. Refused where
// the installation's packs have no such ledger.
Result<size_t> remember(Site& site, const std::vector<recognise::Lesson>& lessons,
                        const std::string& who);

}  // namespace yitao::site
