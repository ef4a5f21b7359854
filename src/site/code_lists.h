// The code lists of an installation: its packs', each followed by the codes the city has added in
// the ledger 代码. A list that gets a code stays where it is: columns, rows and reports stand.
//
//     CodeLists lists;
//     lists.set_packs(packs);
//     lists.set_added(added_codes(table));       // after each change of that ledger
//     lists.find("kinship")->find("继父")
#pragma once

#include <deque>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "ledger/table.h"
#include "pack/pack.h"

namespace yitao::site {

inline constexpr std::string_view kCodeLedger = "code";

struct AddedCode {
    std::string list;  // its name in the list of lists
    ledger::CodeList::Code code;
    bool operator<(const AddedCode& other) const {
        return std::tie(list, code.name) < std::tie(other.list, other.code.name);
    }
};

class CodeLists {
  public:
    void set_packs(std::span<const pack::Pack> packs);
    // Instead of those added before. What a pack's list has already, and lists nobody declares, are
    // passed over.
    void set_added(const std::set<AddedCode>& added);
    // By id, pack::kListOfLists too; nullptr: there is none. Good while the site is open.
    [[nodiscard]] const ledger::CodeList* find(std::string_view id) const;
    [[nodiscard]] const std::deque<ledger::CodeList>& all() const { return lists_; }
    [[nodiscard]] const std::set<AddedCode>& added() const { return added_; }
    // Of the list that is called so; empty: there is none.
    [[nodiscard]] std::string_view id_of(std::string_view name) const;

  private:
    std::deque<ledger::CodeList> lists_;  // the list of lists comes last
    std::vector<size_t> of_packs_;        // how many codes of each are the packs'
    std::set<AddedCode> added_;
};

// The rows of the ledger 代码. All columns but the unit must be loaded.
std::set<AddedCode> added_codes(const ledger::Table& table);

// Whether a row of the column says the code.
bool says_code(const ledger::ColumnData& column, std::string_view name);

}  // namespace yitao::site
