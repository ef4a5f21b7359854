#include "recognise/prove.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "recognise/aggregate_text.h"
#include "recognise/prove_evidence.h"

namespace yitao::recognise {

namespace {

constexpr size_t kMostObservations = 24;  // of one group, the largest numbers
constexpr size_t kMostSiblingFormulas = 12;
constexpr size_t kMostAskings = 400'000;  // of one phase
constexpr double kNearly = 0.1;           // off by a tenth: almost
constexpr size_t kMostDifferences = 8;    // told of one cell

// What a formula must reproduce beyond what chance would: bits on top of log2(candidates).
constexpr double kBitsOfReading = 4;
constexpr double kBitsOfVariant = 8;
constexpr double kBitsOfSearch = 12;

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

std::string with_unit(std::string formula, org::UnitCode from, org::UnitCode to) {
    if (from == 0 || from == to) return formula;
    std::string old = org::format_unit_code(from);
    std::string code = org::format_unit_code(to);
    for (size_t at = formula.find(old); at != std::string::npos; at = formula.find(old, at + 12)) {
        formula.replace(at, old.size(), code);
    }
    return formula;
}

// Doubts say which variants rival a reading from the start.
std::set<Aspect> doubted_aspects(const Reading& reading) {
    static constexpr std::pair<std::string_view, std::array<Aspect, 3>> kDoubted[] = {
        {"when", {Aspect::kTime, Aspect::kEvent, Aspect::kState}},
        {"which date", {Aspect::kTime, Aspect::kEvent, Aspect::kState}},
        {"before", {Aspect::kTime, Aspect::kTime, Aspect::kTime}},
        {"last year", {Aspect::kTime, Aspect::kTime, Aspect::kTime}},
        {"which amount", {Aspect::kAmount, Aspect::kAmount, Aspect::kAmount}},
        {"unit of measure", {Aspect::kMeasure, Aspect::kGrain, Aspect::kGrain}},
        {"percent", {Aspect::kMeasure, Aspect::kMeasure, Aspect::kMeasure}},
        {"share of", {Aspect::kPopulation, Aspect::kPopulation, Aspect::kPopulation}},
        {"context", {Aspect::kPopulation, Aspect::kPopulation, Aspect::kPopulation}},
        {"vague", {Aspect::kPopulation, Aspect::kBound, Aspect::kState}},
        {"ambiguous", {Aspect::kPopulation, Aspect::kBound, Aspect::kState}},
        {"negation", {Aspect::kState, Aspect::kPopulation, Aspect::kPopulation}},
        {"average of", {Aspect::kGrain, Aspect::kAmount, Aspect::kAmount}},
    };
    std::set<Aspect> aspects;
    for (const std::string& doubt : reading.doubts) {
        for (const auto& [begins, all] : kDoubted) {
            if (doubt.starts_with(begins)) aspects.insert(all.begin(), all.end());
        }
    }
    return aspects;
}

bool doubts(const Reading& reading, std::string_view begins) {
    return std::ranges::any_of(reading.doubts,
                               [&](const std::string& doubt) { return doubt.starts_with(begins); });
}

// How a formula stands to the populations of its ledger: its tests on their columns.
std::string population_of(const std::string& formula, const Vocabulary& words) {
    AggregateText text = take_apart(formula);
    if (text.calls.empty()) return "?";
    auto ledger = ledger_named(words, text.calls[0].ledger);
    if (!ledger) return "?";
    const ledger::Schema& schema = words.schema(*ledger);
    std::set<std::string> columns;
    for (const auto& tests : words.facts(*ledger).standing) {
        for (const Test& test : tests) {
            columns.insert(fmt::format("{}[{}]", schema.name, schema.columns[test.column].name));
        }
    }
    std::string said = schema.name;
    for (const CriterionText& c : text.calls[0].criteria) {
        if (columns.contains(c.column)) said += ";" + c.column + c.test;
    }
    return said;
}

class Prover {
  public:
    Prover(Proposal& proposal, const Vocabulary& words, std::span<const AlignedCopy> copies,
           const Ask& ask)
        : proposal_(proposal), words_(words), copies_(copies), ask_(ask) {}

    Result<Proof> run() {
        make_groups();
        for (Group& group : groups_) add_readings(group);
        TRY(evaluate(Phase::kReadings));
        for (Group& group : groups_) judge(group, Phase::kReadings);
        for (Group& group : groups_) {
            if (open(group)) add_variants(group, Phase::kVariants);
        }
        TRY(evaluate(Phase::kVariants));
        for (Group& group : groups_) judge(group, Phase::kVariants);
        for (Group& group : groups_) {
            if (open(group)) add_variants(group, Phase::kSearch);
        }
        TRY(evaluate(Phase::kSearch));
        for (Group& group : groups_) judge(group, Phase::kSearch);
        ask_siblings();
        for (Group& group : groups_) settle(group);
        TRY(tell_rows());
        std::ranges::sort(proof_.cells, {}, &CellProof::cell);
        TRY(prove_lists(proposal_, words_, copies_, ask_, proof_));
        return std::move(proof_);
    }

  private:
    ProposedCell& cell_of(const Group& group) { return proposal_.cells[group.cells[0]]; }

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
        for (const Observation& o : group.observations) group.bits += bits_of(o.theirs);
        group.copies.assign(copies.begin(), copies.end());
    }

    static void add(Group& group, Candidate candidate) {
        bool known = std::ranges::any_of(group.candidates, [&](const Candidate& other) {
            return other.formula == candidate.formula;
        });
        if (!known) group.candidates.push_back(std::move(candidate));
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
        const auto& readings = cell_of(group).readings;
        for (size_t i = 0; i < readings.size(); ++i) {
            if (phase == Phase::kVariants) {
                add(group, {.formula = readings[i].formula,
                            .phase = phase,
                            .reading = static_cast<int>(i)});
            }
            for (Variant& v : variants_of(readings[i].formula, words_)) {
                bool search = v.aspect == Aspect::kDropped || v.aspect == Aspect::kAdded;
                if (search != (phase == Phase::kSearch)) continue;
                add(group, {.formula = std::move(v.formula),
                            .aspect = v.aspect,
                            .how = std::move(v.how),
                            .phase = phase});
            }
        }
        if (phase == Phase::kVariants) add_sibling_patterns(group);
    }

    // The cell is to its row as another column's cells are to theirs: the corner that completes a
    // rectangle of three cells that are known.
    void add_sibling_patterns(Group& group) {
        if (by_place_.empty()) {
            for (size_t g = 0; g < groups_.size(); ++g) {
                Verdict v = groups_[g].verdict;
                bool known = v == Verdict::kProved || v == Verdict::kConfirmed;
                if (!known) continue;
                for (size_t cell : groups_[g].cells) {
                    const ProposedCell& place = proposal_.cells[cell];
                    const Group& own = groups_[g];
                    if (own.best.empty()) continue;
                    by_place_[{place.sheet, place.cell}] =
                        with_unit(own.candidates[own.best[0]].formula,
                                  proposal_.cells[own.cells[0]].for_unit, place.for_unit);
                }
            }
        }
        const ProposedCell& target = cell_of(group);
        size_t made = 0;
        for (const auto& [place, above] : by_place_) {
            if (place.first != target.sheet || place.second.column != target.cell.column) continue;
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

    // Whose people are meant is one convention of a table: where the cells beside are proved, all
    // of them to mean the same, a cell whose copies fit several means that too.
    void ask_siblings() {
        std::map<std::pair<size_t, uint32_t>, std::vector<std::string>> rows, columns;
        for (const Group& group : groups_) {
            if (group.verdict != Verdict::kProved || !group.asks_population) continue;
            std::string said = population_of(group.candidates[group.best[0]].formula, words_);
            for (size_t cell : group.cells) {
                const ProposedCell& place = proposal_.cells[cell];
                rows[{place.sheet, place.cell.row}].push_back(said);
                columns[{place.sheet, place.cell.column}].push_back(said);
            }
        }
        auto agreed = [](const std::vector<std::string>& all) {
            bool same = std::ranges::all_of(all, [&](const auto& one) { return one == all[0]; });
            return all.size() >= 2 && same ? all[0] : "";
        };
        for (Group& group : groups_) {
            bool fits = group.verdict == Verdict::kSeveral || group.verdict == Verdict::kWeak;
            if (!fits || !group.asks_population || group.was_sure) continue;
            const ProposedCell& place = cell_of(group);
            std::string down = agreed(columns[{place.sheet, place.cell.column}]);
            std::string across = agreed(rows[{place.sheet, place.cell.row}]);
            if (!down.empty() && !across.empty() && down != across) continue;
            const std::string& said = down.empty() ? across : down;
            if (said.empty()) continue;
            std::vector<size_t> same;
            for (size_t c : group.best) {
                const Candidate& candidate = group.candidates[c];
                bool wording = candidate.reading >= 0;
                if (wording && population_of(candidate.formula, words_) == said) same.push_back(c);
            }
            if (same.size() != 1) continue;
            std::erase(group.best, same[0]);
            group.best.insert(group.best.begin(), same[0]);
            group.verdict = Verdict::kBySiblings;
        }
    }

    // --- writing down
    void settle(Group& group) {
        if (group.observations.empty()) return;
        std::vector<size_t> order(group.candidates.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::erase_if(order, [&](size_t c) { return group.candidates[c].ours.empty(); });
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

    void rewrite(Group& group, ProposedCell& cell) {
        if (before_.empty()) before_.resize(proposal_.cells.size());
        size_t own = static_cast<size_t>(&cell - proposal_.cells.data());
        if (own == group.cells[0]) before_[own] = cell.readings;
        std::string names = names_of(copies_, group.copies);
        Verdict v = group.verdict;
        if (v == Verdict::kConfirmed) {
            cell.note = "已填表证实：" + names;
            return;
        }
        if (v == Verdict::kNoEvidence || group.best.empty()) return;
        std::vector<Reading> old = std::move(cell.readings);
        cell.readings.clear();
        bool agree = group.candidates[group.best[0]].agrees();
        std::vector<std::string> doubts_now =
            old.empty() ? std::vector<std::string>{} : old[0].doubts;
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
            reading.confidence = std::min(reading.confidence, 0.6);
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
        row_between_.push_back(fmt::format("{} ／ {}", words_of_call(a.calls[0], words_),
                                           words_of_call(b.calls[0], words_)));
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
            proof.between = row_between_[i];
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
    std::vector<Group> groups_;
    std::vector<std::vector<Reading>> before_;
    std::map<std::pair<size_t, xlsx::CellRef>, std::string> by_place_;
    std::map<size_t, size_t> proof_at_;  // cell → its place in proof_.cells
    std::vector<Asking> row_askings_;
    std::vector<size_t> row_cells_;
    std::vector<std::string> row_between_;
    std::vector<size_t> row_ledgers_;
    Proof proof_;
};

}  // namespace

Result<Proof> prove(Proposal& proposal, const Vocabulary& words,
                    std::span<const AlignedCopy> copies, const Ask& ask) {
    return Prover(proposal, words, copies, ask).run();
}

}  // namespace yitao::recognise
