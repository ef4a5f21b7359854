// The cells whose meaning is proved together and the formulas tried for them; used by prove*.cpp.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "recognise/proof/prove.h"

namespace yitao::recognise {

inline constexpr double kAskedConfidence = 0.6;  // of what stays a question
inline constexpr double kOwnBits = 4;            // that confirm a reading that is sure

enum class Phase : uint8_t { kReadings, kVariants, kSearch };

struct Observation {
    size_t cell = 0;
    size_t copy = 0;
    xlsx::CellValue theirs;
};

struct Candidate {
    std::string formula;  // of the group's first cell
    Aspect aspect = Aspect::kWording;
    Message how;
    Phase phase = Phase::kReadings;
    int reading = -1;  // of the first cell; -1: a variant
    size_t misses = 0;
    bool rounded = false;
    double far = 0;                    // added up
    std::vector<formula::Value> ours;  // as Group::observations
    [[nodiscard]] bool agrees() const { return misses == 0; }
};

// Cells that ask the same of one village each are decided together.
struct Group {
    std::vector<size_t> cells;
    std::vector<Observation> observations;
    std::vector<size_t> copies;
    std::vector<Candidate> candidates;
    std::vector<size_t> best;  // agreeing candidates, then (none agrees) the two nearest
    Verdict verdict = Verdict::kNoEvidence;
    bool was_sure = false;
    bool asks_population = false;
    bool decided = false;  // no further phase is needed
    double bits = 0;
};

// The group's formula for the village of one of its cells.
std::string with_unit(std::string formula, org::UnitCode from, org::UnitCode to);
// Doubts say which variants rival a reading from the start.
std::set<Aspect> doubted_aspects(const Reading& reading);
bool doubts(const Reading& reading, std::string_view begins);
bool is_search(Aspect aspect);
bool is_ratio(const std::string& formula);
// The same over the same: proves nothing.
bool is_one(const std::string& formula);

// prove_siblings.cpp: what cells that are decided say of those beside them. Changes verdicts and
// the order of Group::best.
void ask_siblings(const Proposal& proposal, const Vocabulary& words, std::vector<Group>& groups);

// prove_write.cpp: the verdicts written into the proposal and told.
Result<void> write_proof(Proposal& proposal, const Vocabulary& words,
                         std::span<const AlignedCopy> copies, const Ask& ask,
                         const std::vector<Group>& groups, Proof& proof);

}  // namespace yitao::recognise
