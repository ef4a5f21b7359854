// Verdicts written into the proposal, and what differs told.
#include <algorithm>
#include <map>

#include "recognise/proof/aggregate_text.h"
#include "recognise/proof/evidence.h"
#include "recognise/proof/group.h"

namespace yitao::recognise {

namespace {

constexpr double kNearly = 0.1;         // off by a tenth: almost
constexpr size_t kMostDifferences = 8;  // told of one cell

class ProofWriter {
  public:
    ProofWriter(Proposal& proposal, const Vocabulary& words, std::span<const AlignedCopy> copies,
                const Ask& ask, Proof& proof)
        : proposal_(proposal), words_(words), copies_(copies), ask_(ask), proof_(proof) {}

    Result<void> run(const std::vector<Group>& groups) {
        before_.resize(proposal_.cells.size());
        for (const Group& group : groups) settle(group);
        TRY(tell_rows());
        std::ranges::sort(proof_.cells, {}, &CellProof::cell);
        return {};
    }

  private:
    [[nodiscard]] const ProposedCell& cell_of(const Group& group) const {
        return proposal_.cells[group.cells[0]];
    }

    void settle(const Group& as_judged) {
        if (as_judged.verdict == Verdict::kDoubted) return doubt(as_judged);
        Group group = as_judged;
        if (group.observations.empty()) return;
        std::vector<size_t> order(group.candidates.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::erase_if(order, [&](size_t c) { return group.candidates[c].ours.empty(); });
        // What was only dug up by trying is no neighbour of the wording.
        std::erase_if(order, [&](size_t c) {
            const Candidate& one = group.candidates[c];
            return one.phase == Phase::kSearch && !one.agrees();
        });
        std::ranges::stable_sort(order, {}, [&](size_t c) {
            return std::pair(group.candidates[c].misses, group.candidates[c].far);
        });
        if (group.best.empty()) {
            for (size_t i = 0; i < order.size() && i < 2; ++i) group.best.push_back(order[i]);
        }
        bool near = !group.best.empty() && is_near(group);
        if (group.verdict == Verdict::kNone && near) group.verdict = Verdict::kAlmost;
        for (size_t cell : group.cells) {
            CellProof one;
            one.cell = cell;
            one.verdict = group.verdict;
            one.copies = group.copies;
            if (!group.best.empty()) one.how = group.candidates[group.best[0]].how;
            rewrite(group, proposal_.cells[cell]);
            proof_at_.emplace(cell, proof_.cells.size());
            proof_.cells.push_back(std::move(one));
        }
        tell_differences(group, order);
    }

    void doubt(const Group& group) {
        for (size_t cell : group.cells) {
            Reading& first = proposal_.cells[cell].readings[0];
            first.confidence = std::min(first.confidence, kAskedConfidence);
            first.doubts.emplace_back("example contradicts beside");
            proof_at_.emplace(cell, proof_.cells.size());
            proof_.cells.push_back(
                {.cell = cell, .verdict = group.verdict, .copies = group.copies});
        }
    }

    static bool is_near(const Group& group) {
        const Candidate& nearest = group.candidates[group.best[0]];
        bool most = nearest.misses * 2 <= group.observations.size() && nearest.misses > 0 &&
                    group.observations.size() > 1;
        double mean = nearest.far / static_cast<double>(group.observations.size());
        return most || mean <= kNearly;
    }

    Reading reading_of(const Group& group, const Candidate& candidate, org::UnitCode unit) {
        const ProposedCell& first = cell_of(group);
        Reading reading;
        if (candidate.reading >= 0) {
            reading = before_[group.cells[0]][static_cast<size_t>(candidate.reading)];
        } else {
            AggregateText text = take_apart(candidate.formula);
            reading.explanation = {text.is_single() ? words_of_call(text.calls[0], words_) + "。"
                                                    : candidate.how.zh + "。",
                                   candidate.how.en};
            reading.key = candidate.formula.substr(1);
        }
        reading.formula = with_unit(candidate.formula, first.for_unit, unit);
        reading.key = with_unit(reading.key, first.for_unit, unit);
        return reading;
    }

    void rewrite(const Group& group, ProposedCell& cell) {
        size_t own = static_cast<size_t>(&cell - proposal_.cells.data());
        if (own == group.cells[0]) before_[own] = cell.readings;
        std::string names = names_of(copies_, group.copies);
        Verdict v = group.verdict;
        if (v == Verdict::kConfirmed) {
            cell.note = (group.bits >= kOwnBits ? "已填表证实：" : "与已填表相符：") + names;
            return;
        }
        if (v == Verdict::kNoEvidence || group.best.empty()) return;
        std::vector<Reading> old = std::move(cell.readings);
        cell.readings.clear();
        bool agree = group.candidates[group.best[0]].agrees();
        std::vector<std::string> doubts_now =
            old.empty() ? std::vector<std::string>{} : old[0].doubts;
        // What was only dug up by trying does not go before a wording that was sure.
        bool dug = v == Verdict::kContradicted && agree && !old.empty() &&
                   group.candidates[group.best[0]].phase == Phase::kSearch;
        if (dug) cell.readings.push_back(std::move(old[0]));
        if (dug) old.erase(old.begin());
        if (agree || v == Verdict::kAlmost) {
            constexpr size_t kMost = 5;
            for (size_t c : group.best) {
                if (cell.readings.size() >= kMost) break;
                cell.readings.push_back(reading_of(group, group.candidates[c], cell.for_unit));
            }
        }
        for (Reading& reading : old) {
            bool known = std::ranges::any_of(cell.readings, [&](const Reading& other) {
                return other.formula == reading.formula;
            });
            if (!known && cell.readings.size() < 8) cell.readings.push_back(std::move(reading));
        }
        if (cell.readings.empty()) return;
        Reading& first = cell.readings[0];
        if (v == Verdict::kProved || v == Verdict::kBySiblings) {
            if (group.candidates[group.best[0]].rounded) round_as_written(group, first);
            first.confidence = 1;
            first.doubts.clear();
            cell.note = v == Verdict::kProved ? "已填表证实：" + names
                                              : "与已填表相符，口径同本表已证实各格：" + names;
            return;
        }
        first.doubts = std::move(doubts_now);
        std::string_view doubt = v == Verdict::kSeveral        ? "example several"
                                 : v == Verdict::kWeak         ? "example weak"
                                 : v == Verdict::kContradicted ? "example contradicts"
                                                               : "example differs";
        first.doubts.emplace_back(doubt);
        for (Reading& reading : cell.readings) {
            reading.confidence = std::min(reading.confidence, kAskedConfidence);
        }
        if (v == Verdict::kContradicted) cell.note = "与已填表不符：" + names;
    }

    void round_as_written(const Group& group, Reading& reading) const {
        int decimals = 0;
        for (const Observation& o : group.observations) {
            decimals = std::max(decimals, decimals_written(o.theirs));
        }
        reading.formula = fmt::format("=ROUND({},{})", reading.formula.substr(1), decimals);
    }

    void tell_differences(const Group& group, const std::vector<size_t>& order) {
        bool tells = group.verdict == Verdict::kAlmost || group.verdict == Verdict::kContradicted ||
                     group.verdict == Verdict::kNone;
        if (!tells || order.empty()) return;
        // Of a reading contradicted what it says, of others the nearest.
        size_t shown = group.was_sure ? 0 : order[0];
        const Candidate& nearest = group.candidates[shown];
        for (size_t i = 0; i < group.observations.size(); ++i) {
            const Observation& o = group.observations[i];
            if (match_values(o.theirs, nearest.ours[i]) != Match::kNo) continue;
            CellProof& proof = proof_.cells[proof_at_.at(o.cell)];
            if (proof.differences.size() >= kMostDifferences) continue;
            proof.differences.push_back(
                {o.copy, proposal_.cells[o.cell].cell, o.theirs, nearest.ours[i]});
        }
        for (size_t next : order) {
            if (next != shown && ask_rows(group, shown, next)) return;
        }
    }

    // Which rows only one of two candidates counts, where the copy is told apart by them.
    bool ask_rows(const Group& group, size_t one, size_t other) {
        AggregateText a = take_apart(group.candidates[one].formula);
        AggregateText b = take_apart(group.candidates[other].formula);
        bool plain = a.is_single() && b.is_single() && a.calls[0].counts() && b.calls[0].counts() &&
                     a.calls[0].ledger == b.calls[0].ledger && a.between[0] == "=" &&
                     a.between[1].empty() && a.between == b.between;
        if (!plain) return false;
        auto ledger = ledger_named(words_, a.calls[0].ledger);
        auto first = mask_of_call(a.calls[0]);
        auto second = mask_of_call(b.calls[0]);
        if (!ledger || !first || !second) return false;
        if (first->empty()) *first = "1";
        if (second->empty()) *second = "1";
        size_t observation = 0;
        for (size_t i = 0; i < group.observations.size(); ++i) {
            if (match_values(group.observations[i].theirs, group.candidates[one].ours[i]) ==
                Match::kNo) {
                observation = i;
            }
        }
        const Observation& o = group.observations[observation];
        const ProposedCell& cell = proposal_.cells[o.cell];
        std::string key = key_reference(words_.schema(*ledger));
        std::string text =
            fmt::format("=FILTER({0},(({0}<>\"\")*(({1})*(1-{2})+({2})*(1-{1})))>0,\"\")", key,
                        "(" + *first + ")", "(" + *second + ")");
        row_askings_.push_back(
            {with_unit(text, cell_of(group).for_unit, cell.for_unit), cell.for_unit, o.copy});
        row_cells_.push_back(o.cell);
        row_others_.push_back(words_of_call(b.calls[0], words_));
        row_ledgers_.push_back(*ledger);
        return true;
    }

    Result<void> tell_rows() {
        constexpr size_t kMostCells = 200;
        if (row_askings_.size() > kMostCells) row_askings_.resize(kMostCells);
        if (row_askings_.empty()) return {};
        std::vector<Values> answers = TRY(ask_(row_askings_));
        for (size_t i = 0; i < answers.size(); ++i) {
            if (answers[i].size() == 1 && answers[i][0].is_error()) continue;
            CellProof& proof = proof_.cells[proof_at_.at(row_cells_[i])];
            proof.other = row_others_[i];
            for (const formula::Value& value : answers[i]) {
                std::string key = text_of(value);
                if (key.empty() || value.is_error()) continue;
                ++proof.row_count;
                if (proof.rows.size() < kMostRowsTold) {
                    proof.rows.push_back(shortened(key, row_ledgers_[i]));
                }
            }
        }
        return {};
    }

    // 421221********0011: enough to find a row, too little to know a person by.
    std::string shortened(const std::string& key, size_t ledger) const {
        const ledger::Schema& schema = words_.schema(ledger);
        auto column = column_of(schema, key_reference(schema));
        bool identity =
            column && schema.columns[*column].check == ledger::TextCheck::kIdentityNumber;
        if (!identity || key.size() < 12) return key;
        return key.substr(0, 6) + "********" + key.substr(key.size() - 4);
    }
    Proposal& proposal_;
    const Vocabulary& words_;
    std::span<const AlignedCopy> copies_;
    const Ask& ask_;
    Proof& proof_;
    std::vector<std::vector<Reading>> before_;  // readings of each group's first cell
    std::map<size_t, size_t> proof_at_;         // cell → its place in proof_.cells
    std::vector<Asking> row_askings_;
    std::vector<size_t> row_cells_;
    std::vector<std::string> row_others_;
    std::vector<size_t> row_ledgers_;
};

}  // namespace

Result<void> write_proof(Proposal& proposal, const Vocabulary& words,
                         std::span<const AlignedCopy> copies, const Ask& ask,
                         const std::vector<Group>& groups, Proof& proof) {
    return ProofWriter(proposal, words, copies, ask, proof).run(groups);
}

}  // namespace yitao::recognise
