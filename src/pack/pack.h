// A pack (套件): a folder of text files and workbooks that declares ledgers and reports for one
// field of work. packs/README.md is the author's reference of the text form. Values; loading reads
// files and nothing else.
//
//     std::string packs = TRY(find_packs_directory());
//     std::vector<Pack> loaded = TRY(load_packs(packs, ids));   // base first, then voice
//     for (const Finding& finding : lint(loaded)) …                   // what the linter refuses
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dictionary/phrase.h"
#include "ledger/schema.h"

namespace yitao::pack {

// A code list that no pack declares: its codes are the names of all the others.
inline constexpr std::string_view kListOfLists = "code_list";

// Beyond what a Schema says, for papers and registers.
struct LedgerNotes {
    std::string ledger;       // id
    std::string path;         // of its file
    std::string owner;        // department
    std::string legal_basis;
    std::string retention;
};

struct ReportTemplate {
    std::string name;      // file name without ".xlsx": "人口年龄结构统计表"
    std::string path;      // the workbook
    std::string bindings;  // path of "<name>.bindings.toml"; empty: there is none
};

// What a newer version of a pack calls differently. Columns and ledgers keep their rows.
struct Migration {
    enum class Kind { kRenameColumn, kRenameLedger, kDropColumn };
    Kind kind = Kind::kRenameColumn;
    int from_version = 0;  // applies to data written by this version or an older one
    std::string ledger;    // id as of from_version
    std::string from;      // column id; empty for kRenameLedger
    std::string to;        // new id; empty for kDropColumn
};

struct Pack {
    std::string id;
    std::string name;
    std::string name_en;
    std::string description;
    int version = 1;
    std::vector<std::string> needs;  // ids of packs that must be there too ("requires" in the text)
    std::string directory;

    std::vector<ledger::CodeList> code_lists;
    std::vector<ledger::Schema> ledgers;  // Schema::pack is this pack's id
    std::vector<LedgerNotes> notes;       // as `ledgers`
    std::vector<ReportTemplate> reports;  // by name
    std::vector<Migration> migrations;    // by from_version, in the order of the file
    std::vector<dictionary::Phrase> phrases;  // of dictionary/*.toml
    std::vector<std::string> unit_files;    // paths of units/*.csv
    std::vector<std::string> sample_files;  // paths of sample/*.toml
};

// One pack. Refuses what cannot be read, each error with file:line. References to code lists and
// ledgers of other packs are not followed: check_packs does.
Result<Pack> load_pack(const std::string& directory);

// The packs asked for and those they need, needed ones first, checked together: ids are unique,
// code lists and referenced ledgers exist, and the linter refuses none of the declarations.
Result<std::vector<Pack>> load_packs(const std::string& packs_directory,
                                     std::span<const std::string> ids);
Result<void> check_packs(std::span<const Pack> packs);

// Every folder with a pack.toml, by id.
Result<std::vector<std::string>> list_packs(const std::string& packs_directory);

// $YITAO_PACKS, else packs beside the program or above it (../packs, ../../packs,
// ../share/yitao/packs), else ./packs.
Result<std::string> find_packs_directory();

// Something the linter refuses: people are not watched (DESIGN §5.10), and a ledger works.
struct Finding {
    std::string rule;     // "person-tracking", "person-join", "person-openness", "photo", "formula",
                          // "report"
    std::string place;    // file and what it declares: "…/ledgers/resident.toml 居民.积分"
    Message message;
};

// Hard failures of a set of packs that was loaded together, in declarations, formulas (compiled
// against all ledgers) and the cells and bindings of reports; empty is good.
std::vector<Finding> lint(std::span<const Pack> packs);

}  // namespace yitao::pack
