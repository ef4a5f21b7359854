#include "township_site.h"

#include <fstream>
#include <sstream>

#include "intake/import.h"
#include "site/words.h"

namespace yitao::township {

namespace {

constexpr std::pair<const char*, const char*> kLedgerFiles[] = {
    {"家庭", "households.csv"}, {"居民", "residents.csv"},  {"经营主体", "enterprises.csv"},
    {"场所", "places.csv"},     {"隐患", "hazards.csv"},    {"纠纷", "disputes.csv"},
    {"项目", "projects.csv"},   {"活动", "activities.csv"}, {"工作群", "workgroups.csv"}};

}  // namespace

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

Result<site::Site> make_site(const std::string& folder, const std::filesystem::path& data,
                             const Clock& clock) {
    std::vector<std::string> folders;
    std::vector<std::string> wanted = {"base",     "burden",   "culture",
                                       "industry", "projects", "safety"};
    for (const auto& pack : TRY(pack::load_packs(YITAO_SOURCE_DIR "/packs", wanted))) {
        folders.push_back(pack.directory);
    }
    // A set of other forms for the same people and places brings no facts of its own.
    std::string facts = std::filesystem::exists(folder + "/ledgers") ? folder
                                                                     : YITAO_SOURCE_DIR
                            "/tests/fixtures/township-a";
    site::Site site =
        TRY(site::Site::create(data.string(), read_file(facts + "/units.csv"), folders, clock));
    for (auto [ledger, file] : kLedgerFiles) {
        std::string path = facts + "/ledgers/" + file;
        if (!std::filesystem::exists(path)) continue;
        intake::ImportOptions options;
        options.who = "test";
        options.rejects = data.string() + "-rejects.xlsx";
        TRY(intake::import_file(site, *site.schema(ledger), path, options));
    }
    return site;
}

Result<PoorWords> poor_words(site::Site& site, const org::Tree* tree, const KeepsWord& keeps) {
    PoorWords words;
    for (const pack::Pack& pack : site.packs()) {
        for (const auto& list : pack.code_lists) words.lists.push_back(list);
        for (const auto& phrase : pack.phrases) words.phrases.push_back(phrase);
    }
    for (auto& list : words.lists) {
        for (auto& code : list.codes) {
            std::erase_if(code.synonyms, [&](const std::string& word) { return !keeps(word, 0); });
        }
    }
    for (auto& phrase : words.phrases) {
        using dictionary::PhraseKind;
        bool says = phrase.kind == PhraseKind::kCondition || phrase.kind == PhraseKind::kAmount ||
                    phrase.kind == PhraseKind::kEvent || phrase.kind == PhraseKind::kRatio;
        int number = 0;
        if (!says) continue;
        std::erase_if(phrase.words,
                      [&](const std::string& word) { return !keeps(word, ++number); });
    }
    recognise::Vocabulary::Parts parts;
    parts.schemas = site.catalog().schemas;
    for (const auto& list : words.lists) parts.code_lists.push_back(&list);
    for (const auto& phrase : words.phrases) parts.phrases.push_back(&phrase);
    const auto names = TRY(site::names_in_use(site));
    for (const auto& name : names) parts.names.push_back(&name);
    words.vocabulary = TRY(recognise::Vocabulary::build(parts, tree));
    return words;
}

}  // namespace yitao::township
