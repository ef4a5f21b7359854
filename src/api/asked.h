// Which cells of the forms on the shelf ask the very same: the same formula over ledgers. What one
// form asks, another need not.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/office.h"
#include "site/direct_questions.h"

namespace yitao::api {

// The ledger 重复填报反映.
inline constexpr std::string_view kAskedBefore = "asked_before";

struct AskedPlace {
    std::string form;  // id on the shelf
    std::string name;
    std::string sheet;
    xlsx::CellRef cell;
};

// All cells by the formula behind them, and the direct values asked with the forms that ask them.
struct AskedCells {
    std::map<std::string, std::vector<AskedPlace>, std::less<>> places;
    std::map<std::string, std::vector<std::string>, std::less<>> direct;  // term → names of forms
};

// Of the shelf as it is; kept until a form comes, goes or is bound anew (forms_changed).
Result<const AskedCells*> asked_cells(Office& office);
// What hangs on the shelf's forms is found again.
void forms_changed(Office& office);

}  // namespace yitao::api
