// A site with the ledgers of a township set (tests/fixtures/township-a), for tests that ask it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "recognise/vocabulary/vocabulary.h"
#include "site/site.h"

namespace yitao::township {

std::string read_file(const std::string& path);

// Made in `data`, which must be missing or empty.
Result<site::Site> make_site(const std::string& folder, const std::filesystem::path& data,
                             const Clock& clock);

// The words of a place where nobody has collected them all: of the dictionary's phrases that say
// something and of the codes' synonyms those that `keeps`, given a word and its number in its
// phrase (0: a synonym). What the reader makes of forms it was never shown is seen with these.
struct PoorWords {
    std::vector<ledger::CodeList> lists;
    std::vector<dictionary::Phrase> phrases;
    recognise::Vocabulary vocabulary;
};
using KeepsWord = std::function<bool(const std::string& word, int number)>;
Result<PoorWords> poor_words(site::Site& site, const org::Tree* tree, const KeepsWord& keeps);

}  // namespace yitao::township
