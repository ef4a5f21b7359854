#include "recognise/proof/prove.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "recognise/proof/aggregate_text.h"
#include "recognise/proof/evidence.h"
#include "recognise/proof/group.h"

namespace yitao::recognise {

namespace {

constexpr size_t kMostObservations = 24;  // of one group, the largest numbers
constexpr size_t kMostSiblingFormulas = 12;
constexpr size_t kMostAskings = 400'000;  // of one phase
// Of one workbook; what comes later is not tried.
constexpr size_t kMostCandidates = 200'000;
constexpr size_t kMostCellsCompared = 20'000'000;  // for patterns of rows and columns

// What a formula must reproduce beyond what chance would: bits on top of log2(candidates).
constexpr double kBitsOfReading = 4;
constexpr double kBitsOfVariant = 8;
constexpr double kBitsOfSearch = 12;

class Prover {
  public:
    Prover(Proposal& proposal, const Vocabulary& words, std::span<const AlignedCopy> copies,
           const Ask& ask)
        : proposal_(proposal), words_(words), copies_(copies), ask_(ask) {}

    Result<Proof> run() {
        make_groups();
        for (Group& group : groups_) add_readings(group);
        TRY(evaluate(Phase::kReadings));
        leave_out_foreign();
        for (Group& group : groups_) judge(group, Phase::kReadings);
        note_known();
        for (Group& group : groups_) {
            if (open(group)) add_variants(group, Phase::kVariants);
        }
        TRY(evaluate(Phase::kVariants));
        for (Group& group : groups_) judge(group, Phase::kVariants);
        note_known();
        for (Group& group : groups_) {
            if (open(group)) add_variants(group, Phase::kSearch);
        }
        TRY(evaluate(Phase::kSearch));
        for (Group& group : groups_) judge(group, Phase::kSearch);
        ask_siblings(proposal_, words_, groups_);
        TRY(write_proof(proposal_, words_, copies_, ask_, groups_, proof_));
        TRY(prove_lists(proposal_, words_, copies_, ask_, proof_));
        return std::move(proof_);
    }

  private:
    [[nodiscard]] ProposedCell& cell_of(const Group& group) const {
        return proposal_.cells[group.cells[0]];
    }
    void make_groups() {
        std::map<std::string, size_t> known;
        for (size_t i = 0; i < proposal_.cells.size(); ++i) {
            const ProposedCell& cell = proposal_.cells[i];
            if (cell.is_meta) continue;
            std::string first = cell.readings.empty() ? "" : cell.readings[0].formula;
            if (first.empty()) {
                for (size_t p = 1; p < cell.path.size(); ++p) first += cell.path[p] + "/";
            }
            std::string key = cell.for_unit == 0
                                  ? fmt::format("{}", i)
                                  : fmt::format("{} {} {}", cell.sheet, cell.cell.column,
                                                with_unit(first, cell.for_unit, 1));
            auto [at, fresh] = known.emplace(key, groups_.size());
            if (fresh) groups_.emplace_back();
            groups_[at->second].cells.push_back(i);
        }
        for (Group& group : groups_) observe(group);
    }

    void observe(Group& group) {
        const ProposedCell& first = cell_of(group);
        group.was_sure = first.is_sure();
        group.asks_population = !first.readings.empty() && doubts(first.readings[0], "population");
        std::set<size_t> copies;
        for (size_t cell : group.cells) {
            for (size_t c = 0; c < copies_.size(); ++c) {
                const ProposedCell& place = proposal_.cells[cell];
                auto theirs = written_value(copies_[c].find(place.sheet, place.cell));
                if (is_blank_value(theirs)) continue;
                copies.insert(c);
                group.observations.push_back({cell, c, std::move(theirs)});
            }
        }
        std::ranges::stable_sort(group.observations, std::greater{},
                                 [](const Observation& o) { return bits_of(o.theirs); });
        if (group.observations.size() > kMostObservations) {
            group.observations.resize(kMostObservations);
        }
        weigh(group);
        group.copies.assign(copies.begin(), copies.end());
    }

    void weigh(Group& group) const {
        const auto& readings = cell_of(group).readings;
        // A share of nothing or of everything is met by chance.
        bool ratio = !readings.empty() && is_ratio(readings[0].formula);
        group.bits = 0;
        for (const Observation& o : group.observations) {
            const auto* number = std::get_if<double>(&o.theirs);
            bool whole = ratio && number != nullptr && (*number == 1 || *number == 100);
            group.bits += whole ? 0 : bits_of(o.theirs);
        }
    }

    void add(Group& group, Candidate candidate) {
        if (added_ >= kMostCandidates) return;
        if (!group.was_sure && is_one(candidate.formula)) return;
        bool known = std::ranges::any_of(group.candidates, [&](const Candidate& other) {
            return other.formula == candidate.formula;
        });
        if (known) return;
        ++added_;
        group.candidates.push_back(std::move(candidate));
    }

    void add_readings(Group& group) {
        if (group.observations.empty()) return;
        const auto& readings = cell_of(group).readings;
        for (size_t i = 0; i < readings.size(); ++i) {
            if (group.was_sure && i > 0) break;
            add(group, {.formula = readings[i].formula, .reading = static_cast<int>(i)});
        }
        if (group.was_sure) return;
        for (const Reading& reading : readings) {
            std::set<Aspect> rivals = doubted_aspects(reading);
            if (rivals.empty()) continue;
            for (Variant& v : variants_of(reading.formula, words_)) {
                if (!rivals.contains(v.aspect)) continue;
                add(group,
                    {.formula = std::move(v.formula), .aspect = v.aspect, .how = std::move(v.how)});
            }
        }
    }

    void add_variants(Group& group, Phase phase) {
        if (added_ >= kMostCandidates) return;
        const auto& readings = cell_of(group).readings;
        for (size_t i = 0; i < readings.size(); ++i) {
            if (phase == Phase::kVariants) {
                add(group, {.formula = readings[i].formula,
                            .phase = phase,
                            .reading = static_cast<int>(i)});
            }
            for (Variant& v : variants_of(readings[i].formula, words_)) {
                if (is_search(v.aspect) != (phase == Phase::kSearch)) continue;
                add(group, {.formula = std::move(v.formula),
                            .aspect = v.aspect,
                            .how = std::move(v.how),
                            .phase = phase});
            }
        }
        if (phase == Phase::kVariants) add_sibling_patterns(group);
        if (phase == Phase::kSearch) add_from_neighbours(group);
    }

    // Beside a row of one kind of disability stands one of another: the nearest cells that are
    // known, with one condition changed.
    void add_from_neighbours(Group& group) {
        constexpr uint32_t kNear = 3;
        constexpr size_t kMostNeighbours = 4;
        const ProposedCell& target = cell_of(group);
        size_t used = 0;
        for (uint32_t step = 1; step <= kNear; ++step) {
            for (auto [down, right] : {std::pair(-1, 0), {1, 0}, {0, -1}, {0, 1}}) {
                int64_t row = int64_t{target.cell.row} + down * int64_t{step};
                int64_t column = int64_t{target.cell.column} + right * int64_t{step};
                if (row < 0 || column < 0 || used >= kMostNeighbours) continue;
                auto near = by_place_.find(
                    {target.sheet, {static_cast<uint32_t>(row), static_cast<uint32_t>(column)}});
                if (near == by_place_.end()) continue;
                ++used;
                for (Variant& v : variants_of(near->second, words_)) {
                    if (!is_search(v.aspect)) continue;
                    add(group, {.formula = std::move(v.formula),
                                .aspect = v.aspect,
                                .how = {"仿旁边的格，" + v.how.zh, "as beside it, " + v.how.en},
                                .phase = Phase::kSearch});
                }
            }
        }
    }

    // Cells whose formula is known by now.
    void note_known() {
        by_place_.clear();
        for (const Group& group : groups_) {
            bool known = group.verdict == Verdict::kProved || group.verdict == Verdict::kConfirmed;
            if (!known || group.best.empty()) continue;
            for (size_t cell : group.cells) {
                const ProposedCell& place = proposal_.cells[cell];
                by_place_[{place.sheet, place.cell}] =
                    with_unit(group.candidates[group.best[0]].formula, cell_of(group).for_unit,
                              place.for_unit);
            }
        }
    }

    // The cell is to its row as another column's cells are to theirs: the corner that completes a
    // rectangle of three cells that are known.
    void add_sibling_patterns(Group& group) {
        const ProposedCell& target = cell_of(group);
        size_t made = 0;
        for (const auto& [place, above] : by_place_) {
            if (place.first != target.sheet || place.second.column != target.cell.column) continue;
            compared_ += by_place_.size();
            if (compared_ > kMostCellsCompared) return;
            for (const auto& [other, beside] : by_place_) {
                if (other.first != target.sheet || other.second.row != target.cell.row) continue;
                auto corner =
                    by_place_.find({target.sheet, {place.second.row, other.second.column}});
                if (corner == by_place_.end()) continue;
                auto formula = complete(above, beside, corner->second);
                if (!formula) continue;
                add(group, {.formula = std::move(*formula),
                            .aspect = Aspect::kSibling,
                            .how = {"按同行同列各格的写法", "as the cells beside it are made"},
                            .phase = Phase::kVariants});
                if (++made >= kMostSiblingFormulas) return;
            }
        }
    }

    std::optional<std::string> complete(const std::string& above, const std::string& beside,
                                        const std::string& corner) const {
        AggregateText a = take_apart(above);
        AggregateText b = take_apart(beside);
        AggregateText c = take_apart(corner);
        if (!a.is_single() || !b.is_single() || !c.is_single()) return std::nullopt;
        if (a.calls[0].ledger != c.calls[0].ledger || b.calls[0].ledger != c.calls[0].ledger) {
            return std::nullopt;
        }
        auto has = [](const CallText& call, const CriterionText& criterion) {
            return std::ranges::find(call.criteria, criterion) != call.criteria.end();
        };
        CallText& made = a.calls[0];
        std::erase_if(made.criteria, [&](const CriterionText& criterion) {
            return has(c.calls[0], criterion) && !has(b.calls[0], criterion);
        });
        for (const CriterionText& criterion : b.calls[0].criteria) {
            if (!has(c.calls[0], criterion) && !has(made, criterion)) {
                made.criteria.push_back(criterion);
            }
        }
        return a.text(words_);
    }

    Result<void> evaluate(Phase phase) {
        std::vector<Asking> askings;
        std::vector<std::pair<size_t, size_t>> whose;  // group, candidate
        for (size_t g = 0; g < groups_.size(); ++g) {
            Group& group = groups_[g];
            org::UnitCode own = cell_of(group).for_unit;
            for (size_t c = 0; c < group.candidates.size(); ++c) {
                const Candidate& candidate = group.candidates[c];
                bool fresh = candidate.phase == phase && candidate.ours.empty();
                if (!fresh || askings.size() > kMostAskings) continue;
                whose.emplace_back(g, c);
                for (const Observation& o : group.observations) {
                    org::UnitCode unit = proposal_.cells[o.cell].for_unit;
                    askings.push_back({with_unit(candidate.formula, own, unit), unit, o.copy});
                }
            }
        }
        if (askings.empty()) return {};
        std::vector<Values> answers = TRY(ask_(askings));
        size_t at = 0;
        for (const auto& [g, c] : whose) {
            Candidate& candidate = groups_[g].candidates[c];
            ++proof_.candidates;
            for (const Observation& o : groups_[g].observations) {
                const Values& values = answers[at++];
                formula::Value ours = values.size() == 1 ? values[0] : ExcelError::kValue;
                Match match = match_values(o.theirs, ours);
                candidate.misses += match == Match::kNo ? 1 : 0;
                candidate.rounded = candidate.rounded || match == Match::kRounded;
                candidate.far += distance(o.theirs, ours);
                candidate.ours.push_back(std::move(ours));
            }
        }
        return {};
    }

    // Where most of what is sure is contradicted, it is the copy that is not what it is taken for.
    void leave_out_foreign() {
        constexpr size_t kFewest = 5;
        std::vector<size_t> told(copies_.size());
        std::vector<size_t> wrong(copies_.size());
        for (const Group& group : groups_) {
            if (!group.was_sure || group.candidates.empty()) continue;
            const Candidate& own = group.candidates[0];
            for (size_t i = 0; i < group.observations.size() && i < own.ours.size(); ++i) {
                const Observation& o = group.observations[i];
                if (bits_of(o.theirs) < 1) continue;
                ++told[o.copy];
                wrong[o.copy] += match_values(o.theirs, own.ours[i]) == Match::kNo ? 1 : 0;
            }
        }
        for (size_t c = 0; c < copies_.size(); ++c) {
            if (told[c] >= kFewest && wrong[c] * 2 > told[c]) proof_.left_out.push_back(c);
        }
        if (proof_.left_out.empty()) return;
        for (Group& group : groups_) forget_copies(group);
    }

    void forget_copies(Group& group) {
        auto left_out = [&](size_t copy) {
            return std::ranges::find(proof_.left_out, copy) != proof_.left_out.end();
        };
        std::erase_if(group.copies, left_out);
        for (Candidate& candidate : group.candidates) {
            std::vector<formula::Value> kept;
            candidate.misses = 0;
            candidate.far = 0;
            candidate.rounded = false;
            for (size_t i = 0; i < candidate.ours.size(); ++i) {
                const Observation& o = group.observations[i];
                if (left_out(o.copy)) continue;
                Match match = match_values(o.theirs, candidate.ours[i]);
                candidate.misses += match == Match::kNo ? 1 : 0;
                candidate.rounded = candidate.rounded || match == Match::kRounded;
                candidate.far += distance(o.theirs, candidate.ours[i]);
                kept.push_back(std::move(candidate.ours[i]));
            }
            candidate.ours = std::move(kept);
        }
        std::erase_if(group.observations, [&](const Observation& o) { return left_out(o.copy); });
        weigh(group);
    }

    // Whether another phase may find more.
    static bool open(const Group& group) { return !group.observations.empty() && !group.decided; }

    static double bits_needed(Phase phase, size_t candidates) {
        double base = phase == Phase::kReadings   ? kBitsOfReading
                      : phase == Phase::kVariants ? kBitsOfVariant
                                                  : kBitsOfSearch;
        return base + std::log2(static_cast<double>(std::max<size_t>(1, candidates)));
    }

    static void judge(Group& group, Phase phase) {
        if (!open(group)) return;
        group.best.clear();
        size_t tried = 0;
        for (size_t c = 0; c < group.candidates.size(); ++c) {
            if (group.candidates[c].ours.empty()) continue;
            ++tried;
            if (group.candidates[c].agrees()) group.best.push_back(c);
        }
        group.decided = !group.best.empty();
        if (group.was_sure) {
            bool agrees = !group.candidates.empty() && group.candidates[0].agrees();
            group.verdict = !agrees            ? Verdict::kContradicted
                            : group.bits > 0.5 ? Verdict::kConfirmed
                                               : Verdict::kNoEvidence;
            return;
        }
        if (group.best.empty()) {
            group.verdict = Verdict::kNone;
        } else if (group.best.size() > 1) {
            group.verdict = Verdict::kSeveral;
        } else {
            bool enough = group.bits >= bits_needed(phase, tried);
            group.verdict = enough ? Verdict::kProved : Verdict::kWeak;
        }
    }
    Proposal& proposal_;
    const Vocabulary& words_;
    std::span<const AlignedCopy> copies_;
    const Ask& ask_;
    std::vector<Group> groups_;
    std::map<std::pair<size_t, xlsx::CellRef>, std::string> by_place_;
    size_t added_ = 0;     // candidates of all groups
    size_t compared_ = 0;  // cells looked at for patterns
    Proof proof_;
};

}  // namespace

Result<Proof> prove(Proposal& proposal, const Vocabulary& words,
                    std::span<const AlignedCopy> copies, const Ask& ask) {
    return Prover(proposal, words, copies, ask).run();
}

}  // namespace yitao::recognise
