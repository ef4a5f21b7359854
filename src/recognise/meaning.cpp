#include "recognise/meaning.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "dictionary/heading.h"
#include "recognise/meaning_understood.h"

namespace yitao::recognise {

namespace {

using dictionary::PhraseKind;

constexpr size_t kMaxReadings = 5;
constexpr double kUnknownLedger = 0.75;  // a ledger the dictionary does not speak of: a question
constexpr double kTwoLedgers = 0.6;      // another ledger explains the path as well

void vote_measure(const Vocabulary& words, std::string_view measure, double weight,
                  std::vector<double>& votes) {
    for (size_t i = 0; i < votes.size(); ++i) {
        const std::string& own = words.facts(i).measure;
        if (!own.empty() && own == measure) votes[i] += weight;
    }
}

// How loudly the words of some layers speak of each ledger.
void vote(const Vocabulary& words, const std::vector<Layer>& layers, double weight,
          std::vector<double>& votes) {
    for (const Layer& layer : layers) {
        for (const Token& token : layer.cut->tokens) {
            std::set<int> ledgers;
            for (const Term& term : token.terms) {
                if (term.ledger >= 0) ledgers.insert(term.ledger);
                if (term.kind == PhraseKind::kGrain || term.kind == PhraseKind::kAggregate) {
                    vote_measure(words, term.measure, weight * 1.5, votes);
                }
            }
            double rarity = 1.0 / static_cast<double>(std::max<size_t>(1, ledgers.size()));
            double length = static_cast<double>(token.to - token.from);
            for (int ledger : ledgers) {
                votes[static_cast<size_t>(ledger)] += weight * length * (0.2 + rarity);
            }
        }
    }
}

struct Candidate {
    size_t ledger;
    double votes;
};

// The ledgers worth asking: those the path speaks of, loudest first.
std::vector<Candidate> candidates(const Vocabulary& words, const Asked& asked,
                                  const Layers& layers) {
    constexpr size_t kMost = 6;
    std::vector<double> path(words.schemas().size(), 0.0);
    std::vector<double> context(words.schemas().size(), 0.0);
    vote(words, layers.path, 1.0, path);
    vote_measure(words, asked.measure, 0.5, path);
    vote(words, layers.context, 0.3, context);
    vote(words, layers.siblings, 0.1, context);
    bool from_path = std::ranges::any_of(path, [](double v) { return v > 0; });
    std::vector<Candidate> found;
    for (size_t i = 0; i < path.size(); ++i) {
        double votes = from_path ? path[i] : context[i];
        if (votes > 0) found.push_back({i, votes + (from_path ? context[i] : 0)});
    }
    std::ranges::stable_sort(found, std::greater{}, &Candidate::votes);
    if (found.size() > kMost) found.resize(kMost);
    return found;
}

bool has_doubt(const Reading& reading, std::string_view doubt) {
    return std::ranges::find(reading.doubts, doubt) != reading.doubts.end();
}

// Where the form does not say whose people: one reading each for those registered here, living
// here and all, none of them sure.
void offer_populations(const Vocabulary& words, const Asked& asked, const Understood& understood,
                       std::vector<Reading>& readings) {
    for (const auto& tests : words.facts(understood.filter.ledger).standing) {
        Understood one = understood;
        if (narrow(one.filter, tests) == Narrowed::kNothing) continue;
        Reading reading = write_reading(words, asked, one);
        if (!reading.formula.empty()) readings.push_back(std::move(reading));
    }
}

}  // namespace

std::shared_ptr<const Cut> MeaningReader::cut(const std::string& text) {
    auto [at, fresh] = cuts_.try_emplace(text);
    if (fresh) at->second = std::make_shared<const Cut>(words_.cut(text));
    return at->second;
}

std::vector<Reading> MeaningReader::read(const Asked& as_asked) {
    const Vocabulary& words = words_;
    Asked asked = as_asked;
    Layers layers;
    for (const auto& text : asked.scope) layers.scope.push_back({cut(text)});
    for (const auto& text : asked.sections) layers.sections.push_back({cut(text)});
    for (const auto& text : asked.context) layers.context.push_back({cut(text)});
    // A unit of measure in brackets behind a heading is taken out of it; the innermost heading
    // that has one says what the cell is measured in.
    for (const auto& part : asked.path) {
        dictionary::Heading heading = dictionary::read_heading(part.text);
        bool measured = !heading.measure.empty();
        layers.path.push_back({cut(measured ? heading.bare : part.text), part.inherited});
        if (!measured || part.inherited) continue;
        asked.measure = heading.measure;
        asked.measured_here = true;
    }
    if (!layers.path.empty()) layers.path.back().leaf = true;
    for (const auto& text : asked.siblings) layers.siblings.push_back({cut(text)});
    for (const auto& text : asked.around) layers.around.push_back({cut(text)});
    for (const auto& text : asked.beside) layers.beside.push_back({cut(text)});
    std::vector<std::pair<double, std::vector<Reading>>> found;
    double best_votes = 0;
    for (const Candidate& candidate : candidates(words, asked, layers)) {
        Understood understood = understand(words, asked, layers, candidate.ledger);
        if (!words.facts(candidate.ledger).known) understood.doubt(kUnknownLedger, "new ledger");
        best_votes = std::max(best_votes, candidate.votes);
        std::vector<Reading> readings;
        Reading reading = write_reading(words, asked, understood);
        if (reading.formula.empty() || understood.senseless) continue;
        if (has_doubt(reading, "population")) {
            offer_populations(words, asked, understood, readings);
        }
        if (readings.empty()) readings.push_back(std::move(reading));
        double score = readings[0].confidence *
                       (words.facts(candidate.ledger).known ? 1 : kUnknownLedger) *
                       (0.7 + 0.3 * candidate.votes / best_votes);
        found.emplace_back(score, std::move(readings));
    }
    std::ranges::stable_sort(found, std::greater{}, [](const auto& f) { return f.first; });
    std::vector<Reading> all;
    for (auto& [score, readings] : found) {
        for (Reading& reading : readings) {
            bool repeated = std::ranges::any_of(
                all, [&](const Reading& other) { return other.key == reading.key; });
            if (!repeated && all.size() < kMaxReadings) all.push_back(std::move(reading));
        }
    }
    if (found.size() > 1 && found[1].first > found[0].first * 0.95 && all.size() > 1) {
        all[0].confidence *= kTwoLedgers;
        all[0].doubts.push_back("two ledgers");
    }
    return all;
}

}  // namespace yitao::recognise
