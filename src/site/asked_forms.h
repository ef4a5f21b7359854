// A department's workbook as somebody who fills it meets it, read and kept open: what
// recognise/burden weighs.
//
//     AskedForm form = TRY(read_asked_form("月报", path, bindings, catalog, words));
//     recognise::weigh({form.asking()}, words, tree)
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "recognise/burden/burden.h"
#include "template/template.h"

namespace yitao::site {

struct AskedForm {
    std::string path;
    std::string name;
    std::unique_ptr<xlsx::Workbook> book;
    std::vector<xlsx::Grid> grids;
    recognise::Structure structure;
    recognise::Proposal proposal;
    recognise::FormIdentity identity;
    recognise::BoundCells bound;  // by bindings in its cells or beside it

    // Good while this stays where it is.
    [[nodiscard]] recognise::AskingForm asking() const {
        return {name, &structure, &proposal, book.get(), &grids, &identity, &bound};
    }
};

// `file`: where bindings may lie beside it; `converted`: the same as .xlsx. A form that is bound
// already is read as if it were blank; one whose bindings do not hold is read as it is.
Result<AskedForm> read_asked_form(const std::string& file, const std::string& converted,
                                  const formula::Catalog& catalog,
                                  const recognise::Vocabulary& words);

}  // namespace yitao::site
