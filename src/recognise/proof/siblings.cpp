// What cells that are decided say of those beside them.
#include <algorithm>
#include <map>

#include "recognise/proof/aggregate_text.h"
#include "recognise/proof/group.h"

namespace yitao::recognise {

namespace {

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
const ProposedCell& cell_of(const Proposal& proposal, const Group& group) {
    return proposal.cells[group.cells[0]];
}

// Whose people are meant is one convention of a table: where the cells beside are proved, all
// of them to mean the same, a cell whose copies fit several means that too.
void share_population(const Proposal& proposal, const Vocabulary& words,
                      std::vector<Group>& groups) {
    std::map<std::pair<size_t, uint32_t>, std::vector<std::string>> rows, columns;
    for (const Group& group : groups) {
        if (group.verdict != Verdict::kProved || !group.asks_population) continue;
        std::string said = population_of(group.candidates[group.best[0]].formula, words);
        for (size_t cell : group.cells) {
            const ProposedCell& place = proposal.cells[cell];
            rows[{place.sheet, place.cell.row}].push_back(said);
            columns[{place.sheet, place.cell.column}].push_back(said);
        }
    }
    auto agreed = [](const std::vector<std::string>& all) {
        bool same = std::ranges::all_of(all, [&](const auto& one) { return one == all[0]; });
        return all.size() >= 2 && same ? all[0] : "";
    };
    for (Group& group : groups) {
        bool fits = group.verdict == Verdict::kSeveral || group.verdict == Verdict::kWeak;
        if (!fits || !group.asks_population || group.was_sure) continue;
        const ProposedCell& place = cell_of(proposal, group);
        std::string down = agreed(columns[{place.sheet, place.cell.column}]);
        std::string across = agreed(rows[{place.sheet, place.cell.row}]);
        if (!down.empty() && !across.empty() && down != across) continue;
        const std::string& said = down.empty() ? across : down;
        if (said.empty()) continue;
        std::vector<size_t> same;
        for (size_t c : group.best) {
            const Candidate& candidate = group.candidates[c];
            bool wording = candidate.reading >= 0;
            if (wording && population_of(candidate.formula, words) == said) same.push_back(c);
        }
        if (same.size() != 1) continue;
        std::erase(group.best, same[0]);
        group.best.insert(group.best.begin(), same[0]);
        group.verdict = Verdict::kBySiblings;
    }
}
// A word nobody knew that turned out to be read rightly in other cells is read rightly here.
void trust_words(const Proposal& proposal, std::vector<Group>& groups) {
    struct Record {
        size_t right = 0;
        size_t other = 0;
    };
    std::map<std::string, Record> words;
    auto is_word = [](const std::string& doubt) {
        return doubt.starts_with("unknown") || doubt.starts_with("foreign") ||
               doubt.starts_with("near");
    };
    for (const Group& group : groups) {
        const auto& readings = cell_of(proposal, group).readings;
        if (readings.empty() || group.observations.empty()) continue;
        bool as_read = group.verdict == Verdict::kProved && group.best[0] == 0;
        bool otherwise = group.verdict == Verdict::kNone ||
                         (!group.candidates.empty() && !group.candidates[0].agrees());
        for (const std::string& doubt : readings[0].doubts) {
            if (!is_word(doubt)) continue;
            words[doubt].right += as_read ? 1 : 0;
            words[doubt].other += otherwise ? 1 : 0;
        }
    }
    for (Group& group : groups) {
        if (group.verdict != Verdict::kWeak || group.best[0] != 0 || group.was_sure) continue;
        bool trusted =
            std::ranges::all_of(cell_of(proposal, group).readings[0].doubts, [&](const auto& d) {
                return is_word(d) && words[d].right >= 2 && words[d].other == 0;
            });
        if (trusted) group.verdict = Verdict::kBySiblings;
    }
}
// The shape of a formula: what it counts by which columns, whatever the values.
std::string pattern_of(const std::string& formula) {
    std::string text;
    for (const CallText& call : take_apart(formula).calls) {
        std::set<std::string> columns;
        for (const CriterionText& c : call.criteria) columns.insert(c.column);
        text += fmt::format("{} {} {};", call.name, call.amount, fmt::join(columns, " "));
    }
    return text;
}
// Where a sure reading is contradicted, those beside it that are read alike are only as sure as
// their own copies make them.
void doubt_siblings(const Proposal& proposal, std::vector<Group>& groups) {
    std::set<std::tuple<size_t, bool, uint32_t, std::string>> contradicted;
    for (const Group& group : groups) {
        if (group.verdict != Verdict::kContradicted) continue;
        const ProposedCell& cell = cell_of(proposal, group);
        std::string pattern = pattern_of(cell.readings[0].formula);
        contradicted.insert({cell.sheet, false, cell.cell.row, pattern});
        contradicted.insert({cell.sheet, true, cell.cell.column, pattern});
    }
    for (Group& group : groups) {
        bool own = group.verdict == Verdict::kConfirmed && group.bits >= kOwnBits;
        if (!group.was_sure || own || group.verdict == Verdict::kContradicted) continue;
        const ProposedCell& cell = cell_of(proposal, group);
        std::string pattern = pattern_of(cell.readings[0].formula);
        bool beside = contradicted.contains({cell.sheet, false, cell.cell.row, pattern}) ||
                      contradicted.contains({cell.sheet, true, cell.cell.column, pattern});
        if (beside) group.verdict = Verdict::kDoubted;
    }
}

}  // namespace

void ask_siblings(const Proposal& proposal, const Vocabulary& words, std::vector<Group>& groups) {
    share_population(proposal, words, groups);
    trust_words(proposal, groups);
    doubt_siblings(proposal, groups);
}

}  // namespace yitao::recognise
