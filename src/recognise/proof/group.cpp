#include "recognise/proof/group.h"

#include <algorithm>
#include <array>

#include "recognise/proof/aggregate_text.h"

namespace yitao::recognise {

std::string with_unit(std::string formula, org::UnitCode from, org::UnitCode to) {
    if (from == 0 || from == to) return formula;
    std::string old = org::format_unit_code(from);
    std::string code = org::format_unit_code(to);
    for (size_t at = formula.find(old); at != std::string::npos; at = formula.find(old, at + 12)) {
        formula.replace(at, old.size(), code);
    }
    return formula;
}

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

bool is_search(Aspect aspect) {
    return aspect == Aspect::kDropped || aspect == Aspect::kCode || aspect == Aspect::kAdded;
}

bool is_ratio(const std::string& formula) {
    AggregateText text = take_apart(formula);
    for (size_t i = 1; i + 1 < text.between.size(); ++i) {
        if (text.between[i].find('/') != std::string::npos) return true;
    }
    return false;
}

bool is_one(const std::string& formula) {
    AggregateText text = take_apart(formula);
    if (text.calls.size() != 2 || text.between[1] != "/") return false;
    const CallText& a = text.calls[0];
    const CallText& b = text.calls[1];
    return a.name == b.name && a.amount == b.amount && a.criteria == b.criteria;
}

}  // namespace yitao::recognise
