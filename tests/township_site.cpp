#include "township_site.h"

#include <fstream>
#include <sstream>

#include "intake/import.h"

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

}  // namespace yitao::township
