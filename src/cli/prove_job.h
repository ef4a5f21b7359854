// recognise --example: filled copies opened, laid over the form and tried against the ledgers; what
// came out, for people.
#pragma once

#include <vector>

#include "cli/commands.h"
#include "cli/support.h"
#include "recognise/proof/prove.h"
#include "site/site.h"

namespace yitao::cli {

struct Proving {
    std::vector<recognise::AlignedCopy> copies;
    recognise::Proof proof;
};

// Changes the proposal; see recognise/proof/prove.h. Whose a copy is and of when is said by --unit,
// --as-of and --period (once for all copies or once for each), else read from the copy's own head.
Result<Proving> prove_by_examples(site::Site& site, const recognise::Vocabulary& words,
                                  xlsx::Workbook& form, const RecogniseOptions& options,
                                  recognise::Proposal& proposal);

void print_proof(const recognise::Proposal& proposal, const Proving& proving);

}  // namespace yitao::cli
