// Filled copies of a form at the door: the blank form with its bindings (its own, else as
// recognised) and each copy with the unit it is of. What becomes of them is report/collect.h's.
//
//     auto form = TRY(open_collect_form("月报.xlsx", site.catalog(), words));
//     auto copies = TRY(read_copies(form->form, tree, {"四邑村.xlsx", "三湾村.xlsx"}, {}));
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "report/collect.h"

namespace yitao::intake {

// Not to be moved: `form` points into it.
struct OpenForm {
    std::optional<templates::Template> bound;
    std::string blank;  // the file without bindings that stand in its cells
    report::CollectForm form;
};

// `catalog` must outlive the form.
Result<std::unique_ptr<OpenForm>> open_collect_form(const std::string& path,
                                                    const formula::Catalog& catalog,
                                                    const recognise::Vocabulary& words);

// The unit of a copy is what `said` says of it (FILE=CODE or FILE=NAME), else the unit its head
// names, else its file's name. Refused: a copy without a unit, one whose head and name disagree,
// two copies of one unit, a unit and one inside it.
Result<std::vector<report::CollectCopy>> read_copies(const report::CollectForm& form,
                                                     const org::Tree& tree,
                                                     const std::vector<std::string>& files,
                                                     const std::vector<std::string>& said);

}  // namespace yitao::intake
