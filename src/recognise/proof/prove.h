// Proved by example: forms filled in earlier say what their headings meant. Candidate formulas for
// each cell (its readings, then systematic variants) are tried against the ledgers until one
// reproduces the numbers of all copies; that is a proof unless it may be coincidence.
//
//     Proof proof = TRY(prove(proposal, words, copies, ask));
//     proof.cells[0].verdict == Verdict::kProved      // proposal.cells[…].readings[0] is sure now
//
// Pure: `ask` evaluates formulas; site/answers.h does so with an installation.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "formula/value.h"
#include "recognise/proof/variants.h"
#include "recognise/proposal/align.h"
#include "recognise/proposal/propose.h"

namespace yitao::recognise {

// One formula for the unit, date and period of one copy.
struct Asking {
    std::string formula;
    org::UnitCode for_unit = 0;  // blank where that unit lies outside the copy's
    size_t copy = 0;
    auto operator<=>(const Asking&) const = default;
};
// One value; several of a list. A formula that does not compile is #NAME?.
using Values = std::vector<formula::Value>;
using Ask = std::function<Result<std::vector<Values>>(std::span<const Asking>)>;

enum class Verdict : uint8_t {
    kNoEvidence,    // the copies leave it blank
    kProved,        // one candidate reproduces all copies, and that is no coincidence
    kConfirmed,     // its wording was sure, and the copies agree
    kBySiblings,    // several agree; the cells beside it, proved, say which
    kSeveral,       // several agree: a question
    kWeak,          // one agrees, by numbers too small to prove anything
    kAlmost,        // the nearest agrees with some copies or nearly
    kContradicted,  // its wording was sure, the copies say otherwise: a question
    kDoubted,       // its wording was sure, but a cell beside it, read alike, is contradicted
    kNone,          // nothing reproduces it
};

struct Difference {
    size_t copy = 0;
    xlsx::CellRef cell;  // of the form
    xlsx::CellValue theirs;
    formula::Value ours;  // of the nearest candidate
};

struct CellProof {
    size_t cell = 0;  // of Proposal::cells
    Verdict verdict = Verdict::kNoEvidence;
    std::vector<size_t> copies;           // that hold a value there
    Message how;                          // what the candidate changes in the reading; may be empty
    std::vector<Difference> differences;  // of the nearest candidate
    // Rows that only one of the two nearest candidates counts, by their key, shortened where it is
    // a person's; at most kMostRowsTold.
    std::vector<std::string> rows;
    size_t row_count = 0;
    std::string other;  // the second of the two, in words
};

struct ListProof {
    struct Copy {
        size_t copy = 0;
        size_t theirs = 0;  // rows
        size_t ours = 0;
        std::vector<uint32_t> columns;  // that differ
    };
    size_t list = 0;  // of Proposal::lists
    Verdict verdict = Verdict::kNoEvidence;
    Message how;
    std::vector<Copy> copies;  // that hold rows there
};

struct Proof {
    std::vector<CellProof> cells;  // as Proposal::cells, those of the form's head left out
    std::vector<ListProof> lists;
    size_t candidates = 0;  // formulas tried
    // Copies whose numbers contradict most of what is sure: of another unit or day, or the ledgers
    // do not hold that unit's facts. Nothing is concluded from them.
    std::vector<size_t> left_out;
};

inline constexpr size_t kMostRowsTold = 6;

// Changes the proposal: what is proved becomes sure, a sure reading that is contradicted a
// question, of several that agree those come first.
Result<Proof> prove(Proposal& proposal, const Vocabulary& words,
                    std::span<const AlignedCopy> copies, const Ask& ask);

}  // namespace yitao::recognise
